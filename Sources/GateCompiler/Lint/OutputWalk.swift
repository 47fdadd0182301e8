// Runs a template without a request: every branch that may be taken is, loops turn not at all, once and twice, and
// what the output may be is followed as a set of JSON states. So it is known where in a JSON text each reference
// stands, and whether any output can be JSON at all. What cannot be followed makes the state unknown, and nothing
// is reported of unknown states.

import GateBytes
import GateDefinition
import GateSource
import GateTemplate

/// What is known of the place where a template runs.
struct LintScope {
    /// Whether the data of `$input.path` and the like is the client's.
    let isRequest: Bool
    /// Whether the output is JSON by its content type.
    let isJSON: Bool
    /// Names of the path's parameters: their values are never decoded, so they hold no quotes.
    let pathNames: [String]
    /// The request's model, for templates of requests.
    var model: ModelOutline.Root?
    /// Whether bodies are validated against it.
    var isValidated = false
}

/// One walk through a template.
struct OutputWalk {
    /// Work for one template, in bytes and nodes times states.
    static let stepsMax = 400_000
    /// Most states side by side.
    static let statesMax = 48
    /// Deepest nesting of macros and blocks that is followed.
    static let expansionMax = 8

    /// What must happen, to learn whether anything else could go wrong.
    struct Scenario {
        /// Turns of loops, by node.
        var turns: [[Int]: Int] = [:]
        /// Branches of conditions, by node.
        var branches: [[Int]: Int] = [:]
    }

    /// A loop or condition that was met.
    struct Fork {
        let path: [Int]
        let place: SourceRange?
        /// Paths of the loops around.
        let loops: [[Int]]
        /// The branches around.
        let ways: [[Int]: Int]
        /// Whether the loop may turn not at all; of conditions, the branches that may be taken.
        var canBeEmpty = true
        var branches: [Int] = []
        var conditions: [SourceRange?] = []
    }

    /// The turn of a loop that is walked.
    struct Turn {
        let path: [Int]
        let index: Int
        let isLast: Bool
        var left: [JSONState] = []
    }

    /// A condition's outcomes.
    struct Outcome {
        var value: Bool?
        let reason: LintProblem.Constancy?
        let place: SourceRange?
    }

    let template: GateTemplate.Template
    let text: LocatedText
    let scope: LintScope
    let outline: ModelOutline?
    let scenario: Scenario

    var states: [JSONState]
    /// States of output that ended early.
    var ended: [JSONState] = []
    /// What variables hold.
    var variables: [String: [PrintedForm]] = [:]
    var blocks: [[TemplateNode]] = []
    var turns: [Turn] = []
    /// The branches that are walked.
    private var ways: [[Int]: Int] = [:]
    var path: [Int] = []
    private(set) var steps = 0
    private var expansions = 0
    /// The fault that was met furthest in the text.
    private(set) var fault: (fault: JSONFault, place: SourceRange)?
    private(set) var loops: [Fork] = []
    private(set) var conditions: [Fork] = []
    private(set) var outcomes: [[Int]: Outcome] = [:]
    let findings = LintFindings()

    init(
        _ template: GateTemplate.Template, _ text: LocatedText, _ scope: LintScope, _ outline: ModelOutline?,
        scenario: Scenario = Scenario()
    ) {
        self.template = template
        self.text = text
        self.scope = scope
        self.outline = outline
        self.scenario = scenario
        states = [scope.isJSON ? JSONState() : .unknown]
    }

    /// Whether the work was too much; nothing is known then.
    var isExhausted: Bool { steps > OutputWalk.stepsMax }

    /// Walks the whole template; whether any output may be JSON.
    mutating func run() -> Bool {
        walk(template.nodes)
        if isExhausted { return true }
        let end = text.text.utf8.count
        let last = text.text.utf8.reversed().prefix { ASCII.isBlank($0) || $0 == 0x0a || $0 == 0x0d }.count
        let place = text.range(max(end - last - 1, 0), max(end - last, 0))
        var isPossible = false
        for state in states + ended {
            if let fault = state.faultAtEnd {
                note(fault, at: place)
            } else {
                isPossible = true
            }
        }
        return isPossible
    }

