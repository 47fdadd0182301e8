// The rules behind the template codes.

import GateSource

/// Every template rule, by code.
package enum TemplateRules {
    private static let grammar = "Apache Velocity 1.7, which API Gateway's mapping templates are written in"

    package static let all: [DiagnosticRule] = [
        rule(
            3000, "argument expected", "A method takes values with commas between them; no arithmetic.",
            "$s.substring(1 +)"),
        rule(3001, "condition expected", "`#if` and `#elseif` have a condition.", "#if()x#end"),
        rule(3002, "directive's arguments", "Each directive takes what its form says.", "#foreach($x of $y)x#end"),
        warning(
            3003, "evaluated requests", "`#evaluate` runs its text as a template; a client's text is its own code.",
            "#evaluate($input.body)"),
        warning(3004, "nothing to include", "`#include` and `#parse` have no files to read.", "#include(\"x.vm\")"),
        DiagnosticRule(
            3005, .error, "template too large", "Templates are bounded in length and nesting.",
            source: "API Gateway quotas, mapping template size; nesting is Gatewright's own limit",
            example: "((((…))))"),
        rule(3006, "macro's argument", "A macro takes values, with or without commas.", "#macro(m $a)$a#end#m(word)"),
        rule(3007, "macro's name", "A macro has a name and parameters in parentheses.", "#macro()x#end"),
        rule(3008, "closed brackets", "Every bracket, string and block directive is closed.", "#if(true)x"),
        rule(3009, "no null literal", "There is no literal for null.", "#if($x == null)y#end"),
        rule(3010, "operators", "Between two values stands one of the operators.", "#set($x = 5-3)"),
        rule(3011, "closed references", "A reference in braces holds a chain and nothing else.", "${x!y}"),
        rule(3012, "stray directive", "`#end`, `#else` and `#elseif` belong to an open directive.", "a#end"),
        rule(3013, "stray escape", "A backslash and `$` want something behind them.", "costs 5 \\$"),
        rule(3014, "assignment", "`#set` assigns to a reference.", "#set(5 = 1)"),
        rule(
            3015, "punctuation", "Something stands where the grammar asks for something else.",
            "#set($m = {'a' 1})"),
        rule(3016, "value expected", "Both sides of an operator are values.", "#set($x = )"),
    ]

    private static func rule(
        _ code: UInt16, _ title: String, _ explanation: String, _ example: String
    ) -> DiagnosticRule {
        DiagnosticRule(code, .error, title, explanation, source: grammar, example: example)
    }

    private static func warning(
        _ code: UInt16, _ title: String, _ explanation: String, _ example: String
    ) -> DiagnosticRule {
        DiagnosticRule(code, .warning, title, explanation, source: "Gatewright", example: example)
    }
}
