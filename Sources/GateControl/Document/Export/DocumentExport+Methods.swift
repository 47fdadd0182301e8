// Paths, operations and integrations of an export.

import GateJSON

extension DocumentExport {
    /// Verbs in the order in which exports have them.
    private static let verbs = [
        ("GET", "get"), ("PUT", "put"), ("POST", "post"), ("DELETE", "delete"), ("OPTIONS", "options"),
        ("HEAD", "head"), ("PATCH", "patch"), ("ANY", "x-amazon-apigateway-any-method"),
    ]

    /// Resources with methods, by path.
    mutating func paths() -> JSONObject {
        var result = JSONObject()
        let sorted = records.resources.sorted { ($0["path"]?.string ?? "") < ($1["path"]?.string ?? "") }
        for resource in sorted {
            let path = resource["path"]?.string ?? "/"
            let methods = resource["resourceMethods"]?.object ?? [:]
            var item = JSONObject()
            for name in ["summary", "description"] {
                item[name] = documentation.properties(["type": "RESOURCE", "path": .string(path)])?[name]
            }
            for (verb, key) in DocumentExport.verbs {
                guard let method = methods[verb] else { continue }
                let entity = DocumentedEntity(path: path, verb: verb)
                item[key] = operation(method, entity, resourceID: resource["id"]?.string ?? "")
            }
            // A resource without methods is a part of the API, too.
            if methods.isEmpty, path == "/" || hasChild(path) { continue }
            result[path] = .object(item)
        }
        return result
    }

    /// Whether a longer path makes this resource.
    private func hasChild(_ path: String) -> Bool {
        records.resources.contains { $0["path"]?.string?.hasPrefix(path + "/") ?? false }
    }

    private mutating func operation(_ method: JSONValue, _ entity: DocumentedEntity, resourceID: String) -> JSONValue {
        var result: JSONValue = [:]
        let documented = documentation.properties(entity.location("METHOD"))
        for name in ["tags", "summary", "description", "externalDocs"] { result[name] = documented?[name] }
        result["operationId"] = method["operationName"]
        let models = method["requestModels"]?.object ?? [:]
        var parameters = self.parameters(method, entity)
        if isSwagger {
            if !models.isEmpty { result["consumes"] = .array(models.names.map { .string($0) }) }
            let produced = producedTypes(method)
            if !produced.isEmpty { result["produces"] = .array(produced.map { .string($0) }) }
            if let name = models.first(where: { _ in true })?.value.string {
                var body: JSONValue = ["in": "body", "name": .string(name)]
                body["description"] = documentation.properties(entity.location("REQUEST_BODY"))?["description"]
                body["required"] = true
                body["schema"] = reference(name)
                parameters.append(body)
            }
        }
        if !parameters.isEmpty { result["parameters"] = .array(parameters) }
        if !isSwagger, !models.isEmpty {
            var body: JSONValue = [:]
            body["description"] = documentation.properties(entity.location("REQUEST_BODY"))?["description"]
            body["content"] = content(models)
            body["required"] = true
            result["requestBody"] = body
        }
        result["responses"] = .object(responses(method, entity))
        addSecurity(method, to: &result)
        if hasGateway, let id = method["requestValidatorId"]?.string, let name = validators[id] {
            result["x-amazon-apigateway-request-validator"] = .string(name)
        }
        if hasIntegrations, let record = method["methodIntegration"], !record.isNull {
            result["x-amazon-apigateway-integration"] = integration(record, resourceID: resourceID)
        }
        return result
    }

    // MARK: Requests

    private func parameters(_ method: JSONValue, _ entity: DocumentedEntity) -> [JSONValue] {
        (method["requestParameters"]?.object ?? [:]).compactMap { text, isRequired in
            guard let parameter = RequestParameterName(text) else { return nil }
            let required = isRequired.bool ?? (isRequired.string == "true")
            var result: JSONValue = ["name": .string(parameter.name), "in": .string(parameter.place)]
            let location = entity.location(parameter.documentationType, ["name": parameter.name])
            result["description"] = documentation.properties(location)?["description"]
            let isAlways = required || parameter.place == "path"
            if isSwagger {
                result["required"] = .bool(isAlways)
                result["type"] = "string"
            } else {
                if isAlways { result["required"] = true }
                result["schema"] = ["type": "string"]
            }
            return result
        }
    }

    private func content(_ models: JSONObject) -> JSONValue {
        .object(JSONObject(models.map { ($0.name, ["schema": reference($0.value.string ?? "")]) }))
    }

    private func reference(_ name: String) -> JSONValue {
        ["$ref": .string((isSwagger ? "#/definitions/" : "#/components/schemas/") + name)]
    }

    // MARK: Responses

    private func producedTypes(_ method: JSONValue) -> [String] {
        var result: [String] = []
        for (_, response) in method["methodResponses"]?.object ?? [:] {
            for type in response["responseModels"]?.object?.names ?? [] where !result.contains(type) {
                result.append(type)
            }
        }
        return result
    }

