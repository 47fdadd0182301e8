// `gatewright diff`: what callers of an API would feel of its new version.

import ArgumentParser
import GateControl
import GateJSON
import GatePlan

/// Compares two specifications or plans.
struct DiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Compare two versions of an API as its callers would feel it.",
        discussion: """
            Breaking: a caller that kept to the old contract can fail. Behaviour: mappings, integrations, limits and \
            checks change. Compatible: something is new. Two plans are compared by their route tables; a plan and a \
            specification as two plans.

              gatewright diff v1.yaml v2.yaml
              gatewright diff v1.yaml v2.yaml --fail-on breaking    exits 1 where something breaks
              gatewright diff --format json live.plan api.yaml
            """)

    /// From which effect on the command fails.
    enum FailOn: String, ExpressibleByArgument, CaseIterable {
        case breaking, behaviour, any

        func covers(_ effect: APIChange.Effect) -> Bool {
            switch self {
            case .breaking: effect >= .breaking
            case .behaviour: effect >= .behaviour
            case .any: true
            }
        }
    }

    /// How differences are written.
    enum Form: String, ExpressibleByArgument, CaseIterable {
        case text, json
    }

    @Argument(help: "The old specification or plan.", completion: .file())
    var old: String

    @Argument(help: "The new specification or plan.", completion: .file())
    var new: String

    @Option(help: "Exit with 1 where a difference is at least this.")
    var failOn: FailOn?

    @Option(help: "Form of the differences.")
    var format = Form.text

    @OptionGroup(title: "Reading") var source: SourceOptions
    @OptionGroup(title: "Findings") var findings: FindingOptions

    func validate() throws {
        if old == "-", new == "-" { throw ValidationError("standard input is one document") }
    }

    mutating func run() throws {
        let changes = try compared()
        switch format {
        case .text: Terminal.output(text(changes))
        case .json: Terminal.output(json(changes))
        }
        if let failOn, changes.contains(where: { failOn.covers($0.effect) }) { throw CommandFailure.findings }
    }

    private func compared() throws(CommandFailure) -> [APIChange] {
        if PlanFile.isPlan(path: old) || PlanFile.isPlan(path: new) {
            let reporting = findings.textReport
            let before = try ServedInput.load(old, source.settings, reporting)
            let after = try ServedInput.load(new, source.settings, reporting)
            return comparePlans(before.plan, after.plan)
        }
        let before = try api(old)
        return compareAPIs(before, try api(new))
    }

    private func api(_ path: String) throws(CommandFailure) -> ComparedAPI {
        let job = CompileJob(source.settings)
        let imported = try job.records(path)
        let reporting = findings.textReport
        let report = reporting.report(job)
        if report.hasErrors { try reporting.write(report) }
        guard let imported, !report.hasErrors else { throw .findings }
        return ComparedAPI(imported.records, dialect: imported.dialect)
    }

    // MARK: Forms

    private func counts(_ changes: [APIChange]) -> [(APIChange.Effect, Int)] {
        APIChange.Effect.allCases.reversed().map { effect in (effect, changes.count { $0.effect == effect }) }
    }

    private func text(_ changes: [APIChange]) -> String {
        if changes.isEmpty { return "no differences\n" }
        var table = Table(header: ["EFFECT", "OPERATION", "PART", "CHANGE"])
        for effect in APIChange.Effect.allCases.reversed() {
            for change in changes where change.effect == effect {
                let operation = change.operation.isEmpty ? "the API" : change.operation
                table.add([effect.rawValue, operation, change.part.isEmpty ? "-" : change.part, change.text])
            }
        }
        let summary = counts(changes).map { "\($0.1) \($0.0.rawValue)" }.joined(separator: ", ")
        return table.lines().joined(separator: "\n") + "\n" + summary + "\n"
    }

    private func json(_ changes: [APIChange]) -> String {
        var result: JSONValue = [:]
        for (effect, count) in counts(changes) { result[effect.rawValue] = JSONValue(count) }
        result["changes"] = .array(
            changes.map { change in
                [
                    "kind": .string(change.kind), "effect": .string(change.effect.rawValue),
                    "operation": .string(change.operation), "part": .string(change.part), "text": .string(change.text),
                ]
            })
        return result.pretty() + "\n"
    }
}
