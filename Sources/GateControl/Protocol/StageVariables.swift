// Variables of stages: how many there may be, and what they may be made of, in both services. AWS: "API Gateway
// quotas", stage variables; CreateStage, variables. The words are those that clients of both have met.

import GateBytes
import GateJSON

enum StageVariables {
    /// Most variables of a stage. AWS: "API Gateway quotas".
    static let countMax = 100
    /// Longest name, in characters. AWS: "API Gateway quotas".
    static let nameBytesMax = 64
    /// Longest value, in characters. AWS: "API Gateway quotas".
    static let valueBytesMax = 512

    /// Refuses what a stage cannot have.
    static func check(_ variables: JSONObject) throws(ControlError) {
        if variables.count > countMax {
            throw .badRequest("A stage can have at most \(countMax) stage variables")
        }
        for (name, value) in variables {
            let isName = name.utf8.allSatisfy { ASCII.isAlphanumeric($0) || $0 == 0x5f }
            guard !name.isEmpty, isName, name.utf8.count <= nameBytesMax else {
                throw .badRequest("Invalid stage variable name: \(name). Stage variable names may contain a-zA-Z0-9_")
            }
            let text = value.string ?? ""
            let isValue = text.utf8.allSatisfy { ASCII.isAlphanumeric($0) || "-._~:/?#&=,".utf8.contains($0) }
            guard isValue, text.utf8.count <= valueBytesMax else {
                throw .badRequest(
                    "Invalid stage variable value: \(text). Please use values with alphanumeric characters and the "
                        + "symbols ' ', -', '.', '_', ':', '/', '?', '&', '=', and ','.")
            }
        }
    }
}
