// Commands that ask a control plane, against one that answers from a list and remembers what it was asked.

import Foundation
import Synchronization
import Testing

#if canImport(Glibc)
    import Glibc
#endif

@Suite struct ControlClientTests {
    private static let api = "{\"id\":\"abcdefghij\",\"name\":\"pets\",\"createdDate\":1790000000}"
    private static let stage =
        "{\"stageName\":\"prod\",\"deploymentId\":\"bbb222\",\"lastUpdatedDate\":1790000000.5,"
        + "\"variables\":{\"v\":\"1\"}}"
    private static let canary =
        "{\"stageName\":\"prod\",\"deploymentId\":\"bbb222\",\"lastUpdatedDate\":1790000000,\"canarySettings\":"
        + "{\"deploymentId\":\"ccc333\",\"percentTraffic\":10.0,\"stageVariableOverrides\":{\"v\":\"2\"}}}"
    private static let deployments =
        "{\"item\":[{\"id\":\"bbb222\",\"createdDate\":2},{\"id\":\"aaa111\",\"createdDate\":1},"
        + "{\"id\":\"ccc333\",\"createdDate\":3}]}"

    private func plane(
        stage: String = ControlClientTests.stage, _ more: [String: FakeControlPlane.Reply] = [:]
    ) throws -> FakeControlPlane {
        var replies: [String: FakeControlPlane.Reply] = [
            "GET /restapis": .init("{\"item\":[\(ControlClientTests.api)]}"),
            "GET /restapis/abcdefghij/stages": .init("{\"item\":[\(stage)]}"),
            "GET /restapis/abcdefghij/deployments": .init(ControlClientTests.deployments),
            "PATCH /restapis/abcdefghij/stages/prod": .init(stage),
        ]
        replies.merge(more) { $1 }
        return try FakeControlPlane(replies)
    }

    private func run(
        _ arguments: [String], _ plane: FakeControlPlane, environment: [String: String] = [:], in folder: URL? = nil
    ) throws -> Outcome {
        var variables = ["AWS_ENDPOINT_URL": plane.url, "AWS_EC2_METADATA_DISABLED": "true", "HOME": "/nonexistent"]
        for name in ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE", "AWS_REGION"] { variables[name] = "" }
        return try Command.run(arguments, in: folder, environment: variables.merging(environment) { $1 })
    }

    // MARK: status

