// `run`: serving, reloading, stopping, and not starting.

import Foundation
import Testing

#if canImport(Glibc)
    import Glibc
#endif

@Suite struct RunTests {
    @Test func servesSpecificationsAndPlansAlike() throws {
        let folder = try Folder()
        try folder.write("api.yaml", specification())
        _ = try Command.run(["compile", "api.yaml"], in: folder.url)
        for file in ["api.yaml", "api.plan"] {
            let server = try Serving([file], in: folder.url)
            let answer = try server.get("/hello")
            #expect(answer.status == 200)
            #expect(answer.body == "{\"say\": \"hello\"}")
            #expect(try server.get("/other").status == 403)
            let banner = try server.error
            #expect(banner.contains("GET     /hello  MOCK"))
            #expect(banner.contains("try: curl -i 'http://127.0.0.1:\(server.port)/hello'"))
            try poll("the access log has two lines") { try server.output.split(separator: "\n").count == 2 }
            let line = try #require(try server.output.split(separator: "\n").first)
            #expect(try json(String(line), "status") as? Int == 200)
            #expect(try json(String(line), "resourcePath") as? String == "/hello")
            server.signal(SIGTERM)
            #expect(try server.end() == 0)
        }
    }

    @Test func severalFilesAreMountedAtTheirBasePaths() throws {
        let folder = try Folder()
        try folder.write("a.yaml", specification(says: "a", server: "/alpha"))
        try folder.write("b.yaml", specification(says: "b", server: "/beta"))
        let server = try Serving(["a.yaml", "b.yaml"], in: folder.url)
        #expect(try server.get("/alpha/hello").body == "{\"say\": \"a\"}")
        #expect(try server.get("/beta/hello").body == "{\"say\": \"b\"}")
        #expect(try server.get("/hello").status == 403)
        let clash = try Command.run(["run", "a.yaml", "./a.yaml", "--listen", "127.0.0.1:0"], in: folder.url)
        #expect(clash.status == 1)
        #expect(clash.error.contains("both want to be mounted at `/alpha`"))
    }

    @Test func watchSwapsPlansAndKeepsTheOldOneWhenItMust() throws {
        let folder = try Folder()
        try folder.write("api.yaml", specification(says: "one"))
        let server = try Serving(["api.yaml", "--watch"], in: folder.url)
        #expect(try server.get("/hello").body == "{\"say\": \"one\"}")
        try folder.write("api.yaml", specification(says: "two"))
        try poll("the second plan serves") {
            let answer = try server.get("/hello")
            #expect(answer.status == 200, "no request fails during a swap")
            return answer.body == "{\"say\": \"two\"}"
        }
        try folder.write("api.yaml", brokenSpecification)
        try poll("the finding is told") { try server.error.contains("error[GW1101]") }
        try poll("the keeping is told") { try server.error.contains("the plan from before keeps serving") }
        #expect(try server.get("/hello").body == "{\"say\": \"two\"}")
        try folder.write("api.yaml", specification(says: "three"))
        try poll("the third plan serves") { try server.get("/hello").body == "{\"say\": \"three\"}" }
    }

    @Test func hangupReloads() throws {
        let folder = try Folder()
        try folder.write("api.yaml", specification(says: "one"))
        let server = try Serving(["api.yaml"], in: folder.url)
        try folder.write("api.yaml", specification(says: "two"))
        #expect(try server.get("/hello").body == "{\"say\": \"one\"}")
        server.signal(SIGHUP)
        try poll("the second plan serves") { try server.get("/hello").body == "{\"say\": \"two\"}" }
    }

