// Mapping templates as listings: one line an instruction, what it does in a column of its own, from the table that
// also numbers the opcodes.

import GateBytes

extension PlanListing {
    /// One instruction of a listing.
    struct Instruction {
        let number: Int
        let text: String
        let effect: String
        let place: String?
    }

    /// A unit of a program.
    struct Unit {
        let title: String
        let instructions: [Instruction]
    }

    /// The units of every program, by program.
    var units: [[Unit]] {
        let tables = TemplateTables(plan)
        let disassembler = TemplateDisassembler(plan)
        var result = [[Unit]](repeating: [], count: tables.programs.count)
        for unit in 0..<tables.units.count {
            let record = tables.units[unit]
            let program = tables.programs[record.program]
            let isMain = UInt32(unit) == program.unit
            let instructions = (0..<Int(record.length)).map { offset -> Instruction in
                let index = Int(record.entry) + offset
                let form = OpcodeTable.form(tables.code[index].opcode)
                return Instruction(
                    number: offset, text: disassembler.line(at: index, of: program), effect: "\(form.effect)",
                    place: plan.place(of: .code, index))
            }
            var title = isMain ? "" : "unit \(unit), "
            title += "\(record.registers) registers"
            if record.parameters > 0 { title += ", \(record.parameters) parameters" }
            result[Int(record.program)].append(Unit(title: title, instructions: instructions))
        }
        return result
    }

    /// The lines of every program.
    var programLines: [String] {
        var lines: [String] = []
        for (index, units) in units.enumerated() {
            let place = plan.place(of: .programs, index).map { "  \($0)" } ?? ""
            lines.append("  program \(index)\(place)")
            for unit in units {
                lines.append("    \(unit.title)")
                lines += columns(
                    unit.instructions.map { ["      \($0.number)", $0.text, "; \($0.effect)", $0.place ?? ""] })
            }
        }
        return lines
    }

    /// Every program as a value.
    var programValues: [ListingValue] {
        units.enumerated().map { index, units in
            var members: [(String, ListingValue)] = [("program", .number(index))]
            if let place = plan.place(of: .programs, index) { members.append(("place", .text(place))) }
            members.append(("units", .list(units.map(value))))
            return .object(members)
        }
    }

    private func value(_ unit: Unit) -> ListingValue {
        let lines = unit.instructions.map { instruction -> ListingValue in
            var members: [(String, ListingValue)] = [
                ("instruction", .text(instruction.text)), ("effect", .text(instruction.effect)),
            ]
            if let place = instruction.place { members.append(("place", .text(place))) }
            return .object(members)
        }
        return .object([("title", .text(unit.title)), ("instructions", .list(lines))])
    }
}
