// Expressions of directives, by precedence: or, and, equality, relation, sum, product, not, value.

import GateBytes
import GateSource

extension TemplateParser {
    mutating func parseExpression() throws(TemplateProblem) -> TemplateExpression {
        try enter(position)
        defer { leave() }
        return try binary(level: 0)
    }

    /// The operator of a level that stands at the position, with its length.
    private func sign(level: Int) -> (TemplateOperator, Int)? {
        let first = current
        let second = byte(position + 1)
        switch (level, first, second) {
        case (0, UInt8(ascii: "|"), UInt8(ascii: "|")): return (.or, 2)
        case (1, UInt8(ascii: "&"), UInt8(ascii: "&")): return (.and, 2)
        case (2, UInt8(ascii: "="), UInt8(ascii: "=")): return (.equal, 2)
        case (2, UInt8(ascii: "!"), UInt8(ascii: "=")): return (.notEqual, 2)
        case (3, UInt8(ascii: "<"), UInt8(ascii: "=")): return (.lessOrEqual, 2)
        case (3, UInt8(ascii: ">"), UInt8(ascii: "=")): return (.greaterOrEqual, 2)
        case (3, UInt8(ascii: "<"), _): return (.less, 1)
        case (3, UInt8(ascii: ">"), _): return (.greater, 1)
        case (4, UInt8(ascii: "+"), _): return (.add, 1)
        // `-` in front of a digit is the sign of a number, and two values follow each other.
        case (4, UInt8(ascii: "-"), _): return ASCII.isDigit(second) ? nil : (.subtract, 1)
        case (5, UInt8(ascii: "*"), _): return (.multiply, 1)
        case (5, UInt8(ascii: "/"), _): return (.divide, 1)
        case (5, UInt8(ascii: "%"), _): return (.modulo, 1)
        default: return wordSign(level: level)
        }
    }

    private func wordSign(level: Int) -> (TemplateOperator, Int)? {
        guard ASCII.isLetter(current) else { return nil }
        var end = position
        while ASCII.isAlphanumeric(byte(end)) || byte(end) == UInt8(ascii: "_") { end += 1 }
        let count = end - position
        switch level {
        case 0: return count == 2 && matches("or", at: position) ? (.or, 2) : nil
        case 1: return count == 3 && matches("and", at: position) ? (.and, 3) : nil
        case 2 where count == 2:
            if matches("eq", at: position) { return (.equal, 2) }
            return matches("ne", at: position) ? (.notEqual, 2) : nil
        case 3 where count == 2:
            if matches("lt", at: position) { return (.less, 2) }
            if matches("le", at: position) { return (.lessOrEqual, 2) }
            if matches("gt", at: position) { return (.greater, 2) }
            return matches("ge", at: position) ? (.greaterOrEqual, 2) : nil
        default: return nil
        }
    }

    private mutating func binary(level: Int) throws(TemplateProblem) -> TemplateExpression {
        if level == 6 { return try unary() }
        var left = try binary(level: level + 1)
        var links = 0
        while true {
            skipSpace()
            guard let (sign, length) = sign(level: level) else { return left }
            position += length
            links += 1
            if links > TemplateLimits.operatorsMax {
                throw .limit(
                    what: "operators of one kind in a row", limit: TemplateLimits.operatorsMax,
                    at: range(position, position + 1))
            }
            let right = try binary(level: level + 1)
            left = .binary(sign, left, right)
        }
    }

    private mutating func unary() throws(TemplateProblem) -> TemplateExpression {
        var negations = 0
        while true {
            skipSpace()
            if current == UInt8(ascii: "!"), byte(position + 1) != UInt8(ascii: "=") {
                position += 1
            } else if matches("not", at: position), !TemplateParser.isNameByte(byte(position + 3)) {
                position += 3
            } else {
                break
            }
            negations += 1
            if negations > TemplateLimits.negationsMax {
                throw .limit(what: "negations", limit: TemplateLimits.negationsMax, at: range(position, position + 1))
            }
        }
        var value = try primary()
        if negations > 0 {
            value = .not(value)
            if negations % 2 == 0 { value = .not(value) }
        }
        return value
    }

