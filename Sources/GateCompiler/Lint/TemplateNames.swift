// Names in a template: variables that nothing sets, or not yet; members that the gateway's objects do not have;
// branches whose condition an earlier one asked.

import GateBytes
import GatePlan
import GateSource
import GateTemplate

/// Looks at the names in one template.
struct TemplateNames {
    private let template: Template
    private let stageVariables: [String]
    private let isSocket: Bool
    private let findings: LintFindings
    /// Every variable that some directive sets, with the first place where one does.
    private var assigned: [String: SourceRange?] = [:]
    /// Those that something may have set where the reader stands.
    private var known: Set<String> = []
    /// Members of `$context` that the template sets itself.
    private var ownContext: Set<String> = []
    /// Whether text that is not here may set variables.
    private var isOpen = false

    /// What templates of the wild call a value that never exists.
    private static let nulls: Set<String> = ["null", "nil", "none", "undefined", "void"]
    private static let given = ["input", "context", "util", "stageVariables", "foreach"]

    init(_ template: Template, stageVariables: [String], isSocket: Bool, _ findings: LintFindings) {
        self.template = template
        self.stageVariables = stageVariables
        self.isSocket = isSocket
        self.findings = findings
    }

    mutating func run() {
        survey(template.nodes)
        for macro in template.macros.values.sorted(by: { $0.range.start < $1.range.start }) {
            let before = assigned
            survey(macro.body)
            // When a macro runs is not followed.
            for name in assigned.keys where before[name] == nil { known.insert(name) }
        }
        read(template.nodes)
        for macro in template.macros.values.sorted(by: { $0.range.start < $1.range.start }) {
            let outer = known
            known = Set(assigned.keys).union(macro.parameters)
            known.insert("bodyContent")
            read(macro.body)
            known = outer
        }
    }

    // MARK: What is set

    private mutating func survey(_ nodes: [TemplateNode]) {
        for node in nodes {
            switch node {
            case .set(let target, let value, let place):
                if target.steps.isEmpty, !target.isFormal, !target.isQuiet {
                    if assigned[target.root] == nil { assigned[target.root] = .some(place) }
                } else if target.root == "context", let name = target.steps.first?.memberName {
                    ownContext.insert(name)
                }
                if case .interpolated(let nodes) = value { survey(nodes) }
            case .conditional(let branches, let otherwise):
                for branch in branches { survey(branch.body) }
                survey(otherwise)
            case .loop(let variable, _, let body, _):
                if assigned[variable] == nil { assigned[variable] = .some(nil) }
                survey(body)
            case .define(let name, let body):
                if assigned[name] == nil { assigned[name] = .some(nil) }
                survey(body)
            case .call(let call): if let body = call.body { survey(body) }
            case .evaluate, .inclusion: isOpen = true
            case .text, .reference, .leave, .stop, .failing: break
            }
        }
    }

    /// Adds what nodes set to what is known: in a loop, an earlier turn has run them.
    private mutating func learn(_ nodes: [TemplateNode]) {
        for node in nodes {
            switch node {
            case .set(let target, let value, _):
                if target.steps.isEmpty { known.insert(target.root) }
                if case .interpolated(let nodes) = value { learn(nodes) }
            case .conditional(let branches, let otherwise):
                for branch in branches { learn(branch.body) }
                learn(otherwise)
            case .loop(_, _, let body, _): learn(body)
            case .define(let name, let body):
                known.insert(name)
                learn(body)
            case .call(let call): if let body = call.body { learn(body) }
            case .text, .reference, .evaluate, .inclusion, .leave, .stop, .failing: break
            }
        }
    }

    // MARK: What is read

    private mutating func read(_ nodes: [TemplateNode]) {
        for node in nodes { read(node) }
    }

    private mutating func read(_ node: TemplateNode) {
        switch node {
        case .text, .inclusion, .stop, .failing: break
        case .reference(let reference): read(reference)
        case .set(let target, let value, _):
            read(value)
            if target.steps.isEmpty {
                known.insert(target.root)
            } else {
                // `#set($context.responseOverride.status = …)` makes what it names.
                if target.root != "context" { read(target) }
            }
        case .conditional(let branches, let otherwise):
            var asked: [(key: String, place: SourceRange?)] = []
            let before = known
            var after = known
            for branch in branches {
                read(branch.condition)
                let key = TemplateNames.key(branch.condition)
                if let key, let first = asked.first(where: { $0.key == key }), let place = branch.condition.place,
                    let earlier = first.place
                {
                    findings.report(.branchRepeated(at: place, first: earlier))
                }
                if let key { asked.append((key, branch.condition.place)) }
                known = before
                read(branch.body)
                after.formUnion(known)
            }
            known = before
            read(otherwise)
            known.formUnion(after)
        case .loop(let variable, let source, let body, _):
            read(source)
            let hides = known.contains(variable)
            known.insert(variable)
            learn(body)
            read(body)
            findings.lintLoop(variable, body)
            if !hides { known.remove(variable) }
        case .define(let name, let body):
            known.insert(name)
            let outer = known
            known = Set(assigned.keys)
            read(body)
            known = outer
        case .call(let call):
            if template.macros[call.name] == nil { return }
            for argument in call.arguments { read(argument) }
            if let body = call.body { read(body) }
        case .evaluate(let value, _): read(value)
        case .leave(let value): if let value { read(value) }
        }
    }

