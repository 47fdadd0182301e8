// Schemas that no value fits. Only what is certain counts: a doubt, a cycle or too much work makes a schema one that
// accepts something.

import GateSchema
import GateSource
import GateTree

/// Looks for schemas that accept nothing.
struct EmptySchemas {
    /// Deepest way through a graph.
    static let depthMax = 32
    /// Most schemas that are looked at for one model.
    static let schemasMax = 2_000

    private let nodes: [SchemaNode]
    private var left = schemasMax
    /// What was looked at already.
    private var reasons: [Int: SourceRange?] = [:]
    private var types: [Int: SchemaTypes] = [:]

    init(_ graph: SchemaGraph) { nodes = graph.nodes }

    /// The schema that nothing fits, because of which a model accepts nothing.
    func reason(_ root: Int) -> SourceRange? {
        var search = self
        return search.reason(root, depth: 0)
    }

    private mutating func reason(_ number: Int, depth: Int) -> SourceRange? {
        if let known = reasons[number] { return known }
        left -= 1
        if depth > EmptySchemas.depthMax || left < 0 { return nil }
        // A schema that is met inside of itself is taken to accept something.
        reasons[number] = .some(nil)
        let found = search(number, depth: depth)
        reasons[number] = .some(found)
        return found
    }

    private mutating func search(_ number: Int, depth: Int) -> SourceRange? {
        let node = nodes[number]
        if node.isNever { return node.range }
        for part in node.allOf + [node.reference].compactMap({ $0 }) {
            if let range = reason(part, depth: depth + 1) { return range }
        }
        for ways in [node.anyOf, node.oneOf] where !ways.isEmpty {
            var first: SourceRange?
            var isEmpty = true
            for way in ways where isEmpty {
                let range = reason(way, depth: depth + 1)
                isEmpty = range != nil
                first = first ?? range
            }
            if isEmpty { return first }
        }
        if types(number, depth: 0).isEmpty || excludesItsValues(node) || contradictsItself(node) { return node.range }
        if let not = node.not, acceptsAll(not) { return node.range }
        return missingPart(node, depth: depth)
    }

    /// A required member or element that cannot exist.
    private mutating func missingPart(_ node: SchemaNode, depth: Int) -> SourceRange? {
        if node.types == .object {
            for name in node.required {
                guard let property = node.properties.first(where: { $0.name == name }) else { continue }
                if let range = reason(property.schema, depth: depth + 1) { return range }
            }
        }
        if node.types == .array, node.minItems ?? 0 > 0, node.prefixItems.isEmpty, let items = node.items {
            return reason(items, depth: depth + 1)
        }
        return nil
    }

    /// The types that a schema and all it includes allow; `number` includes `integer`.
    private mutating func types(_ number: Int, depth: Int) -> SchemaTypes {
        if let known = types[number] { return known }
        let node = nodes[number]
        var found = node.types
        if found.contains(.number) { found.insert(.integer) }
        types[number] = found
        if depth > EmptySchemas.depthMax { return found }
        for part in node.allOf + [node.reference].compactMap({ $0 }) {
            found.formIntersection(types(part, depth: depth + 1))
        }
        types[number] = found
        return found
    }

    /// Whether no value of `enum` or `const` has one of the types.
    private func excludesItsValues(_ node: SchemaNode) -> Bool {
        guard let values = node.enumeration ?? node.constant.map({ [$0] }), !values.isEmpty else { return false }
        return values.allSatisfy { !node.types.contains(any: EmptySchemas.types(of: $0)) }
    }

    /// The types that a value may count as.
    private static func types(of value: Node) -> SchemaTypes {
        switch value.kind {
        case .null: return .null
        case .boolean: return .boolean
        // `1.0` is an integer in some drafts.
        case .number: return [.number, .integer]
        case .string: return .string
        case .array: return .array
        case .object: return .object
        }
    }

    /// Whether a lower bound of a number exceeds its upper bound.
    private func contradictsItself(_ node: SchemaNode) -> Bool {
        guard node.types.isSubset(of: [.integer, .number]), let low = node.minimum, let high = node.maximum,
            let least = Double(low.text), let most = Double(high.text)
        else { return false }
        return least > most || least == most && (low.isExclusive || high.isExclusive)
    }

    /// Whether a schema says nothing.
    private func acceptsAll(_ number: Int) -> Bool {
        let node = nodes[number]
        return node.types == .any && !node.isNever && node.enumeration == nil && node.constant == nil
            && node.allOf.isEmpty && node.anyOf.isEmpty && node.oneOf.isEmpty && node.not == nil
            && node.reference == nil && node.dynamicReference == nil && node.condition == nil && node.pattern == nil
            && node.required.isEmpty && node.properties.isEmpty && node.patternProperties.isEmpty
            && node.additionalProperties == nil && node.items == nil && node.prefixItems.isEmpty
            && node.multipleOf == nil && node.maximum == nil && node.minimum == nil && node.otherMaximum == nil
            && node.otherMinimum == nil && node.maxLength == nil && node.minLength == nil && node.maxItems == nil
            && node.minItems == nil && !node.hasUniqueItems && node.maxProperties == nil
            && node.minProperties == nil && node.propertyNames == nil && node.contains == nil
            && node.unevaluatedItems == nil && node.unevaluatedProperties == nil && node.dependencies.isEmpty
            && node.format == nil && node.discriminator == nil
    }
}

extension SchemaTypes {
    fileprivate func contains(any other: SchemaTypes) -> Bool { !isDisjoint(with: other) }
}
