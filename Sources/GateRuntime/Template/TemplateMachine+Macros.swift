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
                    unit: record.unit, isBody: record.isBody != 0, text: record.text, value: .null, frame: frame))
        }
        frames.append(
            TemplateFrame(bindings: first, count: Int(instruction.c), macroDepth: outer.macroDepth + 1))
        let stop = try execute(instruction.a, frame: frames.count - 1, &run, &host, &out)
        frames.removeLast()
        bindings.removeLast(bindings.count - first)
        return stop
    }

    /// The binding of a parameter; nil when the call gave none.
    private mutating func binding(_ parameter: Int, frame: Int) -> Int? {
        let frame = frames[frame]
        return parameter < frame.count ? frame.bindings + parameter : nil
    }

    /// The value of a parameter: its argument's, evaluated now.
    mutating func parameter<Host: TemplateHost>(
        _ parameter: Int, frame: Int, _ run: inout TemplateRun, _ host: inout Host, _ out: inout ByteBuffer
    ) throws(TemplateFailure) -> TemplateValue {
        guard let place = binding(parameter, frame: frame) else { return .null }
        let binding = bindings[place]
        if binding.unit == PlanFormat.none { return binding.value }
        if binding.isBody {
            return TemplateValue(.block, bits: UInt64(binding.unit), length: UInt32(binding.frame))
        }
        let start = registersUsed
        _ = try execute(binding.unit, frame: binding.frame, &run, &host, &out)
        return window(start)[0]
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
                TemplateBinding(unit: PlanFormat.none, isBody: false, text: .empty, value: .null, frame: frame))
            frames[frame].count += 1
        }
        bindings[own.bindings + parameter].value = value
    }

    mutating func appendParameter<Host: TemplateHost>(
        _ instruction: TemplateInstruction, frame: Int, _ run: inout TemplateRun, _ host: inout Host,
        _ out: inout ByteBuffer
    ) throws(TemplateFailure) -> TemplateStop {
        let number = Int(instruction.a)
        let value = try parameter(number, frame: frame, &run, &host, &out)
        var literal = instruction
        if instruction.d == 1, let place = binding(number, frame: frame), bindings[place].text.length > 0 {
            literal.b = bindings[place].text.offset
            literal.c = bindings[place].text.length
        }
        return try append(value, literal: literal, &run, &host, &out)
    }

    /// Renders a block where it is printed; false when it is inside of itself too often.
    mutating func renderBlock<Host: TemplateHost>(
        _ block: TemplateValue, _ run: inout TemplateRun, _ host: inout Host, _ out: inout ByteBuffer
    ) throws(TemplateFailure) -> TemplateStop? {
        let unit = UInt32(truncatingIfNeeded: block.bits)
        var inside = 0
        for other in blocks where other == unit { inside += 1 }
        if inside >= TemplateMachine.blockDepthMax { return nil }
        if budget < 0 { throw .instructions }
        blocks.append(unit)
        defer { blocks.removeLast() }
        let frame = Int(block.length) < frames.count ? Int(block.length) : 0
        return try execute(unit, frame: frame, &run, &host, &out)
    }

    /// A value that is no block: a block's text is rendered.
    mutating func plain<Host: TemplateHost>(
        _ value: TemplateValue, _ run: inout TemplateRun, _ host: inout Host
    ) throws(TemplateFailure) -> TemplateValue {
        if value.tag != .block { return value }
        var text = ByteBuffer(capacity: 256)
        var copy = run
        copy.start = 0
        guard try renderBlock(value, &copy, &host, &text) != nil else { return .null }
        return heap.string(copying: text.view)
    }
}
