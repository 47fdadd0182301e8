// Text to path, with the dialect's own oddities where they decide what a path means:
//
// 1. A path that does not start with `$` or `@` gets `$.` put in front: `id` is `$.id`, `.id` is `$..id`.
// 2. Blanks at the end do not count, blanks at the start do.
// 3. One stray character behind the last bracket is ignored.
// 4. A name after a dot may hold anything but a dot, `[`, `(` and a blank: `$.cognito:username` is fine.
// 5. `$..x.f()` means `$.f($..x)`.

import GateBytes
import GateSource

/// Reads a path; nil, after a report, when it has no meaning.
package func parseJSONPath(_ text: LocatedText, sink: DiagnosticSink) -> JSONPath? {
    var parser = JSONPathParser(text)
    do throws(JSONPathProblem) {
        let path = try parser.parse()
        for problem in parser.remarks { sink.report(problem) }
        return path
    } catch {
        sink.report(error)
        return nil
    }
}

/// The functions of the dialect, by name.
package enum JSONPathFunction: String, CaseIterable, Sendable {
    case min, max, avg, stddev, sum, concat, length, size, append, keys
}

/// A reader of one path text.
struct JSONPathParser {
    let text: LocatedText
    /// The text, with `$.` in front where the dialect puts it.
    let bytes: [UInt8]
    /// How many bytes were put in front.
    let shift: Int
    /// Warnings about a path that is readable all the same.
    var remarks: [JSONPathProblem] = []
    var depth = 0

    init(_ text: LocatedText) {
        self.text = text
        let plain = Array(text.text.utf8)
        let isRooted = plain.first == UInt8(ascii: "$") || plain.first == UInt8(ascii: "@")
        shift = isRooted || plain.isEmpty ? 0 : 2
        bytes = shift == 0 ? plain : Array("$.".utf8) + plain
    }

    /// The source range of `start..<end` of `bytes`.
    func range(_ start: Int, _ end: Int) -> SourceRange {
        let first = min(max(start - shift, 0), bytes.count - shift)
        return text.range(first, min(max(end - shift, first), bytes.count - shift))
    }

    /// The text of `start..<end`, bounded.
    func spelling(_ start: Int, _ end: Int) -> String {
        let first = min(max(start, 0), bytes.count)
        return String(decoding: bytes[first..<min(max(end, first), bytes.count)], as: UTF8.self)
    }

    /// The byte at `index`, 0 outside of the text.
    func byte(_ index: Int) -> UInt8 { index >= 0 && index < bytes.count ? bytes[index] : 0 }

    /// The whole character at `index`, for messages.
    func found(_ index: Int, end: Int) -> String {
        if index >= end { return "" }
        var after = index + 1
        while after < end, bytes[after] & 0xc0 == 0x80 { after += 1 }
        return spelling(index, after)
    }

    mutating func parse() throws(JSONPathProblem) -> JSONPath {
        if bytes.isEmpty { throw .pathEmpty(at: text.range) }
        if bytes.count > JSONPathLimits.textBytesMax {
            throw .limit(what: "bytes", limit: JSONPathLimits.textBytesMax, at: text.range)
        }
        var end = bytes.count
        while end > 1, bytes[end - 1] == UInt8(ascii: " ") { end -= 1 }
        if end == shift { throw .pathEmpty(at: text.range) }
        if bytes[end - 1] == UInt8(ascii: ".") { throw .trailingDot(at: range(end - 1, end)) }
        return try path(from: 0, to: end)
    }

    /// Reads the path that fills `start..<end`.
    mutating func path(from start: Int, to end: Int) throws(JSONPathProblem) -> JSONPath {
        depth += 1
        defer { depth -= 1 }
        if depth > JSONPathLimits.nestingMax {
            throw .limit(what: "levels", limit: JSONPathLimits.nestingMax, at: range(start, end))
        }
        var first = start
        while first < end, " \t\r\n".utf8.contains(bytes[first]) { first += 1 }
        let root = first < end ? bytes[first] : 0
        guard root == UInt8(ascii: "$") || root == UInt8(ascii: "@") else {
            throw .stepExpected(found: found(first, end: end), at: range(first, first + 1))
        }
        var steps: [JSONPathStep] = []
        if first < end - 1 {
            var position = first + 1
            if byte(position) != UInt8(ascii: "."), byte(position) != UInt8(ascii: "[") {
                throw .stepExpected(found: found(position, end: end), at: range(position, position + 1))
            }
            repeat {
                position = try step(at: position, end: end, into: &steps)
                if steps.count > JSONPathLimits.stepsMax {
                    throw .limit(what: "steps", limit: JSONPathLimits.stepsMax, at: range(start, end))
                }
            } while position < end - 1
        }
        let whole = range(start, end)
        noteFunctions(steps)
        return JSONPath(
            startsAtDocument: root == UInt8(ascii: "$"), steps: inverted(steps, whole), range: whole)
    }

