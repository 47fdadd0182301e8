// The resource policy of an API or a private domain name. It is kept as compact JSON and shown as the service shows it:
// escaped once more, the shorthand `execute-api:/…` spelled out, lists of one element as that element.

import GateJSON

enum ResourcePolicy {
    private static let refusal =
        "Invalid policy document. Please check the policy syntax and ensure that Principals are valid."

    /// Longest policy as it is kept, in bytes. AWS: "API Gateway quotas", resource policy length.
    static let bytesMax = 8_192
    /// Ours: what AWS says is not recorded.
    private static let excess = "Invalid policy document. A policy can have at most \(bytesMax) bytes."

    /// The policy as it is kept.
    static func stored(_ text: String, _ call: ControlCall, api: String) throws(ControlError) -> String {
        let policy: JSONValue
        do { policy = try JSONValue(parsing: text) } catch { throw .badRequest(refusal) }
        let statements = policy["Statement"]?.array ?? policy["Statement"].map { [$0] } ?? []
        guard policy.object != nil, !statements.isEmpty, statements.allSatisfy({ $0.object != nil }) else {
            throw .badRequest(refusal)
        }
        var options = DocumentImportOptions()
        options.region = call.region
        options.account = call.account
        options.apiID = api
        let text = normalised(policy, options)
        if text.utf8.count > bytesMax { throw .badRequest(excess) }
        return text
    }

    /// Refuses an API whose document has a policy that is too long.
    static func check(_ restAPI: JSONValue) throws(ControlError) {
        if let policy = restAPI["policy"]?.string, policy.utf8.count > bytesMax { throw .badRequest(excess) }
    }

    /// A record with its policy as clients see it.
    static func shown(_ record: JSONValue) -> JSONValue {
        guard let policy = record["policy"]?.string else { return record }
        var shown = record
        // What stands between the quotes of the text as a JSON string.
        shown["policy"] = .string(String(JSONValue.string(policy).json.dropFirst().dropLast()))
        return shown
    }

    // MARK: As it is kept

    /// The text of a policy document.
    static func normalised(_ policy: JSONValue, _ options: DocumentImportOptions) -> String {
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
