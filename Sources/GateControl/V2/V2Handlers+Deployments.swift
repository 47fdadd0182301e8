// Deployments of HTTP and WebSocket APIs: by a call, or by the change of an API with a stage that deploys by itself.
// AWS: "API Gateway V2 API reference", Deployments; "Stages for HTTP APIs", automatic deployments.

import GateBytes
import GateJSON
import GateSign

extension V2Handlers {
    static let deployments: [(String, ControlHandler)] = [
        ("CreateDeployment", createDeployment), ("GetDeployment", getDeployment), ("GetDeployments", getDeployments),
        ("UpdateDeployment", updateDeployment), ("DeleteDeployment", deleteDeployment),
    ]

    @Sendable static func createDeployment(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        _ = try call.v2API()
        let api = call.label("apiId")
        var stage: JSONValue?
        if let name = call.text("stageName"), !name.isEmpty {
            stage = try call.record(V2Kind.stage.rawValue, call.v2Scope(), name)
            if stage == nil { throw V2Kind.stage.missing(name) }
            if stage?["autoDeploy"] == true {
                throw .badRequest("Deployments cannot be created for stages that have autoDeploy enabled")
            }
        }
        var record: JSONValue = ["deploymentId": .string(call.identifier(6)), "autoDeployed": false]
        record["createdDate"] = JSONValue(call.now)
        if let text = call.text("description"), !text.isEmpty { record["description"] = .string(text) }
        try V2Deploying(call: call, api: api).compiled().fill(&record, call)
        try call.put(.deployment, record)
        if var stage {
            V2Deploying.point(&stage, to: record)
            stage["lastUpdatedDate"] = JSONValue(call.now)
            try call.put(v2Stage: stage, of: api)
        }
        return record
    }

    @Sendable static func getDeployment(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        _ = try call.v2API()
        return try call.v2(.deployment)
    }

    @Sendable static func getDeployments(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        _ = try call.v2API()
        return try call.page(V2Kind.deployment.rawValue, call.v2Scope())
    }

    @Sendable static func updateDeployment(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        _ = try call.v2API()
        var record = try call.v2(.deployment)
        V2Change(call: call).texts(["description"], &record)
        try call.put(.deployment, record)
        return record
    }

    @Sendable static func deleteDeployment(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        _ = try call.v2API()
        _ = try call.v2(.deployment)
        let id = call.label("deploymentId")
        for stage in try call.records(V2Kind.stage.rawValue, call.v2Scope())
        where stage["deploymentId"]?.string == id {
            throw .badRequest("Active stages pointing to this deployment must be moved or deleted")
        }
        try call.remove(V2Kind.deployment.rawValue, call.v2Scope(), id)
        call.effects.append(.dropPlans)
        return [:]
    }
}

/// A deployment being made of an API as it is.
struct V2Deploying {
    /// Deployments that an API keeps of those that its stages made themselves; older ones that no stage has go. Ours.
    static let automaticMax = 50

    let call: ControlCall
    let api: String

    /// What a deployment keeps beside its own members.
    struct Content {
        let plan: [UInt8]
        let document: String
        let warnings: [String]
        let isEndpointDisabled: Bool

        func fill(_ record: inout JSONValue, _ call: ControlCall) throws(ControlError) {
            var text = ByteBuffer(capacity: 64)
            plan.withByteView { Digest($0).appendHex(to: &text) }
            let hash = String(decoding: text.view.buffer, as: UTF8.self)
            try call.kept { try call.store.putPlan(hash: hash, plan) }
            record["deploymentStatus"] = "DEPLOYED"
            record["plan"] = .string(hash)
            record["document"] = .string(document)
            record["warnings"] = .array(warnings.map { .string($0) })
            record["isEndpointDisabled"] = .bool(isEndpointDisabled)
        }
    }

