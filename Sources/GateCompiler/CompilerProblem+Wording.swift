// The sentences of GW4000–GW4199, cases in alphabetical order.

import GatePlan
import GateSource

extension CompilerProblem {
    /// The worded finding.
    var diagnostic: Diagnostic {
        switch self {
        case .accessLogUnreadable(let place):
            return Diagnostic(
                4104, .error, "the access log's form cannot be read", at: place,
                note: "a form is text with `$context.…` in it, at most \(AccessLogChoice.bytesMax) bytes",
                help: "write `off`, `json`, `clf`, `xml`, `csv` or such a text")
        case .apiKeysMissing(let place):
            return Diagnostic(
                4024, .note, "an API key is required, but the specification declares none", at: place,
                note: "requests without a key that the gateway knows answer 403 `Forbidden`",
                help: "declare keys for local use under `x-gatewright-api-keys`")
        case .authorizerURI(let text, let place):
            return Diagnostic(
                4025, .warning, "\(quoted(text)) invokes no function", at: place,
                note: "its methods answer 500",
                help: "write `arn:aws:apigateway:REGION:lambda:path/2015-03-31/functions/FUNCTION-ARN/invocations`")
        case .authorizerUnknown(let name, let place, let nearest):
            return Diagnostic(
                4022, .error, "no authorizer is named \(quoted(name))", at: place,
                note: "API Gateway refuses this: `Invalid authorizer ID specified`", help: write(nearest))
        case .contextIsMap, .contextUnknown: return contextDiagnostic
        case .emptySegment, .greedyNotLast, .pathLeftOut, .routeTwice, .segmentMalformed, .variableSibling,
            .variableTwice, .variablesMerged, .variablesTooMany:
            return routeDiagnostic
        case .gatewayResponseFixed(let type, let place):
            return Diagnostic(
                4103, .warning, "the answer \(quoted(type)) cannot be customised", at: place,
                note: "API Gateway answers before it knows the API; the definition has no effect")
        case .gatewayResponseUnknown(let type, let place, let nearest):
            return Diagnostic(
                4100, .error, "\(quoted(type)) is not a gateway response type", at: place, help: write(nearest))
        case .headerRefused, .headerRemapped, .headerStripped, .mappingSide, .parameterNotInPath,
            .parameterUndeclared, .pathTargetUnused, .proxyIgnores, .responseHeaderUndeclared:
            return mappingDiagnostic
        case .issuerUnusable(let text, let reason, let place):
            return Diagnostic(
                4028, .warning, "no keys are found for \(quoted(text)): \(reason)", at: place,
                note: "no token of it lets anybody in")
        case .modelUnknown(let name, let place, let nearest):
            return Diagnostic(
                4023, .error, "no model is named \(quoted(name))", at: place,
                note: "API Gateway refuses this: `Invalid model identifier specified: \(name)`", help: write(nearest))
        case .patternNeverMatches, .patternShadowed, .patternUnreadable, .responseDefaultTwice, .responseStatusTwice,
            .responseStatusUndeclared, .responsesMissing, .statusOutside:
            return responseDiagnostic
        case .policyUnreadable(let reason, let place):
            return Diagnostic(
                4027, .error, "the resource policy cannot be read: \(reason)", at: place,
                note: "a policy that is understood in part could let somebody in")
        case .stageVariableUnknown(let name, let place, let nearest):
            return Diagnostic(
                4067, .note, "stage variable \(quoted(name)) has no value in the specification", at: place,
                note: "a stage must set it; unset, it is left out of mappings, and calls through a URI answer 500",
                help: nearest.map { "write `\($0)`" } ?? "give it a value when you run the API: `--var \(name)=…`")
        case .textIsNotVTL(let directive, let place):
            return Diagnostic(
                4102, .warning, "\(quoted(directive)) in a gateway response template is sent as it stands", at: place,
                note: "such templates are text with `$context.…`, `$stageVariables.…` and `$method.request.…`, not VTL")
        default: return integrationDiagnostic
        }
    }