    mutating func note(_ fault: JSONFault, at place: SourceRange) {
        if let known = self.fault, known.place.start > place.start { return }
        self.fault = (fault, place)
    }

    /// Spends work; false when there is none left.
    mutating func spend(_ count: Int) -> Bool {
        steps += count
        if !isExhausted { return true }
        states = [.unknown]
        return false
    }

    mutating func unite(_ list: [JSONState]) {
        var unique: [JSONState] = []
        var seen = Set<JSONState>()
        for state in list where seen.insert(state).inserted { unique.append(state) }
        states = unique.count > OutputWalk.statesMax ? [.unknown] : unique
    }

    // MARK: Nodes

    mutating func walk(_ nodes: [TemplateNode]) {
        for (index, node) in nodes.enumerated() {
            if states.isEmpty || !spend(states.count) { return }
            path.append(index)
            walk(node)
            path.removeLast()
        }
    }

    private mutating func walk(_ node: TemplateNode) {
        switch node {
        case .text(let bytes, let places):
            feed(bytes) { text, index in places.offset(of: index).map { text.range($0, $0 + 1) } ?? text.range }
        case .reference(let reference): printReference(reference)
        case .set(let target, let value, _): assign(value, to: target)
        case .conditional(let branches, let otherwise): conditional(branches, otherwise)
        case .loop(let variable, let source, let body, _): loop(variable, source, body)
        case .call(let call): self.call(call)
        case .define(let name, let body):
            blocks.append(body)
            variables[name] = [.block(blocks.count - 1)]
        case .evaluate: states = [.unknown]
        case .leave(let target):
            if turns.isEmpty {
                ended += states
            } else if target == nil {
                turns[turns.count - 1].left += states
            } else {
                ended.append(.unknown)
            }
            states = []
        case .stop:
            ended += states
            states = []
        case .inclusion, .failing:
            ended.append(.unknown)
            states = []
        }
    }

    /// Prints known text.
    mutating func feed(_ bytes: [UInt8], at place: (LocatedText, Int) -> SourceRange) {
        if !spend(bytes.count * states.count) { return }
        var alive: [JSONState] = []
        for state in states {
            if state.isUnknown {
                alive.append(state)
                continue
            }
            var state = state
            var fault: (JSONFault, Int)?
            for (index, byte) in bytes.enumerated() {
                if let found = state.feed(byte) {
                    fault = (found, index)
                    break
                }
            }
            if let fault { note(fault.0, at: place(text, fault.1)) } else { alive.append(state) }
        }
        unite(alive)
    }

    private mutating func conditional(
        _ branches: [(condition: TemplateExpression, body: [TemplateNode])], _ otherwise: [TemplateNode]
    ) {
        let before = states
        let outer = variables
        let id = path
        var after: [JSONState] = []
        var known: [[String: [PrintedForm]]] = []
        var open: [Int] = []
        var rest = true
        for (index, branch) in branches.enumerated() {
            let value = decide(branch.condition)
            noteOutcome(value, of: branch.condition, id + [index])
            if value?.value == false { continue }
            open.append(index)
            if value?.value == true {
                rest = false
                break
            }
        }
        if rest { open.append(branches.count) }
        if open.count > 1, !conditions.contains(where: { $0.path == id }) {
            var fork = Fork(path: id, place: branches[0].condition.place, loops: turns.map(\.path), ways: ways)
            fork.branches = open
            fork.conditions = branches.map { $0.condition.place }
            conditions.append(fork)
        }
        if let forced = scenario.branches[id], open.contains(forced) { open = [forced] }
        for index in open {
            states = before
            variables = outer
            path.append(index)
            ways[id] = index
            walk(index < branches.count ? branches[index].body : otherwise)
            ways[id] = nil
            path.removeLast()
            after += states
            if !states.isEmpty { known.append(variables) }
        }
        variables = OutputWalk.join(known, or: outer)
        unite(after)
    }

