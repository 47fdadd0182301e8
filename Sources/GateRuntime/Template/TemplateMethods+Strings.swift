// The methods of `java.lang.String`.

import GateBytes
import GateJSON
import GatePlan

extension TemplateHeap {
    mutating func callString(
        _ method: TemplateMethod, _ text: ByteView, _ arguments: TemplateArguments
    ) throws(TemplateFailure) -> TemplateValue {
        switch arguments.count {
        case 0: return callPlain(method, text)
        case 1: return try callWithOne(method, text, arguments)
        default: return try callWithMore(method, text, arguments)
        }
    }

    private mutating func callPlain(_ method: TemplateMethod, _ text: ByteView) -> TemplateValue {
        switch method {
        case .length: return TemplateValue(JavaText.length(text))
        case .isEmpty: return TemplateValue(text.isEmpty)
        case .trim, .strip: return TemplateValue(TemplateHeap.trimmed(text))
        case .stripLeading:
            let end = TemplateHeap.trimmed(text)
            return TemplateValue(end.isEmpty ? end : text.dropFirst(end.base - text.base))
        case .stripTrailing:
            let inner = TemplateHeap.trimmed(text)
            return TemplateValue(inner.isEmpty ? inner : text.slice(0, inner.base - text.base + inner.count))
        case .isBlank: return TemplateValue(TemplateHeap.trimmed(text).isEmpty)
        case .intern: return TemplateValue(text)
        case .toLowerCase, .toUpperCase:
            let spare = arena.open()
            defer { arena.close() }
            JavaText.appendCase(text, upper: method == .toUpperCase, to: &spare.pointee)
            return string(copying: spare.pointee.view)
        case .getBytes: return bytes(of: text)
        case .toCharArray:
            let list = makeObject(.array, capacity: text.count)
            var index = 0
            while index < text.count {
                let (_, length) = JavaText.scalar(text, at: index)
                append(TemplateValue(.character, text.slice(index, index + length)), to: list)
                index += length
            }
            return TemplateValue(.list, list)
        default: return .null
        }
    }

    static func trimmed(_ text: ByteView) -> ByteView {
        var start = 0
        var end = text.count
        while start < end, text[start] <= 0x20 { start += 1 }
        while end > start, text[end - 1] <= 0x20 { end -= 1 }
        return text.slice(start, end)
    }

    private mutating func callWithOne(
        _ method: TemplateMethod, _ text: ByteView, _ arguments: TemplateArguments
    ) throws(TemplateFailure) -> TemplateValue {
        switch method {
        case .equalsIgnoreCase:
            if arguments[0].isNull { return TemplateValue(false) }
            guard arguments[0].tag == .string else { return .null }
            return TemplateValue(JavaText.equalsIgnoringCase(text, arguments[0].view))
        case .substring, .subSequence:
            guard let start = try arguments.int(0) else { return .null }
            return TemplateValue(try slice(text, start, nil))
        case .charAt:
            guard let place = try arguments.int(0) else { return .null }
            return try character(text, place)
        case .codePointAt:
            guard let place = try arguments.int(0) else { return .null }
            guard let offset = JavaText.offset(text, unit: place), offset < text.count else { throw .method }
            return TemplateValue(Int(JavaText.scalar(text, at: offset).0))
        case .indexOf, .lastIndexOf: return try position(method, text, arguments)
        case .repeat: return try repeated(text, try arguments.int(0))
        case .valueOf: return TemplateValue(try self.text(arguments[0]))
        case .codePointBefore: return try codePoint(before: try arguments.int(0), text)
        case .copyValueOf: return try joined(arguments[0])
        case .format: return try format(arguments)
        case .join: return try join(arguments)
        default: break
        }
        if method == .compareTo, arguments[0].tag != .string { throw .method }
        switch method {
        case .contains, .startsWith, .endsWith, .contentEquals, .concat, .compareTo, .compareToIgnoreCase, .matches,
            .split:
            break
        default: return .null
        }
        guard let other = try arguments.text(0) else { return .null }
        switch method {
        case .contains: return TemplateValue(JavaText.find(other, in: text) != nil)
        case .startsWith: return TemplateValue(text.hasPrefix(other))
        case .endsWith:
            return TemplateValue(text.count >= other.count && text.dropFirst(text.count - other.count) == other)
        case .contentEquals: return TemplateValue(text == other)
        case .concat:
            let spare = arena.open()
            defer { arena.close() }
            spare.pointee.append(text)
            spare.pointee.append(other)
            return string(copying: spare.pointee.view)
        case .compareTo: return TemplateValue(JavaText.compare(text, other))
        case .compareToIgnoreCase:
            var one = ByteBuffer(capacity: text.count + 8)
            var two = ByteBuffer(capacity: other.count + 8)
            JavaText.appendCase(text, upper: false, to: &one)
            JavaText.appendCase(other, upper: false, to: &two)
            // Java 17 compares whole characters only where both texts have some beyond Latin-1.
            let isWide = JavaText.isWide(text) && JavaText.isWide(other)
            return TemplateValue(JavaText.compare(one.view, two.view, byScalars: isWide))
        case .matches: return TemplateValue(try matches(text, other))
        case .split: return try split(text, other, limit: 0)
        default: return .null
        }
    }

