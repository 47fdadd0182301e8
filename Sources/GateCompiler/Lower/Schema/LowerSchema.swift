// Schema graph to plan records. Every graph node becomes one plan node at the same distance from the first, so
// that references need no table; property tables are sorted for the validator's binary search.

import GateBytes
import GatePlan
import GateSchema
import GateSource
import GateTree

/// Compiles schemas into one plan; what several models share is compiled once.
package struct SchemaCompiler {
    private let builder: PlanBuilder
    private let sink: DiagnosticSink
    private let patterns: PatternPool
    private var reader: SchemaReader
    /// How many of the graph's nodes are in the plan.
    private var lowered = 0
    /// The plan's number of graph node 0.
    private let base: UInt32
    private var known: [Int: UInt32] = [:]
    private var shapes: XMLShapeLowering

    package init(
        dialect: SchemaDialect, sources: SchemaSources, into builder: PlanBuilder, sink: DiagnosticSink,
        patterns: PatternPool, notesPortability: Bool = false, assertsFormat: Bool = false
    ) {
        self.builder = builder
        self.sink = sink
        self.patterns = patterns
        reader = SchemaReader(
            dialect: dialect, sources: sources, sink: sink, notesPortability: notesPortability,
            assertsFormat: assertsFormat)
        base = UInt32(builder.count(of: SchemaNodeRecord.self))
        shapes = XMLShapeLowering(into: builder)
    }

    /// Compiles a schema; returns its index in the plan's `schemas` section.
    ///
    /// One compiler's nodes stand side by side in the plan: no other compiler may append between its calls.
    package mutating func lower(_ root: Node) -> UInt32 {
        let number = reader.read(root)
        if let index = known[number] { return index }
        precondition(builder.count(of: SchemaNodeRecord.self) == Int(base) + lowered)
        let end = reader.graph.nodes.count
        for node in lowered..<end { _ = builder.append(record(reader.graph.nodes[node])) }
        lowered = end
        let index = builder.append(SchemaRecord(root: plan(number)))
        known[number] = index
        return index
    }

    /// Why a schema that was lowered accepts nothing: the schema that nothing fits; nil for one that accepts something.
    mutating func refusal(of root: Node) -> SourceRange? {
        let number = reader.read(root)
        return EmptySchemas(reader.graph).reason(number)
    }

    /// Compiles how XML has a schema's values; returns the shape's index. Too many shapes are reported to `sink`.
    package mutating func lowerXML(_ root: Node, sink: DiagnosticSink) -> UInt32 {
        _ = lower(root)
        let wasFull = shapes.isFull
        let shape = shapes.lower(reader.read(root), of: reader.graph)
        if shapes.isFull, !wasFull {
            sink.report(SchemaProblem.tooManyShapes(limit: XMLShapeLowering.shapesMax, at: root.range))
        }
        return shape
    }

    /// The plan's number of a graph node.
    private func plan(_ node: Int) -> UInt32 { base + UInt32(node) }

    private func record(_ schema: SchemaNode) -> SchemaNodeRecord {
        var record = SchemaNodeRecord(types: schema.types.rawValue)
        if schema.types != .any, schema.types.contains(.integer), schema.dialect >= .draft6 {
            record.types |= SchemaNodeRecord.wholeNumber
        }
        if schema.isNever { record.flags |= SchemaNodeRecord.never }
        if schema.evaluatesMembers { record.flags |= SchemaNodeRecord.evaluatesMembers }
        if schema.evaluatesItems { record.flags |= SchemaNodeRecord.evaluatesItems }
        // Checks of one node stand side by side; the lists they refer to stand before them.
        var checks: [SchemaCheckRecord] = []
        addValueChecks(schema, to: &checks)
        addNumberChecks(schema, to: &checks)
        addStringChecks(schema, to: &checks)
        addArrayChecks(schema, to: &checks)
        addObjectChecks(schema, to: &checks)
        addCombinations(schema, to: &checks)
        record.properties = properties(schema, &record.requiredCount)
        let entries = schema.patternProperties.map { pair in
            let pattern = patterns.add(pair.pattern, options: PatternRecord.script, into: builder, sink: sink)
            return SchemaCheckRecord(.entry, plan(pair.schema), pattern)
        }
        record.patterns = builder.append(contentsOf: entries)
        if let additional = schema.additionalProperties { record.additional = plan(additional) }
        if record.properties.count > 0 || record.patterns.count > 0 || record.additional != PlanFormat.none {
            record.flags |= SchemaNodeRecord.looksAtMembers
        }
        record.checks = builder.append(contentsOf: checks)
        return record
    }

    private func properties(_ schema: SchemaNode, _ requiredCount: inout UInt32) -> RecordRange {
        var table: [(name: [UInt8], node: UInt32, flags: UInt32)] = []
        let required = Set(schema.required)
        let declared = Set(schema.properties.map(\.name))
        for property in schema.properties {
            let flags =
                SchemaPropertyRecord.declared
                | (required.contains(property.name) ? SchemaPropertyRecord.required : 0)
            table.append((Array(property.name.utf8), plan(property.schema), flags))
        }
        for name in schema.required where !declared.contains(name) {
            table.append((Array(name.utf8), PlanFormat.none, SchemaPropertyRecord.required))
        }
        table.sort { SchemaCompiler.precedes($0.name, $1.name) }
        requiredCount = UInt32(schema.required.count)
        return builder.append(
            contentsOf: table.map {
                SchemaPropertyRecord(name: builder.intern(bytes: $0.name), node: $0.node, flags: $0.flags)
            })
    }

    // MARK: Checks, in the order of JSON Schema draft 4 validation §5

    private func addNumberChecks(_ schema: SchemaNode, to checks: inout [SchemaCheckRecord]) {
        func add(_ keyword: SchemaKeyword, _ text: String, isExclusive: Bool = false) {
            let reference = builder.intern(text)
            checks.append(SchemaCheckRecord(keyword, reference.offset, reference.length, isExclusive ? 1 : 0))
        }
        if let text = schema.multipleOf { add(.multipleOf, text) }
        for bound in [schema.maximum, schema.otherMaximum] {
            if let bound { add(.maximum, bound.text, isExclusive: bound.isExclusive) }
        }
        for bound in [schema.minimum, schema.otherMinimum] {
            if let bound { add(.minimum, bound.text, isExclusive: bound.isExclusive) }
        }
    }

    private func addStringChecks(_ schema: SchemaNode, to checks: inout [SchemaCheckRecord]) {
        add(.maxLength, schema.maxLength, to: &checks)
        add(.minLength, schema.minLength, to: &checks)
        guard let pattern = schema.pattern else { return }
        let index = patterns.add(pattern, options: PatternRecord.script, into: builder, sink: sink)
        checks.append(SchemaCheckRecord(.pattern, index))
    }

    private func add(_ keyword: SchemaKeyword, _ value: Int?, to checks: inout [SchemaCheckRecord]) {
        if let value { checks.append(SchemaCheckRecord(keyword, UInt32(clamping: value))) }
    }

    private func addList(_ keyword: SchemaKeyword, _ nodes: [Int], to checks: inout [SchemaCheckRecord]) {
        if nodes.isEmpty { return }
        let range = builder.append(contentsOf: nodes.map { SchemaCheckRecord(.entry, plan($0)) })
        checks.append(SchemaCheckRecord(keyword, range.start, range.count))
    }

    private func addArrayChecks(_ schema: SchemaNode, to checks: inout [SchemaCheckRecord]) {
        add(.maxItems, schema.maxItems, to: &checks)
        add(.minItems, schema.minItems, to: &checks)
        addList(.prefixItems, schema.prefixItems, to: &checks)
        if let items = schema.items {
            checks.append(SchemaCheckRecord(.items, plan(items), UInt32(schema.prefixItems.count)))
        }
        if schema.hasUniqueItems { checks.append(SchemaCheckRecord(.uniqueItems)) }
        if let contains = schema.contains {
            checks.append(
                SchemaCheckRecord(
                    .contains, plan(contains), UInt32(clamping: schema.minContains ?? 1),
                    UInt32(clamping: schema.maxContains ?? SchemaLimits.countMax)))
        }
    }

    private func addObjectChecks(_ schema: SchemaNode, to checks: inout [SchemaCheckRecord]) {
        add(.maxProperties, schema.maxProperties, to: &checks)
        add(.minProperties, schema.minProperties, to: &checks)
        if let names = schema.propertyNames { checks.append(SchemaCheckRecord(.propertyNames, plan(names))) }
        for entry in schema.dependencies {
            let name = builder.intern(entry.name)
            checks.append(SchemaCheckRecord(.dependency, name.offset, name.length, plan(entry.schema)))
        }
    }

    private func addCombinations(_ schema: SchemaNode, to checks: inout [SchemaCheckRecord]) {
        addList(.allOf, schema.allOf, to: &checks)
        addList(.anyOf, schema.anyOf, to: &checks)
        addList(.oneOf, schema.oneOf, to: &checks)
        if let not = schema.not { checks.append(SchemaCheckRecord(.not, plan(not))) }
        // Without branches it only evaluates (2020-12 core §11), which is all that is asked of it then.
        let isAsked = schema.consequence != nil || schema.alternative != nil || reader.graph.tracksEvaluation
        if let condition = schema.condition, isAsked {
            checks.append(
                SchemaCheckRecord(
                    .condition, plan(condition), schema.consequence.map(plan) ?? PlanFormat.none,
                    schema.alternative.map(plan) ?? PlanFormat.none))
        }
        for reference in [schema.reference, schema.dynamicReference] {
            if let reference { checks.append(SchemaCheckRecord(.reference, plan(reference))) }
        }
        if let discriminator = schema.discriminator { addDiscriminator(discriminator, to: &checks) }
        // They ask what all others have looked at.
        if let node = schema.unevaluatedProperties {
            checks.append(SchemaCheckRecord(.unevaluatedProperties, plan(node)))
        }
        if let node = schema.unevaluatedItems { checks.append(SchemaCheckRecord(.unevaluatedItems, plan(node))) }
    }

    private func addDiscriminator(_ discriminator: Discriminator, to checks: inout [SchemaCheckRecord]) {
        let property = builder.append(
            SchemaPropertyRecord(name: builder.intern(discriminator.property), node: PlanFormat.none, flags: 0))
        let table = discriminator.schemas.map { (name: Array($0.value.utf8), schema: $0.schema) }.sorted {
            SchemaCompiler.precedes($0.name, $1.name)
        }
        let values = builder.append(
            contentsOf: table.map { entry in
                SchemaPropertyRecord(
                    name: builder.intern(bytes: entry.name), node: entry.schema.map(plan) ?? PlanFormat.none,
                    flags: entry.schema == nil ? 0 : SchemaPropertyRecord.declared)
            })
        checks.append(SchemaCheckRecord(.discriminator, values.start, values.count, property))
    }

    /// The order of property tables: by length, then by bytes.
    private static func precedes(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        left.count != right.count ? left.count < right.count : left.lexicographicallyPrecedes(right)
    }

    private func addValueChecks(_ schema: SchemaNode, to checks: inout [SchemaCheckRecord]) {
        if let values = schema.enumeration {
            if let index = append(values, "enum", schema) { checks.append(SchemaCheckRecord(.enumeration, index)) }
        }
        if let name = schema.format, var format = SchemaFormat.names[name] {
            if format == .hostname, schema.dialect < .draft7 { format = .plainHostname }
            checks.append(SchemaCheckRecord(.format, format.rawValue))
        }
        if let value = schema.constant {
            if let index = append([value], "const", schema) { checks.append(SchemaCheckRecord(.enumeration, index)) }
        }
    }

    /// Stores a list of values; nil, after a report, when they are too large.
    private func append(_ values: [Node], _ keyword: String, _ schema: SchemaNode) -> UInt32? {
        var size = 0
        for value in values {
            var text: [UInt8] = []
            let isSmall = value.writeJSON(into: &text, limit: SchemaLimits.enumerationBytesMax)
            size += text.count
            if isSmall && size <= SchemaLimits.enumerationBytesMax { continue }
            sink.report(
                SchemaProblem.valueTooLarge(
                    keyword: keyword, limit: SchemaLimits.enumerationBytesMax, at: value.range))
            return nil
        }
        return SchemaValueLowering(builder).append(list: values)
    }
}
