// The condition of a filter:
//
//     or      = and { '||' and }
//     and     = operand { '&&' operand }
//     operand = '!' operand | '(' or ')' | comparison
//     comparison = value [ operator value ]        without an operator: does the path have a value?
//
// A word operator ends at a blank. A value that is a path ends at a blank, an operator's sign or a parenthesis.

import GateBytes
import GateSource

/// A position in a filter's text, which includes its parentheses.
struct JSONPathFilterReader {
    var position: Int
    let end: Int
    /// Nesting of parentheses and negations, bounded because reading them recurses.
    private var depth = 0

    init(position: Int, end: Int) {
        self.position = position
        self.end = end
    }

    /// The whole condition.
    mutating func whole(_ parser: inout JSONPathParser) throws(JSONPathProblem) -> JSONPathCondition {
        let condition = try or(&parser)
        skipBlanks(parser)
        if position < end {
            throw .conditionExpected(found: parser.found(position, end: end), at: parser.range(position, end))
        }
        return condition
    }

    private mutating func skipBlanks(_ parser: JSONPathParser) { position = parser.skipBlanks(position, end: end) }

    private mutating func accept(_ text: StaticString, _ parser: JSONPathParser) -> Bool {
        skipBlanks(parser)
        let length = text.utf8CodeUnitCount
        for index in 0..<length where position + index >= end || parser.byte(position + index) != text.utf8Start[index]
        {
            return false
        }
        position += length
        return true
    }

    private mutating func or(_ parser: inout JSONPathParser) throws(JSONPathProblem) -> JSONPathCondition {
        depth += 1
        defer { depth -= 1 }
        if depth > JSONPathLimits.nestingMax {
            throw .limit(what: "levels", limit: JSONPathLimits.nestingMax, at: parser.range(position, end))
        }
        var parts = [try and(&parser)]
        while accept("||", parser) { parts.append(try and(&parser)) }
        return parts.count == 1 ? parts[0] : .or(parts)
    }

    private mutating func and(_ parser: inout JSONPathParser) throws(JSONPathProblem) -> JSONPathCondition {
        var parts = [try operand(&parser)]
        while accept("&&", parser) { parts.append(try operand(&parser)) }
        return parts.count == 1 ? parts[0] : .and(parts)
    }

    private mutating func operand(_ parser: inout JSONPathParser) throws(JSONPathProblem) -> JSONPathCondition {
        skipBlanks(parser)
        if parser.byte(position) == UInt8(ascii: "!") {
            let after = parser.skipBlanks(position + 1, end: end)
            let next = parser.byte(after)
            if next != UInt8(ascii: "$") && next != UInt8(ascii: "@") {
                position = after
                depth += 1
                defer { depth -= 1 }
                if depth > JSONPathLimits.nestingMax {
                    throw .limit(what: "levels", limit: JSONPathLimits.nestingMax, at: parser.range(position, end))
                }
                return .not(try operand(&parser))
            }
        }
        if parser.byte(position) == UInt8(ascii: "("), position < end {
            let open = position
            position += 1
            let condition = try or(&parser)
            skipBlanks(parser)
            if parser.byte(position) != UInt8(ascii: ")") || position >= end {
                if position >= end { throw .unclosed(opening: "(", at: parser.range(open, open + 1)) }
                throw .conditionExpected(
                    found: parser.found(position, end: end), at: parser.range(position, position + 1))
            }
            position += 1
            return condition
        }
        return try comparison(&parser)
    }

    private mutating func comparison(_ parser: inout JSONPathParser) throws(JSONPathProblem) -> JSONPathCondition {
        var isNegated = false
        let left = try value(&parser, isNegated: &isNegated)
        let place = position
        var failure: JSONPathProblem?
        do throws(JSONPathProblem) {
            let sign = try relation(parser)
            var ignored = false
            return .compare(left, sign, try value(&parser, isNegated: &ignored))
        } catch {
            failure = error
        }
        let stopped = parser.byte(parser.skipBlanks(place, end: end))
        position = place
        // Without a comparison the path itself is asked for; what follows must end or continue the filter.
        let continues = [UInt8(ascii: ")"), UInt8(ascii: "&"), UInt8(ascii: "|")].contains(stopped)
        guard case .path(let path) = left, continues || failure == nil else {
            throw failure ?? .conditionExpected(found: "", at: parser.range(place, end))
        }
        return .exists(path, isNegated: isNegated)
    }

    private mutating func relation(_ parser: JSONPathParser) throws(JSONPathProblem) -> JSONPathOperator {
        skipBlanks(parser)
        let start = position
        if isSign(parser.byte(position)) {
            while position < end, isSign(parser.byte(position)) { position += 1 }
        } else {
            while position < end, parser.byte(position) != UInt8(ascii: " ") { position += 1 }
        }
        let text = parser.spelling(start, position)
        if let found = JSONPathOperator(spelling: text) { return found }
        throw .operatorUnknown(
            text: text, suggestion: text == "=" ? "==" : text == "~" ? "=~" : nil, at: parser.range(start, position))
    }

