// The cache of answers: time, flushes, replacement, memory, and calls that several wait for. Time is the test's.

import GateBytes
import Synchronization
import Testing

@testable import GateCache

@Suite struct AnswerCacheTests {
    private let second: UInt64 = 1_000_000

    @Test func keepsAnswersForTheirTime() throws {
        let cache = AnswerCache(bytesMax: 4 << 20)
        #expect(cache.fill("a")?.keep("one") == true)
        let answer = try #require(cache.hit("a"))
        #expect(answer.facts.status == 200 && answer.facts.isTraced)
        #expect(String(answer.body) == "one" && String(answer.contentType) == "text/plain")
        #expect(String(answer.lines) == "X: y\r\n")
        #expect(cache.hit("a", now: 10 * second - 1) != nil)
        #expect(cache.hit("a", now: 10 * second) == nil)
        #expect(cache.counts.count == 0 && cache.counts.hits == 2)
    }

    @Test func keysAreComparedWhole() {
        let cache = AnswerCache(bytesMax: 4 << 20)
        var numbers = Numbers(1)
        var keys: Set<String> = []
        for _ in 0..<3_000 { keys.insert(String(numbers.next() % 100_000, radix: 36)) }
        for key in keys { #expect(cache.fill(key)?.keep(key) == true) }
        for key in keys { #expect(cache.hit(key).map { String($0.body) } == key) }
        #expect(cache.hit("") == nil)
        #expect(cache.fill("")?.keep("empty") == true)
        #expect(cache.hit("").map { String($0.body) } == "empty")
        #expect(cache.hit("\u{0}") == nil)
    }

    @Test func memoryIsBounded() {
        let cache = AnswerCache(bytesMax: CacheLimits.bytesMin)
        let body = String(repeating: "x", count: 10_000)
        for index in 0..<2_000 { _ = cache.fill("key \(index)")?.keep(body) }
        #expect(cache.counts.bytes <= CacheLimits.bytesMin)
        #expect(cache.counts.count > 100 && cache.counts.evictions > 0)
        // Sizes outside of the bounds are brought into them.
        #expect(AnswerCache(bytesMax: 1).bytesMax == CacheLimits.bytesMin)
        #expect(AnswerCache(bytesMax: Int.max).bytesMax == CacheLimits.bytesMax)
    }

    // Facts: pipeline-3.9
    @Test func theLargestAnswerIsAMegabyte() {
        let cache = AnswerCache(bytesMax: 8 << 20)
        #expect(cache.fill("fits")?.keep(String(repeating: "x", count: CacheLimits.bodyBytesMax)) == true)
        #expect(cache.hit("fits") != nil)
        #expect(cache.fill("large")?.keep(String(repeating: "x", count: CacheLimits.bodyBytesMax + 1)) == true)
        #expect(cache.hit("large") == nil)
        // Nobody waits for the next one, until it is forgotten that it was too large.
        let first = cache.fill("large")
        #expect(first != nil && cache.fill("large") != nil)
        #expect(cache.fill("large")?.keep("small now") == true)
        #expect(cache.hit("large") != nil)
    }

    @Test func flushesAStageOrEverything() {
        let cache = AnswerCache(bytesMax: 4 << 20)
        let place = FlushMarks.place(api: "one", stage: "prod")
        let other = FlushMarks.place(api: "two", stage: "prod")
        #expect(place != other && (1..<FlushMarks.count).contains(place))
        #expect(cache.fill("a", place: place)?.keep("a") == true)
        #expect(cache.fill("b", place: other)?.keep("b") == true)
        cache.marks.flush(place)
        #expect(cache.hit("a", place: place) == nil && cache.hit("b", place: other) != nil)
        cache.marks.flushAll()
        #expect(cache.hit("b", place: other) == nil)
        #expect(cache.counts.count == 0)
    }

    @Test func anAnswerFromBeforeAFlushIsNotKept() {
        let cache = AnswerCache(bytesMax: 4 << 20)
        let fill = cache.fill("a")
        cache.marks.flushAll()
        // Who asks now does not wait for the old call.
        let newer = cache.fill("a")
        #expect(newer != nil)
        #expect(fill?.keep("old") == true)
        #expect(cache.hit("a") == nil)
        #expect(newer?.keep("new") == true)
        #expect(cache.hit("a").map { String($0.body) } == "new")
    }

    @Test func aLaterCallsAnswerStays() {
        let cache = AnswerCache(bytesMax: 4 << 20)
        let early = cache.fill("a", now: 1)
        let late = "a".withView { cache.refresh($0, place: 1, lifetime: 10 * second, now: 2) }
        #expect(late.keep("late", now: 3))
        #expect(early?.keep("early", now: 4) == true)
        #expect(cache.hit("a", now: 5).map { String($0.body) } == "late")
    }

    // MARK: Calls that several wait for

    @Test func oneCallsOthersWait() throws {
        let cache = AnswerCache(bytesMax: 4 << 20)
        let fill = try #require(cache.fill("a"))
        let woken = Counter()
        let flights = try (0..<50).map { _ in try #require(cache.flight("a")) }
        for flight in flights { #expect(flight.wait { woken.add() }) }
        #expect(cache.flight("b") == nil)
        #expect(fill.keep("answer"))
        #expect(woken.count == 50)
        for flight in flights {
            guard case .kept(let answer)? = flight.outcome else {
                Issue.record("no answer")
                continue
            }
            #expect(String(answer.body) == "answer")
        }
        // It is over: nobody waits for it any more.
        #expect(flights[0].wait {} == false)
    }

    @Test func failuresAreForAllThatWait() throws {
        let cache = AnswerCache(bytesMax: 4 << 20)
        let fill = try #require(cache.fill("a"))
        let flight = try #require(cache.flight("a"))
        fill.fail(5)
        guard case .failed(5)? = flight.outcome else { throw Unexpected() }
        // The next one calls anew.
        #expect(cache.fill("a") != nil)
    }

    @Test func aFillThatIsLetGoIsAbandoned() throws {
        let cache = AnswerCache(bytesMax: 4 << 20)
        var fill = cache.fill("a")
        let flight = try #require(cache.flight("a"))
        #expect(fill != nil)
        fill = nil
        guard case .abandoned? = flight.outcome else { throw Unexpected() }
        #expect(cache.fill("a") != nil)
    }

    @Test func whatIsNotSharedIsNotWaitedFor() {
        let cache = AnswerCache(bytesMax: 4 << 20)
        let slow = cache.fill("a", isShared: false)
        let other = cache.fill("a")
        #expect(slow != nil && other != nil)
        #expect(slow?.keep("x") == true)
        #expect(other?.keep("y") == true)
    }

    @Test func threadsShareOneCall() async throws {
        let cache = AnswerCache(bytesMax: 64 << 20)
        let calls = Counter()
        let answers = Counter()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for round in 0..<400 {
                        while true {
                            switch "key \(round)".withView({
                                cache.look($0, place: 1, lifetime: 1 << 40, now: 1, isShared: true)
                            }) {
                            case .hit(let answer):
                                if String(answer.body) == "value \(round)" { answers.add() }
                            case .fill(let fill):
                                calls.add()
                                _ = fill.keep("value \(round)")
                                continue
                            case .wait: continue
                            }
                            break
                        }
                    }
                }
            }
        }
        #expect(calls.count == 400 && answers.count == 3_200)
    }

    // MARK: Settings

    // Facts: caching-1, caching-2, caching-12
    @Test func methodsAreCachedByTheirSettings() {
        var stage = StageCache(stage: "prod")
        var common = MethodCacheSettings()
        common.isEnabled = true
        stage.methods = [MethodCache(resourcePath: "*", verb: "*", settings: common)]
        func rule(_ path: String, _ verb: String, of method: String? = nil) -> CacheRule? {
            stage.rule(resourcePath: path, methodVerb: method ?? verb, verb: verb)
        }
        // Without a cache cluster nothing is cached.
        #expect(rule("/a", "GET") == nil)
        stage.isEnabled = true
        let usual = CacheRule(ttlSeconds: 300, requiresAuthorization: true, strategy: .succeedWithResponseHeader)
        #expect(rule("/a", "GET") == usual && rule("/a", "GET", of: "ANY") == usual)
        for verb in ["POST", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH"] {
            #expect(rule("/a", verb) == nil && rule("/a", verb, of: "ANY") == nil)
        }
        var own = MethodCacheSettings()
        own.isEnabled = true
        own.ttlSeconds = 5
        own.strategy = .failWith403
        own.requiresAuthorization = false
        stage.methods.append(MethodCache(resourcePath: "/a", verb: "POST", settings: own))
        #expect(
            rule("/a", "POST")
                == CacheRule(ttlSeconds: 5, requiresAuthorization: false, strategy: .failWith403))
        #expect(rule("/a", "GET") == usual && rule("/b", "POST") == nil)
        own.isEnabled = false
        stage.methods.append(MethodCache(resourcePath: "/off", verb: "GET", settings: own))
        #expect(rule("/off", "GET") == nil)
        own.isEnabled = nil
        own.ttlSeconds = 0
        stage.methods.append(MethodCache(resourcePath: "/zero", verb: "ANY", settings: own))
        #expect(rule("/zero", "GET", of: "ANY") == nil)
        own.ttlSeconds = 9_999
        stage.methods.append(MethodCache(resourcePath: "/any", verb: "ANY", settings: own))
        #expect(rule("/any", "GET", of: "ANY")?.ttlSeconds == MethodCacheSettings.ttlSecondsMax)
        #expect(rule("/any", "POST", of: "ANY") == nil)
    }
}

