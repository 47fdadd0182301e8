// What keys of a usage plan have used, out of a state folder: counts of the days under way, history of those that have
// ended. `usage` and the control plane read and extend the same way.

import GateUsage

/// The counts of some keys of a plan.
struct PlanCounts {
    private let folder: StateFolder
    private let plan: String
    private let quota: QuotaSettings?
    private let keys: [String]
    private let ledger: UsageLedger
    /// By key; nil for those that nobody has counted.
    private let cells: [UInt32?]

    init(
        _ folder: StateFolder, plan: String, _ quota: QuotaSettings?, keys: [String]
    ) throws(CommandFailure) {
        try folder.make()
        let file = try CountsFile(folder, adding: 0)
        file.finishAdding()
        self.folder = folder
        self.plan = plan
        self.quota = quota
        self.keys = keys
        ledger = file.ledger
        cells = ledger.cells(of: keys.map { UsageLedger.identity(key: $0, plan: plan) })
    }

    /// By key, what each day had.
    func days(_ days: ClosedRange<Int>, today: Int) throws(CommandFailure) -> [[DayCount]] {
        var kept: [Int: [DayCount?]] = [:]
        for day in days where day < today && day >= today - UsageHistory.daysMax {
            kept[day] = try folder.readDay(day, plan: plan, keys: keys)
        }
        return keys.indices.map { key in
            UsageHistory.run(days, quota) { day in
                if day == today { return current(key, day) }
                return kept[day].map { $0[key] } ?? counted(key, day)
            }
        }
    }

    private func current(_ key: Int, _ day: Int) -> DayCount {
        guard let cell = cells[key] else {
            // The first period of a key begins with the quota's offset.
            return DayCount(used: 0, remaining: quota.map { max(0, $0.limit - $0.offset) })
        }
        let reading = ledger.reading(cell, quota, day: day)
        return DayCount(used: reading.today, remaining: quota.map { max(0, $0.limit - reading.consumed) })
    }

    /// A day that no file of the history tells of.
    private func counted(_ key: Int, _ day: Int) -> DayCount? {
        guard let cell = cells[key], let found = ledger.days(cell).first(where: { $0.day == day }) else { return nil }
        return DayCount(
            used: found.requests, remaining: quota.flatMap { ledger.remaining(cell, $0, endOf: day) })
    }

    /// Leaves a key of a plan so many requests until the period of a day ends.
    static func setRemaining(
        _ remaining: Int, of key: String, in plan: String, _ quota: QuotaSettings, _ folder: StateFolder, day: Int
    ) throws(CommandFailure) {
        try folder.make()
        let file = try CountsFile(folder, adding: 1)
        let identity = UsageLedger.identity(key: key, plan: plan)
        let cell = file.ledger.cells(of: [identity])[0] ?? file.ledger.add(identity: identity, quota: quota, day: day)
        file.finishAdding()
        guard let cell else { throw .unusable("there is no room for counts") }
        file.ledger.setRemaining(cell, remaining, quota, day: day)
        file.save()
    }
}
