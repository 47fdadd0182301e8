// Where instructions of a template come from: the reference or directive that they were made for. Kept beside the
// code while it is made, for the plan's debug sections.

import GateSource
import GateTemplate

extension TemplateNode {
    /// The place to name for what is made of a node; nil for plain text.
    var place: SourceRange? {
        switch self {
        case .text, .define, .stop, .failing: nil
        case .reference(let reference): reference.range
        case .set(_, _, let range), .evaluate(_, let range), .inclusion(_, let range): range
        case .conditional(let branches, _): branches.first?.condition.place
        case .loop(_, let source, _, let range): source.place ?? range
        case .call(let call): call.range
        case .leave(let value): value?.place
        }
    }
}

extension TemplateExpression {
    /// The place of the first reference in an expression; literals carry none.
    var place: SourceRange? {
        switch self {
        case .boolean, .integer, .float, .string: nil
        case .interpolated(let nodes): nodes.lazy.compactMap(\.place).first
        case .reference(let reference): reference.range
        case .list(let values): values.lazy.compactMap(\.place).first
        case .map(let pairs): pairs.lazy.compactMap { $0.0.place ?? $0.1.place }.first
        case .range(let low, let high): low.place ?? high.place
        case .not(let value): value.place
        case .binary(_, let left, let right): left.place ?? right.place
        }
    }

    /// Whether a text is made of what the client sends.
    var readsInput: Bool {
        switch self {
        case .reference(let reference): return reference.root == "input"
        case .interpolated(let nodes):
            return nodes.contains { node in
                if case .reference(let reference) = node { return reference.root == "input" }
                return false
            }
        default: return false
        }
    }
}
