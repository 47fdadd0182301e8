// Backends behind TLS: trusted, untrusted, forgiven, and silent.

import Foundation
import GateBytes
import GateRuntime
import GateServer
import GateTLS
import Testing

/// A root and a certificate under it for 127.0.0.1 and localhost, made by the openssl command once per process.
enum TestCertificates {
    static let folder: Result<URL, TestFailure> = Result { () throws(TestFailure) in
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gateserver-\(getpid())")
        let path = folder.path
        do { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) } catch {
            throw TestFailure("\(error)")
        }
        let key = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
        try run("req -x509 \(key) -days 30 -subj /CN=Root -keyout \(path)/root.key -out \(path)/root.pem")
        try run(
            "req \(key) -subj /CN=backend -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout \(path)/good.key -out \(path)/good.csr"
        )
        try run(
            "x509 -req -in \(path)/good.csr -CA \(path)/root.pem -CAkey \(path)/root.key -CAcreateserial -copy_extensions copy -days 30 -out \(path)/good.pem"
        )
        // Nobody's root, a root's that has expired, and one that others are asked for.
        try run(
            "req -x509 \(key) -days 30 -subj /CN=self -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout \(path)/self.key -out \(path)/self.pem"
        )
        try run(
            "x509 -req -in \(path)/good.csr -CA \(path)/root.pem -CAkey \(path)/root.key -CAcreateserial -copy_extensions copy -days -1 -out \(path)/expired.pem"
        )
        try run("req -x509 \(key) -days 30 -subj /CN=ApiGateway -keyout \(path)/client.key -out \(path)/client.pem")
        return folder
    }

    private static func run(_ line: String) throws(TestFailure) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        process.arguments = line.split(separator: " ").map(String.init)
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        do { try process.run() } catch { throw TestFailure("openssl: \(error)") }
        process.waitUntilExit()
        if process.terminationStatus != 0 { throw TestFailure("openssl \(line)") }
    }
}

@Suite struct HTTPSTests {
    /// A backend that echoes each request's body over TLS.
    static func backend(
        _ certificate: String = "good", key: String = "good", answer: (@Sendable (String) -> String)? = nil
    ) throws -> Backend {
        let folder = try TestCertificates.folder.get().path
        let context = try TLSContext.server(
            .init(certificateFile: "\(folder)/\(certificate).pem", keyFile: "\(folder)/\(key).key"))
        return try Backend { socket, _ in
            guard let session = try? TLSSession(server: context) else { return }
            var plain = ByteBuffer()
            var cipher = ByteBuffer()
            while let bytes = socket.receive(), !bytes.isEmpty {
                let isFine = bytes.withByteView { (try? session.receive($0, plaintext: &plain)) != nil }
                HTTPSTests.answer(&plain, session, answer)
                session.takeCiphertext(into: &cipher)
                socket.send([UInt8](cipher.view))
                cipher.removeAll()
                if !isFine { return }
            }
        }
    }

    /// Answers the requests that are whole.
    private static func answer(
        _ plain: inout ByteBuffer, _ session: TLSSession, _ other: ((String) -> String)?
    ) {
        let text = String(plain.view)
        guard let end = text.range(of: "\r\n\r\n") else { return }
        let head = Answer(status: 0, head: String(text[..<end.upperBound]), body: "")
        let length = head.header("content-length").flatMap { Int($0) } ?? 0
        let body = text[end.upperBound...]
        if body.utf8.count < length { return }
        let echo = "HTTP/1.1 200 OK\r\nContent-Length: \(length)\r\n\r\n\(body)"
        let answer = Array((other?(head.head) ?? echo).utf8)
        _ = answer.withByteView { try? session.send($0) }
        plain.removeAll()
    }

