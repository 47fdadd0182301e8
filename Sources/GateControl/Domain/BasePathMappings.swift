// What of a domain name leads to which stage: base path mappings of the first service, API mappings of the second, the
// same records. AWS: "API Gateway API reference", BasePathMapping; "API Gateway V2 API reference", ApiMapping; "Use API
// mappings to connect API stages to a custom domain name".

import GateJSON

enum MappingRules {
    /// How the first service names the empty base path.
    static let none = "(none)"
    /// Longest key of an API mapping, in bytes. AWS: "API mappings", restrictions.
    private static let keyBytesMax = 300
    private static let letters = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789$-_.+!*'()".utf8)

    /// What a record of a base path is kept under.
    static func recordName(_ basePath: String) -> String { basePath.isEmpty ? none : basePath }

    /// A base path of the first service.
    static func basePath(_ text: String) throws(ControlError) -> String {
        if text.isEmpty || text == none || text == "/" { return "" }
        if text.utf8.contains(0x2f) {
            throw .badRequest(
                "API Gateway V1 doesn't support the slash character (/) in base path mappings. To create a "
                    + "multi-level base path mapping, use API Gateway V2.")
        }
        if text.utf8.count > keyBytesMax || !text.utf8.allSatisfy({ letters.contains($0) }) {
            throw .badRequest("Base paths may contain only letters, numbers and one of $-_.+!*'()")
        }
        return text
    }

    /// A key of the second.
    static func key(_ text: String) throws(ControlError) -> String {
        if text.isEmpty || text == none { return "" }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        if parts.contains("") {
            throw .badRequest("API mapping key should not start with a '/' or have consecutive '/'s.")
        }
        if text.utf8.count > keyBytesMax || !parts.allSatisfy({ $0.utf8.allSatisfy { letters.contains($0) } }) {
            throw .badRequest("API mapping key may contain only letters, numbers and one of $-_.+!*'()/")
        }
        return text
    }

    /// Throws unless the API is there and has the stage, if one is given.
    static func check(api: String, stage: String?, _ call: ControlCall) throws(ControlError) {
        let isREST = try call.record("restapi", call.region, api) != nil
        let isV2 = isREST ? false : try call.record(V2Kind.api.rawValue, call.region, api) != nil
        if !isREST, !isV2 {
            throw call.operation.service == .rest
                ? .badRequest("Invalid REST API identifier specified")
                : .notFound("Invalid API identifier specified \(api)", resourceType: V2Kind.api.noun)
        }
        guard let stage, !stage.isEmpty else { return }
        if try call.record(isREST ? "stage" : V2Kind.stage.rawValue, call.scope(api), stage) == nil {
            throw call.operation.service == .rest
                ? .badRequest("Invalid stage identifier specified")
                : .notFound("Invalid stage identifier specified")
        }
    }

    /// The domain names that have a mapping to an API, or to one of its stages.
    static func domains(
        leadingTo api: String, stage: String? = nil, _ call: ControlCall
    ) throws(ControlError) -> [String] {
        var found: [String] = []
        for domain in try call.records("domainname", call.region) {
            let mappings = try call.records("basepathmapping", call.scope(DomainRules.recordName(domain)))
            let leads = mappings.contains {
                $0["restApiId"]?.string == api && (stage == nil || $0["stage"]?.string == stage)
            }
            if leads { found.append(domain["domainName"]?.string ?? "") }
        }
        return found
    }

