// Findings of the compiler in marked texts: `⟦…⟧` is where the one finding with the code must point.

import CorpusSupport
import Foundation
import GateCompiler
import GateSource
import Testing

@Suite struct CheckTests {
    /// Compiles the marked text and looks for the finding.
    private func expect(
        _ code: UInt16, _ marked: String, options: CompileOptions = CompileOptions(),
        location: SourceLocation = #_sourceLocation
    ) {
        let text = marked.replacingOccurrences(of: "⟦", with: "").replacingOccurrences(of: "⟧", with: "")
        let result = SpecCompile(text, options: options)
        let found = result.diagnostics.filter { $0.code.number == code }
        #expect(found.count == 1, "\(result.listing)", sourceLocation: location)
        let hasErrors = result.diagnostics.contains { $0.severity == .error }
        #expect((result.compiled == nil) == hasErrors, sourceLocation: location)
        guard let range = found.first?.range, let open = marked.range(of: "⟦"), let close = marked.range(of: "⟧") else {
            return
        }
        let start = marked[..<open.lowerBound].utf8.count
        let size = marked[open.upperBound..<close.lowerBound].utf8.count
        #expect(Int(range.start)..<Int(range.end) == start..<start + size, sourceLocation: location)
    }

    /// An API with one method `GET /a` behind which the integration stands.
    private func api(
        _ integration: String, parameters: String = "[]", responses: String = "{\"200\": {description: ok}}",
        path: String = "/a", root: String = ""
    ) -> String {
        """
        openapi: "3.0.1"
        info: {title: t, version: "1"}
        \(root)
        paths:
          \(path):
            get:
              parameters: \(parameters)
              responses: \(responses)
              x-amazon-apigateway-integration: \(integration)
        """
    }

    private func http(_ rest: String, uri: String = "http://h.test/") -> String {
        "{type: http, httpMethod: GET, uri: \"\(uri)\", responses: {default: {statusCode: \"200\"}}, \(rest)}"
    }

    private let one =
        "{get: {responses: {}, x-amazon-apigateway-integration: "
        + "{type: http_proxy, httpMethod: GET, uri: 'http://h.test/'}}}"

    private func paths(_ paths: String) -> String {
        "openapi: \"3.0.1\"\ninfo: {title: t, version: \"1\"}\npaths:\n" + paths
    }

    @Test func twoNamesAtOnePlace() {
        expect(4001, paths("  /pets/{id}: \(one)\n  /pets/⟦{petId}⟧/toys: \(one)\n"))
        expect(4001, paths("  /pets/{id}: \(one)\n  /pets/⟦{rest+}⟧: \(one)\n"))
    }

    @Test func routesOnce() { expect(4000, paths("  /a: \(one)\n  /a/: \(one)\n")) }

    @Test func repeatedVariable() { expect(4006, paths("  /a/{x}/b/⟦{x}⟧: \(one)\n")) }

    @Test func tooManyVariables() {
        let path = (0..<65).map { "/{v\($0)}" }.joined()
        expect(4005, paths("  ⟦\(path)⟧: \(one)\n"))
        let fits = (0..<64).map { "/{v\($0)}" }.joined()
        #expect(SpecCompile(paths("  \(fits): \(one)\n")).compiled != nil)
    }

    @Test func placeholders() {
        expect(4043, api(http("passthroughBehavior: never", uri: "http://h.test/⟦{nope}⟧")))
        expect(4061, api(http("requestParameters: {⟦integration.request.path.nope⟧: \"'x'\"}")))
    }

    // Facts: mapping-1.4
    @Test func undeclaredSources() {
        expect(4060, api(http("requestParameters: {integration.request.header.X: ⟦method.request.querystring.nope⟧}")))
        expect(4060, api(http("requestParameters: {integration.request.header.X: ⟦method.request.path.nope⟧}")))
        expect(
            4060, api(http("requestParameters: {integration.request.header.X: ⟦method.request.multivalueheader.N⟧}")))
    }

