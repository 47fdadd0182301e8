// The battery: every hostile request is refused and its connection closed, and a backend that writes down what it
// sees never sees a whole request of it, nor the one that was smuggled behind it.

import Foundation
import Synchronization
import Testing

@Suite struct HostileTests {
    /// What a backend has seen.
    private final class Recording: Sendable {
        private let state = Mutex((heads: [String](), whole: [String]()))

        var heads: [String] { state.withLock { $0.heads } }
        /// Requests that came with their whole body, byte for byte.
        var whole: [String] { state.withLock { $0.whole } }

        func serve(_ socket: RawSocket) {
            while let head = socket.receive(until: "\r\n\r\n") {
                state.withLock { $0.heads.append(head) }
                let answer = Answer(status: 0, head: head, body: "")
                var body = ""
                if let length = answer.header("content-length").flatMap({ Int($0) }) {
                    guard let bytes = socket.receive(exactly: length) else { return }
                    body = String(decoding: bytes, as: UTF8.self)
                } else if answer.header("transfer-encoding") != nil {
                    guard let end = socket.receive(until: "0\r\n\r\n") else { return }
                    body = end
                }
                state.withLock { $0.whole.append(head + body) }
                socket.send("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nrecorded")
            }
        }
    }

    private func start() throws -> (TestServer, Recording) {
        let recording = Recording()
        let backend = try Backend { socket, _ in recording.serve(socket) }
        let server = try TestServer(TestAPI(backendPort: backend.port))
        server.companion = backend
        return (server, recording)
    }

    private static let smuggled = Array("GET /proxy/smuggled HTTP/1.1\r\nHost: t\r\n\r\n".utf8)

    /// Sends a request in one piece or in two, with another request right behind it; everything that came back.
    private func send(_ request: HostileRequest, cutAt cut: Int, _ server: TestServer) throws -> String {
        let client = try RawSocket(port: server.port)
        let bytes = request.bytes + HostileTests.smuggled
        client.send(Array(bytes[..<cut]))
        if cut > 0 { usleep(500) }
        client.send(Array(bytes[cut...]))
        return client.receiveAll()
    }

    private func judge(_ answer: String, _ request: HostileRequest) {
        #expect(answer.hasPrefix("HTTP/1.1 \(request.status) "), "\(request.name): \(answer.prefix(80))")
        #expect(answer.contains("\r\nConnection: close\r\n"), "\(request.name) keeps its connection")
        #expect(answer.ranges(of: "HTTP/1.1 ").count == 1, "\(request.name) has more than one answer: \(answer)")
    }

    @Test func thereAreManyHostileRequests() {
        let names = (HostileRequest.heads + HostileRequest.bodies).map(\.name)
        #expect(names.count >= 250)
        #expect(Set(names).count > names.count - 10)
    }

    @Test func hostileHeadsAreRefusedAndReachNoBackend() throws {
        let (server, recording) = try start()
        for request in HostileRequest.heads {
            judge(try send(request, cutAt: 0, server), request)
            judge(try send(request, cutAt: request.bytes.count / 2, server), request)
            if recording.heads != [] { throw TestFailure("\(request.name) reached the backend") }
        }
    }

    @Test func hostileBodiesAreRefusedAndNoBackendSeesThemWhole() throws {
        let (server, recording) = try start()
        for request in HostileRequest.bodies {
            judge(try send(request, cutAt: 0, server), request)
            judge(try send(request, cutAt: request.bytes.count - 3, server), request)
        }
        #expect(try RawSocket(port: server.port).get("/proxy/last").body == "recorded")
        #expect(recording.whole.count == 1, "a body reached the backend whole")
        #expect(recording.heads.allSatisfy { !$0.contains("smuggled") })
    }

    @Test func hostileBodiesOfOtherRoutesAreRefusedToo() throws {
        let (server, recording) = try start()
        for path in ["/body", "/http", "/nothing"] {
            for request in HostileRequest.bodies {
                let moved = HostileRequest(
                    "\(path) \(request.name)", request.text.replacingOccurrences(of: "/proxy/x", with: path),
                    request.status)
                let answer = try send(moved, cutAt: 0, server)
                // Nobody reads the body of a request that has no route: its answer is out before.
                if path == "/nothing" {
                    #expect(answer.hasPrefix("HTTP/1.1 403 "), "\(moved.name): \(answer.prefix(80))")
                    #expect(answer.ranges(of: "HTTP/1.1 ").count == 1, "\(moved.name) has more than one answer")
                } else {
                    judge(answer, moved)
                }
            }
        }
        #expect(recording.heads == [])
    }

