// The sentences of GW2200–GW2299, cases in alphabetical order.

import GateSource

extension TranslateProblem {
    /// The worded finding.
    var diagnostic: Diagnostic {
        switch self {
        case .corsCredentials, .corsValue, .editKey, .editOfReserved, .editValue, .kindOfREST, .payloadFormat:
            return httpAPIDiagnostic
        case .arnExpected, .arnWithoutAction, .httpMethodMissing, .httpMethodUnknown, .lambdaNeedsPOST,
            .proxyOfService, .streamNeedsProxy:
            return integrationDiagnostic
        case .bodyNotValidated(let type, let place):
            return Diagnostic(
                2202, .note, "bodies of \(quoted(type)) are not validated", at: place,
                note: "API Gateway validates `application/json` only; XML is validated here as well")
        case .cacheKey(let text, let isUnmapped, let help, let place):
            return Diagnostic(
                2233, .error,
                isUnmapped ? "no parameter mapping sets \(quoted(text))" : "\(quoted(text)) tells no answers apart",
                at: place, note: "API Gateway refuses this: `Invalid cache key parameter specified`",
                help: help.map { "write `\($0)`" })
        case .identitySource(let text, let isHTTP, let place):
            let names =
                isHTTP
                ? "`$request.header.NAME`, `$request.querystring.NAME`, `$stageVariables.NAME` and `$context.NAME`"
                : "`method.request.header.NAME`, `method.request.querystring.NAME`, `stageVariables.NAME` and "
                    + "`context.NAME`"
            return Diagnostic(
                2213, .error, "\(quoted(text)) is no identity source", at: place,
                note: "sources are \(names), separated by commas")
        case .mappingSource(let text, let help, let place):
            return Diagnostic(
                2231, .error, "\(quoted(text)) is no mapping expression", at: place,
                note: "API Gateway refuses this: `Invalid mapping expression specified`",
                help: help.map { "write `\($0)`" })
        case .mappingTarget(let text, let known, let place):
            return Diagnostic(
                2230, .error, "\(quoted(text)) is no target of a mapping", at: place,
                note: "targets here are " + known.map { "`\($0)NAME`" }.joined(separator: ", "))
        case .pathTooLong(let bytes, let segments, let place):
            return Diagnostic(
                2203, .error,
                bytes > Translator.pathBytesMax
                    ? "a path of \(bytes) bytes, at most \(Translator.pathBytesMax) are possible"
                    : "a path of \(segments) segments, at most \(Translator.segmentsMax) are possible",
                at: place, note: "no request has a longer target")
        case .policyMember(let name, let place, let nearest):
            return Diagnostic(
                2242, .error, "a policy has no member \(quoted(name)) here", at: place,
                note: "API Gateway refuses this: `Invalid policy document`", help: nearest.map { "write `\($0)`" })
        case .policyPartMissing(let name, let place):
            return Diagnostic(
                2241, .error, "the policy has no `\(name)`", at: place,
                note: "API Gateway refuses this: `Invalid policy document`")
        case .policyValue(let member, let found, let place):
            return Diagnostic(
                2240, .error, "`\(member)` is \(quoted(found))", at: place,
                note: member == "Effect" ? "an effect is `Allow` or `Deny`" : "a statement is an object")
        case .referenceOpen(let text, let place):
            return Diagnostic(
                2250, .warning, "\(quoted(text)) does not exist; the mock takes anything there", at: place,
                note: "without `--mock` this is an error; mocks answer `null` for it")
        case .rootSecurityApplied(let count, let place):
            let subject = count == 1 ? "one operation" : "\(count) operations"
            return Diagnostic(
                2212, .note, "the document's `security` holds for \(subject) without their own", at: place,
                note: "AWS's guide says that it is ignored, recorded imports apply it",
                help: "name `security` in each operation to be sure")
        case .schemeWithoutEffect(let name, let kind, let place, let definition):
            return Diagnostic(
                2210, .warning, "security scheme \(quoted(name)) is not enforced", at: place,
                labels: [.init(definition, "defined here")],
                note: kind == "apiKey"
                    ? "an API key counts when it is the header `x-api-key`; anything else needs an authorizer"
                    : "API Gateway enforces API keys, IAM and authorizers; schemes of type `\(kind)` are for clients",
                help: "add `x-amazon-apigateway-authorizer` to the scheme")
        case .secondAuthorizer(let name, let place):
            return Diagnostic(
                2211, .warning, "authorizer \(quoted(name)) has no effect: the method has one already", at: place,
                note: "a method has one authorizer; the first is used")
        case .targetWithoutEffect(let text, let place):
            return Diagnostic(
                2232, .warning, "\(quoted(text)) has no effect", at: place, note: "a gateway response has headers only")
        case .tooManyResources(let limit, let place):
            return Diagnostic(
                2204, .error, "more than \(limit) resources", at: place,
                note: "each segment of a path is a resource; the rest of the paths is left out")
        case .validatorUnknown(let name, let place, let nearest):
            return Diagnostic(
                2201, .warning, "no request validator is named \(quoted(name))", at: place,
                note: "API Gateway takes this on import; the requests are not validated",
                help: nearest.map { "write `\($0)`" } ?? "define it under `x-amazon-apigateway-request-validators`")
        }
    }

