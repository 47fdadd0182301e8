// A JSON document as a value that is built and changed: what the control plane keeps and answers. The data plane reads
// tapes instead, which allocate nothing.

import GateBytes

/// One value. Numbers keep their text.
package enum JSONValue: Sendable, Hashable {
    case null
    case bool(Bool)
    case number(String)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)
}

/// Members in the order in which they were added; a name stands once.
package struct JSONObject: Sendable {
    /// Most members that are looked through one by one: hashing a name costs as much as comparing a dozen.
    private static let smallMax = 12

    package private(set) var names: [String] = []
    private var values: [JSONValue] = []
    /// Places by name, once there are more than `smallMax`.
    private var places: [String: Int] = [:]

    package init() {}

    package var isEmpty: Bool { names.isEmpty }
    package var count: Int { names.count }

    private func place(_ name: String) -> Int? {
        names.count > JSONObject.smallMax ? places[name] : names.firstIndex(of: name)
    }

    private mutating func append(_ name: String, _ value: JSONValue) {
        names.append(name)
        values.append(value)
        if names.count == JSONObject.smallMax + 1 {
            index()
        } else if names.count > JSONObject.smallMax {
            places[name] = names.count - 1
        }
    }

    private mutating func remove(at place: Int) {
        names.remove(at: place)
        values.remove(at: place)
        if names.count > JSONObject.smallMax { index() } else { places = [:] }
    }

    private mutating func index() {
        places = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($0.element, $0.offset) })
    }

    private mutating func set(_ value: JSONValue?, _ name: String, at place: Int?) {
        switch (value, place) {
        case (let value?, let place?): values[place] = value
        case (let value?, nil): append(name, value)
        case (nil, let place?): remove(at: place)
        case (nil, nil): break
        }
    }

    /// The member of a name. Setting nil removes it; setting a value that is there keeps its place.
    package subscript(_ name: String) -> JSONValue? {
        get { place(name).map { values[$0] } }
        set { set(newValue, name, at: place(name)) }
        _modify {
            let place = place(name)
            var value: JSONValue?
            if let place {
                value = values[place]
                // Else whatever it holds would be copied when it is changed.
                values[place] = .null
            }
            defer { set(value, name, at: place) }
            yield &value
        }
    }
}

extension JSONObject: Sequence {
    package func makeIterator() -> AnyIterator<(name: String, value: JSONValue)> {
        var index = 0
        return AnyIterator {
            guard index < names.count else { return nil }
            defer { index += 1 }
            return (names[index], values[index])
        }
    }
}

/// Objects are equal whatever their members' order.
extension JSONObject: Hashable {
    package static func == (left: JSONObject, right: JSONObject) -> Bool {
        left.count == right.count && zip(left.names, left.values).allSatisfy { right[$0] == $1 }
    }

    package func hash(into hasher: inout Hasher) {
        var sum = 0
        for (name, value) in zip(names, values) {
            var one = Hasher()
            one.combine(name)
            one.combine(value)
            sum ^= one.finalize()
        }
        hasher.combine(sum)
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, JSONValue)...) { self.init(elements) }

    /// Later members replace earlier ones of the same name.
    package init(_ members: some Sequence<(String, JSONValue)>) {
        for (name, value) in members { self[name] = value }
    }
}

// MARK: Literals

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    // No `nil`: in `condition ? nil : value` it would be a JSON null where absence is meant.
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int) { self = .number(String(value)) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    package init(dictionaryLiteral elements: (String, JSONValue)...) { self = .object(JSONObject(elements)) }

    package init(_ value: Int) { self = .number(String(value)) }
    /// `Double` must be finite.
    package init(_ value: Double) { self = .number("\(value)") }
}

// MARK: Reading

extension JSONValue {
    package var string: String? { if case .string(let text) = self { text } else { nil } }
    package var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
    package var array: [JSONValue]? { if case .array(let values) = self { values } else { nil } }
    package var object: JSONObject? { if case .object(let members) = self { members } else { nil } }
    /// nil for numbers with a fraction, an exponent, or more than 64 bits.
    package var int: Int? { if case .number(let text) = self { Int(text) } else { nil } }
    package var double: Double? { if case .number(let text) = self { Double(text) } else { nil } }
    package var isNull: Bool { self == .null }

    /// A member of an object; nil of anything else. Setting a member makes an object of anything else.
    package subscript(_ name: String) -> JSONValue? {
        get { object?[name] }
        set {
            var members = object ?? JSONObject()
            self = .null  // Else the members would be copied.
            members[name] = newValue
            self = .object(members)
        }
    }
}

// MARK: Text

extension JSONValue {
    /// Reads one document (RFC 8259, UTF-8 checked); of members with the same name the last counts.
    package init(parsing bytes: ByteView, depthMax: Int = JSONTape.depthMax) throws(JSONFailure) {
        var tape = JSONTape()
        try tape.read(bytes, depthMax: depthMax)
        var scratch = ByteBuffer(capacity: 256)
        self.init(tape.root, &scratch)
    }

