// Tokens of RFC 8259. Strings are looked at sixteen or 64 bytes at a time; UTF-8 inside them is checked (§8.1).

import CGateVector
import GateBytes

/// A reading position in the text.
struct JSONScanner {
    let base: UnsafePointer<UInt8>
    let count: Int
    /// Where tokens end: the text's end, without the blanks behind a closing bracket that is the last token.
    let end: Int
    /// The text's last token is a closing bracket: no other token, and no blanks, can run into `end`, so only what
    /// stands behind a bracket has to be looked at for it.
    let isBracketed: Bool
    var position = 0

    init(_ view: ByteView) {
        base = view.base
        count = view.count
        end = view.count
        isBracketed = false
    }

    /// The text from its first token, a bracket, up to `end`, behind its last one.
    init(bracketed view: ByteView, from position: Int, to end: Int) {
        base = view.base
        count = view.count
        self.end = end
        isBracketed = true
        self.position = position
    }

    /// The byte at the position, or 0 at the end (0 starts no token).
    @inline(always)
    var current: UInt8 { isBracketed || position < end ? base[position] : 0 }

    /// Moves past blanks; returns the byte behind them, or 0 at the end.
    @inline(always)
    mutating func skipSpace() -> UInt8 {
        var byte = current
        if byte > 0x20 { return byte }
        // Most often it is one space.
        if byte == 0x20 {
            position &+= 1
            byte = current
        }
        while JSONScanner.isSpace(byte) {
            position &+= 1
            byte = current
        }
        return byte
    }

    @inline(always)
    static func isSpace(_ byte: UInt8) -> Bool {
        byte <= 0x20 && (byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09)
    }

    /// What is wrong when the current byte does not fit.
    @inline(always)
    func unexpected() -> JSONFailure {
        position < end ? JSONFailure(.unexpectedByte, at: position) : JSONFailure(.unexpectedEnd, at: count)
    }

    /// Which of `true`, `false` and `null` starts at `start`.
    @inline(never)
    static func word(_ base: UnsafePointer<UInt8>, _ start: Int, _ count: Int) -> JSONKind? {
        let text = ByteView(base: base + start, count: count &- start)
        if text.hasPrefix(ByteView("true")) { return .true }
        if text.hasPrefix(ByteView("false")) { return .false }
        return text.hasPrefix(ByteView("null")) ? .null : nil
    }

    /// What is wrong with the token at the position, which starts like no value or is no word.
    @inline(never)
    static func badWord(_ base: UnsafePointer<UInt8>, _ start: Int, _ count: Int) -> JSONFailure {
        var position = start
        if position < count {
            let first = base[position]
            let word: StaticString = first == 0x74 ? "true" : first == 0x66 ? "false" : "null"
            while position < count, base[position] == word.utf8Start[position &- start] { position &+= 1 }
        }
        return position < count ? JSONFailure(.unexpectedByte, at: position) : JSONFailure(.unexpectedEnd, at: count)
    }

    /// Moves past a number whose first byte is given; returns whether it has a fraction or an exponent.
    @inline(always)
    mutating func number(_ first: UInt8) throws(JSONFailure) -> Bool {
        let start = position
        var byte = first
        if byte == 0x2d {
            position &+= 1
            byte = current
        }
        if byte == 0x30 {
            position &+= 1
            byte = current
            if ASCII.isDigit(byte) { throw JSONFailure(.badNumber, at: start) }
        } else {
            if !ASCII.isDigit(byte) { throw JSONFailure(.badNumber, at: position) }
            repeat {
                position &+= 1
                byte = current
            } while ASCII.isDigit(byte)
        }
        let hasPoint = byte == 0x2e
        if hasPoint {
            position &+= 1
            let first = position
            skipDigits()
            if position == first { throw JSONFailure(.badNumber, at: position) }
            byte = current
        }
        if byte | 0x20 != 0x65 { return hasPoint }
        let behind = JSONScanner.endOfExponent(base, position, end)
        if behind < 0 { throw JSONFailure(.badNumber, at: ~behind) }
        position = behind
        return true
    }

    /// Moves past digits, sixteen at a time where there is room.
    @inline(always)
    private mutating func skipDigits() {
        if position <= count &- 16 {
            let others = gate_other_than_digits(base + position)
            if others != 0 {
                position &+= others.trailingZeroBitCount
                return
            }
            position &+= 16
        }
        while position < end, ASCII.isDigit(base[position]) { position &+= 1 }
    }

