// JSON text: grammar, escapes, numbers, places of errors.

import GateSource
import Testing

@testable import GateTree

@Suite struct JSONTests {
    @Test(arguments: [
        (1010, #"{"a": 1,⟦}⟧"#), (1010, #"[1⟦}⟧"#), (1010, "[1 ⟦2⟧]"), (1010, "{⟦a⟧: 1}"), (1010, #"{"a" ⟦1⟧}"#),
        (1010, "[⟦True⟧]"), (1010, "[1,⟦⟧"), (1010, "[⟦nul⟧]"), (1010, "{⟦'⟧a': 1}"), (1010, "[1,⟦]⟧"), (1010, "[⟦é⟧]"),
        (1011, #"["a⟦\q⟧b"]"#), (1011, #"["⟦\u12⟧"]"#), (1012, #"["⟦\ud800⟧"]"#), (1012, #"["⟦\udc00⟧\ud800"]"#),
        (1013, "[\"a⟦\t⟧b\"]"), (1014, "[⟦012⟧]"), (1014, "[⟦1.⟧]"), (1014, "[⟦-⟧]"), (1014, "[⟦1e+⟧]"),
        (1010, "[⟦+1⟧]"),
        (1015, "{} ⟦{⟧}"), (1015, "1 ⟦x⟧"), (1016, "[⟦\"abc⟧\n]"), (1016, #"[⟦"abc\⟧"#), (1004, "⟦⟧  \n"),
        (1030, #"{"a": 1, "b": 2, ⟦"a"⟧: 3}"#), (1030, #"{"a": 1, ⟦"\u0061"⟧: 3}"#), (1010, "[1⟦\u{7f}⟧]"),
    ])
    func pointsAtTheFault(_ code: Int, _ text: String) {
        expectError(code, text, path: "test.json")
    }

    @Test func namesBothPlacesOfADuplicate() throws {
        let result = json(#"{"a": 1, "a": 2}"#)
        let label = try #require(result.errors.first?.labels.first)
        #expect(label.range.start == 1 && result.node?.count == 1 && result.node?["a"]?.integer == 1)
    }

    @Test func findsDuplicatesInBigObjects() {
        let members = (0..<50).map { "\"k\($0 % 48)\": \($0)" }.joined(separator: ",")
        let result = json("{\(members)}")
        #expect(result.codes == [1030, 1030] && result.node?.count == 48 && result.node?["k47"]?.integer == 47)
    }

    @Test func decodesEscapes() {
        let result = json(#"["\"\\\/\b\f\n\r\t\u00e9\ud834\udd1e"]"#)
        #expect(result.node?.elements.first?.string == "\"\\/\u{8}\u{c}\n\r\té𝄞")
    }

    @Test func acceptsAByteOrderMark() {
        let result = read([0xef, 0xbb, 0xbf] + Array("{\"a\": 1}".utf8), path: "test.json")
        #expect(result.node?["a"]?.integer == 1 && result.diagnostics.isEmpty)
    }

    @Test func chooseTheReaderByNameThenByFirstByte() {
        #expect(read(Array("a: 1".utf8), path: "x.json").node == nil)
        #expect(read(Array("{'a': 1}".utf8), path: "x.yaml").node?["a"]?.integer == 1)
        #expect(read(Array("{'a': 1}".utf8), path: "x").errors.map { Int($0.code.number) } == [1010])
        #expect(read(Array("a: 1".utf8), path: "x").node?["a"]?.integer == 1)
        #expect(read(Array(" [1, 2]".utf8), path: "x.yml").node?.tree.isJSON == true)
        #expect(read(Array("{\"a\": 1, \"a\": 2}".utf8), path: "x.yaml").codes == [1030])
    }

    @Test(arguments: [
        ("UTF-16", [0xff, 0xfe, 0x61, 0x00] as [UInt8]), ("UTF-16", [0xfe, 0xff, 0x00, 0x61]),
        ("UTF-16", [0x7b, 0x00, 0x7d, 0x00]), ("UTF-32", [0xff, 0xfe, 0, 0]), ("UTF-32", [0, 0, 0, 0x61]),
        ("UTF-32", [0, 0, 0xfe, 0xff]),
    ])
    func namesOtherEncodings(_ name: String, _ bytes: [UInt8]) {
        for path in ["x.json", "x.yaml"] {
            let result = read(bytes, path: path)
            #expect(result.codes == [1001] && result.diagnostics[0].message.contains(name))
        }
    }

    @Test(
        arguments: [[0xff], [0xc0, 0xaf], [0xe2, 0x82], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80]] as [[UInt8]])
    func refusesWhatIsNotUTF8(_ bytes: [UInt8]) {
        for path in ["x.json", "x.yaml"] {
            let result = read(Array("[\"ab".utf8) + bytes + Array("\"]".utf8), path: path)
            #expect(result.codes == [1002] && result.diagnostics[0].range?.start == 4)
        }
    }
}
