// `discriminator` of OpenAPI (3.0.3 and 3.1.1, "Discriminator Object"): a member of the value names the schema that
// must hold as well. Names are those of `mapping`, and implicitly those of the schemas behind the references in
// `oneOf` and `anyOf`; without these, of the schema itself and of the models that extend it by `allOf`.

import GateSource
import GateTree

/// The schemas that a member's values name.
package struct Discriminator: Sendable {
    /// The member.
    package let property: String
    /// By value; nil is the schema itself, of which nothing more is asked.
    package internal(set) var schemas: [(value: String, schema: Int?)] = []
}

extension SchemaReader {
    mutating func readDiscriminator(_ member: Member, of node: Node, into schema: inout SchemaNode) {
        guard member.value.kind == .object else {
            let reason = SchemaProblem.DiscriminatorFault.notObject(member.value.kind.phrase)
            return sink.report(SchemaProblem.discriminatorUseless(reason, at: member.value.range))
        }
        guard let property = member.value["propertyName"]?.string else {
            return sink.report(SchemaProblem.discriminatorUseless(.noProperty, at: member.keyRange))
        }
        var discriminator = Discriminator(property: property)
        var seen = Set<String>()
        for entry in member.value["mapping"]?.members ?? [] {
            guard let target = mappedSchema(entry), seen.insert(entry.key).inserted else { continue }
            discriminator.schemas.append((entry.key, target == node ? nil : self.schema(target)))
        }
        for (name, target) in implicitSchemas(of: node) where seen.insert(name).inserted {
            discriminator.schemas.append((name, target == node ? nil : self.schema(target)))
        }
        // A model that nobody extends tells nothing apart.
        if discriminator.schemas.allSatisfy({ $0.schema == nil }) {
            return sink.report(SchemaProblem.discriminatorUseless(.noSchemas, at: member.keyRange))
        }
        schema.discriminator = discriminator
    }

    /// What an entry of `mapping` names: a model by its name, or any schema by a reference.
    private func mappedSchema(_ entry: Member) -> Node? {
        guard let text = entry.value.string else {
            sink.report(
                SchemaProblem.mappingDangling(entry.value.kind.phrase, nearest: nil, at: entry.value.range))
            return nil
        }
        let name = SchemaReader.componentName(text) ?? text
        if let model = sources.model(name) { return resolved(model) }
        let isReference = name == text && text.contains { $0 == "/" || $0 == "#" || $0 == "." }
        if isReference { return sources.target(entry.value).flatMap(resolved) }
        let nearest = nearestName(name, among: sources.models().map(\.name))
        sink.report(
            SchemaProblem.mappingDangling(
                "`\(text)`", nearest: nearest.map { text.dropLast(name.count) + $0 }, at: entry.value.range))
        return nil
    }

    private func resolved(_ node: Node) -> Node? { isReference(node) ? target(node) : node }

    /// The name of a component in a reference to it.
    private static func componentName(_ text: String) -> String? {
        let prefix = "#/components/schemas/"
        guard text.hasPrefix(prefix) else { return nil }
        let name = text.dropFirst(prefix.count)
        return name.contains("/") ? nil : JSONPointer.tokens("/" + SchemaURI.decoded(String(name)))?.first
    }

    /// The schemas that a value may name without a mapping, with their names.
    private mutating func implicitSchemas(of node: Node) -> [(String, Node)] {
        let alternatives = ["oneOf", "anyOf"].flatMap { node[$0]?.elements ?? [] }
        if alternatives.isEmpty { return heirs(of: node) }
        return alternatives.compactMap { alternative in
            guard let text = alternative["$ref"]?.string, let target = target(alternative) else { return nil }
            return (SchemaReader.implicitName(text), target)
        }
    }

    /// The last part of a reference.
    private static func implicitName(_ reference: String) -> String {
        if let name = modelName(reference) { return name }
        let last = reference.split { $0 == "/" || $0 == "#" }.last ?? ""
        return JSONPointer.tokens("/" + SchemaURI.decoded(String(last)))?.first ?? String(last)
    }

    /// A model's own name, and the models that extend it directly or through others.
    private mutating func heirs(of node: Node) -> [(String, Node)] {
        if heirTable == nil { heirTable = makeHeirTable() }
        var found: [(String, Node)] = []
        var seen = Set<Node>([node])
        var pending = [node]
        while let current = pending.popLast() {
            for name in heirTable?.names[current] ?? [] { found.append((name, current)) }
            for heir in heirTable?.heirs[current] ?? [] where seen.insert(heir).inserted { pending.append(heir) }
        }
        return found
    }

    private func makeHeirTable() -> HeirTable {
        var table = HeirTable()
        for (name, schema) in sources.models() {
            guard let schema = resolved(schema) else { continue }
            table.names[schema, default: []].append(name)
            for part in schema["allOf"]?.elements ?? [] where isReference(part) {
                if let parent = target(part) { table.heirs[parent, default: []].append(schema) }
            }
        }
        return table
    }
}

/// Which models extend which.
struct HeirTable {
    var names: [Node: [String]] = [:]
    var heirs: [Node: [Node]] = [:]
}
