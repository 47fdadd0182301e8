// A template's tree to units of instructions. The program's own unit runs first; macros, blocks, bodies and macro
// arguments (which Velocity evaluates anew at each use) are units of their own. Variables are shared by all units,
// registers are not.

import GateBytes
import GatePlan
import GateSource
import GateTemplate

/// Lowers one template.
struct TemplateLowering {
    private let template: Template
    let sharing: TemplateSharing
    let profile: TemplateProfile
    let program: UInt32
    var unit: TemplateUnit
    private let mainUnit: UInt32
    private(set) var macros: [String: TemplateMacro]
    private var macroUnits: [String: UInt32] = [:]
    private var variables: [String: UInt32] = [:]
    private var names: [String] = []
    /// Variables that some directive assigns to.
    private let assigned: Set<String>
    /// Variables that hold blocks.
    private let defined: Set<String>
    /// Loop variables that hide a parameter: the variable that stands for them.
    private var hiding: [String: String] = [:]
    var constants = TemplateConstants()
    private var depth = 0
    private var evaluations = 0

    /// Most `#evaluate` inside of each other and in a row. Ours.
    private static let evaluationsMax = 1000

    init(_ template: Template, _ sharing: TemplateSharing, _ profile: TemplateProfile) {
        self.template = template
        self.sharing = sharing
        self.profile = profile
        macros = template.macros
        program = sharing.builder.append(ProgramRecord(unit: 0, names: .empty, flags: 0, text: .empty))
        unit = TemplateUnit(index: TemplateLowering.reserve(sharing), parameters: [])
        mainUnit = unit.index
        var survey = TemplateSurvey()
        survey.visit(template.nodes, isStraight: true)
        for macro in template.macros.values { survey.visit(macro.body, isStraight: false) }
        assigned = survey.assigned
        defined = survey.defined
        constants.unknowable = survey.assignedAside
    }

    private static func reserve(_ sharing: TemplateSharing) -> UInt32 {
        sharing.builder.append(TemplateUnitRecord(entry: 0, length: 0, registers: 0, parameters: 0, program: 0))
    }

    var builder: PlanBuilder { sharing.builder }

    mutating func lower() throws(TemplateProblem) -> UInt32 {
        for root in TemplateRoot.allCases where assigned.contains("\(root.name)") {
            let register = unit.take()
            unit.emit(.root, register, root.rawValue)
            unit.emit(.store, variable("\(root.name)"), register)
            unit.release(to: register)
        }
        try lower(template.nodes)
        let main = unit.index
        try finish()
        var flags = profile == .aws ? ProgramRecord.nullIsEmpty : 0
        var text = StringReference.empty
        if template.nodes.isEmpty {
            flags |= ProgramRecord.isText
        } else if template.nodes.count == 1, case .text(let bytes, _) = template.nodes[0] {
            flags |= ProgramRecord.isText
            text = builder.intern(bytes: bytes)
        }
        let records = names.map { TemplateNameRecord(text: builder.intern($0)) }
        let range = builder.append(contentsOf: records)
        builder.replace(program, with: ProgramRecord(unit: main, names: range, flags: flags, text: text))
        return program
    }

    /// Ends the unit at hand and stores it.
    private mutating func finish() throws(TemplateProblem) {
        unit.emit(.stop)
        let range = builder.append(contentsOf: unit.code)
        for mark in unit.places where mark.instruction < unit.code.count {
            sharing.places.append((range.start + UInt32(mark.instruction), mark.range))
        }
        builder.replace(
            unit.index,
            with: TemplateUnitRecord(
                entry: range.start, length: range.count, registers: unit.registers,
                parameters: UInt32(unit.parameters.count), program: program))
    }

    /// Lowers something in a unit of its own; the result is the unit's index.
    mutating func inner(
        parameters: [String]? = nil, index: UInt32? = nil,
        _ body: (inout TemplateLowering) throws(TemplateProblem) -> Void
    ) throws(TemplateProblem) -> UInt32 {
        let outer = unit
        let outerHiding = hiding
        let outerConstants = constants
        if parameters != nil { hiding = [:] }
        constants.forgetAll()
        unit = TemplateUnit(
            index: index ?? TemplateLowering.reserve(sharing), parameters: parameters ?? outer.parameters)
        try body(&self)
        try finish()
        let result = unit.index
        unit = outer
        hiding = outerHiding
        constants = outerConstants
        return result
    }

    /// The number of a variable.
    mutating func variable(_ name: String) -> UInt32 {
        if let index = variables[name] { return index }
        let index = UInt32(names.count)
        variables[name] = index
        names.append(name)
        return index
    }

