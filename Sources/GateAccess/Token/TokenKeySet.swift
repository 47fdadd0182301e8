// The keys that an issuer publishes (RFC 7517): those that can verify signatures, by `kid`. A key that is not
// understood, too weak or meant for something else is left out; tokens that name it fail.

import COpenSSL
import GateBytes
import GateJSON

/// Bounds of key sets.
package enum TokenKeyLimits {
    /// Largest document, in bytes. Ours: big providers publish some 20 KB.
    package static let bytesMax = 512 * 1024
    /// Most keys kept of a set. Ours.
    package static let keysMax = 100
    /// Smallest RSA modulus, in bits. RFC 7518 §3.3.
    package static let modulusBitsMin = 2_048
    /// Largest RSA modulus, in bits: verification grows with its square. Ours.
    package static let modulusBitsMax = 8_192
    /// Longest `kid`, in bytes. Ours.
    package static let identifierBytesMax = 512
}

/// One public key.
package final class TokenKey: @unchecked Sendable {
    package let identifier: [UInt8]
    /// The curve of an EC key; nil for RSA.
    let curve: EllipticCurve?
    /// The one algorithm that the key is for, where it says so.
    let algorithm: TokenAlgorithm?
    private let key: OpaquePointer

    init(identifier: [UInt8], curve: EllipticCurve?, algorithm: TokenAlgorithm?, key: OpaquePointer) {
        self.identifier = identifier
        self.curve = curve
        self.algorithm = algorithm
        self.key = key
    }

    deinit { EVP_PKEY_free(key) }

    /// Whether the key may be used with an algorithm.
    func fits(_ algorithm: TokenAlgorithm) -> Bool {
        curve == algorithm.curve && (self.algorithm ?? algorithm) == algorithm
    }

    /// Whether a signature over a text is this key's.
    func verify(_ text: ByteView, _ signature: [UInt8], _ algorithm: TokenAlgorithm) -> Bool {
        guard fits(algorithm) else { return false }
        guard let curve else {
            return gate_verify(key, algorithm.digest, signature, signature.count, text.base, text.count) == 1
        }
        guard signature.count == 2 * curve.size else { return false }
        var der = [UInt8](repeating: 0, count: signature.count + 16)
        let size = gate_ecdsa_der(signature, signature.count, &der, der.count)
        return size > 0 && gate_verify(key, algorithm.digest, der, size, text.base, text.count) == 1
    }
}

/// An issuer's keys.
package final class TokenKeySet: Sendable {
    package let keys: [TokenKey]

    package init(keys: [TokenKey]) { self.keys = keys }

    /// nil for text that is no key set.
    package convenience init?(_ text: ByteView) {
        if text.count > TokenKeyLimits.bytesMax { return nil }
        var tape = JSONTape()
        do throws(JSONFailure) {
            try tape.read(text, depthMax: 16)
        } catch {
            return nil
        }
        guard tape.root.kind == .object, let list = tape.root.member(ByteView("keys")), list.kind == .array else {
            return nil
        }
        var keys: [TokenKey] = []
        var elements = list.elements
        while keys.count < TokenKeyLimits.keysMax, let element = elements.next() {
            if let key = TokenKeySet.key(element) { keys.append(key) }
        }
        self.init(keys: keys)
    }

    /// The key that a token names; a set with two keys of one name is no place to guess.
    package func key(named identifier: ByteView) -> TokenKey? {
        var found: TokenKey?
        for key in keys where key.identifier.withByteView({ $0 == identifier }) {
            if found != nil { return nil }
            found = key
        }
        return found
    }

    private static func key(_ value: JSONCursor) -> TokenKey? {
        guard value.kind == .object, let type = text("kty", value), let identifier = text("kid", value),
            identifier.count <= TokenKeyLimits.identifierBytesMax, !identifier.isEmpty
        else { return nil }
        if value.member(ByteView("use")) != nil, text("use", value) != Array("sig".utf8) { return nil }
        if let operations = value.member(ByteView("key_ops")), !verifies(operations) { return nil }
        var algorithm: TokenAlgorithm?
        if value.member(ByteView("alg")) != nil {
            guard let name = text("alg", value), let known = name.withByteView({ TokenAlgorithm(name: $0) }) else {
                return nil
            }
            algorithm = known
        }
        if type.elementsEqual("RSA".utf8) {
            guard let key = rsa(value), algorithm?.curve == nil else { return nil }
            return TokenKey(identifier: identifier, curve: nil, algorithm: algorithm, key: key)
        }
        guard type.elementsEqual("EC".utf8), let name = text("crv", value),
            let curve = name.withByteView({ EllipticCurve(name: $0) }), let key = ec(value, curve)
        else { return nil }
        if let algorithm, algorithm.curve != curve { return nil }
        return TokenKey(identifier: identifier, curve: curve, algorithm: algorithm, key: key)
    }

    private static func verifies(_ operations: JSONCursor) -> Bool {
        guard operations.kind == .array else { return false }
        var elements = operations.elements
        while let element = elements.next() {
            if element.kind == .string, element.equals(ByteView("verify")) { return true }
        }
        return false
    }

    private static func rsa(_ value: JSONCursor) -> OpaquePointer? {
        guard let modulus = number("n", value), let exponent = number("e", value),
            exponent.count <= 8, modulus.first != 0
        else { return nil }
        let bits = modulus.count * 8 - (modulus.first?.leadingZeroBitCount ?? 0)
        guard (TokenKeyLimits.modulusBitsMin...TokenKeyLimits.modulusBitsMax).contains(bits) else { return nil }
        return gate_rsa_public_key(modulus, modulus.count, exponent, exponent.count)
    }

    private static func ec(_ value: JSONCursor, _ curve: EllipticCurve) -> OpaquePointer? {
        guard let x = number("x", value), let y = number("y", value), x.count == curve.size, y.count == curve.size
        else { return nil }
        let point = [4] + x + y
        return gate_ec_public_key(curve.group, point, point.count)
    }

    private static func number(_ name: StaticString, _ value: JSONCursor) -> [UInt8]? {
        text(name, value)?.withByteView { Base64URL.decode($0) }
    }

    private static func text(_ name: StaticString, _ value: JSONCursor) -> [UInt8]? {
        guard let member = value.member(ByteView(name)), member.kind == .string else { return nil }
        var scratch = ByteBuffer(capacity: 64)
        return [UInt8](member.decoded(scratch: &scratch))
    }
}
