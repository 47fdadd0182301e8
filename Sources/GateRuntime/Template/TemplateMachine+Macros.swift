// Macros, their arguments, and blocks.

import GateBytes
import GatePlan

extension TemplateMachine {
    mutating func callMacro<Host: TemplateHost>(
        _ instruction: TemplateInstruction, frame: Int, _ run: inout TemplateRun, _ host: inout Host,
        _ out: inout ByteBuffer
    ) throws(TemplateFailure) -> TemplateStop {
        let outer = frames[frame]
        if outer.macroDepth >= TemplateMachine.macroDepthMax { throw .depth }
        if budget < 0 { throw .instructions }
        let first = bindings.count
        let records = RecordRange(start: instruction.b, count: instruction.c)
        for index in records.indices {
            let record = run.arguments[index]
            bindings.append(
                TemplateBinding(
                    plan: run.number, unit: record.unit, isBody: record.isBody != 0, text: record.text, value: .null,
                    frame: frame))
        }
        frames.append(
            TemplateFrame(bindings: first, count: Int(instruction.c), macroDepth: outer.macroDepth + 1))
        let stop = try execute(instruction.a, frame: frames.count - 1, &run, &host, &out)
        frames.removeLast()
        bindings.removeLast(bindings.count - first)
        return stop.endingMacro
    }

    /// The binding of a parameter; nil when the call gave none.
    private mutating func binding(_ parameter: Int, frame: Int) -> Int? {
        let frame = frames[frame]
        return parameter < frame.count ? frame.bindings + parameter : nil
    }

    /// The value of a parameter: its argument's, evaluated now. A string in it may stop what is run.
    mutating func parameter<Host: TemplateHost>(
        _ parameter: Int, frame: Int, _ stop: inout TemplateStop, _ run: inout TemplateRun, _ host: inout Host,
        _ out: inout ByteBuffer
    ) throws(TemplateFailure) -> TemplateValue {
        guard let place = binding(parameter, frame: frame) else { return .null }
        let binding = bindings[place]
        if binding.unit == PlanFormat.none { return binding.value }
        if binding.isBody {
            return TemplateMachine.block(plan: binding.plan, unit: binding.unit, frame: binding.frame)
        }
        let start = registersUsed
        stop = try execute(binding.unit, of: binding.plan, frame: binding.frame, &run, &host, &out)
        return stop == .done ? window(start)[0] : .null
    }

    /// Text to be rendered where it is printed.
    static func block(plan: UInt32, unit: UInt32, frame: Int) -> TemplateValue {
        TemplateValue(.block, bits: UInt64(plan) << 32 | UInt64(unit), length: UInt32(frame))
    }

    /// Runs a unit of any plan of the run.
    private mutating func execute<Host: TemplateHost>(
        _ unit: UInt32, of plan: UInt32, frame: Int, _ run: inout TemplateRun, _ host: inout Host,
        _ out: inout ByteBuffer
    ) throws(TemplateFailure) -> TemplateStop {
        if plan == run.number { return try execute(unit, frame: frame, &run, &host, &out) }
        var other = evaluation.runs[Int(plan)]
        other.start = run.start
        return try execute(unit, frame: frame, &other, &host, &out)
    }

    /// Assigns to a parameter: the macro's own view changes, nothing else.
    mutating func setParameter(_ parameter: Int, frame: Int, _ value: TemplateValue) {
        if let place = binding(parameter, frame: frame) {
            bindings[place].unit = PlanFormat.none
            bindings[place].value = value
            return
        }
        // The call gave too few arguments: the frame on top can still grow.
        let own = frames[frame]
        guard frame == frames.count - 1, own.bindings + own.count == bindings.count else { return }
        while frames[frame].count <= parameter {
            bindings.append(
                TemplateBinding(plan: 0, unit: PlanFormat.none, isBody: false, text: .empty, value: .null, frame: frame)
            )
            frames[frame].count += 1
        }
        bindings[own.bindings + parameter].value = value
    }

    mutating func appendParameter<Host: TemplateHost>(
        _ instruction: TemplateInstruction, frame: Int, _ run: inout TemplateRun, _ host: inout Host,
        _ out: inout ByteBuffer
    ) throws(TemplateFailure) -> TemplateStop {
        let number = Int(instruction.a)
        var stop = TemplateStop.done
        let value = try parameter(number, frame: frame, &stop, &run, &host, &out)
        if stop != .done { return stop }
        var literal = run.text(instruction.b, instruction.c)
        if instruction.d == 1, let place = binding(number, frame: frame), bindings[place].text.length > 0 {
            let text = bindings[place].text
            let plan = bindings[place].plan
            literal =
                plan == run.number
                ? run.text(text.offset, text.length)
                : evaluation.runs[Int(plan)].text(text.offset, text.length)
        }
        return try append(value, literal: literal, &run, &host, &out)
    }

    /// Renders a block where it is printed; false when it is inside of itself too often.
    mutating func renderBlock<Host: TemplateHost>(
        _ block: TemplateValue, _ run: inout TemplateRun, _ host: inout Host, _ out: inout ByteBuffer
    ) throws(TemplateFailure) -> TemplateStop? {
        var inside = 0
        for other in blocks where other == block.bits { inside += 1 }
        if inside >= TemplateMachine.blockDepthMax { return nil }
        if budget < 0 { throw .instructions }
        blocks.append(block.bits)
        defer { blocks.removeLast() }
        let frame = Int(block.length) < frames.count ? Int(block.length) : 0
        return try execute(
            UInt32(truncatingIfNeeded: block.bits), of: UInt32(block.bits >> 32), frame: frame, &run, &host, &out
        ).endingMacro
    }

    /// A value that is no block: a block's text is rendered, and may stop what is run.
    mutating func plain<Host: TemplateHost>(
        _ value: TemplateValue, _ stop: inout TemplateStop, _ run: inout TemplateRun, _ host: inout Host
    ) throws(TemplateFailure) -> TemplateValue {
        if value.tag != .block { return value }
        var text = ByteBuffer(capacity: 256)
        var copy = run
        copy.start = 0
        guard let end = try renderBlock(value, &copy, &host, &text) else { return .null }
        stop = end
        return heap.string(copying: text.view)
    }
}
