// JSON text from a tape or from decoded strings.

import CGateVector
import GateBytes

/// How values are written.
package enum JSONStyle: UInt8, Sendable {
    /// RFC 8259, shortest escapes; numbers as they were written.
    case plain
    /// json-smart's `LT_COMPRESS`, which Jayway uses: what `$input.json` prints. Also escapes U+007F–U+009F and
    /// U+2000–U+20FF as `\uXXXX`; numbers as Java prints them.
    case javaJSON
    /// json-smart's default: as `javaJSON`, and `/` as `\/`. What a list prints as text.
    case javaText
}

/// Writes compact JSON.
package enum JSONWriter {
    /// Appends a value.
    package static func append(_ value: JSONCursor, to buffer: inout ByteBuffer, style: JSONStyle = .plain) {
        switch value.kind {
        case .null: buffer.append("null")
        case .true: buffer.append("true")
        case .false: buffer.append("false")
        case .number: appendNumber(value, to: &buffer, style: style)
        case .string: appendString(value, to: &buffer, style: style)
        case .array:
            buffer.append(0x5b)
            var walk = value.elements
            var isFirst = true
            while let element = walk.next() {
                if !isFirst { buffer.append(0x2c) }
                isFirst = false
                // Depth is bounded by `JSONTape.depthMax`.
                append(element, to: &buffer, style: style)
            }
            buffer.append(0x5d)
        case .object:
            buffer.append(0x7b)
            var walk = value.members
            var isFirst = true
            while let member = walk.next() {
                if !isFirst { buffer.append(0x2c) }
                isFirst = false
                appendString(member.name, to: &buffer, style: style)
                buffer.append(0x3a)
                append(member.value, to: &buffer, style: style)
            }
            buffer.append(0x7d)
        }
    }

    /// Appends a string of the tape, quoted.
    package static func appendString(
        _ value: JSONCursor, to buffer: inout ByteBuffer, style: JSONStyle = .plain
    ) {
        buffer.append(0x22)
        let text = value.text
        if value.hasEscapes {
            var position = 0
            reading: while true {
                switch JSONText.step(text, lenient: value.isLenient, position: &position) {
                case .end: break reading
                case .run(let start, let end): appendEscaped(text.slice(start, end), to: &buffer, style: style)
                case .scalar(let scalar): appendEscaped(scalar: scalar, to: &buffer, style: style)
                }
            }
        } else {
            appendEscaped(text, to: &buffer, style: style)
        }
        buffer.append(0x22)
    }

    /// Appends decoded text, quoted.
    package static func appendQuoted(_ text: ByteView, to buffer: inout ByteBuffer, style: JSONStyle = .plain) {
        buffer.append(0x22)
        appendEscaped(text, to: &buffer, style: style)
        buffer.append(0x22)
    }

    /// Appends decoded text with escapes, without quotes.
    package static func appendEscaped(_ text: ByteView, to buffer: inout ByteBuffer, style: JSONStyle = .plain) {
        var start = 0
        var index = 0
        while true {
            index &+= plainCount(text, from: index)
            if index >= text.count { break }
            // Characters that are not ASCII seldom come alone.
            repeat {
                let (length, scalar) = special(text, at: index, style: style)
                if let scalar {
                    buffer.append(text.slice(start, index))
                    appendEscape(scalar, to: &buffer)
                    start = index + length
                }
                index += length
            } while index < text.count && text.base[index] >= 0x80
        }
        buffer.append(text.slice(start, text.count))
    }

    /// How many bytes from `start` on no style escapes; sixteen at a time, then eight, then the rest at once.
    @inline(__always)
    private static func plainCount(_ text: ByteView, from start: Int) -> Int {
        var index = start
        while index < text.count {
            let rest = ByteView(base: text.base + index, count: text.count &- index)
            let found: UInt32
            let width: Int
            if rest.count >= 16 {
                (found, width) = (gate_escaped_bytes(rest.base), 16)
            } else if rest.count >= 8 {
                (found, width) = (gate_escaped_bytes_of_word(JSONNameKey.word(rest.base)), 8)
            } else {
                let among = ~(~0 &<< UInt32(truncatingIfNeeded: rest.count))
                (found, width) = (gate_escaped_bytes_of_word(rest.word) & among, rest.count)
            }
            if found != 0 { return index &- start &+ found.trailingZeroBitCount }
            index &+= width
        }
        return index &- start
    }

    /// Appends one character, escaped if the style asks for it.
    package static func appendEscaped(scalar: UInt32, to buffer: inout ByteBuffer, style: JSONStyle) {
        if mustEscape(scalar, style: style) {
            appendEscape(scalar, to: &buffer)
        } else {
            JSONText.appendUTF8(scalar, to: &buffer)
        }
    }

    /// The length of the character at `index`, and the character when it must be escaped.
    @inline(__always)
    private static func special(_ text: ByteView, at index: Int, style: JSONStyle) -> (Int, UInt32?) {
        let byte = text[index]
        if byte < 0x80 { return (1, mustEscape(UInt32(byte), style: style) ? UInt32(byte) : nil) }
        if style == .plain { return (1, nil) }
        if byte == 0xc2, index + 1 < text.count, text[index + 1] & 0xe0 == 0x80 {
            return (2, UInt32(text[index + 1]))
        }
        if byte == 0xe2, index + 2 < text.count, text[index + 1] & 0xfc == 0x80 {
            return (3, 0x2000 | UInt32(text[index + 1] & 3) << 6 | UInt32(text[index + 2] & 63))
        }
        return (1, nil)
    }

    private static func mustEscape(_ scalar: UInt32, style: JSONStyle) -> Bool {
        if scalar < 0x20 || scalar == 0x22 || scalar == 0x5c { return true }
        if style == .plain { return false }
        if scalar == 0x2f { return style == .javaText }
        return (scalar >= 0x7f && scalar <= 0x9f) || (scalar >= 0x2000 && scalar <= 0x20ff)
    }

    private static func appendEscape(_ scalar: UInt32, to buffer: inout ByteBuffer) {
        buffer.append(0x5c)
        switch scalar {
        case 0x22, 0x5c, 0x2f: buffer.append(UInt8(truncatingIfNeeded: scalar))
        case 0x08: buffer.append(0x62)
        case 0x09: buffer.append(0x74)
        case 0x0a: buffer.append(0x6e)
        case 0x0c: buffer.append(0x66)
        case 0x0d: buffer.append(0x72)
        default:
            buffer.append(0x75)
            var shift: UInt32 = 16
            while shift > 0 {
                shift -= 4
                buffer.append(ASCII.hexDigitUppercase(UInt8(truncatingIfNeeded: scalar >> shift) & 15))
            }
        }
    }

    private static func appendNumber(_ value: JSONCursor, to buffer: inout ByteBuffer, style: JSONStyle) {
        if style == .plain { return buffer.append(value.text) }
        if JSONNumber.isInfinite(value.text, isInteger: value.isInteger) { return buffer.append("null") }
        JSONNumber.appendJava(value.text, isInteger: value.isInteger, to: &buffer)
    }
}
