// Keys and plans laid out for lookups, immutable but for its buckets; all event loops share it. A key takes some 74
// bytes here and 32 in the ledger, whatever the number of keys:
//
//   slots      a key each, 32 bytes, ascending by digest; free ones between them, one to two keys
//   subjects   a plan of a key each, 16 bytes with its bucket; a key's lie together
//   buckets    a word for each method that the plan of a subject limits
//   texts      identifiers
//
// Digests are even, so a key stands at its digest's share of the slots or a few behind it: a lookup hashes a value and
// reads a line or two of the cache. (An index over the upper bits, with the keys packed behind it, was 4 bytes a key
// smaller and took 249 ns among a million keys, one miss of the cache more.) Time tells nothing about values, since
// nobody outside knows the salt. Nothing is allocated.

import GateBytes
import Synchronization

/// A plan's limits without anything that counts references.
struct PlanLimits: Equatable {
    let throttle: BucketLimit?
    let quota: QuotaSettings?
    /// Where the limits of its methods stand, in the order of stages and methods.
    let methods: Int
    let methodCount: Int
}

/// Why a request with a key may not pass.
package enum UsageRefusal: Equatable, Sendable {
    case throttled
    /// The plan's limit of the method has no token.
    case methodThrottled
    case quotaExceeded
}

