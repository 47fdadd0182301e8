// Lays keys out for a table: ascending by digest, each at its share of the slots or behind its neighbour, and a cell of
// the ledger for each plan of each key.

/// A table in the making.
struct UsageTableBuild {
    private(set) var limits: [PlanLimits] = []
    private(set) var methodLimits: [BucketLimit] = []
    private let ledger: UsageLedger
    private let day: Int
    private(set) var count = 0
    private(set) var shares: UInt64 = 1
    private(set) var slots: [UsageTable.Slot] = []
    private(set) var subjects: [UsageTable.Subject] = []
    private(set) var texts: [UInt8] = []
    private(set) var methodBuckets: [UInt32] = []
    private(set) var bucketCount = 0
    private let planIndex: [String: UInt32]
    private var cells: [UInt64: UInt32]

    init(plans: [UsagePlan], ledger: UsageLedger, day: Int) {
        self.ledger = ledger
        self.day = day
        cells = ledger.index()
        var index: [String: UInt32] = [:]
        for (number, plan) in plans.enumerated() {
            index[plan.id] = UInt32(number)
            let methods = plan.stages.flatMap { $0.methods.map { BucketLimit($0.throttle) } }
            limits.append(
                PlanLimits(
                    throttle: plan.throttle.map { BucketLimit($0) }, quota: plan.quota, methods: methodLimits.count,
                    methodCount: methods.count))
            methodLimits += methods
        }
        planIndex = index
    }

    mutating func add(_ keys: [UsageKey]) {
        shares = UInt64(max(1, keys.count + keys.count / 2))
        slots.reserveCapacity(Int(shares) + 64)
        // A stable order among equal digests: the first key of the list wins.
        let order = keys.indices.sorted { (keys[$0].digest, $0) < (keys[$1].digest, $1) }
        var last: KeyDigest?
        for position in order.prefix(UsageBounds.keysMax) where keys[position].digest != last {
            last = keys[position].digest
            add(keys[position])
        }
        slots.append(.free)
        while slots.count < shares { slots.append(.free) }
        cells = [:]
    }

    private mutating func add(_ key: UsageKey) {
        let first = subjects.count
        for plan in key.plans.prefix(UsageBounds.plansOfKeyMax) {
            guard let index = planIndex[plan] else { continue }
            let limits = limits[Int(index)]
            let identity = UsageLedger.identity(key: key.id, plan: plan)
            guard
                let cell = cells[identity]
                    ?? ledger.add(identity: identity, quota: limits.quota, day: day)
            else { continue }
            cells[identity] = cell
            subjects.append(UsageTable.Subject(bucket: 0, plan: index, cell: cell))
            methodBuckets.append(UInt32(bucketCount))
            bucketCount += limits.methodCount
        }
        let text = Array(key.id.utf8.prefix(UsageBounds.identifierBytesMax))
        let share = UsageTable.share(of: key.digest, shares)
        while slots.count < share { slots.append(.free) }
        count += 1
        slots.append(
            UsageTable.Slot(
                digest: key.digest, text: UInt32(texts.count), subjects: UInt32(first),
                subjectCount: UInt8(subjects.count - first), textCount: UInt8(text.count), isEnabled: key.isEnabled,
                isUsed: true))
        texts += text
    }
}
