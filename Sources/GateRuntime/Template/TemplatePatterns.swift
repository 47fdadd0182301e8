// Java's regular expressions for `split`, `replaceAll` and `matches`. Patterns that are plain text need no engine;
// others are compiled once per worker and kept, the least recently compiled ones making room.

import CPcre2
import GateBytes

/// A pattern as a template uses it.
final class TemplatePattern {
    /// Most capture groups whose places are read.
    static let groupsMax = 32
    private let code: OpaquePointer

    init?(_ text: ByteView) {
        if text.count > Pattern.textBytesMax { return nil }
        var error: Int32 = 0
        var offset = 0
        let flags = UInt32(PCRE2_UTF) | UInt32(PCRE2_MATCH_INVALID_UTF) | UInt32(PCRE2_ALT_BSUX)
        let pattern = JavaClasses.translated(text)
        let compiled = pattern.withByteView { gate_pcre2_compile($0.base, $0.count, flags, 1, &error, &offset) }
        guard let code = compiled else { return nil }
        gate_pcre2_jit(code)
        self.code = code
    }

    deinit { gate_pcre2_free(code) }

    /// The first match at or behind `start`: byte offsets of the whole and its groups; nil without one.
    func search(
        _ text: ByteView, from start: Int, whole: Bool = false, _ places: UnsafeMutablePointer<Int>
    ) throws(TemplateFailure) -> Int? {
        let found = gate_pcre2_search(
            code, text.base, text.count, start, whole ? 1 : 0, Pattern.stepsMax, Pattern.depthMax,
            Pattern.heapKibibytesMax, places, Int32(TemplatePattern.groupsMax))
        if found < 0 { throw .pattern }
        return found == 0 ? nil : Int(found)
    }

    /// The number of a named group.
    func group(_ name: ByteView) -> Int? {
        let number = String(name).withCString { gate_pcre2_group(code, $0) }
        return number > 0 ? Int(number) : nil
    }
}

extension TemplatePattern {
    /// Appends Java's replacement text: `\x` is x, `$1` and `${name}` are groups.
    fileprivate func appendReplacement(
        _ replacement: ByteView, _ text: ByteView, _ places: [Int], _ groups: Int, _ out: inout ByteBuffer
    ) throws(TemplateFailure) {
        var index = 0
        while index < replacement.count {
            let byte = replacement[index]
            index += 1
            if byte == 0x5c {
                guard index < replacement.count else { throw .method }
                out.append(replacement[index])
                index += 1
            } else if byte == 0x24 {
                let group = try group(replacement, &index, groups)
                if places[group * 2] >= 0 { out.append(text.slice(places[group * 2], places[group * 2 + 1])) }
            } else {
                out.append(byte)
            }
        }
    }

    /// The group that a dollar in a replacement names; one that the pattern does not have throws.
    private func group(_ replacement: ByteView, _ index: inout Int, _ groups: Int) throws(TemplateFailure) -> Int {
        guard index < replacement.count else { throw .method }
        if replacement[index] == UInt8(ascii: "{") {
            guard let end = replacement.firstIndex(of: UInt8(ascii: "}"), from: index),
                let group = group(replacement.slice(index + 1, end)), group < groups
            else { throw .method }
            index = end + 1
            return group
        }
        guard ASCII.isDigit(replacement[index]) else { throw .method }
        var group = Int(replacement[index] &- 0x30)
        index += 1
        guard group < groups else { throw .method }
        while index < replacement.count, ASCII.isDigit(replacement[index]) {
            let longer = group * 10 + Int(replacement[index] &- 0x30)
            if longer >= groups { break }
            group = longer
            index += 1
        }
        return group
    }
}

/// A worker's compiled patterns.
struct TemplatePatterns {
    /// Most patterns kept.
    private static let keptMax = 64
    private struct Entry {
        let text: [UInt8]
        let pattern: TemplatePattern
    }
    private var entries: [Entry] = []
    private var oldest = 0

