// YAML text: the 1.2 core schema, tags, anchors, merge keys, places, places of errors.

import GateSource
import Testing

@testable import GateTree

@Suite struct YAMLTests {
    @Test(arguments: [
        ("yes", "\"yes\""), ("no", "\"no\""), ("on", "\"on\""), ("2001-12-14", "\"2001-12-14\""), ("~", "null"),
        ("null", "null"), ("Null", "null"), ("nULL", "\"nULL\""), ("", "null"), ("true", "true"), ("False", "false"),
        ("tRue", "\"tRue\""), ("0o17", "15"), ("0x1F", "31"), ("0x1G", "\"0x1G\""), ("017", "17"), ("+12", "12"),
        ("-12", "-12"), ("1.50", "1.50"), (".5", "0.5"), ("5.", "5"), ("+.5e3", "0.5e3"), ("1e3", "1e3"),
        ("1_000", "\"1_000\""), ("0b1", "\"0b1\""), (".inf", "null"), ("-.INF", "null"), (".nan", "null"),
        ("1:30", "\"1:30\""), ("'12'", "\"12\""), ("\"true\"", "\"true\""), ("3.0.1", "\"3.0.1\""), (".", "\".\""),
        ("--", "\"--\""), ("=", "\"=\""), ("!!str 12", "\"12\""), ("!!int \"12\"", "12"),
        ("!!float 1", "1"), ("!!bool 'true'", "true"), ("!!null ''", "null"), ("! 12", "\"12\""), ("!!str", "\"\""),
        ("99999999999999999999", "99999999999999999999"), ("!!binary aGk=", "\"aGk=\""),
    ])
    func followsTheCoreSchema(_ text: String, _ expected: String) {
        let result = yaml("a: \(text)\n")
        #expect(result.json == "{\"a\":\(expected)}")
        #expect(result.diagnostics.isEmpty)
    }

    @Test func numbersHaveValues() {
        let node = yaml("[0x1F, 0o17, +3, -.5, .inf, 1.0, 9223372036854775807, 9223372036854775808]").node
        #expect(node?.elements.map(\.integer) == [31, 15, 3, nil, nil, nil, Int.max, nil])
        #expect(node?.element(4)?.double == .infinity && node?.element(3)?.double == -0.5)
        #expect(node?.element(0)?.scalarText == "0x1F")
    }

