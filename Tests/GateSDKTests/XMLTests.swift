// How values stand in XML: names, attributes, wrappers.

import GateSDK
import Testing

@Suite struct XMLTests {
    private func pets(_ schema: String, type: String = "application/xml") throws -> ClientAPI {
        try client(
            paths: """
                {/pets: {post: {operationId: add, requestBody: {content: {\(type): {schema: \(schema)}}},
                  responses: {'200': {description: OK, content: {\(type): {schema: \(schema)}}}}}}}
                """,
            schemas: """
                {Pet: {type: object, xml: {name: pet, prefix: p, namespace: 'urn:pets'}, properties: {
                  id: {type: integer, xml: {attribute: true}}, name: {type: string}, isGood: {type: boolean},
                  tags: {type: array, xml: {wrapped: true, name: labels}, items: {type: string, xml: {name: label}}},
                  photos: {type: array, items: {type: string}},
                  friend: {$ref: '#/components/schemas/Pet'}, notes: {type: object, additionalProperties: {type: number}}}}}
                """)
    }

    @Test func namesElements() throws {
        let api = try pets("{$ref: '#/components/schemas/Pet'}")
        let operation = try #require(api.operations.first)
        let pet = try #require(api.types.firstIndex { $0.name == "Pet" })
        var name = XMLName("pet")
        name.prefix = "p"
        name.namespace = "urn:pets"
        let element = XMLElement(name: name, form: .type(pet))
        guard case .xml(.named(pet), element)? = operation.body?.content else {
            Issue.record("the body is \(String(describing: operation.body?.content))")
            return
        }
        #expect(operation.xmlAnswer == element)
        #expect(operation.answer == .json([.named(pet)], mayBeAbsent: false))
        #expect(operation.acceptedType == "application/xml")
        guard case .object(let members)? = api.xmlTypes[pet] else {
            Issue.record("no form of Pet")
            return
        }
        let texts = members.map { member in
            "\(member.member) \(member.element.name.qualified)\(member.isAttribute ? " @" : "")"
                + (member.isUnwrapped ? " *" : "")
        }
        #expect(
            texts == [
                "id id @", "name name", "isGood isGood", "tags labels", "photos photos *", "friend p:pet",
                "notes notes",
            ])
        #expect(members[3].element.form == .array(XMLElement(name: XMLName("label"), form: .text)))
        #expect(members[4].element.form == .array(XMLElement(name: XMLName("photos"), form: .text)))
        #expect(members[5].element.form == .type(pet))
        #expect(members[6].element.form == .map(.number))
    }

    @Test func listsHaveElements() throws {
        let api = try pets("{type: array, items: {$ref: '#/components/schemas/Pet'}}", type: "text/xml")
        guard case .xml(.array, let element)? = api.operations.first?.body?.content else {
            Issue.record("the body is no XML")
            return
        }
        #expect(element.name.local == "add_request")
        guard case .array(let item) = element.form else {
            Issue.record("the body is no list")
            return
        }
        #expect(item.name.qualified == "p:pet")
    }

    @Test func jsonComesFirst() throws {
        let api = try client(
            paths: """
                {/a: {post: {operationId: a, requestBody: {content: {application/xml: {schema: {type: string}},
                  application/json: {schema: {type: string}}}}, responses: {'200': {description: OK}}}}}
                """)
        guard case .json? = api.operations.first?.body?.content else {
            Issue.record("XML was preferred")
            return
        }
    }

    /// Names that XML does not admit cannot break out of a tag.
    @Test func namesStayNames() throws {
        let api = try pets("{type: string, xml: {name: '1><evil a=\"', prefix: x}}")
        guard case .xml(_, let element)? = api.operations.first?.body?.content else {
            Issue.record("the body is no XML")
            return
        }
        #expect(element.name == XMLName("_1__evil_a__"))
    }
}
