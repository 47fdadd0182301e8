// HTTP and WebSocket APIs as records with the members that a REST API's have, so that one comparison reads all three.
// Nothing else reads them: they are no wire form.

import GateBytes
import GateDefinition
import GateJSON
import GateSource

/// Records made of a definition.
struct DefinitionRecords {
    private static let modelValidator = "models"

    private let definition: APIDefinition
    private(set) var records = APIRecords()

    init(_ definition: APIDefinition) {
        self.definition = definition
        records.restapi["apiKeySource"] = definition.apiKeySource == .authorizer ? "AUTHORIZER" : "HEADER"
        records.authorizers = definition.authorizers.map(authorizer)
        records.validators = [["id": .string(DefinitionRecords.modelValidator), "validateRequestBody": true]]
        if let cors = definition.cors { records.restapi["corsConfiguration"] = DefinitionRecords.configuration(cors) }
        for resource in definition.resources {
            for method in resource.methods {
                let verb = String(decoding: method.verb.token.buffer, as: UTF8.self)
                add(resource.path.value, verb, record(method, method.integration))
            }
        }
        if let route = definition.defaultRoute { add("$default", "", record(route, route.integration)) }
        if let socket = definition.socket { add(socket) }
    }

    private mutating func add(_ path: String, _ verb: String, _ method: JSONValue) {
        var methods: JSONValue = [:]
        methods[verb] = method
        records.resources.append(["path": .string(path), "resourceMethods": methods])
    }

    private mutating func add(_ socket: SocketAPI) {
        records.restapi["routeSelectionExpression"] = .string(socket.routeSelectionExpression.text)
        records.restapi["takesBinary"] = .bool(socket.allowsBinary)
        var limits: JSONValue = [:]
        for limit in socket.limits {
            limits[limit.routeKey?.value ?? "every route"] = .string("\(limit.rate) a second, \(limit.burst) at once")
        }
        records.restapi["limits"] = limits
        for route in socket.routes {
            let shared = socket.integrations.first { $0.name.value == route.target?.value }
            var method = record(route.method, shared?.integration)
            method["isTwoWay"] = .bool(route.isTwoWay)
            method["modelSelectionExpression"] = route.modelSelectionExpression.map { .string($0.text) }
            if route.modelSelectionExpression != nil, !socket.disablesSchemaValidation {
                method["requestValidatorId"] = .string(DefinitionRecords.modelValidator)
            }
            add(route.key.value, "", method)
        }
    }

    // MARK: Methods

    private func record(_ method: Method, _ integration: Integration?) -> JSONValue {
        var result: JSONValue = ["apiKeyRequired": .bool(method.isAPIKeyRequired)]
        switch method.authorization {
        case .none: result["authorizationType"] = "NONE"
        case .awsIAM: result["authorizationType"] = "AWS_IAM"
        case .custom(let authorizer):
            result["authorizationType"] = "CUSTOM"
            result["authorizerId"] = .string(authorizer.value)
        case .cognitoUserPools(let authorizer, let scopes), .jwt(let authorizer, let scopes):
            result["authorizationType"] = "JWT"
            result["authorizerId"] = .string(authorizer.value)
            result["authorizationScopes"] = .array(scopes.map { .string($0) })
        }
        var parameters: JSONValue = [:]
        for parameter in method.requestParameters where parameter.location != .path {
            let place = parameter.location == .header ? "header" : "querystring"
            parameters["method.request.\(place).\(parameter.name.value)"] = .bool(parameter.isRequired)
        }
        result["requestParameters"] = parameters
        var models: JSONValue = [:]
        for model in method.requestModels { models[model.contentType] = .string(model.modelName.value) }
        result["requestModels"] = models
        result["methodIntegration"] = integration.map(record)
        return result
    }

    private func authorizer(_ authorizer: Authorizer) -> JSONValue {
        let isJWT = authorizer.kind == .jwt
        var result: JSONValue = [
            "id": .string(authorizer.name.value), "name": .string(authorizer.name.value),
            "type": isJWT ? "JWT" : "REQUEST",
            "identitySource": .string(authorizer.identitySources.map(\.value).joined(separator: ",")),
        ]
        if isJWT {
            result["issuer"] = authorizer.issuers.first.map { .string($0.issuer.value) }
            result["audience"] = .array(authorizer.issuers.flatMap(\.audiences).map { .string($0) })
            return result
        }
        result["authorizerUri"] = authorizer.uri.map { .string($0.text) }
        result["authorizerCredentials"] = authorizer.credentials.map { .string($0.value) }
        result["authorizerResultTtlInSeconds"] = JSONValue(authorizer.resultTTLSeconds)
        result["authorizerPayloadFormatVersion"] = authorizer.payloadFormat == .v2 ? "2.0" : "1.0"
        result["enableSimpleResponses"] = .bool(authorizer.hasSimpleResponses)
        return result
    }

    private static func configuration(_ cors: CORSConfiguration) -> JSONValue {
        func texts(_ values: [Located<String>]) -> JSONValue { .array(values.map { .string($0.value) }) }
        var result: JSONValue = [
            "allowOrigins": texts(cors.allowOrigins), "allowMethods": texts(cors.allowMethods),
            "allowHeaders": texts(cors.allowHeaders), "exposeHeaders": texts(cors.exposeHeaders),
            "allowCredentials": .bool(cors.allowCredentials),
        ]
        result["maxAge"] = cors.maxAge.map { JSONValue($0) }
        return result
    }

    // MARK: Integrations

