// Mints tokens and publishes keys, with OpenSSL's own signing.

import COpenSSL
import GateAccess
import GateBytes

/// A private key of the tests.
package final class TokenMint: @unchecked Sendable {
    package let identifier: String
    package let algorithm: TokenAlgorithm
    private let key: OpaquePointer

    package init(_ pem: String, identifier: String, _ algorithm: TokenAlgorithm) {
        self.identifier = identifier
        self.algorithm = algorithm
        let bytes = Array(pem.utf8)
        let source = BIO_new_mem_buf(bytes, Int32(bytes.count))
        defer { BIO_free(source) }
        key = PEM_read_bio_PrivateKey(source, nil, nil, nil)!
    }

    deinit { EVP_PKEY_free(key) }

    package static func encoded(_ bytes: [UInt8]) -> String {
        var out = ByteBuffer()
        bytes.withByteView { Base64.append($0, to: &out) }
        return String(String(out.view).filter { $0 != "=" }.map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 })
    }

    package static func encoded(_ text: String) -> String { encoded(Array(text.utf8)) }

    /// A signed token of these claims, and of this header unless another is given.
    package func token(_ claims: String, header: String? = nil) -> String {
        let head = header ?? "{\"alg\":\"\(String(ByteView(algorithm.name)))\",\"kid\":\"\(identifier)\"}"
        let text = TokenMint.encoded(head) + "." + TokenMint.encoded(claims)
        return text + "." + TokenMint.encoded(sign(Array(text.utf8)))
    }

    package func sign(_ text: [UInt8], digest: String? = nil) -> [UInt8] {
        let context = EVP_MD_CTX_new()
        defer { EVP_MD_CTX_free(context) }
        EVP_DigestSignInit(context, nil, EVP_get_digestbyname(digest ?? algorithm.digest), nil, key)
        var size = 0
        EVP_DigestSign(context, nil, &size, text, text.count)
        var signature = [UInt8](repeating: 0, count: size)
        EVP_DigestSign(context, &signature, &size, text, text.count)
        signature.removeLast(signature.count - size)
        guard let curve = algorithm.curve else { return signature }
        var pointer: UnsafePointer<UInt8>?
        return signature.withUnsafeBufferPointer { der in
            pointer = der.baseAddress
            let pair = d2i_ECDSA_SIG(nil, &pointer, der.count)
            defer { ECDSA_SIG_free(pair) }
            var raw = [UInt8](repeating: 0, count: 2 * curve.size)
            raw.withUnsafeMutableBufferPointer { out in
                BN_bn2binpad(ECDSA_SIG_get0_r(pair), out.baseAddress, Int32(curve.size))
                BN_bn2binpad(ECDSA_SIG_get0_s(pair), out.baseAddress! + curve.size, Int32(curve.size))
            }
            return raw
        }
    }

    private func number(_ name: String) -> [UInt8] {
        var number: OpaquePointer?
        EVP_PKEY_get_bn_param(key, name, &number)
        defer { BN_free(number) }
        var bytes = [UInt8](repeating: 0, count: Int(BN_num_bits(number) + 7) / 8)
        BN_bn2bin(number, &bytes)
        return bytes
    }

    /// The members of the public key.
    package var members: [String: String] {
        guard let curve = algorithm.curve else {
            return [
                "kty": "RSA", "kid": identifier, "n": TokenMint.encoded(number("n")),
                "e": TokenMint.encoded(number("e")),
            ]
        }
        let names = ["P-256", "P-384", "P-521"]
        return [
            "kty": "EC", "kid": identifier, "crv": names[Int(curve.rawValue)],
            "x": TokenMint.encoded(padded(number("qx"), curve.size)),
            "y": TokenMint.encoded(padded(number("qy"), curve.size)),
        ]
    }

    private func padded(_ bytes: [UInt8], _ size: Int) -> [UInt8] {
        [UInt8](repeating: 0, count: size - bytes.count) + bytes
    }

    /// The public key as JSON, some members replaced, or left out by `nil`.
    package func publicKey(_ changes: [String: String?] = [:]) -> String {
        var all = members
        for (name, value) in changes { all[name] = value }
        return "{" + all.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\"\($0.value)\"" }.joined(separator: ",") + "}"
    }

    package static let rsa = TokenMint(TestKeys.rsa, identifier: "rsa", .rs256)
    package static let otherRSA = TokenMint(TestKeys.otherRSA, identifier: "other", .rs256)
    package static let weakRSA = TokenMint(TestKeys.weakRSA, identifier: "weak", .rs256)
    package static let rs384 = TokenMint(TestKeys.rsa, identifier: "rsa", .rs384)
    package static let rs512 = TokenMint(TestKeys.rsa, identifier: "rsa", .rs512)
    package static let p256 = TokenMint(TestKeys.p256, identifier: "p256", .es256)
    package static let p384 = TokenMint(TestKeys.p384, identifier: "p384", .es384)
    package static let p521 = TokenMint(TestKeys.p521, identifier: "p521", .es512)

    package static func keySet(_ keys: [String]) -> TokenKeySet? {
        Array("{\"keys\":[\(keys.joined(separator: ","))]}".utf8).withByteView { TokenKeySet($0) }
    }

    package static let all = keySet([rsa, otherRSA, p256, p384, p521].map { $0.publicKey() })!
}
