// The runtime API as a program without a client sees it: a shell script with curl, and programs that are none.

import Foundation
import Testing

@testable import GateFunctions

@Suite(.enabled(if: Interpreter.curl, "bash and curl are not installed"))
struct RuntimeAPITests {
    private static let bootstrap = """
        #!/bin/bash
        echo "starting $1"
        base="http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime"
        while true; do
          event=$(curl -sS -D "headers-$$" "$base/invocation/next") || exit 0
          id=$(grep -i '^lambda-runtime-aws-request-id:' "headers-$$" | tr -d '\\r' | cut -d' ' -f2)
          case "$event" in
            '"wrong"')
              curl -sS -X POST "$base/invocation/00000000-0000-0000-0000-000000000000/response" -d 1 > wrong.json
              curl -sS -X POST "$base/invocation/$id/response" -d '"right"' > right.json ;;
            '"twice"')
              curl -sS -o twice.json -w '%{http_code}' "$base/invocation/next" > twice.status
              curl -sS -X POST "$base/invocation/$id/response" -d "$(cat twice.status)" > /dev/null ;;
            '"late"')
              curl -sS -X POST "$base/init/error" -d '{}' > late.json
              curl -sS -X POST "$base/invocation/$id/response" -d 1 > /dev/null ;;
            '"error"')
              curl -sS -X POST "$base/invocation/$id/error" -d '{"errorMessage":"m","errorType":"T"}' > /dev/null ;;
            '"paths"')
              curl -sS -o /dev/null -w '%{http_code} ' "$base/elsewhere" > paths.status
              curl -sS -o /dev/null -w '%{http_code} ' -X POST "$base/invocation/next" >> paths.status
              curl -sS -o /dev/null -w '%{http_code}' "http://$AWS_LAMBDA_RUNTIME_API/other" >> paths.status
              curl -sS -X POST "$base/invocation/$id/response" -d 1 > /dev/null ;;
            '"chunked"')
              printf '"in pieces"' | curl -sS -X POST -H 'Transfer-Encoding: chunked' \\
                "$base/invocation/$id/response" -d @- > /dev/null ;;
            '"child"')
              sleep 60 & echo $! > child.pid
              curl -sS -X POST "$base/invocation/$id/response" -d 1 > /dev/null ;;
            *)
              curl -sS -X POST "$base/invocation/$id/response" -d "$event" > /dev/null ;;
          esac
        done
        """

    private func host() throws -> HostUnderTest {
        try HostUnderTest(files: ["bootstrap": RuntimeAPITests.bootstrap]) { folder in
            var function = LocalFunction(name: "shell", program: .command(["./bootstrap", "up"]), folder: folder)
            function.timeoutMilliseconds = 20_000
            return [function]
        }
    }

    private func text(_ test: HostUnderTest, _ name: String) throws -> String {
        try String(contentsOf: test.folder.appendingPathComponent(name), encoding: .utf8)
    }

