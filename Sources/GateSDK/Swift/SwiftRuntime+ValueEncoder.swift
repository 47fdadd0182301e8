// `ValueEncoder.swift`: values to a tree that bodies and parameters are written from.

extension SwiftRuntime {
    static let valueEncoder = #"""
        // Values to a tree that bodies of all kinds and parameters are written from: members keep their
        // order, bytes stay bytes, UUIDs are in lower case as RFC 9562 has them.

        import Foundation

        /// A value as it is sent.
        enum Tree: Sendable {
            case null
            case bool(Bool)
            /// A number as it is written.
            case number(String)
            case string(String)
            case data(Data)
            case array([Tree])
            case object([(name: String, value: Tree)])

            init(_ value: some Encodable) throws {
                self = try Tree.made(of: value, at: [])
            }

            fileprivate static func made(of value: some Encodable, at path: [any CodingKey]) throws -> Tree
            {
                switch value {
                case let date as Date: return .string(Timestamp.text(date))
                case let data as Data: return .data(data)
                case let decimal as Decimal where !decimal.isNaN: return .number("\(decimal)")
                case let uuid as UUID: return .string(uuid.uuidString.lowercased())
                default:
                    let encoder = TreeEncoder(codingPath: path)
                    try value.encode(to: encoder)
                    return encoder.place.tree
                }
            }

            /// A value as it stands in paths, queries and headers.
            var text: String {
                switch self {
                case .null: "null"
                case .bool(let value): value ? "true" : "false"
                case .number(let text), .string(let text): text
                case .data(let data): data.base64EncodedString()
                case .array, .object: json
                }
            }

            var json: String {
                var out = ""
                write(to: &out)
                return out
            }

            private func write(to out: inout String) {
                switch self {
                case .null, .bool, .number: out += text
                case .string, .data:
                    out += "\""
                    for scalar in text.unicodeScalars { Tree.write(scalar, to: &out) }
                    out += "\""
                case .array(let elements):
                    out += "["
                    for (index, element) in elements.enumerated() {
                        if index > 0 { out += "," }
                        element.write(to: &out)
                    }
                    out += "]"
                case .object(let members):
                    out += "{"
                    for (index, member) in members.enumerated() {
                        if index > 0 { out += "," }
                        Tree.string(member.name).write(to: &out)
                        out += ":"
                        member.value.write(to: &out)
                    }
                    out += "}"
                }
            }

            private static func write(_ scalar: Unicode.Scalar, to out: inout String) {
                switch scalar {
                case "\"": out += "\\\""
                case "\\": out += "\\\\"
                case "\n": out += "\\n"
                case "\r": out += "\\r"
                case "\t": out += "\\t"
                default:
                    if scalar.value < 0x20 {
                        let digits = String(scalar.value, radix: 16)
                        out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                    } else {
                        out.unicodeScalars.append(scalar)
                    }
                }
            }
        }

        /// Where an encoder writes.
        private final class TreePlace {
            var value: Tree?
            var members: [(name: String, place: TreePlace)]?
            var elements: [TreePlace]?

            var tree: Tree {
                if let members { return .object(members.map { ($0.name, $0.place.tree) }) }
                if let elements { return .array(elements.map(\.tree)) }
                return value ?? .object([])
            }

            func member(_ name: String) -> TreePlace {
                let place = TreePlace()
                members = (members ?? []).filter { $0.name != name } + [(name, place)]
                return place
            }

            func element() -> TreePlace {
                let place = TreePlace()
                elements = (elements ?? []) + [place]
                return place
            }

            func set(_ value: some Encodable, at path: [any CodingKey]) throws {
                self.value = try Tree.made(of: value, at: path)
            }

            func set(number: Double, at path: [any CodingKey]) throws {
                guard number.isFinite else {
                    throw EncodingError.invalidValue(
                        number,
                        EncodingError.Context(codingPath: path, debugDescription: "JSON has no \(number)"))
                }
                let isWhole = number.rounded() == number && abs(number) < 9_007_199_254_740_992
                value = .number(isWhole ? String(Int64(number)) : "\(number)")
            }
        }

