// `SocketTests.swift`: the connection and RFC 6455 against what is made up; MODULE stands for the client's module.

extension SwiftRuntime {
    static let socketTests = #"""
        // The connection, over WebSockets that are made up, and RFC 6455 over bytes that are.

        import Foundation
        import Testing

        @testable import MODULE

        /// Opens connections that are made up: so many, the last again and again, then none.
        private actor Fakes: WebSocketTransport {
            private let refusals: Set<Int>
            private(set) var requests: [WebSocketRequest] = []
            private(set) var made: [Fake] = []

            /// - Parameter refusals: Numbers of attempts that fail.
            init(refusals: Set<Int> = []) { self.refusals = refusals }

            func connect(_ request: WebSocketRequest) async throws -> any WebSocketConnection {
                requests.append(request)
                if refusals.contains(requests.count) { throw SocketError.refused(status: 403) }
                made.append(Fake())
                return made[made.count - 1]
            }
        }

        private actor Fake: WebSocketConnection {
            private(set) var sent: [String] = []
            private var pongs = true
            private let messages: AsyncThrowingStream<WebSocketMessage, any Error>
            private let coming: AsyncThrowingStream<WebSocketMessage, any Error>.Continuation

            init() {
                (messages, coming) = AsyncThrowingStream.makeStream()
            }

            func receive() async throws -> WebSocketMessage {
                for try await message in messages { return message }
                throw SocketError.closed(code: 1006, reason: "")
            }

            func send(_ text: String) { sent.append(text) }

            func ping() async throws {
                if !pongs { try await Task.sleep(for: .seconds(60)) }
            }

            func close(code: Int, reason: String) { coming.finish() }

            nonisolated func abort() { coming.finish() }

            nonisolated func say(_ text: String) { coming.yield(.text(text)) }

            nonisolated func lose(_ code: Int) {
                coming.finish(throwing: SocketError.closed(code: code, reason: "bye"))
            }

            func goSilent() { pongs = false }
        }

        private struct Said: Codable, Hashable {
            var text: String
        }

        private enum Event: SocketEvent, Hashable {
            case said(Said)
            case refusal(Refusal)
            case other(JSONValue)

            static func read(_ message: SocketMessage) throws -> Event? {
                switch message.kind {
                case "said": .said(try message.decode())
                default: nil
                }
            }
        }

        private struct Probe {
            let transport: Fakes
            let socket: Socket<Event>

            init(
                refusals: Set<Int> = [], query: [Field?] = [], headers: [Field?] = [],
                schemes: [Scheme] = [],
                change: (inout SocketOptions) -> Void = { _ in }
            ) {
                transport = Fakes(refusals: refusals)
                var options = SocketOptions()
                options.transport = transport
                change(&options)
                socket = Socket(
                    endpoint: "https://a1.execute-api.eu-west-1.amazonaws.com/prod", userAgent: "probe/1",
                    selector: ["meta", "kind"], query: query, headers: headers, schemes: schemes,
                    options: options)
            }

            /// The connection of a number, once it is there.
            func fake(_ number: Int = 1) async throws -> Fake {
                while await transport.made.count < number { try await Task.sleep(for: .milliseconds(2)) }
                return await transport.made[number - 1]
            }
        }

