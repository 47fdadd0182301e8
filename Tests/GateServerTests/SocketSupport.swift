// A WebSocket API made by hand and a client that sees frames.

import Foundation
import GateBytes
import GateCompiler
import GateDefinition
import GatePlan
import GateRuntime
import GateSource
import GateTree
import GateWire

@testable import GateServer

/// A WebSocket API for tests: `$default` echoes; with a backend `$connect`, `$disconnect` and `call` (two-way) post to it.
struct TestSocketAPI {
    var backendPort: UInt16?
    var timeoutMilliseconds = 5_000
    var allowsBinary = false
    var identities: [LocalIdentity] = []
    /// Whether handshakes have to be signed.
    var isSigned = false

    func serving(_ endpoints: EndpointTable) throws -> ServingSet {
        let plan = try PlanImage(copying: compile())
        var settings = StageSettings()
        settings.identities = identities
        return ServingSet([Deployment(plan: plan, settings: settings, endpoints: endpoints)])
    }

    func compile() throws -> [UInt8] {
        let sources = SourceMap()
        let source = sources.add(SourceFile(path: "test.yaml", bytes: Array("api".utf8)))
        let range = SourceRange(source: source, start: 0, end: 1)
        let sink = DiagnosticSink()
        let documents = DocumentSet(sources: sources, sink: sink, options: DocumentOptions()) { _ in
            .failure(.notFound)
        }
        var definition = APIDefinition(name: "sockets", range: range)
        definition.protocolType = .webSocket
        var socket = SocketAPI(routeSelectionExpression: LocatedText("$request.body.action", at: range))
        socket.allowsBinary = allowsBinary
        socket.integrations = [SocketIntegration(name: Located("echo", at: range), integration: echo(range))]
        socket.routes = [route("$default", "echo", range)]
        if isSigned {
            var connect = route("$connect", "echo", range)
            connect.method.authorization = .awsIAM
            socket.routes.append(connect)
        }
        if let backendPort {
            for name in ["connect", "disconnect", "call"] {
                var integration = Integration(kind: .httpProxy, range: range)
                integration.uri = LocatedText("http://127.0.0.1:\(backendPort)/\(name)", at: range)
                integration.httpMethod = .post
                integration.timeoutMilliseconds = timeoutMilliseconds
                integration.requestParameters = [
                    ("X-Connection", "connectionId"), ("X-Code", "disconnectStatusCode"),
                    ("X-Reason", "disconnectReason"),
                ].map { header, name in
                    ParameterMapping(
                        target: .integrationHeader(header), at: range, source: .context(name), at: range)
                }
                socket.integrations.append(SocketIntegration(name: Located(name, at: range), integration: integration))
            }
            socket.routes += [
                route("$connect", "connect", range), route("$disconnect", "disconnect", range),
                route("call", "call", range),
            ]
        }
        definition.socket = socket
        guard
            let api = compileAPI(
                definition, documents: documents, dialect: .draft4, options: CompileOptions(), sink: sink)
        else { throw TestFailure("the test API does not compile: \(sink.diagnostics.map(\.message))") }
        return api.plan
    }

    private func route(_ key: String, _ target: String, _ range: SourceRange) -> SocketRoute {
        var route = SocketRoute(key: Located(key, at: range), method: Method(verb: .any, range: range))
        route.target = Located(target, at: range)
        route.responseSelectionExpression = LocatedText("$default", at: range)
        route.hasResponse = true
        return route
    }

    private func echo(_ range: SourceRange) -> Integration {
        var integration = Integration(kind: .mock, range: range)
        integration.requestTemplates = [
            Template(
                contentType: Located("$default", at: range), text: LocatedText("{\"statusCode\": 200}", at: range))
        ]
        integration.responses = [
            IntegrationResponse(selectionPattern: nil, statusCode: Located(200, at: range), range: range)
        ]
        return integration
    }
}

/// One WebSocket client.
final class SocketClient {
    enum Frame: Equatable {
        case text(String)
        case binary([UInt8])
        case ping(String)
        case pong(String)
        case close(Int?, String)
        /// The connection ended, or nothing came in time.
        case end
    }

    let socket: RawSocket
    /// Of the handshake.
    let answer: Answer
    private var reader = MessageReader(role: .client, limits: SocketClient.limits)
    private var bytes: [UInt8] = []
    private var position = 0

    private static var limits: FrameLimits {
        var limits = FrameLimits()
        limits.frameBytesMax = 1 << 20
        limits.messageBytesMax = 1 << 20
        limits.allowsBinary = true
        return limits
    }

    /// Shakes hands; bytes of `behind` are sent with the handshake.
    init(port: UInt16, path: String = "/local", lines: String = "", behind: [UInt8] = []) throws {
        socket = try RawSocket(port: port)
        socket.send(
            Array(
                ("GET \(path) HTTP/1.1\r\nHost: test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\(lines)\r\n").utf8)
                + behind)
        answer = try socket.readAnswer()
    }

    static func frame(_ opcode: FrameOpcode, _ payload: [UInt8], isFinal: Bool = true) -> [UInt8] {
        var out = ByteBuffer(capacity: payload.count + 16)
        FrameHead(isFinal: isFinal, opcode: opcode, length: payload.count, mask: 0x0a0b_0c0d).append(to: &out)
        payload.withByteView { FrameMask.append($0, FrameMask(0x0a0b_0c0d, at: 0), to: &out) }
        return [UInt8](out.view)
    }

    func send(_ text: String) { socket.send(SocketClient.frame(.text, Array(text.utf8))) }

    func send(_ opcode: FrameOpcode, _ payload: [UInt8], isFinal: Bool = true) {
        socket.send(SocketClient.frame(opcode, payload, isFinal: isFinal))
    }

    func close(_ code: Int, _ reason: String = "") {
        send(.close, [UInt8(code >> 8), UInt8(code & 255)] + Array(reason.utf8))
    }

    /// The next message or control frame.
    func receive() throws -> Frame {
        while true {
            let event = try bytes.withByteView { view in try reader.next(view, &position) }
            if let event {
                switch event {
                case .text: return .text(String(reader.messagePayload))
                case .binary: return .binary([UInt8](reader.messagePayload))
                case .ping: return .ping(String(reader.controlPayload))
                case .pong: return .pong(String(reader.controlPayload))
                case .close(let code): return .close(code.map { Int($0.number) }, String(reader.controlPayload))
                }
            }
            guard let more = socket.receive(), !more.isEmpty else { return .end }
            bytes = more
            position = 0
        }
    }

    /// Sends a message and waits for the next one.
    func ask(_ text: String) throws -> Frame {
        send(text)
        return try receive()
    }
}

/// A request over a connection of its own; `Connection: close`.
func call(_ verb: String, _ path: String, _ body: String = "", port: UInt16) throws -> Answer {
    let socket = try RawSocket(port: port)
    socket.send(
        "\(verb) \(path) HTTP/1.1\r\nHost: test\r\nConnection: close\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
    )
    return try socket.readAnswer()
}
