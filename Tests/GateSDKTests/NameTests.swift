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
