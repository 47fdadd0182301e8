// Wording of path diagnostics, in alphabetical order of the facts.

import GateSource

extension JSONPathProblem {
    /// What happens on API Gateway.
    private static let consequence = "API Gateway saves such a path and answers 500 when a request meets it"

    package var diagnostic: Diagnostic {
        switch self {
        case .blankInName(let range):
            return Diagnostic(
                3100, .warning, "blank in a member name of a JSONPath", at: range, note: Self.consequence,
                help: "write the name in brackets: `['two words']`")
        case .conditionExpected(let found, let range):
            return Diagnostic(
                3101, .warning, "found \(quoted(found)) where a filter ends or continues with `&&` or `||`", at: range,
                note: Self.consequence)
        case .emptyName(let range):
            return Diagnostic(
                3102, .warning, "comma without a name after it", at: range, note: Self.consequence)
        case .functionNotLast(let name, let range):
            return Diagnostic(
                3103, .warning, "`\(name)()` is followed by further steps", at: range, caption: "must come last",
                note: Self.consequence)
        case .functionUnclosed(let name, let range):
            return Diagnostic(
                3104, .warning, "arguments of `\(name)` have no closing `)`", at: range, note: Self.consequence)
        case .functionUnknown(let name, let suggestion, let range):
            return Diagnostic(
                3105, .warning, "`\(name)` is not a JSONPath function", at: range,
                note: "functions are min, max, avg, stddev, sum, concat, length, size, append, keys (json-path 2.7)",
                help: suggestion.map { "write `\($0)()`" })
        case .indexUnreadable(let text, let range):
            return Diagnostic(
                3106, .warning, "\(quoted(text)) is not an array position", at: range,
                caption: "expected a whole number",
                note: Self.consequence)
        case .limit(let what, let limit, let range):
            return Diagnostic(3107, .error, "more than \(limit) \(what) in a JSONPath", at: range)
        case .operandExpected(let found, let range):
            return Diagnostic(
                3108, .warning, "found \(quoted(found)) where a filter needs a value", at: range,
                note: "a value is `@…`, `$…`, a quoted string, a number, true, false, null, `[…]`, `{…}` or `/regex/`")
        case .operatorUnknown(let text, let suggestion, let range):
            return Diagnostic(
                3109, .warning, "\(quoted(text)) is not a filter operator", at: range, note: Self.consequence,
                help: suggestion.map { "write `\($0)`" })
        case .pathEmpty(let range):
            return Diagnostic(
                3110, .warning, "empty JSONPath", at: range, note: Self.consequence,
                help: "write `$` for the whole document")
        case .quoteUnclosed(let quote, let range):
            return Diagnostic(3111, .warning, "`\(quote)` has no closing `\(quote)`", at: range, note: Self.consequence)
        case .sliceUnreadable(let text, let range):
            return Diagnostic(
                3112, .warning, "\(quoted(text)) is not a slice", at: range,
                caption: "expected `from:to`, `from:` or `:to`", note: Self.consequence)
        case .stepExpected(let found, let range):
            return Diagnostic(
                3113, .warning, "found \(quoted(found)) where a JSONPath step starts", at: range,
                note: "steps are `.name`, `['name']`, `[0]`, `[1:3]`, `[*]`, `..` and `[?(…)]`")
        case .trailingDot(let range):
            return Diagnostic(3114, .warning, "JSONPath ends with a dot", at: range, note: Self.consequence)
        case .unclosed(let opening, let range):
            let closing = opening == "(" ? ")" : opening == "{" ? "}" : "]"
            return Diagnostic(
                3115, .warning, "`\(opening)` has no closing `\(closing)`", at: range, note: Self.consequence)
        }
    }

    private func quoted(_ text: String) -> String { text.isEmpty ? "the end" : "`\(text)`" }
}
