// Authorizers of HTTP and WebSocket APIs. AWS: "API Gateway V2 API reference", Authorizers; "Control access to HTTP
// APIs with JWT authorizers", "… with AWS Lambda authorizers". Issuers are asked for their keys by requests alone.

import GateJSON

extension V2Handlers {
    static let authorizers: [(String, ControlHandler)] = [
        ("CreateAuthorizer", createAuthorizer), ("GetAuthorizer", getAuthorizer), ("GetAuthorizers", getAuthorizers),
        ("UpdateAuthorizer", updateAuthorizer), ("DeleteAuthorizer", deleteAuthorizer),
        ("ResetAuthorizersCache", resetAuthorizersCache),
    ]

    @Sendable static func createAuthorizer(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        let api = try call.v2API()
        var record: JSONValue = ["authorizerId": .string(call.identifier(6))]
        V2AuthorizerRules.take(call, &record)
        try V2AuthorizerRules.check(record, isSocket: V2Records.isSocket(api))
        try call.put(.authorizer, record)
        try call.deployAutomatically(call.label("apiId"))
        return record
    }

    @Sendable static func getAuthorizer(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        _ = try call.v2API()
        return try call.v2(.authorizer)
    }

    @Sendable static func getAuthorizers(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        _ = try call.v2API()
        return try call.page(V2Kind.authorizer.rawValue, call.v2Scope())
    }

    @Sendable static func updateAuthorizer(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        let api = try call.v2API()
        var record = try call.v2(.authorizer)
        V2AuthorizerRules.take(call, &record)
        try V2AuthorizerRules.check(record, isSocket: V2Records.isSocket(api))
        try call.put(.authorizer, record)
        try call.deployAutomatically(call.label("apiId"))
        return record
    }

    @Sendable static func deleteAuthorizer(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        _ = try call.v2API()
        _ = try call.v2(.authorizer)
        let id = call.label("authorizerId")
        let routes = try call.records(V2Kind.route.rawValue, call.v2Scope())
            .filter { $0["authorizerId"]?.string == id }.compactMap { $0["routeId"]?.string }
        if !routes.isEmpty {
            throw .conflict(
                "Cannot delete Authorizer because it is referenced by the following Routes with Ids: "
                    + "[\(routes.joined(separator: ", "))]")
        }
        try call.remove(V2Kind.authorizer.rawValue, call.v2Scope(), id)
        try call.deployAutomatically(call.label("apiId"))
        return [:]
    }

    @Sendable static func resetAuthorizersCache(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        _ = try call.v2API()
        _ = try call.v2(.stage)
        call.effects.append(
            .flushAuthorizers(region: call.region, api: call.label("apiId"), stage: call.label("stageName")))
        return [:]
    }
}

/// What an authorizer may be.
enum V2AuthorizerRules {
    /// AWS: CreateAuthorizer, name; in characters.
    private static let nameCountMax = 128
    /// AWS: "Amazon API Gateway quotas", HTTP API, audiences per authorizer.
    private static let audiencesMax = 50

    static func take(_ call: ControlCall, _ record: inout JSONValue) {
        let change = V2Change(call: call)
        change.values(
            [
                "authorizerPayloadFormatVersion", "authorizerResultTtlInSeconds", "authorizerType",
                "enableSimpleResponses", "name",
            ], &record)
        change.texts(["authorizerCredentialsArn", "authorizerUri", "identityValidationExpression"], &record)
        if let sources = call["identitySource"]?.array {
            record["identitySource"] = sources.isEmpty ? .none : .array(sources)
        }
        guard let given = call["jwtConfiguration"]?.object else { return }
        var configuration = record["jwtConfiguration"] ?? [:]
        for (name, value) in given { configuration[name] = value }
        record["jwtConfiguration"] = configuration
    }

    static func check(_ record: JSONValue, isSocket: Bool) throws(ControlError) {
        let name = record["name"]?.string ?? ""
        if name.isEmpty { throw .badRequest("Authorizer name cannot be empty") }
        if name.count > nameCountMax {
            throw .badRequest("Authorizer name can be at most \(nameCountMax) characters")
        }
        if record["authorizerType"] == "JWT" {
            if isSocket { throw .badRequest("Authorizers of type JWT are supported only for protocolType HTTP") }
            try check(jwt: record)
        } else {
            try check(request: record, isSocket: isSocket)
        }
    }

