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
}
