// `WebSocket.swift`: RFC 6455 over bytes.

extension SwiftRuntime {
    static let webSocket = #"""
        // RFC 6455 over bytes, as strictly as it says: the handshake, frames, and a connection made of both.

        import Foundation

        /// Bytes both ways.
        public protocol ByteChannel: AnyObject, Sendable {
            /// What came next; empty at the end.
            func read() async throws -> Data
            /// Writes all, in the order of the calls.
            func write(_ data: Data) async throws
            func close()
        }

        /// WebSockets over channels of bytes.
        public struct StreamWebSockets: WebSocketTransport {
            private let open:
                @Sendable (_ host: String, _ port: Int, _ isSecure: Bool) async throws -> any ByteChannel

            /// - Parameter open: Opens a channel, with TLS where that is asked for.
            public init(
                open:
                    @escaping @Sendable (_ host: String, _ port: Int, _ isSecure: Bool) async throws ->
                    any ByteChannel
            ) {
                self.open = open
            }

            public func connect(_ request: WebSocketRequest) async throws -> any WebSocketConnection {
                let handshake = try Handshake(request)
                let channel = try await open(handshake.host, handshake.port, handshake.isSecure)
                do {
                    try await channel.write(Data(handshake.text.utf8))
                    var answer = Data()
                    while true {
                        let part = try await channel.read()
                        if part.isEmpty { throw SocketError.closed(code: 1006, reason: "") }
                        answer += part
                        if let rest = try handshake.rest(of: answer) {
                            return StreamWebSocket(channel, rest, bytesMax: request.messageBytesMax)
                        }
                    }
                } catch {
                    channel.close()
                    throw error
                }
            }
        }

        /// RFC 6455 §4.
        struct Handshake {
            let host: String
            let port: Int
            let isSecure: Bool
            let text: String
            private let key: String

            /// Longest head of an answer, in bytes.
            static let headBytesMax = 16_384

            /// Where an API is, as a WebSocket's address.
            static func url(_ url: String) -> String {
                for (plain, scheme) in [("https://", "wss://"), ("http://", "ws://")]
                where url.hasPrefix(plain) {
                    return scheme + url.dropFirst(plain.count)
                }
                return url
            }

            init(_ request: WebSocketRequest, key: [UInt8] = (0..<16).map { _ in .random(in: 0...255) })
                throws
            {
                guard let url = URLComponents(string: request.url), let host = url.host, !host.isEmpty,
                    let scheme = url.scheme?.lowercased(), ["ws", "wss"].contains(scheme), url.user == nil
                else { throw UnsendableValue(description: "`\(request.url)` is no address of a WebSocket") }
                isSecure = scheme == "wss"
                self.host = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
                port = url.port ?? (isSecure ? 443 : 80)
                self.key = Data(key).base64EncodedString()
                let (authority, path, query) = Signer.parts(of: request.url)
                var lines = [
                    "GET \(path)\(query.isEmpty ? "" : "?\(query)") HTTP/1.1", "host: \(authority)",
                    "upgrade: websocket", "connection: Upgrade", "sec-websocket-version: 13",
                    "sec-websocket-key: \(self.key)",
                ]
                let own: Set = ["host", "upgrade", "connection", "content-length", "transfer-encoding"]
                for field in request.headers {
                    let name = field.name.lowercased()
                    guard Handshake.isToken(name), !own.contains(name), !name.hasPrefix("sec-websocket-")
                    else {
                        throw UnsendableValue(description: "a handshake cannot have the header `\(name)`")
                    }
                    lines.append("\(name): \(field.value)")
                }
                text = lines.map { "\($0)\r\n" }.joined() + "\r\n"
                guard
                    !(path + query + authority).unicodeScalars.contains(where: {
                        $0.value <= 0x20 || $0.value >= 0x7f
                    })
                else { throw UnsendableValue(description: "`\(request.url)` is not percent-encoded") }
            }

            private static func isToken(_ name: String) -> Bool {
                !name.isEmpty
                    && name.utf8.allSatisfy {
                        switch $0 {
                        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
                        default: "!#$%&'*+-.^_`|~".utf8.contains($0)
                        }
                    }
            }

