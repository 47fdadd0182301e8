// The loop over instructions.

import GateBytes
import GateJSON
import GatePlan

extension TemplateMachine {
    /// Runs a unit; its register 0 afterwards is in the window that `registersUsed` had before.
    mutating func execute<Host: TemplateHost>(
        _ unitIndex: UInt32, frame: Int, _ run: inout TemplateRun, _ host: inout Host, _ out: inout ByteBuffer
    ) throws(TemplateFailure) -> TemplateStop {
        depth += 1
        if depth > TemplateMachine.depthMax { throw .depth }
        let unit = run.units[Int(unitIndex)]
        let start = openWindow(Int(unit.registers))
        let loopsBefore = loops.count
        let place = TemplateUnitRun(
            code: run.code + Int(unit.entry), count: Int(unit.length), window: start, frame: frame,
            loopsBefore: loopsBefore)
        let stop = try loop(place, &run, &host, &out)
        while loops.count > loopsBefore { leaveLoop() }
        registersUsed = start
        depth -= 1
        return stop
    }

    /// The loop. What it does itself is what templates spend their time with; all else stands behind calls that are
    /// handed the instruction and the registers, so that few values have to be saved here.
    private mutating func loop<Host: TemplateHost>(
        _ place: TemplateUnitRun, _ run: inout TemplateRun, _ host: inout Host, _ out: inout ByteBuffer
    ) throws(TemplateFailure) -> TemplateStop {
        let code = place.code
        let start = place.window
        var registers = window(start)
        var next = code
        while true {
            let instruction = next
            next += 1
            budget &-= 1
            if Host.isTraced { note(instruction.pointee, next: next - code, place, run, out) }
            var stop = TemplateStop.done
            switch instruction.pointee.opcode {
            case .stop: return .done
            case .text: out.append(short: run.text(instruction.pointee.a, instruction.pointee.b))
            case .textProperty, .appendProperty:
                if appendPlainProperty(instruction, registers, &run, &out) { continue }
                stop = try appendProperty(instruction, registers, &run, &host, &out)
                registers = window(start)
            case .append:
                let value = registers + Int(instruction.pointee.a)
                if value.pointee.tag == .string {
                    out.append(short: value.pointee.view)
                } else {
                    stop = try append(instruction, registers, &run, &host, &out)
                    registers = window(start)
                }
            case .load: registers[Int(instruction.pointee.a)] = variables[Int(instruction.pointee.b)]
            case .move: registers[Int(instruction.pointee.a)] = registers[Int(instruction.pointee.b)]
            case .assign:
                let value = registers + Int(instruction.pointee.b)
                if !value.pointee.isNull { variables[Int(instruction.pointee.a)] = value.pointee }
            case .emptyIfNull:
                let value = registers + Int(instruction.pointee.a)
                if value.pointee.isNull { value.pointee = TemplateValue(ByteView.empty) }
            case .jump:
                next = code + Int(instruction.pointee.a)
                try checkLimits(run, out)
            case .jumpIfFalse:
                if !registers[Int(instruction.pointee.a)].isTrue { next = code + Int(instruction.pointee.b) }
            case .jumpIfTrue:
                if registers[Int(instruction.pointee.a)].isTrue { next = code + Int(instruction.pointee.b) }
            case .jumpIfNull:
                if registers[Int(instruction.pointee.a)].isNull { next = code + Int(instruction.pointee.b) }
            case .jumpUnlessLoop: if !isLoop(instruction) { next = code + Int(instruction.pointee.b) }
            case .jumpUnless: if try !compares(instruction, registers) { next = code + Int(instruction.pointee.c) }
            case .loop: if !beginLoop(instruction, registers) { next = code + Int(instruction.pointee.c) }
            case .next:
                if takesElement() { continue }
                if try !advance() { next = code + Int(instruction.pointee.a) }
            case .property, .variableProperty, .constant, .equal, .notEqual, .less, .lessOrEqual, .greater,
                .greaterOrEqual, .add, .subtract, .multiply, .divide, .modulo, .inputPath, .loopValue:
                try compute(instruction, registers, &run, &host)
            case .appendInputJSON: try appendJSON(instruction.pointee.a, &run, &host, &out)
            default:
                stop = try executeRare(instruction.pointee, window: start, frame: place.frame, &run, &host, &out)
                registers = window(start)
            }
            if stop != .done {
                guard let exit = resumed(stop, at: next, place, run.start, &out) else { return stop }
                next = exit
            }
        }
    }

