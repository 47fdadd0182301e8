// The rules behind GW2280–GW2289, for `gatewright explain`.

import GateSource

/// Rules of route specs.
package enum RouteSpecRules {
    package static let all = [
        DiagnosticRule(
            2280, .error, "identity sources of routes",
            "What an authorizer of a WebSocket API asks for stands in the handshake, a stage variable or the context.",
            source: "API Gateway V2 API reference, Authorizer", example: "identitySource: [$request.header.Auth]"),
        DiagnosticRule(
            2281, .error, "parameters of routes",
            "A route's `requestParameters` declare headers and query parameters of the handshake.",
            source: "API Gateway V2 API reference, Route", example: "requestParameters: {token: {required: true}}"),
        DiagnosticRule(
            2282, .error, "keys of integration responses",
            "An integration response is chosen by a regular expression between slashes, or is the default one.",
            source: "\"Set up a WebSocket API integration responses\"", example: "integrationResponseKey: \"400\""),
        DiagnosticRule(
            2283, .note, "settings of routes",
            "Of a stage's route settings the throttles are carried out. What is logged of events stands in `methodSettings` "
                + "of gatewright.yaml's `stages`, or is `--execution-log`'s.",
            source: "Gatewright", example: "defaultRouteSettings: {loggingLevel: INFO}"),
        DiagnosticRule(
            2284, .error, "targets of routes", "A route's target is `integrations/` and the name of an integration.",
            source: "API Gateway V2 API reference, Route", example: "target: echo"),
    ]
}
