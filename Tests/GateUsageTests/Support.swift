// What the tests share: a small generator in place of randomness, tables with keys, threads that start together.

import Foundation
import GateBytes
import GateUsage
import Synchronization

/// splitmix64 from a seed.
final class Numbers {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}

let hasher = KeyHasher(salt: Array(0..<64))

/// 2026-11-27, a Friday.
let today = 20_784

func key(_ id: String, _ value: String, plans: [String], isEnabled: Bool = true) -> UsageKey {
    UsageKey(id: id, digest: hasher.digest(of: value), isEnabled: isEnabled, plans: plans)
}

func makeTable(
    _ plans: [UsagePlan], _ keys: [UsageKey], ledger: UsageLedger = .inMemory(cells: 64),
    previous: UsageTable? = nil
) throws -> UsageTable {

    return UsageTable(plans: plans, keys: keys, hasher: hasher, ledger: ledger, previous: previous, day: today)
}

extension UsageTable {
    func find(_ value: String) -> UInt32? { Array(value.utf8).withByteView { find($0) } }

    /// The first subject of a key.
    func subject(_ value: String) -> UInt32? { find(value).flatMap { subject(of: $0) { _ in true } } }
}

/// Runs a body on so many threads at once and gives the sum of what they return.
func inThreads(_ count: Int, _ body: @escaping @Sendable () -> Int) -> Int {
    let sum = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: count) { _ in
        sum.wrappingAdd(body(), ordering: .relaxed)
    }
    return sum.load(ordering: .relaxed)
}
