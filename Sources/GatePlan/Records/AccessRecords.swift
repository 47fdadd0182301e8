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
}

/// One authorizer.
package struct AuthorizerRecord: PlanRecord {
    package static var section: SectionKind { .authorizers }

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

    package init(name: StringReference, kind: AuthorizerKind, resultSeconds: Int) {
        self.name = name
        self.kind = kind.rawValue
        self.resultSeconds = UInt32(clamping: resultSeconds)
        uriParts = .empty
        identitySources = .empty
        validationExpression = .empty
        credentials = .empty
        providers = .empty
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
