// Findings as a person reads them in a terminal; the layout of style.md §5.

extension DiagnosticReport {
    /// The whole report: findings, "n more", and the counts. Empty when nothing was found.
    package func text(colours: Bool = false) -> String {
        var renderer = TextRenderer(sources: sources, palette: Palette(isOn: colours))
        for diagnostic in diagnostics { renderer.render(diagnostic) }
        if more > 0 { renderer.line("\(more) more") }
        if let summary { renderer.line(summary) }
        return renderer.out
    }
}

extension Diagnostic {
    /// One finding as text.
    package func text(sources: SourceMap, colours: Bool = false) -> String {
        var renderer = TextRenderer(sources: sources, palette: Palette(isOn: colours))
        renderer.render(self)
        return renderer.out
    }
}

/// ANSI colours, or none (ECMA-48 SGR).
struct Palette {
    let isOn: Bool

    enum Role: String {
        case error = "1;31"
        case warning = "1;33"
        case note = "1;36"
        case frame = "34"
        case strong = "1"
    }

    func paint(_ text: String, _ role: Role) -> String {
        isOn && !text.isEmpty ? "\u{1b}[\(role.rawValue)m\(text)\u{1b}[0m" : text
    }

    func role(_ severity: Severity) -> Role {
        switch severity {
        case .error: return .error
        case .warning: return .warning
        case .note: return .note
        }
    }
}

/// Writes findings one after another.
struct TextRenderer {
    private let sources: SourceMap
    private let palette: Palette
    private(set) var out = ""

    /// A place to underline.
    private struct Mark {
        let range: SourceRange
        let text: String
        let isPrimary: Bool
    }

    init(sources: SourceMap, palette: Palette) {
        self.sources = sources
        self.palette = palette
    }

    mutating func line(_ text: String) { out += text + "\n" }

    mutating func render(_ diagnostic: Diagnostic) {
        let role = palette.role(diagnostic.severity)
        let head = palette.paint("\(diagnostic.severity.name)[\(diagnostic.code)]", role)
        line(head + palette.paint(": " + DisplayText.safe(diagnostic.message), .strong))
        var gutter = 1
        if let range = diagnostic.range {
            var marks = diagnostic.labels.map { Mark(range: $0.range, text: $0.text, isPrimary: false) }
            marks.insert(Mark(range: range, text: diagnostic.caption ?? "", isPrimary: true), at: 0)
            gutter = marks.map { String(sources.ends($0.range).start.line).count }.max() ?? 1
            renderSnippets(marks, primary: range, gutter, role)
        }
        let lead = String(repeating: " ", count: gutter + 1) + palette.paint("=", .frame)
        if let note = diagnostic.note { line("\(lead) note: \(DisplayText.safe(note))") }
        if let help = diagnostic.help { line("\(lead) help: \(DisplayText.safe(help))") }
        line("")
    }

    private mutating func renderSnippets(_ marks: [Mark], primary: SourceRange, _ gutter: Int, _ role: Palette.Role) {
        var files: [SourceID] = []
        for mark in marks where !files.contains(mark.range.source) { files.append(mark.range.source) }
        let indent = String(repeating: " ", count: gutter)
        for source in files {
            let own = marks.filter { $0.range.source == source }
            let shown = source == primary.source ? primary : own[0].range
            let place = sources.ends(shown).start
            let path = DisplayText.safe(sources[source].path)
            let arrow = palette.paint(source == primary.source ? "-->" : ":::", .frame)
            line("\(indent)\(arrow) \(path):\(place.line):\(place.column)")
            if sources[source].bytes.isEmpty { continue }
            line(indent + " " + palette.paint("|", .frame))
            renderLines(own, gutter, role)
        }
    }

