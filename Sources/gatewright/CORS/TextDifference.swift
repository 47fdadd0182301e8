// A unified diff of a text and its edits, as `patch` and `git apply` read it.

import GateSource
import GateTree

/// The lines that edits change.
struct TextDifference {
    /// Lines around a change that are shown too.
    private static let context = 3

    /// Lines of the old text that others take the place of.
    private struct Change {
        var lines: Range<Int>
        var new: [Substring]
    }

    private let file: SourceFile
    private let old: [Substring]
    private var changes: [Change] = []
    private let newEndsLine: Bool

    init(_ file: SourceFile, _ editor: TreeEditor) {
        self.file = file
        old = TextDifference.lines(String(decoding: file.bytes, as: UTF8.self))
        let text = editor.text
        newEndsLine = text.last == 0x0a
        for edit in editor.edits { add(edit, file) }
    }

    /// Each with its end, but for that of the last one.
    private static func lines(_ text: String) -> [Substring] {
        var lines = text.utf8.split(separator: 0x0a, omittingEmptySubsequences: false).map { Substring($0) }
        if lines.last == "" { lines.removeLast() }
        return lines
    }

    private mutating func add(_ edit: TextEdit, _ file: SourceFile) {
        let first = line(of: edit.range.lowerBound)
        let last = line(of: max(edit.range.upperBound - 1, edit.range.lowerBound))
        let start = Int(file.lineStarts[first])
        let isWhole = edit.range.isEmpty && edit.range.lowerBound == start && edit.text.utf8.last == 0x0a
        if isWhole {
            let new = TextDifference.lines(edit.text)
            if let open = changes.indices.last, changes[open].lines.upperBound == first, changes[open].lines.isEmpty {
                changes[open].new += new
            } else {
                changes.append(Change(lines: first..<first, new: new))
            }
            return
        }
        // Several edits of one line: the earlier ones stand in `new` already, and this one counts from the line's end.
        var end = last + 1 < file.lineStarts.count ? Int(file.lineStarts[last + 1]) : file.bytes.count
        if end > start, file.bytes[end - 1] == 0x0a { end -= 1 }
        let tail = String(decoding: file.bytes[edit.range.upperBound..<end], as: UTF8.self)
        let own = file.bytes[start..<edit.range.lowerBound]
        var head = String(decoding: own, as: UTF8.self)
        if let open = changes.indices.last, changes[open].lines.contains(first), let line = changes[open].new.last {
            let rest = String(decoding: file.bytes[edit.range.lowerBound..<end], as: UTF8.self)
            head = String(line.dropLast(rest.count))
            changes[open].new.removeLast()
            changes[open].new += TextDifference.lines(head + edit.text + tail)
            changes[open].lines = changes[open].lines.lowerBound..<max(last + 1, changes[open].lines.upperBound)
            return
        }
        let isAtEnd = start == file.bytes.count
        let lines = TextDifference.lines(head + edit.text + tail)
        changes.append(Change(lines: first..<(isAtEnd ? first : last + 1), new: lines))
    }

    private func line(of offset: Int) -> Int {
        let after = file.lineStarts.partitioningIndex { Int($0) > offset }
        return after - 1
    }

    /// The diff, line ends included; empty without a change.
    func text(name: String) -> String {
        if changes.isEmpty { return "" }
        var out = "--- \(name)\n+++ \(name)\n"
        var moved = 0
        var index = 0
        while index < changes.count {
            var group = index
            while group + 1 < changes.count,
                changes[group + 1].lines.lowerBound - changes[group].lines.upperBound <= 2 * TextDifference.context
            { group += 1 }
            out += hunk(index...group, &moved)
            index = group + 1
        }
        return out
    }

    private func hunk(_ group: ClosedRange<Int>, _ moved: inout Int) -> String {
        let start = max(changes[group.lowerBound].lines.lowerBound - TextDifference.context, 0)
        let end = min(changes[group.upperBound].lines.upperBound + TextDifference.context, old.count)
        var body = ""
        var place = start
        var added = 0
        for change in changes[group] {
            for line in place..<change.lines.lowerBound { body += oldLine(" ", line) }
            for line in change.lines { body += oldLine("-", line) }
            for (number, line) in change.new.enumerated() {
                body += "+\(line)\n"
                let isLast = change.lines.upperBound >= old.count && number == change.new.count - 1
                if isLast, !newEndsLine { body += TextDifference.noEnd }
            }
            added += change.new.count - change.lines.count
            place = change.lines.upperBound
        }
        for line in place..<end { body += oldLine(" ", line) }
        let head = TextDifference.range(start, end - start),
            tail = TextDifference.range(start + moved, end - start + added)
        moved += added
        return "@@ -\(head) +\(tail) @@\n" + body
    }

    private static let noEnd = "\\ No newline at end of file\n"

    private func oldLine(_ mark: String, _ line: Int) -> String {
        mark + old[line] + "\n" + (line == old.count - 1 && file.bytes.last != 0x0a ? TextDifference.noEnd : "")
    }

    /// A range of lines from 0: `4,2`.
    private static func range(_ start: Int, _ count: Int) -> String {
        "\(count == 0 ? start : start + 1)\(count == 1 ? "" : ",\(count)")"
    }
}

extension Array {
    /// The first index whose element the predicate holds of, in an array where it then holds of all.
    fileprivate func partitioningIndex(_ predicate: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if predicate(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