    /// What a root name means here.
    enum Meaning {
        case variable(UInt32)
        case parameter(UInt32)
        case root(TemplateRoot)
        case loop(LoopValue)
    }

    mutating func meaning(of name: String) -> Meaning {
        if let other = hiding[name] { return .variable(variable(other)) }
        if let parameter = unit.parameter(name) { return .parameter(parameter) }
        if !assigned.contains(name) {
            switch name {
            case "input": return .root(.input)
            case "context": return .root(.context)
            case "stageVariables": return .root(.stageVariables)
            case "util": return .root(.util)
            case "foreach": return .loop(.loop)
            case "velocityCount": return .loop(.count)
            case "velocityHasNext": return .loop(.hasNext)
            default: break
            }
        }
        return .variable(variable(name))
    }

    func isAssigned(_ name: String) -> Bool { assigned.contains(name) }

    func isBlock(_ name: String) -> Bool { defined.contains(name) }

    // MARK: Nodes

    mutating func lower(_ nodes: [TemplateNode]) throws(TemplateProblem) {
        for node in nodes { try lower(node) }
    }

    private mutating func lower(_ node: TemplateNode) throws(TemplateProblem) {
        if let place = node.place { unit.mark(place) }
        switch node {
        case .text(let bytes, _): unit.emitText(builder.intern(bytes: bytes))
        case .reference(let reference): try append(reference)
        case .set(let target, let value, _): try assign(value, to: target)
        case .conditional(let branches, let otherwise): try conditional(branches, otherwise)
        case .loop(let variable, let source, let body): try loop(variable, source, body)
        case .call(let call): try self.call(call)
        case .define(let name, let body): try define(name, body)
        case .evaluate(let value, let range): try evaluate(value, at: range)
        case .inclusion(let directive, let range):
            sharing.sink.report(TemplateProblem.inclusionRefused(directive: directive, at: range))
            unit.emit(.fail, TemplateFailureReason.inclusion.rawValue)
        case .leave(let target): leave(target)
        case .stop: unit.emit(.halt)
        case .failing: unit.emit(.fail, TemplateFailureReason.directive.rawValue)
        }
    }

    private mutating func conditional(
        _ branches: [(condition: TemplateExpression, body: [TemplateNode])], _ otherwise: [TemplateNode]
    ) throws(TemplateProblem) {
        var ends: [Int] = []
        for branch in branches {
            if let known = literalTruth(branch.condition) {
                // A literal: only its own body, or none, can run.
                if !known { continue }
                try aside { lowering throws(TemplateProblem) in try lowering.lower(branch.body) }
                for end in ends { unit.patch(end) }
                return
            }
            let skip = try jump(unless: branch.condition)
            try aside { lowering throws(TemplateProblem) in try lowering.lower(branch.body) }
            ends.append(unit.emit(.jump))
            for place in skip { unit.patch(place) }
        }
        try aside { lowering throws(TemplateProblem) in try lowering.lower(otherwise) }
        for end in ends { unit.patch(end) }
    }

    /// Lowers what may or may not run: assignments in it make no variable known.
    private mutating func aside(
        _ body: (inout TemplateLowering) throws(TemplateProblem) -> Void
    ) throws(TemplateProblem) {
        depth += 1
        defer { depth -= 1 }
        try body(&self)
    }

    private mutating func loop(
        _ name: String, _ source: TemplateExpression, _ body: [TemplateNode]
    ) throws(TemplateProblem) {
        let register = unit.take()
        if case .range(let first, let last) = source {
            // Nobody else sees the range: it need not become a list.
            let base = try registers([first, last])
            unit.emit(.range, register, base, base + 1, d: 1)
            unit.release(to: base)
        } else {
            try lower(source, into: register)
        }
        var target = name
        let outer = hiding
        if unit.parameter(name) != nil || hiding[name] != nil {
            target = "\(name) (loop)"
            hiding[name] = target
        }
        constants.forget(name)
        let start = unit.emit(.loop, register, variable(target))
        unit.release(to: register)
        unit.scopes.append(.loop([]))
        let next = unit.emit(.next)
        try aside { lowering throws(TemplateProblem) in try lowering.lower(body) }
        unit.emit(.jump, UInt32(next))
        unit.patch(start)
        unit.patch(next)
        if case .loop(let breaks)? = unit.scopes.popLast() {
            for place in breaks { unit.patch(place) }
        }
        hiding = outer
    }

