// A specification's text to its client's model, for the tests of this module.

import GateOpenAPI
import GateSDK
import GateSource
import GateTree
import Testing

/// The client's view of a document with some paths and schemas, both as YAML.
func client(paths: String = "{}", schemas: String = "{}", more: String = "") throws -> ClientAPI {
    try client(
        """
        openapi: 3.0.1
        info: {title: Pet store, version: '1.2'}
        paths: \(paths)
        components: {schemas: \(schemas)}
        \(more)
        """)
}

/// The client's view of a whole document.
func client(_ text: String) throws -> ClientAPI {
    let sources = SourceMap()
    let sink = DiagnosticSink()
    let documents = DocumentSet(sources: sources, sink: sink, options: DocumentOptions()) { _ in
        .success(Array(text.utf8))
    }
    let root = try #require(documents.load("api.yaml"))
    let document = try #require(readSpecification(root, documents: documents, sink: sink))
    #expect(!sink.hasErrors)
    return clientAPI(document, documents: documents, sink: sink)
}

/// The client's view of a route spec.
func socketClient(_ text: String) throws -> ClientAPI {
    let sources = SourceMap()
    let sink = DiagnosticSink()
    let documents = DocumentSet(sources: sources, sink: sink, options: DocumentOptions()) { _ in
        .success(Array(text.utf8))
    }
    let root = try #require(documents.load("routes.yaml"))
    return try clientAPI(routes: root, documents: documents, sink: sink)
}

extension ClientAPI {
    /// A type by its name.
    func type(_ name: String) -> ClientType? { types.first { $0.name == name } }

    /// The members of an object type, as `name: shape`, with `?` where they may be absent.
    func members(_ name: String) -> [String] {
        guard case .object(let object)? = type(name)?.form else { return [] }
        return object.members.map { "\($0.name)\($0.isRequired ? "" : "?"): \(text($0.shape))" }
    }

    /// A shape in short.
    func text(_ shape: Shape) -> String {
        switch shape {
        case .array(let element): "[\(text(element))]"
        case .map(let element): "{\(text(element))}"
        case .named(let index): types[index].name
        case .nullable(let inner): "\(text(inner))|null"
        case .integer(let bits): "int\(bits)"
        default: "\(shape)"
        }
    }
}
