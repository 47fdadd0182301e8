// Credentials that a program hands out, and those of IAM Identity Center's portal: fetched while calls wait, kept, renewed,
// and every way in which there are none.

import Foundation
import GateServer
import GateSign
import Synchronization
import Testing

@Suite struct CredentialProgramTests {
    private static let folder = FileManager.default.temporaryDirectory

    /// A service that answers with the access key and token that its call was signed with.
    private static func service() throws -> Backend {
        try Backend { socket, _ in
            while let request = socket.readRequest() {
                let key = request.head.firstMatch(of: /Credential=([^\/]*)/).map { String($0.1) } ?? "none"
                let token =
                    request.head.firstMatch(of: /X-Amz-Security-Token: ([^\r]*)/).map { " " + String($0.1) } ?? ""
                let answer = "{\"body\":\"\(key)\(token)\"}"
                socket.send("HTTP/1.1 200 OK\r\nContent-Length: \(answer.utf8.count)\r\n\r\n\(answer)")
            }
        }
    }

    private static func serve(
        _ profile: String, home: URL, environment: [String] = [], portal: String = "", timeout: Int = 2_000
    ) throws -> TestServer {
        let service = try service()
        let api = TestAPI(backendPort: service.port, timeoutMilliseconds: timeout)
        let server = try TestServer(api) {
            $0.credentials = CredentialChain(environment: ["HOME": home.path]) {
                $0.hasSuffix("/config") ? profile : nil
            }.find()
            $0.portalEndpoint = portal
            $0.environment = environment
        }
        server.companion = service
        return server
    }

    private func get(_ server: TestServer) throws -> Answer { try RawSocket(port: server.port).get("/function") }

