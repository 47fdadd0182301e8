// Limits other than the defaults, and that a head which drips in costs a scan per line, not per byte.

import GateBytes
import Testing

@testable import GateWire

@Suite struct LimitTests {
    private func request(_ text: String, _ change: (inout WireLimits) -> Void) -> String {
        var limits = WireLimits()
        change(&limits)
        let reading = Reading(.request, Array(text.utf8), limits: limits)
        let whole = reading.outcome(.atOnce)
        #expect(reading.outcome(.byteByByte) == whole)
        #expect(reading.outcome(.inTwo) == whole)
        return String(whole.prefix { $0 != "\n" })
    }

    // Facts: pipeline-3.5
    @Test func theHeadLimitCountsEveryByte() {
        let text = "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"
        #expect(request(text) { $0.headBytesMax = text.utf8.count } == "all consumed")
        #expect(request(text) { $0.headBytesMax = text.utf8.count - 1 } == "431 headTooLong")
        #expect(request(text) { $0.headBytesMax = 5 } == "431 headTooLong")
        #expect(request(text) { $0.headBytesMax = 0 } == "431 headTooLong")
    }

    @Test func theHeadLimitHasACeiling() {
        let text = "GET / HTTP/1.1\r\nHost: a\r\nX: " + String(repeating: "b", count: 70_000) + "\r\n\r\n"
        var limits = WireLimits()
        limits.headBytesMax = .max
        #expect(Reading(.request, Array(text.utf8), limits: limits).outcome(.atOnce) == "431 headTooLong")
    }

    // Facts: pipeline-3.6
    @Test func theTargetLimitCountsTheTarget() {
        let text = "GET /abc HTTP/1.1\r\nHost: a\r\n\r\n"
        #expect(request(text) { $0.targetBytesMax = 4 } == "all consumed")
        #expect(request(text) { $0.targetBytesMax = 3 } == "414 targetTooLong")
    }

    @Test func theFieldLimitCountsFields() {
        let text = "GET / HTTP/1.1\r\nHost: a\r\nB: c\r\n\r\n"
        #expect(request(text) { $0.headerCountMax = 2 } == "all consumed")
        #expect(request(text) { $0.headerCountMax = 1 } == "431 tooManyFields")
    }

    @Test func theMethodLimitCountsItsBytes() {
        let text = "POST / HTTP/1.1\r\nHost: a\r\n\r\n"
        #expect(request(text) { $0.methodBytesMax = 4 } == "all consumed")
        #expect(request(text) { $0.methodBytesMax = 3 } == "501 methodTooLong")
    }

    @Test func blankLinesAreCounted() {
        let text = "\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"
        #expect(request(text) { $0.blankLinesMax = 2 } == "all consumed")
        #expect(request(text) { $0.blankLinesMax = 1 } == "400 badMethod")
        #expect(request("\r\n" + "GET / HTTP/1.1\r\nHost: a\r\n\r\n") { $0.blankLinesMax = 0 } == "400 badMethod")
    }

    @Test func backendsMayAnswerWithLongerHeads() {
        let text = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX: " + String(repeating: "b", count: 60_000) + "\r\n\r\n"
        let bytes = Array(text.utf8)
        #expect(Reading(.response, bytes, limits: .upstream).outcome(.atOnce).hasPrefix("all consumed"))
        #expect(Reading(.response, bytes).outcome(.atOnce) == "431 headTooLong")
    }

    @Test func chunkOverheadIsMeasuredAgainstThePayload() {
        var limits = WireLimits()
        limits.chunkOverheadBytesMax = 10
        limits.chunkOverheadPerPayloadByteMax = 4
        func outcome(_ text: String) -> String {
            let reading = Reading(.chunked, Array(text.utf8), limits: limits)
            let whole = reading.outcome(.atOnce)
            #expect(reading.outcome(.byteByByte) == whole)
            return String(whole.prefix { $0 != "\n" })
        }
        // Five framing bytes a chunk and five at the end: 10 + 4 for each byte are allowed.
        #expect(outcome(String(repeating: "1\r\na\r\n", count: 5) + "0\r\n\r\n") == "all consumed")
        #expect(outcome(String(repeating: "1\r\na\r\n", count: 6) + "0\r\n\r\n") == "413 chunkOverheadTooLarge")
    }

    @Test func aCallThatHasSeenMoreThanThereIsStartsAgain() throws {
        let bytes = Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
        var head = RequestHead()
        var table = HeaderTable()
        let consumed = try bytes.withByteView { (view) throws(WireError) -> Int? in
            try parseRequestHead(view, alreadySeen: 1000, limits: WireLimits(), into: &head, &table)
        }
        #expect(consumed == bytes.count)
    }
}
