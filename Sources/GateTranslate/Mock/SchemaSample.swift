// A JSON value that a schema describes: what a mock answers when a specification brings no example. The same schema
// gives the same text, whatever the run: design-first teams compare answers.
//
// Order of preference: `const`, `example`, `examples`, `default`, `enum`, then a value made from the type. An author's
// own value is taken as it stands, even where it breaks the schema. Recursion is bounded: a schema that is inside
// itself leaves its optional members away and gives `null` or an empty array where it cannot.

import GateBytes
import GateSource
import GateTree

/// Makes samples of schemas.
struct SchemaSample {
    /// Deepest nesting of made values. Ours: real specifications stay under 12.
    static let depthMax = 32
    /// Largest sample, in bytes. Ours: far below the template limit of 300 KB that a mock's answer must keep.
    static let bytesMax = 100_000
    /// Most elements that `minItems` makes. Ours.
    static let elementsMax = 16
    /// Longest string that `minLength` makes, in characters. Ours.
    static let charactersMax = 1024

    private let documents: DocumentSet
    /// Whether members that only requests carry are left away.
    private let omitsWriteOnly: Bool

    init(documents: DocumentSet, omitsWriteOnly: Bool = true) {
        self.documents = documents
        self.omitsWriteOnly = omitsWriteOnly
    }

    /// The sample as compact JSON; `null` for a schema that leads nowhere.
    func json(of schema: Node) -> String {
        var maker = SampleMaker(documents: documents, omitsWriteOnly: omitsWriteOnly)
        maker.write(schema)
        return String(decoding: maker.out, as: UTF8.self)
    }
}

/// One sample under construction.
private struct SampleMaker {
    let documents: DocumentSet
    let omitsWriteOnly: Bool
    var out: [UInt8] = []
    /// Schemas whose values are open.
    private var open: [Node] = []

    init(documents: DocumentSet, omitsWriteOnly: Bool) {
        self.documents = documents
        self.omitsWriteOnly = omitsWriteOnly
    }

    mutating func write(_ schema: Node) {
        guard let schema = documents.resolve(schema), canOpen(schema) else { return append("null") }
        if let value = authored(schema) { return append(value) }
        open.append(schema)
        defer { open.removeLast() }
        let parts = Parts(schema, documents)
        if let value = parts.firstAuthored(authored) { return append(value) }
        switch parts.type {
        case "object": writeObject(parts)
        case "array": writeArray(parts)
        case "string": writeString(parts)
        case "integer": append(String(SampleNumber.integer(parts)))
        case "number": append(SampleNumber.number(parts))
        case "boolean": append("true")
        default: append("null")
        }
    }

    private func canOpen(_ schema: Node) -> Bool {
        open.count < SchemaSample.depthMax && out.count < SchemaSample.bytesMax && !open.contains(schema)
    }

    private mutating func append(_ text: String) { out += Array(text.utf8) }

    /// The value that the author gave, as JSON.
    private func authored(_ schema: Node) -> String? {
        let value =
            schema.member("const")?.value ?? schema.member("example")?.value
            ?? schema["examples"]?.element(0) ?? schema.member("default")?.value ?? schema["enum"]?.element(0)
        return value.flatMap { $0.json(limit: SchemaSample.bytesMax) }
    }

    // MARK: Containers

    private mutating func writeObject(_ parts: Parts) {
        append("{")
        var count = 0
        for (name, schema) in parts.properties where isShown(schema, isRequired: parts.required.contains(name)) {
            if count > 0 { append(",") }
            count += 1
            JSONText.write(name, into: &out)
            append(":")
            write(schema)
        }
        if count == 0, let additional = parts.first("additionalProperties"), additional.kind == .object,
            additional.count > 0, documents.resolve(additional).map(canOpen) ?? false
        {
            append("\"key\":")
            write(additional)
        }
        append("}")
    }

