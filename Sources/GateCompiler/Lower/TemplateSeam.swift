// Between this module's passes and the compiler of mapping templates.

import GatePlan
import GateSource

/// Lowers mapping templates; equal texts share one program.
struct TemplateSeam {
    private var compiler: TemplateCompiler

    init(into builder: PlanBuilder, sink: DiagnosticSink, patterns: PatternPool) {
        compiler = TemplateCompiler(into: builder, sink: sink, patterns: patterns)
    }

    /// The index of a template's program; nil after an error.
    mutating func lower(_ text: LocatedText) -> UInt32? { compiler.lower(text, side: .request) }
}
