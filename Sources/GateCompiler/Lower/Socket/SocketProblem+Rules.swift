// The rules behind GW4160–GW4179, for `gatewright explain`.

import GateSource

/// Rules of WebSocket APIs, for `gatewright explain`.
package enum SocketRules {
    package static let all = [
        DiagnosticRule(
            4160, .warning, "callers are judged at $connect",
            "Authorization, API keys and request parameters are of the handshake. On other routes they do nothing.",
            source: "\"Control access to your WebSocket APIs\"", example: "routeKey: join\napiKeyRequired: true"),
        DiagnosticRule(
            4161, .warning, "fixed selection expressions",
            "What chooses integration responses and route responses is fixed by the kind of the integration.",
            source: "\"WebSocket selection expressions\"",
            example: "routeResponseSelectionExpression: $request.body.a"),
        DiagnosticRule(
            4162, .error, "readable selection expressions",
            "Expressions are text with `$name` or `${name}`, at most 128 bytes; `\\$` stands for a dollar.",
            source: "\"WebSocket selection expressions\"", example: "routeSelectionExpression: ${request.body.action"),
        DiagnosticRule(
            4163, .error, "variables of selection expressions",
            "Each expression knows a few variables; any other name would choose nothing.",
            source: "\"WebSocket selection expressions\"", example: "routeSelectionExpression: $request.header.action"),
        DiagnosticRule(
            4165, .error, "targets exist", "A route's `target` is `integrations/` and the name of an integration.",
            source: "API Gateway V2 API reference, Route", example: "target: integrations/ecko"),
        DiagnosticRule(
            4166, .warning, "selected models exist",
            "A route that selects a model and has none refuses every message.",
            source: "\"Request validation for WebSocket APIs\"",
            example: "modelSelectionExpression: $request.body.action"),
        DiagnosticRule(
            4167, .warning, "models are selected", "Without an expression that selects them, models are not used.",
            source: "\"Request validation for WebSocket APIs\"", example: "requestModels: {join: Join}"),
        DiagnosticRule(
            4168, .warning, "two-way routes have a route response",
            "A client is answered where the route has both: the expression and the route response `$default`.",
            source: "\"Set up route responses for WebSocket APIs\"",
            example: "routeResponseSelectionExpression: $default"),
        DiagnosticRule(
            4169, .warning, "route responses are selected",
            "A client is answered where the route has both: the expression and the route response `$default`.",
            source: "\"Set up route responses for WebSocket APIs\"",
            example: "routeResponses: [{routeResponseKey: $default}]"),
        DiagnosticRule(
            4170, .error, "reserved route keys", "Of the keys that begin with `$` there are three.",
            source: "\"Create routes for WebSocket APIs\"", example: "routeKey: $conect"),
        DiagnosticRule(
            4171, .error, "routes have one definition", "Two routes of one key contradict each other.",
            source: "CreateRoute: ConflictException", example: "routes: [{routeKey: join}, {routeKey: join}]"),
        DiagnosticRule(
            4172, .error, "route settings name routes", "A stage's `routeSettings` stand under keys of routes.",
            source: "API Gateway V2 API reference, Stage", example: "routeSettings: {jion: {throttlingRateLimit: 1}}"),
        DiagnosticRule(
            4173, .warning, "routes have an integration", "Something must take the messages of a route.",
            source: "CreateDeployment", example: "routeKey: join"),
        DiagnosticRule(
            4174, .error, "bounded number of routes and integrations",
            "An API has at most 10,000 routes and as many integrations; AWS's quota is 300 of each.",
            source: "Gatewright", example: "routes: […]"),
    ]
}
