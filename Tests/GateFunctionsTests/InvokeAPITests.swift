// The Invoke API: names, types, refusals. None of these starts a process.

import Foundation
import GateBytes
import Testing

@testable import GateFunctions

@Suite struct InvokeAPITests {
    private func host() throws -> HostUnderTest {
        try HostUnderTest { folder in
            var function = LocalFunction(name: "never", program: .command(["false"]), folder: folder)
            function.concurrency = 0
            return [function]
        }
    }

    private func target(_ path: String) -> [String?]? {
        Array(path.utf8).withByteView { InvokeTarget($0).map { [$0.name, $0.qualifier] } }
    }

    @Test func namesAreReadInEveryForm() {
        let base = "/2015-03-31/functions/"
        #expect(target(base + "f/invocations") == ["f", nil])
        #expect(target(base + "f:prod/invocations") == ["f", "prod"])
        #expect(target(base + "f%3A%24LATEST/invocations") == ["f", "$LATEST"])
        #expect(target(base + "123456789012:function:f/invocations") == ["f", nil])
        #expect(target(base + "arn:aws:lambda:eu-west-1:123456789012:function:f:7/invocations") == ["f", "7"])
        #expect(target(base + "arn%3Aaws%3Alambda%3Aus-east-1%3A1%3Afunction%3Af/invocations") == ["f", nil])
        for path in [
            "/", base, base + "/invocations", base + "f", base + "f/other", base + "a/b/invocations",
            base + "f%3/invocations", base + "a:b:c/invocations", "/2015-03-31/functions/invocations",
        ] {
            #expect(target(path) == nil, "\(path)")
        }
    }

    @Test func refusalsAreAmazons() throws {
        let test = try host()
        let unknown = try test.invoke("nobody:prod")
        #expect(unknown.status == 404)
        #expect(unknown.field("x-amzn-ErrorType") == "ResourceNotFoundException")
        #expect(
            unknown.body
                == "{\"Type\":\"User\",\"Message\":\"Function not found: arn:aws:lambda:us-east-1:123456789012:function:nobody:prod\"}"
        )
        let malformed = try test.invoke("never", "{\"a\":")
        #expect(malformed.status == 400)
        #expect(malformed.field("x-amzn-ErrorType") == "InvalidRequestContentException")
        #expect(malformed.body.contains("Could not parse request body into json"))
        let type = try test.invoke("never", headers: "X-Amz-Invocation-Type: Maybe\r\n")
        #expect(type.status == 400)
        for context in ["%%%", Data("no json".utf8).base64EncodedString(), String(repeating: "A", count: 3584)] {
            #expect(try test.invoke("never", headers: "X-Amz-Client-Context: \(context)\r\n").status == 400)
        }
        let throttled = try test.invoke("never")
        #expect(throttled.status == 429)
        #expect(throttled.body.contains("\"message\":\"Rate Exceeded.\""))
        #expect(try test.invoke("never", path: "/2015-03-31/functions").status == 404)
        let client = try Client(test.host.port)
        try client.send("GET /2015-03-31/functions/never/invocations HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try client.answer().status == 405)
        try client.send("nonsense\r\n\r\n")
        #expect(try client.answer().status == 400)
    }

    @Test func dryRunsAndEventsAnswerAtOnce() throws {
        let test = try host()
        #expect(try test.invoke("never", headers: "X-Amz-Invocation-Type: DryRun\r\n").status == 204)
        let event = try test.invoke("never", headers: "X-Amz-Invocation-Type: Event\r\n")
        #expect(event.status == 202)
        #expect(event.body.isEmpty)
        let most = "\"" + String(repeating: "x", count: FunctionLimits.eventBytesMax - 2) + "\""
        #expect(try test.invoke("never", most, headers: "X-Amz-Invocation-Type: Event\r\n").status == 202)
        let large = try test.invoke("never", most + " ", headers: "X-Amz-Invocation-Type: Event\r\n")
        #expect(large.status == 413)
        #expect(large.body.contains("1048576 bytes"))
    }

    @Test func requestsComeInPiecesAndTogether() throws {
        let test = try host()
        let client = try Client(test.host.port)
        let request = Client.request("nobody", "{\"a\": 1}")
        for character in request {
            try client.send(String(character))
            if character == "\n" { usleep(1_000) }
        }
        #expect(try client.answer().status == 404)
        try client.send(request + request + request)
        for _ in 0..<3 { #expect(try client.answer().status == 404) }
        try client.send(
            "POST /2015-03-31/functions/nobody/invocations HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "3\r\n{\"a\r\n4\r\n\":1}\r\n0\r\n\r\n" + request)
        for _ in 0..<2 { #expect(try client.answer().status == 404) }
        try client.send(
            "POST /2015-03-31/functions/nobody/invocations HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
                + "Content-Length: 2\r\n\r\n")
        try client.send("{}")
        #expect(try client.answer().status == 404)
    }

    @Test func waitingInvocationsAreBounded() throws {
        let test = try HostUnderTest { folder in
            [LocalFunction(name: "deaf", program: .command(["sleep", "60"]), folder: folder)]
        }
        let client = try Client(test.host.port)
        for _ in 0..<FunctionLimits.waitingMax {
            #expect(try client.invoke("deaf", headers: "X-Amz-Invocation-Type: Event\r\n").status == 202)
        }
        let refused = try client.invoke("deaf", headers: "X-Amz-Invocation-Type: Event\r\n")
        #expect(refused.status == 429)
        #expect(refused.body.contains("\"Reason\":\"ConcurrentInvocationLimitExceeded\""))
    }
}
