// Regular expressions of a plan, each text and options once: schema patterns, filters of paths. They are compiled
// when the plan is loaded, never per request.

import GateBytes

/// A regular expression.
package struct PatternRecord: PlanRecord {
    package static var section: SectionKind { .schemaAuxiliary }
    package static let caseless: UInt32 = 1
    package static let dotMatchesAll: UInt32 = 2
    package static let multiline: UInt32 = 4
    package static let extended: UInt32 = 8
    /// The whole text must match, not a part of it.
    package static let whole: UInt32 = 16
    /// `\w`, `\d` and the like know all of Unicode.
    package static let unicodeClasses: UInt32 = 32
    /// Only `\n` ends a line.
    package static let unixLines: UInt32 = 64
    /// The small differences of ECMAScript: `$` is the very end, `[]` matches nothing. JSON Schema patterns.
    package static let script: UInt32 = 128

    package var text: StringReference
    package var options: UInt32
    package var reserved: UInt32 = 0

    package init(text: StringReference, options: UInt32) {
        self.text = text
        self.options = options
    }
}
