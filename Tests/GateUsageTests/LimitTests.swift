// Token buckets and periods against an injected clock.

import GateBytes
import GateUsage
import Testing

@Suite struct LimitTests {
    private func bucket(_ rate: Double, _ burst: Int) throws -> SharedBucket {
        try #require(BucketPool().kept("b", ThrottleSettings(rateLimit: rate, burstLimit: burst)))
    }

    /// How many of a flood of requests pass in `seconds`, one every 100 µs.
    private func passed(_ bucket: SharedBucket, seconds: Int, from start: UInt64 = 1_000_000_000) -> Int {
        (0..<seconds * 10_000).reduce(0) { $0 + (bucket.take(now: start + UInt64($1) * 100) ? 1 : 0) }
    }

    // Facts: access-3.2
    @Test(arguments: [(1.0, 1), (5.0, 10), (7.3, 5), (0.5, 3), (100.0, 1), (999.0, 50), (3_333.0, 5_000)])
    func passesTheBurstAndThenTheRate(rate: Double, burst: Int) throws {
        let count = passed(try bucket(rate, burst), seconds: 20)
        let expected = min(Double(burst) + rate * 20, 200_000)
        #expect(abs(Double(count) - expected) <= 1.5, "\(count) of \(expected)")
    }

    @Test func isFullAgainAfterAPause() throws {
        let bucket = try bucket(10, 5)
        let start: UInt64 = 5_000_000
        #expect((0..<9).count { _ in bucket.take(now: start) } == 5)
        #expect((0..<9).count { _ in bucket.take(now: start + 100_000) } == 1)
        #expect((0..<9).count { _ in bucket.take(now: start + 60_000_000) } == 5)
    }

    @Test func fillsEvenlyAtTheFinestRates() throws {
        let bucket = try bucket(1_000_000, 10)
        #expect((0..<100).count { _ in bucket.take(now: 1_000) } == 10)
        #expect((0..<100).count { _ in bucket.take(now: 1_001) } == 1)
        #expect((0..<100).count { _ in bucket.take(now: 1_004) } == 3)
    }

    @Test func closedBucketsRefuseAll() throws {
        #expect(passed(try bucket(100, 0), seconds: 1) == 0)
        #expect(passed(try bucket(0, 0), seconds: 1) == 0)
    }

    @Test func withoutARateTheBurstIsAllThereIs() throws {
        #expect(passed(try bucket(0, 7), seconds: 60) == 7)
    }

    @Test func deepAndSlowBucketsKeepTheirNumbers() throws {
        let bucket = try bucket(0.001, 2_000)
        #expect((0..<5_000).count { _ in bucket.take(now: 1) } == 2_000)
        #expect((0..<10).count { _ in bucket.take(now: 1 + 2_001_000_000) } == 2)
        let deepest = try self.bucket(1, UsageBounds.burstMax)
        #expect((0..<10_000).allSatisfy { _ in deepest.take(now: 1) })
    }

    @Test func tokensThatComeBackCanBeTakenAgain() throws {
        let bucket = try bucket(1, 3)
        for _ in 0..<3 { #expect(bucket.take(now: 10)) }
        #expect(!bucket.take(now: 10))
        bucket.giveBack()
        #expect(bucket.take(now: 10))
        #expect(!bucket.take(now: 10))
    }

    @Test func threadsShareABucketExactly() throws {
        let pool = BucketPool()
        let bucket = try #require(pool.bucket("b", ThrottleSettings(rateLimit: 1_000, burstLimit: 20_000)))
        let count = inThreads(8) {
            (0..<10_000).reduce(0) { $0 + (bucket.take(now: 77 + UInt64($1)) ? 1 : 0) }
        }
        // 9,999 µs let ten tokens flow.
        #expect(count >= 20_009 && count <= 20_010)
        _ = pool
    }

    @Test func namedBucketsOutliveWhoAsksForThem() throws {
        let pool = BucketPool()
        let settings = ThrottleSettings(rateLimit: 1, burstLimit: 1)
        #expect(try #require(pool.bucket("a", settings)).take(now: 5))
        #expect(try #require(pool.bucket("a", settings)).take(now: 5) == false)
        #expect(try #require(pool.bucket("b", settings)).take(now: 5))
        #expect(try #require(pool.bucket("a", ThrottleSettings(rateLimit: 1, burstLimit: 2))).take(now: 5))
    }

    // Facts: access-2.8
    @Test func periodsBeginWhereTheyShould() {
        // 2026-11-27 is a Friday; Sunday is the 29th.
        #expect(CivilDay(today).text == "2026-11-27")
        #expect(QuotaPeriod.day.number(ofDay: today) + 1 == QuotaPeriod.day.number(ofDay: today + 1))
        #expect(QuotaPeriod.week.number(ofDay: today) == QuotaPeriod.week.number(ofDay: today + 1))
        #expect(QuotaPeriod.week.number(ofDay: today) + 1 == QuotaPeriod.week.number(ofDay: today + 2))
        #expect(CivilDay(QuotaPeriod.week.end(ofDay: today)).text == "2026-11-29")
        #expect(QuotaPeriod.month.number(ofDay: today) == QuotaPeriod.month.number(ofDay: today + 3))
        #expect(QuotaPeriod.month.number(ofDay: today) + 1 == QuotaPeriod.month.number(ofDay: today + 4))
        #expect(CivilDay(QuotaPeriod.month.end(ofDay: today)).text == "2026-12-01")
        #expect(CivilDay(QuotaPeriod.month.end(ofDay: today + 10)).text == "2027-01-01")
        #expect(CivilDay(QuotaPeriod.day.end(ofDay: today)).text == "2026-11-28")
    }
}

extension BucketPool {
    /// A bucket whose pool never goes.
    fileprivate func kept(_ name: String, _ settings: ThrottleSettings) -> SharedBucket? {
        _ = Unmanaged.passRetained(self)
        return bucket(name, settings)
    }
}
