// Hashing of object keys. Seeded anew in every process, so that a file cannot be written to collide.

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The hash of object keys and the shape of the tables that use it.
enum KeyHash {
    private static let seed: UInt64 = {
        var hasher = Hasher()
        hasher.combine(0x6b65_79)
        return UInt64(bitPattern: Int64(hasher.finalize())) | 1
    }()

    /// A hash of a key's bytes; folded 128-bit products, 8 bytes at a time.
    static func hash(_ key: UnsafeBufferPointer<UInt8>) -> UInt32 {
        let secret = seed
        var state = secret ^ UInt64(key.count)
        let raw = UnsafeRawBufferPointer(key)
        var index = 0
        while index + 8 <= raw.count {
            state = fold(state ^ raw.loadUnaligned(fromByteOffset: index, as: UInt64.self), secret)
            index += 8
        }
        if index < raw.count {
            var tail: UInt64 = 0
            while index < raw.count {
                tail = tail << 8 | UInt64(raw[index])
                index += 1
            }
            state = fold(state ^ tail, secret)
        }
        state = fold(state, 0x9e37_79b9_7f4a_7c15 ^ secret)
        return UInt32(truncatingIfNeeded: state ^ state >> 32)
    }

    private static func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = left.multipliedFullWidth(by: right)
        return product.high ^ product.low &+ 0x517c_c1b7_2722_0a95
    }

    /// How many slots a table for `count` keys has: a power of two, at most half full.
    static func tableSize(_ count: Int) -> Int {
        var size = 16
        while size < count * 2 { size *= 2 }
        return size
    }

    static func same(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool {
        guard left.count == right.count else { return false }
        guard let a = left.baseAddress, let b = right.baseAddress, left.count > 0 else { return true }
        return memcmp(a, b, left.count) == 0
    }
}
