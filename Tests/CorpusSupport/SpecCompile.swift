// A specification text to a plan, as the command does it, without files.

import GateCompiler
import GateSchema
import GateSource
import GateTranslate
import GateTree

/// What became of a specification.
package struct SpecCompile {
    /// nil after errors of the import.
    package let imported: ImportedAPI?
    package let compiled: CompiledAPI?
    package let documents: DocumentSet
    package let diagnostics: [Diagnostic]

    package var sources: SourceMap { documents.sources }

    /// A text as a whole specification.
    package init(
        _ text: String, path: String = "spec.yaml", importing: ImportOptions = ImportOptions(),
        options: CompileOptions = CompileOptions()
    ) {
        self.init(path: path, importing: importing, options: options) { name in
            name == path ? .success(Array(text.utf8)) : .failure(.notFound)
        }
    }

    /// A specification among the files that `read` gives.
    package init(
        path: String, reading: DocumentOptions = DocumentOptions(), importing: ImportOptions = ImportOptions(),
        options: CompileOptions = CompileOptions(), read: @escaping (String) -> Result<[UInt8], ReadFailure>
    ) {
        let sink = DiagnosticSink()
        let documents = DocumentSet(sources: SourceMap(), sink: sink, options: reading, read: read)
        var compiling = options
        compiling.mendsPaths = importing.mocksMissingIntegrations
        let imported = documents.load(path).flatMap {
            importAPI($0, documents: documents, options: importing, sink: sink)
        }
        compiled = imported.flatMap {
            compileAPI($0.definition, documents: documents, dialect: $0.dialect, options: compiling, sink: sink)
        }
        self.imported = imported
        self.documents = documents
        diagnostics = sink.diagnostics
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
