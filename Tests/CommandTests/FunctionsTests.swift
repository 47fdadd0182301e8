// Local functions: the configuration's findings, `functions invoke`, `functions serve`, functions beside `run`.

import Foundation
import Testing

#if canImport(Glibc)
    import Glibc
#endif

@Suite struct FunctionConfigurationTests {
    @Test func findingsHaveTheirPlace() throws {
        let folder = try Folder()
        try folder.write("gatewright.yaml", "functions:\n  hello: {command: [a], timout: 5}\n")
        let outcome = try Command.run(["functions", "invoke", "hello"], in: folder.url)
        #expect(outcome.status == 1)
        #expect(outcome.error.contains("error[GW5002]: the function `hello` has no member `timout`"))
        #expect(outcome.error.contains("gatewright.yaml:2:"))
        try folder.write("api.yaml", specification())
        let run = try Command.run(["run", "api.yaml", "--listen", "127.0.0.1:0"], in: folder.url)
        #expect(run.status == 1)
        #expect(run.error.contains("GW5002"))
    }

    @Test func configurationsThatAreNotThereAreTold() throws {
        let folder = try Folder()
        let named = try Command.run(["functions", "invoke", "hello", "--config", "no.yaml"], in: folder.url)
        #expect(named.status == 2)
        #expect(named.error.contains("`no.yaml` cannot be read: no such file"))
        let unnamed = try Command.run(["functions", "serve"], in: folder.url)
        #expect(unnamed.status == 2)
        #expect(unnamed.error.contains("there is no gatewright.yaml here"))
    }

    @Test func programsThatEndAtOnceAreErrors() throws {
        let folder = try Folder()
        try folder.write("gatewright.yaml", "functions:\n  hello: {command: [\"false\"]}\n")
        let outcome = try Command.run(["functions", "invoke", "hello"], in: folder.url)
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("Runtime exited with error: exit status 1"))
        let unknown = try Command.run(["functions", "invoke", "hallo"], in: folder.url)
        #expect(unknown.status == 2)
        #expect(unknown.error.contains("no function is named `hallo`"))
        let payload = try Command.run(["functions", "invoke", "hello", "--payload", "{"], in: folder.url)
        #expect(payload.status == 2)
    }
}

/// Whether there is a Python to run functions with.
private let hasPython: Bool = {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-c", "import sys; sys.exit(sys.version_info < (3, 8))"]
    process.standardError = FileHandle.nullDevice
    do { try process.run() } catch { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
}()

@Suite(.enabled(if: hasPython, "python3 (3.8 or later) is not installed"))
struct FunctionsTests {
    private static let module = """
        import os

        def handler(event, context):
            print('called')
            return {'event': event, 'pid': os.getpid()}
        """

    private func makeFolder() throws -> Folder {
        let folder = try Folder()
        try folder.write("fn/app.py", FunctionsTests.module)
        try folder.write("conf/dev.yaml", "functions:\n  hello: {handler: app.handler, code: ../fn}\n")
        return folder
    }

    @Test func invokesOnce() throws {
        let folder = try makeFolder()
        try folder.write("event.json", "[1]")
        let outcome = try Command.run(
            ["functions", "invoke", "hello", "--config", "conf/dev.yaml", "--payload", "@event.json"], in: folder.url)
        #expect(outcome.status == 0)
        #expect(try json(outcome.output, "event", "0") as? Int == 1)
        #expect(outcome.error == "[hello] called\n")
    }

    @Test func servesTheInvokeAPI() throws {
        let folder = try makeFolder()
        let process = Process()
        process.executableURL = Command.binary
        process.arguments = ["functions", "serve", "--config", "conf/dev.yaml", "--listen", "127.0.0.1:0"]
        process.currentDirectoryURL = folder.url
        process.standardError = try folder.handle("error")
        process.standardInput = FileHandle.nullDevice
        try process.run()
        defer { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }
        var port: UInt16 = 0
        try poll("it says where it listens") {
            let text = try folder.text("error")
            port = text.firstMatch(of: /functions hello on http:\/\/127\.0\.0\.1:(\d+)/).flatMap { UInt16($0.1) } ?? 0
            return port != 0
        }
        let answer = try invoke(port)
        let function = try #require(try json(answer, "pid") as? Int)
        kill(process.processIdentifier, SIGHUP)
        try poll("it has read the configuration again") { try folder.text("error").contains("reloaded: ") }
        let again = try #require(try json(try invoke(port), "pid") as? Int)
        #expect(again != function)
        kill(process.processIdentifier, SIGTERM)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        try poll("its function has ended") { kill(pid_t(again), 0) != 0 }
    }

    @Test func runCallsThemForLambdaIntegrations() throws {
        let folder = try Folder()
        try folder.write(
            "app.py",
            """
            import time

            def proxy(event, context):
                if event['path'] == '/sleep':
                    time.sleep(20)
                if event['path'] == '/boom':
                    raise ValueError('boom')
                return {'statusCode': 201, 'headers': {'X-Name': context.function_name}, 'body': event['path'] + ' V1'}
            """)
        try folder.write(
            "gatewright.yaml", "functions:\n  front: {handler: app.proxy, timeout: 1, environment: {A: b}}\n")
        try folder.write(
            "api.yaml",
            """
            openapi: 3.0.1
            info: {title: Test, version: '1'}
            paths:
              /{proxy+}:
                x-amazon-apigateway-any-method:
                  parameters:
                    - {name: proxy, in: path, required: true, schema: {type: string}}
                  responses: {}
                  x-amazon-apigateway-integration:
                    type: aws_proxy
                    httpMethod: POST
                    uri: "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/\
            arn:aws:lambda:us-east-1:123456789012:function:front:live/invocations"
            """)
        let server = try Serving(["api.yaml", "--watch"], in: folder.url)
        let answer = try server.get("/any/path")
        #expect(answer.status == 201)
        #expect(answer.body == "/any/path V1")
        #expect(try server.get("/boom").status == 502)
        let start = Date()
        #expect(try server.get("/sleep").status == 502)
        #expect(Date().timeIntervalSince(start) < 10)
        let code = try folder.text("app.py")
        try folder.write("app.py", code.replacing("V1", with: "V2"))
        try poll("the new code answers") { try server.get("/any/path").body == "/any/path V2" }
        server.signal(SIGTERM)
        #expect(try server.end() == 0)
    }

    @Test func functionsEndWhenTheCommandIsKilled() throws {
        let folder = try makeFolder()
        try folder.write("api.yaml", specification())
        let server = try Serving(["api.yaml", "--config", "conf/dev.yaml"], in: folder.url)
        var port: UInt16 = 0
        try poll("it says where functions are") {
            let text = try server.error
            port = text.firstMatch(of: /functions hello on http:\/\/127\.0\.0\.1:(\d+)/).flatMap { UInt16($0.1) } ?? 0
            return port != 0
        }
        let function = try #require(try json(try invoke(port), "pid") as? Int)
        #expect(kill(pid_t(function), 0) == 0)
        server.signal(SIGKILL)
        try poll("its function has ended") { kill(pid_t(function), 0) != 0 }
    }

    private func invoke(_ port: UInt16) throws -> String {
        let descriptor = try Serving.connect(port)
        defer { close(descriptor) }
        let request =
            "POST /2015-03-31/functions/hello/invocations HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
            + "Content-Length: 2\r\n\r\n{}"
        _ = request.withCString { send(descriptor, $0, strlen($0), Int32(MSG_NOSIGNAL)) }
        let answer = try Serving.parse(Serving.readAll(descriptor))
        #expect(answer.status == 200)
        return answer.body
    }
}