    /// AWS: "Use API mappings to connect API stages to a custom domain name for HTTP APIs", "Custom domain names for
    /// WebSocket APIs": regional names alone, and WebSocket APIs share theirs with no other kind.
    private static func checkKinds(
        _ record: JSONValue, from old: String?, _ scope: String, _ call: ControlCall
    ) throws(ControlError) {
        let api = try call.record(V2Kind.api.rawValue, call.region, record["restApiId"]?.string ?? "")
        let isSocket = api.map { V2Records.isSocket($0) } ?? false
        if api != nil,
            let domain = try call.record("domainname", call.region, String(scope.dropFirst(call.region.count + 1))),
            domain["endpointConfiguration"]?["types"]?.array?.contains("REGIONAL") != true
        {
            throw .badRequest("Only regional domain names are supported for HTTP and WebSocket APIs")
        }
        if isSocket, record["basePath"]?.string?.contains("/") == true {
            throw .badRequest("API mapping keys of WebSocket APIs cannot contain '/'")
        }
        // All others are of one kind.
        let others = try call.records("basepathmapping", scope)
        guard let other = others.first(where: { recordName($0["basePath"]?.string ?? "") != old }) else { return }
        let own = try call.record(V2Kind.api.rawValue, call.region, other["restApiId"]?.string ?? "")
        if (own.map { V2Records.isSocket($0) } ?? false) != isSocket {
            throw .badRequest("WebSocket APIs cannot share a custom domain name with HTTP or REST APIs")
        }
    }

    /// Keeps a mapping, in another place when its base path has changed.
    static func put(
        _ record: JSONValue, from old: String?, _ scope: String, _ call: inout ControlCall
    ) throws(ControlError) {
        try checkKinds(record, from: old, scope, call)
        let name = recordName(record["basePath"]?.string ?? "")
        if name != old {
            if try call.record("basepathmapping", scope, name) != nil {
                throw call.operation.service == .rest
                    ? .conflict("Base path already exists for this domain name")
                    : .conflict("ApiMapping key already exists for this domain name")
            }
            if let old { try call.remove("basepathmapping", scope, old) }
        }
        try call.put("basepathmapping", scope, name, record)
        call.effects.append(.publishDomains(region: call.region))
    }

    /// Removes a mapping; nothing is answered.
    static func remove(_ name: String, _ scope: String, _ call: inout ControlCall) throws(ControlError) -> JSONValue {
        try call.remove("basepathmapping", scope, name)
        call.effects.append(.publishDomains(region: call.region))
        return [:]
    }

    /// As the first service shows it.
    static func shown(_ record: JSONValue) -> JSONValue {
        var shown = record
        shown["basePath"] = .string(recordName(record["basePath"]?.string ?? ""))
        return shown
    }

    /// As the second does.
    static func mapping(_ record: JSONValue) -> JSONValue {
        var mapping: JSONValue = [:]
        mapping["apiId"] = record["restApiId"]
        mapping["apiMappingId"] = record["apiMappingId"]
        mapping["apiMappingKey"] = record["basePath"] ?? ""
        mapping["stage"] = record["stage"] ?? ""
        return mapping
    }
}

extension RESTHandlers {
    static let basePathMappings: [(String, ControlHandler)] = [
        ("CreateBasePathMapping", createBasePathMapping), ("GetBasePathMapping", getBasePathMapping),
        ("GetBasePathMappings", getBasePathMappings), ("UpdateBasePathMapping", updateBasePathMapping),
        ("DeleteBasePathMapping", deleteBasePathMapping),
    ]

    @Sendable static func createBasePathMapping(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        let scope = call.scope(try call.domainName("domain_name").id)
        var record: JSONValue = ["basePath": .string(try MappingRules.basePath(call.text("basePath") ?? ""))]
        try MappingRules.check(api: call.text("restApiId") ?? "", stage: call.text("stage"), call)
        record["restApiId"] = call["restApiId"]
        if call.text("stage")?.isEmpty == false { record["stage"] = call["stage"] }
        record["apiMappingId"] = .string(call.identifier(6))
        try MappingRules.put(record, from: nil, scope, &call)
        return MappingRules.shown(record)
    }

    private static func mapping(
        _ call: ControlCall
    ) throws(ControlError) -> (scope: String, id: String, record: JSONValue) {
        let scope = call.scope(try call.domainName("domain_name").id)
        let id = MappingRules.recordName(call.label("base_path"))
        guard let record = try call.record("basepathmapping", scope, id) else {
            throw .notFound("Invalid base path mapping identifier specified")
        }
        return (scope, id, record)
    }

