// Whole APIs as documents: imported, put into an API that is there, exported. AWS: "API Gateway API reference",
// ImportRestApi, PutRestApi, GetExport; messages as recorded.

import GateJSON

extension RESTHandlers {
    static let documents: [(String, ControlHandler)] = [
        ("ImportRestApi", importRestApi), ("PutRestApi", putRestApi), ("GetExport", getExport),
    ]

    @Sendable static func importRestApi(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        let id = call.identifier(10)
        let parameters = DocumentParameters(call)
        let imported = try call.imported(parameters.options(call, api: id))
        var records = imported.records
        records.restapi["id"] = .string(id)
        records.restapi["createdDate"] = JSONValue(call.now)
        records.fillRestAPI(endpointTypes: try parameters.endpointTypes())
        try call.replace(id, with: records, of: nil)
        return ResourcePolicy.shown(warned(records.restapi, imported.warnings))
    }

    @Sendable static func putRestApi(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        _ = try call.restAPI()
        let id = call.label("restapi_id")
        let old = try call.apiRecords(id)
        let mode = call.text("mode").flatMap { PutMode(rawValue: $0) } ?? .merge
        var options = try DocumentParameters(call).options(call, api: id)
        if mode == .merge { options.knownModels = Set(old.models.compactMap { $0["name"]?.string }) }
        let imported = try call.imported(options)
        let caller = call
        let new = old.put(imported.records, mode: mode) { caller.identifier($0) }
        try call.replace(id, with: new, of: old)
        return shownWithTags(warned(new.restapi, imported.warnings))
    }

    private static func warned(_ record: JSONValue, _ warnings: [String]) -> JSONValue {
        var record = record
        if !warnings.isEmpty { record["warnings"] = .array(warnings.map { .string($0) }) }
        return record
    }

    @Sendable static func getExport(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        _ = try call.restAPI()
        let id = call.label("restapi_id")
        let name = call.label("stage_name")
        guard let stage = try call.record("stage", call.apiScope, name) else {
            throw .notFound("Invalid stage identifier specified")
        }
        guard let form = DocumentExportOptions.Form(rawValue: call.label("export_type")) else {
            throw .badRequest("Invalid export type specified. Valid options are swagger,oas30")
        }
        var options = DocumentExportOptions(form: form)
        let asked = call["parameters"]?["extensions"]?.string ?? ""
        guard let extensions = DocumentExportOptions.extensions(asked) else {
            throw .badRequest("Invalid extensions specified: \(asked)")
        }
        options.extensions = extensions
        options.stage = DocumentExportOptions.Stage(
            name: name, apiID: id, region: call.region, address: call.address)
        let records = try call.deployedRecords(stage)
        if let version = stage["documentationVersion"]?.string,
            let record = try call.record("documentationversion", call.apiScope, version)
        {
            options.documentation = DocumentExportOptions.Documentation(
                version: version, createdDate: record["createdDate"]?.int.map { ControlTime.text($0) },
                parts: record["parts"]?.array ?? [])
        }
        let isYAML = call.accept.contains("yaml")
        let file = exportFile(records, options, isYAML: isYAML)
        call.answerPayload = file.bytes
        return ["Content-Type": .string(file.contentType), "Content-Disposition": .string(file.contentDisposition)]
    }
}

/// Parameters of imports that are no members of their own.
struct DocumentParameters {
    private let parameters: JSONValue
    private let failsOnWarnings: Bool

    init(_ call: ControlCall) {
        parameters = call["parameters"] ?? [:]
        failsOnWarnings = call.flag("failonwarnings")
    }

    func options(_ call: ControlCall, api: String) throws(ControlError) -> DocumentImportOptions {
        var options = DocumentImportOptions()
        options.apiID = api
        options.region = call.region
        options.account = call.account
        options.failsOnWarnings = failsOnWarnings
        options.ignoresDocumentation = parameters["ignore"]?.string == "documentation"
        if let text = parameters["basepath"]?.string ?? parameters["basePath"]?.string {
            guard let basePath = DocumentImportOptions.BasePath(rawValue: text) else {
                throw .badRequest("Invalid basepath specified. Valid options are ignore,prepend,split")
            }
            options.basePath = basePath
        }
        return options
    }

    func endpointTypes() throws(ControlError) -> [String] {
        guard let text = parameters["endpointConfigurationTypes"]?.string, !text.isEmpty else { return [] }
        let types = text.split(separator: ",").map(\.trimmed)
        if types.count > 1 { throw .badRequest("Cannot create an api with multiple Endpoint Types.") }
        guard ["REGIONAL", "EDGE", "PRIVATE"].contains(types[0]) else {
            throw .badRequest("Invalid EndpointTypes specified. Valid options are REGIONAL,EDGE,PRIVATE")
        }
        return types
    }
}

extension ControlCall {
    /// An API as it was when a stage's deployment was made: that one's document, read again.
    func deployedRecords(_ stage: JSONValue) throws(ControlError) -> APIRecords {
        guard let id = stage["deploymentId"]?.string, let deployment = try record("deployment", apiScope, id),
            let document = deployment["document"]?.string
        else { throw .notFound("Invalid Deployment identifier specified") }
        var options = DocumentImportOptions()
        options.apiID = label("restapi_id")
        options.region = region
        options.account = account
        options.takesWhatAWSRefuses = true
        // Identifiers are in no export.
        var made = 0
        do throws(DocumentRefusal) {
            return try importDocument(Array(document.utf8), options) { _ in
                made += 1
                return String(made)
            }.records
        } catch {
            throw .badRequest(error.message)
        }
    }

    /// The document of the body as records.
    fileprivate func imported(_ options: DocumentImportOptions) throws(ControlError) -> ImportedDocument {
        let call = self
        do throws(DocumentRefusal) {
            return try importDocument(payload, options) { call.identifier($0) }
        } catch {
            throw .badRequest(error.message)
        }
    }

    /// Keeps all records of an API; those of `old` that are no more are removed.
    fileprivate func replace(
        _ api: String, with new: APIRecords, of old: APIRecords?
    ) throws(ControlError) {
        try ResourcePolicy.check(new.restapi)
        let scope = scope(api)
        try put("restapi", region, api, new.restapi)
        let kinds: [(kind: String, name: String, records: KeyPath<APIRecords, [JSONValue]> & Sendable)] = [
            ("resource", "id", \.resources), ("model", "name", \.models), ("requestvalidator", "id", \.validators),
            ("authorizer", "id", \.authorizers), ("gatewayresponse", "responseType", \.gatewayResponses),
            ("documentationpart", "id", \.documentationParts),
        ]
        for (kind, name, path) in kinds {
            let kept = Set(new[keyPath: path].compactMap { $0[name]?.string })
            for record in old?[keyPath: path] ?? [] {
                if let id = record[name]?.string, !kept.contains(id) { try remove(kind, scope, id) }
            }
            for record in new[keyPath: path] { try put(kind, scope, record[name]?.string ?? "", record) }
        }
    }
}
