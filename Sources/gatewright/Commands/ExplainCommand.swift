// `gatewright explain`: the rule behind a code.

import ArgumentParser
import GateSource

/// Tells the rule behind a diagnostic.
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Tell the rule behind a finding.",
        discussion: """
              gatewright explain GW1101
              gatewright explain --all --format markdown
            """)

    /// Forms of the text.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, markdown, json
    }

    @Argument(help: ArgumentHelp("Codes, GW1234 or 1234.", valueName: "code"))
    var codes: [String] = []

    @Flag(help: "Every rule.")
    var all = false

    @Option(help: "Form of the text.")
    var format = Format.text

    mutating func run() throws {
        let rules = try chosenRules()
        let text: String
        switch format {
        case .text: text = rules.map(RuleText.plain).joined(separator: "\n")
        case .markdown: text = RuleText.markdown(rules)
        case .json: text = RuleText.json(rules)
        }
        if !Terminal.output(text) { throw CommandFailure.unusable("standard output cannot be written") }
    }

    private func chosenRules() throws(CommandFailure) -> [DiagnosticRule] {
        if all { return RuleBook.rules }
        if codes.isEmpty { throw .unusable("no code given", help: "gatewright explain GW1101, or --all") }
        var rules: [DiagnosticRule] = []
        for text in codes {
            guard let code = CodeArgument(argument: text)?.code else {
                throw .unusable("`\(text)` is no code", help: "codes look like GW1101")
            }
            guard let rule = RuleBook.rule(code) else {
                let nearest = nearestName(code.description, among: RuleBook.rules.map(\.code.description))
                throw .unusable(
                    "there is no \(code)",
                    help: nearest.map { "gatewright explain \($0)" } ?? "gatewright explain --all")
            }
            rules.append(rule)
        }
        return rules
    }
}

/// Forms of rules.
enum RuleText {
    static func plain(_ rule: DiagnosticRule) -> String {
        var text = "\(rule.code) (\(rule.severity.name)): \(rule.title)\n\n"
        text += wrapped(rule.explanation, indent: "  ") + "\n\n"
        text += "  Source: \(rule.source)\n\n  Example:\n"
        for line in rule.example.split(separator: "\n", omittingEmptySubsequences: false) { text += "      \(line)\n" }
        return text
    }

    /// The reference page in generated/.
    static func markdown(_ rules: [DiagnosticRule]) -> String {
        var text = "# Diagnostics\n\nMade by `make generate` from the rule tables; do not edit.\n"
        for rule in rules {
            text += "\n## \(rule.code): \(rule.title)\n\n*\(rule.severity.name)* · \(rule.source)\n\n"
            text += wrapped(rule.explanation, indent: "") + "\n\n```\n\(rule.example)\n```\n"
        }
        return text
    }

    static func json(_ rules: [DiagnosticRule]) -> String {
        let lines = rules.map { rule in
            var out = JSONOutput()
            out.object { out in
                out.member("code", rule.code.description)
                out.member("severity", rule.severity.name)
                out.member("title", rule.title)
                out.member("explanation", rule.explanation)
                out.member("source", rule.source)
                out.member("example", rule.example)
            }
            return out.string
        }
        return "[\n" + lines.joined(separator: ",\n") + "\n]\n"
    }

    /// Columns of a line of explanation.
    private static let widthMax = 100

    private static func wrapped(_ text: String, indent: String) -> String {
        var lines: [String] = []
        var line = indent
        for word in text.split(separator: " ") {
            if line.count + word.count + 1 > widthMax, line.count > indent.count {
                lines.append(line)
                line = indent
            }
            line += (line.count > indent.count ? " " : "") + word
        }
        lines.append(line)
        return lines.joined(separator: "\n")
    }
}
