// `#evaluate` of text that is known only now, calls of macros that such text defined, and paths put together.
//
// Evaluated text becomes a program of a plan of its own. Its variables are numbered behind those of the run so far, so
// it reads and writes the same ones; it runs in the frame of the macro around it. Units are therefore told apart by
// their plan and their number: `TemplateRun.number` is the plan's place in the run.

import GateBytes
import GateJSON
import GatePlan

extension TemplateMachine {
    /// Evaluated texts inside of each other. Ours.
    static let evaluationDepthMax = 20
    /// Longest evaluated text, in bytes. AWS: "API Gateway quotas", mapping template size.
    static let evaluatedBytesMax = 300 * 1024
    /// Most evaluated texts that a worker keeps compiled. Ours.
    static let evaluatedTextsMax = 256
    /// Most memory that a worker's evaluated texts take, in bytes. Ours.
    static let evaluatedTextsBytesMax = 4 << 20
    /// Most paths put together that a worker keeps compiled. Ours: more than a body has elements that are looked at.
    static let madePathsMax = 2048
    /// Most memory that they take, in bytes. Ours.
    static let madePathsBytesMax = 4 << 20
    /// What compiling a text takes off the budget: for itself, and for each byte of it and of the macros around it.
    /// Ours: measured 35 µs and 60 ns, where an instruction takes 3 ns.
    private static let textInstructions = 4_000
    private static let textInstructionsPerByte = 20
    /// The same for a path. Ours: 6 µs for a short one.
    private static let pathInstructions = 500
    private static let pathInstructionsPerByte = 5

    // MARK: Evaluated text

    /// Runs a value's text as a template of its own.
    mutating func evaluate<Host: TemplateHost>(
        _ value: TemplateValue, scope: UInt32, frame: Int, _ run: inout TemplateRun, _ host: inout Host,
        _ out: inout ByteBuffer
    ) throws(TemplateFailure) -> TemplateStop {
        var stop = TemplateStop.done
        let value = try plain(value, &stop, &run, &host)
        if stop != .done || value.isNull { return stop }
        let text = try heap.text(value)
        return try render(text, scope: scope, frame: frame, &run, &host, &out).endingEvaluation
    }

    /// Calls a macro that the compiler did not know, if a text has defined it since; else the call is plain text.
    mutating func callUnknown<Host: TemplateHost>(
        _ instruction: TemplateInstruction, frame: Int, _ run: inout TemplateRun, _ host: inout Host,
        _ out: inout ByteBuffer
    ) throws(TemplateFailure) -> TemplateStop {
        let text = run.text(instruction.b, instruction.c)
        if !isDefined(run.constantText(Int(instruction.a))) {
            out.append(text)
            return .done
        }
        return try render(text, scope: instruction.d, frame: frame, &run, &host, &out)
    }

    private func isDefined(_ macro: ByteView) -> Bool {
        for text in evaluation.adopted {
            for index in text.program.macros.indices {
                if text.tables.plan.string(text.tables.templates.macros[index].name) == macro { return true }
            }
        }
        return false
    }

    private mutating func render<Host: TemplateHost>(
        _ text: ByteView, scope: UInt32, frame: Int, _ run: inout TemplateRun, _ host: inout Host,
        _ out: inout ByteBuffer
    ) throws(TemplateFailure) -> TemplateStop {
        if evaluation.depth >= TemplateMachine.evaluationDepthMax { throw .depth }
        try checkLimits(run, out)
        let compiled = try compiled(text, run.templates.scopes[scope], run, keepsPlaces: Host.isTraced)
        adopt(compiled)
        let program = compiled.program
        if program.flags & ProgramRecord.isText != 0, !Host.isTraced {
            out.append(compiled.tables.plan.string(program.text))
            return .done
        }
        evaluation.depth += 1
        var inner = evaluation.runs[compiled.number]
        inner.start = run.start
        let stop = try execute(program.unit, frame: frame, &inner, &host, &out)
        evaluation.depth -= 1
        return stop
    }

    /// The program of a text where it stands.
    private mutating func compiled(
        _ text: ByteView, _ scope: TemplateScopeRecord, _ run: TemplateRun, keepsPlaces: Bool
    ) throws(TemplateFailure) -> CompiledText {
        guard let evaluator else { throw .refused }
        if text.count > TemplateMachine.evaluatedBytesMax { throw .memory }
        if evaluation.runs.isEmpty { beginEvaluation(run) }
        writeKey(text, scope, run, keepsPlaces: keepsPlaces)
        if let known = evaluation.texts.find(evaluation.key.view) { return known }
        budget -=
            TemplateMachine.textInstructions + evaluation.key.count * TemplateMachine.textInstructionsPerByte
        if budget < 0 { throw .instructions }
        var described = self.scope(scope, run)
        described.keepsPlaces = keepsPlaces
        guard let plan = evaluator.template(String(text), described),
            let compiled = CompiledText(evaluation.key.view, plan, .template)
        else { throw .parse }
        evaluation.texts.keep(compiled)
        return compiled
    }

