// `gatewright template render`: one mapping template with given inputs, or a batch of them.

import ArgumentParser
import GateBytes
import GateCompiler
import GateJSON
import GatePlan
import GateRuntime
import GateSource

/// Commands about mapping templates.
struct TemplateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "template", abstract: "Render a mapping template.", subcommands: [TemplateRenderCommand.self])
}

/// Which engine's treatment of null and undefined references.
enum ProfileChoice: String, ExpressibleByArgument, CaseIterable {
    case aws, velocity

    /// The compiler's name for it.
    var profile: TemplateProfile { self == .aws ? .aws : .velocity }
}

/// Renders a template.
struct TemplateRenderCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "render",
        abstract: "Render a mapping template with a body and other inputs.",
        discussion: """
            The output goes to standard output as it is; overrides that the template left go to standard error.

              gatewright template render map.vtl --body '{"name": "Ada"}'
              gatewright template render map.vtl --body @order.json --params '{"path": {"id": "7"}}'
              gatewright template render map.vtl --context @context.json --profile velocity
              gatewright template render map.vtl --body @order.json --trace

            --trace tells every instruction with the values it reads, writes and prints, at most \
            10,000 of them, in front of the output; with --json as JSON lines, the outcome last.

            --batch reads JSON lines {"id","template","body"?,"params"?,"context"?,"stageVariables"?,"profile"?} \
            and answers each with {"id","output","overrides"?} or {"id","error":{"kind":"parse"|"runtime"}}.
            """)

    @Argument(help: ArgumentHelp("The template; `-` is standard input.", valueName: "file"), completion: .file())
    var file: String?

    @Option(help: ArgumentHelp("The body: a text, @FILE, or - for standard input.", valueName: "text"))
    var body: String?

    @Option(help: ArgumentHelp("$input.params: {\"path\",\"querystring\",\"header\"}, or @FILE.", valueName: "json"))
    var params: String?

    @Option(help: ArgumentHelp("$context, or @FILE.", valueName: "json"))
    var context: String?

    @Option(help: ArgumentHelp("$stageVariables, or @FILE.", valueName: "json"))
    var stageVariables: String?

    @Option(help: "What null and undefined references print.")
    var profile = ProfileChoice.aws

    @Flag(help: "Tell every instruction and what it does.")
    var trace = false

    @Flag(help: "The trace as JSON, one object a line.")
    var json = false

    @Flag(help: "Answer JSON lines of standard input.")
    var batch = false

    mutating func validate() throws {
        if batch == (file != nil) { throw ValidationError("a template FILE or --batch is needed, not both") }
        if batch, trace { throw ValidationError("a batch has no trace") }
        if json, !trace { throw ValidationError("--json is the form of a --trace") }
        if file == "-", body == "-" { throw ValidationError("standard input is either the template or the body") }
    }

    mutating func run() throws {
        let renderer = TemplateRenderer()
        guard let file else {
            let profile = profile
            try BatchLines.run { (line, root, out) throws(BatchTrouble) in
                try renderer.answer(line, root, profile, &out)
            }
            return
        }
        try render(file, renderer)
    }

    private func render(_ file: String, _ renderer: TemplateRenderer) throws(CommandFailure) {
        let template = try ArgumentText.file(file)
        let inputs = try inputs()
        let steps = trace ? TemplateTrace() : nil
        let outcome = renderer.render(template, named: file, profile.profile, inputs, trace: steps)
        if let steps { try tell(TraceOfTemplate(steps), outcome) }
        switch outcome {
        case .output(let text, let overrides):
            if trace { return }
            if !Terminal.output(String(decoding: text, as: UTF8.self)) {
                throw .unusable("standard output cannot be written")
            }
            if !overrides.isEmpty { Terminal.error("overrides: " + String(decoding: overrides, as: UTF8.self)) }
        case .refused(let diagnostics, let sources):
            Terminal.errorText(DiagnosticReport(diagnostics, sources: sources, options: .init()).text(colours: false))
            throw .findings
        case .failed(let failure):
            throw .refused("the template fails: \(failure)")
        }
    }

    /// Writes the trace, and what the template came to.
    private func tell(_ trace: TraceOfTemplate, _ outcome: RenderOutcome) throws(CommandFailure) {
        let end: TraceOfTemplate.End
        switch outcome {
        case .output(let text, let overrides): end = .output(text, overrides: overrides)
        case .failed(let failure): end = .failed("\(failure)")
        case .refused: return
        }
        if !Terminal.output(json ? trace.json(end) : trace.text(end)) {
            throw .unusable("standard output cannot be written")
        }
    }

    private func inputs() throws(CommandFailure) -> TemplateInputs {
        var json: [UInt8] = Array("{".utf8)
        let parts = [("params", params), ("context", context), ("stageVariables", stageVariables)]
        for (name, text) in parts {
            guard let text else { continue }
            let bytes = try ArgumentText.bytes(text)
            if TemplateInputs(json: bytes, body: []) == nil { throw .unusable("--\(name) is not a JSON object") }
            if json.count > 1 { json.append(0x2c) }
            json += Array("\"\(name)\":".utf8) + bytes
        }
        json.append(0x7d)
        let body = try body.map { text throws(CommandFailure) in try ArgumentText.bytes(text) } ?? []
        guard let inputs = TemplateInputs(json: json, body: body) else {
            throw .unusable("the inputs are too large or nested too deep")
        }
        return inputs
    }
}

