// Texts as Java sees them: positions count UTF-16 units. Texts of ASCII need no conversion and are by far the most.

import GateBytes
import GateJSON

/// Operations of `java.lang.String` on UTF-8.
enum JavaText {
    @inline(__always)
    static func isASCII(_ text: ByteView) -> Bool {
        var index = 0
        while index < text.count {
            if text.base[index] >= 0x80 { return false }
            index += 1
        }
        return true
    }

    /// Whether a text has characters beyond Latin-1.
    static func isWide(_ text: ByteView) -> Bool {
        for index in 0..<text.count where text[index] >= 0xc4 { return true }
        return false
    }

    /// Length in UTF-16 units.
    static func length(_ text: ByteView) -> Int {
        var units = 0
        for index in 0..<text.count {
            let byte = text.base[index]
            if byte & 0xc0 != 0x80 { units += byte >= 0xf0 ? 2 : 1 }
        }
        return units
    }

    /// The byte offset of a unit; nil inside of a character of two units or out of range.
    static func offset(_ text: ByteView, unit: Int) -> Int? {
        if unit < 0 { return nil }
        var units = 0
        var index = 0
        while index < text.count {
            if units == unit { return index }
            if units > unit { return nil }
            let byte = text.base[index]
            units += byte >= 0xf0 ? 2 : 1
            index += byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4
        }
        return units == unit ? min(index, text.count) : nil
    }

    /// The unit at a byte offset.
    static func unit(_ text: ByteView, offset: Int) -> Int { length(text.slice(0, offset)) }

    /// The character at a byte offset, and its length.
    static func scalar(_ text: ByteView, at index: Int) -> (UInt32, Int) {
        let first = UInt32(text[index])
        func next(_ place: Int) -> UInt32 { place < text.count ? UInt32(text[place]) & 0x3f : 0 }
        if first < 0x80 { return (first, 1) }
        if first < 0xe0 { return ((first & 0x1f) << 6 | next(index + 1), min(2, text.count - index)) }
        if first < 0xf0 {
            return ((first & 0x0f) << 12 | next(index + 1) << 6 | next(index + 2), min(3, text.count - index))
        }
        let value = (first & 0x07) << 18 | next(index + 1) << 12 | next(index + 2) << 6 | next(index + 3)
        return (value, min(4, text.count - index))
    }

    /// `hashCode`.
    static func hash(_ text: ByteView) -> Int32 {
        var hash: Int32 = 0
        var index = 0
        while index < text.count {
            let (scalar, length) = scalar(text, at: index)
            index += length
            if scalar >= 0x10000 {
                hash = hash &* 31 &+ Int32(bitPattern: 0xd800 + (scalar - 0x10000) >> 10)
                hash = hash &* 31 &+ Int32(bitPattern: 0xdc00 + (scalar & 0x3ff))
            } else {
                hash = hash &* 31 &+ Int32(bitPattern: scalar)
            }
        }
        return hash
    }

    /// Byte offset of the first `needle` at or behind `start`.
    static func find(_ needle: ByteView, in text: ByteView, from start: Int = 0) -> Int? {
        if needle.count == 0 { return start <= text.count ? start : nil }
        var index = start
        let last = text.count - needle.count
        let first = needle[0]
        while index <= last {
            if text.base[index] == first, text.slice(index, index + needle.count) == needle { return index }
            index += 1
        }
        return nil
    }

    /// Byte offset of the last `needle` that starts at or before `end`.
    static func findLast(_ needle: ByteView, in text: ByteView, from end: Int? = nil) -> Int? {
        var index = min(end ?? text.count, text.count - needle.count)
        while index >= 0 {
            if text.slice(index, index + needle.count) == needle { return index }
            index -= 1
        }
        return nil
    }

    /// `compareTo`: difference of the first units that differ, or whole characters, else of the lengths.
    static func compare(_ left: ByteView, _ right: ByteView, byScalars: Bool = false) -> Int {
        var index = 0
        while index < left.count, index < right.count {
            let (one, length) = scalar(left, at: index)
            let (other, _) = scalar(right, at: index)
            if one != other {
                if byScalars || (one < 0x10000 && other < 0x10000) { return Int(one) - Int(other) }
                return Int(firstUnit(one)) - Int(firstUnit(other))
            }
            index += length
        }
        return JavaText.length(left) - JavaText.length(right)
    }

    private static func firstUnit(_ scalar: UInt32) -> UInt32 {
        scalar < 0x10000 ? scalar : 0xd800 + (scalar - 0x10000) >> 10
    }

    /// Appends a text in the other case, by Unicode's full mappings.
    static func appendCase(_ text: ByteView, upper: Bool, to out: inout ByteBuffer) {
        var index = 0
        while index < text.count {
            let byte = text[index]
            if byte < 0x80 {
                out.append(upper ? ASCII.uppercased(byte) : ASCII.lowercased(byte))
                index += 1
                continue
            }
            let (value, length) = scalar(text, at: index)
            if let scalar = Unicode.Scalar(value) {
                out.append(text: upper ? scalar.properties.uppercaseMapping : scalar.properties.lowercaseMapping)
            } else {
                out.append(text.slice(index, index + length))
            }
            index += length
        }
    }

    /// Whether two texts are equal but for case.
    static func equalsIgnoringCase(_ left: ByteView, _ right: ByteView) -> Bool {
        if isASCII(left), isASCII(right) { return left.equalsIgnoringCase(right) }
        var one = ByteBuffer(capacity: left.count + 8)
        var other = ByteBuffer(capacity: right.count + 8)
        appendCase(left, upper: true, to: &one)
        appendCase(right, upper: true, to: &other)
        return one.view == other.view
    }
}
