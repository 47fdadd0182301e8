// WebSocket messages, however the bytes are cut (RFC 6455 §5). Fragments are put together; control frames between them
// come out in their place; text is checked as it arrives, so that a bad byte ends a message that is never finished.
//
//   head ──► payload ──► head …      a message is whole with the frame that has FIN
//
// Memory: one buffer of the open message, at most `messageBytesMax`, given back when the connection rests (`shrink`).

import GateBytes

/// What came. Payloads are in the reader until its next call.
package enum MessageEvent: Equatable, Sendable {
    case text
    case binary
    case ping
    case pong
    /// The peer closes; nil when it does not say why. The reason is the payload.
    case close(CloseCode?)
}

/// An incremental reader of one connection's messages.
package struct MessageReader: ~Copyable, Sendable {
    /// Who reads.
    package enum Role: Sendable {
        /// Frames must be masked.
        case server
        /// Frames must not be masked.
        case client
    }

    private let role: Role
    private let limits: FrameLimits
    private var head = FrameHead(isFinal: true, opcode: .continuation, length: 0)
    private var isInPayload = false
    /// Payload bytes of the frame that have been taken.
    private var taken = 0
    /// What the open message is; nil between messages.
    private var open: FrameOpcode?
    private var fragments = 0
    private var utf8 = UTF8Stream()
    /// A head that is not whole yet.
    private var partialHead = (UInt64(0), UInt64(0))
    private var partialCount = 0
    private var message = ByteBuffer(capacity: 64)
    private var control = ByteBuffer(capacity: 64)
    private var isMessageGiven = false

    package init(role: Role, limits: FrameLimits = FrameLimits()) {
        self.role = role
        self.limits = limits
    }

    /// The payload of the message that `next` gave; valid until its next call.
    package var messagePayload: ByteView { message.view }

    /// The payload of the control frame that `next` gave; of a close frame the reason, without the code.
    package var controlPayload: ByteView { control.view }

    /// Whether nothing of a frame or a message is held.
    package var isResting: Bool { open == nil && !isInPayload && partialCount == 0 }

    /// Gives back storage above `bytesMax` when no message is open; payloads given before are gone.
    package mutating func shrink(toCapacity bytesMax: Int) {
        if open != nil || isInPayload { return }
        message.removeAll()
        message.shrink(toCapacity: bytesMax)
        isMessageGiven = false
    }

    /// The next event in `bytes` from `position` on, which moves behind it; nil when the bytes are used up. After an
    /// error nothing more may be given.
    package mutating func next(_ bytes: ByteView, _ position: inout Int) throws(FrameError) -> MessageEvent? {
        if isMessageGiven {
            message.removeAll()
            isMessageGiven = false
        }
        while true {
            if !isInPayload {
                guard try takeHead(bytes, &position) else { return nil }
            }
            let count = min(head.length - taken, bytes.count - position)
            try takePayload(bytes.slice(position, position + count))
            position += count
            if taken < head.length { return nil }
            isInPayload = false
            if let event = try endFrame() { return event }
        }
    }

    // MARK: Heads

    private mutating func takeHead(_ bytes: ByteView, _ position: inout Int) throws(FrameError) -> Bool {
        if partialCount == 0 {
            let rest = bytes.slice(position, min(bytes.count, position + FrameHead.bytesMax))
            if let (head, count) = try FrameHead.read(rest) {
                position += count
                try begin(head)
                return true
            }
        }
        // A head that is cut: its bytes are gathered one by one.
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            let place = partialCount
            withUnsafeMutableBytes(of: &partialHead) { $0[place] = byte }
            partialCount += 1
            let read = try withUnsafeBytes(of: partialHead) { raw throws(FrameError) in
                try FrameHead.read(ByteView(UnsafeRawBufferPointer(rebasing: raw[...place])))
            }
            if let (head, _) = read {
                partialCount = 0
                try begin(head)
                return true
            }
        }
        return false
    }

    private mutating func begin(_ head: FrameHead) throws(FrameError) {
        switch role {
        case .server: if head.mask == nil { throw .unmasked }
        case .client: if head.mask != nil { throw .masked }
        }
        switch head.opcode {
        case .continuation: if open == nil { throw .unexpectedContinuation }
        case .text, .binary:
            if open != nil { throw .missingContinuation }
            if head.opcode == .binary, !limits.allowsBinary { throw .binaryRefused }
            open = head.opcode
            fragments = 0
            utf8 = UTF8Stream()
            message.removeAll()
        case .close, .ping, .pong: control.removeAll()
        }
        if !head.opcode.isControl {
            if head.length > limits.frameBytesMax { throw .frameTooLarge }
            if head.length > limits.messageBytesMax - message.count { throw .messageTooLarge }
            fragments += 1
            if fragments > limits.fragmentsMax { throw .tooManyFragments }
        }
        self.head = head
        taken = 0
        isInPayload = true
    }

    // MARK: Payload

    private mutating func takePayload(_ run: ByteView) throws(FrameError) {
        if run.isEmpty { return }
        let mask = head.mask.map { FrameMask($0, at: taken) }
        taken += run.count
        if head.opcode.isControl {
            FrameMask.append(run, mask, to: &control)
            return
        }
        let start = message.count
        FrameMask.append(run, mask, to: &message)
        if open == .text, !utf8.take(message.view.dropFirst(start)) { throw .badUTF8 }
    }

    private mutating func endFrame() throws(FrameError) -> MessageEvent? {
        switch head.opcode {
        case .ping: return .ping
        case .pong: return .pong
        case .close: return .close(try takeCloseCode())
        case .continuation, .text, .binary:
            guard head.isFinal else { return nil }
            let isText = open == .text
            if isText, !utf8.isComplete { throw .badUTF8 }
            open = nil
            isMessageGiven = true
            return isText ? .text : .binary
        }
    }

    private mutating func takeCloseCode() throws(FrameError) -> CloseCode? {
        if control.isEmpty { return nil }
        if control.count == 1 { throw .badClosePayload }
        let code = CloseCode(UInt16(control.view[0]) << 8 | UInt16(control.view[1]))
        if !code.maySend { throw .badCloseCode }
        control.removeFirst(2)
        if !UTF8Stream.isValid(control.view) { throw .badUTF8 }
        return code
    }
}
