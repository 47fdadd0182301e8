// What can be wrong with a WebSocket API. Facts, and their sentences: GW4160–GW4179.

import GateSource

/// A fault of a WebSocket API's definition, or something that will not do what it says.
enum SocketProblem: DiagnosticFact {
    case connectOnly([String], key: String, at: SourceRange)
    case expressionFixed(String, member: String, expected: String, at: SourceRange)
    case expressionUnreadable(String, reason: String, at: SourceRange)
    case expressionVariable(String, member: String, known: [String], at: SourceRange)
    case integrationUnknown(String, at: SourceRange, nearest: String?)
    case modelsMissing(at: SourceRange)
    case modelsUnused(at: SourceRange)
    case responseMissing(at: SourceRange)
    case responseUnused(at: SourceRange)
    case routeReserved(String, at: SourceRange, nearest: String?)
    case routeTwice(String, at: SourceRange, first: SourceRange)
    case routeUnknown(String, at: SourceRange, nearest: String?)
    case routeWithoutTarget(String, at: SourceRange)
    case tooMany(String, count: Int, limit: Int, at: SourceRange)

    /// The worded finding.
    var diagnostic: Diagnostic {
        switch self {
        case .connectOnly(let members, let key, let place):
            let names = members.map { "`\($0)`" }.joined(separator: ", ")
            return Diagnostic(
                4160, .warning, "\(names) of the route \(quoted(key)) \(members.count == 1 ? "has" : "have") no effect",
                at: place, note: "callers are judged once, at `$connect`; messages have no headers and no query")
        case .expressionFixed(let text, let member, let expected, let place):
            return Diagnostic(
                4161, .warning, "\(quoted(text)) is not what `\(member)` can be", at: place,
                note: "the expression is fixed: API Gateway looks at nothing else here", help: "write `\(expected)`")
        case .expressionUnreadable(let text, let reason, let place):
            return Diagnostic(4162, .error, "\(quoted(text)) is no selection expression: \(reason)", at: place)
        case .expressionVariable(let name, let member, let known, let place):
            let list = known.map { $0.hasSuffix(".") ? "`${\($0)NAME}`" : "`${\($0)}`" }.joined(separator: ", ")
            return Diagnostic(
                4163, .error, "`\(member)` cannot name \(quoted(name))", at: place,
                note: "known here: \(list), and paths behind `body`; `\\$` stands for a dollar",
                help: nearestName(name, among: known.map { $0 + ($0.hasSuffix("body") ? ".action" : "") })
                    .map { "write `${\($0)}`" })
        case .integrationUnknown(let name, let place, let nearest):
            return Diagnostic(
                4165, .error, "no integration is named \(quoted(name))", at: place,
                help: nearest.map { "write `integrations/\($0)`" })
        case .modelsMissing(let place):
            return Diagnostic(
                4166, .warning, "the route selects a model and has none", at: place,
                note: "no message satisfies a model that is not there: each is answered `Bad request body`",
                help: "add `requestModels`, or leave the expression out")
        case .modelsUnused(let place):
            return Diagnostic(
                4167, .warning, "the route's models are not used", at: place,
                note: "without `modelSelectionExpression` no message is validated",
                help: "modelSelectionExpression: $request.body.action")
        case .responseMissing(let place):
            return Diagnostic(
                4168, .warning, "the route has no route response: its integration answers nobody", at: place,
                help: "routeResponses: [{routeResponseKey: $default}]")
        case .responseUnused(let place):
            return Diagnostic(
                4169, .warning, "the route response is not used", at: place,
                note: "without `routeResponseSelectionExpression` the route is one-way",
                help: "routeResponseSelectionExpression: $default")
        case .routeReserved(let key, let place, let nearest):
            return Diagnostic(
                4170, .error, "\(quoted(key)) cannot be a route's key", at: place,
                note: "keys with `$` in front are API Gateway's own: `$connect`, `$disconnect`, `$default`",
                help: write(nearest))
        case .routeTwice(let key, let place, let first):
            return Diagnostic(
                4171, .error, "the route \(quoted(key)) is defined twice", at: place, caption: "again here",
                labels: [.init(first, "first here")])
        case .routeUnknown(let key, let place, let nearest):
            return Diagnostic(
                4172, .error, "no route has the key \(quoted(key))", at: place, help: write(nearest))
        case .routeWithoutTarget(let key, let place):
            return Diagnostic(
                4173, .warning, "no integration stands behind the route \(quoted(key))", at: place,
                note: "its messages are answered `Internal server error`; API Gateway refuses to deploy it",
                help: "target: integrations/NAME")
        case .tooMany(let what, let count, let limit, let place):
            return Diagnostic(4174, .error, "\(count) \(what), at most \(limit) are possible", at: place)
        }
    }
}
