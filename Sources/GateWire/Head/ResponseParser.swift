// An answer's head, as strict as a request's: a backend that is misread is as dangerous to the next client on the
// same connection. Skipping 1xx answers is the caller's work.

import GateBytes

/// Parses a status line, a header section and the blank line behind it.
///
/// - Parameters:
///   - bytes: The connection's unread bytes, from the first one of the head on.
///   - alreadySeen: How many of them the previous call, which gave nil, was given; else 0.
///   - requestWasHEAD: Whether the answer is to a HEAD request and so carries no payload.
///   - head: Overwritten; meaningful when the result is not nil.
///   - table: Overwritten; its slots point into `bytes`.
/// - Returns: Bytes consumed, or nil when the head is not complete yet.
package func parseResponseHead(
    _ bytes: ByteView, alreadySeen: Int, limits: WireLimits, requestWasHEAD: Bool, into head: inout ResponseHead,
    _ table: inout HeaderTable
) throws(WireError) -> Int? {
    table.removeAll()
    if HeadScanner.waitsForLine(bytes, alreadySeen: alreadySeen, limits: limits) { return nil }
    var scanner = HeadScanner(bytes, limits: limits)
    head = ResponseHead()
    guard try scanner.statusLine(&head) else { return try scanner.more(WireError.headTooLong) }
    guard try scanner.fields(limits, &table) else { return try scanner.more(WireError.headTooLong) }
    try ResponseFramingReader.read(bytes, requestWasHEAD: requestWasHEAD, &head, table)
    return scanner.position
}

extension HeadScanner {
    /// `version SP status [SP reason] CRLF`. False: more bytes needed. The space behind the status is missing in
    /// answers of some servers that send no reason; that is the one leniency.
    mutating func statusLine(_ head: inout ResponseHead) throws(WireError) -> Bool {
        guard let minor = try version() else { return false }
        head.minorVersion = minor
        // Nearly every answer: ` 200 OK` and the line end.
        if end - position > 8, base[position + 8] == 0x0a, ByteScan.word(base + position) == 0x0d4b_4f20_3030_3220 {
            head.status = 200
            head.reasonOffset = UInt32(truncatingIfNeeded: position + 5)
            head.reasonLength = 2
            position += 9
            return true
        }
        if position == end { return false }
        if base[position] != 0x20 { throw .badStatusLine }
        position += 1
        var status: UInt16 = 0
        for index in 0..<3 {
            if position == end { return false }
            let digit = base[position] &- 0x30
            if digit > 9 || (index == 0 && digit == 0) { throw .badStatusLine }
            status = status * 10 + UInt16(digit)
            position += 1
        }
        head.status = status
        if position == end { return false }
        head.reasonOffset = UInt32(truncatingIfNeeded: position)
        if base[position] == 0x0d { return try lineEnd() }
        if base[position] != 0x20 { throw base[position] == 0x0a ? .bareLineFeed : .badStatusLine }
        position += 1
        let start = position
        while position < end, base[position] == 0x09 || !ASCII.isControl(base[position]) { position += 1 }
        if position == end { return false }
        head.reasonOffset = UInt32(truncatingIfNeeded: start)
        head.reasonLength = UInt32(truncatingIfNeeded: position - start)
        if base[position] != 0x0d { throw base[position] == 0x0a ? .bareLineFeed : .badStatusLine }
        return try lineEnd()
    }
}
