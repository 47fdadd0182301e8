// The steps of a path. Each reader returns the position behind its step, or nil when the step is of another kind.

import GateBytes
import GateSource

extension JSONPathParser {
    /// Reads one step (after a dot or two) and returns the position behind it.
    mutating func step(
        at start: Int, end: Int, into steps: inout [JSONPathStep]
    ) throws(JSONPathProblem) -> Int {
        switch byte(start) {
        case UInt8(ascii: "["):
            if let after = try names(at: start, end: end, into: &steps) { return after }
            if let after = try positions(at: start, end: end, into: &steps) { return after }
            if let after = try wildcard(at: start, end: end, into: &steps) { return after }
            if let after = try filter(at: start, end: end, into: &steps) { return after }
            let inner = skipBlanks(start + 1, end: end)
            throw .stepExpected(found: found(inner, end: end), at: range(inner, inner + 1))
        case UInt8(ascii: "."):
            return try dot(at: start, end: end, into: &steps)
        case UInt8(ascii: "*"):
            steps.append(JSONPathStep(.wildcard, at: range(start, start + 1)))
            return start + 1
        default:
            return try name(at: start, end: end, into: &steps)
        }
    }

    private mutating func dot(
        at start: Int, end: Int, into steps: inout [JSONPathStep]
    ) throws(JSONPathProblem) -> Int {
        var position = start + 1
        if position >= end { throw .trailingDot(at: range(start, end)) }
        if byte(position) == UInt8(ascii: ".") {
            steps.append(JSONPathStep(.scan, at: range(start, start + 2)))
            position += 1
        }
        if position >= end { throw .trailingDot(at: range(start, end)) }
        if byte(position) == UInt8(ascii: ".") {
            throw .stepExpected(found: ".", at: range(position, position + 1))
        }
        return try step(at: position, end: end, into: &steps)
    }

    /// `name` or `function(…)`.
    private mutating func name(
        at start: Int, end: Int, into steps: inout [JSONPathStep]
    ) throws(JSONPathProblem) -> Int {
        if byte(start) == UInt8(ascii: " ") || start >= end {
            throw .stepExpected(found: found(start, end: end), at: range(start, start + 1))
        }
        var index = start
        while index < end, bytes[index] != UInt8(ascii: "."), bytes[index] != UInt8(ascii: "[") {
            if bytes[index] == UInt8(ascii: " ") { throw .blankInName(at: range(index, index + 1)) }
            if bytes[index] == UInt8(ascii: "(") {
                return try function(from: start, parenthesis: index, end: end, into: &steps)
            }
            index += 1
        }
        steps.append(JSONPathStep(.names([spelling(start, index)]), at: range(start, index)))
        return index
    }

    /// `['a']`, `["a", "b"]`.
    private func names(
        at start: Int, end: Int, into steps: inout [JSONPathStep]
    ) throws(JSONPathProblem) -> Int? {
        let quote = byte(skipBlanks(start + 1, end: end))
        if quote != UInt8(ascii: "'") && quote != UInt8(ascii: "\"") { return nil }
        var names: [String] = []
        var index = start + 1
        var expectsName = false
        while true {
            if index >= end { throw .unclosed(opening: "[", at: range(start, start + 1)) }
            let current = bytes[index]
            if current == UInt8(ascii: "]") {
                if expectsName { throw .emptyName(at: range(index - 1, index)) }
                break
            }
            if current == quote {
                guard let close = unescaped(quote, after: index, end: end) else {
                    throw .quoteUnclosed(quote: spelling(index, index + 1), at: range(index, end))
                }
                let next = skipBlanks(close + 1, end: end)
                if byte(next) != UInt8(ascii: "]") && byte(next) != UInt8(ascii: ",") || next >= end {
                    if next >= end { throw .unclosed(opening: "[", at: range(start, start + 1)) }
                    throw .stepExpected(found: found(next, end: end), at: range(next, next + 1))
                }
                names.append(unescaped(index + 1, close))
                expectsName = false
                index = close + 1
                continue
            }
            if current == UInt8(ascii: ",") {
                if expectsName { throw .emptyName(at: range(index, index + 1)) }
                expectsName = true
            }
            index += 1
        }
        steps.append(JSONPathStep(.names(names), at: range(start, index + 1)))
        return index + 1
    }

    /// `[0]`, `[0,1]`, `[1:2]`.
    private func positions(
        at start: Int, end: Int, into steps: inout [JSONPathStep]
    ) throws(JSONPathProblem) -> Int? {
        let first = byte(skipBlanks(start + 1, end: end))
        if !ASCII.isDigit(first) && first != UInt8(ascii: "-") && first != UInt8(ascii: ":") { return nil }
        guard let close = bytes[..<end].dropFirst(start + 1).firstIndex(of: UInt8(ascii: "]")) else {
            throw .unclosed(opening: "[", at: range(start, start + 1))
        }
        let place = range(start + 1, close)
        let inner = spelling(start + 1, close)
        let allowed = inner.utf8.allSatisfy { ASCII.isDigit($0) || ",-: ".utf8.contains($0) }
        if !allowed { throw .indexUnreadable(text: inner, at: place) }
        if inner.contains(":") {
            steps.append(JSONPathStep(try slice(inner, place), at: range(start, close + 1)))
            return close + 1
        }
        var indexes: [Int] = []
        for part in inner.split(separator: ",", omittingEmptySubsequences: false) {
            guard let value = Int32(trimmed(part)) else { throw .indexUnreadable(text: inner, at: place) }
            indexes.append(Int(value))
        }
        steps.append(JSONPathStep(.indexes(indexes), at: range(start, close + 1)))
        return close + 1
    }

