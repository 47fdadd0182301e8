// Authorisation: whether a caller may pass, and who it is. AWS: "How API Gateway resource policies affect authorization
// workflow". Methods that anybody may call never come here.
//
//   begin ─► authorize ─┬─ known already, or nothing to ask ──────────────► decide
//                       ├─ ask a function: callUpstream ─► answer of it ──► decide
//                       ├─ a token: fetchKeys if need be ─► verify it ────► decide
//                       └─ signed: readBody ─► check the signature ───────► decide
//   decide ─► a gateway response, or on with the request

import GateAccess
import GateBytes
import GatePlan
import GateWire

/// What an exchange's authorisation waits for.
enum AccessStep: UInt8 {
    case none
    /// The body, which the signature covers.
    case body
    /// A function's answer.
    case function
    /// Keys of a token's issuer.
    case keys
}

/// Bounds of authorizers.
package enum AuthorizerLimits {
    /// How long a function may take, in milliseconds. AWS: "API Gateway quotas", as for integrations.
    package static let timeoutMilliseconds = 29_000
    /// The same of HTTP APIs. AWS: "Quotas for configuring and running an HTTP API".
    package static let routeTimeoutMilliseconds = 10_000
    /// How long finding an issuer's keys may take for HTTP APIs: the discovery document, then the keys, in
    /// milliseconds. AWS: as above, 1,500 each.
    package static let routeKeysMilliseconds = 3_000
    /// Largest answer of a function, in bytes. Ours: a policy, a context and room.
    package static let answerBytesMax = 256 * 1024
    /// Most members of `context`. Ours.
    package static let membersMax = 1_000
    /// How long a verified token of a JWT authorizer is kept, in seconds, if it lives as long: as long as AWS keeps the
    /// keys that it was verified with.
    package static let tokenSeconds: Int64 = 3_600
}

extension Gateway {
    /// The first step of a guarded method.
    func authorize(
        _ exchange: Exchange, _ deployment: Deployment, _ method: MethodRecord, _ scratch: inout Scratch,
        _ out: inout ByteBuffer
    ) -> Step {
        let access = deployment.access
        exchange.accessPhase = .identity
        if access.isPolicyBroken {
            exchange.accessPhase = .decision
            exchange.integrationError = "the resource policy cannot be read"
            return refuse(exchange, ExchangeError(.authorizerConfigurationError), &scratch, &out)
        }
        if deployment.isClosed {
            exchange.accessPhase = .decision
            return deny(exchange, deployment, .implicitDeny, named: true, &scratch, &out)
        }
        switch AuthorizationKind(rawValue: method.authorization) {
        case AuthorizationKind.none?: return decide(exchange, deployment, method, &scratch, &out)
        case .custom?: return askAuthorizer(exchange, deployment, method, &scratch, &out)
        case .awsIAM?: return readSignature(exchange, deployment, method, &scratch, &out)
        case .cognitoUserPools?, .jwt?:
            return checkToken(exchange, deployment, method, mayFetch: true, &scratch, &out)
        case nil: return refuse(exchange, ExchangeError(.authorizerConfigurationError), &scratch, &out)
        }
    }

    func refuse(
        _ exchange: Exchange, _ error: ExchangeError, _ scratch: inout Scratch, _ out: inout ByteBuffer
    ) -> Step {
        fail(exchange, error, &scratch, &out)
        return .respond
    }

    // MARK: Decision

    /// The caller is known as far as it can be: policies decide.
    func decide(
        _ exchange: Exchange, _ deployment: Deployment, _ method: MethodRecord, _ scratch: inout Scratch,
        _ out: inout ByteBuffer
    ) -> Step {
        if let test = exchange.test {
            test.take(exchange.caller, exchange.executionLog)
            return admitCaller(exchange, deployment, method, &scratch, &out)
        }
        let access = deployment.access
        exchange.accessPhase = .decision
        if exchange.caller?.isDenied == true { return refuse(exchange, ExchangeError(.accessDenied), &scratch, &out) }
        writeMethodARN(exchange, deployment, access.arnPrefix, &scratch.arn)
        var request = policyRequest(exchange, access, scratch.arn.view)
        let caller = exchange.caller
        request.principal = caller?.identity?.principal
        let resource = access.policy.map { judge($0, request, &scratch) }
        if let identity = caller?.identity {
            let own = judge(identity.policies, request, &scratch)
            let isOwnAccount = identity.principal.account == access.account
            let decision: PolicyDecision
            if isOwnAccount {
                decision = resource.map { .union(own, $0) } ?? own
            } else {
                decision = .intersection(own, resource ?? .implicitDeny)
            }
            if decision == .allow { return pass(exchange, deployment, method, &scratch, &out) }
            return deny(exchange, deployment, decision, named: true, &scratch, &out)
        }
        if let policy = caller?.policy {
            let own = judge(policy, request, &scratch)
            let decision = resource.map { .union(own, $0) } ?? own
            if decision == .allow { return pass(exchange, deployment, method, &scratch, &out) }
            return deny(exchange, deployment, decision, named: resource == .explicitDeny, &scratch, &out)
        }
        // Nobody but the resource policy has an opinion, or a token has let in as far as it can.
        guard let resource, resource != .allow else {
            return pass(exchange, deployment, method, &scratch, &out)
        }
        return deny(exchange, deployment, resource, named: true, &scratch, &out)
    }

