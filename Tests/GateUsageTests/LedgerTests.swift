// Counts of uses: exact among threads, kept in the memory they are in, right at the ends of periods.

import GateUsage
import Testing

@Suite struct LedgerTests {
    private let daily = QuotaSettings(limit: 3, period: .day)

    private func cell(_ ledger: UsageLedger, _ quota: QuotaSettings?) throws -> UInt32 {
        try #require(ledger.add(identity: 7, quota: quota, day: today))
    }

    @Test func grantsTheQuotaAndNoMore() throws {
        let ledger = UsageLedger.inMemory(cells: 4)
        let cell = try cell(ledger, daily)
        #expect((0..<9).count { _ in ledger.take(cell, daily, day: today) } == 3)
        #expect(ledger.isExhausted(cell, daily, day: today))
        #expect(!ledger.isExhausted(cell, daily, day: today + 1))
        #expect((0..<9).count { _ in ledger.take(cell, daily, day: today + 1) } == 3)
    }

    @Test(arguments: [(QuotaPeriod.day, 1), (.week, 2), (.month, 4)])
    func beginsAnewWithThePeriod(period: QuotaPeriod, days: Int) throws {
        let ledger = UsageLedger.inMemory(cells: 4)
        let quota = QuotaSettings(limit: 1, period: period)
        let cell = try cell(ledger, quota)
        #expect(ledger.take(cell, quota, day: today))
        #expect(!ledger.take(cell, quota, day: today + days - 1))
        #expect(ledger.take(cell, quota, day: today + days))
        #expect(!ledger.take(cell, quota, day: today + days))
    }

    // Facts: access-2.8
    @Test func anOffsetCountsInTheFirstPeriodAlone() throws {
        let ledger = UsageLedger.inMemory(cells: 4)
        let quota = QuotaSettings(limit: 5, offset: 3, period: .day)
        let cell = try cell(ledger, quota)
        #expect((0..<9).count { _ in ledger.take(cell, quota, day: today) } == 2)
        #expect((0..<9).count { _ in ledger.take(cell, quota, day: today + 1) } == 5)
    }

    // Facts: access-2.10
    @Test func anExtensionLastsForThePeriod() throws {
        let ledger = UsageLedger.inMemory(cells: 4)
        let cell = try cell(ledger, daily)
        for _ in 0..<9 { _ = ledger.take(cell, daily, day: today) }
        ledger.setRemaining(cell, 10, daily, day: today)
        #expect(ledger.reading(cell, daily, day: today).consumed == -7)
        #expect((0..<99).count { _ in ledger.take(cell, daily, day: today) } == 10)
        #expect((0..<99).count { _ in ledger.take(cell, daily, day: today + 1) } == 3)
        ledger.setRemaining(cell, 0, daily, day: today + 2)
        #expect(!ledger.take(cell, daily, day: today + 2))
    }

    @Test func aClockSetBackGrantsNothingTwice() throws {
        let ledger = UsageLedger.inMemory(cells: 4)
        let cell = try cell(ledger, daily)
        #expect((0..<9).count { _ in ledger.take(cell, daily, day: today + 1) } == 3)
        #expect(!ledger.take(cell, daily, day: today))
        #expect(ledger.isExhausted(cell, daily, day: today + 1))
    }

    @Test func anotherKindOfPeriodBeginsAnew() throws {
        let ledger = UsageLedger.inMemory(cells: 4)
        let cell = try cell(ledger, daily)
        for _ in 0..<3 { _ = ledger.take(cell, daily, day: today) }
        #expect(ledger.take(cell, QuotaSettings(limit: 1, period: .week), day: today))
    }

    @Test func aHigherLimitKeepsWhatWasUsed() throws {
        let ledger = UsageLedger.inMemory(cells: 4)
        let cell = try cell(ledger, daily)
        for _ in 0..<3 { _ = ledger.take(cell, daily, day: today) }
        let more = QuotaSettings(limit: 5, period: .day)
        #expect((0..<9).count { _ in ledger.take(cell, more, day: today) } == 2)
    }

    @Test func daysAreCountedSideBySide() throws {
        let ledger = UsageLedger.inMemory(cells: 4)
        let cell = try cell(ledger, nil)
        for _ in 0..<5 { ledger.count(cell, day: today) }
        for _ in 0..<2 { ledger.count(cell, day: today + 1) }
        var reading = ledger.reading(cell, nil, day: today + 1)
        #expect(reading.today == 2 && reading.yesterday == 5)
        ledger.count(cell, day: today + 2)
        reading = ledger.reading(cell, nil, day: today + 2)
        #expect(reading.today == 1 && reading.yesterday == 2)
        reading = ledger.reading(cell, nil, day: today + 9)
        #expect(reading.today == 0 && reading.yesterday == 0)
    }

