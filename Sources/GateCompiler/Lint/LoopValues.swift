// Variables of a loop that keep the value of an earlier element: set under a condition that not every element meets,
// never reset, read behind it. (In Velocity as shipped a `#set` to null does the same; API Gateway's null is the
// empty text, which is assigned.)

import GateSource
import GateTemplate

extension LintFindings {
    /// Looks at the body of a loop.
    func lintLoop(_ variable: String, _ body: [TemplateNode]) {
        for (index, node) in body.enumerated() {
            guard case .conditional(let branches, let otherwise) = node else { continue }
            if !branches.allSatisfy({ $0.condition.dependsOnElement(variable) }) { continue }
            let others = body[..<index] + body[(index + 1)...]
            var seen = Set<String>()
            for branch in branches {
                for case .set(let target, let value, let place) in branch.body {
                    let name = target.root
                    guard target.steps.isEmpty, seen.insert(name).inserted, value.mentions(variable),
                        !value.mentions(name), !branches.contains(where: { $0.condition.mentions(name) })
                    else { continue }
                    let bodies = branches.map(\.body) + [otherwise]
                    if bodies.allSatisfy({ LintFindings.sets(name, in: $0) }) { continue }
                    if LintFindings.sets(name, in: Array(others)) { continue }
                    guard let read = LintFindings.read(of: name, in: body[(index + 1)...]) else { continue }
                    report(.valueLeftOver(name, at: read, assignment: place))
                }
            }
        }
    }

    /// Whether some directive in the nodes sets a variable.
    private static func sets(_ name: String, in nodes: [TemplateNode]) -> Bool {
        var survey = TemplateSurvey()
        survey.visit(nodes)
        return survey.assigned.contains(name)
    }

    /// The first reference that prints a variable.
    private static func read(of name: String, in nodes: ArraySlice<TemplateNode>) -> SourceRange? {
        for node in nodes {
            switch node {
            case .reference(let reference):
                if reference.root == name, !reference.isEscaped { return reference.range }
            case .conditional(let branches, let otherwise):
                // A condition that asks for the variable may know what it does.
                if branches.contains(where: { $0.condition.mentions(name) }) { continue }
                for body in branches.map(\.body) + [otherwise] {
                    if let range = read(of: name, in: body[...]) { return range }
                }
            default: continue
            }
        }
        return nil
    }
}

extension TemplateExpression {
    /// Whether a condition may differ from element to element, and not by the turn of the loop.
    fileprivate func dependsOnElement(_ variable: String) -> Bool {
        // A reference alone is true for whatever is not `false`.
        if case .reference = self { return false }
        return mentions(variable) && !mentions("foreach") && !mentions("velocityCount") && !mentions("velocityHasNext")
    }

    /// Whether a variable stands anywhere in an expression.
    fileprivate func mentions(_ name: String) -> Bool {
        switch self {
        case .boolean, .integer, .float, .string: return false
        case .interpolated(let nodes):
            return nodes.contains { node in
                switch node {
                case .text: false
                case .reference(let reference): reference.mentions(name)
                default: true
                }
            }
        case .reference(let reference): return reference.mentions(name)
        case .list(let values): return values.contains { $0.mentions(name) }
        case .map(let members): return members.contains { $0.0.mentions(name) || $0.1.mentions(name) }
        case .range(let left, let right), .binary(_, let left, let right):
            return left.mentions(name) || right.mentions(name)
        case .not(let inner): return inner.mentions(name)
        }
    }
}

extension TemplateReference {
    fileprivate func mentions(_ name: String) -> Bool {
        root == name
            || steps.contains { step in
                switch step {
                case .property: false
                case .method(_, let arguments): arguments.contains { $0.mentions(name) }
                case .index(let index): index.mentions(name)
                }
            }
    }
}
