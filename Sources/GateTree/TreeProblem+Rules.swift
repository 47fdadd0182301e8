// The rules behind GW1000–GW1099, for `gatewright explain`.

import GateSource

/// Rules of document text.
package enum TreeRules {
    /// Every rule, by code.
    package static let all: [DiagnosticRule] = encoding + bounds + json + yaml + keys

    private static let encoding = [
        DiagnosticRule(
            1001, .error, "files are UTF-8",
            "A byte order mark or the pattern of zero bytes shows another encoding. "
                + "JSON between systems must be UTF-8, and YAML readers outside libyaml rarely take anything else.",
            source: "RFC 8259 §8.1", example: "(a file saved as UTF-16)"),
        DiagnosticRule(
            1002, .error, "text is well-formed UTF-8",
            "A byte or a run of bytes is no UTF-8 character. Overlong forms and surrogates are not well-formed either.",
            source: "RFC 3629 §3", example: "title: caf\\xe9"),
        DiagnosticRule(
            1003, .error, "no control characters in YAML",
            "YAML text holds printable characters, tab and line ends. "
                + "Anything else must be an escape inside double quotes.",
            source: "YAML 1.2.2 §5.1", example: "title: a\\x07b"),
        DiagnosticRule(
            1004, .error, "a file holds a document", "The file is empty or holds comments only.",
            source: "YAML 1.2.2 §9.2", example: "# nothing"),
        DiagnosticRule(
            1005, .error, "one document in a file",
            "A specification is one document. `---` may stand before it, not after it.", source: "OpenAPI 3.0.3 §4.1",
            example: "openapi: 3.0.1\n---\nopenapi: 3.0.1"),
    ]

    private static let bounds = [
        DiagnosticRule(
            1006, .error, "bounded file size", "Files above the bound are not read; AWS imports up to 6 MB.",
            source: "\"API Gateway quotas\"", example: "(a 100 MB file)"),
        DiagnosticRule(
            1007, .error, "bounded nesting", "Arrays and objects nest at most 512 deep.", source: "Gatewright",
            example: "[[[[…]]]]"),
        DiagnosticRule(
            1008, .error, "bounded number of values", "A document holds at most 4,000,000 values.",
            source: "Gatewright", example: "[0, 0, 0, …]"),
        DiagnosticRule(
            1009, .error, "bounded aliases",
            "Aliases can make a short document stand for a huge one; what they add when written out is bounded.",
            source: "Gatewright", example: "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]"),
    ]

    private static let json = [
        DiagnosticRule(
            1010, .error, "JSON grammar", "Something stands where JSON's grammar asks for something else.",
            source: "RFC 8259 §2", example: "{\"a\": 1,}"),
        DiagnosticRule(
            1011, .error, "JSON escapes", "A backslash starts one of nine escapes.", source: "RFC 8259 §7",
            example: "\"\\q\""),
        DiagnosticRule(
            1012, .error, "whole surrogate pairs", "An escape of half a pair stands for no character.",
            source: "RFC 8259 §8.2", example: "\"\\ud800\""),
        DiagnosticRule(
            1013, .error, "no control characters in JSON strings", "They must be written as escapes.",
            source: "RFC 8259 §7", example: "\"a(tab)b\""),
        DiagnosticRule(
            1014, .error, "JSON numbers", "No leading zeros, no sign `+`, digits on both sides of the point.",
            source: "RFC 8259 §6", example: "[012]"),
        DiagnosticRule(
            1015, .error, "one JSON value in a file", "Text follows the end of the document.", source: "RFC 8259 §2",
            example: "{} {}"),
        DiagnosticRule(
            1016, .error, "closed strings", "A JSON string ends on its line with `\"`.", source: "RFC 8259 §7",
            example: "{\"a\": \"b}"),
    ]

    private static let yaml = [
        DiagnosticRule(
            1020, .error, "YAML grammar", "The text does not follow YAML's grammar, mostly in its indentation.",
            source: "YAML 1.2.2", example: "a: 1\n b: 2"),
        DiagnosticRule(
            1021, .error, "spaces for indentation", "Tabs cannot indent YAML.", source: "YAML 1.2.2 §6.1",
            example: "a:\n\tb: 1"),
        DiagnosticRule(
            1022, .error, "aliases name anchors", "`*name` needs `&name` before it.", source: "YAML 1.2.2 §7.1",
            example: "a: *b"),
        DiagnosticRule(
            1023, .error, "no value inside itself", "An alias inside the value it names would be endless.",
            source: "JSON data model", example: "a: &a [*a]"),
        DiagnosticRule(
            1024, .error, "keys are strings", "Arrays and objects cannot be keys.", source: "OpenAPI 3.0.3 §4.3",
            example: "? [a]\n: b"),
        DiagnosticRule(
            1025, .warning, "known tags",
            "Tags are the core ones (`!!str`) and CloudFormation's short functions (`!Sub`).",
            source: "CloudFormation User Guide, \"Intrinsic function reference\"", example: "a: !Subb x"),
        DiagnosticRule(
            1026, .error, "values fit their tags", "`!!int` marks an integer, `!!bool` a boolean, and so on.",
            source: "YAML 1.2.2 §10.3", example: "a: !!int b"),
        DiagnosticRule(
            1027, .error, "merges of objects", "`<<` takes an object or an array of objects.",
            source: "\"Merge Key Language-Independent Type for YAML\"", example: "<<: 1"),
    ]

    private static let keys = [
        DiagnosticRule(
            1030, .error, "keys occur once", "Two members of one object must not have the same key.",
            source: "YAML 1.2.2 §3.2.1.3, RFC 8259 §4", example: "a: 1\na: 2")
    ]
}
