// Located tree to schema graph. A work list instead of recursion, so that depth costs nothing and a cycle is met
// as a number that is already there. A wrong keyword is reported and left out; the rest of the schema holds.

import GateBytes
import GateSource
import GateTree

/// How a reader finds what `$ref` points at.
package struct SchemaSources {
    /// The schema behind an object with `$ref`, following chains and files; nil after a report.
    package let resolve: (Node) -> Node?
    /// The schema of a model by name, for references of the form
    /// `https://apigateway.amazonaws.com/restapis/{id}/models/{Name}`.
    package let model: (String) -> Node?
    /// What a text names as a reference; nil after a report.
    let target: (Node) -> Node?
    /// All models of the API, which references and discriminators name; none outside of API specifications.
    let models: () -> [(name: String, schema: Node)]
    /// Base URIs, anchors and dynamic scopes; nil where the language has none.
    let registry: SchemaRegistry?
    /// Whether schemas are those of an API specification, whose files report references that lead nowhere.
    let isAPI: Bool

    package init(
        resolve: @escaping (Node) -> Node?, target: @escaping (Node) -> Node?, model: @escaping (String) -> Node?,
        models: @escaping () -> [(name: String, schema: Node)], registry: SchemaRegistry? = nil
    ) {
        self.resolve = resolve
        self.target = target
        self.model = model
        self.models = models
        self.registry = registry
        isAPI = true
    }

    /// References by URI, as JSON Schema has them outside of API specifications.
    package init(_ registry: SchemaRegistry) {
        resolve = { registry.follow($0) }
        target = { _ in nil }
        model = { _ in nil }
        models = { [] }
        self.registry = registry
        isAPI = false
    }
}

