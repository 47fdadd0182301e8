// The files of one specification and the references between them. All I/O is the injected reader's; paths are
// compared as text, after `.` and `..` are worked out (symbolic links are the reader's to judge).
//
// Invariants: every file is read once; every place is reported once; a file that could not be read is a hole, and
// further references into it say nothing. Must not know OpenAPI: a reference is an object with the member `$ref`,
// or an `AWS::Include` of a template.

import GateSource

/// Why a file could not be read.
package enum ReadFailure: Error, Equatable, Sendable {
    case notFound
    case isDirectory
    /// A device, FIFO or socket.
    case notRegularFile
    /// Above the reader's bound, in bytes.
    case tooLarge(limit: Int)
    case permission
    /// A symbolic link that leads out of the folder the reader allows.
    case linkLeavesRoot
    /// What the system said, lower case.
    case other(String)
}

/// What may be read and with which values.
package struct DocumentOptions: Sendable {
    /// Files outside this folder are refused; nil for the folder of the first file loaded.
    package var rootFolder: String?
    /// Further folders from which files may come.
    package var allowedRoots: [String] = []
    /// Values of CloudFormation parameters and resources: `Name`, `Name.Attribute` (`--param NAME=VALUE`).
    package var parameters: [String: String] = [:]
    /// Whether loading replaces CloudFormation's functions by their values.
    package var resolvesIntrinsics = true
    package var limits = TreeLimits()
    /// Most files of one specification.
    package var filesMax = 1000

    package init() {}
}

/// How references find schemas by the names they give themselves (`$id`, `$anchor`).
package struct SchemaNames {
    /// What an object with `$ref` means by such a name; nil where it names a place or a file.
    let target: (Node) -> Node?
    /// The schema with an anchor in the document with a root.
    let anchor: (String, Node) -> Node?

    package init(target: @escaping (Node) -> Node?, anchor: @escaping (String, Node) -> Node?) {
        self.target = target
        self.anchor = anchor
    }
}

