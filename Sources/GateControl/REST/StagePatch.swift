// Changes of a stage: its deployment, variables, canary, logs and the settings of its methods. AWS: "API Gateway API
// reference", UpdateStage and "Patch operations"; messages as recorded.

import GateJSON

struct StagePatch {
    let call: ControlCall

    func apply(_ patch: PatchOperation, _ stage: inout JSONValue) throws(ControlError) {
        if patch.op == "copy" { return try copy(patch, &stage) }
        guard patch.op == "add" || patch.op == "replace" || patch.op == "remove" else {
            throw .badRequest("Invalid patch operation specified. Must be 'add'|'remove'|'replace'")
        }
        switch patch.parts.first ?? "" {
        case "deploymentId" where patch.parts.count == 1:
            try StageRules.check(deployment: patch.value ?? "", call)
            stage["deploymentId"] = patch.value.map { .string($0) }
        case "description" where patch.parts.count == 1: setText("description", patch, &stage)
        case "documentationVersion" where patch.parts.count == 1:
            if let version = patch.value, !version.isEmpty { try StageRules.check(documentation: version, call) }
            setText("documentationVersion", patch, &stage)
        case "clientCertificateId" where patch.parts.count == 1:
            if let id = patch.value, !id.isEmpty,
                try call.record("clientcertificate", call.region, id) == nil
            {
                throw .badRequest("Invalid client certificate identifier specified")
            }
            setText("clientCertificateId", patch, &stage)
        case "tracingEnabled" where patch.parts.count == 1: stage["tracingEnabled"] = .bool(patch.flag)
        case "cacheClusterEnabled" where patch.parts.count == 1: StageRules.setCache(patch.flag, &stage)
        case "cacheClusterSize" where patch.parts.count == 1:
            try check(patch.value ?? "", among: StageRules.cacheSizes, "cacheClusterSize")
            setText("cacheClusterSize", patch, &stage)
        case "variables": try changeVariables(patch, &stage)
        case "accessLogSettings": try changeAccessLog(patch, &stage)
        case "canarySettings": try changeCanary(patch, &stage)
        default: try changeMethodSetting(patch, &stage)
        }
    }

    /// The sentence is ours: what AWS says of other values is not recorded.
    private func check(_ text: String, among known: [String], _ member: String) throws(ControlError) {
        if known.contains(text) { return }
        throw .badRequest("Invalid \(member) specified. Valid options are \(known.joined(separator: ","))")
    }

    private func setText(_ name: String, _ patch: PatchOperation, _ stage: inout JSONValue) {
        let value = patch.op == "remove" ? "" : patch.value ?? ""
        stage[name] = value.isEmpty ? nil : .string(value)
    }

    private func changeVariables(_ patch: PatchOperation, _ stage: inout JSONValue) throws(ControlError) {
        if patch.parts.count == 1, patch.op == "remove" {
            stage["variables"] = nil
            return
        }
        guard patch.parts.count == 2 else { throw unknown(patch) }
        stage["variables"] = changed(stage["variables"], patch.parts[1], patch)
    }

    private func changed(_ map: JSONValue?, _ name: String, _ patch: PatchOperation) -> JSONValue? {
        var members = map?.object ?? JSONObject()
        members[name] = patch.op == "remove" ? nil : .string(patch.value ?? "")
        return members.isEmpty ? nil : .object(members)
    }

    // MARK: Access log

    private func changeAccessLog(_ patch: PatchOperation, _ stage: inout JSONValue) throws(ControlError) {
        if patch.parts.count == 1, patch.op == "remove" {
            stage["accessLogSettings"] = nil
            return
        }
        guard patch.parts.count == 2, ["destinationArn", "format"].contains(patch.parts[1]) else {
            throw .badRequest(
                "Invalid accessLogSettings path. Must be one of : [/accessLogSettings/destinationArn, "
                    + "/accessLogSettings/format]")
        }
        if patch.op != "remove", patch.value?.isEmpty ?? true {
            throw .badRequest("Access Log value must not be empty")
        }
        stage["accessLogSettings"] = changed(stage["accessLogSettings"], patch.parts[1], patch)
    }

    // MARK: Canary

