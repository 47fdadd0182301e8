// What can be wrong with a route spec, beside the members of its objects. Facts, and their sentences: GW2280–GW2289.

import GateSource

/// A fault of a route spec.
enum RouteSpecProblem: DiagnosticFact {
    case identitySource(String, at: SourceRange)
    case parameter(String, at: SourceRange)
    case responseKey(String, at: SourceRange)
    case settingUnused(String, at: SourceRange)
    case target(String, at: SourceRange)

    /// The worded finding.
    var diagnostic: Diagnostic {
        switch self {
        case .identitySource(let text, let place):
            return Diagnostic(
                2280, .error, "\(quoted(text)) is no identity source", at: place,
                note: "sources are `route.request.header.NAME`, `route.request.querystring.NAME`, "
                    + "`stageVariables.NAME` and `context.NAME`")
        case .parameter(let text, let place):
            return Diagnostic(
                2281, .error, "\(quoted(text)) is no parameter of a route", at: place,
                note:
                    "parameters are `route.request.header.NAME` and `route.request.querystring.NAME`, of the handshake")
        case .responseKey(let text, let place):
            return Diagnostic(
                2282, .error, "\(quoted(text)) is no key of an integration response", at: place,
                note: "keys are `$default` and regular expressions between slashes", help: "write `/\(text)/`")
        case .settingUnused(let name, let place):
            return Diagnostic(
                2283, .note, "`\(name)` of a WebSocket API's routes is not carried out", at: place,
                note: "`--execution-log`, or `methodSettings` of `stages` in gatewright.yaml, says what is logged")
        case .target(let text, let place):
            return Diagnostic(
                2284, .error, "\(quoted(text)) is no target", at: place, help: "write `integrations/\(text)`")
        }
    }
}