        private struct TreeEncoder: Encoder, SingleValueEncodingContainer {
            let place: TreePlace
            let codingPath: [any CodingKey]
            var userInfo: [CodingUserInfoKey: Any] { [:] }

            init(place: TreePlace = TreePlace(), codingPath: [any CodingKey]) {
                self.place = place
                self.codingPath = codingPath
            }

            func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
                place.members = place.members ?? []
                return KeyedEncodingContainer(TreeMembers<Key>(place: place, codingPath: codingPath))
            }

            func unkeyedContainer() -> any UnkeyedEncodingContainer {
                place.elements = place.elements ?? []
                return TreeElements(place: place, codingPath: codingPath)
            }

            func singleValueContainer() -> any SingleValueEncodingContainer { self }

            func encodeNil() { place.value = .null }
            func encode(_ value: Bool) { place.value = .bool(value) }
            func encode(_ value: String) { place.value = .string(value) }
            func encode(_ value: Double) throws { try place.set(number: value, at: codingPath) }
            func encode(_ value: Float) throws { try place.set(number: Double(value), at: codingPath) }
            func encode(_ value: Int) { place.value = .number(String(value)) }
            func encode(_ value: Int8) { place.value = .number(String(value)) }
            func encode(_ value: Int16) { place.value = .number(String(value)) }
            func encode(_ value: Int32) { place.value = .number(String(value)) }
            func encode(_ value: Int64) { place.value = .number(String(value)) }
            func encode(_ value: UInt) { place.value = .number(String(value)) }
            func encode(_ value: UInt8) { place.value = .number(String(value)) }
            func encode(_ value: UInt16) { place.value = .number(String(value)) }
            func encode(_ value: UInt32) { place.value = .number(String(value)) }
            func encode(_ value: UInt64) { place.value = .number(String(value)) }

            func encode(_ value: some Encodable) throws { try place.set(value, at: codingPath) }
        }

        private struct TreeMembers<Key: CodingKey>: KeyedEncodingContainerProtocol {
            let place: TreePlace
            let codingPath: [any CodingKey]

            func encodeNil(forKey key: Key) { place.member(key.stringValue).value = .null }

            func encode(_ value: some Encodable, forKey key: Key) throws {
                try place.member(key.stringValue).set(value, at: codingPath + [key])
            }

            func nestedContainer<Nested: CodingKey>(
                keyedBy type: Nested.Type, forKey key: Key
            ) -> KeyedEncodingContainer<Nested> {
                TreeEncoder(place: place.member(key.stringValue), codingPath: codingPath + [key]).container(
                    keyedBy: type)
            }

            func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
                TreeEncoder(place: place.member(key.stringValue), codingPath: codingPath + [key])
                    .unkeyedContainer()
            }

            func superEncoder() -> any Encoder {
                TreeEncoder(place: place.member("super"), codingPath: codingPath)
            }

            func superEncoder(forKey key: Key) -> any Encoder {
                TreeEncoder(place: place.member(key.stringValue), codingPath: codingPath + [key])
            }
        }

        private struct TreeElements: UnkeyedEncodingContainer {
            let place: TreePlace
            let codingPath: [any CodingKey]
            var count: Int { place.elements?.count ?? 0 }

            func encodeNil() { place.element().value = .null }
            func encode(_ value: some Encodable) throws { try place.element().set(value, at: codingPath) }

            func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<
                Nested
            > {
                TreeEncoder(place: place.element(), codingPath: codingPath).container(keyedBy: type)
            }

            func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
                TreeEncoder(place: place.element(), codingPath: codingPath).unkeyedContainer()
            }

            func superEncoder() -> any Encoder {
                TreeEncoder(place: place.element(), codingPath: codingPath)
            }
        }

        """#
}
