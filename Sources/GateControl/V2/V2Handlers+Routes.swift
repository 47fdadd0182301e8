// Routes of HTTP and WebSocket APIs. AWS: "API Gateway V2 API reference", Routes; "Create routes for HTTP APIs";
// "Create routes for WebSocket APIs".

import GateBytes
import GateJSON

extension V2Handlers {
    static let routes: [(String, ControlHandler)] = [
        ("CreateRoute", createRoute), ("GetRoute", getRoute), ("GetRoutes", getRoutes), ("UpdateRoute", updateRoute),
        ("DeleteRoute", deleteRoute), ("DeleteRouteRequestParameter", deleteRouteRequestParameter),
        ("CreateRouteResponse", createRouteResponse), ("GetRouteResponse", getRouteResponse),
        ("GetRouteResponses", getRouteResponses), ("UpdateRouteResponse", updateRouteResponse),
        ("DeleteRouteResponse", deleteRouteResponse),
    ]

    @Sendable static func createRoute(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        let api = try call.v2API()
        var record: JSONValue = [
            "routeId": .string(call.identifier(7)), "routeKey": call["routeKey"] ?? "", "apiKeyRequired": false,
            "authorizationType": "NONE",
        ]
        RouteRules.take(call, &record, isSocket: V2Records.isSocket(api))
        try RouteRules.check(record, of: api, call)
        try call.put(.route, record)
        try call.deployAutomatically(call.label("apiId"))
        return record
    }

    @Sendable static func getRoute(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        _ = try call.v2API()
        return try call.v2(.route)
    }

    @Sendable static func getRoutes(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        _ = try call.v2API()
        return try call.page(V2Kind.route.rawValue, call.v2Scope())
    }

    @Sendable static func updateRoute(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        let api = try call.v2API()
        var record = try call.v2(.route)
        if let key = call.text("routeKey"), key != record["routeKey"]?.string {
            if record["apiGatewayManaged"] == true {
                throw .badRequest("The route key of a route that is managed by API Gateway cannot be modified")
            }
            record["routeKey"] = .string(key)
        }
        RouteRules.take(call, &record, isSocket: V2Records.isSocket(api))
        try RouteRules.check(record, of: api, call)
        try call.put(.route, record)
        try call.deployAutomatically(call.label("apiId"))
        return record
    }

    @Sendable static func deleteRoute(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        _ = try call.v2API()
        let id = try call.v2(.route)["routeId"]?.string ?? ""
        try call.removeAll(scope: call.v2Scope(id))
        try call.remove(V2Kind.route.rawValue, call.v2Scope(), id)
        try call.deployAutomatically(call.label("apiId"))
        return [:]
    }

    @Sendable static func deleteRouteRequestParameter(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        _ = try call.v2API()
        var record = try call.v2(.route)
        let key = call.label("requestParameterKey")
        guard record["requestParameters"]?[key] != nil else {
            throw .notFound("Invalid request parameter key specified \(key)", resourceType: "RequestParameter")
        }
        record["requestParameters"]?[key] = nil
        if record["requestParameters"]?.object?.isEmpty == true { record["requestParameters"] = nil }
        try call.put(.route, record)
        try call.deployAutomatically(call.label("apiId"))
        return [:]
    }
}

// MARK: Route responses

extension V2Handlers {
    private static func route(_ call: ControlCall) throws(ControlError) -> String {
        _ = try call.v2API()
        return try call.v2(.route)["routeId"]?.string ?? ""
    }

    @Sendable static func createRouteResponse(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        let route = try route(call)
        if !V2Records.isSocket(try call.v2API()) {
            throw .badRequest("Route responses are supported only for protocolType WEBSOCKET")
        }
        var record: JSONValue = ["routeResponseId": .string(call.identifier(7))]
        record["routeResponseKey"] = call["routeResponseKey"]
        try take(call, &record)
        if try call.count(V2Kind.routeResponse.rawValue, call.v2Scope(route)) > 0 {
            throw .conflict("Route response with key $default already exists for this route")
        }
        try call.put(.routeResponse, record, below: route)
        try call.deployAutomatically(call.label("apiId"))
        return record
    }

