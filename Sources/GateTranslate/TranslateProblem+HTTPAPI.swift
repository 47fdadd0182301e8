// The rules and sentences of GW2260–GW2279: HTTP APIs, cases in alphabetical order.

import GateSource

extension TranslateProblem {
    var httpAPIDiagnostic: Diagnostic {
        switch self {
        case .corsCredentials(let place, let origins):
            return Diagnostic(
                2266, .error, "`allowCredentials` goes with named origins", at: place,
                labels: [.init(origins, "every origin is allowed here")],
                note: "API Gateway refuses this: `allow-credentials is not supported if 'allow-origin' is *`")
        case .corsValue(let text, let member, let place):
            return Diagnostic(
                2267, .error, "\(quoted(text)) is no value of `\(member)`", at: place,
                note: member == "allowOrigins"
                    ? "an origin is scheme, host and perhaps port, or one of `*`, `https://*` and `http://*`"
                    : "values are names or `*`")
        case .editKey(let text, let place):
            return Diagnostic(
                2263, .error, "\(quoted(text)) is no edit of a parameter", at: place,
                note: "edits are `append`, `overwrite` or `remove` with `:header.NAME` or, of requests, "
                    + "`:querystring.NAME`; `overwrite:path` of requests, `overwrite:statuscode` of answers")
        case .editOfReserved(let name, let place):
            return Diagnostic(
                2265, .error, "header \(quoted(name)) cannot be edited", at: place,
                note: "API Gateway reserves it: \"Transform API requests and responses\", reserved headers")
        case .editValue(let text, let reason, let place):
            return Diagnostic(2264, .error, "\(quoted(text)) \(reason)", at: place)
        case .kindOfREST(let name, let what, let place):
            return Diagnostic(
                2260, .error, "HTTP APIs have no \(what) of type `\(name)`", at: place,
                note: what == "integration"
                    ? "theirs are `http_proxy` and `aws_proxy`" : "theirs are `jwt` and `request`")
        case .payloadFormat(let text, let expected, let place):
            return Diagnostic(
                2262, .warning, text.map { "\(quoted($0)) is no payload format here" } ?? "no payload format is named",
                at: place, note: "API Gateway refuses this; \(expected) is taken",
                help: "payloadFormatVersion: \"\(expected)\"")
        default: preconditionFailure("a fact without words")
        }
    }
}

/// Rules of HTTP APIs.
enum HTTPAPIRules {
    static let all = [
        DiagnosticRule(
            2260, .error, "kinds that HTTP APIs have",
            "Integrations of HTTP APIs are HTTP_PROXY and AWS_PROXY, their authorizers JWT and REQUEST. API Gateway "
                + "leaves others out of an import with a warning.",
            source: "\"Choose between REST APIs and HTTP APIs\"",
            example: "(with --kind http)\nx-amazon-apigateway-integration: {type: mock}"),
        DiagnosticRule(
            2262, .warning, "payload formats of HTTP APIs",
            "`payloadFormatVersion` is `1.0` or `2.0` for functions and `1.0` for everything else; authorizers have "
                + "`authorizerPayloadFormatVersion`.",
            source: "\"x-amazon-apigateway-integration object\", payloadFormatVersion",
            example: "type: aws_proxy\npayloadFormatVersion: \"3.0\""),
        DiagnosticRule(
            2263, .error, "edits of parameters",
            "The keys of `requestParameters` and `responseParameters` say what is done, and to what.",
            source: "\"Transform API requests and responses for HTTP APIs\"",
            example: "requestParameters: {integration.request.header.x: \"'1'\"}"),
        DiagnosticRule(
            2264, .error, "values of edits",
            "A value is text, one expression such as `$request.header.x`, or text with expressions in `${…}`.",
            source: "\"Transform API requests and responses for HTTP APIs\"",
            example: "requestParameters: {\"append:header.x\": $request.cookie.x}"),
        DiagnosticRule(
            2265, .error, "reserved headers",
            "Some headers are the gateway's own, or the protocol's, and no edit may touch them.",
            source: "\"Transform API requests and responses for HTTP APIs\", reserved headers",
            example: "requestParameters: {\"overwrite:header.authorization\": \"x\"}"),
        DiagnosticRule(
            2266, .error, "credentials and origins",
            "Browsers send credentials to an API that names their origin, not to one that allows every one.",
            source: "\"Configure CORS for HTTP APIs\"; Fetch standard, \"CORS protocol\"",
            example: "x-amazon-apigateway-cors: {allowOrigins: [\"*\"], allowCredentials: true}"),
        DiagnosticRule(
            2267, .error, "values of CORS",
            "Origins have no path, methods and headers are names.",
            source: "\"Cors\" in the API reference",
            example: "x-amazon-apigateway-cors: {allowOrigins: [https://example.com/]}"),
    ]
}
