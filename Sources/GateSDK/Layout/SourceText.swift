// A document's prose on its way into comments of any language: lines without controls, wrapped. What ends a comment is
// each language's own matter.

/// Prose for comments.
enum SourceText {
    /// Longest description that a comment holds, in scalars. Ours.
    static let scalarsMax = 4_000

    /// Whether a scalar changes how text is shown without being seen: controls, separators of lines, directional
    /// overrides, byte order marks, tags.
    static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x7f...0x9f, 0x200b...0x200f, 0x2028...0x202e, 0x2060...0x206f, 0xfeff, 0xfff9...0xfffb, 0xe0000...0xe007f:
            true
        default: false
        }
    }

    /// Lines without controls and without blanks at their ends.
    static func lines(of text: String) -> [String] {
        var lines: [String] = []
        var line = ""
        for scalar in text.unicodeScalars.prefix(scalarsMax) {
            if scalar == "\n" || scalar.value == 0x2028 || scalar.value == 0x2029 || scalar.value == 0x85 {
                lines.append(line)
                line = ""
            } else if scalar == "\t" {
                line += " "
            } else if scalar.value >= 0x20, !isHidden(scalar) {
                line.unicodeScalars.append(scalar)
            }
        }
        lines.append(line)
        lines = lines.map { line in
            var line = line
            while line.last == " " { line.removeLast() }
            return line
        }
        while lines.first?.isEmpty == true { lines.removeFirst() }
        while lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }

    /// Lines of at most a width where words allow it; code fences, lists and tables keep their lines.
    static func wrapped(_ text: String, width: Int) -> [String] {
        var result: [String] = []
        var isFenced = false
        for line in lines(of: text) {
            if line.hasPrefix("```") { isFenced.toggle() }
            guard line.count > width, !isFenced, !line.hasPrefix("|") else {
                result.append(line)
                continue
            }
            let indent = String(repeating: " ", count: line.prefix { $0 == " " }.count)
            var current = indent
            for word in line.split(separator: " ") {
                if current.count > indent.count, current.count + 1 + word.count > width {
                    result.append(current)
                    current = indent
                }
                current += (current.count > indent.count ? " " : "") + word
            }
            result.append(current)
        }
        return result
    }

    /// The first sentence or line, for tables.
    static func firstLine(_ text: String) -> String { lines(of: text).first ?? "" }
}
