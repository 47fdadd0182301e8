// What keys used, day by day. A day that has ended is one text, which nothing changes any more; the day that is under
// way stands in the ledger. AWS: GetUsage.
//
//     key,plan,used,remaining
//     k1,gold,120,9880

import GateBytes

/// What a key used on one day.
package struct DayCount: Equatable, Sendable {
    package let used: Int
    /// What remained of the quota at the day's end, or remains now; nil without a quota.
    package let remaining: Int?

    package init(used: Int, remaining: Int?) {
        self.used = used
        self.remaining = remaining
    }
}

/// What a key used of a plan on one day.
package struct DayUsage: Equatable, Sendable {
    package let key: String
    package let plan: String
    package let used: Int
    /// What remained of the quota at the day's end; nil without a quota.
    package let remaining: Int?

    package init(key: String, plan: String, used: Int, remaining: Int?) {
        self.key = key
        self.plan = plan
        self.used = used
        self.remaining = remaining
    }
}

/// Texts of days.
package enum UsageHistory {
    /// How long days are kept. Ours: a quarter; AWS names no number.
    package static let daysMax = 90
    /// Largest text of a day, in bytes. Ours: four million keys.
    package static let dayBytesMax = 1 << 30
    private static let header = "key,plan,used,remaining"

    package static func text(_ usages: [DayUsage]) -> String {
        usages.reduce(into: header + "\n") { text, usage in
            text += "\(usage.key),\(usage.plan),\(usage.used),\(usage.remaining.map(String.init) ?? "")\n"
        }
    }

    /// What some keys of a plan used on a day, by their position; nil for a text that is no day.
    package static func select(_ text: ByteView, plan: String, keys: [String]) -> [DayCount?]? {
        var counts = [DayCount?](repeating: nil, count: keys.count)
        var places: [[UInt8]: Int] = [:]
        for (place, key) in keys.enumerated() { places[Array(key.utf8)] = place }
        let plan = Array(plan.utf8)
        var isHeader = true
        var start = 0
        while start < text.count {
            guard let end = text.firstIndex(of: 0x0a, from: start) else { return nil }
            let line = text.slice(start, end)
            start = end + 1
            if isHeader {
                guard Array(header.utf8).withByteView({ $0 == line }) else { return nil }
                isHeader = false
                continue
            }
            guard let (key, own, count) = fields(line) else { return nil }
            if plan.withByteView({ $0 == own }), let place = places[[UInt8](key)] { counts[place] = count }
        }
        return isHeader ? nil : counts
    }

    private static func fields(_ line: ByteView) -> (key: ByteView, plan: ByteView, DayCount)? {
        guard let first = line.firstIndex(of: 0x2c), let second = line.firstIndex(of: 0x2c, from: first + 1),
            let third = line.firstIndex(of: 0x2c, from: second + 1),
            let used = Decimal.parse(line.slice(second + 1, third))
        else { return nil }
        let rest = line.dropFirst(third + 1)
        let remaining = Decimal.parse(rest)
        if remaining == nil, !rest.isEmpty { return nil }
        return (
            line.slice(0, first), line.slice(first + 1, second), DayCount(used: used, remaining: remaining)
        )
    }

    /// The days before `today` that a ledger still knows, each with those who used something.
    package static func ended(_ keys: [UsageKey], _ plans: [UsagePlan], _ ledger: UsageLedger, today: Int) -> [Int:
        [DayUsage]]
    {
        let cells = ledger.index()
        let known = Dictionary(plans.map { ($0.id, $0) }) { first, _ in first }
        var days: [Int: [DayUsage]] = [:]
        for key in keys {
            for name in key.plans {
                // Keys of a specification are in a plan that nobody can name, and are not kept.
                guard let plan = known[name], !name.hasPrefix("\u{0}"),
                    let cell = cells[UsageLedger.identity(key: key.id, plan: name)]
                else { continue }
                for (day, used) in ledger.days(cell) where day < today && day >= today - daysMax {
                    let remaining = plan.quota.map {
                        ledger.remaining(cell, $0, endOf: day) ?? max(0, $0.limit - used)
                    }
                    days[day, default: []].append(
                        DayUsage(key: key.id, plan: name, used: used, remaining: remaining))
                }
            }
        }
        return days
    }

    /// One key's days of a plan, in order: a day without use has what remained before, or a whole quota.
    ///
    /// - Parameter known: What is known of a day.
    package static func run(
        _ days: ClosedRange<Int>, _ quota: QuotaSettings?, _ known: (Int) -> DayCount?
    ) -> [DayCount] {
        var last: (period: UInt64, remaining: Int)?
        return days.map { day in
            guard let quota else { return DayCount(used: known(day)?.used ?? 0, remaining: nil) }
            let period = quota.period.number(ofDay: day)
            let known = known(day)
            let before = last.flatMap { $0.period == period ? $0.remaining : nil } ?? quota.limit
            let remaining = known?.remaining ?? max(0, before - (known?.used ?? 0))
            last = (period, remaining)
            return DayCount(used: known?.used ?? 0, remaining: remaining)
        }
    }
}
