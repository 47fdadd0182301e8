// Events of SAM's functions to methods, with the authorizers, models and CORS of their API. AWS: "AWS SAM resources and
// properties", AWS::Serverless::Api and the Api event; what the text leaves open is as the published transform does it.

import GateJSON
import GateTree

extension TemplateBuilder {
    /// - Parameter mergesEvents: Whether events make methods; beside a specification they do with `MergeDefinitions`.
    mutating func buildServerless(mergesEvents: Bool) {
        let own = template.resources.first { $0.id == api }
        let events = template.events.filter { $0.api == api }
        if own?.type != "AWS::Serverless::Api", events.isEmpty { return }
        let settings = template.settings(of: api)
        for (name, schema) in settings["Models"]?.object ?? [:] {
            let record: JSONValue = [
                "id": .string(name), "name": .string(name), "schema": .string(schema.json),
                "contentType": "application/json",
            ]
            TemplateBuilder.put(record, into: &records.models, by: "name")
        }
        for (type, response) in settings["GatewayResponses"]?.object ?? [:] {
            TemplateBuilder.put(gatewayResponse(type, response), into: &records.gatewayResponses, by: "responseType")
        }
        for (name, authorizer) in settings["Auth"]?["Authorizers"]?.object ?? [:] {
            TemplateBuilder.put(self.authorizer(name, authorizer), into: &records.authorizers, by: "id")
        }
        secureSpecification(settings)
        if mergesEvents { for event in events { add(event, settings) } }
        addCORS(settings)
        records.restapi["policy"] = ServerlessPolicy(settings["Auth"]?["ResourcePolicy"], events: events)
            .text(beside: records.restapi["policy"]?.string).map { .string($0) }
    }

    // MARK: Events

    private mutating func add(_ event: TemplateImport.Event, _ settings: ServerlessSettings) {
        let properties = event.properties
        let path = properties["Path"]?.string ?? "/"
        let verb = (properties["Method"]?.string ?? "ANY").uppercased()
        let function = "arn:aws:lambda:us-east-1:123456789012:function:" + event.function
        var parameters = JSONObject()
        for segment in path.split(separator: "/") where segment.hasPrefix("{") && !segment.hasSuffix("+}") {
            parameters["method.request.path." + segment.dropFirst().dropLast()] = true
        }
        let streams = properties["ResponseTransferMode"]?.string?.uppercased() == "STREAM"
        let invocations =
            streams
            ? "2021-11-15/functions/\(function)/response-streaming-invocations"
            : "2015-03-31/functions/\(function)/invocations"
        var integration: JSONValue = [
            "type": "AWS_PROXY", "httpMethod": "POST", "passthroughBehavior": "WHEN_NO_MATCH",
            "uri": .string("arn:aws:apigateway:us-east-1:lambda:path/" + invocations),
        ]
        if streams { integration["responseTransferMode"] = "STREAM" }
        if let time = properties["TimeoutInMillis"]?.scalar.flatMap({ Int($0) }) {
            integration["timeoutInMillis"] = JSONValue(time)
        }
        var cached: [JSONValue] = []
        for parameter in properties["RequestParameters"]?.array ?? [] {
            if let name = parameter.string { parameters[name] = false }
            for (name, options) in parameter.object ?? [:] {
                parameters[name] = .bool(options["Required"]?.flag ?? false)
                if options["Caching"]?.flag == true { cached.append(.string(name)) }
            }
        }
        if !cached.isEmpty { integration["cacheKeyParameters"] = .array(cached) }
        var method: JSONValue = ["httpMethod": .string(verb), "authorizationType": "NONE", "apiKeyRequired": false]
        if !parameters.isEmpty { method["requestParameters"] = .object(parameters) }
        authorize(&method, properties["Auth"], settings)
        if method["authorizationType"] == "AWS_IAM" {
            integration["credentials"] = credentials(properties["Auth"], settings)
        }
        method["methodIntegration"] = integration
        addModel(properties["RequestModel"], to: &method)
        put(method, verb == "*" ? "ANY" : verb, at: path)
    }

    private mutating func addModel(_ model: JSONValue?, to method: inout JSONValue) {
        guard let model, let name = model["Model"]?.string else { return }
        method["requestModels"] = ["application/json": .string(name)]
        let checksBody = model["ValidateBody"]?.flag ?? false
        let checksParameters = model["ValidateParameters"]?.flag ?? false
        guard checksBody || checksParameters else { return }
        let id = checksBody ? (checksParameters ? "body-and-params" : "body-only") : "params-only"
        method["requestValidatorId"] = .string(id)
        let record: JSONValue = [
            "id": .string(id), "name": .string(id), "validateRequestBody": .bool(checksBody),
            "validateRequestParameters": .bool(checksParameters),
        ]
        TemplateBuilder.put(record, into: &records.validators, by: "id")
    }

    // MARK: Authorization

    /// Methods of a specification get the API's default authorizer and key where they say nothing of it themselves.
    private mutating func secureSpecification(_ settings: ServerlessSettings) {
        guard settings["Auth"] != nil else { return }
        for index in records.resources.indices {
            var methods = records.resources[index]["resourceMethods"]?.object ?? [:]
            for (verb, method) in methods where verb != "OPTIONS" {
                var method = method
                let asksForKey = method["apiKeyRequired"]?.bool ?? false
                if method["authorizationType"] == "NONE" { authorize(&method, nil, settings) }
                if asksForKey { method["apiKeyRequired"] = true }
                methods[verb] = method
            }
            if !methods.isEmpty { records.resources[index]["resourceMethods"] = .object(methods) }
        }
    }

