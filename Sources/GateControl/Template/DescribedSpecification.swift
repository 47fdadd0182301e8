// The specification of a file: the document itself, or the one that the resources of a template describe.

import GateOpenAPI
import GateSchema
import GateSource
import GateTree

/// What is compiled of a file.
package struct DescribedSpecification {
    package let root: Node
    /// The language of the models where the document does not say it: AWS's own, of a template's resources.
    package let dialect: SchemaDialect?
}

/// The specification of a document. A template without one, whose resources and events make one REST API, gives the
/// document of that API, which becomes a source of its own so that findings have places. nil after an error.
package func describedSpecification(
    _ root: Node, documents: DocumentSet, name: String
) -> DescribedSpecification? {
    let itself = DescribedSpecification(root: root, dialect: nil)
    guard let apis = TemplateAPI.all(in: root), !apis.contains(where: { $0.specification != nil }) else {
        return itself
    }
    let described = templateAPIs(in: root)
    guard let api = described.first else { return itself }
    guard described.count == 1 else {
        TemplateFinding.several(described.map(\.name), sink: documents.sink)
        return nil
    }
    TemplateFinding.read(api.name, sink: documents.sink)
    let source = documents.sources.add(
        path: "\(name) (\(api.name.value)).json", bytes: Array(templateDocument(api).utf8))
    guard let document = TreeParser.parse(source, sources: documents.sources, sink: documents.sink) else { return nil }
    return DescribedSpecification(root: document, dialect: .draft4)
}
