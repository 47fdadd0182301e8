// A specification text to a plan, as the command does it, without files.

import GateCompiler
import GateControl
import GateOpenAPI
import GateSchema
import GateSource
import GateTranslate
import GateTree

/// What the options of a command say: `--mock`, `--target aws`, `--param NAME=VALUE`.
package struct SpecOptions {
    package var reading = DocumentOptions()
    package var importing = ImportOptions()
    package var compiling = CompileOptions()

    package init() {}

    /// The options in the info string of a fence, after its first words.
    package init(_ words: some Sequence<Substring>) throws {
        var expected: Substring?
        for word in words {
            switch (expected, word) {
            case (nil, "--mock"):
                importing.mocksMissingIntegrations = true
                compiling.mendsPaths = true
            case (nil, "--param"), (nil, "--target"), (nil, "--kind"): expected = word
            case ("--kind", _):
                importing.kind = SpecifiedKind(rawValue: String(word))
                expected = nil
            case ("--target", "aws"):
                importing.notesPortability = true
                compiling.notesPortability = true
                expected = nil
            case ("--param", _):
                let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
                guard parts.count == 2 else { throw CorpusError(description: "no value: \(word)") }
                reading.parameters[parts[0]] = parts[1]
                expected = nil
            default: throw CorpusError(description: "unknown option: \(word)")
            }
        }
    }
}

/// What became of a specification.
package struct SpecCompile {
    /// nil after errors of the import.
    package let imported: ImportedAPI?
    package let compiled: CompiledAPI?
    package let documents: DocumentSet
    package let diagnostics: [Diagnostic]

    package var sources: SourceMap { documents.sources }

    /// A text as a whole specification.
    package init(_ text: String, path: String = "spec.yaml", options: CompileOptions = CompileOptions()) {
        var whole = SpecOptions()
        whole.compiling = options
        self.init(text, path: path, options: whole)
    }

    /// A text as a whole specification.
    package init(_ text: String, path: String = "spec.yaml", options: SpecOptions) {
        self.init(path: path, options: options) { name in
            name == path ? .success(Array(text.utf8)) : .failure(.notFound)
        }
    }

    /// A specification among the files that `read` gives; with `isImportOnly` it is not compiled.
    package init(
        path: String, options: SpecOptions, isImportOnly: Bool = false,
        read: @escaping (String) -> Result<[UInt8], ReadFailure>
    ) {
        let sink = DiagnosticSink()
        let documents = DocumentSet(sources: SourceMap(), sink: sink, options: options.reading, read: read)
        let specification = documents.load(path).flatMap {
            describedSpecification($0, documents: documents, name: path)
        }
        let imported = specification.flatMap {
            importAPI($0.root, documents: documents, options: options.importing, sink: sink)
        }
        self.imported = imported
        self.documents = documents
        compiled =
            isImportOnly
            ? nil
            : imported.flatMap {
                compileAPI(
                    $0.definition, documents: documents, dialect: specification?.dialect ?? $0.dialect,
                    options: options.compiling, sink: sink)
            }
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
