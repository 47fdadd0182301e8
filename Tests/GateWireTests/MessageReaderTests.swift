// WebSocket frames and messages: RFC 6455's own examples, every violation by name, every cut, every limit on both sides.

import GateBytes
import GateWire
import Testing

@Suite struct MessageReaderTests {
    /// What came of some bytes that were given in pieces of `step`.
    private func read(
        _ bytes: [UInt8], role: MessageReader.Role = .server, limits: FrameLimits = FrameLimits(), by step: Int = .max
    ) -> [String] {
        var reader = MessageReader(role: role, limits: limits)
        var found: [String] = []
        var start = 0
        do throws(FrameError) {
            while start < bytes.count {
                let end = step == .max ? bytes.count : min(start + step, bytes.count)
                let piece = Array(bytes[start..<end])
                try piece.withByteView { view throws(FrameError) in
                    var position = 0
                    while let event = try reader.next(view, &position) {
                        switch event {
                        case .text: found.append("text " + String(reader.messagePayload))
                        case .binary: found.append("binary \(reader.messagePayload.count)")
                        case .ping: found.append("ping " + String(reader.controlPayload))
                        case .pong: found.append("pong " + String(reader.controlPayload))
                        case .close(let code):
                            found.append("close \(code?.number ?? 0) " + String(reader.controlPayload))
                        }
                    }
                    #expect(position == view.count)
                }
                start = end
            }
            if !reader.isResting { found.append("…") }
        } catch {
            found.append("\(error) \(error.closeCode.number)")
        }
        return found
    }

    private func frame(
        _ opcode: UInt8, _ payload: [UInt8] = [], isFinal: Bool = true, mask: [UInt8]? = [1, 2, 3, 4]
    ) -> [UInt8] {
        var bytes = [(isFinal ? 0x80 : 0) | opcode]
        let bit: UInt8 = mask == nil ? 0 : 0x80
        switch payload.count {
        case ..<126: bytes.append(bit | UInt8(payload.count))
        case ..<65_536: bytes += [bit | 126, UInt8(payload.count >> 8), UInt8(payload.count & 255)]
        default: bytes += [bit | 127, 0, 0, 0, 0] + [24, 16, 8, 0].map { UInt8(payload.count >> $0 & 255) }
        }
        guard let mask else { return bytes + payload }
        return bytes + mask + payload.enumerated().map { $1 ^ mask[$0 & 3] }
    }

