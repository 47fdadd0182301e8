// Request validators. AWS: "API Gateway API reference", RequestValidator; messages as recorded.

import GateJSON

extension RESTHandlers {
    static let validators: [(String, ControlHandler)] = [
        ("CreateRequestValidator", createRequestValidator), ("GetRequestValidator", getRequestValidator),
        ("GetRequestValidators", getRequestValidators), ("UpdateRequestValidator", updateRequestValidator),
        ("DeleteRequestValidator", deleteRequestValidator),
    ]

    @Sendable static func createRequestValidator(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        if try call.record("restapi", call.region, call.label("restapi_id")) == nil {
            throw .badRequest("Invalid REST API identifier specified")
        }
        guard let name = call.text("name"), !name.isEmpty else {
            throw .badRequest("Request Validator name cannot be blank")
        }
        let id = call.identifier(6)
        let record: JSONValue = [
            "id": .string(id), "name": .string(name), "validateRequestBody": .bool(call.flag("validateRequestBody")),
            "validateRequestParameters": .bool(call.flag("validateRequestParameters")),
        ]
        try call.put("requestvalidator", call.apiScope, id, record)
        return record
    }

    private static let requestValidator = NamedRecord(
        "requestvalidator", label: "requestvalidator_id", in: .anyAPI,
        missing: "Invalid Request Validator identifier specified")

    @Sendable static func getRequestValidator(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        try requestValidator.read(call)
    }

    @Sendable static func getRequestValidators(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        _ = try call.restAPI()
        return try call.page("requestvalidator", call.apiScope)
    }

    private static let requestValidatorPatch = PatchTable(
        .listed,
        [("/name", "R", .text), ("/validateRequestParameters", "R", .flag), ("/validateRequestBody", "R", .flag)])

    @Sendable static func updateRequestValidator(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        try requestValidator.patch(call, requestValidatorPatch) { (patch, _) throws(ControlError) in
            if patch.path == "/name", patch.value?.isEmpty ?? true {
                throw .badRequest("Request Validator name cannot be blank")
            }
            return false
        }
    }

    @Sendable static func deleteRequestValidator(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        _ = try requestValidator.read(call)
        let id = call.label("requestvalidator_id")
        for (path, verb, method) in try call.methods() where method["requestValidatorId"]?.string == id {
            throw .conflict("Cannot delete request validator '\(id)', is referenced in method request: \(path)/\(verb)")
        }
        return try requestValidator.remove(call)
    }
}

extension ControlCall {
    /// All methods of the API that the path names, with their places.
    func methods() throws(ControlError) -> [(path: String, verb: String, method: JSONValue)] {
        var found: [(path: String, verb: String, method: JSONValue)] = []
        for resource in try records("resource", apiScope) {
            for (verb, method) in resource["resourceMethods"]?.object ?? JSONObject() {
                found.append((resource["path"]?.string ?? "", verb, method))
            }
        }
        return found
    }
}
