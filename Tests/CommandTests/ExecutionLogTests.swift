// Execution logs of a running server: settings of methods, the option, where lines go, and what a data trace tells.

import Foundation
import Testing

#if canImport(Glibc)
    import Glibc
#endif

@Suite struct ExecutionLogTests {
    private static let api = """
        openapi: "3.0.1"
        info: {title: Pets, version: "1"}
        paths:
          /quiet: {get: {responses: {"200": {description: x}}, x-amazon-apigateway-integration: &mock {
            type: mock, requestTemplates: {application/json: '{"statusCode": 200}'},
            responses: {default: {statusCode: "200", responseTemplates: {application/json: '{"say": "hi"}'}}}}}}
          /pets/{id}: {get: {responses: {"200": {description: x}}, x-amazon-apigateway-integration: *mock}}
          /broken:
            get:
              responses: {"200": {description: x}}
              x-amazon-apigateway-integration:
                {type: mock, requestTemplates: {application/json: 'no'}, responses: {default: {statusCode: "200"}}}
          /proxy/{proxy+}:
            x-amazon-apigateway-any-method:
              parameters: [{name: proxy, in: path, required: true, schema: {type: string}}]
              responses: {"200": {description: x}}
              x-amazon-apigateway-integration:
                {type: http_proxy, httpMethod: ANY, uri: "http://${stageVariables.backend}/{proxy}",
                 requestParameters: {integration.request.path.proxy: method.request.path.proxy}}
        """

    private static let configuration = """
        stages:
          local:
            methodSettings:
              '*/*': {loggingLevel: ERROR}
              /quiet/GET: {loggingLevel: OFF}
              ~1pets~1{id}/GET: {loggingLevel: INFO, dataTraceEnabled: true}
        """

    private func folder() throws -> Folder {
        let folder = try Folder()
        try folder.write("api.yaml", ExecutionLogTests.api)
        return folder
    }

