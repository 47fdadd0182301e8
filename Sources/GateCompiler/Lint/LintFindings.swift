// What the lints of one template found, each fact once.

import GateSource

/// Facts in the order they were found.
final class LintFindings {
    private(set) var problems: [LintProblem] = []
    private var seen = Set<Key>()

    private struct Key: Hashable {
        let code: UInt16
        let range: SourceRange?
    }

    func report(_ problem: LintProblem) {
        let diagnostic = problem.diagnostic
        if seen.insert(Key(code: diagnostic.code.number, range: diagnostic.range)).inserted {
            problems.append(problem)
        }
    }
}