    /// Members that would lead back into an open schema are left away unless they must be there.
    private func isShown(_ schema: Node, isRequired: Bool) -> Bool {
        guard let resolved = documents.resolve(schema) else { return false }
        if omitsWriteOnly, resolved["writeOnly"]?.boolean == true { return false }
        if isRequired { return true }
        if !canOpen(resolved) { return false }
        guard let items = resolved["items"], let element = documents.resolve(items) else { return true }
        return canOpen(element)
    }

    private mutating func writeArray(_ parts: Parts) {
        append("[")
        let first = parts.first("prefixItems")?.elements ?? []
        let items = parts.first("items")
        let least = parts.first("minItems")?.integer ?? 1
        let most = parts.first("maxItems")?.integer ?? Int.max
        let count = min(max(least, 1, first.count), most, SchemaSample.elementsMax)
        for index in 0..<max(0, count) {
            guard let schema = index < first.count ? first[index] : items, let element = documents.resolve(schema),
                canOpen(element)
            else { break }
            if index > 0 { append(",") }
            write(element)
        }
        append("]")
    }

    private mutating func writeString(_ parts: Parts) {
        if let pattern = parts.first("pattern")?.string,
            let text = PatternSample.text(
                pattern, least: parts.first("minLength")?.integer ?? 0,
                most: parts.first("maxLength")?.integer ?? SchemaSample.charactersMax)
        {
            return JSONText.write(text, into: &out)
        }
        var text = SampleText.ofFormat(parts.first("format")?.string)
        let least = min(parts.first("minLength")?.integer ?? 0, SchemaSample.charactersMax)
        while text.count < least { text += text.isEmpty ? "x" : String(text.prefix(least - text.count)) }
        if let most = parts.first("maxLength")?.integer, most >= 0, text.count > most {
            text = String(text.prefix(most))
        }
        JSONText.write(text, into: &out)
    }
}

/// A schema with what its `allOf` adds, and with the first of its alternatives.
struct Parts {
    /// The schema itself first.
    private(set) var schemas: [Node] = []
    /// Declared members in order, the first declaration of a name wins.
    private(set) var properties: [(name: String, schema: Node)] = []
    private(set) var required: Set<String> = []

    init(_ schema: Node, _ documents: DocumentSet) {
        collect(schema, documents)
        var seen = Set<String>()
        for part in schemas {
            for member in part["properties"]?.members ?? [] where seen.insert(member.key).inserted {
                properties.append((member.key, member.value))
            }
            for name in part["required"]?.elements ?? [] { name.string.map { _ = required.insert($0) } }
        }
    }

    private mutating func collect(_ schema: Node, _ documents: DocumentSet) {
        guard let schema = documents.resolve(schema), schema.kind == .object, !schemas.contains(schema),
            schemas.count < SchemaSample.depthMax
        else { return }
        schemas.append(schema)
        for part in schema["allOf"]?.elements ?? [] { collect(part, documents) }
        for keyword in ["oneOf", "anyOf"] {
            let alternatives = schema[keyword]?.elements ?? []
            if let chosen = alternatives.first(where: { !Parts.isNull($0, documents) }) { collect(chosen, documents) }
        }
    }

    private static func isNull(_ schema: Node, _ documents: DocumentSet) -> Bool {
        documents.resolve(schema)?["type"]?.string == "null"
    }

    /// The value of a keyword in the first part that has it.
    func first(_ keyword: String) -> Node? {
        for schema in schemas { if let value = schema.member(keyword)?.value { return value } }
        return nil
    }

    /// What an author gave in a part behind the first.
    func firstAuthored(_ value: (Node) -> String?) -> String? {
        // An example of one part of an object is not the whole object.
        if !properties.isEmpty { return nil }
        for schema in schemas.dropFirst() { if let text = value(schema) { return text } }
        return nil
    }

