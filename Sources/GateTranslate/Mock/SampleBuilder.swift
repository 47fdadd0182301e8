// A value that satisfies a schema, as far as its plain keywords go: the schema's own example, default, constant or
// first allowed value, else one built from its type. The same schema gives the same value on every run.
//
// Bounded: depth, and values visited for each sample, so that neither a cycle nor `allOf` of `allOf` runs away.

import GateBytes
import GateSource
import GateTree

/// Builds samples as JSON text.
struct SampleBuilder {
    /// Deepest nesting of a sample.
    static let depthMax = 12
    /// Most schemas visited for one sample.
    static let visitsMax = 1500
    /// Largest example copied from a schema, in bytes.
    static let exampleBytesMax = 64 << 10
    /// Most elements made for `minItems`.
    static let elementsMax = 3

    private let documents: DocumentSet
    private var visits = 0
    private var open = Set<Node>()
    /// Finished samples of whole schemas.
    private var known: [Node: String] = [:]

    init(documents: DocumentSet) { self.documents = documents }

    /// The sample of a schema; nil when the schema tells nothing.
    mutating func sample(of schema: Node) -> String? {
        guard let target = documents.resolve(schema) else { return nil }
        if let text = known[target] { return text }
        visits = 0
        open.removeAll()
        var out: [UInt8] = []
        guard write(target, into: &out, depth: 0) else { return nil }
        let text = String(decoding: out, as: UTF8.self)
        known[target] = text
        return text
    }

    /// The text of a JSON scalar without quotes; other JSON as it stands.
    static func plainText(_ json: String) -> String {
        let bytes = Array(json.utf8)
        guard bytes.count >= 2, bytes.first == 0x22, bytes.last == 0x22, !bytes.contains(0x5c) else { return json }
        return String(decoding: bytes[1..<bytes.count - 1], as: UTF8.self)
    }

    // MARK: Schemas

    /// Appends a sample; false, with nothing appended, when there is none (a cycle, a bound, an empty schema).
    private mutating func write(_ node: Node, into out: inout [UInt8], depth: Int) -> Bool {
        guard depth <= SampleBuilder.depthMax, visits < SampleBuilder.visitsMax else { return false }
        visits += 1
        guard let schema = documents.resolve(node), schema.kind == .object, open.insert(schema).inserted else {
            return false
        }
        defer { open.remove(schema) }
        for key in ["example", "const", "default"] {
            if let value = schema[key], copy(value, into: &out) { return true }
        }
        for key in ["examples", "enum"] {
            if let value = schema[key]?.element(0), copy(value, into: &out) { return true }
        }
        if schema["allOf"] != nil || schema["properties"] != nil { return writeObject(schema, into: &out, depth: depth) }
        for key in ["oneOf", "anyOf"] {
            for choice in schema[key]?.elements ?? [] where write(choice, into: &out, depth: depth + 1) { return true }
        }
        return writeTyped(schema, into: &out, depth: depth)
    }

    private func copy(_ value: Node, into out: inout [UInt8]) -> Bool {
        let size = out.count
        if value.writeJSON(into: &out, limit: SampleBuilder.exampleBytesMax) { return true }
        out.removeSubrange(size...)
        return false
    }

    private func type(_ schema: Node) -> String? {
        if let name = schema["type"]?.string { return name }
        if let list = schema["type"]?.elements {
            let names = list.compactMap(\.string)
            return names.first { $0 != "null" } ?? names.first
        }
        if schema["items"] != nil { return "array" }
        return schema["additionalProperties"] == nil ? nil : "object"
    }

    private mutating func writeTyped(_ schema: Node, into out: inout [UInt8], depth: Int) -> Bool {
        switch type(schema) {
        case "object": out += [0x7b, 0x7d]
        case "array": writeArray(schema, into: &out, depth: depth)
        case "string": JSONText.write(SampleText.string(schema), into: &out)
        case "integer": out += Array(SampleText.number(schema, isInteger: true).utf8)
        case "number": out += Array(SampleText.number(schema, isInteger: false).utf8)
        case "boolean": out += Array("true".utf8)
        case "null": out += Array("null".utf8)
        case "file": JSONText.write("", into: &out)
        default: return false
        }
        return true
    }

    private mutating func writeArray(_ schema: Node, into out: inout [UInt8], depth: Int) {
        out.append(0x5b)
        var element: [UInt8] = []
        if let items = schema["items"], write(items, into: &element, depth: depth + 1) {
            let count = max(1, min(schema["minItems"]?.integer ?? 1, SampleBuilder.elementsMax))
            let isEmpty = schema["maxItems"]?.integer == 0
            for index in 0..<(isEmpty ? 0 : count) {
                if index > 0 { out.append(0x2c) }
                out += element
            }
        }
        out.append(0x5d)
    }

    // MARK: Objects

    /// An object with the properties of the schema and of all it is composed of.
    private mutating func writeObject(_ schema: Node, into out: inout [UInt8], depth: Int) -> Bool {
        var members = Members()
        collect(schema, into: &members, depth: depth)
        if members.names.isEmpty {
            // `allOf` of something that is no object.
            for part in schema["allOf"]?.elements ?? [] where write(part, into: &out, depth: depth + 1) { return true }
            return schema["properties"] == nil ? writeTyped(schema, into: &out, depth: depth) : empty(into: &out)
        }
        out.append(0x7b)
        for (index, name) in members.names.enumerated() {
            if index > 0 { out.append(0x2c) }
            JSONText.write(name, into: &out)
            out.append(0x3a)
            out += members.values[name] ?? []
        }
        out.append(0x7d)
        return true
    }

    private func empty(into out: inout [UInt8]) -> Bool {
        out += [0x7b, 0x7d]
        return true
    }

    /// Properties in the order they were met; a later schema's value for a name holds.
    private struct Members {
        var names: [String] = []
        var values: [String: [UInt8]] = [:]

        mutating func set(_ name: String, _ value: [UInt8]) {
            if values.updateValue(value, forKey: name) == nil { names.append(name) }
        }
    }

    private mutating func collect(_ schema: Node, into members: inout Members, depth: Int) {
        for part in schema["allOf"]?.elements ?? [] {
            guard depth < SampleBuilder.depthMax, visits < SampleBuilder.visitsMax else { return }
            visits += 1
            guard let target = documents.resolve(part), open.insert(target).inserted else { continue }
            collect(target, into: &members, depth: depth + 1)
            open.remove(target)
        }
        for property in schema["properties"]?.members ?? [] {
            let isRequestOnly = property.value["writeOnly"]?.boolean ?? false
            if isRequestOnly { continue }
            var value: [UInt8] = []
            if write(property.value, into: &value, depth: depth + 1) {
                members.set(property.key, value)
            } else if let fallback = fallback(property.value), requires(schema, property.key) {
                members.set(property.key, fallback)
            }
        }
    }

    private func requires(_ schema: Node, _ name: String) -> Bool {
        schema["required"]?.elements.contains { $0.string == name } ?? false
    }

    /// The smallest value of a required property whose sample would not end.
    private func fallback(_ node: Node) -> [UInt8]? {
        guard let schema = documents.resolve(node) else { return nil }
        switch type(schema) {
        case "array": return [0x5b, 0x5d]
        case "object": return [0x7b, 0x7d]
        case nil where schema["properties"] != nil || schema["allOf"] != nil: return [0x7b, 0x7d]
        default: return Array("null".utf8)
        }
    }
}
