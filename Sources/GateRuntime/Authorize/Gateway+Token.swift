// Tokens: where one stands, what is kept of it, its issuer and keys, and what it must say. AWS: "Control access to REST
// APIs using Amazon Cognito user pools as an authorizer"; "Control access to REST APIs using JWT authorizers".

import GateAccess
import GateBytes
import GatePlan

extension Gateway {
    /// Verifies the request's token. The keys of its issuer may have to be fetched first, if `mayFetch`.
    func checkToken(
        _ exchange: Exchange, _ deployment: Deployment, _ method: MethodRecord, mayFetch: Bool,
        _ scratch: inout Scratch, _ out: inout ByteBuffer
    ) -> Step {
        exchange.accessStep = .none
        let authorizer = deployment.access.authorizers[Int(method.authorizer)]
        if authorizer.issuers.isEmpty {
            exchange.integrationError = "the authorizer has no issuer whose keys can be found"
            return refuse(exchange, ExchangeError(.authorizerConfigurationError), &scratch, &out)
        }
        guard let token = readToken(exchange, deployment, authorizer, method.authorizer, &scratch) else {
            var error = ExchangeError(.unauthorized)
            error.challenge = "Bearer"
            return refuse(exchange, error, &scratch, &out)
        }
        let seconds = exchange.startedWallMilliseconds / 1000
        if let caller = callers.caller(scratch.key.view, now: clock.monotonicMicroseconds), caller.expires > seconds {
            return admitToken(exchange, deployment, method, authorizer, caller, &scratch, &out)
        }
        let caller: Caller
        do throws(TokenFailure) {
            let unverified = try UnverifiedToken(token)
            guard let issuer = authorizer.issuers.first(where: { $0.name == unverified.issuer }) else { throw .issuer }
            if !issuer.rules.algorithms.contains(unverified.algorithm) { throw .algorithm }
            let (lookup, refreshes) = tokenKeys.lookUp(
                issuer.source, unverified.keyIdentifier, now: clock.monotonicMicroseconds, mayFetch: mayFetch)
            if refreshes { refreshKeys?(issuer.source) }
            switch lookup {
            case .found(let keys):
                let verified = try unverified.verify(keys, issuer.rules, epochSeconds: seconds)
                caller =
                    exchange.isHTTPAPI
                    ? Caller(ofRoute: verified) : Caller(verified, areClaimsJSON: authorizer.kind == .jwt)
            case .fetch: return fetchKeys(exchange, issuer.source)
            case .unknown: throw .key
            case .unavailable:
                exchange.integrationError = "the issuer's keys cannot be had"
                return refuse(exchange, ExchangeError(.authorizerFailure), &scratch, &out)
            }
        } catch {
            return refuseToken(exchange, authorizer, error, &scratch, &out)
        }
        keep(caller, authorizer, epochSeconds: seconds, isTest: exchange.test != nil, &scratch)
        return admitToken(exchange, deployment, method, authorizer, caller, &scratch, &out)
    }

    /// The keys have been fetched, or could not be.
    package func keysFetched(_ exchange: Exchange, _ out: inout ByteBuffer) -> Step {
        scratch.bodyValue.forget()
        exchange.keySource = nil
        exchange.authorizerMilliseconds = Int((clock.monotonicMicroseconds &- exchange.upstreamStarted) / 1000)
        exchange.upstreamStarted = 0
        guard let deployment = exchange.deployment else { return .respond }
        let method = deployment.plan.methods[exchange.method]
        return checkToken(exchange, deployment, method, mayFetch: false, &scratch, &out)
    }

    private func fetchKeys(_ exchange: Exchange, _ source: TokenKeySource) -> Step {
        exchange.accessStep = .keys
        exchange.keySource = source
        exchange.upstreamStarted = clock.monotonicMicroseconds
        exchange.upstreamBodyMode = .complete
        exchange.upstreamTimeoutMilliseconds =
            exchange.isHTTPAPI ? AuthorizerLimits.routeKeysMilliseconds : AuthorizerLimits.timeoutMilliseconds
        return .fetchKeys
    }

