// Lookups among many keys, and the buckets and counts behind them.

import CMallocCount
import GateBytes
import GateUsage

/// Keys `bench-key-…` of 40 characters, as many as asked for.
func benchUsage(_ arguments: [String]) {
    let count = arguments.first.flatMap { Int($0) } ?? 1_000_000
    let hasher = KeyHasher(salt: Array(0..<64))
    let plan = UsagePlan(
        id: "plan", throttle: ThrottleSettings(rateLimit: UsageBounds.rateMax, burstLimit: UsageBounds.burstMax),
        quota: QuotaSettings(limit: UsageBounds.quotaMax, period: .month))
    func value(_ index: Int) -> [UInt8] {
        let digits = String(index)
        return Array("bench-key-\(String(repeating: "0", count: 30 - digits.count))\(digits)".utf8)
    }
    let ledger = UsageLedger.inMemory(cells: count)
    let keys = (0..<count).map { index in
        UsageKey(
            id: String(1_000_000_000 + index), digest: value(index).withByteView { hasher.digest(of: $0) },
            plans: ["plan"])
    }
    let table = UsageTable(plans: [plan], keys: keys, hasher: hasher, ledger: ledger, day: 20_784)
    print("\(table.count) keys, \(table.size / max(1, count)) bytes a key")
    // A stride that is prime to any count below it visits keys in no order.
    let probes = min(count, 200_000)
    // One behind the other: what is measured is the lookup, not where the bench keeps its values.
    let values = (0..<probes).flatMap { value($0 * 7_919 % count) }
    let size = value(0).count
    var found: UInt32 = 0
    func measure(_ name: String, _ body: (ByteView) -> UInt32) {
        let before = gate_malloc_count()
        let best = bestOfNine {
            values.withByteView { all in
                for start in stride(from: 0, to: all.count, by: size) { found &+= body(all.slice(start, start + size)) }
            }
        }
        let mallocs = gate_malloc_count() - before
        print("\(best / UInt64(probes)) ns \(name), \(mallocs) allocations in \(9 * probes)")
    }
    measure("a digest") { UInt32(truncatingIfNeeded: hasher.digest(of: $0).low) }
    measure("a lookup") { table.find($0) ?? 0 }
    var now: UInt64 = 1
    measure("a lookup with throttle, quota and count") { value in
        now += 1
        guard let key = table.find(value), let subject = table.subject(of: key, where: { _ in true }),
            table.takeTokens(subject, method: UsageTable.none, now: now, day: 20_784) == nil
        else { return 0 }
        return table.count(subject, day: 20_784) ? 1 : 0
    }
    print("(\(found & 1))")
}
