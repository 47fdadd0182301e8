// `publicAddress:`, under which clients reach what is deployed.

import GateBytes

/// Scheme and authority, as in `https://gateway.example.org:8443`.
package struct PublicAddress: Equatable, Sendable {
    /// `http` or `https`.
    package let scheme: String
    /// Name or address, with a port where the address has one.
    package let authority: String

    /// nil for text that is no such address; a slash at its end does not count.
    package init?(_ text: String) {
        guard let mark = text.firstRange(of: "://") else { return nil }
        let scheme = text[..<mark.lowerBound]
        var authority = text[mark.upperBound...]
        if authority.hasSuffix("/") { authority = authority.dropLast() }
        let parts = authority.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard scheme == "http" || scheme == "https", let host = parts.first, !host.isEmpty,
            host.utf8.allSatisfy({ ASCII.isAlphanumeric($0) || $0 == 0x2d || $0 == 0x2e }),
            parts.count < 2 || (UInt16(parts[1]) ?? 0) > 0 && parts[1].utf8.allSatisfy(ASCII.isDigit)
        else { return nil }
        self.scheme = String(scheme)
        self.authority = String(authority)
    }
}
