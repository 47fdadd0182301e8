// Routes and integrations of a route spec.

import GateBytes
import GateDefinition
import GateOpenAPI
import GateSource
import GateTree

extension RouteSpecReader {
    // MARK: Routes

    func route(_ node: Node) -> SocketRoute? {
        let fields = Fields(node: node, object: "the route", sink: sink)
        fields.reportUnknown(known: [
            "routeKey", "target", "authorizationType", "authorizerId", "apiKeyRequired", "operationName",
            "requestParameters", "modelSelectionExpression", "requestModels", "routeResponseSelectionExpression",
            "routeResponses", "routeId", "authorizationScopes", "apiGatewayManaged",
        ])
        fields.require("routeKey")
        guard let key = fields.text("routeKey") else { return nil }
        var method = Method(verb: .any, range: key.range)
        method.operationName = fields.text("operationName")?.value
        method.isAPIKeyRequired = fields.boolean("apiKeyRequired") ?? false
        method.authorization = authorization(fields)
        method.requestParameters = requestParameters(fields)
        method.requestModels = fields.namedTexts("requestModels").map { entry in
            RequestModel(
                contentType: entry.name.value, modelName: Located(entry.text.text, at: entry.text.range))
        }
        var route = SocketRoute(key: key, method: method)
        route.target = target(fields)
        route.modelSelectionExpression = fields.locatedText("modelSelectionExpression")
        route.responseSelectionExpression = fields.locatedText("routeResponseSelectionExpression")
        for response in fields.array("routeResponses") ?? [] {
            let own = Fields(node: response, object: "the route response", sink: sink)
            own.reportUnknown(known: [
                "routeResponseKey", "modelSelectionExpression", "responseModels", "responseParameters",
                "routeResponseId",
            ])
            own.require("routeResponseKey")
            if own.choice("routeResponseKey", RouteResponseKey.self) != nil { route.hasResponse = true }
        }
        return route
    }

    private enum RouteResponseKey: String, CaseIterable {
        case fallback = "$default"
    }

    private enum AuthorizationName: String, CaseIterable {
        case none = "NONE"
        case awsIAM = "AWS_IAM"
        case custom = "CUSTOM"
    }

    private func authorization(_ fields: Fields) -> Method.Authorization {
        switch fields.choice("authorizationType", AuthorizationName.self)?.value {
        case AuthorizationName.none?, nil: return .none
        case .awsIAM?: return .awsIAM
        case .custom?:
            fields.require("authorizerId")
            return fields.text("authorizerId").map { .custom(authorizer: $0) } ?? .none
        }
    }

    /// `integrations/NAME`.
    private func target(_ fields: Fields) -> Located<String>? {
        guard let text = fields.locatedText("target") else { return nil }
        let prefix = "integrations/"
        guard text.text.hasPrefix(prefix), text.text.count > prefix.count else {
            sink.report(RouteSpecProblem.target(text.text, at: text.range))
            return nil
        }
        let size = text.text.utf8.count
        return Located(
            String(text.text.dropFirst(prefix.count)), at: text.range(prefix.utf8.count, size))
    }

    /// `route.request.header.X: {required: true}`; AWS's templates write `Required`, a boolean alone is REST's form.
    private func requestParameters(_ fields: Fields) -> [RequestParameter] {
        (fields.object("requestParameters")?.members ?? []).compactMap { member in
            let isRequired =
                member.value.boolean ?? member.value["required"]?.boolean ?? member.value["Required"]?.boolean ?? false
            for (prefix, location) in [
                ("route.request.header.", ParameterLocation.header),
                ("route.request.querystring.", ParameterLocation.queryString),
            ] where member.key.hasPrefix(prefix) && member.key.count > prefix.count {
                return RequestParameter(
                    location: location, name: Located(String(member.key.dropFirst(prefix.count)), at: member.keyRange),
                    isRequired: isRequired)
            }
            sink.report(RouteSpecProblem.parameter(member.key, at: member.keyRange))
            return nil
        }
    }

    // MARK: Integrations

    private enum IntegrationName: String, CaseIterable {
        case mock = "MOCK"
        case http = "HTTP"
        case httpProxy = "HTTP_PROXY"
        case aws = "AWS"
        case awsProxy = "AWS_PROXY"

        var kind: Integration.Kind {
            switch self {
            case .mock: .mock
            case .http: .http
            case .httpProxy: .httpProxy
            case .aws: .aws
            case .awsProxy: .awsProxy
            }
        }
    }

    private enum ConnectionName: String, CaseIterable {
        case internet = "INTERNET"
        case vpcLink = "VPC_LINK"
    }

    private enum PassthroughName: String, CaseIterable {
        case whenNoMatch = "WHEN_NO_MATCH"
        case whenNoTemplates = "WHEN_NO_TEMPLATES"
        case never = "NEVER"

        var behavior: Integration.PassthroughBehavior {
            switch self {
            case .whenNoMatch: .whenNoMatch
            case .whenNoTemplates: .whenNoTemplates
            case .never: .never
            }
        }
    }