    /// Where the exponent at `start` ends; the complement of where a digit is missing.
    @inline(never)
    private static func endOfExponent(_ base: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> Int {
        var position = start &+ 1
        if position < end, base[position] == 0x2b || base[position] == 0x2d { position &+= 1 }
        if position >= end || !ASCII.isDigit(base[position]) { return ~position }
        while position < end, ASCII.isDigit(base[position]) { position &+= 1 }
        return position
    }

    /// Moves past the rest of a string with at most sixteen bytes, all of them plain; stays where that is not so, or
    /// where the text's end is too near to tell.
    @inline(always)
    mutating func shortString() -> Bool {
        // The byte behind the sixteen may be the quote.
        if position > count &- 17 { return false }
        let length = (gate_special_bytes(base + position) | 0x1_0000).trailingZeroBitCount
        if base[position &+ length] != 0x22 { return false }
        position &+= length &+ 1
        return true
    }

    /// Where a string ends, behind its closing quote, or where it is wrong.
    struct StringEnd {
        let position: Int
        var hasEscapes = false
        var problem: JSONProblem?
    }

    /// The end of the string whose opening quote stands before `start`. Throws nothing, as all that the reader calls:
    /// its registers would have to make room for an error.
    @inline(never)
    static func endOfString(_ base: UnsafePointer<UInt8>, _ start: Int, _ count: Int) -> StringEnd {
        var position = start
        var hasEscapes = false
        while true {
            position = endOfPlain(base, position, count)
            if position >= count { return StringEnd(position: count, problem: .unexpectedEnd) }
            let byte = base[position]
            if byte == 0x22 { return StringEnd(position: position &+ 1, hasEscapes: hasEscapes) }
            if byte == 0x5c {
                hasEscapes = true
                position = endOfEscape(base, position, count)
                if position < 0 { return StringEnd(position: ~position, problem: .badEscape) }
            } else if byte < 0x20 {
                return StringEnd(position: position, problem: .controlCharacter)
            } else {
                let length = UTF8Check.sequence(base + position, limit: count - position)
                if length == 0 { return StringEnd(position: position, problem: .badUTF8) }
                position += length
            }
        }
    }

    /// The next byte that is a quote, a backslash, a control character or not ASCII.
    @inline(always)
    private static func endOfPlain(_ base: UnsafePointer<UInt8>, _ start: Int, _ count: Int) -> Int {
        var position = start
        while position <= count &- 64, !gate_has_special_bytes(base + position) { position &+= 64 }
        while position <= count &- 16 {
            let special = gate_special_bytes(base + position)
            if special != 0 { return position &+ special.trailingZeroBitCount }
            position &+= 16
        }
        while position < count {
            let byte = base[position]
            if byte == 0x22 || byte == 0x5c || byte < 0x20 || byte >= 0x80 { break }
            position &+= 1
        }
        return position
    }

    /// Where the escape at `start` ends; the complement of where it is wrong.
    @inline(never)
    private static func endOfEscape(_ base: UnsafePointer<UInt8>, _ start: Int, _ count: Int) -> Int {
        var position = start + 1
        if position >= count { return ~position }
        switch base[position] {
        case 0x22, 0x5c, 0x2f, 0x62, 0x66, 0x6e, 0x72, 0x74: return start + 2
        case 0x75:
            for _ in 0..<4 {
                position += 1
                if position >= count || ASCII.hexValue(base[position]) == nil { return ~position }
            }
            return position + 1
        default: return ~position
        }
    }
}

/// Well-formedness of UTF-8 (Unicode 15, table 3-7).
package enum UTF8Check {
    /// The length of the sequence at `bytes`, 0 when it is not well-formed within `limit` bytes.
    package static func sequence(_ bytes: UnsafePointer<UInt8>, limit: Int) -> Int {
        let first = bytes[0]
        if first < 0x80 { return 1 }
        if first < 0xc2 || first > 0xf4 { return 0 }
        let length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
        if limit < length { return 0 }
        let second = bytes[1]
        switch first {
        case 0xe0: if second < 0xa0 || second > 0xbf { return 0 }
        case 0xed: if second < 0x80 || second > 0x9f { return 0 }
        case 0xf0: if second < 0x90 || second > 0xbf { return 0 }
        case 0xf4: if second < 0x80 || second > 0x8f { return 0 }
        default: if second & 0xc0 != 0x80 { return 0 }
        }
        for index in 2..<max(length, 2) where bytes[index] & 0xc0 != 0x80 { return 0 }
        return length
    }
}
