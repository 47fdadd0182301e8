// JSON text into a tree: RFC 8259, strictly. One pass over the bytes, no recursion; strings without escapes and
// numbers stay ranges of the source. The first syntax error ends the reading of the file.
//
// Decision: a `\uXXXX` escape of half a surrogate pair is an error (RFC 8259 §8.2 leaves it open). A
// specification that holds one is damaged, and U+FFFD would only hide it.

import GateBytes
import GateSource

/// Reads one JSON file.
struct JSONReader {
    /// What a reading gave.
    struct Outcome {
        let tree: Tree?
        /// The text broke JSON's grammar, as opposed to a bound or a duplicate key.
        let isNotJSON: Bool
    }

    /// What the grammar allows next.
    private enum State {
        case value, firstElement, firstKey, key, afterValue
    }

    private let text: UnsafeBufferPointer<UInt8>
    private let source: SourceID
    private let sink: DiagnosticSink
    private var builder: TreeBuilder
    private var index: Int
    private var isNotJSON = false
    /// Whether the last token was a comma, for the wording of the error after it.
    private var comma: Int?
    private var scratch: [UInt8] = []

    static func read(_ file: SourceFile, _ id: SourceID, limits: TreeLimits, sink: DiagnosticSink) -> Outcome {
        let scan = Encoding.scan(file.bytes, id, forYAML: false)
        if let problem = scan.problem {
            sink.report(problem)
            return Outcome(tree: nil, isNotJSON: true)
        }
        return file.bytes.withUnsafeBufferPointer { text in
            var reader = JSONReader(
                text: text, source: id, sink: sink,
                builder: TreeBuilder(bytes: file.bytes, source: id, limits: limits, sink: sink),
                index: Encoding.markSize(file.bytes))
            let isComplete = reader.readDocument()
            let tree =
                isComplete
                ? Tree(parts: reader.builder.parts, source: id, bytes: file.bytes, isJSON: true, rootID: 0) : nil
            return Outcome(tree: tree, isNotJSON: reader.isNotJSON)
        }
    }

    private init(
        text: UnsafeBufferPointer<UInt8>, source: SourceID, sink: DiagnosticSink, builder: TreeBuilder, index: Int
    ) {
        self.text = text
        self.source = source
        self.sink = sink
        self.builder = builder
        self.index = index
    }

    // MARK: Grammar

    private mutating func readDocument() -> Bool {
        skipBlanks()
        guard index < text.count else {
            sink.report(TreeProblem.noDocument(at: place(0, 0)))
            isNotJSON = true
            return false
        }
        var state = State.value
        repeat {
            guard step(&state), !builder.isStopped else { return false }
        } while !(state == .afterValue && builder.frames.isEmpty)
        skipBlanks()
        if index < text.count {
            return syntax(.jsonTrailing(found(index), at: tokenRange(index)))
        }
        return true
    }

    /// Reads one token. False after an error.
    private mutating func step(_ state: inout State) -> Bool {
        skipBlanks()
        guard index < text.count else { return unexpected(state) }
        let byte = text[index]
        switch state {
        case .firstElement:
            if byte == 0x5d { return close(&state) }
            return readValue(byte, &state)
        case .value: return readValue(byte, &state)
        case .firstKey:
            if byte == 0x7d { return close(&state) }
            return readKey(byte, &state)
        case .key: return readKey(byte, &state)
        case .afterValue:
            let isObject = builder.frames[builder.frames.count - 1].isObject
            if byte == 0x2c {
                comma = index
                index += 1
                state = isObject ? .key : .value
                return true
            }
            if byte == (isObject ? 0x7d : 0x5d) { return close(&state) }
            return unexpected(state)
        }
    }

    private mutating func close(_ state: inout State) -> Bool {
        index += 1
        builder.end(at: index)
        state = .afterValue
        return true
    }

