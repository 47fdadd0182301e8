// The WebSocket APIs of CloudFormation and SAM templates, as route specs: what a stack of them would make by CreateApi,
// CreateRoute, CreateIntegration and so on. Functions of the template are resolved before; what refers to a resource of
// the template then holds its logical id. AWS: "AWS::ApiGatewayV2::Api", "AWS::Serverless::WebSocketApi".

import GateJSON
import GateSource
import GateTree

/// A WebSocket API of a template.
struct TemplateSocket {
    /// The logical id of the API, at its key.
    let name: Located<String>
    /// Its route spec.
    let document: String
}

/// The WebSocket APIs of a template that have routes; none where it is no template.
func templateSockets(in root: Node) -> [TemplateSocket] {
    guard let template = TemplateImport(root) else { return [] }
    return template.resources.compactMap { resource in
        var builder = TemplateSocketBuilder(template, api: resource)
        switch resource.type {
        case "AWS::ApiGatewayV2::Api" where resource.properties?["ProtocolType"]?.string == "WEBSOCKET":
            builder.buildResources()
        case "AWS::Serverless::WebSocketApi": builder.buildServerless()
        default: return nil
        }
        if builder.document["routes"]?.array?.isEmpty ?? true { return nil }
        return TemplateSocket(
            name: Located(resource.id, at: resource.place), document: JSONValue.object(builder.document).pretty())
    }
}

/// One route spec being made.
private struct TemplateSocketBuilder {
    let template: TemplateImport
    let api: TemplateImport.Resource
    var document = JSONObject()

    init(_ template: TemplateImport, api: TemplateImport.Resource) {
        self.template = template
        self.api = api
        var record = TemplateSocketBuilder.wire(
            api.properties,
            [
                "Name", "Description", "Version", "RouteSelectionExpression", "ApiKeySelectionExpression",
                "DisableSchemaValidation", "DisableExecuteApiEndpoint", "IpAddressType",
            ])
        record["protocolType"] = "WEBSOCKET"
        if record["name"] == nil { record["name"] = .string(api.id) }
        document["api"] = .object(record)
    }

    /// Members by their names in the wire form: the first letter small.
    private static func wire(_ node: Node?, _ names: [String]) -> JSONObject {
        var result = JSONObject()
        for name in names {
            guard let value = node?[name], !value.isNull else { continue }
            result[name.prefix(1).lowercased() + name.dropFirst()] = JSONValue(value)
        }
        return result
    }

    private func own(_ type: String) -> [TemplateImport.Resource] {
        template.all("AWS::ApiGatewayV2::" + type).filter { $0.properties?["ApiId"]?.string == api.id }
    }

    // MARK: Resources of CloudFormation

    mutating func buildResources() {
        var models = JSONObject()
        for model in own("Model") {
            let name = model.properties?["Name"]?.string ?? model.id
            models[name] = .object(TemplateSocketBuilder.wire(model.properties, ["Schema", "ContentType"]))
        }
        if !models.isEmpty { document["models"] = .object(models) }
        var authorizers = JSONObject()
        for authorizer in own("Authorizer") {
            authorizers[authorizer.id] = .object(
                TemplateSocketBuilder.wire(
                    authorizer.properties,
                    ["AuthorizerType", "AuthorizerUri", "IdentitySource", "AuthorizerCredentialsArn", "Name"]))
        }
        if !authorizers.isEmpty { document["authorizers"] = .object(authorizers) }
        var integrations = JSONObject()
        for integration in own("Integration") { integrations[integration.id] = .object(self.integration(integration)) }
        document["integrations"] = .object(integrations)
        document["routes"] = .array(own("Route").map { .object(route($0)) })
        let stages = own("Stage").map { JSONValue.object(stage($0.properties)) }
        if !stages.isEmpty { document["stages"] = .array(stages) }
    }

    private func integration(_ resource: TemplateImport.Resource) -> JSONObject {
        var record = TemplateSocketBuilder.wire(
            resource.properties,
            [
                "IntegrationType", "IntegrationUri", "IntegrationMethod", "CredentialsArn", "ConnectionType",
                "ConnectionId", "ContentHandlingStrategy", "PassthroughBehavior", "RequestParameters",
                "RequestTemplates", "TemplateSelectionExpression", "TimeoutInMillis", "Description",
            ])
        if let tls = resource.properties?["TlsConfig"] {
            record["tlsConfig"] = .object(TemplateSocketBuilder.wire(tls, ["ServerNameToVerify"]))
        }
        let responses = own("IntegrationResponse")
            .filter { $0.properties?["IntegrationId"]?.string == resource.id }
            .map { response in
                JSONValue.object(
                    TemplateSocketBuilder.wire(
                        response.properties,
                        [
                            "IntegrationResponseKey", "ResponseTemplates", "ResponseParameters",
                            "TemplateSelectionExpression", "ContentHandlingStrategy",
                        ]))
            }
        if !responses.isEmpty { record["integrationResponses"] = .array(responses) }
        return record
    }

