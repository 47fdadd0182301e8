// References inside a file, between files, and all the ways they lead nowhere.

import GateSource
import Testing

@testable import GateTree

/// Files in memory.
private final class Files {
    let sources = SourceMap()
    let sink = DiagnosticSink()
    let set: DocumentSet
    private(set) var reads: Box

    final class Box { var names: [String] = [] }

    init(_ files: [String: String], options: DocumentOptions = .init(), failing: [String: ReadFailure] = [:]) {
        let box = Box()
        reads = box
        set = DocumentSet(sources: sources, sink: sink, options: options) { name in
            box.names.append(name)
            if let failure = failing[name] { return .failure(failure) }
            return files[name].map { .success(Array($0.utf8)) } ?? .failure(.notFound)
        }
    }

    func resolve(_ node: Node?) -> Node? { node.flatMap(set.resolve) }

    var codes: [Int] { sink.diagnostics.map { Int($0.code.number) } }
}

@Suite struct ReferenceTests {
    @Test func aNodeWithoutReferenceIsItself() throws {
        let files = Files(["a.yaml": "x: {y: 1}\np: {$ref: {type: string}}\n"])
        let root = try #require(files.set.load("a.yaml"))
        #expect(files.set.resolve(root) == root && files.resolve(root["p"]) == root["p"])
        #expect(root["p"].map(files.set.isReference) == false && files.codes.isEmpty)
    }

    @Test func followsChainsAndEscapes() throws {
        let files = Files([
            "a.yaml":
                "a: {$ref: '#/b'}\nb: {$ref: '#/paths/~1p~1%7Bid%7D/0'}\npaths: {'/p/{id}': [7]}\nroot: {$ref: '#'}\n"
        ])
        let root = try #require(files.set.load("a.yaml"))
        #expect(files.resolve(root["a"])?.integer == 7)
        #expect(files.resolve(root["root"]) == root && files.codes.isEmpty)
    }

    @Test func followsOtherFilesRelativeToTheirOwnFolder() throws {
        let files = Files([
            "specs/api.yaml": "a: {$ref: './models/pet.yaml#/Pet'}\nb: {$ref: models/pet.yaml}\nshared: 5\n",
            "specs/models/pet.yaml": "Pet: {$ref: 'sub/own%20er.json#/O'}\nBack: {$ref: '../api.yaml#/shared'}\n",
            "specs/models/sub/own er.json": #"{"O": {"type": "string"}}"#,
        ])
        let root = try #require(files.set.load("specs/api.yaml"))
        let pet = try #require(files.resolve(root["a"]))
        #expect(pet["type"]?.string == "string")
        #expect(files.sources[pet.range.source].path == "specs/models/sub/own er.json")
        let document = try #require(files.resolve(root["b"]))
        #expect(files.resolve(document["Back"])?.integer == 5)
        #expect(files.codes.isEmpty && files.reads.names.count == 3)
    }

    @Test func pointersLeadThroughReferences() throws {
        let files = Files(["a.yaml": "a: {$ref: '#/b/c'}\nb: {$ref: '#/d'}\nd: {c: 3}\n"])
        let root = try #require(files.set.load("a.yaml"))
        #expect(files.resolve(root["a"])?.integer == 3 && files.codes.isEmpty)
    }

    @Test(arguments: [
        (1101, "'#/nope'"), (1101, "'#/list/5'"), (1101, "'#/list/01'"), (1101, "'#/text/x'"), (1102, "'#/a'"),
        (1102, "'#/b'"),
        (1103, "http://h/x.yaml"), (1103, "'https://h/x.yaml#/a'"), (1103, "//h/x"), (1103, "'urn:x'"),
        (1104, "../x.yaml"),
        (1104, "'%2e%2e/x.yaml'"), (1104, "./sub/../../x.yaml"), (1105, "'#/~2'"), (1105, "'#/%zz'"), (1105, "'#/%ff'"),
        (1105, "'#Pet'"), (1105, "''"), (1105, "'a%00b.yaml'"), (1106, "missing.yaml"), (1107, "5"), (1107, "[a]"),
        (1109, "/etc/passwd"), (1109, "'file:///etc/passwd'"), (1109, "'c:/x.yaml'"), (1109, "'%2fetc/passwd'"),
    ])
    func reportsOnceWhereItIsWritten(_ code: Int, _ target: String) throws {
        let files = Files(["s/a.yaml": "a: {$ref: \(target)}\nb: {$ref: '#/a'}\nlist: [1]\ntext: t\n"])
        let root = try #require(files.set.load("s/a.yaml"))
        let node = try #require(root["a"])
        #expect(files.set.resolve(node) == nil && files.set.resolve(node) == nil && files.resolve(root["b"]) == nil)
        #expect(files.codes == [code])
        let range = try #require(files.sink.diagnostics.first?.range)
        #expect(range == node["$ref"]?.range || code == 1102)
        #expect(files.reads.names.filter { $0 != "s/a.yaml" } == (code == 1106 ? ["s/missing.yaml"] : []))
    }

