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

    /// What holds for further members does not hold for those that are told of.
    @Test func silentMembersAreNoFurtherOnes() throws {
        let api = try client(
            schemas: """
                {A: {type: object, properties: {plain: {type: string}, short: {type: string, maxLength: 1},
                  known: {type: string, readOnly: true, maxLength: 2}, file: {type: string, format: binary, maxLength: 3}},
                  additionalProperties: {type: string, maxLength: 4}}}
                """)
        let silent = ValueRule.leaf(Constraints())
        #expect(
            api.type("A")?.rule
                == .object(
                    Constraints(),
                    members: [
                        RuleMember(name: "plain", rule: silent),
                        RuleMember(name: "short", rule: .leaf(bound { $0.maxLength = 1 })),
                        RuleMember(name: "known", rule: silent), RuleMember(name: "file", rule: silent),
                    ], others: .leaf(bound { $0.maxLength = 4 })))
    }

    @Test func filesHaveNoLengthInCharacters() throws {
        let api = try client(
            paths: """
                {/a: {post: {operationId: a, requestBody: {content: {multipart/form-data: {schema: {
                  $ref: '#/components/schemas/Form'}}}}, responses: {'200': {description: OK}}}}}
                """,
            schemas: """
                {Form: {type: object, properties: {name: {type: string, maxLength: 1},
                  files: {type: array, maxItems: 2, items: {type: string, format: byte, maxLength: 3}}}}}
                """)
        let name = RuleMember(name: "name", rule: .leaf(bound { $0.maxLength = 1 }))
        let files = RuleMember(name: "files", rule: .array(bound { $0.maxItems = 2 }, elements: nil))
        #expect(api.operations[0].body?.rule == .object(Constraints(), members: [name, files], others: nil))
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
