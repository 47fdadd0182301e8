// libyaml's complaints, put at the place that helps: its problem mark is where the scanner gave up, which for a
// missing colon or an unclosed quote is far behind the fault.

import CYaml
import GateSource

extension YAMLReader {
    /// Reports why `yaml_parser_parse` failed.
    mutating func reportSyntaxError() {
        let state = parser.pointee
        let problem = state.problem.map { String(cString: $0) } ?? "out of memory"
        let context = state.context.map { String(cString: $0) }
        let hasMarks = state.error == YAML_SCANNER_ERROR || state.error == YAML_PARSER_ERROR
        let at = hasMarks ? marks.offset(state.problem_mark) : 0
        let from = hasMarks && context != nil ? marks.offset(state.context_mark) : nil
        if let tab = tabNear(at, problem) {
            sink.report(TreeProblem.yamlTab(at: tab))
            return
        }
        if let quote = longQuote, at >= Int(quote.end), isOnOneLine(Int(quote.end), at) {
            let complaint = YAMLComplaint(problem: YAMLComplaint.runawayQuote, context: nil)
            let start = lineRest(Int(quote.start))
            sink.report(TreeProblem.yamlSyntax(complaint, at: start, context: faultRange(at)))
            return
        }
        let fault = faultRange(at)
        let complaint = YAMLComplaint(problem: problem, context: context, found: phrase(fault))
        let startsAtContext =
            problem == "could not find expected ':'" || problem == "found unexpected end of stream"
            || context == "while scanning a tag" || context == "while parsing a tag"
        if let from, startsAtContext {
            sink.report(TreeProblem.yamlSyntax(complaint, at: lineRest(from), context: nil))
        } else {
            let label = from.flatMap { $0 < at ? openerRange($0) : nil }
            sink.report(TreeProblem.yamlSyntax(complaint, at: fault, context: label))
        }
    }

    /// What stands at a fault.
    private func phrase(_ fault: SourceRange) -> String {
        if fault.start < fault.end {
            return "`" + String(decoding: bytes[Int(fault.start)..<Int(fault.end)], as: UTF8.self) + "`"
        }
        let rest = bytes[Int(fault.start)...]
        return rest.allSatisfy(isBlank) ? "the end of the file" : "the end of the line"
    }

    private func isOnOneLine(_ start: Int, _ end: Int) -> Bool {
        !bytes[start..<min(end, bytes.count)].contains { $0 == 0x0a || $0 == 0x0d }
    }

    /// The tab that stands where indentation should, when that is what went wrong.
    private func tabNear(_ offset: Int, _ problem: String) -> SourceRange? {
        guard problem.contains("tab character") || problem.contains("cannot start any token") else { return nil }
        guard offset < bytes.count, bytes[offset] == 0x09 else { return nil }
        var end = offset
        while end < bytes.count, bytes[end] == 0x09 { end += 1 }
        return place(offset, end)
    }

    /// The word at the fault; the end of the text when the fault is behind it.
    private func faultRange(_ offset: Int) -> SourceRange {
        if offset < bytes.count { return token(offset) }
        var end = bytes.count
        while end > 0, isBlank(bytes[end - 1]) { end -= 1 }
        return place(end, end)
    }

    /// From an offset to the end of its line, at most 60 bytes.
    private func lineRest(_ offset: Int) -> SourceRange {
        var end = offset
        while end < bytes.count, end - offset < 60, bytes[end] != 0x0a, bytes[end] != 0x0d { end += 1 }
        while end < bytes.count, bytes[end] & 0xc0 == 0x80 { end += 1 }
        while end > offset, isBlank(bytes[end - 1]) { end -= 1 }
        return place(offset, end)
    }

    /// What the complaint's context points at: a bracket, or the first word of a block.
    private func openerRange(_ offset: Int) -> SourceRange {
        guard offset < bytes.count, bytes[offset] == 0x7b || bytes[offset] == 0x5b else { return token(offset) }
        return place(offset, offset + 1)
    }
}
