// Fuzz entry of regular expressions: what the compiler takes the runtime loads, every match ends within its bounds, and
// the grammar behind `format: regex` ends on any text.

import GateBytes
import GateCompiler
import GatePlan
import GateRuntime
import GateSource

let patternTarget = FuzzTarget(
    name: "pattern",
    seeds: { PatternSeeds.texts.map { LanguageInput.seed($0.0, $0.1) } },
    dictionary: PatternSeeds.words.map { Array($0.utf8) }, sizeMax: 1 << 11,
    run: fuzzPattern)

private func fuzzPattern(_ bytes: [UInt8]) -> UInt64 {
    var outcome = Outcome()
    let input = LanguageInput(bytes, fallback: "aab")
    let text = Array(input.program.text.utf8)
    text.withByteView { view in outcome.add(ScriptSyntax.accepts(view) ? 1 : 0) }
    for options in [0, PatternRecord.script, PatternRecord.whole, PatternRecord.caseless] {
        let sink = DiagnosticSink()
        let isSound = checkPattern(input.program, options: options, sink: sink)
        outcome.add(sink.diagnostics, size: text.count)
        let pattern = text.withByteView { Pattern($0, options: options) }
        precondition(isSound == (pattern != nil), "compiler and runtime disagree")
        guard let pattern else { continue }
        input.data.withByteView { view in
            switch pattern.outcome(view) {
            case .matched: outcome.add(2)
            case .unmatched: outcome.add(3)
            case .exhausted: outcome.add(4)
            }
        }
    }
    return outcome.value
}

private enum PatternSeeds {
    static let texts = [
        ("^[a-z]+$", "abc"), ("(a+)+$", "aaaaaaaaaaaaaaaaaaaaaaaa!"), ("\\d{2,4}-\\w*", "12-ä"),
        ("(?<n>a)\\k<n>", "aa"),
        ("(?=a)(?!b)(?<=c)(?<!d)a|b", "ca"), ("[\\w-_]|[^\\s]", "-"), ("\\p{Letter}\\u00e4\\x41\\cA", "aä"),
        ("4\\d{2}|5..", "404"), ("[[:alpha:]](?i)a", "A"), ("((a{0,9}){0,9}){0,9}", "aaaa"), ("", ""),
    ]
    static let words = [
        "(", ")", "[", "]", "{", "}", "*", "+", "?", "|", "^", "$", ".", "\\", "(?:", "(?=", "(?!", "(?<=", "(?<!",
        "(?<n>", "\\k<n>", "\\1", "{1,}", "{,2}", "{65536}", "\\b", "\\B", "\\Q", "\\E", "\\p{L}", "\\P{Script=Greek}",
        "\\u{1F600}", "\\ud83d\\ude00", "(*ACCEPT)", "(?R)", "(?i)", "(?(1)a|b)", "[^]", "[]", "a-z", "\\C", "\\X",
        "\u{1e}", "\u{e4}", "\r\n", "\0",
    ]
}
