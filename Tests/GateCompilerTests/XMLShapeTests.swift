// The bound of XML shapes: at the limit every schema has its own, above it the rest has none and that is reported.

import GateSchema
import GateSource
import GateTree
import Testing

@testable import GateCompiler

@Suite struct XMLShapeTests {
    /// Lowers three shapes: an object and its two members.
    private func lowering(shapesMax: Int) throws -> XMLShapeLowering {
        let sources = SourceMap()
        let sink = DiagnosticSink()
        let text = "{type: object, properties: {a: {type: integer}, b: {type: string}}}"
        let source = sources.add(path: "schema.yaml", bytes: Array(text.utf8))
        let root = try #require(TreeParser.parse(source, sources: sources, sink: sink))
        let registry = SchemaRegistry(dialect: .draft4, sources: sources, sink: sink)
        var reader = SchemaReader(dialect: .draft4, sources: SchemaSources(registry), sink: sink)
        let number = reader.read(root)
        var lowering = XMLShapeLowering(into: StandalonePlan.begin(), shapesMax: shapesMax)
        _ = lowering.lower(number, of: reader.graph)
        return lowering
    }

    @Test func shapesAreBounded() throws {
        #expect(try !lowering(shapesMax: 3).isFull)
        #expect(try lowering(shapesMax: 2).isFull)
        let range = SourceRange(source: SourceMap().add(path: "a", bytes: []), start: 0, end: 0)
        let problem = SchemaProblem.tooManyShapes(limit: XMLShapeLowering.shapesMax, at: range)
        #expect(problem.diagnostic.code.number == 3221)
    }
}
