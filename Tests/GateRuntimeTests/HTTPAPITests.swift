// HTTP APIs where a case of the corpus does not reach: stages, limits, logs, links, signatures.

import CorpusSupport
import Foundation
import GateAccess
import GateBytes
import GatePlan
import GateSign
import GateUsage
import Testing

@testable import GateRuntime

@Suite struct HTTPAPITests {
    // Facts: http-7.1
    @Test func routesHaveTheirLimits() throws {
        var settings = StageSettings()
        func limit(_ path: String, _ verb: String, _ burst: Int) -> MethodThrottle {
            MethodThrottle(
                resourcePath: path, verb: verb, throttle: ThrottleSettings(rateLimit: 1, burstLimit: burst))
        }
        settings.methodThrottles = [limit("*", "*", 2), limit("/a/{id}", "GET", 1), limit("$default", "ANY", 3)]
        let api = try ServedRoutes(settings)
        #expect((0..<3).map { _ in api.get("/b").status } == [200, 200, 429])
        #expect((0..<2).map { _ in api.get("/a/1").status } == [200, 429])
        #expect((0..<4).map { _ in api.get("/none").status } == [200, 200, 200, 429])
        let refusal = api.get("/b")
        #expect(refusal.body == #"{"message":"Too Many Requests"}"#)
        #expect(refusal.header("apigw-requestid").count == 1 && refusal.header("x-amzn-ErrorType").isEmpty)
        #expect(api.deployment.unboundSettings.isEmpty)
    }

