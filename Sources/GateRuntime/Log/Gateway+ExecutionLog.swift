// The sentences of execution logs, in AWS's words and order as far as logs have been published: those of the usage
// plan, the authorizer, the method, the endpoint and the outcome, body checks, mocks, output mappings, functions. What
// AWS says of absent parameters, unknown keys and the account's throttle nobody has published: those are ours.

import GateBytes
import GatePlan
import GateUsage
import GateWire

extension Gateway {
    private var now: Int64 { clock.wallMilliseconds }

    /// A method has been found: begins its log when it has one.
    func startLog(_ exchange: Exchange, _ deployment: Deployment) {
        let settings = deployment.logging.methods[Int(exchange.method)]
        if settings.level == .off { return }
        let log = ExecutionLog(settings, isTest: deployment.settings.isTest)
        exchange.executionLog = log
        hideSecrets(exchange, deployment, log)
        if log.isTest { return }
        log.tell(now) {
            $0.append("Extended Request Id: ")
            appendExtendedIdentifier(exchange, &$0)
        }
    }

    private func hideSecrets(_ exchange: Exchange, _ deployment: Deployment, _ log: ExecutionLog) {
        for index in 0..<exchange.headers.count {
            let slot = exchange.headers[index]
            let name = exchange.headerName(slot)
            let value = exchange.headerValue(slot)
            log.hide(field: name, value)
            if isIdentitySource(.header, exchange, deployment, { $0.equalsIgnoringCase(name) }) { log.hide(value) }
        }
        var pairs = QueryPairs(exchange.query)
        while let pair = pairs.next() {
            if !isSecretParameter(pair.name, exchange, deployment) { continue }
            log.hide(pair.value)
            var decoded = ByteBuffer(capacity: pair.value.count)
            QueryText.appendDecoded(pair.value, to: &decoded)
            log.hide(decoded.view)
        }
    }

    /// By its name, or because an authorizer is asked about it.
    private func isSecretHeader(_ name: ByteView, _ exchange: Exchange, _ deployment: Deployment) -> Bool {
        SecretText.isHeader(name)
            || isIdentitySource(.header, exchange, deployment) { $0.equalsIgnoringCase(name) }
    }

    private func isSecretParameter(_ name: ByteView, _ exchange: Exchange, _ deployment: Deployment) -> Bool {
        SecretText.isParameter(name)
            || isIdentitySource(.queryString, exchange, deployment) { QueryText.equals(name, decoded: $0) }
    }

    private func isIdentitySource(
        _ kind: IdentitySourceKind, _ exchange: Exchange, _ deployment: Deployment, _ isIt: (ByteView) -> Bool
    ) -> Bool {
        let plan = deployment.plan
        let method = plan.methods[exchange.method]
        guard method.authorization == AuthorizationKind.custom.rawValue, method.authorizer != PlanFormat.none else {
            return false
        }
        for index in plan.authorizers[Int(method.authorizer)].identitySources.indices {
            let source = plan.identitySources[index]
            if source.kind == kind.rawValue, isIt(plan.string(source.name)) { return true }
        }
        return false
    }

    // MARK: Authorizers

    func tellAuthorizer(
        _ exchange: Exchange, _ deployment: Deployment, _ authorizer: AccessTable.Authorizer, _ log: ExecutionLog
    ) {
        log.tell(now) {
            $0.append("Starting authorizer: ")
            $0.append(deployment.plan.string(authorizer.record.name))
            $0.append(" for request: ")
            appendLogIdentifier(exchange, &$0)
        }
        log.tellData(now, "Incoming identity: ") { out in
            var map = FieldMap()
            for index in authorizer.record.identitySources.indices {
                let source = deployment.plan.identitySources[index]
                var value = ByteBuffer(capacity: 256)
                guard appendIdentity(source, exchange, deployment, &value) else { continue }
                if authorizer.kind == .token { return SecretText.appendMasked(value.view, to: &out) }
                var name = ByteBuffer(capacity: 64)
                name.append(Gateway.identityPrefix(source))
                name.append(deployment.plan.string(source.name))
                map.add(name.view, value.view, isSecret: true)
            }
            if authorizer.kind != .token { map.append(to: &out) }
        }
    }

    private static func identityPrefix(_ source: IdentitySourceRecord) -> StaticString {
        switch IdentitySourceKind(rawValue: source.kind) {
        case .header?: "method.request.header."
        case .queryString?: "method.request.querystring."
        case .stageVariable?: "stageVariables."
        default: "context."
        }
    }

