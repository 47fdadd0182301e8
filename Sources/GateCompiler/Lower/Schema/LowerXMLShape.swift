// Schemas to XML shapes. A value may have to match several schemas (`allOf`, `$ref`) or may match one of several
// (`anyOf`, `oneOf`); the shape of a set of schemas has the members of all of them, so that one pass over a body reads
// it whatever branch it turns out to be.

import GateBytes
import GatePlan
import GateSchema
import GateTree

/// Makes the shapes of one schema graph.
struct XMLShapeLowering {
    /// Most shapes of an API. Ours: sets of schemas can be many more than schemas. Beyond it values are untyped.
    static let shapesMax = 100_000

    private let builder: PlanBuilder
    private let shapesMax: Int
    private var known: [[Int]: UInt32] = [:]
    private var pending: [([Int], UInt32)] = []
    /// What stands for shapes beyond the bound.
    private var untyped: UInt32?

    init(into builder: PlanBuilder, shapesMax: Int = XMLShapeLowering.shapesMax) {
        self.builder = builder
        self.shapesMax = shapesMax
    }

    /// Whether there were more shapes than may be.
    var isFull: Bool { untyped != nil }

    /// The shape of a schema of the graph.
    mutating func lower(_ root: Int, of graph: SchemaGraph) -> UInt32 {
        let index = shape([root])
        while let (schemas, index) = pending.popLast() {
            builder.replace(index, with: record(XMLSchemaSet(schemas, of: graph)))
        }
        return index
    }

    private mutating func shape(_ schemas: [Int]) -> UInt32 {
        let key = Set(schemas).sorted()
        if let index = known[key] { return index }
        if known.count >= shapesMax {
            let index = untyped ?? builder.append(XMLShapeRecord(types: SchemaTypes.any.rawValue))
            untyped = index
            return index
        }
        let index = builder.append(XMLShapeRecord(types: SchemaTypes.any.rawValue))
        known[key] = index
        pending.append((key, index))
        return index
    }

    private mutating func record(_ set: XMLSchemaSet) -> XMLShapeRecord {
        var record = XMLShapeRecord(types: set.types.rawValue)
        if let rules = set.rules {
            record.name = builder.intern(rules.name ?? "")
            record.space = builder.intern(rules.namespace ?? "")
            record.prefix = builder.intern(rules.prefix ?? "")
        }
        if !set.items.isEmpty { record.item = shape(set.items) }
        if !set.additional.isEmpty { record.additional = shape(set.additional) }
        var members: [(name: [UInt8], record: XMLMemberRecord)] = set.properties.map { name, schemas in
            member(name, XMLSchemaSet(schemas, of: set.graph), isRequired: set.required.contains(name))
        }
        members.sort { left, right in
            let kinds = (left.record.flags & XMLMemberRecord.attribute, right.record.flags & XMLMemberRecord.attribute)
            if kinds.0 != kinds.1 { return kinds.0 < kinds.1 }
            if left.name.count != right.name.count { return left.name.count < right.name.count }
            return left.name.lexicographicallyPrecedes(right.name)
        }
        record.members = builder.append(contentsOf: members.map(\.record))
        return record
    }

    /// An array's own name is its wrapper's; without a wrapper its elements have the items' name (OpenAPI 3.0.3,
    /// "XML Arrays").
    private mutating func member(
        _ property: String, _ set: XMLSchemaSet, isRequired: Bool
    ) -> (name: [UInt8], record: XMLMemberRecord) {
        var record = XMLMemberRecord(property: builder.intern(property), shape: shape(set.schemas))
        if isRequired { record.flags |= XMLMemberRecord.required }
        var rules = set.rules
        var name = rules?.name ?? property
        if set.types != .any, set.types.contains(.array) {
            let item = XMLSchemaSet(set.items, of: set.graph).rules
            if rules?.isWrapped == true {
                record.flags |= XMLMemberRecord.wrapped
                record.itemName = builder.intern(item?.name ?? name)
            } else {
                rules = item
                name = item?.name ?? property
            }
        } else if rules?.isAttribute == true {
            record.flags |= XMLMemberRecord.attribute
        }
        record.name = builder.intern(name)
        record.space = builder.intern(rules?.namespace ?? "")
        record.prefix = builder.intern(rules?.prefix ?? "")
        return (Array(name.utf8), record)
    }
}