    /// Instructions that put a value into a register and run no unit.
    @inline(never)
    private mutating func compute<Host: TemplateHost>(
        _ instruction: UnsafePointer<TemplateInstruction>, _ registers: UnsafeMutablePointer<TemplateValue>,
        _ run: inout TemplateRun, _ host: inout Host
    ) throws(TemplateFailure) {
        let target = registers + Int(instruction.pointee.a)
        let b = Int(instruction.pointee.b)
        let c = Int(instruction.pointee.c)
        switch instruction.pointee.opcode {
        case .property: target.pointee = try property(c, of: registers[b], &run, &host)
        case .variableProperty:
            let value = try property(b, of: variables[c], &run, &host)
            target.pointee = value.isNull && instruction.pointee.d == 1 ? TemplateValue(ByteView.empty) : value
        case .constant: target.pointee = constant(b, &run)
        case .inputPath: target.pointee = try selected(instruction.pointee.b, run.heldTables, &host)
        case .loopValue: target.pointee = loopValue(.verified(instruction.pointee.b))
        case .add: target.pointee = try heap.add(registers[b], registers[c])
        case .subtract: target.pointee = try heap.calculate(.subtract, registers[b], registers[c])
        case .multiply: target.pointee = try heap.calculate(.multiply, registers[b], registers[c])
        case .divide: target.pointee = try heap.calculate(.divide, registers[b], registers[c])
        case .modulo: target.pointee = try heap.calculate(.modulo, registers[b], registers[c])
        case let comparison:
            target.pointee = TemplateValue(try compares(comparison, registers[b], registers[c]))
        }
    }

    /// Where to go on when something inside of a unit stopped: behind the loop of its own that is left. Nil ends the
    /// unit. Texts under construction on the way are given up.
    @inline(never)
    private mutating func resumed(
        _ stop: TemplateStop, at instruction: UnsafePointer<TemplateInstruction>, _ place: TemplateUnitRun,
        _ outputStart: Int, _ out: inout ByteBuffer
    ) -> UnsafePointer<TemplateInstruction>? {
        let isOwn =
            switch stop {
            case .broken: loops.count > place.loopsBefore
            case .left: leaving >= place.loopsBefore
            case .done, .halted: false
            }
        let next = instruction - place.code
        var exit = place.count
        if isOwn {
            while stop == .left, loops.count > leaving + 1 { leaveLoop() }
            exit = Int(loops.last.pointee.exit)
            leaveLoop()
        }
        // Texts are nested as the code is: an end without its beginning in between ends one that is open now.
        var inside = 0
        for index in next..<max(exit, next) {
            switch place.code[index].opcode {
            case .begin: inside += 1
            case .end where inside > 0: inside -= 1
            case .end:
                let mark = window(place.window)[Int(place.code[index].b)]
                if mark.tag == .mark, mark.bits < UInt64(out.count) {
                    out.truncate(to: max(Int(mark.bits), outputStart))
                }
            default: break
            }
        }
        return isOwn ? place.code + exit : nil
    }

