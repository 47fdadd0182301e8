// Schemas to types: what gets a name, what is composed, what is open.

import GateSDK
import Testing

@Suite struct TypeTests {
    @Test func readsObjects() throws {
        let api = try client(
            schemas: """
                {Pet: {type: object, required: [id, born], properties: {
                  id: {type: integer}, age: {type: integer, format: int32}, born: {type: string, format: date-time},
                  tag: {type: string, nullable: true}, photo: {type: string, format: byte}, weight: {type: number},
                  owner: {type: object, properties: {name: {type: string}}},
                  friends: {type: array, items: {$ref: '#/components/schemas/Pet'}},
                  notes: {type: object, additionalProperties: {type: string}}, any: {}}}}
                """)
        #expect(
            api.members("Pet") == [
                "id: int64", "age?: int32", "born: dateTime", "tag?: string|null", "photo?: base64", "weight?: number",
                "owner?: Pet owner", "friends?: [Pet]", "notes?: {string}", "any?: any",
            ])
        #expect(api.members("Pet owner") == ["name?: string"])
    }

    @Test func composesAllOf() throws {
        let api = try client(
            schemas: """
                {Base: {type: object, required: [id], properties: {id: {type: string}}},
                 Cat: {allOf: [{$ref: '#/components/schemas/Base'}, {type: object, properties: {lives: {type: integer}}}]},
                 Holder: {type: object, properties: {cat: {allOf: [{$ref: '#/components/schemas/Cat'}], nullable: true}}}}
                """)
        #expect(api.members("Cat") == ["id: string", "lives?: int64"])
        #expect(api.members("Holder") == ["cat?: Cat|null"])
    }

    @Test func tellsUnionsByTheirDiscriminator() throws {
        let api = try client(
            schemas: """
                {Cat: {type: object, properties: {kind: {type: string}}}, Dog: {type: object, properties: {kind: {type: string}}},
                 Pet: {oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}],
                   discriminator: {propertyName: kind, mapping: {cat: '#/components/schemas/Cat', kitten: Cat}}}}
                """)
        guard case .union(let union)? = api.type("Pet")?.form else {
            Issue.record("Pet is no union")
            return
        }
        #expect(union.discriminator == "kind")
        #expect(union.members.map(\.tags) == [["cat", "kitten"], ["Dog"]])
    }

    @Test func nullIsNoMember() throws {
        let api = try client(
            """
            openapi: 3.1.0
            info: {title: T, version: '1'}
            paths: {}
            components: {schemas: {A: {type: object, properties: {
              a: {type: [string, 'null']}, b: {oneOf: [{type: 'null'}, {type: integer}]}, c: {const: x},
              d: {anyOf: [{type: string}, {type: integer}]}}}}}
            """)
        #expect(api.members("A") == ["a?: string|null", "b?: int64|null", "c?: A c", "d?: A d"])
        guard case .union(let union)? = api.type("A d")?.form else {
            Issue.record("`d` is no union")
            return
        }
        #expect(union.members.map(\.shape) == [.string, .integer(bits: 64)])
    }

    @Test func circlesEnd() throws {
        let api = try client(
            schemas: """
                {Tree: {type: array, items: {$ref: '#/components/schemas/Tree'}},
                 Node: {type: object, properties: {next: {$ref: '#/components/schemas/Node'}}},
                 Any: {oneOf: [{type: string}, {type: object, additionalProperties: {$ref: '#/components/schemas/Any'}}]}}
                """)
        #expect(api.members("Node") == ["next?: Node"])
        for language in SDKLanguage.allCases { #expect(!generateSDK(api, in: language).isEmpty) }
    }

    @Test func alternativesThatAreTheUnionItselfSayNothing() throws {
        let api = try client(
            schemas: """
                {A: {oneOf: [{$ref: '#/components/schemas/A'}, {type: string}, {type: integer}]},
                 B: {oneOf: [{$ref: '#/components/schemas/C'}, {type: string}]},
                 C: {oneOf: [{$ref: '#/components/schemas/B'}, {type: integer}]},
                 D: {anyOf: [{$ref: '#/components/schemas/D'}, {type: array, items: {$ref: '#/components/schemas/D'}}]}}
                """)
        func form(_ name: String) -> String {
            switch api.type(name)?.form {
            case .union(let union): union.members.map { api.text($0.shape) }.joined(separator: " or ")
            case .alias(let shape): "alias of " + api.text(shape)
            default: "something else"
            }
        }
        #expect(form("A") == "string or int64")
        #expect(form("B") == "C or string")
        #expect(form("C") == "alias of int64")
        #expect(form("D") == "alias of [D]")
    }

    @Test func namesAreUniqueInEverySpelling() throws {
        let api = try client(
            schemas: """
                {Pet: {type: object, properties: {a: {}}}, pet: {type: object, properties: {b: {}}},
                 p-et: {type: string}}
                """
        )
        #expect(api.types.map(\.name) == ["Pet", "pet2", "p-et3"])
    }

    @Test func defaultsAreTold() throws {
        let api = try client(
            paths: """
                {/a: {get: {parameters: [{name: n, in: query, schema: {type: integer, default: 20}}],
                  responses: {'200': {description: OK}}}}}
                """,
            schemas: """
                {A: {type: object, properties: {a: {type: string, description: What it is, default: '*/'},
                  b: {type: boolean, default: false}, c: {type: array, items: {}, default: [1]}, d: {default: null}}}}
                """)
        #expect(api.operations[0].parameters[0].summary == "Default: `20`.")
        guard case .object(let object)? = api.type("A")?.form else {
            Issue.record("A is no object")
            return
        }
        #expect(
            object.members.map(\.summary) == ["What it is\n\nDefault: `*/`.", "Default: `false`.", nil, nil])
    }

    @Test func alternativesThatTakeAnythingAreNone() throws {
        let api = try client(
            schemas: """
                {A: {oneOf: [{type: object}, {items: {}, type: [string, integer]}]},
                 B: {type: object, properties: {a: {anyOf: [{type: string, format: email}, {type: string, maxLength: 3}]}}},
                 C: {type: object, properties: {a: {type: string, format: decimal}, b: {type: number, format: decimal}}}}
                """)
        guard case .alias(.any)? = api.type("A")?.form else {
            Issue.record("A is \(String(describing: api.type("A")?.form))")
            return
        }
        guard case .alias(.string)? = api.type("B a")?.form else {
            Issue.record("B a is \(String(describing: api.type("B a")?.form))")
            return
        }
        #expect(api.members("C") == ["a?: decimal(isText: true)", "b?: decimal(isText: false)"])
    }
}
