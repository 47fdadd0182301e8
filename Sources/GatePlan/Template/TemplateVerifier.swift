// Checks every program before anything of it runs: each operand by its kind in the opcode table, each unit's end,
// each argument. Afterwards the machine reads code, registers and constants without checks of its own.

import GateBytes

/// Counts that operands are checked against.
private struct TemplateBounds {
    let unit: TemplateUnitRecord
    let variables: Int
    let paths: Int
    let strings: Int
    let tables: TemplateTables
}

extension PlanVerifier {
    /// Most registers of a unit. The compiler stays far below; the machine's register file is sized by it.
    package static let templateRegistersMax = 4096
    /// Most parameters of a macro.
    package static let templateParametersMax = 256
    /// Most variables of a template.
    package static let templateVariablesMax = 1 << 16

    func verifyTemplates(_ image: PlanImage) throws(PlanError) {
        let tables = TemplateTables(image)
        for index in 0..<tables.names.count {
            try check(isSound(tables.names[index].text), .templateNames, index, "text")
        }
        for index in 0..<tables.constants.count {
            let record = tables.constants[index]
            guard let kind = TemplateConstantKind(rawValue: record.kindValue) else {
                throw .record(.constants, index: index, field: "kind")
            }
            if kind == .string || kind == .big { try check(isSound(record.text), .constants, index, "text") }
        }
        for index in 0..<tables.arguments.count {
            let record = tables.arguments[index]
            try check(isSound(record.unit, within: tables.units.count), .templateAuxiliary, index, "unit")
            try check(isSound(record.text), .templateAuxiliary, index, "text")
        }
        for index in 0..<tables.macros.count {
            let record = tables.macros[index]
            try check(isSound(record.name) && isSound(record.source), .templateMacros, index, "text")
        }
        for index in 0..<tables.scopes.count {
            let record = tables.scopes[index]
            try check(isSound(record.parameters, within: tables.names.count), .templateScopes, index, "parameters")
            try check(isSound(record.hidden, within: tables.names.count), .templateScopes, index, "hidden")
            for range in [record.parameters, record.hidden] {
                try check(range.count <= PlanVerifier.templateParametersMax, .templateScopes, index, "count")
            }
        }
        for index in 0..<tables.programs.count {
            let record = tables.programs[index]
            try check(isSound(record.macros, within: tables.macros.count), .programs, index, "macros")
            try check(isSound(record.unit, within: tables.units.count), .programs, index, "unit")
            try check(isSound(record.names, within: tables.names.count), .programs, index, "names")
            try check(record.names.count < PlanVerifier.templateVariablesMax, .programs, index, "names")
            try check(isSound(record.text), .programs, index, "text")
            let unit = tables.units[record.unit]
            let takesNone = unit.parameters == 0 || record.flags & ProgramRecord.isEvaluated != 0
            try check(takesNone && Int(unit.program) == index, .programs, index, "unit")
        }
        let paths = image.view(JSONPathRecord.self).count
        for index in 0..<tables.units.count {
            let unit = tables.units[index]
            try check(isSound(unit.program, within: tables.programs.count), .templateUnits, index, "program")
            try check(unit.registers <= PlanVerifier.templateRegistersMax, .templateUnits, index, "registers")
            try check(unit.parameters <= PlanVerifier.templateParametersMax, .templateUnits, index, "parameters")
            let range = RecordRange(start: unit.entry, count: unit.length)
            try check(isSound(range, within: tables.code.count) && unit.length > 0, .templateUnits, index, "entry")
            let bounds = TemplateBounds(
                unit: unit, variables: Int(tables.programs[unit.program].names.count), paths: paths,
                strings: image.strings.count, tables: tables)
            for place in range.indices { try verify(instruction: place, bounds) }
            let last = tables.code[range.indices.upperBound - 1]
            guard UInt8(truncatingIfNeeded: last.head) == Opcode.stop.rawValue else {
                throw .instruction(index: range.indices.upperBound - 1, reason: "a unit ends with stop")
            }
        }
    }

