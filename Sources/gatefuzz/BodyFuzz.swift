// Fuzz entry of what stands inside bodies: content codings and event streams. Whatever the bytes, however they are cut,
// reading ends, stays within its limits and comes to the same.

import GateBytes
import GateRuntime
import GateWire

let bodyTarget = FuzzTarget(
    name: "body", seeds: { BodySeeds.bodies }, dictionary: BodySeeds.words.map { Array($0.utf8) }, run: fuzzBody)

private func fuzzBody(_ bytes: [UInt8]) -> UInt64 {
    var outcome = Outcome()
    for coding in [ContentCoding.gzip, .deflate] { checkCoding(bytes, coding, &outcome) }
    let whole = streamReading(bytes, [])
    var cuts = SplitMix(bytes.withByteView { $0.fnv1a })
    let places = bytes.count < 2 ? [] : (0..<4).map { _ in 1 + Int(cuts.next() % UInt64(bytes.count - 1)) }.sorted()
    precondition(whole == streamReading(bytes, places), "a cut changed an event stream")
    if bytes.count < 512 {
        precondition(whole == streamReading(bytes, Array(1..<max(bytes.count, 1))), "single bytes changed a stream")
    }
    outcome.add(whole.messages.count)
    outcome.add(whole.failure)
    for message in whole.messages { outcome.add(magnitudeOf: message.count) }
    return outcome.value
}

private func checkCoding(_ bytes: [UInt8], _ coding: ContentCoding, _ outcome: inout Outcome) {
    let coder = ContentCoder()
    var plain = ByteBuffer()
    do throws(ContentCodingFailure) {
        try bytes.withByteView { (view) throws(ContentCodingFailure) in try coder.decode(view, coding, into: &plain) }
        outcome.add(magnitudeOf: plain.count)
    } catch {
        outcome.add(error == .tooLarge ? 1 : 2)
        return
    }
    precondition(plain.count <= ContentCoder.inflatedBytesMax, "a body above its limit")
    var coded = ByteBuffer()
    precondition(coder.encode(plain.view, coding, into: &coded), "a body that cannot be coded")
    var again = ByteBuffer()
    do throws(ContentCodingFailure) {
        try coder.decode(coded.view, coding, into: &again)
    } catch {
        preconditionFailure("what was coded cannot be decoded")
    }
    precondition(again.view == plain.view, "coding changed a body")
}

/// What a stream holds: each message's event name and payload.
private struct StreamReading: Equatable {
    var messages: [[UInt8]] = []
    var failure = 0
}

private func streamReading(_ bytes: [UInt8], _ cuts: [Int]) -> StreamReading {
    var decoder = EventStreamDecoder()
    var reading = StreamReading()
    var start = 0
    for end in cuts + [bytes.count] where end > start || cuts.isEmpty {
        let piece = Array(bytes[start..<end])
        start = end
        do throws(EventStreamFailure) {
            try piece.withByteView { (view) throws(EventStreamFailure) in
                var position = 0
                while let part = try decoder.next(view, &position) {
                    switch part {
                    case .headers: reading.messages.append(Array(try decoder.header(":event-type") ?? .empty))
                    case .payload(let run): reading.messages[reading.messages.count - 1] += Array(run)
                    case .end: reading.messages.append([])
                    }
                }
            }
        } catch {
            switch error {
            case .checksum: reading.failure = 1
            case .length: reading.failure = 2
            case .header: reading.failure = 3
            }
            return reading
        }
    }
    return reading
}

private enum BodySeeds {
    static let words = [":event-type", ":message-type", "PayloadChunk", "InvokeComplete", "exception", "\u{7}\0"]

    static var bodies: [[UInt8]] {
        let text = Array("{\"statusCode\": 200}".utf8) + Array(repeating: UInt8(0), count: 8) + Array("hello".utf8)
        let coder = ContentCoder()
        var all: [[UInt8]] = []
        for coding in [ContentCoding.gzip, .deflate] {
            var coded = ByteBuffer()
            _ = text.withByteView { coder.encode($0, coding, into: &coded) }
            all.append([UInt8](coded.view))
            all.append([UInt8](coded.view) + [UInt8](coded.view))
        }
        var stream = ByteBuffer()
        text.withByteView {
            EventStreamEncoding.append(
                event: "PayloadChunk", contentType: "application/octet-stream", $0, to: &stream)
        }
        EventStreamEncoding.append(
            event: "InvokeComplete", contentType: "application/json", ByteView("{}"), to: &stream)
        all.append([UInt8](stream.view))
        return all
    }
}
