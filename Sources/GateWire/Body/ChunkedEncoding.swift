// Writing chunked bodies (RFC 9112 §7.1): no extensions, no trailers.

import GateBytes

/// The framing of chunked output.
package enum ChunkedEncoding {
    /// Most bytes a chunk's framing takes: sixteen digits and two line ends.
    package static let overheadBytesMax = 20

    /// Appends `size CRLF`, the line in front of a chunk's payload. `count` is not 0: that would end the body.
    package static func appendSizeLine(_ count: Int, to out: inout ByteBuffer) {
        precondition(count > 0)
        let digits = (Int.bitWidth - count.leadingZeroBitCount + 3) / 4
        out.append(hex: UInt64(count), digits: digits)
        out.append("\r\n")
    }

    /// Appends the line end behind a chunk's payload.
    package static func appendChunkEnd(to out: inout ByteBuffer) { out.append("\r\n") }

    /// Appends a whole chunk; nothing for an empty payload.
    package static func append(_ payload: ByteView, to out: inout ByteBuffer) {
        if payload.isEmpty { return }
        out.reserve(payload.count + overheadBytesMax)
        appendSizeLine(payload.count, to: &out)
        out.append(payload)
        appendChunkEnd(to: &out)
    }

    /// Appends the last chunk: the body is complete behind it.
    package static func appendEnd(to out: inout ByteBuffer) { out.append("0\r\n\r\n") }
}
