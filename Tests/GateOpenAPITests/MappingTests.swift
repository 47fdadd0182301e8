// Parameter mappings in all forms.

import GateDefinition
import GateSource
import Testing

@testable import GateTranslate

@Suite struct MappingTests {
    private func source(_ text: String) throws -> ParameterMapping.Source? {
        let lines =
            "type: http_proxy\nhttpMethod: GET\nuri: https://example.com/\n"
            + "requestParameters:\n  integration.request.header.a: \"\(text)\""
        let method = try importYAML(integration(lines)).method("get", "/pets")
        return method.integration?.requestParameters.first?.source
    }

    @Test(arguments: [
        ("'text'", "literal(\"text\")"), ("''", "literal(\"\")"), ("'it is'", "literal(\"it is\")"),
        ("method.request.path.id", "requestPath(\"id\")"),
        ("method.request.querystring.q", "requestQueryString(\"q\")"),
        ("method.request.multivaluequerystring.q", "requestMultivalueQueryString(\"q\")"),
        ("method.request.header.X-A", "requestHeader(\"X-A\")"),
        ("method.request.multivalueheader.X-A", "requestMultivalueHeader(\"X-A\")"),
        ("integration.response.header.E", "responseHeader(\"E\")"),
        ("integration.response.multivalueheader.E", "responseMultivalueHeader(\"E\")"),
        ("stageVariables.host", "stageVariable(\"host\")"),
        ("context.authorizer.claims.sub", "context(\"authorizer.claims.sub\")"),
    ])
    func readsNamedSources(text: String, expected: String) throws {
        let found = try source(text)
        #expect(found.map { "\($0)" } == expected)
    }

    @Test func readsBodies() throws {
        guard case .requestBody(path: nil) = try source("method.request.body") else {
            Issue.record("whole body")
            return
        }
        guard case .requestBody(path: let path?) = try source("method.request.body.pets[0].name") else {
            Issue.record("a part of the body")
            return
        }
        #expect(path.text == "pets[0].name")
        guard case .responseBody(path: let element?) = try source("integration.response.body[0]") else {
            Issue.record("an element of the body")
            return
        }
        #expect(element.text == "[0]")
    }

    @Test func keepsThePlaceOfThePathInTheBody() throws {
        let lines =
            "type: http_proxy\nhttpMethod: GET\nuri: https://example.com/\n"
            + "requestParameters:\n  integration.request.header.a: method.request.body.pets.name"
        let result = importYAML(integration(lines))
        let method = try result.method("get", "/pets")
        let mapping = try #require(method.integration?.requestParameters.first)
        guard case .requestBody(path: let path?) = mapping.source else {
            Issue.record("no path")
            return
        }
        #expect(result.text(path.range) == "pets.name")
        #expect(result.text(path.range(5, 9)) == "name")
    }

    @Test(arguments: [
        "plain", "method.request.cookie.a", "method.request.header.", "method.request.header.a b", "$request.body",
        "method.request.bodyx", "method.request.body.", "'open", "context.", "",
    ])
    func refusesOtherTexts(text: String) throws {
        #expect(try source(text) == nil)
    }

    @Test(arguments: [
        ("plain", "write `'plain'`"), ("$request.header.A", "write `method.request.header.A`"),
        ("method.request.headers.a", "write `method.request.header.…`"),
        ("$context.path", "write `context.path`"),
    ])
    func suggests(text: String, help: String) {
        let lines =
            "type: http_proxy\nhttpMethod: GET\nuri: https://example.com/\n"
            + "requestParameters: {integration.request.header.a: \(text)}"
        #expect(importYAML(integration(lines)).diagnostics.map(\.help) == [help])
    }
}