/// What became of a template.
private enum RenderOutcome {
    case output([UInt8], overrides: [UInt8])
    case refused([Diagnostic], SourceMap)
    case failed(TemplateFailure)
}

/// One machine for all templates of a run.
private final class TemplateRenderer {
    private var machine = TemplateMachine()

    init() { machine.evaluator = .compiling }

    func render(
        _ template: [UInt8], named name: String, _ profile: TemplateProfile, _ inputs: TemplateInputs,
        trace: TemplateTrace? = nil
    ) -> RenderOutcome {
        let sources = SourceMap()
        let sink = DiagnosticSink()
        let id = sources.add(path: name, bytes: template)
        let text = LocatedText(
            String(decoding: template, as: UTF8.self), at: SourceRange(source: id, start: 0, end: template.count),
            segments: [.init(decoded: 0, source: 0, count: template.count)])
        let placed = trace == nil ? nil : sources
        guard let (plan, program) = StandalonePlan.template(text, profile: profile, placedIn: placed, sink: sink) else {
            return .refused(sink.diagnostics, sources)
        }
        let tables: PlanTables
        do throws(PlanError) {
            tables = PlanTables(try PlanImage(copying: plan))
        } catch {
            return .refused(sink.diagnostics, sources)
        }
        var out = ByteBuffer()
        var host = inputs.host
        do throws(TemplateFailure) {
            if let trace {
                try machine.run(program: program, tables: tables, host: &host, tracedTo: trace, into: &out)
            } else {
                try machine.run(program: program, tables: tables, host: &host, into: &out)
            }
        } catch {
            return .failed(error)
        }
        return .output(Array(out.view), overrides: host.overrides)
    }

    /// Answers a line of a batch.
    func answer(
        _ line: [UInt8], _ root: JSONCursor, _ fallback: ProfileChoice, _ out: inout ByteBuffer
    ) throws(BatchTrouble) {
        guard let template = try root.string("template") else { throw BatchTrouble(message: "`template` is missing") }
        var profile = fallback
        if let name = try root.string("profile") {
            guard let known = ProfileChoice(rawValue: String(decoding: name, as: UTF8.self)) else {
                throw BatchTrouble(message: "`profile` is neither aws nor velocity")
            }
            profile = known
        }
        let given = root.member(ByteView("body"))
        let body = given.map { $0.kind == .null ? [] : $0.textOrJSON } ?? []
        guard let inputs = TemplateInputs(json: line, body: body) else {
            throw BatchTrouble(message: "the line is not a JSON object")
        }
        switch render(template, named: "template", profile.profile, inputs) {
        case .output(let text, let overrides):
            out.append(",\"output\":")
            text.withByteView { JSONWriter.appendQuoted($0, to: &out) }
            if !overrides.isEmpty {
                out.append(",\"overrides\":")
                overrides.withByteView { out.append($0) }
            }
        case .refused: out.append(",\"error\":{\"kind\":\"parse\"}")
        case .failed(.parse): out.append(",\"error\":{\"kind\":\"parse\"}")
        case .failed: out.append(",\"error\":{\"kind\":\"runtime\"}")
        }
    }
}
