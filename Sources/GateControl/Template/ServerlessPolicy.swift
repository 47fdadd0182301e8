// SAM's resource policies, of an API and of single events, as policy documents. AWS: "AWS SAM resources and
// properties", ResourcePolicyStatement. A list of what is allowed lets everybody in and turns away what is not in the
// list, as the published transform writes it.

import GateJSON

/// Statements out of `ResourcePolicy`.
struct ServerlessPolicy {
    private var statements: [JSONValue] = []

    /// - Parameters:
    ///   - policy: That of the API, for all of its methods.
    ///   - events: With policies of their own for their methods.
    init(_ policy: JSONValue?, events: [TemplateImport.Event]) {
        add(policy, to: "execute-api:/*")
        for event in events {
            let verb = (event.properties["Method"]?.string ?? "ANY").uppercased()
            let path = (event.properties["Path"]?.string ?? "/").split(separator: "/").map { segment in
                // The transform leaves `{id}`, which is no path that anybody asks for.
                segment.hasPrefix("{") ? "*" : String(segment)
            }
            let method = verb == "ANY" ? "*" : verb
            let resource = "execute-api:/*/\(method)/" + path.joined(separator: "/")
            add(event.properties["Auth"]?["ResourcePolicy"], to: resource)
        }
    }

    /// The document, with the statements of another one first; nil where there are none.
    func text(beside other: String?) -> String? {
        if statements.isEmpty { return other }
        let before = other.flatMap { JSONText.value($0) }?["Statement"]
        let all = (before?.array ?? before.map { [$0] } ?? []) + statements
        let document: JSONValue = ["Version": "2012-10-17", "Statement": .array(all)]
        return document.json
    }

    private mutating func add(_ policy: JSONValue?, to resource: String) {
        guard let policy else { return }
        if let custom = policy["CustomStatements"] { for each in custom.array ?? [custom] { add(each) } }
        let accountEffects: [(String, JSONValue)] = [("AwsAccountWhitelist", "Allow"), ("AwsAccountBlacklist", "Deny")]
        for (name, effect) in accountEffects {
            guard let accounts = policy[name]?.texts, !accounts.isEmpty else { continue }
            add(statement(effect, resource, principal: ["AWS": .array(accounts.map { .string($0) })]))
        }
        for (name, condition) in [("IpRangeWhitelist", "NotIpAddress"), ("IpRangeBlacklist", "IpAddress")] {
            guard let ranges = policy[name]?.texts, !ranges.isEmpty else { continue }
            let sources: JSONValue = ["aws:SourceIp": .array(ranges.map { .string($0) })]
            add(resource, denying: .object(JSONObject([(condition, sources)])))
        }
        for (kind, condition) in [("Blacklist", "StringEquals"), ("Whitelist", "StringNotEquals")] {
            let named = policy["SourceVpc" + kind]?.texts ?? []
            let networks = named.filter { $0.hasPrefix("vpc-") } + (policy["IntrinsicVpc" + kind]?.texts ?? [])
            let endpoints = named.filter { $0.hasPrefix("vpce-") } + (policy["IntrinsicVpce" + kind]?.texts ?? [])
            var sources: JSONValue = [:]
            if !networks.isEmpty { sources["aws:SourceVpc"] = .array(networks.map { .string($0) }) }
            if !endpoints.isEmpty { sources["aws:SourceVpce"] = .array(endpoints.map { .string($0) }) }
            if sources != [:] { add(resource, denying: .object(JSONObject([(condition, sources)]))) }
        }
    }

    private mutating func add(_ resource: String, denying condition: JSONValue) {
        add(statement("Allow", resource, principal: "*"))
        var deny = statement("Deny", resource, principal: "*")
        deny["Condition"] = condition
        add(deny)
    }

    private mutating func add(_ statement: JSONValue) {
        if !statements.contains(statement) { statements.append(statement) }
    }

    private func statement(_ effect: JSONValue, _ resource: String, principal: JSONValue) -> JSONValue {
        ["Effect": effect, "Principal": principal, "Action": "execute-api:Invoke", "Resource": .string(resource)]
    }
}
