// The sentences of GW4060–GW4099: parameter mappings and integration responses, cases in alphabetical order.

import GateSource

extension CompilerProblem {
    var mappingDiagnostic: Diagnostic {
        switch self {
        case .headerRefused(let name, let place):
            return Diagnostic(
                4062, .warning, "header \(quoted(name)) cannot be mapped: every call answers 500", at: place,
                note: "API Gateway takes the mapping and fails each request (observed)")
        case .headerRemapped(let name, let place):
            return Diagnostic(
                4064, .warning, "response header \(quoted(name)) comes out as `x-amzn-Remapped-\(name)`", at: place,
                note: "\"Amazon API Gateway important notes\", dropped and remapped headers")
        case .headerStripped(let name, let place):
            return Diagnostic(
                4063, .warning, "header \(quoted(name)) is dropped after mapping", at: place,
                note: "\"Amazon API Gateway important notes\", dropped and remapped headers")
        case .mappingSide(let source, let place, let target):
            return Diagnostic(
                4068, .error, "\(quoted(source)) does not exist where this mapping runs", at: place,
                labels: [.init(target, "the target")],
                note: "requests are mapped from `method.request`, method responses from `integration.response`; "
                    + "gateway responses have no body and no integration")
        case .parameterNotInPath(let name, let path, let place, let nearest):
            return Diagnostic(
                4071, .warning, "`\(path)` has no parameter `{\(name)}`", at: place,
                note: "the mapping never has a value and is left out", help: write(nearest))
        case .parameterUndeclared(let expression, let place, let nearest):
            return Diagnostic(
                4060, .error, "\(quoted(expression)) is not declared by the method", at: place,
                note: "API Gateway refuses this: `Invalid mapping expression parameter specified`",
                help: write(nearest) ?? "declare the parameter under `parameters`")
        case .pathTargetUnused(let name, let place, let nearest):
            return Diagnostic(
                4061, .warning, "the integration's URI has no `{\(name)}`", at: place,
                note: "the mapping has no effect", help: write(nearest.map { "integration.request.path.\($0)" }))
        case .proxyIgnores(let what, let kind, let place):
            return Diagnostic(4070, .warning, "\(kind) integrations do not use \(what)", at: place)
        case .responseHeaderUndeclared(let name, let status, let place, let nearest):
            return Diagnostic(
                4069, .warning, "header \(quoted(name)) is not declared by the method's response \(status)", at: place,
                note: "API Gateway refuses such a mapping: `Invalid mapping expression parameter specified`",
                help: write(nearest.map { "method.response.header.\($0)" }))
        default: preconditionFailure("a fact without words")
        }
    }

    var responseDiagnostic: Diagnostic {
        switch self {
        case .patternNeverMatches(let place):
            return Diagnostic(
                4084, .warning, "the pattern matches no status", at: place,
                note: "the status, three digits such as `404`, must match as a whole",
                help: "write a pattern such as `4\\d{2}`")
        case .patternShadowed(let place, let earlier):
            return Diagnostic(
                4085, .warning, "the response is never chosen", at: place,
                labels: [.init(earlier, "every status it matches is taken here")],
                note: "the first response whose pattern matches is taken")
        case .patternUnreadable(let reason, let place):
            return Diagnostic(4083, .error, "selection pattern cannot be read: \(reason)", at: place)
        case .responseDefaultTwice(let place, let first):
            return Diagnostic(
                4082, .warning, "a second default response", at: place, labels: [.init(first, "this one is used")],
                note: "`default` and an empty pattern both name the default response")
        case .responseStatusTwice(let status, let place, let first):
            return Diagnostic(
                4086, .note, "API Gateway keeps one integration response for status \(status)", at: place,
                labels: [.init(first, "the other one")], note: "it stores integration responses by status")
        case .responseStatusUndeclared(let status, let place, let declared):
            let list = declared.map { "\($0)" }.joined(separator: ", ")
            return Diagnostic(
                4081, .warning, "the method declares no response \(status)", at: place,
                note: "choosing this integration response answers 500",
                help: declared.isEmpty
                    ? "declare `\"\(status)\"` under `responses`"
                    : "declare `\"\(status)\"` under `responses`, or use one of \(list)")
        case .responsesMissing(let place):
            return Diagnostic(
                4087, .warning, "the integration has no responses: every call answers 500", at: place,
                note: "log text of API Gateway: `No match for output mapping and no default output mapping configured`",
                help: "responses: {default: {statusCode: \"200\"}}")
        case .statusOutside(let value, let place):
            return Diagnostic(4080, .error, "status \(value) is outside 100 to 599", at: place)
        default: preconditionFailure("a fact without words")
        }
    }
}