    @Sendable static func getBasePathMapping(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        MappingRules.shown(try mapping(call).record)
    }

    @Sendable static func getBasePathMappings(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        let scope = call.scope(try call.domainName("domain_name").id)
        return try call.page("basepathmapping", scope) { (record) throws(ControlError) in MappingRules.shown(record) }
    }

    private static let basePathMappingPatch = PatchTable(
        .listed, [("/restapiId", "R", .custom), ("/basePath", "R", .custom), ("/stage", "R", .custom)])

    @Sendable static func updateBasePathMapping(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        var (scope, id, record) = try mapping(call)
        try basePathMappingPatch.apply(call.patch, to: &record) { (patch, record) throws(ControlError) in
            let value = patch.value ?? ""
            switch patch.parts.first {
            case "restapiId": record["restApiId"] = .string(value)
            case "basePath": record["basePath"] = .string(try MappingRules.basePath(value))
            default: record["stage"] = value.isEmpty ? .none : .string(value)
            }
            return true
        }
        try MappingRules.check(api: record["restApiId"]?.string ?? "", stage: record["stage"]?.string, call)
        try MappingRules.put(record, from: id, scope, &call)
        return MappingRules.shown(record)
    }

    @Sendable static func deleteBasePathMapping(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        let (scope, id, _) = try mapping(call)
        return try MappingRules.remove(id, scope, &call)
    }
}

extension V2Handlers {
    static let apiMappings: [(String, ControlHandler)] = [
        ("CreateApiMapping", createApiMapping), ("GetApiMapping", getApiMapping), ("GetApiMappings", getApiMappings),
        ("UpdateApiMapping", updateApiMapping), ("DeleteApiMapping", deleteApiMapping),
    ]

    @Sendable static func createApiMapping(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        let scope = call.scope(try call.domainName("domainName").id)
        var record: JSONValue = ["basePath": .string(try MappingRules.key(call.text("apiMappingKey") ?? ""))]
        try MappingRules.check(api: call.text("apiId") ?? "", stage: call.text("stage"), call)
        record["restApiId"] = call["apiId"]
        record["stage"] = call["stage"]
        record["apiMappingId"] = .string(call.identifier(6))
        try MappingRules.put(record, from: nil, scope, &call)
        return MappingRules.mapping(record)
    }

    private static func mapping(
        _ call: ControlCall
    ) throws(ControlError) -> (scope: String, id: String, record: JSONValue) {
        let scope = call.scope(try call.domainName("domainName").id)
        let id = call.label("apiMappingId")
        let records = try call.records("basepathmapping", scope)
        guard let record = records.first(where: { $0["apiMappingId"]?.string == id }) else {
            throw .notFound("Invalid API mapping identifier specified \(id)", resourceType: "ApiMapping")
        }
        return (scope, MappingRules.recordName(record["basePath"]?.string ?? ""), record)
    }

    @Sendable static func getApiMapping(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        MappingRules.mapping(try mapping(call).record)
    }

    @Sendable static func getApiMappings(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        let scope = call.scope(try call.domainName("domainName").id)
        return try call.page("basepathmapping", scope) { (record) throws(ControlError) in MappingRules.mapping(record) }
    }

    @Sendable static func updateApiMapping(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        var (scope, id, record) = try mapping(call)
        record["restApiId"] = call["apiId"] ?? record["restApiId"]
        if let key = call.text("apiMappingKey") { record["basePath"] = .string(try MappingRules.key(key)) }
        record["stage"] = call["stage"] ?? record["stage"]
        try MappingRules.check(api: record["restApiId"]?.string ?? "", stage: record["stage"]?.string, call)
        try MappingRules.put(record, from: id, scope, &call)
        return MappingRules.mapping(record)
    }

    @Sendable static func deleteApiMapping(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        let (scope, id, _) = try mapping(call)
        return try MappingRules.remove(id, scope, &call)
    }
}
