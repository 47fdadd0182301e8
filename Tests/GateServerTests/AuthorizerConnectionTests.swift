// Authorizers over real connections: the client's body waits while the function is asked, goes where it belongs, and
// never becomes the next request.

import Foundation
import GateServer
import Synchronization
import Testing

@Suite struct AuthorizerConnectionTests {
    /// What the backend has read: the function's events and the proxy's bodies.
    final class Seen: Sendable {
        let requests = Mutex<[String]>([])
        var all: [String] { requests.withLock { $0 } }
    }

    private static func policy(_ effect: String) -> String {
        "{\"principalId\":\"me\",\"policyDocument\":{\"Statement\":{\"Effect\":\"\(effect)\",\"Action\":\"*\","
            + "\"Resource\":\"*\"}}}"
    }

    private static func answer(_ body: String) -> String {
        "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    /// A server whose authorizer takes its time.
    private func serve(_ effect: String, delay: UInt32 = 50_000) throws -> (TestServer, Seen, RawSocket) {
        let seen = Seen()
        let backend = try Backend { socket, _ in
            while let request = socket.readRequest() {
                let line = request.head.split(separator: "\r\n")[0]
                seen.requests.withLock { $0.append(line.split(separator: " ")[1] + " " + request.body) }
                if line.contains("/functions/auth/") {
                    usleep(delay)
                    socket.send(AuthorizerConnectionTests.answer(AuthorizerConnectionTests.policy(effect)))
                } else {
                    socket.send(AuthorizerConnectionTests.answer("got \(request.body)"))
                }
            }
        }
        let server = try TestServer(TestAPI(backendPort: backend.port))
        server.companion = backend
        return (server, seen, try RawSocket(port: server.port))
    }

    private static let head = "Host: t\r\nAuthorization: x\r\n"
    private static let event = "/2015-03-31/functions/auth/invocations {\"type\":\"TOKEN\",\"methodArn\":"

    @Test(arguments: [0, 3, 10])
    func bodiesWaitForTheAuthorizer(_ early: Int) throws {
        let (server, seen, client) = try serve("Allow")
        for path in ["/guarded/x", "/guarded-mock"] {
            client.send(
                "POST \(path) HTTP/1.1\r\n\(AuthorizerConnectionTests.head)Content-Length: 10\r\n\r\n"
                    + String(repeating: "b", count: early))
            usleep(10_000)
            client.send(String(repeating: "b", count: 10 - early) + "GET /hello HTTP/1.1\r\nHost: t\r\n\r\n")
            let answer = try client.readAnswer()
            #expect(answer.status == 200)
            if path == "/guarded/x" { #expect(answer.body == "got bbbbbbbbbb") }
            #expect(try client.readAnswer().body == "{\"hello\":\"you\"}")
        }
        #expect(seen.all.count == 3)
        #expect(seen.all[0].hasPrefix(AuthorizerConnectionTests.event) && !seen.all[0].contains("bbb"))
        #expect(seen.all[1] == "/x bbbbbbbbbb")
        withExtendedLifetime(server) {}
    }

    @Test(arguments: [0, 3, 40])
    func refusedBodiesAreNoRequests(_ early: Int) throws {
        let (server, seen, client) = try serve("Deny")
        // What an attacker would like to be taken for a request.
        let body = "GET /smuggled HTTP/1.1\r\nHost: evil\r\n\r\n  "
        client.send(
            "POST /guarded/x HTTP/1.1\r\n\(AuthorizerConnectionTests.head)Content-Length: \(body.utf8.count)\r\n\r\n"
                + body.prefix(early))
        usleep(10_000)
        client.send(String(body.dropFirst(early)) + "GET /hello HTTP/1.1\r\nHost: t\r\n\r\n")
        #expect(try client.readAnswer().status == 403)
        #expect(try client.readAnswer().body == "{\"hello\":\"you\"}")
        #expect(seen.all.count == 1)
        withExtendedLifetime(server) {}
    }

    /// The same for a body that came while a backend was being connected to in vain.
    @Test func bodiesOfFailedCallsAreNoRequests() throws {
        let server = try TestServer(TestAPI(host: "no-such-host.invalid"))
        let client = try RawSocket(port: server.port)
        let body = "GET /smuggled HTTP/1.1\r\nHost: evil\r\n\r\n"
        client.send("POST /proxy/x HTTP/1.1\r\nHost: t\r\nContent-Length: \(body.utf8.count)\r\n\r\n")
        client.send(body)
        client.send("GET /hello HTTP/1.1\r\nHost: t\r\n\r\n")
        #expect(try client.readAnswer().status >= 500)
        #expect(try client.readAnswer().body == "{\"hello\":\"you\"}")
    }

    @Test func asksEachTimeOverOneConnection() throws {
        let (server, seen, client) = try serve("Allow", delay: 0)
        for _ in 0..<5 {
            client.send("GET /guarded/x HTTP/1.1\r\n\(AuthorizerConnectionTests.head)\r\n")
            #expect(try client.readAnswer().body == "got ")
        }
        #expect(seen.all.count == 10)
        #expect(server.companion?.connectionCount == 1)
    }

    @Test func chunkedBodiesFollow() throws {
        let (server, seen, client) = try serve("Allow")
        client.send(
            "POST /guarded/x HTTP/1.1\r\n\(AuthorizerConnectionTests.head)Transfer-Encoding: chunked\r\n\r\n3\r\nabc")
        usleep(10_000)
        client.send("\r\n2\r\nde\r\n0\r\n\r\n")
        #expect(try client.readAnswer().status == 200)
        #expect(seen.all.first?.hasPrefix(AuthorizerConnectionTests.event) == true)
        withExtendedLifetime(server) {}
    }
}