    private func isSign(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "="), UInt8(ascii: "~"), UInt8(ascii: "!"): true
        default: false
        }
    }

    private mutating func value(
        _ parser: inout JSONPathParser, isNegated: inout Bool
    ) throws(JSONPathProblem) -> JSONPathOperand {
        skipBlanks(parser)
        if parser.byte(position) == UInt8(ascii: "!") {
            isNegated = true
            position = parser.skipBlanks(position + 1, end: end)
        }
        if position >= end { throw .operandExpected(found: "", at: parser.range(position - 1, position)) }
        let start = position
        switch parser.byte(position) {
        case UInt8(ascii: "$"), UInt8(ascii: "@"): return .path(try path(&parser))
        case UInt8(ascii: "'"), UInt8(ascii: "\""):
            let close = try literalEnd(parser)
            return .string(parser.unescaped(start + 1, close))
        case UInt8(ascii: "/"):
            let close = try literalEnd(parser)
            while position < end, "dixmsuU".utf8.contains(parser.byte(position)) { position += 1 }
            let text = LocatedText(
                parser.spelling(start + 1, close), at: parser.range(start + 1, close),
                segments: segments(parser, start + 1, close))
            return .pattern(text, flags: parser.spelling(close + 1, position))
        case UInt8(ascii: "["), UInt8(ascii: "{"):
            position = try parser.closing(start, end: end, skipsPatterns: false) + 1
            return .json(parser.spelling(start, position))
        default: return try word(parser)
        }
    }

    /// Moves behind the literal that starts here; returns where its closing quote stands.
    private mutating func literalEnd(_ parser: JSONPathParser) throws(JSONPathProblem) -> Int {
        guard let close = parser.unescaped(parser.byte(position), after: position, end: end) else {
            let quote = parser.spelling(position, position + 1)
            throw .quoteUnclosed(quote: quote, at: parser.range(position, end))
        }
        position = close + 1
        return close
    }

    private func segments(_ parser: JSONPathParser, _ start: Int, _ close: Int) -> [LocatedText.Segment] {
        if parser.text.segments.isEmpty { return [] }
        return (start..<close).map { index in
            let place = parser.range(index, index + 1)
            return LocatedText.Segment(decoded: index - start, source: Int(place.start), count: 1)
        }
    }

    private mutating func word(_ parser: JSONPathParser) throws(JSONPathProblem) -> JSONPathOperand {
        let words: [(StaticString, JSONPathOperand)] = [
            ("true", .boolean(true)), ("false", .boolean(false)), ("null", .null),
        ]
        for (text, operand) in words where accept(text, parser) { return operand }
        let start = position
        while position < end, isNumeric(parser.byte(position)) { position += 1 }
        if !isNumber(parser.bytes[start..<position]) {
            throw .operandExpected(
                found: parser.found(start, end: end), at: parser.range(start, max(position, start + 1)))
        }
        return .number(parser.spelling(start, position))
    }

    private func isNumeric(_ byte: UInt8) -> Bool {
        ASCII.isDigit(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
            || byte | 0x20 == UInt8(ascii: "e")
    }

    /// What Java's `BigDecimal` reads, in the characters a number may have here.
    private func isNumber(_ text: ArraySlice<UInt8>) -> Bool {
        var rest = text
        if rest.first == UInt8(ascii: "-") { rest.removeFirst() }
        let mantissa = rest.prefix { $0 | 0x20 != UInt8(ascii: "e") }
        let points = mantissa.filter { $0 == UInt8(ascii: ".") }.count
        let digits = mantissa.filter { ASCII.isDigit($0) }.count
        if points > 1 || digits == 0 || points + digits != mantissa.count { return false }
        if mantissa.count == rest.count { return true }
        var exponent = rest.dropFirst(mantissa.count + 1)
        if exponent.first == UInt8(ascii: "-") { exponent.removeFirst() }
        return !exponent.isEmpty && exponent.count < 10 && exponent.allSatisfy { ASCII.isDigit($0) }
    }

    private mutating func path(_ parser: inout JSONPathParser) throws(JSONPathProblem) -> JSONPath {
        let start = position
        position += 1
        while position < end {
            if parser.byte(position) == UInt8(ascii: "[") {
                position = try parser.closing(position, end: end, skipsPatterns: false) + 1
            }
            let current = parser.byte(position)
            if position >= end || isSign(current) || current == UInt8(ascii: " ") { break }
            if current == UInt8(ascii: ")") && !closesFunction(parser, from: start) { break }
            position += 1
        }
        if parser.byte(position - 1) == UInt8(ascii: ".") {
            throw .trailingDot(at: parser.range(position - 1, position))
        }
        return try parser.path(from: start, to: position)
    }

    /// Whether the `)` here ends the `()` of a function of this path.
    private func closesFunction(_ parser: JSONPathParser, from start: Int) -> Bool {
        var index = position - 1
        while index > start, parser.byte(index) == UInt8(ascii: " ") { index -= 1 }
        if parser.byte(index) != UInt8(ascii: "(") { return false }
        while index > start {
            if parser.byte(index) == UInt8(ascii: ".") { return true }
            index -= 1
        }
        return false
    }
}
