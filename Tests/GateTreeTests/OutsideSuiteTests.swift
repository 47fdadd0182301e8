// The public suites, whole, each with a named list of expected failures that can only shrink.

import Foundation
import GateSource
import SuiteSupport
import Testing

@testable import GateTree

@Suite("outside suites", .enabled(if: sharedFolder != nil, "the shared conformance folder is absent"))
struct OutsideSuiteTests {
    /// JSONTestSuite: `y_` must be accepted, `n_` rejected, `i_` is free but must not crash.
    @Test func followsJSONTestSuite() throws {
        let folder = try conformance("json/test_parsing")
        var failures: [String: String] = [:]
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        #expect(names.count >= 318)
        for name in names {
            let data = try Data(contentsOf: folder.appendingPathComponent(name))
            let result = read(Array(data), path: name)
            let isAccepted = result.node != nil && result.errors.isEmpty
            if result.node == nil, result.errors.isEmpty { failures[name] = "nil without an error" }
            if name.hasPrefix("y_"), !isAccepted { failures[name] = "refused" }
            if name.hasPrefix("n_"), isAccepted { failures[name] = "accepted" }
        }
        try ExpectedFailures("json specifications").check(failed: failures, of: names.count)
    }

    /// yaml-test-suite: `fail` must be rejected; else the JSON must be equal, and a case without JSON be read.
    @Test func followsYAMLTestSuite() throws {
        let data = try Data(contentsOf: conformance("yaml/yaml-test-suite.json"))
        let cases = try #require(try JSONSerialization.jsonObject(with: data) as? [[String: Any]])
        #expect(cases.count >= 402)
        var failures: [String: String] = [:]
        for entry in cases {
            guard let id = entry["id"] as? String, let text = entry["yaml"] as? String else { continue }
            let result = yaml(text)
            if result.node == nil, result.errors.isEmpty { failures[id] = "nil without an error" }
            let isAccepted = result.node != nil && result.errors.isEmpty
            if entry["fail"] as? Bool == true {
                if isAccepted { failures[id] = "accepted" }
            } else if !isAccepted {
                failures[id] = "rejected: " + (result.errors.first?.message ?? "")
            } else if let expected = entry["json"] as? String, !same(result.json ?? "", expected) {
                failures[id] = "is \(result.json ?? ""), expected \(expected)"
            }
        }
        try ExpectedFailures("yaml specifications").check(failed: failures, of: cases.count)
    }

    private func same(_ left: String, _ right: String) -> Bool {
        func value(_ text: String) -> NSObject? {
            try? JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed) as? NSObject
        }
        guard let left = value(left), let right = value(right) else { return false }
        return left == right
    }

    /// The bad specifications that this module can judge: text, size, aliases and references.
    @Test func judgesBadSpecifications() throws {
        let folder = try conformance("bad-specs")
        let data = try Data(contentsOf: folder.appendingPathComponent("manifest.json"))
        let manifest = try #require(try JSONSerialization.jsonObject(with: data) as? [[String: Any]])
        // A tree of one string is a tree; that it is no specification is found later.
        let laterPhases: Set<String> = ["syn/yaml-scalar-root"]
        var judged = 0
        for entry in manifest where entry["recipe"] == nil && entry["cli"] == nil {
            guard let id = entry["id"] as? String, let file = entry["file"] as? String,
                let expect = entry["expect"] as? String
            else { continue }
            let result = try loadWhole(folder.appendingPathComponent(file))
            let isOurs = ["enc", "syn", "big", "ref"].contains(String(id.prefix { $0 != "/" }))
            let isRefused = result.contains { $0.severity == .error }
            if !isOurs {
                #expect(!isRefused, "\(id) has text without a fault")
            } else if expect.hasPrefix("error"), !laterPhases.contains(id) {
                #expect(isRefused, "\(id) must be refused")
                judged += 1
            } else if expect == "ok" {
                #expect(!isRefused, "\(id) must be accepted")
            }
            #expect(!result.contains { $0.range == nil }, "\(id): every finding has a place")
        }
        #expect(judged >= 20)
    }

    /// Loads a file and follows every reference in it.
    private func loadWhole(_ url: URL) throws -> [Diagnostic] {
        let sink = DiagnosticSink()
        let set = DocumentSet(sources: SourceMap(), sink: sink, options: .init()) { path in
            guard path.hasPrefix(url.deletingLastPathComponent().path) else { return .failure(.permission) }
            return (try? Data(contentsOf: URL(fileURLWithPath: path))).map { .success(Array($0)) }
                ?? .failure(.notFound)
        }
        func walk(_ node: Node) {
            _ = set.resolve(node)
            node.elements.forEach(walk)
            node.members.forEach { walk($0.value) }
        }
        if let root = set.load(url.path) { walk(root) }
        return sink.diagnostics
    }

    /// Every real specification is read without an error, and every string knows its way back.
    @Test(arguments: ["apigw", "plain", "cfn"])
    func readsRealSpecifications(_ area: String) throws {
        let folder = try #require(sharedFolder).appendingPathComponent("corpus").appendingPathComponent(area)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        // The big ones are the slow tests' business; debug builds take seconds for them.
        for name in names {
            let data = try Data(contentsOf: folder.appendingPathComponent(name))
            if data.count > 1 << 20 { continue }
            let result = read(Array(data), path: name)
            if name.contains("billion-laughs") { continue }
            // Two operations `post` under one path: an error here, whatever other readers keep.
            if name.contains("8b03dd5d76fe") {
                #expect(result.codes == [1030])
                continue
            }
            #expect(result.errors.isEmpty, "\(name): \(result.errors.first?.message ?? "")")
            guard let node = result.node else { continue }
            let root = resolveIntrinsics(root: node, parameters: [:], sink: DiagnosticSink())
            #expect(countWithoutWayBack(root) == 0, "\(name)")
        }
    }

    private func countWithoutWayBack(_ node: Node) -> Int {
        var count = 0
        if let text = node.locatedText, text.segments.isEmpty, !text.text.isEmpty,
            node.tree.value(node.id).form != .made
        {
            count += 1
        }
        for element in node.elements { count += countWithoutWayBack(element) }
        for member in node.members { count += countWithoutWayBack(member.value) }
        return count
    }
}
