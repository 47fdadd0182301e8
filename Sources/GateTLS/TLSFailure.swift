// Why TLS could not be set up or kept. OpenSSL's own reason travels along as text for logs; nobody branches on it.

import COpenSSL

/// A failure of a context or session.
package enum TLSFailure: Error, Equatable, Sendable {
    /// A context could not be made: trust store, certificate or key.
    case setUp(reason: String)
    /// A server's certificate cannot be read.
    case certificate(reason: String)
    /// The key cannot be read.
    case key(reason: String)
    /// The key is another certificate's.
    case keyMismatch
    /// The peer's certificate is not acceptable.
    case untrusted(reason: String)
    /// The peer's certificate is acceptable, but for another name.
    case wrongName
    /// The peers could not agree, or the peer broke the protocol.
    case `protocol`(reason: String)
    /// The session has failed before and must not be used.
    case unusable

    /// In words, without a full stop.
    package var text: String {
        switch self {
        case .setUp(let reason), .protocol(let reason), .untrusted(let reason): reason
        case .certificate(let reason): "the certificate cannot be read: \(reason)"
        case .key(let reason): "the key cannot be read: \(reason)"
        case .keyMismatch: "the key is not the certificate's"
        case .wrongName: "its certificate is for another name"
        case .unusable: "the session has ended"
        }
    }

    /// The newest reason in this thread's queue of OpenSSL errors, which is emptied.
    static func takeReason() -> String {
        var reason = "no reason given"
        while true {
            let code = ERR_get_error()
            if code == 0 { return reason }
            guard let text = ERR_reason_error_string(code) else { continue }
            reason = String(cString: text)
        }
    }
}
