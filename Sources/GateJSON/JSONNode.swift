// One entry of a tape. A document is a run of entries in source order:
//
//     [0] header   head = hash seed
//     [1] root     ... its members or elements follow, depth first ...
//
//     value        link = index after its subtree          offset, length = its text in the source
//     name         link = hash of the decoded name         the member's value is the next entry
//
// Text of strings and names excludes the quotes and is still escaped; text of arrays and objects includes the
// brackets. Sixteen bytes per value; must not know who reads the document.

/// What a JSON value is.
@usableFromInline
package enum JSONKind: UInt8, Sendable {
    case null = 0
    case `false` = 1
    case `true` = 2
    case number = 3
    case string = 4
    case array = 5
    case object = 6
}

/// An entry of a tape.
@frozen
@usableFromInline
package struct JSONNode: Sendable {
    /// Bits 0–3 kind, bits 4–7 flags, bits 8–31 how many elements or members.
    @usableFromInline package var head: UInt32
    @usableFromInline package var link: UInt32
    /// Where the text starts in the source, in bytes.
    @usableFromInline package var offset: UInt32
    /// How long the text is, in bytes. While an object is being read: which hashes its names had (a 32-bit sieve).
    @usableFromInline package var length: UInt32

    @inlinable
    package init(head: UInt32, link: UInt32, offset: UInt32, length: UInt32) {
        self.head = head
        self.link = link
        self.offset = offset
        self.length = length
    }

    /// The text holds escapes (strings, names).
    @inlinable package static var escaped: UInt32 { 0x10 }
    /// The text is to be decoded by the permissive rules (strings, names).
    @inlinable package static var lenient: UInt32 { 0x20 }
    /// The number has a fraction or an exponent.
    @inlinable package static var fractional: UInt32 { 0x40 }
    /// A later member of the object has the same name.
    @inlinable package static var shadowed: UInt32 { 0x40 }
    /// An earlier member of the object has the same name.
    @inlinable package static var repeated: UInt32 { 0x80 }
    /// The kind bits of a member's name.
    @inlinable package static var name: UInt32 { 7 }
    /// One more element or member.
    @inlinable package static var one: UInt32 { 0x100 }

    /// The kind bits.
    @inlinable package var kindBits: UInt32 { head & 15 }
    /// How many elements or members.
    @inlinable package var count: Int { Int(head >> 8) }
}

/// Why a text is not JSON.
@usableFromInline package enum JSONProblem: UInt8, Sendable {
    case unexpectedByte
    case unexpectedEnd
    case controlCharacter
    case badEscape
    case badNumber
    case badUTF8
    case textAfterValue
    case tooDeep
    case tooLarge
}

/// Where and why reading stopped.
@usableFromInline
package struct JSONFailure: Error, Sendable {
    @usableFromInline package let problem: JSONProblem
    /// Offset of the offending byte.
    @usableFromInline package let offset: UInt32

    @inlinable
    package init(_ problem: JSONProblem, at offset: Int) {
        self.problem = problem
        self.offset = UInt32(truncatingIfNeeded: offset)
    }
}
