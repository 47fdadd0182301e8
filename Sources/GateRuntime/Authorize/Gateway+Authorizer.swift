// Lambda authorizers: what identifies a caller, the result that is kept for it, the call of the function, its answer.
// AWS: "Input to an API Gateway Lambda authorizer", "Output from an API Gateway Lambda authorizer".

import GateAccess
import GateBytes
import GateJSON
import GatePlan
import GateWire

extension Gateway {
    func askAuthorizer(
        _ exchange: Exchange, _ deployment: Deployment, _ method: MethodRecord, _ scratch: inout Scratch,
        _ out: inout ByteBuffer
    ) -> Step {
        let access = deployment.access
        let authorizer = access.authorizers[Int(method.authorizer)]
        if let policy = access.policy {
            // What the policy denies outright is not worth a call.
            writeMethodARN(exchange, deployment, access.arnPrefix, &scratch.arn)
            let request = policyRequest(exchange, access, scratch.arn.view)
            if judge(policy, request, &scratch) == .explicitDeny {
                return decide(exchange, deployment, method, &scratch, &out)
            }
        }
        if let log = exchange.executionLog { tellAuthorizer(exchange, deployment, authorizer, log) }
        guard readIdentity(exchange, deployment, authorizer, method.authorizer, &scratch) else {
            return refuse(exchange, ExchangeError(.unauthorized), &scratch, &out)
        }
        if authorizer.record.resultSeconds > 0,
            let caller = callers.caller(scratch.key.view, now: clock.monotonicMicroseconds)
        {
            exchange.take(caller)
            if let log = exchange.executionLog { tellCaller(caller, log) }
            return decide(exchange, deployment, method, &scratch, &out)
        }
        guard let function = authorizer.function, function.defect == .none, function.invokesFunction,
            !function.signsAsCaller
        else {
            exchange.integrationError =
                authorizer.function?.signsAsCaller == true
                ? "an authorizer has no caller's credentials to sign with" : "the authorizer's URI invokes no function"
            return refuse(exchange, ExchangeError(.authorizerConfigurationError), &scratch, &out)
        }
        if exchange.isHTTPAPI {
            writeRouteAuthorizerEvent(exchange, deployment, authorizer, &scratch)
        } else {
            writeAuthorizerEvent(exchange, deployment, authorizer, &scratch)
        }
        exchange.upstreamRequest.removeAll()
        if let error = writeInvocation(exchange, function, deployment.plan, event: scratch.body.view) {
            return refuse(exchange, error, &scratch, &out)
        }
        exchange.accessStep = .function
        exchange.upstreamBodyMode = .complete
        exchange.upstreamEndpoint = function.endpoint
        exchange.upstreamAWS = function
        exchange.upstreamTimeoutMilliseconds =
            exchange.isHTTPAPI ? AuthorizerLimits.routeTimeoutMilliseconds : AuthorizerLimits.timeoutMilliseconds
        exchange.upstreamStarted = clock.monotonicMicroseconds
        if let log = exchange.executionLog { tellEndpointRequest(exchange, log) }
        return .callUpstream
    }

    // MARK: Identity

    /// Writes the key of a result into `scratch.key`: deployment, authorizer and every identity source with its length,
    /// so that no two callers have one key. False when the caller cannot be one that the function lets in.
    private func readIdentity(
        _ exchange: Exchange, _ deployment: Deployment, _ authorizer: AccessTable.Authorizer, _ index: UInt32,
        _ scratch: inout Scratch
    ) -> Bool {
        scratch.key.removeAll()
        scratch.key.append(word: deployment.access.serial)
        scratch.key.append(word: UInt64(index))
        let isToken = authorizer.kind == .token
        // AWS asks for all sources only where they make the key of a result, and of HTTP and WebSocket APIs always.
        let needsAll =
            isToken || exchange.isHTTPAPI || authorizer.record.resultSeconds > 0 || exchange.session != nil
        for position in authorizer.record.identitySources.indices {
            let source = deployment.plan.identitySources[position]
            scratch.value.removeAll()
            let isPresent = appendIdentity(source, exchange, deployment, &scratch.value)
            let isBlank = scratch.value.view.trimmingBlanks().isEmpty
            if needsAll, !isPresent || isBlank { return false }
            if isToken, authorizer.hasPattern, authorizer.pattern?.matches(scratch.value.view) != true { return false }
            scratch.key.append(word: isPresent ? UInt64(scratch.value.count) : UInt64.max)
            scratch.key.append(scratch.value.view)
        }
        return true
    }

