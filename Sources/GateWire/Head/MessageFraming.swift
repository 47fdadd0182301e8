// Where a message ends and whether the connection goes on: the fields that decide it, read after the header section
// is complete. RFC 9112 §6 and §9.3, without the choices that a recipient is given: a second length, a length beside
// a transfer coding, a coding that is not exactly `chunked` are refused.

import GateBytes

/// A request's framing fields.
enum RequestFraming {
    @inline(__always)
    static func read(
        _ bytes: ByteView, _ line: RequestLine, _ head: inout RequestHead, _ table: borrowing HeaderTable
    ) throws(WireError) {
        try host(bytes, line, head, table)
        head.keepsAlive = head.minorVersion == 1
        if table.contains(.connection) {
            head.keepsAlive = FieldValues.keepsAlive(bytes, minorVersion: head.minorVersion, table)
        }
        if table.contains(.transferEncoding) {
            try transferEncoding(bytes, &head, table)
        } else if table.contains(.contentLength) {
            head.contentLength = try FieldValues.contentLength(bytes, table)
        }
        if table.contains(.expect) { try expectation(bytes, &head, table) }
    }

    /// RFC 9112 §3.2: exactly one `Host` in HTTP/1.1; never two. An absolute-form target must agree with it.
    @inline(__always)
    private static func host(
        _ bytes: ByteView, _ line: RequestLine, _ head: RequestHead, _ table: borrowing HeaderTable
    ) throws(WireError) {
        guard let index = table.first(known: .host) else {
            if head.minorVersion == 1 { throw .missingHost }
            if !line.authority.isEmpty, !FieldValues.isHost(line.authority) { throw .badHost }
            return
        }
        if table.index(of: .host, from: index + 1) != nil { throw .repeatedHost }
        let value = FieldValues.value(bytes, table[index])
        if !FieldValues.isHost(value) { throw .badHost }
        if !line.authority.isEmpty, !line.authority.equalsIgnoringCase(value) { throw .hostMismatch }
    }

    private static func transferEncoding(
        _ bytes: ByteView, _ head: inout RequestHead, _ table: borrowing HeaderTable
    ) throws(WireError) {
        if head.minorVersion == 0 { throw .transferEncodingInHTTP10 }
        if table.contains(.contentLength) { throw .lengthBesideTransferEncoding }
        try FieldValues.chunked(bytes, table)
        head.isChunked = true
    }

    /// RFC 9110 §10.1.1: `100-continue` is the only expectation there is; HTTP/1.0's is ignored.
    private static func expectation(
        _ bytes: ByteView, _ head: inout RequestHead, _ table: borrowing HeaderTable
    ) throws(WireError) {
        if head.minorVersion == 0 { return }
        guard let index = table.first(known: .expect) else { return }
        let value = FieldValues.value(bytes, table[index])
        if table.index(of: .expect, from: index + 1) != nil || !value.equalsIgnoringCase(ByteView("100-continue")) {
            throw .unsupportedExpectation
        }
        head.expectsContinue = head.isChunked || head.contentLength > 0
    }
}

/// An answer's framing fields.
enum ResponseFramingReader {
    /// RFC 9112 §6.3 in its order.
    static func read(
        _ bytes: ByteView, requestWasHEAD: Bool, _ head: inout ResponseHead, _ table: borrowing HeaderTable
    ) throws(WireError) {
        head.keepsAlive = FieldValues.keepsAlive(bytes, minorVersion: head.minorVersion, table)
        let isChunked = table.contains(.transferEncoding)
        if isChunked {
            if head.minorVersion == 0 { throw .transferEncodingInHTTP10 }
            if table.contains(.contentLength) { throw .lengthBesideTransferEncoding }
            try FieldValues.chunked(bytes, table)
        } else if table.contains(.contentLength) {
            head.contentLength = try FieldValues.contentLength(bytes, table)
        }
        if requestWasHEAD || head.status < 200 || head.status == 204 || head.status == 304 {
            head.framing = .none
            // What follows a 101 is another protocol's.
            if head.status == 101 { head.keepsAlive = false }
        } else if isChunked {
            head.framing = .chunked
        } else if head.contentLength >= 0 {
            head.framing = .length(head.contentLength)
        } else {
            head.framing = .untilClose
            head.keepsAlive = false
        }
    }
}

