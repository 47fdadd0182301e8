// CloudFormation and SAM templates whose REST API is made of resources and events, or of a specification that resources
// and properties add to, as records: what a stack of them would make by CreateRestApi, CreateResource, PutMethod and
// so on. Functions of the template are resolved before; what refers to a resource then holds its logical id.

import GateJSON
import GateOpenAPI
import GateSchema
import GateSource
import GateTree

/// An API that a template describes by resources.
package struct TemplateAPIRecords {
    /// The logical id of the API, at its key.
    package let name: Located<String>
    package let records: APIRecords
    /// Variables of its stage, in order.
    package let stageVariables: [(name: String, value: String)]
    /// Members of Gatewright's own for the document: keys, and what the template's specification says itself.
    package let extensions: JSONObject
    /// The language of its models.
    package let dialect: SchemaDialect
    /// Whether the template has documentation of its own, beside descriptions in a specification.
    let isDocumented: Bool
}

/// The REST APIs of a template that have methods and no specification; none where it is no template.
package func templateAPIs(in root: Node) -> [TemplateAPIRecords] {
    guard let template = TemplateImport(root) else { return [] }
    return template.apis.compactMap { id, place in
        var builder = TemplateBuilder(template, api: id)
        builder.build()
        return builder.records.hasMethods ? builder.result(Located(id, at: place), .draft4) : nil
    }
}

/// The API of a template with a specification and what resources, events and properties add to it; nil where nothing
/// is added, or after an error.
package func templateAPI(_ api: TemplateAPI, in root: Node, documents: DocumentSet) -> TemplateAPIRecords? {
    guard let template = TemplateImport(root), template.adds(to: api) else { return nil }
    TemplateFinding.read(api, isWhole: true, in: root, sink: documents.sink)
    guard let body = api.document(documents) else { return nil }
    TemplateFinding.idleEvents(of: api, body: body, in: root, sink: documents.sink)
    var options = DocumentImportOptions()
    options.takesWhatAWSRefuses = true
    var last = 0
    let imported: ImportedDocument
    do throws(DocumentRefusal) {
        imported = try importDocument(body, documents: documents, options) { length in
            last += 1
            let digits = String(last)
            return String(repeating: "0", count: max(0, length - digits.count)) + digits
        }
    } catch {
        return nil
    }
    var builder = TemplateBuilder(template, api: api.name.value)
    builder.build(on: imported.records, body: body, mergesEvents: template.mergesEvents(api))
    return builder.result(api.name, imported.dialect)
}

/// The document of an API of a template, with its stage's variables: OpenAPI 3.0.1.
package func templateDocument(_ api: TemplateAPIRecords) -> String {
    var options = DocumentExportOptions.complete(.oas30)
    if !api.records.documentationParts.isEmpty {
        options.documentation = DocumentExportOptions.Documentation(
            version: api.records.restapi["version"]?.string ?? "1", parts: api.records.documentationParts)
    }
    var document = exportDocument(api.records, options)
    if !api.isDocumented { document["x-amazon-apigateway-documentation"] = nil }
    for (name, value) in api.extensions { document[name] = value }
    if !api.stageVariables.isEmpty {
        var variables = document["x-gatewright-stage-variables"]?.object ?? JSONObject()
        for variable in api.stageVariables { variables[variable.name] = .string(variable.value) }
        document["x-gatewright-stage-variables"] = .object(variables)
    }
    return document.pretty()
}

/// A template's resources.
struct TemplateImport {
    /// The API that SAM makes for events that name none.
    static let implicitAPI = "ServerlessRestApi"

    struct Resource {
        let id: String
        let place: SourceRange
        let type: String
        let properties: Node?
    }

    let resources: [Resource]
    /// `Globals.Api` of SAM.
    let globals: Node?

    init?(_ root: Node) {
        guard root["openapi"] == nil, root["swagger"] == nil, let members = root["Resources"]?.members else {
            return nil
        }
        resources = members.compactMap { member in
            guard let type = member.value["Type"]?.string else { return nil }
            return Resource(
                id: member.key, place: member.keyRange, type: type, properties: member.value["Properties"])
        }
        globals = root["Globals"]?["Api"]
    }

    func all(_ type: String) -> [Resource] { resources.filter { $0.type == type } }