    /// The token, without its scheme; nil where there is none. Writes the key of what is kept of it into `scratch.key`:
    /// deployment, authorizer and the whole token.
    private func readToken(
        _ exchange: Exchange, _ deployment: Deployment, _ authorizer: AccessTable.Authorizer, _ index: UInt32,
        _ scratch: inout Scratch
    ) -> ByteView? {
        guard let source = authorizer.record.identitySources.indices.first else { return nil }
        scratch.value.removeAll()
        let record = deployment.plan.identitySources[source]
        guard appendIdentity(record, exchange, deployment, &scratch.value) else { return nil }
        var token = scratch.value.view.trimmingBlanks()
        // RFC 6750 §2.1; names of schemes have no case.
        if token.count > 7, token.slice(0, 7).equalsIgnoringCase(ByteView("Bearer ")) {
            token = token.dropFirst(7).trimmingBlanks()
        }
        if token.isEmpty { return nil }
        scratch.key.removeAll()
        scratch.key.append(word: deployment.access.serial)
        scratch.key.append(word: UInt64(index))
        scratch.key.append(token)
        return token
    }

    /// Keeps what is known of a token: no longer than it lives, and than the authorizer says.
    private func keep(
        _ caller: Caller, _ authorizer: AccessTable.Authorizer, epochSeconds: Int64, isTest: Bool,
        _ scratch: inout Scratch
    ) {
        let wanted =
            authorizer.kind == .jwt ? AuthorizerLimits.tokenSeconds : Int64(authorizer.record.resultSeconds)
        let seconds = min(wanted, caller.expires - epochSeconds)
        if seconds <= 0 || isTest { return }
        let now = clock.monotonicMicroseconds
        callers.keep(caller, scratch.key.view, now: now, expires: now + UInt64(seconds) * 1_000_000)
    }

    /// The token is good; whether it is one for this method.
    private func admitToken(
        _ exchange: Exchange, _ deployment: Deployment, _ method: MethodRecord, _ authorizer: AccessTable.Authorizer,
        _ caller: Caller, _ scratch: inout Scratch, _ out: inout ByteBuffer
    ) -> Step {
        let hasScope = method.scopes.count == 0 || self.hasScope(caller, method.scopes, deployment.plan)
        if authorizer.kind == .jwt {
            if !hasScope {
                exchange.integrationError = "the token has none of the method's scopes"
                var error = ExchangeError(.accessDenied)
                error.challenge = "Bearer scope=\"\" error=\"insufficient_scope\""
                return refuse(exchange, error, &scratch, &out)
            }
        } else {
            // AWS: methods with scopes take access tokens, others ID tokens. The expression is about `aud`, which
            // access tokens do not have.
            if caller.use != (method.scopes.count == 0 ? .identity : .access) {
                return refuseToken(exchange, authorizer, .use, &scratch, &out)
            }
            if authorizer.hasPattern {
                let audience = caller.claim(ByteView("aud"))
                if audience?.withByteView({ authorizer.pattern?.matches($0) }) != true {
                    return refuseToken(exchange, authorizer, .audience, &scratch, &out)
                }
            }
            if !hasScope {
                exchange.integrationError = "the token has none of the method's scopes"
                return refuse(exchange, ExchangeError(.unauthorized), &scratch, &out)
            }
        }
        exchange.take(caller)
        return decide(exchange, deployment, method, &scratch, &out)
    }

    private func hasScope(_ caller: Caller, _ wanted: RecordRange, _ plan: PlanImage) -> Bool {
        for index in wanted.indices {
            let name = plan.string(plan.names[index].text)
            for scope in caller.scopes where scope.withByteView({ $0 == name }) { return true }
        }
        return false
    }

    private func refuseToken(
        _ exchange: Exchange, _ authorizer: AccessTable.Authorizer, _ failure: TokenFailure, _ scratch: inout Scratch,
        _ out: inout ByteBuffer
    ) -> Step {
        exchange.integrationError = failure.text
        if exchange.isHTTPAPI {
            var error = ExchangeError(.unauthorized)
            error.challenge = failure.challenge
            return refuse(exchange, error, &scratch, &out)
        }
        // Observed: user pools' tokens that are good but for their age are told so.
        let isExpired = failure == .expired && authorizer.kind == .cognitoUserPools
        let message = isExpired ? Array("The incoming token has expired".utf8) : nil
        return refuse(exchange, ExchangeError(.unauthorized, message: message), &scratch, &out)
    }
}

extension Caller {
    /// Whose token has been verified.
    fileprivate convenience init(_ token: VerifiedToken, areClaimsJSON: Bool) {
        let use = token.claim(ByteView("token_use"))?.text
        self.init(
            claims: token.claims.map { Member(name: $0.name, value: areClaimsJSON ? $0.json : $0.text) },
            areClaimsJSON: areClaimsJSON, scopes: token.scopes,
            use: use == Array("id".utf8) ? .identity : use == Array("access".utf8) ? .access : .any,
            expires: token.expires)
    }
}
