// Which schema a URI names: base URIs (`id`, `$id`), anchors, documents that are loaded when first named. A document
// is indexed by a walk over the places where schemas stand, so that an `id` inside an `enum` is only a value.
// Must not know plans; all reading of other documents is the injected loader's.

import GateSource
import GateTree

/// The schema documents that refer to each other by URI.
package final class SchemaRegistry {
    /// A schema with a URI of its own.
    final class Resource {
        let root: Node
        let uri: SchemaURI
        /// `$anchor`, `$dynamicAnchor`, and draft 4's `id: "#name"`.
        var anchors: [String: Node] = [:]
        var dynamicAnchors: [String: Node] = [:]

        init(root: Node, uri: SchemaURI) {
            self.root = root
            self.uri = uri
        }
    }

    /// Most documents of one registry. Ours.
    package static let documentsMax = 1_000

    let dialect: SchemaDialect
    private let sources: SourceMap
    private let sink: DiagnosticSink
    private let load: (String) -> Node?
    private var resources: [String: Resource] = [:]
    private var resourceAt: [Node: Resource] = [:]
    /// URIs that the loader was asked for.
    private var asked: Set<String> = []
    private var unnamed = 0
    private var vocabularies: [Node: Vocabulary] = [:]
    /// Whether any document has a `$dynamicAnchor`.
    private(set) var hasDynamicAnchors = false

    /// `load` gives the document at an absolute URI without fragment, nil when there is none.
    package init(
        dialect: SchemaDialect, sources: SourceMap, sink: DiagnosticSink,
        load: @escaping (String) -> Node? = { _ in nil }
    ) {
        self.dialect = dialect
        self.sources = sources
        self.sink = sink
        self.load = load
    }

    /// Makes a schema known under a URI; without one it is only reachable from itself.
    package func add(_ root: Node, uri: String? = nil) {
        if resourceAt[root] != nil { return }
        unnamed += uri == nil ? 1 : 0
        index(root, SchemaURI(uri ?? "https://gatewright.invalid/\(unnamed)/schema"))
    }

    // MARK: Index

    private var idKeyword: String { dialect == .draft2020 ? "$id" : "id" }

    private func index(_ root: Node, _ uri: SchemaURI) {
        var pending = [(root, register(root, uri))]
        while let (node, outer) = pending.popLast() {
            guard node.kind == .object else { continue }
            let resource = enter(node, outer)
            forEachSubschema(of: node) { pending.append(($0, resource)) }
        }
    }

    private func register(_ root: Node, _ uri: SchemaURI) -> Resource {
        var uri = uri
        uri.fragment = nil
        let resource = Resource(root: root, uri: uri)
        resourceAt[root] = resource
        if resources[uri.withoutFragment] == nil { resources[uri.withoutFragment] = resource }
        return resource
    }

    /// Notes the names a schema gives itself; returns the resource it belongs to.
    private func enter(_ node: Node, _ outer: Resource) -> Resource {
        var resource = outer
        let isReference = node["$ref"]?.kind == .string
        // In draft 4 the siblings of `$ref` do not count.
        if let id = node[idKeyword]?.string, dialect == .draft2020 || !isReference {
            let uri = outer.uri.resolving(id)
            if let name = uri.fragment, !name.isEmpty, uri.withoutFragment == outer.uri.withoutFragment {
                outer.anchors[name] = node
            } else if uri.withoutFragment != outer.uri.withoutFragment {
                // For a document's root: its own name for itself, beside the one it was loaded by.
                resource = register(node, uri)
                if let name = uri.fragment, !name.isEmpty { resource.anchors[name] = node }
            }
        }
        guard dialect == .draft2020 else { return resource }
        if let name = node["$anchor"]?.string { resource.anchors[name] = node }
        if let name = node["$dynamicAnchor"]?.string {
            resource.anchors[name] = node
            resource.dynamicAnchors[name] = node
            hasDynamicAnchors = true
        }
        return resource
    }

    private static let schemaMaps = [
        "properties", "patternProperties", "definitions", "$defs", "dependentSchemas", "dependencies",
    ]
    private static let schemaLists = ["allOf", "anyOf", "oneOf", "prefixItems", "items"]
    private static let schemas = [
        "not", "items", "additionalItems", "additionalProperties", "contains", "propertyNames", "if", "then", "else",
        "unevaluatedProperties", "unevaluatedItems", "contentSchema",
    ]

    private func forEachSubschema(of node: Node, _ body: (Node) -> Void) {
        for member in node.members {
            switch member.value.kind {
            case .object:
                if SchemaRegistry.schemaMaps.contains(member.key) { member.value.members.forEach { body($0.value) } }
                if SchemaRegistry.schemas.contains(member.key) { body(member.value) }
            case .array:
                if SchemaRegistry.schemaLists.contains(member.key) { member.value.elements.forEach(body) }
            default: break
            }
        }
    }

    // MARK: Look-up

    /// The resource a schema belongs to.
    func resource(of node: Node) -> Resource? {
        var current = node
        while true {
            if let resource = resourceAt[current] { return resource }
            guard let parent = current.parent else { break }
            current = parent
        }
        add(current)
        return resourceAt[current]
    }

    /// What a reference with the text of `node[keyword]` points at; nil when nothing is there.
    package func resolve(_ node: Node, _ keyword: String = "$ref") -> Node? {
        guard let text = node[keyword]?.string, let resource = resource(of: node) else { return nil }
        return locate(resource.uri.resolving(text))?.target
    }

    /// Most references that lead to references. Ours.
    private static let chainMax = 64

    /// What a `$ref` points at; in draft 4, where its siblings do not count, through chains. Nil for a circle.
    func follow(_ node: Node) -> Node? {
        var current = node
        for _ in 0..<SchemaRegistry.chainMax {
            guard let target = resolve(current) else { return nil }
            if dialect == .draft2020 || target["$ref"]?.kind != .string { return target }
            current = target
        }
        return nil
    }

    /// What a `$dynamicRef` means where the given dynamic anchors are in scope (2020-12 core §8.2.3.2).
    func resolveDynamic(_ node: Node, scope: [String: Node]) -> Node? {
        guard let text = node["$dynamicRef"]?.string, let resource = resource(of: node) else { return nil }
        let uri = resource.uri.resolving(text)
        guard let found = locate(uri) else { return nil }
        let name = SchemaURI.decoded(uri.fragment ?? "")
        guard found.resource.dynamicAnchors[name] == found.target else { return found.target }
        return scope[name] ?? found.target
    }

    private func locate(_ uri: SchemaURI) -> (target: Node, resource: Resource)? {
        guard let resource = document(uri.withoutFragment) else { return nil }
        let fragment = SchemaURI.decoded(uri.fragment ?? "")
        if fragment.isEmpty { return (resource.root, resource) }
        if let anchor = resource.anchors[fragment] { return (anchor, resource) }
        guard fragment.hasPrefix("/"), let target = resource.root.atPointer(fragment) else { return nil }
        return (target, resource)
    }

    private func document(_ uri: String) -> Resource? {
        if let known = resources[uri] { return known }
        guard asked.count < SchemaRegistry.documentsMax, asked.insert(uri).inserted else { return nil }
        guard let root = builtIn(uri) ?? load(uri) else { return nil }
        index(root, SchemaURI(uri))
        return resources[uri]
    }

    private func builtIn(_ uri: String) -> Node? {
        guard let text = MetaSchemas.text(uri) else { return nil }
        let source = sources.add(path: uri + ".json", bytes: Array(text.utf8))
        return TreeParser.parse(source, sources: sources, sink: sink)
    }

    // MARK: Vocabularies

    /// What a meta-schema turns on.
    struct Vocabulary {
        var validates = true
        var assertsFormat = false
    }

    /// The vocabulary of the document a schema belongs to (2020-12 core §8.1.2).
    func vocabulary(of node: Node) -> Vocabulary {
        guard dialect == .draft2020, let root = resource(of: node)?.root else { return Vocabulary() }
        if let known = vocabularies[root] { return known }
        var vocabulary = Vocabulary()
        if let name = root["$schema"]?.string, !name.hasPrefix("https://json-schema.org/draft/2020-12/schema"),
            let meta = document(SchemaURI(name).withoutFragment)?.root, let list = meta["$vocabulary"]
        {
            let prefix = "https://json-schema.org/draft/2020-12/vocab/"
            vocabulary.validates = list[prefix + "validation"] != nil
            vocabulary.assertsFormat = list[prefix + "format-assertion"] != nil
        }
        vocabularies[root] = vocabulary
        return vocabulary
    }
}
