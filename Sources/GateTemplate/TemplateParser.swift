// Text to tree. Velocity's grammar depends on what the reader is inside of, so reading is by hand, byte by byte:
// text, where `$` and `#` start something or are themselves (this file); references; directives; expressions.
//
// White space is part of the grammar: `#set` also takes the blanks in front when nothing else stands between them
// and the last token; `#set`'s and every block directive's end takes blanks and one line end behind it.

import GateBytes
import GateSource

/// Reads a template; nil, after a report, when it is none.
package func parseTemplate(_ text: LocatedText, sink: DiagnosticSink) -> Template? {
    let bytes = Array(text.text.utf8)
    if bytes.count > TemplateLimits.textBytesMax {
        sink.report(TemplateProblem.limit(what: "bytes", limit: TemplateLimits.textBytesMax, at: text.range))
        return nil
    }
    var macros: [String: TemplateMacro] = [:]
    var parser = TemplateParser(bytes, places: .text(text), depth: 0)
    do throws(TemplateProblem) {
        let nodes = try parser.parseAll(&macros)
        return Template(nodes: nodes, macros: macros)
    } catch {
        sink.report(error)
        return nil
    }
}

/// Reads the text of an `#evaluate` that is a literal; all places are `range`.
package func parseEvaluatedTemplate(
    _ bytes: [UInt8], at range: SourceRange, macros: inout [String: TemplateMacro]
) throws(TemplateProblem) -> [TemplateNode] {
    var parser = TemplateParser(bytes, places: .fixed(range), depth: 1)
    return try parser.parseAll(&macros)
}

/// Reads text that a template evaluates when it runs. `macros` are those known before, each with its own text.
package func parseEvaluatedTemplate(
    _ text: LocatedText, macros: [(name: String, source: LocatedText)]
) throws(TemplateProblem) -> (template: Template, defined: [TemplateMacro]) {
    var known: [String: TemplateMacro] = [:]
    for (name, source) in macros {
        // A macro's text may define others inside: each name's own text counts.
        var found = known
        var parser = TemplateParser(Array(source.text.utf8), places: .text(source), depth: 1)
        _ = try parser.parseAll(&found)
        known[name] = found[name]
    }
    var all = known
    var parser = TemplateParser(Array(text.text.utf8), places: .text(text), depth: 1)
    let nodes = try parser.parseAll(&all)
    let defined = all.values.filter { known[$0.name] == nil }
    return (Template(nodes: nodes, macros: all), TemplateMacro.inOrder(defined))
}

/// What ends a run of nodes.
enum TemplateStop {
    case end
    case otherwise
    case otherwiseIf
    case finish
}

/// A reader of one text.
struct TemplateParser {
    /// Where bytes stand in the source.
    enum Places {
        case text(LocatedText)
        case fixed(SourceRange)
        /// Inside a string: offsets are those of the text around, plus a constant.
        indirect case shifted(Places, Int)

        func range(_ start: Int, _ end: Int) -> SourceRange {
            switch self {
            case .text(let text): return text.range(start, end)
            case .fixed(let range): return range
            case .shifted(let outer, let shift): return outer.range(start + shift, end + shift)
            }
        }

        /// What leads from offsets of this text to those of the whole template.
        var shift: Int? {
            switch self {
            case .text: return 0
            case .fixed: return nil
            case .shifted(let outer, let shift): return outer.shift.map { $0 + shift }
            }
        }
    }

    let bytes: [UInt8]
    let places: Places
    var position = 0
    var depth: Int
    /// Inside a string the text goes on behind the last byte, and nothing is cut off there.
    var isInString = false
    /// Among a method's arguments a bare name is an argument without a value.
    var isInMethod = false
    /// Macros defined so far, in file order.
    var macros: [String: TemplateMacro] = [:]

    init(_ bytes: [UInt8], places: Places, depth: Int) {
        self.bytes = bytes
        self.places = places
        self.depth = depth
    }

    mutating func parseAll(_ known: inout [String: TemplateMacro]) throws(TemplateProblem) -> [TemplateNode] {
        macros = known
        let (nodes, stop) = try parseNodes()
        if stop != .finish { throw .stray(directive: TemplateParser.word(of: stop), at: range(stopStart, position)) }
        known = macros
        return nodes
    }

    /// Where the directive that ended the last run starts.
    var stopStart = 0

    static func word(of stop: TemplateStop) -> String {
        switch stop {
        case .end, .finish: "end"
        case .otherwise: "else"
        case .otherwiseIf: "elseif"
        }
    }

    func range(_ start: Int, _ end: Int) -> SourceRange {
        // What is missing at the end of a text has its place there.
        let first = min(start, bytes.count)
        return places.range(first, max(first, min(end, bytes.count)))
    }

    /// The byte at `index`; 0 outside of the text.
    func byte(_ index: Int) -> UInt8 { index >= 0 && index < bytes.count ? bytes[index] : 0 }

    var current: UInt8 { byte(position) }

    /// A few bytes from `index` on, for messages.
    func found(_ index: Int) -> String {
        if index >= bytes.count { return "" }
        var end = index + 1
        if ASCII.isAlphanumeric(bytes[index]) {
            while end < bytes.count, end - index < 24, ASCII.isAlphanumeric(bytes[end]) { end += 1 }
        }
        while end < bytes.count, bytes[end] & 0xc0 == 0x80 { end += 1 }
        return String(decoding: bytes[index..<end], as: UTF8.self)
    }

