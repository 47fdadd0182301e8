// What the parsers make of bytes, as text: the form that corpus cases expect. Every reading is made four ways (at
// once, byte by byte, cut in two at every place, a second time) and always in front of a guard page.

import GateBytes
import GateWire
import SuiteSupport

/// What kind of message bytes are read as.
enum MessageKind: String {
    case request
    case response
    case responseToHEAD = "response to HEAD"
    case chunked
}

/// A way of handing bytes to a parser.
enum Delivery: CaseIterable {
    case atOnce
    case byteByByte
    case inTwo
    /// By a parser that remembers having read the same.
    case again
}

/// Reads bytes and describes the outcome.
struct Reading {
    let kind: MessageKind
    let bytes: [UInt8]
    var limits = WireLimits()
    private let memory: GuardedBytes

    init(_ kind: MessageKind, _ bytes: [UInt8], limits: WireLimits = WireLimits()) {
        self.kind = kind
        self.bytes = bytes
        self.limits = limits
        memory = GuardedBytes(capacity: bytes.count)
    }

    /// The outcome of one delivery; deliveries with many cuts give the first outcome that differs, if any does.
    func outcome(_ delivery: Delivery) -> String {
        switch delivery {
        case .atOnce: return read(cuts: [])
        case .byteByByte: return read(cuts: Array(1..<max(1, bytes.count)))
        case .inTwo:
            let whole = read(cuts: [])
            for cut in 1..<max(1, bytes.count) {
                let outcome = read(cuts: [cut])
                if outcome != whole { return "cut at \(cut): \(outcome)" }
            }
            return whole
        case .again: return readAgain()
        }
    }

    private func readAgain() -> String {
        do throws(WireError) {
            switch kind {
            case .request: return try readRequestAgain()
            case .response: return try readResponseAgain(requestWasHEAD: false)
            case .responseToHEAD: return try readResponseAgain(requestWasHEAD: true)
            case .chunked: return read(cuts: [])
            }
        } catch {
            return "\(error.status) \(error)"
        }
    }

    private func read(cuts: [Int]) -> String {
        do throws(WireError) {
            switch kind {
            case .request: return try readRequest(cuts)
            case .response: return try readResponse(cuts, requestWasHEAD: false)
            case .responseToHEAD: return try readResponse(cuts, requestWasHEAD: true)
            case .chunked: return try readChunked(cuts)
            }
        } catch {
            return "\(error.status) \(error)"
        }
    }

    // MARK: Heads

    private func readRequest(_ cuts: [Int]) throws(WireError) -> String {
        var head = RequestHead()
        var table = HeaderTable()
        var seen = 0
        for end in cuts + [bytes.count] {
            let consumed = try memory.with(bytes[..<end]) { (view) throws(WireError) -> Int? in
                try parseRequestHead(view, alreadySeen: seen, limits: limits, into: &head, &table)
            }
            seen = end
            if let consumed { return describe(head, consumed) + describe(table) }
        }
        return "more"
    }

    private func readResponse(_ cuts: [Int], requestWasHEAD: Bool) throws(WireError) -> String {
        var head = ResponseHead()
        var table = HeaderTable()
        var seen = 0
        for end in cuts + [bytes.count] {
            let consumed = try memory.with(bytes[..<end]) { (view) throws(WireError) -> Int? in
                try parseResponseHead(
                    view, alreadySeen: seen, limits: limits, requestWasHEAD: requestWasHEAD, into: &head, &table)
            }
            seen = end
            if let consumed { return describe(head, consumed) + describe(table) }
        }
        return "more"
    }

    private func readRequestAgain() throws(WireError) -> String {
        var memo = RequestFieldsMemo()
        var consumed: Int?
        var head = RequestHead()
        var table = HeaderTable()
        for _ in 0..<2 {
            head = RequestHead()
            table.removeAll()
            consumed = try memory.with(bytes[...]) { (view) throws(WireError) -> Int? in
                try memo.parseRequestHead(view, alreadySeen: 0, limits: limits, into: &head, &table)
            }
        }
        return consumed.map { describe(head, $0) + describe(table) } ?? "more"
    }

    private func readResponseAgain(requestWasHEAD: Bool) throws(WireError) -> String {
        var memo = ResponseHeadMemo()
        var consumed: Int?
        var head = ResponseHead()
        var table = HeaderTable()
        for _ in 0..<2 {
            head = ResponseHead()
            table.removeAll()
            consumed = try memory.with(bytes[...]) { (view) throws(WireError) -> Int? in
                try memo.parseResponseHead(
                    view, alreadySeen: 0, limits: limits, requestWasHEAD: requestWasHEAD, into: &head, &table)
            }
        }
        return consumed.map { describe(head, $0) + describe(table) } ?? "more"
    }

