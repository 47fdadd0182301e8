// What values have to satisfy, as a tree: what is reached, what is left away.

import GateSDK
import Testing

@Suite struct RuleTests {
    private func bound(_ set: (inout Constraints) -> Void) -> Constraints {
        var constraints = Constraints()
        set(&constraints)
        return constraints
    }

    @Test func followsJSON() throws {
        let api = try client(
            paths: """
                {/pets: {post: {operationId: add, parameters: [
                  {name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 100}},
                  {name: plain, in: query, schema: {type: string}}],
                  requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}},
                  responses: {'200': {description: OK}}}}}
                """,
            schemas: """
                {Pet: {type: object, minProperties: 1, properties: {
                  id: {type: integer, minimum: 1, readOnly: true},
                  name: {type: string, minLength: 1, maxLength: 64},
                  tags: {type: array, uniqueItems: true, maxItems: 3, items: {type: string, pattern: '^[a-z]+$'}},
                  scores: {type: object, additionalProperties: {type: number, exclusiveMinimum: true, minimum: 0}},
                  silent: {type: string}, friends: {type: array, items: {$ref: '#/components/schemas/Pet'}},
                  note: {$ref: '#/components/schemas/Note'}, calm: {$ref: '#/components/schemas/Calm'}}},
                 Note: {type: string, maxLength: 5}, Calm: {type: object, properties: {calm: {$ref: '#/components/schemas/Calm'}}},
                 Unused: {type: string, maxLength: 5}}
                """)
        let operation = try #require(api.operations.first)
        #expect(
            operation.parameters.map(\.rule) == [
                .leaf(
                    bound {
                        $0.minimum = "1"
                        $0.maximum = "100"
                    }), nil,
            ])
        let pet = try #require(api.types.firstIndex { $0.name == "Pet" })
        let note = try #require(api.types.firstIndex { $0.name == "Note" })
        #expect(operation.body?.rule == .type(pet))
        let scores = bound {
            $0.minimum = "0"
            $0.excludesMinimum = true
        }
        let name = bound {
            $0.minLength = 1
            $0.maxLength = 64
        }
        let tags = bound {
            $0.hasUniqueItems = true
            $0.maxItems = 3
        }
        #expect(
            api.types[pet].rule
                == .object(
                    bound { $0.minProperties = 1 },
                    members: [
                        RuleMember(name: "name", rule: .leaf(name)),
                        RuleMember(
                            name: "tags", rule: .array(tags, elements: .leaf(bound { $0.pattern = "^[a-z]+$" }))),
                        RuleMember(
                            name: "scores", rule: .object(Constraints(), members: [], others: .leaf(scores))),
                        RuleMember(name: "friends", rule: .array(Constraints(), elements: .type(pet))),
                        RuleMember(name: "note", rule: .type(note)),
                    ], others: nil))
        #expect(api.type("Calm")?.rule == nil)
        #expect(api.ruledTypes == [pet, note])
    }

    @Test func choosesByTheDiscriminator() throws {
        let api = try client(
            schemas: """
                {Cat: {type: object, properties: {kind: {type: string}, lives: {type: integer, maximum: 9}}},
                 Dog: {type: object, properties: {kind: {type: string}}},
                 Pet: {oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}],
                   discriminator: {propertyName: kind, mapping: {cat: '#/components/schemas/Cat'}}}}
                """)
        let cat = try #require(api.types.firstIndex { $0.name == "Cat" })
        #expect(api.type("Pet")?.rule == .choice(member: "kind", [RuleMember(name: "cat", rule: .type(cat))]))
        #expect(api.type("Dog")?.rule == nil)
    }

    @Test func readsSwaggerForms() throws {
        let api = try client(
            """
            swagger: '2.0'
            info: {title: T, version: '1'}
            paths: {/a: {post: {operationId: a, consumes: [application/x-www-form-urlencoded], parameters: [
              {name: n, in: formData, type: string, maxLength: 3}], responses: {'200': {description: OK}}}}}
            """)
        let type = try #require(api.ruledTypes.first)
        let short = bound { $0.maxLength = 3 }
        #expect(
            api.types[type].rule
                == .object(Constraints(), members: [RuleMember(name: "n", rule: .leaf(short))], others: nil))
    }
}
