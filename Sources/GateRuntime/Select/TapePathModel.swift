// Paths over a tape. Values of the document are tape indices; what functions make is JSON text in a buffer, with
// the index's top bit set. Made values are results only: nothing searches them further.

import GateBytes
import GateJSON

/// A tape as the path machine sees it.
struct TapePathModel: PathModel, ~Copyable {
    /// Marks a made value.
    private static let made: UInt32 = 1 << 31

    private struct Made {
        let kind: JSONKind
        let start: Int
        let end: Int
    }

    /// A walk over elements, or over members.
    struct Place: BitwiseCopyable {
        var elements: JSONElements
        var members: JSONMembers
        /// A made value has nothing to walk.
        let isMade: Bool
        let isObject: Bool
    }

    /// The document; nil between evaluations.
    private var document: JSONCursor?
    private var values: [Made] = []
    private var text = ByteBuffer(capacity: 256)
    private var start = 0
    private var isList = false

    init() {}

    /// Takes a document, drops what was made for the one before.
    mutating func attach(_ root: JSONCursor) -> UInt32 {
        document = root
        values.removeAll(keepingCapacity: true)
        text.removeAll()
        return root.index
    }

    /// The tape's value, nil for a made one.
    func cursor(_ value: UInt32) -> JSONCursor? {
        value & TapePathModel.made == 0 ? document?.at(value) : nil
    }

    /// The JSON text of a made value.
    func madeText(_ value: UInt32) -> ByteView {
        let entry = values[Int(value & ~TapePathModel.made)]
        return text.view.slice(entry.start, entry.end)
    }

    func kind(_ value: UInt32) -> JSONKind {
        cursor(value)?.kind ?? values[Int(value & ~TapePathModel.made)].kind
    }

    func count(_ value: UInt32) -> Int { cursor(value)?.count ?? 0 }

    func member(_ object: UInt32, _ name: ByteView) -> UInt32? { cursor(object)?.member(name)?.index }

    func element(_ array: UInt32, _ index: Int) -> UInt32? { cursor(array)?.element(index)?.index }

    func walk(_ container: UInt32) -> Place {
        guard let cursor = cursor(container) ?? document else { preconditionFailure("no document is attached") }
        let isMade = container & TapePathModel.made != 0
        return Place(
            elements: cursor.elements, members: cursor.members, isMade: isMade, isObject: cursor.kind == .object)
    }

    func next(_ place: inout Place) -> UInt32? {
        if place.isMade { return nil }
        return place.isObject ? place.members.next()?.value.index : place.elements.next()?.index
    }

    func text(_ value: UInt32, scratch: inout ByteBuffer) -> ByteView {
        guard let cursor = cursor(value) else {
            let text = madeText(value)
            return kind(value) == .string ? text.slice(1, text.count - 1) : text
        }
        if cursor.kind == .string { return cursor.decoded(scratch: &scratch) }
        scratch.removeAll()
        JSONNumber.appendJava(cursor.text, isInteger: cursor.isInteger, to: &scratch)
        return scratch.view
    }

    func double(_ value: UInt32) -> Double { JSONNumber.double(cursor(value)?.text ?? madeText(value)) }

    // MARK: Made values

    private mutating func finish(_ kind: JSONKind, from start: Int) -> UInt32 {
        values.append(Made(kind: kind, start: start, end: text.count))
        return UInt32(truncatingIfNeeded: values.count - 1) | TapePathModel.made
    }

    mutating func makeNull() -> UInt32 {
        let start = text.count
        text.append("null")
        return finish(.null, from: start)
    }

    mutating func make(_ value: Int) -> UInt32 {
        let start = text.count
        text.append(decimal: value)
        return finish(.number, from: start)
    }

    mutating func make(_ value: Double) -> UInt32 {
        let start = text.count
        JSONNumber.appendJava(value, to: &text)
        return finish(.number, from: start)
    }

    mutating func make(string: ByteView) -> UInt32 {
        let start = text.count
        JSONWriter.appendQuoted(string, to: &text, style: .javaJSON)
        return finish(.string, from: start)
    }

    mutating func makeNames(of object: UInt32) -> UInt32 {
        let start = text.count
        text.append(0x5b)
        if let cursor = cursor(object) {
            var walk = cursor.members
            while let member = walk.next() {
                if text.count > start + 1 { text.append(0x2c) }
                JSONWriter.appendString(member.name, to: &text, style: .javaJSON)
            }
        }
        text.append(0x5d)
        return finish(.array, from: start)
    }

    mutating func beginObject() {
        start = text.count
        isList = false
        text.append(0x7b)
    }

    mutating func add(_ name: ByteView, _ value: UInt32) {
        separate()
        JSONWriter.appendQuoted(name, to: &text, style: .javaJSON)
        text.append(0x3a)
        appendValue(value)
    }

    mutating func beginList(from array: UInt32) {
        start = text.count
        isList = true
        text.append(0x5b)
        guard let cursor = cursor(array) else { return }
        var walk = cursor.elements
        while let element = walk.next() {
            separate()
            JSONWriter.append(element, to: &text, style: .javaJSON)
        }
    }

    mutating func add(_ value: UInt32) {
        separate()
        appendValue(value)
    }

    mutating func add(literal: JSONCursor) {
        separate()
        JSONWriter.append(literal, to: &text, style: .javaJSON)
    }

    mutating func end() -> UInt32 {
        text.append(isList ? 0x5d : 0x7d)
        return finish(isList ? .array : .object, from: start)
    }

    private mutating func separate() {
        if text.count > start + 1 { text.append(0x2c) }
    }

    private mutating func appendValue(_ value: UInt32) {
        if let cursor = cursor(value) { return JSONWriter.append(cursor, to: &text, style: .javaJSON) }
        // A buffer cannot append from itself while it grows.
        var copy = ByteBuffer(capacity: 64)
        copy.append(madeText(value))
        text.append(copy.view)
    }

    // MARK: Equality

    func equals(_ value: UInt32, literal: JSONCursor, scratch: inout ByteBuffer) -> Bool {
        guard let cursor = cursor(value) else { return false }
        return JavaEquality.equals(cursor, literal, scratch: &scratch)
    }

    func equals(_ left: UInt32, _ right: UInt32, scratch: inout ByteBuffer) -> Bool {
        guard let one = cursor(left), let other = cursor(right) else { return false }
        return JavaEquality.equals(one, other, scratch: &scratch)
    }
}

/// Equality of what json-smart reads, as Java's `equals` on it: integers never equal doubles.
enum JavaEquality {
    /// Depth is bounded by the tapes' own.
    static func equals(_ left: JSONCursor, _ right: JSONCursor, scratch: inout ByteBuffer) -> Bool {
        if left.kind != right.kind { return false }
        switch left.kind {
        case .null, .true, .false: return true
        case .string: return left.equals(right.decoded(scratch: &scratch))
        case .number:
            if left.isInteger != right.isInteger { return false }
            if left.isInteger { return JSONDecimal.compare(JSONDecimal(left.text), JSONDecimal(right.text)) == 0 }
            return JSONNumber.double(left.text) == JSONNumber.double(right.text)
        case .array:
            if left.count != right.count { return false }
            var one = left.elements
            var other = right.elements
            while let a = one.next(), let b = other.next() {
                if !equals(a, b, scratch: &scratch) { return false }
            }
            return true
        case .object:
            if left.count != right.count { return false }
            var walk = left.members
            while let member = walk.next() {
                guard let value = right.member(member.name.decoded(scratch: &scratch)) else { return false }
                if !equals(member.value, value, scratch: &scratch) { return false }
            }
            return true
        }
    }
}
