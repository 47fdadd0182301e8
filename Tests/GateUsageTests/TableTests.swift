// Keys by value, plans in order, limits one after another.

import GateBytes
import GateUsage
import Testing

@Suite struct TableTests {
    private let gold = UsagePlan(
        id: "gold",
        stages: [
            PlanStage(
                api: "pets", stage: "prod",
                methods: [
                    MethodThrottle(
                        resourcePath: "/pets", verb: "GET", throttle: ThrottleSettings(rateLimit: 1, burstLimit: 2))
                ])
        ], throttle: ThrottleSettings(rateLimit: 10, burstLimit: 5), quota: QuotaSettings(limit: 100, period: .day))
    private let free = UsagePlan(id: "free", quota: QuotaSettings(limit: 2, period: .day))

    @Test func digestsAreHalfASHA256OfSaltAndValue() {
        #expect(hasher.digest(of: "0123456789abcdefghij").hex == "6767b1dd0076566a3b4df63ab9ff41a0")
        // With its padding, a value of 55 bytes is the longest that fits one block (Python's hashlib says the digests).
        for (count, digest) in [
            (0, "fdeab9acf3710362bd2658cdc9a29e8f"), (1, "880c1556ad1d7a8759118ca64ee6947d"),
            (55, "ebb874b11d3beab6312b91540bbfbf9e"), (56, "258c91bd55656d983d4eace83a244b4d"),
            (64, "035bd5a27317e74df16d89d2dea279cd"), (119, "6dd62d48073d657dcec09cb6c05a4577"),
            (128, "ecc7396523b9db119645b82dc0500146"),
        ] {
            #expect(hasher.digest(of: String(repeating: "x", count: count)).hex == digest, "\(count)")
        }
        #expect(KeyHasher(salt: [1]).digest(of: "a") != KeyHasher(salt: [2]).digest(of: "a"))
        #expect(KeyDigest(hex: "6767b1dd0076566a3b4df63ab9ff41a0")?.hex == "6767b1dd0076566a3b4df63ab9ff41a0")
        #expect(KeyDigest(hex: "6767b1dd0076566a3b4df63ab9ff41a0" + "0") == nil)
        #expect(KeyDigest(hex: "g" + "6767b1dd0076566a3b4df63ab9ff41a0".dropFirst()) == nil)
    }

    @Test func findsEveryKeyAndNoOther() throws {
        let numbers = Numbers(1)
        let values = (0..<5_000).map { _ in KeyValue.generated(numbers.next) }
        let keys = values.enumerated().map { key("id\($0.offset)", $0.element, plans: ["free"]) }
        let table = try makeTable([free], keys, ledger: .inMemory(cells: 5_000))
        #expect(table.count == 5_000)
        for (index, value) in values.enumerated() {
            let found = try #require(table.find(value))
            #expect(String(table.identifier(of: found)) == "id\(index)")
            #expect(table.find(value + "x") == nil)
            #expect(table.find(String(value.dropLast())) == nil)
        }
        #expect(table.find("") == nil)
        #expect(table.find(String(repeating: "k", count: 4_000)) == nil)
    }

    @Test func remembersTheLastKeyOfAConnection() throws {
        let keys = [key("a", "first-of-two-keys", plans: ["free"]), key("b", "other-of-two-keys", plans: ["free"])]
        let table = try makeTable([free], keys)
        var memo = KeyMemo()
        func find(_ value: String, in table: UsageTable) -> UInt32? {
            Array(value.utf8).withByteView { table.find($0, &memo) }
        }
        for value in ["first-of-two-keys", "first-of-two-keys", "other-of-two-keys", "first-of-two-keys", ""] {
            #expect(find(value, in: table) == table.find(value))
            // As long, shorter, longer and unknown: none is the remembered one.
            for wrong in ["first-of-two-keyS", "first-of-two-key", "first-of-two-keys ", "neither-of-twokeys"] {
                #expect(find(wrong, in: table) == nil)
            }
        }
        // Another table has other keys, whatever stood at that place in this one.
        #expect(find("first-of-two-keys", in: table) != nil)
        let next = try makeTable([free], [key("b", "other-of-two-keys", plans: ["free"])], previous: table)
        #expect(find("first-of-two-keys", in: next) == nil)
        #expect(find("other-of-two-keys", in: next) == next.find("other-of-two-keys"))
        memo.forget()
        memo.forget()
        #expect(find("other-of-two-keys", in: next) == next.find("other-of-two-keys"))
    }

    @Test func emptyTablesFindNothing() throws {
        let table = try makeTable([], [])
        #expect(table.count == 0)
        #expect(table.find("anything") == nil)
    }

    @Test func ofTwoKeysWithOneValueTheFirstCounts() throws {
        let table = try makeTable([free], [key("a", "same", plans: ["free"]), key("b", "same", plans: [])])
        #expect(table.count == 1)
        #expect(table.identifier(of: try #require(table.find("same"))) == ByteView("a" as StaticString))
    }