    private func pass(
        _ exchange: Exchange, _ deployment: Deployment, _ method: MethodRecord, _ scratch: inout Scratch,
        _ out: inout ByteBuffer
    ) -> Step {
        exchange.accessPhase = .passed
        return admitCaller(exchange, deployment, method, &scratch, &out)
    }

    /// What a policy says.
    func judge(_ document: PolicyDocument, _ request: PolicyRequest, _ scratch: inout Scratch) -> PolicyDecision {
        judge(request, &scratch) { document.decide($0) }
    }

    /// What the policies of an identity say.
    func judge(_ documents: [PolicyDocument], _ request: PolicyRequest, _ scratch: inout Scratch) -> PolicyDecision {
        judge(request, &scratch) { PolicyDocument.decide(documents, $0) }
    }

    /// Backends undo percent escapes, so a path must not be allowed that is denied without them.
    private func judge(
        _ request: PolicyRequest, _ scratch: inout Scratch, _ decide: (PolicyRequest) -> PolicyDecision
    ) -> PolicyDecision {
        let decision = decide(request)
        if decision == .explicitDeny || request.resource.firstIndex(of: 0x25) == nil { return decision }
        scratch.value.removeAll()
        let arn = request.resource
        var index = 0
        while index < arn.count {
            if arn[index] == 0x25, index + 2 < arn.count, let high = ASCII.hexValue(arn[index + 1]),
                let low = ASCII.hexValue(arn[index + 2])
            {
                scratch.value.append(high << 4 | low)
                index += 3
            } else {
                scratch.value.append(arn[index])
                index += 1
            }
        }
        var plain = request
        plain.resource = scratch.value.view
        return decide(plain) == .explicitDeny ? .explicitDeny : decision
    }

    func policyRequest(_ exchange: Exchange, _ access: AccessTable, _ arn: ByteView) -> PolicyRequest {
        var request = PolicyRequest(resource: arn)
        request.sourceAddress = exchange.sourceAddress.view
        request.userAgent = exchange.header(.userAgent)
        request.referer = exchange.lastHeader(named: ByteView("referer"))
        request.isSecure = exchange.isTLS
        request.region = access.region
        if !exchange.address.endpoint.isEmpty { request.sourceEndpoint = exchange.address.endpoint }
        request.epochMilliseconds = exchange.startedWallMilliseconds
        return request
    }

    /// `arn:aws:execute-api:REGION:ACCOUNT:API/STAGE/VERB/path`. The path is the request's, without the slashes that
    /// routing ignores: `//a/` is served as `/a`, so it must be judged as `/a`.
    func writeMethodARN(
        _ exchange: Exchange, _ deployment: Deployment, _ prefix: [UInt8], _ out: inout ByteBuffer
    ) {
        out.removeAll()
        prefix.withByteView { out.append($0) }
        if exchange.session != nil { return out.append("$connect") }
        if exchange.verb == .other { out.append("OTHER") } else { out.append(exchange.verb.token) }
        var path = exchange.resourcePath
        var start = 0
        while start < path.count, path[start] == 0x2f { start += 1 }
        path = path.dropFirst(start)
        if path.count > 0, path[path.count - 1] == 0x2f { path = path.slice(0, path.count - 1) }
        out.append(0x2f)
        out.append(path)
    }

