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

/// The specification of a document. A template whose resources and events make one API, or add to the specification of
/// a REST API, gives the document of that API, which becomes a source of its own so that findings have
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
    if held.isEmpty { return resourcesSpecification(root, documents: documents, name: name) }
    guard let api = held.first(where: { !$0.isHTTP }), held.count(where: { !$0.isHTTP }) == 1 else { return itself }
    guard let described = templateAPI(api, in: root, documents: documents) else {
        return documents.sink.hasErrors ? nil : itself
    }
    return parsed(
        templateDocument(described), dialect: described.dialect, api: described.name.value, documents: documents,
        name: name)
}

/// The specification of a template that holds none itself.
private func resourcesSpecification(
    _ root: Node, documents: DocumentSet, name: String
) -> DescribedSpecification? {
    let rest = templateAPIs(in: root)
    let routes = templateRoutes(in: root)
    let sockets = templateSockets(in: root)
    let names = rest.map(\.name) + routes.map(\.name) + sockets.map(\.name)
    guard let api = names.first else { return DescribedSpecification(root: root, dialect: nil) }
    guard names.count == 1 else {
        TemplateFinding.several(names, sink: documents.sink)
        return nil
    }
    TemplateFinding.read(api, in: root, sink: documents.sink)
    let text = rest.first.map(templateDocument) ?? routes.first?.document.pretty() ?? sockets[0].document
    return parsed(
        text, dialect: rest.first?.dialect ?? .draft4, api: api.value, documents: documents, name: name)
}

/// A document that was made, as a source of its own.
private func parsed(
    _ text: String, dialect: SchemaDialect, api: String, documents: DocumentSet, name: String
) -> DescribedSpecification? {
    let source = documents.sources.add(path: "\(name) (\(api)).json", bytes: Array(text.utf8))
    guard let document = TreeParser.parse(source, sources: documents.sources, sink: documents.sink) else { return nil }
    return DescribedSpecification(root: document, dialect: dialect)
}

/// A route spec that was made of another document.
private func routeSpecification(
    _ text: String, named path: String, _ documents: DocumentSet
) -> DescribedSpecification? {
    let source = documents.sources.add(path: path, bytes: Array(text.utf8))
    return TreeParser.parse(source, sources: documents.sources, sink: documents.sink)
        .map { DescribedSpecification(root: $0, dialect: .draft4) }
}
