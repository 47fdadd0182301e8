// Pairs of small HTTP and WebSocket APIs and what callers feel of the difference.

import GateControl
import GateSource
import GateTranslate
import GateTree
import Testing

@Suite struct CompareRouteTests {
    private func api(_ text: String) throws -> ComparedAPI {
        let sink = DiagnosticSink()
        let documents = DocumentSet(sources: SourceMap(), sink: sink, options: DocumentOptions()) { name in
            name == "api.yaml" ? .success(Array(text.utf8)) : .failure(.notFound)
        }
        let root = try #require(documents.load("api.yaml"))
        var options = ImportOptions()
        options.kind = .http
        let imported = importAPI(root, documents: documents, options: options, sink: sink)
        #expect(!sink.hasErrors, "\(sink.diagnostics.map(\.message)): \(text)")
        return ComparedAPI(try #require(imported), documents: documents)
    }

    private func check(_ pairs: [(String, String, [String])]) throws {
        for (old, new, wanted) in pairs {
            let found = compareAPIs(try api(old), try api(new)).map { change in
                [change.effect.rawValue, change.kind, change.operation, change.part].filter { !$0.isEmpty }
                    .joined(separator: " | ")
            }
            #expect(found == wanted, "\(old)\n→ \(new)")
        }
    }

    // MARK: HTTP APIs

    private static let back = "x-amazon-apigateway-integration: {type: http_proxy, uri: 'http://a.test/', "

    private func http(_ paths: String, root: String = "") -> String {
        "openapi: 3.0.1\ninfo: {title: t, version: '1'}\n\(root)\npaths:\n  " + paths.replacing("\n", with: "\n  ")
    }

    private func get(_ more: String = "", operation: String = "", root: String = "") -> String {
        http("/a: {get: {\(operation)\(CompareRouteTests.back)payloadFormatVersion: '1.0'\(more)}}}", root: root)
    }

    private func scheme(_ authorizer: String, scopes: String = "") -> String {
        get(
            operation: "security: [{who: [\(scopes)]}], ",
            root: "components: {securitySchemes: {who: {type: oauth2, "
                + "x-amazon-apigateway-authorizer: {\(authorizer)}}}}")
    }

    @Test func routesOfHTTPAPIsAreTakenByOthers() throws {
        let route = "{get: {\(CompareRouteTests.back)payloadFormatVersion: '1.0'}}}"
        let any = "{x-amazon-apigateway-any-method: {\(CompareRouteTests.back)payloadFormatVersion: '1.0'}}}"
        let both = http("/a: \(route)\n/b/c: \(route)")
        try check([
            (both, both, []),
            (both, http("/a: \(route)"), ["breaking | operation-removed | GET /b/c"]),
            (
                both, http("/a: \(route)\n/b/{rest+}: \(any)"),
                ["behaviour | operation-covered | GET /b/c", "compatible | operation-added | ANY /b/{rest+}"]
            ),
            (
                http("/a: \(route)\n/$default: \(any)"), http("/a: \(route)\n/b: \(route)\n/$default: \(any)"),
                ["behaviour | operation-split | GET /b"]
            ),
            (
                http("/$default: \(any)"), http("/a: \(route)"),
                ["breaking | operation-removed | $default", "behaviour | operation-split | GET /a"]
            ),
        ])
    }

    @Test func integrationsOfHTTPAPIsAreBehaviour() throws {
        let place = "behaviour | mapping | GET /a | integration"
        try check([
            (get(), get(", timeoutInMillis: 100"), ["behaviour | timeout | GET /a | integration timeoutInMillis"]),
            (
                get(), get(", requestParameters: {'append:header.x': '$context.requestId'}"),
                ["\(place) requestParameters append:header.x"]
            ),
            (
                get(", requestParameters: {'overwrite:path': '/${request.path.a}/x'}"),
                get(", requestParameters: {'overwrite:path': \"/${request.path.a}/x\"}"), []
            ),
            (
                get(", responseParameters: {'200': {'overwrite:statuscode': '201'}}"), get(),
                ["\(place) response 200"]
            ),
        ])
    }

    @Test func tokensOfHTTPAPIsAreJudged() throws {
        let jwt = { (audience: String, issuer: String) in
            "type: jwt, identitySource: '$request.header.Authorization', "
                + "jwtConfiguration: {issuer: '\(issuer)', audience: [\(audience)]}"
        }
        let part = "GET /a | authorizer who"
        try check([
            (get(), scheme(jwt("a", "https://i.test")), ["breaking | auth-tightened | GET /a | authorization"]),
            (scheme(jwt("a", "https://i.test")), get(), ["behaviour | auth-removed | GET /a | authorization"]),
            (
                scheme(jwt("a, b", "https://i.test")), scheme(jwt("a", "https://i.test")),
                ["breaking | auth-tightened | \(part) audience"]
            ),
            (
                scheme(jwt("a", "https://i.test")), scheme(jwt("a, b", "https://i.test")),
                ["behaviour | authorizer | \(part) audience"]
            ),
            (
                scheme(jwt("a", "https://i.test")), scheme(jwt("a", "https://j.test")),
                ["breaking | auth-tightened | \(part) issuer"]
            ),
            (
                scheme(jwt("a", "https://i.test")), scheme(jwt("a", "https://i.test"), scopes: "read"),
                ["breaking | auth-tightened | GET /a | authorization scopes"]
            ),
        ])
    }

    @Test func corsIsAContractWithPages() throws {
        let cors = { (members: String) in self.get(root: "x-amazon-apigateway-cors: {\(members)}") }
        let part = "corsConfiguration"
        try check([
            (get(), cors("allowOrigins: ['*']"), ["behaviour | cors-added | \(part)"]),
            (cors("allowOrigins: ['*']"), get(), ["breaking | cors-removed | \(part)"]),
            (
                cors("allowOrigins: ['https://a.test', 'https://b.test']"), cors("allowOrigins: ['https://a.test']"),
                ["breaking | cors-narrowed | \(part) allowOrigins"]
            ),
            (
                cors("allowOrigins: ['https://a.test']"), cors("allowOrigins: ['*']"),
                ["compatible | cors-widened | \(part) allowOrigins"]
            ),
            (
                cors("allowOrigins: ['https://a.test'], allowCredentials: true, maxAge: 5"),
                cors("allowOrigins: ['https://a.test']"),
                ["breaking | cors-narrowed | \(part) allowCredentials", "behaviour | cors | \(part) maxAge"]
            ),
        ])
    }

    // MARK: WebSocket APIs

    private static let mock = "integrations: {i: {integrationType: MOCK, requestTemplates: {$default: '{}'}}}\n"

    private func socket(
        _ routes: String, expression: String = "$request.body.action", more: String = mock, binary: Bool = false
    ) -> String {
        let api = binary ? ", x-gatewright-binary: allow" : ""
        return "api: {name: t, routeSelectionExpression: \(expression)\(api)}\n\(more)routes:\n"
            + routes.split(separator: "\n").map { "  - {\($0)}\n" }.joined()
    }

    @Test func routesOfWebSocketAPIsAreFoundByTheirKeys() throws {
        let say = "routeKey: say, target: integrations/i"
        let tell = "routeKey: tell, target: integrations/i"
        let fallback = "routeKey: $default, target: integrations/i"
        let connect = "routeKey: $connect, target: integrations/i"
        let answers = ", routeResponseSelectionExpression: $default, routeResponses: [{routeResponseKey: $default}]"
        try check([
            (
                socket(say), socket(fallback),
                ["behaviour | operation-covered | say", "compatible | operation-added | $default"]
            ),
            (socket("\(say)\n\(fallback)"), socket(say), ["breaking | operation-removed | $default"]),
            (socket(say), socket("\(say)\n\(tell)"), ["compatible | operation-added | tell"]),
            (
                socket(say), socket(say, expression: "$request.body.do"),
                ["breaking | route-selection | routeSelectionExpression"]
            ),
            (socket(say + answers), socket(say), ["breaking | answer-removed | say | route response"]),
            (socket(say), socket(say + answers), ["behaviour | answer-added | say | route response"]),
            (socket(say, binary: true), socket(say), ["breaking | binary-types | takesBinary"]),
            (
                socket(say), socket("\(say)\n\(connect), apiKeyRequired: true"),
                ["behaviour | operation-added | $connect", "breaking | api-key-required | $connect | authorization"]
            ),
        ])
    }

    @Test func modelsOfMessagesAreCompared() throws {
        let models = { (schema: String) in CompareRouteTests.mock + "models: {M: {schema: {\(schema)}}}\n" }
        let say = "routeKey: say, target: integrations/i, modelSelectionExpression: m, requestModels: {m: M}"
        try check([
            (
                socket(say, more: models("type: object")), socket(say, more: models("type: object, required: [n]")),
                ["breaking | property-required | say | request body m /n"]
            )
        ])
    }
}
