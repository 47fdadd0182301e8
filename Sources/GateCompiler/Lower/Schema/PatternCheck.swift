// Regular expressions at compile time: compiled once by the engine that runs them, so that a plan never holds one
// that cannot be loaded, and pooled so that equal ones share a record.

import CPcre2
import GateBytes
import GatePlan
import GateSource

/// The patterns of a plan under construction. One per plan, shared by whatever lowers patterns.
package final class PatternPool {
    private struct Key: Hashable {
        let text: String
        let options: UInt32
    }

    private var known: [Key: UInt32] = [:]

    package init() {}

    /// The index of a pattern's record. One that does not compile is reported and stands for "matches nothing".
    package func add(
        _ text: LocatedText, options: UInt32, into builder: PlanBuilder, sink: DiagnosticSink
    ) -> UInt32 {
        let isSound = checkPattern(text, options: options, sink: sink)
        let key = Key(text: isSound ? text.text : "(?!)", options: options)
        if let index = known[key] { return index }
        let index = builder.append(PatternRecord(text: builder.intern(key.text), options: options))
        known[key] = index
        return index
    }
}

/// Longest pattern that is compiled, in bytes. The runtime's own bound.
private let patternBytesMax = 16_384

/// Whether a text is a regular expression; reports where it is none.
@discardableResult
package func checkPattern(_ text: LocatedText, options: UInt32 = 0, sink: DiagnosticSink) -> Bool {
    var bytes = Array(text.text.utf8)
    let isScript = options & PatternRecord.script != 0
    if bytes.count > patternBytesMax {
        sink.report(PatternProblem.tooLong(limit: patternBytesMax, at: text.range))
        return false
    }
    if bytes.withByteView({ ScriptPattern.hasVerb($0) }) {
        sink.report(PatternProblem.unreadable(reason: "quantifier does not follow a repeatable item", at: text.range))
        return false
    }
    var isTranslated = false
    if isScript {
        var translation = ByteBuffer(capacity: bytes.count + 64)
        let isRead = bytes.withByteView { ScriptPattern.translate($0, into: &translation) }
        guard isRead else {
            sink.report(PatternProblem.unreadable(reason: "\\ at end of pattern", at: text.range))
            return false
        }
        let translated = [UInt8](translation.view)
        isTranslated = translated != bytes
        bytes = translated
    }
    var error: Int32 = 0
    var offset = 0
    var flags = UInt32(PCRE2_UTF) | UInt32(PCRE2_ALT_BSUX) | UInt32(PCRE2_NEVER_BACKSLASH_C)
    if isScript { flags |= UInt32(PCRE2_ALLOW_EMPTY_CLASS) }
    let code = bytes.withUnsafeBufferPointer { buffer -> OpaquePointer? in
        guard let address = buffer.baseAddress else { return gate_pcre2_compile([0], 0, flags, 1, &error, &offset) }
        return gate_pcre2_compile(address, buffer.count, flags, 1, &error, &offset)
    }
    if let code {
        gate_pcre2_free(code)
        return true
    }
    // Offsets in a translation are not those of the text.
    if isTranslated {
        sink.report(PatternProblem.unreadable(reason: reason(error), at: text.range))
        return false
    }
    let place = min(max(offset, 0), bytes.count)
    // The engine stops behind what it could not read; the character before is what the author has to look at.
    let start = place > 0 ? place - 1 : 0
    sink.report(
        PatternProblem.unreadable(
            reason: reason(error), at: text.range(start, max(place, min(start + 1, bytes.count)))))
    return false
}

/// The engine's own words for an error.
private func reason(_ error: Int32) -> String {
    var buffer = [UInt8](repeating: 0, count: 256)
    let length = pcre2_get_error_message_8(error, &buffer, buffer.count)
    return length > 0 ? String(decoding: buffer.prefix(Int(length)), as: UTF8.self) : "error \(error)"
}

/// Facts about a regular expression.
package enum PatternProblem: DiagnosticFact {
    case tooLong(limit: Int, at: SourceRange)
    case unreadable(reason: String, at: SourceRange)

    package var diagnostic: Diagnostic {
        switch self {
        case .tooLong(let limit, let range):
            return Diagnostic(3298, .error, "regular expression longer than \(limit) bytes", at: range)
        case .unreadable(let reason, let range):
            return Diagnostic(
                3299, .warning, "regular expression cannot be read: \(reason)", at: range,
                note: "a pattern that cannot be read matches nothing")
        }
    }
}

/// The rules behind the pattern codes.
package enum PatternRules {
    package static let all: [DiagnosticRule] = [
        DiagnosticRule(
            3298, .error, "pattern too long", "Patterns are bounded so that compiling and matching one is.",
            source: "Gatewright's own limit", example: "pattern: \"(a|b|…)\""),
        DiagnosticRule(
            3299, .warning, "unreadable pattern",
            "A `pattern`, a `patternProperties` name or a JSONPath `/regex/` must be a regular expression.",
            source: "JSON Schema draft 4 validation §5.2.3; java.util.regex.Pattern", example: "pattern: \"[a-\""),
    ]
}
