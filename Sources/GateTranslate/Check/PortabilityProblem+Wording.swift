// The sentences of GW2300–GW2399, cases in alphabetical order.

import GateSource

extension PortabilityProblem {
    /// The worded finding.
    var diagnostic: Diagnostic {
        switch self {
        case .fileTooLarge, .modelsTooLarge, .quotaExceeded, .tooManyResources: return sizeDiagnostic
        case .attributeDropped, .bodyModelDropped, .dropped, .keywordDropped, .localExtension, .serversDropped:
            return droppedDiagnostic
        case .issuerNotHTTPS(let issuer, let place):
            return Diagnostic(
                2321, .warning, "AWS refuses the issuer \(quoted(issuer))", at: place,
                note: "an issuer is an absolute `https` URL")
        case .modelName(let name, let places):
            let subject = places.count == 1 ? "the model name" : "\(places.count) model names, the first is"
            return places.diagnostic(
                2302, "AWS refuses \(subject) \(quoted(name))",
                note: "names of models are letters and digits (`Model name must be alphanumeric`)")
        case .otherFile(let places):
            return places.diagnostic(
                2311, "AWS does not follow references to other files",
                help: "write what they name into this document")
        case .parameterName(let name, let place, let first):
            return Diagnostic(
                2304, .warning, "AWS refuses two parameters \(quoted(name)) in different places", at: place,
                labels: [.init(first, "the other one")],
                note: "`Parameter names must be unique across querystring, header and path`")
        case .partReference(let places):
            return places.diagnostic(
                2319, "AWS refuses references into the inside of a model here",
                note: "`allOf`, `anyOf` and `oneOf` may name whole models",
                help: "make the part a model of its own")
        case .pathCharacter(let character, let places):
            return places.diagnostic(
                2316, "AWS refuses \(quoted(character)) in a path",
                note: "segments hold letters, digits and `_`, `-`, `.`, `,`, `:`, or are one parameter")
        case .primitiveResponse(let type, let places):
            return places.diagnostic(
                2315, "AWS refuses a response whose schema is of type \(quoted(type)) in place",
                help: "make the schema a model and refer to it")
        case .requirementsJoined(let places):
            return places.diagnostic(
                2314, "AWS asks for all of these requirements, OpenAPI for one of them", severity: .note,
                note: "a method has one authorizer, and an API key beside it")
        case .reservedPath(let path, let place):
            return Diagnostic(
                2317, .warning, "AWS answers \(quoted(path)) itself on custom domains", at: place,
                note: "`/ping` and `/sping` are health checks of the service")
        case .responseReference(let places):
            return places.diagnostic(
                2303, "AWS does not follow references to responses",
                help: "write the response in place, with a reference to its schema")
        case .statusClass(let places):
            return places.diagnostic(2306, "AWS has no responses for classes of statuses")
        case .versionRefused(let place):
            return Diagnostic(
                2300, .warning, "AWS does not import OpenAPI 3.1", at: place, help: "write `3.0.1` for AWS")
        }
    }

    private var droppedDiagnostic: Diagnostic {
        switch self {
        case .attributeDropped(let name, let places):
            return places.diagnostic(
                2310, "AWS drops `\(name)` of parameters",
                note: "a parameter keeps its name, place, type, description and whether it is required")
        case .bodyModelDropped(let type, let places):
            return places.diagnostic(
                2312, "AWS keeps no model for bodies of \(quoted(type))",
                note: "models of `application/json` are kept; other bodies pass unchecked")
        case .dropped(let name, let places): return places.diagnostic(2305, "AWS drops \(name) on import")
        case .keywordDropped(let keyword, let effect, let places):
            return places.diagnostic(2309, "models of AWS have no `\(keyword)`", note: effect)
        case .localExtension(let name, let place):
            return Diagnostic(
                2301, .warning, "AWS does not know `\(name)`", at: place,
                note: "what it says stands outside of a specification for AWS")
        case .serversDropped(let places):
            return places.diagnostic(
                2313, "AWS reads one base path and drops the other servers",
                note: "it is the variable `basePath`, or the path of the first server")
        default: preconditionFailure("a fact without words")
        }
    }

    private var sizeDiagnostic: Diagnostic {
        switch self {
        case .fileTooLarge(let bytes, let limit, let place):
            return Diagnostic(
                2308, .warning, "the file has \(bytes) bytes, AWS imports at most \(limit)", at: place,
                note: "\"Develop REST APIs using OpenAPI\"")
        case .modelsTooLarge(let bytes, let limit, let place):
            return Diagnostic(
                2318, .warning, "the models take \(bytes) bytes, AWS takes \(limit) in an API", at: place,
                note: "\"API Gateway quotas\"")
        case .quotaExceeded(let quota, let count, let place):
            return Diagnostic(
                2320, .warning, "\(count) \(quota.noun), AWS takes \(quota.limit) \(quota.holder)", at: place,
                note: quota.isFixed ? "\"API Gateway quotas\"" : "\"API Gateway quotas\"; the quota can be raised")
        case .tooManyResources(let count, let limit, let place):
            return Diagnostic(
                2307, .warning, "\(count) resources, AWS takes \(limit) in an API", at: place,
                caption: "resource \(limit + 1)", note: "\"API Gateway quotas\"; the quota can be raised")
        default: preconditionFailure("a fact without words")
        }
    }
}

extension PortabilityProblem.Quota {
    fileprivate var noun: String {
        switch self {
        case .audiences: "audiences"
        case .authorizers: "authorizers"
        case .documentationParts: "documentation parts"
        case .integrations: "integrations"
        case .policyCharacters: "characters of resource policy"
        case .routes: "routes"
        case .scopes: "scopes"
        }
    }

    fileprivate var holder: String {
        switch self {
        case .audiences: "of an authorizer"
        case .scopes: "of a route"
        default: "in an API"
        }
    }

    fileprivate var isFixed: Bool { self == .audiences || self == .scopes }
}

extension Places {
    fileprivate func diagnostic(
        _ code: UInt16, _ message: String, severity: Severity = .warning, note: String? = nil, help: String? = nil
    ) -> Diagnostic {
        Diagnostic(code, severity, message, at: first, labels: labels, note: note, help: help)
    }
}
