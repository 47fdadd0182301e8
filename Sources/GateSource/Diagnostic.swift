// What the author of a specification reads. A phase states facts as enum cases; `diagnostic` words them (one
// wording file per phase). Renderers live in Render/.

/// How bad it is: errors stop a compile, warnings and notes do not.
package enum Severity: UInt8, Comparable, Sendable {
    case note = 0
    case warning = 1
    case error = 2

    package static func < (left: Severity, right: Severity) -> Bool { left.rawValue < right.rawValue }
}

/// A stable number, printed `GW1234`; the hundreds name the phase.
package struct DiagnosticCode: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let number: UInt16

    package init(_ number: UInt16) { self.number = number }

    package var description: String { "GW\(number)" }

    package static func < (left: DiagnosticCode, right: DiagnosticCode) -> Bool { left.number < right.number }
}

/// One finding.
package struct Diagnostic: Sendable {
    /// A second place and what it has to do with the first.
    package struct Label: Sendable {
        package let range: SourceRange
        package let text: String

        package init(_ range: SourceRange, _ text: String) {
            self.range = range
            self.text = text
        }
    }

    package let code: DiagnosticCode
    package let severity: Severity
    /// Lower case, no full stop, the user's text in backticks.
    package let message: String
    /// The narrowest text that is wrong; nil only when no text exists (an unreadable file).
    package let range: SourceRange?
    /// What stands at `range`, a few words, printed after the carets.
    package var caption: String?
    package var labels: [Label]
    /// The rule and its source.
    package var note: String?
    /// The exact text to write.
    package var help: String?

    package init(
        _ code: UInt16, _ severity: Severity, _ message: String, at range: SourceRange?, caption: String? = nil,
        labels: [Label] = [], note: String? = nil, help: String? = nil
    ) {
        self.code = DiagnosticCode(code)
        self.severity = severity
        self.message = message
        self.range = range
        self.caption = caption
        self.labels = labels
        self.note = note
        self.help = help
    }
}

/// A fact of one phase that can be worded.
package protocol DiagnosticFact {
    var diagnostic: Diagnostic { get }
}

/// The rule behind a code, for `gatewright explain`.
package struct DiagnosticRule: Sendable {
    package let code: DiagnosticCode
    package let severity: Severity
    /// The rule in a few words.
    package let title: String
    /// What the rule asks and why, in sentences.
    package let explanation: String
    /// Where the rule comes from.
    package let source: String
    /// A short specification text that breaks the rule.
    package let example: String

    package init(
        _ code: UInt16, _ severity: Severity, _ title: String, _ explanation: String, source: String, example: String
    ) {
        self.code = DiagnosticCode(code)
        self.severity = severity
        self.title = title
        self.explanation = explanation
        self.source = source
        self.example = example
    }
}

/// Where phases put what they find. One per run.
package final class DiagnosticSink {
    package private(set) var diagnostics: [Diagnostic] = []

    package init() {}

    package func report(_ fact: some DiagnosticFact) { diagnostics.append(fact.diagnostic) }

    package func report(_ diagnostic: Diagnostic) { diagnostics.append(diagnostic) }

    package var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
}
