// A plan that holds one template: for the command line, tests and benchmarks.

import GatePlan
import GateSource

extension StandalonePlan {
    /// A plan with a template, and the template's number; nil after an error.
    package static func template(
        _ text: LocatedText, profile: TemplateProfile = .aws, sink: DiagnosticSink
    ) -> (plan: [UInt8], program: UInt32)? {
        let builder = begin()
        var compiler = TemplateCompiler(into: builder, sink: sink, patterns: PatternPool(), profile: profile)
        guard let program = compiler.lower(text, side: .request) else { return nil }
        return (builder.finish(), program)
    }
}
