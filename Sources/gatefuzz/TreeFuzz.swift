// Fuzz entry of the tree readers: whatever the bytes, reading ends, places lie inside the file, and what was read
// can be walked, printed and read again.

import GateSource
import GateTree

/// Reads the bytes as YAML and as JSON and checks what every reader downstream relies on.
func fuzzTree(_ bytes: [UInt8]) {
    for path in ["fuzz.yaml", "fuzz.json"] {
        let sources = SourceMap()
        let sink = DiagnosticSink()
        var options = DocumentOptions()
        options.limits.nodesMax = 50_000
        options.limits.aliasNodesMax = 50_000
        options.limits.aliasBytesMax = 1 << 20
        let documents = DocumentSet(sources: sources, sink: sink, options: options) { name in
            name == path ? .success(bytes) : .failure(.notFound)
        }
        let root = documents.load(path)
        precondition(root != nil || sink.hasErrors, "no tree and no error")
        if let root {
            walk(root, documents, bytes.count)
            checkPrinting(root)
        }
        for diagnostic in sink.diagnostics {
            for range in [diagnostic.range].compactMap({ $0 }) + diagnostic.labels.map(\.range) {
                precondition(Int(range.end) <= sources[range.source].bytes.count, "a place outside its file")
            }
        }
        let report = DiagnosticReport(sink.diagnostics, sources: sources)
        _ = report.text(colours: true)
        _ = report.json()
        _ = report.sarif(version: "0", rules: TreeRules.all)
        _ = report.junit()
    }
}

private func walk(_ node: Node, _ documents: DocumentSet, _ size: Int) {
    let range = node.range
    precondition(Int(range.end) <= size, "a node outside its file")
    _ = documents.resolve(node)
    if let text = node.locatedText {
        for segment in text.segments {
            precondition(Int(segment.source + segment.count) <= size, "a segment outside its file")
            precondition(Int(segment.decoded + segment.count) <= text.text.utf8.count, "a segment outside its text")
        }
    }
    for element in node.elements { walk(element, documents, size) }
    for member in node.members {
        precondition(node[member.key] == member.value, "a member that cannot be found")
        walk(member.value, documents, size)
    }
}

/// The printed document reads as JSON and prints the same again.
private func checkPrinting(_ root: Node) {
    guard let printed = root.json(limit: 1 << 22) else { return }
    let sources = SourceMap()
    let sink = DiagnosticSink()
    let id = sources.add(path: "printed.json", bytes: Array(printed.utf8))
    let again = TreeParser.parse(id, sources: sources, sink: sink)
    precondition(again?.json() == printed, "printing is not stable")
}
