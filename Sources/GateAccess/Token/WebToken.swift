// JSON Web Tokens in compact form (RFC 7515 §7.1, RFC 7519): taken apart, verified, their claims kept. Nothing of a
// token is believed before its signature is: the unverified part only says which key to look for.

import GateBytes
import GateJSON

/// Bounds of tokens.
package enum TokenLimits {
    /// Longest token, in bytes. Ours; a request's head has 20,480.
    package static let bytesMax = 16_384
    /// Deepest nesting of a header or of claims. Ours.
    package static let depthMax = 32
    /// Most claims. Ours.
    package static let claimsMax = 500
}

/// Why a token is refused. None of these texts holds anything of the token.
package enum TokenFailure: Error, Equatable, Sendable {
    /// Longer than a token may be.
    case oversized
    /// Not three parts of base64url, or header or claims are no JSON object.
    case malformed
    /// `alg` is none that is allowed here.
    case algorithm
    /// A critical header that is not understood (RFC 7515 §4.1.11).
    case critical
    case issuer
    /// No key of the issuer has the token's `kid`, or the key is for something else.
    case key
    case signature
    case audience
    case expired
    /// `nbf` or `iat` lie ahead.
    case notYetValid
    /// A claim that has to be there is not, or is not of its type.
    case claim
    /// An ID token where an access token is asked for, or the other way round.
    case use

    /// For execution logs.
    package var text: StaticString {
        switch self {
        case .oversized: "the token is too long"
        case .malformed: "the token is malformed"
        case .algorithm: "the token's algorithm is not allowed"
        case .critical: "the token has a critical header that is not understood"
        case .issuer: "the token's issuer is not trusted"
        case .key: "the token names a key that the issuer does not have"
        case .signature: "the token's signature is wrong"
        case .audience: "the token does not have a valid audience"
        case .expired: "the token has expired"
        case .notYetValid: "the token is not valid yet"
        case .claim: "a claim of the token is missing or of the wrong type"
        case .use: "the token is of the wrong kind"
        }
    }
}

/// A token taken apart; nothing of it is verified.
package struct UnverifiedToken {
    package let algorithm: TokenAlgorithm
    package let keyIdentifier: [UInt8]
    /// `iss`.
    package let issuer: [UInt8]
    /// Header and claims as they stand, with the full stop between them: what the signature is over.
    let signedText: ByteView
    let signature: [UInt8]
    /// JSON.
    let claims: [UInt8]

    /// Takes the token without a scheme in front of it. `text` must outlive the value.
    package init(_ text: ByteView) throws(TokenFailure) {
        if text.count > TokenLimits.bytesMax { throw .oversized }
        guard let first = text.firstIndex(of: 0x2e), let second = text.firstIndex(of: 0x2e, from: first + 1),
            text.firstIndex(of: 0x2e, from: second + 1) == nil, second + 1 < text.count,
            let header = Base64URL.decode(text.slice(0, first)),
            let claims = Base64URL.decode(text.slice(first + 1, second)),
            let signature = Base64URL.decode(text.dropFirst(second + 1))
        else { throw .malformed }
        var tape = JSONTape()
        (algorithm, keyIdentifier) = try UnverifiedToken.readHeader(header, &tape)
        issuer = try UnverifiedToken.withObject(claims, &tape) { root throws(TokenFailure) in
            guard let issuer = UnverifiedToken.text("iss", root) else { throw .issuer }
            return issuer
        }
        signedText = text.slice(0, second)
        self.signature = signature
        self.claims = claims
    }

    private static func readHeader(
        _ header: [UInt8], _ tape: inout JSONTape
    ) throws(TokenFailure) -> (TokenAlgorithm, [UInt8]) {
        try withObject(header, &tape) { root throws(TokenFailure) in
            guard let name = text("alg", root), let algorithm = name.withByteView({ TokenAlgorithm(name: $0) }) else {
                throw .algorithm
            }
            if root.member(ByteView("crit")) != nil { throw .critical }
            guard let key = text("kid", root) else { throw .key }
            return (algorithm, key)
        }
    }

    /// Reads an object whose names are all different (RFC 7519 §4).
    static func withObject<Result>(
        _ text: [UInt8], _ tape: inout JSONTape, _ body: (JSONCursor) throws(TokenFailure) -> Result
    ) throws(TokenFailure) -> Result {
        try text.withByteView { view throws(TokenFailure) in
            do throws(JSONFailure) {
                try tape.read(view, depthMax: TokenLimits.depthMax)
            } catch {
                throw .malformed
            }
            guard tape.root.kind == .object, tape.root.node.head & JSONNode.repeated == 0,
                tape.root.count <= TokenLimits.claimsMax
            else { throw .malformed }
            return try body(tape.root)
        }
    }

    static func text(_ name: StaticString, _ root: JSONCursor) -> [UInt8]? {
        root.member(ByteView(name)).flatMap { text($0) }
    }

    static func text(_ value: JSONCursor) -> [UInt8]? {
        if value.kind != .string { return nil }
        var scratch = ByteBuffer(capacity: 64)
        return [UInt8](value.decoded(scratch: &scratch))
    }
}

/// What a verified token must say.
package struct TokenRules: Sendable {
    package enum Use: Sendable {
        /// Whatever `token_use` says, also nothing.
        case any
        /// As Cognito marks them.
        case identity
        case access
    }

    package struct ClaimRule: Sendable {
        package let name: [UInt8]
        package let isRequired: Bool
        /// Any of these; empty takes every text.
        package let values: [[UInt8]]

        package init(name: [UInt8], isRequired: Bool, values: [[UInt8]]) {
            self.name = name
            self.isRequired = isRequired
            self.values = values
        }
    }

    package var algorithms: Set<TokenAlgorithm>
    /// Of which `aud`, or without one `client_id`, must name one; empty takes every token.
    package var audiences: [[UInt8]] = []
    package var use = Use.any
    package var claims: [ClaimRule] = []

    package init(algorithms: Set<TokenAlgorithm>) { self.algorithms = algorithms }
}