    /// `#break`: of the innermost loop, or of the one that `$foreach.parent` names.
    private mutating func leave(_ target: TemplateExpression?) {
        var levels = 1
        if let target {
            guard case .reference(let reference) = target else {
                unit.emit(.fail, TemplateFailureReason.directive.rawValue)
                return
            }
            var isLoop = reference.root == "foreach"
            for step in reference.steps {
                if case .property("parent") = step { levels += 1 } else { isLoop = false }
            }
            if !isLoop {
                unit.emit(.fail, TemplateFailureReason.directive.rawValue)
                return
            }
        }
        var left: UInt32 = 0
        for index in unit.scopes.indices.reversed() {
            switch unit.scopes[index] {
            case .loop(let places):
                left += 1
                levels -= 1
                if levels > 0 { continue }
                unit.emit(.leave, left)
                unit.scopes[index] = .loop(places + [unit.emit(.jump)])
                return
            case .text(let places):
                if left > 0 { unit.emit(.leave, left) }
                unit.scopes[index] = .text(places + [unit.emit(.jump)])
                return
            }
        }
        if target != nil, unit.index == mainUnit {
            unit.emit(.fail, TemplateFailureReason.directive.rawValue)
            return
        }
        if left > 0 { unit.emit(.leave, left) }
        unit.emit(.stop)
    }

    private mutating func define(_ name: String, _ body: [TemplateNode]) throws(TemplateProblem) {
        let block = try inner { lowering throws(TemplateProblem) in try lowering.lower(body) }
        let register = unit.take()
        unit.emit(.block, register, block)
        store(register, in: name)
        unit.release(to: register)
    }

    private mutating func store(_ register: UInt32, in name: String) {
        switch meaning(of: name) {
        case .parameter(let parameter): unit.emit(.setParameter, parameter, register)
        case .variable(let variable): unit.emit(.assign, variable, register)
        case .root, .loop: break
        }
    }

    private mutating func evaluate(
        _ value: TemplateExpression, at range: SourceRange
    ) throws(TemplateProblem) {
        evaluations += 1
        if evaluations > TemplateLowering.evaluationsMax {
            throw .limit(what: "`#evaluate`", limit: TemplateLowering.evaluationsMax, at: range)
        }
        guard let text = constantText(value) else {
            sharing.sink.report(TemplateProblem.evaluatedTextUnknown(at: range))
            unit.emit(.fail, TemplateFailureReason.evaluation.rawValue)
            return
        }
        let nodes = try parseEvaluatedTemplate(text, at: range, macros: &macros)
        try lower(nodes)
    }

    // MARK: Macros

    private mutating func call(_ call: TemplateCall) throws(TemplateProblem) {
        guard let macro = macros[call.name] else {
            unit.emitText(builder.intern(bytes: call.literal))
            return
        }
        if let problem = call.problem { throw problem }
        var arguments: [TemplateArgumentRecord] = []
        for index in 0..<min(call.arguments.count, macro.parameters.count) {
            let argument = call.arguments[index]
            let thunk = try inner { lowering throws(TemplateProblem) in
                let register = lowering.unit.take()
                try lowering.lower(argument, into: register)
            }
            let text = builder.intern(bytes: call.argumentTexts[index])
            arguments.append(TemplateArgumentRecord(unit: thunk, isBody: false, text: text))
        }
        if let body = call.body {
            // The body is the argument behind the last parameter; missing ones in between have no value.
            while arguments.count < macro.parameters.count {
                let none = try inner { lowering throws(TemplateProblem) in
                    let register = lowering.unit.take()
                    let null = lowering.sharing.constant(TemplateConstantRecord(.null))
                    lowering.unit.emit(.constant, register, null)
                }
                let name = "$" + macro.parameters[arguments.count]
                arguments.append(TemplateArgumentRecord(unit: none, isBody: false, text: builder.intern(name)))
            }
            let block = try inner { lowering throws(TemplateProblem) in
                _ = lowering.unit.take()
                try lowering.lower(body)
            }
            arguments.append(TemplateArgumentRecord(unit: block, isBody: true, text: .empty))
        }
        let target = try macroUnit(macro)
        let range = builder.append(contentsOf: arguments)
        unit.emit(.macro, target, range.start, range.count)
    }

    /// The unit of a macro's body, made at its first call.
    private mutating func macroUnit(_ macro: TemplateMacro) throws(TemplateProblem) -> UInt32 {
        if let index = macroUnits[macro.name] { return index }
        let index = TemplateLowering.reserve(sharing)
        macroUnits[macro.name] = index
        return try inner(parameters: macro.parameters + ["bodyContent"], index: index) {
            lowering throws(TemplateProblem) in
            try lowering.lower(macro.body)
        }
    }

    /// Whether what is lowered now runs exactly once, in order.
    var isStraight: Bool { depth == 0 && unit.parameters.isEmpty && unit.scopes.isEmpty }
}
