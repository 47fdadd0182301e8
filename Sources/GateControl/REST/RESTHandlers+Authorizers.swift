// Authorizers. AWS: "API Gateway API reference", Authorizer; "Control access to REST APIs with JWT authorizers".

import GateJSON

extension RESTHandlers {
    static let authorizers: [(String, ControlHandler)] = [
        ("CreateAuthorizer", createAuthorizer), ("GetAuthorizer", getAuthorizer), ("GetAuthorizers", getAuthorizers),
        ("UpdateAuthorizer", updateAuthorizer), ("DeleteAuthorizer", deleteAuthorizer),
    ]

    @Sendable static func createAuthorizer(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        // As recorded, of an API that is not there.
        if try call.record("restapi", call.region, call.label("restapi_id")) == nil {
            throw .conflict(
                "Unable to complete operation due to concurrent modification. Please try again later.")
        }
        let id = call.identifier(6)
        var record: JSONValue = ["id": .string(id)]
        let names = [
            "name", "type", "providerARNs", "authType", "authorizerUri", "authorizerCredentials", "identitySource",
            "identityValidationExpression", "authorizerResultTtlInSeconds", "jwtConfiguration",
        ]
        for name in names { record[name] = call[name] }
        AuthorizerRules.addDefaults(&record)
        try AuthorizerRules.check(record, call, except: nil)
        try call.put("authorizer", call.apiScope, id, record)
        return record
    }

    static let authorizer = NamedRecord(
        "authorizer", label: "authorizer_id", in: .anyAPI, missing: "Invalid Authorizer identifier specified")

    @Sendable static func getAuthorizer(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        try authorizer.read(call)
    }

    @Sendable static func getAuthorizers(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        _ = try call.restAPI()
        return try call.page("authorizer", call.apiScope)
    }

    private static let authorizerPatch = PatchTable(
        .listed,
        [
            ("/authorizerUri", "R", .text), ("/authorizerCredentials", "R", .text),
            ("/authorizerResultTtlInSeconds", "R", .integer), ("/authType", "R", .text),
            ("/identitySource", "ARX", .text), ("/identityValidationExpression", "R", .text), ("/name", "R", .text),
            ("/providerARNs", "AX", .list), ("/type", "R", .text),
        ])

    @Sendable static func updateAuthorizer(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        var record = try authorizer.read(call)
        try authorizerPatch.apply(call.patch, to: &record) { (patch, record) throws(ControlError) in
            let clears = ["authorizerCredentials", "identityValidationExpression", "identitySource"]
            guard patch.op == "replace", patch.value?.isEmpty ?? true, clears.contains(patch.parts[0]) else {
                return false
            }
            record[patch.parts[0]] = nil
            return true
        }
        try AuthorizerRules.check(record, call, except: call.label("authorizer_id"))
        try authorizer.put(record, call)
        return record
    }

    @Sendable static func deleteAuthorizer(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        let record = try authorizer.read(call)
        let id = call.label("authorizer_id")
        for (path, verb, method) in try call.methods() where method["authorizerId"]?.string == id {
            throw .conflict(
                "Cannot delete authorizer '\(record["name"]?.string ?? "")', is referenced in method: \(path)/\(verb)")
        }
        return try authorizer.remove(call)
    }
}

/// What an authorizer may be.
enum AuthorizerRules {
    /// In seconds. AWS: CreateAuthorizer, authorizerResultTtlInSeconds.
    private static let ttlRange = 0...3600

    static func addDefaults(_ record: inout JSONValue) {
        let type = record["type"]?.string ?? ""
        let kinds = ["TOKEN": "custom", "REQUEST": "custom", "COGNITO_USER_POOLS": "cognito_user_pools"]
        if record["authType"] == nil, let kind = kinds[type] { record["authType"] = .string(kind) }
        if type != "JWT", record["authorizerResultTtlInSeconds"] == nil { record["authorizerResultTtlInSeconds"] = 300 }
    }

    static func check(_ record: JSONValue, _ call: ControlCall, except own: String?) throws(ControlError) {
        let name = record["name"]?.string ?? ""
        if name.isEmpty { throw .badRequest("Authorizer name cannot be empty") }
        for other in try call.records("authorizer", call.apiScope) where other["id"]?.string != own {
            if other["name"]?.string == name {
                throw .conflict(
                    "Authorizer name must be unique. Authorizer \(name) already exists in this RestApi.")
            }
        }
        if let ttl = record["authorizerResultTtlInSeconds"]?.int, !ttlRange.contains(ttl) {
            throw .badRequest("Authorizer result TTL must be between 0 and 3600 seconds")
        }
        switch record["type"]?.string ?? "" {
        case "TOKEN", "REQUEST": try checkFunction(record)
        case "COGNITO_USER_POOLS":
            if record["providerARNs"]?.array?.isEmpty ?? true {
                throw .badRequest("Provider ARNs are required for an authorizer of type COGNITO_USER_POOLS")
            }
        case "JWT":
            if record["jwtConfiguration"]?["issuers"]?.array?.isEmpty ?? true {
                throw .badRequest("An issuer is required for an authorizer of type JWT")
            }
        default:
            throw .badRequest("Invalid authorizer type. Valid options are TOKEN,REQUEST,COGNITO_USER_POOLS,JWT")
        }
    }

    private static func checkFunction(_ record: JSONValue) throws(ControlError) {
        let uri = record["authorizerUri"]?.string
        let parts = (uri ?? "").split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "arn", parts[2] == "apigateway", parts[4] == "lambda",
            parts[5].hasPrefix("path/"), parts[5].hasSuffix("/invocations")
        else {
            throw .badRequest(
                "Invalid Authorizer URI: \(uri ?? "null"). Authorizer URI should be a valid API Gateway ARN that "
                    + "represents a Lambda function invocation.")
        }
        let sources = (record["identitySource"]?.string ?? "").split(separator: ",").map(\.trimmed)
        let isToken = record["type"]?.string == "TOKEN"
        let places = ["method.request.header.", "method.request.querystring.", "context.", "stageVariables."]
        let isFine = sources.allSatisfy { source in
            isToken ? source.hasPrefix(places[0]) : places.contains { source.hasPrefix($0) }
        }
        if !isFine || (isToken && sources.count != 1) {
            throw .badRequest("Invalid identity source specified: \(record["identitySource"]?.string ?? "null")")
        }
        if !isToken, sources.isEmpty, record["authorizerResultTtlInSeconds"]?.int ?? 0 > 0 {
            throw .badRequest("Identity source is required when authorization caching is enabled")
        }
    }
}
