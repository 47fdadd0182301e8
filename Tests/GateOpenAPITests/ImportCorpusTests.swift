// Specifications to definitions and findings: Tests/Corpus/import.
//
//   yaml file NAME   a file beside the specification
//   yaml spec        the specification; options as of the command may follow
//   definition       what the import builds (expected)
//   diagnostics      what it says (expected)

import CorpusSupport
import GateTree
import Testing

@Suite struct ImportCorpusTests {
    @Test(arguments: CorpusCase.all("import"))
    func importsAsTheCaseSays(_ corpus: CorpusCase) throws {
        var text = try corpus.read()
        var files: [String: String] = [:]
        var result: SpecCompile?
        for index in text.fences.indices {
            let fence = text.fences[index]
            let words = fence.info.split(separator: " ")
            let actual: String
            switch words.prefix(2).joined(separator: " ") {
            case "yaml file":
                files[String(words.last ?? "")] = fence.text
                continue
            case "yaml spec":
                files["spec.yaml"] = fence.text
                result = SpecCompile(
                    path: "spec.yaml", options: try SpecOptions(words.dropFirst(2)), isImportOnly: true
                ) { [files] name in files[name].map { .success(Array($0.utf8)) } ?? .failure(.notFound) }
                continue
            case "definition": actual = result?.imported.map { DefinitionListing($0.definition).text } ?? "(none)\n"
            case "diagnostics": actual = result?.listing ?? ""
            default: throw CorpusError(description: "line \(fence.line): unknown fence `\(fence.info)`")
            }
            if CorpusCase.updates {
                text.fences[index].text = actual
            } else {
                #expect(fence.text == actual, "\(corpus.name), line \(fence.line)")
            }
        }
        if CorpusCase.updates { try corpus.write(text) }
    }

    @Test func thereAreCases() { #expect(CorpusCase.all("import").count >= 12) }
}
