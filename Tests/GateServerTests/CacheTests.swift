// The cache over real connections and several event loops: how often a backend is called, and what those get who wait.

import Foundation
import GateCache
import GateRuntime
import GateServer
import Synchronization
import Testing

/// Calls that a backend has had.
private final class Calls: Sendable {
    private let value = Atomic<Int>(0)

    var count: Int { value.load(ordering: .sequentiallyConsistent) }

    /// Waits until there are so many; false when the time is up.
    func hasReached(_ wanted: Int) -> Bool {
        for _ in 0..<4_000 {
            if count >= wanted { return true }
            usleep(1_000)
        }
        return false
    }

    /// Which call it is, from 1.
    @discardableResult
    func add() -> Int { value.wrappingAdd(1, ordering: .sequentiallyConsistent).newValue }
}

/// A server whose GETs and POSTs of `/proxy` are cached, with a backend that counts.
private final class CachedServer {
    let cache = AnswerCache(bytesMax: 16 << 20)
    let calls = Calls()
    let server: TestServer

    init(timeout: Int = 5_000, loops: Int = 2, _ answer: @escaping @Sendable (RawSocket, Int, AnswerCache) -> Void)
        throws
    {
        let calls = self.calls
        let cache = self.cache
        let backend = try Backend { socket, _ in
            while socket.readRequest() != nil { answer(socket, calls.add(), cache) }
        }
        var setting = MethodCacheSettings()
        setting.isEnabled = true
        var stage = StageCache(stage: "local")
        stage.isEnabled = true
        stage.methods = [
            MethodCache(resourcePath: "*", verb: "*", settings: setting),
            MethodCache(resourcePath: "/proxy/{path+}", verb: "POST", settings: setting),
        ]
        var api = TestAPI(backendPort: backend.port, timeoutMilliseconds: timeout)
        api.cache = CacheSource(stage: stage, cache: cache)
        server = try TestServer(api) {
            $0.eventLoops = loops
            $0.adminHost = "127.0.0.1"
        }
        server.companion = backend
    }

    /// Answers of so many clients at once.
    func ask(_ clients: Int, _ path: String = "/proxy/a") throws -> [Answer] {
        let sockets = try (0..<clients).map { _ in try RawSocket(port: server.port) }
        for socket in sockets { socket.send("GET \(path) HTTP/1.1\r\nHost: test\r\n\r\n") }
        return try sockets.map { try $0.readAnswer() }
    }
}

extension AnswerCache {
    /// Waits until so many requests have found nothing; false when the time is up.
    fileprivate func hasMissed(_ count: Int) -> Bool {
        for _ in 0..<4_000 {
            if counts.misses >= count { return true }
            usleep(1_000)
        }
        return false
    }
}