    private func describe(_ head: RequestHead, _ consumed: Int) -> String {
        var target = "path `\(slice(head.pathOffset, Int(head.pathLength)))`"
        if head.queryLength >= 0 { target += ", query `\(slice(head.queryOffset, Int(head.queryLength)))`" }
        var body = head.isChunked ? "chunked" : head.contentLength >= 0 ? "length \(head.contentLength)" : "no body"
        if head.expectsContinue { body += ", expects 100" }
        return "\(describe(consumed: consumed))\nmethod `\(slice(head.methodOffset, Int(head.methodLength)))` "
            + "(\(head.verb)), \(target)\n"
            + "HTTP/1.\(head.minorVersion), \(head.keepsAlive ? "stays open" : "closes"), \(body)"
    }

    private func describe(_ head: ResponseHead, _ consumed: Int) -> String {
        "\(describe(consumed: consumed))\nstatus \(head.status), reason "
            + "`\(slice(head.reasonOffset, Int(head.reasonLength)))`\n"
            + "HTTP/1.\(head.minorVersion), \(head.keepsAlive ? "stays open" : "closes"), framing \(head.framing)"
    }

    private func describe(consumed: Int) -> String {
        consumed == bytes.count ? "all consumed" : "\(bytes.count - consumed) bytes left"
    }

    private func describe(_ table: borrowing HeaderTable) -> String {
        var text = ""
        for index in 0..<table.count {
            let slot = table[index]
            let name = slice(slot.nameOffset, Int(slot.nameLength))
            let known = KnownHeader(rawValue: slot.known).map { "\($0)" } ?? "-"
            text += "\n\(known) `\(name)`: `\(slice(slot.valueOffset, Int(slot.valueLength)))`"
        }
        return text
    }

    private func slice(_ offset: UInt32, _ count: Int) -> String {
        EscapedText.escape(Array(bytes[Int(offset)..<Int(offset) + count]))
    }

    // MARK: Bodies

    private func readChunked(_ cuts: [Int]) throws(WireError) -> String {
        var decoder = ChunkedDecoder(limits: limits)
        var payload = ByteBuffer()
        var start = 0
        for end in cuts + [bytes.count] where !decoder.isComplete {
            start += try memory.with(bytes[start..<end]) { (view) throws(WireError) -> Int in
                try decoder.decode(view, into: &payload)
            }
        }
        if payload.count != decoder.payloadCount { return "\(payload.count) bytes instead of \(decoder.payloadCount)" }
        let text = "payload `\(EscapedText.escape([UInt8](payload.view)))`"
        return decoder.isComplete ? "\(describe(consumed: start))\n\(text)" : "more\n\(text)"
    }
}

/// Bytes as printable text: `\r`, `\n`, `\t`, `\\`, `` \` `` and `\xHH`; `\{N:text}` repeats a text N times. Line ends of the
/// text itself mean nothing, so that a case can show its lines.
enum EscapedText {
    /// Runs of one byte of at least this length are written as a repetition.
    private static let runMin = 64

    static func escape(_ bytes: [UInt8]) -> String {
        var text = ""
        var index = 0
        while index < bytes.count {
            let run = bytes[index...].prefix { $0 == bytes[index] }.count
            let one = escape(bytes[index])
            text += run >= runMin ? "\\{\(run):\(one)}" : one
            index += run >= runMin ? run : 1
        }
        return text
    }

    private static func escape(_ byte: UInt8) -> String {
        switch byte {
        case 0x0d: return "\\r"
        case 0x0a: return "\\n"
        case 0x09: return "\\t"
        case 0x5c: return "\\\\"
        case 0x60: return "\\`"
        case 0x20...0x7e: return String(Unicode.Scalar(byte))
        default:
            let digits = String(byte, radix: 16)
            return "\\x" + (digits.count == 1 ? "0" : "") + digits
        }
    }

    /// nil: an escape that is none.
    static func unescape(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == 0x0a { continue }
            guard byte == 0x5c else {
                bytes.append(byte)
                continue
            }
            switch rest.popFirst() {
            case 0x72: bytes.append(0x0d)
            case 0x6e: bytes.append(0x0a)
            case 0x74: bytes.append(0x09)
            case 0x5c: bytes.append(0x5c)
            case 0x60: bytes.append(0x60)
            case 0x78:
                guard let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) else { return nil }
                bytes.append(value)
                rest = rest.dropFirst(2)
            case 0x7b:
                guard let close = closingBrace(rest), let colon = rest[..<close].firstIndex(of: 0x3a),
                    let count = Int(String(decoding: rest[..<colon], as: UTF8.self)),
                    let part = unescape(String(decoding: rest[(colon + 1)..<close], as: UTF8.self))
                else { return nil }
                for _ in 0..<count { bytes += part }
                rest = rest[(close + 1)...]
            default: return nil
            }
        }
        return bytes
    }

    /// Index of the brace that closes the repetition whose text starts `rest`.
    private static func closingBrace(_ rest: ArraySlice<UInt8>) -> Int? {
        var depth = 1
        for index in rest.indices {
            if rest[index] == 0x7b, index > rest.startIndex, rest[index - 1] == 0x5c { depth += 1 }
            if rest[index] == 0x7d { depth -= 1 }
            if depth == 0 { return index }
        }
        return nil
    }
}
