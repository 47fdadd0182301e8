// Credentials that are fetched while calls wait: roles, tokens, containers, instances; kept, refreshed, refused.

import Foundation
import GateServer
import GateSign
import Synchronization
import Testing

@Suite struct CredentialTests {
    /// What stands in for STS, a container's endpoint and the metadata service: it counts and remembers.
    private final class Issuer: Sendable {
        struct State {
            var requests: [(head: String, body: String)] = []
            /// Seconds that credentials last.
            var life = 3600.0
            var status = 200
            /// Seconds before an answer.
            var delay = 0.0
        }

        let state = Mutex(State())

        var backend: Backend {
            get throws {
                try Backend { [self] socket, _ in
                    guard let request = socket.readRequest() else { return }
                    let (count, life, status, delay) = state.withLock { state in
                        state.requests.append(request)
                        return (state.requests.count, state.life, state.status, state.delay)
                    }
                    if delay > 0 { usleep(UInt32(delay * 1_000_000)) }
                    let time = ISO8601DateFormatter().string(from: Date().addingTimeInterval(life))
                    let body = Issuer.body(request.head, count, time, status)
                    let length = "Content-Length: \(body.utf8.count)\r\n\r\n"
                    socket.send("HTTP/1.1 \(status) X\r\n\(length)\(body)")
                }
            }
        }

        private static func body(_ head: String, _ count: Int, _ time: String, _ status: Int) -> String {
            if status != 200 { return "<Error><Code>AccessDenied</Code><Message>no</Message></Error>" }
            if head.hasPrefix("PUT /latest/api/token ") { return "metadata-token" }
            if head.hasPrefix("GET /latest/meta-data/iam/security-credentials/ ") { return "machine\n" }
            if head.hasPrefix("GET ") {
                return
                    "{\"AccessKeyId\":\"KEY\(count)\",\"SecretAccessKey\":\"s\",\"Token\":\"t\",\"Expiration\":\"\(time)\"}"
            }
            return "<Credentials><AccessKeyId>KEY\(count)</AccessKeyId><SecretAccessKey>s</SecretAccessKey>"
                + "<SessionToken>t</SessionToken><Expiration>\(time)</Expiration></Credentials>"
        }

        func change(_ body: (inout State) -> Void) { state.withLock { body(&$0) } }

        var requests: [(head: String, body: String)] { state.withLock { $0.requests } }
    }

    private static let keys = AWSCredentials(accessKeyID: "BASE", secretAccessKey: "secret")
    private static let arn = "arn:aws:iam::123456789012:role/caller"

    /// A service that answers with the access key that its call was signed with.
    private static func service() throws -> Backend {
        try Backend { socket, _ in
            while let request = socket.readRequest() {
                let key = request.head.firstMatch(of: /Credential=([^\/]*)/).map { String($0.1) } ?? "none"
                let answer = "{\"body\":\"\(key)\"}"
                socket.send("HTTP/1.1 200 OK\r\nContent-Length: \(answer.utf8.count)\r\n\r\n\(answer)")
            }
        }
    }

    private struct Setting {
        let server: TestServer
        let issuer = Issuer()
        let issuing: Backend

        init(
            role: String? = nil, timeout: Int = 2_000, stsIsConfigured: Bool = true,
            _ source: (UInt16) -> CredentialSource
        ) throws {
            let service = try CredentialTests.service()
            issuing = try issuer.backend
            var api = TestAPI(backendPort: service.port, timeoutMilliseconds: timeout)
            api.role = role
            let port = issuing.port
            server = try TestServer(api) {
                $0.credentials = source(port)
                if stsIsConfigured { $0.stsEndpoint = "http://127.0.0.1:\(port)" }
            }
            server.companion = service
        }

        func get() throws -> Answer { try RawSocket(port: server.port).get("/function") }
    }

