// The rules and sentences of GW4120–GW4139: routes of HTTP APIs, cases in alphabetical order.

import GateSource

extension CompilerProblem {
    /// nil for what is no matter of HTTP APIs.
    var httpAPIDiagnostic: Diagnostic? {
        switch self {
        case .editOfUnknownPath(let name, let path, let place, let nearest):
            return Diagnostic(
                4122, .warning, "`\(path)` has no parameter `{\(name)}`", at: place,
                note: "there is never a value", help: nearest.map { "write `\($0)`" })
        case .serviceParameter(let name, let action, let isMissing, let place, let nearest):
            return Diagnostic(
                4121, .error,
                isMissing
                    ? "`\(action)` needs the parameter `\(name)`" : "`\(action)` has no parameter \(quoted(name))",
                at: place, note: "\"Integration subtype reference for HTTP APIs\"", help: write(nearest))
        case .serviceUncalled(let action, let place):
            return Diagnostic(
                4124, .note, "`\(action)` has no `credentials`: the process's own sign its calls", at: place,
                note: "API Gateway asks for a role that may call the service")
        case .subtypeUnknown(let text, let place, let nearest):
            return Diagnostic(
                4120, .error, "no integration subtype is named \(quoted(text))", at: place, help: write(nearest))
        case .timeoutOfRoute(let value, let place):
            return Diagnostic(
                4123, .error, "timeout of \(value) ms", at: place, note: "HTTP APIs take 50 to 30,000 ms")
        case .uriNotFunction(let text, let place):
            return Diagnostic(
                4125, .error, "\(quoted(text)) invokes no function", at: place,
                help: "write the function's ARN, or `integrationSubtype` for a service")
        default: return nil
        }
    }
}

/// Rules of HTTP APIs.
enum RouteRules {
    static let all = [
        DiagnosticRule(
            4120, .error, "known integration subtypes",
            "`integrationSubtype` names an action of the subtype reference, `SQS-SendMessage` for example.",
            source: "\"Integration subtype reference for HTTP APIs\"",
            example: "integrationSubtype: SQS-SendMesage"),
        DiagnosticRule(
            4121, .error, "parameters of actions",
            "An action of a service has the parameters of the subtype reference, and needs some of them.",
            source: "\"Integration subtype reference for HTTP APIs\"",
            example: "integrationSubtype: SQS-PurgeQueue\nrequestParameters: {QueueURL: x}"),
        DiagnosticRule(
            4122, .warning, "variables of a route's path",
            "`{name}` in a URI and `$request.path.name` have the value of the route's variable of that name.",
            source: "\"Create HTTP integrations for HTTP APIs\"",
            example: "/pets/{id}:\n  get:\n    x-amazon-apigateway-integration: {uri: \"https://example.com/{pet}\"}"),
        DiagnosticRule(
            4123, .error, "timeouts of HTTP APIs",
            "Timeouts are 50 to 30,000 ms.",
            source: "\"Quotas for configuring and running an HTTP API\"",
            example: "timeoutInMillis: 45000"),
        DiagnosticRule(
            4124, .note, "roles of actions",
            "An action is called with the credentials of the integration's role. Without one, the process's own sign "
                + "the call here; API Gateway refuses the integration.",
            source: "\"Create AWS service integrations for HTTP APIs\"",
            example: "integrationSubtype: SQS-SendMessage"),
        DiagnosticRule(
            4125, .error, "functions of HTTP APIs",
            "The URI of an AWS_PROXY integration without a subtype is a function's ARN, or the path that invokes it.",
            source: "\"Create AWS Lambda proxy integrations for HTTP APIs\"",
            example: "type: aws_proxy\nuri: https://example.com/"),
    ]
}
