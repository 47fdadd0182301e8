// The certificate that a client has shown (mTLS). Whoever ends TLS hands it on; all requests of a connection have one.

import GateBytes
import GatePlan

/// `$context.tlsVersion` and `$context.cipherSuite`, in OpenSSL's names: `TLSv1.3`, `TLS_AES_256_GCM_SHA384`.
package final class TLSAgreement: Sendable {
    let version: [UInt8]
    let cipherSuite: [UInt8]

    package init(version: String, cipherSuite: String) {
        self.version = Array(version.utf8)
        self.cipherSuite = Array(cipherSuite.utf8)
    }
}

/// `$context.identity.clientCert`. AWS: "How to turn on mutual TLS authentication for your REST APIs".
package final class PeerCertificate: Sendable {
    private let values: [ContextVariable: [UInt8]]
    /// The truststore that knows it; empty when none does.
    private let truststore: [UInt8]

    /// - Parameters:
    ///   - pem: The certificate's text.
    ///   - serialNumber: Pairs of digits, `a1:b2:…`.
    ///   - notBefore: As OpenSSL prints times, `May 28 12:30:02 2019 GMT`.
    ///   - truststore: The one that knows it; empty for none.
    package init(
        pem: String, subject: String, issuer: String, serialNumber: String,
        validity: (notBefore: String, notAfter: String), truststore: String = ""
    ) {
        self.truststore = Array(truststore.utf8)
        values = [
            .clientCertificatePEM: Array(pem.utf8), .clientCertificateSubject: Array(subject.utf8),
            .clientCertificateIssuer: Array(issuer.utf8), .clientCertificateSerialNumber: Array(serialNumber.utf8),
            .clientCertificateNotBefore: Array(validity.notBefore.utf8),
            .clientCertificateNotAfter: Array(validity.notAfter.utf8),
        ]
    }

    /// Whether it was verified with a truststore.
    func isTrusted(by truststore: [UInt8]) -> Bool { !truststore.isEmpty && truststore == self.truststore }

    /// The value of one of its variables.
    func value(of variable: ContextVariable) -> [UInt8]? { values[variable] }
}
