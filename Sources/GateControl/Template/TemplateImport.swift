// CloudFormation and SAM templates whose REST API is made of resources and events, as records: what a stack of them
// would make by CreateRestApi, CreateResource, PutMethod and so on. Functions of the template are resolved before;
// what refers to a resource of the template then holds its logical id. Templates with a specification are not for here.

import GateJSON
import GateSource
import GateTree

/// An API that a template describes by resources.
package struct TemplateAPIRecords {
    /// The logical id of the API, at its key.
    package let name: Located<String>
    package let records: APIRecords
    /// Variables of its stage, in order.
    package let stageVariables: [(name: String, value: String)]
}

/// The REST APIs of a template that have methods; none where it is no template.
package func templateAPIs(in root: Node) -> [TemplateAPIRecords] {
    guard let template = TemplateImport(root) else { return [] }
    return template.apis.compactMap { id, place in
        var builder = TemplateBuilder(template, api: id)
        builder.build()
        guard builder.records.hasMethods else { return nil }
        return TemplateAPIRecords(
            name: Located(id, at: place), records: builder.records, stageVariables: builder.stageVariables)
    }
}

/// The document of an API of a template, with its stage's variables: OpenAPI 3.0.1.
package func templateDocument(_ api: TemplateAPIRecords) -> String {
    var document = exportDocument(api.records, .complete(.oas30))
    if !api.stageVariables.isEmpty {
        document["x-gatewright-stage-variables"] = .object(
            JSONObject(api.stageVariables.map { ($0.name, JSONValue.string($0.value)) }))
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

    /// An event of a function of the type `Api`.
    struct Event {
        let function: String
        let place: SourceRange
        let api: String
        let properties: Node
    }

    var events: [Event] {
        all("AWS::Serverless::Function").flatMap { function in
            (function.properties?["Events"]?.members ?? []).compactMap { event -> Event? in
                guard event.value["Type"]?.string == "Api", let properties = event.value["Properties"] else {
                    return nil
                }
                let api = properties["RestApiId"]?.string ?? TemplateImport.implicitAPI
                return Event(function: function.id, place: event.keyRange, api: api, properties: properties)
            }
        }
    }
}

/// The records of one API being made.
struct TemplateBuilder {
    let template: TemplateImport
    let api: String
    var records = APIRecords()
    var stageVariables: [(name: String, value: String)] = []
    /// Path → index in `records.resources`.
    private var places: [String: Int] = [:]
    /// Logical ids of resources → paths.
    private var paths: [String: String] = [:]
    /// Logical ids of models → names.
    private var models: [String: String] = [:]

    init(_ template: TemplateImport, api: String) {
        self.template = template
        self.api = api
    }

    mutating func build() {
        records.restapi["name"] = .string(api)
        _ = resource("/")
        if let own = template.resources.first(where: { $0.id == api }) { buildAPI(own.properties) }
        buildDiscrete()
        buildServerless()
        for model in DefaultModels.all where isReferenced(model) { records.models.append(model) }
    }

    private func isReferenced(_ model: JSONValue) -> Bool {
        let name = model["name"]
        if records.models.contains(where: { $0["name"] == name }) { return false }
        return records.methods.contains { _, _, method in
            let responses = (method["methodResponses"]?.object ?? [:]).map(\.value)
            let maps = [method["requestModels"]] + responses.map { $0["responseModels"] }
            return maps.contains { map in (map?.object ?? [:]).contains { $0.value == name } }
        }
    }

    private mutating func buildAPI(_ properties: Node?) {
        if let name = properties?["Name"]?.string { records.restapi["name"] = .string(name) }
        if let text = properties?["Description"]?.string { records.restapi["description"] = .string(text) }
        let settings = ServerlessSettings(own: properties, globals: template.globals)
        if let types = settings["BinaryMediaTypes"]?.elements.compactMap(\.string), !types.isEmpty {
            records.restapi["binaryMediaTypes"] = .array(types.map { .string($0.replacing("~1", with: "/")) })
        }
        if let size = settings["MinimumCompressionSize"]?.integer {
            records.restapi["minimumCompressionSize"] = JSONValue(size)
        }
        if let source = settings["ApiKeySourceType"]?.string { records.restapi["apiKeySource"] = .string(source) }
        if let policy = properties?["Policy"] {
            records.restapi["policy"] = .string(policy.string ?? JSONValue(policy).json)
        }
        for variable in settings["Variables"]?.members ?? [] { add(variable) }
    }

    private mutating func add(_ variable: Member) {
        guard let text = variable.value.scalarText, !stageVariables.contains(where: { $0.name == variable.key })
        else { return }
        stageVariables.append((variable.key, text))
    }

    // MARK: Resources

    /// The index of the resource at a path; made with its parents.
    mutating func resource(_ path: String) -> Int {
        let path = DocumentImport.joined("", path)
        if let known = places[path] { return known }
        if path != "/" { _ = resource("/" + path.split(separator: "/").dropLast().joined(separator: "/")) }
        places[path] = records.resources.count
        records.resources.append(["id": .string("r\(places.count)"), "path": .string(path)])
        return records.resources.count - 1
    }

    mutating func put(_ method: JSONValue, _ verb: String, at path: String) {
        let index = resource(path)
        var methods = records.resources[index]["resourceMethods"] ?? [:]
        methods[verb] = method
        records.resources[index]["resourceMethods"] = methods
    }

    func hasMethod(_ verb: String, at path: String) -> Bool {
        guard let index = places[DocumentImport.joined("", path)] else { return false }
        return records.resources[index]["resourceMethods"]?[verb] != nil
    }

    // MARK: Resources of CloudFormation

    private func own(_ type: String) -> [TemplateImport.Resource] {
        template.all("AWS::ApiGateway::" + type).filter { resource in
            let named = resource.properties?["RestApiId"]?.string ?? resource.properties?["ResourceId"]?.string
            return named == nil || named == api
        }
    }

    private mutating func buildDiscrete() {
        for model in own("Model") {
            let name = model.properties?["Name"]?.string ?? model.id
            models[model.id] = name
            guard let schema = model.properties?["Schema"] else { continue }
            records.models.append([
                "id": .string(model.id), "name": .string(name),
                "schema": .string(schema.string ?? JSONValue(schema).json), "contentType": "application/json",
            ])
        }
        for validator in own("RequestValidator") {
            records.validators.append([
                "id": .string(validator.id), "name": .string(validator.properties?["Name"]?.string ?? validator.id),
                "validateRequestBody": .bool(validator.properties?["ValidateRequestBody"]?.boolean ?? false),
                "validateRequestParameters": .bool(
                    validator.properties?["ValidateRequestParameters"]?.boolean ?? false),
            ])
        }
        for authorizer in own("Authorizer") {
            var record = wire(
                authorizer.properties,
                [
                    "Type", "ProviderARNs", "AuthType", "AuthorizerUri", "AuthorizerCredentials", "IdentitySource",
                    "IdentityValidationExpression", "AuthorizerResultTtlInSeconds",
                ])
            record["id"] = .string(authorizer.id)
            record["name"] = .string(authorizer.properties?["Name"]?.string ?? authorizer.id)
            records.authorizers.append(record)
        }
        for response in own("GatewayResponse") {
            records.gatewayResponses.append(
                wire(response.properties, ["ResponseType", "StatusCode", "ResponseParameters", "ResponseTemplates"]))
        }
        for resource in own("Resource") { paths[resource.id] = path(of: resource, depth: 0) }
        for path in paths.values.sorted() { _ = self.resource(path) }
        for stage in template.all("AWS::ApiGateway::Stage") where stage.properties?["RestApiId"]?.string == api {
            for variable in stage.properties?["Variables"]?.members ?? [] { add(variable) }
        }
        for method in template.all("AWS::ApiGateway::Method") {
            guard let properties = method.properties, properties["RestApiId"]?.string == api else { continue }
            let place = properties["ResourceId"]?.string ?? ""
            let verb = (properties["HttpMethod"]?.string ?? "ANY").uppercased()
            put(discreteMethod(properties, verb), verb, at: paths[place] ?? "/")
        }
    }

    /// The path of a resource by its parents; circles end at the root.
    private func path(of resource: TemplateImport.Resource, depth: Int) -> String {
        let part = resource.properties?["PathPart"]?.scalarText ?? resource.id
        let parentID = resource.properties?["ParentId"]?.string ?? ""
        guard depth < DocumentLimits.segmentsMax,
            let parent = template.resources.first(where: { $0.id == parentID && $0.type == resource.type })
        else { return "/" + part }
        return path(of: parent, depth: depth + 1) + "/" + part
    }

    private func discreteMethod(_ properties: Node, _ verb: String) -> JSONValue {
        var method = wire(
            properties,
            [
                "AuthorizationType", "AuthorizerId", "OperationName", "AuthorizationScopes", "RequestParameters",
            ])
        method["httpMethod"] = .string(verb)
        method["apiKeyRequired"] = .bool(properties["ApiKeyRequired"]?.boolean ?? false)
        method["requestValidatorId"] = properties["RequestValidatorId"]?.string.map { .string($0) }
        method["requestModels"] = modelNames(properties["RequestModels"])
        var responses = JSONObject()
        for response in properties["MethodResponses"]?.elements ?? [] {
            guard let status = response["StatusCode"]?.scalarText else { continue }
            var record: JSONValue = ["statusCode": .string(status)]
            record["responseModels"] = modelNames(response["ResponseModels"])
            record["responseParameters"] = response["ResponseParameters"].map { JSONValue($0) }
            responses[status] = record
        }
        if !responses.isEmpty { method["methodResponses"] = .object(responses) }
        if let integration = properties["Integration"] { method["methodIntegration"] = self.integration(integration) }
        return method
    }

    private func modelNames(_ node: Node?) -> JSONValue? {
        guard let node else { return nil }
        return .object(
            JSONObject(
                node.members.map { member in
                    let name = member.value.string ?? ""
                    return (member.key, JSONValue.string(models[name] ?? name))
                }))
    }

    private func integration(_ node: Node) -> JSONValue {
        var record = wire(
            node,
            [
                "Type", "Uri", "Credentials", "ConnectionType", "ConnectionId", "IntegrationTarget",
                "PassthroughBehavior",
                "ContentHandling", "TimeoutInMillis", "CacheNamespace", "CacheKeyParameters", "RequestParameters",
                "RequestTemplates", "ResponseTransferMode",
            ])
        if record["type"] == nil { record["type"] = "AWS_PROXY" }
        record["httpMethod"] = node["IntegrationHttpMethod"]?.string.map { .string($0.uppercased()) }
        if record["httpMethod"] == nil, record["type"] == "AWS_PROXY" { record["httpMethod"] = "POST" }
        if let tls = node["TlsConfig"] { record["tlsConfig"] = wire(tls, ["InsecureSkipVerification"]) }
        var responses = JSONObject()
        for response in node["IntegrationResponses"]?.elements ?? [] {
            guard let status = response["StatusCode"]?.scalarText else { continue }
            var value = wire(
                response, ["SelectionPattern", "ResponseParameters", "ResponseTemplates", "ContentHandling"])
            value["statusCode"] = .string(status)
            responses[status] = value
        }
        if !responses.isEmpty { record["integrationResponses"] = .object(responses) }
        return record
    }

    /// Members by their names in the wire form: the first letter small.
    private func wire(_ node: Node?, _ names: [String]) -> JSONValue {
        var result: JSONValue = [:]
        for name in names {
            guard let value = node?[name], !value.isNull else { continue }
            let wireName = name.prefix(1).lowercased() + name.dropFirst()
            let isText = ["StatusCode", "Type", "AuthorizationType"].contains(name)
            result[wireName] = isText ? .string(value.scalarText ?? "") : JSONValue(value)
        }
        return result
    }
}