    private static func take(_ call: ControlCall, _ record: inout JSONValue) throws(ControlError) {
        let change = V2Change(call: call)
        change.texts(["modelSelectionExpression"], &record)
        change.maps(["responseModels", "responseParameters"], &record)
        // AWS: "Route responses": the only key that there is.
        if record["routeResponseKey"] != "$default" {
            throw .badRequest("Invalid route response key specified. Currently, only $default is supported")
        }
    }

    @Sendable static func getRouteResponse(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        try call.v2(.routeResponse, below: route(call))
    }

    @Sendable static func getRouteResponses(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        try call.page(V2Kind.routeResponse.rawValue, call.v2Scope(route(call)))
    }

    @Sendable static func updateRouteResponse(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        let route = try route(call)
        var record = try call.v2(.routeResponse, below: route)
        record["routeResponseKey"] = call["routeResponseKey"] ?? record["routeResponseKey"]
        try take(call, &record)
        try call.put(.routeResponse, record, below: route)
        try call.deployAutomatically(call.label("apiId"))
        return record
    }

    @Sendable static func deleteRouteResponse(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        let route = try route(call)
        _ = try call.v2(.routeResponse, below: route)
        try call.remove(V2Kind.routeResponse.rawValue, call.v2Scope(route), call.label("routeResponseId"))
        try call.deployAutomatically(call.label("apiId"))
        return [:]
    }
}

/// What a route may be.
enum RouteRules {
    static let defaultKey = "$default"
    private static let verbs = ["ANY", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]
    private static let socketKeys = ["$connect", "$default", "$disconnect"]
    /// AWS: CreateRoute, authorizationScopes, operationName; "Amazon API Gateway quotas", HTTP API.
    private static let scopesMax = 10
    private static let scopeCountMax = 64
    private static let operationNameCountMax = 64
    /// Longest key, in characters. Ours.
    private static let keyCountMax = 1024

    /// Members that CreateRoute and UpdateRoute both set; those of WebSocket APIs are dropped for HTTP APIs.
    static func take(_ call: ControlCall, _ record: inout JSONValue, isSocket: Bool) {
        let change = V2Change(call: call)
        change.values(["authorizationType"], &record)
        change.texts(["authorizerId", "operationName", "target"], &record)
        if let scopes = call["authorizationScopes"]?.array {
            record["authorizationScopes"] = scopes.isEmpty ? .none : .array(scopes)
        }
        if ["NONE", "AWS_IAM"].contains(record["authorizationType"]?.string ?? "") {
            record["authorizerId"] = nil
            record["authorizationScopes"] = nil
        }
        guard isSocket else { return }
        change.values(["apiKeyRequired"], &record)
        change.texts(["modelSelectionExpression", "routeResponseSelectionExpression"], &record)
        change.maps(["requestModels", "requestParameters"], &record)
    }

    static func taken(_ key: String) -> ControlError { .conflict("Route with key \(key) already exists for this API") }

    static func check(_ record: JSONValue, of api: JSONValue, _ call: ControlCall) throws(ControlError) {
        let isSocket = V2Records.isSocket(api)
        let key = record["routeKey"]?.string ?? ""
        if isSocket { try check(socketKey: key) } else { try check(httpKey: key) }
        for other in try call.records(V2Kind.route.rawValue, call.v2Scope()) {
            if other["routeKey"]?.string == key, other["routeId"] != record["routeId"] { throw taken(key) }
        }
        if record["operationName"]?.string?.count ?? 0 > operationNameCountMax {
            throw .badRequest("Operation name can be at most \(operationNameCountMax) characters")
        }
        if record["target"] != nil {
            guard let integration = V2Records.integration(of: record) else {
                throw .badRequest("Invalid target specified. Target must be of the form integrations/{integrationId}")
            }
            if try call.record(V2Kind.integration.rawValue, call.v2Scope(), integration) == nil {
                throw V2Kind.integration.missing(integration)
            }
        }
        try checkAuthorization(record, isSocket: isSocket, call)
        if isSocket { try checkSocket(record, key) }
    }

