// What a template assigns to and whether it evaluates text, found before it is lowered.

import GateTemplate

/// Names that directives assign to, and the directives that the machine compiles for.
struct TemplateSurvey {
    private(set) var assigned: Set<String> = []
    /// Names of blocks.
    private(set) var defined: Set<String> = []
    /// Whether there is an `#evaluate`: what it runs may define macros.
    private(set) var evaluates = false

    init() {}

    /// All of a template.
    init(_ template: Template) {
        visit(template.nodes)
        for macro in template.macros.values { visit(macro.body) }
    }

    mutating func visit(_ nodes: [TemplateNode]) {
        for node in nodes { visit(node) }
    }

    private mutating func visit(_ node: TemplateNode) {
        switch node {
        case .text, .inclusion, .leave, .stop, .failing: break
        case .reference(let reference): visit(reference)
        case .set(let target, let value, _):
            if target.steps.isEmpty, !target.isFormal, !target.isQuiet { assigned.insert(target.root) }
            visit(target)
            visit(value)
        case .conditional(let branches, let otherwise):
            for branch in branches {
                visit(branch.condition)
                visit(branch.body)
            }
            visit(otherwise)
        case .loop(let variable, let source, let body, _):
            assigned.insert(variable)
            visit(source)
            visit(body)
        case .call(let call):
            for argument in call.arguments { visit(argument) }
            if let body = call.body { visit(body) }
        case .define(let name, let body):
            assigned.insert(name)
            defined.insert(name)
            visit(body)
        case .evaluate(let value, _):
            evaluates = true
            visit(value)
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
        case .interpolated(let nodes): visit(nodes)
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
