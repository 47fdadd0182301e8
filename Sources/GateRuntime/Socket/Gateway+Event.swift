// The events of an open connection: a message is routed, checked and integrated; the end of a connection is told to
// `$disconnect`. REST's machinery does the work; what differs is how things are chosen and what an answer is. AWS:
// "About WebSocket APIs in API Gateway", "Create routes", "Request validation".

import GateBytes
import GateJSON
import GatePlan
import GateWire

/// Bounds of events.
package enum SocketEventLimits {
    /// Longest message to a client, in bytes. AWS: "API Gateway quotas", WebSocket APIs, message payload size.
    package static let messageBytesMax = 128 * 1024
}

extension Gateway {
    /// A message of a connection has arrived. The answer, if there is one, will stand in `out` without a frame's head;
    /// `exchange.reply` tells which kind it is.
    package func beginMessage(_ exchange: Exchange, _ session: SocketSession, _ out: inout ByteBuffer) -> Step {
        startEvent(exchange, session, .message)
        exchange.requestBody.append(session.message)
        exchange.isBinaryMessage = session.isBinary
        return routeMessage(exchange, session, session.deployment, &scratch, &out)
    }

    /// A connection is over; nothing that comes of it reaches the client. False when nobody wants to know.
    package func beginDisconnect(_ exchange: Exchange, _ session: SocketSession, _ out: inout ByteBuffer) -> Step? {
        let route = session.deployment.plan.socket?.disconnectRoute ?? PlanFormat.none
        if route == PlanFormat.none { return nil }
        startEvent(exchange, session, .disconnect)
        exchange.method = route
        startEventLog(exchange, session.deployment)
        return integrate(exchange, session.deployment, asksCache: false, &scratch, &out)
    }

    private func startEvent(_ exchange: Exchange, _ session: SocketSession, _ event: SocketEvent) {
        start(exchange)
        exchange.session = session
        exchange.event = event
        if exchange.deployment !== session.deployment { exchange.deployment = session.deployment }
        exchange.head = RequestHead()
        exchange.headers.removeAll()
        exchange.bytes = .empty
        exchange.path = .empty
        exchange.query = .empty
        exchange.verb = .post
        exchange.isBodyRead = true
        exchange.sourceAddress.removeAll()
        session.sourceAddress.withByteView { exchange.sourceAddress.append($0) }
        if let caller = session.caller { exchange.take(caller) }
        exchange.authorizerMilliseconds = session.authorizerMilliseconds
        exchange.isTLS = false
    }

    private func routeMessage(
        _ exchange: Exchange, _ session: SocketSession, _ deployment: Deployment, _ scratch: inout Scratch,
        _ out: inout ByteBuffer
    ) -> Step {
        let plan = deployment.plan
        guard let socket = plan.socket else { return .respond }
        var method = PlanFormat.none
        if select(socket.routeSelection, exchange, deployment, &scratch) {
            method = plan.route(exchange.selectionKey.view, of: socket)
        }
        if method == PlanFormat.none { method = socket.defaultRoute }
        exchange.method = method
        if method == PlanFormat.none {
            fail(exchange, Gateway.unknownSite, &scratch, &out)
            return .respond
        }
        startEventLog(exchange, deployment)
        if deployment.usage.hasLimits,
            deployment.usage.takeTokens(method: method, now: clock.monotonicMicroseconds) != nil
        {
            fail(exchange, ExchangeError(.throttled), &scratch, &out)
            return .respond
        }
        let route = plan.socketRoutes[method]
        if route.flags & SocketRouteRecord.selectsModel != 0,
            let error = modelError(exchange, deployment, route, &scratch)
        {
            fail(exchange, error, &scratch, &out)
            return .respond
        }
        return integrate(exchange, deployment, asksCache: false, &scratch, &out)
    }

    /// Why a message does not satisfy the model that the route selects; nil when it does.
    private func modelError(
        _ exchange: Exchange, _ deployment: Deployment, _ route: SocketRouteRecord, _ scratch: inout Scratch
    ) -> ExchangeError? {
        let plan = deployment.plan
        _ = select(route.modelSelection, exchange, deployment, &scratch)
        var found: MediaSchemaRecord?
        for index in plan.methods[exchange.method].mediaSchemas.indices {
            let record = plan.mediaSchemas[index]
            let key = plan.string(record.contentType)
            if key == exchange.selectionKey.view {
                found = record
                break
            }
            if key == "$default" { found = record }
        }
        guard let found else { return ExchangeError(.badRequestBody) }
        if found.schema == PlanFormat.none { return nil }
        return schemaError(schema: found.schema, exchange, deployment, &scratch)
    }

    // MARK: Integration