    private mutating func primary() throws(TemplateProblem) -> TemplateExpression {
        if current == UInt8(ascii: "(") {
            let start = position
            position += 1
            let value = try parseExpression()
            skipSpace()
            guard current == UInt8(ascii: ")") else {
                if position >= bytes.count { throw .notClosed(opening: "(", closing: ")", at: range(start, start + 1)) }
                throw .operatorUnknown(found: found(position), at: range(position, position + 1))
            }
            position += 1
            return value
        }
        if let value = try value() { return value }
        if matches("null", at: position), !TemplateParser.isNameByte(byte(position + 4)) {
            throw .nullLiteral(at: range(position, position + 4))
        }
        throw .valueExpected(found: found(position), at: range(position, position + 1))
    }

    /// Reads a value without operators: an argument, an index, an element.
    mutating func parseArgument(of owner: String) throws(TemplateProblem) -> TemplateExpression {
        try enter(position)
        defer { leave() }
        if let value = try value() { return value }
        throw .argumentExpected(found: found(position), of: owner, at: range(position, position + 1))
    }

    /// The value at the position, nil when none starts there.
    mutating func value() throws(TemplateProblem) -> TemplateExpression? {
        if current == UInt8(ascii: "$"), !startsReference(position) {
            passDollars()
            skipSpace()
        }
        let first = current
        switch first {
        case UInt8(ascii: "$"): return startsReference(position) ? .reference(try parseReference()) : nil
        case UInt8(ascii: "\""), UInt8(ascii: "'"): return try string(quote: first)
        case UInt8(ascii: "["): return try listOrRange()
        case UInt8(ascii: "{"): return try map()
        default: break
        }
        if ASCII.isDigit(first) || first == UInt8(ascii: "-") || first == UInt8(ascii: ".") { return number() }
        for (word, value) in [("true" as StaticString, true), ("false", false)]
        where matches(word, at: position) && !TemplateParser.isNameByte(byte(position + word.utf8CodeUnitCount)) {
            position += word.utf8CodeUnitCount
            return .boolean(value)
        }
        if isInMethod, TemplateParser.isNameStart(first) { return .reference(bareReference()) }
        return nil
    }

    private mutating func number() -> TemplateExpression? {
        var index = position
        if byte(index) == UInt8(ascii: "-") { index += 1 }
        let digits = index
        while ASCII.isDigit(byte(index)) { index += 1 }
        var isFloat = false
        let hasWhole = index > digits
        if byte(index) == UInt8(ascii: "."), byte(index + 1) != UInt8(ascii: "."),
            hasWhole || ASCII.isDigit(byte(index + 1))
        {
            isFloat = true
            index += 1
            while ASCII.isDigit(byte(index)) { index += 1 }
        }
        guard hasWhole || isFloat else { return nil }
        if byte(index) | 0x20 == UInt8(ascii: "e") {
            var exponent = index + 1
            if byte(exponent) == UInt8(ascii: "+") || byte(exponent) == UInt8(ascii: "-") { exponent += 1 }
            if ASCII.isDigit(byte(exponent)) {
                while ASCII.isDigit(byte(exponent)) { exponent += 1 }
                index = exponent
                isFloat = true
            }
        }
        let text = String(decoding: bytes[position..<index], as: UTF8.self)
        position = index
        return isFloat ? .float(text) : .integer(text)
    }

    private mutating func listOrRange() throws(TemplateProblem) -> TemplateExpression {
        let start = position
        try enter(start)
        defer { leave() }
        position += 1
        skipSpace()
        if current == UInt8(ascii: "]") {
            position += 1
            return .list([])
        }
        var elements: [TemplateExpression] = []
        while true {
            skipSpace()
            elements.append(try parseArgument(of: "["))
            skipSpace()
            if elements.count == 1, current == UInt8(ascii: "."), byte(position + 1) == UInt8(ascii: ".") {
                let first = elements[0]
                guard TemplateParser.isBound(first) else {
                    throw .unexpected(found: "..", expected: "]", at: range(position, position + 2))
                }
                position += 2
                skipSpace()
                let last = try parseArgument(of: "[")
                guard TemplateParser.isBound(last) else {
                    throw .argumentExpected(found: found(position - 1), of: "[", at: range(position - 1, position))
                }
                skipSpace()
                try close("]", from: start)
                return .range(elements[0], last)
            }
            if current == UInt8(ascii: ",") {
                position += 1
                continue
            }
            try close("]", from: start)
            return .list(elements)
        }
    }

