// Tags of YAML nodes: the core types, and the places of tags and anchors in the source (libyaml gives a node's
// start including them).

import CYaml
import GateSource

extension YAMLReader {
    private static let corePrefix = "tag:yaml.org,2002:"

    /// The kind a tagged scalar has. Reports tags that do not fit and tags nobody knows.
    mutating func kind(
        _ tag: String, _ text: UnsafeBufferPointer<UInt8>, isPlain: Bool, start: Int, end: Int, in place: SourceRange
    ) -> Tree.RecordKind {
        guard tag != "!" else { return .string }
        let plain: Tree.RecordKind = isPlain ? CoreSchema.kind(text) : .string
        guard tag.hasPrefix(YAMLReader.corePrefix) else {
            reportUnknown(tag, at: place)
            return plain
        }
        let fits: Bool
        let kind: Tree.RecordKind
        switch tag.dropFirst(YAMLReader.corePrefix.count) {
        case "str", "binary", "timestamp": return .string
        case "null": (kind, fits) = (.null, CoreSchema.isNull(text))
        case "bool": (kind, fits) = (.boolean, CoreSchema.boolean(text) != nil)
        case "int": (kind, fits) = (.number, CoreSchema.isInteger(text))
        case "float": (kind, fits) = (.number, CoreSchema.isNumber(text))
        case "map", "seq", "set", "omap", "pairs":
            (kind, fits) = (plain, false)
        default:
            reportUnknown(tag, at: place)
            return plain
        }
        if !fits {
            let shown = String(decoding: text.prefix(60), as: UTF8.self)
            builder.report(.tagMismatch(tag: spelling(tag), text: shown, at: self.place(start, end)))
        }
        return fits ? kind : plain
    }

    /// Checks the tag of an array or object.
    mutating func check(_ tag: String, _ kind: Node.Kind, start: Int, in place: SourceRange) {
        guard tag != "!" else { return }
        guard tag.hasPrefix(YAMLReader.corePrefix) else { return reportUnknown(tag, at: place) }
        switch tag.dropFirst(YAMLReader.corePrefix.count) {
        case "map", "set": if kind == .object { return }
        case "seq", "omap", "pairs": if kind == .array { return }
        case "str", "binary", "timestamp", "null", "bool", "int", "float": break
        default: return reportUnknown(tag, at: place)
        }
        builder.report(.tagMismatch(tag: spelling(tag), text: kind == .array ? "[…]" : "{…}", at: place))
    }

    private mutating func reportUnknown(_ tag: String, at place: SourceRange) {
        guard unknownTags.count < TreeBuilder.reportsMax, unknownTags.insert(tag).inserted else { return }
        let nearest = nearestName(tag, among: ShortTag.all)
        builder.report(.tagUnknown(spelling(tag), at: place, nearest: nearest))
    }

    /// A tag as one writes it: `!!int` for the URI libyaml made of it.
    private func spelling(_ tag: String) -> String {
        guard tag.hasPrefix(YAMLReader.corePrefix) else { return tag }
        return "!!" + tag.dropFirst(YAMLReader.corePrefix.count)
    }

    // MARK: Places

    func place(_ start: Int, _ end: Int) -> SourceRange { SourceRange(source: source, start: start, end: end) }

    func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d }

    /// Where a node's text starts after its anchor and tag; at most `end`.
    func afterProperties(_ start: Int, _ end: Int) -> Int {
        var index = start
        var seen = 0
        while index < end {
            let byte = bytes[index]
            if isBlank(byte) {
                index += 1
            } else if byte == 0x23 {
                while index < end, bytes[index] != 0x0a, bytes[index] != 0x0d { index += 1 }
            } else if seen < 2, byte == 0x26 || byte == 0x21 {
                index = propertyEnd(index, end)
                seen += 1
            } else {
                return index
            }
        }
        return end
    }

    private func propertyEnd(_ start: Int, _ end: Int) -> Int {
        var index = start
        while index < end, !isBlank(bytes[index]), ![0x2c, 0x5b, 0x5d, 0x7b, 0x7d].contains(bytes[index]) { index += 1 }
        return index
    }

    /// The tag among the properties that start at `start`.
    func tagRange(_ start: Int, _ end: Int) -> SourceRange {
        var index = start
        while index < end, bytes[index] != 0x21 {
            if bytes[index] == 0x26 { index = propertyEnd(index, end) } else { index += 1 }
        }
        return place(index, propertyEnd(index, max(index, end)))
    }

    /// The word at an offset, or the one character; empty at the end of a line.
    func token(_ start: Int) -> SourceRange {
        var end = start
        while end < bytes.count, end - start < 60, !isBlank(bytes[end]),
            ![0x2c, 0x5b, 0x5d, 0x7b, 0x7d, 0x3a].contains(bytes[end])
        { end += 1 }
        if end == start, end < bytes.count, !isBlank(bytes[end]) { end += 1 }
        while end < bytes.count, bytes[end] & 0xc0 == 0x80 { end += 1 }
        return place(start, end)
    }
}

extension TreeParts {
    /// The text of a scalar record, given the file's bytes.
    func text(of record: Tree.Record, in bytes: [UInt8]) -> [UInt8] {
        switch record.form {
        case .verbatim: return Array(bytes[Int(record.start)..<Int(record.end)])
        case .quoted: return Array(bytes[Int(record.start) + 1..<Int(record.end) - 1])
        case .pooled, .made: return Array(pool[Int(record.first)..<Int(record.first) + record.count])
        }
    }
}

extension TreeBuilder {
    /// A string that stands nowhere in the tree but can be named by an alias: the text of an anchored key.
    mutating func detachedString(_ text: UnsafeBufferPointer<UInt8>) -> UInt32 {
        let id = UInt32(parts.records.count)
        let first = parts.addText(text)
        parts.records.append(
            Tree.Record(
                start: 0, end: 0, parent: Tree.none, slot: 0, first: first,
                tag: Tree.Record.tag(.string, .made, count: text.count)))
        return id
    }
}
