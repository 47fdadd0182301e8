// `test-invoke`: the execution log of TestInvokeMethod, and the object that the API answers.

import Foundation
import Testing

@Suite struct TestInvokeTests {
    private static let tested = """
        openapi: 3.0.1
        info: {title: Tested, version: '1'}
        paths:
          /mock:
            get:
              security: [{key: []}]
              responses: {'200': {description: Fine}}
              x-amazon-apigateway-integration:
                type: mock
                requestTemplates: {application/json: '{"statusCode": 200}'}
                responses:
                  default:
                    statusCode: '200'
                    responseTemplates: {application/json: '{"stage": "$context.stage"}'}
          /nameless:
            get:
              responses: {'200': {description: Fine}}
              x-amazon-apigateway-integration:
                type: mock
                requestTemplates: {application/json: '{"status": 200}'}
                responses: {default: {statusCode: '200'}}
          /strict:
            get:
              responses: {'200': {description: Fine}}
              x-amazon-apigateway-integration:
                type: http
                httpMethod: GET
                uri: http://127.0.0.1:9/strict
                responses: {'200': {statusCode: '200'}}
          /endless:
            get:
              responses: {'200': {description: Fine}}
              x-amazon-apigateway-integration:
                type: mock
                requestTemplates: {application/json: '#macro(again)#again()#end#again()'}
                responses: {default: {statusCode: '200'}}
          /endless-answer:
            get:
              responses: {'200': {description: Fine}}
              x-amazon-apigateway-integration:
                type: mock
                requestTemplates: {application/json: '{"statusCode": 200}'}
                responses:
                  default:
                    statusCode: '200'
                    responseTemplates: {application/json: '#macro(again)#again()#end#again()'}
          /undeclared:
            get:
              responses: {'200': {description: Fine}}
              x-amazon-apigateway-integration:
                type: mock
                requestTemplates: {application/json: '{"statusCode": 200}'}
                responses: {default: {statusCode: '418'}}
          /where:
            get:
              responses: {'200': {description: Fine}}
              x-amazon-apigateway-integration:
                type: http_proxy
                httpMethod: GET
                uri: http://${stageVariables.host}/
          /items/{id}:
            post:
              parameters:
                - {name: id, in: path, required: true, schema: {type: string}}
                - {name: must, in: query, required: true, schema: {type: string}}
                - {name: Authorization, in: header, schema: {type: string}}
              requestBody:
                content: {application/json: {schema: {type: object, required: [name]}}}
              responses: {'200': {description: Fine}}
              x-amazon-apigateway-request-validator: all
              x-amazon-apigateway-integration:
                type: http
                httpMethod: PUT
                uri: https://shop.example/things/{id}
                requestParameters:
                  integration.request.path.id: method.request.path.id
                  integration.request.header.X-Caller: method.request.header.Authorization
                requestTemplates:
                  application/json: '{"id": "$input.params(''id'')"}'
                responses:
                  default:
                    statusCode: '200'
                    responseTemplates:
                      application/json: '{"seen": $input.json(''$.n'')}'
          /function:
            get:
              responses: {'200': {description: Fine}}
              x-amazon-apigateway-integration:
                type: aws_proxy
                httpMethod: POST
                uri: arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:\
        123456789012:function:hello/invocations
        x-amazon-apigateway-request-validators:
          all: {validateRequestBody: true, validateRequestParameters: true}
        components:
          securitySchemes:
            key: {type: apiKey, name: x-api-key, in: header}

        """

    private func invoke(_ arguments: String...) throws -> Outcome {
        let folder = try Folder()
        try folder.write("api.yaml", TestInvokeTests.tested)
        return try Command.run(["test-invoke", "api.yaml"] + arguments, in: folder.url)
    }

    /// The log's lines without their times; the first one keeps its identifier.
    private func messages(_ log: String) -> [String] {
        log.split(separator: "\n").map { line in
            line.firstRange(of: " : ").map { String(line[$0.upperBound...]) } ?? String(line)
        }
    }

