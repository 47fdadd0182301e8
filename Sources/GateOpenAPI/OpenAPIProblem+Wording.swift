// The sentences of GW2000–GW2199, cases in alphabetical order.

import GateSource
import GateTree

extension OpenAPIProblem {
    /// The worded finding.
    var diagnostic: Diagnostic {
        switch self {
        case .choiceIgnored(let value, let member, let known, let place, let nearest):
            return Diagnostic(
                2023, .warning, "\(quoted(value)) is no value of `\(member)`; it is left out", at: place,
                note: "known values are " + known.map { "`\($0)`" }.joined(separator: ", "),
                help: nearest.map { "write `\($0)`" })
        case .choiceUnknown(let value, let member, let known, let place, let nearest):
            let list = known.map { "`\($0)`" }.joined(separator: ", ")
            return Diagnostic(
                2021, .error, "\(quoted(value)) is no value of `\(member)`", at: place,
                note: known.count > 1 ? "known values are \(list)" : "the one known value is \(list)",
                help: nearest.map { "write `\($0)`" })
        case .cloudFormationTemplate(let place):
            return Diagnostic(
                2003, .error, "the template holds no API with methods or routes", at: place,
                note: "they are read from a specification in `DefinitionBody` or `Body` or in the file that "
                    + "`DefinitionUri` names, from resources `AWS::ApiGateway::Method` and `AWS::ApiGatewayV2::Route`, "
                    + "and from events `Type: Api` and `Type: HttpApi`")
        case .claimReserved, .extensionMisplaced, .extensionNotExecuted, .extensionUnknown, .httpAPIVersion,
            .otherKindOnly:
            return extensionDiagnostic
        case .memberMissing(let member, let object, let place):
            return Diagnostic(2010, .error, "\(object) has no `\(member)`", at: place, help: "add `\(member)`")
        case .memberUnknown(let member, let object, let place, let nearest):
            return Diagnostic(
                2015, .warning, "\(object) has no member \(quoted(member))", at: place, note: "it has no effect",
                help: nearest.map { "write `\($0)`" })
        case .numberOutside(let member, let text, let allowed, let place):
            return Diagnostic(
                2022, .error, "`\(member)` is \(quoted(text)), expected a whole number \(bounds(allowed))", at: place)
        case .operationIDTwice, .parameterTwice, .parameterUnmatched, .parametersNotRead, .pathWithoutSlash,
            .statusMalformed, .verbNotRouted, .verbUnknown:
            return pathDiagnostic
        case .referenceUnread(let text, let place):
            return Diagnostic(
                2016, .warning, "reference \(quoted(text)) leads nowhere", at: place,
                note: "schemas of responses are not enforced, so it has no effect")
        case .schemeUnknown(let name, let place, let nearest):
            return Diagnostic(
                2110, .warning, "no security scheme is named \(quoted(name))", at: place,
                note: "the requirement has no effect: whoever calls may pass", help: nearest.map { "write `\($0)`" })
        case .specificationMissing(let place, let nearest):
            return Diagnostic(
                2001, .error, "the document names no specification: it has neither `openapi` nor `swagger`", at: place,
                help: nearest.map { "write `\($0)`" } ?? "start with `openapi: 3.0.1`")
        case .specificationPartMissing(let member, let object, let place):
            return Diagnostic(
                2011, .warning, "\(object) has no `\(member)`, which OpenAPI requires", at: place)
        case .templateEventIdle(let name, let method, let place):
            return Diagnostic(
                2008, .warning, "the event \(quoted(name)) makes no method", at: place,
                note: "the API has a specification of its own, without \(quoted(method))",
                help: "add the method to it, or write `MergeDefinitions: true` beside it")
        case .templateOfSeveral(let name, let count, let place, let others):
            return Diagnostic(
                2006, .error, "the template holds \(count) specifications", at: place,
                caption: "\(quoted(name)) is one",
                labels: others.map { .init($0, "and here") }, note: "one API is compiled from one file",
                help: "write each specification to a file of its own")
        case .templatePartIdle(let name, let kind, let help, let place):
            return Diagnostic(
                2007, .note, "\(quoted(name)) does nothing here", at: place, note: "it is \(kind)", help: help)
        case .templateRead(let name, let member, let isWhole, let place):
            return Diagnostic(
                2005, .note, "the specification of \(quoted(name)) is read from the template", at: place,
                note: member == "Resources"
                    ? "its resources, methods and events make the specification"
                    : isWhole
                        ? "properties, resources and events of the template add to it"
                        : member == "DefinitionUri" ? "the file it names is read" : nil)
        case .valueDropped(let member, let found, let expected, let place):
            return Diagnostic(
                2014, .warning, "`\(member)` is \(found.phrase), expected \(expected); it is left out", at: place,
                note: "API Gateway drops it on import, with a warning",
                help: found == .object || found == .array ? "write the text in quotes or as a block (`|`)" : nil)
        case .versionUnknown(let text, let place):
            return Diagnostic(
                2002, .error, "specification version \(quoted(text)) is not read", at: place,
                note: "this version reads Swagger 2.0, OpenAPI 3.0 and OpenAPI 3.1")
        case .wrongType(let member, let found, let expected, let place):
            return Diagnostic(2012, .error, "`\(member)` is \(found.phrase), expected \(expected)", at: place)
        }
    }

