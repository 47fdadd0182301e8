// Which name is suggested for a misspelt one.

import GateSource
import Testing

@Suite struct NearestNameTests {
    @Test(arguments: [
        ("respones", "responses"), ("Get", "get"), ("pet", "pets"), ("paramters", "parameters"),
        ("requestTempaltes", "requestTemplates"),
    ])
    func findsSlips(_ name: String, _ expected: String) {
        #expect(nearestName(name, among: ["parameters", "responses", "get", "pets", "requestTemplates"]) == expected)
    }

    @Test(arguments: ["", "x", "completely", "getter", String(repeating: "a", count: 200)])
    func staysSilentAboutFarNames(_ name: String) {
        #expect(nearestName(name, among: ["parameters", "responses", "get", "pets"]) == nil)
    }

    @Test func prefersTheNearest() {
        #expect(nearestName("abcdef", among: ["abcxyf", "abcdeg", "abcdeh"]) == "abcdeg")
    }
}
