// Mapping templates: compiled once, rendered in a loop. One thread, CPU time of the thread, best of nine.
//
//   gatebench templates FOLDER [NAME]    NAME.vtl, NAME.input.json and NAME.expected.txt of each NAME in the folder
//
// The first figure reads the body in every render, as a request does. Then apart: renders of a body that was read
// before, and reading it. Allocations are those of a thousand renders.

import CMallocCount
import GateBytes
import GateCompiler
import GateJSON
import GatePlan
import GateRuntime
import GateSource

#if canImport(Glibc)
    import Glibc
#endif

/// The names of the bench folder's templates.
private let names = [
    "1-tiny-mock", "2-fields-1k", "3-foreach-100", "4-passthrough-all", "5-ddb-putitem", "6-transform-50k",
]

/// A compiled template with its inputs.
private struct TemplateScenario {
    let tables: PlanTables
    let program: UInt32
    let inputs: TemplateInputs
    let expected: [UInt8]

    init(_ folder: String, _ name: String) {
        let sources = SourceMap()
        let sink = DiagnosticSink()
        let path = "\(folder)/\(name).vtl"
        let bytes = readFile(path)
        let id = sources.add(path: path, bytes: bytes)
        let text = LocatedText(
            String(decoding: bytes, as: UTF8.self), at: SourceRange(source: id, start: 0, end: bytes.count))
        guard let (plan, program) = StandalonePlan.template(text, sink: sink) else {
            stop("\(path) is no template", status: 1)
        }
        do throws(PlanError) {
            tables = PlanTables(try PlanImage(copying: plan))
        } catch {
            stop("\(path): \(error)", status: 1)
        }
        self.program = program
        let input = readFile("\(folder)/\(name).input.json")
        guard let inputs = TemplateInputs(json: input, body: TemplateScenario.body(input)) else {
            stop("\(name).input.json is no JSON object", status: 1)
        }
        self.inputs = inputs
        expected = readFile("\(folder)/\(name).expected.txt")
    }

    /// The member `body` of the inputs, decoded.
    private static func body(_ input: [UInt8]) -> [UInt8] {
        input.withByteView { view in
            var tape = JSONTape()
            do throws(JSONFailure) {
                try tape.read(view)
            } catch {
                stop("the inputs are not JSON: \(error)", status: 1)
            }
            var body = ByteBuffer()
            tape.root.member(ByteView("body"))?.decode(into: &body)
            return Array(body.view)
        }
    }

    func readBody() {
        do throws(TemplateFailure) {
            try inputs.readBody()
        } catch {
            stop("the body cannot be read: \(error)", status: 1)
        }
    }

    func render(_ machine: inout TemplateMachine, _ out: inout ByteBuffer) {
        out.removeAll()
        var host = inputs.host
        do throws(TemplateFailure) {
            try machine.run(program: program, tables: tables, host: &host, into: &out)
        } catch {
            stop("a template failed: \(error)", status: 1)
        }
    }
}

/// How often an operation runs in a CPU second: the best of nine rounds of a tenth of a second.
private func rate(_ body: () -> Void) -> (perSecond: Int, nanoseconds: Int) {
    let probe = bestOfNine(body)
    let rounds = max(Int(100_000_000 / max(probe, 1)), 3)
    let time = bestOfNine { for _ in 0..<rounds { body() } }
    return (Int(Double(rounds) * 1e9 / Double(max(time, 1))), Int(time) / rounds)
}

func benchTemplates(_ folder: String, only: String?) {
    var machine = TemplateMachine()
    var out = ByteBuffer()
    for name in names where only == nil || name == only {
        let scenario = TemplateScenario(folder, name)
        scenario.render(&machine, &out)
        let isEqual = scenario.expected.withByteView { $0 == out.view }
        if !isEqual { stop("\(name): another output than expected", status: 1) }
        let before = gate_malloc_count()
        for _ in 0..<1000 { scenario.render(&machine, &out) }
        let allocations = gate_malloc_count() - before
        let whole = rate { scenario.render(&machine, &out) }
        let reading = rate { scenario.readBody() }
        let alone = rate { scenario.render(&machine, &out) }
        var text =
            "\(name): \(whole.perSecond) renders per CPU second, \(alone.perSecond) with the body read; "
            + "\(whole.nanoseconds) ns, \(alone.nanoseconds) ns and \(reading.nanoseconds) ns to read it, "
            + "\(allocations) allocations in 1000 renders\n"
        text.withUTF8 { bytes in _ = write(STDOUT_FILENO, bytes.baseAddress, bytes.count) }
    }
}
