// Values of JSON and of text in JSON, where Swift has no type that tells as much.

import Foundation

/// Any JSON.
public enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    case integer(Int)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])
}

extension JSONValue: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Int.self) {
            self = .integer(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([JSONValue].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .null:
            var container = encoder.singleValueContainer()
            try container.encodeNil()
        case .bool(let value): try encoder.whole(value)
        case .integer(let value): try encoder.whole(value)
        case .number(let value): try encoder.whole(value)
        case .string(let value): try encoder.whole(value)
        case .array(let value): try encoder.whole(value)
        case .object(let value): try encoder.members(value)
        }
    }
}

extension JSONValue: ExpressibleByBooleanLiteral,
    ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByStringLiteral, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral
{
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(integerLiteral value: Int) { self = .integer(value) }
    public init(floatLiteral value: Double) { self = .number(value) }
    public init(stringLiteral value: String) { self = .string(value) }
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(Dictionary(elements) { $1 })
    }
}

/// A value, or `null` where that says something else than absence.
public enum Nullable<Value> {
    case null
    case value(Value)

    /// The value, if it is one.
    public var value: Value? {
        if case .value(let value) = self { value } else { nil }
    }

    public init(_ value: Value?) {
        self = value.map { .value($0) } ?? .null
    }
}

extension Nullable: Equatable where Value: Equatable {}
extension Nullable: Hashable where Value: Hashable {}
extension Nullable: Sendable where Value: Sendable {}

extension Nullable: Decodable where Value: Decodable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        self = container.decodeNil() ? .null : .value(try container.decode(Value.self))
    }
}

extension Nullable: Encodable where Value: Encodable {
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .value(let value): try container.encode(value)
        }
    }
}

/// Keeps a value elsewhere, so that a type can hold itself.
@propertyWrapper
public struct Indirect<Value> {
    fileprivate indirect enum Place {
        case value(Value)
    }

    private var place: Place

    public init(wrappedValue: Value) {
        place = .value(wrappedValue)
    }

    public var wrappedValue: Value {
        get {
            switch place {
            case .value(let value): value
            }
        }
        set { place = .value(newValue) }
    }
}

extension Indirect.Place: Sendable where Value: Sendable {}
extension Indirect: Sendable where Value: Sendable {}

extension Indirect: Equatable where Value: Equatable {
    public static func == (left: Indirect, right: Indirect) -> Bool {
        left.wrappedValue == right.wrappedValue
    }
}

extension Indirect: Hashable where Value: Hashable {
    public func hash(into hasher: inout Hasher) {
        hasher.combine(wrappedValue)
    }
}

extension Indirect: Decodable where Value: Decodable {
    public init(from decoder: any Decoder) throws {
        self.init(wrappedValue: try decoder.singleValueContainer().decode(Value.self))
    }
}

extension Indirect: Encodable where Value: Encodable {
    public func encode(to encoder: any Encoder) throws {
        try encoder.whole(wrappedValue)
    }
}

/// A day of the calendar: RFC 3339's `full-date`.
public struct CalendarDate: Hashable, Sendable {
    public var year: Int
    public var month: Int
    public var day: Int

    public init(year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    /// Reads `2026-01-31`.
    public init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.count) == [4, 2, 2],
            parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]),
            (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        self.init(year: year, month: month, day: day)
    }
}

extension CalendarDate: CustomStringConvertible {
    public var description: String {
        "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    }

    private func padded(_ number: Int, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }
}

extension CalendarDate: Comparable {
    public static func < (left: CalendarDate, right: CalendarDate) -> Bool {
        (left.year, left.month, left.day) < (right.year, right.month, right.day)
    }
}

extension CalendarDate: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let date = CalendarDate(text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "\(text) is no date")
        }
        self = date
    }

    public func encode(to encoder: any Encoder) throws {
        try encoder.whole(description)
    }
}

/// A decimal number of at most 38 digits that stands in JSON as text.
public struct DecimalText: Hashable, Sendable {
    public var value: Decimal

    public init(_ value: Decimal) {
        self.value = value
    }

    /// Reads `-12.50` or `1e-3`; nil of what is none, or has more digits than can be kept.
    public init?(_ text: String) {
        guard text.wholeMatch(of: /[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,4})?/) != nil,
            let value = Decimal(string: text), !value.isNaN
        else { return nil }
        let digits = text.prefix { $0 != "e" && $0 != "E" }.filter(\.isNumber).drop { $0 == "0" }
        var places = digits[...]
        while places.last == "0" { places.removeLast() }
        guard places.count <= 38 else { return nil }
        self.init(value)
    }
}

