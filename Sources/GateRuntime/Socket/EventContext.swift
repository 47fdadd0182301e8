// `$context` of a WebSocket API's events, and the events of Lambda proxies and authorizers, which are made of it. AWS:
// "WebSocket API mapping template reference", "Set up a WebSocket API integration request"; members and their order as
// recorded by many.

import GateBytes
import GatePlan
import GateWire

extension Gateway {
    /// Appends a variable of an event; nil where it is REST's own affair.
    func appendContext(
        _ variable: ContextVariable, _ exchange: Exchange, _ session: SocketSession, _ out: inout ByteBuffer
    ) -> Bool? {
        switch variable {
        case .requestId, .extendedRequestId: appendExtendedIdentifier(exchange, &out)
        case .connectionId: session.identifier.append(to: &out)
        case .connectedAt: out.append(decimal: Int(session.connectedMilliseconds))
        case .eventType: out.append(exchange.event.name)
        case .messageDirection: out.append("IN")
        case .messageId:
            if exchange.event != .message { return false }
            appendMessageIdentifier(exchange, &out)
        case .routeKey: return appendRouteKey(exchange, &out)
        case .disconnectStatusCode:
            if exchange.event != .disconnect { return false }
            out.append(decimal: Int(session.closeCode.number))
        case .disconnectReason:
            if exchange.event != .disconnect { return false }
            session.closeReason.withByteView { out.append($0) }
        case .domainName: return append(session.domainName, &out)
        case .domainPrefix:
            return session.domainName.withByteView { name in
                out.append(name.slice(0, name.firstIndex(of: 0x2e) ?? name.count))
                return !name.isEmpty
            }
        case .identityUserAgent: return append(session.userAgent, &out)
        case .httpMethod, .path, .protocol, .resourceId, .resourcePath: return false
        default: return nil
        }
        return true
    }

    private func append(_ value: [UInt8], _ out: inout ByteBuffer) -> Bool {
        value.withByteView { out.append($0) }
        return !value.isEmpty
    }

    private func appendRouteKey(_ exchange: Exchange, _ out: inout ByteBuffer) -> Bool {
        guard let plan = exchange.deployment?.plan, exchange.method != PlanFormat.none else { return false }
        out.append(plan.string(plan.methods[exchange.method].resourcePath))
        return true
    }

    /// `$context.messageId`: sixteen characters, as of the request's.
    func appendMessageIdentifier(_ exchange: Exchange, _ out: inout ByteBuffer) {
        let identifier = exchange.requestIdentifier
        ConnectionIdentifier(
            loop: UInt8(truncatingIfNeeded: identifier.low), number: identifier.low >> 8, drawn: identifier.high
        ).append(to: &out)
    }

    // MARK: Lambda

    /// Writes the event of a Lambda proxy into `scratch.body`.
    func writeEvent(
        _ exchange: Exchange, _ session: SocketSession, _ deployment: Deployment, _ scratch: inout Scratch
    ) {
        scratch.body.removeAll()
        appendEventMembers(exchange, session, deployment, &scratch)
        if exchange.event == .message {
            scratch.body.append(",\"body\":")
            let isBytes = exchange.isBinaryMessage
            if isBytes {
                scratch.body.append(0x22)
                Base64.append(exchange.requestBody.view, to: &scratch.body)
                scratch.body.append(0x22)
            } else {
                EventText.appendQuoted(exchange.requestBody.view, to: &scratch.body)
            }
            scratch.body.append(isBytes ? ",\"isBase64Encoded\":true" : ",\"isBase64Encoded\":false")
        } else {
            scratch.body.append(",\"isBase64Encoded\":false")
        }
        scratch.body.append(0x7d)
        // Every member has brought its comma.
        scratch.body.set(0x7b, at: 0)
    }

    /// The members that tell of an event, each behind a comma.
    func appendEventMembers(
        _ exchange: Exchange, _ session: SocketSession, _ deployment: Deployment, _ scratch: inout Scratch
    ) {
        switch exchange.event {
        case .connect:
            appendEventHeaders(exchange, &scratch)
            if !exchange.query.isEmpty { appendEventQuery(exchange, empty: "{}", &scratch) }
        case .disconnect: appendDisconnectHeaders(session, &scratch.body)
        case .message: break
        }
        if !deployment.stageVariables.entries.isEmpty {
            appendStageVariables(deployment, empty: "null", &scratch.body)
        }
        appendEventContext(exchange, session, &scratch)
    }

