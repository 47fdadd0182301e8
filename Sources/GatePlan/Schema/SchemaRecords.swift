// JSON Schemas in a plan. (Seed written with the frame; the schema author owns this folder.)

import GateBytes

/// A compiled schema.
package struct SchemaRecord: PlanRecord {
    package static var section: SectionKind { .schemas }
    /// Its root in the node section.
    package var root: UInt32
    package var reserved: UInt32 = 0

    package init(root: UInt32) { self.root = root }
}

extension PlanRecordSizes {
    static func schemaSize(_ kind: SectionKind) -> Int? {
        switch kind {
        case .schemas: size(SchemaRecord.self)
        default: nil
        }
    }
}

extension PlanVerifier {
    func verifySchemas(_ image: PlanImage) throws(PlanError) {}
}