    private var extensionDiagnostic: Diagnostic {
        switch self {
        case .claimReserved(let name, let place):
            return Diagnostic(
                2034, .error, "\(quoted(name)) is no additional claim", at: place,
                note: "the authorizer checks `iss`, `aud`, `exp`, `nbf`, `iat`, `scope` and `scp` itself")
        case .extensionMisplaced(let name, let found, let belongs, let place):
            return Diagnostic(
                2031, .warning, "`\(name)` has no effect in \(found.phrase)", at: place,
                help: "move it to \(belongs.phrase)")
        case .extensionNotExecuted(let name, let reason, let place):
            return Diagnostic(2032, .note, "`\(name)` has no effect here", at: place, note: reason)
        case .extensionUnknown(let name, let place, let nearest):
            return Diagnostic(
                2030, .warning, "unknown extension \(quoted(name))", at: place, note: "it has no effect",
                help: nearest.map { "write `\($0)`" })
        case .httpAPIVersion(let place, let sign):
            return Diagnostic(
                2004, .error, "HTTP APIs are described in OpenAPI 3, not in Swagger 2.0", at: place,
                labels: sign.map { [.init($0, "this is a part of HTTP APIs")] } ?? [],
                note: "API Gateway imports OpenAPI 3.0 as HTTP APIs")
        case .otherKindOnly(let name, let kind, let place):
            return Diagnostic(
                2033, .warning, "`\(name)` has no effect in \(kind.phrase)", at: place,
                note: kind == .rest
                    ? "it is for HTTP APIs, and the rest of the specification is for a REST API"
                    : "it is for REST APIs",
                help: kind == .rest ? "compile it with `--kind http`, or leave it out" : nil)
        default: preconditionFailure("a fact without words")
        }
    }

    private var pathDiagnostic: Diagnostic {
        switch self {
        case .operationIDTwice(let name, let place, let first):
            return Diagnostic(
                2105, .warning, "`operationId` \(quoted(name)) is used twice", at: place, caption: "again here",
                labels: [.init(first, "first here")], note: "OpenAPI asks for one name for each operation")
        case .parameterTwice(let name, let location, let place, let first):
            return Diagnostic(
                2106, .warning, "\(location) parameter \(quoted(name)) is declared twice", at: place,
                caption: "again here", labels: [.init(first, "first here")], note: "the last declaration holds")
        case .parameterUnmatched(let name, let path, let place, let pathRange, let segments):
            let caption =
                segments.isEmpty
                ? "this path declares no parameter"
                : "this path declares " + segments.map { "`{\($0)}`" }.joined(separator: ", ")
            let help = segments.first.map {
                segments.count == 1
                    ? "write `\($0)`, or rename the segment to `{\(name)}`" : "rename a segment to `{\(name)}`"
            }
            return Diagnostic(
                2107, .error, "path parameter \(quoted(name)) has no matching segment in \(quoted(path))", at: place,
                caption: "used here", labels: [.init(pathRange, caption)], help: help)
        case .parametersNotRead(let kind, let count, let place, let others):
            let subject = count == 1 ? "a \(kind) parameter is" : "\(count) \(kind) parameters are"
            return Diagnostic(
                2104, .warning, "\(subject) not read", at: place, labels: others.map { .init($0, "and here") },
                note: "API Gateway has path, query string and header parameters; it drops others on import")
        case .pathWithoutSlash(let path, let place):
            return Diagnostic(
                2101, .error, "path \(quoted(path)) does not start with `/`", at: place, help: "write `/\(path)`")
        case .statusMalformed(let text, let place):
            return Diagnostic(
                2108, .error, "\(quoted(text)) is no response status", at: place,
                note: "statuses are `100` to `599`, a class such as `4XX`, or `default`")
        case .verbNotRouted(let verb, let place):
            return Diagnostic(
                2103, .warning, "method \(quoted(verb)) is not routed", at: place,
                note: "API Gateway has GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS and ANY")
        case .verbUnknown(let verb, let place, let nearest):
            return Diagnostic(
                2102, .warning, "\(quoted(verb)) is no method of a path", at: place, note: "it has no effect",
                help: nearest.map { "write `\($0)`" })
        default: preconditionFailure("a fact without words")
        }
    }

    private func bounds(_ allowed: ClosedRange<Int>) -> String {
        allowed.upperBound == Int.max
            ? "from \(allowed.lowerBound)" : "from \(allowed.lowerBound) to \(allowed.upperBound)"
    }
}

/// A user's text in backticks, cut when it is long.
private func quoted(_ text: String) -> String { "`\(text.count > 80 ? String(text.prefix(79)) + "…" : text)`" }
