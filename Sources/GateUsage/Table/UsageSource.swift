// What a set of served APIs knows of keys, plans and limits. A reload makes another source that shares the ledger and
// the pool with the one before.

/// Keys, plans and limits in force.
package struct UsageSource: Sendable {
    package let table: UsageTable
    package let pool: BucketPool
    package let account: ThrottleSettings?
    package let stages: [StageMethods]

    package init(
        _ settings: UsageSettings, hasher: KeyHasher, ledger: UsageLedger, pool: BucketPool,
        previous: UsageSource? = nil, valueBytesMax: Int = KeyValue.bytesMax, day: Int
    ) {
        table = UsageTable(
            plans: settings.plans, keys: settings.keys, hasher: hasher, ledger: ledger, previous: previous?.table,
            valueBytesMax: valueBytesMax, day: day)
        self.pool = pool
        account = settings.account
        stages = settings.stages
    }
}

extension UsageSettings {
    /// Cells of a ledger that the keys take.
    package var cellCount: Int { keys.reduce(0) { $0 + min($1.plans.count, UsageBounds.plansOfKeyMax) } }
}
