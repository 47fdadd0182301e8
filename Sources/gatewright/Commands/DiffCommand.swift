// `gatewright diff`: what callers of an API would feel of its new version.

import ArgumentParser
import GateControl
import GateJSON

/// Compares two specifications, plans or stages.
struct DiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Compare two versions of an API as its callers would feel it.",
        discussion: """
            Breaking: a caller that kept to the old contract can fail. Behaviour: mappings, integrations, limits and \
            checks change. Compatible: something is new. A plan and anything else are compared as two plans, by their \
            route tables; two stages also by their variables, limits and canaries.

              gatewright diff v1.yaml v2.yaml
              gatewright diff api:pets/prod api.yaml --fail-on breaking    exits 1 where something breaks
              gatewright diff api:pets/prod api:pets/dev
              gatewright diff http://10.0.0.7:8090/pets/prod http://10.0.0.8:8090/pets/prod
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

    @Argument(
        help: "The old version: a specification, a plan, api:NAME/STAGE, aws:NAME/STAGE, or URL/NAME/STAGE.",
        completion: .file())
    var old: String

    @Argument(help: "The new version, named in the same ways.", completion: .file())
    var new: String

    @Option(help: "Exit with 1 where a difference is at least this.")
    var failOn: FailOn?

    @Option(help: "Form of the differences.")
    var format = Form.text

    @OptionGroup(title: "Control plane") var options: ControlOptions
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
        let sides = [try ComparedSide(old, options), try ComparedSide(new, options)]
        let reporting = findings.textReport
        if sides.contains(where: \.isPlan) {
            let before = try sides[0].plan(source.settings, reporting)
            return comparePlans(before, try sides[1].plan(source.settings, reporting))
        }
        let before = try sides[0].api(source.settings, reporting)
        let after = try sides[1].api(source.settings, reporting)
        if before.kind != after.kind {
            throw .unusable("the two are different kinds of APIs", help: "--kind says what specifications are for")
        }
        var changes = compareAPIs(before, after)
        if let was = sides[0].stage, let now = sides[1].stage { changes += compareStages(was, now) }
        return changes
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
