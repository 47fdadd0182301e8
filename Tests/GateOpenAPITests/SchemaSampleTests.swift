// Samples of schemas for mocks.

import GateSource
import GateTree
import Testing

@testable import GateTranslate

/// The sample of the first member of `schemas` in a YAML text.
private func sample(_ yaml: String) throws -> String {
    let sources = SourceMap()
    let sink = DiagnosticSink()
    let documents = DocumentSet(sources: sources, sink: sink, options: DocumentOptions()) { _ in
        .success(Array(yaml.utf8))
    }
    let root = try #require(documents.load("schemas.yaml"))
    let schema = try #require(root["schemas"]?.members.first?.value)
    return SchemaSample(documents: documents).json(of: schema)
}

@Suite struct SchemaSampleTests {
    @Test(arguments: [
        ("{type: string}", #""string""#),
        ("{type: string, format: date}", #""2024-01-01""#),
        ("{type: string, minLength: 8}", #""stringst""#),
        ("{type: string, pattern: '^[A-Z]{2}-\\d+$'}", #""AA-0""#),
        ("{type: string, pattern: '^[A-Z]{2}-\\d+$', minLength: 6}", #""AA-000""#),
        ("{type: string, pattern: '^(?:cat|dog)s?$'}", #""cat""#),
        ("{type: string, pattern: '^x*$'}", #""""#),
        ("{type: string, pattern: '^[^x]$'}", #""y""#),
        ("{type: string, pattern: '^a\\.[\\w-]{3}\\b$'}", #""a.xxx""#),
        ("{type: string, pattern: '^x{5}$', maxLength: 3}", #""str""#),
        ("{type: string, pattern: '(?=a)b'}", #""string""#),
        ("{type: string, pattern: '(a'}", #""string""#),
        ("{type: string, pattern: '^x{2000}$'}", #""string""#),
        ("{type: string, pattern: '((a{1000}){1000}){1000}'}", #""string""#),
        ("{type: string, maxLength: 3}", #""str""#),
        ("{type: string, enum: [b, a]}", #""b""#),
        ("{type: string, default: x, example: y}", #""y""#),
        ("{const: 5}", "5"),
        ("{type: integer}", "0"),
        ("{type: integer, minimum: 3, multipleOf: 5}", "5"),
        ("{type: integer, minimum: 3, exclusiveMinimum: true}", "4"),
        ("{type: integer, exclusiveMinimum: 3}", "4"),
        ("{type: integer, maximum: -2}", "-2"),
        ("{type: number, minimum: 1.5}", "1.5"),
        ("{type: number, minimum: 0, exclusiveMinimum: true, maximum: 1}", "0.5"),
        ("{type: boolean}", "true"),
        ("{type: [\"null\", integer]}", "0"),
        ("{type: array, items: {type: integer}}", "[0]"),
        ("{type: array, minItems: 2, items: {type: integer}}", "[0,0]"),
        ("{type: array, maxItems: 0, items: {type: integer}}", "[]"),
        ("{type: array}", "[]"),
        ("{prefixItems: [{type: string}, {type: integer}]}", #"["string",0]"#),
        ("{type: object}", "{}"),
        ("{additionalProperties: {type: integer}}", #"{"key":0}"#),
        ("{properties: {a: {type: string}, b: {type: integer, writeOnly: true}}}", #"{"a":"string"}"#),
        ("{allOf: [{properties: {a: {type: integer}}}, {properties: {b: {type: boolean}}}]}", #"{"a":0,"b":true}"#),
        ("{oneOf: [{type: \"null\"}, {type: integer}]}", "0"),
        ("{example: {z: 1.0, a: [true]}}", #"{"z":1.0,"a":[true]}"#),
    ])
    func followsTheSchema(schema: String, expected: String) throws {
        #expect(try sample("schemas:\n  S: \(schema)\n") == expected)
    }

    @Test func leavesOptionalCyclesAway() throws {
        let text = """
            schemas:
              Tree:
                type: object
                properties:
                  name: {type: string}
                  parent: {$ref: '#/schemas/Tree'}
                  children: {type: array, items: {$ref: '#/schemas/Tree'}}
            """
        #expect(try sample(text) == #"{"name":"string"}"#)
    }

    @Test func endsInRequiredCycles() throws {
        let text = """
            schemas:
              A: {type: object, required: [b], properties: {b: {$ref: '#/schemas/B'}}}
              B: {type: object, required: [a], properties: {a: {$ref: '#/schemas/A'}}}
            """
        #expect(try sample(text) == #"{"b":{"a":null}}"#)
    }

    @Test func staysBelowItsLimitOnWideNests() throws {
        var text = "schemas:\n"
        for level in 0..<20 {
            let members = (0..<8).map { "p\($0): {$ref: '#/schemas/S\(level + 1)'}" }.joined(separator: ", ")
            text += "  S\(level): {type: object, properties: {\(members)}}\n"
        }
        text += "  S20: {type: string}\n"
        #expect(try sample(text).utf8.count < SchemaSample.bytesMax * 2)
    }
}