    // Facts: http-7.2
    @Test func logsHaveTheNamesOfHTTPAPIs() throws {
        let api = try ServedRoutes()
        let names = [
            "routeKey", "path", "stage", "status", "requestId", "extendedRequestId", "dataProcessed", "httpMethod",
            "integrationStatus", "integration.status", "awsEndpointRequestId", "integrationErrorMessage",
            "error.message", "error.messageString", "authorizer.error", "protocol", "responseLength", "domainName",
            "identity.clientCert.subjectDN", "customDomain.basePathMatched", "awsEndpointRequestId2",
        ]
        let line = try api.line("/a/1?x=1", names.map { "$context.\($0)" }.joined(separator: "|"))
        let values = line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
        #expect(Array(values[0...3]) == ["GET /a/{id}", "/a/1", "$default", "200"])
        #expect(values[4] == values[5] && values[4].hasSuffix("="))
        #expect(Int(values[6]).map { $0 > 30 } == true)
        #expect(
            Array(values[7...]) == [
                "GET", "200", "200", "-", "-", "-", "-", "-", "HTTP/1.1", "0", "h.test", "-", "-", "-\n",
            ])
        #expect(try api.line("/none", "$context.routeKey") == "$default\n")
        let failed = try api.line("/a/1", "$context.error.message $context.status", failure: .timeout)
        #expect(failed == "Service Unavailable 503\n")
    }

    // Facts: http-3.11, http-3.12
    @Test func privateIntegrationsGoThroughALink() throws {
        var settings = StageSettings()
        let target = LinkTarget(host: "10.0.0.1", port: 8443)
        settings.links["link"] = VPCLink(
            name: "link", isTLS: nil, targets: [target], listeners: [:], check: LinkCheckSettings())
        settings.name = "test"
        let api = try ServedRoutes(settings)
        #expect(api.get("/private/x?q=1").status == 200)
        #expect(api.sent.hasPrefix("GET /test/private/x?q=1 HTTP/1.1\r\nHost: h.test\r\n"))
        #expect(api.endpoint?.host == "10.0.0.1" && api.endpoint?.isTLS == false)
        #expect(api.get("/stripped").status == 200)
        #expect(api.sent.hasPrefix("GET /stripped HTTP/1.1\r\n"))
        #expect(api.endpoint?.isTLS == true && api.endpoint?.tlsServerName == "own.example")
        settings.isNameDefault = true
        let atRoot = try ServedRoutes(settings)
        #expect(atRoot.get("/private/x").status == 200)
        #expect(atRoot.sent.hasPrefix("GET /private/x HTTP/1.1\r\n"))
        settings.links = [:]
        #expect(try ServedRoutes(settings).get("/private/x").status == 500)
    }

    // Facts: http-6.6
    @Test func signedCallersAreKnown() throws {
        var settings = StageSettings()
        let principal = try #require(Principal(arn: "arn:aws:iam::123456789012:user/alice"))
        let policy = #"{"Statement": {"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": "*/GET/signed"}}"#
        let document = try Array(policy.utf8).withByteView { try PolicyReader.read($0, .identity) }
        settings.identities = [
            LocalIdentity(
                accessKeyID: "AKIDTEST", secretAccessKey: "test-secret", principal: principal, policies: [document])
        ]
        let api = try ServedRoutes(settings)
        for answer in [api.get("/signed"), api.get("/signed", "Authorization: AWS4-HMAC-SHA256 x\r\n")] {
            #expect(answer.status == 403 && answer.body == #"{"message":"Forbidden"}"#)
        }
        #expect(api.signed("/signed").status == 200)
        #expect(
            api.sent.contains(
                #""authorizer":{"iam":{"accessKey":"AKIDTEST","accountId":"123456789012","callerId":"#))
        #expect(!api.sent.contains("AWS4-HMAC"))
        #expect(api.signed("/signed/other").status == 403)
    }

    // Facts: http-1.3
    @Test func stagesStandInThePathOrAtTheRoot() throws {
        let endpoints = EndpointTable()
        let plan = try ServedRoutes.plan()
        var site = SiteSettings(region: "eu-west-1", apiIdentifier: "abcdefghij")
        site.isHTTP = true
        func stage(_ name: String) -> SiteStage {
            var settings = StageSettings()
            settings.name = name
            settings.region = "eu-west-1"
            settings.apiIdentifier = "abcdefghij"
            settings.mountsAtRoot = true
            return SiteStage(name, StagePlan(PlanSource(plan), settings, endpoints))
        }
        for (names, path, expected) in [
            (["$default", "v1"], "/v1/f", "/v1/f v1 GET /f"), (["$default", "v1"], "/f", "/f $default GET /f"),
            (["v1"], "/v1/f", "/v1/f v1 GET /f"), (["v1"], "/f", "404"), (["v1"], "/", "404"),
        ] {
            var draft = SiteTable.Draft(SiteTable())
            for name in names { _ = draft.set(stage(name), of: site) }
            let gateway = Gateway(serving: ServingSet(SiteTable(draft)), endpoints: endpoints, seed: (1, 2))
            let driver = RequestDriver(gateway: gateway)
            var event = ""
            let request = "GET \(path) HTTP/1.1\r\nHost: abcdefghij.execute-api.eu-west-1.amazonaws.com\r\n\r\n"
            let outcome = driver.perform(Array(request.utf8)) { sent, _ in
                event = String(decoding: sent, as: UTF8.self)
                return .answer(Array("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}".utf8))
            }
            guard case .answered(let bytes) = outcome else { throw CorpusError(description: "no answer") }
            let answer = DrivenAnswer(String(decoding: bytes, as: UTF8.self))
            if expected == "404" {
                #expect(answer.status == 404 && answer.body == #"{"message":"Not Found"}"#)
            } else {
                let parts = expected.split(separator: " ", maxSplits: 2)
                #expect(event.contains(#""rawPath":"\#(parts[0])""#) && event.contains(#""stage":"\#(parts[1])""#))
                #expect(event.contains(#""routeKey":"\#(parts[2])""#))
            }
        }
    }
}

/// An HTTP API with routes for these tests.
private final class ServedRoutes {
    private static let proxy =
        "x-amazon-apigateway-integration: {type: http_proxy, httpMethod: ANY, uri: 'http://b.test/', "
        + "payloadFormatVersion: '1.0'}"
    private static let function =
        "x-amazon-apigateway-integration: {type: aws_proxy, uri: 'arn:aws:lambda:us-east-1:123456789012:function:f', "
        + "payloadFormatVersion: '2.0'}"