    private func verify(instruction index: Int, _ bounds: TemplateBounds) throws(PlanError) {
        let instruction = bounds.tables.code[index]
        guard let opcode = Opcode(rawValue: UInt8(truncatingIfNeeded: instruction.head)) else {
            throw .instruction(index: index, reason: "unknown opcode")
        }
        let form = OpcodeTable.form(opcode)
        let isSound =
            isSound(instruction.a, form.a, next: instruction.b, instruction, bounds)
            && isSound(instruction.b, form.b, next: instruction.c, instruction, bounds)
            && isSound(instruction.c, form.c, next: 0, instruction, bounds)
            && isSound(instruction.d, form.d, next: 0, instruction, bounds)
        if !isSound { throw .instruction(index: index, reason: "operand of `\(form.name)` out of bounds") }
        // The machine looks at its budget where `jump` goes back; nothing else may, or a program need not end.
        let place = index - Int(bounds.unit.entry)
        let goesBack =
            goesBack(instruction.a, form.a, place) || goesBack(instruction.b, form.b, place)
            || goesBack(instruction.c, form.c, place)
        if opcode != .jump, goesBack { throw .instruction(index: index, reason: "`\(form.name)` goes back") }
        if opcode == .leave, instruction.a > bounds.unit.length {
            throw .instruction(index: index, reason: "`leave` of more loops than there can be")
        }
        if opcode == .addLiterals, instruction.c != 4 {
            throw .instruction(index: index, reason: "`add-literals` takes four registers")
        }
    }

    @inline(__always)
    private func goesBack(_ operand: UInt32, _ kind: OperandKind, _ place: Int) -> Bool {
        kind == .jump && Int(operand) <= place
    }

    private func isSound(
        _ operand: UInt32, _ kind: OperandKind, next: UInt32, _ instruction: TemplateInstruction,
        _ bounds: TemplateBounds
    ) -> Bool {
        let unit = bounds.unit
        switch kind {
        case .unused, .textLength, .count: return true
        case .target, .source: return operand < unit.registers
        case .registers:
            var count = UInt64(instruction.c)
            if instruction.opcode == .call { count = UInt64(instruction.d) + 1 }
            if instruction.opcode == .map { count *= 2 }
            return UInt64(operand) + count <= UInt64(unit.registers)
        case .variable: return Int(operand) < bounds.variables
        case .constant:
            guard Int(operand) < bounds.tables.constants.count else { return false }
            // Names of members, methods and parameters are strings.
            return instruction.opcode == .constant || bounds.tables.constants[operand].kind == .string
        case .textOffset: return UInt64(operand) + UInt64(next) <= UInt64(bounds.strings)
        case .jump: return operand < unit.length
        case .unit:
            return Int(operand) < bounds.tables.units.count && bounds.tables.units[operand].program == unit.program
        case .arguments:
            let range = RecordRange(start: operand, count: next)
            guard isSound(range, within: bounds.tables.arguments.count) else { return false }
            return range.indices.allSatisfy {
                let argument = bounds.tables.units[bounds.tables.arguments[$0].unit]
                return argument.program == unit.program && argument.registers > 0
                    && argument.parameters <= unit.parameters
            }
        case .parameter: return operand < unit.parameters
        case .path: return Int(operand) < bounds.paths
        case .contextVariable: return ContextVariable(rawValue: operand) != nil
        case .root: return TemplateRoot(rawValue: operand) != nil
        case .utility: return UtilityFunction(rawValue: operand) != nil
        case .method: return TemplateMethod(rawValue: operand) != nil
        case .loopValue: return LoopValue(rawValue: operand) != nil
        case .reason: return TemplateFailureReason(rawValue: operand) != nil
        case .scope: return Int(operand) < bounds.tables.scopes.count
        case .comparison: return Opcode(rawValue: UInt8(truncatingIfNeeded: operand))?.isComparison ?? false
        }
    }
}