    /// Appends the value of an identity source; false when the request has none. Names of headers have no case here:
    /// HTTP/2 has none either.
    func appendIdentity(
        _ source: IdentitySourceRecord, _ exchange: Exchange, _ deployment: Deployment, _ out: inout ByteBuffer
    ) -> Bool {
        let name = deployment.plan.string(source.name)
        switch IdentitySourceKind(rawValue: source.kind) {
        case .header?:
            guard let value = exchange.lastHeader(named: name) else { return false }
            out.append(value)
        case .queryString?:
            guard let value = exchange.rawQueryParameter(named: name) else { return false }
            QueryText.appendDecoded(value, to: &out)
        case .stageVariable?:
            guard let value = deployment.stageVariables.value(of: name) else { return false }
            value.withByteView { out.append($0) }
        case .context?:
            guard let variable = ContextVariable(rawValue: source.index) else { return false }
            return appendContext(variable, exchange, &out)
        case nil: return false
        }
        return true
    }

    // MARK: Answer

    /// The function's whole answer is here.
    func takeAuthorizerAnswer(
        _ exchange: Exchange, _ deployment: Deployment, _ method: MethodRecord, _ scratch: inout Scratch,
        _ out: inout ByteBuffer
    ) -> Step {
        exchange.accessStep = .none
        exchange.authorizerMilliseconds = Int((clock.monotonicMicroseconds &- exchange.upstreamStarted) / 1000)
        exchange.authorizerStatus = UInt16(clamping: exchange.upstreamHead.status)
        if let identifier = exchange.upstreamHeader(named: "x-amzn-requestid") {
            exchange.authorizerRequestIdentifier = [UInt8](identifier)
        }
        let record = deployment.access.authorizers[Int(method.authorizer)].record
        let answer = readAuthorizerAnswer(exchange, record, &scratch)
        if let test = exchange.test, case .success = answer,
            let document = scratch.tape.root.member(ByteView("policyDocument"))
        {
            test.take(policy: document)
        }
        if let log = exchange.executionLog {
            if case .success(let caller) = answer { log.hide(caller) }
            tellAuthorizerAnswer(exchange, log)
        }
        exchange.forgetUpstream()
        let caller: Caller
        switch answer {
        case .success(let found): caller = found
        case .failure(let type): return refuse(exchange, ExchangeError(type), &scratch, &out)
        }
        exchange.take(caller)
        if let log = exchange.executionLog { tellCaller(caller, log) }
        let authorizer = deployment.access.authorizers[Int(method.authorizer)]
        let seconds = UInt64(authorizer.record.resultSeconds)
        if seconds > 0, exchange.test == nil,
            readIdentity(exchange, deployment, authorizer, method.authorizer, &scratch)
        {
            let now = clock.monotonicMicroseconds
            callers.keep(caller, scratch.key.view, now: now, expires: now + seconds * 1_000_000)
        }
        return decide(exchange, deployment, method, &scratch, &out)
    }

