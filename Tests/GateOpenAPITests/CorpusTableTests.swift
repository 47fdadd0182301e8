// Every specification of the outside corpus is imported; `Tests/Support/CorpusTable` says which codes each gets. After a change
// that is meant, `UPDATE=1` writes the table anew, and the difference is read before it is committed.

import Foundation
import GateSource
import GateTree
import Testing

@testable import GateTranslate

@Suite struct CorpusTableTests {
    private static let folders = ["corpus/apigw", "corpus/plain", "conformance/bad-specs"]
    private static let tableFile = testsFolder.appendingPathComponent("Support/CorpusTable")

    @Test(.enabled(if: sharedFolder != nil, "the outside corpus is absent: set GATEWRIGHT_SHARED"))
    func everyFileGetsItsCodes() throws {
        let shared = try #require(sharedFolder)
        var lines: [String] = []
        let isVerbose = ProcessInfo.processInfo.environment["VERBOSE"] != nil
        for folder in CorpusTableTests.folders {
            let names = try FileManager.default.contentsOfDirectory(atPath: shared.appendingPathComponent(folder).path)
            for name in names.sorted()
            where name.hasSuffix(".yaml") || name.hasSuffix(".json") && name != "manifest.json" {
                let path = shared.appendingPathComponent(folder).appendingPathComponent(name).path
                let start = ContinuousClock.now
                let (codes, findings) = CorpusTableTests.imported(path, isMocked: folder == "corpus/plain")
                let time = ContinuousClock.now - start
                if isVerbose { CorpusTableTests.show(name, codes, findings, time) }
                lines.append("\(folder)/\(name): \(codes)")
            }
        }
        let table = lines.joined(separator: "\n") + "\n"
        if ProcessInfo.processInfo.environment["UPDATE"] != nil {
            try table.write(to: CorpusTableTests.tableFile, atomically: true, encoding: .utf8)
        }
        let expected = try String(contentsOf: CorpusTableTests.tableFile, encoding: .utf8)
        let known = Set(expected.split(separator: "\n").map(String.init))
        for line in lines where !known.contains(line) { Issue.record("not in the table: \(line)") }
        #expect(known.count == lines.count)
    }

    /// `ok`, or each code with how often it occurs; errors with a `!`.
    private static func imported(_ path: String, isMocked: Bool) -> (codes: String, findings: [String]) {
        let sources = SourceMap()
        let sink = DiagnosticSink()
        var documentOptions = DocumentOptions()
        documentOptions.rootFolder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        let documents = DocumentSet(sources: sources, sink: sink, options: documentOptions) { name in
            guard let data = FileManager.default.contents(atPath: name) else { return .failure(.notFound) }
            return .success([UInt8](data))
        }
        var options = ImportOptions()
        options.mocksMissingIntegrations = isMocked
        if let root = documents.load(path) {
            _ = importAPI(root, documents: documents, options: options, sink: sink)
        }
        var counts: [String: Int] = [:]
        for finding in sink.diagnostics {
            counts["\(finding.code)\(finding.severity == .error ? "!" : "")", default: 0] += 1
        }
        let codes = counts.sorted { $0.key < $1.key }.map { $0.value == 1 ? $0.key : "\($0.key)×\($0.value)" }
        let findings = sink.diagnostics.map { finding in
            let place = finding.range.map { range in
                let position = sources[range.source].position(at: Int(range.start))
                return "\(position.line):\(position.column)"
            }
            return "\(place ?? "-") \(finding.severity) \(finding.code) \(finding.message)"
        }
        return (codes.isEmpty ? "ok" : codes.joined(separator: " "), findings)
    }

    private static func show(_ name: String, _ codes: String, _ findings: [String], _ time: Duration) {
        print("\(name): \(codes) \(time)")
        for finding in findings.prefix(6) { print("    \(finding)") }
    }
}
