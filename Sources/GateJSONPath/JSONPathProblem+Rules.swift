// The rules behind the path codes.

import GateSource

/// Every JSONPath rule, by code.
package enum JSONPathRules {
    private static let dialect = "json-path 2.7 (Jayway), which API Gateway's `$input.path` follows"

    package static let all: [DiagnosticRule] = [
        rule(3100, "blank in a name", "A name after a dot ends at a dot or bracket and holds no blank.", "$.two words"),
        rule(
            3101, "filter goes on", "After a comparison a filter ends, or continues with `&&` or `||`.", "$.a[?(@.b 1)]"
        ),
        rule(3102, "empty name in brackets", "Each comma in brackets stands between two quoted names.", "$['a',]"),
        rule(
            3103, "function not last", "A function ends its path; steps behind it never find anything.",
            "$.a.length().b"),
        rule(3104, "function not closed", "The arguments of a function end with a parenthesis.", "$.sum($.a"),
        rule(3105, "unknown function", "Only the functions of the dialect exist.", "$.a.count()"),
        rule(3106, "unreadable position", "A position is a whole number of at most 32 bits.", "$.a[1-2]"),
        DiagnosticRule(
            3107, .error, "path too large", "Paths are bounded in length, steps and nesting so that evaluating one is.",
            source: "Gatewright's own limit", example: "$.a[?(@.a[?(@.a[?(…)])])]"),
        rule(3108, "value expected", "Both sides of a filter's operator are values.", "$.a[?(@.b == )]"),
        rule(3109, "unknown operator", "Filters compare with the operators of the dialect.", "$.a[?(@.b = 1)]"),
        rule(3110, "empty path", "A path has at least one character.", "$input.path('')"),
        rule(3111, "quote not closed", "A quoted name or string ends with the quote it starts with.", "$['a]"),
        rule(3112, "unreadable slice", "A slice has a start, an end or both, whole numbers.", "$.a[:]"),
        rule(3113, "step expected", "What follows is none of the steps the dialect knows.", "$.a[b]"),
        rule(3114, "trailing dot", "A dot is followed by a name.", "$.a."),
        rule(3115, "bracket not closed", "Every bracket and parenthesis is closed.", "$.a[0"),
    ]

    private static func rule(
        _ code: UInt16, _ title: String, _ explanation: String, _ example: String
    ) -> DiagnosticRule {
        DiagnosticRule(code, .warning, title, explanation, source: dialect, example: example)
    }
}
