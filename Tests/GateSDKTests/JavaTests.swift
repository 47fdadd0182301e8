// Java: what its types look like, and what text cannot do.

import GateSDK
import GateSource
import GateTree
import Testing

@Suite struct JavaTests {
    /// A file of a client by the end of its path.
    private func file(_ path: String, _ api: ClientAPI) -> String {
        generateSDK(api, in: .java).first { $0.path.hasSuffix("/" + path) }?.text ?? "no \(path)"
    }

    @Test func tellsAbsenceFromNull() throws {
        let api = try client(
            schemas: """
                {Pet: {type: object, required: [id, tag], properties: {
                  id: {type: integer}, tag: {type: string, nullable: true}, age: {type: integer, format: int32},
                  owner-name: {type: string, nullable: true}, seen: {type: string, readOnly: true}}}}
                """)
        let text = file("models/Pet.java", api)
        #expect(
            text.contains(
                """
                public record Pet(
                        long id,
                        @Nullable(required = true) String tag,
                        @Nullable Integer age,
                        @Member("owner-name") Field<String> ownerName,
                        @Member(readOnly = true) @Nullable String seen) {}
                """))
    }

    @Test func unionsAreSealed() throws {
        let api = try client(
            schemas: """
                {Cat: {type: object, properties: {kind: {type: string}}}, Dog: {type: object, properties: {a: {}}},
                 Pet: {oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}],
                   discriminator: {propertyName: kind}},
                 Any: {anyOf: [{type: integer}, {$ref: '#/components/schemas/Pet'}, {type: array, items: {type: string}}]}}
                """)
        #expect(file("models/Cat.java", api).contains("record Cat(@Nullable String kind) implements Pet {}"))
        let pet = file("models/Pet.java", api)
        #expect(pet.contains("@Union.Case(tag = \"Dog\", type = Dog.class)"))
        #expect(pet.contains("public sealed interface Pet extends Any permits Cat, Dog, Pet.Unknown {"))
        let any = file("models/Any.java", api)
        #expect(any.contains("record OfLong(Long value) implements Any, Wrapper<Long> {}"))
        #expect(any.contains("record OfList(List<String> value) implements Any, Wrapper<List<String>> {}"))
    }

    @Test func circlesOfAliasesAreTypes() throws {
        let api = try client(
            schemas: """
                {Tree: {type: array, items: {$ref: '#/components/schemas/Tree'}},
                 Names: {type: array, items: {type: string}}}
                """
        )
        let tree = file("models/Tree.java", api)
        #expect(tree.contains("record Tree(List<Tree> value) implements Wrapper<List<Tree>> {}"))
        #expect(!generateSDK(api, in: .java).contains { $0.path.hasSuffix("/Names.java") })
    }

    @Test func onlyWhatIsSentHasABuilder() throws {
        let api = try client(
            paths: """
                {/a: {post: {requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/In'}}}},
                  responses: {'200': {description: x, content: {application/json: {schema: {$ref: '#/components/schemas/Out'}}}}}}}}
                """,
            schemas: """
                {In: {type: object, properties: {a: {type: string}}}, Out: {type: object, properties: {a: {type: string}}}}
                """)
        #expect(file("models/In.java", api).contains("class Builder"))
        #expect(!file("models/Out.java", api).contains("class Builder"))
    }

    @Test func largeThingsStayWithinAClassFile() throws {
        let members = (0...JavaTests.many).map { "m\($0): {type: string}" }.joined(separator: ", ")
        let texts = (0...3_000).map { "t\($0)" }.joined(separator: ", ")
        let paths = (0...1_000).map { "/p\($0): {get: {responses: {}}}" }.joined(separator: ", ")
        let api = try client(
            paths: "{\(paths)}",
            schemas: "{Large: {type: object, properties: {\(members)}}, Many: {type: string, enum: [\(texts)]}}")
        let large = file("models/Large.java", api)
        #expect(large.contains(" m119,") && !large.contains(" m120,"))
        #expect(large.contains("@Rest Map<String, Object> additional"))
        let many = file("models/Many.java", api)
        #expect(many.contains(" T2999 ") && !many.contains(" T3000 "))
        #expect(file("PetStoreClientPart1.java", api).contains("class PetStoreClientPart1 extends Client {"))
        #expect(file("PetStoreClient.java", api).contains("class PetStoreClient extends PetStoreClientPart1 {"))
    }

    private static let many = 120

    @Test func namesOfMavenAreTaken() throws {
        let api = try client(paths: "{/a: {get: {responses: {}}}}")
        func paths(_ package: String?) -> [String] {
            var options = SDKOptions()
            options.package = package
            return generateSDK(api, in: .java, options).map(\.path)
        }
        #expect(paths(nil).contains("src/main/java/petstore/PetStoreClient.java"))
        #expect(paths("com.acme:all-pets").contains("src/main/java/com/acme/allpets/PetStoreClient.java"))
        #expect(paths("org.new.Pets").contains("src/main/java/org/new_/pets/PetStoreClient.java"))
    }

    /// A letter with an accent is one character to people, two to a compiler.
    @Test func textStaysInItsComment() throws {
        let api = try client(
            paths: "{/a: {get: {summary: \"*/\\u0301 x /* \\\\u002a/ @see <b>\", responses: {}}}}")
        #expect(file("PetStoreClient.java", api).contains("/** *&#47;\u{301} x /* &#92;u002a/ &#64;see &lt;b&gt; */"))
    }

    /// What a request is made of, by where parameters stand and how they are written.
    @Test func parametersAreWrittenByTheirStyles() throws {
        let api = try client(
            paths: """
                {"/a/{p}{l}{m}/{e}": {get: {operationId: get, parameters: [
                  {name: p, in: path, required: true, schema: {type: string}},
                  {name: l, in: path, required: true, style: label, explode: true, schema: {type: array, items: {}}},
                  {name: m, in: path, required: true, style: matrix, schema: {type: object}},
                  {name: e, in: path, required: true, explode: true, schema: {type: object}},
                  {name: h, in: header, required: true, explode: true, schema: {type: object}},
                  {name: s, in: cookie, required: true, schema: {type: string}},
                  {name: t, in: cookie, required: true, explode: false, schema: {type: array, items: {}}}],
                  responses: {}}}}
                """)
        let text = file("PetStoreClient.java", api)
        #expect(
            text.contains(
                """
                                        "/a/"
                                                + segment(p)
                                                + label(l, true)
                                                + matrix("m", m, false)
                                                + "/"
                                                + exploded(e))
                """), "\(text)")
        #expect(text.contains(".exploded(\"h\", h)"))
        #expect(text.contains(".cookie(\"s\", s)"))
        #expect(text.contains(".cookie(\"t\", t, \",\")"))
    }

    @Test func decimalsStayExact() throws {
        let api = try client(
            paths: """
                {/a: {post: {operationId: send, requestBody: {required: true, content: {application/json: {schema:
                  {type: array, items: {type: string, format: decimal}}}}}, responses: {'200': {description: x,
                  content: {application/json: {schema: {type: number, format: decimal}}}}}}}}
                """,
            schemas: """
                {Price: {type: object, required: [a], properties: {
                  a: {type: number, format: decimal}, b: {type: string, format: decimal}}}}
                """)
        #expect(file("models/Price.java", api).contains("@Member(decimalText = true) @Nullable BigDecimal b)"))
        let client = file("PetStoreClient.java", api)
        #expect(client.contains("public Call<BigDecimal> send(List<BigDecimal> body) {"))
        #expect(client.contains(".json(\"application/json\", Shape.texts(body)),"))
    }

    @Test func rulesAreConstants() throws {
        let api = try client(
            paths: """
                {/a: {post: {operationId: add, parameters: [
                    {name: limit, in: query, required: true, schema: {type: integer, minimum: 1, maximum: 9}}],
                  requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Tree'}}}},
                  responses: {}}}}
                """,
            schemas: """
                {Tree: {type: object, additionalProperties: {type: string, maxLength: 3}, properties: {plain: {type: string},
                  name: {type: string, pattern: '^"$'},
                  children: {type: array, items: {$ref: '#/components/schemas/Tree'}}}}}
                """)
        let client = file("PetStoreClient.java", api)
        #expect(client.contains(".check(\"query limit\", limit, ValueRules.ADD_LIMIT)"))
        #expect(client.contains(".check(\"body\", body, ValueRules.TREE)"))
        let rules = file("ValueRules.java", api)
        #expect(rules.contains("ADD_LIMIT = new ValueRule().minimum(\"1\").maximum(\"9\");"))
        #expect(rules.contains("TREE = ValueRule.later(ValueRules::tree);"))
        #expect(rules.contains("Map.entry(\"children\", new ValueRule().elements(ValueRules.TREE))"))
        #expect(rules.contains("Map.entry(\"name\", new ValueRule().pattern(\"^\\\"$\"))"))
        // What is declared is none of the others.
        #expect(rules.contains("Map.entry(\"plain\", new ValueRule())"))
        #expect(file("runtime/ClientOptions.java", api).contains("Self checksRequests(boolean isWanted)"))
        #expect(file("runtime/Request.java", api).contains("List<Violation> violations()"))
    }

    /// Constants of rules are in as many classes as class files need.
    @Test func manyRulesAreInSeveralClasses() throws {
        let parameter = "parameters: [{name: q, in: query, schema: {type: string, minLength: 1}}]"
        let paths = (0...500).map { "/p\($0): {get: {\(parameter), responses: {}}}" }.joined(separator: ", ")
        let members = (0...500).map { "m\($0): {type: string, minLength: 1}" }.joined(separator: ", ")
        let api = try client(
            paths: """
                {\(paths), /a: {post: {requestBody: {content: {application/json: {schema:
                  {$ref: '#/components/schemas/Large'}}}}, responses: {}}}}
                """,
            schemas: "{Large: {type: object, properties: {\(members)}}}")
        #expect(file("ValueRules.java", api).contains("\"m499\""))
        #expect(!file("ValueRules.java", api).contains("\"m500\""))
        #expect(file("ValueRules2.java", api).contains("P500_"))
    }

    @Test func bodiesOfXMLHaveForms() throws {
        let api = try client(
            paths: """
                {/a: {post: {operationId: add, requestBody: {required: true, content: {application/xml: {schema:
                    {$ref: '#/components/schemas/Pet'}}}},
                  responses: {'200': {description: x, content: {text/xml: {schema: {$ref: '#/components/schemas/Pet'}}}}}}}}
                """,
            schemas: """
                {Pet: {type: object, xml: {name: pet, prefix: p, namespace: 'urn:"'}, properties: {
                  id: {type: integer, xml: {attribute: true}}, xml: {type: string, xml: {namespace: u, prefix: xmlns}},
                  tags: {type: array, xml: {wrapped: true}, items: {type: string, xml: {name: tag}}},
                  notes: {type: array, items: {type: string}}, parent: {$ref: '#/components/schemas/Pet'}}}}
                """)
        let client = file("PetStoreClient.java", api)
        #expect(client.contains("public Call<Pet> add(Pet body) {"))
        #expect(client.contains(".xml(\"application/xml\", body, XmlForms.ADD_BODY)"))
        #expect(client.contains("Answer.xml(Pet.class, XmlForms.ADD_ANSWER)"))
        let forms = file("XmlForms.java", api)
        #expect(forms.contains("XmlForm.element(\"pet\", \"p\", \"urn:\\\"\", XmlForms.PET);"))
        #expect(forms.contains("XmlForm.attribute(\"id\", XmlForm.element(\"id\", XmlForm.Leaf.NUMBER))"))
        #expect(forms.contains("XmlForm.element(\"xml\", null, \"u\", XmlForm.Leaf.TEXT)"))
        #expect(forms.contains("XmlForm.unwrapped("))
        #expect(file("runtime/Request.java", api).contains("public Request xml("))
    }

    @Test func whatNobodyNeedsIsLeftOut() throws {
        let api = try client(paths: "{/a: {get: {responses: {}}}}")
        let files = generateSDK(api, in: .java)
        #expect(!files.contains { $0.path.contains("Rule") || $0.path.contains("Xml") })
        #expect(!files.contains { $0.text.contains("Violation") || $0.text.contains("//+") || $0.text.contains("//-") })
    }

    @Test func licencesStandInTheManifest() throws {
        let api = try client(
            """
            openapi: 3.0.1
            info: {title: A, version: '1', license: {name: The <MIT> License, url: 'https://x.test/?a&b'}}
            paths: {/a: {get: {responses: {}}}}
            """)
        let manifest = generateSDK(api, in: .java).first { $0.path == "pom.xml" }?.text ?? ""
        #expect(manifest.contains("<name>The &lt;MIT&gt; License</name>") || manifest.contains("<name>MIT</name>"))
        #expect(manifest.contains("<url>https://x.test/?a&amp;b</url>"))
    }

    // MARK: WebSocket APIs

    @Test func eventsAreSealedAndRoutesAreMethods() throws {
        let api = try socketClient(
            """
            api: {name: Chat, routeSelectionExpression: $request.body.action}
            routes:
              - routeKey: $connect
                apiKeyRequired: true
                requestParameters:
                  {route.request.querystring.name: {required: true}, route.request.header.x-room: {required: false}}
              - {routeKey: say, requestModels: {$default: said}, routeResponses: [{}]}
              - {routeKey: close}
            models:
              said: {schema: {type: object, required: [action, text],
                properties: {action: {type: string}, text: {type: string}}}}
              list: {schema: {type: array, items: {type: string}}}
            x-gatewright-events: {said: said, other: list}
            """)
        let events = file("ChatEvent.java", api)
        #expect(events.contains("record Said(chat.models.Said data) implements ChatEvent {}"))
        #expect(events.contains("record OtherEvent(List<String> data) implements ChatEvent {}"))
        let client = file("ChatClient.java", api)
        #expect(client.contains(".event(\"other\", Shape.list(Shape.of(String.class)), ChatEvent.OtherEvent::new)"))
        #expect(client.contains(".header(\"apiKey\", \"x-api-key\");"))
        #expect(client.contains("public void say(Said message) {\n        send(\"say\", message);"))
        #expect(client.contains("public void close_() {\n        send(\"close\", Map.of());"))
        let options = file("ChatOptions.java", api)
        #expect(options.contains("public ChatOptions(String url, String name) {"))
        #expect(options.contains("public ChatOptions xRoom(String value) {\n        return header(\"x-room\", value);"))
        #expect(options.contains("public ChatOptions apiKey(Supplier<String> value) {"))
        // The client sets the action itself.
        let said = file("models/Said.java", api)
        #expect(said.contains("record Said(@Nullable String action, String text) {"))
        #expect(said.contains("public Builder(String text) {"))
    }

    private func socketClient(_ text: String) throws -> ClientAPI {
        let sources = SourceMap()
        let sink = DiagnosticSink()
        let documents = DocumentSet(sources: sources, sink: sink, options: DocumentOptions()) { _ in
            .success(Array(text.utf8))
        }
        return try clientAPI(routes: #require(documents.load("api.yaml")), documents: documents, sink: sink)
    }
}
