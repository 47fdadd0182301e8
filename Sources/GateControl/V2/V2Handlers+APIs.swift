// HTTP and WebSocket APIs: made, read, changed, deleted. AWS: "API Gateway V2 API reference", Apis. Messages that are
// not recorded are in the service's manner.

import GateJSON

extension V2Handlers {
    static let apis: [(String, ControlHandler)] = [
        ("CreateApi", createApi), ("GetApi", getApi), ("GetApis", getApis), ("UpdateApi", updateApi),
        ("DeleteApi", deleteApi), ("DeleteCorsConfiguration", deleteCorsConfiguration),
    ]

    @Sendable static func createApi(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        let kind = call.text("protocolType") ?? ""
        guard ["HTTP", "WEBSOCKET"].contains(kind) else {
            throw .badRequest("Invalid protocol specified. Must be one of [HTTP, WEBSOCKET]")
        }
        var record = V2APIRules.new(
            call.identifier(10), named: call.text("name") ?? "", isSocket: kind == "WEBSOCKET", call)
        record["routeSelectionExpression"] = call["routeSelectionExpression"] ?? record["routeSelectionExpression"]
        try V2APIRules.take(call, &record)
        if let tags = try TagRules.given(call) { record["tags"] = tags }
        try V2APIRules.check(record)
        let id = record["apiId"]?.string ?? ""
        try call.put(V2Kind.api.rawValue, call.region, id, record)
        if call.text("target")?.isEmpty == false {
            try QuickCreate.make(id, &call)
        } else if call.has("routeKey") || call.has("credentialsArn") {
            throw .badRequest("Target is required when route key or credentials are specified")
        }
        return record
    }

    @Sendable static func getApi(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        TagRules.shown(try call.v2API())
    }

    @Sendable static func getApis(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        try call.page(V2Kind.api.rawValue, call.region) { (record) throws(ControlError) in TagRules.shown(record) }
    }

    @Sendable static func updateApi(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        var record = try call.v2API()
        if let name = call.text("name") { record["name"] = .string(name) }
        if let text = call.text("routeSelectionExpression") { record["routeSelectionExpression"] = .string(text) }
        try V2APIRules.take(call, &record)
        try V2APIRules.check(record)
        try call.put(V2Kind.api.rawValue, call.region, call.label("apiId"), record)
        try QuickCreate.change(call.label("apiId"), record, &call)
        try call.deployAutomatically(call.label("apiId"))
        return TagRules.shown(record)
    }

    @Sendable static func deleteApi(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        _ = try call.v2API()
        let id = call.label("apiId")
        if !(try MappingRules.domains(leadingTo: id, call).isEmpty) {
            throw .badRequest(
                "Deleting API \(id) failed. Please remove all API mappings for the API from your custom domain names.")
        }
        for stage in try call.records(V2Kind.stage.rawValue, call.scope(id)) {
            call.effects.append(.unpublish(region: call.region, api: id, stage: stage["stageName"]?.string ?? ""))
        }
        try call.removeAll(scope: call.scope(id))
        try call.remove(V2Kind.api.rawValue, call.region, id)
        call.effects.append(.dropPlans)
        return [:]
    }

    @Sendable static func deleteCorsConfiguration(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        var record = try call.v2API()
        record["corsConfiguration"] = nil
        try call.put(V2Kind.api.rawValue, call.region, call.label("apiId"), record)
        try call.deployAutomatically(call.label("apiId"))
        return [:]
    }
}

/// What an API may be.
enum V2APIRules {
    /// AWS: CreateApi, name, description, version; lengths in characters.
    private static let nameCountMax = 128
    private static let descriptionCountMax = 1024
    private static let versionCountMax = 64
    /// What every HTTP API selects its routes by. AWS: CreateApi, routeSelectionExpression.
    static let routeSelection = "$request.method $request.path"
    private static let routeSelections = [routeSelection, "${request.method} ${request.path}"]
    private static let keySelection = "$request.header.x-api-key"
    private static let keySelections = [
        keySelection, "${request.header.x-api-key}", "$context.authorizer.usageIdentifierKey",
        "${context.authorizer.usageIdentifierKey}",
    ]