    @Test func accessLogGoesToItsFileAndIsOpenedAgain() throws {
        let folder = try Folder()
        try folder.write("api.yaml", specification())
        let server = try Serving(
            ["api.yaml", "--access-log-file", "log", "--access-log", "$context.status $context.path"], in: folder.url)
        _ = try server.get("/hello")
        try poll("the line is there") { try folder.text("log") == "200 /hello\n" }
        try FileManager.default.moveItem(atPath: folder.path("log"), toPath: folder.path("log.1"))
        server.signal(SIGHUP)
        try poll("the file is there again") { folder.has("log") }
        _ = try server.get("/hello")
        try poll("the line is in the new file") { try folder.text("log") == "200 /hello\n" }
        #expect(try server.output.isEmpty)
    }

    @Test func stageAndVariablesReachTemplates() throws {
        let folder = try Folder()
        try folder.write("api.yaml", specification(says: "$context.stage $stageVariables.who"))
        let server = try Serving(["api.yaml", "--stage", "prod", "--var", "who=a=b"], in: folder.url)
        #expect(try server.get("/hello").body == "{\"say\": \"prod a=b\"}")
    }

    @Test func portInUseIsOneClearLine() throws {
        let folder = try Folder()
        try folder.write("api.yaml", specification())
        let server = try Serving(["api.yaml"], in: folder.url)
        let second = try Command.run(["run", "api.yaml", "--listen", "127.0.0.1:\(server.port)"], in: folder.url)
        #expect(second.status == 2)
        #expect(second.error.hasPrefix("error: port \(server.port) on 127.0.0.1 is in use"))
        #expect(second.error.split(separator: "\n").count == 2)
    }

    @Test func interruptStopsToo() throws {
        let folder = try Folder()
        try folder.write("api.yaml", specification())
        let server = try Serving(["api.yaml", "--event-loops", "2"], in: folder.url)
        #expect(try server.get("/hello").status == 200)
        server.signal(SIGINT)
        #expect(try server.end() == 0)
    }

    @Test func brokenSpecificationsDoNotStart() throws {
        let folder = try Folder()
        try folder.write("api.yaml", brokenSpecification)
        let outcome = try Command.run(["run", "api.yaml", "--listen", "127.0.0.1:0"], in: folder.url)
        #expect(outcome.status == 1)
        #expect(outcome.error.contains("error[GW1101]"))
    }

    @Test func answersItsFirstRequestSoonAfterItsStart() throws {
        let folder = try Folder()
        _ = try Command.run(["compile", "specs/petstore.yaml", "-o", folder.path("petstore.plan")])
        let start = Date()
        let server = try Serving(["petstore.plan", "--access-log", "off"], in: folder.url)
        #expect(try server.get("/pets").status == 200)
        // 50 ms is the claim for the optimised binary; this one is not, and the machine may be busy.
        #expect(Date().timeIntervalSince(start) < 2)
    }

    /// A handshake that a mock refuses shows the variable of the stage.
    @Test func aStageOfARouteSpecIsPickedByName() throws {
        let folder = try Folder()
        try folder.write(
            "a.routes.yaml",
            """
            api: {name: a, routeSelectionExpression: $request.body.action}
            routes: [{routeKey: $connect, target: integrations/door}]
            integrations:
              door:
                integrationType: MOCK
                requestTemplates: {$default: '{"statusCode": 401}'}
                integrationResponses:
                  - {integrationResponseKey: $default, responseTemplates: {$default: 'of $stageVariables.name'}}
            stages:
              - {stageName: one, stageVariables: {name: first}}
              - {stageName: two, stageVariables: {name: second}}
            """)
        let wanted = [
            ([], "local", "first"), (["--stage", "two"], "two", "second"), (["--stage", "x"], "x", "first"),
        ]
        for (arguments, stage, name) in wanted {
            let server = try Serving(["a.routes.yaml"] + arguments, in: folder.url)
            let handshake =
                "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            let text = try server.exchange(
                "GET /\(stage) HTTP/1.1\r\nHost: test\r\n\(handshake)\r\n"
                    + "GET / HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n")
            #expect(text.hasPrefix("HTTP/1.1 401 ") && text.contains("of \(name)"), "\(text)")
        }
    }
}
