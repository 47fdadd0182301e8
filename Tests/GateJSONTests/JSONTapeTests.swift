// What the tape answers about a document.

import GateBytes
import GateJSON
import Testing

/// Reads `text` and writes it back, or names the problem and its offset.
func rewritten(
    _ text: String, mode: JSONMode = .strict, style: JSONStyle = .plain, depthMax: Int = JSONTape.depthMax
) -> String {
    var tape = JSONTape()
    var out = ByteBuffer()
    return Array(text.utf8).withByteView { view in
        do throws(JSONFailure) {
            try tape.read(view, mode: mode, depthMax: depthMax)
        } catch {
            return "\(error.problem)@\(error.offset)"
        }
        JSONWriter.append(tape.root, to: &out, style: style)
        return String(out.view)
    }
}

@Suite struct JSONTapeTests {
    @Test(arguments: [
        ("{\"a\":[1,2.50,{\"b\":null}],\"c\":true}", "{\"a\":[1,2.50,{\"b\":null}],\"c\":true}"),
        (" [ ] ", "[]"), ("\"x\"", "\"x\""), ("-0", "-0"),
        ("\"\\u0041\\ud83d\\ude00\\n\\/\"", "\"A😀\\n/\""), ("\"\\ud800\"", "\"?\""),
        ("{\"a\":1,\"b\":2,\"a\":3}", "{\"a\":3,\"b\":2}"),
        ("{\"a\":1,\"\\u0061\":[2],\"b\":0,\"a\":3}", "{\"a\":3,\"b\":0}"),
        ("[1,]", "unexpectedByte@3"), ("[1", "unexpectedEnd@2"), ("{\"a\" 1}", "unexpectedByte@5"),
        ("01", "badNumber@0"), ("1 2", "textAfterValue@2"), ("\"a\u{1}\"", "controlCharacter@2"),
        ("\"\\x41\"", "badEscape@2"), ("tru", "unexpectedEnd@3"), ("", "unexpectedEnd@0"), ("'a'", "unexpectedByte@0"),
    ])
    func strictTextReadsAs(_ text: String, _ expected: String) {
        #expect(rewritten(text) == expected)
    }

    @Test func depthIsBoundedAtTheLimit() {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        let limit = JSONTape.depthMax
        for mode in [JSONMode.strict, .permissive] {
            #expect(rewritten(nested(limit), mode: mode) == nested(limit))
            #expect(rewritten(nested(limit + 1), mode: mode) == "tooDeep@\(limit)")
            let afterwards = "[[[]],[[]],\(nested(limit - 1))]"
            #expect(rewritten(afterwards, mode: mode) == afterwards)
        }
    }

