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
        let dialect: SchemaDialect
        /// `$anchor`, `$dynamicAnchor`, and the older drafts' `id: "#name"`.
        var anchors: [String: Node] = [:]
        /// `$dynamicAnchor`; of 2019-09's `$recursiveAnchor` the empty name.
        var dynamicAnchors: [String: Node] = [:]

        init(root: Node, uri: SchemaURI, dialect: SchemaDialect) {
            self.root = root
            self.uri = uri
            self.dialect = dialect
        }
    }

    /// Most documents of one registry. Ours.
    package static let documentsMax = 1_000

    let dialect: SchemaDialect
    /// Whether roots are documents that hold schemas somewhere (OpenAPI 3.1) instead of schemas.
    private let holdsDocuments: Bool
    private let sources: SourceMap
    private let sink: DiagnosticSink
    private let load: (String) -> Node?
    private var resources: [String: Resource] = [:]
    private var resourceAt: [Node: Resource] = [:]
    /// URIs that the loader was asked for.
    private var asked: Set<String> = []
    private var unnamed = 0
    private var vocabularies: [Node: Vocabulary] = [:]
    /// Whether any document has a `$dynamicAnchor` or `$recursiveAnchor`.
    private(set) var hasDynamicAnchors = false

    /// `load` gives the document at an absolute URI without fragment, nil when there is none.
    package init(
        dialect: SchemaDialect, sources: SourceMap, sink: DiagnosticSink, holdsDocuments: Bool = false,
        load: @escaping (String) -> Node? = { _ in nil }
    ) {
        self.dialect = dialect
        self.holdsDocuments = holdsDocuments
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

    private func index(_ root: Node, _ uri: SchemaURI) {
        var pending = [(root, register(root, uri, dialect(named: root) ?? dialect))]
        while let (node, outer) = pending.popLast() {
            guard node.kind == .object else { continue }
            let resource = enter(node, outer)
            forEachSubschema(of: node) { pending.append(($0, resource)) }
        }
    }

    private func dialect(named node: Node) -> SchemaDialect? {
        node["$schema"]?.string.flatMap(SchemaDialect.init(named:))
    }

    private func register(_ root: Node, _ uri: SchemaURI, _ dialect: SchemaDialect) -> Resource {
        var uri = uri
        uri.fragment = nil
        let resource = Resource(root: root, uri: uri, dialect: dialect)
        resourceAt[root] = resource
        if resources[uri.withoutFragment] == nil { resources[uri.withoutFragment] = resource }
        return resource
    }

    /// Notes the names a schema gives itself; returns the resource it belongs to.
    private func enter(_ node: Node, _ outer: Resource) -> Resource {
        var resource = outer
        let isReference = node["$ref"]?.kind == .string
        let dialect = dialect(named: node) ?? outer.dialect
        if let id = node[dialect.idKeyword]?.string, dialect.allowsReferenceSiblings || !isReference {
            let uri = outer.uri.resolving(id)
            if let name = uri.fragment, !name.isEmpty, uri.withoutFragment == outer.uri.withoutFragment {
                outer.anchors[name] = node
            } else if uri.withoutFragment != outer.uri.withoutFragment {
                // For a document's root: its own name for itself, beside the one it was loaded by.
                resource = register(node, uri, dialect)
                if let name = uri.fragment, !name.isEmpty { resource.anchors[name] = node }
            }
        }
        guard resource.dialect >= .draft2019 else { return resource }
        if let name = node["$anchor"]?.string { resource.anchors[name] = node }
        if resource.dialect == .draft2019 {
            if node["$recursiveAnchor"]?.boolean == true, resource.root == node { resource.dynamicAnchors[""] = node }
            hasDynamicAnchors = hasDynamicAnchors || !resource.dynamicAnchors.isEmpty
            return resource
        }
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

    /// Values of these members are data.
    private static let data: Set<String> = ["example", "examples", "enum", "const", "default"]

    private func forEachSubschema(of node: Node, _ body: (Node) -> Void) {
        if holdsDocuments { return forEachPart(of: node, body) }
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

    /// Every object directly below: in a document schemas stand nearly everywhere, and `$id` and `$anchor` nowhere
    /// else.
    private func forEachPart(of node: Node, _ body: (Node) -> Void) {
        for member in node.members where !SchemaRegistry.data.contains(member.key) && !member.key.hasPrefix("x-") {
            if member.value.kind == .object { body(member.value) }
            var arrays = member.value.kind == .array ? [member.value] : []
            while let array = arrays.popLast() {
                for element in array.elements {
                    if element.kind == .object { body(element) }
                    if element.kind == .array { arrays.append(element) }
                }
            }
        }
    }

    // MARK: Look-up

    /// What a `$ref` of a document means by a name that a schema gives itself (`$id`, `$anchor`), or by that of a
    /// meta-schema; nil for one that names a place or a file.
    package func named(_ node: Node) -> Node? {
        guard let text = node["$ref"]?.string, let resource = resource(of: node) else { return nil }
        if text.hasPrefix("#/"), resource.root == node.root { return nil }
        return locate(resource.uri.resolving(text))?.target
    }

    /// The schema with an anchor in the document with a root.
    package func anchor(_ name: String, in root: Node) -> Node? { resource(of: root)?.anchors[name] }

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

    /// What a `$ref` points at; where its siblings do not count, through chains. Nil for a circle.
    func follow(_ node: Node) -> Node? {
        var current = node
        for _ in 0..<SchemaRegistry.chainMax {
            guard let target = resolve(current) else { return nil }
            if target["$ref"]?.kind != .string || dialect(of: target).allowsReferenceSiblings { return target }
            current = target
        }
        return nil
    }

    /// The dialect of the document that a schema belongs to.
    func dialect(of node: Node) -> SchemaDialect { resource(of: node)?.dialect ?? dialect }

    /// What a `$dynamicRef` means where the given dynamic anchors are in scope (2020-12 core §8.2.3.2), or a
    /// `$recursiveRef` (2019-09 core §8.2.4.2.2).
    func resolveDynamic(_ node: Node, _ keyword: String, scope: [String: Node]) -> Node? {
        guard let text = node[keyword]?.string, let resource = resource(of: node) else { return nil }
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

    /// The vocabulary of the document a schema belongs to (2019-09 and 2020-12 core §8.1.2).
    func vocabulary(of node: Node) -> Vocabulary {
        guard let resource = resource(of: node), let prefix = resource.dialect.vocabularyPrefix else {
            return Vocabulary()
        }
        let root = resource.root
        if let known = vocabularies[root] { return known }
        var vocabulary = Vocabulary()
        if let name = root["$schema"]?.string, SchemaDialect(named: name) == nil,
            let meta = document(SchemaURI(name).withoutFragment)?.root, let list = meta["$vocabulary"]
        {
            vocabulary.validates = list[prefix + "validation"] != nil
            vocabulary.assertsFormat = list[prefix + "format-assertion"] != nil
        }
        vocabularies[root] = vocabulary
        return vocabulary
    }
}
