// The resource policy of an API or a private domain name. It is kept as compact JSON and shown as the service shows it:
// escaped once more, the shorthand `execute-api:/…` spelled out, lists of one element as that element.

import GateAccess
import GateBytes
import GateJSON

enum ResourcePolicy {
    private static let refusal =
        "Invalid policy document. Please check the policy syntax and ensure that Principals are valid."

    /// The policy as it is kept.
    static func stored(_ text: String, _ call: ControlCall, api: String) throws(ControlError) -> String {
        var policy: JSONValue
        do { policy = try JSONValue(parsing: text) } catch { throw .badRequest(refusal) }
        let statements = policy["Statement"]?.array ?? policy["Statement"].map { [$0] } ?? []
        guard policy.object != nil, !statements.isEmpty, statements.allSatisfy({ $0.object != nil }) else {
            throw .badRequest(refusal)
        }
        let base = "arn:aws:execute-api:\(call.region):\(call.account):\(api)/"
        policy["Statement"] = .array(
            statements.map { statement in
                var statement = statement
                for name in ["Action", "NotAction", "Resource", "NotResource"] {
                    guard let value = statement[name] else { continue }
                    let texts = value.array ?? [value]
                    let spelled = texts.map { name.hasSuffix("Resource") ? resource($0, base) : $0 }
                    statement[name] = spelled.count == 1 ? spelled[0] : .array(spelled)
                }
                if let principal = statement["Principal"]?.object {
                    let single = principal.map { name, value in
                        (name, value.array.flatMap { $0.count == 1 ? $0[0] : nil } ?? value)
                    }
                    statement["Principal"] = .object(JSONObject(single))
                }
                return statement
            })
        return policy.json
    }

    private static func resource(_ value: JSONValue, _ base: String) -> JSONValue {
        guard let text = value.string, text.hasPrefix("execute-api:/") else { return value }
        return .string(base + text.dropFirst("execute-api:/".count))
    }

    /// A record with its policy as clients see it.
    static func shown(_ record: JSONValue) -> JSONValue {
        guard let policy = record["policy"]?.string else { return record }
        var shown = record
        // What stands between the quotes of the text as a JSON string.
        shown["policy"] = .string(String(JSONValue.string(policy).json.dropFirst().dropLast()))
        return shown
    }
}
