// What a schema says, together with what the schemas of its `allOf` say: one object out of many. Reads nodes as they
// stand; what cannot be joined (two types that exclude each other) is what the first says. Must not make types.

import GateTree

/// A schema and the schemas it is composed of.
struct SchemaParts {
    /// The schema first, then those of `allOf`, depth first; each once.
    private(set) var nodes: [Node] = []

    init(_ schema: Node, _ documents: DocumentSet) {
        var pending = [schema]
        while let next = pending.popLast() {
            guard let node = documents.resolve(next), !nodes.contains(node), nodes.count < SchemaParts.partsMax else {
                continue
            }
            nodes.append(node)
            // References of OpenAPI 3.1 may have siblings, which `resolve` passes by.
            if next != node, next["$ref"] != nil, next.count > 1 { nodes.append(next) }
            pending += (node["allOf"]?.elements ?? []).reversed()
        }
    }

    /// Most schemas that one is composed of. Ours.
    static let partsMax = 256

    private init(nodes: [Node]) { self.nodes = nodes }

    /// These and others.
    func joined(_ other: SchemaParts) -> SchemaParts {
        SchemaParts(nodes: nodes + other.nodes.filter { !nodes.contains($0) })
    }

    /// The first value of a keyword.
    func first(_ keyword: String) -> Node? {
        for node in nodes { if let value = node[keyword] { return value } }
        return nil
    }

    /// The types named, without `null`; nil where nothing is said.
    var types: [String]? {
        for node in nodes {
            guard let type = node["type"] else { continue }
            if let text = type.string { return text == "null" ? [] : [text] }
            return type.elements.compactMap(\.string).filter { $0 != "null" }
        }
        if first("properties") != nil || first("additionalProperties") != nil { return ["object"] }
        if first("items") != nil { return ["array"] }
        return nil
    }

    var isNullable: Bool {
        nodes.contains { node in
            if node["nullable"]?.boolean == true || node["x-nullable"]?.boolean == true { return true }
            guard let type = node["type"] else { return false }
            return type.string == "null" || type.elements.contains { $0.string == "null" }
        }
    }

    /// Properties in order; the first of a name holds.
    var properties: [(name: String, schema: Node)] {
        var seen = Set<String>()
        var found: [(String, Node)] = []
        // The parts of `allOf` come first: what is inherited stands before what is added.
        for node in nodes.dropFirst() + nodes.prefix(1) {
            for member in node["properties"]?.members ?? [] where seen.insert(member.key).inserted {
                found.append((member.key, member.value))
            }
        }
        return found
    }

    var required: Set<String> {
        Set(nodes.flatMap { ($0["required"]?.elements ?? []).compactMap(\.string) })
    }

    var summary: String? { first("description")?.string ?? first("title")?.string }

    /// A description with what stands for a value that is left out, where that is a scalar.
    func described(_ description: String?) -> String? {
        guard let node = first("default"), node.kind != .object, node.kind != .array, !node.isNull,
            let text = node.scalarText
        else { return description }
        let note = "Default: `\(text)`."
        return description.map { $0.isEmpty ? note : "\($0)\n\n\(note)" } ?? note
    }

    /// The alternatives of the first part that has some.
    var alternatives: (members: [Node], discriminator: Node?)? {
        for node in nodes {
            for keyword in ["oneOf", "anyOf"] {
                guard let list = node[keyword], list.count > 0 else { continue }
                return (list.elements, node["discriminator"])
            }
        }
        return nil
    }

    var constraints: Constraints {
        var result = Constraints()
        result.minimum = number("minimum")
        result.maximum = number("maximum")
        result.excludesMinimum = first("exclusiveMinimum")?.boolean == true
        result.excludesMaximum = first("exclusiveMaximum")?.boolean == true
        // Since 2019-09 they are bounds themselves.
        if let bound = number("exclusiveMinimum") { (result.minimum, result.excludesMinimum) = (bound, true) }
        if let bound = number("exclusiveMaximum") { (result.maximum, result.excludesMaximum) = (bound, true) }
        result.multipleOf = number("multipleOf")
        result.minLength = first("minLength")?.integer
        result.maxLength = first("maxLength")?.integer
        result.pattern = first("pattern")?.string
        result.minItems = first("minItems")?.integer
        result.maxItems = first("maxItems")?.integer
        result.hasUniqueItems = first("uniqueItems")?.boolean == true
        result.minProperties = first("minProperties")?.integer
        result.maxProperties = first("maxProperties")?.integer
        return result
    }

    private func number(_ keyword: String) -> String? {
        guard let node = first(keyword), node.kind == .number, let text = node.scalarText else { return nil }
        return text.hasPrefix("+") ? String(text.dropFirst()) : text
    }
}