    /// Whether a value can be a range's bound.
    private static func isBound(_ value: TemplateExpression) -> Bool {
        switch value {
        case .integer, .reference: true
        default: false
        }
    }

    private mutating func map() throws(TemplateProblem) -> TemplateExpression {
        let start = position
        try enter(start)
        defer { leave() }
        position += 1
        skipSpace()
        if current == UInt8(ascii: "}") {
            position += 1
            return .map([])
        }
        var members: [(TemplateExpression, TemplateExpression)] = []
        while true {
            skipSpace()
            let key = try parseArgument(of: "{")
            skipSpace()
            guard current == UInt8(ascii: ":") else {
                throw .unexpected(found: found(position), expected: ":", at: range(position, position + 1))
            }
            position += 1
            skipSpace()
            members.append((key, try parseArgument(of: "{")))
            skipSpace()
            if current == UInt8(ascii: ",") {
                position += 1
                continue
            }
            try close("}", from: start)
            return .map(members)
        }
    }

    private mutating func close(_ bracket: Character, from start: Int) throws(TemplateProblem) {
        guard let wanted = bracket.asciiValue, current == wanted else {
            if position >= bytes.count {
                let opening = String(decoding: [byte(start)], as: UTF8.self)
                throw .notClosed(opening: opening, closing: String(bracket), at: range(start, start + 1))
            }
            throw .unexpected(found: found(position), expected: String(bracket), at: range(position, position + 1))
        }
        position += 1
    }

    // MARK: Strings

    /// A string in either quote; a quote inside is doubled. Double quotes hold references, directives and `\uXXXX`.
    private mutating func string(quote: UInt8) throws(TemplateProblem) -> TemplateExpression {
        let start = position
        position += 1
        var text: [UInt8] = []
        var isPlain = true
        while true {
            guard position < bytes.count else {
                let mark = String(decoding: [quote], as: UTF8.self)
                throw .notClosed(opening: mark, closing: mark, at: range(start, start + 1))
            }
            let next = bytes[position]
            if next == quote {
                if byte(position + 1) != quote { break }
                position += 1
                isPlain = false
            }
            if next == UInt8(ascii: "\\"), quote == UInt8(ascii: "\""), let scalar = escape(position) {
                text.append(contentsOf: Array(String(scalar).utf8))
                position += 6
                isPlain = false
                continue
            }
            text.append(next)
            position += 1
        }
        position += 1
        if quote == UInt8(ascii: "'") || !text.contains(where: { $0 == UInt8(ascii: "$") || $0 == UInt8(ascii: "#") }) {
            return .string(text)
        }
        let inner: Places = isPlain ? .shifted(places, start + 1) : .fixed(range(start, position))
        var parser = TemplateParser(text, places: inner, depth: depth)
        parser.isInString = true
        let nodes = try parser.parseAll(&macros)
        if nodes.isEmpty { return .string([]) }
        if nodes.count == 1, case .text(let plain, _) = nodes[0] { return .string(plain) }
        return .interpolated(nodes)
    }

    private func escape(_ index: Int) -> Unicode.Scalar? {
        guard byte(index + 1) == UInt8(ascii: "u"), index + 5 < bytes.count else { return nil }
        var value: UInt32 = 0
        for place in index + 2..<index + 6 {
            guard let digit = ASCII.hexValue(bytes[place]) else { return nil }
            value = value << 4 | UInt32(digit)
        }
        return Unicode.Scalar(value) ?? "\u{fffd}"
    }
}
