// Repeated member names: which entries of a closed object carry a name that occurs more than once. Linear in the
// number of members, whatever the names are.

import GateBytes

/// What hashes of member names depend on: two secrets made from a tape's seed.
@frozen
@usableFromInline
package struct JSONNameKey: Sendable {
    @usableFromInline let first: UInt64
    @usableFromInline let last: UInt64

    @inlinable
    package init(seed: UInt32) {
        // Neither is 0 for any seed: a product with 0 would tell nothing of the other factor.
        first = (UInt64(seed) ^ 0xa076_1d64_78bd_642f) &* 0x9e37_79b9_7f4a_7c15
        last = (UInt64(seed) ^ 0xe703_7ed1_a0b4_28db) &* 0x8ebc_6af0_9c88_c6e3
    }

    /// The hash of a name of at most sixteen bytes, at a place with at least sixteen readable bytes.
    @inlinable @inline(__always)
    func hash(within place: UnsafePointer<UInt8>, _ count: Int) -> UInt32 {
        let word = JSONNameKey.word(place)
        if count >= 8 { return hash(word, JSONNameKey.word(place + (count &- 8)), count) }
        return hash(0, word & ~(~0 &<< UInt64(truncatingIfNeeded: count &* 8)), count)
    }

    /// The hash of a decoded name.
    @inlinable
    package func hash(_ text: ByteView) -> UInt32 {
        let count = text.count
        if count < 8 { return hash(0, text.word, count) }
        var state = JSONNameKey.word(text.base)
        var index = 8
        while index < count &- 8 {
            state = JSONNameKey.fold(state ^ first, 0x9e37_79b9_7f4a_7c15) ^ JSONNameKey.word(text.base + index)
            index &+= 8
        }
        return hash(state, JSONNameKey.word(text.base + (count &- 8)), count)
    }

    /// The hash of the first bytes, folded, and the last eight or fewer.
    @inlinable @inline(__always)
    func hash(_ start: UInt64, _ end: UInt64, _ count: Int) -> UInt32 {
        let state = JSONNameKey.fold(start ^ first, end ^ last) ^ UInt64(truncatingIfNeeded: count)
        return UInt32(truncatingIfNeeded: state ^ state &>> 32)
    }

    @inlinable @inline(__always)
    static func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = left.multipliedFullWidth(by: right)
        return product.high ^ product.low
    }

    @inlinable @inline(__always)
    static func word(_ place: UnsafePointer<UInt8>) -> UInt64 {
        UInt64(littleEndian: UnsafeRawPointer(place).loadUnaligned(as: UInt64.self))
    }
}

/// Hashes of member names.
@usableFromInline
package enum JSONName {
    /// A hash of a decoded name; the seed is the tape's.
    @inlinable
    package static func hash(_ text: ByteView, seed: UInt32) -> UInt32 { JSONNameKey(seed: seed).hash(text) }
}

extension ByteView {
    /// Fewer than eight bytes as a number, the first lowest; no loop, for runs as short as names are.
    @inlinable @inline(__always)
    var word: UInt64 {
        let raw = UnsafeRawPointer(base)
        if count >= 4 {
            let low = UInt32(littleEndian: raw.loadUnaligned(as: UInt32.self))
            let high = UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self))
            return UInt64(low) | UInt64(high) &<< UInt64(truncatingIfNeeded: (count &- 4) &* 8)
        }
        if count >= 2 {
            let low = UInt16(littleEndian: raw.loadUnaligned(as: UInt16.self))
            let high = UInt16(littleEndian: raw.loadUnaligned(fromByteOffset: count &- 2, as: UInt16.self))
            return UInt64(low) | UInt64(high) &<< UInt64(truncatingIfNeeded: (count &- 2) &* 8)
        }
        return count == 1 ? UInt64(base[0]) : 0
    }
}

extension JSONTape {
    /// The hash of a name that stands in the source.
    @inline(never)
    mutating func nameHash(flags: UInt32, from start: Int, to end: Int) -> UInt32 {
        let text = source.slice(start, end)
        if flags & JSONNode.escaped == 0 { return JSONName.hash(text, seed: seed) }
        scratch.removeAll()
        JSONText.decode(text, lenient: flags & JSONNode.lenient != 0, into: &scratch)
        return JSONName.hash(scratch.view, seed: seed)
    }

    /// Enters the hash of a name in the sieve of its object, which is open. A name whose bit is taken may be a
    /// repetition: the object is looked through when it closes.
    @inline(__always)
    static func note(_ hash: UInt32, in object: UnsafeMutablePointer<JSONNode>) {
        let bit: UInt32 = 1 &<< hash
        let taken = object.pointee.length
        if taken & bit != 0 { object.pointee.head |= JSONNode.repeated }
        object.pointee.length = taken | bit
    }

    /// Marks names that occur more than once and corrects the member count to distinct names.
    @inline(never)
    mutating func markRepeatedNames(in object: Int) {
        let count = nodes[object].count
        nodes[object].head &= ~JSONNode.repeated
        if count <= JSONTape.comparedMax, !hasEqualHashes(in: object) { return }
        let mask = prepareSieve(for: count) - 1
        var entry = object + 1
        var distinct = count
        while entry < Int(nodes[object].link) {
            var slot = Int(nodes[entry].link) & mask
            while sieve[slot] != 0 {
                let earlier = Int(sieve[slot])
                if sameName(earlier, entry) {
                    nodes[earlier].head |= JSONNode.shadowed
                    nodes[entry].head |= JSONNode.repeated
                    nodes[object].head |= JSONNode.repeated
                    distinct -= 1
                    break
                }
                slot = (slot + 1) & mask
            }
            sieve[slot] = UInt32(truncatingIfNeeded: entry)
            entry = Int(nodes[entry + 1].link)
        }
        nodes[object].head = nodes[object].head & 0xff | UInt32(truncatingIfNeeded: distinct) << 8
    }

    /// Objects up to this many members are first looked through hash by hash: the sieve of a few names is often full.
    private static let comparedMax = 12

    @inline(__always)
    private func hasEqualHashes(in object: Int) -> Bool {
        let end = Int(nodes[object].link)
        var entry = object + 1
        while entry < end {
            let hash = nodes[entry].link
            var other = object + 1
            while other < entry {
                if nodes[other].link == hash { return true }
                other = Int(nodes[other + 1].link)
            }
            entry = Int(nodes[entry + 1].link)
        }
        return false
    }

    /// Empties the table and returns how many of its slots are used for `count` names, a power of two.
    private mutating func prepareSieve(for count: Int) -> Int {
        var wanted = 16
        while wanted < count * 2 { wanted *= 2 }
        if wanted > sieveCapacity {
            sieve.deallocate()
            sieve = .allocate(capacity: wanted)
            sieveCapacity = wanted
        }
        sieve.update(repeating: 0, count: wanted)
        return wanted
    }

    private mutating func sameName(_ left: Int, _ right: Int) -> Bool {
        if nodes[left].link != nodes[right].link { return false }
        let one = cursor(at: UInt32(truncatingIfNeeded: left))
        let other = cursor(at: UInt32(truncatingIfNeeded: right))
        if !other.hasEscapes { return one.equals(other.text) }
        if !one.hasEscapes { return other.equals(one.text) }
        scratch.removeAll()
        other.decode(into: &scratch)
        return one.equals(scratch.view)
    }
}