    private static func link(_ rest: String) -> String {
        "x-amazon-apigateway-integration: {type: http_proxy, httpMethod: ANY, "
            + "uri: 'arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/a/b/c', "
            + "connectionType: VPC_LINK, connectionId: link, payloadFormatVersion: '1.0'\(rest)}"
    }

    static func plan() throws -> PlanImage {
        let strip =
            ", requestParameters: {'overwrite:path': $request.path}, tlsConfig: {serverNameToVerify: own.example}"
        let result = SpecCompile(
            """
            openapi: "3.0.1"
            info: {title: Routes, version: "1"}
            paths:
              /a/{id}: {get: {\(proxy)}}
              /b: {get: {\(proxy)}}
              /f: {get: {\(function)}}
              /private/{rest+}: {get: {\(link(""))}}
              /stripped: {get: {\(link(strip))}}
              /signed: {get: {x-amazon-apigateway-auth: {type: AWS_IAM}, \(function)}}
              /signed/other: {get: {x-amazon-apigateway-auth: {type: AWS_IAM}, \(function)}}
              /$default: {x-amazon-apigateway-any-method: {isDefaultRoute: true, \(proxy)}}
            """)
        return try PlanImage(copying: try #require(result.compiled?.plan, "\(result.listing)"))
    }

    let deployment: Deployment
    private let driver: RequestDriver
    /// The last request to a backend, and where it went.
    private(set) var sent = ""
    private(set) var endpoint: UpstreamEndpoint?

    init(_ settings: StageSettings? = nil) throws {
        var chosen = StageSettings()
        chosen.isNameDefault = true
        let endpoints = EndpointTable()
        deployment = Deployment(plan: try ServedRoutes.plan(), settings: settings ?? chosen, endpoints: endpoints)
        let gateway = Gateway(serving: ServingSet([deployment]), endpoints: endpoints, seed: (1, 2))
        gateway.clock.wallMilliseconds = 1_795_766_400_000
        gateway.clock.monotonicMicroseconds = 1_000_000
        driver = RequestDriver(gateway: gateway)
    }

    private func answer(_ request: [UInt8], _ failure: UpstreamFailure? = nil) -> DrivenAnswer {
        let outcome = driver.perform(request) { bytes, endpoint in
            self.sent = String(decoding: bytes, as: UTF8.self)
            self.endpoint = endpoint
            if let failure { return .failure(failure) }
            return .answer(Array("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}".utf8))
        }
        guard case .answered(let bytes) = outcome else { return DrivenAnswer("HTTP/1.1 0 X\r\n\r\n") }
        return DrivenAnswer(String(decoding: bytes, as: UTF8.self))
    }

    func get(_ target: String, _ lines: String = "") -> DrivenAnswer {
        answer(Array("GET \(target) HTTP/1.1\r\nHost: h.test\r\n\(lines)\r\n".utf8))
    }

    func signed(_ target: String) -> DrivenAnswer {
        var request = ByteBuffer()
        request.append(text: "GET \(target) HTTP/1.1\r\nHost: h.test\r\n\r\n")
        let isSigned = RequestSigner().sign(
            &request, with: AWSCredentials(accessKeyID: "AKIDTEST", secretAccessKey: "test-secret"),
            service: "execute-api", region: "us-east-1", epochSeconds: 1_795_766_400)
        precondition(isSigned)
        return answer([UInt8](request.view))
    }

    /// The access log's line of a request.
    func line(_ target: String, _ format: String, failure: UpstreamFailure? = nil) throws -> String {
        let compiled: AccessLogFormat = try #require(AccessLogFormat(format))
        #expect(compiled.unknownNames.isEmpty)
        driver.gateway.accessLogFormat = compiled
        var log = ByteBuffer()
        driver.observe = { self.driver.gateway.finish($0, log: &log) }
        _ = answer(Array("GET \(target) HTTP/1.1\r\nHost: h.test\r\n\r\n".utf8), failure)
        driver.observe = nil
        return String(log.view)
    }
}
