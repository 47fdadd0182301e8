// A route spec to the connection that its clients open. What is sent is told by the routes and their models; what comes
// has no place in the V2 API's names and stands under `x-gatewright-events`:
//
//   x-gatewright-events: {said: Said}        messages with `"action": "said"` are a model's

import GateSource
import GateTree

/// Why a route spec gives no client.
package enum ChannelFailure: Error {
    /// Routes are not told apart by one member of messages.
    case selection(String)

    package var wording: String {
        switch self {
        case .selection(let expression):
            "routes are selected by `\(expression)`: a client needs one member of messages, `$request.body.action`"
        }
    }
}

/// The client's view of a route spec.
package func clientAPI(
    routes root: Node, documents: DocumentSet, sink: DiagnosticSink
) throws(ChannelFailure) -> ClientAPI {
    let api = root["api"]
    let expression = api?["routeSelectionExpression"]?.string ?? ""
    guard let selector = ClientTranslator.selector(expression) else { throw .selection(expression) }
    var view = ClientAPI(title: api?["name"]?.scalarText ?? "API", version: api?["version"]?.scalarText ?? "0")
    view.summary = api?["description"]?.string ?? root["description"]?.string
    var translator = ClientTranslator(view, documents: documents, sink: sink)
    translator.translate(routes: root, ClientChannel(selector: selector))
    return translator.api
}

extension ClientTranslator {
    /// The members of `$request.body.a.b` or `${request.body.a.b}`.
    static func selector(_ expression: String) -> [String]? {
        var text = expression[...]
        guard text.first == "$" else { return nil }
        text.removeFirst()
        if text.first == "{", text.last == "}" { text = text.dropFirst().dropLast() }
        let prefix = "request.body."
        guard text.hasPrefix(prefix) else { return nil }
        let members = text.dropFirst(prefix.count).split(separator: ".", omittingEmptySubsequences: false).map(
            String.init)
        let isPlain = members.allSatisfy { name in
            !name.isEmpty && name.unicodeScalars.allSatisfy { $0.properties.isAlphabetic || $0 == "_" || $0 == "-" }
        }
        return isPlain ? members : nil
    }

    mutating func translate(routes root: Node, _ channel: ClientChannel) {
        var channel = channel
        var models: [String: Node] = [:]
        let schemas = (root["models"]?.members ?? []).compactMap { model in
            schema(model.value["schema"], model.key).map { (model.key, $0) }
        }
        for (name, schema) in schemas {
            models[name] = schema
            declare(schema, named: name)
        }
        for (_, schema) in schemas { define(schema) }
        for route in root["routes"]?.elements ?? [] {
            guard let key = route["routeKey"]?.string else { continue }
            if key == "$connect" { translateHandshake(route, root, &channel) }
            if key.hasPrefix("$") { continue }
            let name = operationName(route["operationName"]?.scalarText ?? key)
            let entries = route["requestModels"]?.members ?? []
            let entry = entries.first { $0.key == key } ?? entries.first { $0.key == "$default" } ?? entries.first
            let model = entry?.value.string.flatMap { models[$0] }
            channel.routes.append(
                ClientRoute(
                    key: key, name: name, message: model.map { shape($0, hint: name) },
                    isAnswered: route["routeResponses"]?.element(0) != nil))
        }
        for event in root["x-gatewright-events"]?.members ?? [] {
            let model = event.value.string.flatMap { models[$0] }
            channel.events.append(
                ClientEvent(name: event.key, shape: model.map { shape($0, hint: event.key) } ?? .any))
        }
        api.channel = channel
        api.types = DirectCircles.broken(api.types)
    }

    /// A model's schema stands as an object, or as the text that the V2 API has.
    private func schema(_ node: Node?, _ name: String) -> Node? {
        guard let text = node?.string else { return node }
        let source = documents.sources.add(path: "(model \(name)).json", bytes: Array(text.utf8))
        return TreeParser.parse(source, sources: documents.sources, sink: sink)
    }

    /// What `$connect` asks for: parameters, those that its authorizer looks at, a key, a signature.
    private mutating func translateHandshake(_ route: Node, _ root: Node, _ channel: inout ClientChannel) {
        for parameter in route["requestParameters"]?.members ?? [] {
            let isRequired =
                parameter.value.boolean ?? parameter.value["required"]?.boolean
                ?? parameter.value["Required"]?.boolean ?? false
            add(parameter.key, isRequired: isRequired, to: &channel)
        }
        let authorizer = route["authorizerId"]?.string.flatMap { root["authorizers"]?[$0] }
        for source in authorizer?["identitySource"]?.elements ?? [] {
            if let text = source.string { add(text, isRequired: true, to: &channel) }
        }
        if route["authorizationType"]?.string == "AWS_IAM" {
            channel.security.append(api.schemes.count)
            api.schemes.append(ClientScheme(name: "sigV4", kind: .sigV4))
        }
        if route["apiKeyRequired"]?.boolean == true {
            channel.security.append(api.schemes.count)
            api.schemes.append(ClientScheme(name: "apiKey", kind: .apiKey(name: "x-api-key", isInHeader: true)))
        }
    }

    private func add(_ source: String, isRequired: Bool, to channel: inout ClientChannel) {
        for (prefix, location) in [
            ("route.request.querystring.", ClientParameter.Location.query), ("route.request.header.", .header),
        ] where source.hasPrefix(prefix) {
            let name = String(source.dropFirst(prefix.count))
            if let known = channel.parameters.firstIndex(where: { $0.name == name && $0.location == location }) {
                channel.parameters[known].isRequired = channel.parameters[known].isRequired || isRequired
                return
            }
            channel.parameters.append(
                ClientParameter(
                    name: name, location: location, shape: .string, isRequired: isRequired,
                    style: location == .query ? .form : .simple, explodes: location == .query))
        }
    }
}