/// A token whose signature and claims are good, at the time it was verified and until it expires.
package final class VerifiedToken: Sendable {
    package struct Claim: Sendable {
        package let name: [UInt8]
        /// As JSON.
        package let json: [UInt8]
        /// As Cognito's authorizers pass it on: text.
        package let text: [UInt8]
    }

    package let claims: [Claim]
    /// The single scopes of `scope`, else `scp`.
    package let scopes: [[UInt8]]
    package let audiences: [[UInt8]]
    /// Seconds since 1970: from then on the token is no good.
    package let expires: Int64

    fileprivate init(claims: [Claim], scopes: [[UInt8]], audiences: [[UInt8]], expires: Int64) {
        self.claims = claims
        self.scopes = scopes
        self.audiences = audiences
        self.expires = expires
    }

    /// The claim of a name.
    package func claim(_ name: ByteView) -> Claim? {
        claims.first { $0.name.withByteView { $0 == name } }
    }

    /// Whether the token has one of some scopes.
    package func hasScope(of wanted: [[UInt8]]) -> Bool { scopes.contains { wanted.contains($0) } }
}

extension UnverifiedToken {
    /// Checks algorithm, key, signature, then the claims against the rules and the time.
    package func verify(
        _ keys: TokenKeySet, _ rules: TokenRules, epochSeconds: Int64
    ) throws(TokenFailure) -> VerifiedToken {
        if !rules.algorithms.contains(algorithm) { throw .algorithm }
        guard let key = keyIdentifier.withByteView({ keys.key(named: $0) }), key.fits(algorithm) else { throw .key }
        guard key.verify(signedText, signature, algorithm) else { throw .signature }
        var tape = JSONTape()
        return try UnverifiedToken.withObject(claims, &tape) { root throws(TokenFailure) in
            let expires = try checkTimes(root, epochSeconds)
            let audiences = try checkAudience(root, rules)
            try checkUse(root, rules)
            for rule in rules.claims { try check(rule, root) }
            return VerifiedToken(
                claims: TokenClaims.read(root), scopes: UnverifiedToken.scopes(root), audiences: audiences,
                expires: expires)
        }
    }

    /// AWS: "JWT authorizer": `exp` after now, `nbf` and `iat` not after it.
    private func checkTimes(_ root: JSONCursor, _ now: Int64) throws(TokenFailure) -> Int64 {
        guard let expires = try seconds("exp", root) else { throw .claim }
        if expires <= now { throw .expired }
        if let start = try seconds("nbf", root), start > now { throw .notYetValid }
        if let issued = try seconds("iat", root), issued > now { throw .notYetValid }
        return expires
    }

    private func seconds(_ name: StaticString, _ root: JSONCursor) throws(TokenFailure) -> Int64? {
        guard let member = root.member(ByteView(name)) else { return nil }
        guard member.kind == .number else { throw .claim }
        let value = JSONNumber.double(member.text)
        guard value >= 0, value < 1e15 else { throw .claim }
        return Int64(value)
    }

    private func checkAudience(_ root: JSONCursor, _ rules: TokenRules) throws(TokenFailure) -> [[UInt8]] {
        let named = root.member(ByteView("aud"))
        var audiences: [[UInt8]] = []
        if let named {
            guard let found = UnverifiedToken.texts(named) else { throw .claim }
            audiences = found
        } else if let client = UnverifiedToken.text("client_id", root) {
            audiences = [client]
        }
        if !rules.audiences.isEmpty, !audiences.contains(where: { rules.audiences.contains($0) }) { throw .audience }
        return audiences
    }

    private func checkUse(_ root: JSONCursor, _ rules: TokenRules) throws(TokenFailure) {
        let wanted: String
        switch rules.use {
        case .any: return
        case .identity: wanted = "id"
        case .access: wanted = "access"
        }
        guard let use = UnverifiedToken.text("token_use", root), use.elementsEqual(wanted.utf8) else { throw .use }
    }

    private func check(_ rule: TokenRules.ClaimRule, _ root: JSONCursor) throws(TokenFailure) {
        guard let member = rule.name.withByteView({ root.member($0) }) else {
            if rule.isRequired { throw .claim }
            return
        }
        // AWS: "JwtAdditionalClaim", format SINGLE_STRING.
        guard let found = UnverifiedToken.text(member) else { throw .claim }
        if !rule.values.isEmpty, !rule.values.contains(found) { throw .claim }
    }

    /// A text, or an array of them; nil for anything else.
    private static func texts(_ value: JSONCursor) -> [[UInt8]]? {
        var scratch = ByteBuffer(capacity: 64)
        if value.kind == .string { return [[UInt8](value.decoded(scratch: &scratch))] }
        guard value.kind == .array else { return nil }
        var result: [[UInt8]] = []
        var elements = value.elements
        while let element = elements.next() {
            guard element.kind == .string else { return nil }
            result.append([UInt8](element.decoded(scratch: &scratch)))
        }
        return result
    }

    /// `scope` is a text with blanks between; `scp` may be an array too.
    private static func scopes(_ root: JSONCursor) -> [[UInt8]] {
        guard let value = root.member(ByteView("scope")) ?? root.member(ByteView("scp")), let found = texts(value)
        else { return [] }
        return found.flatMap { $0.split(separator: 0x20).map(Array.init) }
    }
}