extension RawSocket {
    fileprivate func answer(_ body: String, _ lines: String = "") {
        send("HTTP/1.1 200 OK\r\n\(lines)Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
    }
}

@Suite struct CacheTests {
    @Test(arguments: [1, 4]) func oneCallAnswersAllThatWait(loops: Int) throws {
        let cached = try CachedServer(loops: loops) { socket, number, cache in
            if number == 1 { #expect(cache.hasMissed(40)) }
            socket.answer("answer \(number)", "X-Number: \(number)\r\n")
        }
        let answers = try cached.ask(40)
        #expect(answers.allSatisfy { $0.status == 200 && $0.body == "answer 1" && $0.header("X-Number") == "1" })
        #expect(Set(answers.compactMap { $0.header("x-amzn-RequestId") }).count == 40)
        #expect(cached.calls.count == 1)
        // From now on it is a hit, on every loop and on one connection.
        #expect(try cached.ask(10).allSatisfy { $0.body == "answer 1" })
        let client = try RawSocket(port: cached.server.port)
        for _ in 0..<5 { #expect(try client.get("/proxy/a").body == "answer 1") }
        #expect(try client.get("/proxy/b").body == "answer 2")
        #expect(cached.calls.count == 2)
    }

    @Test func aFailureIsForAllThatWait() throws {
        let cached = try CachedServer { socket, number, cache in
            if number == 1 {
                #expect(cache.hasMissed(10))
                socket.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\ncut")
                socket.reset()
            } else {
                socket.answer("well")
            }
        }
        let answers = try cached.ask(10)
        #expect(answers.allSatisfy { $0.status == 504 }, "\(answers.map(\.status))")
        #expect(cached.calls.count == 1)
        #expect(try cached.ask(1)[0].body == "well")
    }

    @Test func timeIsUpForAllThatWait() throws {
        let cached = try CachedServer(timeout: 150) { socket, _, _ in usleep(600_000) }
        let answers = try cached.ask(6)
        #expect(answers.allSatisfy { $0.status == 504 && $0.body.contains("timed out") })
        #expect(cached.calls.count == 1)
    }

    @Test func anotherOneCallsWhenTheFirstHasGone() throws {
        let cached = try CachedServer(timeout: 30_000) { socket, number, _ in
            if number == 1 {
                // Nothing comes; its client goes.
                while socket.receive()?.isEmpty != true {}
            } else {
                socket.answer("second")
            }
        }
        let first = try RawSocket(port: cached.server.port)
        first.send("GET /proxy/a HTTP/1.1\r\nHost: test\r\n\r\n")
        // Its call has to be the backend's first: one that goes before it is sent is none.
        #expect(cached.calls.hasReached(1))
        let others = try (0..<8).map { _ in try RawSocket(port: cached.server.port) }
        for socket in others { socket.send("GET /proxy/a HTTP/1.1\r\nHost: test\r\n\r\n") }
        #expect(cached.cache.hasMissed(9))
        // One of those who wait goes too: nobody misses it.
        others[0].reset()
        first.reset()
        for socket in others.dropFirst() {
            let answer = try socket.readAnswer()
            #expect(answer.status == 200 && answer.body == "second", "\(answer.status) \(answer.body)")
        }
        // A third call is the one of somebody who had just taken over and went.
        #expect((2...3).contains(cached.calls.count))
    }

    @Test func whatIsTooLargeIsForEachOne() throws {
        let size = CacheLimits.bodyBytesMax + 1
        let cached = try CachedServer { socket, number, cache in
            if number == 1 { #expect(cache.hasMissed(3)) }
            socket.answer(String(repeating: "x", count: size))
        }
        let answers = try cached.ask(3)
        #expect(answers.allSatisfy { $0.body.utf8.count == size })
        #expect(cached.calls.count == 3)
        #expect(try cached.ask(1)[0].body.utf8.count == size)
        #expect(cached.calls.count == 4)
    }

    @Test func chunkedAnswersAreKeptWhole() throws {
        let cached = try CachedServer { socket, _, _ in
            socket.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
        }
        for _ in 0..<2 {
            let answer = try cached.ask(1)[0]
            #expect(answer.body == "abcde" && answer.header("Content-Length") == "5")
        }
        #expect(cached.calls.count == 1)
    }

    @Test func aSlowUploadHoldsNobodyUp() throws {
        let cached = try CachedServer { socket, _, _ in socket.answer("here") }
        let slow = try RawSocket(port: cached.server.port)
        slow.send("POST /proxy/a HTTP/1.1\r\nHost: test\r\nContent-Length: 4\r\n\r\nab")
        #expect(cached.cache.hasMissed(1))
        let quick = try RawSocket(port: cached.server.port)
        quick.send("POST /proxy/a HTTP/1.1\r\nHost: test\r\nContent-Length: 0\r\n\r\n")
        #expect(try quick.readAnswer().body == "here")
        slow.send("cd")
        #expect(try slow.readAnswer().body == "here")
    }

    @Test func aBodyBehindAHitIsNotTheNextRequest() throws {
        let cached = try CachedServer { socket, number, _ in socket.answer("\(number)") }
        let client = try RawSocket(port: cached.server.port)
        client.send("POST /proxy/a HTTP/1.1\r\nHost: test\r\nContent-Length: 0\r\n\r\n")
        #expect(try client.readAnswer().body == "1")
        let smuggled = "GET /proxy/smuggled HTTP/1.1\r\nHost: x\r\n\r\n"
        client.send(
            "POST /proxy/a HTTP/1.1\r\nHost: test\r\nContent-Length: \(smuggled.utf8.count)\r\n\r\n\(smuggled)"
                + "GET /proxy/b HTTP/1.1\r\nHost: test\r\n\r\n")
        #expect(try client.readAnswer().body == "1")
        #expect(try client.readAnswer().body == "2")
        #expect(cached.calls.count == 2)
    }

    @Test func requestsBehindOneThatWaitsAreAnsweredInOrder() throws {
        let cached = try CachedServer(loops: 1) { socket, number, cache in
            if number == 1 { #expect(cache.hasMissed(2)) }
            socket.answer("\(number)")
        }
        let first = try RawSocket(port: cached.server.port)
        first.send("GET /proxy/a HTTP/1.1\r\nHost: test\r\n\r\n")
        #expect(cached.cache.hasMissed(1))
        let second = try RawSocket(port: cached.server.port)
        second.send(
            "GET /proxy/a HTTP/1.1\r\nHost: test\r\n\r\nGET /proxy/b HTTP/1.1\r\nHost: test\r\n\r\n"
                + "GET /hello HTTP/1.1\r\nHost: test\r\n\r\n")
        #expect(try first.readAnswer().body == "1")
        #expect(try (0..<3).map { _ in try second.readAnswer().body } == ["1", "2", "{\"hello\":\"you\"}"])
    }

    @Test func theSideDoorFlushesAndCounts() throws {
        let cached = try CachedServer { socket, number, _ in socket.answer("\(number)") }
        #expect(try cached.ask(1)[0].body == "1")
        #expect(try cached.ask(1)[0].body == "1")
        func door(_ request: String) throws -> Answer {
            let socket = try RawSocket(port: cached.server.server.adminPort)
            socket.send(request + " HTTP/1.1\r\nHost: test\r\n\r\n")
            return try socket.readAnswer()
        }
        let counts = try door("GET /metrics").body
        #expect(counts.contains("\"CacheHitCount\":1,\"CacheMissCount\":1,"), "\(counts)")
        #expect(counts.contains("\"cacheEntries\":1,"))
        let api = try #require(cached.server.identifier)
        for path in ["restapis/x/stages/local", "restapis/\(api)/stages/prod", "restapis/\(api)/stages/"] {
            #expect(try door("DELETE /\(path)/cache/data").status == 404 || path.hasSuffix("/"))
        }
        #expect(try door("DELETE /restapis/\(api)/stages/local/cache").status == 405)
        #expect(try cached.ask(1)[0].body == "1")
        #expect(try door("DELETE /restapis/\(api)/stages/local/cache/data").status == 202)
        #expect(try cached.ask(1)[0].body == "2")
    }
}
