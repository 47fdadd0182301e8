// Kotlin: what its types look like, and what text cannot do.

import GateSDK
import Testing

@Suite struct KotlinTests {
    /// A file of a client by the end of its path.
    private func file(_ path: String, _ api: ClientAPI) -> String {
        generateSDK(api, in: .kotlin).first { $0.path.hasSuffix("/" + path) }?.text ?? "no \(path)"
    }

    @Test func tellsAbsenceFromNull() throws {
        let api = try client(
            schemas: """
                {Pet: {type: object, required: [id, tag], properties: {
                  id: {type: integer}, tag: {type: string, nullable: true}, age: {type: integer, format: int32},
                  owner-name: {type: string, nullable: true}, seen: {type: string, readOnly: true}}}}
                """)
        let text = file("Models.kt", api)
        #expect(
            text.contains(
                """
                data class Pet(
                    val id: Long,
                    val tag: String?,
                    val age: Int? = null,
                    val ownerName: Field<String> = Field.absent,
                    val seen: String? = null
                ) : Model {
                    override fun toJson(): Any? =
                        members("id" to id, "tag" to Field.of(tag), "age" to age, "owner-name" to ownerName)
                """), "\(text)")
        #expect(text.contains("tag = required(\"tag\", Read.nullable(Read.string)),"))
    }

    @Test func unionsAreSealed() throws {
        let api = try client(
            schemas: """
                {Cat: {type: object, properties: {kind: {type: string}}}, Dog: {type: object, properties: {a: {}}},
                 Pet: {oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}],
                   discriminator: {propertyName: kind}},
                 Any: {anyOf: [{type: integer}, {$ref: '#/components/schemas/Pet'}, {type: array, items: {type: string}}]}}
                """)
        let text = file("Models.kt", api)
        #expect(text.contains("sealed class Pet : Model {"))
        #expect(text.contains("data class OfCat(val value: Cat) : Pet() {"))
        #expect(text.contains("tagged(value, \"kind\", \"Cat\")"))
        #expect(text.contains(".add(Dog, \"Dog\") { OfDog(it) }"))
        // `Any` is Kotlin's own.
        #expect(text.contains("sealed class AnyModel : Model {"))
        #expect(text.contains(".add(Read.list(Read.string)) { OfList(it) }"))
    }

    @Test func whatOnlyAMethodOfSlotsCanTakeIsCut() throws {
        let parameters = (0...KotlinTests.many).map { "{name: p\($0), in: query, schema: {type: string}}" }
        let api = try client(
            paths: "{/a: {get: {operationId: a, parameters: [\(parameters.joined(separator: ", "))], responses: {}}}}")
        let text = file("PetStoreClient.kt", api)
        #expect(text.contains("p109: String? = null,") && !text.contains("p110"))
    }

    private static let many = 110

    /// Comments of Kotlin nest, and texts are templates.
    @Test func textStaysText() throws {
        let api = try client(
            paths: """
                {'/$x': {get: {operationId: a, summary: "*/\\u0301 x /*/* @see ${y}", responses: {}}}}
                """)
        let text = file("PetStoreClient.kt", api)
        #expect(text.contains("/** *&#47;\u{301} x /&#42;/&#42; &#64;see ${y} */"), "\(text)")
        #expect(text.contains("Request(\"GET\", \"/\\$x\")"))
    }
}
