// WebSocket connections over real sockets: the handshake, messages, control frames, limits, the end.

import Foundation
import GateRuntime
import GateServer
import GateWire
import Synchronization
import Testing

@Suite(.serialized) struct SocketTests {
    @Test func shakesHandsAndEchoes() throws {
        let server = try TestServer(making: TestSocketAPI().serving)
        let client = try SocketClient(port: server.port)
        #expect(client.answer.status == 101)
        // RFC 6455 §1.3 computes this value.
        #expect(client.answer.header("sec-websocket-accept") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
        #expect(client.answer.header("upgrade") == "websocket")
        #expect(client.answer.header("sec-websocket-extensions") == nil)
        #expect(try client.ask("hello") == .text("hello"))
        #expect(try client.ask("") == .text(""))
        #expect(try client.ask("{\"action\":\"x\"}") == .text("{\"action\":\"x\"}"))
        client.close(1000, "bye")
        #expect(try client.receive() == .close(1000, ""))
        #expect(try client.receive() == .end)
    }

    /// Facts: socket-1.20.
    @Test func offersOfCompressionAreNotTaken() throws {
        let server = try TestServer(making: TestSocketAPI().serving)
        let client = try SocketClient(
            port: server.port, lines: "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n")
        #expect(client.answer.status == 101 && client.answer.header("sec-websocket-extensions") == nil)
        #expect(try client.ask("plain") == .text("plain"))
    }

