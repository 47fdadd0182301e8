// Fuzz entry of WebSocket frames: whatever the bytes, however they are cut, reading ends, stays inside, and comes to
// the same; what was read can be written and read again.

import GateBytes
import GateWire

let frameTarget = FuzzTarget(
    name: "frames",
    seeds: {
        [
            [0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58],
            [0x01, 0x80, 0, 0, 0, 0, 0x89, 0x81, 1, 2, 3, 4, 0x40, 0x80, 0x81, 0, 0, 0, 0, 0x41],
            [0x88, 0x82, 0, 0, 0, 0, 0x03, 0xe8],
            [0x82, 0xfe, 0x00, 0x7e, 9, 9, 9, 9] + Array(repeating: 7, count: 126),
        ]
    },
    dictionary: [[0x81, 0xfe], [0x81, 0xff], [0x88, 0x80], [0x80, 0x80], [0xe2, 0x82, 0xac]],
    isBinary: false, run: fuzzFrames)

private func fuzzFrames(_ bytes: [UInt8]) -> UInt64 {
    var outcome = Outcome()
    var random = SplitMix(bytes.withByteView { $0.fnv1a })
    let whole = reading(bytes, [])
    let places = (0..<4).map { _ in Int(random.next() % UInt64(bytes.count + 1)) }.sorted()
    precondition(whole == reading(bytes, places), "a cut changed the messages")
    if bytes.count < 256 { precondition(whole == reading(bytes, Array(1..<max(1, bytes.count)))) }
    for event in whole {
        outcome.add(Int(event.first ?? 0))
        outcome.add(magnitudeOf: event.count)
    }
    return outcome.value
}

/// Events as a letter and their payload; an error's as a letter and its number.
private func reading(_ bytes: [UInt8], _ cuts: [Int]) -> [[UInt8]] {
    var limits = FrameLimits()
    limits.frameBytesMax = 4_096
    limits.messageBytesMax = 6_000
    limits.fragmentsMax = 64
    limits.allowsBinary = true
    var reader = MessageReader(role: .server, limits: limits)
    var found: [[UInt8]] = []
    var start = 0
    for end in cuts + [bytes.count] {
        let piece = Array(bytes[start..<max(start, end)])
        start = max(start, end)
        do throws(FrameError) {
            try piece.withByteView { view throws(FrameError) in
                var position = 0
                while let event = try reader.next(view, &position) {
                    precondition(position <= view.count)
                    let message = [UInt8](reader.messagePayload)
                    precondition(message.count <= limits.messageBytesMax)
                    switch event {
                    case .text:
                        precondition(String(validating: message, as: UTF8.self) != nil, "a text that is no UTF-8")
                        checkRewriting(.text, message)
                        found.append([0x74] + message)
                    case .binary: found.append([0x62] + message)
                    case .ping: found.append([0x69] + [UInt8](reader.controlPayload))
                    case .pong: found.append([0x6f] + [UInt8](reader.controlPayload))
                    case .close(let code): found.append([0x63, UInt8(truncatingIfNeeded: code?.number ?? 0)])
                    }
                }
            }
        } catch {
            return found + [[0x65, error.rawValue]]
        }
    }
    return found
}

private func checkRewriting(_ opcode: FrameOpcode, _ payload: [UInt8]) {
    var out = ByteBuffer()
    payload.withByteView { FrameWriting.append(opcode, $0, frameBytesMax: 1_000, masks: { 0xdead_beef }, to: &out) }
    var reader = MessageReader(role: .server)
    var position = 0
    do throws(FrameError) {
        let event = try reader.next(out.view, &position)
        precondition(event == .text && [UInt8](reader.messagePayload) == payload && position == out.count)
    } catch {
        preconditionFailure("what was written is refused: \(error)")
    }
}
