// JSON documents as values: reading, changing, writing.

import GateBytes
import GateJSON
import Testing

@Suite("JSON values")
struct JSONValueTests {
    @Test("Documents come out as they went in, members in their order")
    func readsAndWrites() throws {
        let text = #"{"b":[1,2.50,-3e7,{}],"a":"x\"\n\u0001é","c":null,"d":true,"e":[]}"#
        let value = try JSONValue(parsing: text)
        #expect(value.json == text)
        #expect(value["b"]?.array?.count == 4)
        #expect(value["b"]?.array?[0].int == 1)
        #expect(value["b"]?.array?[1].double == 2.5)
        #expect(value["a"]?.string == "x\"\n\u{1}é")
        #expect(value["zz"] == nil)
    }

    @Test("Members are added, replaced in place and removed")
    func changes() {
        var value: JSONValue = ["one": 1, "two": ["three": "x"]]
        value["one"] = "new"
        value["four"] = [true, .null]
        value["two"]?["three"] = 3
        value["two"]?["five"] = 5
        #expect(value.json == #"{"one":"new","two":{"three":3,"five":5},"four":[true,null]}"#)
        value["two"]?["three"] = nil
        value["one"] = nil
        #expect(value.json == #"{"two":{"five":5},"four":[true,null]}"#)
        #expect(value == ["four": [true, .null], "two": ["five": 5]])
    }

    @Test("Of members with the same name the last counts")
    func duplicates() throws {
        #expect(try JSONValue(parsing: #"{"a":1,"a":2}"#) == ["a": 2])
    }

    @Test("Objects of any size find, replace and remove their members")
    func manyMembers() {
        for count in [1, 11, 12, 13, 14, 100] {
            var members = JSONObject()
            for number in 0..<count { members["\(number)"] = JSONValue(number) }
            members["0"] = "first"
            #expect(members.count == count && members["\(count)"] == nil)
            #expect((1..<count).allSatisfy { members["\($0)"] == JSONValue($0) })
            let same = JSONObject(members.reversed().map { ($0.name, $0.value) })
            #expect(members == same && members.hashValue == same.hashValue)
            for number in stride(from: 0, to: count, by: 2) { members["\(number)"] = nil }
            #expect(members.names == stride(from: 1, to: count, by: 2).map(String.init))
            #expect((0..<count).allSatisfy { members["\($0)"]?.int == ($0 % 2 == 0 ? nil : $0) })
            #expect(members != same)
        }
    }

    @Test("Text on many lines")
    func pretty() {
        let value: JSONValue = ["b": [1, []], "a": ["x": [:]]]
        #expect(value.pretty() == "{\n  \"b\": [\n    1,\n    []\n  ],\n  \"a\": {\n    \"x\": {}\n  }\n}")
        #expect(value.pretty(sortsNames: true).hasPrefix("{\n  \"a\""))
    }

    @Test("What is no JSON says where", arguments: ["", "{", "[1,]", "nul", "\"\\x\"", "{\"a\":1}x"])
    func refuses(_ text: String) {
        #expect(throws: JSONFailure.self) { try JSONValue(parsing: text) }
    }
}