    @Test func daysThatEndedAreReadBack() throws {
        let ledger = UsageLedger.inMemory(cells: 4)
        let plan = UsagePlan(id: "gold", quota: QuotaSettings(limit: 10, period: .month))
        let quota = try #require(plan.quota)
        let key = UsageKey(id: "k", digest: KeyHasher(salt: []).digest(of: "v"), plans: ["gold", "none", "\u{0}local"])
        let cell = try #require(
            ledger.add(identity: UsageLedger.identity(key: "k", plan: "gold"), quota: quota, day: today))
        for (day, requests) in [(today, 3), (today + 1, 2)] {
            for _ in 0..<requests {
                #expect(ledger.take(cell, quota, day: day))
                ledger.count(cell, day: day)
            }
        }
        #expect(UsageHistory.ended([key], [plan], ledger, today: today).isEmpty)
        let days = UsageHistory.ended([key], [plan], ledger, today: today + 1)
        #expect(days == [today: [DayUsage(key: "k", plan: "gold", used: 3, remaining: 7)]])
        // What no process has looked at meanwhile is still known.
        let later = UsageHistory.ended([key], [plan], ledger, today: today + 2)
        #expect(later.keys.sorted() == [today, today + 1])
        #expect(later[today + 1]?.first?.remaining == 5)
        #expect(UsageHistory.ended([key], [plan], ledger, today: today + 2 + UsageHistory.daysMax).isEmpty)
        let text = UsageHistory.text(later[today] ?? [])
        #expect(text == "key,plan,used,remaining\nk,gold,3,7\n")
        func select(_ text: String) -> [DayCount?]? {
            Array(text.utf8).withByteView { UsageHistory.select($0, plan: "gold", keys: ["other", "k"]) }
        }
        #expect(select(text) == [nil, DayCount(used: 3, remaining: 7)])
        #expect(
            select("key,plan,used,remaining\nk,gold,3,\nk,silver,4,5\n") == [nil, DayCount(used: 3, remaining: nil)])
        for damaged in [
            "", "x", text + "k,gold", "key,plan,used,remaining\nk,gold,-1,\n", "key,plan,used,remaining\nk,3\n",
            "key,plan,used,remaining\nk,gold,3,7,1\n",
        ] {
            #expect(select(damaged) == nil, "\(damaged)")
        }
    }

    @Test func daysWithoutUseHaveWhatRemained() {
        let quota = QuotaSettings(limit: 10, period: .week)
        // 2026-11-27 is a Friday: the week ends with the 28th.
        let run = UsageHistory.run(today - 1...today + 3, quota) { day in
            day == today
                ? DayCount(used: 4, remaining: 6) : day == today + 3 ? DayCount(used: 1, remaining: nil) : nil
        }
        #expect(run.map(\.used) == [0, 4, 0, 0, 1])
        #expect(run.map(\.remaining) == [10, 6, 6, 10, 9])
        #expect(
            UsageHistory.run(today...today, nil) { _ in DayCount(used: 2, remaining: nil) }.map(\.remaining) == [nil])
    }

    // Facts: access-2.11
    @Test func threadsNeverOvergrant() throws {
        let ledger = UsageLedger.inMemory(cells: 4)
        let quota = QuotaSettings(limit: 10_000, period: .month)
        let cell = try cell(ledger, quota)
        let granted = inThreads(8) {
            (0..<5_000).reduce(0) { sum, _ in
                guard ledger.take(cell, quota, day: today) else { return sum }
                ledger.count(cell, day: today)
                return sum + 1
            }
        }
        #expect(granted == 10_000)
        #expect(ledger.reading(cell, quota, day: today).today == 10_000)
    }

    @Test func countsStayInTheirMemory() throws {
        let size = UsageLedger.bytes(cells: 2)
        let memory = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 8)
        memory.initializeMemory(as: UInt8.self, repeating: 0, count: size)
        defer { memory.deallocate() }
        let first = try #require(UsageLedger(memory: memory, capacity: 2))
        let cell = try cell(first, daily)
        #expect(first.take(cell, daily, day: today))
        // A second ledger over the same memory, as another process has it.
        let second = try #require(UsageLedger(memory: memory, capacity: 2))
        #expect(second.index() == [7: cell])
        #expect(second.cells(of: [8, 7]) == [nil, cell])
        #expect(second.take(cell, daily, day: today))
        #expect(first.take(cell, daily, day: today))
        #expect(!second.take(cell, daily, day: today))
        #expect(second.add(identity: 8, quota: nil, day: today) != nil)
        #expect(first.add(identity: 9, quota: nil, day: today) == nil)
        let words = (memory.load(as: UInt64.self), memory.load(fromByteOffset: 8, as: UInt64.self))
        #expect(UsageLedger.count(ofHeader: words) == 2)
    }

    @Test func otherMemoryIsRefused() throws {
        let memory = UnsafeMutableRawPointer.allocate(byteCount: 256, alignment: 8)
        memory.initializeMemory(as: UInt8.self, repeating: 0x61, count: 256)
        defer { memory.deallocate() }
        #expect(UsageLedger(memory: memory, capacity: 2) == nil)
        #expect(UsageLedger.count(ofHeader: (1, 2)) == nil)
        #expect(UsageLedger.count(ofHeader: (0, 0)) == 0)
    }
}
