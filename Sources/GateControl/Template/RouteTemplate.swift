// CloudFormation and SAM templates whose HTTP API is made of routes, integrations and events, as an OpenAPI document:
// what a stack of them would make. Functions of the template are resolved before; what refers to a resource of the
// template then holds its logical id. AWS: AWS::ApiGatewayV2 resource types, AWS::Serverless::HttpApi and the HttpApi
// event (read 2026-11).

import GateJSON
import GateSource
import GateTree

/// An HTTP API that a template describes.
package struct TemplateRoutes {
    /// The logical id of the API, at its key.
    package let name: Located<String>
    /// OpenAPI 3.0.1.
    package let document: JSONValue
}

/// The HTTP APIs of a template that have routes; none where it is no template.
package func templateRoutes(in root: Node) -> [TemplateRoutes] {
    guard let template = TemplateImport(root) else { return [] }
    var apis: [(id: String, place: SourceRange)] = []
    for resource in template.resources {
        let isHTTP =
            resource.type == "AWS::Serverless::HttpApi"
            || (resource.type == "AWS::ApiGatewayV2::Api"
                && resource.properties?["ProtocolType"]?.string?.uppercased() != "WEBSOCKET")
        guard isHTTP, !["Body", "DefinitionBody", "DefinitionUri"].contains(where: { resource.properties?[$0] != nil })
        else { continue }
        apis.append((resource.id, resource.place))
    }
    let implicit = RouteTemplate.implicitAPI
    let events = RouteTemplate.events(template)
    if let first = events.first(where: { $0.api == implicit }), !apis.contains(where: { $0.id == implicit }) {
        apis.append((implicit, first.place))
    }
    return apis.compactMap { id, place in
        var builder = RouteTemplate(template, root["Globals"]?["HttpApi"], api: id)
        builder.build(events.filter { $0.api == id })
        return builder.paths.isEmpty
            ? nil : TemplateRoutes(name: Located(id, at: place), document: builder.document)
    }
}

/// The document of one HTTP API being made.
struct RouteTemplate {
    /// The API that SAM makes for events that name none.
    static let implicitAPI = "ServerlessHttpApi"

    private let template: TemplateImport
    private let globals: Node?
    private let api: String
    var paths = JSONObject()
    private var schemes = JSONObject()
    private var title: String
    private var description: String?
    private var cors: JSONValue?
    private var stageVariables = JSONObject()

    init(_ template: TemplateImport, _ globals: Node?, api: String) {
        self.template = template
        self.globals = globals
        self.api = api
        title = api
    }

    var document: JSONValue {
        var info: JSONValue = ["title": .string(title), "version": "1"]
        info["description"] = description.map { .string($0) }
        var document: JSONValue = ["openapi": "3.0.1", "info": info, "paths": .object(paths)]
        if !schemes.isEmpty { document["components"] = ["securitySchemes": .object(schemes)] }
        document["x-amazon-apigateway-cors"] = cors
        document["x-amazon-apigateway-importexport-version"] = "1.0"
        if !stageVariables.isEmpty { document["x-gatewright-stage-variables"] = .object(stageVariables) }
        return document
    }

    mutating func build(_ events: [TemplateImport.Event]) {
        let own = template.resources.first { $0.id == api }
        let isPlain = own?.type == "AWS::ApiGatewayV2::Api"
        let settings = ServerlessSettings(own: own?.properties, globals: isPlain ? nil : globals)
        if let name = settings["Name"]?.string { title = name }
        description = settings["Description"]?.string
        for (name, value) in settings["StageVariables"]?.object ?? [:] {
            stageVariables[name] = value.scalar.map { .string($0) }
        }
        readCORS(settings["CorsConfiguration"])
        if isPlain { buildResources(settings) }
        for (name, authorizer) in settings["Auth"]?["Authorizers"]?.object ?? [:] { add(name, authorizer) }
        for event in events { add(event, settings) }
    }

    private mutating func readCORS(_ value: JSONValue?) {
        if let members = value?.object {
            cors = .object(JSONObject(members.map { (wireName($0.name), $0.value) }))
        } else if value?.flag == true {
            cors = ["allowOrigins": ["*"]]
        }
    }

    private func wireName(_ name: String) -> String { name.prefix(1).lowercased() + name.dropFirst() }

    /// Puts an operation where a route's key says: `GET /pets`, `ANY /pets`, `$default`.
    private mutating func put(_ operation: JSONValue, _ key: String) {
        let parts = key.split(separator: " ", maxSplits: 1).map(String.init)
        let isDefault = key == "$default"
        let path = isDefault ? "/$default" : parts.last ?? "/"
        let verb =
            isDefault || parts[0].uppercased() == "ANY" ? "x-amazon-apigateway-any-method" : parts[0].lowercased()
        var item = paths[path] ?? [:]
        var operation = operation
        operation["responses"] = ["default": ["description": .string("Default response for \(key)")]]
        if isDefault { operation["isDefaultRoute"] = true }
        item[verb] = operation
        paths[path] = item
    }

    private static let iamScheme = "sigv4"

