// Content codings of bodies (RFC 9110 §8.4): which one a message names, and zlib's streams behind them. AWS: "Payload
// compression for REST APIs in API Gateway"; it knows gzip, deflate (the zlib format of RFC 1950) and identity, one at
// a time.
//
// A stream's memory is made with the first body that needs it and kept: APIs without coded bodies pay nothing.

import CZlib
import GateBytes
import GateWire

/// A coding that API Gateway knows.
package enum ContentCoding: UInt8, CaseIterable, Sendable {
    case identity
    case gzip
    case deflate

    var name: StaticString {
        switch self {
        case .identity: "identity"
        case .gzip: "gzip"
        case .deflate: "deflate"
        }
    }

    /// The coding that a `Content-Encoding` value names; nil for others and for lists.
    init?(_ value: ByteView) {
        let value = value.trimmingBlanks()
        for coding in ContentCoding.allCases where value.equalsIgnoringCase(ByteView(coding.name)) {
            self = coding
            return
        }
        return nil
    }

    /// zlib's number of the format around the data.
    fileprivate var windowBits: Int32 { self == .gzip ? 31 : 15 }
}

/// The codings that a client takes, as its `Accept-Encoding` fields name them (RFC 9110 §12.5.3). AWS compresses for
/// those that are named, never for `*` or without the field.
struct AcceptedCodings {
    private var best = ContentCoding.identity
    private var bestWeight = 0

    /// What to send: of the known codings that are named, the one with the most weight, of equals the first.
    var preferred: ContentCoding { best }

    /// Takes the value of a field.
    mutating func take(_ value: ByteView) {
        var position = 0
        while position < value.count {
            let end = value.firstIndex(of: 0x2c, from: position) ?? value.count
            let entry = value.slice(position, end)
            position = end + 1
            let nameEnd = entry.firstIndex(of: 0x3b) ?? entry.count
            guard let coding = ContentCoding(entry.slice(0, nameEnd)) else { continue }
            let weight = AcceptedCodings.weight(entry.dropFirst(nameEnd))
            if weight > bestWeight {
                best = coding
                bestWeight = weight
            }
        }
    }

    /// Thousandths of `;q=0.5` (RFC 9110 §12.4.2); 1000 without one, 0 for what is none.
    private static func weight(_ text: ByteView) -> Int {
        var text = text.trimmingBlanks()
        if text.isEmpty { return 1000 }
        if text[0] != 0x3b { return 0 }
        text = text.dropFirst(1).trimmingBlanks()
        guard text.count >= 3, text[0] | 0x20 == 0x71, text[1] == 0x3d else { return 0 }
        text = text.dropFirst(2)
        guard text.count <= 5, text[0] == 0x30 || text[0] == 0x31, text.count < 2 || text[1] == 0x2e else { return 0 }
        var weight = Int(text[0] - 0x30) * 1000
        var unit = 100
        for index in 2..<max(text.count, 2) {
            guard ASCII.isDigit(text[index]) else { return 0 }
            weight += Int(text[index] - 0x30) * unit
            unit /= 10
        }
        return weight <= 1000 ? weight : 0
    }
}

/// Why a body cannot be decoded.
package enum ContentCodingFailure: Error {
    /// It is not in the coding, cut off, or followed by something else.
    case malformed
    /// What comes out exceeds `ContentCoder.inflatedBytesMax`.
    case tooLarge
}

/// The codings' streams of one worker.
package final class ContentCoder {
    /// Largest body that is inflated, in bytes: AWS's payload limit, so that a small message cannot take more memory
    /// than a large one. AWS: "API Gateway quotas", payload size.
    package static let inflatedBytesMax = Gateway.payloadBytesMax
    /// zlib's default, which most servers take.
    private static let level: Int32 = 6
    /// Bytes made at a time.
    private static let stepBytes = 32 * 1024

    private var inflater: UnsafeMutablePointer<z_stream>?
    private var deflater: UnsafeMutablePointer<z_stream>?
    /// The format that `deflater` was started for.
    private var deflated = ContentCoding.identity

    package init() {}

    deinit {
        if let inflater {
            inflateEnd(inflater)
            inflater.deallocate()
        }
        endDeflater()
    }

    private func endDeflater() {
        guard let deflater else { return }
        deflateEnd(deflater)
        deflater.deallocate()
        self.deflater = nil
    }

    /// Appends what a coded body stands for. A gzip body may have several members (RFC 1952 §2.2).
    package func decode(
        _ bytes: ByteView, _ coding: ContentCoding, into out: inout ByteBuffer
    ) throws(ContentCodingFailure) {
        if coding == .identity || bytes.isEmpty {
            out.append(bytes)
            return
        }
        guard bytes.count <= Int(UInt32.max) else { throw .tooLarge }
        guard let stream = startInflating(coding) else { throw .malformed }
        stream.pointee.next_in = UnsafeMutablePointer(mutating: bytes.base)
        stream.pointee.avail_in = UInt32(bytes.count)
        let start = out.count
        while true {
            // One byte more than allowed tells that there is more.
            let room = min(ContentCoder.stepBytes, ContentCoder.inflatedBytesMax + 1 - (out.count - start))
            var status = Z_OK
            out.write(room: room) { free in
                stream.pointee.next_out = free.baseAddress
                stream.pointee.avail_out = UInt32(room)
                status = inflate(stream, Z_NO_FLUSH)
                return room - Int(stream.pointee.avail_out)
            }
            if out.count - start > ContentCoder.inflatedBytesMax { throw .tooLarge }
            if status == Z_OK { continue }
            // Z_BUF_ERROR: nothing more comes out of what is here, so it is cut off.
            if status != Z_STREAM_END { throw .malformed }
            if stream.pointee.avail_in == 0 { return }
            if coding != .gzip || inflateReset(stream) != Z_OK { throw .malformed }
        }
    }

    private func startInflating(_ coding: ContentCoding) -> UnsafeMutablePointer<z_stream>? {
        if let inflater { return inflateReset2(inflater, coding.windowBits) == Z_OK ? inflater : nil }
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        stream.initialize(to: z_stream())
        if gate_inflate_start(stream, coding.windowBits) != Z_OK {
            stream.deallocate()
            return nil
        }
        inflater = stream
        return stream
    }

    /// Appends a body in a coding; false, with nothing appended, when there is no memory for it.
    package func encode(_ bytes: ByteView, _ coding: ContentCoding, into out: inout ByteBuffer) -> Bool {
        guard coding != .identity, bytes.count <= Int(UInt32.max) / 2, let stream = startDeflating(coding) else {
            return false
        }
        stream.pointee.next_in = UnsafeMutablePointer(mutating: bytes.base)
        stream.pointee.avail_in = UInt32(bytes.count)
        let start = out.count
        var status = Z_OK
        let room = Int(deflateBound(stream, UInt(bytes.count)))
        out.write(room: room) { free in
            stream.pointee.next_out = free.baseAddress
            stream.pointee.avail_out = UInt32(room)
            status = deflate(stream, Z_FINISH)
            return room - Int(stream.pointee.avail_out)
        }
        if status == Z_STREAM_END { return true }
        out.truncate(to: start)
        return false
    }

    private func startDeflating(_ coding: ContentCoding) -> UnsafeMutablePointer<z_stream>? {
        if let deflater, deflated == coding { return deflateReset(deflater) == Z_OK ? deflater : nil }
        endDeflater()
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        stream.initialize(to: z_stream())
        if gate_deflate_start(stream, ContentCoder.level, coding.windowBits) != Z_OK {
            stream.deallocate()
            return nil
        }
        deflater = stream
        deflated = coding
        return stream
    }
}
