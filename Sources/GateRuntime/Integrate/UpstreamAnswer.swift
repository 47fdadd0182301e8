// What comes back from a backend: relayed behind HTTP_PROXY, selected and mapped behind HTTP.

import GateBytes
import GatePlan
import GateWire

extension Gateway {
    /// The answer's head has arrived: relay it, or collect its payload for mapping.
    func receiveUpstreamHead(
        _ exchange: Exchange, _ scratch: inout Scratch, _ out: inout ByteBuffer
    ) -> UpstreamStep {
        guard let held = exchange.heldDeployment, exchange.method != PlanFormat.none else {
            return .collect(bytesMax: Gateway.payloadBytesMax)
        }
        return held._withUnsafeGuaranteedRef { receiveUpstreamHead(exchange, $0, &scratch, &out) }
    }

    @inline(__always)
    private func receiveUpstreamHead(
        _ exchange: Exchange, _ deployment: Deployment, _ scratch: inout Scratch, _ out: inout ByteBuffer
    ) -> UpstreamStep {
        let method = deployment.plan.methods[exchange.method]
        let integration = deployment.plan.integrations[method.integration]
        if exchange.session != nil || integration.kind != IntegrationKind.httpProxy.rawValue {
            if exchange.streamsAnswer, exchange.upstreamHead.status == 200 {
                exchange.stream = FunctionStream()
                return .stream
            }
            let isFunction = exchange.upstreamAWS?.invokesFunction == true
            return .collect(bytesMax: isFunction ? LambdaLimits.answerBytesMax : Gateway.payloadBytesMax)
        }
        if exchange.streamsAnswer {
            exchange.upstreamHeadArrived = clock.monotonicMicroseconds
            return .relay(writeProxyHead(exchange, &scratch, &out))
        }
        if case .length(let count) = exchange.upstreamHead.framing, count > Gateway.payloadBytesMax {
            // Collecting it fails with `.tooLarge`, which is AWS's answer to such a backend.
            return .collect(bytesMax: Gateway.payloadBytesMax)
        }
        if exchange.isHTTPAPI, readsAnswer(exchange, deployment, integration) {
            return .collect(bytesMax: Gateway.payloadBytesMax)
        }
        if collectsForCache(exchange) || needsWholeAnswer(exchange, deployment) {
            return .collect(bytesMax: Gateway.payloadBytesMax)
        }
        return .relay(writeProxyHead(exchange, &scratch, &out))
    }

    /// The head of a relayed answer; the result is how the payload is framed for the client.
    private func writeProxyHead(
        _ exchange: Exchange, _ scratch: inout Scratch, _ out: inout ByteBuffer
    ) -> RelayFraming {
        let contentType =
            exchange.isHTTPAPI ? appendBackendLines(exchange, &scratch) : appendProxyLines(exchange, &scratch)
        let framing = relayFraming(exchange)
        let head = AnswerHead(
            status: exchange.statusOverride != 0 ? exchange.statusOverride : Int(exchange.upstreamHead.status),
            contentType: contentType, lines: scratch.headerLines.view,
            errorType: nil, framing: framing)
        if exchange.fill != nil {
            var length = -1
            if case .length(let count) = framing { length = count }
            keepAnswer(exchange, head, body: .empty, headLength: length)
        }
        let start = out.count
        writeHead(exchange, head, &out)
        // The payload of a HEAD answer stays away though its length is told.
        let payload = exchange.head.verb == .head ? .none : framing
        if let log = exchange.executionLog {
            tellRelay(exchange, out.view.dropFirst(start), hasPayload: payload != .none, log)
        }
        return payload
    }

    /// The backend's fields as the client gets them, and the answer's media type.
    func appendProxyLines(_ exchange: Exchange, _ scratch: inout Scratch) -> ByteView {
        scratch.headerLines.removeAll()
        var contentType = ByteView.empty
        let bytes = exchange.upstreamBytes
        let hopFields = HopFields(bytes, exchange.upstreamHeaders)
        for index in 0..<exchange.upstreamHeaders.count {
            let slot = exchange.upstreamHeaders[index]
            if slot.known == KnownHeader.contentType.rawValue {
                let start = Int(slot.valueOffset)
                contentType = bytes.slice(start, start + Int(slot.valueLength))
            }
            let fate = HeaderRules.proxyAnswer(slot.known)
            if fate == .drop { continue }
            if !hopFields.isEmpty {
                let start = Int(slot.nameOffset)
                let name = bytes.slice(start, start + Int(slot.nameLength))
                if hopFields.contains(name, exchange.upstreamHeaders) { continue }
            }
            if fate == .remap { scratch.headerLines.append("x-amzn-Remapped-") }
            scratch.headerLines.append(field: slot, of: bytes)
        }
        return contentType.isEmpty ? MediaType.applicationJSON : contentType
    }