    private var contextDiagnostic: Diagnostic {
        switch self {
        case .contextIsMap(let name, let place):
            return Diagnostic(
                4066, .warning, "`context.\(name)` is a map, which a parameter mapping leaves out", at: place,
                note: "only single values can be mapped (observed)", help: "name a member, as `context.\(name).…`")
        case .contextUnknown(let name, let place, let nearest):
            return Diagnostic(
                4065, .warning, "`$context` has no \(quoted(name))", at: place,
                note: "it never has a value, so mappings leave it out and texts print nothing",
                help: nearest.map { "write `context.\($0)`" })
        default: return integrationDiagnostic
        }
    }

    private var routeDiagnostic: Diagnostic {
        switch self {
        case .emptySegment(let path, let place):
            return Diagnostic(4004, .error, "\(quoted(path)) has an empty segment", at: place)
        case .greedyNotLast(let name, let place):
            return Diagnostic(
                4002, .error, "`{\(name)+}` is not the last segment", at: place,
                note: "API Gateway refuses this: `Cannot create a child of a resource with a greedy path variable`",
                help: "write `{\(name)}`")
        case .pathLeftOut(let path, let reason, let place, let first):
            return Diagnostic(
                4008, .warning, "\(quoted(path)) is left out: \(reason)", at: place,
                labels: first.map { [.init($0, "this one answers")] } ?? [],
                note: "without `--mock` this is an error; API Gateway refuses it")
        case .routeTwice(let verb, let path, let place, let first):
            return Diagnostic(
                4000, .error, "\(quoted("\(verb) \(path)")) is defined twice", at: place, caption: "again here",
                labels: [.init(first, "first here")],
                note: "paths that differ in a slash at their end are one resource")
        case .segmentMalformed(let segment, let place):
            return Diagnostic(
                4003, .error, "path segment \(quoted(segment)) is neither text nor one whole parameter", at: place,
                note: "a parameter is a whole segment, `{name}` or `{name+}`; text is made of letters, digits and "
                    + "`_`, `-`, `.`, `,`, `:` and the like")
        case .variableSibling(let name, let other, let place, let first):
            return Diagnostic(
                4001, .error, "`{\(name)}` and `{\(other)}` stand at the same place", at: place,
                labels: [.init(first, "here the segment is `{\(other)}`")],
                note: "API Gateway refuses this: `A sibling ({\(other)}) of this resource already has a variable path "
                    + "part -- only one is allowed`",
                help: "use one name for both")
        case .variableTwice(let name, let place):
            return Diagnostic(
                4006, .error, "`{\(name)}` occurs twice in one path", at: place, help: "give one of them another name")
        case .variablesMerged(let name, let other, let place, let first):
            return Diagnostic(
                4007, .warning, "`{\(name)}` and `{\(other)}` are one place of the mock", at: place,
                labels: [.init(first, "here the segment is `{\(other)}`")],
                note: "without `--mock` this is an error; API Gateway refuses two names at one place")
        case .variablesTooMany(let count, let limit, let place):
            return Diagnostic(4005, .error, "a path with \(count) parameters, at most \(limit) are possible", at: place)
        default: return integrationDiagnostic
        }
    }

