// What becomes of a function's answer behind AWS_PROXY and AWS, rule by rule: the table of recorded behaviour.

import CorpusSupport
import Foundation
import GateBytes
import GatePlan
import GateRuntime
import Testing

@Suite struct LambdaAnswerTests {
    // MARK: Proxy

    /// An answer and what the client gets: status and body.
    struct Rule: Sendable, CustomTestStringConvertible {
        let payload: String
        let status: Int
        let body: String

        init(_ payload: String, _ status: Int, _ body: String = "{\"message\":\"Internal server error\"}") {
            self.payload = payload
            self.status = status
            self.body = body
        }

        var testDescription: String { payload }
    }

    static let rules = [
        Rule(#"{"statusCode": 201, "body": "x"}"#, 201, "x"),
        Rule(#"{"statusCode": "201", "body": "x"}"#, 201, "x"),
        Rule(#"{"statusCode": null, "body": null, "headers": null, "multiValueHeaders": null}"#, 200, ""),
        Rule("{}", 200, ""),
        Rule(#"{"headers": {"a": "b"}}"#, 200, ""),
        Rule(#"{"body": "a\u00e9\n\"b\""}"#, 200, "aé\n\"b\""),
        Rule(#"{"isBase64Encoded": false, "body": "aGVsbG8="}"#, 200, "aGVsbG8="),
        Rule(#"{"statusCode": "test"}"#, 502),
        Rule(#"{"statusCode": 20.5}"#, 502),
        Rule(#"{"statusCode": 99}"#, 502),
        Rule(#"{"statusCode": 600}"#, 502),
        Rule(#"{"statusCode": [200]}"#, 502),
        Rule(#"{"statusCode": 200, "other": 1}"#, 502),
        Rule(#"{"statusCode": 200, "cookies": []}"#, 502),
        Rule(#"{"body": {"a": 1}}"#, 502),
        Rule(#"{"body": 1}"#, 502),
        Rule(#"{"isBase64Encoded": "true"}"#, 502),
        Rule(#"{"headers": ["a"]}"#, 502),
        Rule(#"{"headers": {"a": 1}}"#, 502),
        Rule(#"{"headers": {"a": ["b"]}}"#, 502),
        Rule(#"{"multiValueHeaders": {"a": "b"}}"#, 502),
        Rule(#"{"multiValueHeaders": {"a": [1]}}"#, 502),
        Rule(#""text""#, 502),
        Rule("[]", 502),
        Rule("null", 502),
        Rule("", 502),
        Rule("{", 502),
        Rule(#"{"statusCode": 200} x"#, 502),
    ]

    // Facts: behaviours-60, pipeline-8.56, pipeline-8.57, pipeline-8.58, pipeline-8.59, pipeline-8.61, pipeline-8.63, pipeline-4.4, pipeline-4.5
    @Test(arguments: rules)
    func proxyAnswersAsRecorded(_ rule: Rule) throws {
        let answer = try LambdaCall.proxy().answer(rule.payload)
        #expect(answer.status == rule.status)
        #expect(answer.body == rule.body)
        #expect(answer.header("X-Amzn-Trace-Id").isEmpty == (rule.status == 502))
        let isOwn = rule.status == 502
        #expect(answer.header("x-amzn-ErrorType") == (isOwn ? ["InternalServerErrorException"] : []))
    }

    // Facts: behaviours-61, pipeline-8.60, pipeline-8.62
    @Test func proxyJoinsHeaderMaps() throws {
        let answer = try LambdaCall.proxy().answer(
            #"""
            {"headers": {"test-multi": "solo", "x-one": "1", "x-true": true, "Connection": "close", "Via": "1.1 v"},
             "multiValueHeaders": {"tesT-Multi": ["multi", false], "Set-Cookie": ["a=1", "b=2"]}}
            """#)
        #expect(answer.status == 200)
        #expect(answer.lines("tesT-Multi") == ["multi", "false", "solo"])
        #expect(answer.lines("Set-Cookie") == ["a=1", "b=2"])
        #expect(answer.lines("x-one") == ["1"])
        #expect(answer.lines("x-true") == ["true"])
        #expect(answer.lines("x-amzn-Remapped-Connection") == ["close"])
        #expect(answer.header("via").isEmpty)
        #expect(answer.header("content-type") == ["application/json"])
    }

    /// AWS: "Amazon API Gateway important notes", dropped and remapped headers, column of Lambda proxies.
    // Facts: pipeline-5.1, pipeline-5.2, pipeline-5.3, pipeline-5.5, pipeline-5.7, pipeline-5.10, pipeline-5.11, pipeline-5.26
    @Test(arguments: [
        ("Age", "pass"), ("Accept", "pass"), ("Accept-Charset", "pass"), ("Accept-Encoding", "pass"),
        ("Authorization", "rename"), ("Connection", "rename"), ("Content-Encoding", "pass"),
        ("Content-Length", "rename"), ("Content-MD5", "rename"), ("Date", "rename"), ("Expect", "drop"),
        ("Host", "drop"), ("Max-Forwards", "rename"), ("Pragma", "pass"), ("Proxy-Authenticate", "drop"),
        ("Range", "pass"), ("Referer", "pass"), ("Server", "rename"), ("TE", "drop"), ("Transfer-Encoding", "drop"),
        ("Trailer", "drop"), ("Upgrade", "drop"), ("User-Agent", "rename"), ("Via", "drop"), ("Warn", "pass"),
        ("WWW-Authenticate", "rename"), ("X-Amzn-RequestId", "rename"), ("X-Amzn-Trace-Id", "own"),
    ])
    func proxyHeaderTable(_ name: String, _ fate: String) throws {
        let answer = try LambdaCall.proxy().answer(#"{"headers": {"\#(name)": "v1"}}"#)
        #expect(answer.lines(name).contains("v1") == (fate == "pass"), "\(name)")
        #expect(answer.lines("x-amzn-Remapped-\(name)") == (fate == "rename" ? ["v1"] : []), "\(name)")
        // Its own of that name, if any, is the gateway's.
        if fate == "own" { #expect(answer.header(name).count == 1) }
    }

    @Test func proxyHeadersCannotSplitTheAnswer() throws {
        let answer = try LambdaCall.proxy().answer(
            #"{"headers": {"x": "a\r\nSet-Cookie: b", "a b": "c", "Content-Type": "text/plain\r\nY: z", "": "d"}}"#)
        #expect(answer.header("set-cookie").isEmpty)
        #expect(answer.header("y").isEmpty)
        #expect(answer.header("x") == ["a  Set-Cookie: b"])
        #expect(answer.header("a b").isEmpty)
    }

    // Facts: pipeline-8.64
    @Test func proxyContentTypeOfTheFunction() throws {
        let answer = try LambdaCall.proxy().answer(#"{"headers": {"content-type": "text/html"}, "body": "<p>"}"#)
        #expect(answer.header("Content-Type") == ["text/html"])
    }

    @Test func proxyWithoutBodyStatuses() throws {
        let answer = try LambdaCall.proxy().answer(#"{"statusCode": 204, "body": "never sent"}"#)
        #expect(answer.status == 204)
        #expect(answer.body.isEmpty)
    }

    // Facts: behaviours-62, pipeline-7.16, pipeline-7.11, pipeline-8.65
    /// `Accept` and the configured binary types decide whether base64 is decoded.
    @Test(arguments: [
        ("image/png", "image/png", true), ("image/png", "image/*", false), ("image/png", "*/*", false),
        ("image/png", "text/html, image/png", false), ("image/png", "image/png;q=0.1, x/y", true),
        ("application/*", "application/x", true), ("application/*", "application", false), ("*/*", "*/*", true),
        ("*/png", "image/png", false), ("image/png", "", false),
    ])
    func proxyDecodesForClientsOfBytes(_ configured: String, _ accept: String, _ decodes: Bool) throws {
        let call = try LambdaCall.proxy(binaryTypes: [configured])
        let request = accept.isEmpty ? "" : "Accept: \(accept)\r\n"
        let answer = try call.answer(#"{"isBase64Encoded": true, "body": "aGk="}"#, requestHeaders: request)
        #expect(answer.body == (decodes ? "hi" : "aGk="))
        let bad = try call.answer(#"{"isBase64Encoded": true, "body": "a"}"#, requestHeaders: request)
        #expect(bad.status == (decodes ? 500 : 200))
    }

    // Facts: pipeline-8.58
    @Test func proxyOfFailedFunction() throws {
        let answer = try LambdaCall.proxy().answer(
            #"{"errorMessage": "x", "errorType": "E"}"#, headers: "X-Amz-Function-Error: Unhandled\r\n")
        #expect(answer.status == 502)
        #expect(answer.body == "{\"message\":\"Internal server error\"}")
    }

    // Facts: pipeline-8.39
    @Test(arguments: [
        (429, "TooManyRequestsException", 500, "Internal server error"),
        (404, "ResourceNotFoundException", 500, "Internal server error"),
        (403, "AccessDeniedException", 500, "Internal server error"),
        (502, "EC2UnexpectedException", 500, "Internal server error"),
        (413, "RequestTooLargeException", 413, "Request Too Long"),
    ])
    func proxyOfRefusedInvocation(_ status: Int, _ type: String, _ expected: Int, _ message: String) throws {
        let answer = try LambdaCall.proxy().answer(
            #"{"Message": "no"}"#, status: status, headers: "x-amzn-ErrorType: \(type)\r\n")
        #expect(answer.status == expected)
        #expect(answer.body == "{\"message\":\"\(message)\"}")
    }

    @Test(arguments: [
        (UpstreamFailure.timeout, 504, "Endpoint request timed out"),
        (.connect, 500, "Internal server error"), (.tooLarge, 502, "Internal server error"),
        (.broken, 504, "Network error communicating with endpoint"),
    ])
    func proxyWithoutAnswer(_ failure: UpstreamFailure, _ status: Int, _ message: String) throws {
        let answer = try LambdaCall.proxy().perform(.failure(failure))
        #expect(answer.status == status)
        #expect(answer.body == "{\"message\":\"\(message)\"}")
    }

    @Test func malformedAnswersAreDefault5XX() throws {
        let responses = """
            x-amazon-apigateway-gateway-responses:
              DEFAULT_5XX:
                responseParameters: {gatewayresponse.header.X-Type: "'own'"}
                responseTemplates: {application/json: '{"t":"$context.error.responseType"}'}

            """
        let answer = try LambdaCall.proxy(document: responses).answer("null")
        #expect(answer.status == 502)
        #expect(answer.body == #"{"t":"DEFAULT_5XX"}"#)
        #expect(answer.header("X-Type") == ["own"])
    }

    @Test func eventAboveTheLimitIsRefused() throws {
        let body = String(repeating: "a", count: LambdaLimits.eventBytesMax)
        let answer = try LambdaCall.proxy().answer("{}", requestBody: body)
        #expect(answer.status == 413)
        #expect(answer.body == "{\"message\":\"Request Too Long\"}")
    }

    // MARK: AWS

    private static let responses = """
        {default: {statusCode: 200}, 'Bad.*': {statusCode: 400, responseTemplates: {application/json:
         '{"why": "$input.path(''$.errorMessage'')"}'}}, '(\\n|.)+': {statusCode: 500}}
        """

    // Facts: pipeline-8.10, pipeline-8.13, pipeline-8.36
    @Test(arguments: [
        (#"{"a": 1}"#, "", 200, #"{"a": 1}"#),
        (#"{"errorMessage": "Bad luck"}"#, "", 200, #"{"errorMessage": "Bad luck"}"#),
        (#"{"errorMessage": "Bad luck"}"#, "X-Amz-Function-Error: Handled\r\n", 400, #"{"why": "Bad luck"}"#),
        (#"{"errorMessage": "Not Bad"}"#, "X-Amz-Function-Error: Handled\r\n", 500, #"{"errorMessage": "Not Bad"}"#),
        (#"{"errorMessage": "x\ny"}"#, "X-Amz-Function-Error: Handled\r\n", 500, #"{"errorMessage": "x\ny"}"#),
        (#"{}"#, "X-Amz-Function-Error: Unhandled\r\n", 200, "{}"),
    ])
    func errorMessageSelects(_ payload: String, _ headers: String, _ status: Int, _ body: String) throws {
        let call = try LambdaCall(
            "{type: aws, httpMethod: POST, uri: '\(LambdaCall.uri)', responses: \(Self.responses)}")
        let answer = try call.answer(payload, headers: headers)
        #expect(answer.status == status)
        #expect(answer.body == body)
    }

    // Facts: pipeline-8.38
    @Test func asynchronousInvocation() throws {
        let call = try LambdaCall(
            """
            {type: aws, httpMethod: POST, uri: '\(LambdaCall.uri)', responses: {default: {statusCode: 200}},
             requestParameters: {integration.request.header.X-Amz-Invocation-Type: "'Event'"}}
            """)
        let answer = try call.answer("", status: 202)
        #expect(answer.status == 200)
        #expect(answer.body.isEmpty)
        #expect(call.sent.contains("\r\nX-Amz-Invocation-Type: Event\r\n"))
    }

    // Facts: pipeline-8.35
    @Test func bodyThatIsNoJSON() throws {
        let call = try LambdaCall(
            "{type: aws, httpMethod: POST, uri: '\(LambdaCall.uri)', responses: {default: {statusCode: 200}}}")
        let answer = try call.answer(
            #"{"message": "Could not parse request body into json: x"}"#, status: 400,
            headers: "x-amzn-ErrorType: InvalidRequestContentException\r\n", requestBody: "no json")
        #expect(answer.status == 400)
        #expect(answer.body == #"{"message":"Could not parse request body into json: x"}"#)
    }

    @Test func emptyBodyIsTheEmptyObject() throws {
        let call = try LambdaCall(
            "{type: aws, httpMethod: POST, uri: '\(LambdaCall.uri)', responses: {default: {statusCode: 200}}}")
        _ = try call.answer("{}", requestBody: "")
        #expect(call.sent.hasSuffix("\r\n\r\n{}"))
    }
}

/// One function behind `POST /f` and the calls of it.
final class LambdaCall {
    static let uri =
        "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/"
        + "arn:aws:lambda:us-east-1:123456789012:function:f/invocations"

    private let driver: RequestDriver
    /// The request of the last call.
    private(set) var sent = ""
    /// Where it went, `scheme://host:port`.
    private(set) var origin = ""

    init(_ integration: String, document: String = "", aws: AWSEndpoints = AWSEndpoints()) throws {
        let text = """
            openapi: "3.0.1"
            info: {title: f, version: "1"}
            \(document)paths:
              /f:
                post:
                  responses: {"200": {description: x}, "400": {description: x}, "500": {description: x}}
                  x-amazon-apigateway-integration: \(integration.replacing("\n", with: "\n        "))
            """
        let result = SpecCompile(text)
        let plan = try #require(result.compiled?.plan, "\(result.listing)")
        let endpoints = EndpointTable()
        var settings = StageSettings()
        settings.aws = aws
        let deployment = Deployment(plan: try PlanImage(copying: plan), settings: settings, endpoints: endpoints)
        driver = RequestDriver(gateway: Gateway(serving: ServingSet([deployment]), endpoints: endpoints, seed: (1, 2)))
    }

    static func proxy(
        document: String = "", binaryTypes: [String] = [], aws: AWSEndpoints = AWSEndpoints()
    ) throws -> LambdaCall {
        let types = binaryTypes.isEmpty ? "" : "x-amazon-apigateway-binary-media-types: \(binaryTypes)\n"
        return try LambdaCall(
            "{type: aws_proxy, httpMethod: POST, uri: '\(uri)'}", document: document + types, aws: aws)
    }

    /// Calls the method; Lambda answers with `payload`.
    func answer(
        _ payload: String, status: Int = 200, headers: String = "", requestHeaders: String = "",
        requestBody: String = "{}"
    ) throws -> DrivenAnswer {
        let answer =
            "HTTP/1.1 \(status) X\r\nContent-Type: application/json\r\n\(headers)"
            + "Content-Length: \(payload.utf8.count)\r\n\r\n\(payload)"
        return try perform(.answer(Array(answer.utf8)), requestHeaders: requestHeaders, requestBody: requestBody)
    }

    func perform(
        _ upstream: DrivenUpstream, requestHeaders: String = "", requestBody: String = "{}"
    ) throws -> DrivenAnswer {
        let request =
            "POST /f HTTP/1.1\r\nHost: h.test\r\n\(requestHeaders)"
            + "Content-Length: \(requestBody.utf8.count)\r\n\r\n\(requestBody)"
        let outcome = driver.perform(Array(request.utf8)) { bytes, endpoint in
            self.sent = String(decoding: bytes, as: UTF8.self)
            self.origin = "\(endpoint.isTLS ? "https" : "http")://\(endpoint.host):\(endpoint.port)"
            return upstream
        }
        guard case .answered(let bytes) = outcome else { throw CorpusError(description: "cut off") }
        return DrivenAnswer(String(decoding: bytes, as: UTF8.self))
    }
}

/// An answer's text, taken apart.
struct DrivenAnswer {
    let status: Int
    let fields: [(name: String, value: String)]
    let body: String

    init(_ text: String) {
        let parts = text.split(separator: "\r\n\r\n", maxSplits: 1, omittingEmptySubsequences: false)
        let lines = parts[0].split(separator: "\r\n")
        status = Int(lines[0].split(separator: " ")[1]) ?? 0
        fields = lines.dropFirst().map { line in
            let colon = line.firstIndex(of: ":") ?? line.endIndex
            return (String(line[..<colon]), String(line[colon...].dropFirst(2)))
        }
        body = parts.count > 1 ? String(parts[1]) : ""
    }

    /// Values of a field whatever its case.
    func header(_ name: String) -> [String] {
        fields.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
    }

    /// Values of fields spelled like this.
    func lines(_ name: String) -> [String] { fields.filter { $0.name == name }.map(\.value) }
}
