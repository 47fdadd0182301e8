// Stages: names of deployments with variables and settings. AWS: "API Gateway API reference", Stage; messages as
// recorded.

import GateJSON

extension RESTHandlers {
    static let stages: [(String, ControlHandler)] = [
        ("CreateStage", createStage), ("GetStage", getStage), ("GetStages", getStages), ("UpdateStage", updateStage),
        ("DeleteStage", deleteStage), ("FlushStageCache", flushStageCache),
        ("FlushStageAuthorizersCache", flushStageAuthorizersCache),
    ]

    @Sendable static func createStage(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        _ = try call.restAPI()
        let name = call.label("stageName")
        if try call.record("stage", call.apiScope, name) != nil { throw .conflict("Stage already exists") }
        var stage = try StageRules.new(name, call)
        try StageRules.check(deployment: call.label("deploymentId"), call)
        stage["deploymentId"] = call["deploymentId"]
        if let version = call.text("documentationVersion") {
            try StageRules.check(documentation: version, call)
            stage["documentationVersion"] = .string(version)
        }
        if let canary = call["canarySettings"] {
            if let deployment = canary["deploymentId"]?.string {
                try StageRules.check(deployment: deployment, call)
            }
            stage["canarySettings"] = StageRules.canary(
                canary, deployment: canary["deploymentId"]?.string ?? call.label("deploymentId"))
        }
        if let tags = call["tags"], tags.object?.isEmpty == false { stage["tags"] = tags }
        try StageRules.take(call, &stage)
        try call.put(stage: stage, name)
        return stage
    }

    private static func stage(_ call: ControlCall) throws(ControlError) -> JSONValue {
        guard let record = try call.record("stage", call.apiScope, call.label("stage_name")) else {
            throw .notFound("Invalid stage identifier specified")
        }
        return record
    }

    @Sendable static func getStage(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        _ = try call.restAPI()
        return try stage(call)
    }

    @Sendable static func getStages(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        _ = try call.restAPI()
        let wanted = call.text("deploymentId")
        let stages = try call.records("stage", call.apiScope)
        return ["item": .array(stages.filter { wanted == nil || $0["deploymentId"]?.string == wanted })]
    }

    @Sendable static func updateStage(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        _ = try call.restAPI()
        var record = try stage(call)
        for patch in call.patch { try StagePatch(call: call).apply(patch, &record) }
        record["lastUpdatedDate"] = JSONValue(call.now)
        try call.put(stage: record, call.label("stage_name"))
        return record
    }

    @Sendable static func deleteStage(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        _ = try call.restAPI()
        _ = try stage(call)
        let name = call.label("stage_name")
        try call.remove("stage", call.apiScope, name)
        call.effects.append(.unpublish(region: call.region, api: call.label("restapi_id"), stage: name))
        return [:]
    }

    @Sendable static func flushStageCache(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        _ = try call.restAPI()
        _ = try stage(call)
        call.effects.append(
            .flushCache(region: call.region, api: call.label("restapi_id"), stage: call.label("stage_name")))
        return [:]
    }

    @Sendable static func flushStageAuthorizersCache(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        _ = try call.restAPI()
        _ = try stage(call)
        call.effects.append(
            .flushAuthorizers(region: call.region, api: call.label("restapi_id"), stage: call.label("stage_name")))
        return [:]
    }
}

extension ControlCall {
    /// Keeps a stage and has it served.
    mutating func put(stage: JSONValue, _ name: String) throws(ControlError) {
        try StageVariables.check(stage["variables"]?.object ?? JSONObject())
        try StageVariables.check(stage["canarySettings"]?["stageVariableOverrides"]?.object ?? JSONObject())
        try put("stage", apiScope, name, stage)
        effects.append(.publish(region: region, api: label("restapi_id"), stage: name))
    }
}

/// What a stage may be.
enum StageRules {
    /// Reasons that a refused deployment tells. Ours.
    static let reasonsMax = 10
    /// In gigabytes. AWS: CacheClusterSize.
    static let cacheSizes = ["0.5", "1.6", "6.1", "13.5", "28.4", "58.2", "118", "237"]
    /// AWS: MethodSetting, loggingLevel.
    static let loggingLevels = ["OFF", "ERROR", "INFO"]
    /// AWS: UnauthorizedCacheControlHeaderStrategy.
    static let cacheStrategies = ["FAIL_WITH_403", "SUCCEED_WITH_RESPONSE_HEADER", "SUCCEED_WITHOUT_RESPONSE_HEADER"]
    /// AWS: MethodSetting, cacheTtlInSeconds.
    static let cacheSeconds = 0...3600
    /// AWS: CreateStage, stageName.
    private static let nameBytesMax = 128

    static func new(_ name: String, _ call: ControlCall) throws(ControlError) -> JSONValue {
        let isName = name.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5a).contains($0) || (0x61...0x7a).contains($0) || $0 == 0x5f
                || $0 == 0x2d
        }
        guard !name.isEmpty, isName, name.utf8.count <= nameBytesMax else {
            throw .badRequest("Stage name only allows a-zA-Z0-9_-")
        }
        return [
            "stageName": .string(name), "cacheClusterEnabled": false, "cacheClusterStatus": "NOT_AVAILABLE",
            "methodSettings": [:], "tracingEnabled": false, "createdDate": JSONValue(call.now),
            "lastUpdatedDate": JSONValue(call.now),
        ]
    }

    /// Members that CreateStage and CreateDeployment both set, the latter in its own words.
    static func take(_ call: ControlCall, _ stage: inout JSONValue) throws(ControlError) {
        let description = call.operation.name == "CreateDeployment" ? "stageDescription" : "description"
        if let text = call.text(description), !text.isEmpty { stage["description"] = .string(text) }
        if let variables = call["variables"], variables.object?.isEmpty == false { stage["variables"] = variables }
        if let isTraced = call["tracingEnabled"] { stage["tracingEnabled"] = isTraced }
        if let isCached = call["cacheClusterEnabled"]?.bool { setCache(isCached, &stage) }
        if let size = call["cacheClusterSize"] { stage["cacheClusterSize"] = size }
        stage["lastUpdatedDate"] = JSONValue(call.now)
    }

    static func setCache(_ isCached: Bool, _ stage: inout JSONValue) {
        stage["cacheClusterEnabled"] = .bool(isCached)
        stage["cacheClusterStatus"] = isCached ? "AVAILABLE" : "NOT_AVAILABLE"
        if isCached, stage["cacheClusterSize"] == nil { stage["cacheClusterSize"] = "0.5" }
    }

    static func canary(_ given: JSONValue, deployment: String) -> JSONValue {
        var canary: JSONValue = ["deploymentId": .string(deployment)]
        canary["percentTraffic"] = JSONValue(given["percentTraffic"]?.double ?? 0)
        if let overrides = given["stageVariableOverrides"] { canary["stageVariableOverrides"] = overrides }
        canary["useStageCache"] = given["useStageCache"] ?? false
        return canary
    }

    static func check(deployment: String, _ call: ControlCall) throws(ControlError) {
        if try call.record("deployment", call.apiScope, deployment) == nil {
            throw .badRequest("Deployment id does not exist")
        }
    }

    static func check(documentation version: String, _ call: ControlCall) throws(ControlError) {
        if try call.record("documentationversion", call.apiScope, version) == nil {
            throw .notFound("Invalid Documentation version identifier specified")
        }
    }
}
