// The text of a string between its quotes: escapes to bytes, and bytes to escapes.
//
// A lone surrogate becomes `?`, as Java's UTF-8 encoder writes it. The lenient rules are json-smart 2.4's: `\'` and
// `\xHH` are escapes, unknown escapes vanish, and control characters vanish from a text that has any escape.

import GateBytes

/// Decoding of string text.
@usableFromInline
package enum JSONText {
    /// One step of decoding: a character, a run of bytes, or the end.
    enum Step {
        case run(Int, Int)
        case scalar(UInt32)
        case end
    }

    /// Appends the decoded text.
    @usableFromInline package static func decode(_ text: ByteView, lenient: Bool, into buffer: inout ByteBuffer) {
        var position = 0
        while true {
            switch step(text, lenient: lenient, position: &position) {
            case .end: return
            case .run(let start, let end): buffer.append(text.slice(start, end))
            case .scalar(let scalar): appendUTF8(scalar, to: &buffer)
            }
        }
    }

    /// Whether the decoded text is `other`.
    @usableFromInline package static func equals(_ text: ByteView, lenient: Bool, _ other: ByteView) -> Bool {
        var position = 0
        var matched = 0
        while true {
            switch step(text, lenient: lenient, position: &position) {
            case .end: return matched == other.count
            case .run(let start, let end):
                let count = end - start
                if other.count - matched < count { return false }
                if !(text.slice(start, end) == other.slice(matched, matched + count)) { return false }
                matched += count
            case .scalar(let scalar):
                var bytes = utf8(scalar)
                repeat {
                    if matched == other.count || other[matched] != UInt8(truncatingIfNeeded: bytes) { return false }
                    bytes >>= 8
                    matched += 1
                } while bytes != 0
            }
        }
    }

    /// Whether two escaped texts are the same once decoded.
    @usableFromInline package static func equals(
        _ text: ByteView, lenient: Bool, escaped other: ByteView, lenient otherLenient: Bool
    ) -> Bool {
        var one = JSONTextBytes(text, lenient: lenient)
        var two = JSONTextBytes(other, lenient: otherLenient)
        while let byte = one.next() {
            if two.next() != byte { return false }
        }
        return two.next() == nil
    }

    /// How many characters (Unicode scalar values) the decoded text has.
    package static func length(_ text: ByteView, hasEscapes: Bool, lenient: Bool) -> Int {
        if !hasEscapes { return scalars(text) }
        var position = 0
        var count = 0
        while true {
            switch step(text, lenient: lenient, position: &position) {
            case .end: return count
            case .run(let start, let end): count += scalars(text.slice(start, end))
            case .scalar: count += 1
            }
        }
    }

    /// Every byte that does not continue a character starts one.
    private static func scalars(_ text: ByteView) -> Int {
        var count = 0
        for index in 0..<text.count where text.base[index] & 0xc0 != 0x80 { count += 1 }
        return count
    }

    /// The next run or character at `position`, which moves behind it.
    static func step(_ text: ByteView, lenient: Bool, position: inout Int) -> Step {
        while position < text.count {
            let start = position
            while position < text.count, text[position] != 0x5c, !(lenient && isDropped(text[position])) {
                position += 1
            }
            if position > start { return .run(start, position) }
            if text[position] != 0x5c {
                position += 1
                continue
            }
            if let scalar = escape(text, lenient: lenient, position: &position) { return .scalar(scalar) }
        }
        return .end
    }

    /// Control characters that json-smart drops (it keeps 0x1A, its end mark, out of strings by failing).
    private static func isDropped(_ byte: UInt8) -> Bool { byte < 0x20 || byte == 0x7f }

    /// The character of the escape at `position`; nil when it stands for nothing.
    private static func escape(_ text: ByteView, lenient: Bool, position: inout Int) -> UInt32? {
        position += 1
        guard position < text.count else { return nil }
        let byte = text[position]
        position += 1
        switch byte {
        case 0x22, 0x5c, 0x2f: return UInt32(byte)
        case 0x62: return 0x08
        case 0x66: return 0x0c
        case 0x6e: return 0x0a
        case 0x72: return 0x0d
        case 0x74: return 0x09
        case 0x75: return unicode(text, position: &position)
        case 0x27: return lenient ? 0x27 : nil
        case 0x78: return lenient ? hex(text, digits: 2, position: &position) : nil
        default:
            // The escaped character vanishes with its backslash, all bytes of it.
            while position < text.count, text[position] & 0xc0 == 0x80 { position += 1 }
            return nil
        }
    }

    /// The character of `\uXXXX`, or of two that form a surrogate pair.
    private static func unicode(_ text: ByteView, position: inout Int) -> UInt32 {
        let unit = hex(text, digits: 4, position: &position)
        guard unit >= 0xd800, unit < 0xe000 else { return unit }
        if unit < 0xdc00, position + 5 < text.count, text[position] == 0x5c, text[position + 1] == 0x75 {
            var after = position + 2
            let low = hex(text, digits: 4, position: &after)
            if low >= 0xdc00, low < 0xe000 {
                position = after
                return 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00)
            }
        }
        return 0x3f
    }

    private static func hex(_ text: ByteView, digits: Int, position: inout Int) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<digits where position < text.count {
            value = value << 4 | UInt32(ASCII.hexValue(text[position]) ?? 0)
            position += 1
        }
        return value
    }

    /// The UTF-8 bytes of a character, first byte lowest.
    @inlinable
    static func utf8(_ scalar: UInt32) -> UInt32 {
        if scalar < 0x80 { return scalar }
        if scalar < 0x800 { return 0x80c0 | scalar >> 6 | (scalar & 63) << 8 }
        if scalar < 0x10000 { return 0x8080e0 | scalar >> 12 | (scalar >> 6 & 63) << 8 | (scalar & 63) << 16 }
        return 0x808080f0 | scalar >> 18 | (scalar >> 12 & 63) << 8 | (scalar >> 6 & 63) << 16 | (scalar & 63) << 24
    }

    /// Appends one character.
    @inlinable
    package static func appendUTF8(_ scalar: UInt32, to buffer: inout ByteBuffer) {
        var bytes = utf8(scalar)
        repeat {
            buffer.append(UInt8(truncatingIfNeeded: bytes))
            bytes >>= 8
        } while bytes != 0
    }
}

/// The decoded bytes of an escaped text, one by one.
package struct JSONTextBytes {
    private let text: ByteView
    private let lenient: Bool
    private var position = 0
    /// The rest of a run.
    private var start = 0
    private var end = 0
    /// The rest of a character, lowest byte first; 0 when there is none.
    private var pending: UInt32 = 0
    private var hasPending = false

    package init(_ text: ByteView, lenient: Bool) {
        self.text = text
        self.lenient = lenient
    }

    package mutating func next() -> UInt8? {
        while true {
            if start < end {
                start += 1
                return text[start - 1]
            }
            if hasPending {
                let byte = UInt8(truncatingIfNeeded: pending)
                pending >>= 8
                hasPending = pending != 0
                return byte
            }
            switch JSONText.step(text, lenient: lenient, position: &position) {
            case .end: return nil
            case .run(let from, let to): (start, end) = (from, to)
            case .scalar(let scalar):
                pending = JSONText.utf8(scalar)
                hasPending = true
            }
        }
    }
}