    private var integrationDiagnostic: Diagnostic {
        switch self {
        case .arnExpected(let text, let place):
            return Diagnostic(
                2222, .error, "\(quoted(text)) is no ARN of an integration", at: place,
                note: "API Gateway refuses this: `Invalid ARN specified in the request`",
                help: "arn:aws:apigateway:REGION:SERVICE:path/…")
        case .arnWithoutAction(let text, let place):
            return Diagnostic(
                2223, .error, "\(quoted(text)) names neither path nor action", at: place,
                note: "API Gateway refuses this: `AWS ARN for integration must contain path or action`")
        case .httpMethodMissing(let place):
            return Diagnostic(
                2220, .error, "the integration has no `httpMethod`", at: place,
                note: "API Gateway refuses this: `Enumeration value for HttpMethod must be non-empty`",
                help: "add `httpMethod`; `ANY` sends the client's")
        case .httpMethodUnknown(let text, let place, let nearest):
            return Diagnostic(
                2221, .error, "\(quoted(text)) is no method of an integration", at: place,
                note: "known are GET, PUT, POST, DELETE, PATCH, OPTIONS, HEAD and ANY",
                help: nearest.map { "write `\($0)`" })
        case .lambdaNeedsPOST(let verb, let place):
            return Diagnostic(
                2225, .warning, "a Lambda function is called with \(quoted(verb)), expected `POST`", at: place,
                note: "API Gateway takes this, and every call answers 500", help: "write `POST`")
        case .proxyOfService(let service, let place):
            return Diagnostic(
                2224, .error,
                service == "lambda"
                    ? "the path invokes no Lambda function"
                    : "AWS_PROXY integrations do not reach \(quoted(service))", at: place,
                note: "API Gateway refuses this: `Integrations of type 'AWS_PROXY' currently only supports Lambda "
                    + "function and Firehose stream invocations.`",
                help: service == "lambda"
                    ? "write `…:lambda:path/2015-03-31/functions/FUNCTION-ARN/invocations`" : "write `type: aws`")
        case .streamNeedsProxy(let place):
            return Diagnostic(
                2226, .error, "`responseTransferMode` `STREAM` is for proxy integrations", at: place,
                note: "only HTTP_PROXY and AWS_PROXY stream")
        default: preconditionFailure("a fact without words")
        }
    }
}

/// A user's text in backticks, cut when it is long.
func quoted(_ text: String) -> String { "`\(text.count > 80 ? String(text.prefix(79)) + "…" : text)`" }
