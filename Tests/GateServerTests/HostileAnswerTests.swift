// Backends that answer in ways which two implementations might read in two ways, each with a second answer right
// behind: it must reach no client, and the connection that it stands on must serve no further request.

import Foundation
import Testing

@Suite struct HostileAnswerTests {
    private static let smuggled = "HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nsmuggled"

    /// The first connection gets the hostile answer, all others a good one.
    private func start(_ hostile: String) throws -> (TestServer, Backend) {
        let bytes = (hostile + HostileAnswerTests.smuggled).unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
        let backend = try Backend { socket, number in
            var isFirst = number == 1
            while socket.readRequest() != nil {
                if isFirst {
                    socket.send(bytes)
                    isFirst = false
                } else {
                    socket.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine")
                }
            }
        }
        let server = try TestServer(TestAPI(backendPort: backend.port))
        server.companion = backend
        return (server, backend)
    }

    private func expectFine(_ server: TestServer, _ hostile: String) throws {
        let next = try RawSocket(port: server.port).get("/proxy/next")
        #expect(next.body == "fine", "behind \(hostile.prefix(80)): \(next.body)")
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\nContent-Length: 0\n\n", "HTTP/1.1 200 OK\r\nContent-Length: 0\n\r\n", "200 OK\r\n\r\n",
        "HTTP/1.1 OK\r\n\r\n", "HTTP/1.1 20 OK\r\n\r\n", "HTTP/1.1 2000 OK\r\n\r\n", "HTTP/1.1 +20 OK\r\n\r\n",
        "HTTP/1.1  200 OK\r\n\r\n", "HTTP/2.0 200 OK\r\n\r\n", "HTTP/1.2 200 OK\r\n\r\n", "ICY 200 OK\r\n\r\n",
        "http/1.1 200 OK\r\n\r\n", "HTTP/1.1 200 O\u{0}K\r\n\r\n", "HTTP/1.1 200 O\rK\r\n\r\n", "\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 0, 0\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: +0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 0x0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length : 0\r\n\r\n", "HTTP/1.1 200 OK\r\n Content-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: xchunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 200 OK\r\nX: a\u{0}\r\n\r\n",
        "HTTP/1.1 200 OK\r\nX: a\rb\r\n\r\n", "HTTP/1.1 200 OK\r\nX y: z\r\n\r\n", "HTTP/1.1 200 OK\r\n: x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nX\r\n\r\n", String(repeating: "HTTP/1.1 103 Early Hints\r\n\r\n", count: 20),
    ])
    func hostileHeadsAreNotPassedOn(_ hostile: String) throws {
        let (server, _) = try start(hostile)
        let client = try RawSocket(port: server.port)
        let answer = try client.get("/proxy/first")
        #expect(answer.status == 504)
        #expect(answer.body.contains("Network error communicating with endpoint"))
        #expect(try client.get("/hello").status == 200)
        try expectFine(server, hostile)
    }

    /// The head is out before the body turns bad: only the missing end can tell the client.
    @Test(arguments: [
        "0x0\r\n\r\n", "+5\r\nhello\r\n0\r\n\r\n", "5\r\nhelloX\r\n0\r\n\r\n", "5\nhello\r\n0\r\n\r\n", "-1\r\n\r\n",
        "FFFFFFFFFFFFFFFFF\r\n", "5;a=\u{0}\r\nhello\r\n0\r\n\r\n", "0\r\nX y\r\n\r\n", "0\r\n X: y\r\n\r\n", "0\r\n\n",
    ])
    func hostileChunksEndTheAnswer(_ chunks: String) throws {
        let hostile = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks
        let (server, _) = try start(hostile)
        let client = try RawSocket(port: server.port)
        client.send("GET /proxy/first HTTP/1.1\r\nHost: t\r\n\r\nGET /hello HTTP/1.1\r\nHost: t\r\n\r\n")
        let all = client.receiveAll()
        #expect(!all.hasSuffix("0\r\n\r\n"))
        #expect(!all.contains("smuggled"))
        #expect(!all.contains("{\"hello\""))
        try expectFine(server, hostile)
    }

    /// A good answer with something behind it.
    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood", "HTTP/1.1 204 No Content\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\ngood\r\n0\r\n\r\n",
        "HTTP/1.1 304 Not Modified\r\nContent-Length: 55\r\n\r\n",
        "HTTP/1.1 204 No Content\r\nContent-Length: 55\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood",
    ])
    func bytesBehindAnAnswerReachNobody(_ answer: String) throws {
        let (server, backend) = try start(answer)
        let client = try RawSocket(port: server.port)
        let first = try client.get("/proxy/first")
        #expect(first.body == (first.status == 200 ? "good" : ""))
        #expect(try client.get("/proxy/second").body == "fine")
        #expect(backend.connectionCount == 2)
        try expectFine(server, answer)
    }

    /// HEAD has no payload, whatever the backend sends.
    @Test func aPayloadBehindHEADReachesNobody() throws {
        let (server, backend) = try start("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil")
        let client = try RawSocket(port: server.port)
        client.send("HEAD /proxy/first HTTP/1.1\r\nHost: t\r\n\r\n")
        #expect(try client.readAnswer(isHEAD: true).header("content-length") == "4")
        #expect(try client.get("/proxy/second").body == "fine")
        #expect(backend.connectionCount == 2)
        withExtendedLifetime(server) {}
    }
}
