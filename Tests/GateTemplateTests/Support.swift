// What the tests of this module share: compiling and rendering one template.

import Foundation
import GateBytes
import GateCompiler
import GateJSON
import GatePlan
import GateRuntime
import GateSource
import Testing

/// What became of a template.
enum Outcome: Equatable {
    case output(String, overrides: String)
    case refused([Int])
    case failed(TemplateFailure)

    var text: String? {
        if case .output(let text, _) = self { return text }
        return nil
    }
}

/// A compiled template.
struct Compiled {
    let plan: PlanImage?
    let program: UInt32
    let diagnostics: [Diagnostic]

    var codes: [Int] { diagnostics.map { Int($0.code.number) } }
}

func compile(_ text: String, profile: TemplateProfile = .aws) throws -> Compiled {
    let sink = DiagnosticSink()
    let id = SourceMap().add(path: "template.vtl", bytes: Array(text.utf8))
    let count = text.utf8.count
    let located = LocatedText(
        text, at: SourceRange(source: id, start: 0, end: count),
        segments: [.init(decoded: 0, source: 0, count: count)])
    guard let (plan, program) = StandalonePlan.template(located, profile: profile, sink: sink) else {
        return Compiled(plan: nil, program: 0, diagnostics: sink.diagnostics)
    }
    return Compiled(plan: try PlanImage(copying: plan), program: program, diagnostics: sink.diagnostics)
}

/// Renders templates with one machine, as a worker does.
final class Renderer {
    private var machine = TemplateMachine()

    /// The compiler, for what templates make while they run.
    static let compiling = TemplateEvaluator(
        template: { text, scope in StandalonePlan.evaluated(text, in: scope) },
        path: { text in StandalonePlan.path(text) })

    init() { machine.evaluator = Renderer.compiling }

    func render(
        _ template: String, profile: TemplateProfile = .aws, body: String = "", inputs: String = "{}"
    ) throws -> Outcome {
        try GateTemplateTests.render(template, profile: profile, body: body, inputs: inputs, with: &machine)
    }
}

/// Renders a template with a machine.
func render(
    _ template: String, profile: TemplateProfile = .aws, body: String = "", inputs: String = "{}",
    with machine: inout TemplateMachine
) throws -> Outcome {
    let compiled = try compile(template, profile: profile)
    guard let plan = compiled.plan else { return .refused(compiled.codes) }
    let given = try #require(TemplateInputs(json: Array(inputs.utf8), body: Array(body.utf8)))
    var out = ByteBuffer()
    var host = given.host
    do throws(TemplateFailure) {
        try machine.run(program: compiled.program, tables: PlanTables(plan), host: &host, into: &out)
        return .output(String(out.view), overrides: String(decoding: host.overrides, as: UTF8.self))
    } catch {
        return .failed(error)
    }
}

/// The output of a template, nil when there is none.
func render(
    _ template: String, profile: TemplateProfile = .aws, body: String = "", inputs: String = "{}"
) throws -> String? {
    try Renderer().render(template, profile: profile, body: body, inputs: inputs).text
}

/// The root of this repository.
let repositoryFolder = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
