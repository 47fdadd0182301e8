// The first steps of a request: mount, route, authorise, required parameters, body check; then its integration.
// Order as in AWS's pipeline (README, "Life of a request").

import GateBytes
import GateJSON
import GatePlan
import GateWire

extension Gateway {
    /// From the head to the first step that needs the server.
    func admit(_ exchange: Exchange, _ scratch: inout Scratch, _ out: inout ByteBuffer) -> Step {
        exchange.path = exchange.sentPath
        exchange.query = exchange.sentQuery
        exchange.verb = exchange.head.verb
        if let test = exchange.test { return admit(test, exchange, &scratch, &out) }
        let isRefused = exchange.headers.contains(.contentEncoding) && !requestCoding(exchange).isKnown
        if serving.asksForCertificates || exchange.clientCertificate != nil, !admitsCertificate(exchange) {
            exchange.deployment = nil
            fail(exchange, Gateway.unknownSite, &scratch, &out)
            return .respond
        }
        if let sites = serving.sites {
            guard let located = locate(exchange, sites) else {
                let isKnown = ByteView(exchange.integrationError).count > 0
                exchange.deployment = nil
                if isRefused {
                    refuseCoding(exchange, &scratch, &out)
                    return .respond
                }
                let error = exchange.isHTTPAPI ? ExchangeError(.resourceNotFound) : Gateway.unknownSite
                fail(exchange, isKnown ? ExchangeError(.apiConfigurationError) : error, &scratch, &out)
                return .respond
            }
            return admit(exchange, to: located, isRefused: isRefused, &scratch, &out)
        }
        guard let (mounted, mountLength) = serving.deployment(for: exchange.path) else {
            // An unknown base path: no API is mounted there.
            exchange.deployment = serving.deployments.first
            exchange.isHTTPAPI = exchange.deployment?.http != nil
            let type = exchange.isHTTPAPI ? GatewayResponseType.resourceNotFound : .missingAuthenticationToken
            fail(exchange, ExchangeError(type), &scratch, &out)
            return .respond
        }
        exchange.address.mountLength = mountLength
        return mounted._withUnsafeGuaranteedRef {
            admit(exchange, to: $0, isRefused: isRefused, &scratch, &out)
        }
    }

    /// The API that the request is for is known.
    ///
    /// - Parameter isRefused: Whether the coding of the body is one that a REST API does not read.
    private func admit(
        _ exchange: Exchange, to deployment: Deployment, isRefused: Bool, _ scratch: inout Scratch,
        _ out: inout ByteBuffer
    ) -> Step {
        if exchange.deployment !== deployment { exchange.deployment = deployment }
        if let http = deployment.http { return admitRoute(exchange, deployment, http, &scratch, &out) }
        if isRefused {
            refuseCoding(exchange, &scratch, &out)
            return .respond
        }
        if let socket = deployment.plan.socket { return admitHandshake(exchange, deployment, socket, &scratch, &out) }
        if let override = exchange.header(.xHTTPMethodOverride) { exchange.verb = HTTPVerb(token: override) }
        exchange.method = deployment.router.match(exchange.resourcePath, exchange.verb, &exchange.pathParameters)
        if exchange.method == PlanFormat.none {
            fail(exchange, ExchangeError(.missingAuthenticationToken), &scratch, &out)
            return .respond
        }
        if !deployment.logging.methods.isEmpty { startLog(exchange, deployment) }
        let method = deployment.plan.methods[exchange.method]
        if method.flags & MethodRecord.isGuarded != 0 || deployment.isClosed, !deployment.settings.skipsAuthorization {
            return authorize(exchange, deployment, method, &scratch, &out)
        }
        return admitCaller(exchange, deployment, method, &scratch, &out)
    }

    /// The caller may pass: its key, parameters and body are next.
    func admitCaller(
        _ exchange: Exchange, _ deployment: Deployment, _ method: MethodRecord, _ scratch: inout Scratch,
        _ out: inout ByteBuffer
    ) -> Step {
        let plan = deployment.plan
        if let refusal = refusal(exchange, deployment, method) {
            fail(exchange, refusal, &scratch, &out)
            return .respond
        }
        if let log = exchange.executionLog { tellMethodRequest(exchange, deployment, log) }
        if method.parameterChecks.count > 0, let missing = missingParameters(exchange, plan, method) {
            fail(exchange, missing, &scratch, &out)
            return .respond
        }
        if exchange.head.contentLength > Gateway.payloadBytesMax {
            exchange.keepsAlive = false
            fail(exchange, ExchangeError(.requestTooLarge), &scratch, &out)
            return .respond
        }
        let hasBody = exchange.head.isChunked || exchange.head.contentLength > 0
        if exchange.isBodyRead { return takeBody(exchange, deployment, &scratch, &out) }
        if hasBody, needsWholeBody(exchange, plan, method) { return .readBody(bytesMax: Gateway.payloadBytesMax) }
        return validateBodyAndIntegrate(exchange, deployment, &scratch, &out)
    }

    /// Whether the body must be here before the integration can be called.
    private func needsWholeBody(_ exchange: Exchange, _ plan: PlanImage, _ method: MethodRecord) -> Bool {
        if method.flags & MethodRecord.readsBody != 0 || method.flags & MethodRecord.validatesBody != 0 { return true }
        if exchange.tracesData { return true }
        guard method.integration != PlanFormat.none else { return false }
        let integration = plan.integrations[method.integration]
        if integration.kind != IntegrationKind.httpProxy.rawValue { return true }
        if integration.contentHandling != ContentHandlingKind.passthrough.rawValue { return true }
        if exchange.isHTTPAPI { return false }
        return exchange.headers.contains(.contentEncoding) && requestCoding(exchange).coding != .identity
    }

