// All findings of one run, ready to be shown: filtered, without repetitions, sorted by place, bounded. The
// renderers beside this file turn a report into text; none of them does I/O.

/// What a run found, in the order it is shown.
package struct DiagnosticReport {
    /// How findings are filtered.
    package struct Options: Sendable {
        /// Warnings count, and are shown, as errors.
        package var deniesWarnings = false
        /// Warnings and notes with these codes are dropped; errors never are.
        package var allowed: Set<DiagnosticCode> = []
        /// Most findings shown; style.md §5.2.
        package var shownMax = 100

        package init() {}

        package init(deniesWarnings: Bool, allowed: Set<DiagnosticCode>) {
            self.deniesWarnings = deniesWarnings
            self.allowed = allowed
        }
    }

    /// At most `shownMax`, by file, then place. Errors push out lesser ones when there are more.
    package let diagnostics: [Diagnostic]
    /// How many are not shown.
    package let more: Int
    /// How many there are in all, shown or not.
    package let errorCount: Int
    package let warningCount: Int
    package let noteCount: Int
    let sources: SourceMap

    package init(_ found: [Diagnostic], sources: SourceMap, options: Options = Options()) {
        var seen = Set<Key>()
        var kept: [Diagnostic] = []
        for diagnostic in found {
            if diagnostic.severity != .error, options.allowed.contains(diagnostic.code) { continue }
            guard seen.insert(Key(diagnostic)).inserted else { continue }
            let isDenied = options.deniesWarnings && diagnostic.severity == .warning
            kept.append(isDenied ? diagnostic.with(severity: .error) : diagnostic)
        }
        errorCount = kept.count { $0.severity == .error }
        warningCount = kept.count { $0.severity == .warning }
        noteCount = kept.count { $0.severity == .note }
        more = max(0, kept.count - options.shownMax)
        if more > 0 {
            let ranked = kept.enumerated().sorted {
                let (left, right) = ($0.element.severity, $1.element.severity)
                return left == right ? DiagnosticReport.isBefore($0, $1) : left > right
            }
            kept = ranked.prefix(options.shownMax).map(\.element)
        }
        diagnostics = kept.enumerated().sorted { DiagnosticReport.isBefore($0, $1) }.map(\.element)
        self.sources = sources
    }

    /// Whether a compile must fail.
    package var hasErrors: Bool { errorCount > 0 }

    private static func isBefore(
        _ left: (offset: Int, element: Diagnostic), _ right: (offset: Int, element: Diagnostic)
    ) -> Bool {
        func place(_ diagnostic: Diagnostic) -> (Int, UInt32) {
            diagnostic.range.map { (Int($0.source.index), $0.start) } ?? (-1, 0)
        }
        let leftPlace = place(left.element)
        let rightPlace = place(right.element)
        if leftPlace != rightPlace { return leftPlace < rightPlace }
        if left.element.code != right.element.code { return left.element.code < right.element.code }
        return left.offset < right.offset
    }

    private struct Key: Hashable {
        let code: DiagnosticCode
        let range: SourceRange?
        let message: String

        init(_ diagnostic: Diagnostic) {
            code = diagnostic.code
            range = diagnostic.range
            message = diagnostic.message
        }
    }

    /// `2 errors, 1 warning`, nil when there is nothing to count.
    package var summary: String? {
        func counted(_ count: Int, _ noun: String) -> String? {
            count == 0 ? nil : "\(count) \(noun)\(count == 1 ? "" : "s")"
        }
        let parts = [counted(errorCount, "error"), counted(warningCount, "warning"), counted(noteCount, "note")]
        let present = parts.compactMap { $0 }
        return present.isEmpty ? nil : present.joined(separator: ", ")
    }
}

extension Diagnostic {
    /// The same finding with another severity.
    package func with(severity: Severity) -> Diagnostic {
        Diagnostic(
            code.number, severity, message, at: range, caption: caption, labels: labels, note: note, help: help)
    }
}

extension Severity {
    /// `error`, `warning` or `note`.
    package var name: String {
        switch self {
        case .error: return "error"
        case .warning: return "warning"
        case .note: return "note"
        }
    }
}

extension SourceMap {
    /// Line and column of both ends of a range, from 1.
    func ends(_ range: SourceRange) -> (start: (line: Int, column: Int), end: (line: Int, column: Int)) {
        let file = self[range.source]
        return (file.position(at: Int(range.start)), file.position(at: Int(range.end)))
    }
}
