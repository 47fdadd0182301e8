// The corpus of this repository: `Tests/Corpus/template/*.md`. A case is a `template` fence, optional `body` and
// `inputs` fences, and one of `output`, `failure` or `refused`. Both ends of a fence's line ends are not part of it.

import Foundation
import GateRuntime
import Testing

/// One case.
private struct CorpusCase {
    let file: String
    let line: Int
    var parts: [String: String] = [:]
}

private func corpusCases() throws -> [CorpusCase] {
    let folder = repositoryFolder.appendingPathComponent("Tests/Corpus/template")
    var cases: [CorpusCase] = []
    for file in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() where file.hasSuffix(".md") {
        let text = try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
        var fence: (name: String, lines: [Substring])?
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            guard line.hasPrefix("```") else {
                fence?.lines.append(line)
                continue
            }
            guard let open = fence else {
                fence = (String(line.dropFirst(3)), [])
                continue
            }
            if open.name == "template" { cases.append(CorpusCase(file: file, line: number + 1)) }
            if !cases.isEmpty { cases[cases.count - 1].parts[open.name] = open.lines.joined(separator: "\n") }
            fence = nil
        }
    }
    return cases
}

@Suite("The template corpus")
struct CorpusTests {
    @Test func everyCaseGivesWhatItSays() throws {
        let renderer = Renderer()
        let cases = try corpusCases()
        #expect(cases.count > 25)
        for entry in cases {
            let place: Comment = "\(entry.file):\(entry.line)"
            let marked = try #require(entry.parts["template"])
            let template = marked.replacingOccurrences(of: "⟦", with: "").replacingOccurrences(of: "⟧", with: "")
            let outcome = try renderer.render(
                template, body: entry.parts["body"] ?? "", inputs: entry.parts["inputs"] ?? "{}")
            if let output = entry.parts["output"] {
                #expect(outcome.text == output, place)
            } else if let failure = entry.parts["failure"] {
                guard case .failed(let reason) = outcome else {
                    Issue.record("\(place): \(outcome) instead of \(failure)")
                    continue
                }
                #expect("\(reason)" == failure, place)
            } else {
                let code = try #require(entry.parts["refused"].flatMap { Int($0) })
                #expect(outcome == .refused([code]), place)
                try checkPlace(marked, template, place)
            }
        }
    }

    private func checkPlace(_ marked: String, _ template: String, _ place: Comment) throws {
        guard let open = marked.range(of: "⟦"), let close = marked.range(of: "⟧") else { return }
        let start = marked[..<open.lowerBound].utf8.count
        let size = marked[open.upperBound..<close.lowerBound].utf8.count
        if size == 0 { return }
        let range = try #require(try compile(template).diagnostics.first?.range)
        #expect(Int(range.start)..<Int(range.end) == start..<start + size, place)
    }
}
