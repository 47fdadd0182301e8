// Mocks of operations without an integration.

import GateBytes
import GateDefinition
import Testing

@testable import GateTranslate

@Suite struct MockTests {
    private func operation(_ responses: String) throws -> (method: Method, integration: Integration) {
        let text = """
            openapi: 3.0.1
            info: {title: t, version: '1'}
            paths:
              /a:
                get:
                  responses:
            \(indented(responses, by: 8))
            """
        let method = try mocked(text).method("get", "/a")
        return (method, try #require(method.integration))
    }

    @Test(arguments: [
        ("'201': {description: a}\n'200': {description: b}\n'404': {description: c}", 200),
        ("'404': {description: c}\n2XX: {description: a}", 200),
        ("default: {description: a}\n'404': {description: c}", 200),
        ("'404': {description: a}\n'302': {description: c}", 302),
        ("'202': {description: a}", 202),
    ])
    func answersTheSuccessResponse(responses: String, status: Int) throws {
        let (method, integration) = try operation(responses)
        #expect(integration.kind == .mock && integration.isGenerated)
        #expect(integration.responses.map(\.statusCode.value) == [status])
        #expect(integration.requestTemplates.first?.text.text == "{\"statusCode\": \(status)}")
        #expect(method.responses.contains { $0.statusCode?.value == status })
    }

    @Test(arguments: [
        ("{application/json: {example: {a: 1}, schema: {type: string}}}", "application/json", #"{"a":1}"#),
        (
            "{text/csv: {example: x}, application/json: {examples: {one: {value: [1]}, two: {value: [2]}}}}",
            "application/json", "[1]"
        ),
        ("{application/problem+json: {schema: {type: integer}}}", "application/problem+json", "0"),
        ("{text/plain: {schema: {type: string}}}", "text/plain", "string"),
        ("{text/plain: {example: 'a \"b\"'}}", "text/plain", #"a "b""#),
        ("{'*/*': {schema: {type: boolean}}}", "application/json", "true"),
        ("{application/json: {example: '{\"a\": 1}'}}", "application/json", #"{"a": 1}"#),
    ])
    func rendersAnExample(content: String, type: String, text: String) throws {
        let (_, integration) = try operation("'200': {description: a, content: \(content)}")
        let template = try #require(integration.responses[0].templates.first)
        #expect(template.contentType.value == type)
        #expect(template.text.text == text)
    }

    @Test func keepsDollarsAndHashesOutOfTheTemplateLanguage() {
        #expect(MockBuilder.escaped("no signs") == "no signs")
        #expect(
            MockBuilder.escaped("$1 #if") == "#set($dollar = '$')#set($hash = '#')${dollar}1 ${hash}if")
    }

    @Test func setsHeadersThatHaveAValue() throws {
        let headers =
            "{X-Rate: {schema: {type: integer, default: 5}}, Content-Type: {schema: {type: string}}, "
            + "Location: {example: /pets/1}}"
        let (_, integration) = try operation("'200': {description: a, headers: \(headers)}")
        let parameters = integration.responses[0].parameters
        #expect(parameters.map(\.target) == [.responseHeader("X-Rate"), .responseHeader("Location")])
        #expect(parameters.map { "\($0.source)" } == ["literal(\"5\")", "literal(\"/pets/1\")"])
    }

    @Test func hasNoBodyWhereNoneIsAllowed() throws {
        let (_, integration) = try operation("'204': {description: a, content: {application/json: {example: 1}}}")
        #expect(integration.responses[0].templates.isEmpty)
    }

    @Test func leavesIntegrationsAlone() throws {
        let method = try mocked(integration("type: http\nhttpMethod: GET\nuri: https://example.com/")).method(
            "get", "/pets")
        #expect(method.integration?.kind == .http)
        #expect(try mocked(integration("type: what")).method("get", "/pets").integration == nil)
    }

    @Test func isOnlyMadeWhenAsked() throws {
        #expect(try importYAML(spec("")).method("get", "/pets").integration == nil)
    }
}
