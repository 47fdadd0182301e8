// json-smart 2.4's permissive grammar, which Jayway uses by default and mapping templates therefore see in `$input`.
//
// 1. At the top, text that starts no JSON value is a string up to the end: `a=1&b=2`. Text behind a value that is
//    complete (`{"a":1} tail`) is ignored.
// 2. Quotes are `"` or `'`; unquoted names end at `:`, unquoted values at `,` and the closing bracket, blanks
//    trimmed at both ends. A number followed by anything else is such a string: `[1 2]` holds `"1 2"`.
// 3. Commas may be missing between quoted array elements, doubled or trailing.
// 4. Numbers may have leading zeros or no digits around the point; `-` alone is 0; `NaN` is a number.
// 5. Byte 0x1A ends the text.
// Bytes are not checked to be UTF-8: the caller decodes the body to text before (Java's `String`).

import GateBytes

/// Where an unquoted text ends: the top, an array, an object's value.
private enum JSONStop {
    case end
    case element
    case value

    @inline(__always)
    func contains(_ byte: UInt8) -> Bool {
        switch self {
        case .end: return byte == JSONScanner.endMark
        case .element: return byte == 0x2c || byte == 0x5d || byte == JSONScanner.endMark
        case .value: return byte == 0x2c || byte == 0x7d || byte == JSONScanner.endMark
        }
    }
}

extension JSONScanner {
    /// json-smart's mark for the end of input, which it also honours inside the text.
    static let endMark: UInt8 = 0x1a

    /// The byte at the position, or the end mark.
    @inline(__always)
    fileprivate var lenientCurrent: UInt8 { position < count ? base[position] : JSONScanner.endMark }

    /// Moves past every control character and blank.
    @inline(__always)
    fileprivate mutating func skipControls() {
        while position < count, base[position] <= 0x20, base[position] != JSONScanner.endMark { position += 1 }
    }

    @inline(__always)
    fileprivate mutating func skipDigits() {
        while position < count, ASCII.isDigit(base[position]) { position += 1 }
    }

    @inline(__always)
    fileprivate mutating func skipUnquoted(_ stop: JSONStop) {
        while position < count, !stop.contains(base[position]), base[position] != JSONScanner.endMark { position += 1 }
    }

    /// The end of `start..<end` without trailing blanks, at least one byte long as json-smart has it.
    fileprivate func trimmedEnd(_ start: Int, _ end: Int) -> Int {
        var last = end
        while last - 1 > start, isJavaBlank(base[last - 1]) { last -= 1 }
        return last
    }

    fileprivate func trimmedStart(_ start: Int, _ end: Int) -> Int {
        var first = start
        while first < end - 1, isJavaBlank(base[first]) { first += 1 }
        return first
    }

    /// Java's `Character.isWhitespace` in ASCII.
    private func isJavaBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || (byte >= 0x09 && byte <= 0x0d) || (byte >= 0x1c && byte <= 0x1f)
    }

    /// Moves past a quoted string that starts here; returns whether it has escapes.
    fileprivate mutating func quoted() throws(JSONFailure) -> Bool {
        let quote = base[position]
        position += 1
        let start = position
        while position < count, base[position] != quote, base[position] != 0x5c { position += 1 }
        if position >= count { throw JSONFailure(.unexpectedEnd, at: count) }
        if base[position] == quote {
            position += 1
            return false
        }
        // A text with a backslash is read again by other rules: the end mark is an error in it.
        position = start
        while true {
            let byte = lenientCurrent
            if byte == JSONScanner.endMark { throw JSONFailure(.unexpectedEnd, at: position) }
            position += 1
            if byte == quote { return true }
            if byte == 0x5c { try lenientEscape() }
        }
    }

    private mutating func lenientEscape() throws(JSONFailure) {
        if position >= count { throw JSONFailure(.unexpectedEnd, at: count) }
        let byte = lenientCurrent
        position += 1
        if byte != 0x75 && byte != 0x78 { return }
        for _ in 0..<(byte == 0x75 ? 4 : 2) {
            if position >= count { throw JSONFailure(.unexpectedEnd, at: position) }
            if ASCII.hexValue(base[position]) == nil { throw JSONFailure(.badEscape, at: position) }
            position += 1
        }
    }
}

