// Definition to plan: check, lower, assemble. One value in, one value out, findings in the sink. What API Gateway
// accepts compiles (with a warning where it fails at run time); what it refuses is an error. The same definition
// gives the same bytes, whatever the machine, the path of the file or the time.

import GateDefinition
import GatePlan
import GateSchema
import GateSource
import GateTree

/// What a compile may be asked for.
package struct CompileOptions: Sendable {
    /// Whether to remark on what API Gateway would treat differently.
    package var notesPortability = false
    /// Whether paths that API Gateway refuses are merged or left out with a warning, so that a specification that was
    /// not written for it can be mocked.
    package var mendsPaths = false
    /// Whether the plan says where its records came from.
    package var includesDebug = true

    package init() {}
}

/// A compiled API.
package struct CompiledAPI: Sendable {
    /// The plan file.
    package let plan: [UInt8]
    /// Resources with at least one method.
    package let routeCount: Int
    package let methodCount: Int
    /// Different mapping templates.
    package let templateCount: Int
    /// Models that bodies are checked against.
    package let modelCount: Int
}

/// Compiles a definition; nil after errors, of this phase or an earlier one.
package func compileAPI(
    _ definition: APIDefinition, documents: DocumentSet, dialect: SchemaDialect, options: CompileOptions,
    sink: DiagnosticSink
) -> CompiledAPI? {
    let models = ModelTable(definition, documents: documents, dialect: dialect, options: options, sink: sink)
    let lowering = APILowering(definition, models: models, options: options, sink: sink)
    lowering.run()
    if sink.hasErrors { return nil }
    return lowering.assemble(sources: documents.sources)
}
