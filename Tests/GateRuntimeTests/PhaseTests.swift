// What access logs tell of the phases in which a request is let in, and of the certificate that a client showed.

import AccessSupport
import CorpusSupport
import Foundation
import GateAccess
import GateBytes
import GateRuntime
import GateSign
import Testing

@Suite struct PhaseTests {
    /// Error, status and latency of the phases, then what Lambda said of the authorizer's call.
    private static let format =
        ["authenticate", "authorizer", "authorize"].map { phase in
            ["status", "error", "latency"].map { "$context.\(phase).\($0)" }.joined(separator: ",")
        }.joined(separator: "|") + "|$context.authorizer.integrationStatus|$context.authorizer.requestId"

    private func line(_ api: GuardedAPI, _ headers: [String], _ format: String, verb: String = "GET") throws -> String {
        let compiled: AccessLogFormat = try #require(AccessLogFormat(format))
        api.gateway.accessLogFormat = compiled
        var log = ByteBuffer()
        api.driver.observe = { api.gateway.finish($0, log: &log) }
        _ = try api.ask(headers, verb: verb)
        api.driver.observe = nil
        return String(log.view).trimmingCharacters(in: .newlines)
    }

    private func phases(
        _ api: GuardedAPI, _ headers: [String] = ["Authorization: x"], verb: String = "GET"
    ) throws -> String {
        try line(api, headers, PhaseTests.format, verb: verb)
    }

    // Facts: access-10.3
    @Test func functionsAreAskedAndPoliciesDecide() throws {
        let api = try GuardedAPI(GuardedAPI.token())
        api.answers = [
            GuardedAPI.answer("{}", status: "429 Too Many Requests", head: "x-amzn-RequestId: r-1\r\n"),
            GuardedAPI.allow(resource: "\"x\""),
        ]
        #expect(try phases(api, []) == "-,-,-|401,Unauthorized,0|-,-,-|-|-")
        #expect(try phases(api) == "-,-,-|500,Lambda did not invoke the authorizer,0|-,-,-|429|r-1")
        let denied = "User is not authorized to access this resource"
        #expect(try phases(api) == "-,-,-|200,-,0|403,\(denied),0|200|-")
        // Of a kept result nobody was asked.
        #expect(try phases(api) == "-,-,-|200,-,0|403,\(denied),0|-|-")
        let open = try GuardedAPI(GuardedAPI.token(), isOpen: true)
        #expect(try phases(open) == "-,-,-|-,-,-|-,-,-|-|-")
    }

    // Facts: access-10.3
    @Test func signaturesAreChecked() throws {
        var settings = StageSettings()
        let policy = try Array("{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*/GET/*\"}}".utf8)
            .withByteView { try PolicyReader.read($0, .identity) }
        settings.identities = [
            LocalIdentity(
                accessKeyID: "AKIDEXAMPLE", secretAccessKey: "secret",
                principal: try #require(Principal(arn: "arn:aws:iam::123456789012:user/alice")), policies: [policy])
        ]
        let api = try GuardedAPI(GuardedAPI.token(), isSigned: true, settings: settings)
        #expect(try phases(api, []) == "403,Missing Authentication Token,0|-,-,-|-,-,-|-|-")
        #expect(try phases(api, signed("GET")) == "200,-,0|-,-,-|200,-,0|-|-")
        let denied = try phases(api, signed("PUT"), verb: "PUT")
        #expect(denied.hasPrefix("200,-,0|-,-,-|403,User: arn:aws:iam::123456789012:user/alice is not authorized"))
    }

    /// The fields of a signed request.
    private func signed(_ verb: String) -> [String] {
        var request = ByteBuffer(capacity: 1024)
        request.append(text: "\(verb) /a HTTP/1.1\r\nHost: api.test\r\n\r\n")
        let credentials = AWSCredentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: "secret")
        let isSigned = RequestSigner().sign(
            &request, with: credentials, service: "execute-api", region: "us-east-1", epochSeconds: TokenAPI.now)
        #expect(isSigned)
        return String(request.view).components(separatedBy: "\r\n").dropFirst(2).filter { !$0.isEmpty }
    }

    // Facts: access-10.3
    @Test func tokensAreVerified() throws {
        let api = try TokenAPI()
        #expect(try phases(api.api, ["Authorization: x"]).hasPrefix("-,-,-|401,"))
        let token = TokenMint.rsa.token(TokenAPI.claims())
        #expect(try phases(api.api, ["Authorization: \(token)"]) == "-,-,-|200,-,0|-,-,-|-|-")
    }

    /// What an authorizer calls so itself is its own in templates.
    @Test func membersOfTheContextKeepTheirNames() throws {
        let api = try GuardedAPI(GuardedAPI.token(), output: "$context.authorizer.status $context.authorizer.error")
        api.answers = [GuardedAPI.allow(",\"context\":{\"status\":\"gold\",\"error\":\"none\"}")]
        #expect(try api.ask().body == "gold none")
    }

    // Facts: access-10.4, access-12.6
    @Test func certificatesOfClientsAreTold() throws {
        let names = [
            "clientCertPem", "subjectDN", "issuerDN", "serialNumber", "validity.notBefore", "validity.notAfter",
        ]
        let format = names.map { "$context.identity.clientCert.\($0)" }.joined(separator: "|")
        let output = "$context.identity.clientCert.subjectDN/$context.identity.clientCert.validity.notAfter"
        let api = try GuardedAPI(GuardedAPI.token(), isOpen: true, output: output)
        #expect(try line(api, [], format) == "-|-|-|-|-|-")
        #expect(try api.ask([]).body == "/")
        func show(_ truststore: String) {
            api.driver.exchange.clientCertificate = PeerCertificate(
                pem: "-----BEGIN", subject: "CN=\"client\"", issuer: "CN=root", serialNumber: "a1:b2",
                validity: ("May 28 12:30:02 2019 GMT", "Aug  5 09:36:04 2031 GMT"), truststore: truststore)
        }
        // Hosts that ask for none see none.
        show("roots.pem")
        #expect(try api.ask([]).body == "/")
        let rules = MutualTLS([], fallback: "roots.pem")
        api.driver.gateway.serving = ServingSet(api.driver.gateway.serving.deployments, mutualTLS: rules)
        for truststore in ["", "others.pem"] {
            show(truststore)
            let refused = try api.ask([])
            #expect(refused.status == 403 && refused.body == "{\"message\":\"Forbidden\"}")
        }
        show("roots.pem")
        #expect(
            try line(api, [], format)
                == "-----BEGIN|CN=\\\"client\\\"|CN=root|a1:b2|May 28 12:30:02 2019 GMT|Aug  5 09:36:04 2031 GMT")
        #expect(try api.ask([]).body == "CN=\"client\"/Aug  5 09:36:04 2031 GMT")
    }
}