    @Test func refusesBytesThatAreNotUTF8() {
        var tape = JSONTape()
        for bytes: [UInt8] in [
            [0x22, 0xff, 0x22], [0x22, 0xc0, 0x80, 0x22], [0x22, 0xed, 0xa0, 0x80, 0x22], [0x22, 0xe2],
        ] {
            bytes.withByteView { view in #expect((try? tape.read(view)) == nil) }
        }
    }

    @Test func membersAreFoundByDecodedName() throws {
        var tape = JSONTape()
        let text = Array("{\"x\":1,\"a\\nb\":{\"k\":[10,11,[12]]},\"\":2,\"longer-than-eight\":3}".utf8)
        try text.withByteView { view in
            try tape.read(view)
            let root = tape.root
            #expect(root.kind == .object && root.count == 4)
            let inner = try #require(root.member(ByteView("a\nb")))
            #expect(inner.member(ByteView("k"))?.element(2)?.element(0).map { String($0.text) } == "12")
            #expect(root.member(ByteView("")).map { String($0.text) } == "2")
            #expect(root.member(ByteView("longer-than-eight")).map { String($0.text) } == "3")
            #expect(root.member(ByteView("longer-than-nine")) == nil)
            #expect(root.member(ByteView("x"))?.member(ByteView("y")) == nil)
            #expect(root.member(ByteView("x"))?.element(0) == nil)
            #expect(String(inner.text) == "{\"k\":[10,11,[12]]}")
        }
    }

    @Test func manyRepeatedNamesStayLinear() throws {
        var text = "{"
        for index in 0..<50_000 { text += "\"n\(index % 25_000)\":\(index)," }
        text += "\"last\":0}"
        var tape = JSONTape()
        try Array(text.utf8).withByteView { view in
            try tape.read(view)
            #expect(tape.root.count == 25_001)
            #expect(tape.root.member(ByteView("n7")).map { String($0.text) } == "25007")
            tape.shrink()
            try tape.read(view)
            #expect(tape.root.count == 25_001)
        }
    }

    @Test func everyCutDocumentIsRefused() {
        let text = Array("{\"a\":[1.5e3,true,null,\"\\u00e9\\\\é\",{\"b\":{}}]}".utf8)
        var tape = JSONTape()
        for end in 0..<text.count {
            let cut = Array(text[..<end])
            cut.withByteView { view in #expect((try? tape.read(view)) == nil, "cut at \(end)") }
        }
    }

    @Test func tooManyValuesAreRefused() {
        let text = "[" + String(repeating: "1,", count: JSONTape.nodesMax) + "1]"
        #expect(rewritten(text).hasPrefix("tooLarge@"))
    }
}

@Suite struct JSONPermissiveTests {
    @Test(arguments: [
        ("a=1&b=2", "\"a=1&b=2\""), ("", "\"\""), ("  hello world ", "\"hello world\""), ("10 apples", "\"10 apples\""),
        ("{a:1,'b':'it',c:x y}", "{\"a\":1,\"b\":\"it\",\"c\":\"x y\"}"), ("{\"a\":1} tail", "{\"a\":1}"),
        ("[1,,2,]", "[1,2]"), ("[\"a\" \"b\"]", "[\"a\",\"b\"]"), ("[1 2]", "[\"1 2\"]"),
        ("[01,-,1.,-007]", "[1,0,1.0,-7]"),
        ("{a:,b:2}", "{\"a\":\"\",\"b\":2}"), ("NaN", "NaN"),
        ("[nul,null,truee,true]", "[\"nul\",null,\"truee\",true]"),
        ("{\"a\":1 \"b\":2}", "{\"a\":\"1 \\\"b\\\":2\"}"), ("{\"a\":\"x\" \"b\":2}", "unexpectedByte@9"),
        ("{a}", "unexpectedEnd@3"), ("{a:}", "unexpectedByte@3"), ("]", "unexpectedByte@0"), ("[", "unexpectedEnd@1"),
        ("'tis", "unexpectedEnd@4"), ("-e5", "badNumber@0"), ("1e", "\"1e\""), ("1e+", "badNumber@0"),
        ("\"a\\x41\\q\\'\u{2}b\"", "\"aA'b\""), ("\"a\tb\"", "\"a\\tb\""), ("[1é]", "[1,\"é\"]"),
        ("\"\\ud83d\\ude00 – \u{7f}\"", "\"😀 \\u2013 \""), ("\"– €\u{7f}\u{85}\"", "\"\\u2013 \\u20AC\\u007F\\u0085\""),
    ])
    func textReadsAs(_ text: String, _ expected: String) {
        #expect(rewritten(text, mode: .permissive, style: .javaJSON) == expected)
    }

    @Test func slashIsEscapedOnlyInPrintedLists() {
        #expect(rewritten("[\"a/b\",\"\\/\"]", style: .javaText) == "[\"a\\/b\",\"\\/\"]")
        #expect(rewritten("[\"a/b\",\"\\/\"]", style: .javaJSON) == "[\"a/b\",\"/\"]")
    }

    @Test(arguments: [
        ("1.50", "1.5"), ("10.00", "10.0"), ("1e2", "100.0"), ("1E7", "1.0E7"), ("1e-4", "1.0E-4"), ("0.001", "0.001"),
        ("-0.0", "-0.0"), ("0e5", "0.0"), ("1e400", "null"),
        ("123456789012345678901234567890", "123456789012345678901234567890"),
        ("0.1234567890123456789", "0.1234567890123456789"), ("1.2345678901234567800", "1.2345678901234567800"),
        ("9007199254740993.0", "9.007199254740992E15"), ("0.30000000000000004", "0.30000000000000004"),
        ("9999999.9", "9999999.9"),
        ("12345678.5", "1.23456785E7"), ("5e-324", "4.9E-324"), ("-0", "0"),
        ("100000000000000000000e2", "1.00000000000000000000E+22"),
        ("0.00000000000000000001", "1E-20"), ("0.00000000000000000000", "0E-20"),
        ("1000000.0000000000000", "1000000.0000000000000"),
    ])
    func numbersPrintAsJavaPrintsThem(_ text: String, _ expected: String) {
        #expect(rewritten("[\(text)]", mode: .permissive, style: .javaJSON) == "[\(expected)]")
    }

    /// From 1 to 10⁷ Java and Swift print alike, so the system's shortest digits judge those that are kept as written.
    @Test func longFractionsPrintWithTheFewestDigits() {
        var state: UInt64 = 1
        func random() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ state >> 32
        }
        var texts = ["16.990000000000002", "2.0000000000000004", "1.9999999999999998", "4.000000000000001"]
        for _ in 0..<4_000 {
            let value = Double(random() >> 11) / 9_007_199_254_740_992
            let scaled = 1 + value * [1, 10, 1_000, 9_999_998][Int(random() % 4)]
            // The shortest text of a number, the same with another last digit, and any 16 and 17 digits.
            let shortest = scaled.description
            texts.append(shortest)
            if let last = shortest.last?.wholeNumberValue { texts.append("\(shortest.dropLast())\((last + 1) % 10)") }
            let whole = random() % 90 + 10
            for digits in [14, 15] {
                let fraction = String(random()).prefix(digits)
                texts.append("\(whole).\(fraction)")
                texts.append("-\(whole).\(fraction.dropLast())")
            }
        }
        for text in texts where text.utf8.count <= JSONNumber.doubleTextMax {
            guard let value = Double(text) else {
                Issue.record("\(text) is no number")
                continue
            }
            let printed = rewritten("[\(text)]", mode: .permissive, style: .javaJSON)
            #expect(printed == "[\(value.description)]", "\(text)")
        }
    }
}

@Suite struct JSONDecimalTests {
    /// Runs `body` on two decimals.
    func with<Result>(_ left: String, _ right: String, _ body: (JSONDecimal, JSONDecimal) -> Result) -> Result {
        Array(left.utf8).withByteView { one in
            Array(right.utf8).withByteView { other in body(JSONDecimal(one), JSONDecimal(other)) }
        }
    }