/// The files of one specification.
package final class DocumentSet {
    package let sources: SourceMap
    package let sink: DiagnosticSink
    package let options: DocumentOptions
    private let read: (String) -> Result<[UInt8], ReadFailure>
    /// Normalised path → the document, nil for a file that gave none.
    private var documents: [String: Node?] = [:]
    /// Normalised path of each source read here.
    private var paths: [SourceID: FilePath] = [:]
    private var root: FilePath?
    private var resolved: [Node: Node?] = [:]
    /// Nodes whose resolution has begun, and how many resolutions are inside one another: a pointer may itself
    /// lead through references.
    private var open = Set<Node>()
    private var depth = 0
    /// Most references inside pointers inside references.
    private static let depthMax = 64
    private let intrinsics: IntrinsicResolver
    private var keys: [Node: [String]] = [:]
    /// What is said of a reference that names nothing, and of a file that is not there, instead of an error; nil where
    /// that is an error. Its reference then leads to nothing all the same.
    package var missingTarget: ((String, SourceRange) -> any DiagnosticFact)?

    /// The names that schemas give themselves; they count where `usesSchemaNames` is set.
    package var schemaNames: SchemaNames?
    /// Whether the specification's language has such names: OpenAPI 3.1.
    package var usesSchemaNames = false

    package init(
        sources: SourceMap, sink: DiagnosticSink, options: DocumentOptions,
        read: @escaping (String) -> Result<[UInt8], ReadFailure>
    ) {
        self.sources = sources
        self.sink = sink
        self.options = options
        self.read = read
        self.root = options.rootFolder.map { FilePath($0) }
        self.intrinsics = IntrinsicResolver(parameters: options.parameters, sink: sink)
    }

    // MARK: Files

    /// The document of a file named by the user; nil after errors. The first file's folder becomes the root when
    /// the options name none.
    package func load(_ path: String) -> Node? {
        let normalised = FilePath(path)
        if root == nil { root = normalised.folder }
        return document(normalised, asNamed: path, from: nil)
    }

    private func document(_ path: FilePath, asNamed name: String, from place: SourceRange?) -> Node? {
        if let known = documents[path.text] { return known }
        guard documents.count < options.filesMax else {
            sink.report(ReferenceProblem.tooManyFiles(limit: options.filesMax, at: place))
            documents[path.text] = .some(nil)
            return nil
        }
        // A file that refers to itself while it is read finds a hole instead of an endless descent.
        documents[path.text] = .some(nil)
        let bytes: [UInt8]
        switch read(name) {
        case .success(let content): bytes = content
        case .failure(let reason):
            // Named as a source, so that the report has a file to point at.
            let at = place ?? SourceRange(source: sources.add(path: name, bytes: []), start: 0, end: 0)
            if place != nil, reason == .notFound, let missingTarget {
                sink.report(missingTarget(name, at))
            } else {
                sink.report(ReferenceProblem.unreadable(name, reason, at: at))
            }
            return nil
        }
        let source = sources.add(path: name, bytes: bytes)
        paths[source] = path
        var node = TreeParser.parse(source, sources: sources, limits: options.limits, sink: sink)
        if options.resolvesIntrinsics, let parsed = node { node = intrinsics.resolve(parsed) }
        documents[path.text] = .some(node)
        return node
    }

    // MARK: References

    /// The node a reference leads to, through chains and other files; a node without `$ref` is itself. Reports a
    /// reference that leads nowhere once and returns nil for it, then and later.
    package func resolve(_ node: Node) -> Node? {
        var chain: [Node] = []
        var current = node
        var result: Node?
        depth += 1
        defer { depth -= 1 }
        while true {
            if let known = resolved[current] {
                result = known
                break
            }
            guard let reference = DocumentSet.reference(of: current) else {
                result = current
                break
            }
            chain.append(current)
            guard open.insert(current).inserted, depth <= DocumentSet.depthMax else {
                reportCycle(chain)
                break
            }
            guard let target = named(current) ?? target(of: reference) else { break }
            current = target
        }
        for link in chain {
            resolved[link] = .some(result)
            open.remove(link)
        }
        return result
    }

    /// Whether the node is a reference that `resolve` would follow.
    package func isReference(_ node: Node) -> Bool { DocumentSet.reference(of: node) != nil }

    /// What a reference means by a name that a schema gives itself; nil for any other.
    package func named(_ node: Node) -> Node? { usesSchemaNames ? schemaNames?.target(node) : nil }

    /// What names the node that an object stands for: its `$ref`, or the file of an `AWS::Include`.
    private static func reference(of node: Node) -> Node? {
        if let reference = node["$ref"] { return reference.kind == .object ? nil : reference }
        return TemplateInclude.location(of: node)
    }

    /// The document that a text names, as a reference to a whole file.
    package func document(named text: Node) -> Node? { target(of: text) }

    private func reportCycle(_ chain: [Node]) {
        guard let again = chain.last, let first = chain.firstIndex(of: again) else { return }
        // The circle closes inside this chain, or through the pointer of a reference further out.
        let isInside = first < chain.count - 1
        let circle = (isInside ? chain[first..<chain.count - 1] : chain[...]).compactMap(DocumentSet.reference)
        guard let place = circle.first else { return }
        let others = circle.dropFirst().prefix(4).map(\.range)
        sink.report(ReferenceProblem.cycle(place.string ?? "", at: place.range, through: Array(others)))
    }

    /// The node one reference names; nil after a report.
    private func target(of node: Node) -> Node? {
        guard let text = node.string else {
            sink.report(ReferenceProblem.notString(node.kind, at: node.range))
            return nil
        }
        switch Reference.parse(text) {
        case .failure(let fault):
            sink.report(ReferenceProblem.malformed(text, fault, at: node.range))
            return nil
        case .success(let reference):
            if let anchor = reference.anchor, !usesSchemaNames {
                sink.report(ReferenceProblem.malformed(text, .fragment(anchor), at: node.range))
                return nil
            }
            guard let root = rootNode(reference, text, from: node) else { return nil }
            if let anchor = reference.anchor { return schema(anchor, in: root, text, at: node) }
            return follow(reference.tokens, from: root, text, at: node)
        }
    }

    /// The schema with an anchor.
    private func schema(_ anchor: String, in root: Node, _ text: String, at reference: Node) -> Node? {
        if let schema = schemaNames?.anchor(anchor, root) { return schema }
        if let missingTarget {
            sink.report(missingTarget(text, reference.range))
        } else {
            sink.report(ReferenceProblem.anchorUnknown(text, at: reference.range))
        }
        return nil
    }

    /// The root of the file a reference names.
    private func rootNode(_ reference: Reference, _ text: String, from node: Node) -> Node? {
        guard let file = reference.file else { return node.root }
        if let scheme = file.scheme {
            sink.report(ReferenceProblem.remote(text, scheme: scheme, at: node.range))
            return nil
        }
        let base = paths[node.range.source]?.folder ?? root ?? FilePath("")
        let path = base.appending(file.path)
        guard isAllowed(path) else {
            sink.report(ReferenceProblem.outsideRoot(text, root: root?.text ?? "", at: node.range))
            return nil
        }
        return document(path, asNamed: path.text, from: node.range)
    }

    private func isAllowed(_ path: FilePath) -> Bool {
        if let root, path.isInside(root) { return true }
        return options.allowedRoots.contains { path.isInside(FilePath($0)) }
    }

    /// The keys of an object that pointers lead through, for suggestions; made once for each.
    private func names(in container: Node) -> [String] {
        if let known = keys[container] { return known }
        let names = container.kind == .object ? container.members.map(\.key) : []
        keys[container] = names
        return names
    }

    private func follow(_ tokens: [String], from root: Node, _ text: String, at reference: Node) -> Node? {
        var current = root
        for (index, token) in tokens.enumerated() {
            // RFC 6901 knows no references inside a pointer, but documents that were split do lead through them.
            if current["$ref"]?.kind == .string, current[token] == nil, let next = resolve(current) { current = next }
            guard let next = current.child(token) else {
                if let missingTarget {
                    sink.report(missingTarget(text, reference.range))
                    return nil
                }
                let names = names(in: current)
                let missing = ReferenceProblem.Missing(
                    token: token, parent: "/" + tokens[..<index].joined(separator: "/"), kind: current.kind,
                    nearest: nearestName(token, among: names))
                sink.report(ReferenceProblem.dangling(text, missing, at: reference.range))
                return nil
            }
            current = next
        }
        return current
    }
}