    private func repeated(_ text: ByteView, _ times: Int?) throws(TemplateFailure) -> TemplateValue {
        guard let times else { return .null }
        guard times >= 0, times * max(text.count, 1) < TemplateMachine.outputBytesMax else { throw .method }
        let spare = arena.open()
        defer { arena.close() }
        for _ in 0..<times { spare.pointee.append(text) }
        return string(copying: spare.pointee.view)
    }

    private func codePoint(before place: Int?, _ text: ByteView) throws(TemplateFailure) -> TemplateValue {
        guard let place else { return .null }
        guard let end = JavaText.offset(text, unit: place), end > 0 else { throw .method }
        var start = end - 1
        while start > 0, text[start] & 0xc0 == 0x80 { start -= 1 }
        return TemplateValue(Int(JavaText.scalar(text, at: start).0))
    }

    /// The text of an array of characters.
    private func joined(_ array: TemplateValue) throws(TemplateFailure) -> TemplateValue {
        if array.isNull { throw .method }
        guard array.tag == .list, className(array).view == "[C" else { return .null }
        let spare = arena.open()
        defer { arena.close() }
        for place in 0..<count(of: array) { spare.pointee.append(element(of: array, at: place).view) }
        return string(copying: spare.pointee.view)
    }

    /// `indexOf` and `lastIndexOf` with a text or a character's number, and where to start.
    private func position(
        _ method: TemplateMethod, _ text: ByteView, _ arguments: TemplateArguments
    ) throws(TemplateFailure) -> TemplateValue {
        let spare = arena.open()
        defer { arena.close() }
        let needle: ByteView
        if let code = try arguments.int(0) {
            JSONText.appendUTF8(UInt32(truncatingIfNeeded: max(code, 0)), to: &spare.pointee)
            needle = spare.pointee.view
        } else {
            guard let part = try arguments.text(0) else { return .null }
            needle = part
        }
        var start: Int?
        if arguments.count == 2 {
            guard let unit = try arguments.int(1) else { return .null }
            start = JavaText.offset(text, unit: max(unit, 0)) ?? (unit >= JavaText.length(text) ? text.count : 0)
            if unit < 0, method == .lastIndexOf { return TemplateValue(-1) }
        }
        let found =
            method == .indexOf
            ? JavaText.find(needle, in: text, from: start ?? 0) : JavaText.findLast(needle, in: text, from: start)
        return TemplateValue(found.map { JavaText.unit(text, offset: $0) } ?? -1)
    }

    /// `substring`: units from `start` to `end`; out of range throws. Half a character becomes `?`.
    private func slice(_ text: ByteView, _ start: Int, _ end: Int?) throws(TemplateFailure) -> ByteView {
        if JavaText.isASCII(text) {
            let end = end ?? text.count
            guard start >= 0, start <= end, end <= text.count else { throw .method }
            return text.slice(start, end)
        }
        let length = JavaText.length(text)
        let last = end ?? length
        guard start >= 0, start <= last, last <= length else { throw .method }
        if let first = JavaText.offset(text, unit: start), let after = JavaText.offset(text, unit: last) {
            return text.slice(first, after)
        }
        let spare = arena.open()
        defer { arena.close() }
        var unit = start
        if JavaText.offset(text, unit: unit) == nil {
            spare.pointee.append(0x3f)
            unit += 1
        }
        let whole = JavaText.offset(text, unit: last) == nil ? last - 1 : last
        if unit <= whole, let first = JavaText.offset(text, unit: unit),
            let after = JavaText.offset(text, unit: whole)
        {
            spare.pointee.append(text.slice(first, after))
        }
        if whole != last { spare.pointee.append(0x3f) }
        return arena.copy(spare.pointee.view)
    }

    private func character(_ text: ByteView, _ place: Int) throws(TemplateFailure) -> TemplateValue {
        guard place >= 0, place < JavaText.length(text) else { throw .method }
        return TemplateValue(.character, try slice(text, place, place + 1))
    }

