// The way back from decoded text to the source, for every style of scalar.

import GateSource
import Testing

@testable import GateTree

@Suite struct LocatedTextTests {
    /// Checks the decoded text, and that each decoded `#` comes from a `#` of the source, in order.
    private func check(_ text: String, path: String = "test.yaml", at pointer: String, _ expected: String) throws {
        let result = read(Array(text.utf8), path: path)
        let located = try #require(result.node?.atPointer(pointer)?.locatedText)
        #expect(located.text == expected)
        #expect(!located.segments.isEmpty)
        var places: [Int] = []
        for (offset, byte) in located.text.utf8.enumerated() where byte == UInt8(ascii: "#") {
            let range = located.range(offset, offset + 1)
            #expect(result.text(range) == "#")
            places.append(Int(range.start))
        }
        #expect(places == places.sorted() && Set(places).count == places.count && !places.isEmpty)
    }

    @Test func plain() throws {
        try check("a: x#y\n", at: "/a", "x#y")
        try check("a: é#1\n  z#2\n\n\n  z#3\nb: 1\n", at: "/a", "é#1 z#2\n\nz#3")
    }

    @Test func quoted() throws {
        try check("a: 'x''#''y#'\n", at: "/a", "x'#'y#")
        try check(##"a: "\x41#\u00e9#\t#\\#\"#\L#""##, at: "/a", "A#é#\t#\\#\"#\u{2028}#")
        try check("a: \"x #1  \n\n  \\ y#2 \\\n   z#3\n  w#4\"\n", at: "/a", "x #1\n y#2 z#3 w#4")
        try check("a: 'x #1  \r\n  y#2'\r\n", at: "/a", "x #1 y#2")
    }

    @Test func literal() throws {
        try check("a: |\n  #set(1)\n\n    b#2\n  c#3\nd: 1\n", at: "/a", "#set(1)\n\n  b#2\nc#3\n")
        try check("a: |-\n\n  x#\n  y#", at: "/a", "\nx#\ny#")
        try check("a: |+2\n    x#\n\n\nb: 1\n", at: "/a", "  x#\n\n\n")
        try check("a: |\r\n  x#\r\n  y#\r\nb: 1\r\n", at: "/a", "x#\ny#\n")
        try check("- - |\n    é#\n    #\n", at: "/0/0", "é#\n#\n")
        try check("a: |\n  x#", at: "/a", "x#")
    }

    @Test func folded() throws {
        try check(
            "a: >\n  x#1\n  y#2\n\n  z#3\n    more#4\n    more#5\n  w#6\nb: 1\n", at: "/a",
            "x#1 y#2\nz#3\n  more#4\n  more#5\nw#6\n")
        try check("a: >-\n\n  x#1\n\n\n  y#2\n", at: "/a", "\nx#1\n\ny#2")
        try check("a: >2\n    x#1\n  y#2\n", at: "/a", "  x#1\ny#2\n")
    }

    @Test func json() throws {
        try check(##"{"a": "x#"}"##, path: "x.json", at: "/a", "x#")
        try check(##"{"a": "\n#é\u00e9#\ud834\udd1e#\"#"}"##, path: "x.json", at: "/a", "\n#éé#𝄞#\"#")
    }

    @Test func substitutedTextKeepsItsWayBack() throws {
        let text = "a: !Sub |\n  #set(${A})#2\n  ${AWS::Region}#3\n"
        let result = yaml(text)
        let sink = DiagnosticSink()
        let root = resolveIntrinsics(root: try #require(result.node), parameters: ["A": "long value"], sink: sink)
        let located = try #require(root["a"]?.locatedText)
        #expect(located.text == "#set(long value)#2\nus-east-1#3\n" && sink.diagnostics.isEmpty)
        let hashes = located.text.utf8.enumerated().filter { $0.element == UInt8(ascii: "#") }
        for (offset, _) in hashes { #expect(result.text(located.range(offset, offset + 1)) == "#") }
        #expect(Int(located.range(hashes[2].offset, hashes[2].offset + 1).start) == text.utf8.count - 3)
    }

    @Test func otherKindsHaveNone() {
        #expect(yaml("[1]").node?.elements[0].locatedText == nil)
        #expect(yaml("[a]").node?.locatedText == nil)
    }
}
