// Operations to methods: what a method asks of requests, its responses, and who may call it.

import GateJSON
import GateOpenAPI
import GateSource
import GateTree

extension DocumentImport {
    /// Adds the method of an operation to a resource.
    func build(_ operation: GateOpenAPI.Operation, at path: String, in index: Int) {
        let verb = operation.verb == .any ? "ANY" : operation.verb.rawValue.uppercased()
        guard records.resources[index]["resourceMethods"]?[verb] == nil else {
            return fail(verb, path, "method", "Method already exists for this resource")
        }
        var method: JSONValue = [
            "httpMethod": .string(verb), "authorizationType": "NONE", "apiKeyRequired": false,
        ]
        authorize(&method, operation)
        if let name = operation.requestValidator ?? document.extensions.requestValidator,
            let id = validators[name.value]
        {
            method["requestValidatorId"] = .string(id)
        }
        if let name = operation.operationID?.value { method["operationName"] = .string(name) }
        let parameters = requestParameters(operation, path, verb)
        if !parameters.isEmpty { method["requestParameters"] = .object(parameters) }
        let models = requestModels(operation)
        if !models.isEmpty { method["requestModels"] = .object(models) }
        let responses = methodResponses(operation, verb, path)
        if !responses.isEmpty { method["methodResponses"] = .object(responses) }
        if let integration = operation.integration {
            warnOfFormats(operation.node["x-amazon-apigateway-integration"], verb, path)
            let id = records.resources[index]["id"]?.string ?? ""
            method["methodIntegration"] = build(integration, resourceID: id, verb, path)
        }
        var methods = records.resources[index]["resourceMethods"] ?? [:]
        methods[verb] = method
        records.resources[index]["resourceMethods"] = methods
    }

    /// Notes what AWS refuses of a method or its integration.
    func fail(_ verb: String, _ path: String, _ part: String, _ reason: String) {
        let place = part == "method" ? "'\(verb)' on resource" : "on '\(verb)' for resource"
        errors.append("Unable to put \(part) \(place) at path '\(path)': \(reason)")
    }

    // MARK: Requests

    private func requestParameters(_ operation: GateOpenAPI.Operation, _ path: String, _ verb: String) -> JSONObject {
        var result = JSONObject()
        var places: [String: Parameter.Location] = [:]
        for parameter in operation.parameters where parameter.location != .cookie {
            var name = parameter.name.value
            if parameter.location == .path, name.hasSuffix("+") { name.removeLast() }
            if let place = places[name], place != parameter.location {
                fail(verb, path, "method", "Parameter names must be unique across querystring, header and path")
            }
            places[name] = parameter.location
            result[parameter.location.prefix + name] = .bool(parameter.isRequired)
        }
        for name in PathTemplate.parameters(path) where !path.hasSuffix("{\(name)+}") {
            if result["method.request.path." + name] == nil { result["method.request.path." + name] = true }
        }
        return result
    }

    private func requestModels(_ operation: GateOpenAPI.Operation) -> JSONObject {
        var result = JSONObject()
        for media in operation.requestBody?.content ?? [] {
            guard let schema = media.schema, let name = model(of: schema) else { continue }
            result[media.contentType.value] = .string(name)
        }
        return result
    }

    // MARK: Responses

    private func methodResponses(_ operation: GateOpenAPI.Operation, _ verb: String, _ path: String) -> JSONObject {
        var result = JSONObject()
        for response in operation.responses {
            guard case .code(let code) = response.status else {
                let key = response.node?.key ?? "default"
                warnings.append(
                    "Response '\(key)' of resource '\(path)' and method '\(verb)' names no status code, ignoring.")
                continue
            }
            var record: JSONValue = ["statusCode": .string(String(code))]
            if !response.headers.isEmpty {
                record["responseParameters"] = .object(
                    JSONObject(response.headers.map { ("method.response.header." + $0.name.value, .bool(false)) }))
            }
            var models = JSONObject()
            for media in response.content {
                guard let schema = media.schema, let name = model(of: schema) else { continue }
                models[media.contentType.value] = .string(name)
            }
            if !models.isEmpty { record["responseModels"] = .object(models) }
            result[String(code)] = record
        }
        return result
    }

    // MARK: Authorization

