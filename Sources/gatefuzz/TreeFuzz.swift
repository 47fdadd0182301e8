// Fuzz entry of the tree readers: whatever the bytes, reading ends, places lie inside the file, and what was read
// can be walked, printed and read again.

import GateSource
import GateTree

let treeTarget = FuzzTarget(
    name: "tree",
    seeds: { TreeSeeds.texts.map { Array($0.utf8) } },
    dictionary: TreeSeeds.words.map { Array($0.utf8) },
    run: fuzzTree)

/// Reads the bytes as YAML and as JSON and checks what every reader downstream relies on.
private func fuzzTree(_ bytes: [UInt8]) -> UInt64 {
    var outcome = Outcome()
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
        outcome.add(root == nil ? 1 : 2)
        if let root { outcome.add(shape(root, depth: 3)) }
        for diagnostic in sink.diagnostics {
            outcome.add(Int(diagnostic.code.number))
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
    return outcome.value
}

/// A number for what the top of a tree looks like.
private func shape(_ node: Node, depth: Int) -> Int {
    if depth == 0 { return 0 }
    var number = min(node.members.count, 4) * 5 + min(node.elements.count, 4) + 1
    for element in node.elements.prefix(2) { number = number &* 31 &+ shape(element, depth: depth - 1) }
    for member in node.members.prefix(2) { number = number &* 37 &+ shape(member.value, depth: depth - 1) }
    return number
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

private enum TreeSeeds {
    static let texts = [
        "a: 1\nb: [x, 'y', \"z\\u00e4\"]\nc:\n  - d: |\n      text\n      more\n    e: >-\n      folded\n      text\n",
        "&a {b: &c [1, 2.5, 0x1f, ~, true], d: *c}\n",
        "{\"openapi\": \"3.0.1\", \"paths\": {\"/a\": {\"get\": {\"$ref\": \"#/paths/~1b\"}}, \"/b\": {}}}",
        "? complex\n: value\n<<: {a: b}\n--- \n# comment\n...\n",
        "a: !Sub 'x-${AWS::Region}-${B}'\nb: !GetAtt C.Arn\nc: {Fn::Join: ['', [a, {Ref: d}]]}\nd: !If [x, y, z]\n",
        "a: !!str 1\nb: 2001-12-14\nc: .inf\nd: 0o17\ne: 1_000\nf: 'it''s'\n\"g\\n\": \"\\x41\\U0001F600\"\n",
        "\u{feff}%YAML 1.2\n---\na: b\n",
    ]
    static let words = [
        "\n", "  ", "- ", ": ", "? ", "| ", "|+2\n", ">-\n", "&a ", "*a", "!Sub ", "!Ref ", "!!int ", "<<: ", "{", "}",
        "[", "]",
        ",", "\"", "'", "# ", "---\n", "...\n", "\t", "\r\n", "\\u0000", "\\ud800", "${", "}", "$ref: ",
        "\"$ref\": \"#\"",
        "#/a/0/~1", "Fn::Sub", "null", "~", "1e999", "0x", "\u{85}", "\u{2028}", "\0", "\u{feff}", "%TAG ! !\n",
        "? - - - ",
    ]
}
