// The two algorithms of Signature Version 4. AWS: "AWS Signature Version 4 for API requests", "SigV4a"; the key of the
// latter is derived as in NIST SP 800-108 (counter mode, HMAC-SHA-256), as open-source clients of AWS show.

import COpenSSL
import GateBytes
import GateSign

/// How a request is signed.
enum SignatureAlgorithm: Sendable {
    /// With a key that both sides can make, for one region.
    case symmetric
    /// With a key pair of P-256, for a set of regions (SigV4a).
    case asymmetric

    init?(_ name: ByteView) {
        if name == SignatureAlgorithm.symmetric.name {
            self = .symmetric
        } else if name == SignatureAlgorithm.asymmetric.name {
            self = .asymmetric
        } else {
            return nil
        }
    }

    var name: ByteView {
        switch self {
        case .symmetric: ByteView(SignatureVersion4.algorithm)
        case .asymmetric: ByteView("AWS4-ECDSA-P256-SHA256")
        }
    }
}

extension SignatureAlgorithm {
    /// Whether a signature, DER in hexadecimal digits, over a text is one of the pair that an access key stands for.
    static func isSigned(_ text: ByteView, _ signature: [UInt8], accessKeyID: [UInt8], secret: [UInt8]) -> Bool {
        guard let der = bytes(signature), let key = publicKey(accessKeyID, secret) else { return false }
        defer { EVP_PKEY_free(key) }
        return gate_verify(key, "SHA256", der, der.count, text.base, text.count) == 1
    }

    /// Longest signature in DER: two numbers of 33 bytes and their frames.
    private static let derBytesMax = 72

    private static func bytes(_ text: [UInt8]) -> [UInt8]? {
        guard text.count % 2 == 0, !text.isEmpty, text.count <= 2 * derBytesMax else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: text.count, by: 2) {
            guard let high = ASCII.hexValue(text[index]), let low = ASCII.hexValue(text[index + 1]) else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    /// Numbers that are too large are passed over: the counter goes on. Nearly all first ones fit.
    private static func publicKey(_ accessKeyID: [UInt8], _ secret: [UInt8]) -> OpaquePointer? {
        let secret = Array("AWS4A".utf8) + secret
        for counter in UInt8(1)..<UInt8.max {
            let input =
                [0, 0, 0, 1] + [UInt8](SignatureAlgorithm.asymmetric.name) + [0] + accessKeyID + [counter]
                + [0, 0, 1, 0]
            let number = input.withByteView { Digest($0, key: secret).bytes }
            if let key = gate_p256_public_key_of(number) { return key }
        }
        return nil
    }
}
