// The route spec: a WebSocket API in one document, in the member names of the API Gateway V2 API. Every other way in
// (templates, AsyncAPI, the control plane) goes through this form. specs/routes.schema.json describes it for editors.
//
//   api:          {name, routeSelectionExpression, …}           CreateApi
//   routes:       [{routeKey, target: integrations/NAME, …}]    CreateRoute, route responses within
//   integrations: {NAME: {integrationType, …}}                  CreateIntegration, integration responses within
//   models:       {NAME: {schema}}                              CreateModel
//   authorizers:  {NAME: {authorizerType, authorizerUri, …}}    CreateAuthorizer
//   stages:       [{stageName, stageVariables, …}]              CreateStage; one's settings are the defaults: the first

import GateBytes
import GateDefinition
import GateOpenAPI
import GateSchema
import GateSource
import GateTree

/// Whether a document is a route spec.
package func isRouteSpec(_ root: Node) -> Bool {
    guard root["openapi"] == nil, root["swagger"] == nil, root["Resources"] == nil, root["asyncapi"] == nil else {
        return false
    }
    return root["api"] != nil && root["routes"] != nil
}

/// The definition of a route spec's API; faults leave their part out.
package func importRoutes(
    _ root: Node, documents: DocumentSet, stage: String? = nil, sink: DiagnosticSink
) -> ImportedAPI {
    var reader = RouteSpecReader(root, sources: documents.sources, stage: stage, sink: sink)
    reader.read()
    return ImportedAPI(definition: reader.definition, dialect: .draft4)
}

/// Reads a route spec.
struct RouteSpecReader {
    let sink: DiagnosticSink
    var definition: APIDefinition
    private let document: Fields
    private let sources: SourceMap
    private let stage: String?

    static let members = [
        "api", "routes", "integrations", "models", "authorizers", "stages", "$schema", "description",
    ]

    init(_ root: Node, sources: SourceMap, stage: String?, sink: DiagnosticSink) {
        self.sink = sink
        self.sources = sources
        self.stage = stage
        document = Fields(node: root, object: "the route spec", sink: sink)
        let name = root["api"]?["name"]
        let start = root.members.first?.keyRange ?? root.range
        definition = APIDefinition(name: name?.scalarText ?? "API", range: name?.range ?? start)
        definition.protocolType = .webSocket
    }

    mutating func read() {
        document.reportUnknown(known: RouteSpecReader.members)
        var socket = SocketAPI(routeSelectionExpression: LocatedText("$request.body.action", at: definition.range))
        readAPI(&socket)
        readModels()
        readAuthorizers()
        for member in document.object("integrations")?.members ?? [] {
            guard let integration = integration(member) else { continue }
            let name = Located(member.key, at: member.keyRange)
            socket.integrations.append(SocketIntegration(name: name, integration: integration))
        }
        for node in document.array("routes") ?? [] {
            if let route = route(node) { socket.routes.append(route) }
        }
        readStages(&socket)
        definition.apiKeys = (document.object("x-gatewright-api-keys")?.members ?? []).compactMap { member in
            member.value.scalarText.map { APIKey(name: member.key, value: Located($0, at: member.value.range)) }
        }
        definition.socket = socket
    }

    // MARK: The API

    private mutating func readAPI(_ socket: inout SocketAPI) {
        guard let node = document.object("api") else { return }
        let api = Fields(node: node, object: "`api`", sink: sink)
        api.reportUnknown(known: [
            "name", "description", "version", "protocolType", "routeSelectionExpression", "apiKeySelectionExpression",
            "disableSchemaValidation", "disableExecuteApiEndpoint", "ipAddressType", "tags", "apiId", "apiEndpoint",
            "createdDate", "apiGatewayManaged",
        ])
        _ = api.choice("protocolType", ProtocolName.self)
        definition.version = api.text("version")?.value
        definition.summary = api.text("description")?.value
        api.require("name")
        api.require("routeSelectionExpression")
        if let expression = api.locatedText("routeSelectionExpression") { socket.routeSelectionExpression = expression }
        socket.disablesSchemaValidation = api.boolean("disableSchemaValidation") ?? false
        socket.allowsBinary = api.choice("x-gatewright-binary", BinaryChoice.self)?.value == .allow
        if let expression = api.choice("apiKeySelectionExpression", KeySource.self), expression.value.isAuthorizer {
            definition.apiKeySource = .authorizer
        }
    }

    private enum ProtocolName: String, CaseIterable {
        case webSocket = "WEBSOCKET"
    }

    /// What becomes of binary messages: AWS refuses them.
    private enum BinaryChoice: String, CaseIterable {
        case allow
        case refuse
    }

    private enum KeySource: String, CaseIterable {
        case header = "$request.header.x-api-key"
        case headerInBraces = "${request.header.x-api-key}"
        case authorizer = "$context.authorizer.usageIdentifierKey"
        case authorizerInBraces = "${context.authorizer.usageIdentifierKey}"

        var isAuthorizer: Bool { self == .authorizer || self == .authorizerInBraces }
    }

    // MARK: Models, authorizers, stages

