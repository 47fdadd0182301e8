// The JSON-Schema-Test-Suite, whole: every test runs; those in the named list must fail, all others must pass, so
// the list can only shrink.

import Foundation
import GateBytes
import GateSchema
import GateSource
import GateTree
import SuiteSupport
import Testing

@Suite(.enabled(if: sharedFolder != nil, "the shared suites are not here"))
struct SuiteTests {
    // Facts: mapping-9.1, mapping-9.2
    @Test func draft4FollowsTheSuite() throws {
        try run(.draft4, "draft4", countMin: 900)
    }

    @Test func draft6FollowsTheSuite() throws {
        try run(.draft6, "draft6", countMin: 1200)
    }

    @Test func draft7FollowsTheSuite() throws {
        try run(.draft7, "draft7", countMin: 1700)
    }

    @Test func draft2020FollowsTheSuite() throws {
        try run(.draft2020, "draft2020-12", countMin: 2200)
    }

    private func run(_ dialect: SchemaDialect, _ folder: String, countMin: Int) throws {
        let suite = try conformance("json-schema")
        let root = suite.appendingPathComponent("tests/" + folder)
        var failed: [String: String] = [:]
        var count = 0
        for path in try FileManager.default.subpathsOfDirectory(atPath: root.path).sorted()
        where path.hasSuffix(".json") {
            let file = SuiteFile(dialect: dialect, suite: suite, assertsFormat: path.contains("optional/format/"))
            for (name, isRight) in try file.run(root.appendingPathComponent(path), named: path) {
                count += 1
                if !isRight { failed[name] = "another verdict" }
            }
        }
        #expect(count >= countMin)
        try ExpectedFailures("json-schema \(folder)").check(failed: failed, of: count)
    }
}

/// One file of the suite.
private struct SuiteFile {
    let dialect: SchemaDialect
    let suite: URL
    let assertsFormat: Bool

    /// The name of each test and whether the verdict was the expected one.
    func run(_ url: URL, named path: String) throws -> [(String, Bool)] {
        let sources = SourceMap()
        let bytes = [UInt8](try Data(contentsOf: url))
        let source = sources.add(path: path, bytes: bytes)
        let list = try #require(TreeParser.parse(source, sources: sources, sink: DiagnosticSink()))
        var results: [(String, Bool)] = []
        for group in list.elements {
            guard let schema = group["schema"], let tests = group["tests"] else { continue }
            let compiled = try compile(
                schema, dialect: dialect, sources: sources, assertsFormat: assertsFormat,
                load: { remote($0, sources) })
            for test in tests.elements {
                guard let data = test["data"], let expected = test["valid"]?.boolean else { continue }
                let text = Array(bytes[Int(data.range.start)..<Int(data.range.end)])
                let name = "\(path)|\(group["description"]?.string ?? "")|\(test["description"]?.string ?? "")"
                results.append((name, compiled.verdict(text) == (expected ? .valid : .invalid)))
            }
        }
        return results
    }

    private func remote(_ uri: String, _ sources: SourceMap) -> Node? {
        let prefix = "http://localhost:1234/"
        guard uri.hasPrefix(prefix) else { return nil }
        let url = suite.appendingPathComponent("remotes/" + uri.dropFirst(prefix.count))
        guard let data = FileManager.default.contents(atPath: url.path) else { return nil }
        let source = sources.add(path: uri + ".json", bytes: [UInt8](data))
        return TreeParser.parse(source, sources: sources, sink: DiagnosticSink())
    }
}
