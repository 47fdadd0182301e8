// Resource policies as AWS keeps them: compact JSON, short ARNs written out, lists of one element as their element
// (recorded).

import GateJSON

/// Texts of policies.
package enum PolicyText {
    /// The text of a policy document.
    package static func normalised(_ policy: JSONValue, _ options: DocumentImportOptions) -> String {
        let start = "arn:\(options.partition):execute-api:\(options.region):\(options.account):\(options.apiID)/"
        return expanded(policy, start, member: "").json
    }

    private static let short = "execute-api:/"
    private static let collapsing: Set<String> = ["Action", "NotAction", "Resource", "NotResource"]

    private static func expanded(_ value: JSONValue, _ start: String, member: String) -> JSONValue {
        switch value {
        case .object(let members):
            return .object(JSONObject(members.map { ($0.name, expanded($0.value, start, member: $0.name)) }))
        case .array(let values):
            let made = values.map { expanded($0, start, member: member) }
            if made.count == 1, collapsing.contains(member) { return made[0] }
            return .array(made)
        case .string(let text) where member == "Resource" || member == "NotResource":
            return .string(text.hasPrefix(short) ? start + text.dropFirst(short.count) : text)
        case .null, .bool, .number, .string: return value
        }
    }
}