extension JSONTape {
    /// Reads one document by json-smart's permissive rules.
    mutating func readPermissive(depthMax: Int) throws(JSONFailure) {
        var scanner = JSONScanner(source)
        var open = 0
        var depth = 0
        while JSONScanner.isSpace(scanner.lenientCurrent) { scanner.position += 1 }
        try lenientValue(&scanner, &open, .end)
        while open != 0 {
            if depth == 0 { depth = 1 }
            let isArray = nodes[open].kindBits == UInt32(JSONKind.array.rawValue)
            let wantsValue = isArray ? try arrayStep(&scanner, &open) : try objectStep(&scanner, &open)
            if !wantsValue {
                depth -= 1
                continue
            }
            let around = open
            try lenientValue(&scanner, &open, isArray ? .element : .value)
            nodes[around].head &+= JSONNode.one
            if open == around { continue }
            depth += 1
            if depth > depthMax { throw JSONFailure(.tooDeep, at: scanner.position - 1) }
        }
    }

    /// Moves to the next element, or closes the array; returns whether a value starts here.
    private mutating func arrayStep(_ scanner: inout JSONScanner, _ open: inout Int) throws(JSONFailure) -> Bool {
        while true {
            switch scanner.lenientCurrent {
            case 0x20, 0x0a, 0x0d, 0x09, 0x2c: scanner.position += 1
            case 0x5d:
                scanner.position += 1
                open = close(open, at: scanner.position)
                try afterValue(&scanner, in: open)
                return false
            case 0x3a, 0x7d: throw JSONFailure(.unexpectedByte, at: scanner.position)
            case JSONScanner.endMark: throw JSONFailure(.unexpectedEnd, at: scanner.position)
            default: return true
            }
        }
    }

    /// Reads the next name and its colon, or closes the object; returns whether a value starts here.
    private mutating func objectStep(_ scanner: inout JSONScanner, _ open: inout Int) throws(JSONFailure) -> Bool {
        while true {
            let start = scanner.position
            switch scanner.lenientCurrent {
            case 0x20, 0x0a, 0x0d, 0x09, 0x2c: scanner.position += 1
            case 0x3a, 0x5d, 0x5b, 0x7b: throw JSONFailure(.unexpectedByte, at: start)
            case 0x7d:
                scanner.position += 1
                open = close(open, at: scanner.position)
                try afterValue(&scanner, in: open)
                return false
            case 0x22, 0x27:
                let hasEscapes = try scanner.quoted()
                let flags = hasEscapes ? JSONNode.escaped | JSONNode.lenient : 0
                try pushName(flags: flags, from: start + 1, to: scanner.position - 1, in: open)
                return try colon(&scanner)
            default:
                while scanner.position < scanner.count, scanner.lenientCurrent != 0x3a,
                    scanner.lenientCurrent != JSONScanner.endMark
                {
                    scanner.position += 1
                }
                let first = scanner.trimmedStart(start, scanner.position)
                try pushName(
                    flags: 0, from: first, to: scanner.trimmedEnd(first, scanner.position), in: open)
                return try colon(&scanner)
            }
        }
    }

    private func colon(_ scanner: inout JSONScanner) throws(JSONFailure) -> Bool {
        scanner.skipControls()
        let byte = scanner.lenientCurrent
        if byte != 0x3a {
            throw JSONFailure(byte == JSONScanner.endMark ? .unexpectedEnd : .unexpectedByte, at: scanner.position)
        }
        scanner.position += 1
        while JSONScanner.isSpace(scanner.lenientCurrent) { scanner.position += 1 }
        switch scanner.lenientCurrent {
        case 0x3a, 0x7d, 0x5d: throw JSONFailure(.unexpectedByte, at: scanner.position)
        case JSONScanner.endMark: throw JSONFailure(.unexpectedEnd, at: scanner.position)
        default: return true
        }
    }

