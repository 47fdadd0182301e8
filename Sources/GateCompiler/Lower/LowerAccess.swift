// Who may call: authorizers, the resource policy, what a method asks of its callers.

import GateAccess
import GateBytes
import GateDefinition
import GatePlan
import GateSource
import GateTree

extension APILowering {
    /// Lowers what all methods share.
    func lowerAccess() {
        for authorizer in definition.authorizers {
            authorizers[authorizer.name.value] = lower(authorizer)
        }
        guard let node = definition.policy, let text = node.json(limit: PolicyLimits.bytesMax) else {
            if let node = definition.policy {
                let reason = "it has more than \(PolicyLimits.bytesMax) bytes"
                sink.report(CompilerProblem.policyUnreadable(reason: reason, at: node.keyRange))
            }
            return
        }
        do throws(PolicyFailure) {
            _ = try Array(text.utf8).withByteView { view throws(PolicyFailure) in
                try PolicyReader.read(view, .resource(shortARN: nil))
            }
            policy = builder.intern(text)
        } catch {
            if !isWhole { return }
            let place = node.nearest(to: error.pointer)
            sink.report(
                CompilerProblem.policyUnreadable(reason: error.problem.reason, at: place.range))
        }
    }

    private func lower(_ authorizer: Authorizer) -> UInt32 {
        let kind: AuthorizerKind
        switch authorizer.kind {
        case .token: kind = .token
        case .request: kind = .request
        case .cognitoUserPools: kind = .cognitoUserPools
        case .jwt: kind = .jwt
        }
        var record = AuthorizerRecord(
            name: builder.intern(authorizer.name.value), kind: kind,
            resultSeconds: kind == .jwt ? 0 : authorizer.resultTTLSeconds)
        if authorizer.payloadFormat == .v2 { record.flags |= AuthorizerRecord.usesPayloadFormat2 }
        if authorizer.hasSimpleResponses { record.flags |= AuthorizerRecord.hasSimpleResponses }
        if let uri = authorizer.uri { record.uriParts = lowerFunction(uri) }
        record.credentials = builder.intern(authorizer.credentials?.value ?? "")
        record.identitySources = builder.append(contentsOf: authorizer.identitySources.compactMap { source($0) })
        if let expression = authorizer.identityValidationExpression, !expression.text.isEmpty {
            if case .unreadable(let reason, let offset) = selections.finding(expression.text) {
                let place = expression.range(offset, min(offset + 1, expression.text.utf8.count))
                sink.report(CompilerProblem.patternUnreadable(reason: reason, at: place))
            }
            record.validationExpression = builder.intern(expression.text)
        }
        record.providers = builder.append(
            contentsOf: authorizer.providerARNs.map { NameRecord(text: builder.intern($0.value)) })
        for arn in authorizer.providerARNs where UserPool(arn: arn.value) == nil {
            if arn.value.contains("${stageVariables.") { continue }
            sink.report(CompilerProblem.issuerUnusable(arn.value, reason: "it is no ARN of a user pool", at: arn.range))
        }
        for algorithm in authorizer.algorithms {
            let name = Array(algorithm.value.utf8)
            if let known = name.withByteView({ TokenAlgorithm(name: $0) }) { record.algorithms |= 1 << known.rawValue }
        }
        record.issuers = builder.append(contentsOf: lower(authorizer.issuers))
        return builder.append(record)
    }

    private func lower(_ issuers: [TokenIssuer]) -> [TokenIssuerRecord] {
        var seen = Set<String>()
        return issuers.map { issuer in
            if let reason = IssuerURL.defect(issuer.issuer.value) {
                sink.report(
                    CompilerProblem.issuerUnusable(issuer.issuer.value, reason: reason, at: issuer.issuer.range))
            } else if !seen.insert(issuer.issuer.value).inserted {
                let reason = "it stands here twice, and the first one counts"
                sink.report(
                    CompilerProblem.issuerUnusable(issuer.issuer.value, reason: reason, at: issuer.issuer.range))
            }
            let claims = issuer.claims.map { claim in
                TokenClaimRecord(
                    name: builder.intern(claim.name.value), isRequired: claim.isRequired, values: names(claim.values))
            }
            return TokenIssuerRecord(
                issuer: builder.intern(issuer.issuer.value), audiences: names(issuer.audiences),
                claims: builder.append(contentsOf: claims))
        }
    }

    private func names(_ texts: [String]) -> RecordRange {
        builder.append(contentsOf: texts.map { NameRecord(text: builder.intern($0)) })
    }

    private func lowerFunction(_ uri: LocatedText) -> RecordRange {
        var parts: [URIPartRecord] = []
        var hasVariable = false
        URIReader.read(uri.text) { kind, text, range in
            if kind == .stageVariable {
                hasVariable = true
                noteStageVariable(text, at: uri.range(range.lowerBound, range.upperBound))
            }
            parts.append(URIPartRecord(kind: kind, text: builder.intern(text)))
        }
        let invokes = uri.text.contains(":lambda:path/2015-03-31/functions/") && uri.text.hasSuffix("/invocations")
        if !invokes, !hasVariable {
            sink.report(CompilerProblem.authorizerURI(uri.text, at: uri.range))
        }
        return builder.append(contentsOf: parts)
    }

    private func source(_ source: Located<String>) -> IdentitySourceRecord? {
        let text = source.value
        for (prefix, kind) in APILowering.sourceKinds where text.hasPrefix(prefix) {
            let name = String(text.dropFirst(prefix.count))
            guard kind == .context else { return IdentitySourceRecord(kind: kind, name: builder.intern(name)) }
            guard case .variable(let variable)? = contextValue(name, at: source.range) else {
                // It never has a value, so nobody is let in by it.
                return IdentitySourceRecord(kind: .stageVariable, name: builder.intern(text))
            }
            return IdentitySourceRecord(kind: kind, name: builder.intern(name), index: variable.rawValue)
        }
        return nil
    }

    private static let sourceKinds: [(prefix: String, kind: IdentitySourceKind)] = [
        ("method.request.header.", .header), ("method.request.querystring.", .queryString),
        ("route.request.header.", .header), ("route.request.querystring.", .queryString),
        ("stageVariables.", .stageVariable), ("context.", .context),
    ]

    /// What a method asks of its callers.
    func lowerAuthorization(_ record: inout MethodRecord, _ method: Method) {
        if policy.length > 0 { record.flags |= MethodRecord.isGuarded }
        switch method.authorization {
        case .none: return
        case .awsIAM:
            record.authorization = AuthorizationKind.awsIAM.rawValue
        case .custom(let name):
            record.authorization = AuthorizationKind.custom.rawValue
            choose(name, &record)
        case .cognitoUserPools(let name, let scopes):
            record.authorization = AuthorizationKind.cognitoUserPools.rawValue
            record.scopes = names(scopes)
            choose(name, &record)
        case .jwt(let name, let scopes):
            record.authorization = AuthorizationKind.jwt.rawValue
            record.scopes = names(scopes)
            choose(name, &record)
        }
        record.flags |= MethodRecord.isGuarded
    }

    private func choose(_ name: Located<String>, _ record: inout MethodRecord) {
        record.authorizerName = builder.intern(name.value)
        if let index = authorizers[name.value] {
            record.authorizer = index
        } else {
            let nearest = nearestName(name.value, among: definition.authorizers.map(\.name.value))
            sink.report(CompilerProblem.authorizerUnknown(name.value, at: name.range, nearest: nearest))
        }
    }
}
