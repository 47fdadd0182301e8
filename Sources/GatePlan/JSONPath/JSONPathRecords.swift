// JSONPaths in a plan. (Seed written with the frame; the JSONPath author owns this folder.)

import GateBytes

/// A compiled JSONPath.
package struct JSONPathRecord: PlanRecord {
    package static var section: SectionKind { .jsonPaths }
    package var steps: RecordRange

    package init(steps: RecordRange) { self.steps = steps }
}

extension PlanRecordSizes {
    static func jsonPathSize(_ kind: SectionKind) -> Int? {
        switch kind {
        case .jsonPaths: size(JSONPathRecord.self)
        default: nil
        }
    }
}

extension PlanVerifier {
    func verifyJSONPaths(_ image: PlanImage) throws(PlanError) {}
}