    /// Reads one document.
    package init(parsing text: String) throws(JSONFailure) {
        let bytes = Array(text.utf8)
        try self.init(parsing: bytes)
    }

    /// Reads one document.
    package init(parsing bytes: [UInt8]) throws(JSONFailure) {
        self = try bytes.withByteView { view throws(JSONFailure) in try JSONValue(parsing: view) }
    }

    /// Copies a value of a tape; recursion is bounded by the tape's depth.
    package init(_ cursor: JSONCursor) {
        var scratch = ByteBuffer(capacity: 256)
        self.init(cursor, &scratch)
    }

    private init(_ cursor: JSONCursor, _ scratch: inout ByteBuffer) {
        switch cursor.kind {
        case .null: self = .null
        case .true: self = .bool(true)
        case .false: self = .bool(false)
        case .number: self = .number(String(decoding: cursor.text.buffer, as: UTF8.self))
        case .string: self = .string(JSONValue.text(cursor, &scratch))
        case .array:
            var values: [JSONValue] = []
            values.reserveCapacity(cursor.count)
            var walk = cursor.elements
            while let element = walk.next() { values.append(JSONValue(element, &scratch)) }
            self = .array(values)
        case .object:
            var members = JSONObject()
            var walk = cursor.members
            while let member = walk.next() {
                members[JSONValue.text(member.name, &scratch)] = JSONValue(member.value, &scratch)
            }
            self = .object(members)
        }
    }

    private static func text(_ cursor: JSONCursor, _ scratch: inout ByteBuffer) -> String {
        scratch.removeAll()
        return String(decoding: cursor.decoded(scratch: &scratch).buffer, as: UTF8.self)
    }

    /// Appends compact JSON.
    package func append(to buffer: inout ByteBuffer) {
        switch self {
        case .null: buffer.append("null")
        case .bool(let value): buffer.append(value ? "true" : "false")
        case .number(let text): buffer.append(text: text)
        case .string(let text): JSONValue.appendQuoted(text, to: &buffer)
        case .array(let values):
            buffer.append(0x5b)
            for (index, value) in values.enumerated() {
                if index > 0 { buffer.append(0x2c) }
                value.append(to: &buffer)
            }
            buffer.append(0x5d)
        case .object(let members):
            buffer.append(0x7b)
            var isFirst = true
            for (name, value) in members {
                if !isFirst { buffer.append(0x2c) }
                isFirst = false
                JSONValue.appendQuoted(name, to: &buffer)
                buffer.append(0x3a)
                value.append(to: &buffer)
            }
            buffer.append(0x7d)
        }
    }

    private static func appendQuoted(_ text: String, to buffer: inout ByteBuffer) {
        Array(text.utf8).withByteView { JSONWriter.appendQuoted($0, to: &buffer) }
    }

    /// Compact JSON.
    package var json: String {
        var buffer = ByteBuffer(capacity: 512)
        append(to: &buffer)
        return String(decoding: buffer.view.buffer, as: UTF8.self)
    }

    /// JSON on as many lines as it has members and elements, `indent` blanks deeper on each level; `sortsNames` is for
    /// texts that are compared.
    package func pretty(indent: Int = 2, sortsNames: Bool = false) -> String {
        var buffer = ByteBuffer(capacity: 1024)
        append(to: &buffer, unit: indent, depth: 0, sortsNames: sortsNames)
        return String(decoding: buffer.view.buffer, as: UTF8.self)
    }

    private func append(to buffer: inout ByteBuffer, unit: Int, depth: Int, sortsNames: Bool) {
        func line(_ depth: Int, _ buffer: inout ByteBuffer) {
            buffer.append(0x0a)
            for _ in 0..<(depth * unit) { buffer.append(0x20) }
        }
        switch self {
        case .array(let values) where !values.isEmpty:
            buffer.append(0x5b)
            for (index, value) in values.enumerated() {
                if index > 0 { buffer.append(0x2c) }
                line(depth + 1, &buffer)
                value.append(to: &buffer, unit: unit, depth: depth + 1, sortsNames: sortsNames)
            }
            line(depth, &buffer)
            buffer.append(0x5d)
        case .object(let members) where !members.isEmpty:
            buffer.append(0x7b)
            for (index, name) in (sortsNames ? members.names.sorted() : members.names).enumerated() {
                if index > 0 { buffer.append(0x2c) }
                line(depth + 1, &buffer)
                JSONValue.appendQuoted(name, to: &buffer)
                buffer.append(": ")
                members[name]?.append(to: &buffer, unit: unit, depth: depth + 1, sortsNames: sortsNames)
            }
            line(depth, &buffer)
            buffer.append(0x7d)
        default: append(to: &buffer)
        }
    }
}