    private mutating func renderLines(_ marks: [Mark], _ gutter: Int, _ role: Palette.Role) {
        let placed = marks.map { (mark: $0, line: sources.ends($0.range).start.line) }
        for number in Set(placed.map(\.line)).sorted() {
            let own = placed.filter { $0.line == number }.map(\.mark)
                .sorted { ($0.range.start, $0.range.end) < ($1.range.start, $1.range.end) }
            guard let first = own.first else { continue }
            let snippet = Snippet(
                file: sources[first.range.source], line: number, around: Int(first.range.start),
                hiding: sources.hidden(in: first.range.source))
            let label = String(number)
            let pad = String(repeating: " ", count: gutter - label.count)
            let bar = palette.paint("|", .frame)
            line(trimmed("\(pad)\(palette.paint(label, .frame)) \(bar) \(snippet.text)"))
            for mark in own {
                let (column, width) = snippet.columns(Int(mark.range.start), Int(mark.range.end))
                let run = String(repeating: mark.isPrimary ? "^" : "-", count: width)
                let text = mark.text.isEmpty ? "" : " " + DisplayText.safe(mark.text)
                let painted = palette.paint(run + text, mark.isPrimary ? role : .frame)
                let blank = String(repeating: " ", count: gutter)
                line("\(blank) \(bar) \(String(repeating: " ", count: column))\(painted)")
            }
        }
    }

    private func trimmed(_ text: String) -> String {
        var text = text
        while text.last == " " { text.removeLast() }
        return text
    }
}

/// The part of one source line that is shown.
struct Snippet {
    /// Longest line shown whole, in columns; longer ones are cut to a window.
    static let widthMax = 120
    /// Columns shown before the place of interest in a cut line.
    static let lead = 30

    private(set) var text = ""
    /// Ascending: byte offset and column of every shown scalar, then of the end.
    private var places: [(offset: Int, column: Int)] = []

    /// The line around a byte offset. Looks at a bounded number of bytes, however long the line is.
    init(file: SourceFile, line: Int, around offset: Int, hiding secrets: [Range<Int>] = []) {
        let bytes = file.lineBytes(line)
        let first = Snippet.windowStart(bytes, around: offset)
        var column = 0
        if first > bytes.startIndex {
            text += "…"
            column = 1
        }
        var index = first
        while index < bytes.endIndex {
            if column >= Snippet.widthMax {
                text += "…"
                break
            }
            places.append((index, column))
            var (scalar, size) = Snippet.scalar(bytes, index)
            if secrets.contains(where: { $0.contains(index) }) { scalar = "*" }
            index += size
            if scalar == "\t" {
                text += String(repeating: " ", count: DisplayText.tabWidth)
                column += DisplayText.tabWidth
            } else {
                let shown = DisplayText.isUnsafe(scalar) ? "\u{fffd}" : scalar
                text.unicodeScalars.append(shown)
                column += DisplayText.width(shown)
            }
        }
        places.append((index, column))
    }

    /// Where the shown part starts: the line's start, unless the place would then not be shown.
    private static func windowStart(_ bytes: ArraySlice<UInt8>, around offset: Int) -> Int {
        let target = min(max(offset, bytes.startIndex), bytes.endIndex)
        if bytes.count <= widthMax || target - bytes.startIndex < widthMax - lead { return bytes.startIndex }
        var index = target
        var steps = 0
        while index > bytes.startIndex, steps < lead {
            index -= 1
            if bytes[index] & 0xc0 != 0x80 { steps += 1 }
        }
        return index
    }

    /// The scalar at an index and its size; U+FFFD of size 1 where the bytes are not UTF-8.
    private static func scalar(_ bytes: ArraySlice<UInt8>, _ index: Int) -> (Unicode.Scalar, Int) {
        let lead = bytes[index]
        if lead < 0x80 { return (Unicode.Scalar(lead), 1) }
        let size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2
        guard index + size <= bytes.endIndex,
            let scalar = String(validating: bytes[index..<index + size], as: UTF8.self)?.unicodeScalars.first
        else { return ("\u{fffd}", 1) }
        return (scalar, size)
    }

    /// The column a range starts at and how many it takes on this line, at least one.
    func columns(_ start: Int, _ end: Int) -> (column: Int, width: Int) {
        let from = column(start)
        return (from, max(1, column(end) - from))
    }

    private func column(_ offset: Int) -> Int {
        var low = 0
        var high = places.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if places[middle].offset <= offset { low = middle } else { high = middle }
        }
        return places[low].column
    }
}
