// The roots that clients' certificates are verified against (mutual TLS): a PEM file with whole chains. AWS: "How to
// turn on mutual TLS authentication for your REST APIs", configuring your truststore.

import COpenSSL
import GateBytes

/// Bounds of mutual TLS.
package enum TruststoreLimits {
    /// Largest truststore, in bytes. AWS: "Configuring your truststore", 1 MB.
    package static let bytesMax = 1 << 20
    /// Certificates of a truststore. AWS: "Configuring your truststore", 1,000.
    package static let certificatesMax = 1_000
    /// Certificates of a client's chain, its own and the root among them. AWS: "Configuring your truststore", four.
    package static let chainMax = 4
    /// OpenSSL's level of security for chains: 112 bits, which RSA of 2,048 bits and SHA-256 have.
    static let level: Int32 = 2
}

/// What is wrong with a truststore as a whole.
package enum TruststoreFailure: Error, Equatable, Sendable {
    case empty
    case tooLarge(bytes: Int)
    case tooManyCertificates
    /// A certificate that cannot be read, the first is 1.
    case malformed(certificate: Int, reason: String)
}

/// A truststore that has been read.
package final class Truststore {
    /// Of each certificate that no client's will be verified with, its subject and why.
    package let warnings: [String]
    package let count: Int
    /// Owned until it is given to a context.
    let store: OpaquePointer

    /// One that knows nobody.
    package init() {
        store = X509_STORE_new()
        count = 0
        warnings = []
    }

    package init(_ pem: [UInt8]) throws(TruststoreFailure) {
        if pem.count > TruststoreLimits.bytesMax { throw .tooLarge(bytes: pem.count) }
        guard let store = X509_STORE_new(), let text = BIO_new_mem_buf(pem, Int32(pem.count)) else {
            throw .malformed(certificate: 0, reason: TLSFailure.takeReason())
        }
        defer { BIO_free(text) }
        var warnings: [String] = []
        var count = 0
        var failure: TruststoreFailure?
        while failure == nil {
            guard let certificate = PEM_read_bio_X509(text, nil, nil, nil) else {
                // The end of the text is an error of the reader's, too.
                let isEnd = gate_error_is_end_of_pem() == 1
                let reason = TLSFailure.takeReason()
                if !isEnd { failure = .malformed(certificate: count + 1, reason: reason) }
                break
            }
            count += 1
            if count > TruststoreLimits.certificatesMax { failure = .tooManyCertificates }
            if X509_STORE_add_cert(store, certificate) != 1 { _ = TLSFailure.takeReason() }
            if let reason = Truststore.fault(certificate) {
                warnings.append("\(CertificateText.subject(certificate)): \(reason)")
            }
            X509_free(certificate)
        }
        if count == 0, failure == nil { failure = .empty }
        if let failure {
            X509_STORE_free(store)
            throw failure
        }
        self.store = store
        self.count = count
        self.warnings = warnings
    }

    deinit { X509_STORE_free(store) }

    private static func fault(_ certificate: OpaquePointer) -> String? {
        if gate_x509_has_ended(certificate) == 1 { return "the certificate has expired" }
        if gate_x509_has_begun(certificate) != 1 { return "the certificate is not valid yet" }
        if gate_x509_is_weak(certificate) == 1 { return "the certificate uses an insecure key or signature algorithm" }
        return nil
    }
}

/// Parts of certificates as text.
enum CertificateText {
    static func subject(_ certificate: OpaquePointer) -> String { text(certificate, gate_x509_subject) }

    static func text(_ certificate: OpaquePointer, _ part: gate_x509_part) -> String {
        guard let out = BIO_new(BIO_s_mem()) else { return "" }
        defer { BIO_free(out) }
        if gate_x509_print(certificate, part, out) != 1 {
            _ = TLSFailure.takeReason()
            return ""
        }
        let bytes = [UInt8](unsafeUninitializedCapacity: gate_bio_pending(out)) { buffer, count in
            count = Int(max(0, BIO_read(out, buffer.baseAddress, Int32(clamping: buffer.count))))
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// The certificate that a client has shown.
package struct ShownCertificate: Sendable {
    package let pem: String
    /// As RFC 2253 writes names: `CN=client,O=Example,C=US`.
    package let subject: String
    package let issuer: String
    /// Pairs of digits, `a1:b2:…`.
    package let serialNumber: String
    /// As OpenSSL prints times, `May 28 12:30:02 2019 GMT`.
    package let notBefore: String
    package let notAfter: String
    /// Why the truststore does not know it; nil when it does.
    package let fault: String?

    init(_ certificate: OpaquePointer, verdict: Int) {
        pem = CertificateText.text(certificate, gate_x509_pem)
        subject = CertificateText.text(certificate, gate_x509_subject)
        issuer = CertificateText.text(certificate, gate_x509_issuer)
        serialNumber = CertificateText.text(certificate, gate_x509_serial)
        notBefore = CertificateText.text(certificate, gate_x509_begin)
        notAfter = CertificateText.text(certificate, gate_x509_end)
        if verdict != Int(X509_V_OK) {
            fault = X509_verify_cert_error_string(verdict).map { String(cString: $0) } ?? "unknown"
        } else {
            // A session that is resumed was judged when it began.
            fault = gate_x509_has_ended(certificate) == 1 ? "certificate has expired" : nil
        }
    }
}