    private mutating func requireIAM(_ operation: inout JSONValue) {
        schemes[RouteTemplate.iamScheme] = [
            "type": "apiKey", "name": "Authorization", "in": "header", "x-amazon-apigateway-authtype": "awsSigv4",
        ]
        operation["security"] = [[RouteTemplate.iamScheme: []]]
    }

    // MARK: Resources of CloudFormation

    private func own(_ type: String) -> [TemplateImport.Resource] {
        template.all("AWS::ApiGatewayV2::" + type).filter { $0.properties?["ApiId"]?.string == api }
    }

    private mutating func buildResources(_ settings: ServerlessSettings) {
        if let target = settings["Target"]?.string {
            let isFunction = target.hasPrefix("arn:")
            var integration: JSONValue = [
                "type": isFunction ? "aws_proxy" : "http_proxy", "httpMethod": isFunction ? "POST" : "ANY",
                "uri": .string(target), "payloadFormatVersion": isFunction ? "2.0" : "1.0",
            ]
            integration["credentials"] = settings["CredentialsArn"]?.string.map { .string($0) }
            put(["x-amazon-apigateway-integration": integration], settings["RouteKey"]?.string ?? "$default")
        }
        for authorizer in own("Authorizer") { add(authorizer) }
        for stage in own("Stage") {
            for variable in stage.properties?["StageVariables"]?.members ?? [] where stageVariables[variable.key] == nil
            {
                stageVariables[variable.key] = variable.value.scalarText.map { .string($0) }
            }
        }
        for route in own("Route") {
            guard let properties = route.properties, let key = properties["RouteKey"]?.string else { continue }
            var operation: JSONValue = [:]
            operation["operationId"] = properties["OperationName"]?.string.map { .string($0) }
            let target = properties["Target"]?.string.map { $0.split(separator: "/").last.map(String.init) ?? $0 }
            if let integration = own("Integration").first(where: { $0.id == target }) {
                operation["x-amazon-apigateway-integration"] = self.integration(integration.properties)
            }
            switch properties["AuthorizationType"]?.string?.uppercased() {
            case "AWS_IAM": requireIAM(&operation)
            case "JWT", "CUSTOM":
                let scopes = properties["AuthorizationScopes"]?.elements.compactMap(\.string) ?? []
                if let name = properties["AuthorizerId"]?.string {
                    operation["security"] = [.object([name: .array(scopes.map { .string($0) })])]
                }
            default: break
            }
            put(operation, key)
        }
    }

    private static let integrationMembers = [
        ("IntegrationUri", "uri"), ("IntegrationSubtype", "integrationSubtype"), ("ConnectionType", "connectionType"),
        ("ConnectionId", "connectionId"), ("CredentialsArn", "credentials"), ("TimeoutInMillis", "timeoutInMillis"),
        ("RequestParameters", "requestParameters"),
    ]

    private func integration(_ node: Node?) -> JSONValue {
        let isProxy = node?["IntegrationType"]?.string?.uppercased() == "AWS_PROXY"
        var record: JSONValue = [
            "type": .string((node?["IntegrationType"]?.string ?? "HTTP_PROXY").lowercased()),
            "httpMethod": .string(node?["IntegrationMethod"]?.string ?? (isProxy ? "POST" : "ANY")),
            "payloadFormatVersion": .string(node?["PayloadFormatVersion"]?.scalarText ?? "1.0"),
        ]
        for (name, own) in RouteTemplate.integrationMembers {
            if let value = node?[name], !value.isNull { record[own] = JSONValue(value) }
        }
        if let name = node?["TlsConfig"]?["ServerNameToVerify"]?.string {
            record["tlsConfig"] = ["serverNameToVerify": .string(name)]
        }
        var statuses = JSONObject()
        for status in node?["ResponseParameters"]?.members ?? [] {
            var edits = JSONObject()
            for parameter in status.value["ResponseParameters"]?.elements ?? [] {
                guard let key = parameter["Destination"]?.string else { continue }
                edits[key] = .string(parameter["Source"]?.scalarText ?? "")
            }
            if edits.isEmpty { edits = JSONObject(status.value.members.map { ($0.key, JSONValue($0.value)) }) }
            statuses[status.key] = .object(edits)
        }
        if !statuses.isEmpty { record["responseParameters"] = .object(statuses) }
        return record
    }

    private mutating func add(_ resource: TemplateImport.Resource) {
        guard let node = resource.properties else { return }
        let isToken = node["AuthorizerType"]?.string?.uppercased() == "JWT"
        var authorizer: JSONValue = ["type": isToken ? "jwt" : "request"]
        let sources = node["IdentitySource"]
        let list = sources?.elements.compactMap(\.string) ?? []
        authorizer["identitySource"] = .string(sources?.string ?? list.joined(separator: ", "))
        if list.isEmpty, sources?.string == nil { authorizer["identitySource"] = nil }
        for name in [
            "AuthorizerUri", "AuthorizerPayloadFormatVersion", "EnableSimpleResponses", "AuthorizerResultTtlInSeconds",
        ] {
            if let value = node[name], !value.isNull { authorizer[wireName(name)] = JSONValue(value) }
        }
        authorizer["authorizerCredentials"] = node["AuthorizerCredentialsArn"]?.string.map { .string($0) }
        if let configuration = node["JwtConfiguration"] {
            authorizer["jwtConfiguration"] = [
                "issuer": .string(configuration["Issuer"]?.string ?? ""),
                "audience": .array((configuration["Audience"]?.elements ?? []).map { JSONValue($0) }),
            ]
        }
        addScheme(resource.id, authorizer, isToken: isToken)
    }

