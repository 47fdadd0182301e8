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
    /// Where plain text stands; nil keeps no places of it.
    private let text: LocatedText?
    let sharing: TemplateSharing
    let profile: TemplateProfile
    let program: UInt32
    var unit: TemplateUnit
    private var macroUnits: [String: UInt32] = [:]
    private var variables: [String: UInt32] = [:]
    private var names: [String] = []
    /// Variables that some directive assigns to.
    private let assigned: Set<String>
    /// Variables that hold blocks.
    private let defined: Set<String>
    /// Loop variables that hide a parameter or a given object: the variable that stands for them.
    private var hiding: [String: String] = [:]
    private var evaluations = 0
    /// Macros that the plan holds for evaluated text; nil when none is evaluated, and so no macro comes to be.
    private let keptMacros: [TemplateMacro]?
    private var flags: UInt32
    private var scopes: [TemplateScopeKey: UInt32] = [:]

    /// Most `#evaluate` of literals inside of each other and in a row. Ours.
    private static let evaluationsMax = 1000

    /// With `text`, the template's own, plain text has places too.
    init(
        _ template: Template, _ sharing: TemplateSharing, _ profile: TemplateProfile, placing text: LocatedText? = nil
    ) {
        let survey = TemplateSurvey(template)
        self.init(
            template, text, sharing, profile, assigned: survey.assigned, defined: survey.defined,
            keptMacros: survey.evaluates ? TemplateMacro.inOrder(template.macros.values) : nil, parameters: [])
        for root in TemplateRoot.allCases where assigned.contains("\(root.name)") {
            let register = unit.take()
            unit.emit(.root, register, root.rawValue)
            unit.emit(.store, variable("\(root.name)"), register)
            unit.release(to: register)
        }
    }

    /// For text that is evaluated in a scope; `defined` are the macros of its own.
    init(
        _ template: Template, in scope: EvaluationScope, defined: [TemplateMacro], _ sharing: TemplateSharing,
        placing text: LocatedText?
    ) {
        self.init(
            template, text, sharing, scope.nullIsEmpty ? .aws : .velocity, assigned: Set(scope.names),
            defined: TemplateSurvey(template).defined, keptMacros: defined, parameters: scope.parameters)
        for name in scope.names { _ = variable(name) }
        for name in scope.hidden { hiding[name] = EvaluationScope.hiding(name) }
        flags |= ProgramRecord.isEvaluated
    }

    private init(
        _ template: Template, _ text: LocatedText?, _ sharing: TemplateSharing, _ profile: TemplateProfile,
        assigned: Set<String>, defined: Set<String>, keptMacros: [TemplateMacro]?, parameters: [String]
    ) {
        self.template = template
        self.text = text
        self.sharing = sharing
        self.profile = profile
        self.assigned = assigned
        self.defined = defined
        self.keptMacros = keptMacros
        flags = profile == .aws ? ProgramRecord.nullIsEmpty : 0
        program = sharing.builder.append(ProgramRecord(unit: 0, names: .empty, flags: 0, text: .empty))
        unit = TemplateUnit(index: TemplateLowering.reserve(sharing), parameters: parameters)
    }

    private static func reserve(_ sharing: TemplateSharing) -> UInt32 {
        sharing.builder.append(TemplateUnitRecord(entry: 0, length: 0, registers: 0, parameters: 0, program: 0))
    }

    var builder: PlanBuilder { sharing.builder }

    mutating func lower() throws(TemplateProblem) -> UInt32 {
        try lower(template.nodes)
        let main = unit.index
        try finish()
        var text = StringReference.empty
        if template.nodes.isEmpty {
            flags |= ProgramRecord.isText
        } else if template.nodes.count == 1, case .text(let bytes, _) = template.nodes[0] {
            flags |= ProgramRecord.isText
            text = builder.intern(bytes: bytes)
        }
        let range = records(of: names)
        let macros = builder.append(
            contentsOf: (keptMacros ?? []).map {
                TemplateMacroRecord(name: builder.intern($0.name), source: builder.intern(bytes: $0.source))
            })
        builder.replace(
            program, with: ProgramRecord(unit: main, names: range, flags: flags, text: text, macros: macros))
        return program
    }

    private func records(of names: [String]) -> RecordRange {
        builder.append(contentsOf: names.map { TemplateNameRecord(text: builder.intern($0)) })
    }

    /// Ends the unit at hand and stores it.
    private mutating func finish() throws(TemplateProblem) {
        unit.emit(.stop)
        let fusion = TemplateFusion(unit.code)
        let range = builder.append(contentsOf: fusion.fused)
        for mark in unit.places where mark.instruction < unit.code.count {
            sharing.places.append((range.start + UInt32(fusion.moved[mark.instruction]), mark.range))
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
        if parameters != nil { hiding = [:] }
        unit = TemplateUnit(
            index: index ?? TemplateLowering.reserve(sharing), parameters: parameters ?? outer.parameters)
        try body(&self)
        try finish()
        let result = unit.index
        unit = outer
        hiding = outerHiding
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

    func isBlock(_ name: String) -> Bool { defined.contains(name) }

    // MARK: Nodes

    mutating func lower(_ nodes: [TemplateNode]) throws(TemplateProblem) {
        for node in nodes { try lower(node) }
    }

    private mutating func lower(_ node: TemplateNode) throws(TemplateProblem) {
        if let place = node.place ?? self.place(ofText: node) { unit.mark(place) }
        switch node {
        case .text(let bytes, _): unit.emitText(builder.intern(bytes: bytes))
        case .reference(let reference): try append(reference)
        case .set(let target, let value, _): try assign(value, to: target)
        case .conditional(let branches, let otherwise): try conditional(branches, otherwise)
        case .loop(let variable, let source, let body, _): try loop(variable, source, body)
        case .call(let call): try self.call(call)
        case .define(let name, let body): try define(name, body)
        case .evaluate(let value, let range): try evaluate(value, at: range)
        case .inclusion(let directive, let range):
            sharing.sink.report(TemplateProblem.inclusionRefused(directive: directive, at: range))
            unit.emit(.fail, TemplateFailureReason.inclusion.rawValue)
        case .leave(let target): try leave(target)
        case .stop: unit.emit(.halt)
        case .failing: unit.emit(.fail, TemplateFailureReason.directive.rawValue)
        }
    }

    private func place(ofText node: TemplateNode) -> SourceRange? {
        guard let text, case .text(let bytes, let places) = node, let first = places.offset(of: 0) else { return nil }
        return text.range(first, first + bytes.count)
    }

    private mutating func conditional(
        _ branches: [(condition: TemplateExpression, body: [TemplateNode])], _ otherwise: [TemplateNode]
    ) throws(TemplateProblem) {
        var ends: [Int] = []
        for (index, branch) in branches.enumerated() {
            if let known = literalTruth(branch.condition) {
                // A literal: only its own body, or none, can run.
                if !known { continue }
                try lower(branch.body)
                for end in ends { unit.patch(end) }
                return
            }
            let skip = try jump(unless: branch.condition)
            try lower(branch.body)
            if index + 1 < branches.count || !otherwise.isEmpty { ends.append(unit.emit(.jump)) }
            for place in skip { unit.patch(place) }
        }
        try lower(otherwise)
        for end in ends { unit.patch(end) }
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
        if hides(name) {
            target = EvaluationScope.hiding(name)
            hiding[name] = target
        }
        let start = unit.emit(.loop, register, variable(target))
        unit.release(to: register)
        unit.scopes.append(.loop([]))
        let next = unit.emit(.next)
        try lower(body)
        unit.emit(.jump, UInt32(next))
        unit.patch(start)
        unit.patch(next)
        if case .loop(let breaks)? = unit.scopes.popLast() {
            for place in breaks { unit.patch(place) }
        }
        hiding = outer
    }

    /// Whether a loop's variable of this name hides what is no variable.
    private mutating func hides(_ name: String) -> Bool {
        if hiding[name] != nil { return true }
        if case .variable = meaning(of: name) { return false }
        return true
    }

    /// `#break`: of what stands nearest around it, or of the loop that a `$foreach` names.
    private mutating func leave(_ target: TemplateExpression?) throws(TemplateProblem) {
        guard let target else {
            switch unit.scopes.last {
            case .loop: leaveLoops(1)
            case .text: unit.emit(.leaveNearest)
            case nil: unit.emit(.stop)
            }
            return
        }
        guard case .reference(let reference) = target else {
            unit.emit(.fail, TemplateFailureReason.directive.rawValue)
            return
        }
        if let levels = levels(of: reference) { return leaveLoops(levels) }
        let register = unit.take()
        try value(of: reference, into: register)
        unit.emit(.leaveLoop, register)
        unit.release(to: register)
    }

    /// How many loops of this unit a `$foreach` leaves; nil when that shows only when it runs.
    private mutating func levels(of reference: TemplateReference) -> Int? {
        guard case .loop(.loop) = meaning(of: reference.root), reference.isComputable else { return nil }
        for step in reference.steps {
            guard case .property("parent") = step else { return nil }
        }
        let levels = reference.steps.count + 1
        if unit.scopes.count < levels { return nil }
        for scope in unit.scopes.suffix(levels) {
            guard case .loop = scope else { return nil }
        }
        return levels
    }

    private mutating func leaveLoops(_ levels: Int) {
        unit.emit(.leave, UInt32(levels))
        let place = unit.emit(.jump)
        let index = unit.scopes.count - levels
        if case .loop(let places) = unit.scopes[index] { unit.scopes[index] = .loop(places + [place]) }
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
        case .root, .loop: unit.emit(.fail, TemplateFailureReason.assignment.rawValue)
        }
    }

    // MARK: Evaluated text

    private mutating func evaluate(
        _ value: TemplateExpression, at range: SourceRange
    ) throws(TemplateProblem) {
        if case .string(let text) = value, let index = try evaluated(text, at: range) {
            unit.emit(.runEvaluated, index)
            return
        }
        if value.readsInput { sharing.sink.report(TemplateProblem.evaluatesRequest(at: range)) }
        let register = unit.take()
        try lower(value, into: register)
        unit.emit(.evaluate, register, scope())
        unit.release(to: register)
    }

    /// The unit of a literal; nil when the literal defines macros, which exist only once it has run.
    private mutating func evaluated(_ text: [UInt8], at range: SourceRange) throws(TemplateProblem) -> UInt32? {
        evaluations += 1
        if evaluations > TemplateLowering.evaluationsMax {
            throw .limit(what: "`#evaluate`", limit: TemplateLowering.evaluationsMax, at: range)
        }
        var macros = template.macros
        let nodes = try parseEvaluatedTemplate(text, at: range, macros: &macros)
        if macros.count > template.macros.count { return nil }
        return try inner { lowering throws(TemplateProblem) in try lowering.lower(nodes) }
    }

    /// The record of what evaluated text sees here.
    private mutating func scope() -> UInt32 {
        let key = TemplateScopeKey(parameters: unit.parameters, hidden: hiding.keys.sorted())
        if let index = scopes[key] { return index }
        let record = TemplateScopeRecord(parameters: records(of: key.parameters), hidden: records(of: key.hidden))
        let index = builder.append(record)
        scopes[key] = index
        return index
    }

    // MARK: Macros

    private mutating func call(_ call: TemplateCall) throws(TemplateProblem) {
        guard let macro = template.macros[call.name] else {
            let text = builder.intern(bytes: call.literal)
            if keptMacros != nil {
                let name = sharing.constant(string: call.name)
                unit.emit(.callUnknown, name, text.offset, text.length, d: scope())
            } else {
                unit.emitText(text)
            }
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
        // A name that the call gives nothing means what it means to the caller: so do the caller's own parameters.
        let inherited = inherited(by: macro)
        for name in (macro.parameters + inherited).dropFirst(arguments.count) {
            let thunk = try inner { lowering throws(TemplateProblem) in lowering.load(name) }
            arguments.append(TemplateArgumentRecord(unit: thunk, isBody: false, text: builder.intern("$" + name)))
        }
        if let body = call.body {
            let block = try inner { lowering throws(TemplateProblem) in
                _ = lowering.unit.take()
                try lowering.lower(body)
            }
            arguments.append(TemplateArgumentRecord(unit: block, isBody: true, text: .empty))
        }
        let target = try macroUnit(macro, inherited)
        let range = builder.append(contentsOf: arguments)
        unit.emit(.macro, target, range.start, range.count)
    }

    /// Most units of macros that see parameters of others. Ours: calls in a circle see more and more of them.
    private static let inheritingMax = 100
    /// Most parameters that a macro sees of others. Ours.
    private static let inheritedMax = 64

    /// The caller's parameters that a macro sees besides its own.
    private func inherited(by macro: TemplateMacro) -> [String] {
        if macroUnits.count > TemplateLowering.inheritingMax { return [] }
        var names: [String] = []
        for name in unit.parameters where names.count < TemplateLowering.inheritedMax {
            if name == "bodyContent" || hiding[name] != nil { continue }
            if !macro.parameters.contains(name), !names.contains(name) { names.append(name) }
        }
        return names
    }

    /// Loads what a name means into a register of its own.
    private mutating func load(_ name: String) {
        let register = unit.take()
        switch meaning(of: name) {
        case .variable(let variable): unit.emit(.load, register, variable)
        case .parameter(let parameter): unit.emit(.parameter, register, parameter)
        case .root(let root): unit.emit(.root, register, root.rawValue)
        case .loop(let state): unit.emit(.loopValue, register, state.rawValue)
        }
    }

    /// The unit of a macro's body, made at its first call with these parameters of others.
    private mutating func macroUnit(
        _ macro: TemplateMacro, _ inherited: [String]
    ) throws(TemplateProblem) -> UInt32 {
        let key = ([macro.name] + inherited).joined(separator: " ")
        if let index = macroUnits[key] { return index }
        let index = TemplateLowering.reserve(sharing)
        macroUnits[key] = index
        return try inner(parameters: macro.parameters + inherited + ["bodyContent"], index: index) {
            lowering throws(TemplateProblem) in
            try lowering.lower(macro.body)
        }
    }
}

/// What tells scopes of evaluated text apart.
private struct TemplateScopeKey: Hashable {
    let parameters: [String]
    let hidden: [String]
}
