// Ruby clients: what only Ruby's models, shapes and signatures decide. That they run is the matter of CommandTests.

import GateSDK
import Testing

@Suite struct RubyTests {
    /// A file of a client of some paths and schemas, and whether it holds some texts.
    private func expect(
        _ name: String, paths: String = "{/a: {get: {operationId: get, responses: {}}}}", schemas: String = "{}",
        holds parts: String..., sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let files = generateSDK(try client(paths: paths, schemas: schemas), in: .ruby)
        let text = try #require(files.first { $0.path == name }).text
        for part in parts { #expect(text.contains(part), "\(text)", sourceLocation: sourceLocation) }
    }

    private static let pet = """
        {Pet: {type: object, required: [id, number, Class], additionalProperties: {type: number}, properties: {
          id: {type: integer}, Class: {type: string}, born: {type: string, format: date},
          seen: {type: string, format: date-time, nullable: true}, tags: {type: array, items: {type: string}},
          mother: {$ref: '#/components/schemas/Pet'}, number: {type: number, readOnly: true}}}}
        """

    @Test func modelsHaveAttributes() throws {
        try expect(
            "lib/pet_store/models.rb", schemas: RubyTests.pet,
            holds: """
                  class Pet < Model
                    attribute :id, :integer, required: true
                    attribute :class_, :string, member: "Class", required: true
                    attribute :born, :date
                    attribute :seen, :time, nullable: true
                    attribute :tags, [:string]
                    attribute :mother, "Pet"
                    attribute :number, :number

                    # Further members.
                    further :additional, :number
                  end
                """)
    }

    @Test func modelsHaveSignatures() throws {
        try expect(
            "sig/pet_store.rbs", schemas: RubyTests.pet,
            holds: "    attr_reader id: Integer\n", "    attr_reader class_: String\n", "    attr_reader born: Date?\n",
            "    attr_reader seen: Time?\n", "    attr_reader mother: Pet?\n",
            "    attr_reader additional: Hash[String, Float]\n", "      class_: String,\n      ?born: Date?,\n",
            "      ?number: Numeric?,\n")
    }

    @Test func unionsAndCirclesAreShapes() throws {
        let schemas = """
            {Cat: {type: object, properties: {kind: {type: string}}}, Dog: {type: object, properties: {kind: {type: string}}},
             Pet: {oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}],
               discriminator: {propertyName: kind, mapping: {cat: '#/components/schemas/Cat', kitten: Cat}}},
             Tree: {type: array, items: {$ref: '#/components/schemas/Tree'}},
             Itself: {$ref: '#/components/schemas/Itself2'}, Itself2: {$ref: '#/components/schemas/Itself'},
             Bag: {type: object, properties: {trees: {$ref: '#/components/schemas/Tree'},
               itself: {$ref: '#/components/schemas/Itself'}}}}
            """
        try expect(
            "lib/pet_store/models.rb", schemas: schemas,
            holds: "  Pet = Union.new(\n    \"Cat\",\n    \"Dog\",\n    by: \"kind\",\n",
            "tags: { \"cat\" => \"Cat\", \"kitten\" => \"Cat\", \"Dog\" => \"Dog\" }", "  Tree = [\"Tree\"].freeze\n",
            "    attribute :trees, \"Tree\"\n", "    attribute :itself_, :any, member: \"itself\", nullable: true\n")
        try expect(
            "sig/pet_store.rbs", schemas: schemas,
            holds: "  type pet = Cat | Dog\n", "  type tree = Array[tree]\n", "  type itself = untyped\n")
    }

    @Test func methodsTakeWhatThePathHoldsFirst() throws {
        try expect(
            "lib/pet_store/client.rb",
            paths: """
                {'/{type}/{rest+}': {post: {operationId: send, parameters: [
                   {name: if, in: query, required: true, schema: {type: array, items: {type: string}}, explode: false},
                   {name: X-Id, in: header, schema: {type: string, format: byte}}], requestBody: {content: {
                   application/json: {schema: {type: object}}}}, responses: {'404': {description: x, content: {
                   application/json: {schema: {type: array, items: {type: integer}}}}}}}}}
                """,
            holds: "    def send_(type, rest, if_:, x_id: nil, body: nil, options: {})\n",
            "\"/#{Requests.segment(type)}/#{Requests.segments(rest)}\"", "[Requests.query(\"if\", if_, \",\")]",
            "[Requests.header(\"X-Id\", Shapes.write(:base64, x_id))]",
            "Requests.json_body(\"application/json\", { String => :any }, body)", "errors: { 404 => NotFound }")
    }

    @Test func parametersFollowTheirStyles() throws {
        try expect(
            "lib/pet_store/client.rb",
            paths: """
                {'/{a}/{b}/{c}': {get: {operationId: get, parameters: [
                   {name: a, in: path, required: true, style: label, schema: {type: string}},
                   {name: b, in: path, required: true, style: matrix, explode: true, schema: {type: array, items: {}}},
                   {name: c, in: path, required: true, explode: true, schema: {type: object}},
                   {name: d, in: cookie, explode: false, schema: {type: array, items: {type: string}}},
                   {name: e, in: header, explode: true, schema: {type: object}}], responses: {}}}}
                """,
            holds:
                "\"/#{Requests.label(a)}/#{Requests.matrix(\"b\", b, explodes: true)}/"
                + "#{Requests.segment(c, explodes: true)}\"", "cookies: [Requests.query(\"d\", d, \",\")]",
            "headers: [Requests.header(\"e\", e, explodes: true)]")
    }

    @Test func rulesAreATable() throws {
        let schemas = """
            {Pet: {type: object, properties: {name: {type: string, maxLength: 5, pattern: '#{x}'},
              mother: {$ref: '#/components/schemas/Pet'}}},
             Price: {type: number, minimum: 1.5e-2, maximum: 1e999999999, exclusiveMinimum: true, multipleOf: 0}}
            """
        let paths = """
            {/a: {post: {operationId: send, parameters: [
               {name: n, in: query, schema: {$ref: '#/components/schemas/Price'}},
               {name: free, in: query, schema: {type: string}}], requestBody: {content: {
               application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}, responses: {}}}}
            """
        try expect(
            "lib/pet_store/rules.rb", paths: paths, schemas: schemas,
            holds:
                "\"Pet\" => { members: { \"name\" => { max_length: 5, pattern: \"\\#{x}\" }, \"mother\" => \"Pet\" } }",
            "\"Price\" => { above: 0.015r }",
            "\"send_\" => [[\"query n\", :number, \"Price\"], [\"body\", \"Pet\", \"Pet\"]]")
        try expect(
            "lib/pet_store/client.rb", paths: paths, schemas: schemas,
            holds: "checks: [RequestRules::CALLS.fetch(\"send_\"), [n, body]]")
        let plain = generateSDK(try client(paths: "{/a: {get: {operationId: get, responses: {}}}}"), in: .ruby)
        #expect(!plain.contains { $0.path.contains("checks") || $0.text.contains("checks") })
    }

    @Test func decimalsStayExact() throws {
        let schemas = "{Pet: {type: object, properties: {a: {type: number, format: decimal}}}}"
        try expect("lib/pet_store/models.rb", schemas: schemas, holds: "attribute :a, :decimal\n")
        try expect("sig/pet_store.rbs", schemas: schemas, holds: "attr_reader a: BigDecimal?\n", "?a: Numeric?")
        try expect("pet_store.gemspec", schemas: schemas, holds: "  spec.add_dependency \"bigdecimal\"\n")
    }

    @Test func formsOfXMLAreATable() throws {
        let schemas = """
            {Pet: {type: object, xml: {name: 'a pet', namespace: '#{x}', prefix: p}, properties: {
              id: {type: integer, xml: {attribute: true}}, tags: {type: array, items: {type: string, xml: {name: tag}}},
              mother: {$ref: '#/components/schemas/Pet'}}}}
            """
        let content = "content: {application/xml: {schema: {$ref: '#/components/schemas/Pet'}}}"
        let paths = """
            {/a: {post: {operationId: add, requestBody: {\(content)}, responses: {'200': {description: x, \(content)}}}}}
            """
        try expect(
            "lib/pet_store/xml_forms.rb", paths: paths, schemas: schemas,
            holds: "{ member: \"id\", name: \"id\", form: :number, attribute: true },\n",
            "form: { each: { name: \"tag\", form: :text } },\n            unwrapped: true\n",
            "{ member: \"mother\", name: \"a_pet\", prefix: \"p\", namespace: \"\\#{x}\", form: \"Pet\" }")
        try expect(
            "lib/pet_store/client.rb", paths: paths, schemas: schemas,
            holds: "Requests.xml_body(\"application/xml\", \"Pet\", XmlForms::BODIES.fetch(\"add\"), body)",
            "answer: Answers.xml(\"Pet\", XmlForms::ANSWERS.fetch(\"add\"))")
        try expect("pet_store.gemspec", paths: paths, schemas: schemas, holds: "spec.add_dependency \"rexml\"\n")
    }

    @Test func licencesAreTold() throws {
        let api = try client(
            "openapi: 3.0.1\ninfo: {title: T, version: '1', license: {name: MIT License}}\npaths: {}")
        let files = generateSDK(api, in: .ruby)
        #expect(files.first { $0.path == "t.gemspec" }?.text.contains("  spec.license = \"MIT\"\n") == true)
        #expect(files.first { $0.path == "README.md" }?.text.contains("## Licence\n\nMIT License, as") == true)
    }

    @Test func streamsTakeABlock() throws {
        func answer(_ type: String) -> String { "{'200': {description: x, content: {\(type): {}}}}" }
        let paths = """
            {/a: {get: {operationId: load, responses: \(answer("image/png"))},
                  put: {operationId: watch, responses: \(answer("text/event-stream"))}}}
            """
        try expect(
            "lib/pet_store/client.rb", paths: paths,
            holds: "    def load(options: {}, &block)\n", "answer: Answers::BYTES", "@transport.events(")
        try expect(
            "sig/pet_store.rbs", paths: paths,
            holds: "    def load: (?options: options) ?{ (String) -> void } -> String?\n",
            "?{ (ServerSentEvent) -> void } -> Enumerator[ServerSentEvent, void]\n")
    }

    @Test func pagesAreEnumerated() throws {
        try expect(
            "lib/pet_store/client.rb",
            paths: """
                {/pets: {get: {operationId: listPets, parameters: [{name: nextToken, in: query, schema: {type: string}}],
                  responses: {'200': {description: x, content: {application/json: {schema: {type: object, properties: {
                    items: {type: array, items: {type: string}}, nextToken: {type: string, nullable: true}}}}}}}}}}
                """,
            holds: """
                    def list_pets_pages(next_token: nil, options: {})
                      @transport.pages(next_token, :items, :next_token) do |token|
                        list_pets(next_token: token, options: options)
                      end
                    end
                """)
    }

    @Test func commentsSetNothing() throws {
        try expect(
            "lib/pet_store/client.rb",
            paths: #"""
                {/a: {get: {operationId: get, responses: {}, description:
                  "shareable_constant_value: literal\n\n-*- frozen-string-literal: false -*-\n\nwarn-indent: true"}}}
                """#,
            holds: "# `shareable_constant_value: literal`\n", "# - * - frozen-string-literal: false - * -\n",
            "# `warn-indent: true`\n")
    }

    // MARK: WebSocket APIs

    @Test func routesBecomeMethods() throws {
        let api = try socketClient(
            """
            api: {name: Pet store, protocolType: WEBSOCKET, routeSelectionExpression: $request.body.meta.kind}
            routes:
              - {routeKey: $connect, requestParameters: {route.request.header.Room-Id: {required: true}}}
              - {routeKey: close, requestModels: {$default: Said}}
              - {routeKey: '#{x}', operationName: who, routeResponses: [{routeResponseKey: $default}]}
            models: {Said: {schema: {type: object, properties: {close: {type: string}}}}}
            x-gatewright-events: {said: Said, n: Unknown}
            """)
        let files = generateSDK(api, in: .ruby)
        let text = try #require(files.first { $0.path == "lib/pet_store/client.rb" }).text
        for part in [
            "SELECTOR = [\"meta\", \"kind\"].freeze\n", "EVENTS = { \"said\" => \"Said\", \"n\" => :any }.freeze\n",
            "def initialize(url, room_id:, **settings)\n",
            "super(url, headers: [[\"Room-Id\", room_id]], **settings)\n",
            "def close_(message)\n      send_to(\"close\", \"Said\", message)\n", "def who(message = {})\n",
            "send_to(\"\\#{x}\", :any, message)\n",
        ] { #expect(text.contains(part), "\(text)") }
        let signatures = try #require(files.first { $0.path == "sig/pet_store.rbs" }).text
        #expect(
            signatures.contains("type incoming = Event[Said] | Event[untyped] | Refusal | Other\n"), "\(signatures)")
    }
}
