// What kind of file a document is: a specification that is read, one of a version that is not, a template of
// CloudFormation, or a description of an HTTP API.

import GateSource
import GateTree

/// Recognises specifications.
enum SpecificationKind {
    /// The specification of a file: the document, or the one that a template holds, with the kind that its resource
    /// has. nil after an error.
    static func specification(
        in root: Node, documents: DocumentSet, sink: DiagnosticSink
    ) -> (Node, SpecifiedKind?)? {
        guard let apis = TemplateAPI.all(in: root) else { return (root, nil) }
        let held = apis.filter { $0.specification != nil }
        let candidates = held.contains { !$0.isHTTP } ? held.filter { !$0.isHTTP } : held
        guard let api = candidates.first else {
            let place = templateMember(root)?.keyRange ?? root.range
            sink.report(OpenAPIProblem.cloudFormationTemplate(at: apis.first?.name.range ?? place))
            return nil
        }
        if candidates.count > 1 {
            sink.report(
                OpenAPIProblem.templateOfSeveral(
                    api.name.value, count: candidates.count, at: api.name.range,
                    others: candidates.dropFirst().prefix(3).map(\.name.range)))
            return nil
        }
        TemplateFinding.read(api, isWhole: false, in: root, sink: sink)
        guard let body = api.document(documents) else { return nil }
        TemplateFinding.idleEvents(of: api, body: body, in: root, sink: sink)
        return (body, api.isHTTP ? .http : nil)
    }

    /// The version, or nil after an error.
    static func version(of root: Node, sink: DiagnosticSink) -> SpecificationVersion? {
        guard root.kind == .object else {
            sink.report(
                OpenAPIProblem.wrongType(
                    member: "the document", found: root.kind, expected: "an object", at: root.range))
            return nil
        }
        guard let member = root.member("openapi") ?? root.member("swagger") else {
            if let template = templateMember(root) {
                sink.report(OpenAPIProblem.cloudFormationTemplate(at: template.keyRange))
                return nil
            }
            let first = root.members.first
            let nearest = root.members.lazy.compactMap { nearestName($0.key, among: ["openapi", "swagger"]) }.first
            let place = first?.keyRange ?? root.range
            sink.report(OpenAPIProblem.specificationMissing(at: place, nearest: nearest))
            return nil
        }
        guard let text = member.value.scalarText, !member.value.isNull else {
            sink.report(
                OpenAPIProblem.wrongType(
                    member: member.key, found: member.value.kind, expected: "a string", at: member.value.range))
            return nil
        }
        if let version = version(text, isSwagger: member.key == "swagger") { return version }
        sink.report(OpenAPIProblem.versionUnknown(text, at: member.value.range))
        return nil
    }

    /// `2.0` (also the number 2), `3.0.x`, `3.1.x`.
    private static func version(_ text: String, isSwagger: Bool) -> SpecificationVersion? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        if isSwagger { return text == "2.0" || text == "2" ? .swagger20 : nil }
        guard parts.first == "3", parts.count >= 2 else { return nil }
        switch parts[1] {
        case "0": return .openAPI30
        case "1": return .openAPI31
        default: return nil
        }
    }

    /// The member that shows a CloudFormation or SAM template.
    private static func templateMember(_ root: Node) -> Member? {
        if let member = root.member("AWSTemplateFormatVersion") { return member }
        guard let resources = root.member("Resources"), resources.value.kind == .object else { return nil }
        let hasTypes = resources.value.members.contains { $0.value["Type"]?.string?.contains("::") ?? false }
        return hasTypes || root["Transform"] != nil ? resources : nil
    }
}

extension TemplateAPI {
    /// The specification, in place or out of the file that is named; nil after an error.
    package func document(_ documents: DocumentSet) -> Node? {
        guard let member = specification else { return nil }
        let isFile = member.key == "DefinitionUri" && member.value.kind == .string
        let body = isFile ? documents.document(named: member.value) : documents.resolve(member.value)
        guard let body else { return nil }
        return body.tree === member.value.tree ? body.asDocument : body
    }
}

/// What shows that a specification is for an HTTP API.
struct HTTPAPIEvidence {
    let name: String
    let range: SourceRange

    private init(_ member: Member) {
        name = member.key
        range = member.keyRange
    }

