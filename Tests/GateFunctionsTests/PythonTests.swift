// The Python client, and with it the whole way of an invocation.

import Foundation
import Testing

@testable import GateFunctions

@Suite(.enabled(if: Interpreter.python, "python3 (3.8 or later) is not installed"))
struct PythonTests {
    private static let module = """
        import json, logging, os, sys, time
        from decimal import Decimal

        def echo(event, context):
            return event

        def about(event, context):
            print('a line')
            sys.stderr.write('and another\\n')
            logging.getLogger().warning('careful')
            names = ['aws_request_id', 'function_name', 'function_version', 'memory_limit_in_mb',
                     'invoked_function_arn', 'log_group_name', 'log_stream_name']
            facts = {name: getattr(context, name) for name in names}
            facts['remaining'] = context.get_remaining_time_in_millis()
            facts['custom'] = context.client_context.custom if context.client_context else None
            facts['environment'] = dict(os.environ)
            facts['here'] = os.getcwd()
            facts['pid'] = os.getpid()
            facts['stdin'] = sys.stdin.read()
            return facts

        def fails(event, context):
            raise ValueError('boom äöü')

        def returns_set(event, context):
            return {1}

        def decimal(event, context):
            return {'price': Decimal('9.5'), 'text': 'ä'}

        def sleeps(event, context):
            time.sleep(event['seconds'])
            return 'slept'

        def exits(event, context):
            sys.exit(event)

        def dies(event, context):
            os.kill(os.getpid(), 9)

        def large(event, context):
            return 'x' * event

        def pid(event, context):
            return os.getpid()
        """

    private func host(_ handlers: [String], _ change: (inout LocalFunction) -> Void = { _ in }) throws -> HostUnderTest
    {
        try HostUnderTest(files: ["app.py": PythonTests.module]) { folder in
            handlers.map {
                var function = LocalFunction(name: $0, program: .handler("app." + $0, .python3), folder: folder)
                change(&function)
                return function
            }
        }
    }

    @Test func passesJSONBothWays() throws {
        let test = try host(["echo", "decimal"])
        let client = try Client(test.host.port)
        for text in ["{\"a\": [1, 2.5, \"ä\", null, true]}", "7", "\"text\"", "null"] {
            let answer = try client.invoke("echo", text)
            #expect(answer.status == 200)
            #expect(answer.body == text)
            #expect(answer.field("X-Amz-Executed-Version") == "$LATEST")
            #expect(answer.field("X-Amz-Function-Error") == nil)
            #expect(answer.field("x-amzn-RequestId")?.count == 36)
        }
        #expect(try client.invoke("echo", "").body == "{}")
        #expect(try client.invoke("decimal").body == "{\"price\": 9.5, \"text\": \"ä\"}")
    }

    @Test func tellsTheFunctionWhereItIs() throws {
        let test = try host(["about"]) { function in
            function.timeoutMilliseconds = 20_000
            function.memoryMegabytes = 256
            function.environment = [("GREETING", "hello"), ("TZ", "Europe/Rome")]
        }
        let context = Data("{\"custom\":\n{\"k\": \"v\"}}".utf8).base64EncodedString()
        let answer = try test.invoke(
            "about", headers: "X-Amz-Client-Context: \(context)\r\nX-Amzn-Trace-Id: Root=1-a-b;Sampled=1\r\n")
        let facts = try answer.json
        #expect(facts["aws_request_id"] as? String == answer.field("x-amzn-RequestId"))
        #expect(facts["function_name"] as? String == "about")
        #expect(facts["function_version"] as? String == "$LATEST")
        #expect(facts["memory_limit_in_mb"] as? String == "256")
        #expect(facts["invoked_function_arn"] as? String == "arn:aws:lambda:us-east-1:123456789012:function:about")
        #expect(facts["log_group_name"] as? String == "/aws/lambda/about")
        #expect((facts["log_stream_name"] as? String)?.contains("/[$LATEST]") == true)
        let remaining = try #require(facts["remaining"] as? Int)
        #expect(remaining > 10_000 && remaining <= 20_000)
        #expect((facts["custom"] as? [String: String]) == ["k": "v"])
        #expect(facts["stdin"] as? String == "")
        let variables = try #require(facts["environment"] as? [String: String])
        #expect(variables["GREETING"] == "hello")
        #expect(variables["TZ"] == "Europe/Rome")
        #expect(variables["AWS_REGION"] == "us-east-1")
        #expect(variables["_HANDLER"] == "app.about")
        #expect(variables["_X_AMZN_TRACE_ID"] == "Root=1-a-b;Sampled=1")
        #expect(variables["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] == "256")
        #expect(variables["AWS_LAMBDA_RUNTIME_API"]?.hasPrefix("127.0.0.1:") == true)
        #expect(variables["LAMBDA_TASK_ROOT"] == test.folder.path)
        try poll("its lines are in the log") {
            let log = try test.logText()
            return log.contains("[about] a line\n") && log.contains("[about] and another\n")
                && log.contains("[about] [WARNING]\t")
        }
    }

