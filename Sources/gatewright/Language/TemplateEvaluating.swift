// The compiler for what templates make while they run: evaluated text, and paths put together.

import GateCompiler
import GatePlan
import GateRuntime

extension TemplateEvaluator {
    /// Compiles with this program's compiler.
    static let compiling = TemplateEvaluator(
        template: { text, scope in StandalonePlan.evaluated(text, in: scope) },
        path: { text in StandalonePlan.path(text) })
}