    /// Events behind their time and request.
    private func events(_ text: String) -> [String] {
        text.split(separator: "\n").compactMap { line in
            line.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z \([0-9a-f-]{36}\) (.*)/)
                .map { String($0.1) }
        }
    }

    private func stop(_ server: Serving) throws {
        server.signal(SIGTERM)
        #expect(try server.end() == 0)
    }

    // Facts: access-11.1
    @Test func methodsLogWhatTheirStageSays() throws {
        let folder = try folder()
        try folder.write("gatewright.yaml", ExecutionLogTests.configuration)
        let server = try Serving(["api.yaml", "--var", "backend=127.0.0.1:1"], in: folder.url)
        #expect(try server.get("/quiet").status == 200)
        #expect(try server.get("/pets/7?a=%0aforged", headers: "X-Note: \u{202e}x\r\n").status == 200)
        #expect(try server.get("/broken").status == 500)
        #expect(try server.get("/nothing").status == 403)
        try stop(server)
        let events = try events(server.error)
        #expect(!events.contains { $0.contains("/quiet") || $0.contains("/nothing") })
        #expect(
            events.suffix(2) == [
                "Execution failed due to configuration error: statusCode should be an integer which defined in request "
                    + "template", "Method completed with status: 500",
            ])
        let pet = events.dropLast(2)
        #expect(pet.first?.hasPrefix("Extended Request Id: ") == true)
        let expected = [
            "HTTP Method: GET, Resource Path: /pets/7", "Method request path: {id=7}",
            "Method request query string: {a=\\nforged}", "Method request headers: {Host=test, X-Note=\\u{202e}x}",
            "Method request body before transformations: ",
            "Method response body after transformations: {\"say\": \"hi\"}",
            "Method response headers: {Content-Type=application/json}", "Successfully completed execution",
            "Method completed with status: 200",
        ]
        #expect(pet.filter(expected.contains) == expected, "\(pet)")
        #expect(try server.output.split(separator: "\n").count == 4)
    }

    @Test func theOptionIsForEveryMethodAndTheFileItsOwnersAlone() throws {
        let folder = try folder()
        try folder.write("gatewright.yaml", ExecutionLogTests.configuration)
        let server = try Serving(
            [
                "api.yaml", "--execution-log", "trace", "--execution-log-file", "execution.log", "--access-log", "off",
            ], in: folder.url)
        #expect(try server.get("/quiet").status == 200)
        try poll("the log is written") { try folder.has("execution.log") && !folder.text("execution.log").isEmpty }
        rename(folder.path("execution.log"), folder.path("old.log"))
        server.signal(SIGHUP)
        try poll("the log is opened again") { folder.has("execution.log") }
        #expect(try server.get("/quiet").status == 200)
        try stop(server)
        for name in ["old.log", "execution.log"] {
            #expect(try events(folder.text(name)).last == "Method completed with status: 200")
            let attributes = try FileManager.default.attributesOfItem(atPath: folder.path(name))
            #expect((attributes[.posixPermissions] as? Int) == 0o600)
        }
        #expect(try events(server.error).isEmpty)
        let off = try Serving(["api.yaml", "--execution-log", "off"], in: folder.url)
        #expect(try off.get("/pets/1").status == 200)
        try stop(off)
        #expect(try events(off.error).isEmpty)
    }

    // Facts: access-11.2
    @Test func proxiedBodiesAreToldAndArriveAsTheyWere() throws {
        let folder = try folder()
        let body = String(repeating: "0123456789", count: 300)
        let backend = try Serving(["api.yaml", "--access-log", "off", "--var", "backend=127.0.0.1:1"], in: folder.url)
        let server = try Serving(
            ["api.yaml", "--execution-log", "trace", "--var", "backend=127.0.0.1:\(backend.port)"], in: folder.url)
        let answer = try Serving.parse(
            server.exchange(
                "GET /proxy/pets/1 HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
                    + body))
        #expect(answer.status == 200 && answer.body == "{\"say\": \"hi\"}")
        let head = try server.exchange("HEAD /proxy/quiet HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
        #expect(head.hasPrefix("HTTP/1.1 403 "))
        let gone = try Serving(["api.yaml", "--execution-log", "info", "--var", "backend=127.0.0.1:1"], in: folder.url)
        #expect(try gone.get("/proxy/x").status == 500)
        for one in [server, gone, backend] { try stop(one) }
        let events = try events(server.error)
        let cut = body.prefix(998) + " [TRUNCATED]"
        let expected = [
            "Method request body before transformations: \(cut)",
            "Endpoint request URI: http://127.0.0.1:\(backend.port)/pets/1",
            "Endpoint request body after transformations: \(cut)",
            "Sending request to http://127.0.0.1:\(backend.port)/pets/1",
            "Endpoint response body before transformations: {\"say\": \"hi\"}",
            "Method response body after transformations: {\"say\": \"hi\"}", "Successfully completed execution",
            "Method completed with status: 200", "Method completed with status: 403",
        ]
        #expect(
            events.filter(expected.contains).filter { !$0.hasPrefix("Success") }
                == expected.filter { !$0.hasPrefix("Success") })
        #expect(events.filter { $0.hasPrefix("Received response. Status: ") }.count == 2)
        #expect(
            try self.events(gone.error).suffix(2) == [
                "Execution failed due to configuration error: the endpoint refused the connection",
                "Method completed with status: 500",
            ])
    }

    @Test func eventsOfConnectionsAreLogged() throws {
        let folder = try Folder()
        let twoWay = "routeResponseSelectionExpression: $default, routeResponses: [{routeResponseKey: $default}]"
        try folder.write(
            "a.routes.yaml",
            """
            api: {name: a, routeSelectionExpression: $request.body.action}
            routes:
              - {routeKey: $connect, target: integrations/i}
              - {routeKey: $disconnect, target: integrations/i}
              - {routeKey: say, target: integrations/i, \(twoWay)}
              - {routeKey: fail, target: integrations/broken, \(twoWay)}
            integrations:
              i: &mock
                integrationType: MOCK
                requestTemplates: {$default: '{"statusCode": 200}'}
                integrationResponses: [{integrationResponseKey: $default}]
              broken: {integrationType: MOCK, requestTemplates: {$default: 'no'}}
            """)
        let server = try Serving(["a.routes.yaml", "--execution-log", "trace"], in: folder.url)
        let client = try Serving.connect(server.port)
        let head =
            "GET /local HTTP/1.1\r\nHost: t\r\nUser-Agent: test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        var bytes = Array(head.utf8)
        // A mask of zeros leaves the payload as it is.
        for text in [#"{"action":"say"}"#, #"{"action":"fail"}"#] {
            bytes += [0x81, 0x80 | UInt8(text.utf8.count), 0, 0, 0, 0] + Array(text.utf8)
        }
        bytes += [0x88, 0x82, 0, 0, 0, 0, 0x03, 0xe8]
        _ = send(client, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        #expect(Serving.readAll(client).contains("Internal server error"))
        close(client)
        try stop(server)
        let said = try server.error.split(separator: "\n").compactMap { line in
            line.wholeMatch(of: /\S+Z \(([\w-]{15}=)\) (.*)/).map { String($0.2) }
        }
        let patterns: [Regex<Substring>] = [
            /WebSocket Request Route: \[\$connect\]/,
            /Client \[UserAgent: test, SourceIp: 127\.0\.0\.1\] is connecting to WebSocket API \[\w+\]\./,
            /Client \[Connection Id: [\w-]{15}=\] connected to API \[\w+\] successfully\./,
            /WebSocket Request Route: \[say\]/,
            /WebSocket API \[\w+\] received message from client \[Connection Id: [\w-]{15}=\]/,
            /Method request body before transformations: \{"action":"say"\}/,
            /Method response body after transformations: \{"action":"say"\}/,
            /Method completed with status: 200/,
            /Execution failed due to configuration error: statusCode should be an integer .*/,
            /Method completed with status: 500/,
            /Client \[Connection Id: [\w-]{15}=\] disconnected from API \[\w+\]\./,
        ]
        for pattern in patterns {
            #expect(said.contains { $0.wholeMatch(of: pattern) != nil }, "\(pattern) in \(said)")
        }
    }
}
