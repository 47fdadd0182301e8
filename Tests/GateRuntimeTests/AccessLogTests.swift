// Lines of the access log.

import CorpusSupport
import GateBytes
import GatePlan
import GateRuntime
import Testing

@Suite struct AccessLogTests {
    // Facts: pipeline-3.11
    @Test func formatsHaveTheirLimit() {
        #expect(AccessLogFormat(String(repeating: "a", count: AccessLogChoice.bytesMax)) != nil)
        #expect(AccessLogFormat(String(repeating: "a", count: AccessLogChoice.bytesMax + 1)) == nil)
    }

    // Facts: mapping-2.4, pipeline-1.16
    @Test func valuesAreNotReadAgain() throws {
        let line = try line(
            "$context.httpMethod $context.path \"$context.identity.userAgent\" $context.status $context.nope.",
            "User-Agent: $context.stage \"x\"\r\n")
        #expect(line == "GET /a \"$context.stage \\\"x\\\"\" 200 -.\n")
    }

    // Facts: access-10.2
    @Test func whatHasNoValueIsADash() throws {
        #expect(try line("$context.identity.user $context.error.message $context.integrationLatency") == "- - -\n")
        #expect(try line("$context $ctx $contextual.x") == "$context $ctx $contextual.x\n")
    }

    // Facts: pipeline-4.2
    @Test func replacedIdentifiersAreTold() throws {
        let own = "12345678-1234-1234-1234-123456789abc"
        #expect(try line("$context.requestId", "x-amzn-RequestId: \(own)\r\n") == own + "\n")
        let replaced = try line("$context.requestId", "x-amzn-RequestId: mine\r\n")
        #expect(replaced.contains(/^[0-9a-f-]{36}_REPLACED_INVALID_REQUEST_ID\n$/))
        #expect(try line("$context.requestId").count == 37)
    }

    @Test func whatAnAPIDeclaresGoesBeforeTheServersForm() throws {
        #expect(try line("$context.path", declared: "off") == "")
        #expect(try line("$context.path", declared: "$context.status x") == "200 x\n")
        #expect(try line("$context.path", declared: "clf").hasSuffix("\n"))
        #expect(try line("$context.path", declared: "off", ignoringDeclared: true) == "/a\n")
    }

