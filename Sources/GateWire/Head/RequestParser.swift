// A request head in one pass over borrowed bytes. The contract is picohttpparser's: the number of bytes consumed, or
// nil for "more", with `alreadySeen` telling how many bytes the last call has seen, so that a head that drips in is
// not scanned again for each byte but for each line.
//
// Strict on purpose: what two implementations might read in two ways (RFC 9112 §11.2, request smuggling) is refused.
// Errors are found in the order of the text, so how the bytes were cut does not change which error it is.

import GateBytes

/// Parses a request line, a header section and the blank line behind it.
///
/// - Parameters:
///   - bytes: The connection's unread bytes, from the first one of the head on.
///   - alreadySeen: How many of them the previous call, which gave nil, was given; else 0.
///   - head: Overwritten; meaningful when the result is not nil.
///   - table: Overwritten; its slots point into `bytes`.
/// - Returns: Bytes consumed, or nil when the head is not complete yet.
package func parseRequestHead(
    _ bytes: ByteView, alreadySeen: Int, limits: WireLimits, into head: inout RequestHead, _ table: inout HeaderTable
) throws(WireError) -> Int? {
    var line = RequestLine()
    let scanner = try HeadScanner(behindRequestLine: bytes, alreadySeen, limits, &line, &head, &table)
    guard var scanner else { return nil }
    guard try scanner.fields(limits, &table) else { return try scanner.more(WireError.headTooLong) }
    try RequestFraming.read(bytes, line, &head, table)
    return scanner.position
}

extension RequestFieldsMemo {
    /// As the function of this name without a memo.
    package mutating func parseRequestHead(
        _ bytes: ByteView, alreadySeen: Int, limits: WireLimits, into head: inout RequestHead,
        _ table: inout HeaderTable
    ) throws(WireError) -> Int? {
        var line = RequestLine()
        let scanner = try HeadScanner(behindRequestLine: bytes, alreadySeen, limits, &line, &head, &table)
        guard var scanner else { return nil }
        // An absolute-form target is checked against the fields.
        let isUsable = line.authority.isEmpty
        if isUsable, recall(&scanner, &head, &table) { return scanner.position }
        let start = scanner.position
        guard try scanner.fields(limits, &table) else { return try scanner.more(WireError.headTooLong) }
        try RequestFraming.read(bytes, line, &head, table)
        if isUsable { keep(scanner, from: start, head, table) }
        return scanner.position
    }
}

/// What the request line says that only the header section can be checked against.
struct RequestLine {
    /// The authority of an absolute-form target; empty for other forms.
    var authority = ByteView.empty
}

extension HeadScanner {
    /// Stands behind the request line; nil: more bytes needed.
    @inline(__always)
    fileprivate init?(
        behindRequestLine bytes: ByteView, _ alreadySeen: Int, _ limits: WireLimits, _ line: inout RequestLine,
        _ head: inout RequestHead, _ table: inout HeaderTable
    ) throws(WireError) {
        table.removeAll()
        if HeadScanner.waitsForLine(bytes, alreadySeen: alreadySeen, limits: limits) { return nil }
        self.init(bytes, limits: limits)
        head = RequestHead()
        if try skipBlankLines(limits), try requestLine(limits, &line, &head) { return }
        if isFull { throw .headTooLong }
        return nil
    }

    /// RFC 9112 §2.2: empty lines in front of a request line, left over by some clients. False: more bytes needed.
    mutating func skipBlankLines(_ limits: WireLimits) throws(WireError) -> Bool {
        var count = 0
        while true {
            if position == end { return false }
            if base[position] != 0x0d { return true }
            if count == limits.blankLinesMax { throw .badMethod }
            guard try lineEnd() else { return false }
            count += 1
        }
    }

    /// `method SP target SP version CRLF`. False: more bytes needed.
    mutating func requestLine(
        _ limits: WireLimits, _ line: inout RequestLine, _ head: inout RequestHead
    ) throws(WireError) -> Bool {
        guard try method(limits, &head) else { return false }
        let targetStart = position
        guard try target(limits, &head) else { return false }
        let targetEnd = position
        position += 1
        guard let minor = try version() else { return false }
        head.minorVersion = minor
        guard try lineEnd() else { return false }
        try classify(ByteView(base: base + targetStart, count: targetEnd - targetStart), targetStart, &line, &head)
        return true
    }

    /// A token and the space behind it. False: more bytes needed.
    @inline(__always)
    private mutating func method(_ limits: WireLimits, _ head: inout RequestHead) throws(WireError) -> Bool {
        let start = position
        head.methodOffset = UInt32(truncatingIfNeeded: start)
        // Nearly every request: `GET` and a space, or `POST` and one.
        if end - position > 4 {
            let letters = ByteScan.halfWord(base + position)
            if letters == 0x2054_4547 {
                head.methodLength = 3
                head.verb = .get
                position += 4
                return true
            }
            if letters == 0x5453_4f50, base[position + 4] == 0x20, limits.methodBytesMax >= 4 {
                head.methodLength = 4
                head.verb = .post
                position += 5
                return true
            }
        }
        return try anyMethod(limits, start, &head)
    }

