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
        Array(bytes.suffix(FunctionLimits.logTailBytesMax)).withByteView { Base64.append($0, to: &out) }
    }
}

extension ByteBuffer {
    /// Appends a string with JSON's escapes, without quotes.
    mutating func append(escaped text: String) {
        Array(text.utf8).withByteView { JSONWriter.appendEscaped($0, to: &self) }
    }
}
