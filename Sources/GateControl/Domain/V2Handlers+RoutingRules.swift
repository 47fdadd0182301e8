// Routing rules of domain names. AWS: "API Gateway V2 API reference", RoutingRule; "Routing rules to connect API stages
// to a custom domain name for REST APIs", restrictions.

import GateBytes
import GateJSON

extension V2Handlers {
    static let routingRules: [(String, ControlHandler)] = [
        ("CreateRoutingRule", createRoutingRule), ("GetRoutingRule", getRoutingRule),
        ("ListRoutingRules", listRoutingRules), ("PutRoutingRule", putRoutingRule),
        ("DeleteRoutingRule", deleteRoutingRule),
    ]

    @Sendable static func createRoutingRule(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        let domain = try call.domainName("domainName").id
        let rules = try call.records("v2routingrule", call.scope(domain))
        if let most = call.limits.most(.routingRules), rules.count >= most {
            throw .badRequest("A domain name can have at most \(most) routing rules")
        }
        return try keep(call.identifier(6), domain, rules, &call)
    }

    @Sendable static func putRoutingRule(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        let (domain, _) = try rule(call)
        return try keep(
            call.label("routingRuleId"), domain, try call.records("v2routingrule", call.scope(domain)), &call)
    }

    private static func keep(
        _ id: String, _ domain: String, _ rules: [JSONValue], _ call: inout ControlCall
    ) throws(ControlError) -> JSONValue {
        var record: JSONValue = ["routingRuleId": .string(id)]
        record["routingRuleArn"] = .string(
            "arn:aws:apigateway:\(call.region)::/domainnames/\(domain)/routingrules/\(id)")
        for name in ["actions", "conditions", "priority"] { record[name] = call[name] }
        try RoutingRules.check(record, call)
        if rules.contains(where: { $0["priority"] == record["priority"] && $0["routingRuleId"]?.string != id }) {
            throw .conflict("A routing rule with priority \(record["priority"]?.int ?? 0) already exists")
        }
        try call.put("v2routingrule", call.scope(domain), id, record)
        call.effects.append(.publishDomains(region: call.region))
        return record
    }

    private static func rule(_ call: ControlCall) throws(ControlError) -> (domain: String, record: JSONValue) {
        let domain = try call.domainName("domainName").id
        guard let record = try call.record("v2routingrule", call.scope(domain), call.label("routingRuleId")) else {
            throw .notFound("The routing rule specified in the request was not found.", resourceType: "RoutingRule")
        }
        return (domain, record)
    }

    @Sendable static func getRoutingRule(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        try rule(call).record
    }

    /// In the order in which they are tried.
    @Sendable static func listRoutingRules(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        let domain = try call.domainName("domainName").id
        let rules = try call.records("v2routingrule", call.scope(domain))
            .sorted { $0["priority"]?.int ?? 0 < $1["priority"]?.int ?? 0 }
        let page = try call.page(of: rules)
        var answer: JSONValue = [:]
        answer["routingRules"] = page["items"]
        answer["nextToken"] = page["nextToken"]
        return answer
    }

    @Sendable static func deleteRoutingRule(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        let domain = try rule(call).domain
        try call.remove("v2routingrule", call.scope(domain), call.label("routingRuleId"))
        call.effects.append(.publishDomains(region: call.region))
        return [:]
    }
}

/// What a rule may be.
package enum RoutingRules {
    private static let headersMax = 2
    private static let headerBytesMax = 40
    private static let textBytesMax = 128

    /// Fields that no rule may look at. AWS: "Routing rules", restrictions.
    private static let refused: Set = [
        "authorization", "connection", "content-encoding", "content-length", "content-location", "forwarded",
        "keep-alive", "origin", "proxy-authenticate", "proxy-authorization", "te", "trailers", "transfer-encoding",
        "upgrade", "x-restapi", "via", "x-apigw-api-id", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto",
    ]
    private static let refusedPrefixes = ["access-control-", "apigw-", "x-amz-", "x-amzn-"]

    static func check(_ record: JSONValue, _ call: ControlCall) throws(ControlError) {
        guard let priority = record["priority"]?.int, (1...1_000_000).contains(priority) else {
            throw .badRequest("Routing rule priority must be between 1 and 1000000")
        }
        let actions = record["actions"]?.array ?? []
        guard actions.count == 1, let target = actions[0]["invokeApi"] else {
            throw .badRequest("A routing rule must have exactly one action")
        }
        let (api, stage) = (target["apiId"]?.string ?? "", target["stage"]?.string ?? "")
        if try call.record("restapi", call.region, api) == nil {
            throw .badRequest("Invalid REST API identifier specified \(api)")
        }
        if try call.record("stage", call.scope(api), stage) == nil {
            throw .badRequest("Invalid stage identifier specified")
        }
        var (headers, paths) = (0, 0)
        for condition in record["conditions"]?.array ?? [] {
            if let fields = condition["matchHeaders"]?["anyOf"]?.array {
                headers += 1
                for field in fields { try check(field) }
            }
            if let texts = condition["matchBasePaths"]?["anyOf"]?.array {
                paths += 1
                for path in texts where (path.string ?? "").utf8.count >= textBytesMax {
                    throw .badRequest("A base path of a routing rule must have less than \(textBytesMax) characters")
                }
            }
        }
        if headers > headersMax || paths > 1 {
            throw .badRequest(
                "A routing rule can have at most \(headersMax) matchHeaders conditions and one matchBasePaths condition"
            )
        }
    }

    private static func check(_ field: JSONValue) throws(ControlError) {
        let (name, glob) = (field["header"]?.string ?? "", field["valueGlob"]?.string ?? "")
        let lower = name.lowercased()
        if name.isEmpty || name.utf8.count >= headerBytesMax {
            throw .badRequest("A header of a routing rule must have less than \(headerBytesMax) characters")
        }
        if refused.contains(lower) || refusedPrefixes.contains(where: { lower.hasPrefix($0) }) {
            throw .badRequest("The header \(name) cannot be used in a routing rule")
        }
        let inner = glob.utf8.dropFirst().dropLast()
        if glob.isEmpty || glob.utf8.count >= textBytesMax || inner.contains(0x2a) {
            throw .badRequest(
                "A header value of a routing rule must have less than \(textBytesMax) characters and wildcards only "
                    + "at its ends")
        }
    }
}
