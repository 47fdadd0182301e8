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

    /// The folder of the outside corpus, nil when it is absent.
    static let shared: URL? = {
        let folder =
            ProcessInfo.processInfo.environment["GATEWRIGHT_SHARED"].map { URL(fileURLWithPath: $0) }
            ?? tests.deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("shared")
        return FileManager.default.fileExists(atPath: folder.appendingPathComponent("corpus").path) ? folder : nil
    }()

    @Test(.enabled(if: shared != nil, "the outside corpus is absent: set GATEWRIGHT_SHARED"))
    func everyFileGetsWhatItDeserves() throws {
        let folder = try #require(CorpusTableTests.shared)
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
        settings.variables = MethodDrive.stageVariables(documents).map { ($0, "v") }
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

    /// The stage variables that the files name.
    private static func stageVariables(_ documents: DocumentSet) -> Set<String> {
        var names = Set<String>()
        for file in documents.sources.files {
            let text = String(decoding: file.bytes, as: UTF8.self)
            for match in text.matches(of: /stageVariables\.([A-Za-z0-9_]+)/) { names.insert(String(match.1)) }
        }
        return names
    }

    private mutating func drive(_ method: Method, _ path: String) {
        let outcome = driver.perform(request(method, path)) { _, _ in
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

    /// Every required parameter has a value, and the body of a checked method is a sample of its model.
    private func request(_ method: Method, _ path: String) -> [UInt8] {
        let verb = method.verb == .any ? "GET" : String(method.verb.token)
        let segments = path.split(separator: "/").map { segment in
            guard segment.hasPrefix("{") else { return String(segment) }
            return segment.hasSuffix("+}") ? "v/w" : "v"
        }
        let query = method.requestParameters.filter { $0.location == .queryString && $0.isRequired }
            .map { encoded($0.name.value) + "=v" }.joined(separator: "&")
        var text = "\(verb) /\(segments.joined(separator: "/"))\(query.isEmpty ? "" : "?" + query) HTTP/1.1\r\n"
        text += "Host: api.test\r\n"
        if let key { text += "x-api-key: \(key)\r\n" }
        for header in method.requestParameters where header.location == .header && header.isRequired {
            let own = ["host", "x-api-key", "content-type", "content-length"]
            if !own.contains(header.name.value.lowercased()) { text += "\(header.name.value): v\r\n" }
        }
        let isChecked = method.validatesBody && !method.requestModels.isEmpty
        guard isChecked || ["POST", "PUT", "PATCH"].contains(verb) else { return Array((text + "\r\n").utf8) }
        let model = method.requestModels.first.flatMap { models[$0.modelName.value] }
        let body = model.map { samples.json(of: $0) } ?? "{}"
        text += "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
        return Array(text.utf8)
    }

    private func encoded(_ name: String) -> String {
        name.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? name
    }
}