    @Test func statusListsAPIsAndStages() throws {
        let outcome = try run(["status"], try plane(stage: ControlClientTests.canary))
        #expect(outcome.status == 0, "\(outcome.error)")
        #expect(
            outcome.output == """
                API   ID          STAGE  DEPLOYMENT  CANARY         CHANGED
                pets  abcdefghij  prod   bbb222      ccc333 10.0 %  2026-09-21 14:13

                """)
        let json = try run(["status", "--format", "json"], try plane())
        #expect(json.output.contains("\"stages\": [") && json.output.contains("\"stageName\": \"prod\""))
    }

    @Test func statusOfOneAPISaysWhatTheCompilerSaysOfIt() throws {
        let document = "{\"openapi\":\"3.0.1\",\"info\":{\"title\":\"pets\",\"version\":\"1\"},\"paths\":{\"/a\":7}}"
        let control = try plane(["GET /restapis/abcdefghij/stages/prod/exports/oas30": .init(document)])
        let outcome = try run(["status", "--api", "pets"], control)
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("abcdefghij"))
        #expect(outcome.error.contains("what stage prod serves:\nerror[GW"), "\(outcome.error)")
    }

    @Test func statusFollowsPages() throws {
        let first = "{\"item\":[\(ControlClientTests.api)],\"position\":\"next page\"}"
        let second = "{\"item\":[{\"id\":\"zzzzzzzzzz\",\"name\":\"other\"}]}"
        let control = try plane([
            "GET /restapis": .init(first), "GET /restapis?position=next%20page": .init(second),
            "GET /restapis/zzzzzzzzzz/stages": .init("{\"item\":[]}"),
        ])
        let outcome = try run(["status"], control)
        #expect(outcome.output.contains("zzzzzzzzzz  –"), "\(outcome.output)\(outcome.error)")
    }

    @Test func failuresSayWhatToTypeNext() throws {
        let control = try plane()
        for (arguments, status, parts) in [
            (["status", "--control", "http://127.0.0.1:1"], 2, ["nobody listens", "gatewright serve"]),
            (["status", "--control", "https://gateway.test"], 2, ["no credentials", "AWS_ACCESS_KEY_ID"]),
            (["status", "--api", "none"], 1, ["no API `none`", "gatewright status"]),
            (["promote", "--api", "pets", "--stage", "prod"], 1, ["has no canary", "--canary 10"]),
            (["promote", "--api", "pets", "--stage", "dev"], 1, ["no stage `dev`", "its stages are prod"]),
            (
                ["rollback", "--api", "pets", "--stage", "prod", "--to", "zzz"], 1,
                ["no deployment `zzz`", "ccc333, bbb222"]
            ),
            (["status", "--control", "http://x/y"], 2, ["--control"]),
        ] {
            let outcome = try run(arguments, control)
            #expect(outcome.status == status, "\(arguments) \(outcome.error)")
            for part in parts { #expect(outcome.error.contains(part), "\(arguments) \(outcome.error)") }
        }
    }

    @Test func refusalsAreToldInAWSsWords() throws {
        let control = try plane([
            "GET /restapis": .init(
                "{\"message\":\"The security token included in the request is invalid.\"}", status: 403,
                fields: "x-amzn-ErrorType: UnrecognizedClientException:http://x/\r\n")
        ])
        let outcome = try run(["status"], control)
        #expect(outcome.status == 1)
        #expect(
            outcome.error.contains(
                "error: `GET /restapis` answers UnrecognizedClientException: The security token included"))
    }

    @Test func busyPlanesAreAskedAgain() throws {
        let control = try plane([
            "GET /restapis": .init("{\"item\":[]}", refusals: 1, fields: "Retry-After: 0\r\n")
        ])
        let outcome = try run(["status"], control)
        #expect(outcome.status == 0, "\(outcome.error)")
        #expect(outcome.output.hasPrefix("no APIs in us-east-1"))
        #expect(control.asked.count == 2)
    }

    @Test func callsAreSignedWhereThereAreCredentials() throws {
        let control = try plane()
        _ = try run(["status"], control)
        #expect(control.asked[0].head.contains("Authorization") == false)
        _ = try run(["status", "--region", "eu-west-1"], control)
        #expect(control.asked[2].head.contains("/eu-west-1/apigateway/aws4_request"))
        let keys = ["AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_REGION": "eu-north-1"]
        _ = try run(["status"], control, environment: keys)
        #expect(control.asked[4].head.contains("Credential=AKIDEXAMPLE/"))
        #expect(control.asked[4].head.contains("/eu-north-1/apigateway/aws4_request"))
    }

    // MARK: promote, rollback

    @Test func promoteMakesTheCanaryTheStageInOneCall() throws {
        let control = try plane(stage: ControlClientTests.canary)
        let outcome = try run(["promote", "--api", "pets", "--stage", "prod"], control)
        #expect(outcome.status == 0, "\(outcome.error)")
        #expect(outcome.output == "stage prod: deployment ccc333 serves all requests\n")
        #expect(
            control.asked.last?.body == "{\"patchOperations\":["
                + "{\"op\":\"copy\",\"path\":\"/variables\",\"from\":\"/canarySettings/stageVariableOverrides\"},"
                + "{\"op\":\"copy\",\"path\":\"/deploymentId\",\"from\":\"/canarySettings/deploymentId\"},"
                + "{\"op\":\"remove\",\"path\":\"/canarySettings\"}]}")
    }

    @Test func rollbackEndsACanaryElseGoesOneDeploymentBack() throws {
        let canary = try plane(stage: ControlClientTests.canary)
        _ = try run(["rollback", "--api", "pets", "--stage", "prod"], canary)
        #expect(canary.asked.last?.body == "{\"patchOperations\":[{\"op\":\"remove\",\"path\":\"/canarySettings\"}]}")
        let plain = try plane()
        let outcome = try run(["rollback", "--api", "abcdefghij", "--stage", "prod"], plain)
        #expect(outcome.output == "stage prod: deployment aaa111 serves instead of bbb222\n")
        #expect(
            plain.asked.last?.body
                == "{\"patchOperations\":[{\"op\":\"replace\",\"path\":\"/deploymentId\",\"value\":\"aaa111\"}]}")
        let named = try plane()
        _ = try run(["rollback", "--api", "pets", "--stage", "prod", "--to", "ccc333"], named)
        #expect(named.asked.last?.body.contains("ccc333") == true)
    }

    // MARK: deploy

    private func document(_ operations: String) -> FakeControlPlane.Reply { .init("{\"paths\":{\(operations)}}") }

    @Test func deployMakesAnAPIThatIsNotThere() throws {
        let folder = try Folder()
        let text = specification()
        try folder.write("api.yaml", text)
        let export = "GET /restapis/newnewnew1/stages/prod/exports/oas30"
        let control = try FakeControlPlane([
            "GET /restapis": .init("{\"item\":[]}"),
            "POST /restapis": .init(
                "{\"id\":\"newnewnew1\",\"name\":\"Test\",\"warnings\":[\"odd thing\"]}", status: 201),
            "PATCH /restapis/newnewnew1": .init("{}"),
            "POST /restapis/newnewnew1/deployments": .init("{\"id\":\"ddd444\"}", status: 201),
            "GET /restapis/newnewnew1/stages": .init(
                "{\"item\":[{\"stageName\":\"prod\",\"deploymentId\":\"ddd444\"}]}"),
            export: document("\"/hello\":{\"get\":{\"x\":1},\"parameters\":[]}"),
        ])
        let outcome = try run(
            ["deploy", "api.yaml", "--api", "shop", "--stage", "prod", "--var", "v=1"], control, in: folder.url)
        #expect(outcome.status == 0, "\(outcome.error)")
        #expect(
            outcome.output.hasPrefix(
                """
                API shop (newnewnew1) in us-east-1, new
                deployment ddd444 serves stage prod
                  + GET /hello
                Host newnewnew1.execute-api.us-east-1.…
                """))
        #expect(outcome.error.contains("warning: odd thing"))
        let asked = control.asked
        #expect(asked[1].head.hasPrefix("POST /restapis?mode=import HTTP/1.1\r\n"))
        #expect(asked[1].body == text)
        #expect(asked[2].body.contains("\"/name\",\"value\":\"shop\""))
        #expect(asked[3].body == "{\"stageName\":\"prod\",\"variables\":{\"v\":\"1\"}}")
    }

    @Test func deploySendsTheVariablesOfATemplate() throws {
        let folder = try Folder()
        try folder.write(
            "template.yaml",
            """
            Transform: AWS::Serverless-2016-10-31
            Resources:
              Shop:
                Type: AWS::Serverless::Api
                Properties:
                  StageName: prod
                  Variables: {color: red, size: "7"}
                  DefinitionBody:
                    openapi: 3.0.1
                    info: {title: Shop, version: "1"}
                    paths:
                      /hello:
                        get:
                          responses: {"200": {description: ok}}
                          x-amazon-apigateway-integration: {type: mock}

            """)
        let control = try FakeControlPlane([
            "GET /restapis": .init("{\"item\":[]}"),
            "POST /restapis": .init("{\"id\":\"newnewnew1\",\"name\":\"Shop\"}", status: 201),
            "PATCH /restapis/newnewnew1": .init("{}"),
            "POST /restapis/newnewnew1/deployments": .init("{\"id\":\"ddd444\"}", status: 201),
            "GET /restapis/newnewnew1/stages": .init(
                "{\"item\":[{\"stageName\":\"prod\",\"deploymentId\":\"ddd444\"}]}"),
            "GET /restapis/newnewnew1/stages/prod/exports/oas30": document("\"/hello\":{\"get\":{}}"),
        ])
        let outcome = try run(
            ["deploy", "template.yaml", "--api", "Shop", "--stage", "prod", "--var", "size=8"], control, in: folder.url)
        #expect(outcome.status == 0, "\(outcome.error)")
        let body = control.asked.first { $0.head.contains("/deployments") }?.body
        #expect(body == "{\"stageName\":\"prod\",\"variables\":{\"color\":\"red\",\"size\":\"8\"}}")
    }

    @Test func deployReplacesAnAPIAndSaysWhatChanged() throws {
        let folder = try Folder()
        try folder.write("api.yaml", specification())
        let export = "GET /restapis/abcdefghij/stages/prod/exports/oas30"
        var before = document("\"/a\":{\"get\":{\"x\":1},\"post\":{\"x\":1}},\"/b\":{\"get\":{}}")
        before.then = ["{\"paths\":{\"/a\":{\"get\":{\"x\":1},\"post\":{\"x\":2}},\"/c\":{\"get\":{}}}}"]
        let control = try plane([
            "PUT /restapis/abcdefghij": .init("{\"id\":\"abcdefghij\",\"name\":\"pets\"}"), export: before,
            "POST /restapis/abcdefghij/deployments": .init("{\"id\":\"bbb222\"}", status: 201),
        ])
        let outcome = try run(["deploy", "api.yaml", "--api", "pets", "--stage", "prod"], control, in: folder.url)
        #expect(outcome.output.contains("  ~ POST /a\n  - GET /b\n  + GET /c\n"), "\(outcome.output)\(outcome.error)")
        #expect(control.asked.contains { $0.head.hasPrefix("PUT /restapis/abcdefghij?mode=overwrite ") })
        let json = try run(
            ["deploy", "api.yaml", "--api", "pets", "--stage", "prod", "--json"], control, in: folder.url)
        #expect(json.output.contains("\"deploymentId\": \"bbb222\""))
    }

    @Test func deployToACanary() throws {
        let folder = try Folder()
        try folder.write("api.yaml", specification())
        var stages = FakeControlPlane.Reply("{\"item\":[\(ControlClientTests.stage)]}")
        stages.then = ["{\"item\":[\(ControlClientTests.canary)]}"]
        let control = try plane([
            "PUT /restapis/abcdefghij": .init("{\"id\":\"abcdefghij\",\"name\":\"pets\"}"),
            "GET /restapis/abcdefghij/stages": stages,
            "POST /restapis/abcdefghij/deployments": .init("{\"id\":\"ccc333\"}", status: 201),
        ])
        let command = ["deploy", "api.yaml", "--api", "pets", "--stage", "prod", "--canary", "10", "--var", "v=2"]
        let outcome = try run(command, control, in: folder.url)
        #expect(outcome.status == 0, "\(outcome.error)")
        #expect(outcome.output.contains("ccc333 is the canary of stage prod, 10.0 % of its requests"))
        #expect(outcome.output.contains("gatewright promote --api pets --stage prod"))
        let body = control.asked.first { $0.head.hasPrefix("POST") }?.body
        #expect(
            body == "{\"stageName\":\"prod\",\"canarySettings\":"
                + "{\"percentTraffic\":10.0,\"stageVariableOverrides\":{\"v\":\"2\"}}}")
        // One canary at a time.
        let again = try run(command, control, in: folder.url)
        #expect(again.status == 1)
        #expect(again.error.contains("has a canary, deployment ccc333") && again.error.contains("gatewright promote"))
    }

    @Test func deploySendsNothingThatDoesNotCompile() throws {
        let folder = try Folder()
        try folder.write("api.yaml", brokenSpecification)
        let control = try plane()
        let outcome = try run(["deploy", "api.yaml", "--api", "pets", "--stage", "prod"], control, in: folder.url)
        #expect(outcome.status == 1)
        #expect(outcome.error.contains("error[GW1101]"))
        #expect(control.asked.isEmpty)
    }

    // MARK: import

    @Test func importWritesTheExportOrDeploysIt() throws {
        let folder = try Folder()
        let text = specification()
        let source = try plane([
            "GET /restapis/abcdefghij/stages/prod/exports/oas30": .init(text)
        ])
        let written = try run(
            ["import", "--from", source.url, "--api", "pets", "-o", "pets.yaml"], source, in: folder.url)
        #expect(written.status == 0, "\(written.error)")
        #expect(try folder.text("pets.yaml") == text)
        #expect(source.asked.last?.head.contains("Accept: application/yaml") == true)
        let target = try FakeControlPlane([
            "GET /restapis": .init("{\"item\":[]}"),
            "POST /restapis": .init("{\"id\":\"newnewnew1\",\"name\":\"pets\"}", status: 201),
            "POST /restapis/newnewnew1/deployments": .init("{\"id\":\"ddd444\"}", status: 201),
            "GET /restapis/newnewnew1/stages": .init(
                "{\"item\":[{\"stageName\":\"prod\",\"deploymentId\":\"ddd444\"}]}"),
        ])
        let deployed = try run(
            ["import", "--from", source.url, "--api", "pets", "--stage", "prod", "--to", target.url], source)
        #expect(deployed.status == 0, "\(deployed.error)")
        #expect(target.asked[1].body == text)
        #expect(target.asked[2].body.contains("\"variables\":{\"v\":\"1\"}"))
    }
}

