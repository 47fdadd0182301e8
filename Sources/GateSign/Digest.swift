// SHA-256 and HMAC-SHA-256 from libcrypto.

import COpenSSL
import GateBytes

/// A SHA-256 digest or authentication code.
package struct Digest {
    package static let size = 32

    package private(set) var bytes: [UInt8]

    /// The digest of some bytes.
    package init(_ text: ByteView) {
        bytes = [UInt8](repeating: 0, count: Digest.size)
        bytes.withUnsafeMutableBufferPointer { _ = SHA256(text.base, text.count, $0.baseAddress) }
    }

    /// The authentication code of some bytes under a key.
    package init(_ text: ByteView, key: [UInt8]) {
        bytes = [UInt8](repeating: 0, count: Digest.size)
        var size: UInt32 = 0
        bytes.withUnsafeMutableBufferPointer { out in
            _ = HMAC(EVP_sha256(), key, Int32(key.count), text.base, text.count, out.baseAddress, &size)
        }
        precondition(size == Digest.size)
    }

    /// Appends the SHA-1 of some bytes in lower-case hexadecimal digits: a name, nothing that has to be secure.
    static func appendSHA1(_ text: ByteView, to out: inout ByteBuffer) {
        var bytes = [UInt8](repeating: 0, count: Int(SHA_DIGEST_LENGTH))
        bytes.withUnsafeMutableBufferPointer { _ = SHA1(text.base, text.count, $0.baseAddress) }
        for byte in bytes { out.append(hex: UInt64(byte), digits: 2) }
    }

    /// Appends lower-case hexadecimal digits.
    package func appendHex(to out: inout ByteBuffer) {
        for byte in bytes { out.append(hex: UInt64(byte), digits: 2) }
    }

    /// Whether `text` is the digest in lower-case hexadecimal digits. Time tells nothing about where they differ.
    package func equalsHex(_ text: ByteView) -> Bool {
        if text.count != 2 * Digest.size { return false }
        var difference: UInt8 = 0
        for index in 0..<Digest.size {
            difference |= text[2 * index] ^ ASCII.hexDigit(bytes[index] >> 4)
            difference |= text[2 * index + 1] ^ ASCII.hexDigit(bytes[index] & 15)
        }
        return difference == 0
    }
}