    private func changeCanary(_ patch: PatchOperation, _ stage: inout JSONValue) throws(ControlError) {
        if patch.parts.count == 1 {
            guard patch.op == "remove" else { throw unknown(patch) }
            stage["canarySettings"] = nil
            return
        }
        var canary =
            stage["canarySettings"] ?? StageRules.canary([:], deployment: stage["deploymentId"]?.string ?? "")
        switch patch.parts[1] {
        case "deploymentId" where patch.parts.count == 2:
            try StageRules.check(deployment: patch.value ?? "", call)
            canary["deploymentId"] = patch.value.map { .string($0) }
        case "percentTraffic" where patch.parts.count == 2:
            guard let percent = Double(patch.value ?? ""), (0...100).contains(percent) else {
                throw .badRequest("Canary percent traffic must be between 0.0 and 100.0")
            }
            canary["percentTraffic"] = JSONValue(percent)
        case "useStageCache" where patch.parts.count == 2: canary["useStageCache"] = .bool(patch.flag)
        case "stageVariableOverrides" where patch.parts.count == 3:
            canary["stageVariableOverrides"] = changed(canary["stageVariableOverrides"], patch.parts[2], patch)
        case "stageVariableOverrides" where patch.parts.count == 2 && patch.op == "remove":
            canary["stageVariableOverrides"] = nil
        default: throw unknown(patch)
        }
        stage["canarySettings"] = canary
    }

    /// A promotion: what is the canary's becomes the stage's.
    private func copy(_ patch: PatchOperation, _ stage: inout JSONValue) throws(ControlError) {
        let from = patch.from ?? "null"
        let isDeployment = patch.path == "/deploymentId" && from == "/canarySettings/deploymentId"
        let isVariables = patch.path == "/variables" && from == "/canarySettings/stageVariableOverrides"
        guard isDeployment || isVariables else {
            throw .badRequest(
                "Invalid copy operation with path: \(patch.path) and from \(from). Valid copy:path are [/deploymentId, "
                    + "/variables] and valid copy:from are [/canarySettings/deploymentId, "
                    + "/canarySettings/stageVariableOverrides]")
        }
        guard let canary = stage["canarySettings"] else {
            throw .badRequest("Promotion not available. Canary does not exist.")
        }
        if isDeployment {
            stage["deploymentId"] = canary["deploymentId"]
        } else if let overrides = canary["stageVariableOverrides"]?.object {
            var variables = stage["variables"]?.object ?? JSONObject()
            for (name, value) in overrides { variables[name] = value }
            stage["variables"] = .object(variables)
        }
    }

    // MARK: Method settings

    private enum Setting { case flag, text, integer, double }

    /// The member of a setting's path, and what it holds.
    private static let settings: [String: (member: String, kind: Setting)] = [
        "metrics/enabled": ("metricsEnabled", .flag), "logging/dataTrace": ("dataTraceEnabled", .flag),
        "logging/loglevel": ("loggingLevel", .text), "throttling/burstLimit": ("throttlingBurstLimit", .integer),
        "throttling/rateLimit": ("throttlingRateLimit", .double), "caching/enabled": ("cachingEnabled", .flag),
        "caching/ttlInSeconds": ("cacheTtlInSeconds", .integer),
        "caching/dataEncrypted": ("cacheDataEncrypted", .flag),
        "caching/requireAuthorizationForCacheControl": ("requireAuthorizationForCacheControl", .flag),
        "caching/unauthorizedCacheControlHeaderStrategy": ("unauthorizedCacheControlHeaderStrategy", .text),
    ]

    /// What a block of settings has before anything is set.
    private static let settingDefaults: JSONValue = [
        "metricsEnabled": false, "dataTraceEnabled": false, "throttlingBurstLimit": 5000,
        "throttlingRateLimit": .number("10000.0"), "cachingEnabled": false, "cacheTtlInSeconds": 300,
        "cacheDataEncrypted": false, "requireAuthorizationForCacheControl": true,
        "unauthorizedCacheControlHeaderStrategy": "SUCCEED_WITH_RESPONSE_HEADER",
    ]

