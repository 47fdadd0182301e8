// Two methods at one place: what they ask of callers, what they answer, what they do.

import GateJSON

extension APIComparison {
    mutating func compare(_ was: ComparedRoute, _ now: ComparedRoute) {
        compareParameters(was, now)
        compareBodies(was.method, now.method)
        compareResponses(was.method, now.method)
        compareAuthorization(was.method, now.method)
        compareValidation(was.method, now.method)
        compareIntegrations(was.method["methodIntegration"], now.method["methodIntegration"])
        compareReplies(was.method, now.method)
    }

    /// Of WebSocket routes: whether a message is answered.
    private mutating func compareReplies(_ was: JSONValue, _ now: JSONValue) {
        switch (was["isTwoWay"]?.bool ?? false, now["isTwoWay"]?.bool ?? false) {
        case (true, false): add("answer-removed", .breaking, "route response", "messages are no longer answered")
        case (false, true): add("answer-added", .behaviour, "route response", "messages are answered now")
        default: break
        }
        let name = "modelSelectionExpression"
        if was[name] != now[name] { add("validation", .behaviour, name, changed(was[name], now[name])) }
    }

    // MARK: Requests

    private mutating func compareParameters(_ was: ComparedRoute, _ now: ComparedRoute) {
        for (before, after) in zip(was.names, now.names) where before != after {
            add("path-parameter-renamed", .behaviour, "path \(before)", "is called \(after)")
        }
        let before = parameters(was.method)
        let after = parameters(now.method)
        for (name, isRequired) in after {
            switch (before[name], isRequired) {
            case (nil, true): add("required-parameter-added", .breaking, name, "is required")
            case (nil, false): add("parameter-added", .compatible, name, "is optional")
            case (false?, true): add("parameter-required", .breaking, name, "optional → required")
            case (true?, false): add("parameter-optional", .compatible, name, "required → optional")
            default: break
            }
        }
        for (name, _) in before where after[name] == nil {
            add("parameter-removed", .behaviour, name, "is no longer declared")
        }
    }

    /// `query NAME` and `header NAME`; names of headers in small letters.
    private func parameters(_ method: JSONValue) -> [String: Bool] {
        var result: [String: Bool] = [:]
        for (text, isRequired) in method["requestParameters"]?.object ?? [:] {
            guard let parameter = RequestParameterName(text), parameter.place != "path" else { continue }
            let name = parameter.place == "header" ? parameter.name.lowercased() : parameter.name
            result["\(parameter.place) \(name)"] = isRequired.bool ?? false
        }
        return result
    }

    private mutating func compareBodies(_ was: JSONValue, _ now: JSONValue) {
        let before = was["requestModels"]?.object ?? [:]
        let after = now["requestModels"]?.object ?? [:]
        for (type, model) in before {
            guard let other = after[type] else {
                add("request-type-removed", after.isEmpty ? .behaviour : .breaking, "request body \(type)", "is gone")
                continue
            }
            compareModels(model.string ?? "", other.string ?? "", .request, "request body \(type)")
        }
        for (type, _) in after where before[type] == nil {
            let effect: APIChange.Effect = before.isEmpty && checksBody(now, new) ? .breaking : .compatible
            add("request-type-added", effect, "request body \(type)", before.isEmpty ? "has a model" : "is new")
        }
    }

    private func checksBody(_ method: JSONValue, _ api: ComparedAPI) -> Bool {
        let validator = api.validators[method["requestValidatorId"]?.string ?? ""]
        return validator?["validateRequestBody"]?.bool ?? false
    }

    private func checksParameters(_ method: JSONValue, _ api: ComparedAPI) -> Bool {
        let validator = api.validators[method["requestValidatorId"]?.string ?? ""]
        return validator?["validateRequestParameters"]?.bool ?? false
    }

    private mutating func compareValidation(_ was: JSONValue, _ now: JSONValue) {
        let pairs = [
            ("body", checksBody(was, old), checksBody(now, new)),
            ("parameters", checksParameters(was, old), checksParameters(now, new)),
        ]
        for (name, before, after) in pairs where before != after {
            add("validation", .behaviour, "request \(name)", after ? "is checked now" : "is no longer checked")
        }
    }

    // MARK: Responses

    private mutating func compareResponses(_ was: JSONValue, _ now: JSONValue) {
        let before = was["methodResponses"]?.object ?? [:]
        let after = now["methodResponses"]?.object ?? [:]
        for (status, response) in before {
            guard let other = after[status] else {
                add("status-removed", .breaking, "response \(status)", "is gone")
                continue
            }
            compareHeaders(response, other, status)
            let types = response["responseModels"]?.object ?? [:]
            let others = other["responseModels"]?.object ?? [:]
            for (type, model) in types {
                let part = types.count + others.count > 2 ? "response \(status) \(type)" : "response \(status)"
                guard let otherModel = others[type] else {
                    add("response-type-removed", .breaking, part, "\(type) is gone")
                    continue
                }
                compareModels(model.string ?? "", otherModel.string ?? "", .response, part)
            }
            for (type, _) in others where types[type] == nil {
                add("response-type-added", .compatible, "response \(status)", "\(type) is new")
            }
        }
        for (status, _) in after where before[status] == nil {
            add("status-added", before.isEmpty ? .compatible : .behaviour, "response \(status)", "is new")
        }
    }