    // Facts: pipeline-10.2, pipeline-10.3
    @Test func mocksHaveNoEndpointLinesAndNeedNoKey() throws {
        let outcome = try invoke("GET", "/mock?a=1&b=x%20y&a=2", "-H", "Accept: */*")
        #expect(outcome.status == 0)
        let lines = outcome.output.split(separator: "\n")
        let first = try #require(lines.first?.wholeMatch(of: /Execution log for request ([0-9a-f-]{36})/))
        let start = /[A-Z][a-z]{2} [A-Z][a-z]{2} \d\d \d\d:\d\d:\d\d UTC \d{4} : Starting execution for request: (.*)/
        #expect(try #require(lines[1].wholeMatch(of: start)).1 == first.1)
        #expect(
            messages(outcome.output).dropFirst(2) == [
                "HTTP Method: GET, Resource Path: /mock",
                "Method request path: {}",
                "Method request query string: {a=1,2, b=x y}",
                "Method request headers: {Accept=*/*}",
                "Method request body before transformations: ",
                "Method response body after transformations: {\"stage\": \"test-invoke-stage\"}",
                "Method response headers: {Content-Type=application/json}",
                "Successfully completed execution",
                "Method completed with status: 200",
            ])
    }

    // Facts: pipeline-10.3
    @Test func backendsAreTakenToAnswer() throws {
        let outcome = try invoke(
            "POST", "/items/7?must=x", "-d", "{\"name\":\"y\"}", "--backend-body", "{\"n\": 5}", "--backend-header",
            "X-From: there", "--backend-status", "201")
        #expect(outcome.status == 0)
        let lines = messages(outcome.output.replacing(/latency: \d+ ms/, with: "latency: 0 ms"))
        let expected = [
            "Method request path: {id=7}",
            "Method request body before transformations: {\"name\":\"y\"}",
            "Endpoint request URI: https://shop.example/things/7",
            "Endpoint request body after transformations: {\"id\": \"7\"}",
            "Sending request to https://shop.example/things/7",
            "Received response. Status: 201, Integration latency: 0 ms",
            "Endpoint response headers: {X-From=there, Content-Type=application/json, Content-Length=8}",
            "Endpoint response body before transformations: {\"n\": 5}",
            "Method response body after transformations: {\"seen\": 5}",
            "Successfully completed execution",
            "Method completed with status: 200",
        ]
        #expect(lines.filter(expected.contains) == expected, "\(outcome.output)")
        #expect(lines.contains { $0.hasPrefix("Endpoint request headers: {Host=shop.example, ") })
    }

    @Test func backendsWithoutAnAnswerExitTwo() throws {
        let outcome = try invoke("POST", "/items/7?must=x", "-d", "{\"name\":\"y\"}")
        #expect(outcome.status == 2)
        #expect(outcome.output.isEmpty)
        #expect(outcome.error.contains("error: the integration calls https://shop.example:443, and nothing says"))
        #expect(outcome.error.contains("--backend-body"))
        let unknown = try invoke("DELETE", "/mock")
        #expect(unknown.status == 2)
        #expect(unknown.error.contains("error: no method serves `DELETE /mock`"))
    }

    @Test func failuresAreToldInAmazonsWords() throws {
        let body = try messages(invoke("POST", "/items/7?must=x", "-d", "{}").output)
        #expect(
            body.suffix(2) == [
                "Request body does not match model schema for content type application/json: "
                    + "[object has missing required properties ([\"name\"])]",
                "Method completed with status: 400",
            ])
        let parameters = try messages(invoke("POST", "/items/7", "-d", "{\"name\":\"y\"}").output)
        #expect(parameters.suffix(2).first == "Missing required request parameters: [must]")
        let cause = "Execution failed due to configuration error: "
        for (arguments, words, status) in [
            (["/nameless"], "statusCode should be an integer which defined in request template", 500),
            (
                ["/strict", "--backend-status", "403"],
                "No match for output mapping and no default output mapping configured. "
                    + "Endpoint Response Status Code: 403", 500
            ),
            (["/endless"], "Unable to transform request", 500),
            (["/endless-answer"], "Unable to transform response", 500),
            (["/undeclared"], "Output mapping refers to an invalid method response", 500),
            (["/where", "--var", "host=a|b"], "Invalid endpoint address", 500),
            (["/function", "--backend-body", "\"word\""], "Malformed Lambda proxy response", 502),
        ] {
            let folder = try Folder()
            try folder.write("api.yaml", TestInvokeTests.tested)
            let outcome = try Command.run(["test-invoke", "api.yaml", "GET"] + arguments, in: folder.url)
            #expect(outcome.status == 0)
            let expected = [cause + words, "Method completed with status: \(status)"]
            #expect(messages(outcome.output).suffix(2) == expected[...], "\(outcome.output)")
        }
    }

    @Test func credentialsAreMaskedWhereverTheyOccur() throws {
        let key = "key-0123456789-abcdef"
        let function = try invoke("GET", "/function", "-H", "x-api-key: \(key)", "--backend-status", "200").output
        #expect(!function.contains(key))
        #expect(function.contains("Method request headers: {x-api-key=***************abcdef}"))
        #expect(function.contains("\"x-api-key\":\"***************abcdef\""))
        let copied = try invoke(
            "POST", "/items/7?must=x", "-d", "{\"name\":\"y\"}", "-H", "Authorization: Bearer \(key)",
            "--backend-status", "200"
        ).output
        #expect(!copied.contains("0123456789"))
        #expect(copied.contains("X-Caller=**********************abcdef"))
        let short = try invoke("GET", "/mock", "-H", "x-api-key: pass").output
        #expect(short.contains("Method request headers: {x-api-key=****}"))
    }

    // Facts: pipeline-10.4
    @Test func longMapsAreCut() throws {
        // `{X=` and `}` are four more.
        let fits = try invoke("GET", "/mock", "-H", "X: " + String(repeating: "v", count: 994)).output
        #expect(!fits.contains("[TRUNCATED]"))
        let long = try invoke("GET", "/mock", "-H", "X: " + String(repeating: "v", count: 995)).output
        #expect(long.contains("vvv [TRUNCATED]\n"))
    }

    // Facts: pipeline-10.1
    @Test func jsonIsTheResponseOfTheAPI() throws {
        let text = try invoke("GET", "/mock", "--stage", "beta", "--format", "json").output
        #expect(try json(text, "status") as? Int == 200)
        #expect(try json(text, "body") as? String == "{\"stage\": \"beta\"}")
        #expect(try json(text, "headers", "Content-Type") as? String == "application/json")
        #expect(try json(text, "multiValueHeaders", "Content-Type", "0") as? String == "application/json")
        #expect(try json(text, "latency") is Int)
        let log = try #require(try json(text, "log") as? String)
        #expect(log.hasPrefix("Execution log for request "))
        #expect(log.hasSuffix(" : Method completed with status: 200\n"))
    }
}
