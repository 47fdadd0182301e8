// The way back from the decoded text of one scalar to its source: walks the source again with the rules of the
// scalar's style (JSON string; YAML plain, single-quoted, double-quoted, literal, folded) and notes which runs
// were kept. It decodes nothing: the reader did. When the walk does not come out at the size of the decoded text
// the answer is "no way back", never a wrong one.

import GateSource

/// A walk over the source of one decoded scalar.
struct SegmentWalk {
    let bytes: UnsafeBufferPointer<UInt8>
    let text: UnsafeBufferPointer<UInt8>
    let start: Int
    let end: Int
    private var decoded = 0
    private var found: [LocatedText.Segment] = []

    init(bytes: UnsafeBufferPointer<UInt8>, text: UnsafeBufferPointer<UInt8>, start: Int, end: Int) {
        self.bytes = bytes
        self.text = text
        self.start = start
        self.end = end
    }

    /// The segments, none when they cannot be told.
    mutating func segments(isJSON: Bool) -> [LocatedText.Segment] {
        guard start < end, end <= bytes.count else { return [] }
        let isComplete: Bool
        switch bytes[start] {
        case 0x22: isComplete = isJSON ? walkJSON() : walkFlow(from: start + 1, to: end - 1, quote: 0x22)
        case 0x27: isComplete = walkFlow(from: start + 1, to: end - 1, quote: 0x27)
        case 0x7c: isComplete = walkLiteral()
        case 0x3e: isComplete = walkFolded()
        default: isComplete = walkFlow(from: start, to: end, quote: 0)
        }
        return isComplete && decoded == text.count ? found : []
    }

    /// Notes that the next `count` decoded bytes are the source bytes at `source`.
    private mutating func keep(_ count: Int, from source: Int) {
        defer { decoded += count }
        if let last = found.last, Int(last.decoded + last.count) == decoded, Int(last.source + last.count) == source {
            found[found.count - 1] = .init(
                decoded: Int(last.decoded), source: Int(last.source), count: Int(last.count) + count)
        } else if count > 0 {
            found.append(.init(decoded: decoded, source: source, count: count))
        }
    }

    // MARK: Escapes

    private mutating func walkJSON() -> Bool {
        var index = start + 1
        while index < end - 1 {
            if bytes[index] != 0x5c {
                keep(1, from: index)
                index += 1
                continue
            }
            guard case .scalar(let scalar, let size) = JSONEscape.read(bytes, index, end - 1) else { return false }
            keepEscape(UTF8.width(scalar), from: index)
            index += size
        }
        return true
    }

    /// An escape: its first decoded byte stands at the backslash, further ones too.
    private mutating func keepEscape(_ count: Int, from source: Int) {
        for _ in 0..<count {
            found.append(.init(decoded: decoded, source: source, count: 1))
            decoded += 1
        }
    }

    /// The size of a YAML escape and of what it stands for; nil for none (YAML 1.2.2 §5.7).
    private func yamlEscape(_ index: Int, _ limit: Int) -> (size: Int, width: Int)? {
        guard index + 1 < limit else { return nil }
        switch bytes[index + 1] {
        case 0x78, 0x75, 0x55:
            let digits = bytes[index + 1] == 0x78 ? 2 : bytes[index + 1] == 0x75 ? 4 : 8
            guard index + 2 + digits <= limit else { return nil }
            let spelling = String(decoding: bytes[index + 2..<index + 2 + digits], as: UTF8.self)
            guard let value = UInt32(spelling, radix: 16), let scalar = Unicode.Scalar(value) else { return nil }
            return (2 + digits, UTF8.width(scalar))
        case 0x4e, 0x5f: return (2, 2)
        case 0x4c, 0x50: return (2, 3)
        default: return (2, 1)
        }
    }

    // MARK: Plain and quoted

    private func isLineEnd(_ index: Int) -> Bool { bytes[index] == 0x0a || bytes[index] == 0x0d }

    private func isBlank(_ index: Int) -> Bool { bytes[index] == 0x20 || bytes[index] == 0x09 }

    private func lineEndSize(_ index: Int, _ limit: Int) -> Int {
        bytes[index] == 0x0d && index + 1 < limit && bytes[index + 1] == 0x0a ? 2 : 1
    }

    /// Plain and quoted scalars: a run of line ends becomes a space, or one line feed less than it has.
    private mutating func walkFlow(from first: Int, to limit: Int, quote: UInt8) -> Bool {
        var index = first
        while index < limit {
            if isBlank(index) || isLineEnd(index) {
                index = walkBlanks(index, limit)
            } else if quote == 0x27, bytes[index] == 0x27 {
                keepEscape(1, from: index)
                index += 2
            } else if quote == 0x22, bytes[index] == 0x5c {
                guard index + 1 < limit else { return false }
                if isLineEnd(index + 1) {
                    index = afterEscapedLineEnd(index + 1, limit)
                } else {
                    guard let (size, width) = yamlEscape(index, limit) else { return false }
                    keepEscape(width, from: index)
                    index += size
                }
            } else {
                keep(1, from: index)
                index += 1
            }
        }
        return true
    }