    private static func check(jwt record: JSONValue) throws(ControlError) {
        for (member, name) in [
            ("authorizerPayloadFormatVersion", "AuthorizerPayloadFormatVersion"),
            ("enableSimpleResponses", "EnableSimpleResponses"), ("authorizerUri", "AuthorizerUri"),
            ("authorizerCredentialsArn", "AuthorizerCredentialsArn"),
        ] where record[member] != nil && record[member] != false {
            throw .badRequest("\(name) is not a valid parameter for JWT authorizer")
        }
        let sources = record["identitySource"]?.array?.compactMap(\.string) ?? []
        let isSource = sources.allSatisfy {
            $0.hasPrefix("$request.header.") || $0.hasPrefix("$request.querystring.")
        }
        guard sources.count == 1, isSource else {
            throw .badRequest(
                "Invalid identity source specified for JWT authorizer. It must be one $request.header.{name} or "
                    + "$request.querystring.{name}")
        }
        let issuer = record["jwtConfiguration"]?["issuer"]?.string ?? ""
        if issuer.isEmpty { throw .badRequest("Issuer is a required parameter for JWT authorizer") }
        // AWS: "JWT authorizers": over TLS; issuers on this machine may do without.
        let isLocal = ["http://127.0.0.1", "http://localhost", "http://[::1]"].contains { issuer.hasPrefix($0) }
        if !issuer.hasPrefix("https://"), !isLocal {
            throw .badRequest("Invalid issuer specified: \(issuer). Issuer must be an HTTPS endpoint")
        }
        let audiences = record["jwtConfiguration"]?["audience"]?.array ?? []
        if audiences.count > audiencesMax {
            throw .badRequest("A JWT authorizer can have at most \(audiencesMax) audiences")
        }
    }

    private static func check(request record: JSONValue, isSocket: Bool) throws(ControlError) {
        if record["jwtConfiguration"] != nil {
            throw .badRequest("JwtConfiguration is not a valid parameter for REQUEST authorizer")
        }
        let version = record["authorizerPayloadFormatVersion"]?.string
        if isSocket {
            if version != nil || record["enableSimpleResponses"] == true {
                throw .badRequest(
                    "AuthorizerPayloadFormatVersion and EnableSimpleResponses are supported only for protocolType HTTP")
            }
        } else {
            guard let version else {
                throw .badRequest("AuthorizerPayloadFormatVersion is a required parameter for REQUEST authorizer")
            }
            guard ["1.0", "2.0"].contains(version) else {
                throw .badRequest("Invalid AuthorizerPayloadFormatVersion specified. Valid options are 1.0,2.0")
            }
            if version == "1.0", record["enableSimpleResponses"] == true {
                throw .badRequest("EnableSimpleResponses is supported only for AuthorizerPayloadFormatVersion 2.0")
            }
        }
        let uri = record["authorizerUri"]?.string
        let parts = (uri ?? "").split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "arn", parts[2] == "apigateway", parts[4] == "lambda",
            parts[5].hasPrefix("path/"), parts[5].hasSuffix("/invocations")
        else {
            throw .badRequest(
                "Invalid Authorizer URI: \(uri ?? "null"). Authorizer URI should be a valid API Gateway ARN that "
                    + "represents a Lambda function invocation.")
        }
        let sources = record["identitySource"]?.array?.compactMap(\.string) ?? []
        let places =
            isSocket
            ? ["route.request.header.", "route.request.querystring.", "context.", "stageVariables."]
            : ["$request.header.", "$request.querystring.", "$context.", "$stageVariables."]
        if let wrong = sources.first(where: { source in !places.contains { source.hasPrefix($0) } }) {
            throw .badRequest("Invalid identity source specified: \(wrong)")
        }
        if !isSocket, sources.isEmpty, record["authorizerResultTtlInSeconds"]?.int ?? 0 > 0 {
            throw .badRequest("Identity source is required when authorization caching is enabled")
        }
    }
}
