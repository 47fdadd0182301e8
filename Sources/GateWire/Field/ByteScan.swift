// Eight bytes at a time. A word is loaded little-endian; each predicate gives a word whose bytes have their top bit
// set where the byte has the property, exactly (no false hits behind a true one), so the first hit is found by
// counting trailing zeros. Callers keep eight bytes inside the buffer.

import GateBytes

/// Word-wide byte predicates.
enum ByteScan {
    @inline(__always)
    static func word(_ base: UnsafePointer<UInt8>) -> UInt64 {
        UInt64(littleEndian: UnsafeRawPointer(base).loadUnaligned(as: UInt64.self))
    }

    @inline(__always)
    static func halfWord(_ base: UnsafePointer<UInt8>) -> UInt32 {
        UInt32(littleEndian: UnsafeRawPointer(base).loadUnaligned(as: UInt32.self))
    }

    @inline(__always)
    static func repeated(_ byte: UInt8) -> UInt64 { UInt64(byte) &* 0x0101_0101_0101_0101 }

    private static let tops: UInt64 = 0x8080_8080_8080_8080

    /// Index of the first byte a predicate marked; 8 when none is.
    @inline(__always)
    static func first(_ marks: UInt64) -> Int { marks.trailingZeroBitCount &>> 3 }

    /// Top bits of bytes whose low seven bits are at least `bound`.
    @inline(__always)
    private static func atLeast(_ low: UInt64, _ bound: UInt8) -> UInt64 { low &+ repeated(0x80 &- bound) }

    /// Top bits of bytes whose low seven bits are `byte`.
    @inline(__always)
    private static func equal(_ low: UInt64, _ byte: UInt8) -> UInt64 { ~((low ^ repeated(byte)) &+ repeated(0x7f)) }

    /// Controls (tab among them) and DEL: where a field value may end or go wrong.
    @inline(__always)
    static func controls(_ word: UInt64) -> UInt64 {
        let low = word & ~tops
        return (~atLeast(low, 0x20) | atLeast(low, 0x7f)) & ~word & tops
    }

    /// All but letters and `-`: where a field name may end, or its next byte must be looked at.
    @inline(__always)
    static func unusualInName(_ word: UInt64) -> UInt64 {
        let low = word & ~tops
        let folded = low | repeated(0x20)
        let letters = atLeast(folded, 0x61) & ~atLeast(folded, 0x7b)
        // `M` and 0x4d fold to 0x6d, `-` is 0x2d and so is nothing else but 0x0d once folded: compare unfolded.
        return ~((letters | equal(low, 0x2d)) & ~word) & tops
    }

    /// Blanks, controls, DEL, `?`, `#` and bytes above ASCII: where a path ends or goes wrong.
    @inline(__always)
    static func endsPath(_ word: UInt64) -> UInt64 {
        let low = word & ~tops
        let outside = ~atLeast(low, 0x21) | atLeast(low, 0x7f) | word
        return (outside | equal(low, 0x3f) | equal(low, 0x23)) & tops
    }

    /// Blanks, controls, `#`, `{`, `|`, `}`, `~`, DEL and bytes above ASCII: where a query ends, goes wrong or must be
    /// looked at.
    @inline(__always)
    static func endsQuery(_ word: UInt64) -> UInt64 {
        let low = word & ~tops
        return (~atLeast(low, 0x21) | atLeast(low, 0x7b) | equal(low, 0x23) | word) & tops
    }
}
