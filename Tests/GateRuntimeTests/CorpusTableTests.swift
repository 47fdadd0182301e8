// Every specification of the outside corpus is compiled, and every method of its plan answers one request in process.
// `Tests/Support/CorpusTable` says what became of each:
//
//     file | compiles or refused | codes, errors with ! | answers of MOCK and HTTP methods | why
//
// The codes are those of text, document, import and routes, and every error; remarks on templates, models and what is
// not executed have their own tests.
//
// A refusal and an answer 5xx need a reason in the last column. After a change that is meant, `UPDATE=1` writes the
// table anew, reasons kept, and the difference is read before it is committed. `VERBOSE=1` prints the findings.

import CorpusSupport
import Foundation
import GateDefinition
import GatePlan
import GateRuntime
import GateSource
import GateTree
import Testing

@testable import GateTranslate

@Suite struct CorpusTableTests {
    private static let folders = ["corpus/apigw", "corpus/plain", "corpus/cfn", "conformance/bad-specs"]
    private static let tests = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent()
    private static let tableFile = tests.appendingPathComponent("Support/CorpusTable")

    @Test(.enabled(if: SharedFolder.url != nil, "the outside corpus is absent: set GATEWRIGHT_SHARED"))
    func everyFileGetsWhatItDeserves() throws {
        let folder = try #require(SharedFolder.url)
        let table = try String(contentsOf: CorpusTableTests.tableFile, encoding: .utf8)
        var known: [String: CorpusRow] = [:]
        for line in table.split(separator: "\n") {
            let row = try #require(CorpusRow(String(line)), "no row: \(line)")
            known[row.file] = row
        }
        var rows: [CorpusRow] = []
        for area in CorpusTableTests.folders {
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.appendingPathComponent(area).path)
            for name in names.sorted()
            where name.hasSuffix(".yaml") || name.hasSuffix(".json") && name != "manifest.json" {
                let file = area + "/" + name
                var row = try CorpusRow(
                    file, at: folder.appendingPathComponent(file).path, isMocked: area == "corpus/plain")
                row.why = known[file]?.why ?? ""
                rows.append(row)
            }
        }
        if ProcessInfo.processInfo.environment["UPDATE"] != nil {
            try rows.map { $0.line + "\n" }.joined().write(
                to: CorpusTableTests.tableFile, atomically: true, encoding: .utf8)
        } else {
            for row in rows where known[row.file] != row {
                Issue.record("the table says\n\(known[row.file]?.line ?? "nothing")\nbut it is\n\(row.line)")
            }
            #expect(known.count == rows.count, "the table has other files than the corpus")
        }
        for row in rows where row.needsReason && row.why.isEmpty { Issue.record("no reason for\n\(row.line)") }
    }
}

private let isVerbose = ProcessInfo.processInfo.environment["VERBOSE"] != nil

/// What became of one file.
private struct CorpusRow: Equatable {
    let file: String
    let isCompiled: Bool
    let codes: String
    /// Statuses with how often they were answered.
    let answers: String
    var why = ""

    var line: String {
        [file, isCompiled ? "compiles" : "refused", codes, answers, why].joined(separator: " | ")
            .trimmingCharacters(in: .whitespaces)
    }

    /// Whether the file does less than its author wrote.
    var needsReason: Bool { !isCompiled || answers.split(separator: " ").contains { $0.hasPrefix("5") } }

    init?(_ line: String) {
        let cells = line.split(separator: "|", omittingEmptySubsequences: false)
            .map { $0.trimmingCharacters(in: .whitespaces) }
        guard cells.count == 5 else { return nil }
        file = cells[0]
        isCompiled = cells[1] == "compiles"
        codes = cells[2]
        answers = cells[3]
        why = cells[4]
    }

    init(_ file: String, at path: String, isMocked: Bool) throws {
        self.file = file
        var options = try SpecOptions(isMocked ? ["--mock"] : [])
        options.reading.rootFolder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        let result = SpecCompile(path: path, options: options) { name in
            FileManager.default.contents(atPath: name).map { .success([UInt8]($0)) } ?? .failure(.notFound)
        }
        if isVerbose {
            print(file)
            for line in result.listing.split(separator: "\n").prefix(12) { print("    \(line)") }
        }
        isCompiled = result.compiled != nil
        codes = CorpusRow.counted(
            result.diagnostics.filter { $0.severity == .error || CorpusRow.isListed(Int($0.code.number)) }
                .map { "\($0.code)\($0.severity == .error ? "!" : "")" })
        guard let plan = result.compiled?.plan, let definition = result.imported?.definition else {
            answers = ""
            return
        }
        answers = CorpusRow.counted(
            try MethodDrive(plan, definition, result.documents).answers.sorted().map(String.init))
    }

    private static func isListed(_ code: Int) -> Bool { code < 3000 || (4000..<4020).contains(code) }

    private static func counted(_ words: [String]) -> String {
        var counts: [String: Int] = [:]
        for word in words { counts[word, default: 0] += 1 }
        return counts.sorted { $0.key < $1.key }.map { $0.value == 1 ? $0.key : "\($0.key)×\($0.value)" }
            .joined(separator: " ")
    }
}

/// One request to each method of a plan, with what the method asks for; backends answer 200 with an empty object.
private struct MethodDrive {
    /// Statuses that MOCK and HTTP methods answered. Other integrations answer too, but what depends on what is built.
    private(set) var answers: [Int] = []
    private let driver: RequestDriver
    private let samples: SchemaSample
    private let models: [String: Node]
    private let key: String?

    init(_ plan: [UInt8], _ definition: APIDefinition, _ documents: DocumentSet) throws {
        let endpoints = EndpointTable()
        var settings = StageSettings()
        settings.mountsAtRoot = true
        settings.skipsAuthorization = true
        settings.variables = SharedFolder.stageVariables(documents)
        let deployment = Deployment(plan: try PlanImage(copying: plan), settings: settings, endpoints: endpoints)
        driver = RequestDriver(
            gateway: Gateway(serving: ServingSet([deployment]), endpoints: endpoints, seed: (1, 2)))
        samples = SchemaSample(documents: documents, omitsWriteOnly: false)
        models = Dictionary(definition.models.map { ($0.name.value, $0.schema) }) { first, _ in first }
        key = definition.apiKeys.first?.value.value
        for resource in definition.resources {
            for method in resource.methods { drive(method, resource.path.value) }
        }
    }

    private mutating func drive(_ method: Method, _ path: String) {
        let request = SampleRequest(method, path, models: models, key: key) { samples.json(of: $0) }
        let outcome = driver.perform(request.bytes) { _, _ in
            .answer(Array("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}".utf8))
        }
        guard case .answered(let bytes) = outcome,
            let status = Int(String(decoding: bytes.dropFirst(9).prefix(3), as: UTF8.self)),
            bytes.starts(with: Array("HTTP/1.1 ".utf8))
        else {
            Issue.record("\(method.verb) \(path) has no answer")
            return
        }
        if isVerbose, status >= 400 {
            print("    \(method.verb) \(path): \(String(decoding: bytes.suffix(160), as: UTF8.self))")
        }
        switch method.integration?.kind {
        case .mock, .http, .httpProxy: if method.integration?.connectionType == .internet { answers.append(status) }
        case .aws, .awsProxy, nil: break
        }
    }
}