    private func relayFraming(_ exchange: Exchange) -> RelayFraming {
        switch exchange.upstreamHead.framing {
        case .none:
            let status = exchange.upstreamHead.status
            if status == 204 || status == 304 { return .none }
            // RFC 9110 §8.6: the answer to HEAD tells the length that GET's would have, or none. Somebody who asked
            // for more than a head is told that there is nothing.
            if exchange.head.verb != .head { return .length(0) }
            let length = exchange.upstreamHead.contentLength
            return length < 0 ? .none : .length(length)
        case .length(let count): return .length(count)
        case .chunked, .untilClose: return exchange.head.minorVersion == 0 ? .close : .chunked
        }
    }

    /// The whole payload is here: select the integration response and map it.
    func mapUpstreamAnswer(_ exchange: Exchange, _ scratch: inout Scratch, _ out: inout ByteBuffer) {
        guard let held = exchange.heldDeployment, exchange.method != PlanFormat.none else { return }
        held._withUnsafeGuaranteedRef { mapUpstreamAnswer(exchange, $0, &scratch, &out) }
    }

    @inline(__always)
    private func mapUpstreamAnswer(
        _ exchange: Exchange, _ deployment: Deployment, _ scratch: inout Scratch, _ out: inout ByteBuffer
    ) {
        let method = deployment.plan.methods[exchange.method]
        let integration = deployment.plan.integrations[method.integration]
        if exchange.isHTTPAPI, integration.kind != IntegrationKind.mock.rawValue {
            answerRoute(exchange, integration, deployment, &scratch, &out)
            return
        }
        if exchange.upstreamAWS != nil {
            mapAWSAnswer(exchange, integration, deployment, &scratch, &out)
            return
        }
        if integration.kind == IntegrationKind.httpProxy.rawValue {
            answerCollectedProxy(exchange, deployment, &scratch, &out)
            return
        }
        let status = Int(exchange.upstreamHead.status)
        answerFromIntegration(exchange, deployment, integration, status: status, &scratch, &out)
    }

    /// Turns a backend's (or mock's) status, headers and body into the method response.
    func answerFromIntegration(
        _ exchange: Exchange, _ deployment: Deployment, _ integration: IntegrationRecord, status: Int,
        _ scratch: inout Scratch, _ out: inout ByteBuffer
    ) {
        let index = selectResponse(integration, status: status, deployment)
        answerFromIntegration(exchange, deployment, integration, response: index, &scratch, &out)
    }

    /// The same with the integration response chosen already; nil when none fits.
    func answerFromIntegration(
        _ exchange: Exchange, _ deployment: Deployment, _ integration: IntegrationRecord, response index: Int?,
        _ scratch: inout Scratch, _ out: inout ByteBuffer
    ) {
        let plan = deployment.plan
        guard let index else {
            exchange.integrationError = Gateway.noResponse
            fail(exchange, ExchangeError(.apiConfigurationError), &scratch, &out)
            return
        }
        let response = plan.integrationResponses[index]
        if response.flags & IntegrationResponseRecord.hasNoMethodResponse != 0 {
            exchange.integrationError = "the integration response's status is not among the method's responses"
            fail(exchange, ExchangeError(.apiConfigurationError), &scratch, &out)
            return
        }
        scratch.headerLines.removeAll()
        scratch.contentType.removeAll()
        scratch.body.removeAll()
        let isMock = integration.kind == IntegrationKind.mock.rawValue
        let form = payloadForm(exchange, deployment, response, isMock: isMock, &scratch)
        var type = MediaType.applicationJSON
        if let template = plan.responseTemplate(accept: exchange.acceptedType, in: response.templates) {
            if form == .bytes {
                fail(exchange, readsBytes(exchange), &scratch, &out)
                return
            }
            if let error = render(template.program, exchange, deployment, .response, &scratch) {
                fail(exchange, error, &scratch, &out)
                return
            }
            let declared = plan.string(template.contentType)
            if declared != "$default" { type = declared }
        } else {
            scratch.body.append(exchange.upstreamBody.view)
        }
        if form == .base64, !decodeAnswer(exchange, &scratch) {
            fail(exchange, answerNotBase64(exchange), &scratch, &out)
            return
        }
        for mapping in response.mappings.indices {
            if mapResponseHeader(plan.mappings[mapping], exchange, deployment, &scratch) { continue }
            exchange.integrationError = "a mapping reads the backend's answer as JSON, and it is none"
            fail(exchange, ExchangeError(.apiConfigurationError), &scratch, &out)
            return
        }
        applyResponseOverrides(exchange, &scratch)
        writeIntegrationAnswer(
            exchange, deployment,
            status: exchange.statusOverride != 0 ? exchange.statusOverride : Int(response.statusCode),
            contentType: scratch.contentType.isEmpty ? type : scratch.contentType.view, isTraced: !isMock, &scratch,
            &out)
    }

