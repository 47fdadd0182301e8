// Certificates that the gateway makes for itself. AWS: GenerateClientCertificate: self-signed, RSA of 2048 bits.

import COpenSSL

/// A certificate that nobody else has signed.
package enum SelfSignedCertificate {
    /// Bits of the key. AWS: "Generate and configure an SSL certificate for backend authentication".
    package static let keyBits: Int32 = 2048

    /// Certificate and key as PEM.
    package static func make(
        commonName: String, days: Int
    ) throws(TLSFailure) -> (certificate: [UInt8], key: [UInt8]) {
        guard let certificate = BIO_new(BIO_s_mem()), let key = BIO_new(BIO_s_mem()) else {
            throw .setUp(reason: TLSFailure.takeReason())
        }
        defer {
            BIO_free(certificate)
            BIO_free(key)
        }
        if gate_self_signed(commonName, Int(days) * 86_400, UInt32(keyBits), certificate, key) != 1 {
            throw .setUp(reason: TLSFailure.takeReason())
        }
        return (bytes(certificate), bytes(key))
    }

    private static func bytes(_ bio: OpaquePointer) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: gate_bio_pending(bio)) { buffer, count in
            count = Int(max(0, BIO_read(bio, buffer.baseAddress, Int32(clamping: buffer.count))))
        }
    }
}