    private func post(_ server: TestServer, _ body: String, times: Int = 1) throws -> [Answer] {
        let client = try RawSocket(port: server.port)
        return try (0..<times).map { _ in
            client.send("POST /proxy/x HTTP/1.1\r\nHost: t\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
            return try client.readAnswer()
        }
    }

    @Test(arguments: ["127.0.0.1", "localhost"])
    func callsATrustedBackendOverOneConnection(_ host: String) throws {
        let backend = try HTTPSTests.backend()
        let root = try TestCertificates.folder.get().path + "/root.pem"
        let server = try TestServer(TestAPI(backendPort: backend.port, scheme: "https", host: host)) {
            $0.trustFile = root
        }
        for answer in try post(server, String(repeating: "tls", count: 50_000), times: 3) {
            #expect(answer.status == 200)
            #expect(answer.body.utf8.count == 150_000)
        }
        #expect(backend.connectionCount == 1)
    }

    // Facts: pipeline-8.27
    @Test func refusesAnUntrustedBackend() throws {
        let backend = try HTTPSTests.backend()
        let server = try TestServer(TestAPI(backendPort: backend.port, scheme: "https"))
        let answer = try #require(try post(server, "x").first)
        #expect(answer.status == 504)
        #expect(answer.body.contains("Network error communicating with endpoint"))
    }

    // Facts: pipeline-8.27
    @Test func callsAnUntrustedBackendWhenTheAPISaysSo() throws {
        let backend = try HTTPSTests.backend()
        let server = try TestServer(
            TestAPI(backendPort: backend.port, scheme: "https", skipsTLSVerification: true))
        #expect(try post(server, "forgiven").first?.body == "forgiven")
    }

    @Test func answers504WhenTheBackendDoesNotSpeakTLS() throws {
        let backend = try Backend { socket, _ in
            _ = socket.receive()
            socket.send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
        }
        let server = try TestServer(TestAPI(backendPort: backend.port, scheme: "https"))
        #expect(try post(server, "x").first?.status == 504)
    }

    // Facts: pipeline-8.27, pipeline-8.74
    /// What `insecureSkipVerification` forgives is an unknown root and nothing else. AWS: tlsConfig.
    @Test(
        arguments: [
            ("self", false, "127.0.0.1", nil, 504), ("self", true, "127.0.0.1", nil, 200),
            ("expired", false, "127.0.0.1", nil, 504), ("expired", true, "127.0.0.1", nil, 504),
            ("good", false, "wrong.test", nil, 500), ("good", true, "wrong.test", nil, 500),
            ("self", true, "wrong.test", nil, 500), ("good", false, "wrong.test", "localhost", 200),
            ("good", false, "localhost", "wrong.test", 500), ("self", true, "wrong.test", "localhost", 200),
        ] as [(String, Bool, String, String?, Int)])
    func certificatesAreVerified(
        _ certificate: String, skips: Bool, host: String, serverName: String?, status: Int
    ) throws {
        let folder = try TestCertificates.folder.get().path
        let backend = try HTTPSTests.backend(certificate, key: certificate == "self" ? "self" : "good")
        var api = TestAPI(backendPort: backend.port, scheme: "https", host: host, skipsTLSVerification: skips)
        api.tlsServerName = serverName
        let server = try TestServer(api) {
            $0.trustFile = folder + "/root.pem"
            $0.backendAddresses = ["wrong.test": ["127.0.0.1"]]
        }
        let answer = try #require(try post(server, "x").first)
        #expect(answer.status == status)
        if status == 504 { #expect(answer.body == "{\"message\":\"Network error communicating with endpoint\"}") }
        if status == 500 { #expect(answer.body == "{\"message\":\"Internal server error\"}") }
    }

    /// `openssl s_server` that answers nobody without a certificate.
    private final class DemandingServer {
        let process = Process()
        let port: UInt16

        init() throws {
            let folder = try TestCertificates.folder.get().path
            let backend = try Backend { _, _ in }
            // Free a moment ago.
            port = backend.port
            backend.close()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
            process.arguments = [
                "s_server", "-accept", "127.0.0.1:\(port)", "-cert", folder + "/good.pem", "-key", folder + "/good.key",
                "-CAfile", folder + "/client.pem", "-Verify", "1", "-verify_return_error", "-www", "-quiet",
            ]
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            try process.run()
            for _ in 0..<500 {
                if (try? RawSocket(port: port)) != nil { return }
                usleep(10_000)
            }
            throw TestFailure("openssl s_server does not listen")
        }

        // SIGTERM would not do: children of the test runner inherit it blocked.
        deinit { kill(process.processIdentifier, SIGKILL) }
    }

    // Facts: pipeline-8.73
    @Test func backendsThatDemandACertificateGetTheStages() throws {
        let folder = try TestCertificates.folder.get().path
        let backend = try DemandingServer()
        var api = TestAPI(backendPort: backend.port, scheme: "https")
        let without = try TestServer(api) { $0.trustFile = folder + "/root.pem" }
        #expect(try RawSocket(port: without.port).get("/proxy/x").status == 504)
        api.clientCertificate = .files(certificate: folder + "/client.pem", key: folder + "/client.key")
        let with = try TestServer(api) { $0.trustFile = folder + "/root.pem" }
        let answer = try RawSocket(port: with.port).get("/proxy/x")
        #expect(answer.status == 200)
        #expect(answer.body.contains("ApiGateway"))
        // The same pair out of a store.
        api.clientCertificate = .text(
            certificate: try String(contentsOfFile: folder + "/client.pem", encoding: .utf8),
            key: try String(contentsOfFile: folder + "/client.key", encoding: .utf8))
        let stored = try TestServer(api) { $0.trustFile = folder + "/root.pem" }
        #expect(try RawSocket(port: stored.port).get("/proxy/x").status == 200)
    }
}
