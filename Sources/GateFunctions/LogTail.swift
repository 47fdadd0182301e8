// The end of an invocation's log, for `X-Amz-Log-Result`.

import GateBytes
import GateJSON

/// The last bytes of some lines.
struct LogTail {
    private var bytes: [UInt8] = []

    /// Adds a line.
    mutating func append(_ line: ByteView) {
        bytes += line.buffer
        bytes.append(0x0a)
        let kept = FunctionLimits.logTailBytesMax
        if bytes.count > 4 * kept { bytes.removeFirst(bytes.count - kept) }
    }

    /// AWS: Invoke, LogResult: the last 4 KB in base64.
    func appendBase64(to out: inout ByteBuffer) {
        let tail = Array(bytes.suffix(FunctionLimits.logTailBytesMax))
        Base64.append(tail, to: &out)
    }
}

/// RFC 4648 §4.
enum Base64 {
    private static var letters: ByteView {
        ByteView("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    }

    static func append(_ bytes: [UInt8], to out: inout ByteBuffer) {
        var index = 0
        while index < bytes.count {
            let rest = bytes.count - index
            let group =
                Int(bytes[index]) << 16 | (rest > 1 ? Int(bytes[index + 1]) << 8 : 0)
                | (rest > 2 ? Int(bytes[index + 2]) : 0)
            out.append(letters[group >> 18])
            out.append(letters[group >> 12 & 63])
            out.append(rest > 1 ? letters[group >> 6 & 63] : 0x3d)
            out.append(rest > 2 ? letters[group & 63] : 0x3d)
            index += 3
        }
    }

    /// The bytes of padded text; nil when it is not base64.
    static func decode(_ text: ByteView) -> [UInt8]? {
        var bytes: [UInt8] = []
        var group = 0
        var bits = 0
        for index in 0..<text.count {
            let byte = text[index]
            if byte == 0x3d { continue }
            guard let value = letters.firstIndex(of: byte) else { return nil }
            group = (group << 6 | value) & 0xffff
            bits += 6
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: group >> bits))
            }
        }
        return bytes
    }
}

extension ByteBuffer {
    /// Appends a string with JSON's escapes, without quotes.
    mutating func append(escaped text: String) {
        Array(text.utf8).withByteView { JSONWriter.appendEscaped($0, to: &self) }
    }
}
