// What the codec writes: chunks, dates, reasons.

import Foundation
import GateBytes
import Testing

@testable import GateWire

@Suite struct WritingTests {
    private func text(_ write: (inout ByteBuffer) -> Void) -> String {
        var buffer = ByteBuffer()
        write(&buffer)
        return String(buffer.view)
    }

    @Test func chunksAreWrittenWithTheirSizeInHexadecimal() {
        #expect(text { ChunkedEncoding.appendSizeLine(1, to: &$0) } == "1\r\n")
        #expect(text { ChunkedEncoding.appendSizeLine(15, to: &$0) } == "f\r\n")
        #expect(text { ChunkedEncoding.appendSizeLine(16, to: &$0) } == "10\r\n")
        #expect(text { ChunkedEncoding.appendSizeLine(0xabcdef, to: &$0) } == "abcdef\r\n")
        #expect(text { ChunkedEncoding.appendSizeLine(.max, to: &$0) } == "7fffffffffffffff\r\n")
        #expect(text { ChunkedEncoding.append(ByteView("hello"), to: &$0) } == "5\r\nhello\r\n")
        #expect(text { ChunkedEncoding.append(.empty, to: &$0) } == "", "an empty chunk would end the body")
        #expect(text { ChunkedEncoding.appendEnd(to: &$0) } == "0\r\n\r\n")
    }

    @Test func whatIsWrittenInChunksIsReadBack() {
        var encoded = ByteBuffer()
        var sent: [UInt8] = []
        for size in [1, 2, 15, 16, 17, 255, 256, 4095, 4096, 70_000] {
            let payload = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            payload.withByteView { ChunkedEncoding.append($0, to: &encoded) }
            sent += payload
        }
        ChunkedEncoding.appendEnd(to: &encoded)
        var decoder = ChunkedDecoder()
        var decoded = ByteBuffer()
        let isWhole = decoder.decodeAll(encoded.view, into: &decoded)
        #expect(isWhole)
        let received = [UInt8](decoded.view)
        #expect(received == sent)
    }

    @Test func aBodyThatIsCutOffOrMalformedIsNotWhole() {
        func isWhole(_ text: StaticString) -> Bool {
            var decoder = ChunkedDecoder()
            var buffer = ByteBuffer()
            return decoder.decodeAll(ByteView(text), into: &buffer)
        }
        #expect(isWhole("1\r\na\r\n0\r\n\r\n"))
        #expect(!isWhole("1\r\na\r\n0\r\n\r"))
        #expect(!isWhole("1\r\na\r\nx"))
    }

    @Test func datesAgreeWithTheSystemsCalendar() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(secondsFromGMT: 0))
        let formatter = DateFormatter()
        formatter.calendar = calendar
        formatter.timeZone = calendar.timeZone
        formatter.locale = Locale(identifier: "en_US_POSIX")
        var seconds: Int64 = -2_208_988_800
        while seconds < 7_258_118_400 {
            let date = Date(timeIntervalSince1970: TimeInterval(seconds))
            formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
            #expect(text { HTTPDate.append(epochSeconds: seconds, to: &$0) } == formatter.string(from: date))
            formatter.dateFormat = "dd/MMM/yyyy:HH:mm:ss +0000"
            #expect(text { HTTPDate.appendCommonLog(epochSeconds: seconds, to: &$0) } == formatter.string(from: date))
            // A prime below a fortnight, so that all days and clock times come by.
            seconds += 1_209_583 * 3
        }
    }

    @Test func datesOutsideFourDigitYearsAreBroughtBack() {
        #expect(text { HTTPDate.append(epochSeconds: 784_111_777, to: &$0) } == "Sun, 06 Nov 1994 08:49:37 GMT")
        #expect(text { HTTPDate.append(epochSeconds: 951_782_400, to: &$0) } == "Tue, 29 Feb 2000 00:00:00 GMT")
        #expect(text { HTTPDate.append(epochSeconds: -1, to: &$0) } == "Wed, 31 Dec 1969 23:59:59 GMT")
        #expect(text { HTTPDate.append(epochSeconds: .max, to: &$0) } == "Fri, 31 Dec 9999 23:59:59 GMT")
        #expect(text { HTTPDate.append(epochSeconds: .min, to: &$0) } == "Sat, 01 Jan 0000 00:00:00 GMT")
    }

    @Test func registeredStatusesHaveReasons() {
        #expect(ByteView(StatusReason.phrase(200)) == "OK")
        #expect(ByteView(StatusReason.phrase(431)) == "Request Header Fields Too Large")
        #expect(ByteView(StatusReason.phrase(504)) == "Gateway Timeout")
        #expect(ByteView(StatusReason.phrase(299)).isEmpty)
        #expect(ByteView(StatusReason.phrase(0)).isEmpty)
    }
}