    /// The first sign, nil when there is none.
    static func find(in root: Node) -> HTTPAPIEvidence? {
        for name in ["x-amazon-apigateway-cors", "x-amazon-apigateway-importexport-version"] {
            if let member = root.member(name) { return HTTPAPIEvidence(member) }
        }
        if let member = root["components"]?.member("x-amazon-apigateway-integrations") {
            return HTTPAPIEvidence(member)
        }
        for scheme in root["components"]?["securitySchemes"]?.members ?? [] {
            guard let authorizer = scheme.value["x-amazon-apigateway-authorizer"] else { continue }
            // JWT authorizers of REST APIs have `issuers`.
            if let member = authorizer["jwtConfiguration"]?.member("issuer")
                ?? authorizer.member("authorizerPayloadFormatVersion")
            {
                return HTTPAPIEvidence(member)
            }
        }
        for path in root["paths"]?.members ?? [] {
            if path.key == "/$default" || path.key == "$default" { return HTTPAPIEvidence(path) }
            for operation in path.value.members {
                if let member = sign(inOperation: operation.value) { return HTTPAPIEvidence(member) }
            }
        }
        return nil
    }

    private static func sign(inOperation operation: Node) -> Member? {
        guard operation.kind == .object else { return nil }
        if let member = operation.member("isDefaultRoute") { return member }
        guard let integration = operation["x-amazon-apigateway-integration"] else { return nil }
        if let member = integration.member("integrationSubtype") { return member }
        if let member = integration.member("payloadFormatVersion"), member.value.scalarText?.hasPrefix("2") ?? false {
            return member
        }
        return integration["requestParameters"]?.members.first { member in
            ["append:", "overwrite:", "remove:"].contains { member.key.hasPrefix($0) }
        }
    }
}

/// Whether a specification is for an HTTP API and no REST API.
package func isHTTPAPI(_ root: Node) -> Bool {
    HTTPAPIEvidence.find(in: root) != nil && RESTEvidence.find(in: root) == nil
}

/// What shows that a specification is for a REST API.
enum RESTEvidence {
    private static let rootExtensions = [
        "x-amazon-apigateway-gateway-responses", "x-amazon-apigateway-request-validators",
        "x-amazon-apigateway-request-validator", "x-amazon-apigateway-policy", "x-amazon-apigateway-binary-media-types",
        "x-amazon-apigateway-api-key-source", "x-amazon-apigateway-minimum-compression-size",
    ]

    static let integrationMembers = [
        "requestTemplates", "passthroughBehavior", "contentHandling", "cacheNamespace", "cacheKeyParameters",
        "responses", "responseTransferMode", "integrationTarget",
    ]

    /// What many HTTP APIs carry along, because tools write it for both kinds.
    private static let weakMembers = ["responses", "passthroughBehavior", "integrationTarget", "responseTransferMode"]

    /// The first sign, nil when there is none.
    static func find(in root: Node) -> Member? {
        if let member = rootExtensions.lazy.compactMap({ root.member($0) }).first { return member }
        for scheme in root["components"]?["securitySchemes"]?.members ?? [] {
            if let member = sign(inAuthorizer: scheme.value["x-amazon-apigateway-authorizer"]) { return member }
        }
        for path in root["paths"]?.members ?? [] {
            for operation in path.value.members {
                guard let integration = operation.value["x-amazon-apigateway-integration"] else { continue }
                if integration["integrationSubtype"] != nil { continue }
                if let type = integration.member("type"),
                    ["aws", "http", "mock"].contains(type.value.string?.lowercased() ?? "")
                {
                    return type
                }
                let strong = integration.members.first {
                    integrationMembers.contains($0.key) && !weakMembers.contains($0.key)
                }
                if let strong { return strong }
            }
        }
        return nil
    }

    private static func sign(inAuthorizer authorizer: Node?) -> Member? {
        if let type = authorizer?.member("type"),
            ["token", "cognito_user_pools"].contains(type.value.string?.lowercased() ?? "")
        {
            return type
        }
        let source = authorizer?.member("identitySource")
        return source?.value.string?.contains("method.request.") == true ? source : nil
    }

    /// Every member that means something in a REST API and nothing in an HTTP API.
    static func members(of root: Node) -> [Member] {
        var found = rootExtensions.compactMap { root.member($0) }
        for path in root["paths"]?.members ?? [] {
            for operation in path.value.members {
                if let member = operation.value.member("x-amazon-apigateway-request-validator") { found.append(member) }
                let integration = operation.value["x-amazon-apigateway-integration"]
                found += (integration?.members ?? []).filter { integrationMembers.contains($0.key) }
            }
        }
        return found
    }
}