    /// The first text of a run: the program's own plan becomes number 0.
    private mutating func beginEvaluation(_ run: TemplateRun) {
        evaluation.serial += 1
        evaluation.runs.append(run)
        evaluation.lineage.removeAll()
        evaluation.variables = 0
        let program = run.templates.programs[programIndex]
        learn(program, run.templates, run.tables.plan)
    }

    /// What a text is compiled for, byte for byte: profile, place, names and macros so far, the text.
    private mutating func writeKey(
        _ text: ByteView, _ scope: TemplateScopeRecord, _ run: TemplateRun, keepsPlaces: Bool
    ) {
        evaluation.key.removeAll()
        evaluation.key.append((isAWS ? 1 : 0) | (keepsPlaces ? 2 : 0))
        for range in [scope.parameters, scope.hidden] {
            evaluation.key.append(counted: range.indices.count)
            for index in range.indices {
                evaluation.key.append(counted: run.tables.plan.string(run.templates.names[index].text))
            }
        }
        evaluation.key.append(counted: evaluation.lineage.view)
        evaluation.key.append(text)
    }

    private func scope(_ record: TemplateScopeRecord, _ run: TemplateRun) -> EvaluationScope {
        var scope = EvaluationScope(nullIsEmpty: isAWS, names: [])
        for index in record.parameters.indices {
            scope.parameters.append(String(run.tables.plan.string(run.templates.names[index].text)))
        }
        for index in record.hidden.indices {
            scope.hidden.append(String(run.tables.plan.string(run.templates.names[index].text)))
        }
        let own = evaluation.runs[0]
        describe(own.templates.programs[programIndex], own.templates, own.tables.plan, &scope)
        for text in evaluation.adopted { describe(text.program, text.tables.templates, text.tables.plan, &scope) }
        return scope
    }

    private func describe(
        _ program: ProgramRecord, _ templates: TemplateTables, _ plan: PlanImage, _ scope: inout EvaluationScope
    ) {
        for index in program.names.indices.dropFirst(scope.names.count) {
            scope.names.append(String(plan.string(templates.names[index].text)))
        }
        for index in program.macros.indices {
            let macro = templates.macros[index]
            scope.macros.append((String(plan.string(macro.name)), String(plan.string(macro.source))))
        }
    }

    /// Makes a text part of the run, once: its variables and macros are there from now on.
    private mutating func adopt(_ text: CompiledText) {
        if text.serial == evaluation.serial { return }
        text.serial = evaluation.serial
        text.number = evaluation.runs.count
        var run = TemplateRun(.passUnretained(text.tables), start: 0)
        run.number = UInt32(text.number)
        evaluation.runs.append(run)
        evaluation.adopted.append(text)
        let program = text.program
        growVariables(Int(program.names.count))
        learn(program, text.tables.templates, text.tables.plan)
    }

    private mutating func learn(_ program: ProgramRecord, _ templates: TemplateTables, _ plan: PlanImage) {
        for index in program.names.indices.dropFirst(evaluation.variables) {
            evaluation.lineage.append(counted: plan.string(templates.names[index].text))
        }
        evaluation.variables = max(evaluation.variables, program.names.indices.count)
        for index in program.macros.indices {
            evaluation.lineage.append(counted: plan.string(templates.macros[index].name))
            evaluation.lineage.append(counted: plan.string(templates.macros[index].source))
        }
    }

    // MARK: Paths

    /// A path that the template has put together; it may have no meaning.
    mutating func madePath(_ text: ByteView) throws(TemplateFailure) -> CompiledText {
        if let known = evaluation.paths.find(text) { return known }
        guard let evaluator, !text.isEmpty else { throw .path }
        budget -= TemplateMachine.pathInstructions + text.count * TemplateMachine.pathInstructionsPerByte
        if budget < 0 { throw .instructions }
        guard let plan = evaluator.path(String(text)), let compiled = CompiledText(text, plan, .path) else {
            throw .path
        }
        evaluation.paths.keep(compiled)
        return compiled
    }
}

extension TemplateStop {
    /// What is left of a stop where evaluated text ends.
    var endingEvaluation: TemplateStop { self == .left ? .left : .done }
    /// What is left of a stop where a macro or block ends.
    var endingMacro: TemplateStop { self == .broken ? .done : self }
}

extension ByteBuffer {
    fileprivate mutating func append(counted count: Int) { append(hex: UInt64(count), digits: 8) }

    fileprivate mutating func append(counted text: ByteView) {
        append(counted: text.count)
        append(text)
    }
}