    @Test func takesFramesBehindTheHandshake() throws {
        let server = try TestServer(making: TestSocketAPI().serving)
        let frames = (0..<50).flatMap { SocketClient.frame(.text, Array("m\($0)".utf8)) }
        let client = try SocketClient(port: server.port, behind: frames)
        for index in 0..<50 { #expect(try client.receive() == .text("m\(index)")) }
    }

    /// Facts: socket-1.17.
    @Test func controlFramesStandBetweenFragments() throws {
        let server = try TestServer(making: TestSocketAPI().serving)
        let client = try SocketClient(port: server.port)
        client.send(.text, Array("hel".utf8), isFinal: false)
        client.send(.ping, Array("are you there".utf8))
        client.send(.continuation, Array("lo".utf8))
        #expect(try client.receive() == .pong("are you there"))
        #expect(try client.receive() == .text("hello"))
        client.send(.pong, [])
        #expect(try client.ask("still") == .text("still"))
    }

    /// Facts: socket-1.13, socket-1.15, socket-1.16.
    @Test func violationsCloseWithTheirCode() throws {
        let server = try TestServer(making: TestSocketAPI().serving)
        func code(_ bytes: [UInt8]) throws -> Int? {
            let client = try SocketClient(port: server.port)
            client.socket.send(bytes)
            while true {
                switch try client.receive() {
                case .close(let code, _):
                    #expect(try client.receive() == .end)
                    return code
                case .end: return nil
                default: continue
                }
            }
        }
        let text = Array(repeating: UInt8(0x61), count: 32 * 1024)
        #expect(try code(SocketClient.frame(.binary, [1])) == 1003)
        #expect(try code(SocketClient.frame(.text, text + [0x61])) == 1009)
        #expect(try code(SocketClient.frame(.text, [0xff])) == 1007)
        #expect(try code([0x81, 0x01, 0x61]) == 1002)
        #expect(try code([0xc1, 0x80, 0, 0, 0, 0]) == 1002)
        #expect(try code([0x83, 0x80, 0, 0, 0, 0]) == 1002)
        #expect(try code(SocketClient.frame(.continuation, [])) == 1002)
        #expect(try code(SocketClient.frame(.close, [0x03])) == 1002)
        #expect(try code(SocketClient.frame(.close, [0x03, 0xed])) == 1002)
        // A message of 128 KB is four frames of 32; one byte more is too much.
        let parts = (0..<4).flatMap { SocketClient.frame($0 == 0 ? .text : .continuation, text, isFinal: $0 == 3) }
        let open = (0..<4).flatMap { SocketClient.frame($0 == 0 ? .text : .continuation, text, isFinal: false) }
        #expect(try code(parts + SocketClient.frame(.close, [0x03, 0xe8])) == 1000)
        #expect(try code(open + SocketClient.frame(.continuation, [0x61])) == 1009)
    }

    /// Facts: socket-1.14.
    @Test func idleAndOldConnectionsGoAway() throws {
        let server = try TestServer(making: TestSocketAPI().serving) { options in
            options.limits.socketLifetime.idleMilliseconds = 150
            options.limits.socketLifetime.connectionMilliseconds = 600
        }
        let idle = try SocketClient(port: server.port)
        #expect(try idle.receive() == .close(1001, "Going away"))
        #expect(try idle.receive() == .end)
        // Pings are activity, and do not make a connection immortal.
        let busy = try SocketClient(port: server.port)
        var pongs = 0
        var last = SocketClient.Frame.end
        for _ in 0..<40 {
            busy.send(.ping, [])
            last = try busy.receive()
            if last != .pong("") { break }
            pongs += 1
            usleep(40_000)
        }
        #expect(last == .close(1001, "Going away"))
        #expect(pongs >= 5, "\(pongs) pongs")
    }

    /// Facts: socket-1.5, socket-1.10, socket-1.18, socket-9.1.
    @Test func theBackendHearsOfConnections() throws {
        let events = Mutex<[String]>([])
        let port = Mutex<UInt16>(0)
        let backend = try Backend { socket, _ in
            while let (head, body) = socket.readRequest() {
                let answer = Answer(status: 0, head: head, body: body)
                let name = answer.header("x-connection") ?? ""
                let path = head.split(separator: " ")[1]
                var event = "\(path) \(answer.header("x-code") ?? "") \(answer.header("x-reason") ?? "")"
                if path == "/connect" {
                    // The connection is none before the handshake has ended.
                    let status = try? call("GET", "/local/@connections/\(name)", port: port.withLock { $0 }).status
                    event += "\(status ?? 0)"
                }
                events.withLock { $0.append(event.trimmingCharacters(in: .whitespaces)) }
                socket.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n\(body.isEmpty ? "{}" : "ok")")
            }
        }
        let server = try TestServer(making: TestSocketAPI(backendPort: backend.port).serving)
        port.withLock { $0 = server.port }
        do {
            let client = try SocketClient(port: server.port)
            #expect(client.answer.status == 101)
            #expect(try client.ask("{\"action\":\"call\"}") == .text("ok"))
            client.close(4001, "enough")
            #expect(try client.receive() == .close(4001, ""))
        }
        // The end is told after the client has gone.
        for _ in 0..<5_000 where !events.withLock({ $0.contains("/disconnect 4001 enough") }) { usleep(2_000) }
        do {
            let client = try SocketClient(port: server.port)
            client.socket.reset()
        }
        server.stop()
        let all = events.withLock { $0 }
        #expect(
            all == [
                "/connect  410", "/call", "/disconnect 4001 enough", "/connect  410", "/disconnect 1006 Going away",
            ])
    }