    /// 403 in AWS's words. `named`: IAM's sentence, about somebody and something.
    private func deny(
        _ exchange: Exchange, _ deployment: Deployment, _ decision: PolicyDecision, named: Bool,
        _ scratch: inout Scratch, _ out: inout ByteBuffer
    ) -> Step {
        var message = ByteBuffer(capacity: 256)
        if named {
            message.append("User: ")
            if let principal = exchange.caller?.identity?.principal {
                principal.arn.withByteView { message.append($0) }
            } else {
                message.append("anonymous")
            }
            message.append(" is not authorized to perform: execute-api:Invoke on resource: ")
            writeMethodARN(exchange, deployment, deployment.access.shownPrefix, &scratch.arn)
            message.append(scratch.arn.view)
        } else {
            message.append("User is not authorized to access this resource")
        }
        if decision == .explicitDeny { message.append(" with an explicit deny") }
        return refuse(exchange, ExchangeError(.accessDenied, message: [UInt8](message.view)), &scratch, &out)
    }

    // MARK: Signatures

    /// An AWS_IAM method: the claim first, which costs nothing, then the body that the signature covers.
    private func readSignature(
        _ exchange: Exchange, _ deployment: Deployment, _ method: MethodRecord, _ scratch: inout Scratch,
        _ out: inout ByteBuffer
    ) -> Step {
        do throws(SignatureFailure) {
            _ = try identity(exchange, deployment)
        } catch {
            return refuse(exchange, Gateway.signatureError(error), &scratch, &out)
        }
        let head = exchange.head
        if head.isChunked || head.contentLength > 0 {
            if head.contentLength > Gateway.payloadBytesMax {
                exchange.keepsAlive = false
                return refuse(exchange, ExchangeError(.requestTooLarge), &scratch, &out)
            }
            exchange.accessStep = .body
            return .readBody(bytesMax: Gateway.payloadBytesMax)
        }
        return checkSignature(exchange, deployment, method, &scratch, &out)
    }

    /// The body is here, as it was sent.
    func checkSignature(
        _ exchange: Exchange, _ deployment: Deployment, _ method: MethodRecord, _ scratch: inout Scratch,
        _ out: inout ByteBuffer
    ) -> Step {
        exchange.accessStep = .none
        do throws(SignatureFailure) {
            let (claim, identity) = try identity(exchange, deployment)
            try claim.verify(
                signedRequest(exchange), body: exchange.requestBody.view, secret: identity.secretAccessKey)
            exchange.caller = Caller(identity: identity)
        } catch {
            return refuse(exchange, Gateway.signatureError(error), &scratch, &out)
        }
        return decide(exchange, deployment, method, &scratch, &out)
    }

    func identity(
        _ exchange: Exchange, _ deployment: Deployment
    ) throws(SignatureFailure) -> (SignatureClaim, LocalIdentity) {
        let claim = try SignatureClaim.read(signedRequest(exchange))
        guard let identity = deployment.access.identity(claim.accessKeyID),
            Gateway.equal(identity.sessionToken, claim.sessionToken)
        else { throw .unknownKey }
        let now = exchange.startedWallMilliseconds / 1000
        if let expires = identity.expires, expires <= now { throw .expiredKey }
        try claim.checkScope(deployment.access.scope, epochSeconds: now)
        return (claim, identity)
    }

    /// In constant time for texts of one length.
    private static func equal(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        if left.count != right.count { return false }
        var difference: UInt8 = 0
        for index in left.indices { difference |= left[index] ^ right[index] }
        return difference == 0
    }

    func signedRequest(_ exchange: Exchange) -> SignedRequest {
        let head = exchange.head
        let start = Int(head.methodOffset)
        var fields: [(name: [UInt8], value: ByteView)] = []
        for index in 0..<exchange.headers.count {
            let slot = exchange.headers[index]
            let name = [UInt8](exchange.headerName(slot)).map { ASCII.lowercased($0) }
            fields.append((name, exchange.headerValue(slot)))
        }
        return SignedRequest(
            method: exchange.bytes.slice(start, start + Int(head.methodLength)), path: exchange.sentPath,
            query: exchange.query, fields: fields)
    }

    static func signatureError(_ failure: SignatureFailure) -> ExchangeError {
        let message = failure.message
        switch failure.kind {
        case .missing: return ExchangeError(.missingAuthenticationToken)
        case .incomplete:
            return ExchangeError(.invalidSignature, message: message, errorType: "IncompleteSignatureException")
        case .mismatch: return ExchangeError(.invalidSignature, message: message)
        case .unknown:
            return ExchangeError(.invalidSignature, message: message, errorType: "UnrecognizedClientException")
        case .expired: return ExchangeError(.expiredToken, message: message)
        }
    }
}
