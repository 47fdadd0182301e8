// What the schema tests share: compiling a schema's text, checking a document's text.

import Foundation
import GateBytes
import GateCompiler
import GateJSON
import GatePlan
import GateRuntime
import GateSchema
import GateSource
import GateTree
import Testing

/// A compiled schema with what its compilation reported.
struct CompiledSchema {
    let tables: PlanTables
    let diagnostics: [Diagnostic]

    var codes: [Int] { diagnostics.map { Int($0.code.number) } }

    /// The verdict on a document's text; nil when it is not JSON.
    func verdict(_ document: [UInt8]) -> SchemaVerdict? {
        var validator = SchemaValidator()
        var tape = JSONTape()
        return document.withByteView { view in
            do throws(JSONFailure) { try tape.read(view) } catch { return nil }
            return validator.check(0, tape.root, tables)
        }
    }

    func verdict(_ document: String) -> SchemaVerdict? { verdict(Array(document.utf8)) }

    /// `pointer: message` of every error.
    func errors(_ document: String) throws -> [String] {
        var validator = SchemaValidator()
        var tape = JSONTape()
        return try Array(document.utf8).withByteView { view in
            try tape.read(view)
            return validator.violations(0, tape.root, tables).map {
                String(decoding: $0.pointer, as: UTF8.self) + ": " + String(decoding: $0.message, as: UTF8.self)
            }
        }
    }
}

/// Compiles a schema that stands in a document.
func compile(
    _ node: Node, dialect: SchemaDialect, sources: SourceMap, assertsFormat: Bool = false,
    load: @escaping (String) -> Node? = { _ in nil }
) throws -> CompiledSchema {
    let sink = DiagnosticSink()
    let registry = SchemaRegistry(dialect: dialect, sources: sources, sink: sink, load: load)
    registry.add(node)
    let plan = StandalonePlan.schema(
        node, dialect: dialect, sources: SchemaSources(registry), assertsFormat: assertsFormat, sink: sink)
    return CompiledSchema(tables: PlanTables(try PlanImage(copying: plan)), diagnostics: sink.diagnostics)
}

/// Compiles a schema's text (JSON or YAML).
func compile(
    _ text: String, dialect: SchemaDialect = .draft4, assertsFormat: Bool = false
) throws -> CompiledSchema {
    let sources = SourceMap()
    let source = sources.add(path: "schema.yaml", bytes: Array(text.utf8))
    let node = try #require(TreeParser.parse(source, sources: sources, sink: DiagnosticSink()))
    return try compile(node, dialect: dialect, sources: sources, assertsFormat: assertsFormat)
}
