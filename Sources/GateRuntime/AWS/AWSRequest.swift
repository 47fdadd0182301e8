// Calls of AWS services: a function with the event of a proxy, a function with a mapped body, or any service by path
// or action. What is written here is unsigned; who sends it signs it, because only then it is complete. AWS: "Set up
// Lambda integrations", "Integration" in the API reference.

import GateBytes
import GatePlan
import GateWire

/// Bounds of calls to functions. AWS: "Lambda quotas", invocation payload.
package enum LambdaLimits {
    /// Largest event, in bytes.
    package static let eventBytesMax = 6_291_456
    /// Largest answer, in bytes: Lambda's own messages about larger ones name this number.
    package static let answerBytesMax = 6_291_556
    /// Where a streamed answer's metadata has ended, in bytes. AWS: "Lambda proxy integration format for response
    /// streaming", first 16 KB.
    package static let metadataBytesMax = 16 * 1024
}

extension Gateway {
    /// Prepares the call of an AWS or AWS_PROXY integration.
    func callAWS(
        _ exchange: Exchange, _ integration: IntegrationRecord, _ index: UInt32, _ scratch: inout Scratch,
        _ out: inout ByteBuffer
    ) -> Step {
        guard let deployment = exchange.deployment, let target = deployment.awsTargets[Int(index)] else {
            return .respond
        }
        let isProxy = integration.kind == IntegrationKind.awsProxy.rawValue
        let verb = HTTPVerb(rawValue: UInt8(integration.verb)) ?? .any
        exchange.upstreamRequest.removeAll()
        var error = usabilityError(exchange, target, deployment, verb)
        if error == nil, let action = ServiceAction(rawValue: integration.service) {
            error = writeActionCall(exchange, integration, action, target, deployment, &scratch)
        } else if error == nil, isProxy {
            if exchange.isHTTPAPI {
                let isFormat2 = integration.flags & IntegrationRecord.usesPayloadFormat2 != 0
                writeRouteEvent(exchange, deployment, isFormat2: isFormat2, &scratch)
            } else {
                writeLambdaEvent(exchange, deployment, &scratch)
            }
            error = writeInvocation(exchange, target, deployment.plan, event: scratch.body.view)
        } else if error == nil {
            error = writeServiceCall(exchange, integration, target, deployment, verb, &scratch)
        }
        if let error {
            fail(exchange, error, &scratch, &out)
            return .respond
        }
        exchange.upstreamBodyMode = .complete
        exchange.upstreamEndpoint = target.endpoint
        exchange.upstreamAWS = target
        exchange.streamsAnswer = target.streams
        exchange.upstreamTimeoutMilliseconds = Int(integration.timeoutMilliseconds)
        exchange.upstreamStarted = clock.monotonicMicroseconds
        return .callUpstream
    }

    /// Why an integration can never be called; nil when it can.
    private func usabilityError(
        _ exchange: Exchange, _ target: AWSTarget, _ deployment: Deployment, _ verb: HTTPVerb
    ) -> ExchangeError? {
        switch target.defect {
        case .none:
            if target.invokesFunction, verb != .post {
                exchange.integrationError = "functions are invoked with POST"
            } else if target.signsAsCaller, exchange.signer == nil, !deployment.settings.skipsAuthorization {
                exchange.integrationError = "the method knows no caller whose credentials could sign the call"
            } else {
                return nil
            }
        case .missingStageVariable:
            exchange.integrationError = "the integration URI names a stage variable that is not set"
        case .notARN: exchange.integrationError = "the integration URI is no ARN of a path or action"
        case .notFunction: exchange.integrationError = "the integration URI invokes no Lambda function"
        case .transferMode:
            exchange.integrationError =
                "functions that stream are invoked by response-streaming-invocations, others not"
        case .badEndpoint: exchange.integrationError = "the address configured for the service is no http(s) URL"
        }
        return ExchangeError(.apiConfigurationError)
    }

    // MARK: Lambda proxy

    func writeInvocation(
        _ exchange: Exchange, _ target: AWSTarget, _ plan: PlanImage, event: ByteView
    ) -> ExchangeError? {
        if event.count > LambdaLimits.eventBytesMax { return tooLong(exchange) }
        exchange.upstreamRequest.append("POST ")
        writeLiterals(target.path, exchange)
        if !target.query.isEmpty { exchange.upstreamRequest.append(0x3f) }
        writeLiterals(target.query, exchange)
        writeHost(exchange, target)
        exchange.upstreamRequest.append("Content-Type: application/json\r\nX-Amz-Invocation-Type: RequestResponse\r\n")
        writeServiceHeaders(exchange, plan, mapped: 0..<0)
        appendContentLength(exchange, event.count)
        exchange.upstreamRequest.append(event)
        return nil
    }

    /// AWS's answer to events above Lambda's limit.
    private func tooLong(_ exchange: Exchange) -> ExchangeError {
        exchange.integrationError = "the event exceeds Lambda's payload limit"
        return ExchangeError(.requestTooLarge, message: Array("Request Too Long".utf8))
    }

    func writeLiterals(_ text: URIText, _ exchange: Exchange) {
        _ = text.forEachStep { step, isPlaceholder in
            if !isPlaceholder { exchange.upstreamRequest.append(step) }
            return true
        }
    }

    func writeHost(_ exchange: Exchange, _ target: AWSTarget) {
        exchange.upstreamRequest.append(" HTTP/1.1\r\nHost: ")
        target.hostHeader.withByteView { exchange.upstreamRequest.append($0) }
        exchange.upstreamRequest.append("\r\n")
    }

