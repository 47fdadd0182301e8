// `gatewright serve` as a process: boto3 against its control plane, and what is left after it was killed.

import Foundation
import Testing

#if canImport(Glibc)
    import Glibc
#endif

@Suite struct ServeTests {
    /// Runs a script of Tests/Support in the Python environment of Tests/Support/moto; nil where it cannot be had.
    private func python(_ script: String, _ arguments: [String]) throws -> (status: Int32, output: String)? {
        let install = Process()
        install.executableURL = Command.root.appendingPathComponent("Tests/Support/moto")
        install.arguments = ["--install"]
        install.standardError = FileHandle.nullDevice
        try install.run()
        install.waitUntilExit()
        if install.terminationStatus != 0 { return nil }
        let process = Process()
        process.executableURL = Command.root.appendingPathComponent(".build/moto/bin/python")
        process.arguments = ["-B", Command.root.appendingPathComponent("Tests/Support/\(script)").path] + arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }

    private func serve(_ folder: Folder, configuration: String = "") throws -> Serving {
        if !configuration.isEmpty { try folder.write("gatewright.yaml", configuration) }
        return try Serving(
            ["--control", "127.0.0.1:0", "--state", "state"], in: folder.url, subcommand: "serve")
    }

    /// Runs a script against a server of its own with the ports of both planes.
    private func drive(_ script: String, configuration: String = "") throws {
        let folder = try Folder()
        let serving = try serve(folder, configuration: configuration)
        guard let result = try python(script, ["\(serving.controlPort())", "\(serving.port)"]) else {
            print("left out: AWS's clients cannot be installed")
            return
        }
        #expect(result.status == 0, "\(result.output)")
        serving.signal(SIGTERM)
        #expect(try serving.end() == 0)
    }

    @Test func answersBoto3() throws { try drive("boto3-scenarios") }

    /// HTTP and WebSocket APIs, with a backend, an issuer of tokens and a WebSocket client.
    @Test func answersBoto3OfBothKinds() throws { try drive("boto3-v2-scenarios") }

    @Test func answersAWSCommandLine() throws { try drive("awscli-scenarios") }

    @Test func answersDeploymentTools() throws { try drive("terraform-scenarios") }

    @Test func outlivesWhatItShouldNotGet() throws { try drive("hostile-scenarios") }

    @Test func keepsCallsToTheirRates() throws {
        try drive("rates-scenarios", configuration: "limits: {callRates: true}\n")
    }

    @Test func doesWhatTheReadmeShows() throws { try drive("walkthrough") }

    /// Every operation of the models with valid and with wrong input; answers are held against their shapes.
    @Test func answersEveryOperation() throws { try drive("smoke") }

    /// One call of the control plane; its answer with its head.
    private func call(_ serving: Serving, _ line: String, _ body: String = "") throws -> String {
        let descriptor = try Serving.connect(serving.controlPort())
        defer { close(descriptor) }
        let text =
            "\(line) HTTP/1.1\r\nHost: x\r\nAccept: application/json\r\nContent-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n\(body)"
        let bytes = Array(text.utf8)
        _ = send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        return Serving.readAll(descriptor)
    }

