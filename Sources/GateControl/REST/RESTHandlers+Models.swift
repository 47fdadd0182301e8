// Models: JSON schemas by name. AWS: "API Gateway API reference", Model; messages as recorded.

import GateJSON

extension RESTHandlers {
    static let models: [(String, ControlHandler)] = [
        ("CreateModel", createModel), ("GetModel", getModel), ("GetModels", getModels), ("UpdateModel", updateModel),
        ("DeleteModel", deleteModel), ("GetModelTemplate", getModelTemplate),
    ]

    @Sendable static func createModel(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        _ = try call.restAPI()
        let name = call.text("name") ?? ""
        if name.isEmpty { throw .badRequest("Model name must be non-empty") }
        let isName = name.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5a).contains($0) || (0x61...0x7a).contains($0)
        }
        if !isName { throw .badRequest("Model name must be alphanumeric: \(name)") }
        if try call.record("model", call.apiScope, name) != nil {
            throw .conflict("Model name already exists for this REST API")
        }
        let schema = call.text("schema") ?? ""
        try ModelRules.check(schema: schema)
        var record: JSONValue = ["id": .string(call.identifier(6)), "name": .string(name)]
        record["description"] = call["description"]
        record["schema"] = .string(schema)
        record["contentType"] = call["contentType"]
        try call.put("model", call.apiScope, name, record)
        return record
    }

    private static func model(_ call: ControlCall) throws(ControlError) -> JSONValue {
        let name = call.label("model_name")
        guard let record = try call.record("model", call.apiScope, name) else {
            throw .notFound("Invalid model name specified: \(name)")
        }
        return record
    }

    @Sendable static func getModel(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        _ = try call.restAPI()
        var record = try model(call)
        if call.flag("flatten"), let schema = record["schema"]?.string {
            record["schema"] = .string(try ModelReference.flattened(schema, call))
        }
        return record
    }

    @Sendable static func getModels(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        _ = try call.restAPI()
        return try call.page("model", call.apiScope)
    }

    private static let modelPatch = PatchTable(.listed, [("/description", "R", .text), ("/schema", "R", .text)])

    @Sendable static func updateModel(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        _ = try call.restAPI()
        var record = try model(call)
        try modelPatch.apply(call.patch, to: &record) { (patch, _) throws(ControlError) in
            if patch.path == "/schema" { try ModelRules.check(schema: patch.value ?? "") }
            return false
        }
        try call.put("model", call.apiScope, call.label("model_name"), record)
        return record
    }

    @Sendable static func deleteModel(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        _ = try call.restAPI()
        _ = try model(call)
        let name = call.label("model_name")
        for (path, verb, method) in try call.methods() {
            let place = "\(path)/\(verb)"
            if uses(name, method["requestModels"]) {
                throw .conflict("Cannot delete model '\(name)', is referenced in method request: \(place)")
            }
            for (_, response) in method["methodResponses"]?.object ?? JSONObject() {
                if uses(name, response["responseModels"]) {
                    throw .conflict("Cannot delete model '\(name)', is referenced in method response: \(place)")
                }
            }
        }
        for other in try call.records("model", call.apiScope) where other["name"]?.string != name {
            if ModelReference.names(in: other["schema"]?.string ?? "").contains(name) {
                throw .conflict(
                    "Cannot delete model '\(name)', is referenced in model: \(other["name"]?.string ?? "")")
            }
        }
        try call.remove("model", call.apiScope, name)
        return [:]
    }

    private static func uses(_ name: String, _ models: JSONValue?) -> Bool {
        models?.object?.contains { $0.value.string == name } ?? false
    }

    @Sendable static func getModelTemplate(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        _ = try call.restAPI()
        let record = try model(call)
        let text = try ModelReference.flattened(record["schema"]?.string ?? "{}", call)
        do {
            return ["value": .string(ModelTemplate.text(try JSONValue(parsing: text)))]
        } catch {
            throw .internalFailure
        }
    }
}

/// What a model may be.
enum ModelRules {
    static func check(schema: String) throws(ControlError) {
        if schema.isEmpty { throw .badRequest("Model schema must have at least 1 property or array items defined") }
        let start =
            "Invalid model specified: Validation Result: warnings : [], errors : [Invalid model schema specified"
        do {
            guard try JSONValue(parsing: schema).object == nil else { return }
        } catch {
            throw .badRequest(start + ". The schema is no JSON document]")
        }
        throw .badRequest(start + ". The schema is no JSON object]")
    }
}