            /// What follows the answer; nil of one that is not there whole.
            func rest(of answer: Data) throws -> Data? {
                guard let end = answer.range(of: Data("\r\n\r\n".utf8)) else {
                    if answer.count > Handshake.headBytesMax {
                        throw SocketError.failed("the answer's head is too long")
                    }
                    return nil
                }
                let lines = String(decoding: answer[..<end.lowerBound], as: UTF8.self).components(
                    separatedBy: "\r\n")
                let status = lines[0].split(separator: " ", omittingEmptySubsequences: false)
                guard status.count >= 2, status[0] == "HTTP/1.1", let code = Int(status[1]) else {
                    throw SocketError.failed("the answer is no HTTP/1.1")
                }
                guard code == 101 else { throw SocketError.refused(status: code) }
                var fields: HeaderFields = [:]
                for line in lines.dropFirst() {
                    guard let colon = line.firstIndex(of: ":") else {
                        throw SocketError.failed("the answer's head is broken")
                    }
                    fields.add(
                        String(line[..<colon]),
                        line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces))
                }
                let accept = Data(SHA1.digest(Array((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").utf8)))
                let tokens = (fields["connection"] ?? "").lowercased().split(separator: ",").map {
                    $0.trimmingCharacters(in: .whitespaces)
                }
                guard fields["upgrade"]?.lowercased() == "websocket", tokens.contains("upgrade"),
                    fields["sec-websocket-accept"] == accept.base64EncodedString(),
                    fields["sec-websocket-extensions"] == nil, fields["sec-websocket-protocol"] == nil
                else { throw SocketError.failed("the answer accepts another handshake") }
                return answer[end.upperBound...]
            }
        }

        /// What the other side did against RFC 6455.
        struct WebSocketFault: Error, Hashable {
            /// What the connection is closed with.
            let code: Int
            let text: String
        }

        /// Frames to messages. RFC 6455 §5.
        struct FrameReader {
            enum Incoming: Hashable {
                case message(WebSocketMessage)
                case ping(Data)
                case pong(Data)
                case close(code: Int, reason: String)
            }

            let bytesMax: Int
            private var input: [UInt8]
            /// Where in it the next frame begins.
            private var start = 0
            private var message: [UInt8] = []
            /// Of the message whose fragments are coming.
            private var opcode: UInt8?

            init(_ input: Data = Data(), bytesMax: Int) {
                self.input = Array(input)
                self.bytesMax = bytesMax
            }

            mutating func append(_ data: Data) {
                input.removeFirst(start)
                start = 0
                input += data
            }

            /// The next message; nil until more has come.
            mutating func next() throws -> Incoming? {
                while let (head, payload) = try frame() {
                    let (isLast, opcode) = (head & 0x80 != 0, head & 0x0f)
                    switch opcode {
                    case 0, 1, 2:
                        guard (opcode == 0) == (self.opcode != nil) else {
                            throw WebSocketFault(code: 1002, text: "a fragment of no message")
                        }
                        let kind = self.opcode ?? opcode
                        guard message.count + payload.count <= bytesMax else { throw FrameReader.tooLong }
                        message += payload
                        self.opcode = isLast ? nil : kind
                        if !isLast { continue }
                        defer { message = [] }
                        return .message(
                            kind == 1 ? .text(try FrameReader.text(message)) : .binary(Data(message)))
                    case 8: return try FrameReader.close(Array(payload))
                    case 9: return .ping(payload)
                    case 10: return .pong(payload)
                    default: throw WebSocketFault(code: 1002, text: "a frame of no kind that is known")
                    }
                }
                return nil
            }

            /// The first byte of a frame, and what it carries.
            private mutating func frame() throws -> (UInt8, Data)? {
                let available = input.count - start
                guard available >= 2 else { return nil }
                let (head, size) = (input[start], input[start + 1])
                guard head & 0x70 == 0, size & 0x80 == 0 else {
                    throw WebSocketFault(code: 1002, text: "a frame that is masked, or of an extension")
                }
                var (length, offset) = (Int(size), 2)
                if length > 125 {
                    guard head & 0x08 == 0 else {
                        throw WebSocketFault(code: 1002, text: "a control frame that is too long")
                    }
                    let count = length == 126 ? 2 : 8
                    guard available >= 2 + count else { return nil }
                    let value = input[start + 2..<start + 2 + count].reduce(UInt64(0)) {
                        $0 << 8 | UInt64($1)
                    }
                    guard value > (count == 2 ? 125 : 0xffff) else {
                        throw WebSocketFault(code: 1002, text: "a length that could be shorter")
                    }
                    guard value <= UInt64(bytesMax) else { throw FrameReader.tooLong }
                    (length, offset) = (Int(value), 2 + count)
                }
                if head & 0x88 == 0x08 {
                    throw WebSocketFault(code: 1002, text: "a control frame in fragments")
                }
                guard length <= max(bytesMax, 125) else { throw FrameReader.tooLong }
                guard available >= offset + length else { return nil }
                let payload = Data(input[start + offset..<start + offset + length])
                start += offset + length
                return (head, payload)
            }

            private static let tooLong = WebSocketFault(code: 1009, text: "a message that is too long")

            private static func text(_ bytes: some Collection<UInt8>) throws -> String {
                guard let text = String(validating: bytes, as: UTF8.self) else {
                    throw WebSocketFault(code: 1007, text: "text that is not UTF-8")
                }
                return text
            }

            /// RFC 6455 §7.4.
            private static func close(_ payload: [UInt8]) throws -> Incoming {
                if payload.isEmpty { return .close(code: 1005, reason: "") }
                guard payload.count > 1 else {
                    throw WebSocketFault(code: 1002, text: "half a code of a close")
                }
                let code = Int(payload[0]) << 8 | Int(payload[1])
                switch code {
                case 1000...1003, 1007...1014, 3000...4999: break
                default: throw WebSocketFault(code: 1002, text: "a close with the code \(code)")
                }
                return .close(code: code, reason: try text(payload.dropFirst(2)))
            }
        }

        /// Messages to frames.
        enum FrameWriter {
            /// Longest frame, in bytes. AWS, "API Gateway quotas": WebSocket frame size.
            static let frameBytesMax = 32_768

            /// A message in as many frames as it takes.
            static func frames(_ opcode: UInt8, _ payload: Data) -> Data {
                var out = Data(capacity: payload.count + 14)
                var rest = payload[...]
                repeat {
                    let part = rest.prefix(frameBytesMax)
                    rest = rest.dropFirst(part.count)
                    let isFirst = part.startIndex == payload.startIndex
                    out.append((rest.isEmpty ? 0x80 : 0) | (isFirst ? opcode : 0))
                    if part.count > 125 {
                        out += [0x80 | 126, UInt8(part.count >> 8), UInt8(part.count & 255)]
                    } else {
                        out.append(0x80 | UInt8(part.count))
                    }
                    let mask = (0..<4).map { _ in UInt8.random(in: 0...255) }
                    out += mask
                    for (index, byte) in part.enumerated() { out.append(byte ^ mask[index & 3]) }
                } while !rest.isEmpty
                return out
            }
        }

        /// A WebSocket over bytes.
        actor StreamWebSocket: WebSocketConnection {
            private nonisolated let channel: any ByteChannel
            private var reader: FrameReader
            private var hasClosed = false
            private var pings: [CheckedContinuation<Void, any Error>] = []
            private var end: (any Error)?

            /// How long the other side has to agree to a close.
            private static let closing = Duration.seconds(5)

            init(_ channel: any ByteChannel, _ rest: Data, bytesMax: Int) {
                self.channel = channel
                reader = FrameReader(rest, bytesMax: bytesMax)
            }

            func receive() async throws -> WebSocketMessage {
                do {
                    while true {
                        while let incoming = try reader.next() {
                            if let message = try await taken(incoming) { return message }
                        }
                        let data = try await channel.read()
                        if data.isEmpty { throw SocketError.closed(code: 1006, reason: "") }
                        reader.append(data)
                    }
                } catch {
                    if let fault = error as? WebSocketFault {
                        await close(code: fault.code, reason: fault.text)
                    }
                    channel.close()
                    let told =
                        (error as? WebSocketFault).map {
                            SocketError.closed(code: $0.code, reason: $0.text)
                        } ?? error
                    end = told
                    for waiting in pings { waiting.resume(throwing: told) }
                    pings = []
                    throw told
                }
            }

            private func taken(_ incoming: FrameReader.Incoming) async throws -> WebSocketMessage? {
                switch incoming {
                case .message(let message): return message
                case .ping(let data): try await channel.write(FrameWriter.frames(10, data))
                case .pong: if !pings.isEmpty { pings.removeFirst().resume() }
                case .close(let code, let reason):
                    await close(code: code == 1005 ? 1000 : code, reason: "")
                    throw SocketError.closed(code: code, reason: reason)
                }
                return nil
            }

            func send(_ text: String) async throws {
                if hasClosed { throw SocketError.notConnected }
                try await channel.write(FrameWriter.frames(1, Data(text.utf8)))
            }

            func ping() async throws {
                try await channel.write(FrameWriter.frames(9, Data()))
                if let end { throw end }
                try await withCheckedThrowingContinuation { pings.append($0) }
            }

            func close(code: Int, reason: String) async {
                if hasClosed { return }
                hasClosed = true
                var told = reason
                while told.utf8.count > 123 { told.removeLast() }
                let payload = Data([UInt8(code >> 8 & 255), UInt8(code & 255)]) + Data(told.utf8)
                Task { [channel] in
                    try? await Task.sleep(for: StreamWebSocket.closing)
                    channel.close()
                }
                try? await channel.write(FrameWriter.frames(8, payload))
            }

            nonisolated func abort() {
                channel.close()
            }
        }

        /// FIPS 180-4; what RFC 6455 proves a handshake with.
        enum SHA1 {
            static func digest(_ message: [UInt8]) -> [UInt8] {
                var state: [UInt32] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0]
                var bytes = message + [0x80]
                bytes += Array(repeating: 0, count: (120 - bytes.count % 64) % 64)
                let bits = UInt64(message.count) * 8
                for shift in stride(from: UInt64(56), through: 0, by: -8) {
                    bytes.append(UInt8(truncatingIfNeeded: bits >> shift))
                }
                for start in stride(from: 0, to: bytes.count, by: 64) {
                    var words = (0..<16).map { index in
                        bytes[(start + index * 4)..<(start + index * 4 + 4)].reduce(UInt32(0)) {
                            $0 << 8 | UInt32($1)
                        }
                    }
                    for index in 16..<80 {
                        words.append(
                            rotated(
                                words[index - 3] ^ words[index - 8] ^ words[index - 14] ^ words[index - 16],
                                1))
                    }
                    mix(words, into: &state)
                }
                return state.flatMap { word in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> $0) }
                }
            }

            private static func mix(_ words: [UInt32], into state: inout [UInt32]) {
                var (a, b, c, d, e) = (state[0], state[1], state[2], state[3], state[4])
                for (index, word) in words.enumerated() {
                    let (choice, constant): (UInt32, UInt32)
                    switch index {
                    case ..<20: (choice, constant) = ((b & c) | (~b & d), 0x5a82_7999)
                    case ..<40: (choice, constant) = (b ^ c ^ d, 0x6ed9_eba1)
                    case ..<60: (choice, constant) = ((b & c) | (b & d) | (c & d), 0x8f1b_bcdc)
                    default: (choice, constant) = (b ^ c ^ d, 0xca62_c1d6)
                    }
                    (a, b, c, d, e) = (
                        rotated(a, 5) &+ choice &+ e &+ constant &+ word, a, rotated(b, 30), c, d
                    )
                }
                for (index, word) in [a, b, c, d, e].enumerated() { state[index] = state[index] &+ word }
            }

            private static func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 {
                word << count | word >> (32 - count)
            }
        }

        """#
}
