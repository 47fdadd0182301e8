// Models as templates see them: which members a value may have. Schemas that combine others are looked at as one
// heap of members, and what could have any member is unknown: nothing is reported of it.

import GateJSONPath
import GateSchema
import GateSource
import GateTree

/// The models of one API, read when a template asks.
final class ModelOutline {
    /// A model.
    struct Root {
        let name: String
        let number: Int
    }

    /// What is known of a member.
    enum Answer {
        /// Its schemas; of several each may count.
        case shape([Int])
        case unknown
        case missing(isClosed: Bool, nearest: String?)
    }

    /// Most schemas that are looked at for one question.
    static let schemasMax = 200
    /// Shortest name for which a similar one is taken to be meant where other members are allowed, in bytes.
    static let similarBytesMin = 4

    private var reader: SchemaReader
    private let schema: (String) -> Node?

    init(dialect: SchemaDialect, sources: SchemaSources) {
        reader = SchemaReader(dialect: dialect, sources: sources, sink: DiagnosticSink())
        schema = sources.model
    }

    private var nodes: [SchemaNode] { reader.graph.nodes }

    func root(_ name: String) -> Root? {
        guard let schema = schema(name) else { return nil }
        return Root(name: name, number: reader.read(schema))
    }

    /// The schemas that a value of the shape may be described by, without those that only combine others.
    private func leaves(_ shape: [Int]) -> [SchemaNode]? {
        var pending = shape
        var seen = Set<Int>()
        var found: [SchemaNode] = []
        while let number = pending.popLast() {
            if !seen.insert(number).inserted { continue }
            if seen.count > ModelOutline.schemasMax { return nil }
            let node = nodes[number]
            let parts =
                node.allOf + node.anyOf + node.oneOf
                + [node.reference, node.dynamicReference, node.consequence, node.alternative].compactMap { $0 }
                + (node.discriminator?.schemas.compactMap(\.schema) ?? [])
            pending += parts
            if parts.isEmpty || !node.properties.isEmpty || node.items != nil { found.append(node) }
        }
        return found
    }

    func member(_ name: String, of shape: [Int]) -> Answer {
        guard let leaves = leaves(shape), !leaves.isEmpty else { return .unknown }
        var found: [Int] = []
        var names: [String] = []
        for node in leaves {
            let takesAny =
                node.properties.isEmpty || !node.patternProperties.isEmpty || !node.types.contains(.object)
                || node.additionalProperties.map { !nodes[$0].isNever } ?? false
            if takesAny { return .unknown }
            for property in node.properties {
                names.append(property.name)
                if property.name == name { found.append(property.schema) }
            }
        }
        if !found.isEmpty { return .shape(found) }
        let isClosed = leaves.allSatisfy { $0.additionalProperties != nil }
        let nearest = nearestName(name, among: names)
        if isClosed { return .missing(isClosed: true, nearest: nearest) }
        guard let nearest, name.utf8.count >= ModelOutline.similarBytesMin else { return .unknown }
        return .missing(isClosed: false, nearest: nearest)
    }

    /// The schemas of what a path selects among a model's values; empty when they are not known. `report` gets the
    /// first member that the model does not have.
    func shape(of path: JSONPath, in root: Root, report: (LintProblem) -> Void) -> [Int] {
        guard path.startsAtDocument else { return [] }
        var shape = [root.number]
        for step in path.steps {
            if shape.isEmpty { return [] }
            switch step.kind {
            case .names(let names):
                guard names.count == 1 else { return [] }
                shape = self.shape(of: names[0], in: shape, at: step.range, root, report: report)
            case .indexes, .wildcard, .slice, .filter: shape = items(of: shape)
            case .scan, .function: return []
            }
        }
        return path.isDefinite ? shape : []
    }

    /// The schemas of a member; empty when they are not known, or after a report.
    func shape(
        of name: String, in shape: [Int], at place: SourceRange, _ root: Root, report: (LintProblem) -> Void
    ) -> [Int] {
        if shape.isEmpty { return [] }
        switch member(name, of: shape) {
        case .shape(let found): return found
        case .unknown: return []
        case .missing(let isClosed, let nearest):
            report(.pathNotInModel(name, model: root.name, isClosed: isClosed, at: place, nearest: nearest))
            return []
        }
    }

    /// The schemas of an array's elements; empty when they are not known.
    func items(of shape: [Int]) -> [Int] {
        guard let leaves = leaves(shape) else { return [] }
        var found: [Int] = []
        for node in leaves {
            guard node.prefixItems.isEmpty, let items = node.items, node.types.contains(.array) else { return [] }
            found.append(items)
        }
        return found
    }

    /// Whether a value that fits can hold no text of a client's choice.
    func isHarmless(_ shape: [Int]) -> Bool {
        var left = ModelOutline.schemasMax
        return !shape.isEmpty && shape.allSatisfy { isHarmless($0, depth: 0, &left) }
    }

    private func isHarmless(_ number: Int, depth: Int, _ left: inout Int) -> Bool {
        left -= 1
        if depth > 8 || left < 0 { return false }
        let node = nodes[number]
        if node.types.isSubset(of: [.null, .boolean, .integer, .number]) { return true }
        if node.enumeration != nil || node.constant != nil || node.pattern != nil { return true }
        for part in node.allOf + [node.reference].compactMap({ $0 }) {
            if isHarmless(part, depth: depth + 1, &left) { return true }
        }
        let ways = node.anyOf.isEmpty ? node.oneOf : node.anyOf
        if ways.isEmpty { return false }
        for way in ways where !isHarmless(way, depth: depth + 1, &left) { return false }
        return true
    }
}
