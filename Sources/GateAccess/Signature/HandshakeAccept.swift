// What answers the key of a WebSocket handshake (RFC 6455 §4.2.2): base64 of a SHA-1. It proves that the server has
// read the handshake and is no secret.

import COpenSSL
import GateBytes

/// `Sec-WebSocket-Accept`.
package enum HandshakeAccept {
    /// Appends the value for a key; `suffix` is the protocol's fixed text.
    package static func append(key: ByteView, suffix: StaticString, to out: inout ByteBuffer) {
        var text = ByteBuffer(capacity: 64)
        text.append(key)
        text.append(suffix)
        var digest = ByteBuffer(capacity: Int(SHA_DIGEST_LENGTH))
        digest.write(room: Int(SHA_DIGEST_LENGTH)) { free in
            _ = SHA1(text.base, text.count, free.baseAddress)
            return Int(SHA_DIGEST_LENGTH)
        }
        Base64.append(digest.view, to: &out)
    }
}
