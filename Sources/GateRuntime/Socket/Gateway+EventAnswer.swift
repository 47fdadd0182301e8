// What an integration's answer becomes: the fate of a handshake, a frame on a two-way route, else nothing. AWS: "Set up
// route responses", "Set up integration responses", for WebSocket APIs.

import GateBytes
import GateJSON
import GatePlan
import GateWire

extension Gateway {
    /// The backend's whole answer to an event is here.
    func mapEventAnswer(_ exchange: Exchange, _ scratch: inout Scratch, _ out: inout ByteBuffer) -> Step {
        guard let deployment = exchange.deployment, exchange.method != PlanFormat.none else { return .respond }
        let plan = deployment.plan
        let integration = plan.integrations[plan.methods[exchange.method].integration]
        let status = Int(exchange.upstreamHead.status)
        guard let target = exchange.upstreamAWS else {
            if integration.kind == IntegrationKind.httpProxy.rawValue {
                return answerProxyEvent(exchange, status: status, &scratch, &out)
            }
            let response = selectResponse(integration, status: status, deployment)
            return answerEvent(exchange, deployment, status: status, response: response, &scratch, &out)
        }
        keepRequestIdentifier(exchange)
        if !target.invokesFunction {
            let response = selectResponse(integration, status: status, deployment)
            return answerEvent(exchange, deployment, status: status, response: response, &scratch, &out)
        }
        if let error = invocationError(exchange, &scratch) {
            fail(exchange, error, &scratch, &out)
            return .respond
        }
        if integration.kind == IntegrationKind.awsProxy.rawValue {
            return answerFunctionEvent(exchange, &scratch, &out)
        }
        let hasFailed = exchange.upstreamHeader(named: "x-amz-function-error") != nil
        let response = selectByError(exchange, integration, deployment, &scratch)
        if hasFailed, exchange.event == .connect, response == nil {
            fail(exchange, Gateway.badGateway, &scratch, &out)
            return .respond
        }
        return answerEvent(
            exchange, deployment, status: hasFailed ? 502 : status, response: response, &scratch, &out)
    }

    /// HTTP_PROXY: the payload as it came.
    private func answerProxyEvent(
        _ exchange: Exchange, status: Int, _ scratch: inout Scratch, _ out: inout ByteBuffer
    ) -> Step {
        if exchange.event == .connect {
            let chosen = exchange.upstreamHeader(named: "sec-websocket-protocol") ?? .empty
            endHandshake(
                exchange, status: status, protocol: chosen, body: exchange.upstreamBody.view,
                contentType: exchange.upstreamContentType, &out)
            return endStep(exchange)
        }
        exchange.status = status
        scratch.body.removeAll()
        if exchange.isTwoWay { scratch.body.append(exchange.upstreamBody.view) }
        if !scratch.body.isEmpty { reply(exchange, &scratch, &out) }
        return .respond
    }

    /// AWS_PROXY: the body that the function names.
    private func answerFunctionEvent(
        _ exchange: Exchange, _ scratch: inout Scratch, _ out: inout ByteBuffer
    ) -> Step {
        if exchange.upstreamHeader(named: "x-amz-function-error") != nil {
            exchange.integrationError = "the function failed"
            fail(exchange, Gateway.badGateway, &scratch, &out)
            return .respond
        }
        guard let answer = readProxyAnswer(exchange, &scratch) else {
            exchange.integrationError = "Malformed Lambda proxy response"
            fail(exchange, Gateway.badGateway, &scratch, &out)
            return .respond
        }
        exchange.functionStatus = answer.status
        scratch.body.removeAll()
        if exchange.event == .connect || exchange.isTwoWay, let body = answer.body {
            body.decode(into: &scratch.body)
            if answer.isBase64, !decodeBase64(&scratch.body, &scratch.value) {
                exchange.integrationError = "the function's body is no base64"
                fail(exchange, ExchangeError(.apiConfigurationError), &scratch, &out)
                return .respond
            }
        }
        if exchange.event != .connect {
            exchange.status = answer.status
            if !scratch.body.isEmpty { reply(exchange, &scratch, &out) }
            return .respond
        }
        scratch.text.removeAll()
        if let value = answer.header(named: "sec-websocket-protocol") { value.decode(into: &scratch.text) }
        scratch.contentType.removeAll()
        if let value = answer.header(named: "content-type") { value.decode(into: &scratch.contentType) }
        let type = scratch.contentType.isEmpty ? MediaType.applicationJSON : scratch.contentType.view
        endHandshake(
            exchange, status: answer.status, protocol: scratch.text.view, body: scratch.body.view, contentType: type,
            &out)
        return endStep(exchange)
    }

