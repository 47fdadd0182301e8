// Runs compiled mapping templates. One machine per worker: registers, variables, loops and arena are reused from
// run to run. The verifier has checked every operand, so the loop reads code and registers without checks.
//
// A unit runs in a window of the register file. Macros, blocks and macro arguments are units of their own and run by
// recursion, which is bounded by `depthMax`.

import GateBytes
import GateJSON
import GatePlan

/// A loop that is being run.
struct TemplateLoop {
    var source: TemplateValue
    /// How far the loop is: elements taken.
    var taken = 0
    var count: Int
    let variable: Int
    let saved: TemplateValue
    /// The instruction behind the loop.
    let exit: UInt32
    /// How many elements are taken at most.
    let limit: Int
    /// What must not gain or lose elements while the loop runs: the list, or the map whose values it goes over.
    let watched: TemplateValue
    /// Its changes when the loop began.
    let changes: UInt32
    /// The tape's entry of an array's next element.
    var entry: UInt32 = 0
    var members: JSONMembers?
}

/// An argument as a macro holds it.
struct TemplateBinding {
    /// The plan that the unit and the text stand in: a number of `TemplateRun`.
    var plan: UInt32
    /// The unit to run for the value; none once the parameter was assigned to.
    var unit: UInt32
    var isBody: Bool
    var text: StringReference
    var value: TemplateValue
    /// The frame in which the unit runs.
    var frame: Int
}

/// A macro's call.
struct TemplateFrame {
    var bindings: Int
    var count: Int
    /// How many macros are being run, this one included.
    var macroDepth: Int

    static let outermost = TemplateFrame(bindings: 0, count: 0, macroDepth: 0)
}

/// Why a unit stopped.
enum TemplateStop: Equatable {
    case done
    /// `#stop`: ends the evaluated text or the template.
    case halted
    /// `#break` outside of the unit's own loops: leaves what stands nearest around it.
    case broken
    /// `#break` of the loop `TemplateMachine.leaving`, which another unit began.
    case left
}