/// Answers by method and path; a query is looked up first without `limit`. Any other request is 404.
final class FakeControlPlane: @unchecked Sendable {
    struct Reply {
        var body: String
        var status: Int
        /// Answers 429 so often first.
        var refusals: Int
        var fields: String
        /// Bodies of the answers behind the first; the last one stays.
        var then: [String] = []

        init(_ body: String, status: Int = 200, refusals: Int = 0, fields: String = "") {
            self.body = body
            self.status = status
            self.refusals = refusals
            self.fields = fields
        }
    }

    struct Asked {
        let head: String
        let body: String
    }

    let port: UInt16
    private let descriptor: Int32
    private let state: Mutex<(replies: [String: Reply], asked: [Asked])>

    var url: String { "http://127.0.0.1:\(port)" }
    var asked: [Asked] { state.withLock { $0.asked } }

    init(_ replies: [String: Reply]) throws {
        state = Mutex((replies, []))
        let listening = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listening, $0, length) == 0 && listen(listening, 16) == 0
                    && getsockname(listening, $0, &length) == 0
            }
        }
        if !isBound { throw ServingFailure(text: "cannot listen") }
        descriptor = listening
        port = UInt16(bigEndian: address.sin_port)
        Thread.detachNewThread { [weak self] in
            while true {
                let client = accept(listening, nil, nil)
                if client < 0 {
                    // Shut down; nobody else may give the number back while this thread uses it.
                    close(listening)
                    return
                }
                self?.serve(client)
                close(client)
            }
        }
    }

    deinit { shutdown(descriptor, Int32(SHUT_RDWR)) }

    private func serve(_ client: Int32) {
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 1 << 16)
        let end = Array("\r\n\r\n".utf8)
        while true {
            if let range = bytes.firstRange(of: end) {
                let head = String(decoding: bytes[..<range.upperBound], as: UTF8.self)
                let length = head.firstMatch(of: /Content-Length: (\d+)/).flatMap { Int($0.1) } ?? 0
                if bytes.count >= range.upperBound + length {
                    let body = String(decoding: bytes[range.upperBound...], as: UTF8.self)
                    let answer = Array(answer(head, body).utf8)
                    _ = send(client, answer, answer.count, Int32(MSG_NOSIGNAL))
                    return
                }
            }
            let count = recv(client, &block, block.count, 0)
            if count <= 0 { return }
            bytes += block[..<count]
        }
    }

    private func answer(_ head: String, _ body: String) -> String {
        let parts = head.split(separator: " ")
        let target = String(parts[1]).replacing("limit=500", with: "").replacing("?&", with: "?")
        let names = ["\(parts[0]) \(target)", "\(parts[0]) \(target.split(separator: "?")[0])"]
        let reply = state.withLock { state in
            state.asked.append(Asked(head: head, body: body))
            for name in names {
                guard let known = state.replies[name] else { continue }
                if known.refusals > 0 {
                    state.replies[name]?.refusals -= 1
                    return Reply("{\"message\":\"Too Many Requests\"}", status: 429, fields: known.fields)
                }
                if let next = known.then.first {
                    state.replies[name]?.body = next
                    state.replies[name]?.then.removeFirst()
                }
                return known
            }
            return Reply("{\"message\":\"Invalid \(names[1])\"}", status: 404)
        }
        let length = "Content-Length: \(reply.body.utf8.count)\r\n"
        return "HTTP/1.1 \(reply.status) X\r\n\(length)\(reply.fields)\r\n\(reply.body)"
    }
}
