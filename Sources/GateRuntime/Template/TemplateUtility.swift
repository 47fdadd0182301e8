// The functions of `$util`.

import GateBytes
import GateJSON
import GatePlan

extension TemplateHeap {
    /// Appends a function's text, for all functions but `parseJson`.
    mutating func appendUtility(
        _ function: UtilityFunction, _ value: TemplateValue, to out: inout ByteBuffer
    ) throws(TemplateFailure) {
        if value.isNull {
            // commons-lang gives null, which prints as such; the others throw.
            if function != .escapeJavaScript { throw .method }
            return out.append("null")
        }
        let text = value.tag == .string ? value.view : try self.text(value)
        switch function {
        case .escapeJavaScript: JavaEscapes.appendScript(text, to: &out)
        case .urlEncode: JavaEscapes.appendFormEncoded(text, to: &out)
        case .urlDecode: try JavaEscapes.appendFormDecoded(text, to: &out)
        case .base64Encode: Base64.append(text, to: &out)
        case .base64Decode: try JavaEscapes.appendBase64Decoded(text, to: &out)
        case .parseJSON: break
        }
    }

    /// The value of a function.
    mutating func utility(
        _ function: UtilityFunction, _ value: TemplateValue
    ) throws(TemplateFailure) -> TemplateValue {
        if function == .parseJSON {
            if value.isNull { throw .notJSON }
            return try parse(try text(value))
        }
        let spare = arena.open()
        defer { arena.close() }
        try appendUtility(function, value, to: &spare.pointee)
        return string(copying: spare.pointee.view)
    }
}

/// Encodings of Java's libraries.
enum JavaEscapes {
    /// commons-lang 2.6 `StringEscapeUtils.escapeJavaScript`: ASCII output, `'` and `/` escaped too.
    static func appendScript(_ text: ByteView, to out: inout ByteBuffer) {
        var start = 0
        var index = 0
        while index < text.count {
            let byte = text.base[index]
            if byte >= 0x20, byte < 0x7f, byte != 0x22, byte != 0x27, byte != 0x5c, byte != 0x2f {
                index += 1
                continue
            }
            if byte == 0x7f {
                index += 1
                continue
            }
            out.append(text.slice(start, index))
            let (scalar, length) = JavaText.scalar(text, at: index)
            appendScriptEscape(scalar, to: &out)
            index += length
            start = index
        }
        out.append(text.slice(start, text.count))
    }

    private static func appendScriptEscape(_ scalar: UInt32, to out: inout ByteBuffer) {
        out.append(0x5c)
        switch scalar {
        case 0x22, 0x27, 0x5c, 0x2f: out.append(UInt8(truncatingIfNeeded: scalar))
        case 0x08: out.append(0x62)
        case 0x09: out.append(0x74)
        case 0x0a: out.append(0x6e)
        case 0x0c: out.append(0x66)
        case 0x0d: out.append(0x72)
        case 0x10000...:
            appendUnit(0xd800 + (scalar - 0x10000) >> 10, to: &out)
            out.append(0x5c)
            appendUnit(0xdc00 + (scalar & 0x3ff), to: &out)
        default: appendUnit(scalar, to: &out)
        }
    }

    private static func appendUnit(_ unit: UInt32, to out: inout ByteBuffer) {
        out.append(0x75)
        var shift: UInt32 = 16
        while shift > 0 {
            shift -= 4
            out.append(ASCII.hexDigitUppercase(UInt8(truncatingIfNeeded: unit >> shift) & 15))
        }
    }

    /// `java.net.URLEncoder` in UTF-8.
    static func appendFormEncoded(_ text: ByteView, to out: inout ByteBuffer) {
        for index in 0..<text.count {
            let byte = text[index]
            switch byte {
            case UInt8(ascii: "*"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"): out.append(byte)
            case 0x20: out.append(0x2b)
            case _ where ASCII.isAlphanumeric(byte): out.append(byte)
            default:
                out.append(0x25)
                out.append(ASCII.hexDigitUppercase(byte >> 4))
                out.append(ASCII.hexDigitUppercase(byte & 15))
            }
        }
    }

    /// `java.net.URLDecoder` in UTF-8.
    static func appendFormDecoded(_ text: ByteView, to out: inout ByteBuffer) throws(TemplateFailure) {
        var bytes = ByteBuffer(capacity: text.count)
        var index = 0
        while index < text.count {
            let byte = text[index]
            if byte == 0x25 {
                guard index + 2 < text.count, let high = ASCII.hexValue(text[index + 1]),
                    let low = ASCII.hexValue(text[index + 2])
                else { throw .method }
                bytes.append(high << 4 | low)
                index += 3
            } else {
                bytes.append(byte == 0x2b ? 0x20 : byte)
                index += 1
            }
        }
        appendText(bytes.view, to: &out)
    }

    /// Bytes as a Java string: what is not UTF-8 becomes U+FFFD.
    private static func appendText(_ bytes: ByteView, to out: inout ByteBuffer) {
        if JavaText.isASCII(bytes) { out.append(bytes) } else { out.append(text: String(bytes)) }
    }

    /// Decoded base64 as a Java string.
    static func appendBase64Decoded(_ text: ByteView, to out: inout ByteBuffer) throws(TemplateFailure) {
        var bytes = ByteBuffer(capacity: text.count)
        guard Base64.decode(text, to: &bytes) else { throw .method }
        appendText(bytes.view, to: &out)
    }
}
