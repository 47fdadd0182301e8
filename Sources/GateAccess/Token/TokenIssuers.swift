// Whose tokens may be trusted, and by which name: user pools, named by their ARN, and URLs. AWS: "Verifying a JSON Web
// Token" in the Cognito developer guide; OpenID Connect Discovery 1.0 §4.

/// A Cognito user pool.
package struct UserPool: Equatable, Sendable {
    package let region: String
    /// `us-east-1_a1b2c3d4e`.
    package let identifier: String

    /// `arn:PARTITION:cognito-idp:REGION:ACCOUNT:userpool/IDENTIFIER`.
    package init?(arn: String) {
        let parts = arn.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "arn", parts[2] == "cognito-idp", parts[5].hasPrefix("userpool/") else {
            return nil
        }
        self.init(region: parts[3], identifier: parts[5].dropFirst("userpool/".count))
    }

    /// The pool that is named by what its tokens have in `iss`.
    package init?(issuer: String) {
        guard issuer.hasPrefix("https://cognito-idp."), let slash = issuer.lastIndex(of: "/") else { return nil }
        let host = issuer[..<slash].dropFirst("https://cognito-idp.".count)
        guard let dot = host.firstIndex(of: ".") else { return nil }
        self.init(region: host[..<dot], identifier: issuer[issuer.index(after: slash)...])
        if self.issuer != issuer { return nil }
    }

    private init?(region: Substring, identifier: Substring) {
        let isPlain =
            region.utf8.allSatisfy { UserPool.isPlain($0) } && identifier.utf8.allSatisfy { UserPool.isPlain($0) }
        if region.isEmpty || identifier.isEmpty || !isPlain { return nil }
        self.region = String(region)
        self.identifier = String(identifier)
    }

    /// What may stand in a host name's label or an identifier.
    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x5f: true
        default: false
        }
    }

    /// The address of the service that has the pool.
    package var service: String {
        "https://cognito-idp.\(region).amazonaws.com" + (region.hasPrefix("cn-") ? ".cn" : "")
    }

    /// `iss` of the pool's tokens.
    package var issuer: String { "\(service)/\(identifier)" }
}

/// URLs of issuers.
package enum IssuerURL {
    /// Longest URL, in bytes. Ours; a claim of this length fills a tenth of a token.
    package static let bytesMax = 2_048

    /// Why a text is no issuer's URL; nil for one that is.
    package static func defect(_ text: String) -> String? {
        let lower = text.prefix(8).lowercased()
        let start = lower == "https://" ? 8 : lower.hasPrefix("http://") ? 7 : 0
        if start == 0 { return "it is no `https` URL" }
        if text.utf8.count > bytesMax { return "it has more than \(bytesMax) bytes" }
        let rest = Array(text.utf8.dropFirst(start))
        if rest.isEmpty || rest[0] == 0x2f || rest[0] == 0x3a { return "it names no host" }
        if rest.contains(0x3f) || rest.contains(0x23) { return "it has a query or a fragment" }
        let isPrintable = rest.allSatisfy { $0 > 0x20 && $0 < 0x7f && $0 != 0x22 && $0 != 0x5c }
        return isPrintable ? nil : "it has characters that URLs do not have"
    }
}