    @Test func danglingReferencesSuggestAName() throws {
        let files = Files(["a.yaml": "a: {$ref: '#/defs/Pte'}\ndefs: {Pet: 1}\n"])
        #expect(files.resolve(files.set.load("a.yaml")?["a"]) == nil)
        #expect(files.sink.diagnostics.first?.help == "write `Pet` for `Pte`")
    }

    @Test func circlesThroughPointersEnd() throws {
        let files = Files(["a.yaml": "a: {$ref: '#/b/x'}\nb: {$ref: '#/a/x'}\n"])
        let root = try #require(files.set.load("a.yaml"))
        #expect(files.resolve(root["a"]) == nil && files.codes.contains(1102))
    }

    @Test func longChainsAreFollowedOnce() throws {
        var text = "m10000: {type: object}\n"
        for number in 0..<10_000 { text += "m\(number): {$ref: '#/m\(number + 1)'}\n" }
        let files = Files(["a.yaml": text])
        let root = try #require(files.set.load("a.yaml"))
        for member in root.members { #expect(files.set.resolve(member.value) == root["m10000"]) }
    }

    @Test func deepPointersThroughReferencesAreBounded() throws {
        var text = "m3000: {x: 1}\n"
        for number in 0..<3000 { text += "m\(number): {$ref: '#/m\(number + 1)/x'}\n" }
        let files = Files(["a.yaml": text])
        let root = try #require(files.set.load("a.yaml"))
        _ = files.resolve(root["m0"])
        #expect(!files.codes.isEmpty)
    }

    @Test(arguments: [
        ReadFailure.notFound, .isDirectory, .notRegularFile, .tooLarge(limit: 5), .permission, .linkLeavesRoot,
        .other("io error"),
    ])
    func failuresOfTheReaderAreReportedOnce(_ failure: ReadFailure) throws {
        let files = Files(
            ["a.yaml": "a: {$ref: b.yaml}\nb: {$ref: 'b.yaml#/x'}\n"], failing: ["b.yaml": failure])
        let root = try #require(files.set.load("a.yaml"))
        #expect(files.resolve(root["a"]) == nil && files.resolve(root["b"]) == nil)
        #expect(files.codes == [1106])
    }

    @Test func theRootFileMayFailToo() {
        let files = Files([:])
        #expect(files.set.load("none.yaml") == nil && files.codes == [1106])
        #expect(files.sink.diagnostics[0].range.map { files.sources[$0.source].path } == "none.yaml")
    }

    @Test func namedRootsAreAllowed() throws {
        var options = DocumentOptions()
        options.allowedRoots = ["shared"]
        let files = Files(
            ["s/a.yaml": "a: {$ref: ../shared/x.yaml}\nb: {$ref: ../sharedx/x.yaml}\n", "shared/x.yaml": "1"],
            options: options)
        let root = try #require(files.set.load("s/a.yaml"))
        #expect(files.resolve(root["a"])?.integer == 1)
        #expect(files.resolve(root["b"]) == nil && files.codes == [1104])
    }

    @Test func filesAreCounted() throws {
        var options = DocumentOptions()
        options.filesMax = 2
        let files = Files(
            ["a.yaml": "a: {$ref: b.yaml}\nb: {$ref: c.yaml}\n", "b.yaml": "1", "c.yaml": "1"], options: options)
        let root = try #require(files.set.load("a.yaml"))
        #expect(files.resolve(root["a"])?.integer == 1)
        #expect(files.resolve(root["b"]) == nil && files.codes == [1108])
    }
}