    private func withFolder(_ body: (URL) throws -> Void) throws {
        let folder = CredentialProgramTests.folder.appendingPathComponent("programs-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder)
    }

    /// A shell script as the default profile's program.
    private func serve(_ script: String, in folder: URL, timeout: Int = 2_000) throws -> TestServer {
        let file = folder.appendingPathComponent("hand out")
        try ("#!/bin/sh\n" + script).write(to: file, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: file.path)
        return try CredentialProgramTests.serve(
            "[default]\ncredential_process = \"\(file.path)\" 'one two'\n", home: folder,
            environment: ["PATH=/usr/bin:/bin", "KEY=FROM-ENVIRONMENT"], timeout: timeout)
    }

    private static func time(_ seconds: Double) -> String {
        ISO8601DateFormatter().string(from: Date().addingTimeInterval(seconds))
    }

    // MARK: Programs

    @Test func programsHandOutCredentials() throws {
        try withFolder { folder in
            let count = folder.appendingPathComponent("count").path
            let server = try serve(
                """
                echo run >>'\(count)'
                cat >/dev/null
                printf '{"Version": 1, "AccessKeyId": "%s", "SecretAccessKey": "s", "SessionToken": "%s",' "$KEY" "$1"
                sleep 0.1
                printf ' "Expiration": "\(CredentialProgramTests.time(3600))"}'
                """.replacing("\"$1\"", with: "\"$#$(basename \"$0\" | tr -d ' ')\""), in: folder)
            let clients = try (0..<4).map { _ in try RawSocket(port: server.port) }
            for client in clients { client.send("GET /function HTTP/1.1\r\nHost: t\r\n\r\n") }
            // The loop serves others meanwhile.
            #expect(try RawSocket(port: server.port).get("/hello").status == 200)
            for client in clients { #expect(try client.readAnswer().body == "FROM-ENVIRONMENT 1handout") }
            #expect(try String(contentsOfFile: count, encoding: .utf8) == "run\n")
        }
    }

    @Test func programsRunAgainBeforeCredentialsExpire() throws {
        try withFolder { folder in
            let count = folder.appendingPathComponent("count").path
            let server = try serve(
                """
                echo run >>'\(count)'
                number=$(wc -l <'\(count)')
                time=$(date -u -d '+3 seconds' +%Y-%m-%dT%H:%M:%SZ)
                echo "{\\"Version\\": 1, \\"AccessKeyId\\": \\"KEY$number\\", \\"SecretAccessKey\\": \\"s\\",
                    \\"Expiration\\": \\"$time\\"}"
                """, in: folder)
            var seen: Set<String> = []
            let end = Date().addingTimeInterval(4)
            while Date() < end {
                let answer = try get(server)
                #expect(answer.body.hasPrefix("KEY"), "\(answer.body)")
                seen.insert(answer.body)
                usleep(50_000)
            }
            #expect(seen.contains("KEY1") && seen.contains("KEY2"))
        }
    }

    @Test(arguments: [
        "exit 3", "echo '{}'", "kill -9 $$",
        #"echo '{"AccessKeyId": "A", "SecretAccessKey": "S"}'"#,
        #"head -c 100000 /dev/zero; exec sleep 60"#,
        #"echo '{"Version": 1, "AccessKeyId": "A", "SecretAccessKey": "S", "Expiration": "2020-01-01T00:00:00Z"}'"#,
    ])
    func programsThatHandOutNone(_ script: String) throws {
        try withFolder { folder in
            let server = try serve(script, in: folder)
            // A configured address may be called without credentials.
            #expect(try get(server).body == "none")
            #expect(try get(server).body == "none")
        }
    }

    @Test func programsThatHangHoldUpNobodyElse() throws {
        try withFolder { folder in
            let server = try serve("exec sleep 60", in: folder, timeout: 200)
            #expect(try get(server).status == 504)
            #expect(try RawSocket(port: server.port).get("/hello").status == 200)
        }
    }

    @Test func programsThatAreNone() throws {
        try withFolder { folder in
            let server = try CredentialProgramTests.serve(
                "[default]\ncredential_process = /nowhere/program\n", home: folder)
            #expect(try get(server).body == "none")
        }
    }

    // MARK: Single sign-on

    /// A portal that remembers what it was asked.
    private final class Portal: Sendable {
        let heads = Mutex<[String]>([])

        func backend(lifeSeconds: Double = 3600, status: Int = 200) throws -> Backend {
            try Backend { [self] socket, _ in
                guard let request = socket.readRequest() else { return }
                let count = heads.withLock { heads in
                    heads.append(request.head)
                    return heads.count
                }
                let expiration = Int((Date().timeIntervalSince1970 + lifeSeconds) * 1000)
                let body =
                    status == 200
                    ? "{\"roleCredentials\":{\"accessKeyId\":\"KEY\(count)\",\"secretAccessKey\":\"s\","
                        + "\"sessionToken\":\"t\",\"expiration\":\(expiration)}}" : "{\"message\":\"No access\"}"
                socket.send("HTTP/1.1 \(status) X\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
            }
        }
    }

    private static let profile = """
        [default]
        sso_session = corp
        sso_account_id = 123456789012
        sso_role_name = Reader All
        [sso-session corp]
        sso_start_url = https://corp.awsapps.com/start
        sso_region = eu-north-1
        """

    /// Where `aws sso login --sso-session corp` leaves its token.
    private func writeToken(_ text: String, home: URL) throws {
        let cache = home.appendingPathComponent(".aws/sso/cache")
        try FileManager.default.createDirectory(at: cache, withIntermediateDirectories: true)
        try text.write(
            to: cache.appendingPathComponent("ee0bfd2552fbd840c02cc48b6e823320543c450f.json"), atomically: true,
            encoding: .utf8)
    }

    private func token(_ seconds: Double) -> String {
        let time = CredentialProgramTests.time(seconds)
        return #"{"startUrl": "https://corp.awsapps.com/start", "accessToken": "aoaT0k3n", "expiresAt": "\#(time)"}"#
    }

    @Test func thePortalHandsOutCredentials() throws {
        try withFolder { home in
            try writeToken(token(3600), home: home)
            let portal = Portal()
            let backend = try portal.backend()
            let server = try CredentialProgramTests.serve(
                CredentialProgramTests.profile, home: home, portal: "http://127.0.0.1:\(backend.port)/base")
            for _ in 0..<3 { #expect(try get(server).body == "KEY1 t") }
            let heads = portal.heads.withLock { $0 }
            #expect(heads.count == 1)
            #expect(
                heads[0].hasPrefix(
                    "GET /base/federation/credentials?account_id=123456789012&role_name=Reader%20All HTTP/1.1\r\n"))
            #expect(heads[0].contains("\r\nx-amz-sso_bearer_token: aoaT0k3n\r\n"))
            #expect(!heads[0].contains("Authorization"))
        }
    }

    @Test func signingOnAgainNeedsNoRestart() throws {
        try withFolder { home in
            let portal = Portal()
            let backend = try portal.backend(lifeSeconds: 2)
            let server = try CredentialProgramTests.serve(
                CredentialProgramTests.profile, home: home, portal: "http://127.0.0.1:\(backend.port)")
            #expect(try get(server).body == "none")
            try writeToken(token(-1), home: home)
            usleep(1_100_000)
            #expect(try get(server).body == "none")
            #expect(portal.heads.withLock { $0 }.isEmpty)
            try writeToken(token(60), home: home)
            usleep(1_100_000)
            #expect(try get(server).body == "KEY1 t")
            // Renewed at half of their life, while the first ones still sign.
            usleep(1_200_000)
            #expect(try get(server).body == "KEY1 t")
            usleep(300_000)
            #expect(try get(server).body == "KEY2 t")
        }
    }

    @Test func thePortalRefuses() throws {
        try withFolder { home in
            try writeToken(token(60), home: home)
            let backend = try Portal().backend(status: 403)
            let server = try CredentialProgramTests.serve(
                CredentialProgramTests.profile, home: home, portal: "http://127.0.0.1:\(backend.port)")
            #expect(try get(server).body == "none")
        }
    }
}