    /// The body is here, or not needed: check it and start the integration.
    func validateBodyAndIntegrate(
        _ exchange: Exchange, _ deployment: Deployment, _ scratch: inout Scratch, _ out: inout ByteBuffer
    ) -> Step {
        let plan = deployment.plan
        let method = plan.methods[exchange.method]
        if let log = exchange.executionLog { tellRequestBody(exchange, log) }
        if method.flags & MethodRecord.validatesBody != 0,
            let error = bodyError(exchange, deployment, &scratch)
        {
            fail(exchange, error, &scratch, &out)
            return .respond
        }
        return integrate(exchange, deployment, asksCache: true, &scratch, &out)
    }

    /// Everything has been checked: the cache, then the integration.
    func integrate(
        _ exchange: Exchange, _ deployment: Deployment, asksCache: Bool, _ scratch: inout Scratch,
        _ out: inout ByteBuffer
    ) -> Step {
        let plan = deployment.plan
        let method = plan.methods[exchange.method]
        guard method.integration != PlanFormat.none else {
            exchange.integrationError = "the method has no integration"
            fail(exchange, ExchangeError(.apiConfigurationError), &scratch, &out)
            return .respond
        }
        let integration = plan.integrations[method.integration]
        if integration.flags & IntegrationRecord.alwaysFails != 0 {
            exchange.integrationError = "a parameter mapping names a header that the gateway refuses"
            fail(exchange, ExchangeError(.apiConfigurationError), &scratch, &out)
            return .respond
        }
        if asksCache, let table = deployment.cache,
            let step = consultCache(exchange, deployment, table, method, integration, &scratch, &out)
        {
            return step
        }
        if exchange.session != nil {
            let step = integrateEvent(exchange, deployment, integration, &scratch, &out)
            if let log = exchange.executionLog, case .callUpstream = step { tellEndpointRequest(exchange, log) }
            return step
        }
        let kind = IntegrationKind(rawValue: integration.kind)
        // Most requests have nothing to convert.
        let isPlain = exchange.requestBody.isEmpty && !deployment.hasBinaryTypes
        if !isPlain || integration.contentHandling != ContentHandlingKind.passthrough.rawValue,
            let error = convertRequest(exchange, integration, deployment, &scratch)
        {
            fail(exchange, error, &scratch, &out)
            return .respond
        }
        let step: Step
        switch kind {
        case .mock?:
            answerMock(exchange, deployment, integration, &scratch, &out)
            return .respond
        case .httpProxy? where exchange.isHTTPAPI:
            step = callBackend(exchange, integration, method.integration, &scratch, &out)
        case .http?, .httpProxy?:
            step = callHTTP(exchange, deployment, integration, method.integration, &scratch, &out)
        case .aws?, .awsProxy?: step = callAWS(exchange, integration, method.integration, &scratch, &out)
        case nil: return .respond
        }
        if let log = exchange.executionLog, case .callUpstream = step { tellEndpointRequest(exchange, log) }
        return step
    }

    /// Why the caller may not pass; nil lets it.
    private func refusal(_ exchange: Exchange, _ deployment: Deployment, _ method: MethodRecord) -> ExchangeError? {
        let refusal = usageRefusal(exchange, deployment, method)
        if let log = exchange.executionLog, !log.isTest { tellUsage(exchange, deployment, method, refusal, log) }
        return refusal.map { ExchangeError($0.response) }
    }

    /// The required parameters that are absent, as AWS lists them; nil when none is.
    private func missingParameters(
        _ exchange: Exchange, _ plan: PlanImage, _ method: MethodRecord
    ) -> ExchangeError? {
        var isComplete = true
        for index in method.parameterChecks.indices where !isPresent(plan.parameterChecks[index], exchange, plan) {
            isComplete = false
        }
        if isComplete { return nil }
        var message = ByteBuffer(capacity: 256)
        var count = 0
        for index in method.parameterChecks.indices {
            let check = plan.parameterChecks[index]
            if isPresent(check, exchange, plan) { continue }
            message.append(count == 0 ? "Missing required request parameters: [" : ", ")
            message.append(plan.string(check.name))
            count += 1
        }
        message.append("]")
        return ExchangeError(.badRequestParameters, message: [UInt8](message.view))
    }

    /// Whether a required parameter is there and not blank. AWS: "Request validation".
    private func isPresent(_ check: ParameterCheckRecord, _ exchange: Exchange, _ plan: PlanImage) -> Bool {
        let name = plan.string(check.name)
        switch ParameterKind(rawValue: check.kind) {
        case .queryString?: return exchange.rawQueryParameter(named: name).map(QueryText.isBlank) == false
        case .header?: return exchange.visibleHeader(named: name).map { $0.trimmingBlanks().isEmpty } == false
        default: return exchange.pathParameter(named: name, in: plan) != nil
        }
    }

    /// Why the body does not satisfy the model of its media type; nil when it does or no model applies.
    private func bodyError(
        _ exchange: Exchange, _ deployment: Deployment, _ scratch: inout Scratch
    ) -> ExchangeError? {
        guard let record = exchange.mediaSchema(in: deployment.plan), record.schema != PlanFormat.none else {
            return nil
        }
        return schemaError(schema: record.schema, exchange, deployment, &scratch)
    }
}
