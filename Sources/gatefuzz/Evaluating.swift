// The compiler for what templates make while they run, so that fuzzed plans reach it.

import GateCompiler
import GateRuntime

extension TemplateEvaluator {
    static let compiling = TemplateEvaluator(
        template: { text, scope in StandalonePlan.evaluated(text, in: scope) },
        path: { text in StandalonePlan.path(text) })
}
