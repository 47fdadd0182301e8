// What `run`, `inspect` and `trace` take: a plan, or a specification that is compiled first.

import GatePlan
import GateSource

/// A verified plan and where it came from.
struct ServedInput {
    /// As the user named it.
    let path: String
    let plan: PlanImage

    /// Loads a plan, or compiles a specification and prints its findings. Throws after errors.
    static func load(
        _ path: String, _ settings: CompileSettings, _ reporting: ReportOptions
    ) throws(CommandFailure) -> ServedInput {
        var seen: [String] = []
        return try load(path, settings, reporting, seen: &seen)
    }

    /// The same; files that were looked for are added to `seen`, also when it throws.
    static func load(
        _ path: String, _ settings: CompileSettings, _ reporting: ReportOptions, seen: inout [String]
    ) throws(CommandFailure) -> ServedInput {
        seen.append(path)
        if PlanFile.isPlan(path: path) {
            return ServedInput(path: path, plan: try PlanFile.load(path))
        }
        let job = CompileJob(settings)
        let file = try Progress.showing("compiling") { (progress: Progress?) throws(CommandFailure) -> CompiledFile in
            try job.compile(path, progress)
        }
        seen += file.sourcePaths
        let report = reporting.report(job)
        if report.hasErrors || report.warningCount > 0 || reporting.format != .text {
            try reporting.write(report)
        }
        guard !report.hasErrors, let compiled = file.compiled else { throw .findings }
        return ServedInput(path: path, plan: try PlanFile.verify(compiled.plan, named: path))
    }
}
