// Text and paths that templates put together, by every command that runs templates.

import Foundation
import Testing

@Suite struct EvaluationTests {
    private static let evaluating = """
        openapi: 3.0.1
        info: {title: Evaluating, version: '1'}
        paths:
          /mock:
            get:
              responses: {'200': {description: Fine}}
              x-amazon-apigateway-integration:
                type: mock
                requestTemplates: {application/json: '{"statusCode": 200}'}
                responses:
                  default:
                    statusCode: '200'
                    responseTemplates:
                      application/json: "#set($t = '#macro(m $x)<$x>#end')#evaluate($t)#m($input.params('q'))"
          /sent:
            post:
              responses: {'200': {description: Fine}}
              x-amazon-apigateway-integration:
                type: http
                httpMethod: POST
                uri: http://127.0.0.1:9/things
                requestTemplates:
                  application/json: >-
                    #set($least = $input.path('$.least'))$input.json("$.items[?(@.price >= $least)].id")
                responses: {default: {statusCode: '200'}}
          /broken:
            get:
              responses: {'200': {description: Fine}}
              x-amazon-apigateway-integration:
                type: mock
                requestTemplates: {application/json: '{"statusCode": 200}'}
                responses:
                  default:
                    statusCode: '200'
                    responseTemplates: {application/json: "#set($t = '#if(')#evaluate($t)"}

        """

    private static let body = #"{"least": 10, "items": [{"id": 1, "price": 5}, {"id": 2, "price": 15}]}"#

    private func folder() throws -> Folder {
        let folder = try Folder()
        try folder.write("api.yaml", EvaluationTests.evaluating)
        return folder
    }

    @Test func serverEvaluates() throws {
        let folder = try folder()
        let server = try Serving(["api.yaml"], in: folder.url)
        for text in ["a", "b"] {
            let answer = try server.get("/mock?q=\(text)")
            #expect(answer.status == 200)
            #expect(answer.body == "<\(text)>")
        }
        #expect(try server.get("/broken").status == 500)
        #expect(try server.get("/mock?q=$context.stage").body == "<$context.stage>", "a value is not run")
        server.signal(SIGTERM)
        #expect(try server.end() == 0)
    }

    @Test func plansEvaluateToo() throws {
        let folder = try folder()
        #expect(try Command.run(["compile", "api.yaml", "-o", "api.plan"], in: folder.url).status == 0)
        let server = try Serving(["api.plan"], in: folder.url)
        #expect(try server.get("/mock?q=c").body == "<c>")
    }

    @Test func traceAndTestInvokeEvaluate() throws {
        let folder = try folder()
        let trace = try Command.run(["trace", "api.yaml", "POST", "/sent", "-d", EvaluationTests.body], in: folder.url)
        #expect(trace.output.contains("request template (application/json)\n  [2]"), "\(trace.output)")
        let invoked = try Command.run(["test-invoke", "api.yaml", "GET", "/mock?q=d"], in: folder.url)
        #expect(invoked.status == 0)
        #expect(invoked.output.contains("<d>"), "\(invoked.output)")
    }

    @Test func templateCommandEvaluates() throws {
        let folder = try Folder()
        try folder.write("map.vtl", "#set($t = '$input.path($p)')#set($p = '$.a.length()')#evaluate($t)")
        let outcome = try Command.run(["template", "render", "map.vtl", "--body", "{\"a\": [1, 2]}"], in: folder.url)
        #expect(outcome.output == "2", "\(outcome.error)")
        try folder.write("bad.vtl", "#set($t = '#if(')#evaluate($t)")
        let bad = try Command.run(["template", "render", "bad.vtl"], in: folder.url)
        #expect(bad.status == 1)
        #expect(bad.error.contains("the template fails: parse"))
        let lines = [
            ##"{"id":1,"template":"#set($t = 'x')#evaluate($t)"}"##,
            ##"{"id":2,"template":"#set($t = '#if(')#evaluate($t)"}"##,
            ##"{"id":3,"template":"#set($t = '$s.substring(9)')#set($s = 'a')#evaluate($t)"}"##,
        ]
        let batch = try Command.run(["template", "render", "--batch"], input: lines.joined(separator: "\n"))
        let expected = [
            #"{"id":1,"output":"x"}"#, #"{"id":2,"error":{"kind":"parse"}}"#, #"{"id":3,"error":{"kind":"runtime"}}"#,
        ]
        #expect(batch.output == expected.map { $0 + "\n" }.joined())
    }

    @Test func evaluatingTheRequestIsAFinding() throws {
        let folder = try Folder()
        try folder.write(
            "api.yaml",
            EvaluationTests.evaluating.replacingOccurrences(of: "#evaluate($t)#m", with: "#evaluate($input.body)#m"))
        let checked = try Command.run(["check", "api.yaml"], in: folder.url)
        #expect(checked.output.contains("warning[GW3003]: `#evaluate` runs what the request says"), "\(checked.output)")
        #expect(try Command.run(["check", "api.yaml", "--allow", "GW3003"], in: folder.url).status == 0)
    }
}