    // Facts: access-10.5
    /// AWS: "Set up CloudWatch logging for REST APIs", examples of formats.
    @Test func theNamedFormsAreAWSsExamples() throws {
        let csv = try line("$context.path", declared: "csv")
        #expect(csv.contains(/^127\.0\.0\.1,-,-,[^,]+,GET,\/a,HTTP\/1\.1,200,0,[0-9a-f-]{36},[^,]+=\n$/))
        let xml = try line("$context.path", declared: "xml")
        #expect(
            xml.contains(/^<request id="[0-9a-f-]{36}"> <ip>127\.0\.0\.1<\/ip> .*<status>200<\/status>.*<\/request>\n$/)
        )
        let clf = try line("$context.path", declared: "clf")
        #expect(clf.contains(/^127\.0\.0\.1 - - \[.*\] "GET \/a HTTP\/1\.1" 200 0 [0-9a-f-]{36} [^ ]+=\n$/))
    }

    // Facts: access-10.1, access-10.7
    /// Every name of AWS's table; those without a value here print a dash and no warning.
    @Test func everyDocumentedVariableIsKnown() throws {
        let names = """
            accountId apiId authenticate.error authenticate.latency authenticate.status authorize.error \
            authorize.latency authorize.status authorizer.claims.sub authorizer.error authorizer.integrationLatency \
            authorizer.integrationStatus authorizer.latency authorizer.principalId authorizer.requestId \
            authorizer.status authorizer.anything awsEndpointRequestId cipherSuite customDomain.basePathMatched \
            customDomain.routingRuleIdMatched deploymentId domainName domainPrefix endpointType error.message \
            error.messageString error.responseType error.validationErrorString extendedRequestId httpMethod \
            identity.accessKey identity.accountId identity.apiKey identity.apiKeyId identity.caller \
            identity.clientCert.clientCertPem identity.clientCert.issuerDN identity.clientCert.serialNumber \
            identity.clientCert.subjectDN identity.clientCert.validity.notAfter \
            identity.clientCert.validity.notBefore identity.cognitoAuthenticationProvider \
            identity.cognitoAuthenticationType identity.cognitoIdentityId identity.cognitoIdentityPoolId \
            identity.principalOrgId identity.sourceIp identity.user identity.userAgent identity.userArn \
            identity.vpcId identity.vpceId integration.error integration.integrationStatus integration.latency \
            integration.requestId integration.responseTransferMode integration.status \
            integration.timeToAllHeaders integration.timeToFirstContent integrationErrorMessage \
            integrationLatency integrationStatus isCanaryRequest path protocol requestId requestTime \
            requestTimeEpoch resourceId resourcePath responseLatency responseLength stage status tlsVersion \
            waf.error waf.latency waf.status wafResponseCode webaclArn xrayTraceId
            """.split(separator: " ")
        #expect(names.count == 83)
        for name in names { #expect(AccessLogFormat("$context.\(name)")?.unknownNames == [], "\(name)") }
        #expect(try line("$context.tlsVersion $context.authorizer.status $context.waf.status") == "- - -\n")
        for name in ["authorizer", "waf.", "Status", "identity.clientCert", "requestid"] {
            #expect(AccessLogFormat("$context.\(name)")?.unknownNames.count == 1, "\(name)")
        }
    }

    @Test func choicesReadAsTheyAreWritten() {
        for text in ["off", "json", "clf", "xml", "csv", "$context.path"] {
            #expect(AccessLogChoice(text)?.text == text)
        }
        #expect(AccessLogChoice("verbose") == nil)
        let filler = String(repeating: "a", count: AccessLogChoice.bytesMax - 13)
        #expect(AccessLogChoice("$context.path" + filler) != nil)
        #expect(AccessLogChoice("$context.path" + filler + "a") == nil)
    }

    // Facts: pipeline-9.3
    @Test func streamsTellTheirTimes() throws {
        let format =
            "$context.integration.responseTransferMode $context.integration.timeToAllHeaders "
            + "$context.integration.timeToFirstContent"
        func proxy(_ mode: String) -> String {
            "{type: http_proxy, httpMethod: GET, uri: 'http://h.test/', responseTransferMode: \(mode)}"
        }
        #expect(try line(format, integration: proxy("STREAM")).hasPrefix("STREAMED 0 "))
        #expect(try line(format, integration: proxy("BUFFERED")) == "BUFFERED - -\n")
        #expect(try line(format) == "- - -\n")
    }

    private static let mock =
        "{type: mock, requestTemplates: {application/json: '{\"statusCode\": 200}'}, responses: {default: {statusCode: 200}}}"

    private func line(
        _ format: String, _ headers: String = "", declared: String? = nil, ignoringDeclared: Bool = false,
        integration: String = AccessLogTests.mock
    ) throws -> String {
        let result = SpecCompile(
            """
            openapi: "3.0.1"
            info: {title: log, version: "1"}
            \(declared.map { "x-gatewright-access-log: \($0)" } ?? "")
            paths:
              /a:
                get:
                  responses: {"200": {description: x}}
                  x-amazon-apigateway-integration: \(integration)
            """)
        let plan = try #require(result.compiled?.plan, "\(result.listing)")
        let endpoints = EndpointTable()
        var settings = StageSettings()
        settings.ignoresDeclaredAccessLog = ignoringDeclared
        let deployment = Deployment(plan: try PlanImage(copying: plan), settings: settings, endpoints: endpoints)
        let gateway = Gateway(serving: ServingSet([deployment]), endpoints: endpoints, seed: (1, 2))
        let compiled: AccessLogFormat = try #require(AccessLogFormat(format))
        gateway.accessLogFormat = compiled
        let driver = RequestDriver(gateway: gateway)
        var log = ByteBuffer()
        driver.observe = { gateway.finish($0, log: &log) }
        gateway.clock.monotonicMicroseconds = 1
        _ = driver.perform(Array("GET /a HTTP/1.1\r\nHost: h.test\r\n\(headers)\r\n".utf8)) { _, _ in
            .answer(Array("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na".utf8))
        }
        driver.observe = nil
        return String(decoding: [UInt8](log.view), as: UTF8.self)
    }
}