    /// With its defaults.
    static func new(_ id: String, named name: String, isSocket: Bool, _ call: ControlCall) -> JSONValue {
        let scheme = isSocket ? call.address.socketScheme : call.address.scheme
        return [
            "apiId": .string(id), "name": .string(name), "protocolType": isSocket ? "WEBSOCKET" : "HTTP",
            "apiEndpoint": .string("\(scheme)://\(call.address.host(id, region: call.region))"),
            "createdDate": JSONValue(call.now), "apiKeySelectionExpression": .string(keySelection),
            "routeSelectionExpression": isSocket ? "" : .string(routeSelection),
            "disableExecuteApiEndpoint": false, "ipAddressType": "ipv4",
        ]
    }

    /// Members that CreateApi and UpdateApi both set.
    static func take(_ call: ControlCall, _ record: inout JSONValue) throws(ControlError) {
        let change = V2Change(call: call)
        change.texts(["description", "version"], &record)
        change.values(["apiKeySelectionExpression", "disableExecuteApiEndpoint", "ipAddressType"], &record)
        let isSocket = V2Records.isSocket(record)
        if isSocket { change.values(["disableSchemaValidation"], &record) }
        guard let given = call["corsConfiguration"] else { return }
        if isSocket { throw .badRequest("CORS configuration is supported only for protocolType HTTP") }
        let cors = try CORSRules.stored(given)
        record["corsConfiguration"] = cors.object?.isEmpty == true ? .none : cors
    }

    static func check(_ record: JSONValue) throws(ControlError) {
        let name = record["name"]?.string ?? ""
        if name.isEmpty { throw .badRequest("Name cannot be empty") }
        for (member, most) in [
            ("name", nameCountMax), ("description", descriptionCountMax), ("version", versionCountMax),
        ] where record[member]?.string?.count ?? 0 > most {
            let noun = member.prefix(1).uppercased() + member.dropFirst()
            throw .badRequest("\(noun) can be at most \(most) characters")
        }
        let selection = record["routeSelectionExpression"]?.string ?? ""
        if !V2Records.isSocket(record) {
            guard routeSelections.contains(selection) else {
                throw .badRequest(
                    "Invalid route selection expression specified. For protocolType HTTP it must be "
                        + "${request.method} ${request.path}")
            }
        } else if selection.isEmpty {
            throw .badRequest("RouteSelectionExpression is required for protocolType WEBSOCKET")
        }
        guard keySelections.contains(record["apiKeySelectionExpression"]?.string ?? "") else {
            throw .badRequest(
                "Invalid API key selection expression specified. Must be one of [\(keySelection), "
                    + "$context.authorizer.usageIdentifierKey]")
        }
    }
}

/// The CORS configuration of HTTP APIs. AWS: "Configure CORS for HTTP APIs".
enum CORSRules {
    private static let methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "*"]

    /// As it is kept: names of fields in lower case, methods in upper case, without empty lists.
    static func stored(_ given: JSONValue) throws(ControlError) -> JSONValue {
        var cors: JSONValue = [:]
        cors["allowCredentials"] = given["allowCredentials"]
        for name in ["allowHeaders", "allowMethods", "allowOrigins", "exposeHeaders"] {
            guard let texts = given[name]?.array?.compactMap(\.string), !texts.isEmpty else { continue }
            let stored = texts.map { name.hasSuffix("Headers") ? $0.lowercased() : $0 }
            cors[name] = .array(stored.map { .string(name == "allowMethods" ? $0.uppercased() : $0) })
        }
        cors["maxAge"] = given["maxAge"]
        let origins = cors["allowOrigins"]?.array?.compactMap(\.string) ?? []
        if cors["allowCredentials"] == true, origins.contains("*") {
            throw .badRequest("allow-credentials is not supported if 'allow-origin' is *")
        }
        for origin in origins where !isOrigin(origin) {
            throw .badRequest(
                "Invalid format for origin \(origin). It must be *, http://*, https://* or of the form scheme://host")
        }
        for method in cors["allowMethods"]?.array?.compactMap(\.string) ?? [] where !methods.contains(method) {
            throw .badRequest("Invalid method \(method) specified. Valid options are \(methods.joined(separator: ","))")
        }
        return cors
    }

    private static func isOrigin(_ text: String) -> Bool {
        if text == "*" { return true }
        guard let mark = text.firstRange(of: "://"), mark.lowerBound != text.startIndex else { return false }
        let host = text[mark.upperBound...]
        return !host.isEmpty && !host.contains("/") && !host.contains(" ")
    }
}
