// Names: words of any text, identifiers of any words.

import GateSDK
import Testing

@Suite struct NameTests {
    @Test(arguments: [
        ("petId", ["pet", "id"]), ("PetID", ["pet", "id"]), ("HTTPServer", ["http", "server"]),
        ("X-Request-ID", ["x", "request", "id"]), ("petIDs", ["pet", "ids"]), ("pet's toys", ["pets", "toys"]),
        ("a1b", ["a1b"]), ("__proto__", ["proto"]), ("", ["empty"]), ("😀", ["u1f600"]), ("é", ["ue9"]),
        ("/a/{b}", ["a", "b"]),
    ])
    func splitsNames(_ name: String, _ words: [String]) {
        #expect(Words(name).words == words)
    }

    @Test func joinsWords() {
        let words = Words("pet owner ID")
        #expect(words.camel == "petOwnerId")
        #expect(words.pascal == "PetOwnerId")
        #expect(words.snake == "pet_owner_id")
        #expect(words.shouted == "PET_OWNER_ID")
        #expect(words.kebab == "pet-owner-id")
    }

    @Test func longNamesLoseTheirMiddle() {
        let words = Words("put metadata templates enterprise security classification request item type")
        #expect(words.fitting(40).snake == "put_metadata_templates_request_item_type")
        #expect(words.fitting(30).snake == "put_metadata_item_type")
        #expect(words.fitting(200) == words)
        #expect(Words("donaudampfschifffahrt").fitting(5).snake == "donau")
    }

    @Test func takesEachIdentifierOnce() {
        var scope = NameScope(reserved: ["class"])
        #expect(scope.take("pet") == "pet")
        #expect(scope.take("pet") == "pet_")
        #expect(scope.take("pet") == "pet2")
        #expect(scope.take("class") == "class_")
        #expect(scope.take("1st") == "_1st")
        var files = NameScope(ignoresCase: true)
        #expect(files.take("Pet") == "Pet")
        #expect(files.take("pet") == "pet_")
    }
}
