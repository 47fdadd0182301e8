// Events of SAM's functions to methods, with the authorizers, models and CORS of their API. AWS: "AWS SAM resources and
// properties", AWS::Serverless::Api and the Api event.

import GateJSON
import GateTree

extension TemplateBuilder {
    mutating func buildServerless() {
        let properties = template.resources.first { $0.id == api && $0.type == "AWS::Serverless::Api" }?.properties
        let events = template.events.filter { $0.api == api }
        if properties == nil, events.isEmpty { return }
        let settings = ServerlessSettings(own: properties, globals: template.globals)
        for model in settings["Models"]?.members ?? [] {
            records.models.append([
                "id": .string(model.key), "name": .string(model.key),
                "schema": .string(JSONValue(model.value).json), "contentType": "application/json",
            ])
        }
        for response in settings["GatewayResponses"]?.members ?? [] { add(gatewayResponse: response) }
        for authorizer in settings["Auth"]?["Authorizers"]?.members ?? [] { add(authorizer: authorizer) }
        for event in events { add(event, settings) }
        addCORS(settings)
    }

    // MARK: Events

    private mutating func add(_ event: TemplateImport.Event, _ settings: ServerlessSettings) {
        let path = event.properties["Path"]?.string ?? "/"
        let verb = (event.properties["Method"]?.string ?? "ANY").uppercased()
        let function = "arn:aws:lambda:us-east-1:123456789012:function:" + event.function
        var parameters = JSONObject()
        for segment in path.split(separator: "/") where segment.hasPrefix("{") && !segment.hasSuffix("+}") {
            parameters["method.request.path." + segment.dropFirst().dropLast()] = true
        }
        for (name, isRequired) in requestParameters(event.properties["RequestParameters"]) {
            parameters[name] = .bool(isRequired)
        }
        var method: JSONValue = [
            "httpMethod": .string(verb), "authorizationType": "NONE", "apiKeyRequired": false,
            "methodIntegration": [
                "type": "AWS_PROXY", "httpMethod": "POST", "passthroughBehavior": "WHEN_NO_MATCH",
                "uri": .string(
                    "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/\(function)/invocations"),
            ],
        ]
        if !parameters.isEmpty { method["requestParameters"] = .object(parameters) }
        authorize(&method, event.properties["Auth"], settings)
        addModel(event.properties["RequestModel"], to: &method)
        for each in verb == "ANY" || verb == "*" ? ["ANY"] : [verb] { put(method, each, at: path) }
    }

    private func requestParameters(_ node: Node?) -> [(String, Bool)] {
        (node?.elements ?? []).flatMap { element -> [(String, Bool)] in
            if let name = element.string { return [(name, false)] }
            return element.members.map { ($0.key, $0.value["Required"]?.boolean ?? false) }
        }
    }

    private mutating func addModel(_ node: Node?, to method: inout JSONValue) {
        guard let name = node?["Model"]?.string else { return }
        method["requestModels"] = ["application/json": .string(name)]
        func flag(_ name: String) -> Bool { node?[name]?.boolean ?? (node?[name]?.string == "true") }
        let checksBody = flag("ValidateBody")
        let checksParameters = flag("ValidateParameters")
        guard checksBody || checksParameters else { return }
        let id = checksBody ? (checksParameters ? "body-and-params" : "body-only") : "params-only"
        method["requestValidatorId"] = .string(id)
        if records.validators.contains(where: { $0["id"]?.string == id }) { return }
        records.validators.append([
            "id": .string(id), "name": .string(id), "validateRequestBody": .bool(checksBody),
            "validateRequestParameters": .bool(checksParameters),
        ])
    }

    // MARK: Authorization

    private func authorize(_ method: inout JSONValue, _ own: Node?, _ settings: ServerlessSettings) {
        let auth = settings["Auth"]
        let key = own?["ApiKeyRequired"]?.boolean ?? auth?["ApiKeyRequired"]?.boolean ?? false
        method["apiKeyRequired"] = .bool(key)
        guard let name = own?["Authorizer"]?.string ?? auth?["DefaultAuthorizer"]?.string, name != "NONE" else {
            return
        }
        if name == "AWS_IAM" {
            method["authorizationType"] = "AWS_IAM"
            return
        }
        guard let authorizer = records.authorizers.first(where: { $0["id"]?.string == name }) else { return }
        let isCognito = authorizer["type"] == "COGNITO_USER_POOLS"
        method["authorizationType"] = isCognito ? "COGNITO_USER_POOLS" : "CUSTOM"
        method["authorizerId"] = .string(name)
        let scopes = own?["AuthorizationScopes"]?.elements.compactMap(\.string) ?? []
        if !scopes.isEmpty { method["authorizationScopes"] = .array(scopes.map { .string($0) }) }
    }

