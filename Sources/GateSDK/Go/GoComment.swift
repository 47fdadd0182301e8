// Prose as comments that gofmt leaves alone: paragraphs, lists and blocks of code in the form of go.dev/doc/comment.
// What it would take for something else (headings, directives, link targets) is made plain text.

/// Writes comments.
enum GoComment {
    /// Columns of a line of comment. Ours.
    private static let width = 97

    private enum Block {
        case paragraph([String])
        /// Items, and whether an empty line stands before the first.
        case list([Item], isApart: Bool)
        case code([String])
    }

    private struct Item {
        /// `-`, or a number with its dot.
        let mark: String
        var lines: [String]
    }

    /// The comment of what comes next.
    static func layout(_ text: String) -> Layout {
        let lines = lines(of: text).map { Layout.text($0.isEmpty ? "//" : "//" + $0) }
        return lines.isEmpty ? .nothing : .sequence([.joined(lines, .hardLine), .hardLine])
    }

    /// Lines behind their slashes.
    private static func lines(of text: String) -> [String] {
        var lines: [String] = []
        for block in blocks(of: SourceText.lines(of: text)) {
            var isApart = !lines.isEmpty
            var made: [String] = []
            switch block {
            case .paragraph(let words): made = wrapped(words.joined(separator: " "), first: " ", rest: " ")
            case .list(let items, let isListApart):
                isApart = isApart && isListApart
                for item in items {
                    let first = item.mark == "-" ? "   - " : "  \(item.mark) "
                    made += wrapped(item.lines.joined(separator: " "), first: first, rest: "     ")
                }
            case .code(let code): made = code.map { $0.isEmpty ? "" : "\t" + $0 }
            }
            if !made.isEmpty { lines += (isApart ? [""] : []) + made }
        }
        return lines
    }

    private static func wrapped(_ text: String, first: String, rest: String) -> [String] {
        let text = plain(text)
        if text.isEmpty { return [] }
        var lines: [String] = []
        var line = first
        for word in text.split(separator: " ") {
            // A mark at the start of a line would begin another item.
            if line.count > first.count, line.count + 1 + word.count > width, !isMark(word) {
                lines.append(line)
                line = rest
            }
            line += (line.last == " " ? "" : " ") + word
        }
        return lines + [line]
    }

    private static func isMark(_ word: Substring) -> Bool {
        if ["-", "*", "+", "•"].contains(word) { return true }
        let digits = word.dropLast()
        return (word.last == "." || word.last == ")") && !digits.isEmpty
            && digits.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
    }

    private static func blocks(of lines: [String]) -> [Block] {
        var blocks: [Block] = []
        var paragraph: [String] = []
        var isApart = false
        func end() {
            if !paragraph.isEmpty { blocks.append(.paragraph(paragraph)) }
            paragraph = []
        }
        var index = 0
        while index < lines.count {
            let line = trimmed(lines[index])
            index += 1
            if line.hasPrefix("```") || line.hasPrefix("~~~") {
                let close = lines[index...].firstIndex { trimmed($0).hasPrefix(line.prefix(3)) } ?? lines.count
                end()
                let code = code(lines[index..<close])
                if !code.isEmpty { blocks.append(.code(code)) }
                index = min(close + 1, lines.count)
                isApart = true
            } else if line.isEmpty {
                end()
                isApart = true
            } else if let item = item(line) {
                if paragraph.isEmpty, case .list(var items, let wasApart)? = blocks.last {
                    // A list has marks of one kind; what has another belongs to the item before.
                    if (items[0].mark == "-") == (item.mark == "-") {
                        items.append(item)
                    } else {
                        items[items.count - 1].lines.append(line)
                    }
                    blocks[blocks.count - 1] = .list(items, isApart: wasApart)
                } else {
                    isApart = isApart || paragraph.isEmpty
                    end()
                    blocks.append(.list([item], isApart: isApart))
                }
                isApart = false
            } else if paragraph.isEmpty, !isApart, case .list(var items, let wasApart)? = blocks.last {
                // A line right behind an item belongs to it.
                items[items.count - 1].lines.append(line)
                blocks[blocks.count - 1] = .list(items, isApart: wasApart)
            } else {
                paragraph.append(line)
                isApart = false
            }
        }
        end()
        return blocks
    }

    private static func trimmed(_ line: String) -> String {
        String(line.drop { $0 == " " })
    }

    /// An item that a line begins.
    private static func item(_ line: String) -> Item? {
        let parts = line.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].count < 4, isMark(parts[0]) else { return nil }
        let text = trimmed(String(parts[1]))
        let digits = parts[0].dropLast()
        return plain(text).isEmpty ? nil : Item(mark: digits.isEmpty ? "-" : "\(digits).", lines: [text])
    }

    /// Lines of code without what all of them are indented by, and without empty ones at their ends.
    private static func code(_ lines: ArraySlice<String>) -> [String] {
        let margin = lines.filter { !$0.isEmpty }.map { $0.prefix { $0 == " " }.count }.min() ?? 0
        var lines = lines.map { String($0.dropFirst(margin)) }
        while lines.first?.isEmpty == true { lines.removeFirst() }
        while lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }

    /// Words that make neither a heading nor a directive, a link's target or a typographer's quote.
    private static func plain(_ text: String) -> String {
        var text = text
        for (mark, other) in [("``", "`"), ("''", "'")] {
            while text.contains(mark) {
                text = text.split(separator: mark, omittingEmptySubsequences: false).joined(separator: other)
            }
        }
        while let first = text.first, first == "#" || first == " " { text.removeFirst() }
        if text.hasPrefix("+build") { text.removeFirst() }
        if text.hasPrefix("["), let close = text.firstRange(of: "]: ") {
            text = "\(text[..<close.lowerBound].dropFirst()): \(text[close.upperBound...])"
        }
        // A line of words alone is a heading.
        if let last = text.unicodeScalars.last, !".:;!?,)`".unicodeScalars.contains(last) { text += "." }
        return text
    }
}
