// Bounds of what is read.

/// Named limits of templates.
package enum TemplateLimits {
    /// Longest template, in bytes. AWS: "API Gateway quotas", mapping template size, 300 KB.
    package static let textBytesMax = 300 * 1024
    /// Deepest nesting of directives, brackets and strings. Ours: people stay below 20.
    package static let nestingMax = 120
    /// Most operators of one kind in a row, as in `$a + $b + …`. Ours: later passes follow the left side down.
    package static let operatorsMax = 240
    /// Most `!` in front of one value. Ours; they are counted, not nested.
    package static let negationsMax = 100_000
}
