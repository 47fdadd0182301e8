// What comes back from functions. A proxy's answer is read strictly: the members that the gateway knows and no
// others, else 502 (AWS: "Output format of a Lambda function for proxy integration"; rules as recorded). Behind AWS a
// failed function's errorMessage chooses the integration response.

import GateBytes
import GateJSON
import GatePlan
import GateWire

extension Gateway {
    /// A function's or service's whole answer is here.
    func mapAWSAnswer(
        _ exchange: Exchange, _ integration: IntegrationRecord, _ deployment: Deployment, _ scratch: inout Scratch,
        _ out: inout ByteBuffer
    ) {
        keepRequestIdentifier(exchange)
        if exchange.upstreamAWS?.invokesFunction != true {
            let status = Int(exchange.upstreamHead.status)
            answerFromIntegration(exchange, deployment, integration, status: status, &scratch, &out)
            return
        }
        if let error = invocationError(exchange, &scratch) {
            fail(exchange, error, &scratch, &out)
        } else if integration.kind == IntegrationKind.awsProxy.rawValue {
            answerLambdaProxy(exchange, deployment, &scratch, &out)
        } else {
            let index = selectByError(exchange, integration, deployment, &scratch)
            answerFromIntegration(exchange, deployment, integration, response: index, &scratch, &out)
        }
    }

    /// Keeps the service's name of the call; other backends' are their own affair.
    func keepRequestIdentifier(_ exchange: Exchange) {
        if exchange.upstreamAWS == nil { return }
        exchange.integrationRequestIdentifier.removeAll()
        let value =
            exchange.upstreamHeader(named: "x-amzn-requestid") ?? exchange.upstreamHeader(named: "x-amz-request-id")
        if let value { exchange.integrationRequestIdentifier.append(value) }
    }

    /// 502 with AWS's one sentence: the function failed, or its answer is not one.
    static var badGateway: ExchangeError { ExchangeError(.default5XX, statusCode: 502) }

    /// Whether an exchange's integration is AWS_PROXY.
    func isLambdaProxy(_ exchange: Exchange) -> Bool {
        guard let plan = exchange.deployment?.plan, exchange.method != PlanFormat.none else { return false }
        return plan.integrations[plan.methods[exchange.method].integration].kind == IntegrationKind.awsProxy.rawValue
    }

    /// Lambda itself refused: no such function, no permission, throttled. A body that is no JSON is the caller's.
    func invocationError(_ exchange: Exchange, _ scratch: inout Scratch) -> ExchangeError? {
        let status = exchange.upstreamHead.status
        if status >= 200, status < 300 { return nil }
        let type = exchange.upstreamHeader(named: "x-amzn-errortype") ?? .empty
        if status == 400, type.hasPrefix(ByteView("InvalidRequestContentException")) {
            exchange.integrationError = "the function's event is no JSON"
            if let message = topMember("message", exchange, &scratch) ?? topMember("Message", exchange, &scratch) {
                return ExchangeError(.badRequestBody, message: message)
            }
            return ExchangeError(.badRequestBody)
        }
        if status == 413 {
            exchange.integrationError = "the event exceeds Lambda's payload limit"
            return ExchangeError(.requestTooLarge, message: Array("Request Too Long".utf8))
        }
        exchange.integrationError =
            status == 429 ? "Lambda throttled the function" : "Lambda did not invoke the function"
        return ExchangeError(.apiConfigurationError)
    }

    /// A text member of the answer's object.
    func topMember(_ name: StaticString, _ exchange: Exchange, _ scratch: inout Scratch) -> [UInt8]? {
        do throws(JSONFailure) {
            try scratch.tape.read(exchange.upstreamBody.view)
        } catch {
            return nil
        }
        guard let value = scratch.tape.root.member(ByteView(name)), value.kind == .string else { return nil }
        return [UInt8](value.decoded(scratch: &scratch.text))
    }

    /// The integration response for a function's outcome: patterns look at the errorMessage of a failed one and at the
    /// empty text of others.
    func selectByError(
        _ exchange: Exchange, _ integration: IntegrationRecord, _ deployment: Deployment, _ scratch: inout Scratch
    ) -> Int? {
        var message: [UInt8]?
        if exchange.upstreamHeader(named: "x-amz-function-error") != nil {
            exchange.integrationError = "the function failed"
            message = topMember("errorMessage", exchange, &scratch)
        }
        let found = (message ?? []).withByteView { selectResponse(integration, matching: $0, deployment) }
        if let found { return found }
        return integration.defaultResponse == PlanFormat.none ? nil : Int(integration.defaultResponse)
    }

    // MARK: Proxy