struct Unexpected: Error {}

final class Counter: Sendable {
    private let value = Atomic<Int>(0)

    var count: Int { value.load(ordering: .relaxed) }

    func add() { value.wrappingAdd(1, ordering: .relaxed) }
}

extension String {
    func withView<Result>(_ body: (ByteView) -> Result) -> Result { Array(utf8).withByteView(body) }
}

extension AnswerCache {
    fileprivate func look(_ key: String, _ place: Int, _ now: UInt64, _ isShared: Bool) -> CacheLookup {
        key.withView { look($0, place: place, lifetime: 10_000_000, now: now, isShared: isShared) }
    }

    func hit(_ key: String, place: Int = 1, now: UInt64 = 0) -> CachedAnswer? {
        guard case .hit(let answer) = look(key, place, now, false) else { return nil }
        return answer
    }

    func fill(_ key: String, place: Int = 1, now: UInt64 = 0, isShared: Bool = true) -> CacheFill? {
        guard case .fill(let fill) = look(key, place, now, isShared) else { return nil }
        return fill
    }

    func flight(_ key: String) -> CacheFlight? {
        guard case .wait(let flight) = look(key, 1, 0, true) else { return nil }
        return flight
    }
}

extension CacheFill {
    func keep(_ body: String, now: UInt64 = 0) -> Bool {
        var facts = CachedAnswer.Facts()
        facts.status = 200
        facts.isTraced = true
        body.withView { body in
            "text/plain".withView { type in
                "X: y\r\n".withView { keep(facts, contentType: type, lines: $0, body: body, now: now) }
            }
        }
        return true
    }
}
