// Inputs of the language targets: a program, then RS (U+001E), then what it runs on. Text that is not UTF-8 is repaired
// first, as readers of specifications refuse it.

import GateSource

/// A program and its data.
struct LanguageInput {
    /// RS separates the two.
    static let separator: UInt8 = 0x1e

    let program: LocatedText
    let data: [UInt8]

    /// `fallback` is the data of inputs without a separator.
    init(_ bytes: [UInt8], fallback: String) {
        let cut = bytes.firstIndex(of: LanguageInput.separator) ?? bytes.count
        let text = String(decoding: bytes[..<cut], as: UTF8.self)
        let count = text.utf8.count
        let source = SourceMap().add(path: "fuzz", bytes: Array(text.utf8))
        program = LocatedText(
            text, at: SourceRange(source: source, start: 0, end: count),
            segments: [.init(decoded: 0, source: 0, count: count)])
        data = cut < bytes.count ? Array(bytes[(cut + 1)...]) : Array(fallback.utf8)
    }

    /// A seed.
    static func seed(_ program: String, _ data: String) -> [UInt8] {
        Array(program.utf8) + [separator] + Array(data.utf8)
    }
}

extension Outcome {
    /// Adds findings, whose places must lie inside of the text.
    mutating func add(_ diagnostics: [Diagnostic], size: Int) {
        for diagnostic in diagnostics {
            add(Int(diagnostic.code.number))
            for range in [diagnostic.range].compactMap({ $0 }) + diagnostic.labels.map(\.range) {
                precondition(range.start <= range.end && Int(range.end) <= size, "a place outside its text")
            }
        }
    }
}
