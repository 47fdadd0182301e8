// What the reader reports of a schema's text: which code, and that the rest of the schema holds.

import Foundation
import GateBytes
import GateCompiler
import GateRuntime
import GateSchema
import GateSource
import GateTree
import SuiteSupport
import Testing

struct SchemaReaderTests {
    // Facts: mapping-9.3
    @Test(arguments: [
        ("{minLength: 3, maxLength: 2}", 3200), ("{required: []}", 3201), ("{exclusiveMaximum: 5}", 3202),
        ("{const: 1}", 3204), ("{propertyNames: {}}", 3204), ("{properties: {a: {required: true}}}", 3204),
        ("{enum: a}", 3205), ("{items: a}", 3205), ("{maximum: big}", 3205),
        ("{required: a}", 3205), ("{minLength: 1.5}", 3207), ("{minLength: -1}", 3207), ("{multipleOf: 0}", 3208),
        ("{exclusiveMaximum: true}", 3209), ("{required: [a, a]}", 3210),
        ("{required: [a], additionalProperties: false}", 3211), ("{not: 5}", 3212), ("{type: int}", 3214),
        ("{$ref: '#/definitions/none'}", 3216), ("{maxlength: 5}", 3220), ("{xml: {wrapped: 1}}", 3219),
        ("{xml: {prefx: p}}", 3220), ("{xml: []}", 3219),
        ("{pattern: '[a-'}", 3299), ("{pattern: '(*LIMIT_MATCH=1)a'}", 3299),
    ])
    func reports(_ schema: String, _ code: Int) throws {
        #expect(try compile(schema).codes == [code])
    }

    @Test func everyRuleNamesACodeOnce() {
        let codes = SchemaRules.all.map { Int($0.code.number) }
        #expect(Set(codes).count == codes.count)
        #expect(codes.allSatisfy { (3200..<3298).contains($0) })
    }

    @Test func aWrongKeywordLeavesTheOthersInForce() throws {
        let schema = try compile("{type: object, minProperties: x, required: [a]}")
        #expect(schema.codes == [3205])
        #expect(schema.verdict("{}") == .invalid)
    }

    @Test func aPatternThatCannotBeReadMatchesNothing() throws {
        let schema = try compile("{pattern: '(?<=a+)b'}")
        #expect(schema.codes == [3299])
        #expect(schema.verdict(#""ab""#) == .invalid)
        #expect(schema.verdict("5") == .valid)
    }

    /// ECMA-262, annex B.1.4: a set of characters is no end of a range.
    @Test func hyphensBesideSetsStandForThemselves() throws {
        for pattern in ["^[\\w-_.]+$", "^[.-\\w]+$", "^[\\d\\w-.]+$"] {
            let schema = try compile("{pattern: '\(pattern)'}")
            #expect(schema.codes == [])
            #expect(schema.verdict(#""a-b.c""#) == .valid, "\(pattern)")
            #expect(schema.verdict(#""a b""#) == .invalid, "\(pattern)")
        }
        #expect(try compile("{pattern: '^[a-c]+$'}").verdict(#""a-c""#) == .invalid)
    }

    @Test func hugeRepetitionsAreRefusedOrBounded() throws {
        for pattern in ["(a{1,1000}){1,1000}", "((((a{0,99}){0,99}){0,99}){0,99}){0,99}", "a{999999999}"] {
            let clock = ContinuousClock()
            let start = clock.now
            let schema = try compile("{pattern: '\(pattern)'}")
            let verdict = schema.verdict("\"" + String(repeating: "a", count: 200) + "!\"")
            #expect(verdict != nil)
            #expect(clock.now - start < .seconds(2), "\(pattern)")
        }
    }

    /// The models of hostile specifications get the class of report they deserve.
    @Test(.enabled(if: sharedFolder != nil, "the shared suites are not here"))
    func hostileModelsAreReported() throws {
        let folder = try conformance("bad-specs")
        let data = try Data(contentsOf: folder.appendingPathComponent("manifest.json"))
        let entries = try #require(JSONSerialization.jsonObject(with: data) as? [[String: Any]])
        var count = 0
        for entry in entries {
            guard let name = entry["id"] as? String, name.hasPrefix("model/"), let file = entry["file"] as? String,
                let expected = entry["expect"] as? String
            else { continue }
            count += 1
            let sources = SourceMap()
            let bytes = [UInt8](try Data(contentsOf: folder.appendingPathComponent(file)))
            let source = sources.add(path: file, bytes: bytes)
            let document = try #require(TreeParser.parse(source, sources: sources, sink: DiagnosticSink()))
            var diagnostics: [Diagnostic] = []
            for node in models(document) {
                diagnostics += try compile(node, dialect: .draft4, sources: sources).diagnostics
            }
            switch expected {
            case "error": #expect(diagnostics.contains { $0.severity == .error }, "\(name)")
            case "diag": #expect(!diagnostics.isEmpty, "\(name)")
            default: break
            }
        }
        #expect(count >= 8)
    }

    private func models(_ document: Node) -> [Node] {
        let holder = document["definitions"] ?? document["components"]?["schemas"]
        return holder?.members.map(\.value) ?? []
    }
}
