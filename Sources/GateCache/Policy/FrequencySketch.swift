// How often keys were asked for lately, roughly and in little memory: a count-min sketch of four-bit counters that are
// halved now and then (Einziger, Friedman, Manes: "TinyLFU: A Highly Efficient Cache Admission Policy", 2017). The four
// counters of a key lie in one block of 64 bytes, so that a look costs one miss of the processor's cache.

/// Estimates of how often hashes have been seen.
struct FrequencySketch: ~Copyable {
    /// Most a counter tells.
    static let frequencyMax = 15
    /// Counts before all counters are halved, for each key that the sketch is made for.
    private static let sampleFactor = 10
    private static let wordsOfBlock = 8
    private static let resetMask: UInt64 = 0x7777_7777_7777_7777

    /// Sixteen counters a word.
    private let words: UnsafeMutablePointer<UInt64>
    private let blockMask: UInt64
    private let sampleSize: Int
    private var additions = 0

    /// Keys that it is made for; with more of them its estimates are too high.
    let capacity: Int

    init(capacity: Int) {
        var wordCount = FrequencySketch.wordsOfBlock
        while wordCount < capacity { wordCount *= 2 }
        self.capacity = wordCount
        words = .allocate(capacity: wordCount)
        words.initialize(repeating: 0, count: wordCount)
        blockMask = UInt64(wordCount / FrequencySketch.wordsOfBlock - 1)
        sampleSize = wordCount * FrequencySketch.sampleFactor
    }

    deinit { words.deallocate() }

    /// Where the four counters of a hash are: words of one block, and the counter in each.
    @inline(__always)
    private func place(_ hash: UInt64, _ row: UInt64) -> (word: Int, shift: UInt64) {
        let block = (hash & blockMask) &* UInt64(FrequencySketch.wordsOfBlock)
        // The block takes the low bits, the counters mixed ones.
        let bits = (hash &* 0x9e37_79b9_7f4a_7c15) >> (row &* 8 &+ 32)
        return (Int(block &+ (bits & 1) &+ row &* 2), ((bits >> 1) & 15) &* 4)
    }

    /// How often the hash was seen, at most `frequencyMax`.
    func frequency(_ hash: UInt64) -> Int {
        var lowest: UInt64 = 15
        for row in 0..<4 as Range<UInt64> {
            let (word, shift) = place(hash, row)
            lowest = min(lowest, (words[word] >> shift) & 15)
        }
        return Int(lowest)
    }

    /// The hash was seen once more.
    mutating func add(_ hash: UInt64) {
        var isNew = false
        for row in 0..<4 as Range<UInt64> {
            let (word, shift) = place(hash, row)
            if (words[word] >> shift) & 15 < 15 {
                words[word] &+= 1 << shift
                isNew = true
            }
        }
        if !isNew { return }
        additions += 1
        if additions >= sampleSize { halve() }
    }

    /// Lets the past count half.
    private mutating func halve() {
        for index in 0..<capacity { words[index] = (words[index] >> 1) & FrequencySketch.resetMask }
        additions /= 2
    }
}