    /// What AWS says in place of headers when a connection is over.
    private func appendDisconnectHeaders(_ session: SocketSession, _ out: inout ByteBuffer) {
        out.append(",\"headers\":{\"Host\":")
        session.host.withByteView { EventText.appendQuoted($0, to: &out) }
        out.append(",\"x-api-key\":\"\",\"X-Forwarded-For\":\"\",\"x-restapi\":\"\"},\"multiValueHeaders\":{\"Host\":[")
        session.host.withByteView { EventText.appendQuoted($0, to: &out) }
        out.append("],\"x-api-key\":[\"\"],\"X-Forwarded-For\":[\"\"],\"x-restapi\":[\"\"]}")
    }

    private static let eventMembers: [(StaticString, ContextVariable)] = [
        (",\"extendedRequestId\":", .extendedRequestId), (",\"requestTime\":", .requestTime),
        (",\"messageDirection\":", .messageDirection), (",\"stage\":", .stage),
    ]

    private static let eventTail: [(StaticString, ContextVariable)] = [
        (",\"requestId\":", .requestId), (",\"domainName\":", .domainName), (",\"connectionId\":", .connectionId),
        (",\"apiId\":", .apiId),
    ]

    private static let eventIdentity: [(StaticString, ContextVariable)] = [
        (",\"accountId\":", .identityAccountId), (",\"accessKey\":", .identityAccessKey),
        (",\"caller\":", .identityCaller), (",\"user\":", .identityUser), (",\"userArn\":", .identityUserArn),
        (",\"userAgent\":", .identityUserAgent), (",\"sourceIp\":", .identitySourceIp),
    ]

    private func appendEventContext(_ exchange: Exchange, _ session: SocketSession, _ scratch: inout Scratch) {
        scratch.body.append(",\"requestContext\":{\"routeKey\":")
        if exchange.method == PlanFormat.none {
            scratch.body.append("null")
        } else {
            appendMember(.routeKey, exchange, &scratch)
        }
        if exchange.event == .disconnect {
            scratch.body.append(",\"disconnectStatusCode\":")
            scratch.body.append(decimal: Int(session.closeCode.number))
        }
        if exchange.event == .message {
            scratch.body.append(",\"messageId\":")
            appendMember(.messageId, exchange, &scratch)
        }
        scratch.body.append(",\"eventType\":")
        appendMember(.eventType, exchange, &scratch)
        for (name, variable) in Gateway.eventMembers {
            scratch.body.append(name)
            appendMember(variable, exchange, &scratch)
        }
        scratch.body.append(",\"connectedAt\":")
        scratch.body.append(decimal: Int(session.connectedMilliseconds))
        if exchange.event == .disconnect {
            scratch.body.append(",\"disconnectReason\":")
            appendMember(.disconnectReason, exchange, &scratch)
        }
        scratch.body.append(",\"requestTimeEpoch\":")
        scratch.body.append(decimal: Int(exchange.startedWallMilliseconds))
        appendEventIdentity(exchange, &scratch)
        for (name, variable) in Gateway.eventTail {
            scratch.body.append(name)
            appendMember(variable, exchange, &scratch)
        }
        appendCaller(exchange, &scratch.body)
        scratch.body.append(0x7d)
    }

    /// Members without a value are left out here, where REST has `null`.
    private func appendEventIdentity(_ exchange: Exchange, _ scratch: inout Scratch) {
        scratch.body.append(",\"identity\":")
        let start = scratch.body.count
        for (name, variable) in Gateway.eventIdentity {
            scratch.value.removeAll()
            guard appendContext(variable, exchange, &scratch.value) else { continue }
            scratch.body.append(name)
            EventText.appendQuoted(scratch.value.view, to: &scratch.body)
        }
        scratch.body.set(0x7b, at: start)
        scratch.body.append(0x7d)
    }
}