    /// A function has answered, of somebody or that there is nobody.
    func tellAuthorizerAnswer(_ exchange: Exchange, _ log: ExecutionLog) {
        log.tellData(now, "Authorizer result body before parsing: ") { $0.append(exchange.upstreamBody.view) }
    }

    /// A caller is known, from a function or from before.
    func tellCaller(_ caller: Caller, _ log: ExecutionLog) {
        log.hide(caller)
        log.tellData(now, "Using valid authorizer policy for principal: ") { out in
            caller.principalIdentifier.withByteView { SecretText.appendMasked($0, to: &out) }
        }
        log.tell(now) { $0.append("Successfully completed authorizer execution") }
    }

    // MARK: Usage plans

    func tellUsage(
        _ exchange: Exchange, _ deployment: Deployment, _ method: MethodRecord, _ refusal: LimitRefusal?,
        _ log: ExecutionLog
    ) {
        let names = UsageNames(exchange, deployment, method)
        log.tell(now) {
            $0.append("Verifying Usage Plan for request: ")
            appendLogIdentifier(exchange, &$0)
            $0.append(". API Key: ")
            names.appendKey(to: &$0)
            $0.append(" API Stage: ")
            names.appendStage(to: &$0)
        }
        if let refusal {
            log.tellReason(now) { names.append(refusal, to: &$0) }
            return
        }
        if !names.asksForKey {
            log.tell(now) {
                $0.append("API Key ")
                names.appendKey(to: &$0)
                $0.append(" authorized because method '")
                names.appendMethod(to: &$0)
                $0.append("' does not require API Key. Request will not contribute to throttle or quota limits")
            }
        }
        log.tell(now) {
            $0.append("Usage Plan check succeeded for API Key ")
            names.appendKey(to: &$0)
            $0.append(" and API Stage ")
            names.appendStage(to: &$0)
        }
    }

    // MARK: Method request

    func tellMethodRequest(_ exchange: Exchange, _ deployment: Deployment, _ log: ExecutionLog) {
        log.tell(now) {
            $0.append("Starting execution for request: ")
            appendLogIdentifier(exchange, &$0)
        }
        if let session = exchange.session { return tellEvent(exchange, session, log) }
        log.tell(now) {
            $0.append("HTTP Method: ")
            $0.append(exchange.verb == .other ? ByteView("OTHER") : exchange.verb.token)
            $0.append(", Resource Path: ")
            $0.append(exchange.resourcePath)
        }
        guard log.tracesData else { return }
        log.tellData(now, "Method request path: ") { out in
            var map = FieldMap()
            let names = deployment.plan.methods[exchange.method].pathParameters
            for position in 0..<min(Int(names.count), exchange.pathParameters.count) {
                let name = deployment.plan.string(deployment.plan.names[Int(names.start) + position].text)
                map.add(name, exchange.pathParameters[position], isSecret: false)
            }
            map.append(to: &out)
        }
        log.tellData(now, "Method request query string: ") { out in
            var map = FieldMap()
            var pairs = QueryPairs(exchange.query)
            while let pair = pairs.next() {
                var name = ByteBuffer(capacity: 64)
                var value = ByteBuffer(capacity: 64)
                QueryText.appendDecoded(pair.name, to: &name)
                QueryText.appendDecoded(pair.value, to: &value)
                map.add(name.view, value.view, isSecret: isSecretParameter(pair.name, exchange, deployment))
            }
            map.append(to: &out)
        }
        log.tellData(now, "Method request headers: ") { out in
            var map = FieldMap()
            for index in 0..<exchange.headers.count {
                let slot = exchange.headers[index]
                if HeaderRules.isHidden(slot.known) { continue }
                let name = exchange.headerName(slot)
                if deployment.settings.unloggedHeaders.contains(String(name).lowercased()) { continue }
                map.add(name, exchange.headerValue(slot), isSecret: isSecretHeader(name, exchange, deployment))
            }
            map.append(to: &out)
        }
    }

    func tellRequestBody(_ exchange: Exchange, _ log: ExecutionLog) {
        log.tellData(now, "Method request body before transformations: ") { $0.append(exchange.requestBody.view) }
    }

    // MARK: Endpoint

