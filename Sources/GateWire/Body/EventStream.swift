// Event streams, AWS's framing of messages in a body (`application/vnd.amazon.eventstream`), however the bytes are cut.
// Numbers are big-endian.
//
//   offset  size
//   0       4     bytes of the whole message, H + P + 16
//   4       4     H, bytes of the headers
//   8       4     CRC-32 of the eight bytes before
//   12      H     headers: name length 1, name, type 1, value; text (type 7) has its length in two bytes in front
//   12 + H  P     payload
//   end     4     CRC-32 of everything before
//
// AWS: "Amazon Transcribe: Event stream encoding", which SDKs share; Smithy, "Amazon Event Stream".

import GateBytes

/// Why bytes are no event stream.
package enum EventStreamFailure: Error {
    /// A check does not fit.
    case checksum
    /// Lengths contradict each other, or exceed `EventStreamLimits`.
    case length
    /// A header that cannot be read.
    case header
}

/// Bounds of messages.
package enum EventStreamLimits {
    /// Largest message, in bytes. Smithy: payload at most 16 MB.
    package static let messageBytesMax = 16 * 1024 * 1024 + headersBytesMax + 16
    /// Headers of a message, in bytes. Smithy: 128 KB.
    package static let headersBytesMax = 128 * 1024
}

/// An incremental reader of messages.
package struct EventStreamDecoder: ~Copyable {
    package enum Part {
        /// A message's headers can be read.
        case headers
        /// Some of its payload.
        case payload(ByteView)
        /// The message was whole and sound.
        case end
    }

    private enum State {
        case prelude
        case headers
        case payload
        case checksum
    }

    private static let preludeBytes = 12

    private var state = State.prelude
    /// What is collected: prelude, headers or check.
    private var collected = ByteBuffer(capacity: 256)
    private var wanted = EventStreamDecoder.preludeBytes
    private var headerBytes = 0
    private var payloadBytes = 0
    private var check = CRC32()

    package init() {}

    /// Whether no message has begun that is not whole.
    package var isBetweenMessages: Bool { state == .prelude && collected.isEmpty }

    /// The next part in `bytes` from `position` on, which moves behind it; nil when the bytes are used up.
    package mutating func next(_ bytes: ByteView, _ position: inout Int) throws(EventStreamFailure) -> Part? {
        while true {
            if state == .payload, payloadBytes > 0 {
                let count = min(payloadBytes, bytes.count - position)
                if count == 0 { return nil }
                let run = bytes.slice(position, position + count)
                position += count
                payloadBytes -= count
                check.take(run)
                return .payload(run)
            }
            if state == .payload {
                begin(.checksum, wanted: 4)
            } else if state == .prelude, collected.count == wanted {
                try takePrelude()
            } else if state == .headers, collected.count == wanted {
                check.take(collected.view)
                state = .payload
                return .headers
            } else if state == .checksum, collected.count == wanted {
                if EventStreamDecoder.number(collected.view, at: 0) != check.value { throw .checksum }
                begin(.prelude, wanted: EventStreamDecoder.preludeBytes)
                return .end
            } else {
                let count = min(wanted - collected.count, bytes.count - position)
                if count == 0 { return nil }
                collected.append(bytes.slice(position, position + count))
                position += count
            }
        }
    }

    private mutating func begin(_ state: State, wanted: Int) {
        self.state = state
        self.wanted = wanted
        collected.removeAll()
    }

    private mutating func takePrelude() throws(EventStreamFailure) {
        let total = Int(EventStreamDecoder.number(collected.view, at: 0))
        headerBytes = Int(EventStreamDecoder.number(collected.view, at: 4))
        var prelude = CRC32()
        prelude.take(collected.view.slice(0, 8))
        if EventStreamDecoder.number(collected.view, at: 8) != prelude.value { throw .checksum }
        if total > EventStreamLimits.messageBytesMax || headerBytes > EventStreamLimits.headersBytesMax
            || total < headerBytes + 16
        {
            throw .length
        }
        payloadBytes = total - headerBytes - 16
        check = CRC32()
        check.take(collected.view)
        begin(.headers, wanted: headerBytes)
    }

    private static func number(_ bytes: ByteView, at offset: Int) -> UInt32 {
        (0..<4).reduce(UInt32(0)) { $0 << 8 | UInt32(bytes[offset + $1]) }
    }

    /// The text of a header of this message, from `.headers` to the first part behind it; nil without one.
    package func header(_ name: StaticString) throws(EventStreamFailure) -> ByteView? {
        let bytes = collected.view
        let wanted = ByteView(name)
        var position = 0
        while position < bytes.count {
            let nameEnd = position + 1 + Int(bytes[position])
            guard nameEnd < bytes.count else { throw .header }
            let own = bytes.slice(position + 1, nameEnd)
            let value = try EventStreamDecoder.value(bytes, at: nameEnd)
            if own == wanted, bytes[nameEnd] == 7 { return bytes.slice(value.start, value.end) }
            position = value.end
        }
        return nil
    }

    /// Where the value behind a type byte stands.
    private static func value(_ bytes: ByteView, at type: Int) throws(EventStreamFailure) -> (start: Int, end: Int) {
        var start = type + 1
        let count: Int
        switch bytes[type] {
        case 0, 1: count = 0
        case 2: count = 1
        case 3: count = 2
        case 4: count = 4
        case 5, 8: count = 8
        case 9: count = 16
        case 6, 7:
            guard start + 2 <= bytes.count else { throw .header }
            count = Int(bytes[start]) << 8 | Int(bytes[start + 1])
            start += 2
        default: throw .header
        }
        guard start + count <= bytes.count else { throw .header }
        return (start, start + count)
    }
}

/// Writing messages.
package enum EventStreamEncoding {
    /// Appends a message of an event with text headers. A payload above the limit is the caller's defect.
    package static func append(
        event: StaticString, contentType: StaticString, _ payload: ByteView, to out: inout ByteBuffer
    ) {
        let start = out.count
        let headers =
            headerSize(":event-type", event) + headerSize(":content-type", contentType)
            + headerSize(":message-type", "event")
        precondition(headers + payload.count + 16 <= EventStreamLimits.messageBytesMax)
        append(UInt32(headers + payload.count + 16), to: &out)
        append(UInt32(headers), to: &out)
        append(check(out.view.dropFirst(start)), to: &out)
        appendHeader(":event-type", event, to: &out)
        appendHeader(":content-type", contentType, to: &out)
        appendHeader(":message-type", "event", to: &out)
        out.append(payload)
        append(check(out.view.dropFirst(start)), to: &out)
    }

    private static func headerSize(_ name: StaticString, _ value: StaticString) -> Int {
        4 + name.utf8CodeUnitCount + value.utf8CodeUnitCount
    }

    private static func appendHeader(_ name: StaticString, _ value: StaticString, to out: inout ByteBuffer) {
        out.append(UInt8(name.utf8CodeUnitCount))
        out.append(name)
        out.append(7)
        out.append(UInt8(value.utf8CodeUnitCount >> 8))
        out.append(UInt8(value.utf8CodeUnitCount & 255))
        out.append(value)
    }

    private static func append(_ number: UInt32, to out: inout ByteBuffer) {
        for shift in [24, 16, 8, 0] as [UInt32] { out.append(UInt8(truncatingIfNeeded: number >> shift)) }
    }

    private static func check(_ bytes: ByteView) -> UInt32 {
        var check = CRC32()
        check.take(bytes)
        return check.value
    }
}
