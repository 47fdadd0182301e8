// `credentials: arn:aws:iam::*:user/*`: what a method calls is called with the credentials of whoever signed the request.

import Foundation
import GateAccess
import GateBytes
import GateRuntime
import GateSign
import Testing

@Suite struct CallerCredentialTests {
    private static let anybody = "arn:aws:iam::*:user/*"
    private static let alice = AWSCredentials(accessKeyID: "AKIDALICE", secretAccessKey: "alices-secret")
    private static let job = AWSCredentials(
        accessKeyID: "ASIAJOB", secretAccessKey: "jobs-secret", sessionToken: "jobs/token+=")
    private static let process = AWSCredentials(accessKeyID: "PROCESS", secretAccessKey: "process-secret")

    private static func identity(_ credentials: AWSCredentials, _ name: String) throws -> LocalIdentity {
        let policy = #"{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#
        return LocalIdentity(
            accessKeyID: credentials.accessKeyID, secretAccessKey: credentials.secretAccessKey,
            sessionToken: credentials.sessionToken,
            principal: try #require(Principal(arn: "arn:aws:iam::123456789012:user/\(name)")),
            policies: [try Array(policy.utf8).withByteView { try PolicyReader.read($0, .identity) }])
    }

    /// A function that answers who signed its call, if the signature is theirs.
    private static func function() throws -> Backend {
        try Backend { socket, _ in
            while let request = socket.readRequest() {
                let answer = "{\"body\":\"\(signer(of: request))\"}"
                socket.send("HTTP/1.1 200 OK\r\nContent-Length: \(answer.utf8.count)\r\n\r\n\(answer)")
            }
        }
    }

    private static func signer(of request: (head: String, body: String)) -> String {
        let lines = request.head.components(separatedBy: "\r\n").filter { !$0.isEmpty }
        let words = lines[0].split(separator: " ")
        var text = ByteBuffer(capacity: 4096)
        func keep(_ part: some StringProtocol) -> Range<Int> {
            text.append(text: String(part))
            return text.count - part.utf8.count..<text.count
        }
        let method = keep(words[0])
        let target = words[1].split(separator: "?", omittingEmptySubsequences: false)
        let path = keep(target[0])
        let query = keep(target.count > 1 ? target[1] : "")
        let fields = lines.dropFirst().map { line in
            let colon = line.firstIndex(of: ":") ?? line.endIndex
            return (Array(line[..<colon].lowercased().utf8), keep(line[colon...].dropFirst(2)))
        }
        let body = keep(request.body)
        func view(_ range: Range<Int>) -> ByteView { text.view.slice(range.lowerBound, range.upperBound) }
        let signed = SignedRequest(
            method: view(method), path: view(path), query: view(query), fields: fields.map { ($0.0, view($0.1)) })
        guard let claim = try? SignatureClaim.read(signed) else { return "nobody" }
        for known in [alice, job, process] where claim.accessKeyID == Array(known.accessKeyID.utf8) {
            let isTheirs =
                claim.sessionToken == Array(known.sessionToken.utf8)
                && (try? claim.verify(signed, body: view(body), secret: Array(known.secretAccessKey.utf8))) != nil
            return isTheirs ? known.accessKeyID : "\(known.accessKeyID) forged"
        }
        return "stranger"
    }

    private static func serve(_ authorization: TestAPI.Guard, skips: Bool = false) throws -> TestServer {
        let function = try function()
        var api = TestAPI(backendPort: function.port)
        api.role = anybody
        api.functionGuard = authorization
        api.skipsAuthorization = skips
        api.identities = [try identity(alice, "alice"), try identity(job, "job")]
        let server = try TestServer(api) { $0.credentials = .fixed(process) }
        server.companion = function
        return server
    }

    private func post(_ body: String, to server: TestServer, as caller: AWSCredentials?) throws -> Answer {
        var request = ByteBuffer(capacity: 512)
        request.append(
            text: "POST /function HTTP/1.1\r\nHost: t\r\nContent-Type: text/plain\r\n"
                + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
        if let caller {
            let isSigned = RequestSigner().sign(
                &request, with: caller, service: "execute-api", region: "us-east-1",
                epochSeconds: Int64(Date().timeIntervalSince1970))
            #expect(isSigned)
        }
        let client = try RawSocket(port: server.port)
        client.send([UInt8](request.view))
        return try client.readAnswer()
    }

    // Facts: pipeline-8.33, access-7.10, access-7.11
    @Test func callersSignWhatTheyCall() throws {
        let server = try CallerCredentialTests.serve(.iam)
        #expect(try post("a", to: server, as: CallerCredentialTests.alice).body == "AKIDALICE")
        #expect(try post("b", to: server, as: CallerCredentialTests.job).body == "ASIAJOB")
        #expect(try post("c", to: server, as: CallerCredentialTests.alice).body == "AKIDALICE")
        #expect(try post("d", to: server, as: nil).status == 403)
    }

    @Test func nobodysCredentialsAre500() throws {
        let server = try CallerCredentialTests.serve(.nobody)
        for caller in [nil, CallerCredentialTests.alice] {
            let answer = try post("", to: server, as: caller)
            #expect(answer.status == 500)
            #expect(answer.body == "{\"message\":\"Internal server error\"}")
        }
    }

    /// As in AWS's test console, whose user is the caller.
    @Test func whoSkipsAuthorizationIsTheCaller() throws {
        for authorization in [TestAPI.Guard.iam, .nobody] {
            let server = try CallerCredentialTests.serve(authorization, skips: true)
            #expect(try post("", to: server, as: nil).body == "PROCESS")
        }
    }
}