    @Test(arguments: [
        ("1", "1.0", 0), ("100", "1e2", 0), ("-1", "1", -1), ("0", "-0.0", 0), ("0", "-1", 1), ("1.1", "1.10001", -1),
        ("-1.1", "-1.10001", 1), ("9007199254740993", "9007199254740992", 1), ("1e1000000000", "1e999999999", 1),
        ("0.001", "1e-3", 0), ("123.45", "12345e-2", 0), ("12.05", "12.5", -1),
    ])
    func comparesExactly(_ left: String, _ right: String, _ expected: Int) {
        #expect(with(left, right) { JSONDecimal.compare($0, $1).signum() } == expected)
    }

    @Test(arguments: [
        ("0.3", "0.1", true), ("0.35", "0.1", false), ("4.5", "1.5", true), ("35", "1.5", false),
        ("0.0075", "0.0001", true),
        ("0.00751", "0.0001", false), ("0", "7", true), ("1e308", "0.123456789", false), ("1e300", "1e-8", true),
        ("12391239123", "1e-8", true), ("7", "2", false), ("100", "2.5", true), ("1e1000000000", "3", false),
        ("18446744073709551615", "9999999999999999999", false),
    ])
    func dividesExactly(_ left: String, _ right: String, _ expected: Bool) {
        #expect(with(left, right) { $0.isMultiple(of: $1) } == expected)
    }

    @Test func knowsWhatIsIntegral() {
        #expect(with("1.0", "1.5") { $0.isIntegral && !$1.isIntegral })
        #expect(with("1e3", "1e-3") { $0.isIntegral && !$1.isIntegral })
    }
}
