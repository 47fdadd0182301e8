// Findings that no other test names: a specification with one fault each, through the whole command.

import Foundation
import Testing

@Suite struct FindingTests {
    /// The codes of a specification's findings.
    private func codes(_ text: String) throws -> [String] {
        let outcome = try Command.run(["check", "--format", "json", "-"], input: text)
        let diagnostics = try json(outcome.output, "diagnostics") as? [[String: Any]]
        return try #require(diagnostics).compactMap { $0["code"] as? String }
    }

    /// A specification with one method; arguments replace its parts.
    private func specification(
        root: String = "", path: String = "/a", operation: String = "", type: String = "mock",
        integration: String = "", template: String = "{\"statusCode\": 200}",
        responses: String = "default: {statusCode: '200'}"
    ) -> String {
        """
        openapi: 3.0.1
        info: {title: T, version: '1'}
        \(root)
        paths:
          \(path):
            post:
              \(operation)
              responses: {'200': {description: d}}
              x-amazon-apigateway-integration:
                type: \(type)
                \(integration)
                requestTemplates:
                  application/json: |-
                    \(template)
                responses: {\(responses)}

        """
    }

    @Test(arguments: [
        ("GW3100", "$.two words"), ("GW3101", "$.a[?(@.b == 1 2)]"), ("GW3102", "$['a',]"),
        ("GW3103", "$.a.length().b"), ("GW3104", "$.sum($.a"), ("GW3105", "$.a.count()"), ("GW3106", "$.a[1-2]"),
        ("GW3108", "$.a[?(@.b == )]"), ("GW3109", "$.a[?(@.b = 1)]"), ("GW3110", ""), ("GW3111", "$['a]"),
        ("GW3112", "$.a[:]"), ("GW3113", "$.a[b]"), ("GW3114", "$.a."), ("GW3115", "$.a[0"),
    ])
    func pathsInTemplatesAreChecked(code: String, path: String) throws {
        #expect(try codes(specification(template: "$input.json(\"\(path)\")")) == [code])
    }

    @Test func pathsAreBounded() throws {
        // GW3107: more than 256 steps.
        let long = "$" + String(repeating: ".a", count: 257)
        #expect(try codes(specification(template: "$input.json(\"\(long)\")")) == ["GW3107"])
        let allowed = "$" + String(repeating: ".a", count: 256)
        #expect(try codes(specification(template: "$input.json(\"\(allowed)\")")) == [])
    }

    @Test(arguments: [("GW4002", "/f/{p+}/meta"), ("GW4003", "/r-{id}.pdf"), ("GW4004", "/a//b")])
    func routesAreChecked(code: String, path: String) throws {
        #expect(try codes(specification(path: path)) == [code])
    }

    @Test(arguments: [
        ("GW4041", []), ("GW4044", ["uri: http://a.b/", "timeoutInMillis: 10"]),
        ("GW4046", ["uri: http://a.b/", "connectionType: VPC_LINK"]),
        (
            "GW4068",
            ["uri: http://a.b/", "requestParameters: {integration.request.header.X: integration.response.header.Y}"]
        ),
    ])
    func integrationsAreChecked(code: String, members: [String]) throws {
        let integration = (["httpMethod: GET"] + members).joined(separator: "\n        ")
        #expect(try codes(specification(type: "http", integration: integration)) == [code])
    }

    @Test func keysResponsesAndModelsAreChecked() throws {
        let scheme = "components: {securitySchemes: {k: {type: apiKey, name: x-api-key, in: header}}}"
        #expect(try codes(specification(root: scheme, operation: "security: [{k: []}]")) == ["GW4024"])
        let twice = "default: {statusCode: '200'}, '': {statusCode: '200'}"
        #expect(try codes(specification(responses: twice)) == ["GW4082"])
        let unknown = "x-amazon-apigateway-gateway-responses: {NOT_FOUND: {}}"
        #expect(try codes(specification(root: unknown)) == ["GW4100"])
    }

    private func model(_ schema: String) -> String {
        let validators = """
            x-amazon-apigateway-request-validators: {b: {validateRequestBody: true, validateRequestParameters: false}}
            x-amazon-apigateway-request-validator: b
            """
        return specification(
            root: validators, operation: "requestBody: {content: {application/json: {schema: \(schema)}}}")
    }

    @Test func modelsAreBoundedAndRefused() throws {
        let nobody = "{$ref: 'https://apigateway.amazonaws.com/restapis/abc/models/Nobody'}"
        #expect(try codes(model(nobody)).contains("GW3206"))
        let long = String(repeating: "x", count: (1 << 20) + 1)
        #expect(try codes(model("{enum: ['\(long)']}")) == ["GW3215"])
        let many = (0...100_000).map { "p\($0): {type: string}" }.joined(separator: ",")
        #expect(try codes(model("{type: object, properties: {\(many)}}")) == ["GW3213"])
    }
}
