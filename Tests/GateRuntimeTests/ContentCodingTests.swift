// Content codings against bytes that Python's zlib made, at their limit, and cut at every place.

import Foundation
import GateBytes
import GateRuntime
import Testing

@Suite struct ContentCodingTests {
    private static func bytes(_ base64: String) -> [UInt8] { Data(base64Encoded: base64).map { Array($0) } ?? [] }

    /// `gzip.compress(b"abc", mtime=0)`
    private let gzipped = bytes("H4sIAAAAAAACA0tMSgYAwkEkNQMAAAA=")
    /// `zlib.compress(b"abc")`
    private let deflated = bytes("eJxLTEoGAAJNASc=")

    private func decode(_ bytes: [UInt8], _ coding: ContentCoding) throws(ContentCodingFailure) -> [UInt8] {
        var out = ByteBuffer()
        let coder = ContentCoder()
        try bytes.withByteView { view throws(ContentCodingFailure) in try coder.decode(view, coding, into: &out) }
        return [UInt8](out.view)
    }

    private func encode(_ bytes: [UInt8], _ coding: ContentCoding) -> [UInt8] {
        var out = ByteBuffer()
        let coder = ContentCoder()
        #expect(bytes.withByteView { coder.encode($0, coding, into: &out) })
        return [UInt8](out.view)
    }

    @Test func decodesWhatOthersMade() throws {
        #expect(try decode(gzipped, .gzip) == Array("abc".utf8))
        #expect(try decode(deflated, .deflate) == Array("abc".utf8))
        #expect(try decode(gzipped + gzipped, .gzip) == Array("abcabc".utf8))
    }

    @Test func onesStreamServesManyBodies() throws {
        let coder = ContentCoder()
        for round in 0..<20 {
            let text = Array(repeating: UInt8(round), count: round * 1000)
            for coding in [ContentCoding.gzip, .deflate] {
                var coded = ByteBuffer()
                var back = ByteBuffer()
                #expect(text.withByteView { coder.encode($0, coding, into: &coded) })
                try coder.decode(coded.view, coding, into: &back)
                #expect([UInt8](back.view) == text)
            }
        }
    }

    @Test func refusesWhatIsCutOffOrDamaged() {
        for (body, coding) in [(gzipped, ContentCoding.gzip), (deflated, .deflate)] {
            for count in 1..<body.count {
                #expect(throws: ContentCodingFailure.malformed) { try decode(Array(body[..<count]), coding) }
            }
            #expect(throws: ContentCodingFailure.malformed) { try decode(body + [0], coding) }
            var damaged = body
            damaged[damaged.count - 1] ^= 1
            #expect(throws: ContentCodingFailure.malformed) { try decode(damaged, coding) }
        }
        #expect(throws: ContentCodingFailure.malformed) { try decode(gzipped, .deflate) }
        #expect(throws: ContentCodingFailure.malformed) { try decode(deflated, .gzip) }
    }

    @Test func stopsAtTheLimit() throws {
        let limit = ContentCoder.inflatedBytesMax
        let most = encode(Array(repeating: 0, count: limit), .gzip)
        #expect(most.count < limit / 500)
        #expect(try decode(most, .gzip).count == limit)
        let more = encode(Array(repeating: 0, count: limit + 1), .gzip)
        #expect(throws: ContentCodingFailure.tooLarge) { try decode(more, .gzip) }
        // A member of its own does not help.
        #expect(throws: ContentCodingFailure.tooLarge) { try decode(most + gzipped, .gzip) }
    }
}
