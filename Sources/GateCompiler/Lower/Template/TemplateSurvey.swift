// What a template assigns to, found before it is lowered; and which variables hold known text while it is.

import GateTemplate

/// Names that directives assign to.
struct TemplateSurvey {
    private(set) var assigned: Set<String> = []
    /// Those assigned to in loops, conditions, macros and blocks.
    private(set) var assignedAside: Set<String> = []
    /// Names of blocks.
    private(set) var defined: Set<String> = []

    mutating func visit(_ nodes: [TemplateNode], isStraight: Bool) {
        for node in nodes { visit(node, isStraight: isStraight) }
    }

    private mutating func note(_ name: String, isStraight: Bool) {
        assigned.insert(name)
        if !isStraight { assignedAside.insert(name) }
    }

    private mutating func visit(_ node: TemplateNode, isStraight: Bool) {
        switch node {
        case .text, .inclusion, .leave, .stop, .failing: break
        case .reference(let reference): visit(reference)
        case .set(let target, let value, _):
            if target.steps.isEmpty, !target.isFormal, !target.isQuiet { note(target.root, isStraight: isStraight) }
            visit(target)
            visit(value)
        case .conditional(let branches, let otherwise):
            for branch in branches {
                visit(branch.condition)
                visit(branch.body, isStraight: false)
            }
            visit(otherwise, isStraight: false)
        case .loop(let variable, let source, let body):
            note(variable, isStraight: false)
            visit(source)
            visit(body, isStraight: false)
        case .call(let call):
            for argument in call.arguments { visit(argument) }
            if let body = call.body { visit(body, isStraight: false) }
        case .define(let name, let body):
            note(name, isStraight: false)
            defined.insert(name)
            visit(body, isStraight: false)
        case .evaluate(let value, _): visit(value)
        }
    }

    private mutating func visit(_ reference: TemplateReference) {
        for step in reference.steps {
            switch step {
            case .property: break
            case .method(_, let arguments): for argument in arguments { visit(argument) }
            case .index(let index): visit(index)
            }
        }
    }

    private mutating func visit(_ expression: TemplateExpression) {
        switch expression {
        case .boolean, .integer, .float, .string: break
        case .interpolated(let nodes): visit(nodes, isStraight: false)
        case .reference(let reference): visit(reference)
        case .list(let elements): for element in elements { visit(element) }
        case .map(let members):
            for (key, value) in members {
                visit(key)
                visit(value)
            }
        case .range(let first, let last), .binary(_, let first, let last):
            visit(first)
            visit(last)
        case .not(let value): visit(value)
        }
    }
}

/// Variables whose text is known where the lowering stands.
struct TemplateConstants {
    /// Never known.
    var unknowable: Set<String> = []
    private var texts: [String: [UInt8]] = [:]

    func text(_ name: String) -> [UInt8]? { texts[name] }

    mutating func note(_ name: String, _ text: [UInt8]?) { texts[name] = unknowable.contains(name) ? nil : text }

    mutating func forget(_ name: String) { texts[name] = nil }

    /// Where the time of running is not the place in the text.
    mutating func forgetAll() { texts = [:] }
}
