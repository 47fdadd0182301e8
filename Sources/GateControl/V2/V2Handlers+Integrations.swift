// Integrations and integration responses of HTTP and WebSocket APIs. AWS: "API Gateway V2 API reference", Integrations.

import GateJSON

extension V2Handlers {
    static let integrations: [(String, ControlHandler)] = [
        ("CreateIntegration", createIntegration), ("GetIntegration", getIntegration),
        ("GetIntegrations", getIntegrations), ("UpdateIntegration", updateIntegration),
        ("DeleteIntegration", deleteIntegration), ("CreateIntegrationResponse", createIntegrationResponse),
        ("GetIntegrationResponse", getIntegrationResponse), ("GetIntegrationResponses", getIntegrationResponses),
        ("UpdateIntegrationResponse", updateIntegrationResponse),
        ("DeleteIntegrationResponse", deleteIntegrationResponse),
    ]

    @Sendable static func createIntegration(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        let isSocket = V2Records.isSocket(try call.v2API())
        var record: JSONValue = ["integrationId": .string(call.identifier(7))]
        V2IntegrationRules.take(call, &record, isSocket: isSocket)
        V2IntegrationRules.addDefaults(&record, isSocket: isSocket)
        try V2IntegrationRules.check(record, isSocket: isSocket)
        try call.put(.integration, record)
        try call.deployAutomatically(call.label("apiId"))
        return record
    }

    @Sendable static func getIntegration(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        _ = try call.v2API()
        return try call.v2(.integration)
    }

    @Sendable static func getIntegrations(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        _ = try call.v2API()
        return try call.page(V2Kind.integration.rawValue, call.v2Scope())
    }

    @Sendable static func updateIntegration(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        let isSocket = V2Records.isSocket(try call.v2API())
        var record = try call.v2(.integration)
        V2IntegrationRules.take(call, &record, isSocket: isSocket)
        V2IntegrationRules.addDefaults(&record, isSocket: isSocket)
        try V2IntegrationRules.check(record, isSocket: isSocket)
        try call.put(.integration, record)
        try call.deployAutomatically(call.label("apiId"))
        return record
    }

    @Sendable static func deleteIntegration(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        _ = try call.v2API()
        let record = try call.v2(.integration)
        if record["apiGatewayManaged"] == true {
            throw .badRequest("An integration that is managed by API Gateway cannot be deleted")
        }
        let id = call.label("integrationId")
        let routes = try call.records(V2Kind.route.rawValue, call.v2Scope())
            .filter { V2Records.integration(of: $0) == id }.compactMap { $0["routeId"]?.string }
        if !routes.isEmpty {
            throw .conflict(
                "Cannot delete Integration because it is referenced by the following Routes with Ids: "
                    + "[\(routes.joined(separator: ", "))]")
        }
        try call.removeAll(scope: call.v2Scope(id))
        try call.remove(V2Kind.integration.rawValue, call.v2Scope(), id)
        try call.deployAutomatically(call.label("apiId"))
        return [:]
    }
}

// MARK: Integration responses

extension V2Handlers {
    private static func integration(_ call: ControlCall) throws(ControlError) -> String {
        _ = try call.v2API()
        return try call.v2(.integration)["integrationId"]?.string ?? ""
    }

    @Sendable static func createIntegrationResponse(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        let integration = try integration(call)
        if !V2Records.isSocket(try call.v2API()) {
            throw .badRequest("Integration responses are supported only for protocolType WEBSOCKET")
        }
        var record: JSONValue = ["integrationResponseId": .string(call.identifier(7))]
        try take(call, &record, of: integration)
        try call.put(.integrationResponse, record, below: integration)
        try call.deployAutomatically(call.label("apiId"))
        return record
    }

    private static func take(
        _ call: ControlCall, _ record: inout JSONValue, of integration: String
    ) throws(ControlError) {
        let change = V2Change(call: call)
        change.values(["integrationResponseKey", "contentHandlingStrategy"], &record)
        change.texts(["templateSelectionExpression"], &record)
        change.maps(["responseParameters", "responseTemplates"], &record)
        let key = record["integrationResponseKey"]?.string ?? ""
        let isPattern = key.utf8.count > 2 && key.hasPrefix("/") && key.hasSuffix("/")
        guard key == "$default" || isPattern else {
            throw .badRequest("Invalid integration response key specified. It must be $default or of the form /regex/")
        }
        for other in try call.records(V2Kind.integrationResponse.rawValue, call.v2Scope(integration)) {
            guard other["integrationResponseKey"]?.string == key,
                other["integrationResponseId"] != record["integrationResponseId"]
            else { continue }
            throw .conflict("Integration response with key \(key) already exists for this integration")
        }
    }

    @Sendable static func getIntegrationResponse(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        try call.v2(.integrationResponse, below: integration(call))
    }

    @Sendable static func getIntegrationResponses(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        try call.page(V2Kind.integrationResponse.rawValue, call.v2Scope(integration(call)))
    }

    @Sendable static func updateIntegrationResponse(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        let integration = try integration(call)
        var record = try call.v2(.integrationResponse, below: integration)
        try take(call, &record, of: integration)
        try call.put(.integrationResponse, record, below: integration)
        try call.deployAutomatically(call.label("apiId"))
        return record
    }

    @Sendable static func deleteIntegrationResponse(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        let integration = try integration(call)
        _ = try call.v2(.integrationResponse, below: integration)
        try call.remove(
            V2Kind.integrationResponse.rawValue, call.v2Scope(integration), call.label("integrationResponseId"))
        try call.deployAutomatically(call.label("apiId"))
        return [:]
    }
}