    // Facts: pipeline-8.33
    @Test func rolesAreAssumedOnceForAllCalls() throws {
        let setting = try Setting(role: CredentialTests.arn) { _ in .fixed(CredentialTests.keys) }
        for _ in 0..<5 { #expect(try setting.get().body == "KEY1") }
        let requests = setting.issuer.requests
        #expect(requests.count == 1)
        #expect(
            requests[0].body
                == "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fcaller"
                + "&RoleSessionName=BackplaneAssumeRoleSession")
        #expect(requests[0].head.contains("Credential=BASE/"))
        #expect(requests[0].head.contains("/eu-west-1/sts/aws4_request"))
    }

    /// Calls that come while the credentials are fetched wait for the one request.
    @Test func callsShareOneRequest() throws {
        let setting = try Setting(role: CredentialTests.arn) { _ in .fixed(CredentialTests.keys) }
        setting.issuer.change { $0.delay = 0.2 }
        let clients = try (0..<8).map { _ in try RawSocket(port: setting.server.port) }
        for client in clients { client.send("GET /function HTTP/1.1\r\nHost: t\r\n\r\n") }
        // The loop serves others meanwhile.
        let start = Date()
        #expect(try RawSocket(port: setting.server.port).get("/hello").status == 200)
        #expect(Date().timeIntervalSince(start) < 0.15)
        for client in clients { #expect(try client.readAnswer().body == "KEY1") }
        #expect(setting.issuer.requests.count == 1)
    }

    @Test func withoutConfiguredSTSTheProcessSignsCallsOfConfiguredAddresses() throws {
        let setting = try Setting(role: CredentialTests.arn, stsIsConfigured: false) { _ in
            .fixed(CredentialTests.keys)
        }
        #expect(try setting.get().body == "BASE")
        #expect(setting.issuer.requests.isEmpty)
    }

    @Test func withoutKeysSTSIsAskedUnsigned() throws {
        let setting = try Setting(role: CredentialTests.arn) { _ in .none }
        #expect(try setting.get().body == "KEY1")
        #expect(!setting.issuer.requests[0].head.contains("Authorization"))
    }

    @Test func rolesThatAreRefusedAre500() throws {
        let setting = try Setting(role: CredentialTests.arn) { _ in .fixed(CredentialTests.keys) }
        setting.issuer.change { $0.status = 403 }
        for _ in 0..<3 {
            let answer = try setting.get()
            #expect(answer.status == 500)
            #expect(answer.body == "{\"message\":\"Internal server error\"}")
        }
        // A failure is believed for a second.
        #expect(setting.issuer.requests.count == 1)
        setting.issuer.change { $0.status = 200 }
        #expect(try eventually { try setting.get().body.hasPrefix("KEY") })
    }

    @Test func lateCredentialsAreTimeouts() throws {
        let setting = try Setting(role: CredentialTests.arn, timeout: 100) { _ in .fixed(CredentialTests.keys) }
        setting.issuer.change { $0.delay = 0.4 }
        let answer = try setting.get()
        #expect(answer.status == 504)
        #expect(answer.body == "{\"message\":\"Endpoint request timed out\"}")
        #expect(try RawSocket(port: setting.server.port).get("/hello").status == 200)
        #expect(try eventually { try setting.get().body == "KEY1" })
        #expect(setting.issuer.requests.count == 1)
    }

    @Test func credentialsAreRefreshedBeforeTheyExpire() throws {
        let setting = try Setting(role: CredentialTests.arn) { _ in .fixed(CredentialTests.keys) }
        // Refreshed at half of their life. No call waits for it, and none is signed with what has expired.
        setting.issuer.change { $0.life = 4 }
        var seen: Set<String> = []
        let end = Date().addingTimeInterval(5)
        while Date() < end {
            let answer = try setting.get()
            #expect(answer.status == 200)
            seen.insert(answer.body)
            usleep(50_000)
        }
        #expect(seen.contains("KEY1") && seen.contains("KEY2"))
        #expect((2...6).contains(setting.issuer.requests.count), "\(setting.issuer.requests.count)")
    }

    @Test func expiredCredentialsAreNotUsed() throws {
        let setting = try Setting(role: CredentialTests.arn) { _ in .fixed(CredentialTests.keys) }
        setting.issuer.change { $0.life = -10 }
        // What has expired when it comes signs nothing.
        #expect(try setting.get().status == 500)
    }

    @Test func tokensOutOfFilesAssumeRoles() throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("token-\(UUID().uuidString)").path
        try "web.identity.token\n".write(toFile: path, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let role = AssumedRole(arn: CredentialTests.arn, sessionName: "s", region: "eu-west-1")
        let setting = try Setting { _ in .webIdentity(role, tokenFile: path) }
        #expect(try setting.get().body == "KEY1")
        let request = setting.issuer.requests[0]
        #expect(request.body.hasPrefix("Action=AssumeRoleWithWebIdentity&"))
        #expect(request.body.hasSuffix("&WebIdentityToken=web.identity.token"))
        #expect(!request.head.contains("Authorization"))
        let missing = try Setting { _ in .webIdentity(role, tokenFile: path + "x") }
        // A configured address may be called without credentials.
        #expect(try missing.get().body == "none")
    }

    @Test func containersHandOutCredentials() throws {
        func source(_ port: UInt16, _ environment: [String: String]) -> CredentialSource {
            let url = ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:\(port)/get?a=b"]
            return CredentialChain(environment: url.merging(environment) { $1 }) { _ in nil }.find()
        }
        let setting = try Setting { source($0, ["AWS_CONTAINER_AUTHORIZATION_TOKEN": "secret-token"]) }
        #expect(try setting.get().body == "KEY1")
        #expect(try setting.get().body == "KEY1")
        #expect(setting.issuer.requests.count == 1)
        #expect(setting.issuer.requests[0].head.hasPrefix("GET /get?a=b HTTP/1.1\r\n"))
        #expect(setting.issuer.requests[0].head.contains("\r\nAuthorization: secret-token\r\n"))
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("token-\(UUID().uuidString)").path
        try "from-file".write(toFile: path, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let filed = try Setting { source($0, ["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": path]) }
        #expect(try filed.get().body == "KEY1")
        #expect(filed.issuer.requests[0].head.contains("\r\nAuthorization: from-file\r\n"))
        // Line ends in a token would make a second field.
        try "a\r\nX: y".write(toFile: path, atomically: true, encoding: .utf8)
        let split = try Setting { source($0, ["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": path]) }
        #expect(try split.get().body == "none")
        #expect(split.issuer.requests.isEmpty)
    }

    @Test func instancesHandOutCredentials() throws {
        let setting = try Setting(role: CredentialTests.arn) { .instance(endpoint: "http://127.0.0.1:\($0)") }
        #expect(try setting.get().body == "KEY4")
        let requests = setting.issuer.requests
        #expect(requests.count == 4)
        #expect(requests[0].head.hasPrefix("PUT /latest/api/token HTTP/1.1\r\n"))
        for request in requests[1...2] {
            #expect(request.head.contains("\r\nX-aws-ec2-metadata-token: metadata-token\r\n"))
        }
        #expect(requests[2].head.hasPrefix("GET /latest/meta-data/iam/security-credentials/machine HTTP/1.1\r\n"))
        // What the instance gave signs the request for the role.
        #expect(requests[3].head.contains("Credential=KEY3/"))
        #expect(requests[3].head.contains("\r\nX-Amz-Security-Token: t\r\n"))
    }

    @Test func noMetadataServiceIsNoCredentials() throws {
        let setting = try Setting { _ in .instance(endpoint: "http://127.0.0.1:1") }
        #expect(try setting.get().body == "none")
        #expect(try setting.get().body == "none")
    }

    private func eventually(_ claim: () throws -> Bool) throws -> Bool {
        for _ in 0..<60 {
            if try claim() { return true }
            usleep(50_000)
        }
        return false
    }
}
