// Conditions: those that the turn of a loop decides, and those that can never change.

import GateSource
import GateTemplate

extension OutputWalk {
    /// The truth of a condition where it is certain; the reason is nil where the turn of a loop decides.
    func decide(_ condition: TemplateExpression) -> (value: Bool, reason: LintProblem.Constancy?)? {
        switch condition {
        case .boolean(let value): return (value, nil)
        case .integer, .float, .string, .interpolated, .list, .map, .range: return (false, .literal)
        case .reference(let reference): return decide(reference)
        case .not(let inner): return decide(inner).map { (!$0.value, $0.reason) }
        case .binary(.and, let left, let right):
            let first = decide(left)
            if first?.value == false { return first }
            let second = decide(right)
            if second?.value == false { return second }
            if first?.value == true, second?.value == true { return (true, merge(first?.reason, second?.reason)) }
            return nil
        case .binary(.or, let left, let right):
            let first = decide(left)
            if first?.value == true { return first }
            let second = decide(right)
            if second?.value == true { return second }
            if first?.value == false, second?.value == false { return (false, merge(first?.reason, second?.reason)) }
            return nil
        case .binary(let sign, let left, let right): return compare(sign, left, right)
        }
    }

    private func merge(
        _ first: LintProblem.Constancy?, _ second: LintProblem.Constancy?
    ) -> LintProblem.Constancy? {
        guard let first, let second else { return nil }
        return first == second ? first : .parts
    }

    private func decide(_ reference: TemplateReference) -> (value: Bool, reason: LintProblem.Constancy?)? {
        if let value = turnValue(reference) {
            switch value {
            case .boolean(let value): return (value, nil)
            case .number: return (true, nil)
            }
        }
        if variables[reference.root] == nil, !OutputWalk.isGiven(reference.root) { return nil }
        let forms = self.forms(of: reference)
        guard let reason = forms.first?.truth, forms.allSatisfy({ $0.truth == reason }) else { return nil }
        return (true, reason)
    }

    private enum TurnValue {
        case boolean(Bool)
        case number(Int)
    }

    /// What a loop says of its turn.
    private func turnValue(_ reference: TemplateReference) -> TurnValue? {
        if reference.steps.isEmpty, let turn = turns.last {
            if reference.root == "velocityHasNext" { return .boolean(!turn.isLast) }
            if reference.root == "velocityCount" { return .number(turn.index + 1) }
        }
        guard reference.root == "foreach" else { return nil }
        var level = turns.count - 1
        for (index, step) in reference.steps.enumerated() {
            var name: String?
            switch step {
            case .property(let property): name = property
            case .method("hasNext", let arguments) where arguments.isEmpty: name = "hasNext"
            default: return nil
            }
            guard let name, level >= 0 else { return nil }
            if name == "parent" {
                level -= 1
                continue
            }
            guard index == reference.steps.count - 1 else { return nil }
            let turn = turns[level]
            switch name {
            case "hasNext": return .boolean(!turn.isLast)
            case "first": return .boolean(turn.index == 0)
            case "last": return .boolean(turn.isLast)
            case "index": return .number(turn.index)
            case "count": return .number(turn.index + 1)
            default: return nil
            }
        }
        return nil
    }

    private func compare(
        _ sign: TemplateOperator, _ left: TemplateExpression, _ right: TemplateExpression
    ) -> (value: Bool, reason: LintProblem.Constancy?)? {
        if sign == .equal || sign == .notEqual, let one = truth(left), let other = truth(right) {
            return ((one == other) == (sign == .equal), nil)
        }
        guard let one = number(left), let other = number(right) else { return nil }
        switch sign {
        case .equal: return (one == other, nil)
        case .notEqual: return (one != other, nil)
        case .less: return (one < other, nil)
        case .lessOrEqual: return (one <= other, nil)
        case .greater: return (one > other, nil)
        case .greaterOrEqual: return (one >= other, nil)
        default: return nil
        }
    }

    /// A Boolean literal or what a loop says of its turn.
    private func truth(_ expression: TemplateExpression) -> Bool? {
        if case .boolean(let value) = expression { return value }
        guard case .reference(let reference) = expression, case .boolean(let value)? = turnValue(reference) else {
            return nil
        }
        return value
    }

    private func number(_ expression: TemplateExpression) -> Int? {
        switch expression {
        case .integer(let text): return Int(text)
        case .reference(let reference):
            guard case .number(let value)? = turnValue(reference) else { return nil }
            return value
        default: return nil
        }
    }
}