    /// What variables may hold where several ways meet.
    private static func join(
        _ ways: [[String: [PrintedForm]]], or outer: [String: [PrintedForm]]
    ) -> [String: [PrintedForm]] {
        guard var joined = ways.first else { return outer }
        for way in ways.dropFirst() {
            for (name, forms) in way {
                joined[name] = ((joined[name] ?? [.text([])]) + forms).bounded
            }
            for (name, forms) in joined where way[name] == nil { joined[name] = (forms + [.text([])]).bounded }
        }
        return joined
    }

    private mutating func noteOutcome(
        _ value: (value: Bool, reason: LintProblem.Constancy?)?, of condition: TemplateExpression, _ id: [Int]
    ) {
        if let known = outcomes[id] {
            if known.value != value?.value { outcomes[id]?.value = nil }
            return
        }
        outcomes[id] = Outcome(value: value?.value, reason: value?.reason, place: condition.place)
    }

    private mutating func loop(_ variable: String, _ source: TemplateExpression, _ body: [TemplateNode]) {
        let id = path
        let element = elements(of: source)
        var canBeEmpty = true
        if case .list(let values) = source { canBeEmpty = values.isEmpty }
        if case .range = source { canBeEmpty = false }
        if !loops.contains(where: { $0.path == id }) {
            var fork = Fork(path: id, place: source.place, loops: turns.map(\.path), ways: ways)
            fork.canBeEmpty = canBeEmpty
            loops.append(fork)
        }
        let before = states
        let outer = variables
        var after: [JSONState] = []
        var known: [[String: [PrintedForm]]] = []
        for count in scenario.turns[id].map({ [$0] }) ?? (canBeEmpty ? [0, 1, 2] : [1, 2]) {
            states = before
            variables = outer
            for index in 0..<count {
                turns.append(Turn(path: id, index: index, isLast: index == count - 1))
                variables[variable] = element
                walk(body)
                if let turn = turns.popLast() { after += turn.left }
            }
            variables[variable] = outer[variable]
            known.append(variables)
            after += states
        }
        variables = OutputWalk.join(known, or: outer)
        unite(after)
    }

    private mutating func call(_ call: TemplateCall) {
        guard let macro = template.macros[call.name] else {
            return feed(call.literal) { _, _ in call.range }
        }
        let isFollowed = expand { walk in walk.walk(macro, call) }
        if call.problem != nil || !isFollowed { states = [.unknown] }
    }

    private mutating func walk(_ macro: TemplateMacro, _ call: TemplateCall) {
        let outer = macro.parameters.map { variables[$0] }
        let arguments = call.arguments.map { forms(of: $0) }
        for (index, name) in macro.parameters.enumerated() {
            variables[name] = index < arguments.count ? arguments[index] : [.text([])]
        }
        if let body = call.body {
            blocks.append(body)
            variables["bodyContent"] = [.block(blocks.count - 1)]
        }
        walk(macro.body)
        for (name, forms) in zip(macro.parameters, outer) { variables[name] = forms }
    }

    /// Follows a macro or block; false when they are nested too deep.
    mutating func expand(_ body: (inout OutputWalk) -> Void) -> Bool {
        if expansions == OutputWalk.expansionMax { return false }
        expansions += 1
        body(&self)
        expansions -= 1
        return true
    }

    private mutating func assign(_ value: TemplateExpression, to target: TemplateReference) {
        let forms = self.forms(of: value)
        if target.steps.isEmpty {
            if !target.isFormal, !target.isQuiet { variables[target.root] = forms }
            return
        }
        // A member of a map that stands in a variable.
        guard let owner = variables[target.root] else { return }
        variables[target.root] = [PrintedData.worst([owner.worst, forms.worst]).becoming(.collection)]
    }
}
