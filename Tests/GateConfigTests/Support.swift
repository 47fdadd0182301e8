// Reading a configuration's text, and expecting its one finding at its place.

import GateConfig
import GateSource
import GateTree
import Testing

/// What a text comes to.
struct Reading {
    let configuration: Configuration
    let diagnostics: [Diagnostic]
    let sources: SourceMap
}

/// Reads a text as `conf/gatewright.yaml`, beside which these files are.
func read(_ text: String, files: Set<String> = ["conf/app.py"]) -> Reading {
    let sources = SourceMap()
    let sink = DiagnosticSink()
    let id = sources.add(path: "conf/gatewright.yaml", bytes: Array(text.utf8))
    var configuration = Configuration()
    if let root = TreeParser.parse(id, sources: sources, sink: sink) {
        configuration = readConfiguration(root, folder: "conf", sink: sink) { files.contains($0) }
    }
    return Reading(configuration: configuration, diagnostics: sink.diagnostics, sources: sources)
}

/// Reads a text in which `⟦…⟧` marks the place of the one finding.
func expect(
    _ code: UInt16, _ marked: String, files: Set<String> = ["conf/app.py"],
    location: Testing.SourceLocation = #_sourceLocation
) {
    let text = marked.replacing("⟦", with: "").replacing("⟧", with: "")
    let result = read(text, files: files)
    #expect(result.diagnostics.map(\.code.number) == [code], sourceLocation: location)
    guard let range = result.diagnostics.first?.range else { return }
    let bytes = Array(text.utf8)[Int(range.start)..<Int(range.end)]
    let wanted = marked.firstMatch(of: /⟦([^⟧]*)⟧/)?.1 ?? ""
    #expect(String(decoding: bytes, as: UTF8.self) == String(wanted), sourceLocation: location)
}
