// The framing of one request's body on its connection: how much is still to come and where it goes.

import GateBytes
import GateRuntime
import GateWire

/// How far a request's body has been read.
struct RequestBody {
    enum Framing: UInt8 {
        case none
        case length
        case chunked
    }

    private(set) var framing = Framing.none
    /// Payload bytes of a body with a length that are still to come.
    var remaining = 0
    /// Payload bytes read.
    var taken = 0
    private var chunks: ChunkedDecoder
    private let limits: WireLimits

    init(limits: WireLimits) {
        chunks = ChunkedDecoder(limits: limits)
        self.limits = limits
    }

    /// Starts with a head's framing; the length is -1 when the head tells none.
    mutating func start(isChunked: Bool, length: Int) {
        taken = 0
        if isChunked {
            framing = .chunked
            chunks = ChunkedDecoder(limits: limits)
        } else if length > 0 {
            framing = .length
            remaining = length
        } else {
            framing = .none
            remaining = 0
        }
    }

    /// Whether nothing more of it is to come.
    @inline(__always)
    var isComplete: Bool {
        switch framing {
        case .none: return true
        case .length: return remaining == 0
        case .chunked: return chunks.isComplete
        }
    }

    /// The next run of payload in `bytes` from `position` on; nil when the bytes are used up or the body is complete.
    mutating func next(_ bytes: ByteView, _ position: inout Int) throws(WireError) -> ByteView? {
        switch framing {
        case .none: return nil
        case .length:
            let count = min(remaining, bytes.count - position)
            if count == 0 { return nil }
            let run = bytes.slice(position, position + count)
            position += count
            remaining -= count
            taken += count
            return run
        case .chunked:
            let run = try chunks.next(bytes, &position)
            if let run { taken += run.count }
            return run
        }
    }
}