    private func answerLambdaProxy(
        _ exchange: Exchange, _ deployment: Deployment, _ scratch: inout Scratch, _ out: inout ByteBuffer
    ) {
        if exchange.upstreamHeader(named: "x-amz-function-error") != nil {
            exchange.integrationError = "the function failed"
            fail(exchange, Gateway.badGateway, &scratch, &out)
            return
        }
        guard let answer = readProxyAnswer(exchange, &scratch) else {
            exchange.integrationError = "Malformed Lambda proxy response"
            fail(exchange, Gateway.badGateway, &scratch, &out)
            return
        }
        exchange.functionStatus = answer.status
        scratch.headerLines.removeAll()
        scratch.contentType.removeAll()
        appendProxyHeaders(answer, &scratch)
        appendCookies(answer, &scratch)
        scratch.body.removeAll()
        if let body = answer.body {
            // The answer's own type does not matter (recorded).
            if answer.isBase64, acceptsBinary(exchange, deployment.plan) {
                scratch.value.removeAll()
                body.decode(into: &scratch.value)
                guard Base64.decode(scratch.value.view, to: &scratch.body) else {
                    exchange.integrationError = "the function's body is no base64"
                    fail(exchange, ExchangeError(.apiConfigurationError), &scratch, &out)
                    return
                }
            } else {
                body.decode(into: &scratch.body)
            }
        }
        let type = scratch.contentType.isEmpty ? MediaType.applicationJSON : scratch.contentType.view
        writeIntegrationAnswer(
            exchange, deployment, status: answer.status, contentType: type, isTraced: true, &scratch, &out)
    }

    /// What a function that streams answers to one who does not is its metadata alone (AWS: "Troubleshoot issues with
    /// response streaming"): status and headers without a body.
    func readProxyAnswer(_ exchange: Exchange, _ scratch: inout Scratch) -> ProxyAnswer? {
        let body = exchange.upstreamBody.view
        do throws(JSONFailure) {
            try scratch.tape.read(body)
            return ProxyAnswer(scratch.tape.root)
        } catch {
            guard let end = StreamMetadata.end(in: body, from: 0) else { return nil }
            do throws(JSONFailure) {
                try scratch.tape.read(body.slice(0, end))
                return ProxyAnswer(scratch.tape.root, isStreamed: true)
            } catch {
                return nil
            }
        }
    }

    // MARK: Headers

    /// Names in both maps are joined: the values of the list first, under its spelling (recorded).
    func appendProxyHeaders(_ answer: ProxyAnswer, _ scratch: inout Scratch) {
        if let lists = answer.multiValueHeaders {
            var members = lists.members
            while let member = members.next() {
                var values = member.value.elements
                while let value = values.next() { appendProxyHeader(member.name, value, answer, &scratch) }
                if let single = answer.headers.flatMap({ ProxyAnswer.header(member.name, in: $0) }) {
                    appendProxyHeader(member.name, single, answer, &scratch)
                }
            }
        }
        guard let headers = answer.headers else { return }
        var members = headers.members
        while let member = members.next() {
            if let lists = answer.multiValueHeaders, ProxyAnswer.header(member.name, in: lists) != nil { continue }
            appendProxyHeader(member.name, member.value, answer, &scratch)
        }
    }

    /// `Set-Cookie` lines of a streamed answer.
    func appendCookies(_ answer: ProxyAnswer, _ scratch: inout Scratch) {
        guard var values = answer.cookies?.elements else { return }
        while let value = values.next() {
            scratch.value.removeAll()
            value.decode(into: &scratch.value)
            scratch.headerLines.append("Set-Cookie: ")
            HeaderRules.appendValue(scratch.value.view, to: &scratch.headerLines)
            scratch.headerLines.append("\r\n")
        }
    }

    private func appendProxyHeader(
        _ name: JSONCursor, _ value: JSONCursor, _ answer: ProxyAnswer, _ scratch: inout Scratch
    ) {
        scratch.text.removeAll()
        name.decode(into: &scratch.text)
        let name = scratch.text.view
        guard HeaderRules.isToken(name) else { return }
        scratch.value.removeAll()
        switch value.kind {
        case .true: scratch.value.append("true")
        case .false: scratch.value.append("false")
        default: value.decode(into: &scratch.value)
        }
        let known = KnownHeader.id(of: name)
        if known == KnownHeader.contentType.rawValue {
            scratch.contentType.removeAll()
            HeaderRules.appendValue(scratch.value.view, to: &scratch.contentType)
            return
        }
        // The gateway writes its own.
        if known == KnownHeader.xAmznTraceId.rawValue { return }
        // Of a stream it is the framing.
        if answer.isStreamed, known == KnownHeader.contentLength.rawValue { return }
        let fate = HeaderRules.proxyAnswer(known)
        if fate == .drop { return }
        if fate == .remap { scratch.headerLines.append("x-amzn-Remapped-") }
        scratch.headerLines.append(name)
        scratch.headerLines.append(": ")
        HeaderRules.appendValue(scratch.value.view, to: &scratch.headerLines)
        scratch.headerLines.append("\r\n")
    }
}

extension Exchange {
    /// The first field of the backend's answer with a name, whatever its case.
    func upstreamHeader(named name: StaticString) -> ByteView? {
        let wanted = ByteView(name)
        for index in 0..<upstreamHeaders.count {
            let slot = upstreamHeaders[index]
            if Int(slot.nameLength) != wanted.count { continue }
            let start = Int(slot.nameOffset)
            if upstreamBytes.slice(start, start + wanted.count).equalsIgnoringCase(wanted) {
                let value = Int(slot.valueOffset)
                return upstreamBytes.slice(value, value + Int(slot.valueLength))
            }
        }
        return nil
    }
}