    private enum HandlingName: String, CaseIterable {
        case toText = "CONVERT_TO_TEXT"
        case toBinary = "CONVERT_TO_BINARY"

        var handling: Integration.ContentHandling { self == .toText ? .convertToText : .convertToBinary }
    }

    func integration(_ member: Member) -> Integration? {
        let fields = Fields(node: member.value, object: "the integration", sink: sink)
        fields.reportUnknown(known: [
            "integrationType", "integrationUri", "integrationMethod", "credentialsArn", "connectionType",
            "connectionId",
            "contentHandlingStrategy", "passthroughBehavior", "payloadFormatVersion", "requestParameters",
            "requestTemplates", "templateSelectionExpression", "timeoutInMillis", "tlsConfig",
            "integrationResponseSelectionExpression", "integrationResponses", "description", "integrationId",
            "apiGatewayManaged", "integrationSubtype", "responseParameters",
        ])
        fields.require("integrationType")
        guard let kind = fields.choice("integrationType", IntegrationName.self)?.value.kind else { return nil }
        var result = Integration(kind: kind, range: member.keyRange)
        result.uri = kind == .mock ? nil : fields.locatedText("integrationUri")
        result.httpMethod = kind == .mock ? nil : verb(fields, kind)
        result.credentials = fields.locatedText("credentialsArn")
        if let connection = fields.choice("connectionType", ConnectionName.self) {
            if connection.value == .vpcLink { result.connectionType = .vpcLink }
            result.connectionTypeRange = connection.range
        }
        result.connectionID = fields.locatedText("connectionId")
        result.contentHandling =
            fields.choice("contentHandlingStrategy", HandlingName.self)?.value.handling ?? .passthrough
        if let behavior = fields.choice("passthroughBehavior", PassthroughName.self) {
            result.passthroughBehavior = behavior.value.behavior
        }
        if let timeout = fields.integer("timeoutInMillis", in: 50...29_000) {
            result.timeoutMilliseconds = timeout.value
        }
        result.requestParameters = mappings(
            fields.namedTexts("requestParameters", areStrings: true), .integrationRequest)
        result.requestTemplates = keyedTemplates(fields, "requestTemplates")
        result.templateSelectionExpression = fields.locatedText("templateSelectionExpression")
        result.responseSelectionExpression = fields.locatedText("integrationResponseSelectionExpression")
        result.tlsServerName = fields.object("tlsConfig").flatMap {
            Fields(node: $0, object: "`tlsConfig`", sink: sink).text("serverNameToVerify")
        }
        result.responses = (fields.array("integrationResponses") ?? []).compactMap(response)
        return result
    }

    /// Functions and services take POST, backends what is named.
    private func verb(_ fields: Fields, _ kind: Integration.Kind) -> HTTPVerb {
        guard let name = fields.text("integrationMethod") else { return .post }
        let upper = name.value.uppercased()
        if upper == "ANY" { return .post }
        let verb = Array(upper.utf8).withByteView { HTTPVerb(token: $0) }
        if verb != .other { return verb }
        let known = ["GET", "PUT", "POST", "DELETE", "PATCH", "OPTIONS", "HEAD", "ANY"]
        sink.report(
            TranslateProblem.httpMethodUnknown(name.value, at: name.range, nearest: nearestName(upper, among: known)))
        return .post
    }

    private func mappings(_ members: [NamedText], _ side: MappingSide) -> [ParameterMapping] {
        let reader = MappingReader(sink: sink, isSocket: true)
        return members.compactMap { reader.read($0, side) }
    }

    private func keyedTemplates(_ fields: Fields, _ key: String) -> [Template] {
        fields.namedTexts(key).map { Template(contentType: $0.name, text: $0.text) }
    }

    private func response(_ node: Node) -> IntegrationResponse? {
        let fields = Fields(node: node, object: "the integration response", sink: sink)
        fields.reportUnknown(known: [
            "integrationResponseKey", "responseTemplates", "responseParameters", "templateSelectionExpression",
            "contentHandlingStrategy", "integrationResponseId",
        ])
        fields.require("integrationResponseKey")
        guard let key = fields.locatedText("integrationResponseKey") else { return nil }
        var pattern: LocatedText?
        if key.text != "$default" {
            let size = key.text.utf8.count
            guard size > 2, key.text.hasPrefix("/"), key.text.hasSuffix("/") else {
                sink.report(RouteSpecProblem.responseKey(key.text, at: key.range))
                return nil
            }
            pattern = key.part(1, size - 1)
        }
        var result = IntegrationResponse(
            selectionPattern: pattern, statusCode: Located(200, at: key.range), range: key.range)
        result.parameters = mappings(fields.namedTexts("responseParameters", areStrings: true), .methodResponse)
        result.templates = keyedTemplates(fields, "responseTemplates")
        result.templateSelectionExpression = fields.locatedText("templateSelectionExpression")
        result.contentHandling =
            fields.choice("contentHandlingStrategy", HandlingName.self)?.value.handling ?? .passthrough
        return result
    }
}
