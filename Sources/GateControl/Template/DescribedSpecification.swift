// The specification of a file: the document itself, or the one that the resources of a template describe, alone or in
// addition to a specification that the template holds; of an AsyncAPI document its routes.

import GateOpenAPI
import GateSchema
import GateSource
import GateTree

/// What is compiled of a file.
package struct DescribedSpecification {
    package let root: Node
    /// The language of the models where the document does not say it.
    package let dialect: SchemaDialect?
}

/// The specification of a document. A template whose resources and events make one REST or WebSocket API, or add to the
/// specification of one, gives the document of that API, which becomes a source of its own so that findings have
/// places. nil after an error.
package func describedSpecification(
    _ root: Node, documents: DocumentSet, name: String
) -> DescribedSpecification? {
    let itself = DescribedSpecification(root: root, dialect: nil)
    if let document = AsyncAPISocket.document(root, documents) {
        return routeSpecification(document, named: "\(name) (routes).json", documents)
    }
    guard let apis = TemplateAPI.all(in: root) else { return itself }
    let held = apis.filter { $0.specification != nil }
    let described: [TemplateAPIRecords]
    if held.isEmpty {
        described = templateAPIs(in: root)
        let sockets = templateSockets(in: root)
        if described.isEmpty, let first = sockets.first, sockets.count == 1 {
            TemplateFinding.read(first.name, in: root, sink: documents.sink)
            return routeSpecification(first.document, named: "\(name) (\(first.name.value)).json", documents)
        }
        if !sockets.isEmpty {
            TemplateFinding.several(described.map(\.name) + sockets.map(\.name), sink: documents.sink)
            return nil
        }
        if let first = described.first, described.count == 1 {
            TemplateFinding.read(first.name, in: root, sink: documents.sink)
        }
    } else if let api = held.first(where: { !$0.isHTTP }), held.count(where: { !$0.isHTTP }) == 1 {
        described = templateAPI(api, in: root, documents: documents).map { [$0] } ?? []
    } else {
        return itself
    }
    if described.isEmpty { return documents.sink.hasErrors ? nil : itself }
    guard let api = described.first, described.count == 1 else {
        TemplateFinding.several(described.map(\.name), sink: documents.sink)
        return nil
    }
    let source = documents.sources.add(
        path: "\(name) (\(api.name.value)).json", bytes: Array(templateDocument(api).utf8))
    guard let document = TreeParser.parse(source, sources: documents.sources, sink: documents.sink) else { return nil }
    return DescribedSpecification(root: document, dialect: api.dialect)
}

/// A route spec that was made of another document.
private func routeSpecification(
    _ text: String, named path: String, _ documents: DocumentSet
) -> DescribedSpecification? {
    let source = documents.sources.add(path: path, bytes: Array(text.utf8))
    return TreeParser.parse(source, sources: documents.sources, sink: documents.sink)
        .map { DescribedSpecification(root: $0, dialect: .draft4) }
}
