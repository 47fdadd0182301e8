// Masks (RFC 6455 §5.3), and frames as they are sent.

import GateBytes

/// A mask from a place of the payload on.
package struct FrameMask: Sendable {
    /// Twice the mask, turned so that its lowest byte belongs to the next byte of payload.
    private let word: UInt64

    package init(_ mask: UInt32, at offset: Int) {
        let shift = UInt32(truncatingIfNeeded: offset & 3) * 8
        let turned = shift == 0 ? mask : mask >> shift | mask << (32 - shift)
        word = UInt64(turned) << 32 | UInt64(turned)
    }

    /// Appends a run of payload with the mask put on or taken off.
    package static func append(_ run: ByteView, _ mask: FrameMask?, to out: inout ByteBuffer) {
        let start = out.count
        out.append(run)
        guard let mask else { return }
        let base = UnsafeMutableRawPointer(out.base + start)
        var index = 0
        while index + 8 <= run.count {
            let value = base.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            base.storeBytes(of: value ^ mask.word.littleEndian, toByteOffset: index, as: UInt64.self)
            index += 8
        }
        while index < run.count {
            let value = base.load(fromByteOffset: index, as: UInt8.self)
            let byte = UInt8(truncatingIfNeeded: mask.word >> UInt64((index & 7) * 8))
            base.storeBytes(of: value ^ byte, toByteOffset: index, as: UInt8.self)
            index += 1
        }
    }
}

/// Frames of a server; with `masks` of a client, which tests are.
package enum FrameWriting {
    /// Appends one message in frames of at most `frameBytesMax` bytes of payload.
    package static func append(
        _ opcode: FrameOpcode, _ payload: ByteView, frameBytesMax: Int = FrameLimits().frameBytesMax,
        masks: (() -> UInt32)? = nil, to out: inout ByteBuffer
    ) {
        precondition(frameBytesMax > 0 && (!opcode.isControl || payload.count <= FrameLimits.controlBytesMax))
        var start = 0
        repeat {
            let end = min(payload.count, start + frameBytesMax)
            let head = FrameHead(
                isFinal: end == payload.count, opcode: start == 0 ? opcode : .continuation, length: end - start,
                mask: masks.map { $0() })
            head.append(to: &out)
            FrameMask.append(payload.slice(start, end), head.mask.map { FrameMask($0, at: 0) }, to: &out)
            start = end
        } while start < payload.count
    }

    /// Appends a close frame; without a code its payload is empty. The reason is cut to what fits, between characters.
    package static func appendClose(
        _ code: CloseCode?, reason: ByteView = .empty, masks: (() -> UInt32)? = nil, to out: inout ByteBuffer
    ) {
        var payload = ByteBuffer(capacity: FrameLimits.controlBytesMax)
        if let code {
            payload.append(UInt8(truncatingIfNeeded: code.number >> 8))
            payload.append(UInt8(truncatingIfNeeded: code.number))
            var count = min(reason.count, FrameLimits.controlBytesMax - 2)
            while count > 0, count < reason.count, reason[count] & 0xc0 == 0x80 { count -= 1 }
            payload.append(reason.slice(0, count))
        }
        append(.close, payload.view, masks: masks, to: &out)
    }
}