    /// What the payload is behind `contentHandling`. A mock's is its template's text, which only CONVERT_TO_BINARY
    /// makes bytes.
    private func payloadForm(
        _ exchange: Exchange, _ deployment: Deployment, _ response: IntegrationResponseRecord, isMock: Bool,
        _ scratch: inout Scratch
    ) -> PayloadForm {
        let handling = ContentHandlingKind(rawValue: response.contentHandling) ?? .passthrough
        // A pattern, not `==`: the comparison of another module's enum is a call through its witness table.
        if isMock {
            if case .convertToBinary = handling { return .base64 }
            return .text
        }
        return convertResponse(exchange, deployment, handling, &scratch)
    }

    static let noResponse: StaticString =
        "no integration response matches the backend's answer and there is no default one"

    /// The first response whose pattern matches the whole status text, else the default one.
    func selectResponse(_ integration: IntegrationRecord, status: Int, _ deployment: Deployment) -> Int? {
        if integration.responses.count > 1 || integration.defaultResponse == PlanFormat.none {
            var digits: (UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8) = (0, 0, 0, 0, 0, 0, 0, 0)
            let found = withUnsafeMutableBytes(of: &digits) { buffer -> Int? in
                guard let base = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return nil }
                // At most six digits: MockStatus and the wire bound the status.
                let count = Decimal.write(status, to: base)
                return selectResponse(integration, matching: ByteView(base: base, count: count), deployment)
            }
            if let found { return found }
        }
        return integration.defaultResponse == PlanFormat.none ? nil : Int(integration.defaultResponse)
    }

    /// The first response whose pattern matches a whole text, or nil.
    func selectResponse(_ integration: IntegrationRecord, matching text: ByteView, _ deployment: Deployment) -> Int? {
        for index in integration.responses.indices {
            if let pattern = deployment.patterns[index], pattern.matches(text) { return index }
        }
        return nil
    }

    private func applyResponseOverrides(_ exchange: Exchange, _ scratch: inout Scratch) {
        if exchange.overrides.isEmpty { return }
        for entry in exchange.overrides where entry.kind == .responseHeader {
            for value in entry.values {
                entry.name.withByteView { name in
                    value.withByteView { addResponseHeader(name, $0, &scratch) }
                }
            }
        }
    }

    /// No usable answer. Statuses and texts as recorded: unreachable backends give 500, broken ones 504, late ones 504.
    /// Names that do not fit the certificate, and links without a target that listens, are configuration errors. AWS:
    /// "How can I troubleshoot issues when connecting to an API Gateway endpoint in VPC link integrations".
    func failUpstream(
        _ exchange: Exchange, _ failure: UpstreamFailure, _ scratch: inout Scratch, _ out: inout ByteBuffer
    ) {
        if exchange.isHTTPAPI { return failBackend(exchange, failure, &scratch, &out) }
        let error: ExchangeError
        switch failure {
        case .timeout:
            exchange.integrationError = "Endpoint request timed out"
            error = ExchangeError(.integrationTimeout)
        case .resolve, .connect:
            exchange.integrationError =
                failure == .resolve
                ? "the endpoint's name has no address" : "the endpoint refused the connection"
            error = ExchangeError(.apiConfigurationError)
        case .role:
            exchange.integrationError = "API Gateway does not have permission to assume the provided role"
            error = ExchangeError(.apiConfigurationError)
        case .link:
            exchange.integrationError = "There was an internal error while executing your request"
            error = ExchangeError(.apiConfigurationError)
        case .wrongName:
            exchange.integrationError = "Host name does not match the certificate subject provided by the peer"
            error = ExchangeError(.apiConfigurationError)
        case .tls, .broken, .malformed:
            exchange.integrationError = "Network error communicating with endpoint"
            error = ExchangeError(
                .integrationFailure, message: Array("Network error communicating with endpoint".utf8))
        case .unsigned:
            exchange.integrationError = "there are no AWS credentials to sign the call with"
            error = ExchangeError(.apiConfigurationError)
        case .tooLarge:
            exchange.integrationError = "the endpoint's answer exceeds the payload limit"
            error = isLambdaProxy(exchange) ? Gateway.badGateway : ExchangeError(.apiConfigurationError)
        }
        fail(exchange, error, &scratch, &out)
    }
}
