// Plans that hold one schema or one path and no API: what the command's `schema validate` and `jsonpath`, the benches
// and the tests run. They are ordinary plans and pass the same verifier.

import GateJSONPath
import GatePlan
import GateSchema
import GateSource
import GateTree

/// Small plans.
package enum StandalonePlan {
    /// A plan whose schema 0 is `root`, with `readsXML` also its XML shape 0; errors are in the sink.
    package static func schema(
        _ root: Node, dialect: SchemaDialect, sources: SchemaSources, assertsFormat: Bool = false,
        readsXML: Bool = false, sink: DiagnosticSink
    ) -> [UInt8] {
        let builder = begin()
        var compiler = SchemaCompiler(
            dialect: dialect, sources: sources, into: builder, sink: sink, patterns: PatternPool(),
            assertsFormat: assertsFormat)
        _ = compiler.lower(root)
        if readsXML { _ = compiler.lowerXML(root, sink: sink) }
        return builder.finish()
    }

    /// A plan with a path, and the path's number: inner paths of filters stand before it.
    package static func path(_ text: LocatedText, sink: DiagnosticSink) -> (plan: [UInt8], path: UInt32) {
        let builder = begin()
        var lowering = JSONPathLowering(into: builder, sink: sink, patterns: PatternPool())
        let path = lowering.lower(text)
        return (builder.finish(), path)
    }

    /// A plan with a path that a template has put together, and the path's number.
    package static func path(_ text: String) -> (plan: [UInt8], index: UInt32) {
        let range = SourceRange(source: SourceMap().add(path: "path", bytes: []), start: 0, end: 0)
        let compiled = path(LocatedText(text, at: range), sink: DiagnosticSink())
        return (compiled.plan, compiled.path)
    }

    /// A builder with an API that has no routes.
    package static func begin() -> PlanBuilder {
        let builder = PlanBuilder()
        let node = TrieNodeRecord(
            edgesStart: 0, edgeSlots: 0, variableChild: PlanFormat.none, greedyChild: PlanFormat.none,
            methodSlots: PlanFormat.none)
        let root = builder.append(node)
        builder.append(
            APIRecord(
                name: .empty, version: .empty, basePath: .empty, identifier: .empty, rootNode: root, flags: 0,
                minimumCompressionBytes: PlanFormat.none, binaryMediaTypes: .empty))
        return builder
    }
}
