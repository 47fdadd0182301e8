// Signature algorithms of tokens: RSASSA-PKCS1-v1_5 and ECDSA with SHA-2 (RFC 7518 §3.3, §3.4). There is no `none`
// and no HMAC: a public key can never be taken for a secret.

import GateBytes

/// An algorithm that a token may be signed with.
package enum TokenAlgorithm: UInt8, CaseIterable, Sendable {
    case rs256, rs384, rs512, es256, es384, es512

    /// `RS256`, as in `alg`.
    package var name: StaticString {
        switch self {
        case .rs256: "RS256"
        case .rs384: "RS384"
        case .rs512: "RS512"
        case .es256: "ES256"
        case .es384: "ES384"
        case .es512: "ES512"
        }
    }

    /// Exactly one of the names.
    package init?(name: ByteView) {
        guard let found = TokenAlgorithm.allCases.first(where: { name == ByteView($0.name) }) else { return nil }
        self = found
    }

    /// OpenSSL's name of the digest.
    package var digest: String {
        switch self {
        case .rs256, .es256: "SHA256"
        case .rs384, .es384: "SHA384"
        case .rs512, .es512: "SHA512"
        }
    }

    /// The curve that an ECDSA key must be on; nil for RSA.
    package var curve: EllipticCurve? {
        switch self {
        case .rs256, .rs384, .rs512: nil
        case .es256: .p256
        case .es384: .p384
        case .es512: .p521
        }
    }
}

/// Curves of RFC 7518 §6.2.1.1.
package enum EllipticCurve: UInt8, Sendable {
    case p256, p384, p521

    init?(name: ByteView) {
        if name == "P-256" {
            self = .p256
        } else if name == "P-384" {
            self = .p384
        } else if name == "P-521" {
            self = .p521
        } else {
            return nil
        }
    }

    /// OpenSSL's name of the group.
    var group: String {
        switch self {
        case .p256: "prime256v1"
        case .p384: "secp384r1"
        case .p521: "secp521r1"
        }
    }

    /// Bytes of a coordinate, and of each half of a signature.
    package var size: Int {
        switch self {
        case .p256: 32
        case .p384: 48
        case .p521: 66
        }
    }
}

/// Base64 for URLs without padding (RFC 7515 §2): the alphabet is strict and spare bits must be zero, so that a token
/// has one spelling.
enum Base64URL {
    /// The bytes, or nil.
    static func decode(_ text: ByteView) -> [UInt8]? {
        if text.count % 4 == 1 { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 4 * 3 + 2)
        var word: UInt32 = 0
        var bits: UInt32 = 0
        for index in 0..<text.count {
            let byte = text[index]
            let value: UInt32
            switch byte {
            case 0x41...0x5a: value = UInt32(byte) - 65
            case 0x61...0x7a: value = UInt32(byte) - 71
            case 0x30...0x39: value = UInt32(byte) + 4
            case 0x2d: value = 62
            case 0x5f: value = 63
            default: return nil
            }
            word = word << 6 | value
            bits += 6
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: word >> bits))
            }
        }
        return word & (1 << bits - 1) == 0 ? bytes : nil
    }
}
