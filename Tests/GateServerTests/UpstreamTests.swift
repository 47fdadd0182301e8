// Backends that behave, and those that do not.

import Foundation
import GateServer
import Synchronization
import Testing

@Suite struct UpstreamTests {
    private func serve(
        timeout: Int = 2_000, _ change: (inout ServerOptions) -> Void = { _ in },
        _ backend: @escaping @Sendable (RawSocket, Int) -> Void
    ) throws -> (TestServer, Backend, RawSocket) {
        let backend = try Backend(backend)
        let server = try TestServer(TestAPI(backendPort: backend.port, timeoutMilliseconds: timeout), change)
        server.companion = backend
        return (server, backend, try RawSocket(port: server.port))
    }

    @Test func relaysRequestsOverOneKeptConnection() throws {
        let (server, backend, client) = try serve { socket, _ in
            while let request = socket.readRequest() {
                let line = request.head.split(separator: "\r\n")[0]
                socket.send(
                    "HTTP/1.1 201 Made\r\nX-Line: \(line)\r\nContent-Length: \(request.body.utf8.count)\r\n\r\n")
                socket.send(request.body)
            }
        }
        for index in 0..<10 {
            client.send("POST /proxy/a/\(index)?q=1 HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\n\r\nhello")
            let answer = try client.readAnswer()
            #expect(answer.status == 201)
            #expect(answer.header("x-line") == "POST /a/\(index)?q=1 HTTP/1.1")
            #expect(answer.body == "hello")
        }
        #expect(backend.connectionCount == 1)
        withExtendedLifetime(server) {}
    }

    @Test func relaysChunkedBodiesBothWays() throws {
        let (server, _, client) = try serve { socket, _ in
            while let request = socket.readRequest() {
                socket.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
                for piece in request.body.split(separator: "-") {
                    socket.send("\(String(piece.utf8.count, radix: 16))\r\n\(piece)\r\n")
                    usleep(2_000)
                }
                socket.send("0\r\n\r\n")
            }
        }
        client.send("POST /proxy/x HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n")
        for piece in ["one-", "two-", "three"] {
            client.send("\(String(piece.utf8.count, radix: 16))\r\n\(piece)\r\n")
            usleep(2_000)
        }
        client.send("0\r\n\r\n")
        #expect(try client.readAnswer().body == "onetwothree")
        withExtendedLifetime(server) {}
    }

    @Test func mapsACollectedAnswer() throws {
        let (server, _, client) = try serve { socket, _ in
            while let request = socket.readRequest() {
                socket.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
                socket.send("2\r\n{}\r\n")
                usleep(2_000)
                socket.send("\(String(request.body.utf8.count, radix: 16))\r\n\(request.body)\r\n0\r\n\r\n")
            }
        }
        for _ in 0..<3 {
            client.send("POST /http HTTP/1.1\r\nHost: t\r\nContent-Length: 9\r\n\r\n{\"a\":\"b\"}")
            let answer = try client.readAnswer()
            #expect(answer.status == 200)
            #expect(answer.body == "{}{\"a\":\"b\"}")
        }
        withExtendedLifetime(server) {}
    }

    @Test func relaysAnAnswerThatEndsWithItsConnection() throws {
        let (server, _, client) = try serve { socket, _ in
            _ = socket.readRequest()
            socket.send("HTTP/1.1 200 OK\r\n\r\nall of ")
            usleep(5_000)
            socket.send("it")
            socket.finishWriting()
        }
        #expect(try client.get("/proxy/x").body == "all of it")
        #expect(try client.get("/hello").status == 200)
        withExtendedLifetime(server) {}
    }

    @Test func skipsInterimAnswers() throws {
        let (server, _, client) = try serve { socket, _ in
            while socket.readRequest() != nil {
                socket.send("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n")
                socket.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            }
        }
        #expect(try client.get("/proxy/x").body == "ok")
        #expect(try client.get("/proxy/x").body == "ok")
        withExtendedLifetime(server) {}
    }