    private mutating func readValue(_ byte: UInt8, _ state: inout State) -> Bool {
        let before = state
        state = .afterValue
        switch byte {
        case 0x7b, 0x5b:
            guard builder.begin(isObject: byte == 0x7b, start: index) != nil else { return false }
            index += 1
            state = byte == 0x7b ? .firstKey : .firstElement
            return true
        case 0x22: return readString()
        case 0x2d, 0x30...0x39: return readNumber()
        case 0x74: return readWord("true", .boolean, 1, before)
        case 0x66: return readWord("false", .boolean, 0, before)
        case 0x6e: return readWord("null", .null, 0, before)
        default: return unexpected(before)
        }
    }

    private mutating func readKey(_ byte: UInt8, _ state: inout State) -> Bool {
        guard byte == 0x22 else { return unexpected(state) }
        let start = index
        guard let hasEscapes = skipString() else { return false }
        var key = PendingKey(start: UInt32(start), end: UInt32(index), text: Tree.MemberRecord.quotedKey)
        if hasEscapes {
            guard decode(start + 1, index - 1) else { return false }
            key.hash = scratch.withUnsafeBufferPointer { KeyHash.hash($0) }
            key.text = scratch.withUnsafeBufferPointer { builder.parts.addKey($0) }
        } else {
            key.hash = KeyHash.hash(UnsafeBufferPointer(rebasing: text[start + 1..<index - 1]))
        }
        builder.key(key)
        skipBlanks()
        guard index < text.count, text[index] == 0x3a else {
            return syntax(
                .jsonUnexpected(
                    found(index), expected: "`:` after the key", at: tokenRange(index),
                    context: TreeProblem.Opener(text: "the key", range: place(start, Int(key.end)))))
        }
        index += 1
        state = .value
        return true
    }

    private mutating func readWord(
        _ word: StaticString, _ kind: Tree.RecordKind, _ count: Int, _ state: State
    ) -> Bool {
        let size = word.utf8CodeUnitCount
        let end = index + size
        guard end <= text.count, ByteView(base: word.utf8Start, count: size) == view(index, end),
            end == text.count || !ASCII.isAlphanumeric(text[end])
        else { return unexpected(state) }
        builder.scalar(kind, .verbatim, start: index, end: end, count: count)
        index = end
        return true
    }

    private mutating func readNumber() -> Bool {
        let size = NumberText.jsonLength(text, from: index)
        let end = index + size
        guard size > 0, end == text.count || !isNumberByte(text[end]) else {
            let token = tokenRange(index)
            let spelling = String(decoding: text[Int(token.start)..<Int(token.end)], as: UTF8.self)
            return syntax(.jsonNumber(spelling, at: token))
        }
        builder.scalar(.number, .verbatim, start: index, end: end)
        index = end
        return true
    }

    private func isNumberByte(_ byte: UInt8) -> Bool {
        ASCII.isAlphanumeric(byte) || byte == 0x2e || byte == 0x2b || byte == 0x2d || byte == 0x5f
    }

    // MARK: Strings

    private mutating func readString() -> Bool {
        let start = index
        guard let hasEscapes = skipString() else { return false }
        if hasEscapes {
            guard decode(start + 1, index - 1) else { return false }
            scratch.withUnsafeBufferPointer { builder.scalar(.string, text: $0, start: start, end: index) }
        } else {
            builder.scalar(.string, .quoted, start: start, end: index)
        }
        return true
    }

    /// Steps over a string, quotes included; whether it holds escapes, nil after an error.
    private mutating func skipString() -> Bool? {
        let start = index
        let raw = UnsafeRawBufferPointer(text)
        var hasEscapes = false
        index += 1
        while true {
            while index + 8 <= text.count {
                let word = raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                if JSONReader.needsCare(word) { break }
                index += 8
            }
            guard index < text.count else { break }
            let byte = text[index]
            if byte == 0x22 {
                index += 1
                return hasEscapes
            }
            if byte == 0x5c {
                hasEscapes = true
                index += 1
                guard index < text.count else { break }
            } else if byte < 0x20 {
                // A line end inside a string nearly always means that the closing quote is missing.
                if byte == 0x0a || byte == 0x0d { break }
                syntax(.jsonControlInString(byte, at: place(index, index + 1)))
                return nil
            }
            index += 1
        }
        syntax(.jsonUnterminatedString(at: place(start, min(index, text.count))))
        return nil
    }

