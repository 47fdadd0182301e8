// What the tests of this module share: importing a text at once, places marked in texts.

import Foundation
import GateDefinition
import GateOpenAPI
import GateSource
import GateTree
import Testing

@testable import GateTranslate

/// The result of importing one specification.
struct Import {
    let api: ImportedAPI?
    let diagnostics: [Diagnostic]
    let sources: SourceMap

    var codes: [Int] { diagnostics.map { Int($0.code.number) } }

    var definition: APIDefinition {
        get throws { try #require(api?.definition) }
    }

    /// The method of a verb's name (`get`, `any`) and path.
    func method(_ verb: String, _ path: String) throws -> Method {
        let resources = try definition.resources
        let resource = try #require(resources.first { $0.path.value == path })
        return try #require(resource.methods.first { "\($0.verb)" == verb })
    }

    /// The source text a range covers.
    func text(_ range: SourceRange) -> String {
        String(decoding: sources[range.source].bytes[Int(range.start)..<Int(range.end)], as: UTF8.self)
    }
}

/// Imports files held in memory; the first is the specification.
func importFiles(_ files: [(path: String, text: String)], options: ImportOptions = ImportOptions()) -> Import {
    let sources = SourceMap()
    let sink = DiagnosticSink()
    let contents = Dictionary(uniqueKeysWithValues: files.map { ($0.path, Array($0.text.utf8)) })
    let documents = DocumentSet(sources: sources, sink: sink, options: DocumentOptions()) { path in
        contents[path].map { .success($0) } ?? .failure(.notFound)
    }
    var api: ImportedAPI?
    if let root = documents.load(files[0].path) {
        api = importAPI(root, documents: documents, options: options, sink: sink)
    }
    return Import(api: api, diagnostics: sink.diagnostics, sources: sources)
}

func importYAML(_ text: String, path: String = "test.yaml", options: ImportOptions = ImportOptions()) -> Import {
    importFiles([(path, text)], options: options)
}

func mocked(_ text: String) -> Import {
    var options = ImportOptions()
    options.mocksMissingIntegrations = true
    return importYAML(text, options: options)
}

/// Imports a text in which `⟦…⟧` marks the place that the one finding of this code points at.
func expectFinding(
    _ code: Int, _ marked: String, options: ImportOptions = ImportOptions(),
    location: SourceLocation = #_sourceLocation
) {
    let text = marked.replacingOccurrences(of: "⟦", with: "").replacingOccurrences(of: "⟧", with: "")
    let result = importYAML(text, options: options)
    let found = result.diagnostics.filter { Int($0.code.number) == code }
    let others = result.diagnostics.filter { Int($0.code.number) != code && $0.severity == .error }
    #expect(
        found.count == 1, "all findings: \(result.diagnostics.map { "\($0.code) \($0.message)" })",
        sourceLocation: location)
    #expect(others.isEmpty, "\(others.map { "\($0.code) \($0.message)" })", sourceLocation: location)
    guard let range = found.first?.range, let open = marked.range(of: "⟦"), let close = marked.range(of: "⟧") else {
        return
    }
    let start = marked[..<open.lowerBound].utf8.count
    let size = marked[open.upperBound..<close.lowerBound].utf8.count
    #expect(Int(range.start)..<Int(range.end) == start..<start + size, sourceLocation: location)
}
