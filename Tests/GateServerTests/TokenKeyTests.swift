// Keys of tokens over real connections: one fetch for many clients, rotation, an issuer that fails, one behind TLS.

import AccessSupport
import Foundation
import GateServer
import Synchronization
import Testing

@Suite struct TokenKeyTests {
    /// An issuer: what it publishes, and what was asked of it.
    final class Issuer: Sendable {
        struct State {
            var keys: [String] = []
            var asked: [String] = []
            var status = "200 OK"
            var delay: UInt32 = 0
            /// Instead of an answer.
            var raw: String?
        }

        let state = Mutex(State())

        var asked: [String] { state.withLock { $0.asked } }

        init(_ mints: TokenMint...) { publish(mints) }

        func publish(_ mints: [TokenMint]) {
            state.withLock { $0.keys = mints.map { $0.publicKey() } }
        }

        func answer(_ head: String, base: String) -> String {
            let path = String(head.split(separator: " ")[1])
            let state = state.withLock {
                $0.asked.append(path)
                return $0
            }
            usleep(state.delay)
            if let raw = state.raw { return raw }
            let body =
                path.hasSuffix("/openid-configuration")
                ? "{\"issuer\":\"\(base)\",\"jwks_uri\":\"\(base)/keys?v=1\"}"
                : "{\"keys\":[\(state.keys.joined(separator: ","))]}"
            return "HTTP/1.1 \(state.status)\r\nContent-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n\(body)"
        }
    }

    private static func token(_ mint: TokenMint, _ issuer: String, _ rest: String = "") -> String {
        let now = Int(Date().timeIntervalSince1970)
        return mint.token("{\"iss\":\"\(issuer)\",\"aud\":\"app\",\"exp\":\(now + 600),\"iat\":\(now - 1)\(rest)}")
    }

    private func serve(_ issuer: Issuer) throws -> (TestServer, String) {
        let shared = Box(base: "")
        let backend = try Backend { socket, _ in
            while let request = socket.readRequest() {
                socket.send(issuer.answer(request.head, base: shared.text))
                return
            }
        }
        shared.text = "http://127.0.0.1:\(backend.port)"
        var api = TestAPI(backendPort: backend.port)
        api.issuer = shared.text
        let server = try TestServer(api)
        server.companion = backend
        return (server, shared.text)
    }

    /// A text that is set before anybody asks for it.
    private final class Box: @unchecked Sendable {
        private let value: Mutex<String>

        init(base: String) { value = Mutex(base) }

        var text: String {
            get { value.withLock { $0 } }
            set { value.withLock { $0 = newValue } }
        }
    }

    private func status(_ server: TestServer, _ token: String) throws -> Int {
        try RawSocket(port: server.port).get("/token", "Authorization: Bearer \(token)\r\n").status
    }

    /// However many ask at once, the issuer is asked once, and each client gets its own answer.
    @Test func manyWaitForOneFetch() throws {
        let issuer = Issuer(.rsa, .p256)
        issuer.state.withLock { $0.delay = 100_000 }
        let (server, base) = try serve(issuer)
        let clients = try (0..<40).map { _ in try RawSocket(port: server.port) }
        for (index, client) in clients.enumerated() {
            let mint: TokenMint = index % 2 == 0 ? .rsa : .p256
            let token = TokenKeyTests.token(index % 5 == 4 ? .otherRSA : mint, base, ",\"n\":\(index)")
            let body = index % 3 == 0 ? "Content-Length: 3\r\n" : ""
            client.send("POST /token HTTP/1.1\r\nHost: t\r\nAuthorization: \(token)\r\n\(body)\r\n")
            if !body.isEmpty { client.send("abcGET /hello HTTP/1.1\r\nHost: t\r\n\r\n") }
        }
        // One goes away while it waits.
        let gone = try RawSocket(port: server.port)
        gone.send("GET /token HTTP/1.1\r\nHost: t\r\nAuthorization: \(TokenKeyTests.token(.rsa, base))\r\n\r\n")
        gone.reset()
        for (index, client) in clients.enumerated() {
            #expect(try client.readAnswer().status == (index % 5 == 4 ? 401 : 200), "\(index)")
            if index % 3 == 0 { #expect(try client.readAnswer().body == "{\"hello\":\"you\"}") }
        }
        #expect(issuer.asked == ["/.well-known/openid-configuration", "/keys?v=1"], "\(issuer.asked)")
        #expect(try status(server, TokenKeyTests.token(.rsa, base)) == 200)
        #expect(issuer.asked.count == 2)
    }

    /// A fetch that fails is an answer of the gateway's; the next one is made behind a pause.
    @Test(arguments: ["status", "garbage", "silence", "closed", "redirect"])
    func issuersThatFail(_ kind: String) throws {
        let issuer = Issuer(.rsa)
        issuer.state.withLock {
            switch kind {
            case "status": $0.status = "503 Sorry"
            case "garbage": $0.raw = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n<!doc"
            case "redirect": $0.raw = "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"
            case "silence": $0.delay = 2_000_000
            default: $0.raw = ""
            }
        }
        let (server, base) = try serve(issuer)
        let token = TokenKeyTests.token(.rsa, base)
        for _ in 0..<3 { #expect(try status(server, token) == 500) }
        #expect(issuer.asked.count == 1, "\(issuer.asked)")
        // What names another issuer asks nobody.
        #expect(try status(server, TokenKeyTests.token(.rsa, base + "/")) == 401)
        issuer.state.withLock { ($0.status, $0.raw, $0.delay) = ("200 OK", nil, 0) }
        let end = Date() + 10
        while try status(server, token) != 200, Date() < end { usleep(100_000) }
        #expect(try status(server, token) == 200)
    }

    @Test func keySetsAreBounded() throws {
        let issuer = Issuer(.rsa)
        let long = "{\"keys\":[]}" + String(repeating: " ", count: 600 * 1024)
        issuer.state.withLock { $0.raw = "HTTP/1.1 200 OK\r\nContent-Length: \(long.utf8.count)\r\n\r\n\(long)" }
        let (server, base) = try serve(issuer)
        #expect(try status(server, TokenKeyTests.token(.rsa, base)) == 500)
        withExtendedLifetime(server) {}
    }

    /// An issuer behind TLS is believed with a trusted certificate alone.
    @Test(arguments: [("good", true), ("self", false), ("expired", false)])
    func issuersBehindTLS(_ certificate: String, _ isTrusted: Bool) throws {
        let folder = try TestCertificates.folder.get().path
        let issuer = Issuer(.rsa)
        let box = Box(base: "")
        let backend = try HTTPSTests.backend(certificate, key: certificate == "self" ? "self" : "good") { head in
            issuer.answer(head, base: box.text)
        }
        box.text = "https://localhost:\(backend.port)"
        var api = TestAPI(backendPort: 1)
        api.issuer = box.text
        let server = try TestServer(api) {
            $0.trustFile = "\(folder)/root.pem"
            $0.backendAddresses = ["localhost": ["127.0.0.1"]]
        }
        server.companion = backend
        #expect(try status(server, TokenKeyTests.token(.rsa, box.text)) == (isTrusted ? 200 : 500))
        #expect(issuer.asked.isEmpty != isTrusted)
    }
}
