// `TransportTests.swift`: the core of a client against answers that are made up; MODULE stands for its module.

extension SwiftRuntime {
    static let transportTests = #"""
        // The client's core, against answers that are made up.

        import Foundation
        import Testing

        @testable import MODULE

        /// Gives answers in turn, the last again and again, and keeps what was sent.
        private actor Script: Transport {
            enum Reply: Sendable {
                case answer(Int, HeaderFields = [:], String = "{}")
                case failure
                case silence
            }

            private let replies: [Reply]
            private(set) var sent: [TransportRequest] = []

            init(_ replies: [Reply]) { self.replies = replies }

            func send(_ request: TransportRequest) async throws -> TransportResponse {
                sent.append(request)
                switch replies[min(sent.count, replies.count) - 1] {
                case .answer(let status, let headers, let text):
                    return TransportResponse(
                        status: status, headers: headers, body: ByteStream(Data(text.utf8)))
                case .failure: throw URLError(.networkConnectionLost)
                case .silence:
                    try await Task.sleep(for: .seconds(60))
                    throw CancellationError()
                }
            }
        }

        private struct Missing: DeclaredError {
            let response: Response
            let model: [String: String]
        }

        /// A client of answers that are made up.
        private struct Probe {
            let script: Script
            let client: APIClient

            init(
                _ replies: Script.Reply..., schemes: [String: Scheme] = [:],
                change: (inout ClientOptions) -> Void = { _ in }
            ) {
                script = Script(replies)
                var options = ClientOptions()
                options.transport = script
                change(&options)
                client = APIClient(
                    endpoint: "http://api.test/prod/", userAgent: "probe/1", schemes: schemes,
                    options: options)
            }

            @discardableResult
            func get(
                _ method: String = "GET", security: [[String]] = [],
                errors: [Int: any DeclaredError.Type] = [:],
                options: CallOptions = CallOptions()
            ) async throws -> [String: Int] {
                try await client.json(
                    Call(method: method, path: "/a", security: security, errors: errors), options)
            }
        }

