// Mapping templates as listings: one line an instruction, its effect on the stack in a column of its own.

import GateBytes

extension PlanListing {
    /// The lines of every program.
    var programLines: [String] {
        (0..<plan.view(ProgramRecord.self).count).map { index in
            let place = plan.place(of: .programs, index).map { "  \($0)" } ?? ""
            return "  program \(index)\(place)"
        }
    }

    /// Every program as a value.
    var programValues: [ListingValue] {
        (0..<plan.view(ProgramRecord.self).count).map { .object([("program", .number($0))]) }
    }
}
