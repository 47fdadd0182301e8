// Clients of deployed APIs as archives. AWS: "API Gateway API reference", GetSdk, GetSdkType, GetSdkTypes; "Generate
// SDKs for REST APIs in API Gateway" for the parameters. The clients are not AWS's own but those of `gatewright sdk`:
// listed are AWS's ids for whose language there is one, and the other languages that there are; `javascript` has the
// surface of AWS's own. Words of the answers
// are ours, as nothing recorded tells AWS's.

import GateJSON
import GateOpenAPI
import GateSDK
import GateSource
import GateTree

/// A kind of client that callers can ask for.
private struct SDKKind {
    struct Property {
        let name: String
        let friendlyName: String
        let description: String
        var isRequired = false
    }

    let id: String
    let title: String
    /// nil for AWS's JavaScript.
    let language: SDKLanguage?
    let properties: [Property]

    /// AWS's ids first, each with AWS's parameters.
    static let all: [SDKKind] = {
        let classPrefix = Property(
            name: "classPrefix", friendlyName: "Prefix", description: "What names of the client begin with.",
            isRequired: true)
        let serviceName = Property(
            name: "service.name", friendlyName: "Service Name", description: "The client's name.", isRequired: true)
        let javaPackage = Property(
            name: "java.package-name", friendlyName: "Java Package Name", description: "The package of its classes.",
            isRequired: true)
        let gem = Property(
            name: "ruby.gem-name", friendlyName: "Ruby Gem Name", description: "The name of the gem.")
        let ours = [
            Property(name: "name", friendlyName: "Name", description: "The client's name; the API's unless given."),
            Property(
                name: "package", friendlyName: "Package", description: "The name of the package in its registry."),
        ]
        let known: [(id: String, title: String, properties: [Property])] = [
            ("java", "Java", [serviceName, javaPackage]), ("ruby", "Ruby", [serviceName, gem]),
            ("swift", "Swift", [classPrefix]), ("go", "Go", ours), ("kotlin", "Kotlin", ours),
            ("python", "Python", ours), ("typescript", "TypeScript", ours),
        ]
        let javaScript = SDKKind(id: "javascript", title: "JavaScript", language: nil, properties: [])
        return [javaScript]
            + known.compactMap { kind in
                SDKLanguage(rawValue: kind.id).map {
                    SDKKind(id: kind.id, title: kind.title, language: $0, properties: kind.properties)
                }
            }
    }()

    /// AWS's SdkType.
    var record: JSONValue {
        let properties = properties.map { property -> JSONValue in
            [
                "name": .string(property.name), "friendlyName": .string(property.friendlyName),
                "description": .string(property.description), "required": .bool(property.isRequired),
            ]
        }
        return [
            "id": .string(id), "friendlyName": .string(title), "description": .string("A client in \(title)."),
            "configurationProperties": .array(properties),
        ]
    }

    /// How a client is called, by the parameters of a call.
    func options(_ parameters: JSONValue?, title: String) throws(ControlError) -> SDKOptions {
        func given(_ name: String) -> String? {
            parameters?[name]?.string.flatMap { $0.isEmpty ? nil : $0 }
        }
        for property in properties where property.isRequired && given(property.name) == nil {
            throw .badRequest("Missing required parameter: \(property.name)")
        }
        var options = SDKOptions()
        // As in the names of AWS's own clients for iOS: the prefix, then the API.
        options.name = given("classPrefix").map { "\($0) \(title)" } ?? given("service.name") ?? given("name")
        options.package = given("java.package-name") ?? given("ruby.gem-name") ?? given("package")
        return options
    }
}

extension RESTHandlers {
    static let sdks: [(String, ControlHandler)] = [
        ("GetSdk", getSdk), ("GetSdkType", getSdkType), ("GetSdkTypes", getSdkTypes),
    ]

    @Sendable static func getSdkTypes(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        ["item": .array(SDKKind.all.map(\.record))]
    }

    @Sendable static func getSdkType(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        try sdkKind(call.label("sdktype_id"), orElse: { .notFound($0) }).record
    }

    @Sendable static func getSdk(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        let api = try call.restAPI()
        let name = call.label("stage_name")
        guard let stage = try call.record("stage", call.apiScope, name) else {
            throw .notFound("Invalid stage identifier specified")
        }
        let kind = try sdkKind(call.label("sdk_type"), orElse: { .badRequest($0) })
        let options = try kind.options(call["parameters"], title: api["name"]?.string ?? "API")
        var exporting = DocumentExportOptions.complete(.oas30)
        exporting.stage = DocumentExportOptions.Stage(
            name: name, apiID: call.label("restapi_id"), region: call.region, address: call.address)
        let document = exportFile(try call.deployedRecords(stage), exporting, isYAML: false)
        guard let client = clientAPI(document: document.bytes), !client.operations.isEmpty else {
            throw .badRequest("The stage \(name) has no method that a client could call")
        }
        let files = kind.language.map { generateSDK(client, in: $0, options) } ?? generateJavaScriptSDK(client, options)
        guard let archive = ZipArchive.bytes(files.map { ($0.path, Array($0.text.utf8)) }) else {
            throw .badRequest("The client of the stage \(name) is too large for an archive")
        }
        call.answerPayload = archive
        // `2026-11-27T18:05:59Z` as `2026-11-27_18-05Z`.
        let time = String(ControlTime.text(call.now).prefix(16).map { $0 == "T" ? "_" : $0 == ":" ? "-" : $0 })
        return [
            "Content-Type": "application/octet-stream",
            "Content-Disposition": .string("attachment; filename=\"\(kind.id)_\(time)Z.zip\""),
        ]
    }

    private static func sdkKind(
        _ id: String, orElse refusal: (String) -> ControlError
    ) throws(ControlError) -> SDKKind {
        if let kind = SDKKind.all.first(where: { $0.id == id }) { return kind }
        let known = SDKKind.all.map(\.id).joined(separator: ",")
        throw refusal("Invalid sdk type specified: \(id). Valid options are \(known)")
    }

    /// What callers of an exported document see.
    private static func clientAPI(document: [UInt8]) -> ClientAPI? {
        let sink = DiagnosticSink()
        let documents = DocumentSet(sources: SourceMap(), sink: sink, options: DocumentOptions()) { _ in
            .success(document)
        }
        guard let root = documents.load("api.json"),
            let read = readSpecification(root, documents: documents, sink: sink)
        else { return nil }
        return GateSDK.clientAPI(read, documents: documents, sink: sink)
    }
}
