// What keys used, day by day. A day that has ended is one text, which nothing changes any more; the day that is under
// way stands in the ledger. AWS: GetUsage.
//
//     key,plan,used,remaining
//     k1,gold,120,9880

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

    /// Reads a day; nil for a text that is none.
    package static func parse(_ text: String) -> [DayUsage]? {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count > 1, lines.removeFirst() == header, lines.removeLast().isEmpty else { return nil }
        var usages: [DayUsage] = []
        for line in lines {
            let fields = line.split(separator: ",", omittingEmptySubsequences: false)
            guard fields.count == 4, let used = Int(fields[2]), used >= 0, fields[3].isEmpty || Int(fields[3]) != nil
            else { return nil }
            usages.append(
                DayUsage(key: String(fields[0]), plan: String(fields[1]), used: used, remaining: Int(fields[3])))
        }
        return usages
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
    /// - Parameter usage: What is known of a day.
    package static func run(
        _ days: ClosedRange<Int>, _ quota: QuotaSettings?, _ usage: (Int) -> (used: Int, remaining: Int?)?
    ) -> [(used: Int, remaining: Int?)] {
        var last: (period: UInt64, remaining: Int)?
        return days.map { day in
            guard let quota else { return (usage(day)?.used ?? 0, nil) }
            let period = quota.period.number(ofDay: day)
            let known = usage(day)
            let before = last.flatMap { $0.period == period ? $0.remaining : nil } ?? quota.limit
            let remaining = known?.remaining ?? max(0, before - (known?.used ?? 0))
            last = (period, remaining)
            return (known?.used ?? 0, remaining)
        }
    }
}