    private mutating func walkBlanks(_ first: Int, _ limit: Int) -> Int {
        var index = first
        while index < limit, isBlank(index) { index += 1 }
        guard index < limit, isLineEnd(index) else {
            keep(index - first, from: first)
            return index
        }
        return walkLineEnds(index, limit, isFolded: true)
    }

    /// Line ends and the blanks between them; the first becomes a space when it is alone.
    private mutating func walkLineEnds(_ first: Int, _ limit: Int, isFolded: Bool) -> Int {
        var index = first
        var ends: [Int] = []
        while index < limit, isBlank(index) || isLineEnd(index) {
            if isLineEnd(index) {
                ends.append(index)
                index += lineEndSize(index, limit)
            } else {
                index += 1
            }
        }
        let kept = isFolded && ends.count > 1 ? ends.dropFirst() : ends[...]
        for end in kept { keep(1, from: end) }
        return index
    }

    private mutating func afterEscapedLineEnd(_ first: Int, _ limit: Int) -> Int {
        var index = first + lineEndSize(first, limit)
        while index < limit, isBlank(index) { index += 1 }
        return index < limit && isLineEnd(index) ? walkLineEnds(index, limit, isFolded: false) : index
    }

    // MARK: Blocks

    /// The line at an offset: where its text ends and where the next starts.
    private func line(_ from: Int) -> (end: Int, next: Int) {
        var index = from
        while index < bytes.count, !isLineEnd(index) { index += 1 }
        return (index, index < bytes.count ? index + lineEndSize(index, bytes.count) : index)
    }

    /// A literal block: every decoded line is the end of a source line.
    private mutating func walkLiteral() -> Bool {
        var source = line(start).next
        while decoded < text.count {
            guard source < bytes.count else { return keepMissingLineEnd(source) }
            var size = 0
            while decoded + size < text.count, text[decoded + size] != 0x0a { size += 1 }
            let (end, next) = line(source)
            // A decoded line may be shorter than an empty source line's blanks; never longer.
            guard size <= end - source, same(decoded, end - size, size) else { return false }
            keep(size, from: end - size)
            if decoded < text.count {
                guard end < bytes.count else { return keepMissingLineEnd(end) }
                keep(1, from: end)
            }
            source = next
        }
        return true
    }

    /// The line feed libyaml adds to a last line that has none.
    private mutating func keepMissingLineEnd(_ source: Int) -> Bool {
        guard decoded == text.count - 1, text[decoded] == 0x0a, source > 0 else { return false }
        found.append(.init(decoded: decoded, source: source, count: 1))
        decoded += 1
        return true
    }

    private func same(_ decoded: Int, _ source: Int, _ count: Int) -> Bool {
        guard decoded + count <= text.count, source >= 0, source + count <= bytes.count else { return false }
        for offset in 0..<count where text[decoded + offset] != bytes[source + offset] { return false }
        return true
    }

    /// A folded block: after each source line at most one decoded blank or line feed.
    private mutating func walkFolded() -> Bool {
        var source = line(start).next
        guard let indentation = foldedIndentation(source) else { return decoded == text.count }
        while decoded < text.count {
            guard source < bytes.count else { return keepMissingLineEnd(source) }
            let (end, next) = line(source)
            let content = min(source + indentation, end)
            guard same(decoded, content, end - content) else { return false }
            keep(end - content, from: content)
            if decoded < text.count {
                let isFold = text[decoded] == 0x20 && end > content
                if text[decoded] == 0x0a || isFold { keep(1, from: min(end, bytes.count - 1)) }
            }
            source = next
        }
        return true
    }

    /// How many columns the first line with text is indented beyond what its decoded text shows.
    private func foldedIndentation(_ first: Int) -> Int? {
        var source = first
        while source < bytes.count {
            let (end, next) = line(source)
            var content = source
            while content < end, bytes[content] == 0x20 { content += 1 }
            if content < end {
                var offset = 0
                while offset < text.count, text[offset] == 0x0a { offset += 1 }
                while offset < text.count, text[offset] == 0x20, content > source {
                    content -= 1
                    offset += 1
                }
                return content - source
            }
            source = next
        }
        return nil
    }
}

extension UTF8 {
    /// How many bytes a scalar takes in UTF-8.
    static func width(_ scalar: Unicode.Scalar) -> Int {
        scalar.value < 0x80 ? 1 : scalar.value < 0x800 ? 2 : scalar.value < 0x10000 ? 3 : 4
    }
}