    /// Facts: socket-1.19.
    @Test func slowMessagesDoNotHoldUpOthers() throws {
        let backend = try Backend { socket, _ in
            while let (_, body) = socket.readRequest() {
                if body.contains("slow") { usleep(300_000) }
                socket.send("HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
            }
        }
        let server = try TestServer(making: TestSocketAPI(backendPort: backend.port).serving)
        let client = try SocketClient(port: server.port)
        client.send("{\"action\":\"call\",\"n\":\"slow\"}")
        client.send("{\"action\":\"call\",\"n\":\"quick\"}")
        client.send("echo")
        var order: [SocketClient.Frame] = []
        for _ in 0..<3 { order.append(try client.receive()) }
        #expect(order.last == .text("{\"action\":\"call\",\"n\":\"slow\"}"))
        #expect(order.contains(.text("echo")))
    }

    @Test func messagesWaitBehindTheLimit() throws {
        let calls = Atomic<Int>(0)
        let gate = DispatchSemaphore(value: 0)
        let backend = try Backend { socket, _ in
            while let (head, body) = socket.readRequest() {
                if head.contains("/call") {
                    calls.add(1, ordering: .relaxed)
                    gate.wait()
                }
                socket.send("HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
            }
        }
        let server = try TestServer(making: TestSocketAPI(backendPort: backend.port).serving) { options in
            options.limits.socketMessagesMax = 4
        }
        let client = try SocketClient(port: server.port)
        for index in 0..<20 { client.send("{\"action\":\"call\",\"n\":\(index)}") }
        for _ in 0..<100 where calls.load(ordering: .relaxed) < 4 { usleep(10_000) }
        usleep(100_000)
        #expect(calls.load(ordering: .relaxed) == 4)
        for _ in 0..<20 { gate.signal() }
        var seen = Set<String>()
        for _ in 0..<20 {
            if case .text(let text) = try client.receive() { seen.insert(text) }
        }
        #expect(seen.count == 20)
    }

    /// A backend that never answers is late for the message, and the connection goes on.
    @Test func aLateBackendIsAnErrorFrame() throws {
        let backend = try Backend { socket, _ in
            while let (head, _) = socket.readRequest() {
                if head.contains("/call") { continue }
                socket.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            }
        }
        var api = TestSocketAPI(backendPort: backend.port)
        api.timeoutMilliseconds = 200
        let server = try TestServer(making: api.serving)
        let client = try SocketClient(port: server.port)
        guard case .text(let text) = try client.ask("{\"action\":\"call\"}") else {
            Issue.record("no frame")
            return
        }
        #expect(text.hasPrefix("{\"message\": \"Endpoint request timed out\", \"connectionId\":\""))
        #expect(try client.ask("echo") == .text("echo"))
    }

    @Test func aClosedConnectionHasNoAnswers() throws {
        let backend = try Backend { socket, _ in
            while let (head, body) = socket.readRequest() {
                if head.contains("/call") { usleep(200_000) }
                socket.send("HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
            }
        }
        let server = try TestServer(making: TestSocketAPI(backendPort: backend.port).serving)
        let client = try SocketClient(port: server.port)
        client.send("{\"action\":\"call\"}")
        usleep(50_000)
        client.close(1000)
        #expect(try client.receive() == .close(1000, ""))
        #expect(try client.receive() == .end)
        #expect(try SocketClient(port: server.port).ask("next") == .text("next"))
    }

    @Test func aDrainTellsClients() throws {
        let server = try TestServer(making: TestSocketAPI().serving)
        let client = try SocketClient(port: server.port)
        #expect(try client.ask("a") == .text("a"))
        server.server.drain()
        #expect(try client.receive() == .close(1012, "Service restart"))
        server.stop()
    }

    @Test func anotherDeploymentServesOpenConnections() throws {
        var api = TestSocketAPI()
        let server = try TestServer(making: api.serving)
        let client = try SocketClient(port: server.port)
        let backend = try Backend.fixed("from the backend")
        api.backendPort = backend.port
        server.server.publish(try api.serving(server.endpoints)).wait()
        #expect(try client.ask("{\"action\":\"call\"}") == .text("from the backend"))
        server.server.publish(ServingSet([])).wait()
        #expect(try client.receive() == .close(1001, "Going away"))
    }

    @Test func manyConnectionsComeAndGo() throws {
        let server = try TestServer(making: TestSocketAPI().serving) { $0.eventLoops = 2 }
        for round in 0..<300 {
            let client = try SocketClient(port: server.port)
            #expect(try client.ask("\(round)") == .text("\(round)"))
            if round % 3 == 0 { client.close(1000) }
            if round % 3 == 1 { client.socket.reset() }
        }
    }
}
