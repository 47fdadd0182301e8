// Event streams: a message of AWS's own test suite, and ours at once, byte by byte and damaged.

import Foundation
import GateBytes
import GateWire
import Testing

@Suite struct EventStreamTests {
    /// What a stream holds: an event's name in front of its payload.
    private func read(_ bytes: [UInt8], by step: Int = .max) throws(EventStreamFailure) -> [String] {
        var decoder = EventStreamDecoder()
        var found: [String] = []
        var start = 0
        while start < bytes.count {
            let end = step == .max ? bytes.count : min(start + step, bytes.count)
            try bytes.withByteView { view throws(EventStreamFailure) in
                let piece = view.slice(start, end)
                var position = 0
                while let part = try decoder.next(piece, &position) {
                    switch part {
                    case .headers: found.append((try decoder.header(":event-type")).map { String($0) } ?? "-")
                    case .payload(let run): found[found.count - 1] += " " + String(run)
                    case .end: found[found.count - 1] += "."
                    }
                }
                #expect(position == piece.count)
            }
            start = end
        }
        #expect(decoder.isBetweenMessages == (found.last?.hasSuffix(".") ?? false))
        return found
    }

    private func message(_ event: StaticString, _ payload: String) -> [UInt8] {
        var out = ByteBuffer()
        Array(payload.utf8).withByteView {
            EventStreamEncoding.append(event: event, contentType: "application/json", $0, to: &out)
        }
        return [UInt8](out.view)
    }

    /// From the test vectors of AWS's SDKs: `int32_header` and `empty_message`, then a payload without headers.
    @Test func readsWhatOthersWrote() throws {
        let empty: [UInt8] = [
            0, 0, 0, 0x10, 0, 0, 0, 0, 0x05, 0xc2, 0x48, 0xeb, 0x7d, 0x98, 0xc8, 0xff,
        ]
        #expect(try read(empty) == ["-."])
        let integer: [UInt8] =
            [0, 0, 0, 0x2d, 0, 0, 0, 0x10, 0x41, 0xc4, 0x24, 0xb8, 0x0a] + Array("event-type".utf8)
            + [0x04, 0, 0, 0xa0, 0x0c] + Array("{'foo':'bar'}".utf8) + [0x36, 0xf4, 0x80, 0xa0]
        #expect(try read(integer) == ["- {'foo':'bar'}."])
    }

    @Test func readsWhatItWroteHoweverItIsCut() throws {
        let bytes = message("PayloadChunk", "abc") + message("InvokeComplete", "{}") + message("X", "")
        #expect(try read(bytes) == ["PayloadChunk abc.", "InvokeComplete {}.", "X."])
        #expect(try read(bytes, by: 1) == ["PayloadChunk a b c.", "InvokeComplete { }.", "X."])
        #expect(try read(Array(bytes.dropLast())) == ["PayloadChunk abc.", "InvokeComplete {}.", "X"])
    }

    @Test func everyDamagedByteIsSeen() {
        let bytes = message("PayloadChunk", "payload")
        for index in bytes.indices {
            var damaged = bytes
            damaged[index] ^= 0x40
            let isSeen: Bool
            do throws(EventStreamFailure) {
                // A longer length is a message that is not whole.
                isSeen = try read(damaged).last?.hasSuffix(".") != true
            } catch {
                isSeen = true
            }
            #expect(isSeen, "byte \(index)")
        }
    }

    @Test func refusesLengthsAboveTheLimits() {
        func prelude(_ total: UInt32, _ headers: UInt32) -> [UInt8] {
            let numbers = [total, headers].flatMap { number in
                [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> UInt32($0)) }
            }
            var check = CRC32()
            numbers.withByteView { check.take($0) }
            return numbers + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: check.value >> UInt32($0)) }
        }
        let most = UInt32(EventStreamLimits.messageBytesMax)
        let headers = UInt32(EventStreamLimits.headersBytesMax)
        #expect(throws: Never.self) { try read(prelude(most, headers)) }
        #expect(throws: EventStreamFailure.length) { try read(prelude(most + 1, headers)) }
        #expect(throws: EventStreamFailure.length) { try read(prelude(most, headers + 1)) }
        #expect(throws: EventStreamFailure.length) { try read(prelude(15, 0)) }
        #expect(throws: EventStreamFailure.length) { try read(prelude(100, 85)) }
    }
}