    /// Instructions that are rare or do so much that a call does not matter.
    @inline(never)
    private mutating func executeRare<Host: TemplateHost>(
        _ instruction: TemplateInstruction, window start: Int, frame: Int, _ run: inout TemplateRun,
        _ host: inout Host, _ out: inout ByteBuffer
    ) throws(TemplateFailure) -> TemplateStop {
        let a = Int(instruction.a)
        let b = Int(instruction.b)
        let c = Int(instruction.c)
        let registers = window(start)
        switch instruction.opcode {
        case .call:
            var stop = TemplateStop.done
            let value = try call(instruction, registers, &stop, &run, &host)
            window(start)[a] = value
            return stop
        case .halt: return .halted
        case .store: variables[a] = registers[b]
        case .appendLoopValue: try appendLoopValue(instruction.a, &out)
        case .leave: for _ in 0..<a { leaveLoop() }
        case .index: registers[a] = try heap.index(registers[b], registers[c])
        case .not: registers[a] = TemplateValue(!registers[b].isTrue)
        case .truth: registers[a] = TemplateValue(registers[b].isTrue)
        case .begin: registers[a] = TemplateValue(.mark, bits: UInt64(out.count))
        case .end: registers[a] = takeText(from: registers[b], run, &out)
        case .setProperty:
            let name = constant(b, &run)
            if !registers[c].isNull { heap.setProperty(name, of: registers[a], to: registers[c]) }
        case .setIndex:
            if !registers[c].isNull { try heap.setIndex(registers[b], of: registers[a], to: registers[c]) }
        case .list: registers[a] = list(registers + b, c)
        case .map: registers[a] = map(registers + b, c)
        case .range: registers[a] = try range(registers[b], registers[c], isLazy: instruction.d == 1)
        case .addLiterals: registers[a] = try addLiterals(registers + b)
        case .inputBody: registers[a] = TemplateValue(TemplateMachine.body(of: host))
        case .inputJSON:
            let mark = out.count
            try appendJSON(instruction.b, &run, &host, &out)
            registers[a] = takeText(from: TemplateValue(.mark, bits: UInt64(mark)), run, &out)
        case .inputParameter:
            let value = host.parameter(run.constantText(b), &heap)
            registers[a] = value.isNull ? TemplateValue(ByteView.empty) : value
        case .context: registers[a] = context(instruction.b, host)
        case .stageVariable: registers[a] = stageVariable(run.constantText(b), host)
        case .root: registers[a] = root(TemplateRoot(rawValue: instruction.b) ?? .input, host)
        case .appendUtility where registers[a].tag != .block:
            try heap.appendUtility(TemplateMachine.utility(instruction.b), registers[a], to: &out)
        case .appendUtility:
            var stop = TemplateStop.done
            let argument = try plain(registers[a], &stop, &run, &host)
            if stop == .done { try heap.appendUtility(TemplateMachine.utility(instruction.b), argument, to: &out) }
            return stop
        case .utility:
            let function = TemplateMachine.utility(instruction.c)
            var stop = TemplateStop.done
            let argument = try plain(registers[b], &stop, &run, &host)
            if stop != .done { return stop }
            if function == .parseJSON {
                window(start)[a] = try heap.utility(function, argument)
            } else {
                let mark = out.count
                try heap.appendUtility(function, argument, to: &out)
                window(start)[a] = takeText(from: TemplateValue(.mark, bits: UInt64(mark)), run, &out)
            }
        default: return try executeControl(instruction, window: start, frame: frame, &run, &host, &out)
        }
        return .done
    }

    /// Instructions that run units or end them.
    private mutating func executeControl<Host: TemplateHost>(
        _ instruction: TemplateInstruction, window start: Int, frame: Int, _ run: inout TemplateRun,
        _ host: inout Host, _ out: inout ByteBuffer
    ) throws(TemplateFailure) -> TemplateStop {
        let a = Int(instruction.a)
        let b = Int(instruction.b)
        let registers = window(start)
        switch instruction.opcode {
        case .block:
            registers[a] = TemplateMachine.block(plan: run.number, unit: instruction.b, frame: frame)
        case .macro: return try callMacro(instruction, frame: frame, &run, &host, &out)
        case .parameter:
            var stop = TemplateStop.done
            let value = try parameter(b, frame: frame, &stop, &run, &host, &out)
            window(start)[a] = value
            return stop
        case .setParameter: if !registers[b].isNull { setParameter(a, frame: frame, registers[b]) }
        case .appendParameter: return try appendParameter(instruction, frame: frame, &run, &host, &out)
        case .fail: throw .refused
        case .halt: return .halted
        case .leaveNearest: return .broken
        case .leaveLoop:
            guard registers[a].tag == .loop, registers[a].bits < UInt64(loops.count) else { throw .refused }
            leaving = Int(registers[a].bits)
            return .left
        case .evaluate:
            return try evaluate(registers[a], scope: instruction.b, frame: frame, &run, &host, &out)
        case .runEvaluated: return try execute(instruction.a, frame: frame, &run, &host, &out).endingEvaluation
        case .callUnknown: return try callUnknown(instruction, frame: frame, &run, &host, &out)
        default: break
        }
        return .done
    }

