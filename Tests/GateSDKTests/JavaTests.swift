// Java: what its types look like, and what text cannot do.

import GateSDK
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
}
