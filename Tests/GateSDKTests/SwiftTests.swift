// What Swift asks of types besides what they are: circles, null beside absence, alternatives in an order that tells them
// apart. That the text compiles is `SDKTests`' matter.

import Foundation
import GateSDK
import Testing

@Suite struct SwiftTests {
    /// The text of a client's types.
    private func models(_ schemas: String) throws -> String {
        let files = generateSDK(try client(schemas: schemas), in: .swift)
        return try #require(files.first { $0.path.hasSuffix("/Models.swift") }).text
    }

    @Test func circlesAreHeldElsewhere() throws {
        let text = try models(
            """
            {A: {type: object, properties: {b: {$ref: '#/components/schemas/B'}}},
             B: {type: object, properties: {a: {$ref: '#/components/schemas/A'}, c: {$ref: '#/components/schemas/C'}}},
             C: {type: object, properties: {list: {type: array, items: {$ref: '#/components/schemas/C'}}}},
             U: {oneOf: [{type: string}, {$ref: '#/components/schemas/V'}]},
             V: {type: object, properties: {u: {$ref: '#/components/schemas/U'}}},
             W: {oneOf: [{type: string}, {$ref: '#/components/schemas/C'}]}}
            """)
        #expect(text.contains("@Indirect public var b: B?"))
        #expect(text.contains("@Indirect public var a: A?"))
        #expect(text.contains("    public var c: C?"))
        #expect(text.contains("    public var list: [C]?"))
        #expect(text.contains("public indirect enum U:"))
        #expect(text.contains("    public var u: U?"))
        #expect(text.contains("public enum W:"))
    }

    @Test func nullIsNotAbsence() throws {
        let text = try models(
            """
            {Name: {type: string, nullable: true},
             A: {type: object, required: [r], properties: {
              r: {type: string, nullable: true}, o: {type: string, nullable: true}, n: {$ref: '#/components/schemas/Name'},
              w: {type: string, writeOnly: true}}}}
            """)
        #expect(text.contains("var r: Nullable<String>\n"))
        #expect(text.contains("var o: Nullable<String>?\n"))
        #expect(text.contains("var n: Nullable<Name>?\n"))
        #expect(text.contains("var w: String?\n"))
    }

    @Test func alternativesThatAskForMoreComeFirst() throws {
        let text = try models(
            """
            {A: {type: object, properties: {x: {type: string}}},
             B: {type: object, required: [x], properties: {x: {type: string}}},
             U: {oneOf: [{type: string}, {$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'},
               {type: number}, {type: integer}]}}
            """)
        let order = ["Int.self", "Double.self", "String.self", "B.self", "A.self"].map { text.range(of: "as: \($0)") }
        #expect(order.allSatisfy { $0 != nil })
        #expect(order.compactMap { $0?.lowerBound } == order.compactMap { $0?.lowerBound }.sorted())
    }

    /// A module's own types, whatever their access, are no models'.
    @Test(arguments: [false, true])
    func typesOfTheCoreKeepTheirNames(_ isSocket: Bool) throws {
        func files(_ names: [String]) throws -> [SDKFile] {
            let object = "{type: object, properties: {a: {type: string}}}"
            if isSocket {
                let models = names.map { "\($0): {schema: \(object)}" }.joined(separator: ", ")
                return generateSDK(
                    try socketClient(
                        """
                        api: {name: chat, protocolType: WEBSOCKET, routeSelectionExpression: $request.body.action}
                        routes: [{routeKey: say, target: integrations/a}]
                        models: {\(models)}
                        """), in: .swift)
            }
            let body = "{content: {application/xml: {schema: {type: string, maxLength: 3}}}}"
            return generateSDK(
                try client(
                    paths: "{/a: {post: {requestBody: \(body), responses: {'204': {description: OK}}}}}",
                    schemas: "{\(names.map { "\($0): \(object)" }.joined(separator: ", "))}"), in: .swift)
        }
        var names = Set<String>()
        for file in try files(["Plain"]) where file.path.contains("/Core/") {
            // All of some files is behind a condition.
            let indent = file.text.contains(/\n#if (os\(Linux\)|AsyncHTTPClient)\n/) ? "    " : ""
            for line in file.text.split(separator: "\n") where line.hasPrefix(indent) {
                let modifiers = ["public", "private", "fileprivate", "final", "indirect"]
                let words = line.dropFirst(indent.count).split(separator: " ", omittingEmptySubsequences: false)
                    .drop { modifiers.contains(String($0)) }
                guard let kind = words.first, ["actor", "class", "enum", "protocol", "struct"].contains(kind) else {
                    continue
                }
                names.insert(String(words.dropFirst().first?.prefix { $0.isLetter || $0.isNumber } ?? ""))
            }
        }
        #expect(names.isSuperset(of: ["TreePlace", isSocket ? "OpenSSL" : "Exchanges"]), "\(names.sorted())")
        let models = try #require(try files(names.sorted()).first { $0.path.hasSuffix("/Models.swift") }).text
        for name in names.sorted() {
            #expect(!models.contains("public struct \(name):"), "\(name) is the core's")
        }
    }

    @Test func rulesAndXMLAreTables() throws {
        let api = try client(
            paths: """
                {'/pets/{id}/{tags}': {post: {operationId: add, parameters: [
                  {name: id, in: path, required: true, style: label, schema: {type: integer, minimum: 1}},
                  {name: tags, in: path, required: true, style: matrix, explode: true,
                    schema: {type: array, items: {type: string}}}],
                  requestBody: {content: {application/xml: {schema: {$ref: '#/components/schemas/Pet'}}}},
                  responses: {'200': {description: OK}}}}}
                """,
            schemas: """
                {Pet: {type: object, xml: {name: pet}, properties: {
                  id: {type: integer, xml: {attribute: true}}, friend: {$ref: '#/components/schemas/Pet'},
                  price: {type: number, format: decimal, multipleOf: 0.01}, cost: {type: string, format: decimal}}}}
                """)
        let files = generateSDK(api, in: .swift)
        func text(_ suffix: String) throws -> String { try #require(files.first { $0.path.hasSuffix(suffix) }).text }
        let rules = try text("/Rules.swift")
        #expect(rules.contains(#""friend": .type({ ValueRules.pet })"#))
        #expect(rules.contains(#""price": .value(ValueBounds(multipleOf: "0.01"))"#))
        #expect(rules.contains(#"MarkupMember("id", MarkupElement("id", .number), as: .attribute)"#))
        func squeezed(_ text: String) -> String { text.filter { !$0.isWhitespace } }
        let operations = squeezed(try text("/PetStoreClient.swift"))
        for part in [
            #"/pets/\(label: id)/\"#, #"\(matrix: tags, name: "tags", explodes: true)"#,
            #"ValueCheck("path id", id, .value(ValueBounds(minimum: "1")))"#,
            #".xml(body, MarkupElement("pet", .type({ MarkupForms.pet })), as: "application/xml")"#,
        ] {
            #expect(operations.contains(squeezed(part)), "\(operations)")
        }
        let models = try text("/Models.swift")
        #expect(models.contains("var price: Decimal?"))
        #expect(models.contains("var cost: DecimalText?"))
        #expect(files.contains { $0.path.hasSuffix("/Core/Markup.swift") })
        let plain = generateSDK(try client(paths: "{/a: {get: {responses: {}}}}"), in: .swift)
        #expect(!plain.contains { $0.path.hasSuffix("/Markup.swift") || $0.path.hasSuffix("/Rules.swift") })
    }
}