    private func trimmed(_ text: Substring) -> String {
        var result = text
        while result.first == " " { result.removeFirst() }
        while result.last == " " { result.removeLast() }
        return String(result)
    }

    /// A third part (a step width) is ignored, as the dialect does.
    private func slice(_ inner: String, _ place: SourceRange) throws(JSONPathProblem) -> JSONPathStep.Kind {
        let parts = trimmed(inner[...]).split(separator: ":", omittingEmptySubsequences: false)
        var bounds: [Int?] = []
        for part in parts.prefix(2) {
            if part.isEmpty {
                bounds.append(nil)
            } else if let value = Int32(part) {
                bounds.append(Int(value))
            } else {
                throw .sliceUnreadable(text: inner, at: place)
            }
        }
        let from = bounds.first ?? nil
        let to = bounds.count > 1 ? bounds[1] : nil
        if from == nil && to == nil { throw .sliceUnreadable(text: inner, at: place) }
        return .slice(from: from, to: to)
    }

    /// `[*]`.
    private func wildcard(
        at start: Int, end: Int, into steps: inout [JSONPathStep]
    ) throws(JSONPathProblem) -> Int? {
        let star = skipBlanks(start + 1, end: end)
        if byte(star) != UInt8(ascii: "*") { return nil }
        let close = skipBlanks(star + 1, end: end)
        if close >= end { throw .unclosed(opening: "[", at: range(start, start + 1)) }
        if byte(close) != UInt8(ascii: "]") {
            throw .stepExpected(found: found(close, end: end), at: range(close, close + 1))
        }
        steps.append(JSONPathStep(.wildcard, at: range(start, close + 1)))
        return close + 1
    }

    /// `[?(…)]`.
    private mutating func filter(
        at start: Int, end: Int, into steps: inout [JSONPathStep]
    ) throws(JSONPathProblem) -> Int? {
        let mark = skipBlanks(start + 1, end: end)
        if byte(mark) != UInt8(ascii: "?") || mark >= end { return nil }
        let open = skipBlanks(mark + 1, end: end)
        if byte(open) != UInt8(ascii: "(") || open >= end {
            throw .conditionExpected(found: found(open, end: end), at: range(open, open + 1))
        }
        let close = try closing(open, end: end, skipsPatterns: true)
        let bracket = skipBlanks(close + 1, end: end)
        if bracket >= end { throw .unclosed(opening: "[", at: range(start, start + 1)) }
        if bytes[bracket] != UInt8(ascii: "]") {
            throw .conditionExpected(found: found(bracket, end: end), at: range(bracket, bracket + 1))
        }
        var reader = JSONPathFilterReader(position: open, end: close + 1)
        let condition = try reader.whole(&self)
        steps.append(JSONPathStep(.filter(condition), at: range(start, bracket + 1)))
        return bracket + 1
    }
}

extension JSONPathParser {
    /// Reads `(…)` behind a function's name.
    private mutating func function(
        from start: Int, parenthesis: Int, end: Int, into steps: inout [JSONPathStep]
    ) throws(JSONPathProblem) -> Int {
        let name = spelling(start, parenthesis)
        var opened = 0
        var close: Int?
        for index in parenthesis..<end where close == nil {
            if bytes[index] == UInt8(ascii: "(") { opened += 1 }
            if bytes[index] == UInt8(ascii: ")") { opened -= 1 }
            if opened == 0 { close = index }
        }
        guard let close else {
            throw .functionUnclosed(name: name, at: range(parenthesis, parenthesis + 1))
        }
        let place = range(start, close + 1)
        if close == parenthesis + 1 {
            steps.append(JSONPathStep(.function(name: name, arguments: []), at: place))
            return close + 1
        }
        var arguments: [JSONPathArgument] = []
        var position = parenthesis + 1
        while position <= close {
            let after = try argumentEnd(position, close: close, name: name)
            if let argument = try argument(from: position, to: after) { arguments.append(argument) }
            position = after + 1
        }
        steps.append(JSONPathStep(.function(name: name, arguments: arguments), at: place))
        return close + 1
    }

    /// The comma or parenthesis that ends the argument at `start`.
    private func argumentEnd(
        _ start: Int, close: Int, name: String
    ) throws(JSONPathProblem) -> Int {
        var depth = 0
        var inString = false
        for index in start..<close {
            switch bytes[index] {
            case UInt8(ascii: "\""): inString = !inString || byte(index - 1) == UInt8(ascii: "\\")
            case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
                depth -= 1
                if depth < 0 { throw .functionUnclosed(name: name, at: range(index, index + 1)) }
            case UInt8(ascii: ","): if depth == 0 && !inString { return index }
            default: break
            }
        }
        if depth != 0 || inString { throw .functionUnclosed(name: name, at: range(start, close)) }
        return close
    }

    /// A path or JSON; anything else (a single-quoted string, a word) the dialect drops.
    private mutating func argument(from start: Int, to end: Int) throws(JSONPathProblem) -> JSONPathArgument? {
        var first = start
        while first < end, " \t\r\n".utf8.contains(bytes[first]) { first += 1 }
        switch byte(first) {
        case UInt8(ascii: "$"), UInt8(ascii: "@"): return .path(try path(from: first, to: end))
        case UInt8(ascii: "{"), UInt8(ascii: "\""), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return .json(spelling(first, end))
        default: return nil
        }
    }
}