    private func authorize(_ method: inout JSONValue, _ operation: GateOpenAPI.Operation) {
        for entry in (operation.security ?? document.security ?? []).flatMap(\.entries) {
            apply(entry, to: &method)
        }
        switch operation.auth?.value {
        case nil: break
        case .open: method["authorizationType"] = "NONE"
        case .awsIAM: method["authorizationType"] = "AWS_IAM"
        }
        guard operation.auth != nil else { return }
        method["authorizerId"] = nil
        method["authorizationScopes"] = nil
    }

    private func apply(_ entry: SecurityRequirement.Entry, to method: inout JSONValue) {
        guard let scheme = schemes[entry.scheme.value] else { return }
        let isOpen = method["authorizationType"] == "NONE"
        if let id = authorizers[entry.scheme.value] {
            guard isOpen else { return }
            let type = AuthorizerType.of(scheme)
            method["authorizationType"] = .string(type.authorizationType)
            method["authorizerId"] = .string(id)
            if type.takesScopes, !entry.scopes.isEmpty {
                method["authorizationScopes"] = .array(entry.scopes.map { .string($0) })
            }
        } else if scheme.authType?.value.lowercased().hasPrefix("aws") ?? false {
            if isOpen { method["authorizationType"] = "AWS_IAM" }
        } else if scheme.kind.value == .apiKey, scheme.isInHeader,
            scheme.parameterName?.value.lowercased() == "x-api-key"
        {
            method["apiKeyRequired"] = true
        }
    }

    /// Every scheme with an authorizer makes one, used or not (recorded).
    func buildAuthorizers() {
        for scheme in document.securitySchemes {
            schemes[scheme.name.value] = scheme
            guard scheme.authorizer != nil, let node = scheme.node["x-amazon-apigateway-authorizer"] else { continue }
            let id = identifier(6)
            authorizers[scheme.name.value] = id
            records.authorizers.append(authorizer(scheme, node, id))
        }
    }

    private func authorizer(_ scheme: SecurityScheme, _ node: Node, _ id: String) -> JSONValue {
        let type = AuthorizerType.of(scheme)
        var record: JSONValue = [
            "id": .string(id), "name": .string(scheme.name.value), "type": .string(type.rawValue),
        ]
        let arns = node["providerARNs"]?.elements.compactMap(\.scalarText) ?? []
        if !arns.isEmpty { record["providerARNs"] = .array(arns.map { .string($0) }) }
        if let text = scheme.authType?.value { record["authType"] = .string(text) }
        for member in ["authorizerUri", "authorizerCredentials"] {
            if let text = node[member]?.scalarText { record[member] = .string(text) }
        }
        if let text = node["identitySource"]?.scalarText {
            record["identitySource"] = .string(text)
        } else if type != .request {
            record["identitySource"] = .string(
                "method.request.header." + (scheme.parameterName?.value ?? "Authorization"))
        }
        if let text = node["identityValidationExpression"]?.scalarText {
            record["identityValidationExpression"] = .string(text)
        }
        if let seconds = scheme.authorizer?.resultTTL {
            record["authorizerResultTtlInSeconds"] = JSONValue(seconds.value)
        }
        if type == .jwt, let settings = node["jwtConfiguration"] { record["jwtConfiguration"] = JSONValue(settings) }
        return record
    }
}

/// Kinds of authorizers, as records name them.
enum AuthorizerType: String {
    case token = "TOKEN"
    case request = "REQUEST"
    case cognito = "COGNITO_USER_POOLS"
    case jwt = "JWT"

    static func of(_ scheme: SecurityScheme) -> AuthorizerType {
        let text = scheme.node["x-amazon-apigateway-authorizer"]?["type"]?.string ?? ""
        return AuthorizerType(rawValue: text.uppercased()) ?? .token
    }

    /// What a method of such an authorizer says.
    var authorizationType: String {
        switch self {
        case .token, .request: "CUSTOM"
        case .cognito, .jwt: rawValue
        }
    }

    var takesScopes: Bool { self == .cognito || self == .jwt }
}

extension Parameter.Location {
    fileprivate var prefix: String {
        switch self {
        case .path: "method.request.path."
        case .query: "method.request.querystring."
        case .header, .cookie: "method.request.header."
        }
    }
}