    /// A caller, or the gateway response that is the answer.
    private func readAuthorizerAnswer(
        _ exchange: Exchange, _ record: AuthorizerRecord, _ scratch: inout Scratch
    ) -> Result<Caller, GatewayResponseType> {
        let status = exchange.upstreamHead.status
        if !(200..<300).contains(status) {
            exchange.integrationError = "Lambda did not invoke the authorizer"
            return .failure(status == 403 || status == 404 ? .authorizerConfigurationError : .authorizerFailure)
        }
        let hasFailed = exchange.upstreamHeader(named: "x-amz-function-error") != nil
        do throws(JSONFailure) {
            try scratch.tape.read(exchange.upstreamBody.view)
        } catch {
            exchange.integrationError = "the authorizer's answer is no JSON"
            return .failure(hasFailed ? .authorizerFailure : .authorizerConfigurationError)
        }
        let root = scratch.tape.root
        if hasFailed {
            let message = root.kind == .object ? root.member(ByteView("errorMessage")) : nil
            if !exchange.isHTTPAPI, let message, message.kind == .string, message.equals(ByteView("Unauthorized")) {
                return .failure(.unauthorized)
            }
            exchange.integrationError = "the authorizer failed"
            return .failure(.authorizerFailure)
        }
        let caller = exchange.isHTTPAPI ? Gateway.routeCaller(root, record) : Gateway.caller(root)
        guard let caller else {
            exchange.integrationError = "the authorizer's answer is malformed"
            return .failure(.authorizerConfigurationError)
        }
        return .success(caller)
    }

    /// The function gave no answer.
    func failAuthorizer(
        _ exchange: Exchange, _ failure: UpstreamFailure, _ scratch: inout Scratch, _ out: inout ByteBuffer
    ) {
        exchange.accessStep = .none
        exchange.authorizerMilliseconds = Int((clock.monotonicMicroseconds &- exchange.upstreamStarted) / 1000)
        exchange.forgetUpstream()
        exchange.integrationError = "the authorizer could not be called"
        let type: GatewayResponseType = failure == .unsigned ? .authorizerConfigurationError : .authorizerFailure
        fail(exchange, ExchangeError(type), &scratch, &out)
    }

    /// What a function says of a caller; nil for an answer that is none.
    static func caller(_ root: JSONCursor) -> Caller? {
        guard root.kind == .object, let principal = root.member(ByteView("principalId")),
            let document = root.member(ByteView("policyDocument"))
        else { return nil }
        var text = ByteBuffer(capacity: 128)
        guard principal.kind == .string else { return nil }
        let identifier = [UInt8](principal.decoded(scratch: &text))
        if identifier.isEmpty { return nil }
        let policy: PolicyDocument
        do throws(PolicyFailure) {
            policy = try PolicyReader.read(document, .authorizer)
        } catch {
            return nil
        }
        var key: [UInt8]?
        if let value = root.member(ByteView("usageIdentifierKey")), value.kind != .null {
            guard value.kind == .string else { return nil }
            key = [UInt8](value.decoded(scratch: &text))
        }
        var members: [Caller.Member] = []
        if let context = root.member(ByteView("context")), context.kind != .null {
            guard context.kind == .object, context.count <= AuthorizerLimits.membersMax else { return nil }
            var entries = context.members
            while let entry = entries.next() {
                if entry.value.kind == .null { continue }
                guard let value = memberText(entry.value, &text) else { return nil }
                members.append(Caller.Member(name: [UInt8](entry.name.decoded(scratch: &text)), value: value))
            }
        }
        return Caller(principalIdentifier: identifier, members: members, usageIdentifierKey: key, policy: policy)
    }

    /// A value of `context` as text; nil for objects and arrays, which AWS refuses.
    private static func memberText(_ value: JSONCursor, _ text: inout ByteBuffer) -> [UInt8]? {
        switch value.kind {
        case .string: [UInt8](value.decoded(scratch: &text))
        case .number: [UInt8](value.text)
        case .true: Array("true".utf8)
        case .false: Array("false".utf8)
        default: nil
        }
    }
}

extension GatewayResponseType: Error {}

extension ByteBuffer {
    /// Appends eight bytes.
    mutating func append(word: UInt64) {
        for shift in stride(from: 0, to: 64, by: 8) { append(UInt8(truncatingIfNeeded: word >> UInt64(shift))) }
    }
}

extension Exchange {
    /// The last header of a name, whatever its case.
    func lastHeader(named name: ByteView) -> ByteView? {
        var index = headers.count
        while index > 0 {
            index -= 1
            let slot = headers[index]
            if Int(slot.nameLength) == name.count, headerName(slot).equalsIgnoringCase(name) {
                return headerValue(slot)
            }
        }
        return nil
    }
}