    /// A member's value is followed by a comma or the closing brace; an array takes anything.
    @inline(__always)
    private func afterValue(_ scanner: inout JSONScanner, in container: Int) throws(JSONFailure) {
        if container == 0 || nodes[container].kindBits != UInt32(JSONKind.object.rawValue) { return }
        scanner.skipControls()
        let byte = scanner.lenientCurrent
        if byte == 0x2c || byte == 0x7d { return }
        throw JSONFailure(byte == JSONScanner.endMark ? .unexpectedEnd : .unexpectedByte, at: scanner.position)
    }

    /// Reads a scalar, or opens a container.
    private mutating func lenientValue(
        _ scanner: inout JSONScanner, _ open: inout Int, _ stop: JSONStop
    ) throws(JSONFailure) {
        let start = scanner.position
        switch scanner.lenientCurrent {
        case 0x3a, 0x7d, 0x5d: throw JSONFailure(.unexpectedByte, at: start)
        case 0x7b, 0x5b:
            open = try pushOpen(
                scanner.lenientCurrent == 0x7b ? .object : .array, inside: open, from: start)
            scanner.position += 1
            return
        case 0x22, 0x27:
            let hasEscapes = try scanner.quoted()
            let flags = hasEscapes ? JSONNode.escaped | JSONNode.lenient : 0
            try pushScalar(.string, flags: flags, from: start + 1, to: scanner.position - 1)
        case 0x2d, 0x30...0x39: try lenientNumber(&scanner, stop)
        default:
            scanner.skipUnquoted(stop)
            try pushUnquoted(&scanner, from: start)
        }
        try afterValue(&scanner, in: open)
    }

    /// Adds the unquoted text from `start` to the position.
    private mutating func pushUnquoted(_ scanner: inout JSONScanner, from start: Int) throws(JSONFailure) {
        let end = scanner.trimmedEnd(start, scanner.position)
        let text = source.slice(start, end)
        switch text.count {
        case 3 where text == "NaN": try pushScalar(.number, flags: JSONNode.fractional, from: start, to: end)
        case 4 where text == "null": try pushScalar(.null, flags: 0, from: start, to: end)
        case 4 where text == "true": try pushScalar(.true, flags: 0, from: start, to: end)
        case 5 where text == "false": try pushScalar(.false, flags: 0, from: start, to: end)
        default: try pushScalar(.string, flags: 0, from: start, to: end)
        }
    }

    private mutating func lenientNumber(_ scanner: inout JSONScanner, _ stop: JSONStop) throws(JSONFailure) {
        let start = scanner.position
        scanner.position += 1
        scanner.skipDigits()
        var digits = scanner.position - start - (source[start] == 0x2d ? 1 : 0)
        var flags: UInt32 = 0
        if scanner.lenientCurrent == 0x2e {
            flags = JSONNode.fractional
            scanner.position += 1
            let before = scanner.position
            scanner.skipDigits()
            digits += scanner.position - before
        }
        var isNumber = flags == 0 || digits > 0
        if scanner.lenientCurrent | 0x20 == 0x65 {
            flags = JSONNode.fractional
            scanner.position += 1
            let byte = scanner.lenientCurrent
            let isSigned = byte == 0x2b || byte == 0x2d
            if !isSigned && !ASCII.isDigit(byte) {
                scanner.skipUnquoted(stop)
                return try pushUnquoted(&scanner, from: start)
            }
            scanner.position += 1
            let before = scanner.position
            scanner.skipDigits()
            let exponentDigits = scanner.position - before + (isSigned ? 0 : 1)
            isNumber = digits > 0 && exponentDigits > 0
        }
        let end = scanner.position
        scanner.skipControls()
        let byte = scanner.lenientCurrent
        // Bytes from `~` on never stop a text but do end a number: json-smart's table of stops ends at `}`.
        if byte < 0x7e, byte != JSONScanner.endMark, !stop.contains(byte) {
            scanner.skipUnquoted(stop)
            return try pushUnquoted(&scanner, from: start)
        }
        if !isNumber { throw JSONFailure(.badNumber, at: start) }
        try pushScalar(.number, flags: flags, from: start, to: end)
    }
}
