// All lints of one template: its names, then its output. The output is walked once for all ways together; if some
// way makes JSON, once more for each turn of a loop and each branch that must be taken, to find those that never do.

import GateSource
import GateTemplate

extension LintFindings {
    /// Most walks through one template.
    static let scenariosMax = 64
    /// Work for all walks through one template, in the unit of `OutputWalk.stepsMax`.
    static let stepsMax = 2_000_000

    /// Looks at a template's output.
    func lintOutput(_ template: Template, _ text: LocatedText, _ scope: LintScope, _ outline: ModelOutline?) {
        var walk = OutputWalk(template, text, scope, outline)
        let isPossible = walk.run()
        for problem in walk.findings.problems { report(problem) }
        reportOutcomes(walk)
        if walk.isExhausted || !scope.isJSON { return }
        if !isPossible, let (fault, place) = walk.fault { return report(.notJSON(fault, at: place)) }
        var steps = walk.steps
        var scenarios = 0
        /// The fault of a scenario in which no output is JSON.
        func fault(_ scenario: OutputWalk.Scenario) -> (fault: JSONFault, place: SourceRange)? {
            scenarios += 1
            if scenarios > LintFindings.scenariosMax || steps > LintFindings.stepsMax { return nil }
            var walk = OutputWalk(template, text, scope, outline, scenario: scenario)
            let isPossible = walk.run()
            steps += walk.steps
            return isPossible ? nil : walk.fault
        }
        var reported: Set<[Int]> = []
        for loop in walk.loops where !loop.loops.contains(where: reported.contains) {
            if lint(loop: loop, fault) { reported.insert(loop.path) }
        }
        for condition in walk.conditions where condition.loops.isEmpty {
            if condition.ways.keys.contains(where: reported.contains) { continue }
            if lint(condition: condition, fault) { reported.insert(condition.path) }
        }
    }

    private typealias Trial = (OutputWalk.Scenario) -> (fault: JSONFault, place: SourceRange)?

    /// Whether something was reported of a loop.
    private func lint(loop: OutputWalk.Fork, _ trial: Trial) -> Bool {
        var around = OutputWalk.Scenario(branches: loop.ways)
        for path in loop.loops { around.turns[path] = 1 }
        var lengths: [(Int, LintProblem.ListLength)] = [(1, .some), (2, .several)]
        if loop.canBeEmpty { lengths.append((0, .none)) }
        var isReported = false
        for (turns, length) in lengths where !(isReported && length == .several) {
            var scenario = around
            scenario.turns[loop.path] = turns
            guard let (fault, place) = trial(scenario) else { continue }
            report(.notJSONInLoop(fault, at: place, list: loop.place ?? place, length))
            isReported = true
        }
        return isReported
    }

    /// Whether something was reported of a condition.
    private func lint(condition: OutputWalk.Fork, _ trial: Trial) -> Bool {
        var isReported = false
        for branch in condition.branches {
            var scenario = OutputWalk.Scenario(branches: condition.ways)
            scenario.branches[condition.path] = branch
            guard let (fault, place) = trial(scenario) else { continue }
            let asked = condition.conditions
            let isTaken = branch < asked.count
            let way = isTaken ? LintProblem.Branch.taken : asked.count == 1 ? .other : .none
            let shown = (isTaken ? asked[branch] : asked[0]) ?? place
            report(.notJSONInBranch(fault, at: place, condition: shown, way))
            isReported = true
        }
        return isReported
    }

    private func reportOutcomes(_ walk: OutputWalk) {
        for (_, outcome) in walk.outcomes {
            guard let value = outcome.value, let reason = outcome.reason, let place = outcome.place else { continue }
            report(.conditionConstant(value, because: reason, at: place))
        }
    }
}
