// `trace`: what would happen, as text and as JSON.

import Foundation
import Testing

@Suite struct TraceTests {
    private static let proxied = """
        openapi: 3.0.1
        info: {title: Proxied, version: '1'}
        paths:
          /items/{id}:
            get:
              parameters:
                - {name: id, in: path, required: true, schema: {type: string}}
                - {name: must, in: query, required: true, schema: {type: string}}
              responses: {'200': {description: Fine}}
              x-amazon-apigateway-request-validator: all
              x-amazon-apigateway-integration:
                type: http
                httpMethod: POST
                uri: http://127.0.0.1:9/things/{id}
                requestParameters:
                  integration.request.path.id: method.request.path.id
                requestTemplates:
                  application/json: '{"id": "$input.params(''id'')"}'
                responses:
                  default:
                    statusCode: '200'
                    responseTemplates:
                      application/json: '{"seen": $input.json(''$.n'')}'
        x-amazon-apigateway-request-validators:
          all: {validateRequestBody: true, validateRequestParameters: true}

        """

    @Test func tellsEveryStepWithoutSending() throws {
        let folder = try Folder()
        try folder.write("api.yaml", TraceTests.proxied)
        let outcome = try Command.run(
            ["trace", "api.yaml", "GET", "/items/7?must=x", "--backend-body", "{\"n\": 5}"], in: folder.url)
        #expect(outcome.status == 0)
        for text in [
            "→ GET /items/{id}", "path  id = 7", "query  must = x", "required parameters: passed",
            "request template (application/json)\n  {\"id\": \"7\"}",
            "upstream request to http://127.0.0.1:9, not sent",
            "  POST /things/7 HTTP/1.1\n", "  HTTP/1.1 200 OK\n", "  {\"seen\": 5}",
        ] {
            #expect(outcome.output.contains(text), "\(text) is missing in\n\(outcome.output)")
        }
    }

    @Test func jsonHasTheSameFacts() throws {
        let folder = try Folder()
        try folder.write("api.yaml", TraceTests.proxied)
        let text = try Command.run(["trace", "api.yaml", "GET", "/items/7?must=x", "--json"], in: folder.url).output
        #expect(try json(text, "route") as? String == "GET /items/{id}")
        #expect(try json(text, "upstream", "origin") as? String == "http://127.0.0.1:9")
        #expect(try json(text, "requestTemplate", "output") as? String == "{\"id\": \"7\"}")
        #expect(try json(text, "gatewayResponse") is NSNull)
        let answer = try #require(try json(text, "answer") as? String)
        #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
    }

    @Test func tellsWhyTheGatewayAnswers() throws {
        let folder = try Folder()
        try folder.write("api.yaml", TraceTests.proxied)
        let missing = try Command.run(["trace", "api.yaml", "GET", "/items/7"], in: folder.url).output
        #expect(missing.contains("required parameters: failed"))
        #expect(missing.contains("gateway response\n  BAD_REQUEST_PARAMETERS\n"))
        #expect(!missing.contains("upstream request"))
        let unknown = try Command.run(["trace", "api.yaml", "DELETE", "/items/7"], in: folder.url).output
        #expect(unknown.contains("no method serves it"))
        #expect(unknown.contains("MISSING_AUTHENTICATION_TOKEN"))
        #expect(unknown.contains("  HTTP/1.1 403 Forbidden\n"))
    }

    @Test func wordsThatAreNoRequestAreRefused() throws {
        let folder = try Folder()
        try folder.write("api.yaml", TraceTests.proxied)
        #expect(try Command.run(["trace", "api.yaml", "GET", "/", "-H", "nocolon"], in: folder.url).status == 2)
        let smuggled = try Command.run(["trace", "api.yaml", "GET", "/x y"], in: folder.url)
        #expect(smuggled.status == 0)
        #expect(smuggled.output.contains("  HTTP/1.1 400 Bad Request\n"))
    }
}