    private func responses(_ method: JSONValue, _ entity: DocumentedEntity) -> JSONObject {
        var result = JSONObject()
        for (status, record) in method["methodResponses"]?.object ?? [:] {
            var response: JSONValue = [:]
            let documented = documentation.properties(entity.location("RESPONSE", ["statusCode": status]))
            response["description"] = documented?["description"] ?? .string(status + " response")
            let headers = headers(record, entity, status)
            if !headers.isEmpty { response["headers"] = .object(headers) }
            let models = record["responseModels"]?.object ?? [:]
            if !isSwagger {
                response["content"] = content(models)
            } else if let name = models.first(where: { _ in true })?.value.string {
                response["schema"] = reference(name)
            }
            result[status] = response
        }
        return result
    }

    private func headers(_ record: JSONValue, _ entity: DocumentedEntity, _ status: String) -> JSONObject {
        var result = JSONObject()
        let prefix = "method.response.header."
        for (text, _) in record["responseParameters"]?.object ?? [:] where text.hasPrefix(prefix) {
            let name = String(text.dropFirst(prefix.count))
            let location = entity.location("RESPONSE_HEADER", ["statusCode": status, "name": name])
            var header: JSONValue = [:]
            header["description"] = documentation.properties(location)?["description"]
            if isSwagger { header["type"] = "string" } else { header["schema"] = ["type": "string"] }
            result[name] = header
        }
        return result
    }

    // MARK: Security

    private mutating func addSecurity(_ method: JSONValue, to result: inout JSONValue) {
        var security: [JSONValue] = []
        let type = method["authorizationType"]?.string ?? "NONE"
        if type == "AWS_IAM", hasAuthorizers {
            usesIAM = true
            security.append(.object([iamScheme: []]))
        } else if hasAuthorizers, let id = method["authorizerId"]?.string, let name = authorizers[id] {
            security.append(.object([name: .array(method["authorizationScopes"]?.array ?? [])]))
        }
        if method["apiKeyRequired"]?.bool ?? false {
            usesAPIKeys = true
            security.append(.object([apiKeyScheme: []]))
        }
        if !security.isEmpty { result["security"] = .array(security) }
    }

    // MARK: Integrations

    /// The extension, its names in small letters, what has its default left out.
    private func integration(_ record: JSONValue, resourceID: String) -> JSONValue {
        var result: JSONValue = [:]
        result["connectionId"] = record["connectionId"]
        result["integrationTarget"] = record["integrationTarget"]
        for name in ["credentials", "httpMethod", "uri"] { result[name] = record[name] }
        let responses = integrationResponses(record)
        if !responses.isEmpty { result["responses"] = .object(responses) }
        for name in ["requestParameters", "requestTemplates"] {
            if let map = record[name]?.object, !map.isEmpty { result[name] = .object(map) }
        }
        result["passthroughBehavior"] = lowercased(record["passthroughBehavior"])
        if let connection = record["connectionType"], connection != "INTERNET" { result["connectionType"] = connection }
        if let namespace = record["cacheNamespace"]?.string, namespace != resourceID {
            result["cacheNamespace"] = .string(namespace)
        }
        if let keys = record["cacheKeyParameters"]?.array, !keys.isEmpty { result["cacheKeyParameters"] = .array(keys) }
        result["contentHandling"] = record["contentHandling"]
        if let timeout = record["timeoutInMillis"], timeout.int != IntegrationRules.timeoutRange.upperBound {
            result["timeoutInMillis"] = timeout
        }
        result["tlsConfig"] = record["tlsConfig"]
        result["responseTransferMode"] = record["responseTransferMode"]
        result["type"] = lowercased(record["type"])
        return result
    }

    private func lowercased(_ value: JSONValue?) -> JSONValue? { value?.string.map { .string($0.lowercased()) } }

    /// By pattern; a response without one is `default`, and of several the first.
    private func integrationResponses(_ record: JSONValue) -> JSONObject {
        var result = JSONObject()
        for (status, response) in record["integrationResponses"]?.object ?? [:] {
            let pattern = response["selectionPattern"]?.string ?? ""
            let key = pattern.isEmpty ? "default" : pattern
            if result[key] != nil { continue }
            var value: JSONValue = ["statusCode": response["statusCode"] ?? .string(status)]
            for name in ["responseParameters", "responseTemplates"] {
                guard let map = response[name]?.object else { continue }
                // AWS keeps a template of nothing as null.
                let texts = JSONObject(map.map { ($0.name, $0.value.isNull ? "" : $0.value) })
                if !texts.isEmpty { value[name] = .object(texts) }
            }
            value["contentHandling"] = response["contentHandling"]
            result[key] = value
        }
        return result
    }
}

/// `method.request.{path|querystring|header}.NAME`.
struct RequestParameterName {
    let name: String
    /// As documents call it.
    let place: String
    let documentationType: String

    init?(_ text: String) {
        let kinds = [
            ("method.request.path.", "path", "PATH_PARAMETER"),
            ("method.request.querystring.", "query", "QUERY_PARAMETER"),
            ("method.request.header.", "header", "REQUEST_HEADER"),
        ]
        guard let kind = kinds.first(where: { text.hasPrefix($0.0) }) else { return nil }
        name = String(text.dropFirst(kind.0.count))
        place = kind.1
        documentationType = kind.2
    }
}

/// A method whose documentation is looked up.
struct DocumentedEntity {
    let path: String
    let verb: String

    func location(_ type: String, _ more: KeyValuePairs<String, String> = [:]) -> JSONValue {
        var result: JSONValue = ["type": .string(type), "path": .string(path), "method": .string(verb)]
        for (name, value) in more { result[name] = .string(value) }
        return result
    }
}
