// The server's life: starting, swapping plans, logging, the side door, draining.

import Foundation
import GateRuntime
import GateServer
import Synchronization
import Testing

@Suite struct LifeTests {
    @Test func saysThatAPortIsInUse() throws {
        let server = try TestServer(TestAPI())
        for loops in [1, 2] {
            var options = ServerOptions()
            options.listenPort = server.port
            options.eventLoops = loops
            let endpoints = EndpointTable()
            let error = #expect(throws: ServerError.self) {
                _ = try Server(options, serving: TestAPI().serving(endpoints), endpoints: endpoints)
            }
            #expect(error == .addressInUse(host: "127.0.0.1", port: server.port))
            #expect(
                "\(ServerError.addressInUse(host: "127.0.0.1", port: 1))".hasPrefix("port 1 on 127.0.0.1 is in use"))
        }
    }

    @Test func saysThatAHostIsUnknown() throws {
        var options = ServerOptions()
        options.listenHost = "no-such-host.invalid"
        let endpoints = EndpointTable()
        #expect(throws: ServerError.hostUnknown(host: "no-such-host.invalid")) {
            _ = try Server(options, serving: TestAPI().serving(endpoints), endpoints: endpoints)
        }
    }

    @Test func servesOnSeveralLoops() throws {
        let server = try TestServer(TestAPI()) { $0.eventLoops = 2 }
        for _ in 0..<20 {
            let client = try RawSocket(port: server.port)
            #expect(try client.get("/hello").status == 200)
        }
    }

    @Test func swapsPlansUnderLoadWithoutAFailedRequest() throws {
        let server = try TestServer(TestAPI(greeting: "0")) { $0.eventLoops = 2 }
        let isDone = Atomic<Bool>(false)
        let results = Mutex((served: 0, failed: 0, last: ""))
        let group = DispatchGroup()
        let port = server.port
        for _ in 0..<4 {
            Thread.detachNewThread(in: group) {
                guard let client = try? RawSocket(port: port) else { return }
                while !isDone.load(ordering: .relaxed) {
                    let answer = try? client.get("/hello")
                    results.withLock {
                        $0.served += 1
                        if answer?.status != 200 { $0.failed += 1 }
                    }
                    if answer == nil { return }
                }
            }
        }
        for index in 1...50 {
            server.server.publish(try TestAPI(greeting: "\(index)").serving(server.endpoints))
            usleep(2_000)
        }
        let client = try RawSocket(port: server.port)
        #expect(try client.get("/hello").body == "{\"hello\":\"50\"}")
        isDone.store(true, ordering: .relaxed)
        group.wait()
        #expect(results.withLock { $0.served } > 100)
        #expect(results.withLock { $0.failed } == 0)
    }

    @Test func endsRequestsInFlightWhenItDrains() throws {
        let isCalled = DispatchSemaphore(value: 0)
        let backend = try Backend { socket, _ in
            _ = socket.readRequest()
            isCalled.signal()
            usleep(100_000)
            socket.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone")
        }
        let server = try TestServer(TestAPI(backendPort: backend.port)) { $0.drainMilliseconds = 5_000 }
        let idle = try RawSocket(port: server.port)
        #expect(try idle.get("/hello").status == 200)
        let busy = try RawSocket(port: server.port)
        busy.send("GET /proxy/x HTTP/1.1\r\nHost: t\r\n\r\n")
        isCalled.wait()
        server.server.drain()
        let answer = try busy.readAnswer()
        #expect(answer.body == "done")
        #expect(answer.header("connection") == "close")
        #expect(idle.receive() == [])
        let start = Date()
        server.stop()
        #expect(Date().timeIntervalSince(start) < 1)
        #expect(throws: TestFailure.self) { _ = try RawSocket(port: server.port) }
    }

    @Test func givesADrainItsTimeAndNoMore() throws {
        let backend = try Backend { socket, _ in
            _ = socket.readRequest()
            _ = socket.receive()
        }
        let server = try TestServer(TestAPI(backendPort: backend.port, timeoutMilliseconds: 20_000)) {
            $0.drainMilliseconds = 100
        }
        let client = try RawSocket(port: server.port)
        client.send("GET /proxy/x HTTP/1.1\r\nHost: t\r\n\r\n")
        usleep(50_000)
        let start = Date()
        server.stop()
        #expect(Date().timeIntervalSince(start) < 1)
    }

    // Facts: pipeline-1.16
    @Test func writesOneLogLineForEachRequest() throws {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        let server = try TestServer(TestAPI()) {
            $0.accessLog = AccessLogFormat("$context.httpMethod $context.path $context.status")
            $0.accessLogDescriptor = ends[1]
        }
        let client = try RawSocket(port: server.port)
        for _ in 0..<3 { _ = try client.get("/hello") }
        _ = try client.get("/nothing")
        server.stop()
        close(ends[1])
        let text = String(
            decoding: FileHandle(fileDescriptor: ends[0], closeOnDealloc: true).readDataToEndOfFile(), as: UTF8.self)
        let lines = text.split(separator: "\n")
        #expect(lines.count == 4)
        #expect(lines.first?.hasPrefix("GET ") == true)
        #expect(lines.first?.hasSuffix(" 200") == true)
        #expect(lines.last?.hasSuffix(" 403") == true)
    }

    @Test func tellsHowItIsAtTheSideDoor() throws {
        let server = try TestServer(TestAPI()) { $0.adminHost = "127.0.0.1" }
        let client = try RawSocket(port: server.port)
        _ = try client.get("/hello")
        func ask(_ path: String) throws -> Answer { try RawSocket(port: server.server.adminPort).get(path) }
        #expect(try ask("/healthz").status == 200)
        #expect(try ask("/readyz").body == "{\"status\":\"ready\"}")
        #expect(try ask("/metrics").body.contains("\"requests\":1,"))
        #expect(try ask("/other").status == 404)
    }
}

extension Thread {
    /// A thread that a group waits for.
    static func detachNewThread(in group: DispatchGroup, _ body: @escaping @Sendable () -> Void) {
        group.enter()
        detachNewThread {
            body()
            group.leave()
        }
    }
}
