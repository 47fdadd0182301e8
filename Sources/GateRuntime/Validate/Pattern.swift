// Regular expressions: compiled once when a plan is loaded, matched under limits, shared by all event loops
// (compiled code is read-only; match data lives per thread in the C shim). A text that exceeds a limit does not
// match, nor does a text that is not UTF-8 (PCRE2_MATCH_INVALID_UTF is not used: with it, the JIT of 10.42 does not
// match `\\D`, `\\S`, `\\W` with characters beyond ASCII).

import CPcre2
import GateBytes
import GatePlan

/// What a match came to.
package enum PatternOutcome: Sendable {
    case matched
    case unmatched
    /// The text asks for more steps, depth or memory than one match may take.
    case exhausted
}

/// A compiled regular expression.
package final class Pattern: @unchecked Sendable {
    /// Most matching steps for one text. Ours: some ten milliseconds; Java has no limit and would hang instead.
    package static let stepsMax: UInt32 = 1_000_000
    /// Deepest backtracking of the interpreter, in frames. Ours.
    package static let depthMax: UInt32 = 20_000
    /// Most heap for backtracking, in KiB. Ours.
    package static let heapKibibytesMax: UInt32 = 4096
    /// Longest pattern, in bytes. Ours; the compiler refuses longer ones.
    package static let textBytesMax = 16_384

    private let code: OpaquePointer

    /// A pattern with `PatternRecord` options; nil when the text is not a pattern.
    package init?(_ text: ByteView, options: UInt32) {
        if text.count > Pattern.textBytesMax { return nil }
        var error: Int32 = 0
        var offset = 0
        let flags = Pattern.flags(options)
        let anyNewline: Int32 = options & PatternRecord.unixLines == 0 ? 1 : 0
        var translation = ByteBuffer(capacity: text.count + 64)
        if options & PatternRecord.script != 0 {
            guard ScriptPattern.translate(text, into: &translation) else { return nil }
        } else {
            if ScriptPattern.hasVerb(text) { return nil }
            translation.append(text)
        }
        guard
            let code = gate_pcre2_compile(
                translation.base, translation.count, flags, anyNewline, &error, &offset)
        else { return nil }
        gate_pcre2_jit(code)
        self.code = code
    }

    deinit { gate_pcre2_free(code) }

    /// A pattern that must match whole texts, as Java's `String.matches`: integration response selection. `.` matches
    /// no line end, which is why AWS's examples write `(\n|.)+` for messages of functions.
    package static func whole(_ text: ByteView) -> Pattern? { Pattern(text, options: PatternRecord.whole) }

    /// Whether the text (or, without `whole`, a part of it) matches.
    package func matches(_ text: ByteView) -> Bool { outcome(text) == .matched }

    /// The same, telling a text that does not match from one that cannot be decided within the limits.
    package func outcome(_ text: ByteView) -> PatternOutcome {
        let found = gate_pcre2_match(
            code, text.base, text.count, Pattern.stepsMax, Pattern.depthMax, Pattern.heapKibibytesMax)
        if found == 1 { return .matched }
        return found == 0 ? .unmatched : .exhausted
    }

    private static func flags(_ options: UInt32) -> UInt32 {
        var flags = UInt32(PCRE2_UTF) | UInt32(PCRE2_ALT_BSUX) | UInt32(PCRE2_NEVER_BACKSLASH_C)
        if options & PatternRecord.caseless != 0 { flags |= UInt32(PCRE2_CASELESS) }
        if options & PatternRecord.dotMatchesAll != 0 { flags |= UInt32(PCRE2_DOTALL) }
        if options & PatternRecord.multiline != 0 { flags |= UInt32(PCRE2_MULTILINE) }
        if options & PatternRecord.extended != 0 { flags |= UInt32(PCRE2_EXTENDED) }
        if options & PatternRecord.unicodeClasses != 0 { flags |= UInt32(PCRE2_UCP) }
        if options & PatternRecord.whole != 0 {
            flags |= UInt32(PCRE2_ANCHORED) | UInt32(PCRE2_ENDANCHORED)
        }
        if options & PatternRecord.script != 0 {
            flags |= UInt32(PCRE2_DOLLAR_ENDONLY) | UInt32(PCRE2_ALLOW_EMPTY_CLASS)
        }
        return flags
    }
}

/// The sections of a plan that validation and selection read, and its compiled patterns. One per loaded plan.
package final class PlanTables: @unchecked Sendable {
    package let plan: PlanImage
    package let paths: JSONPathTables
    package let schemas: SchemaTables
    package let xml: XMLTables
    package let templates: TemplateTables
    /// By `PatternRecord` index; nil (never matching) only if this PCRE2 refuses what the compiler's took.
    let patterns: [Pattern?]

    package init(_ plan: PlanImage) {
        self.plan = plan
        paths = JSONPathTables(plan)
        schemas = SchemaTables(plan)
        xml = XMLTables(plan)
        templates = TemplateTables(plan)
        let records = plan.view(PatternRecord.self)
        patterns = (0..<records.count).map { Pattern(plan.string(records[$0].text), options: records[$0].options) }
    }

    func matches(_ pattern: Int, _ text: ByteView) -> Bool { patterns[pattern]?.matches(text) ?? false }

    func outcome(_ pattern: UInt32, _ text: ByteView) -> PatternOutcome {
        patterns[Int(pattern)]?.outcome(text) ?? .unmatched
    }
}
