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
            "[Requests.query(\"X-Id\", Shapes.write(:base64, x_id), \",\")]",
            "Requests.json_body(\"application/json\", { String => :any }, body)", "errors: { 404 => NotFound }")
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