    private mutating func compareHeaders(_ was: JSONValue, _ now: JSONValue, _ status: String) {
        func names(_ response: JSONValue) -> Set<String> {
            Set((response["responseParameters"]?.object?.names ?? []).map { $0.lowercased() })
        }
        let prefix = "method.response.header."
        for name in names(was).subtracting(names(now)).sorted() {
            add(
                "response-header-removed", .breaking, "response \(status)",
                "header \(name.dropFirst(prefix.count)) is gone")
        }
        for name in names(now).subtracting(names(was)).sorted() {
            add(
                "response-header-added", .compatible, "response \(status)",
                "header \(name.dropFirst(prefix.count)) is new")
        }
    }

    // MARK: Authorization

    private mutating func compareAuthorization(_ was: JSONValue, _ now: JSONValue) {
        let before = was["authorizationType"]?.string ?? "NONE"
        let after = now["authorizationType"]?.string ?? "NONE"
        if before != after {
            let effect: APIChange.Effect = after == "NONE" ? .behaviour : .breaking
            add(after == "NONE" ? "auth-removed" : "auth-tightened", effect, "authorization", "\(before) → \(after)")
        } else {
            compareAuthorizers(
                old.authorizers[was["authorizerId"]?.string ?? ""], new.authorizers[now["authorizerId"]?.string ?? ""])
        }
        compareScopes(was["authorizationScopes"]?.array ?? [], now["authorizationScopes"]?.array ?? [])
        switch (was["apiKeyRequired"]?.bool ?? false, now["apiKeyRequired"]?.bool ?? false) {
        case (false, true): add("api-key-required", .breaking, "authorization", "an API key is required")
        case (true, false): add("api-key-optional", .behaviour, "authorization", "no API key is required")
        default: break
        }
    }

    /// Any one of a method's scopes lets a caller pass; a method without lets every valid caller pass.
    private mutating func compareScopes(_ was: [JSONValue], _ now: [JSONValue]) {
        let before = Set(was.compactMap(\.string))
        let after = Set(now.compactMap(\.string))
        if before == after { return }
        let isTighter = before.isEmpty || (!after.isEmpty && !before.isSubset(of: after))
        add(
            isTighter ? "auth-tightened" : "scopes", isTighter ? .breaking : .behaviour, "authorization scopes",
            "\(before.sorted().joined(separator: " ")) → \(after.sorted().joined(separator: " "))")
    }

    private mutating func compareAuthorizers(_ was: JSONValue?, _ now: JSONValue?) {
        guard let was, let now else { return }
        let part = "authorizer \(now["name"]?.string ?? "")"
        for name in ["type", "identitySource", "identityValidationExpression", "issuer"] where was[name] != now[name] {
            add("auth-tightened", .breaking, "\(part) \(name)", changed(was[name], now[name]))
        }
        let audiences = Set(was["audience"]?.array ?? []).subtracting(now["audience"]?.array ?? [])
        if was["audience"] != now["audience"] {
            add(
                audiences.isEmpty ? "authorizer" : "auth-tightened", audiences.isEmpty ? .behaviour : .breaking,
                "\(part) audience", changed(was["audience"], now["audience"]))
        }
        let behaviour = [
            "authorizerUri", "authorizerCredentials", "authorizerResultTtlInSeconds", "providerARNs",
            "authorizerPayloadFormatVersion", "enableSimpleResponses",
        ]
        for name in behaviour where was[name] != now[name] {
            add("authorizer", .behaviour, "\(part) \(name)", changed(was[name], now[name]))
        }
    }

    // MARK: Integrations

    private mutating func compareIntegrations(_ was: JSONValue?, _ now: JSONValue?) {
        let before = was ?? [:]
        let after = now ?? [:]
        let names = [
            "type", "httpMethod", "uri", "credentials", "connectionType", "connectionId", "integrationTarget",
            "passthroughBehavior", "contentHandling", "timeoutInMillis", "responseTransferMode", "tlsConfig",
            "integrationSubtype", "payloadFormatVersion", "templateSelectionExpression", "responseSelectionExpression",
        ]
        for name in names where before[name] != after[name] {
            let kind = name == "timeoutInMillis" ? "timeout" : "integration"
            add(kind, .behaviour, "integration \(name)", changed(before[name], after[name]))
        }
        if before["cacheKeyParameters"]?.array ?? [] != after["cacheKeyParameters"]?.array ?? [] {
            add(
                "cache", .behaviour, "integration cacheKeyParameters",
                changed(before["cacheKeyParameters"], after["cacheKeyParameters"]))
        }
        for name in ["requestParameters", "requestTemplates"] {
            compareMaps(before[name], after[name], "mapping", "integration \(name)")
        }
        let responses = before["integrationResponses"]?.object ?? [:]
        let others = after["integrationResponses"]?.object ?? [:]
        for status in responses.names + others.names.filter({ responses[$0] == nil }) {
            let part = "integration response \(status)"
            guard let one = responses[status], let other = others[status] else {
                add("mapping", .behaviour, part, responses[status] == nil ? "is new" : "is gone")
                continue
            }
            let names = ["selectionPattern", "contentHandling", "templateSelectionExpression"]
            for name in names where one[name] != other[name] {
                add("mapping", .behaviour, "\(part) \(name)", changed(one[name], other[name]))
            }
            for name in ["responseParameters", "responseTemplates"] {
                compareMaps(one[name], other[name], "mapping", "\(part) \(name)")
            }
        }
    }
}
