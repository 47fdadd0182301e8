// `MarkupTests.swift`: XML by a schema's keywords; MODULE stands for the client's module.

extension SwiftRuntime {
    static let markupTests = #"""
        // XML by a schema's keywords.

        import Foundation
        import Testing

        @testable import MODULE

        private enum Forms {
            static let pet: Markup = .object([
                MarkupMember("id", MarkupElement("id", .number), as: .attribute),
                MarkupMember("name", MarkupElement("name", .text)),
                MarkupMember("isGood", MarkupElement("good", prefix: "p", namespace: "urn:p", .boolean)),
                MarkupMember("tags", MarkupElement("labels", .array(MarkupElement("label", .text)))),
                MarkupMember(
                    "photos", MarkupElement("photos", .array(MarkupElement("photo", .text))), as: .unwrapped
                ),
                MarkupMember("friend", MarkupElement("friend", .type { Forms.pet })),
                MarkupMember("notes", MarkupElement("notes", .map(.number))),
                MarkupMember("any", MarkupElement("any", .any)),
            ])
            static let element = MarkupElement("pet", prefix: "p", namespace: "urn:p", .type { pet })
        }

        @Suite struct MarkupTests {
            private let json =
                #"{"id":7,"name":"<a> & \"b\"","isGood":true,"tags":["x",""],"photos":["u","v"],"#
                + #""friend":{"id":8,"name":"c","photos":[]},"notes":{"n":1.5},"any":{"a":["1","2"],"b":"z"}}"#
            private let xml =
                #"<?xml version="1.0" encoding="UTF-8"?><p:pet xmlns:p="urn:p" id="7">"#
                + #"<name>&lt;a&gt; &amp; "b"</name><p:good>true</p:good><labels><label>x</label><label/>"#
                + #"</labels><photo>u</photo><photo>v</photo><friend id="8"><name>c</name></friend>"#
                + #"<notes><n>1.5</n></notes><any><a>1</a><a>2</a><b>z</b></any></p:pet>"#

            private func tree(_ json: String) throws -> Tree {
                try Tree(JSONText.value(of: Data(json.utf8), as: JSONValue.self))
            }

            @Test func writesAndReads() throws {
                #expect(try Forms.element.document(tree(json)) == xml)
                let back = try Forms.element.value(of: Data(xml.utf8))
                let expected = try JSONText.value(of: Data(json.utf8), as: JSONValue.self)
                #expect(try JSONText.value(of: Data(back.json.utf8), as: JSONValue.self) == expected)
            }

            @Test func leavesNullAway() throws {
                #expect(
                    try MarkupElement("p", Forms.pet).document(tree(#"{"name":null,"id":null}"#))
                        == #"<?xml version="1.0" encoding="UTF-8"?><p/>"#)
                let read = try MarkupElement("p", Forms.pet).value(of: Data("<p><good/><name/></p>".utf8))
                #expect(read.json == #"{"name":"","photos":[]}"#)
            }

            @Test(arguments: [
                "<!DOCTYPE p [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><p>&e;</p>", "<p>", "<p></q>", "",
                "<?xml version='1.0' encoding='UTF-7'?><p/>", "<p>&e;</p>",
                String(repeating: "<p>", count: 300) + String(repeating: "</p>", count: 300),
            ])
            func refuses(_ text: String) {
                #expect(throws: MarkupFault.self) { try Forms.element.value(of: Data(text.utf8)) }
            }

            @Test func refusesWhatXMLCannotHold() {
                for json in [#"{"name":"\u0001"}"#, #"{"notes":{"a b":1}}"#, #"{"any":{"<":1}}"#] {
                    #expect(throws: UnsendableValue.self) { try Forms.element.document(tree(json)) }
                }
                #expect(throws: MarkupFault.self) { try Forms.element.value(of: Data([0x3c, 0, 0x70, 0])) }
            }
        }

        """#
}
