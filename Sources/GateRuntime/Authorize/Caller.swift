// What is known of a caller that a method lets in: what an authorizer says, or whose signature it is. Immutable, so
// that a kept result serves any number of requests; an exchange holds a reference and nothing is copied.

import GateAccess
import GateBytes

/// An authorized caller.
package final class Caller: Sendable {
    /// A name of `$context.authorizer` and its value as text.
    struct Member: Sendable {
        let name: [UInt8]
        let value: [UInt8]
        /// The value as JSON, of HTTP APIs' functions; empty where it is the text.
        var json: [UInt8] = []
    }

    /// `$context.authorizer.principalId`; empty for none.
    let principalIdentifier: [UInt8]
    /// A function's `context`, in its order.
    let members: [Member]
    /// Claims of a token, as `$context.authorizer.claims` has them.
    let claims: [Member]
    /// Whether the claims' values are JSON, as those of JWT authorizers are, and not text.
    let areClaimsJSON: Bool
    /// A key that the authorizer names for the caller; nil for none.
    let usageIdentifierKey: [UInt8]?
    /// What a function allows; nil where a token alone lets in.
    let policy: PolicyDocument?
    /// Scopes of a token.
    let scopes: [[UInt8]]
    /// What a user pool's token is for; `any` where it does not say so.
    let use: TokenRules.Use
    /// Seconds since 1970: from then on a token is no good.
    let expires: Int64
    /// Who signed the request.
    let identity: LocalIdentity?
    /// Whether a function said that the caller may not pass.
    let isDenied: Bool

    init(
        principalIdentifier: [UInt8] = [], members: [Member] = [], claims: [Member] = [], areClaimsJSON: Bool = false,
        usageIdentifierKey: [UInt8]? = nil, policy: PolicyDocument? = nil, scopes: [[UInt8]] = [],
        use: TokenRules.Use = .any, expires: Int64 = .max, identity: LocalIdentity? = nil,
        isDenied: Bool = false
    ) {
        self.isDenied = isDenied
        self.principalIdentifier = principalIdentifier
        self.members = members
        self.claims = claims
        self.areClaimsJSON = areClaimsJSON
        self.usageIdentifierKey = usageIdentifierKey
        self.policy = policy
        self.scopes = scopes
        self.use = use
        self.expires = expires
        self.identity = identity
    }

    /// Whether `$context.authorizer` exists.
    var isAuthorizer: Bool { identity == nil }

    /// The value of `$context.authorizer.NAME`; nil for none.
    func value(of name: ByteView) -> [UInt8]? {
        if name == "principalId" { return principalIdentifier.isEmpty ? nil : principalIdentifier }
        let prefix = ByteView("claims.")
        if name.hasPrefix(prefix), !claims.isEmpty {
            return claim(name.dropFirst(prefix.count))
        }
        return Caller.value(of: name, in: members)
    }

    /// A claim of a token; nil for none.
    func claim(_ name: ByteView) -> [UInt8]? { Caller.value(of: name, in: claims) }

    private static func value(of name: ByteView, in members: [Member]) -> [UInt8]? {
        for member in members where member.name.withByteView({ $0 == name }) { return member.value }
        return nil
    }

    /// Bytes that keeping the caller takes, roughly.
    var size: Int {
        (members + claims).reduce(512 + principalIdentifier.count) { $0 + $1.name.count + $1.value.count + 64 }
            + scopes.reduce(0) { $0 + $1.count + 48 } + (policy?.size ?? 0)
    }
}

extension PolicyDocument {
    /// Bytes that keeping the policy takes, roughly.
    fileprivate var size: Int {
        statements.reduce(0) { size, statement in
            (statement.actions.elements + statement.resources.elements).reduce(size + 256) {
                $0 + 2 * $1.tokens.count + 64
            }
        }
    }
}

/// Somebody who signs requests: an access key with what stands behind it. Local identities take the place of IAM.
package struct LocalIdentity: Sendable {
    package let accessKeyID: [UInt8]
    package let secretAccessKey: [UInt8]
    /// Of temporary credentials; empty for others.
    package let sessionToken: [UInt8]
    /// Seconds since 1970 from which on the credentials are over; nil for never.
    package let expires: Int64?
    package let principal: Principal
    package let policies: [PolicyDocument]

    package init(
        accessKeyID: String, secretAccessKey: String, sessionToken: String = "", expires: Int64? = nil,
        principal: Principal, policies: [PolicyDocument]
    ) {
        self.accessKeyID = Array(accessKeyID.utf8)
        self.secretAccessKey = Array(secretAccessKey.utf8)
        self.sessionToken = Array(sessionToken.utf8)
        self.expires = expires
        self.principal = principal
        self.policies = policies
    }
}
