// A specification text to a plan, as the command does it, without files.

import GateCompiler
import GateSchema
import GateSource
import GateTranslate
import GateTree

/// What became of a specification.
package struct SpecCompile {
    package let compiled: CompiledAPI?
    package let sources: SourceMap
    package let diagnostics: [Diagnostic]

    package init(_ text: String, path: String = "spec.yaml", options: CompileOptions = CompileOptions()) {
        let sources = SourceMap()
        let sink = DiagnosticSink()
        let documents = DocumentSet(sources: sources, sink: sink, options: DocumentOptions()) { name in
            name == path ? .success(Array(text.utf8)) : .failure(.notFound)
        }
        var compiled: CompiledAPI?
        if let root = documents.load(path),
            let imported = importAPI(root, documents: documents, options: ImportOptions(), sink: sink)
        {
            compiled = compileAPI(
                imported.definition, documents: documents, dialect: imported.dialect, options: options, sink: sink)
        }
        self.compiled = compiled
        self.sources = sources
        self.diagnostics = sink.diagnostics
    }

    /// One line a finding, in order of place: `GW4043 warning 12:30 message`.
    package var listing: String {
        let ordered = diagnostics.enumerated().sorted { left, right in
            let first = left.element.range.map { (Int($0.source.index), Int($0.start)) } ?? (-1, -1)
            let second = right.element.range.map { (Int($0.source.index), Int($0.start)) } ?? (-1, -1)
            return first != second ? first < second : left.offset < right.offset
        }
        return ordered.map { _, finding in
            var place = "-"
            if let range = finding.range {
                let position = sources[range.source].position(at: Int(range.start))
                place = "\(position.line):\(position.column)"
            }
            return "\(finding.code) \(finding.severity) \(place) \(finding.message)\n"
        }.joined()
    }
}