    private func route(_ resource: TemplateImport.Resource) -> JSONObject {
        var record = TemplateSocketBuilder.wire(
            resource.properties,
            [
                "RouteKey", "Target", "AuthorizationType", "AuthorizerId", "ApiKeyRequired", "OperationName",
                "RequestParameters", "ModelSelectionExpression", "RequestModels", "RouteResponseSelectionExpression",
            ])
        let responses = own("RouteResponse").filter { $0.properties?["RouteId"]?.string == resource.id }
        if !responses.isEmpty {
            record["routeResponses"] = .array(
                responses.map { .object(TemplateSocketBuilder.wire($0.properties, ["RouteResponseKey"])) })
        }
        return record
    }

    private func stage(_ properties: Node?) -> JSONObject {
        var record = TemplateSocketBuilder.wire(properties, ["StageName", "StageVariables"])
        if record["stageName"] == nil { record["stageName"] = "local" }
        if let settings = properties?["DefaultRouteSettings"] {
            record["defaultRouteSettings"] = .object(limits(settings))
        }
        if let settings = properties?["RouteSettings"] {
            record["routeSettings"] = .object(
                JSONObject(settings.members.map { ($0.key, .object(limits($0.value))) }))
        }
        if let format = properties?["AccessLogSettings"]?["Format"]?.string {
            record["accessLogSettings"] = ["format": .string(format)]
        }
        return record
    }

    private func limits(_ settings: Node) -> JSONObject {
        TemplateSocketBuilder.wire(
            settings, ["ThrottlingBurstLimit", "ThrottlingRateLimit", "LoggingLevel", "DataTraceEnabled"])
    }

    // MARK: SAM

    /// Each route has a function, its integration and, where an expression asks for one, a route response.
    mutating func buildServerless() {
        var integrations = JSONObject()
        var routes: [JSONValue] = []
        let auth = api.properties?["Auth"]
        for member in api.properties?["Routes"]?.members ?? [] {
            let name = member.key.filter { $0.isLetter || $0.isNumber } + "Integration"
            var integration: JSONObject = [
                "integrationType": "AWS_PROXY", "integrationMethod": "POST",
                "integrationUri": .string(invocation(of: member.value["FunctionArn"]?.string ?? "")),
            ]
            if let timeout = member.value["IntegrationTimeout"] { integration["timeoutInMillis"] = JSONValue(timeout) }
            integrations[name] = .object(integration)
            var route = TemplateSocketBuilder.wire(
                member.value,
                [
                    "ApiKeyRequired", "ModelSelectionExpression", "OperationName", "RequestModels", "RequestParameters",
                    "RouteResponseSelectionExpression",
                ])
            route["routeKey"] = .string(member.key)
            route["target"] = .string("integrations/" + name)
            if route["routeResponseSelectionExpression"] != nil {
                route["routeResponses"] = [["routeResponseKey": "$default"]]
            }
            if member.key == "$connect", let type = auth?["AuthType"]?.string, type != "NONE" {
                route["authorizationType"] = .string(type)
                if type == "CUSTOM" { route["authorizerId"] = .string(auth?["Name"]?.string ?? "Authorizer") }
            }
            routes.append(.object(route))
        }
        document["integrations"] = .object(integrations)
        document["routes"] = .array(routes)
        if let auth, auth["AuthType"]?.string == "CUSTOM" {
            var authorizer: JSONObject = [
                "authorizerType": "REQUEST",
                "authorizerUri": .string(invocation(of: auth["AuthArn"]?.string ?? "")),
            ]
            if let sources = auth["IdentitySource"] {
                authorizer["identitySource"] = sources.kind == .array ? JSONValue(sources) : [JSONValue(sources)]
            }
            if let role = auth["InvokeRole"]?.string { authorizer["authorizerCredentialsArn"] = .string(role) }
            document["authorizers"] = .object([auth["Name"]?.string ?? "Authorizer": .object(authorizer)])
        }
        document["stages"] = [.object(stage(api.properties))]
    }

    private func invocation(of function: String) -> String {
        if function.hasPrefix("arn:"), function.contains(":apigateway:") { return function }
        let arn = function.hasPrefix("arn:") ? function : "arn:aws:lambda:us-east-1:123456789012:function:" + function
        return "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/\(arn)/invocations"
    }
}
