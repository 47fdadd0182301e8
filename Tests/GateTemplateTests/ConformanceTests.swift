// Every case of the outside suite, whose results come from Apache Velocity 1.7 with Jayway JsonPath, in both profiles
// with overrides.

import Foundation
import GateBytes
import GateCompiler
import GateJSON
import GateRuntime
import SuiteSupport
import Testing

/// One case of the suite.
private struct SuiteCase {
    /// `group|name`.
    let name: String
    let template: String
    let body: String
    /// `params`, `context` and `stageVariables` as they are written: their order counts.
    let inputs: String
    let velocity: Expectation
    let aws: Expectation
}

/// What a case must give.
private struct Expectation {
    var output: String?
    var errorKind: String?
    var overrides: String

    func isMet(by outcome: Outcome) -> Bool {
        switch outcome {
        case .output(let text, let given): return text == output && canonical(given) == canonical(overrides)
        case .refused: return errorKind == "parse"
        case .failed: return errorKind == "runtime"
        }
    }
}

private func canonical(_ json: String) -> String {
    if json.isEmpty { return "" }
    do {
        let value = try JSONSerialization.jsonObject(with: Data(json.utf8))
        return String(
            decoding: try JSONSerialization.data(withJSONObject: value, options: [.sortedKeys]), as: UTF8.self)
    } catch {
        return json
    }
}

private func text(_ cursor: JSONCursor?) -> String {
    guard let cursor else { return "" }
    if cursor.kind != .string { return String(cursor.text) }
    var buffer = ByteBuffer()
    cursor.decode(into: &buffer)
    return String(buffer.view)
}

private func suiteCases(_ file: URL) throws -> [SuiteCase] {
    let bytes = [UInt8](try Data(contentsOf: file))
    return try bytes.withByteView { view throws(JSONFailure) in
        var tape = JSONTape()
        try tape.read(view)
        var cases: [SuiteCase] = []
        var walk = tape.root.elements
        while let entry = walk.next() {
            func get(_ name: StaticString) -> JSONCursor? { entry.member(ByteView(name)) }
            let inputs =
                ([("params", get("params")), ("context", get("context")), ("stageVariables", get("stageVariables"))])
                .compactMap { name, value in value.map { "\"\(name)\":\(String($0.text))" } }
            let velocity = Expectation(
                output: get("expected").map { text($0) },
                errorKind: get("expectedError").map { text($0.member(ByteView("kind"))) },
                overrides: text(get("overrides")))
            var aws = velocity
            if let own = get("expectedAws") { (aws.output, aws.errorKind) = (text(own), nil) }
            if let own = get("expectedErrorAws") {
                (aws.output, aws.errorKind) = (nil, text(own.member(ByteView("kind"))))
            }
            if let own = get("overridesAws") { aws.overrides = own.count == 0 ? "" : text(own) }
            cases.append(
                SuiteCase(
                    name: text(get("group")) + "|" + text(get("name")), template: text(get("template")),
                    body: text(get("body")),
                    inputs: "{" + inputs.joined(separator: ",") + "}", velocity: velocity, aws: aws))
        }
        return cases
    }
}

@Suite("Templates agree with Velocity 1.7")
struct ConformanceTests {
    @Test(.enabled(if: sharedFolder != nil, "the conformance suites are not beside the repository"))
    func everyCaseAgreesInBothProfiles() throws {
        let folder = try conformance("vtl")
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "json" }.sorted { $0.path < $1.path }
        #expect(files.count > 20)
        let renderer = Renderer()
        var failed: [String: [String: String]] = [:]
        var count = 0
        for file in files {
            for entry in try suiteCases(file) {
                count += 1
                for (label, profile, expected) in [
                    ("velocity", TemplateProfile.velocity, entry.velocity), ("aws", .aws, entry.aws),
                ] {
                    let id = "\(file.lastPathComponent)|\(entry.name)"
                    let outcome = try renderer.render(
                        entry.template, profile: profile, body: entry.body, inputs: entry.inputs)
                    if expected.isMet(by: outcome) { continue }
                    failed[label, default: [:]][id] = "\(entry.template) gave \(outcome), expected \(expected)"
                }
            }
        }
        for label in ["velocity", "aws"] {
            try ExpectedFailures("vtl profile \(label)").check(failed: failed[label] ?? [:], of: count)
        }
    }
}