    private mutating func read(_ expression: TemplateExpression) {
        switch expression {
        case .boolean, .integer, .float, .string: break
        case .interpolated(let nodes): read(nodes)
        case .reference(let reference): read(reference)
        case .list(let values): for value in values { read(value) }
        case .map(let members):
            for member in members {
                read(member.0)
                read(member.1)
            }
        case .range(let left, let right), .binary(_, let left, let right):
            read(left)
            read(right)
        case .not(let inner): read(inner)
        }
    }

    private mutating func read(_ reference: TemplateReference) {
        for step in reference.steps {
            switch step {
            case .property: break
            case .method(_, let arguments): for argument in arguments { read(argument) }
            case .index(let index): read(index)
            }
        }
        if reference.isEscaped || !reference.isComputable { return }
        if known.contains(reference.root) { return }
        switch reference.root {
        case "input": readInput(reference)
        case "context": readContext(reference)
        case "util": readUtility(reference)
        case "stageVariables": readStageVariable(reference)
        case "foreach", "velocityCount", "velocityHasNext": break
        default: readVariable(reference)
        }
    }

    private func readVariable(_ reference: TemplateReference) {
        if isOpen || reference.isQuiet || TemplateNames.nulls.contains(reference.root.lowercased()) { return }
        if let place = assigned[reference.root] {
            // The variable of a loop outside of it has no place to show.
            if let place { findings.report(.variableBeforeSet(reference.root, at: reference.range, assignment: place)) }
            return
        }
        let names = assigned.keys.sorted() + TemplateNames.given
        let nearest = nearestName(reference.root, among: names)
        // `${name}` is what other tools fill in before the template is deployed.
        if reference.isFormal, reference.steps.isEmpty, nearest == nil { return }
        findings.report(.variableNeverSet(reference.root, at: reference.range, nearest: nearest))
    }

    private func readInput(_ reference: TemplateReference) {
        let members = ["body", "json", "params", "path"]
        switch reference.steps.first {
        case .property(let name)? where name != "body", .method(let name, _)? where !members.contains(name):
            let nearest = nearestName(name, among: members) ?? (members.contains(name) ? name : nil)
            let written = nearest.map { $0 == "body" ? $0 : $0 + "(…)" }
            findings.report(.memberUnknown(name, of: "input", at: reference.range, nearest: written))
        default: break
        }
    }

    private func readUtility(_ reference: TemplateReference) {
        let functions = UtilityFunction.allCases.map { "\($0.name)" }
        switch reference.steps.first {
        case .method(let name, _)? where !functions.contains(name), .property(let name)?:
            let nearest = functions.contains(name) ? name : nearestName(name, among: functions)
            findings.report(
                .memberUnknown(name, of: "util", at: reference.range, nearest: nearest.map { $0 + "(…)" }))
        default: break
        }
    }

    private func readStageVariable(_ reference: TemplateReference) {
        guard let name = reference.steps.first?.memberName, !stageVariables.isEmpty,
            !stageVariables.contains(name)
        else { return }
        let nearest = nearestName(name, among: stageVariables)
        findings.report(.stageVariableUnknown(name, at: reference.range, nearest: nearest))
    }

    private func readContext(_ reference: TemplateReference) {
        var names: [String] = []
        for step in reference.steps {
            guard let name = step.memberName else { break }
            if names.isEmpty, ownContext.contains(name) { return }
            names.append(name)
            let text = names.joined(separator: ".")
            switch ContextName(text, isSocket: isSocket) {
            case .variable, .absent, .authorizer: return
            case .map: continue
            case .unknown(let nearest):
                if ContextName.startsName(text) { continue }
                findings.report(.contextUnknown(text, at: reference.range, nearest: nearest))
                return
            }
        }
    }

    /// A text that is equal for equal conditions; nil for those with effects or without a text.
    private static func key(_ expression: TemplateExpression) -> String? {
        switch expression {
        case .boolean(let value): return "\(value)"
        case .integer(let text), .float(let text): return text
        case .string(let bytes): return "'\(String(decoding: bytes, as: UTF8.self))'"
        case .reference(let reference): return String(decoding: reference.literal, as: UTF8.self)
        case .not(let inner): return key(inner).map { "!(\($0))" }
        case .binary(let sign, let left, let right):
            guard let left = key(left), let right = key(right) else { return nil }
            return "(\(left) \(sign.rawValue) \(right))"
        case .interpolated, .list, .map, .range: return nil
        }
    }
}