    /// Warns about functions that make the path fail.
    private mutating func noteFunctions(_ steps: [JSONPathStep]) {
        for (index, step) in steps.enumerated() {
            guard case .function(let name, _) = step.kind else { continue }
            if JSONPathFunction(rawValue: name) == nil {
                let known = JSONPathFunction.allCases.map(\.rawValue)
                let near = known.first { isNear($0, name) } ?? (name == "count" ? "length" : nil)
                remarks.append(.functionUnknown(name: name, suggestion: near, at: step.range))
            } else if index < steps.count - 1 {
                remarks.append(.functionNotLast(name: name, at: step.range))
            }
        }
    }

    /// Whether two names differ in case or in one letter.
    private func isNear(_ known: String, _ name: String) -> Bool {
        let one = Array(known.utf8)
        let other = Array(name.lowercased().utf8)
        if abs(one.count - other.count) > 1 { return false }
        let shared = zip(one, other).prefix { $0 == $1 }.count
        let tail = zip(one.reversed(), other.reversed()).prefix { $0 == $1 }.count
        return shared + tail >= max(one.count, other.count) - 1
    }

    /// `$..x.f()` is `$.f($..x)`.
    private func inverted(_ steps: [JSONPathStep], _ whole: SourceRange) -> [JSONPathStep] {
        guard let last = steps.last, let first = steps.first, case .scan = first.kind,
            case .function = last.kind,
            let place = steps.firstIndex(where: { if case .function = $0.kind { true } else { false } }),
            case .function(let name, _) = steps[place].kind
        else { return steps }
        let inner = JSONPath(startsAtDocument: true, steps: Array(steps[..<place]), range: whole)
        return [JSONPathStep(.function(name: name, arguments: [.path(inner)]), at: last.range)]
    }

    // MARK: Scanning

    /// The first index from `start` on that holds no blank.
    func skipBlanks(_ start: Int, end: Int) -> Int {
        var index = start
        while index < end, bytes[index] == UInt8(ascii: " ") { index += 1 }
        return index
    }

    /// The index of the next `quote` behind `start` that no backslash escapes, or nil.
    func unescaped(_ quote: UInt8, after start: Int, end: Int) -> Int? {
        var index = start + 1
        while index < end {
            if bytes[index] == UInt8(ascii: "\\") {
                index += 1
            } else if bytes[index] == quote {
                return index
            }
            index += 1
        }
        return nil
    }

    /// The index of the bracket that closes the one at `start`; strings (and regexes) are skipped.
    func closing(_ start: Int, end: Int, skipsPatterns: Bool) throws(JSONPathProblem) -> Int {
        let open = bytes[start]
        let close: UInt8 = open == UInt8(ascii: "(") ? UInt8(ascii: ")") : open + 2
        var opened = 1
        var index = start + 1
        while index < end {
            let current = bytes[index]
            let isQuote = current == UInt8(ascii: "'") || current == UInt8(ascii: "\"")
            if isQuote || (skipsPatterns && current == UInt8(ascii: "/")) {
                guard let after = unescaped(current, after: index, end: end) else {
                    throw .quoteUnclosed(quote: spelling(index, index + 1), at: range(index, end))
                }
                index = after + 1
                continue
            }
            if current == open { opened += 1 }
            if current == close {
                opened -= 1
                if opened == 0 { return index }
            }
            index += 1
        }
        throw .unclosed(opening: spelling(start, start + 1), at: range(start, start + 1))
    }

    /// The text of `start..<end` with its backslash escapes resolved.
    func unescaped(_ start: Int, _ end: Int) -> String {
        var result: [UInt8] = []
        var index = start
        while index < end {
            if bytes[index] != UInt8(ascii: "\\") || index + 1 == end {
                result.append(bytes[index])
                index += 1
                continue
            }
            index += 2
            switch bytes[index - 1] {
            case UInt8(ascii: "b"): result.append(0x08)
            case UInt8(ascii: "f"): result.append(0x0c)
            case UInt8(ascii: "n"): result.append(0x0a)
            case UInt8(ascii: "r"): result.append(0x0d)
            case UInt8(ascii: "t"): result.append(0x09)
            case UInt8(ascii: "u"):
                let digits = spelling(index, min(index + 4, end))
                index = min(index + 4, end)
                if let value = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(value) {
                    result.append(contentsOf: Array(String(Character(scalar)).utf8))
                }
            default: result.append(bytes[index - 1])
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