/// A worker's template machine.
package struct TemplateMachine: ~Copyable {
    /// Most iterations of a loop under the `aws` profile. AWS: "API Gateway quotas", `#foreach` iterations.
    static let iterationsMax = 1000
    /// Macros inside of each other. Velocity 1.7: `velocimacro.max.depth`.
    static let macroDepthMax = 20
    /// Units inside of each other. Ours: macros, their arguments, blocks and evaluated texts.
    static let depthMax = 120
    /// A block inside of itself. Velocity 1.7: `directive.define.max.depth`.
    static let blockDepthMax = 2
    /// Instructions of one run. Ours: some hundred milliseconds.
    static let instructionsMax = 10_000_000
    /// Largest output, in bytes. AWS: "API Gateway quotas", payload size.
    static let outputBytesMax = 10_485_760
    /// Largest text under construction, in bytes: room for an output and what is taken from it.
    static let printedBytesMax = 2 * outputBytesMax
    /// Longest list made by `[a..b]`. Ours.
    static let rangeMax = 1_000_000

    var heap = TemplateHeap()
    var machine = PathMachine<TemplateHeap>()
    private var file: UnsafeMutablePointer<TemplateValue>
    private var fileCapacity: Int
    var registersUsed = 0
    /// Most registers of this run at one time.
    private var registersTouched = 0
    private var variableCapacity: Int
    private var variableCount = 0
    var variables: UnsafeMutablePointer<TemplateValue>
    var loops = TemplateLoops()
    var bindings: [TemplateBinding] = []
    var frames: [TemplateFrame] = []
    /// Blocks that are rendered now: plan and unit of each.
    var blocks: [UInt64] = []
    /// The place of the loop that a `#break` leaves, while units stop as `left`.
    var leaving = 0
    var depth = 0
    /// What compiles evaluated text and paths put together; without one they fail.
    package var evaluator: TemplateEvaluator?
    var evaluation = TemplateEvaluation()
    /// What a traced host's runs are told to.
    var trace: TemplateTrace?
    /// The program that is run.
    private(set) var programIndex: UInt32 = 0
    var budget = 0
    /// How many entries behind its object each of the plan's constants stood last as the name of a member of the body;
    /// 0 until it was found.
    var memberPlaces: UnsafeMutablePointer<UInt32>
    private var plan: PlanImage?
    // What the run has asked its host for.
    var contextMap: TemplateValue = .null
    var parametersMap: TemplateValue = .null
    var stageMap: TemplateValue = .null
    var isBodyRead = false
    /// What `readBody` gave.
    var bodyRoot: TemplateValue = .null
    var isAWS = false

    package init() {
        fileCapacity = 256
        file = .allocate(capacity: fileCapacity)
        file.initialize(repeating: .null, count: fileCapacity)
        variableCapacity = 64
        variables = .allocate(capacity: variableCapacity)
        memberPlaces = .allocate(capacity: 1)
        frames.reserveCapacity(8)
        bindings.reserveCapacity(16)
    }

    deinit {
        file.deallocate()
        variables.deallocate()
        memberPlaces.deallocate()
    }

    /// Runs a program and appends its output.
    mutating func run<Host: TemplateHost>(
        program index: UInt32, tables: PlanTables, anyHost host: inout Host, into out: inout ByteBuffer
    ) throws(TemplateFailure) {
        if plan !== tables.plan { learn(tables) }
        let program = tables.templates.programs[index]
        if program.flags & ProgramRecord.isText != 0, !Host.isTraced {
            return out.append(tables.plan.string(program.text))
        }
        reset(program)
        programIndex = index
        var run = TemplateRun(.passUnretained(tables), start: out.count)
        let start = out.count
        do throws(TemplateFailure) {
            _ = try execute(program.unit, frame: 0, &run, &host, &out)
            if heap.arena.isExhausted || out.count - start > TemplateMachine.outputBytesMax { throw .memory }
            try handOver(&host)
        } catch {
            if Host.isTraced { trace?.fail(error) }
            out.truncate(to: start)
            throw error
        }
    }

    /// Gets ready for another plan.
    @inline(never)
    private mutating func learn(_ tables: PlanTables) {
        plan = tables.plan
        let count = max(tables.templates.constants.count, 1)
        memberPlaces.deallocate()
        memberPlaces = .allocate(capacity: count)
        memberPlaces.initialize(repeating: 0, count: count)
    }

    private mutating func reset(_ program: ProgramRecord) {
        heap.removeAll()
        variableCount = 0
        growVariables(Int(program.names.count))
        // The verifier does not prove that a register is written before it is read. What the run before left there
        // points into its arena and its body, which are gone.
        file.update(repeating: .null, count: registersTouched)
        registersTouched = 0
        registersUsed = 0
        loops.removeAll()
        // What most runs leave as it was is not touched: each of these looks for a second owner of its storage.
        if !bindings.isEmpty { bindings.removeAll(keepingCapacity: true) }
        if frames.count != 1 {
            frames.removeAll(keepingCapacity: true)
            frames.append(.outermost)
        }
        if !blocks.isEmpty { blocks.removeAll(keepingCapacity: true) }
        evaluation.removeAll()
        depth = 0
        budget = TemplateMachine.instructionsMax
        contextMap = .null
        parametersMap = .null
        stageMap = .null
        isBodyRead = false
        isAWS = program.flags & ProgramRecord.nullIsEmpty != 0
    }

    /// Gives the host what the template left below `$context`.
    private mutating func handOver<Host: TemplateHost>(_ host: inout Host) throws(TemplateFailure) {
        if contextMap.isNull { return }
        let request = heap.member(of: contextMap, ByteView("requestOverride")) ?? .null
        let response = heap.member(of: contextMap, ByteView("responseOverride")) ?? .null
        try host.takeOverrides(request: request, response: response, &heap)
    }

    /// Makes room for variables, those behind the known ones without a value.
    mutating func growVariables(_ count: Int) {
        if count <= variableCount { return }
        if count > variableCapacity {
            let bigger = UnsafeMutablePointer<TemplateValue>.allocate(capacity: count * 2)
            bigger.update(from: variables, count: variableCount)
            variables.deallocate()
            variables = bigger
            variableCapacity = count * 2
        }
        (variables + variableCount).initialize(repeating: .null, count: count - variableCount)
        variableCount = count
    }

    /// Registers for a unit; the file grows between units only, and windows are found by offset.
    mutating func openWindow(_ count: Int) -> Int {
        let start = registersUsed
        registersUsed += count
        if registersUsed > fileCapacity {
            let bigger = UnsafeMutablePointer<TemplateValue>.allocate(capacity: registersUsed * 2)
            bigger.initialize(repeating: .null, count: registersUsed * 2)
            bigger.update(from: file, count: start)
            file.deallocate()
            file = bigger
            fileCapacity = registersUsed * 2
        }
        if registersUsed > registersTouched { registersTouched = registersUsed }
        return start
    }

    /// The registers of the window that starts at an offset.
    @inline(__always)
    func window(_ start: Int) -> UnsafeMutablePointer<TemplateValue> { file + start }
}

