// Base64 with the standard alphabet. RFC 4648 §4, without line ends.

/// Base64 both ways.
package enum Base64 {
    private static let alphabet: StaticString = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

    /// Appends the padded text of `bytes`.
    package static func append(_ bytes: ByteView, to out: inout ByteBuffer) {
        let letters = ByteView(alphabet)
        var index = 0
        while index < bytes.count {
            let left = bytes.count - index
            let word =
                UInt32(bytes[index]) << 16 | (left > 1 ? UInt32(bytes[index + 1]) << 8 : 0)
                | (left > 2 ? UInt32(bytes[index + 2]) : 0)
            out.append(letters[Int(word >> 18)])
            out.append(letters[Int(word >> 12 & 63)])
            out.append(left > 1 ? letters[Int(word >> 6 & 63)] : 0x3d)
            out.append(left > 2 ? letters[Int(word & 63)] : 0x3d)
            index += 3
        }
    }

    /// Appends the bytes that `text` stands for; false, with some of them appended, when it is not base64. The padding
    /// may be left out, but not in part, as in Java.
    package static func decode(_ text: ByteView, to bytes: inout ByteBuffer) -> Bool {
        var word: UInt32 = 0
        var bits = 0
        var end = text.count
        while end > 0, text.count - end < 2, text[end - 1] == 0x3d { end -= 1 }
        if end % 4 == 1 || end < text.count && text.count % 4 != 0 { return false }
        for index in 0..<end {
            let byte = text[index]
            let value: UInt32
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): value = UInt32(byte) - 65
            case UInt8(ascii: "a")...UInt8(ascii: "z"): value = UInt32(byte) - 71
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = UInt32(byte) + 4
            case UInt8(ascii: "+"): value = 62
            case UInt8(ascii: "/"): value = 63
            default: return false
            }
            word = word << 6 | value
            bits += 6
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: word >> UInt32(bits)))
            }
        }
        return true
    }
}
