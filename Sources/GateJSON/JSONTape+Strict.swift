// RFC 8259 in one pass. Strings are scanned eight bytes at a time; UTF-8 inside them is checked (§8.1). The open
// containers form a list through their own entries, so nesting needs no stack of its own.

import GateBytes

/// A reading position in the text.
struct JSONScanner {
    let base: UnsafePointer<UInt8>
    let count: Int
    var position = 0

    init(_ view: ByteView) {
        base = view.base
        count = view.count
    }

    /// The byte at the position, or 0 at the end (0 starts no token).
    @inline(__always)
    var current: UInt8 { position < count ? base[position] : 0 }

    @inline(__always)
    mutating func skipSpace() {
        while position < count {
            let byte = base[position]
            if byte > 0x20 || !(byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09) { return }
            position &+= 1
        }
    }

    /// What is wrong when the current byte does not fit.
    @inline(never)
    func unexpected() -> JSONFailure {
        JSONFailure(position < count ? .unexpectedByte : .unexpectedEnd, at: position)
    }

    @inline(__always)
    mutating func word(_ literal: StaticString) throws(JSONFailure) {
        let length = literal.utf8CodeUnitCount
        for index in 0..<length {
            if position + index >= count || base[position + index] != literal.utf8Start[index] {
                position += index
                throw unexpected()
            }
        }
        position += length
    }

    /// Moves past a number; returns whether it has a fraction or an exponent.
    @inline(__always)
    mutating func number() throws(JSONFailure) -> Bool {
        let start = position
        if current == 0x2d { position += 1 }
        if current == 0x30 {
            position += 1
            if ASCII.isDigit(current) { throw JSONFailure(.badNumber, at: start) }
        } else {
            try digits()
        }
        var isFractional = false
        if current == 0x2e {
            isFractional = true
            position += 1
            try digits()
        }
        if current | 0x20 == 0x65 {
            isFractional = true
            position += 1
            if current == 0x2b || current == 0x2d { position += 1 }
            try digits()
        }
        return isFractional
    }

    @inline(__always)
    private mutating func digits() throws(JSONFailure) {
        if !ASCII.isDigit(current) { throw JSONFailure(.badNumber, at: position) }
        while ASCII.isDigit(current) { position &+= 1 }
    }

    /// Moves past a string whose opening quote was read; returns whether it has escapes.
    @inline(__always)
    mutating func string() throws(JSONFailure) -> Bool {
        var hasEscapes = false
        while true {
            skipPlain()
            if position >= count { throw JSONFailure(.unexpectedEnd, at: count) }
            let byte = base[position]
            if byte == 0x22 {
                position &+= 1
                return hasEscapes
            }
            if byte == 0x5c {
                hasEscapes = true
                position = try endOfEscape(position)
            } else if byte < 0x20 {
                throw JSONFailure(.controlCharacter, at: position)
            } else {
                let length = UTF8Check.sequence(base + position, limit: count - position)
                if length == 0 { throw JSONFailure(.badUTF8, at: position) }
                position += length
            }
        }
    }

    /// Moves to the next byte that is a quote, a backslash, a control character or not ASCII.
    @inline(__always)
    private mutating func skipPlain() {
        if position &+ 8 <= count {
            let mask = JSONScanner.special(base + position)
            if mask != 0 {
                position &+= mask.trailingZeroBitCount >> 3
                return
            }
        }
        position = JSONScanner.endOfPlain(base, position, count)
    }

    /// Where a run of plain bytes ends. A call of its own: inside of the reader's loop registers are short.
    @inline(never)
    private static func endOfPlain(_ base: UnsafePointer<UInt8>, _ start: Int, _ count: Int) -> Int {
        var position = start
        while position &+ 16 <= count, special(base + position) | special(base + position + 8) == 0 { position &+= 16 }
        while position &+ 8 <= count {
            let mask = special(base + position)
            if mask != 0 { return position &+ (mask.trailingZeroBitCount >> 3) }
            position &+= 8
        }
        while position < count {
            let byte = base[position]
            if byte == 0x22 || byte == 0x5c || byte < 0x20 || byte >= 0x80 { break }
            position &+= 1
        }
        return position
    }

