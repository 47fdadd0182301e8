// Deployments: an API as it was, compiled. Their plans are kept by content, so two deployments of one API share theirs.
// AWS: "API Gateway API reference", Deployment; messages as recorded.

import GateBytes
import GateJSON
import GateSign

extension RESTHandlers {
    static let deployments: [(String, ControlHandler)] = [
        ("CreateDeployment", createDeployment), ("GetDeployment", getDeployment), ("GetDeployments", getDeployments),
        ("UpdateDeployment", updateDeployment), ("DeleteDeployment", deleteDeployment),
    ]

    @Sendable static func createDeployment(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        _ = try call.restAPI()
        let stageName = call.text("stageName")
        let canary = call["canarySettings"]
        if canary != nil, stageName?.isEmpty ?? true {
            throw .badRequest(
                "Invalid deployment content specified.Non null and non empty stageName must be provided for canary "
                    + "deployment. Provided value is \(stageName ?? "null")")
        }
        let name = stageName.flatMap { $0.isEmpty ? nil : $0 }
        var stage: JSONValue?
        if let name { stage = try call.record("stage", call.apiScope, name) }
        if canary != nil, stage == nil {
            throw .badRequest(
                "Invalid deployment content specified.Stage \(name ?? "") must already be created before making a canary "
                    + "release deployment")
        }
        let id = call.identifier(6)
        let record = try deployment(id, call)
        try call.put("deployment", call.apiScope, id, record)
        if let name {
            var updated: JSONValue
            if let stage { updated = stage } else { updated = try StageRules.new(name, call) }
            if let canary {
                updated["canarySettings"] = StageRules.canary(canary, deployment: id)
            } else {
                updated["deploymentId"] = .string(id)
            }
            try StageRules.take(call, &updated)
            try call.put(stage: updated, name)
        }
        return shown(record, [])
    }

    /// The record of a new deployment of the API as it is.
    private static func deployment(_ id: String, _ call: ControlCall) throws(ControlError) -> JSONValue {
        let records = try call.apiRecords(call.label("restapi_id"))
        let compiled: CompiledRecords
        do throws(DocumentRefusal) {
            compiled = try compileRecords(records)
        } catch {
            throw .badRequest(error.message)
        }
        guard let plan = compiled.plan else {
            let reasons = compiled.messages.prefix(StageRules.reasonsMax).joined(separator: "; ")
            throw .badRequest("Invalid deployment content specified. \(reasons)")
        }
        var text = ByteBuffer(capacity: 64)
        plan.withByteView { Digest($0).appendHex(to: &text) }
        let hash = String(decoding: text.view.buffer, as: UTF8.self)
        try call.kept { try call.store.putPlan(hash: hash, plan) }
        var record: JSONValue = ["id": .string(id)]
        record["description"] = call["description"]
        record["createdDate"] = JSONValue(call.now)
        var summary = JSONObject()
        for (path, verb, method) in records.methods {
            summary[path] = summary[path] ?? [:]
            summary[path]?[verb] = [
                "authorizationType": method["authorizationType"] ?? "NONE",
                "apiKeyRequired": method["apiKeyRequired"] ?? false,
            ]
        }
        record["apiSummary"] = .object(summary)
        record["plan"] = .string(hash)
        record["warnings"] = .array(compiled.messages.map { .string($0) })
        record["document"] = .string(compiled.document)
        return record
    }

    private static func shown(_ record: JSONValue, _ embed: [String]) -> JSONValue {
        var shown = record
        if !embed.contains("apisummary") { shown["apiSummary"] = nil }
        return shown
    }

    private static func deployment(_ call: ControlCall) throws(ControlError) -> JSONValue {
        guard let record = try call.record("deployment", call.apiScope, call.label("deployment_id")) else {
            throw .notFound("Invalid Deployment identifier specified")
        }
        return record
    }

    @Sendable static func getDeployment(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        _ = try call.restAPI()
        return shown(try deployment(call), call.texts("embed"))
    }

    @Sendable static func getDeployments(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        _ = try call.restAPI()
        return try call.page("deployment", call.apiScope) { (value) throws(ControlError) in shown(value, []) }
    }

    private static let deploymentPatch = PatchTable(.listed, [("/description", "R", .text)])

    @Sendable static func updateDeployment(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        _ = try call.restAPI()
        var record = try deployment(call)
        try deploymentPatch.apply(call.patch, to: &record)
        try call.put("deployment", call.apiScope, call.label("deployment_id"), record)
        return shown(record, [])
    }

    @Sendable static func deleteDeployment(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        _ = try call.restAPI()
        _ = try deployment(call)
        let id = call.label("deployment_id")
        for stage in try call.records("stage", call.apiScope) {
            if stage["deploymentId"]?.string == id || stage["canarySettings"]?["deploymentId"]?.string == id {
                throw .badRequest("Active stages pointing to this deployment must be moved or deleted")
            }
        }
        try call.remove("deployment", call.apiScope, id)
        call.effects.append(.dropPlans)
        return [:]
    }
}

extension ControlCall {
    /// Everything of an API that a document or a deployment is made of.
    func apiRecords(_ api: String) throws(ControlError) -> APIRecords {
        let scope = scope(api)
        var records = APIRecords()
        records.restapi = try record("restapi", region, api) ?? [:]
        // Parents before children: what was moved may stand behind its children.
        let resources = try self.records("resource", scope)
        records.resources = resources.enumerated().sorted { left, right in
            let depths = (ControlCall.depth(left.element), ControlCall.depth(right.element))
            return depths.0 == depths.1 ? left.offset < right.offset : depths.0 < depths.1
        }.map(\.element)
        records.models = try self.records("model", scope)
        records.validators = try self.records("requestvalidator", scope)
        records.authorizers = try self.records("authorizer", scope)
        records.gatewayResponses = try self.records("gatewayresponse", scope)
        records.documentationParts = try self.records("documentationpart", scope)
        return records
    }

    private static func depth(_ resource: JSONValue) -> Int {
        let path = resource["path"]?.string ?? "/"
        return path == "/" ? 0 : path.utf8.count { $0 == 0x2f }
    }
}
