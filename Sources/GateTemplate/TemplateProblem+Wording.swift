// Wording of template diagnostics, in alphabetical order of the facts.

import GateSource

extension TemplateProblem {
    /// What happens on API Gateway.
    private static let consequence = "API Gateway saves such a template and answers 500 when a request meets it"

    package var diagnostic: Diagnostic {
        switch self {
        case .argumentExpected(let found, let name, let range):
            return Diagnostic(
                3000, .error, "found \(quoted(found)) among the arguments of `\(name)`", at: range,
                note: "arguments are references, strings, numbers, true, false, lists, ranges and maps, with commas")
        case .conditionEmpty(let directive, let range):
            return Diagnostic(
                3001, .error, "`#\(directive)` without a condition", at: range, note: Self.consequence)
        case .directiveArguments(let directive, let expected, let range):
            return Diagnostic(
                3002, .error, "arguments of `#\(directive)` are not what it takes", at: range,
                caption: "expected `\(expected)`", note: Self.consequence)
        case .evaluatesRequest(let range):
            return Diagnostic(
                3003, .warning, "`#evaluate` runs what the request says", at: range,
                caption: "code of whoever sends it",
                note: "evaluated text can read all of `$context` and `$stageVariables` and override the request",
                help: "evaluate text of the template's own and print the request's with a reference")
        case .inclusionRefused(let directive, let range):
            return Diagnostic(
                3004, .warning, "`#\(directive)` has no file to read", at: range, caption: "fails when it runs",
                note: "mapping templates stand alone on API Gateway")
        case .limit(let what, let limit, let range):
            return Diagnostic(3005, .error, "more than \(limit) \(what) in a template", at: range)
        case .macroArgument(let macro, let found, let range):
            return Diagnostic(
                3006, .error, "found \(quoted(found)) among the arguments of macro `\(macro)`", at: range,
                note: Self.consequence)
        case .macroName(let found, let range):
            return Diagnostic(
                3007, .error, "found \(quoted(found)) where `#macro` needs a name and parameters", at: range,
                help: "write `#macro(name $parameter)`")
        case .notClosed(let opening, let closing, let range):
            return Diagnostic(
                3008, .error, "`\(opening)` has no closing `\(closing)`", at: range, caption: "opened here",
                note: Self.consequence)
        case .nullLiteral(let range):
            return Diagnostic(
                3009, .error, "`null` is no value in a template", at: range,
                note: "Velocity 1.7 has no literal for it", help: "compare with `$null` or with `''`")
        case .operatorUnknown(let found, let range):
            return Diagnostic(
                3010, .error, "found \(quoted(found)) where an operator or the end of the expression stands", at: range,
                note: "operators are == != < <= > >= && || ! + - * / % and their words; `a-b` and `5-3` need blanks")
        case .referenceNotClosed(let found, let range):
            return Diagnostic(
                3011, .error, "found \(quoted(found)) where a reference goes on or is closed", at: range,
                note: Self.consequence)
        case .stray(let directive, let range):
            return Diagnostic(
                3012, .error, "`#\(directive)` belongs to nothing", at: range, note: Self.consequence,
                help: "write `\\#\(directive)` for the text itself")
        case .strayEscape(let range):
            return Diagnostic(
                3013, .error, "backslash and `$` at the end of the template", at: range, note: Self.consequence,
                help: "end the template with a line end")
        case .targetExpected(let found, let range):
            return Diagnostic(
                3014, .error, "found \(quoted(found)) where `#set` needs `$name =`", at: range, note: Self.consequence)
        case .unexpected(let found, let expected, let range):
            return Diagnostic(
                3015, .error, "found \(quoted(found)) where `\(expected)` stands", at: range, note: Self.consequence)
        case .valueExpected(let found, let range):
            return Diagnostic(
                3016, .error, "found \(quoted(found)) where a value stands", at: range,
                note: "a value is a reference, a string, a number, true, false, `[…]`, `{…}` or `(…)`")
        }
    }

    private func quoted(_ text: String) -> String { text.isEmpty ? "the end" : "`\(text)`" }
}
