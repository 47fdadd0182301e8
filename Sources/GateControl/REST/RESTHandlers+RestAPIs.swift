// REST APIs: made, cloned, read, changed, deleted. AWS: "API Gateway API reference", RestApi; defaults and messages as
// recorded.

import GateJSON

extension RESTHandlers {
    static let restAPIs: [(String, ControlHandler)] = [
        ("CreateRestApi", createRestApi), ("GetRestApi", getRestApi), ("GetRestApis", getRestApis),
        ("UpdateRestApi", updateRestApi), ("DeleteRestApi", deleteRestApi),
    ]

    /// What a new record takes from the input as it is.
    private static let given = [
        "description", "version", "binaryMediaTypes", "minimumCompressionSize", "securityPolicy", "endpointAccessMode",
    ]

    @Sendable static func createRestApi(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        try RestAPIRules.check(call)
        let id = call.identifier(10)
        let root = call.identifier(10)
        var record: JSONValue = [
            "id": .string(id), "name": .string(call.text("name") ?? ""), "createdDate": JSONValue(call.now),
        ]
        for name in given { record[name] = call[name] }
        if call.texts("binaryMediaTypes").isEmpty { record["binaryMediaTypes"] = nil }
        record["apiKeySource"] = call["apiKeySource"] ?? "HEADER"
        record["disableExecuteApiEndpoint"] = .bool(call.flag("disableExecuteApiEndpoint"))
        record["endpointConfiguration"] = try RestAPIRules.endpoint(call["endpointConfiguration"])
        if let tags = call["tags"], tags.object?.isEmpty == false { record["tags"] = tags }
        if let policy = call.text("policy"), !policy.isEmpty {
            record["policy"] = .string(try ResourcePolicy.stored(policy, call, api: id))
        }
        record["rootResourceId"] = .string(root)
        if let source = call.text("cloneFrom") {
            try clone(source, to: id, &record, call)
        } else {
            try call.put("resource", call.scope(id), root, ["id": .string(root), "path": "/"])
            for model in DefaultModels.all {
                var record = model
                record["id"] = .string(call.identifier(6))
                try call.put("model", call.scope(id), model["name"]?.string ?? "", record)
            }
        }
        try call.put("restapi", call.region, id, record)
        return ResourcePolicy.shown(record)
    }

    /// Everything of an API but its deployments, stages and documentation versions. AWS: CreateRestApi, cloneFrom.
    private static func clone(
        _ source: String, to id: String, _ record: inout JSONValue, _ call: ControlCall
    ) throws(ControlError) {
        guard let original = try call.record("restapi", call.region, source) else {
            throw .notFound("Invalid API identifier specified \(call.account):\(source)")
        }
        for name in given + ["policy"] where record[name] == nil { record[name] = original[name] }
        if !call.has("apiKeySource") { record["apiKeySource"] = original["apiKeySource"] }
        if !call.has("endpointConfiguration") { record["endpointConfiguration"] = original["endpointConfiguration"] }
        record["rootResourceId"] = original["rootResourceId"]
        let kinds = ["resource", "model", "authorizer", "requestvalidator", "gatewayresponse", "documentationpart"]
        for kind in kinds {
            for value in try call.records(kind, call.scope(source)) {
                let name = kind == "model" ? "name" : kind == "gatewayresponse" ? "responseType" : "id"
                try call.put(kind, call.scope(id), value[name]?.string ?? "", value)
            }
        }
    }

    @Sendable static func getRestApi(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        shownWithTags(try call.restAPI())
    }

    @Sendable static func getRestApis(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        try call.page("restapi", call.region) { (value) throws(ControlError) in shownWithTags(value) }
    }

    /// Only what creates an API leaves out empty tags, as recorded.
    static func shownWithTags(_ record: JSONValue) -> JSONValue {
        var shown = ResourcePolicy.shown(record)
        if shown["tags"] == nil { shown["tags"] = [:] }
        return shown
    }

    private static let restAPIPatch = PatchTable(
        .listed,
        [
            ("/name", "R", .text), ("/description", "ARX", .text), ("/policy", "R", .custom),
            ("/apiKeySource", "R", .text), ("/binaryMediaTypes", "ARX", .list),
            ("/minimumCompressionSize", "R", .custom), ("/disableExecuteApiEndpoint", "R", .flag),
            ("/securityPolicy", "R", .text), ("/endpointAccessMode", "R", .text),
            ("/endpointConfiguration/types/*", "R", .custom), ("/endpointConfiguration/ipAddressType", "R", .custom),
            ("/endpointConfiguration/vpcEndpointIds", "AX", .list),
        ])

    @Sendable static func updateRestApi(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        var record = try call.restAPI()
        let (caller, api) = (call, call.label("restapi_id"))
        try restAPIPatch.apply(call.patch, to: &record) { (patch, record) throws(ControlError) in
            let value = patch.value ?? ""
            switch patch.parts.first {
            case "name":
                if value.isEmpty { throw .badRequest("Name cannot be empty") }
                return false
            case "description":
                if patch.op == "remove" || !value.isEmpty { return false }
                record["description"] = nil
            case "policy":
                record["policy"] =
                    value.isEmpty ? nil : .string(try ResourcePolicy.stored(value, caller, api: api))
            case "apiKeySource":
                guard ["HEADER", "AUTHORIZER"].contains(value) else {
                    throw .badRequest("Invalid API Key source specified. Valid options are HEADER,AUTHORIZER")
                }
                return false
            case "minimumCompressionSize":
                record["minimumCompressionSize"] = try RestAPIRules.compressionSize(value)
            case "endpointConfiguration":
                return try RestAPIRules.changeEndpoint(patch, &record)
            default: return false
            }
            return true
        }
        try call.put("restapi", call.region, call.label("restapi_id"), record)
        return shownWithTags(record)
    }

