// The head of a frame (RFC 6455 §5.2):
//
//   FIN RSV1-3 opcode | MASK length7 | [16 or 64 bits of length] | [32 bits of mask]

import GateBytes

/// What a frame is.
package enum FrameOpcode: UInt8, Sendable {
    case continuation = 0
    case text = 1
    case binary = 2
    case close = 8
    case ping = 9
    case pong = 10

    package var isControl: Bool { rawValue >= 8 }
}

/// Bounds of the messages that are read.
package struct FrameLimits: Sendable {
    /// Longest payload of a frame, in bytes. AWS: "API Gateway quotas", WebSocket APIs, frame size.
    package var frameBytesMax = 32 * 1024
    /// Longest message, in bytes. AWS: "API Gateway quotas", WebSocket APIs, message payload size.
    package var messageBytesMax = 128 * 1024
    /// Most frames of one message. Ours: empty ones would go on for ever.
    package var fragmentsMax = 8_192
    /// Whether binary messages are taken. AWS closes with 1003.
    package var allowsBinary = false

    package init() {}

    /// Longest payload of a control frame, in bytes. RFC 6455 §5.5.
    package static let controlBytesMax = 125
}

/// A frame's head.
package struct FrameHead: Equatable, Sendable {
    package var isFinal: Bool
    package var opcode: FrameOpcode
    /// Bytes of payload.
    package var length: Int
    /// The mask's four bytes as they stand, the first in the lowest bits; nil without one.
    package var mask: UInt32?

    package init(isFinal: Bool, opcode: FrameOpcode, length: Int, mask: UInt32? = nil) {
        self.isFinal = isFinal
        self.opcode = opcode
        self.length = length
        self.mask = mask
    }

    /// Longest head, in bytes.
    package static let bytesMax = 14

    /// Reads a head at the front of `bytes` and says how long it is; nil when it is not whole yet.
    package static func read(_ bytes: ByteView) throws(FrameError) -> (head: FrameHead, count: Int)? {
        if bytes.isEmpty { return nil }
        let first = bytes[0]
        if first & 0x70 != 0 { throw .reservedBits }
        guard let opcode = FrameOpcode(rawValue: first & 0x0f) else { throw .reservedOpcode }
        let isFinal = first & 0x80 != 0
        if opcode.isControl, !isFinal { throw .fragmentedControl }
        if bytes.count < 2 { return nil }
        let second = bytes[1]
        let short = Int(second & 0x7f)
        if opcode.isControl, short > FrameLimits.controlBytesMax { throw .controlTooLong }
        let extra = short == 126 ? 2 : short == 127 ? 8 : 0
        let isMasked = second & 0x80 != 0
        let count = 2 + extra + (isMasked ? 4 : 0)
        if bytes.count < 2 + extra { return nil }
        var length = short
        if extra > 0 {
            var value: UInt64 = 0
            for index in 2..<2 + extra { value = value << 8 | UInt64(bytes[index]) }
            if value > UInt64(Int.max) { throw .badLength }
            if value < (extra == 2 ? 126 : 65_536) { throw .lengthNotMinimal }
            length = Int(value)
        }
        if bytes.count < count { return nil }
        var head = FrameHead(isFinal: isFinal, opcode: opcode, length: length)
        if isMasked {
            let place = UnsafeRawPointer(bytes.base + (count - 4))
            head.mask = UInt32(littleEndian: place.loadUnaligned(as: UInt32.self))
        }
        return (head, count)
    }

    /// Appends the head.
    package func append(to out: inout ByteBuffer) {
        out.append((isFinal ? 0x80 : 0) | opcode.rawValue)
        let bit: UInt8 = mask == nil ? 0 : 0x80
        switch length {
        case 0..<126: out.append(bit | UInt8(truncatingIfNeeded: length))
        case 126..<65_536:
            out.append(bit | 126)
            for shift in [8, 0] { out.append(UInt8(truncatingIfNeeded: length >> shift)) }
        default:
            out.append(bit | 127)
            var shift = 56
            while shift >= 0 {
                out.append(UInt8(truncatingIfNeeded: length >> shift))
                shift -= 8
            }
        }
        if let mask {
            for shift: UInt32 in [0, 8, 16, 24] { out.append(UInt8(truncatingIfNeeded: mask >> shift)) }
        }
    }
}