    /// Everything has been checked: the integration of an event.
    func integrateEvent(
        _ exchange: Exchange, _ deployment: Deployment, _ integration: IntegrationRecord, _ scratch: inout Scratch,
        _ out: inout ByteBuffer
    ) -> Step {
        let plan = deployment.plan
        let index = plan.methods[exchange.method].integration
        let kind = IntegrationKind(rawValue: integration.kind)
        if integration.contentHandling == ContentHandlingKind.convertToBinary.rawValue, exchange.event == .message {
            exchange.requestForm = .base64
            if kind == .httpProxy, !decodeBase64(&exchange.requestBody, &scratch) {
                fail(exchange, ExchangeError(.badRequestBody), &scratch, &out)
                return .respond
            }
        }
        let isProxy = kind == .httpProxy || kind == .awsProxy
        if !isProxy {
            _ = select(plan.socketIntegrations[index].templateSelection, exchange, deployment, &scratch)
        }
        switch kind {
        case .mock?: return answerMockEvent(exchange, deployment, integration, &scratch, &out)
        case .http?, .httpProxy?: return callHTTP(exchange, deployment, integration, index, &scratch, &out)
        case .aws?, .awsProxy?: return callAWS(exchange, integration, index, &scratch, &out)
        case nil: return .respond
        }
    }

    /// A mock has no backend: what it answers with is the message.
    private func answerMockEvent(
        _ exchange: Exchange, _ deployment: Deployment, _ integration: IntegrationRecord, _ scratch: inout Scratch,
        _ out: inout ByteBuffer
    ) -> Step {
        scratch.body.removeAll()
        var known: Int?
        switch bodyTemplate(exchange, integration, deployment.plan) {
        case .unsupported:
            fail(exchange, ExchangeError(.unsupportedMediaType), &scratch, &out)
            return .respond
        case .passthrough: scratch.body.append(exchange.requestBody.view)
        case .template(let program):
            known = deployment.mockStatus(of: program)
            if known == nil, let error = render(program, exchange, deployment, .request, &scratch) {
                fail(exchange, error, &scratch, &out)
                return .respond
            }
        }
        guard let status = known ?? MockStatus.read(scratch.body.view) else {
            exchange.integrationError = "the mock's request template names no statusCode"
            fail(exchange, ExchangeError(.apiConfigurationError), &scratch, &out)
            return .respond
        }
        exchange.upstreamBody.removeAll()
        exchange.upstreamHeaders.removeAll()
        exchange.upstreamBody.append(exchange.requestBody.view)
        let response = selectResponse(integration, status: status, deployment)
        return answerEvent(
            exchange, deployment, status: status, response: response, isMock: true, &scratch, &out)
    }

    // MARK: Failure

    /// An event cannot be carried out: of a handshake an HTTP answer, of a message a frame.
    func failEvent(
        _ exchange: Exchange, _ error: ExchangeError, _ scratch: inout Scratch, _ out: inout ByteBuffer
    ) {
        switch exchange.event {
        case .connect: writeBuiltInFailure(exchange, Gateway.handshakeError(error), &scratch, &out)
        case .message:
            exchange.status = error.statusCode == 0 ? error.type.statusCode : error.statusCode
            appendErrorFrame(exchange, error, &out)
        case .disconnect: exchange.status = error.statusCode == 0 ? error.type.statusCode : error.statusCode
        }
    }

    /// What handshakes are refused with: whoever may not pass is `Forbidden`, whatever is wrong within is
    /// `Internal server error`.
    private static func handshakeError(_ error: ExchangeError) -> ExchangeError {
        switch error.type {
        case .accessDenied: unknownSite
        case .authorizerFailure, .authorizerConfigurationError: ExchangeError(.apiConfigurationError)
        case .badRequestParameters: ExchangeError(.default4XX)
        default: error
        }
    }

    /// AWS's frames, with a space behind the first colon and behind commas and none behind the other colons (seen by
    /// many).
    private func appendErrorFrame(_ exchange: Exchange, _ error: ExchangeError, _ out: inout ByteBuffer) {
        exchange.reply = .text
        let start = out.count
        out.append("{\"message\": \"")
        let isBody = error.type == .badRequestBody
        switch error.type {
        case .badRequestBody: out.append("Bad request body")
        case .default4XX where error.statusCode == 403: out.append("Forbidden")
        case .throttled: out.append("Too Many Requests")
        case .integrationTimeout: out.append("Endpoint request timed out")
        case .unsupportedMediaType: out.append("Unsupported Media Type")
        default: out.append("Internal server error")
        }
        out.append("\", \"connectionId\":\"")
        exchange.session?.identifier.append(to: &out)
        out.append(isBody ? "\", \"messageId\":\"" : "\", \"requestId\":\"")
        isBody ? appendMessageIdentifier(exchange, &out) : appendExtendedIdentifier(exchange, &out)
        out.append("\"}")
        exchange.responseLength = out.count - start
    }
}