/// Keys by value, and what each may do.
package final class UsageTable: @unchecked Sendable {
    struct Slot {
        let digest: KeyDigest
        /// Where the identifier stands in `texts`.
        let text: UInt32
        let subjects: UInt32
        let subjectCount: UInt8
        let textCount: UInt8
        let isEnabled: Bool
        let isUsed: Bool

        static let free = Slot(
            digest: KeyDigest(high: 0, low: 0), text: 0, subjects: 0, subjectCount: 0, textCount: 0, isEnabled: false,
            isUsed: false)
    }

    struct Subject {
        /// The word of the plan's bucket, which is an atomic one: whoever takes a token has read the line already.
        let bucket: UInt64
        let plan: UInt32
        let cell: UInt32
    }

    /// A plan's place in no table, and a method without a limit.
    package static let none = UInt32.max

    private static let lastNumber = Atomic<UInt64>(0)

    /// No other table of the process has it.
    private let number = UsageTable.lastNumber.wrappingAdd(1, ordering: .relaxed).newValue
    package let plans: [UsagePlan]
    private let hasher: KeyHasher
    private let ledger: UsageLedger
    private let valueBytesMax: Int
    /// Number of keys.
    package let count: Int
    /// Slots that digests have a share of; behind them are those that the last keys were pushed to, and a free one.
    private let shares: UInt64
    private let slots: UnsafeMutableBufferPointer<Slot>
    private let subjects: UnsafeMutableBufferPointer<Subject>
    private let texts: UnsafeMutableBufferPointer<UInt8>
    private let limits: UnsafeMutableBufferPointer<PlanLimits>
    private let methodLimits: UnsafeMutableBufferPointer<BucketLimit>
    /// Where the buckets of a subject's methods begin; empty where no plan limits methods.
    private let methodBuckets: UnsafeMutableBufferPointer<UInt32>
    private let buckets: UnsafeMutableBufferPointer<UInt64>

    /// - Parameters:
    ///   - keys: Sound, with identifiers of their own; of two with one digest the first counts.
    ///   - ledger: Has room for a cell for each key in each of its plans.
    ///   - previous: What served until now: its buckets stay as full as they are.
    ///   - valueBytesMax: Longer values belong to no key.
    ///   - day: Days since 1970-01-01.
    package init(
        plans: [UsagePlan], keys: [UsageKey], hasher: KeyHasher, ledger: UsageLedger, previous: UsageTable? = nil,
        valueBytesMax: Int = KeyValue.bytesMax, day: Int
    ) {
        var build = UsageTableBuild(plans: plans, ledger: ledger, day: day)
        build.add(keys)
        self.plans = plans
        self.hasher = hasher
        self.ledger = ledger
        self.valueBytesMax = valueBytesMax
        count = build.count
        shares = build.shares
        slots = TableMemory.copy(of: build.slots)
        subjects = TableMemory.copy(of: build.subjects)
        texts = TableMemory.copy(of: build.texts)
        limits = TableMemory.copy(of: build.limits)
        methodLimits = TableMemory.copy(of: build.methodLimits)
        methodBuckets = TableMemory.copy(of: methodLimits.isEmpty ? [] : build.methodBuckets)
        buckets = TableMemory.allocate(UInt64.self, build.bucketCount)
        buckets.initialize(repeating: 0)
        if let previous { carryBuckets(from: previous) }
    }

    deinit {
        slots.deallocate()
        subjects.deallocate()
        texts.deallocate()
        limits.deallocate()
        methodLimits.deallocate()
        methodBuckets.deallocate()
        buckets.deallocate()
    }

    /// Bytes that the table and its cells take.
    package var size: Int {
        slots.count * MemoryLayout<Slot>.stride
            + subjects.count * (MemoryLayout<Subject>.stride + UsageLedger.cellBytes) + texts.count
            + methodBuckets.count * 4 + buckets.count * 8
    }

    // MARK: Lookups

    /// The key with a value, or nil; a disabled key too.
    package func find(_ value: ByteView) -> UInt32? {
        if count == 0 || value.count > valueBytesMax { return nil }
        return find(hasher.digest(of: value))
    }

    /// The same for a connection that may have named the key before.
    package func find(_ value: ByteView, _ memo: inout KeyMemo) -> UInt32? {
        if let known = memo.key(of: value, inTable: number) { return known }
        guard let key = find(value) else { return nil }
        memo.remember(value, key, inTable: number)
        return key
    }

    private func find(_ digest: KeyDigest) -> UInt32? {
        var index = UsageTable.share(of: digest, shares)
        while true {
            let own = slots[index].digest
            let difference = (own.high ^ digest.high) | (own.low ^ digest.low)
            if difference == 0, slots[index].isUsed { return UInt32(truncatingIfNeeded: index) }
            if !slots[index].isUsed || own.high > digest.high { return nil }
            index += 1
        }
    }

    /// The slot at which a digest is looked for first.
    static func share(of digest: KeyDigest, _ shares: UInt64) -> Int {
        Int(truncatingIfNeeded: digest.high.multipliedFullWidth(by: shares).high)
    }

    /// A key's identifier.
    package func identifier(of key: UInt32) -> ByteView {
        let slot = slots[Int(key)]
        let all = UnsafeRawBufferPointer(UnsafeMutableRawBufferPointer(texts))
        return ByteView(all).slice(Int(slot.text), Int(slot.text) + Int(slot.textCount))
    }

    /// The subject of an enabled key whose plan is among some: the first one.
    package func subject(of key: UInt32, where isAmong: (UInt32) -> Bool) -> UInt32? {
        let slot = slots[Int(key)]
        guard slot.isEnabled else { return nil }
        for index in slot.subjects..<slot.subjects + UInt32(slot.subjectCount) where isAmong(subjects[Int(index)].plan)
        {
            return index
        }
        return nil
    }

    /// The plan of a subject.
    package func plan(of subject: UInt32) -> UInt32 { subjects[Int(subject)].plan }

    // MARK: Limits

    /// The bucket of a subject's plan.
    private func bucket(_ subject: UInt32) -> UnsafeMutablePointer<Atomic<UInt64>> {
        precondition(Int(subject) < subjects.count)
        // Sound: the word stands first, and an atomic word has the layout of the word.
        let place = UnsafeMutableRawPointer(subjects.baseAddress.unsafelyUnwrapped + Int(subject))
        return place.assumingMemoryBound(to: Atomic<UInt64>.self)
    }

    /// The bucket of a subject's plan for one of the methods that it limits.
    private func bucket(_ subject: UInt32, method: UInt32) -> UnsafeMutablePointer<Atomic<UInt64>> {
        let index = Int(methodBuckets[Int(subject)]) + Int(method)
        precondition(index < buckets.count)
        // Sound: an atomic word has the layout of the word.
        return UnsafeMutableRawPointer(buckets.baseAddress.unsafelyUnwrapped + index)
            .assumingMemoryBound(to: Atomic<UInt64>.self)
    }

    /// Takes the tokens of a plan and of its limit for the method. AWS: "order of throttling limits", 1.
    ///
    /// - Parameters:
    ///   - method: Position among the plan's limited methods, or `none`.
    ///   - now: The monotonic clock, in microseconds.
    ///   - day: Days since 1970-01-01.
    package func takeTokens(_ subject: UInt32, method: UInt32, now: UInt64, day: Int) -> UsageRefusal? {
        let own = subjects[Int(subject)]
        let plan = limits[Int(own.plan)]
        // Looked at first: who has no requests left shall not read that there are too many of them.
        if let quota = plan.quota, ledger.isExhausted(own.cell, quota, day: day) { return .quotaExceeded }
        if let throttle = plan.throttle, !throttle.take(bucket(subject), now: now) { return .throttled }
        if method != UsageTable.none {
            if !methodLimits[plan.methods + Int(method)].take(bucket(subject, method: method), now: now) {
                plan.throttle?.giveBack(bucket(subject))
                return .methodThrottled
            }
        }
        return nil
    }

    /// Puts back what `takeTokens` took: the request fails elsewhere.
    package func giveBackTokens(_ subject: UInt32, method: UInt32) {
        let plan = limits[Int(subjects[Int(subject)].plan)]
        plan.throttle?.giveBack(bucket(subject))
        if method != UsageTable.none {
            methodLimits[plan.methods + Int(method)].giveBack(bucket(subject, method: method))
        }
    }

    /// Counts a request that passes. False when the quota has been used up meanwhile.
    package func count(_ subject: UInt32, day: Int) -> Bool {
        let own = subjects[Int(subject)]
        if let quota = limits[Int(own.plan)].quota, !ledger.take(own.cell, quota, day: day) { return false }
        ledger.count(own.cell, day: day)
        return true
    }

    // MARK: Generations

    /// Requests that are being served take from the old buckets until the loops have the new table: at most what
    /// flows in that moment passes twice. Counts of quotas are the ledger's and are exact.
    private func carryBuckets(from previous: UsageTable) {
        var kept: [String: Int] = [:]
        for (index, plan) in previous.plans.enumerated() { kept[plan.id] = index }
        let unchanged = plans.map { plan -> UInt32 in
            guard let old = kept[plan.id], previous.plans[old].throttle == plan.throttle,
                previous.plans[old].stages == plan.stages
            else { return UsageTable.none }
            return UInt32(old)
        }
        for slot in slots where slot.isUsed {
            guard previous.count > 0, let old = previous.find(slot.digest) else { continue }
            let oldSlot = previous.slots[Int(old)]
            for index in slot.subjects..<slot.subjects + UInt32(slot.subjectCount) {
                let subject = subjects[Int(index)]
                let plan = unchanged[Int(subject.plan)]
                if plan == UsageTable.none { continue }
                for oldIndex in oldSlot.subjects..<oldSlot.subjects + UInt32(oldSlot.subjectCount)
                where previous.subjects[Int(oldIndex)].plan == plan {
                    let kept = previous.bucket(oldIndex).pointee.load(ordering: .relaxed)
                    bucket(index).pointee.store(kept, ordering: .relaxed)
                    for method in 0..<UInt32(limits[Int(subject.plan)].methodCount) {
                        let kept = previous.bucket(oldIndex, method: method).pointee.load(ordering: .relaxed)
                        bucket(index, method: method).pointee.store(kept, ordering: .relaxed)
                    }
                }
            }
        }
    }
}