    @Sendable static func deleteRestApi(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        _ = try call.restAPI()
        let id = call.label("restapi_id")
        let domains = try MappingRules.domains(leadingTo: id, call)
        if !domains.isEmpty {
            throw .badRequest(
                "Deleting RestApi \(id) failed. Please remove all base path mappings related to the RestApi in your "
                    + "domains: \(domains.joined(separator: ", "))")
        }
        for stage in try call.records("stage", call.scope(id)) {
            call.effects.append(.unpublish(region: call.region, api: id, stage: stage["stageName"]?.string ?? ""))
        }
        try call.removeAll(scope: call.scope(id))
        try call.remove("restapi", call.region, id)
        call.effects.append(.dropPlans)
        return [:]
    }
}

extension ControlCall {
    /// The API that the path names.
    package func restAPI() throws(ControlError) -> JSONValue {
        let id = label("restapi_id")
        guard let record = try record("restapi", region, id) else {
            throw .notFound("Invalid API identifier specified \(account):\(id)")
        }
        return record
    }

    /// The scope of what belongs to the API that the path names.
    package var apiScope: String { scope(label("restapi_id")) }
}

/// What an API may be, checked in the service's order.
enum RestAPIRules {
    private static let compressionSizeMax = 10_485_760

    static func check(_ call: ControlCall) throws(ControlError) {
        if call.text("name")?.isEmpty == true { throw .badRequest("Name cannot be empty") }
        if call.text("description")?.isEmpty == true { throw .badRequest("Description cannot be an empty string") }
        if let size = call.integer("minimumCompressionSize") { _ = try compressionSize(String(size)) }
    }

    static func compressionSize(_ text: String) throws(ControlError) -> JSONValue? {
        if text.isEmpty { return nil }
        guard let size = Int(text), (0...compressionSizeMax).contains(size) else {
            throw .badRequest("Invalid minimum compression size, must be between 0 and \(compressionSizeMax)")
        }
        return JSONValue(size)
    }

    /// With its defaults: edge, IPv4; private APIs have both kinds of addresses.
    static func endpoint(_ given: JSONValue?) throws(ControlError) -> JSONValue {
        var types = ["EDGE"]
        if let given = given?["types"]?.array {
            types = given.compactMap(\.string)
            if types.isEmpty {
                throw .badRequest("REGIONAL Configuration and EDGE Configuration cannot be both DISABLED.")
            }
            if types.count > 1 { throw .badRequest("Cannot create an api with multiple Endpoint Types.") }
        }
        let isPrivate = types == ["PRIVATE"]
        var endpoint: JSONValue = ["types": .array(types.map { .string($0) })]
        let addresses = given?["ipAddressType"]?.string ?? (isPrivate ? "dualstack" : "ipv4")
        if isPrivate, addresses != "dualstack" {
            throw .badRequest("Only dualstack ipAddressType is supported for Private APIs.")
        }
        endpoint["ipAddressType"] = .string(addresses)
        if let identifiers = given?["vpcEndpointIds"], identifiers.array?.isEmpty == false {
            if !isPrivate { throw .badRequest("VPCEndpoints can only be specified with PRIVATE apis.") }
            endpoint["vpcEndpointIds"] = identifiers
        }
        return endpoint
    }

    /// The name in `/endpointConfiguration/types/NAME` is not looked at, as recorded.
    static func changeEndpoint(_ patch: PatchOperation, _ record: inout JSONValue) throws(ControlError) -> Bool {
        let value = patch.value ?? ""
        let isPrivate = record["endpointConfiguration"]?["types"]?.array?.contains("PRIVATE") ?? false
        switch patch.parts.count > 1 ? patch.parts[1] : "" {
        case "types":
            guard ["REGIONAL", "EDGE", "PRIVATE"].contains(value) else {
                throw .badRequest("Invalid EndpointTypes specified. Valid options are REGIONAL,EDGE,PRIVATE")
            }
            record["endpointConfiguration"]?["types"] = [.string(value)]
            if value == "PRIVATE" { record["endpointConfiguration"]?["ipAddressType"] = "dualstack" }
            if value != "PRIVATE" { record["endpointConfiguration"]?["vpcEndpointIds"] = nil }
            return true
        case "ipAddressType":
            guard ["ipv4", "dualstack"].contains(value) else {
                throw .badRequest("ipAddressType must be either ipv4 or dualstack.")
            }
            if isPrivate, value != "dualstack" {
                throw .badRequest("Only dualstack ipAddressType is supported for Private APIs.")
            }
            record["endpointConfiguration"]?["ipAddressType"] = .string(value)
            return true
        default:
            if !isPrivate { throw .badRequest("VPCEndpoints can only be specified with PRIVATE apis.") }
            return false
        }
    }
}