        private let fine = Script.Reply.answer(200, [:], #"{"n": 1}"#)
        private let busy = Script.Reply.answer(503, ["retry-after": "0"])

        @Suite struct TransportTests {
            @Test func readsJSON() async throws {
                let probe = Probe(fine)
                #expect(try await probe.get() == ["n": 1])
                let sent = await probe.script.sent
                #expect(sent.map(\.url) == ["http://api.test/prod/a"])
                #expect(sent[0].headers["User-Agent"] == "probe/1")
            }

            @Test func triesAgainWhatIsSafe() async throws {
                let probe = Probe(busy, .failure, fine)
                #expect(try await probe.get() == ["n": 1])
                #expect(await probe.script.sent.count == 3)
            }

            @Test func sendsNoPostTwice() async throws {
                let probe = Probe(busy, fine)
                let error = await #expect(throws: APIError.self) { try await probe.get("POST") }
                #expect(error?.status == 503)
                #expect(await probe.script.sent.count == 1)
            }

            @Test func sendsAPostAgainWithAnIdempotencyKey() async throws {
                let probe = Probe(busy, fine)
                var options = CallOptions()
                options.idempotencyKey = "k"
                try await probe.get("POST", options: options)
                #expect(await probe.script.sent.map { $0.headers["idempotency-key"] } == ["k", "k"])
            }

            @Test func sendsAgainWhatWasThrottled() async throws {
                let probe = Probe(.answer(429), fine)
                try await probe.get("POST")
                #expect(await probe.script.sent.count == 2)
            }

            @Test func tellsTheGatewaysFailuresFromTheAPIs() async throws {
                let headers: HeaderFields = [
                    "x-amzn-ErrorType": "ForbiddenException", "x-amzn-RequestId": "r1",
                ]
                let gateway = Probe(.answer(403, headers, #"{"message": "Forbidden"}"#))
                let refusal = await #expect(throws: GatewayError.self) { try await gateway.get() }
                #expect(refusal?.type == .forbidden)
                #expect(refusal?.requestID == "r1")
                #expect(refusal.map { "\($0)" } == "403 Forbidden")
                let declared = Probe(.answer(404, [:], #"{"message": "none"}"#))
                let missing = await #expect(throws: Missing.self) {
                    try await declared.get(errors: [404: Missing.self])
                }
                #expect(missing?.model == ["message": "none"])
                let other = Probe(.answer(404, [:], "no"))
                let error = await #expect(throws: APIError.self) {
                    try await other.get(errors: [404: Missing.self])
                }
                #expect(error?.response.body == Data("no".utf8))
            }

            @Test func tellsThatNoAnswerCame() async throws {
                let reset = Probe(.failure) { $0.retries = 0 }
                await #expect(throws: ConnectionError.self) { try await reset.get() }
                let late = Probe(.silence) { $0.timeout = .milliseconds(20) }
                await #expect(throws: ConnectionError.self) { try await late.get("POST") }
            }

            @Test func tellsWhatItCannotRead() async throws {
                await #expect(throws: UnreadableAnswer.self) {
                    try await Probe(.answer(200, [:], "[]")).get()
                }
            }

            @Test func endsWithItsTask() async throws {
                let probe = Probe(.silence)
                let task = Task { try await probe.get() }
                task.cancel()
                await #expect(throws: CancellationError.self) { try await task.value }
            }

            @Test func showsAnAPIKeyWhereTheOperationAsksForOne() async throws {
                let probe = Probe(fine, schemes: ["key": .header("x-api-key", Provider { "secret" })])
                try await probe.get(security: [["key"]])
                try await probe.get()
                #expect(await probe.script.sent.map { $0.headers["x-api-key"] } == ["secret", nil])
            }

            @Test func signs() throws {
                let keys = AWSCredentials(
                    accessKeyID: "AKID", secretAccessKey: "s", sessionToken: "t", region: "eu-west-1")
                let request = TransportRequest(method: "GET", url: "https://api.test/a?b=c")
                let signed = try Signer(credentials: keys, time: Date(timeIntervalSince1970: 0)).sign(
                    request)
                let header = try #require(signed.headers["authorization"])
                #expect(
                    header.hasPrefix(
                        "AWS4-HMAC-SHA256 Credential=AKID/19700101/eu-west-1/execute-api/aws4_request, "))
                #expect(header.contains("SignedHeaders=host;x-amz-date;x-amz-security-token, Signature="))
                #expect("\(keys)" == "AWSCredentials(AKID)")
            }

            @Test func hashes() {
                let digest = SHA256.hex(SHA256.digest(Array("abc".utf8)))
                #expect(digest == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
                let code = SHA256.authenticate(
                    Array("what do ya want for nothing?".utf8), key: Array("Jefe".utf8))
                #expect(
                    SHA256.hex(code) == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
            }

            @Test func passesThroughMiddlewareInOrder() async throws {
                let step = { (name: String) -> Middleware in
                    { request, next in
                        var request = request
                        request.headers.add("x-step", name)
                        return try await next(request)
                    }
                }
                let probe = Probe(fine) { $0.middleware = [step("a"), step("b")] }
                try await probe.get()
                #expect(await probe.script.sent[0].headers["x-step"] == "a, b")
            }

            @Test func writesParameters() throws {
                func texts(_ parameter: Parameter) -> [String] {
                    parameter.fields.map { "\($0.name)=\($0.value)" }
                }
                #expect(try texts(.pairs("a", [1, 2])) == ["a=1", "a=2"])
                #expect(try texts(.joined("a", [1, 2])) == ["a=1,2"])
                #expect(try texts(.pairs("a", String?.none)) == [])
                #expect(try texts(.deepObject("f", ["a": ["b": true]])) == ["f[a][b]=true"])
                let text = "a/b c"
                #expect(("/x/\(text)/\(rest: "c/d e")" as Path).text == "/x/a%2Fb%20c/c/d%20e")
                #expect(("/x/\("..")" as Path).failure != nil)
                #expect(("/x/\(rest: "a/../b")" as Path).failure != nil)
                #expect(try texts(.joined("a", ["r": 1], explodes: true)) == ["a=r=1"])
                #expect(try texts(.joined("a", ["r": 1])) == ["a=r,1"])
            }

            private struct Color: Codable {
                var r = 100
                var g = "a/b"
            }

            /// OpenAPI 3.0.3, "Style Values"; RFC 6570 §3.2.
            @Test func writesPathsInEveryStyle() {
                let (list, color) = (["3", "4 5"], Color())
                let paths: [(Path, String)] = [
                    ("/\(5)", "/5"), ("/\(list)", "/3,4%205"), ("/\(exploded: list)", "/3,4%205"),
                    ("/\(color)", "/r,100,g,a%2Fb"), ("/\(exploded: color)", "/r=100,g=a%2Fb"),
                    ("/\(label: 5)", "/.5"), ("/\(label: 5, explodes: true)", "/.5"),
                    ("/\(label: list)", "/.3,4%205"), ("/\(label: list, explodes: true)", "/.3.4%205"),
                    ("/\(label: color)", "/.r,100,g,a%2Fb"),
                    ("/\(label: color, explodes: true)", "/.r=100.g=a%2Fb"),
                    ("/\(matrix: 5, name: "p")", "/;p=5"), ("/\(matrix: "", name: "p")", "/;p"),
                    ("/\(matrix: list, name: "p")", "/;p=3,4%205"),
                    ("/\(matrix: list, name: "p q", explodes: true)", "/;p%20q=3;p%20q=4%205"),
                    ("/\(matrix: color, name: "p")", "/;p=r,100,g,a%2Fb"),
                    ("/\(matrix: color, name: "p", explodes: true)", "/;r=100;g=a%2Fb"),
                ]
                for (path, text) in paths { #expect(path.text == text) }
                let lost: [Path] = [
                    "/\(label: "")", "/\([String]())", "/\(label: [String]())", "/\(label: ".")",
                ]
                for path in lost { #expect(path.failure != nil) }
            }

            @Test func sendsCookiesInOneHeader() async throws {
                let probe = Probe(fine) { $0.headers = ["cookie": "own=1"] }
                let cookies: [Parameter] = [
                    try .pairs("a b", "x;y,\"z\\%"), try .pairs("list", [1, 2]),
                    try .joined("j", ["a", "b"]),
                    try .pairs("s", "a=b/c+d=="), try .pairs("none", String?.none),
                    try .deepObject("f", ["a": "é"]),
                ]
                try await probe.client.none(
                    Call(method: "GET", path: "/a", cookies: cookies), CallOptions())
                #expect(
                    await probe.script.sent[0].headers["cookie"]
                        == "own=1; a%20b=x%3By%2C%22z%5C%25; list=1; list=2; j=a%2Cb; s=a=b/c+d==; f%5Ba%5D=%C3%A9"
                )
            }

            @Test func looksAtRequestsWhenAsked() async throws {
                let name = ValueRule.value(ValueBounds(minLength: 1, maxLength: 3, pattern: "^[a-z]*$"))
                let rule = ValueRule.object(
                    ValueBounds(minProperties: 2),
                    members: [
                        "name": name,
                        "a b": .array(ValueBounds(maxItems: 1, hasUniqueItems: true), elements: name),
                    ],
                    others: .value(ValueBounds(minimum: "0", excludesMinimum: true, multipleOf: "0.1")))
                func check(_ value: JSONValue) -> Call {
                    Call(
                        method: "POST", path: "/a",
                        checks: {
                            [
                                try ValueCheck("query limit", 101, .value(ValueBounds(maximum: "100"))),
                                try ValueCheck("body", value, rule),
                            ]
                        })
                }
                let probe = Probe(fine) { $0.checksRequests = true }
                let failure = await #expect(throws: InvalidRequest.self) {
                    try await probe.client.none(
                        check(["name": "ABcd", "a b": ["ok", "ok"], "n": 0, "m": 0.35]), CallOptions())
                }
                #expect(
                    Set(failure?.violations.map(\.description) ?? []) == [
                        "query limit is more than 100", "body.name is longer than 3 characters",
                        "body.name does not match ^[a-z]*$", "body[\"a b\"] has more than 1 elements",
                        "body[\"a b\"] has an element twice", "body.n is not more than 0",
                        "body.m is no multiple of 0.1",
                    ])
                #expect(await probe.script.sent.isEmpty)
                try await Probe(fine).client.none(check(["name": "ABcd"]), CallOptions())
                for (text, fits) in [("0.3", true), ("1e30", true), ("0.35", false), ("-0.7", true)] {
                    let value = try #require(Decimal(string: text))
                    let check = try ValueCheck("n", value, .value(ValueBounds(multipleOf: "0.1")))
                    if fits {
                        try [check].enforce()
                    } else {
                        #expect(throws: InvalidRequest.self) { try [check].enforce() }
                    }
                }
                try [ValueCheck("n", 0.1 + 0.2, .value(ValueBounds(multipleOf: "0.1")))].enforce()
                // Scalars are counted; what is absent, or of another kind, has nothing to satisfy.
                try [
                    ValueCheck("t", "👩‍👩‍👧", .value(ValueBounds(minLength: 5, maxLength: 5))),
                    ValueCheck("t", String?.none, name),
                    ValueCheck("t", 1, name), ValueCheck("t", "x", .value(ValueBounds(pattern: "(?<"))),
                    ValueCheck(
                        "t", ["kind": "b"],
                        .choice(by: "kind", ["a": .object(ValueBounds(minProperties: 9))])),
                ].enforce()
            }

            @Test func uploadsFilesAndStreams() async throws {
                let bytes = Data((0..<200_000).map { UInt8(truncatingIfNeeded: $0) })
                let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
                try bytes.write(to: file)
                let parts = stride(from: 0, to: bytes.count, by: 777).map {
                    bytes[$0..<min($0 + 777, bytes.count)]
                }
                let stream = AsyncStream(Data.self) { continuation in
                    for part in parts { continuation.yield(part) }
                    continuation.finish()
                }
                let whole = UploadBody.data(bytes)
                #expect(
                    try UploadBody.file(file).digest() == whole.digest()
                        && UploadBody.file(file).length == bytes.count)
                try FileManager.default.removeItem(at: file)
                let stored = try await UploadBody.stream(stream).stored()
                #expect(try stored.digest() == whole.digest() && stored.length == bytes.count)
                let call = { (upload: UploadBody) in
                    Call(method: "PUT", path: "/a", body: .binary(upload, as: "image/png"))
                }
                let once = Probe(busy, fine)
                await #expect(throws: APIError.self) {
                    try await once.client.none(call(.stream(stream)), CallOptions())
                }
                #expect(await once.script.sent.count == 1)
                let again = Probe(busy, fine)
                try await again.client.none(call(.stream { ByteStream(bytes) }), CallOptions())
                #expect(await again.script.sent.count == 2)
            }

            @Test func writesBodies() throws {
                let id = UUID()
                let value: [[String: JSONValue]] = [["a": ["\"\n\u{1}", 1, 1.5, .null, true]]]
                #expect(try Tree(value).json == #"[{"a":["\"\n\u0001",1,1.5,null,true]}]"#)
                #expect(try Tree([id]).json == "[\"\(id.uuidString.lowercased())\"]")
                #expect(try Tree(Date(timeIntervalSince1970: 0.5)).text == "1970-01-01T00:00:00.500Z")
                func text(_ body: Body?) -> String {
                    if case .data(let data) = body?.upload.content {
                        String(decoding: data, as: UTF8.self)
                    } else {
                        ""
                    }
                }
                #expect(text(try .form(["a": "b&c"])) == "a=b%26c")
                #expect(text(try .multipart(["file": Data("x".utf8)])).contains("filename=\"file\"\r\n"))
            }

            @Test func readsEvents() async throws {
                let text = "event: tick\r\ndata: a\r\ndata: b\r\nid: 7\r\n\r\n: note\n\ndata: c\n\n"
                let events = try await Probe(.answer(200, [:], text)).client
                    .events(Call(method: "GET", path: "/a"), CallOptions())
                var seen: [ServerSentEvent] = []
                for try await event in events { seen.append(event) }
                #expect(
                    seen == [
                        ServerSentEvent(event: "tick", data: "a\nb", id: "7"),
                        ServerSentEvent(event: "message", data: "c", id: "7"),
                    ])
            }

            @Test func goesThroughPages() async throws {
                let pages = Pages<[String], String>(
                    from: nil, items: { Array($0.dropLast()) }, next: { $0.last },
                    get: { token in token == nil ? ["a", "b", "next"] : ["c", ""] })
                var seen: [String] = []
                for try await element in pages { seen.append(element) }
                #expect(seen == ["a", "b", "c"])
            }

            private struct Family: Codable, Hashable {
                var tag: Nullable<String>?
                var born: Date?
                var any: JSONValue?
                @Indirect var next: Family?
            }

            @Test func keepsDecimalsExact() throws {
                let number: Decimal = try JSONText.value(
                    of: Data("[0.10000000000000000001]".utf8), as: [Decimal].self)[0]
                #expect(try Tree([number]).json == "[0.10000000000000000001]")
                let text: DecimalText = try JSONText.value(
                    of: Data(#"["-12.50"]"#.utf8), as: [DecimalText].self)[0]
                #expect(try Tree([text]).json == #"["-12.5"]"#)
                #expect(DecimalText("1e-3") == DecimalText(Decimal(string: "0.001") ?? 0))
                for wrong in ["", "1x", "0x1", "1.", String(repeating: "7", count: 39)] {
                    #expect(DecimalText(wrong) == nil)
                }
                #expect(DecimalText("1" + String(repeating: "0", count: 50))?.value != nil)
            }

            @Test func tellsNullFromAbsence() throws {
                func decoded(_ text: String) throws -> Family {
                    try Response(status: 200, headers: [:], body: Data(text.utf8)).decode()
                }
                for text in [#"{}"#, #"{"tag":null}"#, #"{"tag":"x","next":{"tag":null}}"#] {
                    #expect(try Tree(decoded(text)).json == text)
                }
                let any = #"{"any":null}"#
                #expect(try decoded(any).any == .null && Tree(decoded(any)).json == any)
                #expect(
                    try decoded(#"{"born":"1970-01-01T01:00:00+01:00"}"#).born
                        == Date(timeIntervalSince1970: 0))
                #expect(
                    try decoded(#"{"born":"1970-01-01T00:00:00.5Z"}"#).born
                        == Date(timeIntervalSince1970: 0.5))
                #expect(throws: DecodingError.self) { try decoded(#"{"born":"yesterday"}"#) }
                #expect(CalendarDate("2026-01-31").map { "\($0)" } == "2026-01-31")
                #expect(CalendarDate("2026-13-01") == nil)
            }
        }

        """#
}