    @Test(arguments: [
        ("!Ref A", #"{"Ref":"A"}"#), ("!Sub 'x${A}'", #"{"Fn::Sub":"x${A}"}"#),
        ("!GetAtt A.Arn", #"{"Fn::GetAtt":"A.Arn"}"#),
        ("!Join ['', [a, !Ref B]]", #"{"Fn::Join":["",["a",{"Ref":"B"}]]}"#), ("!Condition C", #"{"Condition":"C"}"#),
        ("!If [C, {a: 1}, !Ref AWS::NoValue]", #"{"Fn::If":["C",{"a":1},{"Ref":"AWS::NoValue"}]}"#),
        ("!Transform {Name: AWS::Include}", #"{"Fn::Transform":{"Name":"AWS::Include"}}"#),
        ("!Sub 12", #"{"Fn::Sub":"12"}"#),
        ("!Base64 {Ref: A}", #"{"Fn::Base64":{"Ref":"A"}}"#), ("&x !Ref A", #"{"Ref":"A"}"#),
    ])
    func writesOutShortFunctions(_ text: String, _ expected: String) {
        let result = yaml("a: \(text)\nb: 1\n")
        #expect(result.json == "{\"a\":\(expected),\"b\":1}" && result.diagnostics.isEmpty)
    }

    @Test func knowsThePlaceOfTags() throws {
        let result = yaml("a: &x !Sub \"é\"\nb: !!str 12 # c\nc: *x\n")
        let root = try #require(result.node)
        #expect(result.text(of: root["a"]) == "!Sub \"é\"")
        #expect(result.key(of: root["a"]?["Fn::Sub"]) == "!Sub")
        #expect(result.text(of: root["a"]?["Fn::Sub"]) == "\"é\"")
        #expect(result.text(of: root["b"]) == "12" && root["c"]?["Fn::Sub"]?.string == "é")
    }

    @Test func unknownTagsAreWarnedOfOnce() {
        let result = yaml("a: !Subb x\nb: !foo [1]\nc: !Subb y\n")
        #expect(result.json == #"{"a":"x","b":[1],"c":"y"}"# && result.codes == [1025, 1025])
        #expect(result.diagnostics[0].help == "write `!Sub`" && result.errors.isEmpty)
    }

    @Test func aliasesShareTheirNode() throws {
        let result = yaml("a: &a {x: [1]}\nb: *a\n")
        let root = try #require(result.node)
        #expect(result.json == #"{"a":{"x":[1]},"b":{"x":[1]}}"#)
        #expect(root["b"]?["x"] == root["a"]?["x"] && root["b"]?.pointer == "/b")
        #expect(result.key(of: root["b"]) == "b" && root["b"]?.range == root["a"]?.range)
    }

    @Test func mergeKeysAddWhatIsMissing() throws {
        let result = yaml(
            "a: &a {x: 1, y: 2}\nb: &b {y: 3, z: 4}\nc:\n  z: 0\n  <<: [*a, *b]\nd:\n  <<: *a\n  x: 9\ne:\n  '<<': 1\n")
        #expect(result.diagnostics.isEmpty)
        #expect(result.node?["c"]?.json() == #"{"z":0,"x":1,"y":2}"#)
        #expect(result.node?["d"]?.json() == #"{"y":2,"x":9}"#)
        #expect(result.node?["e"]?.json() == #"{"<<":1}"# && result.node?["d"]?["y"]?.pointer == "/d/y")
    }

    @Test func keysAreStrings() {
        #expect(yaml("200: a\ntrue: b\n~: c\n1.0: d\n").json == #"{"200":"a","true":"b","~":"c","1.0":"d"}"#)
        #expect(yaml("&k key: 1\nb: *k\n*k2 : 1\n").codes == [1022])
        #expect(yaml("a: &k key\n*k : 1\n").json == #"{"a":"key","key":1}"#)
    }

    @Test(arguments: [
        (1030, "a: 1\nb: 2\n⟦a⟧: 3\n"), (1030, "a: 1\n⟦'a'⟧: 3\n"), (1024, "? ⟦[⟧a]\n: 1\nb: 2\n"),
        (1024, "? ⟦{⟧a: 1}\n: 1\n"),
        (1024, "a: &a [1]\n⟦*a⟧ : 2\n"), (1022, "a: ⟦*b⟧\n"), (1023, "a: &a [⟦*a⟧]\n"),
        (1023, "a: &a {b: {c: ⟦*a⟧}}\n"),
        (1027, "a: &a 1\nb:\n  ⟦<<⟧: *a\n"), (1026, "a: !!int ⟦b⟧\n"), (1026, "a: ⟦!!map⟧ [1]\n"),
        (1005, "a: 1\n⟦---⟧\nb: 2\n"),
        (1021, "a:\n⟦\t⟧b: 1\n"), (1003, "a: b⟦\u{1}⟧c\n"), (1003, "a: b⟦\u{7f}⟧c\n"), (1003, "a: é⟦\u{0}⟧\n"),
        (1004, "⟦⟧# nothing\n"), (1020, "a: ⟦\"b⟧\nc: 1\n"), (1020, "a: [1\nb⟦:⟧ 1\n"), (1020, "a: 1\n b⟦:⟧ 2\n"),
        (1020, "é: 1\n é b⟦:⟧ 2\n"), (1020, "é:\r\n  - é\r\n ⟦é⟧: 2\r\n"), (1020, "a: ⟦@b⟧\n"),
        (1020, "a: ⟦\"b⟧\nc: \"d\"\n"),
        (1020, "a: b⟦:⟧ c"),
    ])
    func pointsAtTheFault(_ code: Int, _ text: String) {
        expectError(code, text)
    }

    @Test func faultsLeaveHolesAndReadingGoesOn() {
        let result = yaml("a: *x\nb: !!int z\n? [1]\n: 2\nc: 3\nc: 4\n")
        #expect(result.codes == [1022, 1026, 1024, 1030])
        #expect(result.json == #"{"a":null,"b":"z","c":3}"#)
    }

    @Test(arguments: ["\n", "\r\n", "\r"])
    func placesAreBytesWhateverTheLineEnds(_ end: String) throws {
        let lines = ["# é", "a: 'é'", "b:", "  - \"x", "    y\"", "  - é é", "c: {d: |", "   x}"]
        let text = lines.prefix(6).joined(separator: end) + end
        let result = yaml("\u{feff}" + text)
        let root = try #require(result.node)
        #expect(result.text(of: root["a"]) == "'é'" && result.key(of: root["b"]) == "b")
        #expect(result.text(of: root.atPointer("/b/0")) == "\"x\(end)    y\"")
        #expect(result.text(of: root.atPointer("/b/1")) == "é é")
        #expect(result.text(of: root["b"]) == "- \"x\(end)    y\"\(end)  - é é")
    }

    @Test func unicodeLineEndsDoNotShiftPlaces() throws {
        let result = yaml("a: \"x\u{2028}y\u{85}z\"\nb: 1\nc: 2\n")
        let root = try #require(result.node)
        #expect(result.text(of: root["c"]) == "2" && result.key(of: root["b"]) == "b")
    }
}