    private func record(_ integration: Integration) -> JSONValue {
        var result: JSONValue = ["timeoutInMillis": JSONValue(integration.timeoutMilliseconds)]
        result["type"] = .string(integration.kind.name)
        result["httpMethod"] = integration.httpMethod.map { .string(String(decoding: $0.token.buffer, as: UTF8.self)) }
        result["uri"] = integration.uri.map { .string($0.text) }
        result["credentials"] = integration.credentials.map { .string($0.text) }
        if integration.connectionType == .vpcLink { result["connectionType"] = "VPC_LINK" }
        result["connectionId"] = integration.connectionID.map { .string($0.text) }
        result["integrationTarget"] = integration.integrationTarget.map { .string($0.text) }
        result["integrationSubtype"] = integration.service.map { .string($0.value) }
        result["payloadFormatVersion"] = integration.payloadFormat == .v2 ? "2.0" : "1.0"
        result["passthroughBehavior"] = .string("\(integration.passthroughBehavior)")
        result["contentHandling"] = .string("\(integration.contentHandling)")
        result["tlsConfig"] = integration.tlsServerName.map { .string($0.value) }
        result["templateSelectionExpression"] = integration.templateSelectionExpression.map { .string($0.text) }
        result["responseSelectionExpression"] = integration.responseSelectionExpression.map { .string($0.text) }
        var parameters = edits(integration.edits)
        for mapping in integration.requestParameters { parameters[mapping.target.text] = .string(mapping.source.text) }
        result["requestParameters"] = parameters
        result["requestTemplates"] = templates(integration.requestTemplates)
        var responses: JSONValue = [:]
        for response in integration.responses {
            responses[response.selectionPattern?.text ?? "$default"] = record(response)
        }
        for entry in integration.statusEdits {
            responses[String(entry.status.value)] = ["responseParameters": edits(entry.edits)]
        }
        result["integrationResponses"] = responses
        return result
    }

    private func record(_ response: IntegrationResponse) -> JSONValue {
        var parameters: JSONValue = [:]
        for mapping in response.parameters { parameters[mapping.target.text] = .string(mapping.source.text) }
        var result: JSONValue = [
            "responseParameters": parameters, "responseTemplates": templates(response.templates),
            "contentHandling": .string("\(response.contentHandling)"),
        ]
        result["templateSelectionExpression"] = response.templateSelectionExpression.map { .string($0.text) }
        return result
    }

    private func templates(_ templates: [Template]) -> JSONValue {
        var result: JSONValue = [:]
        for template in templates { result[template.contentType.value] = .string(template.text.text) }
        return result
    }

    private func edits(_ edits: [ParameterEdit]) -> JSONValue {
        var result: JSONValue = [:]
        for edit in edits {
            let isWhole = edit.value.count == 1
            let value = edit.value.map { part in
                if case .literal(let text) = part.source { return text }
                return isWhole ? "$" + part.source.text : "${\(part.source.text)}"
            }
            result[edit.key] = .string(value.joined())
        }
        return result
    }
}

// MARK: Texts

extension Integration.Kind {
    fileprivate var name: String {
        switch self {
        case .mock: "MOCK"
        case .http: "HTTP"
        case .httpProxy: "HTTP_PROXY"
        case .aws: "AWS"
        case .awsProxy: "AWS_PROXY"
        }
    }
}

extension ParameterEdit {
    fileprivate var key: String {
        if case .service(let name) = target { return name }
        return "\(operation):\(target.name)"
    }
}

extension ParameterEdit.Target {
    fileprivate var name: String {
        switch self {
        case .header(let name): "header." + name
        case .queryString(let name): "querystring." + name
        case .path: "path"
        case .statusCode: "statuscode"
        case .service(let name): name
        }
    }
}

extension EditPart.Source {
    fileprivate var text: String {
        switch self {
        case .literal(let text): text
        case .requestHeader(let name): "request.header." + name
        case .requestQueryString(let name): "request.querystring." + name
        case .requestBody(let path): "request.body" + (path.map { "." + $0.text } ?? "")
        case .requestPath: "request.path"
        case .pathParameter(let name): "request.path." + name
        case .responseHeader(let name): "response.header." + name
        case .responseBody(let path): "response.body" + (path.map { "." + $0.text } ?? "")
        case .stageVariable(let name): "stageVariables." + name
        case .context(let name): "context." + name
        }
    }
}

extension ParameterMapping.Target {
    fileprivate var text: String {
        switch self {
        case .integrationPath(let name): "integration.request.path." + name
        case .integrationQueryString(let name): "integration.request.querystring." + name
        case .integrationHeader(let name): "integration.request.header." + name
        case .responseHeader(let name): "route.response.header." + name
        }
    }
}

extension ParameterMapping.Source {
    fileprivate var text: String {
        switch self {
        case .literal(let text): "'\(text)'"
        case .requestPath(let name): "route.request.path." + name
        case .requestQueryString(let name): "route.request.querystring." + name
        case .requestMultivalueQueryString(let name): "route.request.multivaluequerystring." + name
        case .requestHeader(let name): "route.request.header." + name
        case .requestMultivalueHeader(let name): "route.request.multivalueheader." + name
        case .requestBody(let path): "route.request.body" + (path.map { "." + $0.text } ?? "")
        case .responseHeader(let name): "integration.response.header." + name
        case .responseMultivalueHeader(let name): "integration.response.multivalueheader." + name
        case .responseBody(let path): "integration.response.body" + (path.map { "." + $0.text } ?? "")
        case .stageVariable(let name): "stageVariables." + name
        case .context(let name): "context." + name
        }
    }
}