    @Test func requestsCutOffReachNoBackendWhole() throws {
        let (server, recording) = try start()
        for body in [
            "", "5", "5\r\n", "5\r\nhel", "5\r\nhello", "5\r\nhello\r\n", "5\r\nhello\r\n0", "0\r\n", "0\r\nX: y\r\n",
        ] {
            let client = try RawSocket(port: server.port)
            client.send("POST /proxy/x HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n\(body)")
            client.finishWriting()
            #expect(client.receiveAll() == "")
        }
        for count in [0, 4] {
            let client = try RawSocket(port: server.port)
            client.send("POST /proxy/x HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\n\r\n")
            client.send(String(repeating: "x", count: count))
            client.finishWriting()
            #expect(client.receiveAll() == "")
        }
        #expect(try RawSocket(port: server.port).get("/proxy/last").body == "recorded")
        #expect(recording.whole.count == 1)
    }

    /// What is allowed but odd reaches the backend in the one form that everybody reads alike.
    @Test(arguments: [
        ("\r\nGET /proxy/x HTTP/1.1\r\nHost: t\r\n\r\n", "GET /x HTTP/1.1", ""),
        ("GET HTTP://T/proxy/x HTTP/1.1\r\nHost: t\r\n\r\n", "GET /x HTTP/1.1", ""),
        ("GET /proxy/x#fragment HTTP/1.1\r\nHost: t\r\n\r\n", "GET /x HTTP/1.1", ""),
        ("POST /proxy/x HTTP/1.1\r\nHost: t\r\nContent-Length: \t005 \r\n\r\nhello", "Content-Length: 5\r\n", "hello"),
        (
            "POST /proxy/x HTTP/1.1\r\nHost: t\r\nTransfer-Encoding:\tCHUNKED \r\n\r\n5\r\nhello\r\n0\r\n\r\n",
            "Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n0\r\n\r\n"
        ),
        (
            "POST /proxy/x HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "05;a=\"b\";c\r\nhello\r\n000;d\r\nContent-Length: 9\r\nX: y\r\n\r\n",
            "Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n0\r\n\r\n"
        ),
        (
            "POST /proxy/x HTTP/1.1\r\nHost: t\r\nContent_Length: 9\r\nTransfer_Encoding: chunked\r\n"
                + "Content-Length: 5\r\nConnection: upgrade, content-length\r\nUpgrade: h2c\r\n\r\nhello",
            "Content-Length: 5\r\n", "hello"
        ),
    ])
    func oddRequestsAreTamed(_ text: String, _ expected: String, _ body: String) throws {
        let (server, recording) = try start()
        let client = try RawSocket(port: server.port)
        client.send(text)
        #expect(try client.readAnswer().body == "recorded")
        let seen = try #require(recording.whole.first)
        #expect(seen.contains(expected))
        #expect(seen.hasSuffix("\r\n\r\n" + body))
        #expect(seen.lowercased().ranges(of: "content-length:").count <= 1)
        for name in ["content_length", "transfer_encoding", "upgrade", "trailer", "x: y", "fragment"] {
            #expect(!seen.lowercased().contains(name), "\(seen)")
        }
        #expect(recording.heads.count == 1)
        withExtendedLifetime(server) {}
    }

    /// A method that nobody has a route for is no hostile request: its answer is AWS's, and the connection stays.
    @Test(arguments: ["get", "Get", "PROPFIND", "TRACE", "GETS", "ANY"])
    func unknownMethodsAreRefusedByTheRoutes(_ method: String) throws {
        let (server, recording) = try start()
        let client = try RawSocket(port: server.port)
        client.send("\(method) /proxy/x HTTP/1.1\r\nHost: t\r\n\r\n")
        #expect(try client.readAnswer().status == 403)
        #expect(try client.get("/hello").status == 200)
        #expect(recording.heads == [])
    }
}