    mutating func pattern(_ text: ByteView) throws(TemplateFailure) -> TemplatePattern {
        for entry in entries where entry.text.count == text.count {
            if entry.text.withByteView({ $0 == text }) { return entry.pattern }
        }
        guard let pattern = TemplatePattern(text) else { throw .pattern }
        let entry = Entry(text: Array(text), pattern: pattern)
        if entries.count < TemplatePatterns.keptMax {
            entries.append(entry)
        } else {
            entries[oldest] = entry
            oldest = (oldest + 1) % TemplatePatterns.keptMax
        }
        return pattern
    }

    /// The text that a pattern without operators stands for, written to `out`; false when it has operators.
    static func plain(_ pattern: ByteView, into out: inout ByteBuffer) -> Bool {
        out.removeAll()
        var index = 0
        while index < pattern.count {
            let byte = pattern[index]
            switch byte {
            case 0x5c:
                guard index + 1 < pattern.count else { return false }
                let next = pattern[index + 1]
                if ASCII.isAlphanumeric(next) || next >= 0x80 { return false }
                out.append(next)
                index += 2
            case UInt8(ascii: "."), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"), UInt8(ascii: "("),
                UInt8(ascii: ")"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"),
                UInt8(ascii: "|"), UInt8(ascii: "^"), UInt8(ascii: "$"):
                return false
            default:
                out.append(byte)
                index += 1
            }
        }
        return out.count > 0
    }
}

extension TemplateHeap {
    /// Whether a pattern matches a whole text.
    mutating func matches(_ text: ByteView, _ pattern: ByteView) throws(TemplateFailure) -> Bool {
        let pattern = try work.pointee.patterns.pattern(pattern)
        var places = [Int](repeating: 0, count: TemplatePattern.groupsMax * 2)
        return try pattern.search(text, from: 0, whole: true, &places) != nil
    }

    /// `replaceAll` and `replaceFirst`.
    mutating func replace(
        _ text: ByteView, _ pattern: ByteView, with replacement: ByteView, isFirst: Bool
    ) throws(TemplateFailure) -> TemplateValue {
        let isPlain = replacement.firstIndex(of: 0x5c) == nil && replacement.firstIndex(of: 0x24) == nil
        if isPlain, TemplatePatterns.plain(pattern, into: &work.pointee.pathText) {
            return replacePlain(text, work.pointee.pathText.view, with: replacement, isFirst: isFirst)
        }
        let compiled = try work.pointee.patterns.pattern(pattern)
        let spare = arena.open()
        defer { arena.close() }
        var places = [Int](repeating: 0, count: TemplatePattern.groupsMax * 2)
        var copied = 0
        var start = 0
        while start <= text.count, let groups = try compiled.search(text, from: start, &places) {
            spare.pointee.append(text.slice(copied, places[0]))
            try compiled.appendReplacement(replacement, text, places, groups, &spare.pointee)
            copied = places[1]
            start = places[1]
            if places[1] == places[0] {
                // An empty match: the character behind it stays, matching goes on behind that.
                if start >= text.count { break }
                let (_, length) = JavaText.scalar(text, at: start)
                spare.pointee.append(text.slice(start, start + length))
                start += length
                copied = start
            }
            if isFirst { break }
        }
        spare.pointee.append(text.slice(min(copied, text.count), text.count))
        return string(copying: spare.pointee.view)
    }

    private func replacePlain(
        _ text: ByteView, _ part: ByteView, with replacement: ByteView, isFirst: Bool
    ) -> TemplateValue {
        guard var found = JavaText.find(part, in: text) else { return TemplateValue(text) }
        let spare = arena.open()
        defer { arena.close() }
        var copied = 0
        while true {
            spare.pointee.append(text.slice(copied, found))
            spare.pointee.append(replacement)
            copied = found + part.count
            if isFirst { break }
            guard let next = JavaText.find(part, in: text, from: copied) else { break }
            found = next
        }
        spare.pointee.append(text.dropFirst(copied))
        return string(copying: spare.pointee.view)
    }

    /// `split`: no empty pieces at the end unless `limit` asks for them.
    mutating func split(
        _ text: ByteView, _ pattern: ByteView, limit: Int
    ) throws(TemplateFailure) -> TemplateValue {
        let list = makeObject(.array, capacity: 8)
        var start = 0
        if TemplatePatterns.plain(pattern, into: &work.pointee.pathText) {
            let part = work.pointee.pathText.view
            while limit <= 0 || Int(list.pointee.count) < limit - 1,
                let found = JavaText.find(part, in: text, from: start)
            {
                append(TemplateValue(text.slice(start, found)), to: list)
                start = found + part.count
            }
        } else {
            let compiled = try work.pointee.patterns.pattern(pattern)
            var places = [Int](repeating: 0, count: TemplatePattern.groupsMax * 2)
            var from = 0
            while limit <= 0 || Int(list.pointee.count) < limit - 1, from <= text.count,
                try compiled.search(text, from: from, &places) != nil
            {
                let isEmpty = places[1] == places[0]
                if isEmpty, places[1] >= text.count { break }
                // An empty match in front gives no empty first piece.
                if !(isEmpty && places[0] == 0) {
                    append(TemplateValue(text.slice(start, places[0])), to: list)
                    start = places[1]
                }
                from = places[1]
                if isEmpty { from += JavaText.scalar(text, at: from).1 }
            }
        }
        append(TemplateValue(text.dropFirst(start)), to: list)
        if limit == 0 {
            // A text in which nothing was found stays whole, even when it is empty.
            while list.pointee.count > 1 || (list.pointee.count == 1 && start > 0) {
                if list.pointee.items[Int(list.pointee.count) - 1].length > 0 { break }
                list.pointee.count -= 1
            }
        }
        return TemplateValue(.list, list)
    }
}

/// Java's character classes hold classes: unions by standing inside, intersections by `&&`.
enum JavaClasses {
    /// The pattern with such classes written as PCRE2 reads them.
    static func translated(_ pattern: ByteView) -> [UInt8] {
        let text = Array(pattern)
        var out: [UInt8] = []
        var index = 0
        while index < text.count {
            if text[index] == 0x5c, index + 1 < text.count {
                out += text[index...index + 1]
                index += 2
            } else if text[index] == 0x5b, let end = end(of: text, index) {
                out += written(Array(text[index...end]), depth: 0)
                index = end + 1
            } else {
                out.append(text[index])
                index += 1
            }
        }
        return out
    }

    /// Deepest nesting of classes translated. Ours.
    private static let depthMax = 16

    /// Where the class that starts at `index` ends; nil if it does not.
    private static func end(of text: [UInt8], _ index: Int) -> Int? {
        var depth = 0
        var place = index
        while place < text.count {
            switch text[place] {
            case 0x5c: place += 1
            case 0x5b: depth += 1
            case 0x5d:
                depth -= 1
                if depth == 0 { return place }
            default: break
            }
            place += 1
        }
        return nil
    }

    /// A class as a pattern that matches one character.
    private static func written(_ text: [UInt8], depth: Int) -> [UInt8] {
        let isNegated = text.count > 1 && text[1] == 0x5e
        var parts: [(plain: [UInt8], inner: [[UInt8]])] = [([], [])]
        var place = isNegated ? 2 : 1
        while place < text.count - 1 {
            let last = parts.count - 1
            if text[place] == 0x5c {
                parts[last].plain += text[place...min(place + 1, text.count - 2)]
                place += 2
            } else if text[place] == 0x26, text[place + 1] == 0x26 {
                parts.append(([], []))
                place += 2
            } else if text[place] == 0x5b, depth < depthMax, let end = end(of: text, place) {
                parts[last].inner.append(written(Array(text[place...end]), depth: depth + 1))
                place = end + 1
            } else {
                parts[last].plain.append(text[place])
                place += 1
            }
        }
        if parts.count == 1, parts[0].inner.isEmpty { return text }
        let choices = parts.map { part -> [UInt8] in
            let plain = part.plain.isEmpty ? [] : [[0x5b] + part.plain + [0x5d]]
            return Array("(?:".utf8) + (plain + part.inner).joined(separator: [0x7c]) + [0x29]
        }
        var one = Array("(?:".utf8)
        for choice in choices.dropFirst() { one += Array("(?=".utf8) + choice + [0x29] }
        one += choices[0] + [0x29]
        return isNegated ? Array("(?:(?!".utf8) + one + Array(")(?s:.))".utf8) : one
    }
}
