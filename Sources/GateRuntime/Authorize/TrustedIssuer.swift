// Issuers that an authorizer trusts, and where their keys are: a user pool's stand at an address made of its ARN, those
// of other issuers where the discovery document says (OpenID Connect Discovery 1.0 §4). Who fetches is another matter.

import GateAccess
import GateBytes
import GateJSON
import GatePlan

/// An issuer of tokens, bound to a stage.
final class TrustedIssuer: Sendable {
    /// `iss`.
    let name: [UInt8]
    let rules: TokenRules
    let source: TokenKeySource

    private init(_ name: String, _ rules: TokenRules, _ source: TokenKeySource) {
        self.name = Array(name.utf8)
        self.rules = rules
        self.source = source
    }

    /// Those of an authorizer whose keys can be found.
    static func all(
        _ record: AuthorizerRecord, _ plan: PlanImage, _ variables: StageVariables, _ aws: AWSEndpoints
    ) -> [TrustedIssuer] {
        switch AuthorizerKind(rawValue: record.kind) {
        case .cognitoUserPools?:
            // AWS: "Verifying a JSON Web Token": user pools sign with RS256.
            return record.providers.indices.compactMap { index in
                guard let arn = variables.fill(plan.string(plan.names[index].text)), let pool = UserPool(arn: arn)
                else {
                    return nil
                }
                return TrustedIssuer(pool.issuer, TokenRules(algorithms: [.rs256]), TokenKeySource(pool, aws))
            }
        case .jwt?:
            let algorithms = TokenAlgorithm.allCases.filter { record.algorithms & 1 << UInt32($0.rawValue) != 0 }
            return record.issuers.indices.compactMap { issuer(plan.tokenIssuers[$0], Set(algorithms), plan, aws) }
        default: return []
        }
    }

    private static func issuer(
        _ record: TokenIssuerRecord, _ algorithms: Set<TokenAlgorithm>, _ plan: PlanImage, _ aws: AWSEndpoints
    ) -> TrustedIssuer? {
        let name = String(plan.string(record.issuer))
        // Without an audience every token of the issuer would do, whoever it is meant for.
        if IssuerURL.defect(name) != nil || record.audiences.count == 0 { return nil }
        var rules = TokenRules(algorithms: algorithms)
        rules.audiences = texts(record.audiences, plan)
        rules.claims = record.claims.indices.map { index in
            let claim = plan.tokenClaims[index]
            return TokenRules.ClaimRule(
                name: [UInt8](plan.string(claim.name)), isRequired: claim.flags & TokenClaimRecord.isRequired != 0,
                values: texts(claim.values, plan))
        }
        return TrustedIssuer(name, rules, TokenKeySource(issuer: name, aws))
    }

    private static func texts(_ range: RecordRange, _ plan: PlanImage) -> [[UInt8]] {
        range.indices.map { [UInt8](plan.string(plan.names[$0].text)) }
    }
}

/// Where an issuer's keys are found.
package struct TokenKeySource: Hashable, Sendable {
    /// Largest discovery document, in bytes. Ours: those of big providers have 2 KB.
    package static let discoveryBytesMax = 64 * 1024

    package let issuer: String
    /// What is fetched first.
    package let url: String
    /// Whether that is a discovery document and not the key set itself.
    package let isDiscovery: Bool

    init(_ pool: UserPool, _ aws: AWSEndpoints) {
        let base = aws.configured("cognito-idp")
        let address = base.isEmpty ? pool.service : base.trimmingSlashes
        self.init(
            issuer: pool.issuer, url: "\(address)/\(pool.identifier)/.well-known/jwks.json", isDiscovery: false)
    }

    private init(issuer: String, url: String, isDiscovery: Bool) {
        self.issuer = issuer
        self.url = url
        self.isDiscovery = isDiscovery
    }

    init(issuer: String, _ aws: AWSEndpoints) {
        if let pool = UserPool(issuer: issuer) {
            self = TokenKeySource(pool, aws)
            return
        }
        self = TokenKeySource(
            issuer: issuer, url: issuer.trimmingSlashes + "/.well-known/openid-configuration", isDiscovery: true)
    }

    /// The request for a URL and where it goes; nil for what is no http(s) URL.
    package static func request(_ url: String) -> (endpoint: UpstreamEndpoint, bytes: [UInt8])? {
        let isPrintable = url.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f }
        let end = url.firstIndex { $0 == "?" || $0 == "#" } ?? url.endIndex
        guard isPrintable, url.utf8.count <= IssuerURL.bytesMax, let base = BaseURL(String(url[..<end])),
            let authority = url.firstRange(of: "://")
        else { return nil }
        let rest = url[authority.upperBound...]
        var target = String(rest[(rest.firstIndex { $0 == "/" || $0 == "?" || $0 == "#" } ?? rest.endIndex)...])
        if let fragment = target.firstIndex(of: "#") { target = String(target[..<fragment]) }
        if !target.hasPrefix("/") { target = "/" + target }
        let head =
            "GET \(target) HTTP/1.1\r\nHost: \(base.host)\r\nAccept: application/json\r\nConnection: close\r\n\r\n"
        return (base.endpoint, Array(head.utf8))
    }

    /// Where a discovery document of this issuer says that the keys are; nil for another one's, and for keys that
    /// would travel with less protection than the document did.
    package func keySetURL(_ document: ByteView) -> String? {
        if document.count > TokenKeySource.discoveryBytesMax { return nil }
        var tape = JSONTape()
        do throws(JSONFailure) {
            try tape.read(document, depthMax: TokenLimits.depthMax)
        } catch {
            return nil
        }
        guard tape.root.kind == .object, let issuer = text("issuer", tape.root), issuer == self.issuer,
            let found = text("jwks_uri", tape.root)
        else { return nil }
        let isTLS = found.prefix(8).lowercased() == "https://"
        return isTLS || url.prefix(7).lowercased() == "http://" ? found : nil
    }

    private func text(_ name: StaticString, _ root: JSONCursor) -> String? {
        guard let value = root.member(ByteView(name)), value.kind == .string else { return nil }
        var scratch = ByteBuffer(capacity: 64)
        return String(value.decoded(scratch: &scratch))
    }
}

extension String {
    /// Without slashes at the end.
    fileprivate var trimmingSlashes: String {
        var text = self[...]
        while text.last == "/" { text.removeLast() }
        return String(text)
    }
}