    /// `pets/{id}/GET` of `/~1pets~1{id}/GET` and of `/pets/{id}/GET`; `~1/GET` for the root.
    private func key(_ parts: ArraySlice<String>) -> String? {
        guard let verb = parts.last, parts.count >= 2, verb == "*" || MethodRules.verbs.contains(verb) else {
            return nil
        }
        var path = parts.dropLast().joined(separator: "/")[...]
        while path.hasPrefix("/") { path = path.dropFirst() }
        return (path.isEmpty ? "~1" : String(path)) + "/" + verb
    }

    private func changeMethodSetting(_ patch: PatchOperation, _ stage: inout JSONValue) throws(ControlError) {
        let parts = patch.parts
        if patch.op == "remove", let key = key(parts[...]) {
            guard stage["methodSettings"]?[key] != nil else {
                throw .badRequest(
                    "Cannot remove method setting \(key) because there is no method setting for this method ")
            }
            stage["methodSettings"]?[key] = nil
            return
        }
        guard parts.count >= 4, let key = key(parts.dropLast(2)),
            let (member, kind) = StagePatch.settings[parts.suffix(2).joined(separator: "/")]
        else { throw unknown(patch) }
        let text = patch.value ?? ""
        if patch.op != "remove" {
            switch member {
            case "loggingLevel": try check(text, among: StageRules.loggingLevels, member)
            case "unauthorizedCacheControlHeaderStrategy": try check(text, among: StageRules.cacheStrategies, member)
            case "cacheTtlInSeconds" where !StageRules.cacheSeconds.contains(Int(text) ?? -1):
                throw .badRequest("Invalid cacheTtlInSeconds specified. Must be between 0 and 3600")
            default: break
            }
        }
        let value: JSONValue?
        switch kind {
        case .flag: value = .bool(patch.flag)
        case .text: value = .string(text)
        case .integer: value = Int(text).map { JSONValue($0) }
        case .double: value = Double(text).flatMap { $0.isFinite ? JSONValue($0) : nil }
        }
        var block = stage["methodSettings"]?[key] ?? StagePatch.settingDefaults
        if patch.op == "remove" {
            block[member] = StagePatch.settingDefaults[member]
        } else if let value {
            block[member] = value
        } else {
            throw .badRequest("Invalid method setting value specified: \(text)")
        }
        if stage["methodSettings"] == nil { stage["methodSettings"] = [:] }
        stage["methodSettings"]?[key] = block
    }

    private func unknown(_ patch: PatchOperation) -> ControlError {
        .badRequest("Invalid method setting path: \(patch.path). Must be one of: [\(StagePatch.paths)]")
    }

    /// As the service prints them, commas missing where it misses them.
    private static let paths = [
        "/deploymentId, /description, /cacheClusterEnabled, /cacheClusterSize, /clientCertificateId, ",
        "/accessLogSettings, /accessLogSettings/destinationArn, /accessLogSettings/format, ",
        "/{resourcePath}/{httpMethod}/metrics/enabled, /{resourcePath}/{httpMethod}/logging/dataTrace, ",
        "/{resourcePath}/{httpMethod}/logging/loglevel, /{resourcePath}/{httpMethod}/throttling/burstLimit",
        "/{resourcePath}/{httpMethod}/throttling/rateLimit/{resourcePath}/{httpMethod}/caching/ttlInSeconds, ",
        "/{resourcePath}/{httpMethod}/caching/enabled, /{resourcePath}/{httpMethod}/caching/dataEncrypted, ",
        "/{resourcePath}/{httpMethod}/caching/requireAuthorizationForCacheControl, ",
        "/{resourcePath}/{httpMethod}/caching/unauthorizedCacheControlHeaderStrategy, ",
        "/*/*/metrics/enabled, /*/*/logging/dataTrace, /*/*/logging/loglevel, /*/*/throttling/burstLimit ",
        "/*/*/throttling/rateLimit /*/*/caching/ttlInSeconds, /*/*/caching/enabled, /*/*/caching/dataEncrypted, ",
        "/*/*/caching/requireAuthorizationForCacheControl, ",
        "/*/*/caching/unauthorizedCacheControlHeaderStrategy, /variables/{variable_name}, /tracingEnabled",
    ].joined()
}