    @Test func readsTheExamplesOfTheRFC() {
        #expect(read([0x81, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f], role: .client) == ["text Hello"])
        #expect(
            read([0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58]) == ["text Hello"])
        #expect(
            read([0x01, 0x03, 0x48, 0x65, 0x6c, 0x80, 0x02, 0x6c, 0x6f], role: .client) == ["text Hello"])
        #expect(read([0x89, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f], role: .client) == ["ping Hello"])
    }

    @Test(arguments: [1, 2, 3, 5, 7, 64, .max])
    func readsTheSameHoweverItIsCut(_ step: Int) {
        let long = Array(String(repeating: "aé€𝄞", count: 50).utf8)
        let bytes =
            frame(1, Array("hej".utf8)) + frame(1, Array(long[..<101]), isFinal: false) + frame(9, Array("p".utf8))
            + frame(0, Array(long[101..<102]), isFinal: false) + frame(0, Array(long[102...])) + frame(10)
            + frame(1) + frame(1, Array(repeating: 0x61, count: 126)) + frame(8, [0x03, 0xe8] + Array("bye".utf8))
        #expect(
            read(bytes, by: step) == [
                "text hej", "ping p", "text " + String(decoding: long, as: UTF8.self), "pong ", "text ",
                "text " + String(repeating: "a", count: 126), "close 1000 bye",
            ])
    }

    @Test func namesEveryViolation() {
        func expect(_ bytes: [UInt8], _ error: FrameError, role: MessageReader.Role = .server, _ before: [String] = [])
        {
            let wanted = before + ["\(error) \(error.closeCode.number)"]
            #expect(read(bytes, role: role) == wanted)
            #expect(read(bytes, role: role, by: 1) == wanted)
        }
        for bits: UInt8 in [0x40, 0x20, 0x10] { expect([0x81 | bits, 0x80, 0, 0, 0, 0], .reservedBits) }
        for opcode: UInt8 in [3, 4, 5, 6, 7, 11, 12, 13, 14, 15] { expect(frame(opcode), .reservedOpcode) }
        expect(frame(1, mask: nil), .unmasked)
        expect(frame(1), .masked, role: .client)
        for opcode: UInt8 in [8, 9, 10] { expect(frame(opcode, isFinal: false), .fragmentedControl) }
        expect(frame(9, Array(repeating: 0, count: 126)), .controlTooLong)
        expect(frame(0), .unexpectedContinuation)
        expect(frame(1, isFinal: false) + frame(1), .missingContinuation)
        expect([0x81, 0xfe, 0, 125, 0, 0, 0, 0], .lengthNotMinimal)
        expect([0x81, 0xff, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 0, 0], .lengthNotMinimal)
        expect([0x81, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], .badLength)
        expect([0x81, 0xff, 0x7f, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0], .frameTooLarge)
        expect(frame(2), .binaryRefused)
        expect(frame(8, [3]), .badClosePayload)
        for code in [0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535] {
            expect(frame(8, [UInt8(code >> 8), UInt8(code & 255)]), .badCloseCode)
        }
        for code in [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999] {
            #expect(read(frame(8, [UInt8(code >> 8), UInt8(code & 255)])) == ["close \(code) "])
        }
        #expect(read(frame(8)) == ["close 0 "])
        expect(frame(8, [0x03, 0xe8, 0xff]), .badUTF8)
    }

    /// A byte that cannot be part of the text ends it although the message goes on.
    @Test func refusesBadTextAtOnce() {
        let whole: [[UInt8]] = [
            [0xff], [0x80], [0xc0, 0x80], [0xc1, 0xbf], [0xe0, 0x80], [0xed, 0xa0], [0xf0, 0x80], [0xf4, 0x90], [0xf5],
            [0xe2, 0x28], [0xce, 0xba, 0xe1, 0xbd, 0xb9, 0xed, 0xa0],
        ]
        for bytes in whole {
            #expect(read(frame(1, bytes, isFinal: false)) == ["badUTF8 1007"])
            #expect(read(frame(1, bytes, isFinal: false), by: 1) == ["badUTF8 1007"])
        }
        for open: [UInt8] in [[0xc3], [0xe2, 0x82], [0xf0, 0x9d, 0x84]] {
            #expect(read(frame(1, open)) == ["badUTF8 1007"])
            #expect(read(frame(1, open, isFinal: false)) == ["…"])
        }
    }

    @Test func keepsToTheLimits() {
        var limits = FrameLimits()
        limits.frameBytesMax = 10
        limits.messageBytesMax = 15
        limits.fragmentsMax = 4
        let ten = Array(repeating: UInt8(0x61), count: 10)
        #expect(read(frame(1, ten), limits: limits) == ["text aaaaaaaaaa"])
        #expect(read(frame(1, ten + [0x61]), limits: limits) == ["frameTooLarge 1009"])
        let five = Array(ten[..<5])
        #expect(
            read(frame(1, ten, isFinal: false) + frame(0, five), limits: limits) == ["text aaaaaaaaaaaaaaa"])
        #expect(
            read(frame(1, ten, isFinal: false) + frame(0, five + [0x61]), limits: limits) == ["messageTooLarge 1009"])
        let empty = frame(0, isFinal: false)
        #expect(read(frame(1, isFinal: false) + empty + empty + frame(0), limits: limits) == ["text "])
        #expect(
            read(frame(1, isFinal: false) + empty + empty + empty + empty, limits: limits)
                == ["tooManyFragments 1009"])
        limits.allowsBinary = true
        #expect(read(frame(2, [0xff, 0]), limits: limits) == ["binary 2"])
        #expect(FrameLimits().frameBytesMax == 32_768 && FrameLimits().messageBytesMax == 131_072)
    }

    @Test func writesWhatItReads() {
        for count in [0, 1, 125, 126, 127, 65_535, 65_536, 70_000] {
            var out = ByteBuffer()
            var next: UInt32 = 0x0403_0201
            let payload = Array(repeating: UInt8(0x62), count: count)
            payload.withByteView { view in
                FrameWriting.append(
                    .text, view, frameBytesMax: 65_536,
                    masks: {
                        next &+= 77; return next
                    }, to: &out)
            }
            var limits = FrameLimits()
            limits.frameBytesMax = 65_536
            #expect(read([UInt8](out.view), limits: limits) == ["text " + String(repeating: "b", count: count)])
        }
        var out = ByteBuffer()
        FrameWriting.append(.text, ByteView("Hello"), to: &out)
        #expect([UInt8](out.view) == [0x81, 5] + Array("Hello".utf8))
    }

    /// AWS: a text of more than 32 KB goes out in several frames of one message.
    @Test func splitsLongMessages() throws {
        var out = ByteBuffer()
        Array(repeating: UInt8(0x63), count: 100_000).withByteView { FrameWriting.append(.text, $0, to: &out) }
        #expect([UInt8](out.view.slice(0, 4)) == [0x01, 126, 0x80, 0x00])
        #expect(read([UInt8](out.view), role: .client) == ["text " + String(repeating: "c", count: 100_000)])
    }

    @Test func cutsReasonsBetweenCharacters() {
        var out = ByteBuffer()
        Array(String(repeating: "é", count: 100).utf8).withByteView {
            FrameWriting.appendClose(.goingAway, reason: $0, to: &out)
        }
        #expect(out.view[1] == 124)
        #expect(read([UInt8](out.view), role: .client) == ["close 1001 " + String(repeating: "é", count: 61)])
        out.removeAll()
        FrameWriting.appendClose(nil, to: &out)
        #expect([UInt8](out.view) == [0x88, 0])
    }

    @Test func restsWithoutItsMessage() throws {
        var reader = MessageReader(role: .server)
        let bytes = frame(1, Array(repeating: 0x64, count: 5_000))
        try bytes.withByteView { view throws(FrameError) in
            var position = 0
            let event = try reader.next(view, &position)
            let count = reader.messagePayload.count
            let rests = reader.isResting
            #expect(event == .text && count == 5_000 && rests)
            reader.shrink(toCapacity: 64)
            let after = try reader.next(view, &position)
            #expect(after == nil)
        }
    }
}
