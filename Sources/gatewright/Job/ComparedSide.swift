// One side of `diff`: a file, or what a control plane has, as records or as a plan.

import GateControl
import GateJSON
import GatePlan

/// What is compared.
struct ComparedSide {
    private enum Kind {
        case plan, specification
        case remote(document: [UInt8])
    }

    /// As the user named it.
    private let path: String
    private let kind: Kind
    /// AWS's Stage, where it is one.
    let stage: JSONValue?

    var isPlan: Bool { if case .plan = kind { true } else { false } }

    /// Reads what a control plane has; files are read later.
    init(_ text: String, _ options: ControlOptions) throws(CommandFailure) {
        path = text
        switch try APIReference(text) {
        case .file(let path):
            kind = PlanFile.isPlan(path: path) ? .plan : .specification
            stage = nil
        case .remote(let reference):
            let source = try RemoteSource.find(reference, options)
            kind = .remote(document: try source.document())
            stage = source.stage
        }
    }

    /// Throws after errors, which are printed.
    func api(_ settings: CompileSettings, _ reporting: ReportOptions) throws(CommandFailure) -> ComparedAPI {
        let job = CompileJob(settings)
        let api =
            if case .remote(let document) = kind {
                try job.records(document, named: path).map { ComparedAPI($0.records, dialect: $0.dialect) }
            } else {
                try job.compared(path)
            }
        let report = reporting.report(job)
        if report.hasErrors { try reporting.write(report) }
        guard let api, !report.hasErrors else { throw .findings }
        return api
    }

    /// The plan, or what is compiled to one. Throws after errors, which are printed.
    func plan(_ settings: CompileSettings, _ reporting: ReportOptions) throws(CommandFailure) -> PlanImage {
        guard case .remote(let document) = kind else {
            return try ServedInput.load(path, settings, reporting).plan
        }
        let compiled = compileDeployment(document: String(decoding: document, as: UTF8.self), isREST: true)
        let report = reporting.report(compiled.diagnostics, compiled.sources)
        if report.hasErrors { try reporting.write(report) }
        guard let plan = compiled.plan, !report.hasErrors else { throw .findings }
        return try PlanFile.verify(plan, named: path)
    }
}
