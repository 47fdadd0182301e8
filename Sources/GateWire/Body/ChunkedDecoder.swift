// Chunked bodies (RFC 9112 §7.1), however the bytes are cut. The decoder keeps a state, a count and what its limits
// need; it buffers nothing. Extensions and trailers are checked and dropped.
//
//   size ──► [extension] ──► LF ──► payload ──► CR LF ──► size …
//   size 0 ─► [extension] ─► LF ──► [trailer line]* ──► CR LF ──► complete

import GateBytes

/// An incremental decoder of one body.
package struct ChunkedDecoder: Sendable {
    private enum State: UInt8, Sendable {
        /// No digit of the size yet.
        case sizeStart
        case size
        /// Behind `;`.
        case extensionStart
        case extensionName
        /// Behind `=`.
        case extensionValueStart
        case extensionValue
        case extensionQuoted
        case extensionEscape
        case extensionEnd
        case sizeLineFeed
        case payload
        case payloadReturn
        case payloadLineFeed
        case trailerStart
        case trailerName
        case trailerValue
        case trailerLineFeed
        case lastLineFeed
        case complete
    }

    private let limits: WireLimits
    private var state = State.sizeStart
    /// Payload bytes of this chunk still to come; while reading the size, the size so far.
    private var remaining = 0
    private var sizeDigits = 0
    private var extensionBytes = 0
    private var trailerBytes = 0
    private var overheadBytes = 0
    private var payloadBytes = 0

    package init(limits: WireLimits = WireLimits()) { self.limits = limits }

    /// Whether the last chunk and the trailer section have been read.
    package var isComplete: Bool { state == .complete }

    /// Payload bytes given so far.
    package var payloadCount: Int { payloadBytes }

    /// Bytes of the trailer section read so far: the last ones that were used of the bytes given.
    package var trailerCount: Int { trailerBytes }

    /// The next run of payload in `bytes` from `position` on, which moves behind it; nil when the bytes are used up
    /// or the body is complete. Call again until it is nil; bytes behind `position` then belong to the next message.
    package mutating func next(_ bytes: ByteView, _ position: inout Int) throws(WireError) -> ByteView? {
        while position < bytes.count {
            switch state {
            case .payload:
                let count = min(remaining, bytes.count - position)
                let run = bytes.slice(position, position + count)
                position += count
                payloadBytes += count
                remaining -= count
                if remaining == 0 { state = .payloadReturn }
                return run
            case .complete: return nil
            default:
                try takeOverhead(bytes[position])
                position += 1
            }
        }
        return nil
    }

    /// Appends the payload in `bytes` to `buffer`; how many bytes were used. Fewer than there are: the body is
    /// complete.
    package mutating func decode(_ bytes: ByteView, into buffer: inout ByteBuffer) throws(WireError) -> Int {
        var position = 0
        while let run = try next(bytes, &position) { buffer.append(run) }
        return position
    }

    /// Decodes a body that is here as a whole; false when it is malformed or cut off.
    package mutating func decodeAll(_ bytes: ByteView, into buffer: inout ByteBuffer) -> Bool {
        do throws(WireError) {
            _ = try decode(bytes, into: &buffer)
            return isComplete
        } catch {
            return false
        }
    }

    // MARK: Framing bytes

    @inline(__always)
    private mutating func takeOverhead(_ byte: UInt8) throws(WireError) {
        overheadBytes += 1
        if overheadBytes > limits.chunkOverheadBytesMax {
            let allowed = payloadBytes.multipliedReportingOverflow(by: limits.chunkOverheadPerPayloadByteMax)
            if !allowed.overflow, overheadBytes - limits.chunkOverheadBytesMax > allowed.partialValue {
                throw .chunkOverheadTooLarge
            }
        }
        switch state {
        case .sizeStart, .size: try takeSize(byte)
        case .sizeLineFeed: try endSizeLine(byte)
        case .payloadReturn: try expect(0x0d, byte, then: .payloadLineFeed)
        case .payloadLineFeed:
            try expect(0x0a, byte, then: .sizeStart)
            sizeDigits = 0
            extensionBytes = 0
        case .trailerStart, .trailerName, .trailerValue, .trailerLineFeed, .lastLineFeed: try takeTrailer(byte)
        case .payload, .complete: break
        default: try takeExtension(byte)
        }
    }

    private mutating func expect(_ wanted: UInt8, _ byte: UInt8, then next: State) throws(WireError) {
        if byte != wanted { throw .badChunkEnd }
        state = next
    }

    private mutating func takeSize(_ byte: UInt8) throws(WireError) {
        if let digit = ASCII.hexValue(byte) {
            sizeDigits += 1
            if sizeDigits > limits.chunkSizeDigitsMax || remaining > Int.max >> 4 { throw .badChunkSize }
            remaining = remaining << 4 | Int(digit)
            state = .size
            return
        }
        if state == .sizeStart { throw .badChunkSize }
        switch byte {
        case 0x0d: state = .sizeLineFeed
        case 0x3b: state = .extensionStart
        default: throw .badChunkSize
        }
    }

    private mutating func endSizeLine(_ byte: UInt8) throws(WireError) {
        if byte != 0x0a { throw .badChunkEnd }
        state = remaining == 0 ? .trailerStart : .payload
    }

    /// `*( ";" BWS name [ BWS "=" BWS value ] )`; BWS in front of `;` is refused like any space behind the size.
    private mutating func takeExtension(_ byte: UInt8) throws(WireError) {
        extensionBytes += 1
        if extensionBytes > limits.chunkExtensionBytesMax { throw .badChunkExtension }
        switch state {
        case .extensionStart:
            if ASCII.isBlank(byte) { return }
            if !ASCII.isToken(byte) { throw .badChunkExtension }
            state = .extensionName
        case .extensionName:
            if ASCII.isToken(byte) { return }
            if byte == 0x3d { state = .extensionValueStart } else { try endExtension(byte) }
        case .extensionValueStart:
            if byte == 0x22 {
                state = .extensionQuoted
            } else if ASCII.isToken(byte) {
                state = .extensionValue
            } else {
                throw .badChunkExtension
            }
        case .extensionValue:
            if !ASCII.isToken(byte) { try endExtension(byte) }
        case .extensionQuoted, .extensionEscape:
            if ASCII.isControl(byte), byte != 0x09 { throw .badChunkExtension }
            if state == .extensionEscape {
                state = .extensionQuoted
            } else if byte == 0x5c {
                state = .extensionEscape
            } else if byte == 0x22 {
                state = .extensionEnd
            }
        default: try endExtension(byte)
        }
    }

    private mutating func endExtension(_ byte: UInt8) throws(WireError) {
        switch byte {
        case 0x0d: state = .sizeLineFeed
        case 0x3b: state = .extensionStart
        default: throw .badChunkExtension
        }
    }

    private mutating func takeTrailer(_ byte: UInt8) throws(WireError) {
        trailerBytes += 1
        if trailerBytes > limits.trailerBytesMax { throw .trailerTooLong }
        switch state {
        case .trailerStart:
            if byte == 0x0d {
                state = .lastLineFeed
            } else if ASCII.isToken(byte) {
                state = .trailerName
            } else {
                throw .badTrailer
            }
        case .trailerName:
            if byte == 0x3a { state = .trailerValue } else if !ASCII.isToken(byte) { throw .badTrailer }
        case .trailerValue:
            if byte == 0x0d {
                state = .trailerLineFeed
            } else if ASCII.isControl(byte), byte != 0x09 {
                throw .badTrailer
            }
        case .trailerLineFeed:
            if byte != 0x0a { throw .badTrailer }
            state = .trailerStart
        default:
            if byte != 0x0a { throw .badTrailer }
            state = .complete
        }
    }
}
