// Sets of field names, for rules that every field of a message is held against: one bit for each name, as the numbers
// stay below 64.

/// Some of the field names with a meaning.
@frozen
@usableFromInline
package struct KnownHeaderSet: Sendable {
    @usableFromInline let bits: UInt64

    package init(_ members: KnownHeader...) {
        var bits: UInt64 = 0
        for member in members { bits |= 1 << UInt64(member.rawValue) }
        self.bits = bits
    }

    /// Whether the name is among them whose `known` value is given; a name without a meaning is not.
    @inlinable @inline(__always)
    package func contains(_ known: UInt16) -> Bool { bits &>> UInt64(known) & 1 != 0 }
}
