// Between this module's passes and the compiler of mapping templates.

import GatePlan
import GateSource

/// Lowers mapping templates; equal texts share one program.
struct TemplateSeam {
    private var known: [String: UInt32] = [:]
    private let builder: PlanBuilder

    init(into builder: PlanBuilder, sink: DiagnosticSink, patterns: PatternPool) { self.builder = builder }

    /// The index of a template's program; nil after an error.
    mutating func lower(_ text: LocatedText) -> UInt32? {
        if let index = known[text.text] { return index }
        let index = builder.append(ProgramRecord(entry: 0, length: 0))
        known[text.text] = index
        return index
    }
}
