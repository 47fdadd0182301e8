// What the machine tells a trace: the values around each instruction, as short texts.

import GateBytes
import GateJSON
import GatePlan

extension TemplateMachine {
    /// Notes an instruction that is about to run, and what the one before it in the unit has done.
    @inline(never)
    mutating func note(
        _ instruction: TemplateInstruction, next: Int, _ place: TemplateUnitRun, _ run: TemplateRun,
        _ out: borrowing ByteBuffer
    ) {
        guard let trace else { return }
        let program = run.number == 0 ? programIndex : evaluation.adopted[Int(run.number) - 1].index
        let record = run.templates.programs[program]
        if let last = trace.takeLast(at: depth, window: place.window) {
            finish(last, at: next - 1, record, run, out, trace)
        }
        if !trace.hasRoom() { return }
        let index = place.code - run.code + next - 1
        let step = TemplateTrace.Step(
            depth: depth - 1, place: run.tables.plan.place(of: .code, index, orBefore: true),
            instruction: trace.disassembler(run).line(at: index, of: record), reads: reads(instruction, place.window))
        let entry = TemplateTrace.Open(
            step: trace.steps.count, depth: depth, window: place.window, instruction: instruction, next: next,
            loops: loops.count, outputCount: out.count)
        trace.begin(step, entry)
    }

    private mutating func reads(_ instruction: TemplateInstruction, _ window: Int) -> [String] {
        let form = OpcodeTable.form(instruction.opcode)
        var texts: [String] = []
        for (operand, kind) in [(instruction.a, form.a), (instruction.b, form.b), (instruction.c, form.c)] {
            var count = 0
            if kind == .source { count = 1 }
            if kind == .registers {
                count = Int(instruction.opcode == .call ? instruction.d + 1 : instruction.c)
                if instruction.opcode == .map { count *= 2 }
            }
            for place in 0..<min(count, 8) {
                texts.append("r\(Int(operand) + place) \(shown(self.window(window)[Int(operand) + place]))")
            }
        }
        return texts
    }

    /// Reads off what a step has done; the unit goes on at instruction `place`.
    private mutating func finish(
        _ last: TemplateTrace.Open, at place: Int, _ program: ProgramRecord, _ run: TemplateRun,
        _ out: borrowing ByteBuffer, _ trace: TemplateTrace
    ) {
        let instruction = last.instruction
        var writes: String?
        var note: String?
        func name(_ variable: UInt32) -> String {
            "$" + String(run.tables.plan.string(run.templates.names[Int(program.names.start) + Int(variable)].text))
        }
        switch instruction.opcode {
        case .begin: break
        case .store, .assign: writes = "\(name(instruction.a)) = \(shown(variables[Int(instruction.a)]))"
        case .loop:
            let isOpen = loops.count > last.loops
            note = isOpen ? "\(loops.last.pointee.count) values" : "nothing to go over"
        case .next where place == last.next && loops.count > 0:
            let loop = loops.last.pointee
            note = "turn \(loop.taken) of \(loop.count)"
            writes = "\(name(UInt32(loop.variable))) = \(shown(variables[loop.variable]))"
        case .next: note = "no more values"
        case .jumpIfFalse, .jumpIfTrue, .jumpIfNull, .jumpUnless, .jumpUnlessLoop:
            note = place == last.next ? "goes on" : "goes to \(place)"
        case .leaveNearest, .leaveLoop: note = "goes to \(place)"
        default:
            if OpcodeTable.form(instruction.opcode).a == .target {
                writes = "r\(instruction.a) = \(shown(window(last.window)[Int(instruction.a)]))"
            }
        }
        // What units inside have printed is told by their own steps.
        var output: String?
        if trace.isLast(last.step), out.count > last.outputCount {
            output = TemplateMachine.quoted(out.view.dropFirst(last.outputCount))
        }
        trace.update(last.step) { step in
            step.writes = writes
            step.note = note
            step.output = output
        }
    }

    // MARK: Values

    /// A value as a short text: strings in quotes, collections as far as there is room.
    private mutating func shown(_ value: TemplateValue) -> String {
        var text = ByteBuffer(capacity: 64)
        show(value, depth: 0, &text)
        return String(text.view)
    }

    private mutating func show(_ value: TemplateValue, depth: Int, _ text: inout ByteBuffer) {
        switch value.tag {
        case .null: text.append("null")
        case .string: text.append(text: TemplateMachine.quoted(value.view))
        case .input: text.append("$input")
        case .util: text.append("$util")
        case .block: text.append("a block")
        case .loop: text.append("$foreach")
        case .mark: text.append("a text's start")
        case .list, .tapeArray, .range, .map, .tapeObject: showCollection(heap.resolve(value), depth: depth, &text)
        default:
            do throws(TemplateFailure) {
                try heap.append(value, to: &text)
            } catch {
                text.append("?")
            }
        }
    }

    private mutating func showCollection(_ value: TemplateValue, depth: Int, _ text: inout ByteBuffer) {
        let isMap = value.isMap
        text.append(isMap ? "{" : "[")
        var members = value.tag == .tapeObject ? heap.cursor(value).members : nil
        for place in 0..<heap.count(of: value) {
            if place > 0 { text.append(", ") }
            if depth > 8 || text.count > TemplateTrace.shownBytesMax {
                text.append("…")
                break
            }
            var key: TemplateValue?
            var element = TemplateValue.null
            if let member = members?.next() {
                key = heap.value(member.name)
                element = heap.value(member.value)
            } else if isMap, let object = value.object {
                key = object.pointee.items[place * 2]
                element = object.pointee.items[place * 2 + 1]
            } else if !isMap {
                element = heap.element(of: value, at: place)
            }
            if let key {
                show(key, depth: depth + 1, &text)
                text.append(": ")
            }
            show(element, depth: depth + 1, &text)
        }
        text.append(isMap ? "}" : "]")
    }

    /// The beginning of a text as JSON.
    private static func quoted(_ view: ByteView) -> String {
        var end = min(view.count, TemplateTrace.shownBytesMax)
        while end > 0, end < view.count, view[end] & 0xc0 == 0x80 { end -= 1 }
        var text = ByteBuffer(capacity: 64)
        JSONWriter.appendQuoted(view.slice(0, end), to: &text)
        if end < view.count {
            text.truncate(to: text.count - 1)
            text.append("…\"")
        }
        return String(text.view)
    }
}
