// Instructions as text, from the opcode table.

import GateBytes

/// Prints programs.
package struct TemplateDisassembler {
    private let image: PlanImage
    private let tables: TemplateTables

    package init(_ image: PlanImage) {
        self.image = image
        tables = TemplateTables(image)
    }

    /// The lines of a program: its units in order, each instruction with its operands.
    package func lines(ofProgram index: UInt32) -> [String] {
        let program = tables.programs[index]
        var lines: [String] = []
        for unit in 0..<tables.units.count where tables.units[unit].program == index {
            let record = tables.units[unit]
            let role = UInt32(unit) == program.unit ? "program \(index)" : "unit \(unit)"
            lines.append("\(role): \(record.registers) registers, \(record.parameters) parameters")
            for place in 0..<Int(record.length) {
                lines.append("  \(place): \(line(at: Int(record.entry) + place, of: program))")
            }
        }
        return lines
    }

    /// One instruction.
    package func line(at index: Int, of program: ProgramRecord) -> String {
        let instruction = tables.code[index]
        let form = OpcodeTable.form(instruction.opcode)
        var parts = ["\(form.name)"]
        let operands = [
            (instruction.a, form.a, instruction.b), (instruction.b, form.b, instruction.c),
            (instruction.c, form.c, 0), (instruction.d, form.d, 0),
        ]
        for (operand, kind, next) in operands {
            if let text = text(operand, kind, next, program) { parts.append(text) }
        }
        return parts.joined(separator: " ")
    }

    private func text(_ operand: UInt32, _ kind: OperandKind, _ next: UInt32, _ program: ProgramRecord) -> String? {
        switch kind {
        case .unused, .textLength: return nil
        case .target, .source, .registers: return "r\(operand)"
        case .variable:
            return "$" + String(image.string(tables.names[Int(program.names.start) + Int(operand)].text))
        case .constant: return describe(tables.constants[operand])
        case .textOffset:
            return quoted(image.string(StringReference(offset: operand, length: next)))
        case .jump: return "→\(operand)"
        case .unit: return "unit \(operand)"
        case .arguments: return "arguments \(operand)"
        case .count: return "\(operand)"
        case .parameter: return "parameter \(operand)"
        case .path: return "path \(operand)"
        case .contextVariable: return ContextVariable(rawValue: operand).map { "\($0.name)" }
        case .root: return TemplateRoot(rawValue: operand).map { "$\($0.name)" }
        case .utility: return UtilityFunction(rawValue: operand).map { "\($0.name)" }
        case .method: return TemplateMethod(rawValue: operand).map { "\($0)" }
        case .loopValue: return LoopValue(rawValue: operand).map { "\($0)" }
        case .comparison:
            return Opcode(rawValue: UInt8(truncatingIfNeeded: operand)).map { "\(OpcodeTable.form($0).name)" }
        case .reason: return TemplateFailureReason(rawValue: operand).map { "\($0)" }
        case .scope: return "scope \(operand)"
        }
    }

    private func describe(_ record: TemplateConstantRecord) -> String {
        switch record.kind {
        case .null: return "null"
        case .false: return "false"
        case .true: return "true"
        case .integer, .long: return "\(Int64(bitPattern: record.bits))"
        case .double: return "\(Double(bitPattern: record.bits))"
        case .big: return String(image.string(record.text))
        case .string: return quoted(image.string(record.text))
        }
    }

    /// At most 48 bytes of a text, in quotes, without line ends.
    private func quoted(_ view: ByteView) -> String {
        let text = String(view.slice(0, min(view.count, 48)))
        let plain = text.unicodeScalars.map { scalar -> String in
            switch scalar {
            case "\n": "\\n"
            case "\r": "\\r"
            case "\t": "\\t"
            default: String(scalar)
            }
        }
        return "\"" + plain.joined() + (view.count > 48 ? "…\"" : "\"")
    }
}
