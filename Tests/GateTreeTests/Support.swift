// What the tests of this module share: parsing text at once, printing findings.

import Foundation
import GateSource
import Testing

@testable import GateTree

/// The result of reading one text.
struct Reading {
    let node: Node?
    let sources: SourceMap
    let diagnostics: [Diagnostic]

    var codes: [Int] { diagnostics.map { Int($0.code.number) } }
    var errors: [Diagnostic] { diagnostics.filter { $0.severity == .error } }
    var json: String? { node?.json() }

    func text(of node: Node?) -> String? { node.map { text($0.range) } }

    func key(of node: Node?) -> String? { node.map { text($0.keyRange) } }

    /// The source text a range covers.
    func text(_ range: SourceRange) -> String {
        String(decoding: sources[range.source].bytes[Int(range.start)..<Int(range.end)], as: UTF8.self)
    }
}

func read(_ bytes: [UInt8], path: String, limits: TreeLimits = .init()) -> Reading {
    let sources = SourceMap()
    let sink = DiagnosticSink()
    let id = sources.add(path: path, bytes: bytes)
    let node = TreeParser.parse(id, sources: sources, limits: limits, sink: sink)
    return Reading(node: node, sources: sources, diagnostics: sink.diagnostics)
}

func yaml(_ text: String, limits: TreeLimits = .init()) -> Reading {
    read(Array(text.utf8), path: "test.yaml", limits: limits)
}

func json(_ text: String, limits: TreeLimits = .init()) -> Reading {
    read(Array(text.utf8), path: "test.json", limits: limits)
}

/// Reads a text in which `⟦…⟧` marks the place the one error must point at.
func expectError(
    _ code: Int, _ marked: String, path: String = "test.yaml", location: SourceLocation = #_sourceLocation
) {
    let text = marked.replacingOccurrences(of: "⟦", with: "").replacingOccurrences(of: "⟧", with: "")
    let result = read(Array(text.utf8), path: path)
    let errors = result.errors
    #expect(errors.map { Int($0.code.number) } == [code], sourceLocation: location)
    guard let range = errors.first?.range, let open = marked.range(of: "⟦"), let close = marked.range(of: "⟧") else {
        return
    }
    let start = marked[..<open.lowerBound].utf8.count
    let size = marked[open.upperBound..<close.lowerBound].utf8.count
    let found = Int(range.start)..<Int(range.end)
    #expect(found == start..<start + size, sourceLocation: location)
}