/// What stays the same while units of one plan run.
struct TemplateRun {
    /// Not retained: whoever runs a program has them.
    let heldTables: Unmanaged<PlanTables>
    var tables: PlanTables { heldTables.takeUnretainedValue() }
    var templates: TemplateTables { tables.templates }
    /// The plan's place in the run: 0 is the program's own, others are those of evaluated texts.
    var number: UInt32 = 0
    /// The plan's texts.
    let strings: ByteView
    let constants: UnsafePointer<TemplateConstantRecord>
    let code: UnsafePointer<TemplateInstruction>
    let units: UnsafePointer<TemplateUnitRecord>
    let arguments: UnsafePointer<TemplateArgumentRecord>
    /// Where the run's output starts.
    var start: Int

    init(_ tables: Unmanaged<PlanTables>, start: Int) {
        let templates = tables._withUnsafeGuaranteedRef { $0.templates }
        heldTables = tables
        strings = tables._withUnsafeGuaranteedRef { $0.plan.strings }
        constants = templates.constants.unchecked
        code = templates.code.unchecked
        units = templates.units.unchecked
        arguments = templates.arguments.unchecked
        self.start = start
    }

    /// The text of a verified reference.
    @inline(__always)
    func text(_ offset: UInt32, _ length: UInt32) -> ByteView {
        ByteView(base: strings.base + Int(offset), count: Int(length))
    }
}

/// The open loops, innermost last: a stack that keeps its storage.
struct TemplateLoops: ~Copyable {
    private var base: UnsafeMutablePointer<TemplateLoop>
    private var capacity = 8
    private(set) var count = 0

    init() { base = .allocate(capacity: capacity) }

    deinit { base.deallocate() }

    /// The innermost loop; there is one.
    @inline(__always)
    var last: UnsafeMutablePointer<TemplateLoop> { base + (count - 1) }

    subscript(index: Int) -> UnsafeMutablePointer<TemplateLoop> {
        precondition(index >= 0 && index < count)
        return base + index
    }

    mutating func append(_ loop: TemplateLoop) {
        if count == capacity {
            let bigger = UnsafeMutablePointer<TemplateLoop>.allocate(capacity: capacity * 2)
            bigger.moveInitialize(from: base, count: count)
            base.deallocate()
            base = bigger
            capacity *= 2
        }
        (base + count).initialize(to: loop)
        count += 1
    }

    mutating func popLast() -> TemplateLoop? {
        if count == 0 { return nil }
        count -= 1
        return base[count]
    }

    mutating func removeAll() { count = 0 }
}
