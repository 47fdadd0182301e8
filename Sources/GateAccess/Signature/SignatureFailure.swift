// Why a signed request is refused, in AWS's words. AWS: "Troubleshoot Signature Version 4 requests"; what a client sent
// as Authorization is told back only as a digest.

import GateBytes
import GateSign

/// A refusal.
package struct SignatureFailure: Error, Equatable, Sendable {
    package enum Kind: Equatable, Sendable {
        /// Nothing of a signature is there.
        case missing
        /// What is there is not whole.
        case incomplete
        case mismatch
        /// No such access key, or another session token.
        case unknown
        /// The credentials are over.
        case expired
    }

    package let kind: Kind
    package let message: [UInt8]

    init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = Array(message.utf8)
    }

    package static var missing: SignatureFailure { SignatureFailure(.missing, "Missing Authentication Token") }
    package static var unknownKey: SignatureFailure {
        SignatureFailure(.unknown, "The security token included in the request is invalid.")
    }
    package static var expiredKey: SignatureFailure {
        SignatureFailure(.expired, "The security token included in the request is expired")
    }

    /// An Authorization value that is no list of `name=value`.
    static func notPairs(_ value: ByteView) -> SignatureFailure {
        SignatureFailure(
            .incomplete,
            "Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with "
                + "Base64): '\(digest(value))'.")
    }

    /// Parameters that an Authorization value lacks.
    static func incomplete(_ parts: [String], hasDate: Bool, _ value: ByteView) -> SignatureFailure {
        var text = parts.map { "Authorization header requires '\($0)' parameter. " }.joined()
        if !hasDate {
            text += "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. "
        }
        return SignatureFailure(
            .incomplete, text + "(Hashed with SHA-256 and encoded with Base64) Authorization=\(digest(value))")
    }

    /// Parameters that a pre-signed query lacks.
    static func incompleteQuery(_ names: [String]) -> SignatureFailure {
        let text = names.map { "AWS query-string parameters must include '\($0)'. " }.joined()
        return SignatureFailure(.incomplete, text + "Re-examine the query-string parameters.")
    }

    private static func digest(_ value: ByteView) -> String {
        var out = ByteBuffer(capacity: 64)
        Digest(value).bytes.withByteView { Base64.append($0, to: &out) }
        return String(out.view)
    }
}
