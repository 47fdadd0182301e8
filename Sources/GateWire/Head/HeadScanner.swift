// What request and answer heads share: line ends, the version, the header section. The scanner never reads past
// `end`, which is where the bytes or the head's limit end, whichever comes first.

import CGateVector
import GateBytes

/// A position in a head.
struct HeadScanner {
    let base: UnsafePointer<UInt8>
    /// No byte at or behind this offset is looked at.
    let end: Int
    /// Whether `end` is where the limit ends: then there is no "more".
    let isFull: Bool
    var position = 0

    @inline(__always)
    init(_ bytes: ByteView, limits: WireLimits) {
        base = bytes.base
        let limit = HeadScanner.limit(limits)
        end = min(bytes.count, limit)
        isFull = bytes.count >= limit
    }

    @inline(__always)
    private static func limit(_ limits: WireLimits) -> Int { min(limits.headBytesMax, WireLimits.headBytesCeiling) }

    /// Whether the bytes that came since the last call can neither end a line nor exceed the head's limit.
    @inline(__always)
    static func waitsForLine(_ bytes: ByteView, alreadySeen: Int, limits: WireLimits) -> Bool {
        if alreadySeen <= 0 || alreadySeen > bytes.count { return false }
        if bytes.count >= limit(limits) { return false }
        return bytes.firstIndex(of: 0x0a, from: alreadySeen) == nil
    }

    /// The scanner has run out of bytes: nil for "more" unless the limit is what ended them.
    func more(_ error: WireError) throws(WireError) -> Int? {
        if isFull { throw error }
        return nil
    }

    /// CRLF and nothing else. False: more bytes needed.
    @inline(__always)
    mutating func lineEnd() throws(WireError) -> Bool {
        if position == end { return false }
        if base[position] != 0x0d { throw base[position] == 0x0a ? .bareLineFeed : .badVersion }
        if position + 1 == end { return false }
        if base[position + 1] != 0x0a { throw .bareCarriageReturn }
        position += 2
        return true
    }

    /// `HTTP/1.0` or `HTTP/1.1`: the minor version; nil: more bytes needed.
    @inline(__always)
    mutating func version() throws(WireError) -> UInt8? {
        if end - position >= 8 {
            let word = ByteScan.word(base + position)
            // "HTTP/1." and one digit, read little-endian.
            if word << 8 == 0x2e31_2f50_5454_4800 {
                let digit = UInt8(truncatingIfNeeded: word >> 56) &- 0x30
                if digit < 2 {
                    position += 8
                    return digit
                }
            }
        }
        return try unusualVersion()
    }

    /// A version that is cut off, unsupported or none.
    private func unusualVersion() throws(WireError) -> UInt8? {
        let pattern = ByteView("HTTP/0.0")
        for index in 0..<8 {
            if position + index == end { return nil }
            let byte = base[position + index]
            let isDigit = index == 5 || index == 7
            if isDigit ? !ASCII.isDigit(byte) : byte != pattern[index] { throw .badVersion }
        }
        throw .unsupportedVersion
    }

    /// The header section and the blank line behind it. False: more bytes needed.
    @inline(__always)
    mutating func fields(_ limits: WireLimits, _ table: inout HeaderTable) throws(WireError) -> Bool {
        while true {
            if position == end { return false }
            if base[position] == 0x0d {
                if position + 1 == end { return false }
                if base[position + 1] != 0x0a { throw .bareCarriageReturn }
                position += 2
                return true
            }
            if table.count == limits.headerCountMax { throw .tooManyFields }
            guard try field(&table) else { return false }
        }
    }

    /// `name ":" OWS value OWS CRLF`. False: more bytes needed.
    @inline(__always)
    private mutating func field(_ table: inout HeaderTable) throws(WireError) -> Bool {
        let nameStart = position
        scanName()
        if position == end { return false }
        if base[position] != 0x3a || position == nameStart { throw nameError(nameStart) }
        let nameLength = position - nameStart
        position += 1
        while position < end, ASCII.isBlank(base[position]) { position += 1 }
        let valueStart = position
        scanValue()
        if position == end { return false }
        if base[position] != 0x0d { throw base[position] == 0x0a ? .bareLineFeed : .badFieldValue }
        if position + 1 == end { return false }
        if base[position + 1] != 0x0a { throw .bareCarriageReturn }
        var valueEnd = position
        while valueEnd > valueStart, ASCII.isBlank(base[valueEnd - 1]) { valueEnd -= 1 }
        position += 2
        table.append(
            HeaderSlot(
                nameOffset: UInt32(truncatingIfNeeded: nameStart), nameLength: UInt16(truncatingIfNeeded: nameLength),
                known: KnownHeader.id(base + nameStart, nameLength),
                valueOffset: UInt32(truncatingIfNeeded: valueStart),
                valueLength: UInt32(truncatingIfNeeded: valueEnd - valueStart)))
        return true
    }

    /// Up to the first byte that no token holds.
    @inline(__always)
    private mutating func scanName() {
        while true {
            if end - position >= 16 {
                let marks = gate_unusual_in_name(base + position)
                position += marks == 0 ? 16 : marks.trailingZeroBitCount
                if marks == 0 { continue }
            } else if end - position >= 8 {
                let marks = ByteScan.unusualInName(ByteScan.word(base + position))
                position += ByteScan.first(marks)
                if marks == 0 { continue }
            }
            if position == end || !ASCII.isToken(base[position]) { return }
            position += 1
        }
    }

    /// Up to the first control that is not a tab.
    @inline(__always)
    private mutating func scanValue() {
        while true {
            if end - position >= 16 {
                let marks = gate_controls(base + position)
                position += marks == 0 ? 16 : marks.trailingZeroBitCount
                if marks == 0 { continue }
            } else if end - position >= 8 {
                let marks = ByteScan.controls(ByteScan.word(base + position))
                position += ByteScan.first(marks)
                if marks == 0 { continue }
            }
            if position == end { return }
            let byte = base[position]
            if byte != 0x09, ASCII.isControl(byte) { return }
            position += 1
        }
    }

    /// What is wrong with a field whose name does not end in a colon.
    private func nameError(_ nameStart: Int) -> WireError {
        let byte = base[position]
        if position == nameStart {
            if byte == 0x3a { return .emptyFieldName }
            if ASCII.isBlank(byte) { return .obsoleteFold }
        } else if ASCII.isBlank(byte) {
            return .spaceBeforeColon
        }
        if byte == 0x0a { return .bareLineFeed }
        return .badFieldName
    }
}
