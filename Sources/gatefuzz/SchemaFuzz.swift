// Fuzz entry of schemas: any document is a schema or has findings, in every dialect and as the first model of an API;
// its plan passes the verifier, every check ends, and a verdict agrees with the reasons that are given for it.

import GateBytes
import GateCompiler
import GateJSON
import GatePlan
import GateRuntime
import GateSchema
import GateSource
import GateTree

let schemaTarget = FuzzTarget(
    name: "schema",
    seeds: { SchemaSeeds.texts.map { LanguageInput.seed($0.0, $0.1) } },
    dictionary: SchemaSeeds.words.map { Array($0.utf8) }, sizeMax: 1 << 12,
    run: fuzzSchema)

private func fuzzSchema(_ bytes: [UInt8]) -> UInt64 {
    var outcome = Outcome()
    let input = LanguageInput(bytes, fallback: "{}")
    let text = Array(input.program.text.utf8)
    for dialect in SchemaDialect.allCases {
        let sources = SourceMap()
        let sink = DiagnosticSink()
        let documents = DocumentSet(sources: sources, sink: sink, options: options) { name in
            name == "fuzz.yaml" ? .success(text) : .failure(.notFound)
        }
        guard let root = documents.load("fuzz.yaml") else { return outcome.value }
        let isAPI = root["models"] != nil
        let schema = isAPI ? root["models"]?.members.first?.value : root
        guard let schema else { return outcome.value }
        let plan = StandalonePlan.schema(
            schema, dialect: dialect, sources: isAPI ? api(documents, root, dialect) : plain(schema, sources, dialect),
            assertsFormat: true, readsXML: true, sink: sink)
        for diagnostic in sink.diagnostics { outcome.add(Int(diagnostic.code.number)) }
        do throws(PlanError) {
            check(input.data, PlanTables(try PlanImage(copying: plan)), &outcome)
        } catch {
            preconditionFailure("the verifier refuses the compiler's plan: \(error)")
        }
    }
    return outcome.value
}

private let options: DocumentOptions = {
    var options = DocumentOptions()
    options.limits.nodesMax = 20_000
    options.limits.aliasNodesMax = 20_000
    options.limits.aliasBytesMax = 1 << 20
    return options
}()

private func plain(_ schema: Node, _ sources: SourceMap, _ dialect: SchemaDialect) -> SchemaSources {
    let registry = SchemaRegistry(dialect: dialect, sources: sources, sink: DiagnosticSink())
    registry.add(schema)
    return SchemaSources(registry)
}

/// The sources of a document whose `models` are those of an API.
private func api(_ documents: DocumentSet, _ root: Node, _ dialect: SchemaDialect) -> SchemaSources {
    let registry = SchemaRegistry(
        dialect: dialect, sources: documents.sources, sink: DiagnosticSink(), holdsDocuments: true)
    documents.schemaNames = SchemaNames(
        target: { registry.named($0) }, anchor: { registry.anchor($0, in: $1) })
    documents.usesSchemaNames = dialect == .draft2020
    let models = root["models"]
    return SchemaSources(
        resolve: { documents.resolve($0) }, target: { documents.document(named: $0) }, model: { models?[$0] },
        models: { models?.members.map { ($0.key, $0.value) } ?? [] }, registry: dialect == .draft2020 ? registry : nil)
}

private func check(_ body: [UInt8], _ tables: PlanTables, _ outcome: inout Outcome) {
    body.withByteView { view in
        var tape = JSONTape()
        do throws(JSONFailure) { try tape.read(view) } catch { return outcome.add(1) }
        var validator = SchemaValidator()
        let verdict = validator.check(0, tape.root, tables)
        let reasons = validator.violations(0, tape.root, tables)
        // The second walk takes other steps, so the bounds may end one of the two alone.
        let isStopped = reasons.last?.pointer.isEmpty == true && reasons.last?.message == stopped
        switch verdict {
        case .valid:
            outcome.add(2)
            precondition(reasons.isEmpty || isStopped, "a valid value has errors")
        case .invalid:
            outcome.add(3)
            precondition(!reasons.isEmpty, "an invalid value has no error")
            outcome.add(reasons.count)
        case .exhausted: outcome.add(4)
        }
    }
}

private let stopped = Array(
    "validation was stopped: model and body together exceed the bounds of one check".utf8)

private enum SchemaSeeds {
    static let texts = [
        (
            """
            {type: object, required: [a],
             properties: {a: {type: integer, minimum: 1, exclusiveMinimum: true}, b: {$ref: '#'}},
             patternProperties: {'^x': {enum: [1, "a", null, [1], {a: 1}]}}, additionalProperties: false}
            """, #"{"a": 2, "b": {"a": 0}, "xy": [1]}"#
        ),
        (
            "{allOf: [{minLength: 2}, {pattern: '^a+$'}], oneOf: [{maxLength: 3}, {format: date}], not: {const: b}}",
            #""aaaa""#
        ),
        (
            """
            {$schema: 'https://json-schema.org/draft/2020-12/schema', $id: 'http://a.test/s', $dynamicAnchor: n,
             prefixItems: [true, false], items: {$dynamicRef: '#n'}, contains: {type: number}, minContains: 2,
             unevaluatedItems: false, unevaluatedProperties: {$ref: '#/$defs/x'},
             $defs: {x: {$anchor: y, if: {}, then: {}}}}
            """, "[1, [2, 3], {}]"
        ),
        (
            """
            models:
              Pet: {type: object, discriminator: {propertyName: k, mapping: {c: Cat, d: '#/models/Dog'}}}
              Cat: {allOf: [{$ref: '#/models/Pet'}, {properties: {n: {type: integer, xml: {attribute: true}}}}]}
              Dog: {allOf: [{$ref: '#/models/Cat'}, {$ref: '#here'}]}
              Here: {$anchor: here, anyOf: [{$ref: '#/models/Cat'}], discriminator: {propertyName: k}}
            """, #"{"k": "c", "n": 1}"#
        ),
        (
            "{multipleOf: 0.01, maximum: 1e308, uniqueItems: true, dependencies: {a: [b], c: {minProperties: 3}}}",
            "1.005"
        ),
        (
            "{items: [{type: [string, 'null']}, {}], additionalItems: {minimum: 0}, propertyNames: {maxLength: 1}}",
            "[null,1,2]"
        ),
        (
            "{$recursiveAnchor: true, properties: {a: {$recursiveRef: '#'}}, dependentRequired: {a: [b]}}",
            #"{"a":{"a":1}}"#
        ),
    ]
    static let words = [
        "$ref: ", "'#'", "'#/definitions/a'", "$id: a", "id: a", "$anchor: a", "$dynamicRef: '#a'", "$defs: ",
        "allOf: [",
        "anyOf: [", "oneOf: [", "not: ", "{}", "true", "false", "type: ", "properties: {a: ", "required: [a]",
        "items: ",
        "additionalProperties: ", "enum: [", "const: ", "format: idn-hostname", "format: regex", "format: uri",
        "pattern: '(a+)+'", "discriminator: {propertyName: k}", "mapping: {a: b}", "xml: {wrapped: true}",
        "nullable: true",
        "unevaluatedProperties: false", "dependentSchemas: ", "minimum: -0.0", "1e400", "models:\n", "&a ", "*a",
        "\u{1e}",
        "[[[[", "{\"a\":", "\"\\ud800\"",
    ]
}
