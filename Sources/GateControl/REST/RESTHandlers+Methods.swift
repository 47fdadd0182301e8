// Methods of resources and their responses. AWS: "API Gateway API reference", Method, MethodResponse; messages as
// recorded. Methods live inside of their resource's record.

import GateJSON

extension RESTHandlers {
    static let methods: [(String, ControlHandler)] = [
        ("PutMethod", putMethod), ("GetMethod", getMethod), ("UpdateMethod", updateMethod),
        ("DeleteMethod", deleteMethod), ("PutMethodResponse", putMethodResponse),
        ("GetMethodResponse", getMethodResponse), ("UpdateMethodResponse", updateMethodResponse),
        ("DeleteMethodResponse", deleteMethodResponse),
    ]

    @Sendable static func putMethod(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        _ = try call.restAPI()
        var resource = try call.resource()
        let verb = call.label("http_method")
        guard MethodRules.verbs.contains(verb) else {
            throw .badRequest(
                "Invalid HttpMethod specified. Valid options are GET,PUT,POST,DELETE,PATCH,OPTIONS,HEAD,ANY")
        }
        if resource["resourceMethods"]?[verb] != nil {
            throw .conflict("Method already exists for this resource")
        }
        var method = JSONValue.object(
            call.members(
                "authorizationType", "authorizerId", "authorizationScopes", "operationName",
                "requestParameters", "requestModels", "requestValidatorId"))
        method["httpMethod"] = .string(verb)
        method["apiKeyRequired"] = .bool(call.flag("apiKeyRequired"))
        try MethodRules.check(&method, call)
        resource["resourceMethods"] = resource["resourceMethods"] ?? [:]
        resource["resourceMethods"]?[verb] = method
        try call.put(resource: resource)
        return method
    }

    @Sendable static func getMethod(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        try call.method().method
    }

    private static let methodPatch = PatchTable(
        .plain,
        [
            ("/authorizationScopes", "AX", .list), ("/authorizationType", "R", .text),
            ("/authorizerId", "R", .text), ("/apiKeyRequired", "R", .flag), ("/operationName", "R", .text),
            ("/requestParameters", "ARX", .flagMap), ("/requestModels", "ARX", .textMap),
            ("/requestValidatorId", "R", .text),
        ])

    @Sendable static func updateMethod(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        var (resource, method) = try call.method()
        try methodPatch.apply(call.patch, to: &method) { (patch, method) throws(ControlError) in
            if patch.parts.count == 1, patch.value?.isEmpty ?? true, patch.op == "replace" {
                // What is replaced by nothing is not there.
                if ["requestValidatorId", "operationName", "authorizerId"].contains(patch.parts[0]) {
                    method[patch.parts[0]] = nil
                    return true
                }
            }
            return false
        }
        try MethodRules.check(&method, call)
        resource["resourceMethods"]?[call.label("http_method")] = method
        try call.put(resource: resource)
        return method
    }

    @Sendable static func deleteMethod(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        var (resource, _) = try call.method()
        resource["resourceMethods"]?[call.label("http_method")] = nil
        if resource["resourceMethods"]?.object?.isEmpty == true { resource["resourceMethods"] = nil }
        try call.put(resource: resource)
        return [:]
    }

    // MARK: Responses

    static let unknownStatus = ControlError.notFound("Invalid Response status code specified")

    @Sendable static func putMethodResponse(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        var (resource, method) = try call.method()
        let status = call.label("status_code")
        if method["methodResponses"]?[status] != nil { throw .conflict("Response already exists for this resource") }
        var response: JSONValue = ["statusCode": .string(status)]
        response["responseParameters"] = call["responseParameters"]
        response["responseModels"] = call["responseModels"]
        try MethodRules.check(response: response, call)
        method["methodResponses"] = method["methodResponses"] ?? [:]
        method["methodResponses"]?[status] = response
        resource["resourceMethods"]?[call.label("http_method")] = method
        try call.put(resource: resource)
        return response
    }

    @Sendable static func getMethodResponse(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        let (_, method) = try call.method()
        guard let response = method["methodResponses"]?[call.label("status_code")] else { throw unknownStatus }
        return response
    }

    private static let methodResponsePatch = PatchTable(
        .plain, [("/responseModels", "ARX", .textMap), ("/responseParameters", "ARX", .flagMap)])