    private mutating func addScheme(_ name: String, _ authorizer: JSONValue, isToken: Bool) {
        schemes[name] =
            isToken
            ? ["type": "oauth2", "flows": [:], "x-amazon-apigateway-authorizer": authorizer]
            : [
                "type": "apiKey", "name": "Authorization", "in": "header",
                "x-amazon-apigateway-authtype": "custom", "x-amazon-apigateway-authorizer": authorizer,
            ]
    }

    // MARK: SAM

    /// The functions' events of the type `HttpApi`.
    static func events(_ template: TemplateImport) -> [TemplateImport.Event] {
        template.all("AWS::Serverless::Function").flatMap { function in
            (function.properties?["Events"]?.members ?? []).compactMap { event -> TemplateImport.Event? in
                guard event.value["Type"]?.string == "HttpApi" else { return nil }
                let properties = JSONValue(event.value["Properties"] ?? event.value)
                let api = properties["ApiId"]?.string ?? implicitAPI
                return TemplateImport.Event(
                    function: function.id, place: event.keyRange, api: api, properties: properties)
            }
        }
    }

    private mutating func add(_ event: TemplateImport.Event, _ settings: ServerlessSettings) {
        let node = event.properties
        var integration: JSONValue = [
            "type": "aws_proxy", "httpMethod": "POST",
            "uri": .string("arn:aws:lambda:us-east-1:123456789012:function:" + event.function),
            "payloadFormatVersion": .string(node["PayloadFormatVersion"]?.scalar ?? "2.0"),
        ]
        integration["timeoutInMillis"] = node["TimeoutInMillis"]
        var operation: JSONValue = ["x-amazon-apigateway-integration": integration]
        let auth = settings["Auth"]
        let isIAM = auth?["EnableIamAuthorizer"]?.flag ?? false
        let name = node["Auth"]?["Authorizer"]?.string ?? auth?["DefaultAuthorizer"]?.string
        if name == "AWS_IAM", isIAM {
            requireIAM(&operation)
        } else if let name, name != "NONE", schemes[name] != nil {
            let own = node["Auth"]?["AuthorizationScopes"]?.texts
            let scopes = own ?? auth?["Authorizers"]?[name]?["AuthorizationScopes"]?.texts ?? []
            operation["security"] = [.object([name: .array(scopes.map { .string($0) })])]
        }
        guard let path = node["Path"]?.string else { return put(operation, "$default") }
        let verb = (node["Method"]?.string ?? "ANY").uppercased()
        put(operation, "\(verb == "*" || verb == "X-AMAZON-APIGATEWAY-ANY-METHOD" ? "ANY" : verb) \(path)")
    }

    private mutating func add(_ name: String, _ node: JSONValue) {
        guard let configuration = node["JwtConfiguration"] else { return addFunction(name, node) }
        let issuer = configuration["issuer"] ?? configuration["Issuer"]
        let audience = configuration["audience"] ?? configuration["Audience"]
        let authorizer: JSONValue = [
            "type": "jwt", "identitySource": .string(node["IdentitySource"]?.string ?? "$request.header.Authorization"),
            "jwtConfiguration": [
                "issuer": .string(issuer?.string ?? ""),
                "audience": .array((audience?.texts ?? []).map { .string($0) }),
            ],
        ]
        addScheme(name, authorizer, isToken: true)
    }

    private mutating func addFunction(_ name: String, _ node: JSONValue) {
        let identity = node["Identity"]
        let kinds = [
            ("Headers", "$request.header."), ("QueryStrings", "$request.querystring."), ("Context", "$context."),
            ("StageVariables", "$stageVariables."),
        ]
        let sources = kinds.flatMap { member, prefix in
            (identity?[member]?.texts ?? []).map { prefix + $0 }
        }
        let function = node["FunctionArn"]?.string ?? ""
        var authorizer: JSONValue = [
            "type": "request",
            "authorizerUri": .string(
                "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/\(function)/invocations"),
            "authorizerPayloadFormatVersion": .string(node["AuthorizerPayloadFormatVersion"]?.scalar ?? "2.0"),
        ]
        if !sources.isEmpty { authorizer["identitySource"] = .string(sources.joined(separator: ", ")) }
        authorizer["enableSimpleResponses"] = node["EnableSimpleResponses"]
        authorizer["authorizerResultTtlInSeconds"] = identity?["ReauthorizeEvery"]
        authorizer["authorizerCredentials"] = node["FunctionInvokeRole"]?.string.map { .string($0) }
        addScheme(name, authorizer, isToken: false)
    }
}