    @Test func refusedAndDroppedHeaders() {
        expect(4062, api(http("requestParameters: {⟦integration.request.header.content-length⟧: \"'3'\"}")))
        expect(4063, api(http("requestParameters: {⟦integration.request.header.TE⟧: \"'trailers'\"}")))
        let responses = "{\"200\": {description: ok, headers: {Server: {schema: {type: string}}}}}"
        expect(
            4064,
            api(
                "{type: http, httpMethod: GET, uri: 'http://h.test/', responses: {default: {statusCode: 200, "
                    + "responseParameters: {⟦method.response.header.Server⟧: \"'x'\"}}}}", responses: responses))
        expect(
            4069,
            api(
                "{type: http, httpMethod: GET, uri: 'http://h.test/', responses: {default: {statusCode: 200, "
                    + "responseParameters: {⟦method.response.header.X⟧: \"'x'\"}}}}"))
    }

    @Test func contextNames() {
        expect(4065, api(http("requestParameters: {integration.request.header.X: ⟦context.requestIdd⟧}")))
        expect(4066, api(http("requestParameters: {integration.request.header.X: ⟦context.identity⟧}")))
    }

    @Test func stageVariables() {
        expect(4067, api(http("passthroughBehavior: never", uri: "http://⟦${stageVariables.host}⟧/")))
        let known = api(
            http("passthroughBehavior: never", uri: "http://${stageVariables.host}/"),
            root: "x-gatewright-stage-variables: {host: h.test}")
        #expect(SpecCompile(known).diagnostics.isEmpty)
    }

    @Test func uris() {
        expect(4042, api(http("passthroughBehavior: never", uri: "⟦gopher://h.test/⟧")))
        #expect(SpecCompile(api(http("x: 1", uri: "HTTPS://h.test/"))).compiled != nil)
    }

    // Facts: mapping-1.19
    @Test func responses() {
        expect(
            4081,
            api("{type: http, httpMethod: GET, uri: 'http://h.test/', responses: {default: {statusCode: ⟦\"418\"⟧}}}"))
        expect(
            4083,
            api(
                "{type: http, httpMethod: GET, uri: 'http://h.test/', responses: {default: {statusCode: 200}, "
                    + "'[': {statusCode: 200}}}"))
        expect(
            4084,
            api(
                "{type: http, httpMethod: GET, uri: 'http://h.test/', responses: {default: {statusCode: 200}, "
                    + "⟦'40'⟧: {statusCode: 200}}}"))
        expect(
            4085,
            api(
                "{type: http, httpMethod: GET, uri: 'http://h.test/', responses: {'4..': {statusCode: 200}, "
                    + "⟦'404'⟧: {statusCode: 200}, default: {statusCode: 200}}}"))
        expect(4087, api("{type: http, httpMethod: GET, uri: 'http://h.test/'}"))
        expect(4088, api("{type: mock, responses: {default: {statusCode: 200}}}"))
    }

    @Test func oneResponseAStatusIsAPortabilityNote() {
        var options = CompileOptions()
        options.notesPortability = true
        let text = api(
            "{type: http, httpMethod: GET, uri: 'http://h.test/', responses: {default: {statusCode: 200}, "
                + "'4..': {statusCode: 200}}}")
        expect(4086, text, options: options)
        #expect(SpecCompile(text).diagnostics.isEmpty)
    }

    @Test func notExecuted() {
        let uri = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/x/invocations"
        let caller = "credentials: ⟦'arn:aws:iam::*:user/*'⟧"
        expect(4051, api("{type: aws_proxy, httpMethod: POST, uri: '\(uri)', \(caller)}"))
        let role = "credentials: 'arn:aws:iam::123456789012:role/r'"
        #expect(SpecCompile(api("{type: aws_proxy, httpMethod: POST, uri: '\(uri)', \(role)}")).diagnostics.isEmpty)
        expect(
            4070,
            api(
                "{type: http_proxy, httpMethod: GET, uri: 'http://h.test/', requestTemplates: "
                    + "{⟦application/json⟧: x}}"))
    }

    @Test func streaming() {
        let lambda = "arn:aws:apigateway:us-east-1:lambda:path/"
        let buffered = lambda + "2015-03-31/functions/x/invocations"
        let streaming = lambda + "2021-11-15/functions/x/response-streaming-invocations"
        func proxy(_ uri: String, _ more: String = "") -> String {
            "{type: aws_proxy, httpMethod: POST, uri: \(uri)\(more)}"
        }
        expect(4050, api(proxy("⟦'\(buffered)'⟧", ", responseTransferMode: STREAM")))
        expect(4050, api(proxy("⟦'\(streaming)'⟧")))
        let stream = ", responseTransferMode: STREAM"
        #expect(SpecCompile(api(proxy("'\(streaming)'", stream))).diagnostics.isEmpty)
        #expect(SpecCompile(api(proxy("'\(buffered)'"))).diagnostics.isEmpty)
        let parameters = "[{name: q, in: query, schema: {type: string}}]"
        let cached = stream + ", cacheKeyParameters: [⟦method.request.querystring.q⟧]"
        expect(4049, api(proxy("'\(streaming)'", cached), parameters: parameters))
        expect(
            4049,
            api(proxy("'\(streaming)'", stream), root: "x-amazon-apigateway-minimum-compression-size: ⟦100⟧"))
    }

