// Buffers: growth, numbers, cutting.

import GateBytes
import Testing

@Suite struct ByteBufferTests {
    private func text(_ write: (inout ByteBuffer) -> Void) -> String {
        var buffer = ByteBuffer()
        write(&buffer)
        return String(buffer.view)
    }

    @Test func whatIsAppendedStaysWhileTheBufferGrows() {
        var buffer = ByteBuffer(capacity: 0)
        var expected: [UInt8] = []
        for index in 0..<5000 {
            buffer.append(UInt8(truncatingIfNeeded: index))
            expected.append(UInt8(truncatingIfNeeded: index))
        }
        buffer.append(ByteView("end"))
        expected += Array("end".utf8)
        let bytes = [UInt8](buffer.view)
        #expect(bytes == expected)
    }

    @Test func shortTextsOfEveryLengthAreCopiedWhole() {
        for length in 0...40 {
            let bytes = (0..<length).map { UInt8($0 + 1) }
            for free in 0...2 {
                // Just as much room as needed, or one or two bytes too few.
                var buffer = ByteBuffer(capacity: 64)
                let front = [UInt8](repeating: 0xff, count: 64 - max(length - free, 0))
                front.withByteView { buffer.append($0) }
                bytes.withByteView { buffer.append(short: $0) }
                bytes.withByteView { buffer.append(short: $0, $0.dropFirst(length / 2)) }
                #expect([UInt8](buffer.view) == front + bytes + bytes + bytes.dropFirst(length / 2))
            }
        }
    }

    @Test func decimalNumbersOfEverySizeAreWritten() {
        var value = 1
        for digits in 1...18 {
            #expect(text { $0.append(decimal: value) } == "\(value)")
            #expect(text { $0.append(decimal: value - 1) } == "\(value - 1)")
            #expect(text { $0.append(decimal: -value) } == "\(-value)")
            if digits < 18 { value *= 10 }
        }
        for extreme in [Int.max, Int.min, 0, 9_999_999_999_999_999, 1_000_000_000_000_000_000] {
            #expect(text { $0.append(decimal: extreme) } == "\(extreme)")
        }
    }

    @Test func fixedDigitsHaveZerosInFront() {
        #expect(text { $0.append(decimal: 7, digits: 3) } == "007")
        #expect(text { $0.append(decimal: 1234, digits: 3) } == "234")
        #expect(text { $0.append(hex: 0xabc, digits: 5) } == "00abc")
        #expect(text { $0.append(hex: .max, digits: 16) } == "ffffffffffffffff")
        #expect(text { $0.append(hex: 0x0123_4567_89ab_cdef, digits: 16) } == "0123456789abcdef")
        for digits in 1...16 {
            let expected = String("fedcba9876543210".suffix(digits))
            #expect(text { $0.append(hex: 0xfedc_ba98_7654_3210, digits: digits) } == expected)
        }
    }

    @Test func bytesAreCutAtEitherEnd() {
        var buffer = ByteBuffer()
        buffer.append("hello world")
        buffer.removeFirst(6)
        #expect(String(buffer.view) == "world")
        buffer.truncate(to: 2)
        #expect(String(buffer.view) == "wo")
        buffer.set(0x57, at: 0)
        #expect(String(buffer.view) == "Wo")
        buffer.removeFirst(0)
        buffer.removeFirst(2)
        let isEmpty = buffer.isEmpty
        #expect(isEmpty)
    }

    @Test func removingKeepsStorageAndShrinkingGivesItBack() {
        var buffer = ByteBuffer(capacity: 64)
        buffer.reserve(10_000)
        buffer.removeAll()
        var capacity = buffer.capacity
        #expect(capacity >= 10_000)
        buffer.shrink(toCapacity: 1024)
        capacity = buffer.capacity
        #expect(capacity == 1024)
        buffer.append("still usable")
        #expect(String(buffer.view) == "still usable")
    }

    @Test func aWriterMayUseAllTheRoomItAskedFor() {
        var buffer = ByteBuffer(capacity: 64)
        buffer.append("ab")
        buffer.write(room: 1000) { free in
            for index in 0..<1000 { free[index] = 0x78 }
            return 1000
        }
        let count = buffer.count
        #expect(count == 1002)
        #expect(String(buffer.view).hasSuffix("xxx"))
    }

    @Test func stringsAndLiteralsAreAppendedAsUTF8() {
        #expect(
            text {
                $0.append(text: "grüße"); $0.append("!")
            } == "grüße!")
    }
}