    private mutating func callWithMore(
        _ method: TemplateMethod, _ text: ByteView, _ arguments: TemplateArguments
    ) throws(TemplateFailure) -> TemplateValue {
        switch (method, arguments.count) {
        case (.substring, 2), (.subSequence, 2):
            guard let start = try arguments.int(0), let end = try arguments.int(1) else { return .null }
            return TemplateValue(try slice(text, start, end))
        case (.codePointCount, 2):
            guard let start = try arguments.int(0), let end = try arguments.int(1) else { return .null }
            let part = try slice(text, start, end)
            var count = 0
            for index in 0..<part.count where part[index] & 0xc0 != 0x80 { count += 1 }
            return TemplateValue(count)
        case (.offsetByCodePoints, 2):
            guard let start = try arguments.int(0), let by = try arguments.int(1) else { return .null }
            return TemplateValue(try offset(text, start, by: by))
        case (.indexOf, 2), (.lastIndexOf, 2): return try position(method, text, arguments)
        case (.startsWith, 2):
            guard let prefix = try arguments.text(0), let unit = try arguments.int(1) else { return .null }
            guard let start = JavaText.offset(text, unit: unit) else { return TemplateValue(false) }
            return TemplateValue(text.dropFirst(start).hasPrefix(prefix))
        case (.split, 2):
            guard let pattern = try arguments.text(0), let limit = try arguments.int(1) else { return .null }
            return try split(text, pattern, limit: limit)
        case (.replace, 2) where arguments[0].tag == .character && arguments[1].tag == .character:
            return replaceText(text, arguments[0].view, arguments[1].view)
        case (.compare, 2):
            guard let one = try arguments.text(0), let other = try arguments.text(1) else { return .null }
            return TemplateValue(JavaText.compare(one, other))
        case (.replace, 2):
            guard let part = try arguments.text(0), let replacement = try arguments.text(1) else { return .null }
            return replaceText(text, part, replacement)
        case (.replaceAll, 2), (.replaceFirst, 2):
            guard let pattern = try arguments.text(0), let replacement = try arguments.text(1) else { return .null }
            return try replace(text, pattern, with: replacement, isFirst: method == .replaceFirst)
        case (.regionMatches, 4): return try regionMatches(text, arguments, from: 0, ignoringCase: false)
        case (.regionMatches, 5):
            guard arguments[0].tag == .boolean else { return .null }
            return try regionMatches(text, arguments, from: 1, ignoringCase: arguments[0].isTrue)
        case (.join, _): return try join(arguments)
        case (.format, _): return try format(arguments)
        default: return .null
        }
    }

    /// The unit `by` characters behind a unit.
    private func offset(_ text: ByteView, _ unit: Int, by count: Int) throws(TemplateFailure) -> Int {
        guard var place = JavaText.offset(text, unit: unit) else { throw .method }
        for _ in 0..<min(abs(count), text.count + 1) {
            if count > 0 {
                if place >= text.count { throw .method }
                place += JavaText.scalar(text, at: place).1
            } else {
                if place == 0 { throw .method }
                place -= 1
                while place > 0, text[place] & 0xc0 == 0x80 { place -= 1 }
            }
        }
        return JavaText.unit(text, offset: place)
    }

    private func replaceText(_ text: ByteView, _ part: ByteView, _ replacement: ByteView) -> TemplateValue {
        let spare = arena.open()
        defer { arena.close() }
        var copied = 0
        var start = 0
        while start <= text.count, let found = JavaText.find(part, in: text, from: start) {
            spare.pointee.append(text.slice(copied, found))
            spare.pointee.append(replacement)
            copied = found + part.count
            start = copied
            if part.isEmpty {
                if found >= text.count { break }
                start = found + JavaText.scalar(text, at: found).1
            }
        }
        spare.pointee.append(text.slice(min(copied, text.count), text.count))
        return string(copying: spare.pointee.view)
    }

    private func regionMatches(
        _ text: ByteView, _ arguments: TemplateArguments, from first: Int, ignoringCase: Bool
    ) throws(TemplateFailure) -> TemplateValue {
        guard let start = try arguments.int(first), let other = try arguments.text(first + 1),
            let otherStart = try arguments.int(first + 2), let length = try arguments.int(first + 3)
        else { return .null }
        guard start >= 0, otherStart >= 0, start + length <= JavaText.length(text),
            otherStart + length <= JavaText.length(other)
        else { return TemplateValue(false) }
        if length <= 0 { return TemplateValue(true) }
        let one = try slice(text, start, start + max(length, 0))
        let two = try slice(other, otherStart, otherStart + max(length, 0))
        return TemplateValue(ignoringCase ? JavaText.equalsIgnoringCase(one, two) : one == two)
    }

    /// `String.join(separator, list)` or with texts.
    private func join(_ arguments: TemplateArguments) throws(TemplateFailure) -> TemplateValue {
        guard let separator = try arguments.text(0) else { return .null }
        let isOne = arguments.count == 2 && arguments[1].isList
        if !isOne {
            for index in 1..<max(arguments.count, 1) where arguments[index].tag != .string { return .null }
        }
        let spare = arena.open()
        defer { arena.close() }
        for place in 0..<(isOne ? count(of: arguments[1]) : arguments.count - 1) {
            let part = isOne ? element(of: arguments[1], at: place) : arguments[place + 1]
            if part.tag != .string, !part.isNull { throw .method }
            if place > 0 { spare.pointee.append(separator) }
            try append(part, to: &spare.pointee)
        }
        return string(copying: spare.pointee.view)
    }
}
