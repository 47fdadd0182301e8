// Records of a WebSocket API to the route spec that a deployment of it compiles: the same members, integrations and
// authorizers by their identifiers, models by their names, responses within what they belong to.

import GateJSON

/// The route spec of a WebSocket API.
package func routeSpec(_ records: V2Records) -> JSONValue {
    var api: JSONValue = [:]
    for name in SocketDocument.apiMembers { api[name] = records.api[name] }
    var document: JSONValue = ["api": api]
    document["routes"] = .array(
        records.routes.map { route in
            let responses = records.routeResponses[route["routeId"]?.string ?? ""] ?? []
            return SocketDocument.with("routeResponses", responses, route)
        })
    document["integrations"] = SocketDocument.named(records.integrations, by: "integrationId") { integration in
        let responses = records.integrationResponses[integration["integrationId"]?.string ?? ""] ?? []
        return SocketDocument.with("integrationResponses", responses, integration)
    }
    document["models"] = SocketDocument.named(records.models, by: "name") { $0 }
    document["authorizers"] = SocketDocument.named(records.authorizers, by: "authorizerId") { $0 }
    return document
}

private enum SocketDocument {
    static let apiMembers = [
        "name", "description", "version", "protocolType", "routeSelectionExpression", "apiKeySelectionExpression",
        "disableSchemaValidation",
    ]

    static func with(_ name: String, _ parts: [JSONValue], _ record: JSONValue) -> JSONValue {
        var record = record
        if !parts.isEmpty { record[name] = .array(parts) }
        return record
    }

    /// nil for none.
    static func named(
        _ records: [JSONValue], by name: String, _ form: (JSONValue) -> JSONValue
    ) -> JSONValue? {
        if records.isEmpty { return nil }
        return .object(JSONObject(records.map { ($0[name]?.string ?? "", form($0)) }))
    }
}