    /// The type that is stated (the first but `null` of a list), or that the keywords show.
    var type: String {
        if let stated = first("type") {
            if let name = stated.string { return name }
            let names = stated.elements.compactMap(\.string)
            return names.first { $0 != "null" } ?? "null"
        }
        if !properties.isEmpty || first("additionalProperties") != nil { return "object" }
        if first("items") != nil || first("prefixItems") != nil { return "array" }
        if first("format") != nil || first("pattern") != nil || first("minLength") != nil { return "string" }
        if first("minimum") != nil || first("maximum") != nil || first("multipleOf") != nil { return "number" }
        return "object"
    }
}

/// Numbers within a schema's bounds.
enum SampleNumber {
    /// The smallest whole number from 0 up (or the bound itself) that `minimum`, `maximum` and `multipleOf` allow.
    static func integer(_ parts: Parts) -> Int {
        let bounds = bounds(parts)
        let step = parts.first("multipleOf")?.integer ?? 1
        var low = bounds.low.map { whole($0.rounded(.up)) } ?? 0
        if let least = bounds.low, bounds.excludesLow, Double(low) == least { low += 1 }
        if bounds.low == nil, let high = bounds.high, high < 0 || (high == 0 && bounds.excludesHigh) {
            let top = whole(high.rounded(.down))
            return Double(top) == high && bounds.excludesHigh ? top - 1 : top
        }
        if step > 1, low % step != 0 { low += low > 0 ? step - low % step : -(low % step) }
        return low
    }

    /// A number as JSON text.
    static func number(_ parts: Parts) -> String {
        let bounds = bounds(parts)
        if let low = bounds.low {
            if !bounds.excludesLow { return text(low) }
            return text(bounds.high.map { (low + $0) / 2 } ?? low + 1)
        }
        guard let high = bounds.high, high < 0 || (high == 0 && bounds.excludesHigh) else { return "0" }
        return text(bounds.excludesHigh ? high - 1 : high)
    }

    private struct Bounds {
        var low: Double?
        var high: Double?
        var excludesLow = false
        var excludesHigh = false
    }

    /// Exclusive bounds are flags in draft 4 and numbers from draft 6 on.
    private static func bounds(_ parts: Parts) -> Bounds {
        var bounds = Bounds(low: parts.first("minimum")?.double, high: parts.first("maximum")?.double)
        if let exclusive = parts.first("exclusiveMinimum") {
            if exclusive.boolean == true { bounds.excludesLow = true }
            if let value = exclusive.double { bounds = Bounds(low: value, high: bounds.high, excludesLow: true) }
        }
        if let exclusive = parts.first("exclusiveMaximum") {
            if exclusive.boolean == true { bounds.excludesHigh = true }
            if let value = exclusive.double {
                bounds.high = value
                bounds.excludesHigh = true
            }
        }
        return bounds
    }

    /// A bound beyond the integers is as good as none.
    private static func whole(_ value: Double) -> Int {
        Int(exactly: value) ?? (value < 0 ? Int(Int32.min) : Int(Int32.max))
    }

    private static func text(_ value: Double) -> String {
        Int(exactly: value).map(String.init) ?? (value.isFinite ? "\(value)" : "0")
    }
}

/// Strings of the formats that OpenAPI and JSON Schema name.
enum SampleText {
    static func ofFormat(_ format: String?) -> String {
        switch format {
        case "date-time": "2024-01-01T00:00:00Z"
        case "date": "2024-01-01"
        case "time": "00:00:00Z"
        case "duration": "P1D"
        case "email", "idn-email": "user@example.com"
        case "hostname", "idn-hostname": "example.com"
        case "ipv4": "192.0.2.1"
        case "ipv6": "2001:db8::1"
        case "uri", "iri", "url": "https://example.com/"
        case "uri-reference", "iri-reference": "/example"
        case "uuid": "00000000-0000-4000-8000-000000000000"
        case "byte": "c3RyaW5n"
        case "json-pointer": "/a"
        case "regex": ".*"
        default: "string"
        }
    }
}