    private mutating func add(authorizer member: Member) {
        let node = member.value
        let identity = node["Identity"]
        var record: JSONValue = ["id": .string(member.key), "name": .string(member.key)]
        let header = "method.request.header." + (identity?["Header"]?.string ?? "Authorization")
        record["identitySource"] = .string(header)
        if let pools = node["UserPoolArn"] {
            record["type"] = "COGNITO_USER_POOLS"
            let arns = pools.kind == .array ? pools.elements.compactMap(\.string) : [pools.string ?? ""]
            record["providerARNs"] = .array(arns.map { .string($0) })
        } else {
            let type = node["FunctionPayloadType"]?.string?.uppercased() ?? "TOKEN"
            record["type"] = .string(type)
            let function = node["FunctionArn"]?.string ?? ""
            record["authorizerUri"] = .string(
                "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/\(function)/invocations")
            if type == "REQUEST" { record["identitySource"] = .string(sources(identity).joined(separator: ", ")) }
        }
        record["authorizerCredentials"] = node["FunctionInvokeRole"]?.string.map { .string($0) }
        if let text = identity?["ValidationExpression"]?.string {
            record["identityValidationExpression"] = .string(text)
        }
        if let seconds = identity?["ReauthorizeEvery"]?.integer {
            record["authorizerResultTtlInSeconds"] = JSONValue(seconds)
        }
        records.authorizers.append(record)
    }

    private func sources(_ identity: Node?) -> [String] {
        let kinds = [
            ("Headers", "method.request.header."), ("QueryStrings", "method.request.querystring."),
            ("StageVariables", "stageVariables."), ("Context", "context."),
        ]
        return kinds.flatMap { name, prefix in
            (identity?[name]?.elements ?? []).compactMap(\.string).map { prefix + $0 }
        }
    }

    // MARK: Answers

    private mutating func add(gatewayResponse member: Member) {
        var record: JSONValue = ["responseType": .string(member.key)]
        if let status = member.value["StatusCode"]?.scalarText { record["statusCode"] = .string(status) }
        var parameters = JSONObject()
        for (place, prefix) in [("Headers", "header"), ("Paths", "path"), ("QueryStrings", "querystring")] {
            for entry in member.value["ResponseParameters"]?[place]?.members ?? [] {
                parameters["gatewayresponse.\(prefix).\(entry.key)"] = .string(entry.value.scalarText ?? "")
            }
        }
        if !parameters.isEmpty { record["responseParameters"] = .object(parameters) }
        if let templates = member.value["ResponseTemplates"] { record["responseTemplates"] = JSONValue(templates) }
        records.gatewayResponses.append(record)
    }

    /// An answer to preflights at every path that has none of its own.
    private mutating func addCORS(_ settings: ServerlessSettings) {
        guard let cors = settings["Cors"], !cors.isNull else { return }
        let origin = cors.string ?? cors["AllowOrigin"]?.string ?? "'*'"
        for resource in records.resources {
            let path = resource["path"]?.string ?? "/"
            let verbs = resource["resourceMethods"]?.object?.names ?? []
            if verbs.isEmpty || hasMethod("OPTIONS", at: path) { continue }
            let all = verbs.contains("ANY") ? ["DELETE", "GET", "HEAD", "PATCH", "POST", "PUT"] : verbs
            var headers: [(String, String)] = [("Access-Control-Allow-Origin", origin)]
            let allowed = "'" + (all + ["OPTIONS"]).joined(separator: ",") + "'"
            headers.append(("Access-Control-Allow-Methods", cors["AllowMethods"]?.string ?? allowed))
            for (name, header) in [("AllowHeaders", "Allow-Headers"), ("MaxAge", "Max-Age")] {
                if let text = cors[name]?.scalarText { headers.append(("Access-Control-" + header, text)) }
            }
            if cors["AllowCredentials"]?.boolean ?? false {
                headers.append(("Access-Control-Allow-Credentials", "'true'"))
            }
            put(preflight(headers), "OPTIONS", at: path)
        }
    }

    private func preflight(_ headers: [(String, String)]) -> JSONValue {
        let named = headers.map { ("method.response.header." + $0.0, $0.1) }
        return [
            "httpMethod": "OPTIONS", "authorizationType": "NONE", "apiKeyRequired": false,
            "methodResponses": [
                "200": [
                    "statusCode": "200",
                    "responseParameters": .object(JSONObject(named.map { ($0.0, JSONValue.bool(false)) })),
                ]
            ],
            "methodIntegration": [
                "type": "MOCK", "passthroughBehavior": "WHEN_NO_MATCH",
                "requestTemplates": ["application/json": "{\"statusCode\": 200}"],
                "integrationResponses": [
                    "200": [
                        "statusCode": "200",
                        "responseParameters": .object(JSONObject(named.map { ($0.0, JSONValue.string($0.1)) })),
                    ]
                ],
            ],
        ]
    }
}

/// Properties of a serverless API over those of `Globals`.
struct ServerlessSettings {
    let own: Node?
    let globals: Node?

    subscript(_ name: String) -> Node? { own?[name] ?? globals?[name] }
}