    private static func utility(_ number: UInt32) -> UtilityFunction {
        UtilityFunction(rawValue: number) ?? .escapeJavaScript
    }

    @inline(__always)
    mutating func checkLimits(
        _ run: TemplateRun, _ out: borrowing ByteBuffer
    ) throws(TemplateFailure) {
        if budget < 0 { throw .instructions }
        if heap.arena.isExhausted || out.count &- run.start > TemplateMachine.outputBytesMax { throw .memory }
    }

    mutating func constant(_ index: Int, _ run: inout TemplateRun) -> TemplateValue {
        let record = run.constants[index]
        switch record.kind {
        case .string: return TemplateValue(run.text(record.low, record.high))
        case .integer: return TemplateValue(.integer, bits: record.bits)
        case .long: return TemplateValue(.long, bits: record.bits)
        case .double: return TemplateValue(.double, bits: record.bits)
        case .true: return TemplateValue(true)
        case .false: return TemplateValue(false)
        case .null: return .null
        case .big: return TemplateValue(.big, run.text(record.low, record.high))
        }
    }

    /// The truth of a loop's state; outside of loops that of the empty text or of null.
    @inline(__always)
    private mutating func isLoop(_ instruction: UnsafePointer<TemplateInstruction>) -> Bool {
        let state = LoopValue.verified(instruction.pointee.a)
        if case .hasNext = state, loops.count > 0 {
            return loops.last.pointee.taken < loops.last.pointee.count
        }
        let value = loopValue(state)
        return value.isNull ? instruction.pointee.d == 1 : value.isTrue
    }

    /// Whether the registers of `jumpUnless` compare as it says.
    @inline(never)
    private mutating func compares(
        _ instruction: UnsafePointer<TemplateInstruction>, _ registers: UnsafeMutablePointer<TemplateValue>
    ) throws(TemplateFailure) -> Bool {
        let comparison = Opcode(rawValue: UInt8(truncatingIfNeeded: instruction.pointee.d)) ?? .equal
        return try compares(
            comparison, registers[Int(instruction.pointee.a)], registers[Int(instruction.pointee.b)])
    }

    private mutating func compares(
        _ opcode: Opcode, _ left: TemplateValue, _ right: TemplateValue
    ) throws(TemplateFailure) -> Bool {
        switch opcode {
        case .equal: return try heap.velocityEquals(left, right)
        case .notEqual: return try !heap.velocityEquals(left, right)
        case let other: return try order(other, left, right)
        }
    }

    private mutating func appendLoopValue(_ value: UInt32, _ out: inout ByteBuffer) throws(TemplateFailure) {
        let value = loopValue(.verified(value))
        if !value.isNull { try heap.append(value, to: &out) }
    }

    private mutating func order(
        _ opcode: Opcode, _ left: TemplateValue, _ right: TemplateValue
    ) throws(TemplateFailure) -> Bool {
        guard let order = try heap.compareNumbers(left, right) else { return false }
        switch opcode {
        case .less: return order < 0
        case .lessOrEqual: return order <= 0
        case .greater: return order > 0
        default: return order >= 0
        }
    }

    /// Takes the text since a mark off the output.
    private mutating func takeText(
        from mark: TemplateValue, _ run: TemplateRun, _ out: inout ByteBuffer
    ) -> TemplateValue {
        // Blocks inside may have left less than there was only if the mark is foreign.
        let start = min(max(Int(truncatingIfNeeded: mark.bits), run.start), out.count)
        let text = heap.arena.copy(out.view.dropFirst(start))
        out.truncate(to: start)
        return TemplateValue(text)
    }
}

/// A unit as it runs.
struct TemplateUnitRun {
    let code: UnsafePointer<TemplateInstruction>
    /// How many instructions it has.
    let count: Int
    let window: Int
    let frame: Int
    /// Loops that were open when it began.
    let loopsBefore: Int
}

extension TemplateRun {
    /// The text behind `a` in an instruction's operands.
    @inline(__always)
    func literal(_ instruction: TemplateInstruction) -> ByteView { text(instruction.b, instruction.c) }

    /// The text of a string constant.
    @inline(__always)
    func constantText(_ index: Int) -> ByteView {
        let record = constants[index]
        return text(record.low, record.high)
    }
}
