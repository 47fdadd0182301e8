// Every method of the outside corpus of API Gateway specifications is called through the machinery of `test-invoke`,
// once for each integration response that a backend's answer can select. Where the sample of a model does not satisfy
// the model, which is told, the call is made once more without validation. `Tests/Support/InvokeTable` has the answers of
// the gateway itself:
//
//     file | answer: cause ×calls | why API Gateway answers so
//
// Any other such answer is a fault of the program. After a change that is meant, `UPDATE=1` writes the table anew, reasons
// kept; the difference is read before it is committed. `VERBOSE=1` prints the calls and their logs.

import CorpusSupport
import Foundation
import GateBytes
import GateCompiler
import GateDefinition
import GatePlan
import GateRuntime
import GateSource
import GateTree
import Testing

@testable import GateTranslate
@testable import gatewright

@Suite struct InvokeTableTests {
    private static let tableFile = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Support/InvokeTable")

    @Test(.enabled(if: SharedFolder.url != nil, "the outside corpus is absent: set GATEWRIGHT_SHARED"))
    func methodsAnswerAsAmazonsDo() throws {
        let folder = try #require(SharedFolder.url).appendingPathComponent("corpus/apigw")
        var reasons: [String: String] = [:]
        for line in try String(contentsOf: InvokeTableTests.tableFile, encoding: .utf8).split(separator: "\n") {
            let cells = line.split(separator: "|", omittingEmptySubsequences: false)
                .map { $0.trimmingCharacters(in: .whitespaces) }
            try #require(cells.count == 3, "no row: \(line)")
            reasons[cells[..<2].joined(separator: " | ")] = cells[2]
        }
        var rows: [String] = []
        var calls = 0
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        where name.hasSuffix(".yaml") || name.hasSuffix(".json") && name != "manifest.json" {
            guard let invoked = try InvokedFile(folder.appendingPathComponent(name).path) else { continue }
            calls += invoked.calls
            rows += invoked.rows.map { "\(name) | \($0)" }
        }
        #expect(calls > 400, "\(calls) calls")
        if ProcessInfo.processInfo.environment["UPDATE"] != nil {
            let text = rows.map { "\($0) | \(reasons[$0] ?? "")".trimmingCharacters(in: .whitespaces) + "\n" }.joined()
            try text.write(to: InvokeTableTests.tableFile, atomically: true, encoding: .utf8)
        } else {
            for row in rows where reasons[row] == nil { Issue.record("the table lacks\n\(row)") }
            for row in Set(reasons.keys).subtracting(rows).sorted() { Issue.record("no longer so:\n\(row)") }
        }
        for row in rows where (reasons[row] ?? "").isEmpty { Issue.record("no reason for\n\(row)") }
    }
}

private let isVerbose = ProcessInfo.processInfo.environment["VERBOSE"] != nil

/// What became of the calls of one file.
private struct InvokedFile {
    private(set) var calls = 0
    /// Answers of the gateway itself with the number of calls.
    private var own: [String: Int] = [:]
    private let tracer: Tracer
    /// The same without validation.
    private let lenient: Tracer
    private let samples: SchemaSample
    private let models: [String: Node]

    var rows: [String] {
        own.sorted { $0.key < $1.key }.map { $0.value == 1 ? $0.key : "\($0.key) ×\($0.value)" }
    }

    /// nil for a file that is refused.
    init?(_ path: String) throws {
        var options = try SpecOptions([])
        options.reading.rootFolder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        let result = SpecCompile(path: path, options: options) { name in
            FileManager.default.contents(atPath: name).map { .success([UInt8]($0)) } ?? .failure(.notFound)
        }
        guard let plan = result.compiled?.plan, let definition = result.imported?.definition else { return nil }
        var stage = StageSettings()
        stage.name = "test-invoke-stage"
        stage.mountsAtRoot = true
        stage.skipsAuthorization = true
        stage.skipsAPIKeys = true
        stage.variables = SharedFolder.stageVariables(result.documents)
        for method in definition.resources.flatMap(\.methods) {
            guard var name = method.integration?.connectionID?.text else { continue }
            for (variable, value) in stage.variables {
                name = name.replacing("${stageVariables.\(variable)}", with: value)
            }
            stage.links[name] = VPCLink(
                name: name, isTLS: nil, targets: [LinkTarget(host: "127.0.0.1", port: 1)], listeners: [:],
                check: LinkCheckSettings())
        }
        tracer = Tracer(try PlanImage(copying: plan), stage)
        var unchecked = definition
        for resource in unchecked.resources.indices {
            for method in unchecked.resources[resource].methods.indices {
                unchecked.resources[resource].methods[method].validatesBody = false
                unchecked.resources[resource].methods[method].validatesParameters = false
            }
        }
        let compiled = compileAPI(
            unchecked, documents: result.documents, dialect: try #require(result.imported?.dialect),
            options: options.compiling, sink: DiagnosticSink())
        lenient = Tracer(try PlanImage(copying: try #require(compiled).plan), stage)
        samples = SchemaSample(documents: result.documents, omitsWriteOnly: false)
        models = Dictionary(definition.models.map { ($0.name.value, $0.schema) }) { first, _ in first }
        for resource in definition.resources {
            for method in resource.methods { try invoke(method, resource.path.value) }
        }
    }

    private mutating func invoke(_ method: GateDefinition.Method, _ path: String) throws {
        let sample = SampleRequest(method, path, models: models) { samples.json(of: $0) }
        let request = try TraceRequest(
            method: sample.verb, target: sample.target,
            headers: sample.headers.map { "\($0.name): \($0.value)" }, data: sample.body)
        let title = "\(String(method.verb.token)) \(path)"
        for backend in StubBackend.answers(to: method) {
            let place = title + (backend.response.map { " -> \($0)" } ?? "")
            let failure = try call(tracer, request, backend, place)
            if failure == "BAD_REQUEST_BODY" { _ = try call(lenient, request, backend, place) }
        }
    }

    /// Calls once; the result is the gateway response's type, if that was the answer.
    private mutating func call(
        _ tracer: Tracer, _ request: TraceRequest, _ backend: StubBackend, _ place: String
    ) throws -> String? {
        let facts = tracer.facts(of: request, backend: backend.bytes)
        calls += 1
        let answer = MessageText(try #require(facts.answer, "\(place): no answer"))
        let invocation = TestInvocation(
            answer: answer, events: facts.events, hasFailed: facts.failure != nil, latencyMilliseconds: 0)
        check(invocation, facts, answer, place)
        guard let failure = facts.failure else { return nil }
        if isVerbose { print(place, invocation.log, separator: "\n") }
        let cause = failure == "BAD_REQUEST_BODY" ? nil : facts.integrationError ?? facts.failureDetail
        own["\(answer.word(1)) \(failure)" + (cause.map { ": \($0)" } ?? ""), default: 0] += 1
        return failure
    }

    /// The log tells what happened, from its first line to its last.
    private func check(_ invocation: TestInvocation, _ facts: TraceFacts, _ answer: MessageText, _ place: String) {
        let lines = invocation.log.split(separator: "\n")
        #expect(lines.first?.hasPrefix("Execution log for request ") == true, "\(place)")
        #expect(lines.last?.hasSuffix("Method completed with status: \(answer.word(1))") == true, "\(place)")
        let succeeded = lines.contains { $0.hasSuffix("Successfully completed execution") }
        #expect(succeeded == (facts.failure == nil), "\(place)")
        #expect(facts.route != nil, "\(place): no method serves it")
        #expect(invocation.log.contains("Endpoint request URI: ") == (facts.upstream != nil), "\(place)")
    }
}