    /// Whether one of the eight bytes is a quote, a backslash or a control character (Mycroft's zero-byte test;
    /// it may also say so of bytes from 0x80 on, which only costs time).
    private static func needsCare(_ word: UInt64) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let highs: UInt64 = 0x8080_8080_8080_8080
        let quote = word ^ (ones &* 0x22)
        let backslash = word ^ (ones &* 0x5c)
        let care =
            ((quote &- ones) & ~quote) | ((backslash &- ones) & ~backslash) | ((word &- ones &* 0x20) & ~word)
        return care & highs != 0
    }

    /// Decodes the escapes of `start..<end` into `scratch`. False after an error.
    private mutating func decode(_ start: Int, _ end: Int) -> Bool {
        scratch.removeAll(keepingCapacity: true)
        var position = start
        while position < end {
            let byte = text[position]
            if byte != 0x5c {
                scratch.append(byte)
                position += 1
                continue
            }
            switch JSONEscape.read(text, position, end) {
            case .scalar(let scalar, let size):
                scratch.append(contentsOf: String(Character(scalar)).utf8)
                position += size
            case .unknown(let size):
                return syntax(.jsonEscape(spelling(position, position + size), at: place(position, position + size)))
            case .loneSurrogate:
                return syntax(.jsonLoneSurrogate(spelling(position, position + 6), at: place(position, position + 6)))
            }
        }
        return true
    }

    // MARK: Places and errors

    private mutating func skipBlanks() {
        while index < text.count {
            let byte = text[index]
            guard byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 else { return }
            index += 1
        }
    }

    private func view(_ start: Int, _ end: Int) -> ByteView {
        ByteView(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(text)[start..<end]))
    }

    private func place(_ start: Int, _ end: Int) -> SourceRange {
        SourceRange(source: source, start: start, end: end)
    }

    private func spelling(_ start: Int, _ end: Int) -> String { String(decoding: text[start..<end], as: UTF8.self) }

    /// The word, or the one character, at an offset.
    private func tokenRange(_ start: Int) -> SourceRange {
        var end = start
        while end < text.count, end - start < 40, isNumberByte(text[end]) { end += 1 }
        if end == start, end < text.count {
            end += 1
            while end < text.count, text[end] & 0xc0 == 0x80 { end += 1 }
        }
        return place(start, end)
    }

    private func found(_ start: Int) -> TreeProblem.Found {
        guard start < text.count else { return .end }
        let byte = text[start]
        if ASCII.isControl(byte) { return .control(byte) }
        let token = tokenRange(start)
        return .text(spelling(Int(token.start), Int(token.end)))
    }

    private mutating func unexpected(_ state: State) -> Bool {
        var opener: TreeProblem.Opener?
        if let frame = builder.frames.last {
            let start = Int(builder.parts.records[Int(frame.id)].start)
            opener = TreeProblem.Opener(text: frame.isObject ? "{" : "[", range: place(start, start + 1))
        }
        let isObject = builder.frames.last?.isObject ?? false
        let expected: String
        switch state {
        case .value: expected = comma.map { $0 == previousToken() } == true ? "a value after the comma" : "a value"
        case .firstElement: expected = "a value or `]`"
        case .firstKey: expected = "a key in double quotes or `}`"
        case .key: expected = "a key in double quotes after the comma"
        case .afterValue: expected = isObject ? "`,` or `}`" : "`,` or `]`"
        }
        return syntax(.jsonUnexpected(found(index), expected: expected, at: tokenRange(index), context: opener))
    }

    /// The offset of the last byte before `index` that is not blank.
    private func previousToken() -> Int {
        var previous = index - 1
        while previous > 0, [0x20, 0x0a, 0x0d, 0x09].contains(text[previous]) { previous -= 1 }
        return previous
    }

    @discardableResult
    private mutating func syntax(_ problem: TreeProblem) -> Bool {
        sink.report(problem)
        isNotJSON = true
        return false
    }
}
