// Members added to objects of a document's own text: everything else of it, comments and order and layout, stays byte
// for byte. New members stand behind the last one, laid out as their neighbours are.
//
// Offsets are of the text as it was read, so additions do not move each other; one object gets all of its members in
// one insertion. An object that is not there yet is added by its container.

import GateBytes
import GateSource

/// One change of a text: the bytes of `range` become `text`.
package struct TextEdit: Sendable {
    /// Offsets in the bytes of the file.
    package let range: Range<Int>
    package let text: String
}

/// Collects additions to one file.
package struct TreeEditor {
    /// An object, by its text, or a member without a value, by its key.
    private struct Place {
        let object: Node
        var members: [(key: String, value: NewValue)] = []
    }

    private let file: SourceFile
    private var places: [Range<Int>: Place] = [:]
    private let lineEnd: String

    package init(_ file: SourceFile) {
        self.file = file
        lineEnd = file.bytes.indices.contains { file.bytes[$0] == 0x0d } ? "\r\n" : "\n"
    }

    /// Adds a member to an object, or to what is null and has a key. A key that was added already is left alone; false
    /// where the place cannot be added to.
    package mutating func add(_ key: String, _ value: NewValue, to object: Node) -> Bool {
        guard object.kind == .object || object.kind == .null && object.key != nil else { return false }
        let range = object.kind == .null ? object.keyRange : object.range
        let place = Int(range.start)..<Int(range.end)
        if places[place, default: Place(object: object)].members.contains(where: { $0.key == key }) { return true }
        places[place, default: Place(object: object)].members.append((key, value))
        return true
    }

    /// The changes, ascending.
    package var edits: [TextEdit] {
        let made = places.values.map { (edit: edit($0.object, $0.members), depth: depth(of: $0.object)) }
        // Where several objects end on one line, the inner ones go on first.
        return made.sorted { ($0.edit.range.lowerBound, $1.depth) < ($1.edit.range.lowerBound, $0.depth) }.map {
            if lineEnd == "\n" { return $0.edit }
            let lines = $0.edit.text.split(separator: "\n", omittingEmptySubsequences: false)
            return TextEdit(range: $0.edit.range, text: lines.joined(separator: lineEnd))
        }
    }

    private func depth(of node: Node) -> Int {
        var depth = 0
        var node = node
        while let parent = node.parent {
            depth += 1
            node = parent
        }
        return depth
    }

    /// The text with the changes.
    package var text: [UInt8] {
        var out: [UInt8] = []
        var start = 0
        for edit in edits {
            out += file.bytes[start..<edit.range.lowerBound]
            out += Array(edit.text.utf8)
            start = edit.range.upperBound
        }
        return out + file.bytes[start...]
    }

    private func edit(_ object: Node, _ members: [(key: String, value: NewValue)]) -> TextEdit {
        if object.kind == .null { return nullEdit(object, members) }
        return isFlow(object) ? flowEdit(object, members) : blockEdit(object, members)
    }

    private func isFlow(_ node: Node) -> Bool {
        let start = contentStart(of: node)
        return start < file.bytes.count && (file.bytes[start] == 0x7b || file.bytes[start] == 0x5b)
    }

    /// Behind a value's anchor and tag.
    private func contentStart(of node: Node) -> Int {
        var offset = Int(node.range.start)
        while offset < file.bytes.count, file.bytes[offset] == 0x26 || file.bytes[offset] == 0x21 {
            while offset < file.bytes.count, file.bytes[offset] > 0x20 { offset += 1 }
            while offset < file.bytes.count, file.bytes[offset] <= 0x20 { offset += 1 }
        }
        return offset
    }

    // MARK: Block

    private func blockEdit(_ object: Node, _ members: [(key: String, value: NewValue)]) -> TextEdit {
        let first = object.members[0]
        let indent = column(Int(first.keyRange.start))
        let container = object.key == nil ? nil : column(Int(object.keyRange.start))
        let unit = container.map { indent > $0 ? indent - $0 : 2 } ?? unitBelow(object, indent)
        return insertion(
            of: members, indent: indent, unit: unit, behind: endLine(of: object, indent: indent))
    }

    /// How far the members of the first object below are moved in.
    private func unitBelow(_ object: Node, _ indent: Int) -> Int {
        for member in object.members where member.value.kind == .object && !isFlow(member.value) {
            guard let first = member.value.members.first else { continue }
            let inner = column(Int(first.keyRange.start))
            if inner > indent { return inner - indent }
        }
        return 2
    }

    private func insertion(
        of members: [(key: String, value: NewValue)], indent: Int, unit: Int, behind line: Int
    ) -> TextEdit {
        let text = members.flatMap { NewValue.block($0.key, $0.value, indent: indent, unit: unit) }
            .joined(separator: "\n")
        if line + 1 < file.lineStarts.count {
            let offset = Int(file.lineStarts[line + 1])
            // The last line of a file may be empty: its start is the file's end.
            return TextEdit(range: offset..<offset, text: text + "\n")
        }
        return TextEdit(range: file.bytes.count..<file.bytes.count, text: "\n" + text)
    }

    /// The line that a block object ends on, with the comments that are as far in as its members or farther.
    private func endLine(of object: Node, indent: Int) -> Int {
        var line = self.line(of: end(of: object))
        var next = line + 1
        while next < file.lineStarts.count {
            let start = Int(file.lineStarts[next])
            let text = start + blanks(at: start)
            if text < file.bytes.count, file.bytes[text] == 0x23, text - start >= max(indent, 1) {
                line = next
            } else if text < file.bytes.count, !isLineEnd(file.bytes[text]) {
                break
            }
            next += 1
        }
        return line
    }

    /// The offset of the last byte of a value. Block containers reach to the next token, so their last value decides.
    private func end(of node: Node) -> Int {
        let own = Int(node.range.end)
        var last = max(own - 1, Int(node.range.start))
        if (node.kind == .object || node.kind == .array), !isFlow(node), node.count > 0 {
            if let member = node.members.last {
                let key = Int(member.keyRange.end)
                // What stands before its key is another place's, by an alias.
                last = Int(member.value.range.start) < key || member.value.isNull ? key : end(of: member.value)
            } else if let element = node.elements.last {
                last = Int(element.range.start) < Int(node.range.start) ? last : end(of: element)
            }
        }
        // Block scalars end at the start of a line.
        while last > Int(node.range.start), last < file.bytes.count, isLineEnd(file.bytes[last]) { last -= 1 }
        return min(last, max(file.bytes.count - 1, 0))
    }

    // MARK: Flow

    private func flowEdit(_ object: Node, _ members: [(key: String, value: NewValue)]) -> TextEdit {
        let open = contentStart(of: object)
        let close = Int(object.range.end) - 1
        let isJSON = object.members.first.map { file.bytes[Int($0.keyRange.start)] == 0x22 } ?? isJSONFile
        let lineIndent = indent(ofLine: line(of: open))
        guard let last = object.members.last else {
            if isJSONFile, file.lineStarts.count > 2 {
                let unit = self.unit(above: object)
                let text = NewValue.object(members).json(indent: lineIndent, unit: unit)
                return TextEdit(range: open..<close + 1, text: text)
            }
            let value = NewValue.object(members)
            return TextEdit(range: open..<close + 1, text: isJSON ? value.json : value.flow)
        }
        let end = max(Int(last.value.range.end), Int(last.keyRange.end))
        let place = commaEnd(behind: end)
        let first = Int(object.members[0].keyRange.start)
        let isSpread = line(of: first) > line(of: open)
        let memberIndent = isSpread ? indent(ofLine: line(of: first)) : ""
        let unit = isSpread ? String(memberIndent.dropFirst(lineIndent.count)) : ""
        let texts = members.map { member -> String in
            if !isJSON { return NewValue.scalar(member.key) + ": " + member.value.flow }
            let value =
                isSpread
                ? member.value.json(indent: memberIndent, unit: unit.isEmpty ? "  " : unit) : member.value.json
            return NewValue.quoted(member.key) + ": " + value
        }
        let separator = isSpread ? "\n" + memberIndent : " "
        let text = texts.joined(separator: "," + separator)
        return TextEdit(range: place.offset..<place.offset, text: (place.hasComma ? "" : ",") + separator + text)
    }

    private var isJSONFile: Bool {
        file.bytes.first { !isLineEnd($0) && $0 != 0x20 && $0 != 0x09 && $0 < 0x80 } == 0x7b
    }

    /// How far the file's JSON moves members in: what the object around does.
    private func unit(above object: Node) -> String {
        guard let parent = object.parent, let first = parent.members.first else { return "  " }
        let inner = indent(ofLine: line(of: Int(first.keyRange.start)))
        let outer = indent(ofLine: line(of: Int(parent.range.start)))
        return inner.count > outer.count ? String(inner.dropFirst(outer.count)) : "  "
    }

    /// Where a further member goes: behind the last value, or behind the comma that follows it.
    private func commaEnd(behind end: Int) -> (offset: Int, hasComma: Bool) {
        var offset = end
        while offset < file.bytes.count {
            let byte = file.bytes[offset]
            if byte == 0x2c { return (offset + 1, true) }
            if byte == 0x23 {
                while offset < file.bytes.count, !isLineEnd(file.bytes[offset]) { offset += 1 }
            } else if byte == 0x20 || byte == 0x09 || isLineEnd(byte) {
                offset += 1
            } else {
                break
            }
        }
        return (end, false)
    }

    // MARK: Null

    /// `key:` gets a block below it; a written null, or one in flow, is replaced.
    private func nullEdit(_ node: Node, _ members: [(key: String, value: NewValue)]) -> TextEdit {
        let range = Int(node.range.start)..<Int(node.range.end)
        let keyEnd = Int(node.keyRange.end)
        let colon = file.bytes[keyEnd...].firstIndex(of: 0x3a) ?? keyEnd
        let isInFlow = node.parent.map { isFlow($0) } ?? false
        if isInFlow || range.count > 0 && range.lowerBound > colon {
            let value = NewValue.object(members)
            let isJSON = file.bytes[Int(node.keyRange.start)] == 0x22
            if range.count > 0 { return TextEdit(range: range, text: isJSON ? value.json : value.flow) }
            return TextEdit(range: colon + 1..<colon + 1, text: " " + value.flow)
        }
        let indent = column(Int(node.keyRange.start))
        let unit = node.parent?.parent.flatMap { outer in
            outer.members.first.map { max(indent - column(Int($0.keyRange.start)), 2) }
        }
        return insertion(of: members, indent: indent + (unit ?? 2), unit: unit ?? 2, behind: line(of: colon))
    }

    // MARK: Lines

    private func line(of offset: Int) -> Int {
        var (low, high) = (0, file.lineStarts.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if Int(file.lineStarts[middle]) <= offset { low = middle } else { high = middle }
        }
        return low
    }

    private func column(_ offset: Int) -> Int { offset - Int(file.lineStarts[line(of: offset)]) }

    private func blanks(at start: Int) -> Int {
        var end = start
        while end < file.bytes.count, file.bytes[end] == 0x20 || file.bytes[end] == 0x09 { end += 1 }
        return end - start
    }

    private func indent(ofLine line: Int) -> String {
        let start = Int(file.lineStarts[line])
        return String(decoding: file.bytes[start..<start + blanks(at: start)], as: UTF8.self)
    }

    private func isLineEnd(_ byte: UInt8) -> Bool { byte == 0x0a || byte == 0x0d }
}
