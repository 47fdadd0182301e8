// What the policy keeps: against a plain LRU on made traces, within its bounds, and by weight.

import Foundation
import Testing

@testable import GateCache

/// Numbers that are the same in every run (SplitMix64).
struct Numbers {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }

    /// 0 to 1.
    mutating func fraction() -> Double { Double(next() >> 11) / Double(1 << 53) }
}

/// Draws keys 0, 1, 2 … with weights 1, 1/2^s, 1/3^s …
struct Zipf {
    private let sums: [Double]

    init(keys: Int, exponent: Double) {
        var sums: [Double] = []
        var sum = 0.0
        for rank in 1...keys {
            sum += 1 / pow(Double(rank), exponent)
            sums.append(sum)
        }
        self.sums = sums
    }

    func draw(_ numbers: inout Numbers) -> Int {
        let wanted = numbers.fraction() * (sums.last ?? 0)
        var low = 0
        var high = sums.count - 1
        while low < high {
            let middle = (low + high) / 2
            if sums[middle] < wanted { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// A cache of keys with the policy.
final class PolicyCache {
    private var policy: CachePolicy
    private var entries: [UInt64: UInt32] = [:]
    private var keys: [UInt32: UInt64] = [:]

    init(capacity: Int) { policy = CachePolicy(capacity: capacity) }

    var weight: Int { policy.weight }
    var count: Int { policy.count }

    /// Whether the key was there; it is asked to be from now on.
    func ask(_ key: UInt64, weight: Int = 1, expires: UInt64 = .max, now: UInt64 = 0) -> Bool {
        let hash = key &* 0xff51_afd7_ed55_8ccd
        if let entry = entries[key] {
            policy.touch(entry)
            return true
        }
        policy.miss(hash)
        var gone: [UInt32] = []
        let entry = policy.add(hash, weight: weight, expires: expires, now: now) { gone.append($0) }
        for other in gone {
            guard let key = keys.removeValue(forKey: other) else { continue }
            entries[key] = nil
        }
        if entry != CachePolicy.none {
            entries[key] = entry
            keys[entry] = key
        }
        let (count, weight, capacity) = (policy.count, policy.weight, policy.capacity)
        #expect(entries.count == count && weight <= capacity)
        return false
    }

    func holds(_ key: UInt64) -> Bool { entries[key] != nil }
}

/// The plain policy to compare with: what was not asked for longest goes.
struct PlainLRU {
    private let capacity: Int
    private var times: [UInt64: Int] = [:]
    private var order: [Int: UInt64] = [:]
    private var oldest = 0
    private var clock = 0

    init(capacity: Int) { self.capacity = capacity }

    mutating func ask(_ key: UInt64) -> Bool {
        let isHit = times[key] != nil
        if let time = times[key] { order[time] = nil }
        clock += 1
        times[key] = clock
        order[clock] = key
        while times.count > capacity {
            oldest += 1
            if let key = order.removeValue(forKey: oldest) { times[key] = nil }
        }
        return isHit
    }
}

@Suite struct CachePolicyTests {
    private func rates(_ capacity: Int, _ trace: [UInt64]) -> (policy: Double, lru: Double) {
        let cache = PolicyCache(capacity: capacity)
        var lru = PlainLRU(capacity: capacity)
        var hits = (0, 0)
        for key in trace {
            if cache.ask(key) { hits.0 += 1 }
            if lru.ask(key) { hits.1 += 1 }
        }
        return (Double(hits.0) / Double(trace.count), Double(hits.1) / Double(trace.count))
    }

    @Test func hitsMoreThanLRUOnZipf() {
        var numbers = Numbers(7)
        for (exponent, capacity, margin) in [(0.9, 1_000, 0.08), (0.9, 5_000, 0.05), (0.7, 1_000, 0.05)] {
            let zipf = Zipf(keys: 50_000, exponent: exponent)
            let trace = (0..<200_000).map { _ in UInt64(zipf.draw(&numbers)) }
            let (policy, lru) = rates(capacity, trace)
            #expect(policy > lru + margin, "exponent \(exponent), \(capacity) keys: \(policy) against \(lru)")
        }
    }

    @Test func aScanPushesNothingOut() {
        let cache = PolicyCache(capacity: 1_000)
        for _ in 0..<5 { for key in 0..<500 as Range<UInt64> { _ = cache.ask(key) } }
        for key in 10_000..<30_000 as Range<UInt64> { _ = cache.ask(key) }
        let kept = (0..<500 as Range<UInt64>).filter { cache.holds($0) }.count
        #expect(kept >= 490, "\(kept)")
    }

    @Test func whatIsAskedForNowReplacesThePast() {
        let cache = PolicyCache(capacity: 500)
        for _ in 0..<20 { for key in 0..<500 as Range<UInt64> { _ = cache.ask(key) } }
        var hits = 0
        for round in 0..<60 {
            for key in 5_000..<5_400 as Range<UInt64> {
                if cache.ask(key), round >= 50 { hits += 1 }
            }
        }
        #expect(hits > 3_600, "\(hits) of 4000")
    }

    @Test func weightsAreBounded() {
        var numbers = Numbers(3)
        let cache = PolicyCache(capacity: 100_000)
        for _ in 0..<50_000 {
            let key = numbers.next() % 5_000
            _ = cache.ask(key, weight: Int(key % 37) * 300 + 1)
        }
        #expect(cache.weight <= 100_000 && cache.count > 10)
        // Heavier than everything together.
        #expect(!cache.ask(1 << 40, weight: 100_001))
        #expect(!cache.holds(1 << 40))
        // At the limit it fits into an empty cache.
        let empty = PolicyCache(capacity: 1_000)
        _ = empty.ask(1, weight: 990)
        #expect(empty.holds(1))
        _ = empty.ask(2, weight: 991)
        #expect(!empty.holds(2))
    }

    @Test func aHeavyEntryHasToBeWorthAllThatItReplaces() {
        let cache = PolicyCache(capacity: 1_000)
        for _ in 0..<4 { for key in 0..<90 as Range<UInt64> { _ = cache.ask(key, weight: 10) } }
        for _ in 0..<4 { _ = cache.ask(1_000, weight: 500) }
        #expect(!cache.holds(1_000))
        for key in 0..<80 as Range<UInt64> { #expect(cache.holds(key)) }
    }

    @Test func whatHasExpiredGoesFirst() {
        let cache = PolicyCache(capacity: 1_000)
        for _ in 0..<8 { for key in 0..<990 as Range<UInt64> { _ = cache.ask(key, expires: 50) } }
        // All of them were asked for often, and none can be used.
        for key in 2_000..<2_100 as Range<UInt64> { _ = cache.ask(key, now: 60) }
        let kept = (2_000..<2_100 as Range<UInt64>).filter { cache.holds($0) }.count
        #expect(kept >= 99, "\(kept)")
    }

    @Test func aSketchHalvesItsPast() {
        var sketch = FrequencySketch(capacity: 64)
        for _ in 0..<40 { sketch.add(12_345) }
        let (often, never) = (sketch.frequency(12_345), sketch.frequency(54_321))
        #expect(often == FrequencySketch.frequencyMax && never <= 1)
        var numbers = Numbers(5)
        for _ in 0..<1_000 { sketch.add(numbers.next()) }
        let later = sketch.frequency(12_345)
        #expect(later < often)
    }
}