    @Sendable static func updateMethodResponse(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        var (resource, method) = try call.method()
        let status = call.label("status_code")
        guard var response = method["methodResponses"]?[status] else { throw unknownStatus }
        try methodResponsePatch.apply(call.patch, to: &response) { (patch, response) throws(ControlError) in
            // Only what is there can be replaced or removed, as recorded.
            guard patch.op != "add", patch.parts.count == 2, response[patch.parts[0]]?[patch.parts[1]] == nil else {
                return false
            }
            throw .notFound(
                patch.parts[0] == "responseModels"
                    ? "Content-Type specified was not found" : "Invalid parameter name specified")
        }
        try MethodRules.check(response: response, call)
        method["methodResponses"]?[status] = response
        resource["resourceMethods"]?[call.label("http_method")] = method
        try call.put(resource: resource)
        return response
    }

    @Sendable static func deleteMethodResponse(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        var (resource, method) = try call.method()
        let status = call.label("status_code")
        guard method["methodResponses"]?[status] != nil else { throw unknownStatus }
        method["methodResponses"]?[status] = nil
        if method["methodResponses"]?.object?.isEmpty == true { method["methodResponses"] = nil }
        resource["resourceMethods"]?[call.label("http_method")] = method
        try call.put(resource: resource)
        return [:]
    }
}

extension ControlCall {
    /// The resource and the method that the path names.
    func method() throws(ControlError) -> (resource: JSONValue, method: JSONValue) {
        let resource = try resource()
        guard let method = resource["resourceMethods"]?[label("http_method")] else {
            throw .notFound("Invalid Method identifier specified")
        }
        return (resource, method)
    }

    func put(resource: JSONValue) throws(ControlError) {
        try put("resource", apiScope, resource["id"]?.string ?? "", resource)
    }
}

/// What a method may be.
enum MethodRules {
    static let verbs = ["GET", "PUT", "POST", "DELETE", "PATCH", "OPTIONS", "HEAD", "ANY"]
    private static let authorizationTypes = ["NONE", "AWS_IAM", "CUSTOM", "COGNITO_USER_POOLS", "JWT"]

    static func check(_ method: inout JSONValue, _ call: ControlCall) throws(ControlError) {
        let type = (method["authorizationType"]?.string ?? "").uppercased()
        guard authorizationTypes.contains(type) else {
            throw .badRequest(
                "Invalid authorization type specified. Setting the authorization type to CUSTOM or COGNITO_USER_POOLS "
                    + "requires a valid authorizer.")
        }
        method["authorizationType"] = .string(type)
        if type == "NONE" || type == "AWS_IAM" {
            method["authorizerId"] = nil
        } else {
            let id = method["authorizerId"]?.string ?? ""
            guard try call.record("authorizer", call.apiScope, id) != nil else {
                throw .badRequest(
                    "Invalid authorizer ID specified. Setting the authorization type to CUSTOM or COGNITO_USER_POOLS "
                        + "requires a valid authorizer.")
            }
        }
        try checkParameters(method["requestParameters"], prefix: "method.request.", places: requestPlaces)
        try checkModels(method["requestModels"], call)
        if let id = method["requestValidatorId"]?.string,
            try call.record("requestvalidator", call.apiScope, id) == nil
        {
            throw .badRequest("Invalid Request Validator identifier specified")
        }
    }

    static func check(response: JSONValue, _ call: ControlCall) throws(ControlError) {
        try checkParameters(response["responseParameters"], prefix: "method.response.", places: ["header"])
        try checkModels(response["responseModels"], call)
    }

    private static let requestPlaces = ["querystring", "multivaluequerystring", "header", "multivalueheader", "path"]

    private static func checkParameters(
        _ parameters: JSONValue?, prefix: String, places: [String]
    ) throws(ControlError) {
        var seen: Set<String> = []
        for (name, _) in parameters?.object ?? JSONObject() {
            let rest = name.hasPrefix(prefix) ? name.dropFirst(prefix.count) : ""
            let parts = rest.split(separator: ".", maxSplits: 1)
            guard parts.count == 2, places.contains(String(parts[0])) else {
                throw .badRequest(
                    "Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid mapping "
                        + "expression parameter specified: \(name)]")
            }
            guard seen.insert(String(parts[1])).inserted else {
                throw .badRequest("Parameter names must be unique across querystring, header and path")
            }
        }
    }

    private static func checkModels(_ models: JSONValue?, _ call: ControlCall) throws(ControlError) {
        for (_, model) in models?.object ?? JSONObject() {
            guard let name = model.string, try call.record("model", call.apiScope, name) != nil else {
                throw .badRequest("Invalid model identifier specified: \(model.string ?? "null")")
            }
        }
    }
}