    func matches(_ text: StaticString, at index: Int) -> Bool {
        let count = text.utf8CodeUnitCount
        if index + count > bytes.count { return false }
        for offset in 0..<count where bytes[index + offset] != text.utf8Start[offset] { return false }
        return true
    }

    mutating func enter(_ start: Int) throws(TemplateProblem) {
        depth += 1
        if depth > TemplateLimits.nestingMax {
            throw .limit(what: "levels", limit: TemplateLimits.nestingMax, at: range(start, start + 1))
        }
    }

    mutating func leave() { depth -= 1 }

    // MARK: Text

    /// Reads nodes up to the end of the text or a directive that ends a block, which is consumed.
    mutating func parseNodes() throws(TemplateProblem) -> ([TemplateNode], TemplateStop) {
        try enter(position)
        defer { leave() }
        var output = TemplateOutput(shift: places.shift)
        // Where the run of plain text started: blanks from there up to `#set` belong to `#set`.
        var runStart = position
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "$"), UInt8(ascii: "\\"):
                try backslashes(&output)
                runStart = position
            case UInt8(ascii: "#"):
                let blanks = position - runStart
                if let stop = try hash(blanksBefore: isBlank(runStart, position) ? blanks : 0, &output) {
                    return (output.nodes(), stop)
                }
                runStart = position
            default:
                let start = position
                while position < bytes.count, bytes[position] != UInt8(ascii: "$"),
                    bytes[position] != UInt8(ascii: "#"), bytes[position] != UInt8(ascii: "\\")
                {
                    position += 1
                }
                output.append(bytes[start..<position])
            }
        }
        return (output.nodes(), .finish)
    }

    private func isBlank(_ start: Int, _ end: Int) -> Bool {
        for index in start..<end where !ASCII.isBlank(bytes[index]) { return false }
        return true
    }

    /// Backslashes, none or more: before a dollar they go with it, before a directive they are its escapes, else text.
    private mutating func backslashes(_ output: inout TemplateOutput) throws(TemplateProblem) {
        let start = position
        while current == UInt8(ascii: "\\") { position += 1 }
        let count = position - start
        if current == UInt8(ascii: "$") { return try dollars(start, backslashes: count, &output) }
        if current == UInt8(ascii: "#"), let (name, end) = directiveName(position + 1) {
            var isKnown = TemplateParser.isDirective(name) || macros[name] != nil
            if count % 2 == 0, name == "set" { isKnown = false }
            if count % 2 == 1 {
                output.append(repeatElement(UInt8(ascii: "\\"), count: isKnown ? count / 2 : count))
                output.append(bytes[position..<end])
                position = end
                return
            }
            output.append(repeatElement(UInt8(ascii: "\\"), count: isKnown ? count / 2 : count))
            return
        }
        output.append(bytes[start..<position])
    }

    static func isDirective(_ name: String) -> Bool {
        switch name {
        case "if", "else", "elseif", "end", "set", "foreach", "macro", "define", "evaluate", "include", "parse",
            "break", "stop", "literal":
            return true
        default: return false
        }
    }

    /// The word behind `#`, in braces or not, and where it ends.
    func directiveName(_ start: Int) -> (String, Int)? {
        var index = start
        let isBraced = byte(index) == UInt8(ascii: "{")
        if isBraced { index += 1 }
        let first = index
        guard ASCII.isLetter(byte(index)) || byte(index) == UInt8(ascii: "_") || byte(index) == UInt8(ascii: "@")
        else { return nil }
        while ASCII.isAlphanumeric(byte(index)) || byte(index) == UInt8(ascii: "_")
            || byte(index) == UInt8(ascii: "@")
        {
            index += 1
        }
        let name = String(decoding: bytes[first..<index], as: UTF8.self)
        if isBraced {
            guard byte(index) == UInt8(ascii: "}") else { return nil }
            index += 1
        }
        return (name, index)
    }

    /// Takes blanks and one line end, if the line end is there.
    mutating func takeLineEnd() {
        var index = position
        while ASCII.isBlank(byte(index)) { index += 1 }
        if byte(index) == 0x0d {
            position = index + (byte(index + 1) == 0x0a ? 2 : 1)
        } else if byte(index) == 0x0a {
            position = index + 1
        }
    }
}

/// Nodes under construction: neighbouring texts become one.
struct TemplateOutput {
    /// From offsets in the parser's bytes to offsets in the template; nil where there is no way back.
    let shift: Int?
    private var finished: [TemplateNode] = []
    private var text: [UInt8] = []
    private var places = TemplateTextPlaces()

    init(shift: Int?) { self.shift = shift }

    /// Appends bytes of the parser's text.
    mutating func append(_ bytes: ArraySlice<UInt8>) {
        if bytes.isEmpty { return }
        places.note(text.count, from: shift.map { $0 + bytes.startIndex })
        text.append(contentsOf: bytes)
    }

    /// Appends bytes that stand nowhere.
    mutating func append(_ bytes: Repeated<UInt8>) {
        if bytes.isEmpty { return }
        places.note(text.count, from: nil)
        text.append(contentsOf: bytes)
    }

    mutating func append(_ node: TemplateNode) {
        flush()
        finished.append(node)
    }

    /// Drops the last `count` bytes of the text at the end.
    mutating func removeLast(_ count: Int) {
        text.removeLast(min(count, text.count))
        places.truncate(to: text.count)
    }

    mutating func nodes() -> [TemplateNode] {
        flush()
        return finished
    }

    private mutating func flush() {
        if text.isEmpty { return }
        finished.append(.text(text, at: places))
        text = []
        places = TemplateTextPlaces()
    }
}
