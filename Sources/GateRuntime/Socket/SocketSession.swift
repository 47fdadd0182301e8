// One WebSocket connection without its socket: frames in, messages and control frames out, times, the end. Whoever has
// the socket gives it bytes and writes what it appends. The events of the connection ($connect, messages, $disconnect)
// are exchanges of their own, which refer to it: Gateway+Socket.swift.
//
//   handshake ──► open ──► closing ──► over        closing: a close frame is out; nothing else is taken or sent
//                   └─────────────────────┘        the connection broke

import GateBytes
import GatePlan
import GateWire

/// How long connections last. AWS: "API Gateway quotas", WebSocket APIs.
package struct SocketLifetime: Sendable {
    /// Without a frame from the client, in milliseconds.
    package var idleMilliseconds = 600_000
    /// Whatever happens, in milliseconds.
    package var connectionMilliseconds = 7_200_000

    package init() {}
}

/// What a connection's bytes hold.
package enum SocketInput {
    /// A message; its bytes are in `message` until more is read.
    case message
    /// The connection closes: a close frame has come, or bytes that are none; what answers is in the output.
    case closing
}

/// A connection.
package final class SocketSession {
    package let identifier: ConnectionIdentifier
    /// `$context.connectedAt`.
    package let connectedMilliseconds: Int64
    @exclusivity(unchecked) package private(set) var lastActiveMilliseconds: Int64
    private let connected: UInt64
    @exclusivity(unchecked) private var lastActive: UInt64
    /// What serves the next event; replaced when another deployment is published.
    @exclusivity(unchecked) package var deployment: Deployment
    /// How the deployment is found again.
    let place: SocketPlace
    let sourceAddress: [UInt8]
    let userAgent: [UInt8]
    /// `$context.domainName`.
    let domainName: [UInt8]
    /// `Host` as it came.
    let host: [UInt8]
    /// What `$connect` found out.
    @exclusivity(unchecked) var caller: Caller?
    @exclusivity(unchecked) var authorizerMilliseconds = 0
    @exclusivity(unchecked) private var reader: MessageReader
    /// Whether the message at hand is a binary one.
    @exclusivity(unchecked) package private(set) var isBinary = false
    /// Whether messages are taken and sent.
    @exclusivity(unchecked) package private(set) var isOpen = true
    /// Why it closed: what `$disconnect` tells.
    @exclusivity(unchecked) package private(set) var closeCode = CloseCode.abnormal
    @exclusivity(unchecked) package private(set) var closeReason: [UInt8] = []

    init(
        _ exchange: Exchange, _ deployment: Deployment, _ identifier: ConnectionIdentifier, _ place: SocketPlace,
        _ clock: Gateway.Clock
    ) {
        self.identifier = identifier
        self.deployment = deployment
        self.place = place
        connectedMilliseconds = exchange.startedWallMilliseconds
        lastActiveMilliseconds = exchange.startedWallMilliseconds
        connected = clock.monotonicMicroseconds
        lastActive = clock.monotonicMicroseconds
        sourceAddress = [UInt8](exchange.sourceAddress.view)
        userAgent = exchange.header(.userAgent).map { [UInt8]($0) } ?? []
        domainName = [UInt8](exchange.hostName)
        host = exchange.header(.host).map { [UInt8]($0) } ?? []
        var limits = FrameLimits()
        limits.allowsBinary = (deployment.plan.socket?.flags ?? 0) & SocketRecord.allowsBinary != 0
        reader = MessageReader(role: .server, limits: limits)
    }

    // MARK: Reading

    /// The message that `next` gave, until it is called again.
    package var message: ByteView { reader.messagePayload }

    /// The next message in `bytes` from `position` on, or the end; nil when the bytes are used up. Answers to control
    /// frames are appended to `out`.
    package func next(
        _ bytes: ByteView, _ position: inout Int, _ clock: Gateway.Clock, _ out: inout ByteBuffer
    ) -> SocketInput? {
        while true {
            let event: MessageEvent?
            do throws(FrameError) {
                event = try reader.next(bytes, &position)
            } catch {
                if !isOpen { return .closing }
                close(error.closeCode, reason: error.reason, &out)
                return .closing
            }
            guard let event else { return nil }
            lastActive = clock.monotonicMicroseconds
            lastActiveMilliseconds = clock.wallMilliseconds
            switch event {
            case .text, .binary:
                // What comes behind our close frame is dropped (RFC 6455 §5.5.1).
                if !isOpen { continue }
                isBinary = event == .binary
                return .message
            case .ping: if isOpen { FrameWriting.append(.pong, reader.controlPayload, to: &out) }
            case .pong: continue
            case .close(let code):
                if isOpen {
                    isOpen = false
                    closeCode = code ?? .noStatus
                    closeReason = [UInt8](reader.controlPayload)
                    if code == nil { closeReason = Array("Client-side close frame status not set".utf8) }
                    FrameWriting.appendClose(code, to: &out)
                }
                return .closing
            }
        }
    }

    /// Whether no part of a message or frame is held.
    package var isResting: Bool { reader.isResting }

    /// Gives back the memory of a large message.
    package func trim() { reader.shrink(toCapacity: SocketSession.messageBytesKept) }

    /// Storage that a resting connection keeps for its next message, in bytes. Ours: most fit, and 10,000 connections
    /// stay small.
    package static let messageBytesKept = 512

    // MARK: Writing

    /// Appends a message.
    package func send(_ payload: ByteView, isBinary: Bool, _ out: inout ByteBuffer) {
        if isOpen { FrameWriting.append(isBinary ? .binary : .text, payload, to: &out) }
    }

    /// Appends a message of a backend's: text, or, where bytes are no text and the API takes them, bytes.
    package func post(_ payload: ByteView, _ out: inout ByteBuffer) {
        if UTF8Text.isSound(payload) { return send(payload, isBinary: false, &out) }
        if (deployment.plan.socket?.flags ?? 0) & SocketRecord.allowsBinary != 0 {
            return send(payload, isBinary: true, &out)
        }
        var text = ByteBuffer(capacity: payload.count + 64)
        UTF8Text.appendRepaired(payload, to: &text)
        send(text.view, isBinary: false, &out)
    }

    /// Appends a close frame; nothing is taken or sent behind it.
    package func close(_ code: CloseCode, reason: StaticString, _ out: inout ByteBuffer) {
        if !isOpen { return }
        isOpen = false
        closeCode = code
        closeReason = [UInt8](ByteView(reason))
        FrameWriting.appendClose(code, reason: ByteView(reason), to: &out)
    }

    /// The connection broke.
    package func breakOff() {
        if !isOpen { return }
        isOpen = false
        closeCode = .abnormal
        closeReason = Array("Going away".utf8)
    }

    // MARK: Times

    /// When the connection has lasted long enough, in microseconds of the loop's clock.
    package func deadline(_ limits: SocketLifetime) -> UInt64 {
        min(
            lastActive + UInt64(limits.idleMilliseconds) * 1000,
            connected + UInt64(limits.connectionMilliseconds) * 1000)
    }

    // MARK: GetConnection

    /// What `GET /@connections/ID` answers.
    package func description() -> [UInt8] {
        var out = ByteBuffer(capacity: 256)
        out.append("{\"connectedAt\":\"")
        HTTPDate.appendISO(epochMilliseconds: connectedMilliseconds, to: &out)
        out.append("\",\"identity\":{\"sourceIp\":")
        sourceAddress.withByteView { JSONEscape.appendQuoted($0, to: &out) }
        out.append(",\"userAgent\":")
        userAgent.withByteView { EventText.appendQuoted($0, to: &out) }
        out.append("},\"lastActiveAt\":\"")
        HTTPDate.appendISO(epochMilliseconds: lastActiveMilliseconds, to: &out)
        out.append("\"}")
        return [UInt8](out.view)
    }
}

/// How the deployment of a connection is found after another one was published.
enum SocketPlace {
    /// The base path that an API is mounted at.
    case mount([UInt8])
    case stage(api: [UInt8], region: [UInt8], name: [UInt8])
}

extension FrameError {
    /// What the close frame says, in a few words.
    var reason: StaticString {
        switch self {
        case .frameTooLarge: "Frame too large"
        case .messageTooLarge, .tooManyFragments: "Message too long"
        case .badUTF8: "Text is not UTF-8"
        case .binaryRefused: "Binary messages are not supported"
        default: "Protocol error"
        }
    }
}