    func compiled() throws(ControlError) -> Content {
        let records = try call.v2Records(api)
        let compiled: CompiledRecords
        do throws(DocumentRefusal) {
            compiled = try compileRecords(records)
        } catch {
            throw .badRequest(error.message)
        }
        guard let plan = compiled.plan else {
            let reasons = compiled.messages.prefix(StageRules.reasonsMax).joined(separator: "; ")
            throw .badRequest("Unable to deploy API. \(reasons)")
        }
        return Content(
            plan: plan, document: compiled.document, warnings: compiled.messages,
            isEndpointDisabled: records.api["disableExecuteApiEndpoint"]?.bool ?? false)
    }

    /// Makes one for each of the stages, which then have it.
    func deploy(_ stages: [JSONValue]) throws(ControlError) -> [JSONValue] {
        let content: Result<Content, ControlError>
        do throws(ControlError) {
            content = .success(try compiled())
        } catch {
            if error.kind != .badRequest { throw error }
            content = .failure(error)
        }
        var deployed: [JSONValue] = []
        for var stage in stages {
            switch content {
            case .success(let content):
                let id = call.identifier(6)
                var record: JSONValue = [
                    "deploymentId": .string(id), "autoDeployed": true, "createdDate": JSONValue(call.now),
                    "description": "Automatic deployment triggered by changes to the Api configuration",
                ]
                try content.fill(&record, call)
                try call.put(V2Kind.deployment.rawValue, call.scope(api), id, record)
                V2Deploying.point(&stage, to: record)
                stage["lastDeploymentStatusMessage"] = .string(
                    "Successfully deployed stage with deployment ID '\(id)'")
            case .failure(let error):
                stage["lastDeploymentStatusMessage"] = .string("Deployment attempt failed: \(error.message)")
            }
            stage["lastUpdatedDate"] = JSONValue(call.now)
            deployed.append(stage)
        }
        return deployed
    }

    /// Whether an API's own address answers is the deployment's, and kept where the data plane reads it.
    static func point(_ stage: inout JSONValue, to deployment: JSONValue) {
        stage["deploymentId"] = deployment["deploymentId"]
        stage["isEndpointDisabled"] = deployment["isEndpointDisabled"]
    }

    /// Drops the oldest where there are too many; half of them at once, since looking costs more than dropping. Whether
    /// any went.
    func dropOld() throws(ControlError) -> Bool {
        let scope = call.scope(api)
        if try call.count(V2Kind.deployment.rawValue, scope) <= V2Deploying.automaticMax { return false }
        let all = try call.records(V2Kind.deployment.rawValue, scope)
        let used = Set(try call.records(V2Kind.stage.rawValue, scope).compactMap { $0["deploymentId"]?.string })
        let automatic = all.filter { $0["autoDeployed"] == true && !used.contains($0["deploymentId"]?.string ?? "") }
        let gone = automatic.dropLast(V2Deploying.automaticMax / 2)
        for record in gone {
            try call.remove(V2Kind.deployment.rawValue, scope, record["deploymentId"]?.string ?? "")
        }
        return !gone.isEmpty
    }
}

extension ControlCall {
    /// Deploys an API that has changed to its stages that deploy by themselves; a change that cannot be deployed stands
    /// all the same, and the stage tells why.
    mutating func deployAutomatically(_ api: String) throws(ControlError) {
        let stages = try records(V2Kind.stage.rawValue, scope(api)).filter { $0["autoDeploy"] == true }
        if stages.isEmpty { return }
        let deploying = V2Deploying(call: self, api: api)
        for stage in try deploying.deploy(stages) { try put(v2Stage: stage, of: api) }
        if try deploying.dropOld() { effects.append(.dropPlans) }
    }

    /// Keeps a stage and has it served.
    mutating func put(v2Stage stage: JSONValue, of api: String) throws(ControlError) {
        let name = stage["stageName"]?.string ?? ""
        try put(V2Kind.stage.rawValue, scope(api), name, stage)
        effects.append(.publish(region: region, api: api, stage: name))
    }
}
