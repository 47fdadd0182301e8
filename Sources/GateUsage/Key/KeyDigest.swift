// What is kept of a key's value: half a SHA-256 over a secret salt and the value. Whoever reads a store learns no
// value, and who has no salt cannot try values out. The salt fills one block of the hash, whose state is computed
// once: a value of up to 55 bytes costs one more block.

import COpenSSL
import GateBytes

/// 128 bits of a digest. A second value with the same ones takes 2^128 tries, whoever chose the first.
package struct KeyDigest: Hashable, Sendable, Comparable {
    package let high: UInt64
    package let low: UInt64

    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// From 32 hexadecimal digits.
    package init?(hex text: String) {
        let digits = Array(text.utf8)
        guard digits.count == 32 else { return nil }
        var words: (UInt64, UInt64) = (0, 0)
        for (index, digit) in digits.enumerated() {
            guard let value = ASCII.hexValue(digit) else { return nil }
            if index < 16 { words.0 = words.0 << 4 | UInt64(value) } else { words.1 = words.1 << 4 | UInt64(value) }
        }
        self.init(high: words.0, low: words.1)
    }

    /// 32 hexadecimal digits.
    package var hex: String {
        var buffer = ByteBuffer(capacity: 32)
        buffer.append(hex: high, digits: 16)
        buffer.append(hex: low, digits: 16)
        return String(buffer.view)
    }

    package static func < (left: KeyDigest, right: KeyDigest) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }
}

/// Makes digests with one salt.
package struct KeyHasher: Sendable {
    /// Bytes of a salt: one block of SHA-256.
    package static let saltBytes = 64

    private var hash = gate_sha256()
    package let salt: [UInt8]

    /// A salt of another size is filled up with zeros or cut.
    package init(salt: [UInt8]) {
        var block = Array(salt.prefix(KeyHasher.saltBytes))
        block += [UInt8](repeating: 0, count: KeyHasher.saltBytes - block.count)
        gate_sha256_begin(&hash, block, block.count)
        self.salt = block
    }

    /// A salt of its own for a process that keeps no keys.
    package init(random: () -> UInt64) {
        self.init(salt: KeyHasher.randomSalt(random))
    }

    package static func randomSalt(_ random: () -> UInt64) -> [UInt8] {
        (0..<saltBytes / 8).flatMap { _ in withUnsafeBytes(of: random()) { Array($0) } }
    }

    /// The digest of a value. Allocates nothing.
    package func digest(of value: ByteView) -> KeyDigest {
        var bytes: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        withUnsafePointer(to: hash) { hash in
            withUnsafeMutableBytes(of: &bytes) { out in
                // Sound: the tuple has the 32 bytes that a digest takes.
                guard let base = out.baseAddress else { return }
                gate_sha256_end(hash, value.base, value.count, base.assumingMemoryBound(to: UInt8.self))
            }
        }
        return KeyDigest(high: UInt64(bigEndian: bytes.0), low: UInt64(bigEndian: bytes.1))
    }

    package func digest(of value: String) -> KeyDigest {
        Array(value.utf8).withByteView { digest(of: $0) }
    }
}