/// Reads schemas into one graph; schemas that several roots share are read once.
package struct SchemaReader {
    package internal(set) var graph: SchemaGraph
    let sources: SchemaSources
    let sink: DiagnosticSink
    /// Whether to remark on what API Gateway does not check.
    let notesPortability: Bool
    /// Whether `format` is an assertion where no vocabulary says so.
    private let formatOption: Bool
    /// A schema as it is reached: what `$dynamicRef` means in it depends on the way.
    private struct Place: Hashable {
        let node: Node
        let scope: Int
    }

    /// Formats that have been remarked on: each once.
    var reportedFormats = Set<String>()
    private var known: [Place: Int] = [:]
    private var pending: [(Place, Int)] = []
    /// The dynamic anchors of the resources on a way, outermost first wins; number 0 is none.
    private var scopes: [[String: Node]] = [[:]]
    private var scopeNumbers: [[String: Node]: Int] = [[:]: 0]
    /// The scope of the schema being read.
    private var scope = 0
    /// The dialect of the schema being read.
    private(set) var dialect: SchemaDialect
    /// What the vocabulary of the schema being read turns on.
    private(set) var validates = true
    private(set) var assertsFormat = false
    private var isFull = false
    /// Made with the first discriminator that needs it.
    var heirTable: HeirTable?

    package init(
        dialect: SchemaDialect, sources: SchemaSources, sink: DiagnosticSink, notesPortability: Bool = false,
        assertsFormat: Bool = false
    ) {
        formatOption = assertsFormat
        graph = SchemaGraph(dialect: dialect)
        self.dialect = dialect
        self.sources = sources
        self.sink = sink
        self.notesPortability = notesPortability
    }

    /// Reads a schema and all it refers to; returns its number in the graph.
    package mutating func read(_ root: Node) -> Int {
        scope = 0
        let number = schema(root)
        while let (place, index) = pending.popLast() {
            scope = place.scope
            graph.nodes[index] = fill(place.node, graph.nodes[index])
        }
        return number
    }

    /// The scope inside of a schema: its resource's dynamic anchors join those already there.
    private mutating func scope(entering node: Node) -> Int {
        guard let resource = sources.registry?.resource(of: node), !resource.dynamicAnchors.isEmpty else {
            return scope
        }
        let joined = scopes[scope].merging(resource.dynamicAnchors) { outer, _ in outer }
        if let number = scopeNumbers[joined] { return number }
        scopes.append(joined)
        scopeNumbers[joined] = scopes.count - 1
        return scopes.count - 1
    }

    /// What a `$dynamicRef` leads to here; nil after a report.
    func dynamicTarget(of member: Member) -> Node? {
        guard let registry = sources.registry, let owner = member.value.parent else {
            sink.report(SchemaProblem.keywordIgnored(keyword: member.key, at: member.keyRange))
            return nil
        }
        let target = registry.resolveDynamic(owner, member.key, scope: scopes[scope])
        if target == nil { reportDangling(owner, member.key) }
        return target
    }

    private func reportDangling(_ node: Node, _ keyword: String) {
        guard let place = node[keyword] else { return }
        sink.report(SchemaProblem.referenceDangling(text: place.string ?? "", at: place.range))
    }

    /// The number of a subschema, which will be read later if it is new.
    mutating func schema(_ node: Node) -> Int {
        let place = Place(node: node, scope: scope(entering: node))
        if let number = known[place] { return number }
        if let target = referenceOnly(node) {
            let outer = scope
            scope = place.scope
            let number = schema(target)
            scope = outer
            known[place] = number
            return number
        }
        if graph.nodes.count >= SchemaLimits.schemasMax {
            if !isFull { sink.report(SchemaProblem.tooManySchemas(limit: SchemaLimits.schemasMax, at: node.range)) }
            isFull = true
            return 0
        }
        let number = graph.nodes.count
        graph.nodes.append(SchemaNode(range: node.range, dialect: dialect(of: node)))
        known[place] = number
        pending.append((place, number))
        return number
    }

    /// The number of a schema that stands nowhere in the text.
    mutating func append(_ node: SchemaNode) -> Int {
        graph.nodes.append(node)
        return graph.nodes.count - 1
    }

    /// The number of a schema that matches nothing or everything.
    mutating func constant(_ matches: Bool, at range: SourceRange) -> Int {
        var node = SchemaNode(range: range, dialect: dialect)
        node.isNever = !matches
        return append(node)
    }

    /// Keywords beside `$ref` that change nothing.
    private static let annotations: Set<String> = [
        "$ref", "title", "description", "summary", "default", "example", "examples", "$comment", "deprecated",
    ]

    /// The dialect of the document that a schema belongs to.
    private func dialect(of node: Node) -> SchemaDialect { sources.registry?.dialect(of: node) ?? graph.dialect }

    /// Where a schema leads that is nothing but a reference: up to draft 7 the siblings of `$ref` do not count.
    private func referenceOnly(_ node: Node) -> Node? {
        guard isReference(node) else { return nil }
        if dialect(of: node).allowsReferenceSiblings {
            let isPlain = node.members.allSatisfy { SchemaReader.annotations.contains($0.key) }
            if !isPlain { return nil }
        }
        guard let target = target(node), target != node else { return nil }
        return isReference(target) ? nil : target
    }

    func isReference(_ node: Node) -> Bool { node["$ref"]?.kind == .string }

    /// What a `$ref` points at; nil after a report.
    func target(_ node: Node) -> Node? {
        guard let text = node["$ref"]?.string else { return nil }
        guard let name = SchemaReader.modelName(text) else {
            let target = sources.resolve(node)
            if target == nil, !sources.isAPI { reportDangling(node, "$ref") }
            return target
        }
        if let model = sources.model(name) {
            return isReference(model) ? target(model, depth: 0) : model
        }
        sink.report(SchemaProblem.modelUnknown(name: name, at: node["$ref"]?.range ?? node.range))
        return nil
    }

    /// A model that is itself a reference, followed a bounded way.
    private func target(_ model: Node, depth: Int) -> Node? {
        if depth > 16 { return nil }
        guard let text = model["$ref"]?.string, let name = SchemaReader.modelName(text) else {
            return sources.resolve(model)
        }
        guard let next = sources.model(name) else {
            sink.report(SchemaProblem.modelUnknown(name: name, at: model.range))
            return nil
        }
        return isReference(next) ? target(next, depth: depth + 1) : next
    }

    /// The name in a reference to a model; a fragment behind it is not followed.
    package static func modelName(_ reference: String) -> String? {
        let prefix = "https://apigateway.amazonaws.com/restapis/"
        guard reference.hasPrefix(prefix) else { return nil }
        let parts = reference.dropFirst(prefix.count).split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[1] == "models", !parts[2].isEmpty else { return nil }
        return String(parts[2].prefix { $0 != "#" })
    }

    /// Reads the keywords of one schema.
    private mutating func fill(_ node: Node, _ blank: SchemaNode) -> SchemaNode {
        var schema = blank
        dialect = blank.dialect
        if let registry = sources.registry {
            let vocabulary = registry.vocabulary(of: node)
            validates = vocabulary.validates
            assertsFormat = formatOption || vocabulary.assertsFormat
        } else {
            assertsFormat = formatOption
        }
        if let boolean = node.boolean, dialect >= .draft6 {
            schema.isNever = !boolean
            return schema
        }
        guard node.kind == .object else {
            sink.report(SchemaProblem.schemaExpected(found: node.kind.phrase, at: node.range))
            return schema
        }
        if isReference(node) {
            // A reference that could not be followed was reported; it stands for any value.
            if !dialect.allowsReferenceSiblings { return schema }
            if let target = target(node) { schema.reference = self.schema(target) }
        }
        for member in node.members { read(member, of: node, into: &schema) }
        if dialect == .openAPI30 { dropReadOnly(from: &schema, node) }
        check(schema, node)
        return schema
    }

    /// A required member that is `readOnly` is required of answers alone (OpenAPI 3.0.3, Schema Object).
    private func dropReadOnly(from schema: inout SchemaNode, _ node: Node) {
        guard !schema.required.isEmpty, let properties = node["properties"] else { return }
        schema.required.removeAll { name in
            guard let property = properties[name] else { return false }
            let target = isReference(property) ? sources.resolve(property) : property
            return target?["readOnly"]?.boolean == true
        }
    }

    /// Remarks on keywords that contradict each other.
    private func check(_ schema: SchemaNode, _ node: Node) {
        let pairs: [(String, Int?, String, Int?)] = [
            ("minLength", schema.minLength, "maxLength", schema.maxLength),
            ("minItems", schema.minItems, "maxItems", schema.maxItems),
            ("minProperties", schema.minProperties, "maxProperties", schema.maxProperties),
        ]
        for (low, least, high, most) in pairs {
            guard let least, let most, least > most, let place = node.member(low) else { continue }
            let other = node.member(high)?.keyRange ?? place.keyRange
            sink.report(SchemaProblem.contradiction(low: low, high: high, at: place.keyRange, other: other))
        }
        if let additional = schema.additionalProperties, graph.nodes[additional].isNever,
            schema.patternProperties.isEmpty, let list = node["required"]
        {
            for name in list.elements {
                guard let text = name.string, !schema.properties.contains(where: { $0.name == text }) else { continue }
                sink.report(SchemaProblem.requiredImpossible(name: text, at: name.range))
            }
        }
    }
}