    @Test(arguments: [0, 20, 60, 100, 115]) func readsAHeadInOneOrTwoParts(cut: Int) throws {
        let answer = Array(
            "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nX-Kind: whole\r\nContent-Length: 4\r\n\r\ngood"
                .utf8)
        let (server, _, client) = try serve { socket, _ in
            while socket.readRequest() != nil {
                socket.send(String(decoding: answer[..<min(cut, answer.count)], as: UTF8.self))
                if cut > 0 { usleep(5_000) }
                socket.send(String(decoding: answer[min(cut, answer.count)...], as: UTF8.self))
            }
        }
        for _ in 0..<2 {
            let got = try client.get("/proxy/x")
            #expect(got.header("x-kind") == "whole")
            #expect(got.body == "good")
        }
        withExtendedLifetime(server) {}
    }

    @Test func answersHEADWithoutAPayload() throws {
        let (server, _, client) = try serve { socket, _ in
            while socket.readRequest() != nil { socket.send("HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\n") }
        }
        client.send("HEAD /proxy/x HTTP/1.1\r\nHost: t\r\n\r\n")
        let answer = try client.readAnswer(isHEAD: true)
        #expect(answer.header("content-length") == "2000")
        #expect(try client.get("/hello").status == 200)
        withExtendedLifetime(server) {}
    }

