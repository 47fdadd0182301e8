// One escape sequence of a JSON string (RFC 8259 §7). Shared by the reader and by the way back from decoded
// text to its source.

import GateBytes

/// What an escape sequence stands for.
enum JSONEscape {
    /// A scalar, and how many bytes the escape takes.
    case scalar(Unicode.Scalar, size: Int)
    /// No escape of JSON; the bytes to point at.
    case unknown(size: Int)
    /// Half a surrogate pair.
    case loneSurrogate

    /// Reads the escape whose backslash is at `start`; nothing at or after `end` belongs to it.
    static func read(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> JSONEscape {
        guard start + 1 < end else { return .unknown(size: 1) }
        switch text[start + 1] {
        case 0x22: return .scalar("\"", size: 2)
        case 0x5c: return .scalar("\\", size: 2)
        case 0x2f: return .scalar("/", size: 2)
        case 0x62: return .scalar("\u{8}", size: 2)
        case 0x66: return .scalar("\u{c}", size: 2)
        case 0x6e: return .scalar("\n", size: 2)
        case 0x72: return .scalar("\r", size: 2)
        case 0x74: return .scalar("\t", size: 2)
        case 0x75: return readUnicode(text, start, end)
        default:
            var size = 2
            while start + size < end, text[start + size] & 0xc0 == 0x80 { size += 1 }
            return .unknown(size: size)
        }
    }

    private static func readUnicode(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> JSONEscape {
        guard let first = unit(text, start + 2, end) else {
            var size = 2
            while size < 6, start + size < end, ASCII.isAlphanumeric(text[start + size]) { size += 1 }
            return .unknown(size: size)
        }
        if let scalar = Unicode.Scalar(first) { return .scalar(scalar, size: 6) }
        guard first < 0xdc00, start + 7 < end, text[start + 6] == 0x5c, text[start + 7] == 0x75,
            let second = unit(text, start + 8, end), second >= 0xdc00, second < 0xe000,
            let scalar = Unicode.Scalar(0x10000 + (first - 0xd800) << 10 + (second - 0xdc00))
        else { return .loneSurrogate }
        return .scalar(scalar, size: 12)
    }

    /// Four hexadecimal digits.
    private static func unit(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> UInt32? {
        guard start + 4 <= end else { return nil }
        var value: UInt32 = 0
        for offset in 0..<4 {
            guard let digit = ASCII.hexValue(text[start + offset]) else { return nil }
            value = value << 4 | UInt32(digit)
        }
        return value
    }
}
