// Stages of HTTP and WebSocket APIs. AWS: "API Gateway V2 API reference", Stages; "Stages for HTTP APIs".

import GateBytes
import GateJSON

extension V2Handlers {
    static let stages: [(String, ControlHandler)] = [
        ("CreateStage", createStage), ("GetStage", getStage), ("GetStages", getStages), ("UpdateStage", updateStage),
        ("DeleteStage", deleteStage), ("DeleteAccessLogSettings", deleteAccessLogSettings),
        ("DeleteRouteSettings", deleteRouteSettings),
    ]

    @Sendable static func createStage(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        let isSocket = V2Records.isSocket(try call.v2API())
        let name = call.text("stageName") ?? ""
        try V2StageRules.check(name: name, isSocket: isSocket)
        if try call.record(V2Kind.stage.rawValue, call.v2Scope(), name) != nil {
            throw .conflict("Stage already exists")
        }
        var stage = V2StageRules.new(name, isSocket: isSocket, call)
        try V2StageRules.take(call, &stage, isSocket: isSocket)
        if let tags = try TagRules.given(call) { stage["tags"] = tags }
        try call.put(v2Stage: stage, of: call.label("apiId"))
        return TagRules.shown(try deployed(stage, &call))
    }

    @Sendable static func getStage(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        _ = try call.v2API()
        return TagRules.shown(try call.v2(.stage))
    }

    @Sendable static func getStages(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        _ = try call.v2API()
        return try call.page(V2Kind.stage.rawValue, call.v2Scope()) { (record) throws(ControlError) in
            TagRules.shown(record)
        }
    }

    /// The stage that the path names; one that the service manages is its own.
    private static func changeable(_ call: ControlCall) throws(ControlError) -> JSONValue {
        _ = try call.v2API()
        let stage = try call.v2(.stage)
        if stage["apiGatewayManaged"] == true {
            throw .badRequest("A stage that is managed by API Gateway cannot be modified")
        }
        return stage
    }

    /// Deploys a stage that deploys by itself.
    private static func deployed(_ stage: JSONValue, _ call: inout ControlCall) throws(ControlError) -> JSONValue {
        guard stage["autoDeploy"] == true else { return stage }
        let api = call.label("apiId")
        let stages = try V2Deploying(call: call, api: api).deploy([stage])
        for stage in stages { try call.put(v2Stage: stage, of: api) }
        return stages.first ?? stage
    }

    @Sendable static func updateStage(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        var stage = try changeable(call)
        let wasAutomatic = stage["autoDeploy"] == true
        try V2StageRules.take(call, &stage, isSocket: V2Records.isSocket(try call.v2API()))
        stage["lastUpdatedDate"] = JSONValue(call.now)
        try call.put(v2Stage: stage, of: call.label("apiId"))
        return TagRules.shown(wasAutomatic ? stage : try deployed(stage, &call))
    }

    @Sendable static func deleteStage(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        _ = try changeable(call)
        let name = call.label("stageName")
        let domains = try MappingRules.domains(leadingTo: call.label("apiId"), stage: name, call)
        if !domains.isEmpty {
            throw .badRequest(
                "Deleting stage \(name) failed. Please remove all base path mappings related to the stage in your "
                    + "domains: \(domains.joined(separator: ", "))")
        }
        try call.remove(V2Kind.stage.rawValue, call.v2Scope(), name)
        call.effects.append(.unpublish(region: call.region, api: call.label("apiId"), stage: name))
        return [:]
    }

    @Sendable static func deleteAccessLogSettings(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        var stage = try changeable(call)
        stage["accessLogSettings"] = nil
        stage["lastUpdatedDate"] = JSONValue(call.now)
        try call.put(v2Stage: stage, of: call.label("apiId"))
        return [:]
    }

    @Sendable static func deleteRouteSettings(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        var stage = try changeable(call)
        let key = call.label("routeKey")
        guard stage["routeSettings"]?[key] != nil else {
            throw V2StageRules.unknownRoute(key)
        }
        stage["routeSettings"]?[key] = nil
        stage["lastUpdatedDate"] = JSONValue(call.now)
        try call.put(v2Stage: stage, of: call.label("apiId"))
        return [:]
    }
}

/// What a stage may be.
enum V2StageRules {
    /// AWS: CreateStage, stageName, description; in characters.
    private static let nameCountMax = 128
    private static let descriptionCountMax = 1024

