// WebSocket APIs: integrations once each, then routes, which name them. A route's method goes the way of REST's, and an
// integration is judged with the parameters that any of its routes declares.

import GateBytes
import GateDefinition
import GatePlan
import GateSource

/// Bounds of WebSocket APIs.
package enum SocketLimits {
    /// Most routes of an API. Ours; AWS: 300, which can be raised.
    package static let routesMax = 10_000
    /// Most integrations of an API. Ours; AWS: 300, which can be raised.
    package static let integrationsMax = 10_000
}

/// Keys of routes that are not messages' own.
enum RouteKey {
    static let connect = "$connect"
    static let disconnect = "$disconnect"
    static let fallback = "$default"

    static let reserved = [connect, disconnect, fallback]
}

extension APILowering {
    /// Lowers the routes and integrations of a WebSocket API.
    func lower(_ socket: SocketAPI) {
        for (count, limit, what, place) in [
            (socket.routes.count, SocketLimits.routesMax, "routes", socket.routes.last?.key.range),
            (
                socket.integrations.count, SocketLimits.integrationsMax, "integrations",
                socket.integrations.last?.name.range
            ),
        ] where count > limit {
            sink.report(SocketProblem.tooMany(what, count: count, limit: limit, at: place ?? definition.range))
            return
        }
        let integrations = lowerIntegrations(of: socket)
        var record = SocketRecord(
            routeSelection: lower(socket.routeSelectionExpression, .message(member: "routeSelectionExpression")),
            keys: .empty)
        if socket.allowsBinary { record.flags |= SocketRecord.allowsBinary }
        var methods: [String: UInt32] = [:]
        var first: [String: SourceRange] = [:]
        for route in socket.routes {
            if let earlier = first[route.key.value] {
                sink.report(SocketProblem.routeTwice(route.key.value, at: route.key.range, first: earlier))
                continue
            }
            first[route.key.value] = route.key.range
            guard let method = lower(route, integrations, of: socket) else { continue }
            methods[route.key.value] = method
        }
        record.connectRoute = methods[RouteKey.connect] ?? PlanFormat.none
        record.disconnectRoute = methods[RouteKey.disconnect] ?? PlanFormat.none
        record.defaultRoute = methods[RouteKey.fallback] ?? PlanFormat.none
        record.keys = appendKeys(socket.routes.map(\.key.value), methods)
        builder.append(record)
        lowerLimits(socket, methods)
        routeCount = methods.count
    }

    /// A table at most half full of the keys that a message may have.
    private func appendKeys(_ keys: [String], _ methods: [String: UInt32]) -> RecordRange {
        var slots = 2
        while slots < methods.count * 2 { slots *= 2 }
        var table = [SocketKeyRecord](repeating: .free, count: slots)
        var seen = Set<String>()
        for key in keys where key != RouteKey.connect && key != RouteKey.disconnect && seen.insert(key).inserted {
            guard let method = methods[key] else { continue }
            let hash = UInt32(truncatingIfNeeded: Array(key.utf8).withByteView { $0.fnv1a })
            var slot = Int(hash) & (slots - 1)
            while table[slot].method != PlanFormat.none { slot = (slot + 1) & (slots - 1) }
            table[slot] = SocketKeyRecord(hash: hash, method: method, key: builder.intern(key))
        }
        return builder.append(contentsOf: table)
    }

    private func lowerLimits(_ socket: SocketAPI, _ methods: [String: UInt32]) {
        for limit in socket.limits {
            var method = PlanFormat.none
            if let key = limit.routeKey {
                guard let known = methods[key.value] else {
                    let nearest = nearestName(key.value, among: socket.routes.map(\.key.value))
                    sink.report(SocketProblem.routeUnknown(key.value, at: key.range, nearest: nearest))
                    continue
                }
                method = known
            }
            builder.append(RouteLimitRecord(method: method, rate: limit.rate, burst: limit.burst))
        }
    }

    // MARK: Integrations

    /// An integration in the plan, and whether it reads the message.
    struct LoweredIntegration {
        let index: UInt32
        let readsBody: Bool
        let isProxy: Bool
    }

    private func lowerIntegrations(of socket: SocketAPI) -> [String: LoweredIntegration] {
        var lowered: [String: LoweredIntegration] = [:]
        let scopes = integrationScopes(of: socket)
        for entry in socket.integrations {
            var integration = entry.integration
            checkResponses(of: &integration)
            checkSelection(of: integration)
            var readsBody = false
            let scope = scopes[entry.name.value] ?? scope(of: [], integration)
            let index = lower(integration, scope, readsBody: &readsBody)
            builder.append(
                SocketIntegrationRecord(
                    templateSelection: lower(
                        integration.templateSelectionExpression, .message(member: "templateSelectionExpression"))))
            if !integration.kind.isProxy {
                for response in integration.responses {
                    builder.append(
                        SocketResponseRecord(templateSelection: lower(response.templateSelectionExpression, .response)))
                }
            }
            lowered[entry.name.value] = LoweredIntegration(
                index: index, readsBody: readsBody, isProxy: integration.kind.isProxy)
        }
        return lowered
    }

    /// By integration: the parameters that its routes declare, and a response 200 with all that is mapped.
    private func integrationScopes(of socket: SocketAPI) -> [String: MethodScope] {
        var routes: [String: [SocketRoute]] = [:]
        for route in socket.routes { if let target = route.target { routes[target.value, default: []].append(route) } }
        var scopes: [String: MethodScope] = [:]
        for entry in socket.integrations {
            scopes[entry.name.value] = scope(of: routes[entry.name.value] ?? [], entry.integration)
        }
        return scopes
    }

