// SHA-256 and HMAC-SHA-256 from libcrypto.

import COpenSSL
import GateBytes

/// A SHA-256 digest or authentication code.
struct Digest {
    static let size = 32

    private(set) var bytes: [UInt8]

    /// The digest of some bytes.
    init(_ text: ByteView) {
        bytes = [UInt8](repeating: 0, count: Digest.size)
        bytes.withUnsafeMutableBufferPointer { _ = SHA256(text.base, text.count, $0.baseAddress) }
    }

    /// The authentication code of some bytes under a key.
    init(_ text: ByteView, key: [UInt8]) {
        bytes = [UInt8](repeating: 0, count: Digest.size)
        var size: UInt32 = 0
        bytes.withUnsafeMutableBufferPointer { out in
            _ = HMAC(EVP_sha256(), key, Int32(key.count), text.base, text.count, out.baseAddress, &size)
        }
        precondition(size == Digest.size)
    }

    /// Appends lower-case hexadecimal digits.
    func appendHex(to out: inout ByteBuffer) {
        for byte in bytes { out.append(hex: UInt64(byte), digits: 2) }
    }
}
