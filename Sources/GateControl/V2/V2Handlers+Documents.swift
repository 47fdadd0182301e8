// HTTP APIs as documents: imported, imported again, exported. AWS: "API Gateway V2 API reference", ImportApi,
// ReimportApi, ExportApi; WebSocket APIs have no such form.

import GateJSON

extension V2Handlers {
    static let documents: [(String, ControlHandler)] = [
        ("ImportApi", importApi), ("ReimportApi", reimportApi), ("ExportApi", exportApi),
    ]

    @Sendable static func importApi(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        let imported = try imported(call)
        let id = call.identifier(10)
        var records = imported.records
        var api = V2APIRules.new(id, named: "", isSocket: false, call)
        for (name, value) in records.api.object ?? JSONObject() { api[name] = value }
        records.api = tell(imported, api)
        try keep(records, id, &call)
        return records.api
    }

    @Sendable static func reimportApi(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        let api = try call.v2API()
        if V2Records.isSocket(api) { throw .badRequest("Only HTTP APIs can be imported") }
        let imported = try imported(call)
        let id = call.label("apiId")
        let old = try call.v2Records(id)
        var records = imported.records.keeping(identifiersOf: old)
        var changed = api
        for name in ["corsConfiguration", "description", "version"] { changed[name] = nil }
        for (name, value) in records.api.object ?? JSONObject() where name != "tags" { changed[name] = value }
        var tags = api["tags"]?.object ?? JSONObject()
        for (name, value) in records.api["tags"]?.object ?? JSONObject() { tags[name] = value }
        changed["tags"] = tags.isEmpty ? .none : .object(tags)
        records.api = tell(imported, changed)
        for (kind, records) in old.parts {
            for record in records {
                try call.remove(kind.rawValue, call.scope(id), record[kind.identifier]?.string ?? "")
            }
        }
        try keep(records, id, &call)
        return TagRules.shown(records.api)
    }

    private static func imported(_ call: ControlCall) throws(ControlError) -> ImportedHTTPAPI {
        var options = DocumentImportOptions()
        options.region = call.region
        options.account = call.account
        options.failsOnWarnings = call.flag("failOnWarnings")
        if let text = call.text("basepath"), !text.isEmpty {
            guard let basePath = DocumentImportOptions.BasePath(rawValue: text.lowercased()) else {
                throw .badRequest("Invalid basepath specified. Valid options are ignore,prepend,split")
            }
            options.basePath = basePath
        }
        do throws(DocumentRefusal) {
            return try importHTTPDocument(Array((call.text("body") ?? "").utf8), options) { call.identifier($0) }
        } catch {
            throw .badRequest(error.message)
        }
    }

    /// What an import had to say is the API's until the next.
    private static func tell(_ imported: ImportedHTTPAPI, _ api: JSONValue) -> JSONValue {
        var told = api
        for (name, sentences) in [("importInfo", imported.information), ("warnings", imported.warnings)] {
            let shown = sentences.prefix(DocumentLimits.sentencesMax).map { JSONValue.string($0) }
            told[name] = shown.isEmpty ? .none : .array(Array(shown))
        }
        return told
    }

    private static func keep(_ records: V2Records, _ id: String, _ call: inout ControlCall) throws(ControlError) {
        try V2APIRules.check(records.api)
        if let tags = records.api["tags"]?.object { try TagRules.check(tags) }
        try call.put(V2Kind.api.rawValue, call.region, id, records.api)
        for (kind, records) in records.parts {
            for record in records {
                try call.put(kind.rawValue, call.scope(id), record[kind.identifier]?.string ?? "", record)
            }
        }
        try call.deployAutomatically(id)
    }

    @Sendable static func exportApi(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        let api = try call.v2API()
        if V2Records.isSocket(api) { throw .badRequest("Only HTTP APIs can be exported") }
        if let version = call.text("exportVersion"), version != "1.0" {
            throw .badRequest("Invalid export version specified. Valid options are 1.0")
        }
        var options = HTTPExportOptions()
        options.region = call.region
        options.address = call.address
        options.hasExtensions = call["includeExtensions"]?.bool ?? true
        options.stage = call.text("stageName").flatMap { $0.isEmpty ? nil : $0 }
        var records = try call.v2Records(call.label("apiId"))
        if let name = options.stage {
            guard let stage = try call.record(V2Kind.stage.rawValue, call.v2Scope(), name) else {
                throw V2Kind.stage.missing(name)
            }
            if let deployed = try deployed(stage, call) {
                records = deployed
                records.api["apiId"] = api["apiId"]
            }
        }
        let document = exportDocument(records, options)
        call.answerPayload = Array(
            (call.text("outputType") == "YAML" ? YAMLText.document(document) : document.pretty()).utf8)
        return [:]
    }

    /// What a stage serves: a deployment keeps the document that it was compiled from.
    private static func deployed(_ stage: JSONValue, _ call: ControlCall) throws(ControlError) -> V2Records? {
        guard let id = stage["deploymentId"]?.string,
            let document = try call.record(V2Kind.deployment.rawValue, call.v2Scope(), id)?["document"]?.string
        else { return nil }
        do throws(DocumentRefusal) {
            return try importHTTPDocument(Array(document.utf8), DocumentImportOptions()) { call.identifier($0) }.records
        } catch {
            throw .internalFailure
        }
    }
}

extension V2Records {
    /// The parts of an HTTP API.
    var parts: [(kind: V2Kind, records: [JSONValue])] {
        [(.authorizer, authorizers), (.integration, integrations), (.route, routes)]
    }

    /// With the identifiers that routes of an equal key and authorizers of an equal name had.
    func keeping(identifiersOf old: V2Records) -> V2Records {
        var kept = self
        var renamed: [String: JSONValue] = [:]
        for (index, record) in authorizers.enumerated() {
            guard let id = record["authorizerId"]?.string,
                let same = old.authorizers.first(where: { $0["name"] == record["name"] })?["authorizerId"]
            else { continue }
            renamed[id] = same
            kept.authorizers[index]["authorizerId"] = same
        }
        for (index, record) in routes.enumerated() {
            if let same = old.routes.first(where: { $0["routeKey"] == record["routeKey"] })?["routeId"] {
                kept.routes[index]["routeId"] = same
            }
            if let id = record["authorizerId"]?.string, let same = renamed[id] {
                kept.routes[index]["authorizerId"] = same
            }
        }
        return kept
    }
}