        @Suite(.timeLimit(.minutes(1))) struct SocketTests {
            @Test func sendsByTheRoutes() async throws {
                let probe = Probe()
                try await probe.socket.connect()
                try await probe.socket.send(to: "say", ["text": "hello"])
                let whole: JSONValue = ["meta": ["id": 1, "kind": "other"]]
                try await probe.socket.send(to: "say", whole)
                try await probe.socket.send(["any": 1])
                let sent = try await probe.fake().sent
                #expect(sent.first == #"{"text":"hello","meta":{"kind":"say"}}"#)
                #expect(sent.last == #"{"any":1}"#)
                let second = try JSONDecoder().decode(JSONValue.self, from: Data(sent[1].utf8))
                #expect(second == ["meta": ["id": 1, "kind": "say"]])
                await probe.socket.close(code: 1000, reason: "")
                await #expect(throws: SocketError.notConnected) { try await probe.socket.send(["any": 1]) }
            }

            @Test func hearsKindsRefusalsAndOthers() async throws {
                let probe = Probe { $0.reconnects = 0 }
                try await probe.socket.connect()
                let fake = try await probe.fake()
                for text in [
                    #"{"meta": {"kind": "said"}, "text": "hello"}"#,
                    #"{"message": "Forbidden", "connectionId": "c", "requestId": "r"}"#,
                    #"{"other": 1}"#, #"{"meta": {"kind": "said"}}"#, "text",
                ] {
                    fake.say(text)
                }
                fake.lose(1001)
                var seen: [Event] = []
                await #expect(throws: SocketError.closed(code: 1001, reason: "bye")) {
                    for try await event in probe.socket.events { seen.append(event) }
                }
                #expect(
                    seen == [
                        .said(Said(text: "hello")),
                        .refusal(Refusal(message: "Forbidden", connectionID: "c", requestID: "r")),
                        .other(["other": 1]), .other(["meta": ["kind": "said"]]), .other("text"),
                    ])
            }

            @Test func tellsParametersAndSecrets() async throws {
                let probe = Probe(
                    query: [.given("name", "a b"), .given("none", nil)], headers: [.given("x-room", "7")],
                    schemes: [.header("x-api-key", Provider { "key" })])
                try await probe.socket.connect()
                let request = try #require(await probe.transport.requests.first)
                #expect(request.url == "wss://a1.execute-api.eu-west-1.amazonaws.com/prod?name=a%20b")
                #expect(request.headers["x-room"] == "7" && request.headers["x-api-key"] == "key")
                await probe.socket.close(code: 1000, reason: "")
            }

            @Test func signsInTheQuery() throws {
                let keys = AWSCredentials(
                    accessKeyID: "AKID", secretAccessKey: "secret", sessionToken: "a/b")
                let url = try Signer(credentials: keys, time: Date(timeIntervalSince1970: 0))
                    .presign("wss://a1.execute-api.eu-west-1.amazonaws.com/prod?name=a%20b")
                #expect(
                    url.hasPrefix(
                        "wss://a1.execute-api.eu-west-1.amazonaws.com/prod?X-Amz-Algorithm=AWS4-HMAC-SHA256&"
                            + "X-Amz-Credential=AKID%2F19700101%2Feu-west-1%2Fexecute-api%2Faws4_request&"
                            + "X-Amz-Date=19700101T000000Z&X-Amz-Expires=300&X-Amz-Security-Token=a%2Fb&"
                            + "X-Amz-SignedHeaders=host&name=a%20b&X-Amz-Signature="))
            }

            @Test func connectsAgainAndSendsWhatWaited() async throws {
                let probe = Probe(refusals: [2])
                try await probe.socket.connect()
                try await probe.fake().lose(1006)
                let second = try await probe.fake(2)
                try await probe.socket.send(to: "say", ["text": "later"])
                #expect(await second.sent.count == 1)
                second.say(#"{"other": 1}"#)
                #expect(try await probe.socket.next() == .other(["other": 1]))
                #expect(await probe.transport.requests.count == 3)
                await probe.socket.close(code: 1000, reason: "")
                #expect(try await probe.socket.next() == nil)
            }

            @Test func failsWhenTheFirstAttemptDoes() async throws {
                let probe = Probe(refusals: [1])
                await #expect(throws: SocketError.refused(status: 403)) { try await probe.socket.connect() }
                try await probe.socket.connect()
                await #expect(throws: SocketError.alreadyConnected) { try await probe.socket.connect() }
                await probe.socket.close(code: 1000, reason: "")
            }

            @Test func givesUpInTheEnd() async throws {
                let probe = Probe(refusals: [2, 3]) { $0.reconnects = 2 }
                try await probe.socket.connect()
                try await probe.fake().lose(1001)
                await #expect(throws: SocketError.refused(status: 403)) { try await probe.socket.next() }
                await #expect(throws: SocketError.notConnected) { try await probe.socket.send(["any": 1]) }
                try await probe.socket.connect()
                await probe.socket.close(code: 1000, reason: "")
            }

            @Test func holdsTheConnectionUpWhenNobodyTakesEvents() async throws {
                let probe = Probe { $0.eventsMax = 2 }
                try await probe.socket.connect()
                let fake = try await probe.fake()
                for number in 1...5 { fake.say("\(number)") }
                try await Task.sleep(for: .milliseconds(50))
                for number in 1...5 { #expect(try await probe.socket.next() == .other(.integer(number))) }
                await probe.socket.close(code: 1000, reason: "")
            }

            @Test func givesUpAConnectionThatAnswersNoPing() async throws {
                let probe = Probe {
                    $0.pingInterval = .milliseconds(5)
                    $0.timeout = .milliseconds(50)
                }
                try await probe.socket.connect()
                try await probe.fake().goSilent()
                _ = try await probe.fake(2)
                await probe.socket.close(code: 1000, reason: "")
            }
        }

        /// A channel in memory.
        private actor Pipe: ByteChannel {
            private(set) var written = Data()
            private let parts: AsyncStream<Data>
            private let coming: AsyncStream<Data>.Continuation

            init(_ bytes: [UInt8]...) {
                (parts, coming) = AsyncStream.makeStream()
                for part in bytes { coming.yield(Data(part)) }
            }

            func read() async -> Data {
                for await part in parts { return part }
                return Data()
            }

            func write(_ data: Data) { written += data }

            nonisolated func close() { coming.finish() }
        }

        @Suite(.timeLimit(.minutes(1))) struct WebSocketTests {
            @Test func shakesHands() throws {
                let request = WebSocketRequest(
                    url: "ws://[::1]:8080/local?a=%20", headers: ["x-room": "7"], messageBytesMax: 100)
                let handshake = try Handshake(request, key: Array("the sample nonce".utf8))
                #expect((handshake.host, handshake.port, handshake.isSecure) == ("::1", 8080, false))
                #expect(
                    handshake.text == """
                        GET /local?a=%20 HTTP/1.1\r\nhost: [::1]:8080\r\nupgrade: websocket\r
                        connection: Upgrade\r\nsec-websocket-version: 13\r
                        sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nx-room: 7\r\n\r\n
                        """)
                let answer =
                    "HTTP/1.1 101 x\r\nUpgrade: WebSocket\r\nConnection: a, Upgrade\r\n"
                    + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
                #expect(try handshake.rest(of: Data(answer.utf8)) == nil)
                #expect(try handshake.rest(of: Data("\(answer)\r\nab".utf8)) == Data("ab".utf8))
                for (part, other) in [
                    ("s3pP", "t3pP"), ("WebSocket\r", "h2c\r"), ("a, Upgrade", "close"),
                    ("101 x", "200 OK"),
                    ("101 x\r\n", "101 x\r\nSec-WebSocket-Extensions: permessage-deflate\r\n"),
                ] {
                    let wrong = answer.replacingOccurrences(of: part, with: other) + "\r\n"
                    #expect(throws: SocketError.self) { try handshake.rest(of: Data(wrong.utf8)) }
                }
                for header in ["Host", "Sec-WebSocket-Key", "a b"] {
                    let request = WebSocketRequest(
                        url: "ws://api.test", headers: HeaderFields(dictionaryLiteral: (header, "")),
                        messageBytesMax: 1)
                    #expect(throws: UnsendableValue.self) { try Handshake(request) }
                }
                for url in ["http://api.test", "ws://", "ws://a@b", "ws://api.test/a b"] {
                    let request = WebSocketRequest(url: url, headers: [:], messageBytesMax: 1)
                    #expect(throws: UnsendableValue.self) { try Handshake(request) }
                }
            }

            @Test func readsFrames() throws {
                var reader = FrameReader(bytesMax: 300)
                let bytes: [UInt8] =
                    [0x01, 2, 0x68, 0xc3, 0x89, 0, 0x80, 1, 0xb6, 0x82, 126, 0, 200]
                    + Array(repeating: 7, count: 200) + [0x88, 5, 0x03, 0xe9, 0x62, 0x79, 0x65]
                var seen: [FrameReader.Incoming] = []
                for byte in bytes {
                    reader.append(Data([byte]))
                    while let incoming = try reader.next() { seen.append(incoming) }
                }
                #expect(
                    seen == [
                        .ping(Data()), .message(.text("hö")),
                        .message(.binary(Data(repeating: 7, count: 200))),
                        .close(code: 1001, reason: "bye"),
                    ])
            }

            @Test(arguments: [
                (1002, [0x81, 0x80, 0, 0, 0, 0]), (1002, [0xc1, 0]), (1002, [0x83, 0]), (1002, [0x09, 0]),
                (1002, [0x89, 126, 0, 126]), (1002, [0x80, 0]), (1002, [0x01, 0, 0x81, 0]),
                (1002, [0x81, 126, 0, 125]), (1002, [0x81, 127, 0, 0, 0, 0, 0, 0, 0, 1]),
                (1007, [0x81, 1, 0xff]), (1007, [0x81, 3, 0xed, 0xa0, 0x80]),
                (1009, [0x81, 126, 1, 45]), (1009, [0x81, 127, 0xff, 0, 0, 0, 0, 0, 0, 0]),
                (1002, [0x88, 1, 3]), (1002, [0x88, 2, 3, 0xed]), (1002, [0x88, 2, 0, 0]),
                (1007, [0x88, 3, 3, 0xe8, 0xff]),
            ])
            func refusesFrames(_ code: Int, _ bytes: [UInt8]) throws {
                var reader = FrameReader(Data(bytes), bytesMax: 300)
                let fault = #expect(throws: WebSocketFault.self) { while try reader.next() != nil {} }
                #expect(fault?.code == code)
            }

            @Test func boundsMessagesInFragments() throws {
                var reader = FrameReader(Data([0x01, 2, 65, 65, 0x80, 2, 65, 65]), bytesMax: 3)
                #expect(throws: WebSocketFault.self) { try reader.next() }
            }

            @Test func writesFramesOfTheGatewaysLength() {
                let payload = Data((0..<70_000).map { UInt8(truncatingIfNeeded: $0 &* 7) })
                var rest = FrameWriter.frames(1, payload)[...]
                var (heads, back): ([UInt8], Data) = ([], Data())
                while let head = rest.popFirst(), let size = rest.popFirst() {
                    heads.append(head)
                    var length = Int(size & 0x7f)
                    #expect(size & 0x80 != 0)
                    if length == 126 { length = Int(rest.removeFirst()) << 8 | Int(rest.removeFirst()) }
                    #expect(length <= 32_768)
                    let mask = Array(rest.prefix(4))
                    let part = rest.dropFirst(4).prefix(length)
                    back += Data(part.enumerated().map { $0.element ^ mask[$0.offset & 3] })
                    rest = rest.dropFirst(4 + length)
                }
                #expect(heads == [0x01, 0x00, 0x80] && back == payload)
                #expect(FrameWriter.frames(9, Data()).count == 6)
            }

            @Test func answersPingsAndCloses() async throws {
                let pipe = Pipe([0x89, 1, 65, 0x81, 1, 66], [0x88, 2, 0x0f, 0xa0])
                let socket = StreamWebSocket(pipe, Data(), bytesMax: 10)
                #expect(try await socket.receive() == .text("B"))
                await #expect(throws: SocketError.closed(code: 4000, reason: "")) {
                    try await socket.receive()
                }
                let written = await pipe.written
                #expect(written.count == 7 + 8)
                #expect((written[0], written[1], written[7], written[8]) == (0x8a, 0x81, 0x88, 0x82))
                await #expect(throws: SocketError.notConnected) { try await socket.send("late") }
            }

            @Test func saysWhyItEndsAConnection() async throws {
                let pipe = Pipe([0x81, 1, 0xff])
                let socket = StreamWebSocket(pipe, Data(), bytesMax: 10)
                await #expect(throws: SocketError.closed(code: 1007, reason: "text that is not UTF-8")) {
                    try await socket.receive()
                }
                let written = await pipe.written
                #expect(written[0] == 0x88)
                #expect([written[6] ^ written[2], written[7] ^ written[3]] == [0x03, 0xef])
            }
        }

        """#
}
