// The trace of a template: a table for people, JSON lines for programs. The fields are stable; what does not apply to
// an instruction is null.

import GateRuntime
import GateSource

/// The steps of a template and how it ended.
struct TraceOfTemplate {
    /// What a template came to.
    enum End {
        case output([UInt8], overrides: [UInt8])
        case failed(String)
    }

    private let trace: TemplateTrace

    init(_ trace: TemplateTrace) { self.trace = trace }

    // MARK: Text

    /// Sections as in other traces: the instructions, the output, the overrides.
    func text(_ end: End) -> String {
        var table = Table(header: ["#", "place", "instruction", "effect"])
        for (index, step) in trace.steps.enumerated() {
            let indent = String(repeating: "  ", count: min(step.depth, 20))
            let cells = ["\(index + 1)", step.place ?? "", indent + step.instruction, effect(of: step)]
            table.add(cells.map { TraceFacts.message(Array($0.utf8)).joined(separator: "\\n") })
        }
        var lines = ["instructions"] + table.lines()
        if trace.more > 0 { lines.append("  … \(trace.more) more") }
        switch end {
        case .output(let text, let overrides):
            lines += ["", "output"] + TraceFacts.message(text).map { "  " + $0 }
            if !overrides.isEmpty { lines += ["", "overrides"] + TraceFacts.message(overrides).map { "  " + $0 } }
        case .failed(let failure): lines += ["", "output", "  none: it failed (\(failure))"]
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func effect(of step: TemplateTrace.Step) -> String {
        let done = [step.note, step.writes, step.output.map { "prints " + $0 }].compactMap(\.self)
        let sides = [step.reads.joined(separator: ", "), done.joined(separator: ", ")]
        return sides.filter { !$0.isEmpty }.joined(separator: " → ")
    }

    // MARK: JSON

    /// One object a step; the last line is the outcome.
    func json(_ end: End) -> String {
        var lines = ""
        for (index, step) in trace.steps.enumerated() {
            var out = JSONOutput()
            out.object { out in
                out.member("step", index + 1)
                out.member("depth", step.depth)
                out.member("place", step.place)
                out.member("instruction", step.instruction)
                out.key("reads")
                out.array { out in for text in step.reads { out.value(text) } }
                out.member("writes", step.writes)
                out.member("prints", step.output)
                out.member("note", step.note)
            }
            lines += out.string + "\n"
        }
        var out = JSONOutput()
        out.object { out in
            switch end {
            case .output(let text, let overrides):
                out.member("output", String(decoding: text, as: UTF8.self))
                out.member("overrides", overrides.isEmpty ? nil : String(decoding: overrides, as: UTF8.self))
                out.member("error", nil as String?)
            case .failed(let failure):
                out.member("output", nil as String?)
                out.member("overrides", nil as String?)
                out.member("error", failure)
            }
            out.member("stepsLeftOut", trace.more)
        }
        return lines + out.string + "\n"
    }
}