    @Test func keepsWhatItAcknowledged() throws {
        let folder = try Folder()
        let document = """
            {"openapi": "3.0.1", "info": {"title": "kept", "version": "1"}, "paths": {"/": {"get": {
            "responses": {"200": {"description": "fine"}}, "x-amazon-apigateway-integration": {"type": "mock",
            "requestTemplates": {"application/json": "{\\"statusCode\\": 200}"},
            "responses": {"default": {"statusCode": "200", "responseTemplates": {"application/json": "kept"}}}}}}}}
            """
        // Without a document, a configuration says nothing.
        try folder.write("gatewright.yaml", "")
        var serving = try serve(folder)
        let made = try call(serving, "POST /restapis?mode=import", document)
        #expect(made.hasPrefix("HTTP/1.1 201 "), "\(made)")
        let id = try String(#require(made.firstMatch(of: /"id":"([a-z0-9]{10})"/)).1)
        let deployed = try call(serving, "POST /restapis/\(id)/deployments", #"{"stageName": "prod"}"#)
        #expect(deployed.hasPrefix("HTTP/1.1 201 "), "\(deployed)")
        #expect(try serving.get("/_aws/execute-api/\(id)/prod/").body == "kept")
        serving.signal(SIGKILL)
        _ = try serving.end()
        serving = try serve(folder, configuration: "# nothing\n")
        #expect(try serving.get("/_aws/execute-api/\(id)/prod/").body == "kept")
        #expect(try call(serving, "GET /restapis/\(id)").contains(#""name":"kept""#))
        serving.signal(SIGTERM)
        #expect(try serving.end() == 0)
    }

    /// The first group of a pattern in a call's answer.
    private func call(
        _ serving: Serving, _ line: String, _ body: String, finds pattern: Regex<(Substring, Substring)>
    ) throws -> String {
        let answer = try call(serving, line, body)
        return try String(#require(answer.firstMatch(of: pattern), "\(answer)").1)
    }

    @Test func linksOfTheStoreLeadToTheConfigurationsTargets() throws {
        let backend = try Folder()
        try backend.write("a", "found")
        let files = try FileServer(backend.url)
        let folder = try Folder()
        let arn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/net/shop/50dc6c495c0c9188"
        try folder.write(
            "gatewright.yaml",
            "account: '123456789012'\nvpcLinks:\n  \(arn): {targets: ['127.0.0.1:\(files.port)']}\n")
        let serving = try serve(folder)
        let link = try call(
            serving, "POST /vpclinks", #"{"name": "shop", "targetArns": ["\#(arn)"]}"#, finds: /"id":"([a-z0-9]{10})"/)
        let document = """
            {"openapi": "3.0.1", "info": {"title": "linked", "version": "1"}, "paths": {"/": {"get": {
            "x-amazon-apigateway-integration": {"type": "http_proxy", "httpMethod": "GET",
            "connectionType": "VPC_LINK", "connectionId": "${stageVariables.link}", "uri": "http://shop.internal/a"}}}}}
            """
        let id = try call(serving, "POST /restapis?mode=import", document, finds: /"id":"([a-z0-9]{10})"/)
        let stage = #"{"stageName": "prod", "variables": {"link": "\#(link)"}}"#
        #expect(try call(serving, "POST /restapis/\(id)/deployments", stage).hasPrefix("HTTP/1.1 201 "))
        let answer = try serving.get("/_aws/execute-api/\(id)/prod/")
        #expect(answer.body == "found", "\(answer)")
        let root = try call(serving, "GET /restapis/\(id)", "", finds: /"rootResourceId":"([a-z0-9]{10})"/)
        let tested = try call(
            serving, "POST /restapis/\(id)/resources/\(root)/methods/GET", #"{"stageVariables": {"link": "\#(link)"}}"#)
        #expect(tested.contains(#""body":"found""#), "\(tested)")
        let unknown = try call(serving, "GET /restapis/nope000000")
        #expect(unknown.contains("Invalid API identifier specified 123456789012:nope000000"))
        serving.signal(SIGTERM)
        #expect(try serving.end() == 0)
    }

    @Test func authorizersAreTestedByTheirFunctions() throws {
        let folder = try Folder()
        try folder.write(
            "gatewright.yaml", "functions:\n  guard: {handler: guard.handler}\n  from: {handler: guard.source}\n")
        try folder.write(
            "guard.py",
            """
            def source(event, context):
                return {"principalId": event["requestContext"]["identity"]["sourceIp"], "policyDocument": {
                    "Version": "2012-10-17",
                    "Statement": [{"Action": "*", "Effect": "Allow", "Resource": event["methodArn"]}]}}

            def handler(event, context):
                if event["authorizationToken"] == "fails":
                    raise Exception("Unauthorized")
                statement = {"Action": "execute-api:Invoke", "Effect": "Deny", "Resource": event["methodArn"]}
                return {"principalId": "somebody",
                        "policyDocument": {"Version": "2012-10-17", "Statement": [statement]}}

            """)
        let serving = try serve(folder)
        let id = try call(serving, "POST /restapis", #"{"name": "guarded"}"#, finds: /"id":"([a-z0-9]{10})"/)
        let function = "arn:aws:lambda:us-east-1:000000000000:function:guard"
        let uri = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/\(function)/invocations"
        let authorizer = try call(
            serving, "POST /restapis/\(id)/authorizers",
            #"{"name": "guard", "type": "TOKEN", "authorizerUri": "\#(uri)", "#
                + #""identitySource": "method.request.header.Authorization"}"#, finds: /"id":"([a-z0-9]{6})"/)
        let line = "POST /restapis/\(id)/authorizers/\(authorizer)"
        let known = try call(serving, line, #"{"headers": {"Authorization": "a-secret-token"}}"#)
        #expect(known.contains(#""clientStatus":0"#), "\(known)")
        #expect(known.contains(#""principalId":"somebody""#))
        let arn = "arn:aws:execute-api:us-east-1:000000000000:\(id)/ESTestInvoke-stage/GET/"
        #expect(known.contains(arn), "\(known)")
        #expect(known.contains(#""policy":"{\"Version\":\"2012-10-17\""#), "\(known)")
        #expect(known.contains("Starting authorizer: \(authorizer) for request: "))
        #expect(known.contains("Successfully completed authorizer execution"))
        #expect(!known.contains("a-secret-token") && !known.contains("Method completed with status"), "\(known)")
        let failed = try call(serving, line, #"{"headers": {"Authorization": "fails"}}"#)
        #expect(failed.contains(#""clientStatus":401"#) && failed.contains("Unauthorized request: "), "\(failed)")
        #expect(try call(serving, line, "{}").contains(#""clientStatus":401"#))
        // What a test says of its context goes before what the context would be.
        let request = try call(
            serving, "POST /restapis/\(id)/authorizers",
            #"{"name": "from", "type": "REQUEST", "authorizerUri": "\#(uri.replacing(":guard/", with: ":from/"))", "#
                + #""identitySource": "context.identity.sourceIp"}"#, finds: /"id":"([a-z0-9]{6})"/)
        let context = #"{"additionalContext": {"identity.sourceIp": "10.0.0.7", "nobody": "x"}}"#
        let told = try call(serving, "POST /restapis/\(id)/authorizers/\(request)", context)
        #expect(told.contains(#""principalId":"10.0.0.7""#), "\(told)")
        serving.signal(SIGTERM)
        #expect(try serving.end() == 0)
    }

    @Test func refusesAnOpenAddressWithoutCredentials() throws {
        let folder = try Folder()
        let result = try Command.run(
            ["serve", "--listen", "127.0.0.1:0", "--control", "0.0.0.0:0", "--state", "state"], in: folder.url)
        #expect(result.status == 2)
        #expect(result.error.contains("nobody has credentials"))
    }
}