    /// The call of a backend or an authorizer's function stands in the exchange.
    func tellEndpointRequest(_ exchange: Exchange, _ log: ExecutionLog) {
        guard log.tracesData else { return }
        let message = MessageParts(exchange.upstreamRequest.view)
        func appendURI(_ out: inout ByteBuffer) {
            out.append(endpoints[exchange.upstreamEndpoint].isTLS ? "https://" : "http://")
            out.append(message.value(of: "host") ?? .empty)
            // AWS shows ARNs as they are written.
            let target = message.target
            var position = 0
            while position < target.count {
                if exchange.upstreamAWS != nil, target.dropFirst(position).hasPrefix(ByteView("%3A")) {
                    out.append(0x3a)
                    position += 3
                } else {
                    out.append(target[position])
                    position += 1
                }
            }
        }
        log.tellData(now, "Endpoint request URI: ", appendURI)
        tellFields("Endpoint request headers: ", message.fields, log)
        log.tellData(now, "Endpoint request body after transformations: ") { $0.append(message.body) }
        log.tellData(now, "Sending request to ", appendURI)
    }

    /// The backend's answer is here, or its head when its payload passes by.
    func tellEndpointResponse(_ exchange: Exchange, isWhole: Bool, _ log: ExecutionLog) {
        log.tellData(now, "Received response. Status: ") {
            $0.append(decimal: Int(exchange.upstreamHead.status))
            $0.append(", Integration latency: ")
            $0.append(decimal: Int((clock.monotonicMicroseconds &- exchange.upstreamStarted) / 1000))
            $0.append(" ms")
        }
        let bytes = exchange.upstreamBytes
        let fields = (0..<exchange.upstreamHeaders.count).map { index -> (name: ByteView, value: ByteView) in
            let slot = exchange.upstreamHeaders[index]
            let name = Int(slot.nameOffset)
            let value = Int(slot.valueOffset)
            return (
                bytes.slice(name, name + Int(slot.nameLength)), bytes.slice(value, value + Int(slot.valueLength))
            )
        }
        tellFields("Endpoint response headers: ", fields, log)
        if !isWhole { return }
        log.tellData(now, "Endpoint response body before transformations: ") { $0.append(exchange.upstreamBody.view) }
    }

    private func tellFields(
        _ title: StaticString, _ fields: [(name: ByteView, value: ByteView)], _ log: ExecutionLog
    ) {
        log.tellData(now, title) { out in
            var map = FieldMap()
            for field in fields { map.add(field.name, field.value, isSecret: SecretText.isHeader(field.name)) }
            map.append(to: &out)
        }
    }

    // MARK: Outcome

    /// Why the gateway answers itself.
    func tellFailure(_ exchange: Exchange, _ error: ExchangeError, _ scratch: inout Scratch, _ log: ExecutionLog) {
        if log.tellsReason { return }
        let cause = ByteView(exchange.integrationError)
        let function = cause == "the function failed" ? topMember("errorMessage", exchange, &scratch) ?? [] : nil
        let appendResponse = { (out: inout ByteBuffer) in
            out.append("Gateway response type: ")
            out.append(error.type.name)
            out.append(" with status code: ")
            out.append(decimal: exchange.status)
        }
        log.tellReason(now) { out in
            if error.type == .unauthorized {
                out.append("Unauthorized request: ")
                appendLogIdentifier(exchange, &out)
            } else if error.type == .accessDenied {
                out.append("The client is not authorized to perform this operation.")
            } else if error.type == .badRequestBody, cause.isEmpty,
                let detail = error.validationError ?? error.message
            {
                out.append("Request body does not match model schema for content type ")
                out.append(exchange.contentType)
                out.append(": ")
                detail.withByteView { out.append($0) }
            } else if error.type == .integrationTimeout {
                out.append("Execution failed due to a timeout error")
            } else if let function {
                out.append("Lambda execution failed with status 200 due to customer function error: ")
                function.withByteView { out.append($0) }
                out.append(". Lambda request id: ")
                out.append(exchange.integrationRequestIdentifier.view)
            } else if !cause.isEmpty {
                out.append("Execution failed due to configuration error: ")
                out.append(wording(of: cause, exchange, log))
                if cause == Gateway.noResponse, exchange.upstreamHead.status != 0 {
                    out.append(" Endpoint Response Status Code: ")
                    out.append(decimal: Int(exchange.upstreamHead.status))
                }
            } else if let message = error.message {
                message.withByteView { out.append($0) }
            } else {
                appendResponse(&out)
            }
        }
        if error.type == .accessDenied { log.tellReason(now, appendResponse) }
    }