    private var integrationDiagnostic: Diagnostic {
        switch self {
        case .callerUnknown(let place):
            return Diagnostic(
                4051, .warning, "the method knows no caller whose credentials could sign the call", at: place,
                note: "`arn:aws:iam::*:user/*` is whoever signed the request, as AWS_IAM asks for; calls answer 500",
                help: "x-amazon-apigateway-auth: {type: AWS_IAM}")
        case .integrationMissing(let uses):
            return uses.diagnostic(
                4020, "no integration stands behind \(uses.count == 1 ? "this method" : "these methods")",
                note: "\(uses.methods) without one answer 500; API Gateway refuses to deploy them",
                help: "add `x-amazon-apigateway-integration`, or compile with `--mock`")
        case .mockWithoutTemplate(let place):
            return Diagnostic(
                4088, .warning, "a MOCK integration without a request template answers 500", at: place,
                note: "the template's output names the status: without one the client's body is read for it",
                help: "requestTemplates: {application/json: '{\"statusCode\": 200}'}")
        case .streamLeavesOut(let what, let place, let stream):
            return Diagnostic(
                4049, .warning, "streamed answers are not \(what)", at: place,
                labels: stream == place ? [] : [.init(stream, "`responseTransferMode` is `STREAM`")],
                note: "API Gateway leaves out what needs the whole answer; the backend may do it")
        case .streamPath(let isStreamed, let place):
            return Diagnostic(
                4050, .warning,
                isStreamed
                    ? "the URI invokes a function whose answer is not streamed"
                    : "the URI invokes a function whose answer is streamed", at: place,
                note: "`STREAM` goes with `2021-11-15/functions/…/response-streaming-invocations`, `BUFFERED` with "
                    + "`2015-03-31/functions/…/invocations`; otherwise each call is answered 500",
                help: isStreamed ? "responseTransferMode: BUFFERED" : "responseTransferMode: STREAM")
        case .templateReadsBytes(let type, let place):
            return Diagnostic(
                4047, .warning, "\(quoted(type)) is a binary media type: this template is given bytes", at: place,
                note: "templates cannot read bytes, so each such request is answered 500",
                help: "contentHandling: CONVERT_TO_TEXT")
        case .timeoutOutside(let value, let place):
            return Diagnostic(
                4044, .error, "timeout of \(value) ms", at: place,
                note: "API Gateway takes 50 to 29,000 ms, and up to 900,000 with a raised quota")
        case .timeoutRaised(let value, let place):
            return Diagnostic(
                4045, .warning, "timeout of \(value) ms needs a raised quota", at: place,
                note: "API Gateway takes 50 to 29,000 ms unless an account's quota says otherwise")
        case .uriMissing(let place):
            return Diagnostic(4041, .error, "the integration has no `uri`", at: place)
        case .uriNotHTTP(let text, let place):
            return Diagnostic(
                4042, .error, "\(quoted(text)) is no http or https URI", at: place,
                note: "API Gateway refuses this: `Invalid HTTP endpoint specified for URI`")
        case .uriPlaceholderUnmapped(let name, let place, let nearest):
            return Diagnostic(
                4043, .warning, "nothing is mapped to `{\(name)}`", at: place,
                note: "an unmapped placeholder is sent as it stands",
                help: nearest.map { "write `{\($0)}`" }
                    ?? "integration.request.path.\(name): method.request.path.\(name)")
        case .vpcLinkWithoutID(let place):
            return Diagnostic(4046, .error, "`VPC_LINK` without `connectionId`", at: place)
        case .xmlModelUnchecked(let name, let place):
            return Diagnostic(
                4026, .note, "API Gateway does not check XML bodies against `\(name)`", at: place,
                note: "it validates JSON alone; here the body is read by the model's `xml` rules and then checked")
        default:
            guard let own = httpAPIDiagnostic else { preconditionFailure("a fact without words") }
            return own
        }
    }
}

extension CompilerProblem.Uses {
    /// `the 3 methods` or `the method`.
    var methods: String { count == 1 ? "the method" : "the \(count) methods" }

    fileprivate func diagnostic(_ code: UInt16, _ message: String, note: String?, help: String? = nil) -> Diagnostic {
        Diagnostic(code, .warning, message, at: first, labels: labels, note: note, help: help)
    }
}

/// A user's text in backticks, cut when it is long.
func quoted(_ text: String) -> String { "`\(text.count > 80 ? String(text.prefix(79)) + "…" : text)`" }

/// The help line for a name that was probably meant.
func write(_ nearest: String?) -> String? { nearest.map { "write `\($0)`" } }