    private mutating func anyMethod(
        _ limits: WireLimits, _ start: Int, _ head: inout RequestHead
    ) throws(WireError) -> Bool {
        while true {
            if position - start > limits.methodBytesMax { throw .methodTooLong }
            if position == end { return false }
            let byte = base[position]
            if byte == 0x20 { break }
            if !ASCII.isToken(byte) { throw .badMethod }
            position += 1
        }
        if position == start { throw .badMethod }
        let token = ByteView(base: base + start, count: position - start)
        // Its answer would turn the connection into a tunnel, whatever the target says.
        if token == "CONNECT" { throw .connectRefused }
        head.methodLength = UInt32(truncatingIfNeeded: token.count)
        head.verb = HTTPVerb(token: token)
        position += 1
        return true
    }

    /// Path and query up to the space behind the target. False: more bytes needed.
    @inline(__always)
    private mutating func target(_ limits: WireLimits, _ head: inout RequestHead) throws(WireError) -> Bool {
        let start = position
        // One byte more than the limit, so that a target of exactly the limit still finds its space.
        let window = min(end, start + limits.targetBytesMax + 1)
        head.pathOffset = UInt32(truncatingIfNeeded: start)
        scanPath(to: window)
        if position == window { return try targetMore(window) }
        head.pathLength = UInt32(truncatingIfNeeded: position - start)
        if base[position] == 0x20, position > start { return true }
        if base[position] == 0x3f {
            position += 1
            head.queryOffset = UInt32(truncatingIfNeeded: position)
            let queryStart = position
            try scanQuery(to: window)
            if position == window { return try targetMore(window) }
            head.queryLength = Int32(truncatingIfNeeded: position - queryStart)
            if base[position] == 0x20 { return true }
        }
        if base[position] != 0x23 || position == start { throw .badTarget }
        return try fragment(to: window)
    }

    private func targetMore(_ window: Int) throws(WireError) -> Bool {
        if window < end { throw .targetTooLong }
        return false
    }

    @inline(__always)
    private mutating func scanPath(to window: Int) {
        while window - position >= 8 {
            let marks = ByteScan.endsPath(ByteScan.word(base + position))
            if marks != 0 {
                position += ByteScan.first(marks)
                return
            }
            position += 8
        }
        while position < window {
            let byte = base[position]
            if byte <= 0x20 || byte >= 0x7f || byte == 0x3f || byte == 0x23 { return }
            position += 1
        }
    }

    /// AWS, "known issues": `|`, `{` and `}` must be percent-encoded in a query.
    @inline(__always)
    private mutating func scanQuery(to window: Int) throws(WireError) {
        while position < window {
            if window - position >= 8 {
                let marks = ByteScan.endsQuery(ByteScan.word(base + position))
                position += ByteScan.first(marks)
                if marks == 0 { continue }
            }
            let byte = base[position]
            if byte <= 0x20 || byte == 0x23 || byte >= 0x7f { return }
            if byte >= 0x7b, byte <= 0x7d { throw .badTarget }
            position += 1
        }
    }

    /// AWS, "known issues": a fragment is dropped.
    private mutating func fragment(to window: Int) throws(WireError) -> Bool {
        while position < window {
            let byte = base[position]
            if byte == 0x20 { return true }
            if byte < 0x20 || byte >= 0x7f { throw .badTarget }
            position += 1
        }
        return try targetMore(window)
    }

    /// Origin-form passes; absolute-form is taken apart; `*` is for OPTIONS (RFC 9112 §3.2).
    @inline(__always)
    private func classify(
        _ target: ByteView, _ start: Int, _ line: inout RequestLine, _ head: inout RequestHead
    ) throws(WireError) {
        if target.base[0] == 0x2f { return }
        try classifyUnusual(target, start, &line, &head)
    }

    private func classifyUnusual(
        _ target: ByteView, _ start: Int, _ line: inout RequestLine, _ head: inout RequestHead
    ) throws(WireError) {
        if target == "*" {
            if head.verb != .options { throw .badTarget }
            return
        }
        let path = ByteView(base: base + Int(head.pathOffset), count: Int(head.pathLength))
        let schemeLength: Int
        if path.count >= 7, path.slice(0, 7).equalsIgnoringCase(ByteView("http://")) {
            schemeLength = 7
        } else if path.count >= 8, path.slice(0, 8).equalsIgnoringCase(ByteView("https://")) {
            schemeLength = 8
        } else {
            throw .badTarget
        }
        let authorityEnd = path.firstIndex(of: 0x2f, from: schemeLength) ?? path.count
        line.authority = path.slice(schemeLength, authorityEnd)
        if line.authority.isEmpty { throw .badTarget }
        if authorityEnd == path.count {
            // No path stands for `/`, and one is at hand: the second of `//`.
            head.pathOffset += UInt32(schemeLength - 1)
            head.pathLength = 1
        } else {
            head.pathOffset += UInt32(authorityEnd)
            head.pathLength -= UInt32(authorityEnd)
        }
    }
}
