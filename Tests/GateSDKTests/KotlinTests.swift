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

    @Test func segmentsHaveStyles() throws {
        let api = try client(
            paths: """
                {'/a/{b}/{c}/{d}': {get: {operationId: get, responses: {}, parameters: [
                  {name: b, in: path, required: true, style: matrix, explode: true, schema: {type: array, items: {}}},
                  {name: c, in: path, required: true, style: label, explode: true, schema: {type: string}},
                  {name: d, in: path, required: true, explode: true, schema: {type: object}},
                  {name: E, in: header, explode: true, schema: {type: object}}]}}}
                """)
        let text = file("PetStoreClient.kt", api)
        let path = "/a/${matrix(\"b\", b, explodes = true)}/${label(c)}/${segment(d, explodes = true)}"
        #expect(text.contains("\"\(path)\"\n"), "\(text)")
        #expect(text.contains(").header(\"E\", e, explodes = true)"))
    }

    @Test func decimalsStayExact() throws {
        let api = try client(
            schemas: """
                {Price: {type: object, required: [a], properties: {a: {type: number, format: decimal},
                  b: {type: array, items: {type: string, format: decimal}}}}}
                """)
        let text = file("Models.kt", api)
        #expect(text.contains("data class Price(val a: BigDecimal, val b: List<BigDecimal>? = null)"), "\(text)")
        #expect(text.contains("members(\"a\" to a, \"b\" to texts(b))"))
        #expect(text.contains("b = optional(\"b\", Read.list(Read.decimalText))"))
    }

    @Test func rulesAreConstants() throws {
        let api = try client(
            paths: """
                {/a: {post: {operationId: add, responses: {}, parameters: [
                    {name: n, in: query, schema: {type: integer, minimum: 1, exclusiveMinimum: true}}],
                  requestBody: {required: true,
                    content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}},
                 put: {operationId: put, responses: {}, requestBody: {content: {multipart/form-data: {schema:
                  {type: object, minProperties: 1,
                   properties: {file: {type: string, format: binary, maxLength: 1}}}}}}}}}
                """,
            schemas: """
                {Pet: {type: object, additionalProperties: {type: string, maxLength: 9}, properties: {
                  plain: {type: string}, name: {type: string, pattern: '^"${x}'},
                  friends: {type: array, maxItems: 2, items: {$ref: '#/components/schemas/Pet'}}}}}
                """)
        let text = file("petstore/Rules.kt", api)
        #expect(
            text.contains(
                """
                            members = listOf(
                                "plain" to ValueRule(),
                                "name" to ValueRule(pattern = "^\\"\\${x}"),
                                "friends" to ValueRule(maxItems = 2, elements = PetRule)
                            ),
                            others = ValueRule(maxLength = 9)
                """), "\(text)")
        let methods = file("PetStoreClient.kt", api)
        #expect(methods.contains(".check(\"query n\", n) { ValueRule(minimum = \"1\", excludesMinimum = true) }"))
        #expect(methods.contains(".check(\"body\", body) { PetRule }"), "\(methods)")
        // The length of bytes is not that of their text.
        #expect(methods.contains(".check(\"body\", body) { PutFormRule }"), "\(methods)")
        #expect(text.contains("object PutFormRule : TypeRule({ ValueRule(minProperties = 1) })"), "\(text)")
        #expect(file("runtime/Rules.kt", try client(paths: "{/a: {get: {responses: {}}}}")) == "no runtime/Rules.kt")
    }

    @Test func xmlHasForms() throws {
        let api = try client(
            paths: """
                {/a: {post: {operationId: add, requestBody: {required: true, content: {application/xml:
                    {schema: {$ref: '#/components/schemas/Pet'}}}},
                  responses: {'200': {description: x, content: {application/xml:
                    {schema: {$ref: '#/components/schemas/Pet'}}}}}}}}
                """,
            schemas: """
                {Pet: {type: object, xml: {name: pet, prefix: p, namespace: '${x}'}, properties: {
                  id: {type: integer, xml: {attribute: true}}, friend: {$ref: '#/components/schemas/Pet'},
                  tags: {type: array, items: {type: string}}}}}
                """)
        let text = file("petstore/Xml.kt", api)
        for part in [
            "internal object PetXml : XmlType(",
            "XmlMember(\"id\", XmlElement(XmlName(\"id\"), XmlLeaf.NUMBER), isAttribute = true)",
            "XmlElement(XmlName(\"pet\", prefix = \"p\", namespace = \"\\${x}\"), PetXml)",
            "isUnwrapped = true",
        ] { #expect(text.contains(part), "\(text)") }
        let methods = file("PetStoreClient.kt", api)
        #expect(methods.contains("suspend fun add(body: Pet, options: CallOptions = CallOptions()): Pet ="))
        #expect(methods.contains("format = XmlElement(XmlName(\"pet\", prefix = \"p\""), "\(methods)")
    }

    @Test func failuresInXMLNeedNone() throws {
        let api = try client(
            paths: """
                {/a: {get: {operationId: a, responses: {'400': {description: x, content: {application/xml:
                  {schema: {$ref: '#/components/schemas/Pet'}}}}}}}}
                """, schemas: "{Pet: {type: object, properties: {a: {type: string}}}}")
        #expect(!generateSDK(api, in: .kotlin).contains { $0.path.contains("Xml") })
    }

    @Test func manifestsNameTheLicence() throws {
        let api = try client(
            """
            openapi: 3.0.1
            info: {title: Pet store, version: '1', license: {name: Apache 2.0, url: 'https://a.test/$x'}}
            paths: {/a: {get: {responses: {}}}}
            """)
        let text = generateSDK(api, in: .kotlin).first { $0.path == "build.gradle.kts" }?.text ?? ""
        #expect(text.contains("name.set(\"Apache-2.0\")\n"))
        #expect(text.contains("url.set(\"https://a.test/\\$x\")\n"), "\(text)")
    }

    @Test func routesBecomeMethods() throws {
        let api = try socketClient(
            """
            api: {name: Pet store, protocolType: WEBSOCKET, routeSelectionExpression: $request.body.meta.kind}
            routes:
              - routeKey: $connect
                apiKeyRequired: true
                authorizationType: AWS_IAM
                requestParameters:
                  route.request.header.Room-Id: {required: false}
                  route.request.querystring.url: {required: true}
              - {routeKey: close, requestModels: {$default: Said}}
              - {routeKey: 'a${x}', operationName: who, routeResponses: [{routeResponseKey: $default}]}
            models: {Said: {schema: {type: object, properties: {close: {type: string}}}}}
            x-gatewright-events: {said: Said, n: Unknown, refused: Said}
            """)
        let client = file("PetStoreClient.kt", api)
        for part in [
            """
            class PetStoreClient(
                url: String,
                url_: String,
                roomId: String? = null,
                sigV4: (() -> AwsCredentials)? = null,
                apiKey: (() -> String)? = null,
                options: SocketOptions = SocketOptions()
            ) : SocketClient<Incoming>(
                Handshake(url)
                    .query("url", url_)
                    .header("Room-Id", roomId)
                    .signed(sigV4)
                    .secret("x-api-key", apiKey),
                Incoming.kinds,
                options
            ) {
            """, "suspend fun close_(message: Said): Unit = sendTo(\"close\", message)",
            "suspend fun who(message: Any? = null): Unit = sendTo(\"a\\${x}\", message)",
        ] { #expect(client.contains(part), "\(client)") }
        let incoming = file("Incoming.kt", api)
        for part in [
            "sealed class Incoming {", "data class OfSaid(val value: Said) : Incoming()",
            "data class OfN(val value: Any?) : Incoming()", ".add(\"refused\", Said) { OfRefused(it) }",
            "Kinds<Incoming>(listOf(\"meta\", \"kind\"), { Refused(it) }, { Other(it) })",
        ] { #expect(incoming.contains(part), "\(incoming)") }
    }

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