    private static func checkAuthorization(
        _ record: JSONValue, isSocket: Bool, _ call: ControlCall
    ) throws(ControlError) {
        let type = record["authorizationType"]?.string ?? "NONE"
        if isSocket, type != "NONE", record["routeKey"] != "$connect" {
            throw .badRequest("Currently, authorization is restricted to the $connect route only")
        }
        guard type == "JWT" || type == "CUSTOM" else { return }
        if isSocket, type == "JWT" {
            throw .badRequest("Authorization type JWT is supported only for protocolType HTTP")
        }
        let id = record["authorizerId"]?.string ?? ""
        let authorizer = id.isEmpty ? nil : try call.record(V2Kind.authorizer.rawValue, call.v2Scope(), id)
        guard authorizer?["authorizerType"]?.string == (type == "JWT" ? "JWT" : "REQUEST") else {
            throw .badRequest(
                "Invalid authorizer ID specified. Setting the authorization type to \(type) requires a valid "
                    + (type == "JWT" ? "JWT authorizer." : "authorizer."))
        }
        let scopes = record["authorizationScopes"]?.array ?? []
        if type == "CUSTOM", !scopes.isEmpty {
            throw .badRequest("Authorization scopes are supported only for authorization type JWT")
        }
        if scopes.count > scopesMax || scopes.contains(where: { $0.string?.count ?? 0 > scopeCountMax }) {
            throw .badRequest(
                "At most \(scopesMax) authorization scopes of at most \(scopeCountMax) characters can be specified")
        }
    }

    private static func checkSocket(_ record: JSONValue, _ key: String) throws(ControlError) {
        if record["apiKeyRequired"] == true, key != "$connect" {
            throw .badRequest("Currently, API key validation is restricted to the $connect route only")
        }
        if let text = record["routeResponseSelectionExpression"]?.string, text != "$default", text != "\\$default" {
            throw .badRequest(
                "Invalid route response selection expression specified. Currently, only $default is supported")
        }
        for (name, _) in record["requestParameters"]?.object ?? JSONObject() {
            let places = ["querystring.", "header.", "multivaluequerystring.", "multivalueheader."]
            let isPlace = places.contains { place in
                let start = "route.request." + place
                return name.hasPrefix(start) && name.utf8.count > start.utf8.count
            }
            if !isPlace { throw .badRequest("Invalid request parameter key specified \(name)") }
            if key != "$connect" {
                throw .badRequest("Currently, request parameters are restricted to the $connect route only")
            }
        }
    }

    static func check(httpKey key: String) throws(ControlError) {
        if key.isEmpty { throw .badRequest("Route key is required") }
        if key == defaultKey { return }
        let parts = key.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 2, verbs.contains(String(parts[0])), parts[1].hasPrefix("/"), key.count <= keyCountMax,
            isPath(parts[1])
        else {
            throw .badRequest(
                "The provided route key is not formatted properly for HTTP protocol. Format should be \"<HTTP METHOD> "
                    + "/<RESOURCE PATH>\" or \"$default\"")
        }
    }

    /// Variables fill whole segments; a greedy one is the last.
    private static func isPath(_ path: Substring) -> Bool {
        let segments = path.split(separator: "/", omittingEmptySubsequences: false)
        var names: Set<Substring> = []
        for (index, segment) in segments.enumerated() where segment.contains("{") || segment.contains("}") {
            guard segment.hasPrefix("{"), segment.hasSuffix("}"), segment.utf8.count > 2 else { return false }
            var name = segment.dropFirst().dropLast()
            if name.hasSuffix("+") {
                if index != segments.count - 1 { return false }
                name = name.dropLast()
            }
            let isName = name.utf8.allSatisfy { ASCII.isAlphanumeric($0) || "._-:".utf8.contains($0) }
            guard isName, !name.isEmpty, names.insert(name).inserted else { return false }
        }
        return true
    }

    private static func check(socketKey key: String) throws(ControlError) {
        if key.isEmpty { throw .badRequest("Route key is required") }
        if key.hasPrefix("$") ? !socketKeys.contains(key) : key.count > keyCountMax {
            throw .badRequest(
                "Invalid route key specified. Keys that start with $ must be one of "
                    + "[\(socketKeys.joined(separator: ", "))]")
        }
    }
}