/// Schemas that one value must or may match, with all they lead to.
private struct XMLSchemaSet {
    let graph: SchemaGraph
    let schemas: [Int]
    /// `schemas` and what they combine.
    private let all: [Int]

    init(_ schemas: [Int], of graph: SchemaGraph) {
        self.graph = graph
        self.schemas = Set(schemas).sorted()
        all = XMLSchemaSet.closure(of: schemas, in: graph, isMust: false)
    }

    private static func closure(of schemas: [Int], in graph: SchemaGraph, isMust: Bool) -> [Int] {
        var found: [Int] = []
        var seen = Set<Int>()
        var open = Array(schemas.reversed())
        while let number = open.popLast() {
            guard seen.insert(number).inserted else { continue }
            found.append(number)
            let node = graph.nodes[number]
            var next = [node.reference, node.dynamicReference].compactMap { $0 } + node.allOf
            if !isMust {
                next += node.anyOf + node.oneOf + [node.consequence, node.alternative].compactMap { $0 }
                next += node.discriminator?.schemas.compactMap(\.schema) ?? []
            }
            open += next.reversed()
        }
        return found
    }

    /// The types of all schemas that name some; of those with `enum` alone, the types of its values.
    var types: SchemaTypes {
        var types: SchemaTypes = []
        for number in all {
            let node = graph.nodes[number]
            if node.types != .any {
                types.formUnion(node.types)
            } else if let values = node.enumeration ?? node.constant.map({ [$0] }) {
                for value in values { types.formUnion(SchemaTypes(ofValue: value.kind)) }
            } else if !node.properties.isEmpty {
                types.formUnion(.object)
            } else if node.items != nil {
                types.formUnion(.array)
            }
        }
        return types.isEmpty ? .any : types
    }

    /// The rules of the schema itself, of what it refers to, or of the one schema it extends.
    var rules: XMLRules? {
        var open = schemas
        var seen = Set<Int>()
        while let number = open.first {
            open.removeFirst()
            guard seen.insert(number).inserted else { continue }
            let node = graph.nodes[number]
            if let rules = node.xml { return rules }
            if let reference = node.reference { open.append(reference) }
            if node.allOf.count == 1 { open += node.allOf }
        }
        return nil
    }

    /// What elements match.
    var items: [Int] {
        all.flatMap { graph.nodes[$0].prefixItems + [graph.nodes[$0].items].compactMap { $0 } }
    }

    /// What members match that no schema names.
    var additional: [Int] {
        all.flatMap { number -> [Int] in
            let node = graph.nodes[number]
            return node.patternProperties.map(\.schema)
                + [node.additionalProperties].compactMap { $0 }.filter { !graph.nodes[$0].isNever }
        }
    }

    /// Members that every value has.
    var required: Set<String> {
        Set(XMLSchemaSet.closure(of: schemas, in: graph, isMust: true).flatMap { graph.nodes[$0].required })
    }

    /// Every declared member with its schemas, in the order of first declaration.
    var properties: [(name: String, schemas: [Int])] {
        var result: [(name: String, schemas: [Int])] = []
        var places: [String: Int] = [:]
        for number in all {
            for property in graph.nodes[number].properties {
                if let place = places[property.name] {
                    result[place].schemas.append(property.schema)
                } else {
                    places[property.name] = result.count
                    result.append((property.name, [property.schema]))
                }
            }
        }
        return result
    }
}

extension SchemaTypes {
    /// The type of a value of `enum`.
    fileprivate init(ofValue kind: Node.Kind) {
        switch kind {
        case .null: self = .null
        case .boolean: self = .boolean
        case .number: self = .number
        case .string: self = .string
        case .array: self = .array
        case .object: self = .object
        }
    }
}