    private func authorize(_ method: inout JSONValue, _ own: JSONValue?, _ settings: ServerlessSettings) {
        let auth = settings["Auth"]
        method["apiKeyRequired"] = .bool(own?["ApiKeyRequired"]?.flag ?? auth?["ApiKeyRequired"]?.flag ?? false)
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
        let scopes = own?["AuthorizationScopes"] ?? auth?["Authorizers"]?[name]?["AuthorizationScopes"]
        if let texts = scopes?.texts, !texts.isEmpty {
            method["authorizationScopes"] = .array(texts.map { .string($0) })
        }
    }

    /// The role of an integration behind AWS_IAM: the caller's own unless another is named.
    private func credentials(_ own: JSONValue?, _ settings: ServerlessSettings) -> JSONValue? {
        let role = own?["InvokeRole"]?.string ?? settings["Auth"]?["InvokeRole"]?.string ?? "CALLER_CREDENTIALS"
        if role == "NONE" { return nil }
        return .string(role == "CALLER_CREDENTIALS" ? "arn:aws:iam::*:user/*" : role)
    }

    private func authorizer(_ name: String, _ settings: JSONValue) -> JSONValue {
        let identity = settings["Identity"]
        var record: JSONValue = ["id": .string(name), "name": .string(name)]
        let header = "method.request.header." + (identity?["Header"]?.string ?? "Authorization")
        record["identitySource"] = .string(header)
        if let pools = settings["UserPoolArn"] {
            record["type"] = "COGNITO_USER_POOLS"
            record["providerARNs"] = .array(pools.texts.map { .string($0) })
        } else {
            let type = settings["FunctionPayloadType"]?.string?.uppercased() ?? "TOKEN"
            record["type"] = .string(type)
            let function = settings["FunctionArn"]?.string ?? ""
            record["authorizerUri"] = .string(
                "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/\(function)/invocations")
            if type == "REQUEST" { record["identitySource"] = .string(sources(identity).joined(separator: ", ")) }
        }
        record["authorizerCredentials"] = settings["FunctionInvokeRole"]?.string.map { .string($0) }
        if let text = identity?["ValidationExpression"]?.string {
            record["identityValidationExpression"] = .string(text)
        }
        if let seconds = identity?["ReauthorizeEvery"]?.scalar.flatMap({ Int($0) }) {
            record["authorizerResultTtlInSeconds"] = JSONValue(seconds)
        }
        return record
    }

    private func sources(_ identity: JSONValue?) -> [String] {
        let kinds = [
            ("Headers", "method.request.header."), ("QueryStrings", "method.request.querystring."),
            ("StageVariables", "stageVariables."), ("Context", "context."),
        ]
        return kinds.flatMap { name, prefix in (identity?[name]?.texts ?? []).map { prefix + $0 } }
    }

    // MARK: Answers

    private func gatewayResponse(_ type: String, _ response: JSONValue) -> JSONValue {
        var record: JSONValue = ["responseType": .string(type)]
        if let status = response["StatusCode"]?.scalar { record["statusCode"] = .string(status) }
        var parameters = JSONObject()
        for (place, prefix) in [("Headers", "header"), ("Paths", "path"), ("QueryStrings", "querystring")] {
            for (name, value) in response["ResponseParameters"]?[place]?.object ?? [:] {
                parameters["gatewayresponse.\(prefix).\(name)"] = .string(value.scalar ?? "")
            }
        }
        if !parameters.isEmpty { record["responseParameters"] = .object(parameters) }
        if let templates = response["ResponseTemplates"] { record["responseTemplates"] = templates }
        return record
    }

    /// An answer to preflights at every path that has none of its own. It asks for the API's default authorizer and
    /// key unless told not to.
    private mutating func addCORS(_ settings: ServerlessSettings) {
        guard let cors = settings["Cors"] else { return }
        let origin = cors.string ?? cors["AllowOrigin"]?.string ?? "'*'"
        let auth = settings["Auth"]
        for resource in records.resources {
            let path = resource["path"]?.string ?? "/"
            let verbs = resource["resourceMethods"]?.object?.names ?? []
            if verbs.isEmpty || hasMethod("OPTIONS", at: path) { continue }
            let all = verbs.contains("ANY") ? ["DELETE", "GET", "HEAD", "PATCH", "POST", "PUT"] : verbs
            var headers: [(String, String)] = [("Access-Control-Allow-Origin", origin)]
            let allowed = "'" + (all + ["OPTIONS"]).joined(separator: ",") + "'"
            headers.append(("Access-Control-Allow-Methods", cors["AllowMethods"]?.string ?? allowed))
            for (name, header) in [("AllowHeaders", "Allow-Headers"), ("MaxAge", "Max-Age")] {
                if let text = cors[name]?.scalar { headers.append(("Access-Control-" + header, text)) }
            }
            if cors["AllowCredentials"]?.flag ?? false {
                headers.append(("Access-Control-Allow-Credentials", "'true'"))
            }
            var method = preflight(headers)
            authorize(&method, nil, settings)
            if auth?["AddDefaultAuthorizerToCorsPreflight"]?.flag == false {
                for name in ["authorizerId", "authorizationScopes"] { method[name] = nil }
                method["authorizationType"] = "NONE"
            }
            if auth?["AddApiKeyRequiredToCorsPreflight"]?.flag == false { method["apiKeyRequired"] = false }
            put(method, "OPTIONS", at: path)
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
