// The bounds of the lints, at the limit and above: beyond one nothing is known, so nothing is reported.

import GateSchema
import GateSource
import GateTemplate
import GateTree
import Testing

@testable import GateCompiler

@Suite struct LintLimitTests {
    private let scope = LintScope(isRequest: true, isJSON: true, pathNames: [])

    private func located(_ text: String) -> LocatedText {
        let source = SourceMap().add(path: "t", bytes: Array(text.utf8))
        let count = text.utf8.count
        return LocatedText(
            text, at: SourceRange(source: source, start: 0, end: count),
            segments: [.init(decoded: 0, source: 0, count: count)])
    }

    /// The codes that linting a template's output gives.
    private func codes(_ template: String) throws -> [Int] {
        let text = located(template)
        let tree = try #require(parseTemplate(text, sink: DiagnosticSink()))
        let findings = LintFindings()
        findings.lintOutput(tree, text, scope, nil)
        return findings.problems.map { Int($0.diagnostic.code.number) }
    }

    // MARK: Templates

    private func walk(_ template: String) throws -> OutputWalk {
        let text = located(template)
        var walk = OutputWalk(try #require(parseTemplate(text, sink: DiagnosticSink())), text, scope, nil)
        _ = walk.run()
        return walk
    }

    @Test func theWorkOfOneWalkIsBounded() throws {
        func template(_ filler: Int, _ rest: Int) -> String {
            let loop = "#foreach($i in [1, 2])" + String(repeating: " ", count: filler) + "#end"
            return "[" + loop + String(repeating: " ", count: rest)
        }
        // A space of the loop is walked several times, one behind it once or more.
        let perSpace = try walk(template(2, 1)).steps - walk(template(1, 1)).steps
        let perRest = try walk(template(1, 2)).steps - walk(template(1, 1)).steps
        let filler = (OutputWalk.stepsMax - 1_000) / perSpace
        let rest = 1 + (OutputWalk.stepsMax - (try walk(template(filler, 1)).steps)) / perRest
        #expect(try !walk(template(filler, rest)).isExhausted)
        #expect(try walk(template(filler, rest + 1)).isExhausted)
    }

    @Test func statesAreBounded() {
        func states(_ count: Int) -> [JSONState] {
            var walk = OutputWalk(Template(nodes: [], macros: [:]), located(""), scope, nil)
            var state = JSONState()
            var list: [JSONState] = []
            for _ in 0..<count {
                _ = state.feed(UInt8(ascii: "["))
                list.append(state)
            }
            walk.unite(list)
            return walk.states
        }
        #expect(states(OutputWalk.statesMax).count == OutputWalk.statesMax)
        #expect(states(OutputWalk.statesMax + 1) == [.unknown])
    }

    @Test func expansionsAreBounded() throws {
        func template(_ count: Int) -> String {
            var text = "#macro(m1)}#end"
            for index in 1..<count { text += "#macro(m\(index + 1))#m\(index)()#end" }
            return text + "[#m\(count)()"
        }
        #expect(try codes(template(OutputWalk.expansionMax)) == [3302])
        #expect(try codes(template(OutputWalk.expansionMax + 1)) == [])
    }

    @Test func nestingAndWordsAreBounded() {
        func state(_ byte: UInt8, _ count: Int) -> JSONState {
            var state = JSONState()
            for _ in 0..<count { _ = state.feed(byte) }
            return state
        }
        #expect(!state(UInt8(ascii: "["), JSONState.depthMax).isUnknown)
        #expect(state(UInt8(ascii: "["), JSONState.depthMax + 1).isUnknown)
        var word = state(UInt8(ascii: "["), 1)
        for _ in 0..<JSONState.bareBytesMax { _ = word.feed(UInt8(ascii: "1")) }
        #expect(!word.isUnknown)
        _ = word.feed(UInt8(ascii: "1"))
        #expect(word.isUnknown)
    }

    @Test func scenariosAreBounded() throws {
        // Each condition is tried both ways.
        func template(_ harmless: Int) -> String {
            let conditions = (0..<harmless).map { "#if($input.params('p') == '\($0)') #end" }.joined()
            return "{\"a\": 1 \(conditions)#if($input.params('q') == '') \"b\": 2 #end}"
        }
        let last = LintFindings.scenariosMax / 2
        #expect(try codes(template(last - 1)) == [3304])
        #expect(try codes(template(last)) == [])
    }

    // MARK: Models

    private func graph(_ text: String) throws -> (graph: SchemaGraph, root: Int) {
        let sources = SourceMap()
        let source = sources.add(path: "schema.yaml", bytes: Array(text.utf8))
        let node = try #require(TreeParser.parse(source, sources: sources, sink: DiagnosticSink()))
        let registry = SchemaRegistry(dialect: .draft4, sources: sources, sink: DiagnosticSink())
        var reader = SchemaReader(dialect: .draft4, sources: SchemaSources(registry), sink: DiagnosticSink())
        let root = reader.read(node)
        return (reader.graph, root)
    }

    @Test func emptySchemasAreSearchedToABound() throws {
        func isFound(depth: Int) throws -> Bool {
            let opening = String(repeating: "{allOf: [", count: depth)
            let (graph, root) = try graph(opening + "{not: {}}" + String(repeating: "]}", count: depth))
            return EmptySchemas(graph).reason(root) != nil
        }
        #expect(try isFound(depth: EmptySchemas.depthMax))
        #expect(try !isFound(depth: EmptySchemas.depthMax + 1))
        func isFound(count: Int) throws -> Bool {
            let harmless = String(repeating: "{}, ", count: count - 2)
            let (graph, root) = try graph("{allOf: [\(harmless){not: {}}]}")
            return EmptySchemas(graph).reason(root) != nil
        }
        #expect(try isFound(count: EmptySchemas.schemasMax))
        #expect(try !isFound(count: EmptySchemas.schemasMax + 1))
    }

    private func outline(_ text: String) throws -> (outline: ModelOutline, root: ModelOutline.Root) {
        let sources = SourceMap()
        let source = sources.add(path: "schema.yaml", bytes: Array(text.utf8))
        let node = try #require(TreeParser.parse(source, sources: sources, sink: DiagnosticSink()))
        let outline = ModelOutline(
            dialect: .draft4,
            sources: SchemaSources(resolve: { $0 }, target: { _ in nil }, model: { _ in node }, models: { [] }))
        return (outline, try #require(outline.root("M")))
    }

    private func isMissing(_ name: String, _ model: String) throws -> Bool {
        let (outline, root) = try outline(model)
        if case .missing = outline.member(name, of: [root.number]) { return true }
        return false
    }

    @Test func modelsAreLookedThroughToABound() throws {
        // The root is one schema, each alternative another.
        func model(_ count: Int) -> String {
            let ways = (1..<count).map { "{type: object, properties: {p\($0): {}}, additionalProperties: false}" }
            return "{anyOf: [\(ways.joined(separator: ", "))]}"
        }
        #expect(try isMissing("other", model(ModelOutline.schemasMax)))
        #expect(try !isMissing("other", model(ModelOutline.schemasMax + 1)))
    }

    @Test func shortNamesAreNotTakenForOthers() throws {
        #expect(ModelOutline.similarBytesMin == 4)
        #expect(try isMissing("nome", "{type: object, properties: {name: {}}}"))
        #expect(try !isMissing("kez", "{type: object, properties: {key: {}}}"))
    }
}