/// Readings of single fields that requests and answers share.
package enum FieldValues {
    @inline(__always)
    static func value(_ bytes: ByteView, _ slot: HeaderSlot) -> ByteView {
        let start = Int(slot.valueOffset)
        return bytes.slice(start, start + Int(slot.valueLength))
    }

    /// RFC 9110 §8.6, one field of digits only; the table has one.
    static func contentLength(_ bytes: ByteView, _ table: borrowing HeaderTable) throws(WireError) -> Int {
        guard let index = table.first(known: .contentLength) else { throw .badContentLength }
        if table.index(of: .contentLength, from: index + 1) != nil { throw .repeatedContentLength }
        let text = value(bytes, table[index])
        guard let length = Decimal.parse(text) else { throw contentLengthError(text) }
        return length
    }

    private static func contentLengthError(_ text: ByteView) -> WireError {
        if text.isEmpty { return .badContentLength }
        for index in 0..<text.count where !ASCII.isDigit(text[index]) {
            // `5, 5` is what a list-joining hop makes of two fields.
            return text[index] == 0x2c ? .repeatedContentLength : .badContentLength
        }
        return .contentLengthTooLarge
    }

    /// RFC 9112 §6.1: succeeds when the only coding is `chunked`; the table has a field.
    static func chunked(_ bytes: ByteView, _ table: borrowing HeaderTable) throws(WireError) {
        guard let index = table.first(known: .transferEncoding) else { throw .badTransferEncoding }
        if table.index(of: .transferEncoding, from: index + 1) != nil { throw .repeatedTransferEncoding }
        let text = value(bytes, table[index])
        if text.equalsIgnoringCase(ByteView("chunked")) { return }
        // `gzip, chunked` is sound but not supported; anything else leaves the end of the message unknown.
        var members = ListMembers(text)
        var last = ByteView.empty
        var isPlain = true
        var chunkedCount = 0
        while let member = members.next() {
            last = member
            if member.equalsIgnoringCase(ByteView("chunked")) { chunkedCount += 1 }
            for index in 0..<member.count where !ASCII.isToken(member[index]) { isPlain = false }
        }
        let endsChunked = chunkedCount == 1 && last.equalsIgnoringCase(ByteView("chunked"))
        if isPlain, endsChunked, members.count > 1 { throw .unsupportedTransferEncoding }
        throw .badTransferEncoding
    }

    /// RFC 9112 §9.3. `close` wins over `keep-alive`.
    static func keepsAlive(_ bytes: ByteView, minorVersion: UInt8, _ table: borrowing HeaderTable) -> Bool {
        var closes = false
        var stays = minorVersion == 1
        var index = table.first(known: .connection)
        while let place = index {
            let text = value(bytes, table[place])
            if isKeepAlive(text) {
                stays = true
            } else {
                readConnection(text, &closes, &stays)
            }
            index = table.index(of: .connection, from: place + 1)
        }
        return stays && !closes
    }

    private static func readConnection(_ text: ByteView, _ closes: inout Bool, _ stays: inout Bool) {
        var members = ListMembers(text)
        while let member = members.next() {
            if member.equalsIgnoringCase(ByteView("close")) { closes = true }
            if member.equalsIgnoringCase(ByteView("keep-alive")) { stays = true }
        }
    }

    /// Whether a `Connection` says `keep-alive` and nothing else, as nearly all do. Folding joins `-` and CR, which no
    /// value holds.
    @inline(__always)
    static func isKeepAlive(_ text: ByteView) -> Bool {
        if text.count != 10 { return false }
        let pattern = ByteView("keep-alive")
        let fold = ByteScan.repeated(0x20)
        return ByteScan.word(text.base) | fold == ByteScan.word(pattern.base)
            && ByteScan.word(text.base + 2) | fold == ByteScan.word(pattern.base + 2)
    }

    /// RFC 9110 §7.2: `uri-host [":" port]`, not empty.
    package static func isHost(_ text: ByteView) -> Bool {
        var position = 0
        if !text.isEmpty, text[0] == 0x5b {
            position = 1
            while position < text.count, text[position] != 0x5d {
                let byte = text[position]
                if ASCII.hexValue(byte) == nil, byte != 0x3a, byte != 0x2e { return false }
                position += 1
            }
            if position == text.count || position == 1 { return false }
            position += 1
        } else {
            while position < text.count, isHostByte(text[position]) { position += 1 }
            if position == 0 { return false }
        }
        if position == text.count { return true }
        if text[position] != 0x3a { return false }
        return isPort(text.dropFirst(position + 1))
    }

    /// RFC 3986 `reg-name` without sub-delimiters and percent signs, which no host name holds and some parsers split
    /// at; `_` is in use.
    @inline(__always)
    private static func isHostByte(_ byte: UInt8) -> Bool { ASCII.isUnreserved(byte) }

    /// Digits of at most 65,535; none are allowed (RFC 3986 §3.2.3).
    private static func isPort(_ text: ByteView) -> Bool {
        if text.count > 5 { return Decimal.parse(text, limit: 65_535) != nil }
        var port: UInt32 = 0
        for index in 0..<text.count {
            let digit = text[index] &- 0x30
            if digit > 9 { return false }
            port = port &* 10 &+ UInt32(digit)
        }
        return port <= 65_535
    }
}

/// The members of a comma-separated field value (RFC 9110 §5.6.1), without blanks around them; empty ones are skipped.
package struct ListMembers {
    private let text: ByteView
    private var position = 0
    /// Members given so far.
    package private(set) var count = 0

    package init(_ text: ByteView) { self.text = text }

    package mutating func next() -> ByteView? {
        while position < text.count {
            let end = text.firstIndex(of: 0x2c, from: position) ?? text.count
            let member = text.slice(position, end).trimmingBlanks()
            position = end + 1
            if member.isEmpty { continue }
            count += 1
            return member
        }
        return nil
    }
}
