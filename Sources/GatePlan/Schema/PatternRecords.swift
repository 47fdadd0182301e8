// Regular expressions of a plan, each text and options once: schema patterns, filters of paths. They are compiled
// when the plan is loaded, never per request.

import GateBytes

/// A regular expression.
@usableFromInline
package struct PatternRecord: PlanRecord {
    @usableFromInline package static var section: SectionKind { .schemaAuxiliary }
    @inlinable package static var caseless: UInt32 { 1 }
    @inlinable package static var dotMatchesAll: UInt32 { 2 }
    @inlinable package static var multiline: UInt32 { 4 }
    @inlinable package static var extended: UInt32 { 8 }
    /// The whole text must match, not a part of it.
    @inlinable package static var whole: UInt32 { 16 }
    /// `\w`, `\d` and the like know all of Unicode.
    @inlinable package static var unicodeClasses: UInt32 { 32 }
    /// Only `\n` ends a line.
    @inlinable package static var unixLines: UInt32 { 64 }
    /// The small differences of ECMAScript: `$` is the very end, `[]` matches nothing. JSON Schema patterns.
    @inlinable package static var script: UInt32 { 128 }

    package var text: StringReference
    package var options: UInt32
    package var reserved: UInt32 = 0

    package init(text: StringReference, options: UInt32) {
        self.text = text
        self.options = options
    }
}
