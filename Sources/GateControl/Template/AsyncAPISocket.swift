// AsyncAPI documents (2 and 3) as route specs. What AWS has no words for in AsyncAPI stands in members
// `x-amazon-apigateway-…`, named as in OpenAPI:
//
//   document     x-amazon-apigateway-route-selection-expression     $request.body.action unless given
//   operation    x-amazon-apigateway-route-key                      the operation's name unless given
//                x-amazon-apigateway-integration                    an integration in the V2 API's names
//                x-amazon-apigateway-auth                           {type: AWS_IAM}, {type: CUSTOM, authorizer: NAME}
//   scheme       x-amazon-apigateway-authorizer                     an authorizer in the V2 API's names
//
// Operations that the application receives (of AsyncAPI 2 those that clients publish) are routes; their messages'
// payloads are models, one with a reply is two-way. What the application sends are events of its clients.

import GateJSON
import GateSource
import GateTree

/// Reads one document.
struct AsyncAPISocket {
    private let root: Node
    private let documents: DocumentSet
    private var routes: [JSONValue] = []
    private var integrations = JSONObject()
    private var models = JSONObject()
    private var events = JSONObject()

    private static let prefix = "x-amazon-apigateway-"

    /// The route spec of an AsyncAPI document; nil for others.
    static func document(_ root: Node, _ documents: DocumentSet) -> String? {
        guard root["asyncapi"] != nil else { return nil }
        var reader = AsyncAPISocket(root: root, documents: documents)
        return JSONValue.object(reader.read()).pretty()
    }

    private init(root: Node, documents: DocumentSet) {
        self.root = root
        self.documents = documents
    }

    private static func member(_ node: Node?, _ name: String) -> Node? { node?[prefix + name] }

    private var expression: String {
        AsyncAPISocket.member(root, "route-selection-expression")?.scalarText ?? "$request.body.action"
    }

    private mutating func read() -> JSONObject {
        var api: JSONObject = [
            "name": .string(root["info"]?["title"]?.scalarText ?? "API"), "protocolType": "WEBSOCKET",
            "routeSelectionExpression": .string(expression),
        ]
        if let version = root["info"]?["version"]?.scalarText { api["version"] = .string(version) }
        if let text = root["info"]?["description"]?.scalarText { api["description"] = .string(text) }
        if let binary = root["x-gatewright-binary"] { api["x-gatewright-binary"] = JSONValue(binary) }
        readOperations()
        var document: JSONObject = [
            "api": .object(api), "routes": .array(routes), "integrations": .object(integrations),
        ]
        if !models.isEmpty { document["models"] = .object(models) }
        if !events.isEmpty { document["x-gatewright-events"] = .object(events) }
        var authorizers = JSONObject()
        for scheme in root["components"]?["securitySchemes"]?.members ?? [] {
            if let authorizer = AsyncAPISocket.member(resolved(scheme.value), "authorizer") {
                authorizers[scheme.key] = JSONValue(authorizer)
            }
        }
        if !authorizers.isEmpty { document["authorizers"] = .object(authorizers) }
        for name in ["x-gatewright-api-keys", "stages"] {
            if let value = root[name] ?? AsyncAPISocket.member(root, name) { document[name] = JSONValue(value) }
        }
        return document
    }

    private func resolved(_ node: Node) -> Node { documents.resolve(node) ?? node }

    private mutating func readOperations() {
        // AsyncAPI 3.
        for member in root["operations"]?.members ?? [] {
            let operation = resolved(member.value)
            let channel = operation["channel"].map(resolved)
            var messages = (operation["messages"]?.elements ?? []).map(resolved)
            if messages.isEmpty { messages = (channel?["messages"]?.members ?? []).map { resolved($0.value) } }
            if operation["action"]?.string == "receive" {
                add(member.key, operation, channel, messages, isTwoWay: operation["reply"] != nil)
            } else {
                messages.forEach { addEvent($0, member.key) }
            }
        }
        // AsyncAPI 2.
        for member in root["channels"]?.members ?? [] {
            let channel = resolved(member.value)
            if let operation = channel["subscribe"].map(resolved) {
                messages(of: operation).forEach { addEvent($0, operation["operationId"]?.string ?? member.key) }
            }
            guard let operation = channel["publish"].map(resolved) else { continue }
            let name = operation["operationId"]?.string ?? member.key
            add(name, operation, channel, messages(of: operation), isTwoWay: operation["x-response"] != nil)
        }
    }

    private func messages(of operation: Node) -> [Node] {
        guard let message = operation["message"].map(resolved) else { return [] }
        return message["oneOf"]?.elements.map(resolved) ?? [message]
    }

    /// A message that clients get, by what its payload says where routes are told apart, else by its name.
    private mutating func addEvent(_ message: Node, _ operation: String) {
        guard let payload = message["payload"].map(resolved) else { return }
        let member = expression.split(separator: ".").last.map { String($0.prefix { $0 != "}" }) } ?? ""
        let fixed = payload["properties"]?[member]
        let name = message["name"]?.string ?? operation
        let value = fixed?["const"]?.string ?? fixed?["enum"]?.element(0)?.string ?? name
        let model = name.filter { $0.isLetter || $0.isNumber }
        if models[model] == nil { models[model] = ["schema": JSONValue(payload)] }
        events[value] = .string(model)
    }

    private mutating func add(
        _ name: String, _ operation: Node, _ channel: Node?, _ messages: [Node], isTwoWay: Bool
    ) {
        let key = AsyncAPISocket.member(operation, "route-key")?.scalarText ?? name
        var route: JSONObject = ["routeKey": .string(key), "operationName": .string(name)]
        if let integration = AsyncAPISocket.member(operation, "integration").map(resolved) {
            integrations[name] = JSONValue(integration)
            route["target"] = .string("integrations/" + name)
        }
        if let auth = AsyncAPISocket.member(operation, "auth") {
            if let type = auth["type"] { route["authorizationType"] = JSONValue(type) }
            if let authorizer = auth["authorizer"] { route["authorizerId"] = JSONValue(authorizer) }
        }
        let isMessage = key != "$connect" && key != "$disconnect"
        if isMessage, let schema = messages.first?["payload"], messages.count == 1 {
            let model = name.filter { $0.isLetter || $0.isNumber }
            models[model] = ["schema": JSONValue(resolved(schema))]
            route["modelSelectionExpression"] = .string(expression)
            route["requestModels"] = .object(["$default": .string(model)])
        }
        if isMessage, isTwoWay {
            route["routeResponseSelectionExpression"] = "$default"
            route["routeResponses"] = [["routeResponseKey": "$default"]]
        }
        if key == "$connect", let parameters = handshakeParameters(channel) { route["requestParameters"] = parameters }
        routes.append(.object(route))
    }

    /// The query and headers that the channel's ws binding describes.
    private func handshakeParameters(_ channel: Node?) -> JSONValue? {
        guard let binding = channel?["bindings"]?["ws"].map(resolved) else { return nil }
        var parameters = JSONObject()
        for (member, prefix) in [("query", "route.request.querystring."), ("headers", "route.request.header.")] {
            guard let schema = binding[member].map(resolved) else { continue }
            let required = schema["required"]?.elements.compactMap(\.string) ?? []
            for property in schema["properties"]?.members ?? [] {
                parameters[prefix + property.key] = ["required": .bool(required.contains(property.key))]
            }
        }
        return parameters.isEmpty ? nil : .object(parameters)
    }
}
