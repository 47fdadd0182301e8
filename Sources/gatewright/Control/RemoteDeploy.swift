// Bringing documents to a control plane: import or overwrite, deploy, and what that changed, as `deploy` and `import`
// do it.

import GateJSON

/// What a deployment is made of and for.
struct DeployRequest {
    /// The first replaces what the API is, the others are merged into it.
    var documents: [[UInt8]]
    /// The API's name or identifier.
    var api: String
    var stage: String
    var description: String?
    var variables: [(name: String, value: String)] = []
    /// nil for a deployment of the whole stage.
    var canaryPercent: Double?
}

/// What came of it.
struct DeployOutcome {
    enum Change: String {
        case added = "+"
        case removed = "-"
        case changed = "~"
    }

    let api: RemoteAPI
    let isNew: Bool
    let deployment: String
    /// What the import had to say.
    let warnings: [String]
    /// `GET /pets`; nil when the control plane exports nothing.
    let changes: [(change: Change, operation: String)]?
}

/// Makes a deployment.
struct RemoteDeploy {
    let client: ControlClient
    let request: DeployRequest

    func run() throws(CommandFailure) -> DeployOutcome {
        let known = try RemoteAPI.find(request.api, client)
        var before: JSONValue?
        if let known {
            let stage = try known.stage(request.stage)
            try check(stage, of: known)
            if stage != nil { before = document(of: known) }
        } else if request.canaryPercent != nil {
            throw .refused(
                "there is no API `\(request.api)` that could get a canary", help: "deploy it first without --canary")
        }
        let (api, warnings) = try bring(to: known)
        let answer = try client.call("POST", api.path + "/deployments", input)
        guard let deployment = answer["id"]?.string else { throw .refused("the deployment has no identifier") }
        try confirm(deployment, api)
        let after = request.canaryPercent == nil ? document(of: api) : nil
        return DeployOutcome(
            api: api, isNew: known == nil, deployment: deployment, warnings: warnings,
            changes: after.map { RemoteDeploy.changes(from: before, to: $0) })
    }

    private func check(_ stage: JSONValue?, of api: RemoteAPI) throws(CommandFailure) {
        if request.canaryPercent != nil, stage == nil {
            throw .refused(
                "the API `\(api.name)` has no stage `\(request.stage)` that could get a canary",
                help: "deploy it first without --canary")
        }
        guard let canary = stage?["canarySettings"], !canary.isNull else { return }
        let here = "--api \(request.api) --stage \(request.stage)"
        throw .refused(
            "the stage `\(request.stage)` has a canary, deployment \(canary.shown("deploymentId"))",
            help: "end it: gatewright promote \(here), or gatewright rollback \(here)")
    }

    /// The documents become the API.
    private func bring(to known: RemoteAPI?) throws(CommandFailure) -> (RemoteAPI, [String]) {
        var warnings: [String] = []
        var api: RemoteAPI
        guard let first = request.documents.first else { throw .unusable("there is no document to deploy") }
        if let known {
            let answer = try client.call("PUT", known.path + "?mode=overwrite", document: first)
            warnings += answer["warnings"]?.array?.compactMap(\.string) ?? []
            api = known
            // Imports name the API after the document's title.
            if let name = answer["name"]?.string, name != known.name { try rename(known, known.name) }
        } else {
            let answer = try client.call("POST", "/restapis?mode=import", document: first)
            warnings += answer["warnings"]?.array?.compactMap(\.string) ?? []
            guard let id = answer["id"]?.string else { throw .refused("the imported API has no identifier") }
            api = RemoteAPI(client: client, id: id, name: request.api)
            if answer["name"]?.string != request.api { try rename(api, request.api) }
        }
        for document in request.documents.dropFirst() {
            let answer = try client.call("PUT", api.path + "?mode=merge", document: document)
            warnings += answer["warnings"]?.array?.compactMap(\.string) ?? []
            if let name = answer["name"]?.string, name != api.name { try rename(api, api.name) }
        }
        return (api, warnings)
    }

    private func rename(_ api: RemoteAPI, _ name: String) throws(CommandFailure) {
        _ = try client.call(
            "PATCH", api.path, ["patchOperations": .array([.patch("replace", "/name", value: name)])])
    }

    private var input: JSONValue {
        var members: JSONObject = ["stageName": .string(request.stage)]
        if let description = request.description { members["description"] = .string(description) }
        let variables = JSONValue.object(JSONObject(request.variables.map { ($0.name, .string($0.value)) }))
        if let percent = request.canaryPercent {
            var canary: JSONObject = ["percentTraffic": JSONValue(percent)]
            if !request.variables.isEmpty { canary["stageVariableOverrides"] = variables }
            members["canarySettings"] = .object(canary)
        } else if !request.variables.isEmpty {
            members["variables"] = variables
        }
        return .object(members)
    }

    /// The stage points to what was deployed: Gatewright answers no earlier, AWS a moment later.
    private func confirm(_ deployment: String, _ api: RemoteAPI) throws(CommandFailure) {
        let stage = try api.needStage(request.stage)
        let serving = request.canaryPercent == nil ? stage["deploymentId"] : stage["canarySettings"]?["deploymentId"]
        if serving?.string != deployment {
            let other = serving?.string ?? "none"
            throw .refused(
                "the stage `\(request.stage)` points to deployment \(other) and not to \(deployment)",
                help: "somebody else deploys at the same time: gatewright status")
        }
    }

    /// What the stage serves, as a document; nil when it cannot be exported.
    private func document(of api: RemoteAPI) -> JSONValue? {
        api.document(ofStage: request.stage).flatMap { JSONValue(found: $0) }
    }

    /// Operations by their definitions.
    static func changes(
        from old: JSONValue?, to new: JSONValue
    ) -> [(change: DeployOutcome.Change, operation: String)] {
        let before = operations(old)
        let after = operations(new)
        var changes: [(change: DeployOutcome.Change, operation: String)] = []
        for name in Set(before.keys).union(after.keys) {
            switch (before[name], after[name]) {
            case (nil, _): changes.append((.added, name))
            case (_, nil): changes.append((.removed, name))
            case (let left, let right) where left != right: changes.append((.changed, name))
            default: break
            }
        }
        return changes.sorted { path($0.operation) < path($1.operation) }
    }

    private static func path(_ operation: String) -> String {
        let parts = operation.split(separator: " ", maxSplits: 1)
        return parts.count == 2 ? "\(parts[1]) \(parts[0])" : operation
    }

    private static func operations(_ document: JSONValue?) -> [String: JSONValue] {
        var found: [String: JSONValue] = [:]
        for (path, item) in document?["paths"]?.object ?? JSONObject() {
            for (verb, operation) in item.object ?? JSONObject() where operation.object != nil {
                let name = verb == "x-amazon-apigateway-any-method" ? "ANY" : verb.uppercased()
                var operation = operation
                // An import gives each integration another one.
                if operation["x-amazon-apigateway-integration"]?["cacheNamespace"] != nil {
                    operation["x-amazon-apigateway-integration"]?["cacheNamespace"] = nil
                }
                found["\(name) \(path)"] = operation
            }
        }
        return found
    }
}