    private mutating func readModels() {
        for member in document.object("models")?.members ?? [] {
            let model = Fields(node: member.value, object: "the model", sink: sink)
            model.reportUnknown(known: ["schema", "contentType", "description", "name", "modelId"])
            model.require("schema")
            guard let schema = model.value("schema"), let node = schemaNode(schema, member.key) else { continue }
            definition.models.append(
                Model(
                    name: Located(member.key, at: member.keyRange),
                    contentType: model.text("contentType")?.value ?? "application/json", schema: node,
                    isGenerated: false))
        }
    }

    /// A schema stands as an object, or as the text that the V2 API has: that is a source of its own.
    private func schemaNode(_ node: Node, _ name: String) -> Node? {
        guard let text = node.string else { return node }
        let source = sources.add(path: "(model \(name)).json", bytes: Array(text.utf8))
        return TreeParser.parse(source, sources: sources, sink: sink)
    }

    private mutating func readAuthorizers() {
        for member in document.object("authorizers")?.members ?? [] {
            let fields = Fields(node: member.value, object: "the authorizer", sink: sink)
            fields.reportUnknown(known: [
                "authorizerType", "authorizerUri", "identitySource", "authorizerCredentialsArn", "name", "authorizerId",
                "identityValidationExpression", "authorizerResultTtlInSeconds", "authorizerPayloadFormatVersion",
                "enableSimpleResponses", "jwtConfiguration",
            ])
            fields.require("authorizerUri")
            _ = fields.choice("authorizerType", AuthorizerName.self)
            var authorizer = Authorizer(name: Located(member.key, at: member.keyRange), kind: .request)
            authorizer.uri = fields.locatedText("authorizerUri")
            authorizer.credentials = fields.text("authorizerCredentialsArn")
            // Results are not kept: a connection asks once.
            authorizer.resultTTLSeconds = 0
            authorizer.identitySources = fields.texts("identitySource").filter(isIdentitySource)
            definition.authorizers.append(authorizer)
        }
    }

    private enum AuthorizerName: String, CaseIterable {
        case request = "REQUEST"
    }

    private func isIdentitySource(_ source: Located<String>) -> Bool {
        let known = ["route.request.header.", "route.request.querystring.", "stageVariables.", "context."]
        if known.contains(where: { source.value.hasPrefix($0) && source.value.utf8.count > $0.utf8.count }) {
            return true
        }
        sink.report(RouteSpecProblem.identitySource(source.value, at: source.range))
        return false
    }

    private mutating func readStages(_ socket: inout SocketAPI) {
        let nodes = document.array("stages") ?? []
        let chosen = nodes.firstIndex { $0["stageName"]?.string == self.stage } ?? 0
        for (index, node) in nodes.enumerated() {
            let stage = Fields(node: node, object: "the stage", sink: sink)
            stage.reportUnknown(known: [
                "stageName", "stageVariables", "defaultRouteSettings", "routeSettings", "accessLogSettings",
                "autoDeploy",
                "description", "deploymentId", "clientCertificateId", "tags", "createdDate", "lastUpdatedDate",
                "apiGatewayManaged", "lastDeploymentStatusMessage",
            ])
            stage.require("stageName")
            _ = stage.text("stageName")
            if index != chosen { continue }
            definition.stageVariables = stage.namedTexts("stageVariables").map {
                StageVariable(name: $0.name, value: $0.text.text)
            }
            if let settings = stage.object("defaultRouteSettings") { readLimit(settings, nil, &socket) }
            for member in stage.object("routeSettings")?.members ?? [] {
                readLimit(member.value, Located(member.key, at: member.keyRange), &socket)
            }
            if let log = stage.object("accessLogSettings") {
                let settings = Fields(node: log, object: "`accessLogSettings`", sink: sink)
                settings.reportUnknown(known: ["format", "destinationArn"])
                definition.accessLog = settings.text("format")
            }
        }
    }

    private func readLimit(_ node: Node, _ key: Located<String>?, _ socket: inout SocketAPI) {
        let settings = Fields(node: node, object: "the route settings", sink: sink)
        settings.reportUnknown(known: [
            "throttlingBurstLimit", "throttlingRateLimit", "loggingLevel", "dataTraceEnabled", "detailedMetricsEnabled",
        ])
        for name in ["loggingLevel", "dataTraceEnabled"] {
            guard let value = settings.value(name), value.boolean != false, value.string?.uppercased() != "OFF" else {
                continue
            }
            sink.report(RouteSpecProblem.settingUnused(name, at: value.range))
        }
        let rate = settings.value("throttlingRateLimit")
        let burst = settings.integer("throttlingBurstLimit", in: 0...Int(Int32.max))
        guard rate != nil || burst != nil else { return }
        guard let limit = rate == nil ? Double(burst?.value ?? 0) : rate?.double, limit >= 0, limit.isFinite else {
            if let rate { settings.wrongType("throttlingRateLimit", rate, "a number of messages a second") }
            return
        }
        socket.limits.append(
            RouteLimit(routeKey: key, rate: limit, burst: burst?.value ?? max(1, Int(min(limit, 1e9)))))
    }
}
