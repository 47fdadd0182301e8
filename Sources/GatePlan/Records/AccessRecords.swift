// Who may call: the authorizers of an API. What a function or an issuer says about a caller is found out at run time;
// the resource policy stands as text in `APIRecord`, because it is about a stage's account and region.

import GateBytes

/// What decides about a caller.
package enum AuthorizerKind: UInt32, Sendable {
    /// A function that is told one header.
    case token = 0
    /// A function that is told the request.
    case request = 1
    case cognitoUserPools = 2
    /// Tokens of issuers that are named with the authorizer.
    case jwt = 3
}

/// One authorizer.
@usableFromInline
package struct AuthorizerRecord: PlanRecord {
    @usableFromInline package static var section: SectionKind { .authorizers }

    package var name: StringReference
    /// `AuthorizerKind`.
    package var kind: UInt32
    /// How long a result is kept, in seconds; 0 is not at all.
    package var resultSeconds: UInt32
    /// The function's URI; empty for user pools.
    package var uriParts: RecordRange
    package var identitySources: RecordRange
    /// What a token must match as a whole; empty for anything.
    package var validationExpression: StringReference
    /// ARN of the role that calls the function; empty for the gateway's own permission.
    package var credentials: StringReference
    /// ARNs of user pools, in the name section.
    package var providers: RecordRange
    /// Issuers of tokens.
    package var issuers: RecordRange
    /// Algorithms of tokens, a bit for each: RS256, RS384, RS512, ES256, ES384, ES512.
    package var algorithms: UInt32
    package var flags: UInt32 = 0

    /// The function is told format 2.0.
    @inlinable package static var usesPayloadFormat2: UInt32 { 1 }
    /// The function answers `isAuthorized`.
    @inlinable package static var hasSimpleResponses: UInt32 { 2 }

    package init(name: StringReference, kind: AuthorizerKind, resultSeconds: Int) {
        self.name = name
        self.kind = kind.rawValue
        self.resultSeconds = UInt32(clamping: resultSeconds)
        uriParts = .empty
        identitySources = .empty
        validationExpression = .empty
        credentials = .empty
        providers = .empty
        issuers = .empty
        algorithms = 0
    }
}

/// An issuer of tokens that an authorizer trusts.
package struct TokenIssuerRecord: PlanRecord {
    package static var section: SectionKind { .tokenIssuers }

    /// `iss`, to the letter.
    package var issuer: StringReference
    /// Of which a token must name one, in the name section.
    package var audiences: RecordRange
    package var claims: RecordRange

    package init(issuer: StringReference, audiences: RecordRange, claims: RecordRange) {
        self.issuer = issuer
        self.audiences = audiences
        self.claims = claims
    }
}

/// What a claim of an issuer's tokens must say.
@usableFromInline
package struct TokenClaimRecord: PlanRecord {
    @usableFromInline package static var section: SectionKind { .tokenClaims }

    @inlinable package static var isRequired: UInt32 { 1 }

    package var name: StringReference
    package var flags: UInt32
    /// Any of these, in the name section; empty takes every text.
    package var values: RecordRange

    package init(name: StringReference, isRequired: Bool, values: RecordRange) {
        self.name = name
        flags = isRequired ? TokenClaimRecord.isRequired : 0
        self.values = values
    }
}

/// Where a part of a caller's identity stands.
package enum IdentitySourceKind: UInt32, Sendable {
    case header = 0
    case queryString = 1
    case stageVariable = 2
    /// `index` is a `ContextVariable`.
    case context = 3
}

/// One identity source of an authorizer.
package struct IdentitySourceRecord: PlanRecord {
    package static var section: SectionKind { .identitySources }

    package var name: StringReference
    /// `IdentitySourceKind`.
    package var kind: UInt32
    package var index: UInt32

    package init(kind: IdentitySourceKind, name: StringReference, index: UInt32 = PlanFormat.none) {
        self.kind = kind.rawValue
        self.name = name
        self.index = index
    }
}

extension PlanVerifier {
    func verifyAccess() throws(PlanError) {
        let authorizers = image.authorizers
        for index in 0..<authorizers.count {
            let record = authorizers[index]
            let texts = [record.name, record.validationExpression, record.credentials]
            for text in texts { try check(isSound(text), .authorizers, index, "text") }
            try check(AuthorizerKind(rawValue: record.kind) != nil, .authorizers, index, "kind")
            try check(isSound(record.uriParts, within: image.uriParts.count), .authorizers, index, "uriParts")
            let sources = isSound(record.identitySources, within: image.identitySources.count)
            try check(sources, .authorizers, index, "identitySources")
            try check(isSound(record.providers, within: image.names.count), .authorizers, index, "providers")
            try check(isSound(record.issuers, within: image.tokenIssuers.count), .authorizers, index, "issuers")
            try check(record.algorithms < 64, .authorizers, index, "algorithms")
        }
        for index in 0..<image.tokenIssuers.count {
            let record = image.tokenIssuers[index]
            try check(isSound(record.issuer), .tokenIssuers, index, "issuer")
            try check(isSound(record.audiences, within: image.names.count), .tokenIssuers, index, "audiences")
            try check(isSound(record.claims, within: image.tokenClaims.count), .tokenIssuers, index, "claims")
        }
        for index in 0..<image.tokenClaims.count {
            let record = image.tokenClaims[index]
            try check(isSound(record.name), .tokenClaims, index, "name")
            try check(isSound(record.values, within: image.names.count), .tokenClaims, index, "values")
        }
        for index in 0..<image.identitySources.count {
            let record = image.identitySources[index]
            try check(isSound(record.name), .identitySources, index, "name")
            guard let kind = IdentitySourceKind(rawValue: record.kind) else {
                throw .record(.identitySources, index: index, field: "kind")
            }
            let isVariable = kind != .context || ContextVariable(rawValue: record.index) != nil
            try check(isVariable, .identitySources, index, "index")
        }
    }
}
