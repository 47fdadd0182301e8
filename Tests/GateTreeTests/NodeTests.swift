// Cursors: kinds, places, pointers, lookup, printing.

import GateSource
import Testing

@testable import GateTree

@Suite struct NodeTests {
    private let pets = """
        {"openapi": "3.0.1", "paths": {"/pets/{id}": {"get": {"tags": ["a", "b\\n"], "x-on": true, "x-n": null}}},
         "size": 1.50, "count": -12}
        """

    @Test func readsTheSixKinds() throws {
        let root = try #require(json(pets).node)
        let get = try #require(root.atPointer("/paths/~1pets~1{id}/get"))
        #expect(root.kind == .object && root["openapi"]?.kind == .string && get["tags"]?.kind == .array)
        #expect(get["x-on"]?.boolean == true && get["x-n"]?.kind == .null && get["x-n"]?.isNull == true)
        #expect(root["count"]?.integer == -12 && root["size"]?.integer == nil && root["size"]?.double == 1.5)
        #expect(root["size"]?.scalarText == "1.50" && get["tags"]?.element(1)?.string == "b\n")
        #expect(get["tags"]?.count == 2 && get["tags"]?.element(2) == nil && get["missing"] == nil)
        #expect(root["size"]?.string == nil && root["openapi"]?.integer == nil && root.elements.isEmpty)
    }

    @Test(arguments: ["test.json", "test.yaml"])
    func knowsItsPlace(_ path: String) throws {
        let result = read(Array(pets.utf8), path: path)
        let root = try #require(result.node)
        let tag = try #require(root.atPointer("/paths/~1pets~1{id}/get/tags/0"))
        #expect(tag.pointer == "/paths/~1pets~1{id}/get/tags/0")
        #expect(result.text(tag.range) == "\"a\"" && tag.keyRange == tag.range && tag.key == nil)
        let tags = try #require(tag.parent)
        #expect(result.text(tags.keyRange) == "\"tags\"" && tags.key == "tags")
        #expect(result.text(tags.range) == #"["a", "b\n"]"#)
        #expect(tags.root == root && root.parent == nil && root.pointer.isEmpty)
        #expect(root.members.map(\.key) == ["openapi", "paths", "size", "count"])
        #expect(root.member("size").map { result.text($0.keyRange) } == "\"size\"")
    }

    @Test(arguments: ["/a~", "/a~2", "a", "/paths/x", "/list/01", "/list/-", "/list/3", "/list/99999999999999999999"])
    func pointersThatNameNothingGiveNil(_ pointer: String) throws {
        let root = try #require(json(#"{"a~": 1, "list": [1, 2, 3], "paths": {}}"#).node)
        #expect(root.atPointer(pointer) == nil)
    }

    @Test func escapesInPointersAreUndone() throws {
        let root = try #require(json(#"{"a/b": {"~1": [7]}, "": 1}"#).node)
        #expect(root.atPointer("/a~1b/~01/0")?.integer == 7 && root.atPointer("/")?.integer == 1)
        #expect(root.atPointer("/a~1b/~01/0")?.pointer == "/a~1b/~01/0" && root.atPointer("") == root)
    }

    @Test(arguments: [11, 12, 13, 14, 500])
    func findsMembersOfBigObjects(_ count: Int) throws {
        let members = (0..<count).map { "\"key\($0)\": \($0)" }.joined(separator: ",")
        let root = try #require(json("{\(members)}").node)
        for number in 0..<count { #expect(root["key\(number)"]?.integer == number) }
        #expect(root["key\(count)"] == nil && root["key"] == nil && root[""] == nil)
    }

    @Test func keysAreComparedByBytes() throws {
        let root = try #require(json("{\"\u{e9}\": 1, \"e\u{301}\": 2}").node)
        #expect(root["\u{e9}"]?.integer == 1 && root["e\u{301}"]?.integer == 2)
    }

    @Test func printsCompactJSON() throws {
        let text = #"{"b":1.0,"a":[null,true,"\"\\\u0001\t/é"],"c":{},"d":1E400}"#
        #expect(json(text).json == text)
        let root = try #require(json(text).node)
        var out: [UInt8] = []
        #expect(!root.writeJSON(into: &out, limit: text.utf8.count - 1))
        out = []
        #expect(root.writeJSON(into: &out, limit: text.utf8.count) && out == Array(text.utf8))
    }

    @Test func identityIsEquality() throws {
        let left = try #require(json("[1]").node)
        let right = try #require(json("[1]").node)
        #expect(left != right && left.elements[0] == left.elements[0] && Set([left, left.root]).count == 1)
    }
}
