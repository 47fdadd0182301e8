// The records of one API of a template: its own properties, and resources of CloudFormation. Events and settings of SAM
// are in TemplateBuilder+Serverless.swift.

import GateJSON
import GateSchema
import GateSource
import GateTree

/// The records of one API being made.
struct TemplateBuilder {
    let template: TemplateImport
    let api: String
    var records = APIRecords()
    private var stageVariables: [(name: String, value: String)] = []
    private var extensions = JSONObject()
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

    func result(_ name: Located<String>, _ dialect: SchemaDialect) -> TemplateAPIRecords {
        TemplateAPIRecords(
            name: name, records: records, stageVariables: stageVariables, extensions: extensions, dialect: dialect,
            isDocumented: !own("DocumentationPart").isEmpty)
    }

    /// An API of resources and events alone.
    mutating func build() {
        records.restapi["name"] = .string(api)
        _ = resource("/")
        complete(mergesEvents: true)
    }

    /// An API with a specification.
    mutating func build(on imported: APIRecords, body: Node, mergesEvents: Bool) {
        records = imported
        for (index, resource) in records.resources.enumerated() { places[resource["path"]?.string ?? "/"] = index }
        _ = resource("/")
        for member in body.members where member.key.hasPrefix("x-gatewright-") {
            extensions[member.key] = JSONValue(member.value)
        }
        complete(mergesEvents: mergesEvents)
    }

    private mutating func complete(mergesEvents: Bool) {
        if let own = template.resources.first(where: { $0.id == api }) { buildAPI(own.properties) }
        buildDiscrete()
        buildServerless(mergesEvents: mergesEvents)
        addKeys()
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
        let settings = template.settings(of: api)
        let types = settings["BinaryMediaTypes"]?.texts.map { $0.replacing("~1", with: "/") } ?? []
        if !types.isEmpty {
            let known = records.restapi["binaryMediaTypes"]?.texts ?? []
            let all = known + types.filter { !known.contains($0) }
            records.restapi["binaryMediaTypes"] = .array(all.map { .string($0) })
        }
        if let size = settings["MinimumCompressionSize"]?.scalar.flatMap({ Int($0) }) {
            records.restapi["minimumCompressionSize"] = JSONValue(size)
        }
        if let source = settings["ApiKeySourceType"]?.string { records.restapi["apiKeySource"] = .string(source) }
        if let policy = settings["Policy"] { records.restapi["policy"] = .string(policy.string ?? policy.json) }
        for (name, value) in settings["Variables"]?.object ?? [:] { add(variable: name, value.scalar) }
    }

    private mutating func add(variable name: String, _ value: String?) {
        guard let value, !stageVariables.contains(where: { $0.name == name }) else { return }
        stageVariables.append((name, value))
    }

    /// Keys with a value of their own are accepted, as a usage plan without limits would accept them.
    private mutating func addKeys() {
        var keys = extensions["x-gatewright-api-keys"]?.object ?? JSONObject()
        for key in template.all("AWS::ApiGateway::ApiKey") {
            guard let value = key.properties?["Value"]?.string, key.properties?["Enabled"]?.boolean == true else {
                continue
            }
            keys[key.properties?["Name"]?.string ?? key.id] = .string(value)
        }
        if !keys.isEmpty { extensions["x-gatewright-api-keys"] = .object(keys) }
    }

    // MARK: Resources

    /// The index of the resource at a path; made with its parents.
    mutating func resource(_ path: String) -> Int {
        let path = DocumentImport.joined("", path)
        if let known = places[path] { return known }
        if path != "/" { _ = resource("/" + path.split(separator: "/").dropLast().joined(separator: "/")) }
        places[path] = records.resources.count
        records.resources.append(["id": .string("t\(places.count)"), "path": .string(path)])
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

    /// Makes a record, or takes the place of the one with the same value of a member.
    static func put(_ record: JSONValue, into list: inout [JSONValue], by name: String) {
        if let index = list.firstIndex(where: { $0[name] == record[name] }) {
            list[index] = record
        } else {
            list.append(record)
        }
    }

    // MARK: Resources of CloudFormation

    private func own(_ type: String) -> [TemplateImport.Resource] {
        template.all("AWS::ApiGateway::" + type).filter { resource in
            let named = resource.properties?["RestApiId"]?.string ?? resource.properties?["ResourceId"]?.string
            return named == nil || named == api
        }
    }

    private mutating func buildDiscrete() {
        buildParts()
        for resource in own("Resource") { paths[resource.id] = path(of: resource, depth: 0) }
        for path in paths.values.sorted() { _ = self.resource(path) }
        for stage in template.all("AWS::ApiGateway::Stage") where stage.properties?["RestApiId"]?.string == api {
            for variable in stage.properties?["Variables"]?.members ?? [] {
                add(variable: variable.key, variable.value.scalarText)
            }
        }
        for method in template.all("AWS::ApiGateway::Method") {
            guard let properties = method.properties, properties["RestApiId"]?.string == api else { continue }
            let place = properties["ResourceId"]?.string ?? ""
            let verb = (properties["HttpMethod"]?.string ?? "ANY").uppercased()
            put(discreteMethod(properties, verb), verb, at: paths[place] ?? "/")
        }
    }

    private mutating func buildParts() {
        for model in own("Model") {
            let name = model.properties?["Name"]?.string ?? model.id
            models[model.id] = name
            guard let schema = model.properties?["Schema"] else { continue }
            let record: JSONValue = [
                "id": .string(model.id), "name": .string(name),
                "schema": .string(schema.string ?? JSONValue(schema).json), "contentType": "application/json",
            ]
            TemplateBuilder.put(record, into: &records.models, by: "name")
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
            let record = wire(
                response.properties, ["ResponseType", "StatusCode", "ResponseParameters", "ResponseTemplates"])
            TemplateBuilder.put(record, into: &records.gatewayResponses, by: "responseType")
        }
        for part in own("DocumentationPart") {
            guard let location = part.properties?["Location"], let properties = part.properties?["Properties"] else {
                continue
            }
            records.documentationParts.append([
                "id": .string(part.id), "location": wire(location, ["Type", "Path", "Method", "StatusCode", "Name"]),
                "properties": .string(properties.string ?? JSONValue(properties).json),
            ])
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
