// The handshake of a WebSocket API: an HTTP request that goes REST's way (authorizer, key, limits, parameters) to the
// integration of `$connect`, whose status decides. AWS: "Manage connected users and client apps: $connect and
// $disconnect routes".

import GateAccess
import GateBytes
import GatePlan
import GateWire

/// What happens on a connection.
package enum SocketEvent: UInt8, Sendable {
    case connect
    case message
    case disconnect

    /// `$context.eventType`.
    var name: StaticString {
        switch self {
        case .connect: "CONNECT"
        case .message: "MESSAGE"
        case .disconnect: "DISCONNECT"
        }
    }
}

/// What the client of a connection is sent when an event is over.
package enum SocketReply: UInt8, Sendable {
    case none
    case text
    case binary
}

extension Gateway {
    /// A request to a WebSocket API: a handshake, or a call of one of its connections.
    func admitHandshake(
        _ exchange: Exchange, _ deployment: Deployment, _ socket: SocketRecord, _ scratch: inout Scratch,
        _ out: inout ByteBuffer
    ) -> Step {
        let path = exchange.pathBehindStage(deployment)
        if let name = ConnectionCall.name(in: path) {
            return startConnectionCall(exchange, deployment, name, &scratch, &out)
        }
        if !path.isEmpty, path != "/" {
            fail(exchange, Gateway.unknownSite, &scratch, &out)
            return .respond
        }
        do throws(WebSocketHandshake.Refusal) {
            _ = try WebSocketHandshake(exchange.head, exchange.headers, exchange.bytes)
        } catch {
            exchange.integrationError = "the request is no WebSocket handshake"
            if error == .body { exchange.keepsAlive = false }
            let type: GatewayResponseType = .default4XX
            fail(exchange, ExchangeError(type, statusCode: error.status), &scratch, &out)
            return .respond
        }
        socketNumber += 1
        let identifier = ConnectionIdentifier(loop: loop, number: socketNumber, drawn: random.next())
        exchange.session = SocketSession(exchange, deployment, identifier, place(of: exchange, deployment), clock)
        exchange.event = .connect
        exchange.selectionKey.removeAll()
        exchange.method = socket.connectRoute
        if socket.connectRoute == PlanFormat.none {
            acceptHandshake(exchange, protocol: .empty, &out)
            return .upgrade
        }
        startEventLog(exchange, deployment)
        let method = deployment.plan.methods[exchange.method]
        if method.flags & MethodRecord.isGuarded != 0, !deployment.settings.skipsAuthorization {
            return authorize(exchange, deployment, method, &scratch, &out)
        }
        return admitCaller(exchange, deployment, method, &scratch, &out)
    }

    private func place(of exchange: Exchange, _ deployment: Deployment) -> SocketPlace {
        if serving.sites == nil { return .mount([UInt8](deployment.basePath)) }
        return .stage(
            api: deployment.apiIdentifier, region: Array(deployment.settings.region.utf8), name: deployment.stageName)
    }

    /// The deployment that serves a connection's further events; nil when there is none any more.
    package func deployment(of session: SocketSession) -> Deployment? {
        var found: Deployment?
        switch session.place {
        case .mount(let base):
            found = serving.deployments.first { deployment in base.withByteView { $0 == deployment.basePath } }
        case .stage(let api, let region, let name):
            let site = api.withByteView { api in
                serving.sites?.apis.find(api) { site in region.withByteView { site.isIn($0) } }
            }
            found = site.flatMap { site in name.withByteView { site.stages.find($0) } }?.main.deployment
        }
        return found?.plan.socket == nil ? nil : found
    }

    /// `101 Switching Protocols`.
    func acceptHandshake(_ exchange: Exchange, protocol chosen: ByteView, _ out: inout ByteBuffer) {
        exchange.isUpgrade = true
        exchange.status = 101
        if let session = exchange.session {
            session.caller = exchange.caller
            session.authorizerMilliseconds = exchange.authorizerMilliseconds
            if let log = exchange.executionLog { tellConnected(exchange, session, log) }
        }
        out.append("HTTP/1.1 101 Switching Protocols\r\n")
        out.append(dateLine.view)
        out.append("Connection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: ")
        let key = exchange.lastHeader(named: ByteView("Sec-WebSocket-Key")) ?? .empty
        HandshakeAccept.append(key: key, suffix: WebSocketHandshake.acceptSuffix, to: &out)
        if !chosen.isEmpty {
            out.append("\r\nSec-WebSocket-Protocol: ")
            HeaderRules.appendValue(chosen, to: &out)
        }
        out.append("\r\n\r\n")
    }

    /// The integration of `$connect` has answered: 2xx lets the client in, any other status is its answer.
    func endHandshake(
        _ exchange: Exchange, status: Int, protocol chosen: ByteView, body: ByteView, contentType: ByteView,
        _ out: inout ByteBuffer
    ) {
        if (200..<300).contains(status) {
            acceptHandshake(exchange, protocol: chosen, &out)
            return
        }
        let head = AnswerHead(
            status: (300..<600).contains(status) ? status : 500,
            contentType: body.isEmpty ? .empty : contentType, lines: .empty, errorType: nil, framing: .none)
        write(exchange, head, body: body, &out)
    }
}

extension Exchange {
    /// The path behind the mount and, where the mount does not hold it, the stage's name.
    func pathBehindStage(_ deployment: Deployment) -> ByteView {
        let path = resourcePath
        if address.stageLength > 0 || path.isEmpty { return path }
        let end = path.firstIndex(of: 0x2f, from: 1) ?? path.count
        let isStage = path[0] == 0x2f && deployment.stageName.withByteView { $0 == path.slice(1, end) }
        return isStage ? path.dropFirst(end) : path
    }
}