    @Test func errorsHaveTypeMessageAndPlace() throws {
        let test = try host(["fails", "returns_set"])
        let answer = try test.invoke("fails")
        #expect(answer.status == 200)
        #expect(answer.isFunctionError)
        let error = try answer.json
        #expect(error["errorMessage"] as? String == "boom äöü")
        #expect(error["errorType"] as? String == "ValueError")
        #expect(error["requestId"] as? String == answer.field("x-amzn-RequestId"))
        let trace = try #require(error["stackTrace"] as? [String])
        #expect(trace.count == 1)
        #expect(trace[0].contains("app.py\", line"))
        #expect(trace[0].contains("in fails"))
        let marshal = try test.invoke("returns_set").json
        #expect(marshal["errorType"] as? String == "Runtime.MarshalError")
        #expect(
            marshal["errorMessage"] as? String
                == "Unable to marshal response: Object of type set is not JSON serializable")
        try poll("the error is in the log") { try test.logText().contains("[fails] [ERROR] ValueError: boom äöü\n") }
    }

    @Test func startsThatFailAnswerTheInvocation() throws {
        let test = try HostUnderTest(files: ["bad.py": "def x(:\n", "none.py": "", "lost.py": "import missing_one"]) {
            folder in
            ["bad.x", "none.x", "lost.x", "absent.x"].map {
                LocalFunction(name: String($0.dropLast(2)), program: .handler($0, .python3), folder: folder)
            }
        }
        for (name, type, message) in [
            ("bad", "Runtime.UserCodeSyntaxError", "Syntax error in module 'bad'"),
            ("none", "Runtime.HandlerNotFound", "Handler 'x' missing on module 'none'"),
            ("lost", "Runtime.ImportModuleError", "Unable to import module 'lost': No module named 'missing_one'"),
            ("absent", "Runtime.ImportModuleError", "Unable to import module 'absent': No module named 'absent'"),
        ] {
            let answer = try test.invoke(name)
            #expect(answer.isFunctionError)
            #expect(try answer.json["errorType"] as? String == type)
            #expect((try answer.json["errorMessage"] as? String)?.hasPrefix(message) == true)
        }
        // What has been repaired works, after the pause.
        try test.write("none.py", "def x(event, context):\n    return 'now'\n")
        #expect(try test.invoke("none").body == "\"now\"")
    }

    @Test func timeoutsKillAndAnswer() throws {
        let test = try host(["sleeps", "pid"]) { $0.timeoutMilliseconds = 1_000 }
        let client = try Client(test.host.port)
        let answer = try client.invoke("sleeps", "{\"seconds\": 20}", headers: "X-Amz-Log-Type: Tail\r\n")
        #expect(answer.status == 200)
        #expect(answer.isFunctionError)
        let message = try #require(try answer.json["errorMessage"] as? String)
        let pattern = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z [0-9a-f-]{36} Task timed out after 1\.00 seconds/
        #expect(message.wholeMatch(of: pattern) != nil, "\(message)")
        // The next one gets another process.
        #expect(try client.invoke("sleeps", "{\"seconds\": 0}").body == "\"slept\"")
        try poll("the log tells it") { try test.logText().contains("Task timed out after 1.00 seconds") }
    }

    @Test func endsOfTheProcessAnswer() throws {
        let test = try host(["exits", "dies"])
        for (name, payload, reason) in [
            ("exits", "3", "Runtime exited with error: exit status 3"),
            ("exits", "0", "Runtime exited without providing a reason"),
            ("dies", "0", "Runtime exited with error: signal: killed"),
        ] {
            let answer = try test.invoke(name, payload)
            #expect(answer.isFunctionError)
            #expect(try answer.json["errorType"] as? String == "Runtime.ExitError")
            let request = try #require(answer.field("x-amzn-RequestId"))
            #expect(try answer.json["errorMessage"] as? String == "RequestId: \(request) Error: \(reason)")
        }
    }

    @Test func payloadsGoUpToTheirLimits() throws {
        let test = try host(["echo", "large"]) { $0.timeoutMilliseconds = 20_000 }
        let most = "\"" + String(repeating: "x", count: FunctionLimits.payloadBytesMax - 2) + "\""
        let echoed = try test.invoke("echo", most)
        #expect(echoed.status == 200)
        #expect(echoed.body == most)
        let refused = try test.invoke("echo", most + " ")
        #expect(refused.status == 413)
        #expect(refused.field("x-amzn-ErrorType") == "RequestEntityTooLargeException")
        #expect(refused.body.contains("Request must be smaller than 6291456 bytes for the InvokeFunction operation"))
        #expect(try test.invoke("large", "\(FunctionLimits.answerBytesMax - 2)").isFunctionError == false)
        let large = try test.invoke("large", "\(FunctionLimits.answerBytesMax - 1)")
        #expect(large.isFunctionError)
        #expect(try large.json["errorType"] as? String == "Function.ResponseSizeTooLarge")
        #expect(try test.invoke("large", "5").body == "\"xxxxx\"")
    }

    @Test func logTailComesWithTheAnswer() throws {
        let test = try host(["about"])
        let answer = try test.invoke("about", headers: "X-Amz-Log-Type: Tail\r\n")
        let encoded = try #require(answer.field("X-Amz-Log-Result"))
        let log = String(decoding: try #require(Data(base64Encoded: encoded)), as: UTF8.self)
        let request = try #require(answer.field("x-amzn-RequestId"))
        #expect(log.hasPrefix("START RequestId: \(request) Version: $LATEST\n"))
        #expect(log.contains("a line\n"))
        #expect(log.contains("and another\n"))
        #expect(log.contains("END RequestId: \(request)\nREPORT RequestId: \(request)\tDuration: "))
        #expect(log.contains(" MB\tMax Memory Used: "))
    }

    @Test func processesAreUsedAgainAndMultiplyWithNeed() throws {
        let test = try host(["pid", "sleeps"])
        let client = try Client(test.host.port)
        let first = try client.invoke("pid").body
        for _ in 0..<50 { #expect(try client.invoke("pid").body == first) }
        let start = Date()
        let clients = try (0..<3).map { _ in try Client(test.host.port) }
        for client in clients { try client.send(Client.request("sleeps", "{\"seconds\": 1}")) }
        for client in clients { #expect(try client.answer().body == "\"slept\"") }
        #expect(Date().timeIntervalSince(start) < 2.9, "they ran side by side")
    }

    @Test func reservedConcurrencyThrottles() throws {
        let test = try host(["sleeps", "echo"]) { $0.concurrency = $0.name == "sleeps" ? 1 : 0 }
        let first = try Client(test.host.port)
        try first.send(Client.request("sleeps", "{\"seconds\": 0.5}"))
        usleep(100_000)
        let second = try test.invoke("sleeps", "{\"seconds\": 0}")
        #expect(second.status == 429)
        #expect(second.field("x-amzn-ErrorType") == "TooManyRequestsException")
        #expect(try second.json["Reason"] as? String == "ReservedFunctionConcurrentInvocationLimitExceeded")
        #expect(try first.answer().body == "\"slept\"")
        for _ in 0..<20 { #expect(try first.invoke("sleeps", "{\"seconds\": 0}").status == 200) }
        #expect(try test.invoke("echo").status == 429)
    }

    @Test func processesEndWithTheHost() throws {
        let test = try host(["pid", "sleeps"])
        let process = try #require(Int32(try test.invoke("pid").body))
        #expect(isAlive(process))
        let busy = try Client(test.host.port)
        try busy.send(Client.request("sleeps", "{\"seconds\": 20}"))
        usleep(300_000)
        let start = Date()
        test.stop()
        #expect(Date().timeIntervalSince(start) < 5)
        #expect(!isAlive(process))
    }

    @Test func reloadsTakeNewCodeAndFunctionsAway() throws {
        let test = try host(["pid", "echo"])
        let first = try test.invoke("pid").body
        try test.write("app.py", "def pid(event, context):\n    return 'new'\n")
        test.host.publish([
            LocalFunction(name: "pid", program: .handler("app.pid", .python3), folder: test.folder.path)
        ])
        #expect(try test.invoke("pid").body == "\"new\"")
        #expect(try test.invoke("echo").status == 404)
        let process = try #require(Int32(first))
        try poll("the old process ends") { !isAlive(process) }
    }

    @Test func invokesFromInside() throws {
        let test = try host(["echo", "fails"])
        let answer = try test.host.invoke("echo", payload: Array("[1]".utf8))
        #expect(answer.payload == Array("[1]".utf8))
        #expect(!answer.isError)
        #expect(try test.host.invoke("fails", payload: []).isError)
        #expect(throws: FunctionRefusal.self) { try test.host.invoke("nobody", payload: []) }
        #expect(throws: FunctionRefusal.self) { try test.host.invoke("echo", payload: [0x7b]) }
    }

    @Test(.enabled(if: Interpreter.awslambdaric, "awslambdaric is not installed"))
    func runsAmazonsOwnClient() throws {
        let test = try HostUnderTest(files: ["app.py": PythonTests.module]) { folder in
            [
                LocalFunction(
                    name: "ric", program: .command(["python3", "-m", "awslambdaric", "app.echo"]), folder: folder)
            ]
        }
        #expect(try test.invoke("ric", "{\"a\": 1}").body == "{\"a\": 1}")
    }
}