    @Test func templatesThatAreGivenBytes() {
        let binary = "x-amazon-apigateway-binary-media-types: ['image/png', 'application/*']"
        func mock(_ more: String) -> String {
            api(
                "{type: mock, requestTemplates: {⟦application/json⟧: '{\"statusCode\": 200}'}, \(more)"
                    + "responses: {default: {statusCode: 200}}}", root: binary)
        }
        expect(4047, mock(""))
        let converted = mock("contentHandling: CONVERT_TO_TEXT, ").filter { $0 != "⟦" && $0 != "⟧" }
        #expect(SpecCompile(converted).diagnostics.isEmpty)
    }

    @Test func gatewayResponses() {
        let root = "x-amazon-apigateway-gateway-responses: "
        expect(4103, api(http("x: 1"), root: root + "{REQUEST_TOO_LARGE: {}}"))
        expect(
            4102,
            api(http("x: 1"), root: root + "{DEFAULT_4XX: {responseTemplates: {application/json: \"⟦#if⟧(true)x\"}}}"))
    }

    @Test func segments() {
        expect(4002, paths("  /files/⟦{path+}⟧/meta: \(one)\n"))
        expect(4003, paths("  /⟦report-{id}.pdf⟧: \(one)\n"))
        expect(4004, paths("  ⟦/a//b⟧: \(one)\n"))
    }

    @Test func namesWithoutDefinition() {
        expect(
            4024,
            api(http("x: 1")).replacingOccurrences(
                of: "      responses:", with: "      security: [{key: []}]\n      responses:")
                + "\ncomponents: {securitySchemes: {key: {type: apiKey, name: x-api-key, in: header}}}")
    }

    @Test func xmlModelsAreNoted() {
        var options = CompileOptions()
        options.notesPortability = true
        expect(
            4026,
            api(
                http("x: 1"),
                root: "x-amazon-apigateway-request-validators: {b: {validateRequestBody: true}}\n"
                    + "x-amazon-apigateway-request-validator: b"
            ).replacingOccurrences(
                of: "      responses:",
                with: "      requestBody: {content: {application/xml: {⟦schema⟧: {type: object}}}}\n      responses:"),
            options: options)
    }

    // Facts: pipeline-3.1
    @Test func integrationsAreComplete() {
        expect(4041, api("{type: http, httpMethod: GET, responses: {default: {statusCode: 200}}}"))
        expect(4044, api(http("timeoutInMillis: 49")))
        expect(4046, api(http("connectionType: VPC_LINK")))
    }

    @Test func sourcesExistWhereMappingsRun() {
        expect(4068, api(http("requestParameters: {integration.request.header.X: ⟦integration.response.header.Y⟧}")))
        expect(
            4071,
            api(
                http("requestParameters: {integration.request.header.X: ⟦method.request.path.id⟧}"),
                parameters: "[{name: id, in: path, required: true, schema: {type: string}}]"))
    }

    @Test func statusesAndTypes() {
        expect(
            4082,
            api(
                "{type: http, httpMethod: GET, uri: 'http://h.test/', responses: {default: {statusCode: 200}, "
                    + "'': {statusCode: 200}}}"))
        expect(4100, api(http("x: 1"), root: "x-amazon-apigateway-gateway-responses: {⟦NOT_FOUND⟧: {}}"))
    }

    @Test func theSameInputGivesTheSameBytesWhateverThePath() throws {
        let text = api(http("requestParameters: {integration.request.header.X: context.stage}"))
        let first = try #require(SpecCompile(text, path: "a/b/spec.yaml").compiled?.plan)
        let second = try #require(SpecCompile(text, path: "/elsewhere/spec.yaml").compiled?.plan)
        #expect(first == second)
    }
}