extension DecimalText: CustomStringConvertible, Comparable, ExpressibleByIntegerLiteral {
    public var description: String { "\(value)" }

    public init(integerLiteral value: Int) { self.init(Decimal(value)) }

    public static func < (left: DecimalText, right: DecimalText) -> Bool {
        left.value < right.value
    }
}

extension DecimalText: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let number = DecimalText(text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "\(text) is no decimal number of 38 digits")
        }
        self = number
    }

    public func encode(to encoder: any Encoder) throws {
        try encoder.whole(description)
    }
}

/// Texts of which new ones may come: those that this client does not know survive as `other`.
public protocol OpenEnumeration: RawRepresentable, Codable, Hashable, Sendable,
    CustomStringConvertible
where RawValue == String {
    init(rawValue: String)
}

extension OpenEnumeration {
    public var description: String { rawValue }
}

/// RFC 3339's `date-time`.
enum Timestamp {
    static func date(_ text: String) -> Date? {
        if let date = try? Date(text, strategy: .iso8601) { return date }
        return try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }

    static func text(_ date: Date) -> String {
        let isWhole = date.timeIntervalSince1970.rounded() == date.timeIntervalSince1970
        return date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: !isWhole))
    }
}

// MARK: Coding

/// JSON to what this client's types are.
enum JSONText {
    static func value<Value: Decodable>(of data: Data, as type: Value.Type = Value.self) throws
        -> Value
    {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .custom { decoder in
            let container = try decoder.singleValueContainer()
            let text = try container.decode(String.self)
            guard let date = Timestamp.date(text) else {
                throw DecodingError.dataCorruptedError(
                    in: container, debugDescription: "\(text) is no time")
            }
            return date
        }
        return try decoder.decode(type, from: data)
    }
}

/// A member of an object, by any name.
struct MemberKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

extension Decoder {
    /// What stands here, if it can be read as a type.
    func whole<Value: Decodable>(as type: Value.Type) -> Value? {
        try? singleValueContainer().decode(type)
    }

    /// The text of a member of the object that stands here.
    func tag(_ name: String) throws -> String? {
        try container(keyedBy: MemberKey.self).decodeIfPresent(
            String.self, forKey: MemberKey(stringValue: name))
    }

    /// Members of the object that stands here but for some.
    func members<Value: Decodable>(besides known: Set<String>) throws -> [String: Value] {
        let container = try container(keyedBy: MemberKey.self)
        var members: [String: Value] = [:]
        for key in container.allKeys where !known.contains(key.stringValue) {
            members[key.stringValue] = try container.decode(Value.self, forKey: key)
        }
        return members
    }
}

extension Encoder {
    /// Writes a value that is all that stands here.
    func whole(_ value: some Encodable) throws {
        var container = singleValueContainer()
        try container.encode(value)
    }

    /// Adds members to the object that stands here.
    func members(_ members: [String: some Encodable]) throws {
        var container = container(keyedBy: MemberKey.self)
        for (name, value) in members.sorted(by: { $0.key < $1.key }) {
            try container.encode(value, forKey: MemberKey(stringValue: name))
        }
    }
}

// What is synthesised for objects calls these, which tell `null` from absence.

extension KeyedDecodingContainer {
    func decodeIfPresent<Value: Decodable>(_ type: Nullable<Value>.Type, forKey key: Key) throws
        -> Nullable<Value>?
    {
        contains(key) ? try decode(type, forKey: key) : nil
    }

    func decodeIfPresent(_ type: JSONValue.Type, forKey key: Key) throws -> JSONValue? {
        contains(key) ? try decode(type, forKey: key) : nil
    }

    func decode<Value: Decodable>(_ type: Indirect<Value?>.Type, forKey key: Key) throws
        -> Indirect<Value?>
    {
        Indirect(wrappedValue: try decodeIfPresent(Value.self, forKey: key))
    }

    func decode<Value: Decodable>(
        _ type: Indirect<Nullable<Value>?>.Type, forKey key: Key
    ) throws -> Indirect<Nullable<Value>?> {
        Indirect(wrappedValue: try decodeIfPresent(Nullable<Value>.self, forKey: key))
    }
}

extension KeyedEncodingContainer {
    mutating func encode<Value: Encodable>(_ value: Indirect<Value?>, forKey key: Key) throws {
        try encodeIfPresent(value.wrappedValue, forKey: key)
    }
}