    @Test func answers500WhenNobodyListens() throws {
        // Bound and not listened on: nobody else gets the port meanwhile.
        let holder = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(holder) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                #expect(bind(holder, $0, size) == 0)
                #expect(getsockname(holder, $0, &size) == 0)
            }
        }
        let server = try TestServer(TestAPI(backendPort: UInt16(bigEndian: address.sin_port)))
        let client = try RawSocket(port: server.port)
        #expect(try client.get("/proxy/x").status == 500)
        #expect(try client.get("/proxy/x").status == 500)
        #expect(try client.get("/hello").status == 200)
    }

    @Test func answers500ForANameWithoutAnAddress() throws {
        let server = try TestServer(TestAPI(host: "no-such-host.invalid"))
        let client = try RawSocket(port: server.port)
        #expect(try client.get("/proxy/x").status == 500)
    }

    /// The backend listens on 127.0.0.1 alone.
    @Test(arguments: [
        ["::1", "127.0.0.1"], ["127.0.0.1", "::1"], ["::1", "127.0.0.9", "127.0.0.1", "192.0.2.1"],
        ["192.0.2.1", "127.0.0.1"],
    ])
    func triesTheAddressesOfANameInTurn(_ addresses: [String]) throws {
        let backend = try Backend.fixed("here")
        let server = try TestServer(
            TestAPI(backendPort: backend.port, host: "many.test", timeoutMilliseconds: 5_000)
        ) {
            $0.backendAddresses = ["many.test": addresses]
            $0.limits.connectFallbackMilliseconds = 200
        }
        for _ in 0..<3 {
            let client = try RawSocket(port: server.port)
            #expect(try client.get("/proxy/x").body == "here")
        }
        #expect(backend.connectionCount == 1)
    }

    @Test func answers500WhenEveryAddressRefuses() throws {
        let server = try TestServer(TestAPI(backendPort: 1, host: "none.test")) {
            $0.backendAddresses = ["none.test": ["::1", "127.0.0.9"]]
        }
        #expect(try RawSocket(port: server.port).get("/proxy/x").status == 500)
    }

    @Test func findsABackendByNameOnWhicheverAddressAnswers() throws {
        let backend = try Backend.fixed("named")
        let server = try TestServer(TestAPI(backendPort: backend.port, host: "localhost"))
        let client = try RawSocket(port: server.port)
        #expect(try client.get("/proxy/x").body == "named")
        #expect(try client.get("/proxy/x").body == "named")
    }

    @Test func answers504WhenTheBackendResets() throws {
        let (server, _, client) = try serve { socket, _ in
            _ = socket.readRequest()
            socket.reset()
        }
        #expect(try client.get("/proxy/x").status == 504)
        #expect(try client.get("/hello").status == 200)
        withExtendedLifetime(server) {}
    }

    @Test func answers504WhenTheBackendHangs() throws {
        let (server, _, client) = try serve(timeout: 100) { socket, _ in
            _ = socket.readRequest()
            _ = socket.receive()
        }
        let start = Date()
        #expect(try client.get("/proxy/x").status == 504)
        #expect(Date().timeIntervalSince(start) < 0.5)
        #expect(try client.get("/hello").status == 200)
        withExtendedLifetime(server) {}
    }

    @Test func answers504WhenTheHeadTrickles() throws {
        let (server, _, client) = try serve(timeout: 100) { socket, _ in
            _ = socket.readRequest()
            for byte in "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".utf8 {
                if !socket.send([byte]) { return }
                usleep(20_000)
            }
        }
        #expect(try client.get("/proxy/x").status == 504)
        withExtendedLifetime(server) {}
    }

    @Test(arguments: [
        "SSH-2.0-OpenSSH_9.6\r\n", "HTTP/1.1 abc\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
    ])
    func answers504ToGarbage(_ garbage: String) throws {
        let (server, _, client) = try serve { socket, _ in
            _ = socket.readRequest()
            socket.send(garbage)
            _ = socket.receive()
        }
        #expect(try client.get("/proxy/x").status == 504)
        #expect(try client.get("/hello").status == 200)
        withExtendedLifetime(server) {}
    }

    @Test func cutsTheAnswerWhenTheBackendClosesInItsMiddle() throws {
        let (server, _, client) = try serve { socket, _ in
            _ = socket.readRequest()
            socket.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")
            usleep(5_000)
        }
        client.send("GET /proxy/x HTTP/1.1\r\nHost: t\r\n\r\n")
        let all = client.receiveAll()
        #expect(all.contains("hello"))
        #expect(!all.hasSuffix("0\r\n\r\n"))
        withExtendedLifetime(server) {}
    }

    /// Whether the backend acted on it cannot be told, whatever the verb.
    @Test(arguments: ["GET", "PUT", "DELETE", "POST"])
    func neverSendsARequestTwice(_ verb: String) throws {
        let (server, backend, client) = try serve { socket, _ in
            _ = socket.readRequest()
            socket.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            // Takes the second request, and closes without a word.
            _ = socket.readRequest()
        }
        for index in 0..<4 {
            client.send("\(verb) /proxy/x HTTP/1.1\r\nHost: t\r\nContent-Length: 1\r\n\r\nx")
            #expect(try client.readAnswer().status == (index % 2 == 0 ? 200 : 504))
        }
        #expect(backend.connectionCount == 2)
        withExtendedLifetime(server) {}
    }

    /// A kept connection that the backend closed meanwhile is seen to be closed, or looked at before it is used.
    @Test func closedConnectionsAreReplaced() throws {
        let (server, backend, client) = try serve { socket, _ in
            _ = socket.readRequest()
            socket.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        }
        for _ in 0..<4 {
            client.send("POST /proxy/x HTTP/1.1\r\nHost: t\r\nContent-Length: 1\r\n\r\nx")
            #expect(try client.readAnswer().body == "ok")
            usleep(20_000)
        }
        #expect(backend.connectionCount == 4)
        withExtendedLifetime(server) {}
    }

    @Test func passesAnEarlyAnswerOn() throws {
        let (server, _, client) = try serve { socket, _ in
            _ = socket.receive(until: "\r\n\r\n")
            socket.send("HTTP/1.1 429 Slow Down\r\nContent-Length: 4\r\n\r\nwait")
            usleep(50_000)
        }
        client.send("POST /proxy/x HTTP/1.1\r\nHost: t\r\nContent-Length: 5000000\r\n\r\n")
        client.send(String(repeating: "x", count: 10_000))
        let answer = try client.readAnswer()
        #expect(answer.status == 429)
        #expect(answer.body == "wait")
        withExtendedLifetime(server) {}
    }

    @Test func doesNotLetAnAnswersRestReachTheNextRequest() throws {
        let (server, backend, client) = try serve { socket, _ in
            while socket.readRequest() != nil {
                socket.send(
                    "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil")
            }
        }
        for _ in 0..<3 { #expect(try client.get("/proxy/x").body == "ok") }
        #expect(backend.connectionCount == 3)
        withExtendedLifetime(server) {}
    }

    @Test func endsTheCallWhenTheClientLeaves() throws {
        let isClosed = DispatchSemaphore(value: 0)
        let isCalled = DispatchSemaphore(value: 0)
        let backend = try Backend { socket, _ in
            _ = socket.readRequest()
            isCalled.signal()
            if socket.receive() == [] { isClosed.signal() }
        }
        let server = try TestServer(TestAPI(backendPort: backend.port, timeoutMilliseconds: 20_000))
        var client: RawSocket? = try RawSocket(port: server.port)
        client?.send("GET /proxy/x HTTP/1.1\r\nHost: t\r\n\r\n")
        #expect(isCalled.wait(timeout: .now() + 2) == .success)
        client = nil
        #expect(isClosed.wait(timeout: .now() + 2) == .success)
    }

    @Test func answersAPipelineOfRelayedAndOwnRequestsInOrder() throws {
        let (server, _, client) = try serve { socket, _ in
            while let request = socket.readRequest() {
                usleep(1_000)
                let path = request.head.split(separator: " ")[1]
                socket.send("HTTP/1.1 200 OK\r\nContent-Length: \(path.utf8.count)\r\n\r\n\(path)")
            }
        }
        for index in 0..<20 {
            client.send("GET /proxy/\(index) HTTP/1.1\r\nHost: t\r\n\r\nGET /hello HTTP/1.1\r\nHost: t\r\n\r\n")
        }
        for index in 0..<20 {
            #expect(try client.readAnswer().body == "/\(index)")
            #expect(try client.readAnswer().body == "{\"hello\":\"you\"}")
        }
        withExtendedLifetime(server) {}
    }

    /// Bodies that come with their heads in one large read are passed on from where they lie: also in two requests of
    /// one read, in chunks, and when the connection for them is still to be made or the kept one is gone.
    @Test func relaysBodiesThatComeWithTheirHeads() throws {
        let (server, backend, client) = try serve { socket, number in
            while let request = socket.readRequest() {
                let body = request.body
                let line = "\(body.utf8.count) \(body.prefix(1))\(body.suffix(1))"
                socket.send("HTTP/1.1 200 OK\r\nContent-Length: \(line.utf8.count)\r\n\r\n\(line)")
                if number == 1 { return }
            }
        }
        func post(_ body: String) -> String {
            "POST /proxy/x HTTP/1.1\r\nHost: t\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
        }
        let body = "a" + String(repeating: "-", count: 15_000) + "z"
        client.send(post(body))
        #expect(try client.readAnswer().body == "15002 az")
        usleep(20_000)
        client.send(post(body) + post("b" + body) + "GET /hello HTTP/1.1\r\nHost: t\r\n\r\n")
        #expect(try client.readAnswer().body == "15002 az")
        #expect(try client.readAnswer().body == "15003 bz")
        #expect(try client.readAnswer().body == "{\"hello\":\"you\"}")
        let size = String(body.utf8.count, radix: 16)
        client.send(
            "POST /proxy/x HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "\(size)\r\n\(body)\r\n0\r\n\r\n" + post(body))
        #expect(try client.readAnswer().body == "15002 az")
        #expect(try client.readAnswer().body == "15002 az")
        #expect(backend.connectionCount == 2)
        withExtendedLifetime(server) {}
    }

    /// A head that ends in the middle of a large read's pipeline waits for its rest.
    @Test func answersAPipelineThatIsCutInItsHeads() throws {
        let (server, _, client) = try serve { socket, _ in
            while let request = socket.readRequest() {
                let path = request.head.split(separator: " ")[1]
                socket.send("HTTP/1.1 200 OK\r\nContent-Length: \(path.utf8.count)\r\n\r\n\(path)")
            }
        }
        let one = "GET /hello HTTP/1.1\r\nHost: t\r\nX-Filler: \(String(repeating: "f", count: 200))\r\n\r\n"
        let other = "GET /proxy/7 HTTP/1.1\r\nHost: t\r\n\r\n"
        let all = String(repeating: one, count: 30) + String(repeating: one + other, count: 30)
        let cut = all.index(all.startIndex, offsetBy: 30 * one.count + 3 * (one + other).count + 50)
        client.send(String(all[..<cut]))
        usleep(20_000)
        client.send(String(all[cut...]))
        for _ in 0..<30 { #expect(try client.readAnswer().body == "{\"hello\":\"you\"}") }
        for _ in 0..<30 {
            #expect(try client.readAnswer().body == "{\"hello\":\"you\"}")
            #expect(try client.readAnswer().body == "/7")
        }
        withExtendedLifetime(server) {}
    }
}