    /// MOCK, HTTP and AWS: through the integration response, if one was chosen. A mock answers every message, an empty
    /// one too; a backend that says nothing sends nothing.
    func answerEvent(
        _ exchange: Exchange, _ deployment: Deployment, status: Int, response index: Int?, isMock: Bool = false,
        _ scratch: inout Scratch, _ out: inout ByteBuffer
    ) -> Step {
        exchange.integrationStatus = status
        scratch.body.removeAll()
        scratch.headerLines.removeAll()
        scratch.contentType.removeAll()
        if exchange.event == .connect {
            if let index, let error = mapEventHeaders(exchange, deployment, index, &scratch) {
                fail(exchange, error, &scratch, &out)
                return .respond
            }
            let chosen = scratch.headerLines.view.fieldLine("sec-websocket-protocol") ?? .empty
            let isRefused = !(200..<300).contains(status)
            if isRefused, let index, let error = renderEvent(exchange, deployment, index, &scratch) {
                fail(exchange, error, &scratch, &out)
                return .respond
            }
            endHandshake(
                exchange, status: status, protocol: chosen, body: scratch.body.view,
                contentType: MediaType.applicationJSON, &out)
            return endStep(exchange)
        }
        exchange.status = status
        guard exchange.isTwoWay, let index else { return .respond }
        if let error = renderEvent(exchange, deployment, index, &scratch) {
            fail(exchange, error, &scratch, &out)
            return .respond
        }
        if isMock || !scratch.body.isEmpty { reply(exchange, &scratch, &out) }
        return .respond
    }

    private func endStep(_ exchange: Exchange) -> Step { exchange.isUpgrade ? .upgrade : .respond }

    /// The header mappings of a response, for the subprotocol of a handshake.
    private func mapEventHeaders(
        _ exchange: Exchange, _ deployment: Deployment, _ index: Int, _ scratch: inout Scratch
    ) -> ExchangeError? {
        let plan = deployment.plan
        for mapping in plan.integrationResponses[index].mappings.indices
        where !mapResponseHeader(plan.mappings[mapping], exchange, deployment, &scratch) {
            exchange.integrationError = "a mapping reads the backend's answer as JSON, and it is none"
            return ExchangeError(.apiConfigurationError)
        }
        return nil
    }

    /// Renders the template of a response into `scratch.body`; without one the payload passes.
    private func renderEvent(
        _ exchange: Exchange, _ deployment: Deployment, _ index: Int, _ scratch: inout Scratch
    ) -> ExchangeError? {
        let plan = deployment.plan
        let response = plan.integrationResponses[index]
        if response.templates.count > 0 {
            _ = select(plan.socketResponses[index].templateSelection, exchange, deployment, &scratch)
            if let template = plan.template(key: exchange.selectionKey.view, in: response.templates) {
                return render(template.program, exchange, deployment, .response, &scratch)
            }
        }
        scratch.body.removeAll()
        if response.contentHandling == ContentHandlingKind.convertToText.rawValue {
            Base64.append(exchange.upstreamBody.view, to: &scratch.body)
        } else {
            scratch.body.append(exchange.upstreamBody.view)
        }
        return nil
    }

    /// Hands the client what stands in `scratch.body`. Text frames hold UTF-8, whatever a backend has sent.
    private func reply(_ exchange: Exchange, _ scratch: inout Scratch, _ out: inout ByteBuffer) {
        if exchange.event != .message { return }
        if scratch.body.count > SocketEventLimits.messageBytesMax {
            exchange.integrationError = "the answer exceeds the longest message"
            fail(exchange, ExchangeError(.apiConfigurationError), &scratch, &out)
            return
        }
        if let log = exchange.executionLog {
            log.tellData(clock.wallMilliseconds, "Method response body after transformations: ") {
                $0.append(scratch.body.view)
            }
        }
        let takesBinary = (exchange.deployment?.plan.socket?.flags ?? 0) & SocketRecord.allowsBinary != 0
        exchange.reply = takesBinary && exchange.isBinaryMessage ? .binary : .text
        if exchange.reply == .text, !UTF8Text.isSound(scratch.body.view) {
            if takesBinary {
                exchange.reply = .binary
            } else {
                UTF8Text.appendRepaired(scratch.body.view, to: &out)
                exchange.responseLength = out.count
                return
            }
        }
        out.append(scratch.body.view)
        exchange.responseLength = scratch.body.count
    }
}

extension Exchange {
    /// Whether the event's integration answers the client.
    var isTwoWay: Bool {
        guard event == .message, let plan = deployment?.plan, method != PlanFormat.none else { return false }
        return plan.socketRoutes[method].flags & SocketRouteRecord.isTwoWay != 0
    }
}

extension ProxyAnswer {
    /// A field of the answer, of a list the first value.
    fileprivate func header(named name: StaticString) -> JSONCursor? {
        if let headers {
            var members = headers.members
            while let member = members.next() {
                if member.name.text.equalsIgnoringCase(ByteView(name)), member.value.kind == .string {
                    return member.value
                }
            }
        }
        guard let multiValueHeaders else { return nil }
        var members = multiValueHeaders.members
        while let member = members.next() {
            if member.name.text.equalsIgnoringCase(ByteView(name)) { return member.value.element(0) }
        }
        return nil
    }
}