    @Test func subjectsAreEnabledKeysInTheirPlans() throws {
        let table = try makeTable(
            [gold, free],
            [
                key("a", "a", plans: ["free", "gold"]), key("b", "b", plans: ["gold"], isEnabled: false),
                key("c", "c", plans: ["unknown"]),
            ])
        let a = try #require(table.find("a"))
        #expect(table.plan(of: try #require(table.subject(of: a) { $0 == 0 })) == 0)
        #expect(table.plan(of: try #require(table.subject(of: a) { _ in true })) == 1)
        #expect(table.subject(of: a) { _ in false } == nil)
        #expect(table.subject("b") == nil)
        #expect(table.subject("c") == nil)
    }

    @Test func aPlansLimitsApplyOneAfterAnother() throws {
        let table = try makeTable([gold], [key("a", "a", plans: ["gold"]), key("b", "b", plans: ["gold"])])
        let a = try #require(table.subject("a"))
        let b = try #require(table.subject("b"))
        // The method has two tokens, the plan five; what the method refuses leaves the plan's token.
        let first = (0..<9).map { _ in table.takeTokens(a, method: 0, now: 1, day: today) }
        #expect(first == [nil, nil] + [UsageRefusal](repeating: .methodThrottled, count: 7))
        let second = (0..<9).map { _ in table.takeTokens(a, method: UsageTable.none, now: 1, day: today) }
        #expect(second == [nil, nil, nil] + [UsageRefusal](repeating: .throttled, count: 6))
        // Each key has buckets of its own.
        #expect(table.takeTokens(b, method: 0, now: 1, day: today) == nil)
        table.giveBackTokens(a, method: 0)
        #expect(table.takeTokens(a, method: 0, now: 1, day: today) == nil)
        #expect(table.takeTokens(a, method: 0, now: 1, day: today) == .throttled)
    }

    @Test func aQuotaIsSaidBeforeAThrottle() throws {
        let plan = UsagePlan(
            id: "p", throttle: ThrottleSettings(rateLimit: 0, burstLimit: 2),
            quota: QuotaSettings(limit: 2, period: .day))
        let table = try makeTable([plan], [key("a", "a", plans: ["p"])])
        let a = try #require(table.subject("a"))
        for _ in 0..<2 {
            #expect(table.takeTokens(a, method: UsageTable.none, now: 1, day: today) == nil)
            #expect(table.count(a, day: today))
        }
        #expect(!table.count(a, day: today))
        #expect(table.takeTokens(a, method: UsageTable.none, now: 1, day: today) == .quotaExceeded)
        #expect(table.takeTokens(a, method: UsageTable.none, now: 1, day: today + 1) == .throttled)
    }

    @Test func aNewTableGoesOnWhereTheOldOneStopped() throws {
        let ledger = UsageLedger.inMemory(cells: 16)
        let old = try makeTable([free, gold], [key("a", "a", plans: ["gold"])], ledger: ledger)
        let a = try #require(old.subject("a"))
        for _ in 0..<5 {
            #expect(old.takeTokens(a, method: UsageTable.none, now: 9, day: today) == nil)
            #expect(old.count(a, day: today))
        }
        let keys = [key("b", "b", plans: ["gold"]), key("a", "a", plans: ["free", "gold"])]
        let new = try makeTable([gold, free], keys, ledger: ledger, previous: old)
        let again = try #require(new.find("a").flatMap { new.subject(of: $0) { $0 == 0 } })
        #expect(new.takeTokens(again, method: UsageTable.none, now: 9, day: today) == .throttled)
        #expect(new.takeTokens(try #require(new.subject("b")), method: UsageTable.none, now: 9, day: today) == nil)
        // Another rate is another bucket; the quota has counted on.
        var faster = gold
        faster.throttle?.burstLimit = 50
        let changed = try makeTable([faster], keys, ledger: ledger, previous: new)
        let changedA = try #require(changed.subject("a"))
        #expect(changed.takeTokens(changedA, method: UsageTable.none, now: 9, day: today) == nil)
        #expect((0..<200).count { _ in changed.count(changedA, day: today) } == 95)
    }

    @Test func aKeyTakesLessThan120Bytes() throws {
        let numbers = Numbers(2)
        let plan = UsagePlan(
            id: "p", throttle: ThrottleSettings(rateLimit: 1, burstLimit: 2),
            quota: QuotaSettings(limit: 2, period: .day))
        let keys = (0..<100_000).map { _ in
            UsageKey(
                id: KeyValue.identifier(numbers.next),
                digest: KeyDigest(high: numbers.next(), low: numbers.next()), plans: ["p"])
        }
        let table = try makeTable([plan], keys, ledger: .inMemory(cells: 100_000))
        #expect(table.size <= 120 * 100_000)
    }
}
