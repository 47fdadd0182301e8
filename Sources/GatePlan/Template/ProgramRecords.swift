// Mapping-template programs in a plan. (Seed written with the frame; the template author owns this folder.)

import GateBytes

/// A compiled mapping template.
package struct ProgramRecord: PlanRecord {
    package static var section: SectionKind { .programs }
    /// First instruction in the code section.
    package var entry: UInt32
    /// How many instructions.
    package var length: UInt32

    package init(entry: UInt32, length: UInt32) {
        self.entry = entry
        self.length = length
    }
}

/// What the opcode table says; its hash is in every plan's header.
package enum OpcodeTable {
    package static let hash: UInt64 = 1
}

extension PlanRecordSizes {
    static func templateSize(_ kind: SectionKind) -> Int? {
        switch kind {
        case .programs: size(ProgramRecord.self)
        default: nil
        }
    }
}

extension PlanVerifier {
    func verifyTemplates(_ image: PlanImage) throws(PlanError) {}
}