    /// Ids and places of APIs without a specification.
    var apis: [(String, SourceRange)] {
        var result: [(String, SourceRange)] = []
        for resource in resources {
            let names: [String]
            switch resource.type {
            case "AWS::ApiGateway::RestApi": names = ["Body", "BodyS3Location"]
            case "AWS::Serverless::Api": names = ["DefinitionBody", "DefinitionUri"]
            default: continue
            }
            if names.contains(where: { resource.properties?[$0] != nil }) { continue }
            result.append((resource.id, resource.place))
        }
        let implicit = events.filter { $0.api == TemplateImport.implicitAPI }
        if let first = implicit.first, !result.contains(where: { $0.0 == TemplateImport.implicitAPI }) {
            result.append((TemplateImport.implicitAPI, first.place))
        }
        return result
    }

    /// The settings of an API: its own over `Globals.Api` where SAM makes it.
    func settings(of api: String) -> ServerlessSettings {
        let own = resources.first { $0.id == api }
        let isServerless = own.map { $0.type == "AWS::Serverless::Api" } ?? true
        return ServerlessSettings(own: own?.properties, globals: isServerless ? globals : nil)
    }

    // MARK: Additions

    /// Properties that change an API with a specification.
    private static let properties = [
        "BinaryMediaTypes", "MinimumCompressionSize", "ApiKeySourceType", "Policy", "Variables",
    ]
    /// The same of SAM, which takes them beside an inline specification only.
    private static let inlineProperties = ["Auth", "Cors", "GatewayResponses", "Models"]
    private static let parts = [
        "Resource", "Method", "Model", "Authorizer", "RequestValidator", "GatewayResponse", "DocumentationPart",
    ]

    /// Whether anything adds to what an API's own specification says.
    func adds(to api: TemplateAPI) -> Bool {
        let settings = settings(of: api.name.value)
        if TemplateImport.properties.contains(where: { settings[$0] != nil }) { return true }
        if api.isInline, TemplateImport.inlineProperties.contains(where: { settings[$0] != nil }) { return true }
        if mergesEvents(api) { return true }
        return resources.contains { resource in
            if resource.type == "AWS::ApiGateway::ApiKey" { return resource.properties?["Value"]?.string != nil }
            guard resource.properties?["RestApiId"]?.string == api.name.value else { return false }
            if resource.type == "AWS::ApiGateway::Stage" { return resource.properties?["Variables"] != nil }
            return TemplateImport.parts.contains { resource.type == "AWS::ApiGateway::" + $0 }
        }
    }

    /// Whether events of functions make methods beside those of the specification: SAM's `MergeDefinitions`.
    func mergesEvents(_ api: TemplateAPI) -> Bool {
        settings(of: api.name.value)["MergeDefinitions"]?.flag ?? false
            && events.contains { $0.api == api.name.value }
    }

    // MARK: Events

    /// An event of a function of the type `Api`.
    struct Event {
        let function: String
        let place: SourceRange
        let api: String
        let properties: JSONValue
    }

    var events: [Event] {
        all("AWS::Serverless::Function").flatMap { function in
            (function.properties?["Events"]?.members ?? []).compactMap { event -> Event? in
                guard event.value["Type"]?.string == "Api", let properties = event.value["Properties"] else {
                    return nil
                }
                let api = properties["RestApiId"]?.string ?? TemplateImport.implicitAPI
                return Event(function: function.id, place: event.keyRange, api: api, properties: JSONValue(properties))
            }
        }
    }
}

/// Settings of a serverless API: `Globals.Api` and its own. As SAM does, objects are joined member by member and lists
/// one behind the other; of anything else the own value counts.
struct ServerlessSettings {
    private let values: JSONValue

    init(own: Node?, globals: Node?) {
        let own = own.map { JSONValue($0) } ?? [:]
        values = ServerlessSettings.joined(globals.map { JSONValue($0) }, own)
    }

    subscript(_ name: String) -> JSONValue? {
        guard let value = values[name], !value.isNull else { return nil }
        return value
    }

    private static func joined(_ global: JSONValue?, _ own: JSONValue) -> JSONValue {
        switch (global, own) {
        case (.object(let globals)?, .object(let members)):
            var result = globals
            for (name, value) in members { result[name] = joined(globals[name], value) }
            return .object(result)
        case (.array(let globals)?, .array(let values)): return .array(globals + values)
        default: return own
        }
    }
}

extension JSONValue {
    /// A truth, also where a template writes it as a text.
    var flag: Bool? { bool ?? string.flatMap { $0 == "true" ? true : $0 == "false" ? false : nil } }

    /// A text, also where a template writes a number or a truth.
    var scalar: String? {
        switch self {
        case .string(let text), .number(let text): text
        case .bool(let value): value ? "true" : "false"
        case .null, .array, .object: nil
        }
    }

    /// The texts of a list, or the one that stands in its place.
    var texts: [String] { array?.compactMap(\.scalar) ?? scalar.map { [$0] } ?? [] }
}
