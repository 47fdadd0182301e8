// A small mutator: a few random changes to an input from the pool, seeded so that a round can be repeated.

import GateBytes

/// Makes inputs from inputs.
struct Mutator {
    private var random: SplitMix
    private let dictionary: [[UInt8]]
    private let isBinary: Bool
    private let sizeMax: Int

    /// Numbers at which code changes its mind.
    private static let numbers: [UInt32] = [
        0, 1, 2, 3, 4, 7, 8, 15, 16, 31, 32, 63, 64, 127, 128, 255, 256, 511, 512, 1023, 1024, 4095, 4096, 0x7fff,
        0x8000,
        0xffff, 0x1_0000, 0x7fff_ffff, 0x8000_0000, 0xffff_fffe, 0xffff_ffff,
    ]
    private static let bytes: [UInt8] = [
        0, 1, 0x09, 0x0a, 0x0d, 0x20, 0x22, 0x27, 0x2f, 0x30, 0x3a, 0x5c, 0x7f, 0x80, 0xc3, 0xff,
    ]

    init(seed: UInt64, dictionary: [[UInt8]], isBinary: Bool, sizeMax: Int) {
        random = SplitMix(seed)
        self.dictionary = dictionary
        self.isBinary = isBinary
        self.sizeMax = sizeMax
    }

    /// A number from 0 up to, not including, `bound`.
    mutating func below(_ bound: Int) -> Int { bound <= 1 ? 0 : Int(random.next() % UInt64(bound)) }

    /// A changed copy of one of the pool's inputs.
    mutating func mutate(_ pool: [[UInt8]]) -> [UInt8] {
        var input = pool.isEmpty ? [] : pool[below(pool.count)]
        // Mostly one to four changes, now and then many.
        var changes = 1 + below(4)
        if below(16) == 0 { changes += below(32) }
        for _ in 0..<changes {
            if isBinary, below(4) != 0 { changeWord(&input) } else { change(&input, pool) }
        }
        if input.count > sizeMax { input.removeLast(input.count - sizeMax) }
        return input
    }

    /// Changes an aligned 32-bit word.
    private mutating func changeWord(_ input: inout [UInt8]) {
        if input.count < 4 { return }
        let place = below(input.count / 4) * 4
        var word = input[place..<place + 4].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        switch below(5) {
        case 0: word = Mutator.numbers[below(Mutator.numbers.count)]
        case 1: word = word &+ UInt32(1 + below(8))
        case 2: word = word &- UInt32(1 + below(8))
        case 3: word ^= 1 << UInt32(below(32))
        default:
            let other = below(input.count / 4) * 4
            word = input[other..<other + 4].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        }
        for index in 0..<4 { input[place + index] = UInt8(truncatingIfNeeded: word >> UInt32(8 * index)) }
    }

    private mutating func change(_ input: inout [UInt8], _ pool: [[UInt8]]) {
        let place = below(input.count + 1)
        switch below(10) {
        case 0: if place < input.count { input[place] ^= 1 << UInt8(below(8)) }
        case 1: if place < input.count { input[place] = UInt8(truncatingIfNeeded: random.next()) }
        case 2: if place < input.count { input[place] = Mutator.bytes[below(Mutator.bytes.count)] }
        case 3: input.insert(Mutator.bytes[below(Mutator.bytes.count)], at: place)
        case 4: input.removeSubrange(range(input))
        case 5:
            let run = Array(input[range(input)])
            for _ in 0...below(below(8) == 0 ? 64 : 3) where input.count < sizeMax {
                input.insert(contentsOf: run, at: min(place, input.count))
            }
        case 6: splice(&input, place, pool)
        case 7: if isBinary { changeWord(&input) } else { changeNumber(&input) }
        default:
            if dictionary.isEmpty { return }
            let word = dictionary[below(dictionary.count)]
            let end = below(2) == 0 ? place : min(input.count, place + word.count)
            input.replaceSubrange(place..<end, with: word)
        }
    }

    /// A run of the input: short ones are as likely as long ones.
    private mutating func range(_ input: [UInt8]) -> Range<Int> {
        let start = below(input.count + 1)
        let longest = input.count - start
        return start..<start + below(1 + (below(2) == 0 ? min(longest, 8) : longest))
    }

    /// The front of this input and the back of another.
    private mutating func splice(_ input: inout [UInt8], _ place: Int, _ pool: [[UInt8]]) {
        if pool.isEmpty { return }
        let other = pool[below(pool.count)]
        if below(2) == 0 {
            input.replaceSubrange(place..., with: other[below(other.count + 1)...])
        } else {
            input.insert(contentsOf: other[range(other)], at: place)
        }
    }

    /// Replaces a decimal number in the text.
    private mutating func changeNumber(_ input: inout [UInt8]) {
        let start = below(input.count)
        guard let first = input[start...].firstIndex(where: { ASCII.isDigit($0) }) else { return }
        let end = input[first...].firstIndex { !ASCII.isDigit($0) } ?? input.count
        let number = Mutator.numbers[below(Mutator.numbers.count)]
        input.replaceSubrange(first..<end, with: Array("\(number)".utf8))
    }
}

/// SplitMix64 (Steele, Lea, Flood, 2014).
struct SplitMix {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }
}

/// Names an outcome: a hash over the numbers that make it.
struct Outcome {
    private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

    mutating func add(_ number: Int) {
        value = (value ^ UInt64(truncatingIfNeeded: number)) &* 0x0000_0100_0000_01b3
        value ^= value >> 29
    }

    mutating func add(_ text: String) { for byte in text.utf8 { add(Int(byte)) } }

    /// The number of bits of a count: sizes are new when they double.
    mutating func add(magnitudeOf count: Int) { add(Int.bitWidth - count.leadingZeroBitCount) }
}
