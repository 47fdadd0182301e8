// Models of WebSocket APIs. AWS: "API Gateway V2 API reference", Models; "Set up request validation for WebSocket
// APIs".

import GateBytes
import GateJSON

extension V2Handlers {
    static let models: [(String, ControlHandler)] = [
        ("CreateModel", createModel), ("GetModel", getModel), ("GetModels", getModels), ("UpdateModel", updateModel),
        ("DeleteModel", deleteModel), ("GetModelTemplate", getModelTemplate),
    ]

    /// AWS: CreateModel, name, contentType, description, schema; in characters.
    private static let modelNameCountMax = 128
    private static let contentTypeCountMax = 256
    private static let modelDescriptionCountMax = 1024
    private static let schemaCountMax = 32_768

    @Sendable static func createModel(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        var record: JSONValue = ["modelId": .string(call.identifier(6)), "contentType": "application/json"]
        try take(call, &record)
        try call.put(.model, record)
        try call.deployAutomatically(call.label("apiId"))
        return record
    }

    private static func take(_ call: ControlCall, _ record: inout JSONValue) throws(ControlError) {
        if !V2Records.isSocket(try call.v2API()) {
            throw .badRequest("Models are supported only for protocolType WEBSOCKET")
        }
        let change = V2Change(call: call)
        change.values(["contentType", "name", "schema"], &record)
        change.texts(["description"], &record)
        let name = record["name"]?.string ?? ""
        if name.isEmpty { throw .badRequest("Model name must be non-empty") }
        guard ModelText.isName(name), name.count <= modelNameCountMax else {
            throw .badRequest("Model name must be alphanumeric: \(name)")
        }
        for other in try call.records(V2Kind.model.rawValue, call.v2Scope()) {
            if other["name"]?.string == name, other["modelId"] != record["modelId"] {
                throw .conflict("Model name already exists for this API")
            }
        }
        if record["contentType"]?.string?.count ?? 0 > contentTypeCountMax
            || record["description"]?.string?.count ?? 0 > modelDescriptionCountMax
        {
            throw .badRequest("Invalid content type or description specified")
        }
        let schema = record["schema"]?.string ?? ""
        if schema.count > schemaCountMax {
            throw .badRequest("Model schema can be at most \(schemaCountMax) characters")
        }
        try ModelRules.check(schema: schema)
    }

    private static func model(_ call: ControlCall) throws(ControlError) -> JSONValue {
        _ = try call.v2API()
        return try call.v2(.model)
    }

    @Sendable static func getModel(_ call: inout ControlCall) throws(ControlError) -> JSONValue { try model(call) }

    @Sendable static func getModels(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        _ = try call.v2API()
        return try call.page(V2Kind.model.rawValue, call.v2Scope())
    }

    @Sendable static func updateModel(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        var record = try model(call)
        try take(call, &record)
        try call.put(.model, record)
        try call.deployAutomatically(call.label("apiId"))
        return record
    }

    @Sendable static func deleteModel(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        let name = try model(call)["name"]?.string ?? ""
        for route in try call.records(V2Kind.route.rawValue, call.v2Scope()) {
            let uses = route["requestModels"]?.object?.contains { $0.value.string == name } ?? false
            if uses {
                throw .conflict(
                    "Cannot delete model '\(name)', is referenced in route: \(route["routeKey"]?.string ?? "")")
            }
        }
        try call.remove(V2Kind.model.rawValue, call.v2Scope(), call.label("modelId"))
        try call.deployAutomatically(call.label("apiId"))
        return [:]
    }

    @Sendable static func getModelTemplate(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        let record = try model(call)
        let schema = JSONText.value(record["schema"]?.string ?? "") ?? [:]
        return ["value": .string(ModelTemplate.text(schema))]
    }
}