    static func new(_ name: String, isSocket: Bool, _ call: ControlCall) -> JSONValue {
        var settings: JSONValue = ["detailedMetricsEnabled": false]
        if isSocket {
            settings["dataTraceEnabled"] = false
            settings["loggingLevel"] = "OFF"
        }
        return [
            "stageName": .string(name), "createdDate": JSONValue(call.now), "lastUpdatedDate": JSONValue(call.now),
            "defaultRouteSettings": settings, "routeSettings": [:], "stageVariables": [:],
        ]
    }

    static func check(name: String, isSocket: Bool) throws(ControlError) {
        if name == "$default", !isSocket { return }
        let isName = name.utf8.allSatisfy { ASCII.isAlphanumeric($0) || $0 == 0x5f || $0 == 0x2d }
        guard !name.isEmpty, isName, name.utf8.count <= nameCountMax else {
            throw .badRequest(
                isSocket
                    ? "Stage name only allows a-zA-Z0-9_-"
                    : "Stage name only allows a-zA-Z0-9_-, or $default")
        }
    }

    static func unknownRoute(_ key: String) -> ControlError {
        .notFound("Unable to find Route by key \(key) within the provided RouteSettings", resourceType: "Route")
    }

    /// Members that CreateStage and UpdateStage both set.
    static func take(_ call: ControlCall, _ stage: inout JSONValue, isSocket: Bool) throws(ControlError) {
        let change = V2Change(call: call)
        change.values(["autoDeploy"], &stage)
        change.texts(["description"], &stage)
        if stage["description"]?.string?.count ?? 0 > descriptionCountMax {
            throw .badRequest("Description can be at most \(descriptionCountMax) characters")
        }
        try takeDeployment(call, &stage)
        try takeVariables(call, &stage)
        if let log = call["accessLogSettings"] {
            if log["format"]?.string?.isEmpty ?? true || log["destinationArn"]?.string?.isEmpty ?? true {
                throw .badRequest("Access Log value must not be empty")
            }
            stage["accessLogSettings"] = log
        }
        if let id = call.text("clientCertificateId") {
            if !isSocket { throw .badRequest("Client certificates are supported only for protocolType WEBSOCKET") }
            if !id.isEmpty, try call.record("clientcertificate", call.region, id) == nil {
                throw .notFound("Invalid client certificate identifier specified")
            }
            stage["clientCertificateId"] = id.isEmpty ? .none : .string(id)
        }
        if let given = call["defaultRouteSettings"]?.object {
            stage["defaultRouteSettings"] = try settings(stage["defaultRouteSettings"], given, isSocket: isSocket)
        }
        guard let given = call["routeSettings"]?.object, !given.isEmpty else { return }
        let routes = try call.records(V2Kind.route.rawValue, call.v2Scope())
        let keys = Set(routes.compactMap { $0["routeKey"]?.string })
        for (key, block) in given {
            guard keys.contains(key) else { throw unknownRoute(key) }
            let old = stage["routeSettings"]?[key] ?? ["detailedMetricsEnabled": false]
            stage["routeSettings"]?[key] = try settings(old, block.object ?? [:], isSocket: isSocket)
        }
    }

    private static func takeDeployment(_ call: ControlCall, _ stage: inout JSONValue) throws(ControlError) {
        guard let id = call.text("deploymentId"), !id.isEmpty, id != stage["deploymentId"]?.string else { return }
        if stage["autoDeploy"] == true {
            throw .badRequest("Deployment ID cannot be set for stages that have autoDeploy enabled")
        }
        guard let deployment = try call.record(V2Kind.deployment.rawValue, call.v2Scope(), id) else {
            throw V2Kind.deployment.missing(id)
        }
        V2Deploying.point(&stage, to: deployment)
    }

    private static func takeVariables(_ call: ControlCall, _ stage: inout JSONValue) throws(ControlError) {
        guard let given = call["stageVariables"]?.object else { return }
        let merged = V2Change.merged(stage["stageVariables"]?.object ?? JSONObject(), given)
        try StageVariables.check(merged)
        stage["stageVariables"] = .object(merged)
    }

    private static func settings(
        _ old: JSONValue?, _ given: JSONObject, isSocket: Bool
    ) throws(ControlError) -> JSONValue {
        var block = old ?? [:]
        let logs = given["dataTraceEnabled"] == true || !["OFF", nil].contains(given["loggingLevel"]?.string)
        if !isSocket, logs { throw .badRequest("Execution logs are not supported on protocolType HTTP") }
        for (name, value) in given where isSocket || !["dataTraceEnabled", "loggingLevel"].contains(name) {
            block[name] = value
        }
        return block
    }
}