    /// What API Gateway says of an integration error; those that it has no word for stay as they are.
    private func wording(of error: ByteView, _ exchange: Exchange, _ log: ExecutionLog) -> ByteView {
        let known: [(StaticString, StaticString)] = [
            (
                "the mock's request template names no statusCode",
                "statusCode should be an integer which defined in request template"
            ),
            (
                "the integration response's status is not among the method's responses",
                "Output mapping refers to an invalid method response"
            ),
            ("the integration URI is not http(s)", "Invalid endpoint address"),
            ("the integration URI's host is not a name or address", "Invalid endpoint address"),
            ("the endpoint's name has no address", "Invalid endpoint address"),
            ("Lambda did not invoke the function", "Invalid permissions on Lambda function"),
            ("Lambda did not invoke the authorizer", "Invalid permissions on Lambda function"),
            ("the authorizer failed", "Authorizer error"),
            ("the authorizer could not be called", "Authorizer error"),
            ("the authorizer's answer is no JSON", "Invalid JSON in response"),
            ("the authorizer's answer is malformed", "Invalid JSON in response"),
        ]
        for (ours, theirs) in known where error == ours { return ByteView(theirs) }
        if error == "a mapping template failed" {
            return log.failedSide == .request
                ? ByteView("Unable to transform request") : ByteView("Unable to transform response")
        }
        if error == Gateway.noResponse {
            return ByteView("No match for output mapping and no default output mapping configured.")
        }
        return error
    }

    /// A whole answer has been written.
    func tellAnswer(_ exchange: Exchange, _ answer: ByteView, _ log: ExecutionLog) {
        if exchange.error == nil { tellMethodResponse(exchange, answer, log) }
        complete(exchange, log)
    }

    /// The head of an answer has been written whose payload passes by.
    func tellRelay(_ exchange: Exchange, _ head: ByteView, hasPayload: Bool, _ log: ExecutionLog) {
        tellEndpointResponse(exchange, isWhole: false, log)
        tellMethodResponse(exchange, head, log)
        log.isRelayed = true
        if !hasPayload { complete(exchange, log) }
    }

    private func tellMethodResponse(_ exchange: Exchange, _ answer: ByteView, _ log: ExecutionLog) {
        guard log.tracesData else { return }
        let message = MessageParts(answer)
        if !exchange.streamsAnswer {
            log.tellData(now, "Method response body after transformations: ") { $0.append(message.body) }
        }
        tellFields("Method response headers: ", message.fields.filter { !Gateway.isFrontHeader($0.name) }, log)
    }

    /// Whether a field is not the method response's, but added behind it by what stands in front of API Gateway.
    package static func isFrontHeader(_ name: ByteView) -> Bool {
        for header in frontHeaders where name.equalsIgnoringCase(ByteView(header)) { return true }
        return false
    }

    private static let frontHeaders: [StaticString] = [
        "connection", "content-length", "date", "keep-alive", "transfer-encoding", "x-amz-apigw-id",
        "x-amzn-requestid",
    ]

    private func complete(_ exchange: Exchange, _ log: ExecutionLog) {
        if log.isComplete { return }
        log.isComplete = true
        if exchange.test?.isOfAuthorizer == true { return }
        if exchange.error == nil {
            log.tell(now) { $0.append("Successfully completed execution") }
        }
        let write = { (out: inout ByteBuffer) in
            out.append("Method completed with status: ")
            out.append(decimal: exchange.status)
        }
        if exchange.error == nil { log.tell(now, write) } else { log.tellReason(now, write) }
    }

    /// The request is over.
    ///
    /// - Parameter isWhole: Whether the answer is; else the connection was closed.
    package func completeExecutionLog(_ exchange: Exchange, isWhole: Bool) {
        guard let log = exchange.executionLog, !log.isComplete else { return }
        if isWhole {
            complete(exchange, log)
        } else {
            log.tellReason(now) { $0.append("Execution failed: the connection was closed before the answer was whole") }
        }
    }

    /// Appends the lines of a request that is over, whose log then is forgotten.
    package func appendExecutionLog(_ exchange: Exchange, isWhole: Bool, to out: inout ByteBuffer) {
        guard let log = exchange.executionLog else { return }
        completeExecutionLog(exchange, isWhole: isWhole)
        if !exchange.integrationRequestIdentifier.isEmpty {
            log.tell(now) {
                $0.append("AWS Integration Endpoint RequestId : ")
                $0.append(exchange.integrationRequestIdentifier.view)
            }
        }
        scratch.value.removeAll()
        appendLogIdentifier(exchange, &scratch.value)
        log.appendLines(request: scratch.value.view, to: &out)
        exchange.executionLog = nil
    }
}