    func writeServiceHeaders(_ exchange: Exchange, _ plan: PlanImage, mapped: Range<Int>) {
        if !hasField(ByteView("User-Agent"), exchange, mapped) {
            exchange.upstreamRequest.append("User-Agent: AmazonAPIGateway_")
            appendAPIIdentifier(exchange, &exchange.upstreamRequest)
            exchange.upstreamRequest.append("\r\n")
        }
        exchange.upstreamRequest.append("X-Amzn-Trace-Id: ")
        appendTraceIdentifier(exchange, &exchange.upstreamRequest)
        exchange.upstreamRequest.append("\r\n")
    }

    // MARK: Mapped calls

    private func writeServiceCall(
        _ exchange: Exchange, _ integration: IntegrationRecord, _ target: AWSTarget, _ deployment: Deployment,
        _ declared: HTTPVerb, _ scratch: inout Scratch
    ) -> ExchangeError? {
        var sendsTemplate = false
        let records = deployment.plan
        if let error = renderRequest(exchange, deployment, integration, &scratch, &sendsTemplate) { return error }
        if let error = finishRequestBody(exchange, &scratch, isRendered: sendsTemplate) { return error }
        let verb = declared == .any ? exchange.verb : declared
        let plan = UpstreamPlan(
            integration: integration, verb: verb, isProxy: false, sendsTemplate: sendsTemplate,
            mapped: MappedParts(integration, records))
        var hasQuery = false
        exchange.upstreamRequest.append(verb.token)
        exchange.upstreamRequest.append(0x20)
        if let error = writeTarget(exchange, deployment, target.path, target.query, plan, &hasQuery, &scratch) {
            return error
        }
        let body = sendsTemplate ? scratch.body.view : exchange.requestBody.view
        writeAction(exchange, target, plan, records, body, &hasQuery)
        writeHost(exchange, target)
        let fieldsStart = exchange.upstreamRequest.count
        if let error = writeMappedHeaders(exchange, deployment, plan, &scratch) { return error }
        let mapped = fieldsStart..<exchange.upstreamRequest.count
        if !hasField(ByteView("Accept"), exchange, mapped) {
            exchange.upstreamRequest.append("Accept: application/json\r\n")
        }
        writeServiceHeaders(exchange, records, mapped: mapped)
        return writeServiceBody(
            exchange, target, plan, mapped, sendsTemplate ? scratch.body.view : exchange.requestBody.view)
    }

    /// The Query protocol names action and version beside the parameters, wherever those stand.
    private func writeAction(
        _ exchange: Exchange, _ target: AWSTarget, _ plan: UpstreamPlan, _ records: PlanImage, _ body: ByteView,
        _ hasQuery: inout Bool
    ) {
        if target.action.isEmpty || AWSService.takesJSON(target.service) || Gateway.namesAction(body) { return }
        exchange.upstreamRequest.append(hasQuery ? "&Action=" : "?Action=")
        hasQuery = true
        target.action.withByteView { QueryText.appendEncoded($0, to: &exchange.upstreamRequest) }
        let version = AWSService.queryVersion(target.service)
        if version.isEmpty || plan.mapsQuery(ByteView("Version"), records) { return }
        exchange.upstreamRequest.append("&Version=")
        exchange.upstreamRequest.append(text: version)
    }

    private static func namesAction(_ body: ByteView) -> Bool {
        var pairs = QueryPairs(body)
        while let pair = pairs.next() {
            if pair.name == "Action" { return true }
            // Not a form.
            if pair.name.firstIndex(of: 0x7b) != nil { return false }
        }
        return false
    }

    private func writeServiceBody(
        _ exchange: Exchange, _ target: AWSTarget, _ plan: UpstreamPlan, _ mapped: Range<Int>, _ body: ByteView
    ) -> ExchangeError? {
        // AWS: GET, HEAD and OPTIONS calls carry no body.
        if plan.verb == .get || plan.verb == .head || plan.verb == .options {
            exchange.upstreamRequest.append("\r\n")
            return nil
        }
        // A function's event is JSON, so nothing at all is the empty object.
        let body = target.invokesFunction && body.isEmpty ? ByteView("{}") : body
        if target.invokesFunction, body.count > LambdaLimits.eventBytesMax { return tooLong(exchange) }
        let protocolOf = target.action.isEmpty ? nil : AWSService.target(target.service)
        if let protocolOf, !hasField(ByteView("X-Amz-Target"), exchange, mapped) {
            exchange.upstreamRequest.append("X-Amz-Target: ")
            exchange.upstreamRequest.append(text: protocolOf.prefix)
            exchange.upstreamRequest.append(0x2e)
            target.action.withByteView { exchange.upstreamRequest.append($0) }
            exchange.upstreamRequest.append("\r\n")
        }
        if !hasField(ByteView("Content-Type"), exchange, mapped) {
            exchange.upstreamRequest.append("Content-Type: ")
            if let protocolOf {
                exchange.upstreamRequest.append(text: protocolOf.contentType)
            } else if !target.action.isEmpty, !AWSService.takesJSON(target.service) {
                // The Query protocol's parameters are a form.
                exchange.upstreamRequest.append("application/x-www-form-urlencoded")
            } else {
                HeaderRules.appendValue(exchange.contentTypeValue, to: &exchange.upstreamRequest)
            }
            exchange.upstreamRequest.append("\r\n")
        }
        appendContentLength(exchange, body.count)
        exchange.upstreamRequest.append(body)
        return nil
    }
}

extension UpstreamPlan {
    /// Whether a mapping sets a query parameter.
    func mapsQuery(_ name: ByteView, _ plan: PlanImage) -> Bool {
        for index in integration.requestMappings.indices {
            let mapping = plan.mappings[index]
            guard mapping.target == MappingTarget.integrationQueryString.rawValue else { continue }
            if plan.string(mapping.targetName) == name { return true }
        }
        return false
    }
}
