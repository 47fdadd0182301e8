// Answers in parts: the runtime API's streaming mode, InvokeWithResponseStream, and the Node client's
// `awslambda.streamifyResponse`.

import Foundation
import GateBytes
import GateWire
import Testing

@testable import GateFunctions

#if canImport(Glibc)
    import Glibc
#endif

/// An event stream as a client gets it.
private struct StreamedAnswer {
    var head = ""
    /// Payloads of the chunks, in the order in which they came.
    var parts: [String] = []
    /// Seconds from the request to each of them.
    var times: [TimeInterval] = []
    /// The last message's payload.
    var end: String?

    var text: String { parts.joined() }

    var error: [String: Any] {
        get throws {
            let object = try JSONSerialization.jsonObject(with: Data(try #require(end).utf8)) as? [String: Any]
            return try #require(object)
        }
    }
}

extension Client {
    /// Invokes and reads the stream as it comes; `pause` is called once its head is here.
    fileprivate func stream(
        _ name: String, _ payload: String = "{}", headers: String = "", pause: () -> Void = {}
    ) throws -> StreamedAnswer {
        let path = "/2021-11-15/functions/\(name)/response-streaming-invocations"
        let start = Date()
        try send(Client.request(name, payload, headers: headers, path: path))
        var answer = StreamedAnswer()
        answer.head = try head()
        pause()
        var events = EventStreamDecoder()
        var chunks = ChunkedDecoder()
        var kind = ""
        while !chunks.isComplete {
            let bytes = try some()
            try bytes.withByteView { view in
                var position = 0
                while let run = try chunks.next(view, &position) {
                    var place = 0
                    while let part = try events.next(run, &place) {
                        switch part {
                        case .headers:
                            kind = try events.header(":event-type").map { String($0) } ?? ""
                            if kind == "PayloadChunk" {
                                answer.parts.append("")
                                answer.times.append(Date().timeIntervalSince(start))
                            } else {
                                answer.end = ""
                            }
                        case .payload(let bytes):
                            if kind == "PayloadChunk" {
                                answer.parts[answer.parts.count - 1] += String(bytes)
                            } else {
                                answer.end? += String(bytes)
                            }
                        case .end: break
                        }
                    }
                }
                #expect(position == view.count, "bytes behind the stream")
            }
        }
        return answer
    }
}

@Suite(.enabled(if: Interpreter.node, "node (18 or later) is not installed"))
struct NodeStreamTests {
    private static let module = """
        const { pipeline } = require('stream/promises');
        const { Readable } = require('stream');
        const wait = (time) => new Promise((done) => setTimeout(done, time));
        exports.web = awslambda.streamifyResponse(async (event, stream, context) => {
          stream = awslambda.HttpResponseStream.from(stream, { statusCode: 201, headers: { 'X-Who': event.who } });
          stream.write('one ');
          await wait(300);
          stream.write('two ' + context.functionName);
          stream.end();
        });
        exports.raw = awslambda.streamifyResponse(async (event, stream) => {
          stream.setContentType('text/plain');
          await pipeline(Readable.from(['a', 'b']), stream);
        });
        exports.large = awslambda.streamifyResponse(async (event, stream) => {
          const piece = Buffer.alloc(65536, 'x');
          await pipeline(Readable.from((function* () { for (let i = 0; i < 512; i++) yield piece; })()), stream);
        });
        exports.early = awslambda.streamifyResponse(async () => { throw new TypeError('early'); });
        exports.late = awslambda.streamifyResponse(async (event, stream) => {
          stream.write('begun');
          await wait(50);
          throw new TypeError('late');
        });
        exports.exits = awslambda.streamifyResponse(async (event, stream) => {
          stream.write('begun');
          await wait(50);
          process.exit(3);
        });
        exports.slow = awslambda.streamifyResponse(async (event, stream) => {
          stream.write('begun');
          await wait(60000);
        });
        exports.plain = async (event) => ({ plain: event });
        """

    private func host(timeout: Int = 20_000) throws -> HostUnderTest {
        let names = ["web", "raw", "large", "early", "late", "exits", "slow", "plain"]
        return try HostUnderTest(files: ["app.js": NodeStreamTests.module]) { folder in
            names.map {
                var function = LocalFunction(name: $0, program: .handler("app.\($0)", .node), folder: folder)
                function.timeoutMilliseconds = timeout
                return function
            }
        }
    }

    @Test func partsArriveAsTheyAreWritten() throws {
        let test = try host()
        let client = try Client(test.host.port)
        for _ in 0..<2 {
            let answer = try client.stream("web", #"{"who": "me"}"#)
            #expect(answer.head.contains("Content-Type: application/vnd.amazon.eventstream\r\n"))
            #expect(
                answer.text == #"{"statusCode":201,"headers":{"X-Who":"me"}}"# + String(repeating: "\0", count: 8)
                    + "one two web")
            #expect(answer.end == "{}")
            let last = try #require(answer.times.last)
            #expect(last - answer.times[0] > 0.2)
        }
        #expect(try client.stream("raw").text == "ab")
    }

    @Test func whatIsNotStreamedIsOnePart() throws {
        let test = try host()
        let answer = try Client(test.host.port).stream("plain", "1", headers: "X-Amz-Log-Type: Tail\r\n")
        #expect(answer.parts == [#"{"plain":1}"#])
        #expect(try answer.error["LogResult"] is String)
        // And who does not stream gets what is streamed as a whole.
        #expect(try test.invoke("raw").body == "ab")
    }

    @Test func errorsAreTheLastMessage() throws {
        let test = try host(timeout: 1_000)
        let client = try Client(test.host.port)
        for (name, text, kind) in [
            ("early", "", "TypeError"), ("late", "begun", "TypeError"), ("exits", "begun", "Runtime.ExitError"),
            ("slow", "begun", "Task timed out"),
        ] {
            let answer = try client.stream(name)
            #expect(answer.text == text, "\(name)")
            #expect(try answer.error["ErrorCode"] as? String == "Unhandled", "\(name)")
            #expect(try (answer.error["ErrorDetails"] as? String)?.contains(kind) == true, "\(name)")
        }
        let buffered = try test.invoke("late")
        #expect(buffered.isFunctionError)
        #expect(try buffered.json["errorMessage"] as? String == "late")
    }

    @Test func aSlowClientHoldsTheFunctionBack() throws {
        let test = try host()
        let answer = try Client(test.host.port).stream("large", pause: { usleep(300_000) })
        #expect(answer.text.utf8.count == 512 * 65_536)
        let whole = try test.invoke("large")
        #expect(whole.isFunctionError)
        #expect(try whole.json["errorType"] as? String == "Function.ResponseSizeTooLarge")
        #expect(try Client(test.host.port).stream("raw").text == "ab")
    }

    @Test func aClientThatGoesLeavesTheFunctionRunning() throws {
        let test = try host()
        do {
            let client = try Client(test.host.port)
            let path = "/2021-11-15/functions/large/response-streaming-invocations"
            try client.send(Client.request("large", "{}", path: path))
            _ = try client.head()
        }
        #expect(try Client(test.host.port).stream("large").text.utf8.count == 512 * 65_536)
    }
}

@Suite(.enabled(if: Interpreter.python, "python3 (3.8 or later) is not installed"))
struct RuntimeStreamTests {
    /// A runtime of one's own, as `provided.al2023` has it.
    private static let runtime = #"""
        #!/usr/bin/env python3
        import base64, http.client, json, os, time
        api = http.client.HTTPConnection(os.environ['AWS_LAMBDA_RUNTIME_API'])
        while True:
            api.request('GET', '/2018-06-01/runtime/invocation/next')
            answer = api.getresponse()
            event = json.loads(answer.read())
            name = answer.headers['Lambda-Runtime-Aws-Request-Id']
            api.putrequest('POST', '/2018-06-01/runtime/invocation/%s/response' % name)
            api.putheader('Lambda-Runtime-Function-Response-Mode', 'streaming')
            api.putheader('Transfer-Encoding', 'chunked')
            api.putheader('Trailer', 'Lambda-Runtime-Function-Error-Type')
            api.endheaders()
            for part in event['parts']:
                data = part.encode()
                api.send(b'%x\r\n%s\r\n' % (len(data), data))
                time.sleep(event.get('pause', 0))
            if event.get('break'):
                api.close()
                continue
            end = b'0\r\n'
            if 'error' in event:
                body = base64.b64encode(json.dumps(event['error']).encode())
                end += b'lambda-runtime-function-error-type: E\r\nLambda-Runtime-Function-Error-Body: ' + body + b'\r\n'
            api.send(end + b'\r\n')
            answer = api.getresponse()
            answer.read()
        """#

    private func host() throws -> HostUnderTest {
        try HostUnderTest(files: ["bootstrap": RuntimeStreamTests.runtime.replacing("\\\\", with: "\\")]) { folder in
            var function = LocalFunction(name: "f", program: .command(["./bootstrap"]), folder: folder)
            function.timeoutMilliseconds = 20_000
            return [function]
        }
    }

    @Test func partsPassAsTheyCome() throws {
        let test = try host()
        let client = try Client(test.host.port)
        let answer = try client.stream("f", #"{"parts": ["a", "b", "c"], "pause": 0.1}"#)
        #expect(answer.parts == ["a", "b", "c"])
        #expect(answer.times[2] - answer.times[0] > 0.15)
    }

    @Test func trailersTellOfErrors() throws {
        let test = try host()
        let client = try Client(test.host.port)
        let error = #"{"parts": ["a"], "error": {"errorMessage": "m", "errorType": "E"}}"#
        let answer = try client.stream("f", error)
        #expect(answer.text == "a")
        let details = try #require(try answer.error["ErrorDetails"] as? String)
        #expect(details == #"{"errorMessage": "m", "errorType": "E"}"#)
        #expect(try client.invoke("f", error).isFunctionError)
        #expect(try client.stream("f", #"{"parts": []}"#).text == "")
    }

    @Test func aCutAnswerIsAnError() throws {
        let test = try host()
        let client = try Client(test.host.port)
        let answer = try client.stream("f", #"{"parts": ["a"], "break": true}"#)
        #expect(answer.text == "a")
        #expect(try (answer.error["ErrorDetails"] as? String)?.contains("Runtime.TruncatedResponse") == true)
        #expect(try client.stream("f", #"{"parts": ["a"]}"#).text == "a")
    }

    @Test func streamsAreNoEvents() throws {
        let test = try host()
        let path = "/2021-11-15/functions/f/response-streaming-invocations"
        #expect(try test.invoke("f", headers: "X-Amz-Invocation-Type: Event\r\n", path: path).status == 400)
        #expect(try test.invoke("f", headers: "X-Amz-Invocation-Type: DryRun\r\n", path: path).status == 204)
        let unknown = "/2021-11-15/functions/g/response-streaming-invocations"
        #expect(try test.invoke("g", path: unknown).status == 404)
        #expect(try test.invoke("f", path: "/2015-03-31/functions/f/response-streaming-invocations").status == 404)
    }
}
