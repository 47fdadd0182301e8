// What a deployment does: records to a document, the document to a plan. Findings have their places in the document,
// which is kept with the deployment.

import GateCompiler
import GateJSON
import GateSchema
import GateSource
import GateTranslate
import GateTree

/// A compiled API.
package struct CompiledRecords {
    /// The plan file; nil after errors.
    package var plan: [UInt8]?
    /// The document that was compiled: OpenAPI 3.0.1 with all extensions, or the route spec of a WebSocket API.
    package var document: String
    /// Findings; their places are in `sources`.
    package var diagnostics: [Diagnostic]
    package var sources: SourceMap

    /// Errors first, one sentence each.
    package var messages: [String] {
        diagnostics.sorted { $0.severity > $1.severity }.map { "\($0.code): \($0.message)" }
    }
}

/// What CreateDeployment refuses before anything is compiled; nil for an API that can be deployed.
package func deploymentRefusal(_ records: APIRecords) -> DocumentRefusal? {
    if !records.hasMethods { return DocumentRefusal(message: "The REST API doesn't contain any methods") }
    let isWhole = records.methods.allSatisfy { !($0.method["methodIntegration"]?.isNull ?? true) }
    return isWhole ? nil : DocumentRefusal(message: "No integration defined for method")
}

/// Compiles an API as a deployment of it. Models are JSON Schema draft 4, as AWS reads them.
package func compileRecords(_ records: APIRecords) throws(DocumentRefusal) -> CompiledRecords {
    if let refusal = deploymentRefusal(records) { throw refusal }
    return compileDeployment(document: exportDocument(records, .complete(.oas30)).pretty(), isREST: true)
}

/// Compiles the document of a deployment; again, where a plan of another format version is to be replaced. Those of
/// HTTP and WebSocket APIs say what they are.
package func compileDeployment(document: String, isREST: Bool) -> CompiledRecords {
    let bytes = Array(document.utf8)
    let name = "deployment.json"
    let sources = SourceMap()
    let sink = DiagnosticSink()
    var reading = DocumentOptions()
    reading.resolvesIntrinsics = false
    let documents = DocumentSet(sources: sources, sink: sink, options: reading) { file in
        file == name ? .success(bytes) : .failure(.notFound)
    }
    var options = ImportOptions()
    if isREST { options.kind = .rest }
    var plan: [UInt8]?
    if let root = documents.load(name),
        let imported = importAPI(root, documents: documents, options: options, sink: sink)
    {
        let compiled = compileAPI(
            imported.definition, documents: documents, dialect: .draft4, options: CompileOptions(), sink: sink)
        plan = compiled?.plan
    }
    return CompiledRecords(plan: plan, document: document, diagnostics: sink.diagnostics, sources: sources)
}
