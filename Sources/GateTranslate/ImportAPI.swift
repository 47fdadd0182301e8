// The front door for specification files: a document becomes the definition of a REST API or HTTP API, as AWS's import
// would build it (`ImportRestApi`, `ImportApi`, base path ignored), a route spec that of a WebSocket API.

import GateDefinition
import GateOpenAPI
import GateSchema
import GateSource
import GateTree

/// What an import does beyond AWS's.
package struct ImportOptions: Sendable {
    /// Operations without an integration answer with an example of their response, and a reference that leads nowhere
    /// is a warning (`--mock`).
    package var mocksMissingIntegrations = false
    /// Reports what AWS would refuse, drop or change (`--target aws`).
    package var notesPortability = false
    /// Which kind of API a specification is for (`--kind`); nil goes by what it says.
    package var kind: SpecifiedKind?
    /// Whose settings of a route spec's stages count; nil, or one that it does not have, is the first.
    package var stage: String?

    package init() {}
}

/// An imported specification.
package struct ImportedAPI {
    package var definition: APIDefinition
    /// The language of the models.
    package var dialect: SchemaDialect
}

/// Builds the definition of a specification's API. nil, after an error, when the document is no specification
/// that can be executed; other faults leave their part out.
package func importAPI(
    _ root: Node, documents: DocumentSet, options: ImportOptions, sink: DiagnosticSink
) -> ImportedAPI? {
    if isRouteSpec(root) {
        let imported = importRoutes(root, documents: documents, stage: options.stage, sink: sink)
        if options.notesPortability { RoutePortability(imported.definition, root, sink: sink).report(version: nil) }
        return imported
    }
    if options.mocksMissingIntegrations {
        documents.missingTarget = { TranslateProblem.referenceOpen($0, at: $1) }
    }
    let registry = SchemaRegistry(
        dialect: .draft2020, sources: documents.sources, sink: DiagnosticSink(), holdsDocuments: true)
    documents.schemaNames = SchemaNames(
        target: { registry.named($0) }, anchor: { registry.anchor($0, in: $1) })
    guard let document = readSpecification(root, documents: documents, kind: options.kind, sink: sink) else {
        return nil
    }
    var translator = Translator(document, documents: documents, options: options, sink: sink)
    translator.translate()
    if options.notesPortability, document.kind == .rest {
        var notes = PortabilityNotes(document, translator.definition, sink: sink)
        notes.report(documents)
    } else if options.notesPortability {
        RoutePortability(translator.definition, document.root, sink: sink).report(version: document.version)
    }
    return ImportedAPI(definition: translator.definition, dialect: dialect(of: document.version))
}

/// The language of a specification's schemas.
package func dialect(of version: SpecificationVersion) -> SchemaDialect {
    switch version {
    case .swagger20: return .draft4
    case .openAPI30: return .openAPI30
    case .openAPI31: return .draft2020
    }
}
