// Repeated member names: which entries of a closed object carry a name that occurs more than once. Linear in the
// number of members, whatever the names are.

import GateBytes

/// Hashes of member names.
@usableFromInline
package enum JSONName {
    /// A hash of a decoded name; the seed is the tape's.
    @inlinable
    package static func hash(_ text: ByteView, seed: UInt32) -> UInt32 {
        var state = UInt64(seed) | UInt64(truncatingIfNeeded: text.count) << 32
        var index = 0
        let raw = UnsafeRawPointer(text.base)
        while index + 8 <= text.count {
            state = fold(state ^ raw.loadUnaligned(fromByteOffset: index, as: UInt64.self))
            index += 8
        }
        let tail = text.tailWord(from: index)
        state = fold(state ^ tail ^ 0xa076_1d64_78bd_642f)
        return UInt32(truncatingIfNeeded: state ^ (state >> 32))
    }

    @inlinable
    static func fold(_ value: UInt64) -> UInt64 {
        let product = value.multipliedFullWidth(by: 0x9e37_79b9_7f4a_7c15)
        return product.high ^ product.low
    }
}

extension JSONTape {
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