    private func scope(of routes: [SocketRoute], _ integration: Integration) -> MethodScope {
        var method = Method(verb: .any, range: integration.range)
        method.requestParameters = routes.flatMap(\.method.requestParameters)
        method.authorization = routes.first { $0.key.value == RouteKey.connect }?.method.authorization ?? .none
        if let caller = definition.socket?.routes.first(where: { $0.key.value == RouteKey.connect }) {
            method.authorization = caller.method.authorization
        }
        var response = MethodResponse(statusCode: Located(200, at: integration.range))
        for parameter in integration.responses.flatMap(\.parameters) {
            if case .responseHeader(let name) = parameter.target {
                response.headers.append(Located(name, at: parameter.targetRange))
            }
        }
        method.responses = [response]
        return MethodScope(method: method, path: RoutePath.root, resourcePath: "/")
    }

    /// `/…/` and `$default` are the keys of responses; what stands between the slashes is the pattern.
    private func checkResponses(of integration: inout Integration) {
        if integration.kind.isProxy, let response = integration.responses.first {
            sink.report(
                CompilerProblem.proxyIgnores("integration responses", kind: integration.kind.name, at: response.range))
            integration.responses = []
        }
    }

    private func checkSelection(of integration: Integration) {
        guard let expression = integration.responseSelectionExpression else { return }
        let bare = expression.text.filter { $0 != "{" && $0 != "}" }.lowercased()
        let expected =
            integration.kind.isAWS
            ? "$integration.response.body.errormessage" : "$integration.response.statuscode"
        if bare == expected { return }
        sink.report(
            SocketProblem.expressionFixed(
                expression.text, member: "integrationResponseSelectionExpression",
                expected: integration.kind.isAWS
                    ? "${integration.response.body.errorMessage}" : "${integration.response.statuscode}",
                at: expression.range))
    }

    // MARK: Routes

    private func lower(
        _ route: SocketRoute, _ integrations: [String: LoweredIntegration], of socket: SocketAPI
    ) -> UInt32? {
        let key = route.key.value
        if key.hasPrefix("$"), !RouteKey.reserved.contains(key) {
            let nearest = nearestName(key, among: RouteKey.reserved)
            sink.report(SocketProblem.routeReserved(key, at: route.key.range, nearest: nearest))
            return nil
        }
        checkConnectOnly(route)
        var record = MethodRecord(
            resourcePath: builder.intern(key),
            resourceIdentifier: builder.intern(Identifiers.resource(key, of: identifier)), verb: .any)
        var own = SocketRouteRecord()
        let scope = MethodScope(method: route.method, path: RoutePath.root, resourcePath: key)
        // Models are chosen by an expression, and without one nothing is checked.
        var method = route.method
        let hasMessages = key != RouteKey.connect && key != RouteKey.disconnect
        method.validatesBody =
            hasMessages && route.modelSelectionExpression != nil && !socket.disablesSchemaValidation
        method.validatesParameters = method.requestParameters.contains(where: \.isRequired)
        if key != RouteKey.connect {
            method.authorization = .none
            method.isAPIKeyRequired = false
            method.validatesParameters = false
        }
        fill(&record, MethodScope(method: method, path: scope.path, resourcePath: key))
        if method.validatesBody {
            own.flags |= SocketRouteRecord.selectsModel
            own.modelSelection = lower(
                route.modelSelectionExpression, .message(member: "modelSelectionExpression"))
        }
        checkModels(route, socket)
        if route.isTwoWay { own.flags |= SocketRouteRecord.isTwoWay }
        checkResponse(route)
        if let target = route.target {
            if let integration = integrations[target.value] {
                record.integration = integration.index
                if integration.readsBody { record.flags |= MethodRecord.readsBody }
            } else if isWhole {
                let nearest = nearestName(target.value, among: socket.integrations.map(\.name.value))
                sink.report(SocketProblem.integrationUnknown(target.value, at: target.range, nearest: nearest))
            }
        } else {
            sink.report(SocketProblem.routeWithoutTarget(key, at: route.key.range))
        }
        let index = builder.append(record)
        builder.append(own)
        places.note(.methods, index, at: route.key.range)
        return index
    }

    /// What API Gateway asks of the handshake alone.
    private func checkConnectOnly(_ route: SocketRoute) {
        if route.key.value == RouteKey.connect { return }
        var what: [String] = []
        if case .none = route.method.authorization {} else { what.append("authorizationType") }
        if route.method.isAPIKeyRequired { what.append("apiKeyRequired") }
        if !route.method.requestParameters.isEmpty { what.append("requestParameters") }
        if what.isEmpty { return }
        sink.report(SocketProblem.connectOnly(what, key: route.key.value, at: route.key.range))
    }

    private func checkModels(_ route: SocketRoute, _ socket: SocketAPI) {
        if socket.disablesSchemaValidation { return }
        let models = route.method.requestModels
        if let expression = route.modelSelectionExpression, models.isEmpty {
            sink.report(SocketProblem.modelsMissing(at: expression.range))
        } else if route.modelSelectionExpression == nil, let model = models.first {
            sink.report(SocketProblem.modelsUnused(at: model.modelName.range))
        }
    }

    private func checkResponse(_ route: SocketRoute) {
        guard let expression = route.responseSelectionExpression else {
            if route.hasResponse { sink.report(SocketProblem.responseUnused(at: route.key.range)) }
            return
        }
        if expression.text != RouteKey.fallback, expression.text != "\\$default" {
            sink.report(
                SocketProblem.expressionFixed(
                    expression.text, member: "routeResponseSelectionExpression", expected: RouteKey.fallback,
                    at: expression.range))
        } else if !route.hasResponse {
            sink.report(SocketProblem.responseMissing(at: expression.range))
        }
    }
}
