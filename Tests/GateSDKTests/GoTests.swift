// Go clients: what only Go's types and layout decide. That they compile is the matter of CommandTests.

import GateSDK
import Testing

@Suite struct GoTests {
    /// A file of a client of some paths and schemas.
    private func file(
        _ name: String, paths: String = "{/a: {get: {operationId: get, responses: {}}}}", schemas: String = "{}"
    ) throws -> String {
        let files = generateSDK(try client(paths: paths, schemas: schemas), in: .go)
        return try #require(files.first { $0.path == name }).text
    }

    private func expect(_ text: String, holds parts: String..., sourceLocation: SourceLocation = #_sourceLocation) {
        for part in parts { #expect(text.contains(part), "\(text)", sourceLocation: sourceLocation) }
    }

    @Test func absenceAndNullAreTold() throws {
        let text = try file(
            "models.go",
            schemas: """
                {Pet: {type: object, required: [id, tags, owner, gone], properties: {
                  id: {type: integer, format: int32}, tags: {type: array, items: {type: string}},
                  owner: {type: string, nullable: true}, gone: {type: array, nullable: true, items: {type: string}},
                  born: {type: string, format: date}, seen: {type: string, format: date-time, nullable: true},
                  notes: {type: object, additionalProperties: {type: number}}, any: {},
                  number: {type: string, readOnly: true}}}}
                """)
        expect(
            text,
            holds: """
                type Pet struct {
                \tID     int32               `json:"id"`
                \tTags   []string            `json:"tags"`
                \tOwner  *string             `json:"owner"`
                \tGone   Nullable[[]string]  `json:"gone"`
                \tBorn   *Date               `json:"born,omitempty"`
                \tSeen   Nullable[time.Time] `json:"seen,omitempty"`
                \tNotes  map[string]float64  `json:"notes,omitempty"`
                \tAny    any                 `json:"any,omitempty"`
                \tNumber *string             `json:"number,omitempty"`
                }
                """, "func (v Pet) MarshalJSON() ([]byte, error) { return marshalObject(v) }")
        #expect(!text.contains("UnmarshalJSON"))
    }

    @Test func namesThatTagsCannotHoldAreTagsOfTheirOwn() throws {
        let text = try file(
            "models.go",
            schemas: #"""
                {A: {type: object, required: ['a"b'], additionalProperties: {type: string}, properties: {
                  'a"b': {type: string}, '😀': {type: string}, 'a`b': {type: string}, marshalJSON: {type: string}}}}
                """#)
        expect(
            text, holds: #"`json:"-" name:"a\"b"`"#, #"`json:"-" name:"😀" optional:"true"`"#,
            #""json:\"-\" name:\"a`b\" optional:\"true\"""#, "MarshalJSONField *string",
            #"Additional map[string]string `json:"-" rest:"true"`"#, "return unmarshalObject(data, v)")
    }

    @Test func circlesCompile() throws {
        let text = try file(
            "models.go",
            schemas: """
                {Tree: {type: array, items: {$ref: '#/components/schemas/Tree'}},
                 Itself: {$ref: '#/components/schemas/Itself2'}, Itself2: {$ref: '#/components/schemas/Itself'},
                 A: {type: object, required: [b], properties: {b: {$ref: '#/components/schemas/B'}}},
                 B: {type: object, required: [a, c], properties: {
                   a: {$ref: '#/components/schemas/A'}, c: {$ref: '#/components/schemas/C'}}},
                 C: {type: object, properties: {x: {type: string}}}}
                """)
        // One of two structs that hold each other does so by its address.
        expect(text, holds: "type Tree []Tree", "B B `json:\"b\"`", "A *A `json:\"a\"`", "C C  `json:\"c\"`")
    }

    @Test func unionsHaveAFieldForEachMember() throws {
        let text = try file(
            "models.go",
            schemas: """
                {Cat: {type: object, properties: {kind: {type: string}}}, Dog: {type: object, properties: {kind: {type: string}}},
                 Pet: {oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}],
                   discriminator: {propertyName: kind, mapping: {cat: '#/components/schemas/Cat', kitten: Cat}}},
                 Either: {anyOf: [{type: array, items: {type: integer}}, {type: string}]}}
                """)
        expect(
            text, holds: "\tCat *Cat\n\tDog *Dog\n\n\t// Raw is what is none of these.\n\tRaw json.RawMessage",
            #"variant{field: &v.Cat, tags: []string{"cat", "kitten"}}"#, "\tIntList []int64\n\tString  *string\n",
            "return marshalUnion(v.Raw, v.IntList, v.String)")
    }

    @Test func constantsKeepSigns() throws {
        let text = try file("models.go", schemas: "{Order: {type: string, enum: [age, '-age', '+age', '']}}")
        expect(
            text, holds: "\tOrderAge      Order = \"age\"\n", "\tOrderMinusAge Order = \"-age\"\n",
            "\tOrderPlusAge  Order = \"+age\"\n", "\tOrderEmpty    Order = \"\"\n")
    }

    @Test func answersAndFailuresAreToldByStatus() throws {
        func json(_ type: String) -> String {
            "{description: x, content: {application/json: {schema: {type: \(type)}}}}"
        }
        let text = try file(
            "client.go",
            paths: """
                {/a: {put: {operationId: put, responses: {
                  '200': \(json("string")), '202': \(json("integer")), '404': \(json("number")), 4XX: \(json("boolean")),
                  default: \(json("string"))}}}}
                """)
        expect(
            text, holds: "type PutResult struct {\n\tOK       *string\n\tAccepted *int64\n}",
            "c.decode(ctx, r, options, answers{200: &result.OK, 202: &result.Accepted})",
            "failures{4: declared[bool], 404: declared[float64], 0: declared[string]}")
    }

    @Test func parametersOfThePathComeOneByOne() throws {
        let text = try file(
            "client.go",
            paths: """
                {'/{type}/{rest+}': {get: {operationId: get, parameters: [
                   {name: q, in: query, required: true, schema: {type: array, items: {type: string}}, explode: false},
                   {name: X-Id, in: header, schema: {type: string}}], responses: {}}}}
                """)
        expect(
            text, holds: "typeValue string,\n\trest string,\n\tparams GetParams,\n",
            "newRequest(\"GET\", \"/{type}/{rest+}\")", "r.segment(\"type\", typeValue)", "r.segments(\"rest\", rest)",
            "r.queryJoined(\"q\", params.Q, \",\")",
            "r.headerField(\"X-Id\", params.XID)")
    }

    @Test func parametersKeepTheirStyles() throws {
        let list = "{type: array, items: {type: string}}"
        let object = "{type: object, additionalProperties: {type: string}}"
        let text = try file(
            "client.go",
            paths: """
                {'/{a}/{b}/{c}/{d}': {get: {operationId: get, parameters: [
                   {name: a, in: path, required: true, style: label, schema: \(list)},
                   {name: b, in: path, required: true, style: matrix, explode: true, schema: \(object)},
                   {name: c, in: path, required: true, style: simple, explode: true, schema: \(object)},
                   {name: d, in: path, required: true, style: label, explode: true, schema: {type: string}},
                   {name: X-Id, in: header, explode: true, schema: \(object)},
                   {name: list, in: cookie, schema: \(list)}, {name: one, in: cookie, explode: false, schema: \(list)}],
                  responses: {}}}}
                """)
        expect(
            text, holds: "r.label(\"a\", a)", "r.matrixExploded(\"b\", b)", "r.segmentExploded(\"c\", cValue)",
            "r.label(\"d\", d)", "r.headerFieldExploded(\"X-Id\", params.XID)", "r.cookie(\"list\", params.List)",
            "r.cookieJoined(\"one\", params.One, \",\")")
    }

    private static let ruled = """
        {'/pets/{id}': {post: {operationId: add, parameters: [
           {name: id, in: path, required: true, schema: {type: string, maxLength: 3, pattern: '^\\d"+$'}},
           {name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 100, exclusiveMaximum: true}}],
           requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}, responses: {}}}}
        """
    private static let pet = """
        {Pet: {type: object, minProperties: 1, additionalProperties: {type: number, multipleOf: 0.1}, properties: {
           tags: {type: array, uniqueItems: true, items: {type: string, minLength: 2}}, silent: {type: string},
           friend: {$ref: '#/components/schemas/Pet'}, kind: {$ref: '#/components/schemas/Kind'}}},
         Kind: {oneOf: [{$ref: '#/components/schemas/Pet'}], discriminator: {propertyName: is, mapping: {pet: Pet}}},
         Violation: {type: string}}
        """

    @Test func rulesAreTables() throws {
        let text = try file("rules.go", paths: GoTests.ruled, schemas: GoTests.pet)
        expect(
            text,
            holds: """
                var operationRules = map[string]rules{
                \t"Add": rules{
                \t\t"path id":     rule{maxLength(3), pattern("^\\\\d\\"+$")},
                \t\t"query limit": rule{minimum("1"), lessThan("100")},
                \t\t"body":        rule{ofType("Pet")},
                \t},
                }
                """, "\t\tminProperties(1),\n\t\tmembers{\"tags\": rule{unique{}, elements{minLength(2)}}, \"friend\"",
            "known: []string{\"friend\", \"kind\", \"silent\", \"tags\"},", "rule:  rule{multipleOf(\"0.1\")},")
        let client = try file("client.go", paths: GoTests.ruled, schemas: GoTests.pet)
        expect(client, holds: "\tr.rules = operationRules[\"Add\"]\n")
        expect(
            try file("models.go", paths: GoTests.ruled, schemas: GoTests.pet), holds: "type ViolationModel = string")
        expect(try file("README.md", paths: GoTests.ruled), holds: "`WithRequestChecks` looks at")
    }

    @Test func whatNobodyNeedsIsLeftOut() throws {
        let files = generateSDK(try client(paths: "{/a: {get: {responses: {}}}}"), in: .go).map(\.path)
        #expect(!files.contains { ["rules.go", "checks.go", "forms.go", "xml.go", "xml_test.go"].contains($0) })
    }

    @Test func xmlHasForms() throws {
        let schema = "{schema: {$ref: '#/components/schemas/Pet'}}"
        let paths = """
            {/pets: {post: {operationId: add, requestBody: {required: true, content: {application/xml: \(schema)}},
              responses: {'200': {description: x, content: {text/xml: \(schema)}}}}}}
            """
        let schemas = """
            {Pet: {type: object, xml: {name: pet, prefix: p, namespace: 'urn:pets'}, properties: {
               id: {type: integer, xml: {attribute: true}}, photos: {type: array, items: {type: string}},
               friend: {$ref: '#/components/schemas/Pet'}, notes: {type: object, additionalProperties: {}}}}}
            """
        expect(
            try file("client.go", paths: paths, schemas: schemas), holds: "body Pet, options ...Option) (*Pet, error)",
            "r.xml(\"application/xml\", ",
            "name: \"pet\", prefix: \"p\", namespace: \"urn:pets\", form: typeForm(\"Pet\")",
            "}.reading\n", "r.header.Set(\"Accept\", \"text/xml\")", "return decoded[*Pet](")
        expect(
            try file("forms.go", paths: paths, schemas: schemas), holds: "var typeForms = map[string]form{",
            "isAttribute: true", "form: listForm{element{name: \"photos\", form: textForm{}}}", "isUnwrapped: true",
            "form: mapForm{anyForm{}}")
    }

    @Test func decimalsStayExact() throws {
        let text = try file(
            "models.go",
            schemas: """
                {Price: {type: object, required: [net], properties: {net: {type: number, format: decimal},
                  gross: {type: string, format: decimal}, tax: {type: number, format: decimal, nullable: true}}}}
                """)
        expect(
            text, holds: "\tNet   json.Number           `json:\"net\"`\n\tGross *string ",
            "\tTax   Nullable[json.Number] `")
    }

    @Test func routesAreMethodsAndEventsTypes() throws {
        let api = try socketClient(
            """
            api: {name: chat, protocolType: WEBSOCKET, routeSelectionExpression: $request.body.meta.kind}
            routes:
              - routeKey: $connect
                target: integrations/self
                apiKeyRequired: true
                authorizationType: AWS_IAM
                requestParameters:
                  route.request.querystring.room: {required: true}
                  route.request.header.X-Room: {required: false}
              - {routeKey: say, target: integrations/self, requestModels: {$default: Event}}
              - {routeKey: close, target: integrations/self, routeResponses: [{routeResponseKey: $default}]}
            integrations: {self: {integrationType: MOCK, requestTemplates: {$default: '{}'}}}
            models:
              Event: {schema: {type: object, properties: {text: {type: string}}}}
              List: {schema: {type: array, items: {type: string}}}
            x-gatewright-events: {said: Event, left: List, refusal: Event}
            """)
        let text = try #require(generateSDK(api, in: .go).first { $0.path == "client.go" }).text
        expect(
            text, holds: "type Parameters struct {\n\tRoom  string\n\tXRoom *string\n}",
            "newHandshake(address, schemes[\"sigV4\"], schemes[\"apiKey\"])", "h.query(\"room\", &parameters.Room)",
            "h.headerField(\"X-Room\", parameters.XRoom)", "\"sigV4\": presigned(c.SigV4)",
            "newSocket(h, \"chat/0\", []string{\"meta\", \"kind\"}, events, options)",
            "func (c *Client) Say(ctx context.Context, message EventModel) error {",
            "func (c *Client) CloseCall(ctx context.Context, message any) error {", "\"said\":    kind[SaidEvent],",
            "type LeftEvent struct {\n\tData []string\n}", "func (e LeftEvent) isEvent() {}")
    }

    @Test func licencesAreTold() throws {
        let api = try client(
            """
            {openapi: 3.0.1, info: {title: T, version: '1', license: {name: MIT}}, paths: {/a: {get: {responses: {}}}}}
            """)
        let files = generateSDK(api, in: .go)
        #expect(files.contains { $0.path == "LICENSE" })
        let readme = try #require(files.first { $0.path == "README.md" }?.text)
        #expect(readme.hasSuffix("## Licence\n\nMIT; see the file `LICENSE`.\n"))
    }

    @Test func pagesHaveAnIterator() throws {
        let text = try file(
            "client.go",
            paths: """
                {/pets: {get: {operationId: listPets, parameters: [{name: nextToken, in: query, schema: {type: string}}],
                  responses: {'200': {description: x, content: {application/json: {schema: {type: object, properties: {
                    items: {type: array, items: {type: string}}, nextToken: {type: string, nullable: true}}}}}}}}}}
                """)
        expect(
            text, holds: "func (c *Client) ListPetsPages(params *ListPetsParams, options ...Option) *Pager[string] {",
            "\t\t\trequest.NextToken = &token\n", "\t\t\treturn page.Items, page.NextToken.value(), nil\n")
    }

    @Test func descriptionsBecomeGoDoc() throws {
        let text = try file(
            "client.go",
            paths: """
                {/a: {get: {operationId: get, description: "# A heading\\n\\nSome:\\n- one\\n- two\\n  more\\n1. odd\\n\\n\
                1. first\\n\\n```json\\n  {\\n    1\\n  }\\n```\\n\\n``x`` ''y''\\n\\n[a]: http://b", responses: {}}}}
                """)
        expect(
            text,
            holds: """
                // Get sends GET /a.
                //
                // A heading.
                //
                // Some:
                //   - one.
                //   - two more 1. odd 1. first.
                //
                //\t{
                //\t  1
                //\t}
                //
                // `x` 'y'.
                //
                // a: http://b.
                func
                """)
    }

    @Test(arguments: [
        (nil, "example.com/pet-store", "petstore"),
        ("github.com/acme/go-pets/v2", "github.com/acme/go-pets/v2", "gopets"),
        ("type", "type", "typeclient"), ("a b/..//\"c", "a-b/-c", "cclient"),
    ])
    func modulesHavePaths(_ package: String?, _ path: String, _ name: String) throws {
        var options = SDKOptions()
        options.package = package
        let files = generateSDK(try client(paths: "{/a: {get: {responses: {}}}}"), in: .go, options)
        #expect(files.first { $0.path == "go.mod" }?.text == "module \(path)\n\ngo 1.19\n")
        #expect(files.first { $0.path == "models.go" }?.text.contains("\npackage \(name)\n") == true)
    }

    @Test func samplesFitTheirTypes() throws {
        let text = try file(
            "operations_test.go",
            paths: """
                {/a: {post: {operationId: post, requestBody: {required: true, content: {application/json: {schema: {
                  type: object, required: [day, at, photo, kind, either, none, few], properties: {
                    day: {type: string, format: date}, at: {type: string, format: date-time},
                    photo: {type: string, format: byte}, kind: {type: string, enum: [a]},
                    either: {oneOf: [{type: string}, {type: integer}]}, none: {type: string, nullable: true},
                    few: {type: array, nullable: true, items: {type: integer}}}}}}}, responses: {}}}}
                """)
        expect(
            text, holds: "petstore.Date{Year: 2026, Month: 1, Day: 31}",
            "time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC)",
            "[]byte(\"sample\")", "petstore.PostRequestKindA", "{String: petstore.Ptr(\"sample\")}",
            "petstore.Ptr(\"sample\")", "petstore.Some([]int64{1})")
    }
}