    @Test func scriptsAreFunctions() throws {
        let test = try host()
        let client = try Client(test.host.port)
        for payload in ["{\"a\":1}", "2"] { #expect(try client.invoke("shell", payload).body == payload) }
        let error = try client.invoke("shell", "\"error\"")
        #expect(error.isFunctionError)
        #expect(error.body == "{\"errorMessage\":\"m\",\"errorType\":\"T\"}")
        #expect(try client.invoke("shell", "\"chunked\"").body == "\"in pieces\"")
        #expect(try test.logText().contains("[shell] starting up\n"))
    }

    @Test func refusesWhatTheStateDoesNotAllow() throws {
        let test = try host()
        #expect(try test.invoke("shell", "\"wrong\"").body == "\"right\"")
        try poll("the script has gone on") { try test.invoke("shell", "3").body == "3" }
        #expect(try text(test, "wrong.json").contains("\"errorType\":\"InvalidRequestID\""))
        #expect(try text(test, "right.json") == "{\"status\":\"OK\"}\n")
        #expect(try test.invoke("shell", "\"twice\"").body == "403")
        #expect(try text(test, "twice.json").contains("InvalidStateTransition"))
        _ = try test.invoke("shell", "\"late\"")
        #expect(try text(test, "late.json").contains("InvalidStateTransition"))
        _ = try test.invoke("shell", "\"paths\"")
        #expect(try text(test, "paths.status") == "404 405 404")
    }

    @Test func childrenOfAFunctionEndWithIt() throws {
        let test = try host()
        _ = try test.invoke("shell", "\"child\"")
        let child = try #require(Int32(try text(test, "child.pid").trimmingCharacters(in: .whitespacesAndNewlines)))
        #expect(isAlive(child))
        test.stop()
        try poll("the child has ended") { !isAlive(child) }
    }

    @Test func programsThatAreNoneAnswerWithTheirEnd() throws {
        let test = try HostUnderTest { folder in
            [
                LocalFunction(name: "absent", program: .command(["./nothing"]), folder: folder),
                LocalFunction(name: "false", program: .command(["false"]), folder: folder),
                LocalFunction(name: "nowhere", program: .command(["true"]), folder: folder + "/none"),
            ]
        }
        for (name, type, reason) in [
            ("absent", "Runtime.InvalidEntrypoint", "fork/exec ./nothing: no such file or directory"),
            ("nowhere", "Runtime.InvalidEntrypoint", "fork/exec true: no such file or directory"),
            ("false", "Runtime.ExitError", "Runtime exited with error: exit status 1"),
        ] {
            for _ in 0..<2 {
                let answer = try test.invoke(name)
                #expect(answer.isFunctionError)
                let request = try #require(answer.field("x-amzn-RequestId"))
                #expect(
                    answer.body
                        == "{\"errorType\":\"\(type)\",\"errorMessage\":\"RequestId: \(request) Error: \(reason)\"}")
            }
        }
        #expect(try test.logText().contains("[false] Runtime exited with error: exit status 1\n"))
    }

    @Test func programsThatNeverAskAreKilled() throws {
        let test = try HostUnderTest({ $0.initMilliseconds = 100 }) { folder in
            var function = LocalFunction(name: "deaf", program: .command(["sleep", "60"]), folder: folder)
            function.timeoutMilliseconds = 200
            return [function]
        }
        let answer = try test.invoke("deaf")
        #expect(answer.isFunctionError)
        #expect(answer.body.contains("Task timed out after 0.20 seconds"))
    }

    @Test func unusedProcessesEnd() throws {
        let test = try HostUnderTest(files: ["bootstrap": RuntimeAPITests.bootstrap], { $0.idleMilliseconds = 50 }) {
            var function = LocalFunction(name: "shell", program: .command(["./bootstrap"]), folder: $0)
            function.timeoutMilliseconds = 20_000
            function.environment = [("AGE", "1")]
            return [function]
        }
        _ = try test.invoke("shell", "\"child\"")
        let child = try #require(Int32(try text(test, "child.pid").trimmingCharacters(in: .whitespacesAndNewlines)))
        try poll("the process and its child have ended") { !isAlive(child) }
        #expect(try test.invoke("shell", "5").body == "5")
    }

    @Test func eventsThatFailAreTriedTwiceMore() throws {
        let test = try HostUnderTest({ $0.retryMilliseconds = [20, 40] }) { folder in
            let program = LocalFunction.Program.command(["bash", "-c", "echo x >> attempts; exit 1"])
            return [LocalFunction(name: "fails", program: program, folder: folder)]
        }
        try test.write("attempts", "")
        #expect(try test.invoke("fails", headers: "X-Amz-Invocation-Type: Event\r\n").status == 202)
        try poll("it was tried three times") { try text(test, "attempts") == "x\nx\nx\n" }
        usleep(300_000)
        #expect(try text(test, "attempts") == "x\nx\nx\n")
    }
}