    /// The top bits of those of eight bytes that end a run of plain ones. A borrow changes only what stands behind the
    /// first of them.
    @inline(__always)
    private static func special(_ place: UnsafePointer<UInt8>) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let word = UInt64(littleEndian: UnsafeRawPointer(place).loadUnaligned(as: UInt64.self))
        let quote = (word ^ (ones &* 0x22)) &- ones
        let slash = (word ^ (ones &* 0x5c)) &- ones
        return (word | quote | slash | (word &- ones &* 0x20)) & (ones &* 0x80)
    }

    /// Where the escape at `start` ends.
    @inline(never)
    private func endOfEscape(_ start: Int) throws(JSONFailure) -> Int {
        var scanner = self
        scanner.position = start + 1
        switch scanner.current {
        case 0x22, 0x5c, 0x2f, 0x62, 0x66, 0x6e, 0x72, 0x74: return start + 2
        case 0x75:
            for _ in 0..<4 {
                scanner.position += 1
                if ASCII.hexValue(scanner.current) == nil { throw JSONFailure(.badEscape, at: scanner.position) }
            }
            return scanner.position + 1
        default: throw JSONFailure(.badEscape, at: scanner.position)
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

extension JSONTape {
    /// Reads one document by RFC 8259. `escapes` are the flags of texts with escapes. One function, so that what it
    /// looks at stays in registers.
    @inline(never)
    mutating func readStrict(depthMax: Int, escapes: UInt32 = JSONNode.escaped) throws(JSONFailure) {
        var scanner = JSONScanner(source)
        var open = 0
        var depth = 0
        var isObject = false
        scanner.skipSpace()
        while true {
            if isObject {
                if scanner.current != 0x22 { throw scanner.unexpected() }
                scanner.position &+= 1
                let start = scanner.position
                let flags = try scanner.string() ? escapes : 0
                try pushName(flags: flags, from: start, to: scanner.position &- 1, in: open)
                scanner.skipSpace()
                if scanner.current != 0x3a { throw scanner.unexpected() }
                scanner.position &+= 1
                scanner.skipSpace()
            }
            let start = scanner.position
            let first = scanner.current
            switch first {
            case 0x22:
                scanner.position &+= 1
                let flags = try scanner.string() ? escapes : 0
                try pushScalar(.string, flags: flags, from: start &+ 1, to: scanner.position &- 1)
            case 0x7b, 0x5b:
                if depth == depthMax { throw JSONFailure(.tooDeep, at: start) }
                let index = try pushOpen(first == 0x7b ? .object : .array, inside: open, from: start)
                scanner.position &+= 1
                scanner.skipSpace()
                // The closing bracket's code is the opening one's and two.
                if scanner.current == first &+ 2 {
                    scanner.position &+= 1
                    _ = close(index, at: scanner.position)
                } else {
                    depth &+= 1
                    open = index
                    isObject = first == 0x7b
                    nodes[index].head &+= JSONNode.one
                    continue
                }
            case 0x2d, 0x30...0x39:
                let flags = try scanner.number() ? JSONNode.fractional : 0
                try pushScalar(.number, flags: flags, from: start, to: scanner.position)
            default: try word(&scanner)
            }
            // Behind a value: close what closes, until a comma asks for the next value.
            while true {
                scanner.skipSpace()
                if open == 0 {
                    if scanner.position != scanner.count { throw JSONFailure(.textAfterValue, at: scanner.position) }
                    return
                }
                let byte = scanner.current
                if byte == 0x2c {
                    nodes[open].head &+= JSONNode.one
                    scanner.position &+= 1
                    scanner.skipSpace()
                    break
                }
                if byte != (isObject ? 0x7d : 0x5d) { throw scanner.unexpected() }
                scanner.position &+= 1
                open = close(open, at: scanner.position)
                isObject = open != 0 && nodes[open].kindBits == UInt32(JSONKind.object.rawValue)
                depth &-= 1
            }
        }
    }

    /// Reads `true`, `false` or `null`.
    @inline(__always)
    private mutating func word(_ scanner: inout JSONScanner) throws(JSONFailure) {
        let start = scanner.position
        let kind: JSONKind
        switch scanner.current {
        case 0x74:
            try scanner.word("true")
            kind = .true
        case 0x66:
            try scanner.word("false")
            kind = .false
        case 0x6e:
            try scanner.word("null")
            kind = .null
        default: throw scanner.unexpected()
        }
        try pushScalar(kind, flags: 0, from: start, to: scanner.position)
    }
}
