// What kind of file a document is: a specification that is read, one of a version that is not, a template of
// CloudFormation, or a description of an HTTP API.

import GateSource
import GateTree

/// Recognises specifications.
enum SpecificationKind {
    /// The specification of a file: the document, or the one that a template holds. nil after an error.
    static func specification(in root: Node, documents: DocumentSet, sink: DiagnosticSink) -> Node? {
        guard let apis = TemplateAPI.all(in: root) else { return root }
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
        if api.isHTTP {
            sink.report(OpenAPIProblem.httpAPI(reason: "the resource is an HTTP API", at: api.name.range))
            return nil
        }
        TemplateFinding.read(api, isWhole: false, in: root, sink: sink)
        guard let body = api.document(documents) else { return nil }
        TemplateFinding.idleEvents(of: api, body: body, in: root, sink: sink)
        return body
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
    let reason: String
    let range: SourceRange

    /// The first sign, nil when there is none.
    static func find(in root: Node) -> HTTPAPIEvidence? {
        if let member = root.member("x-amazon-apigateway-cors") {
            return HTTPAPIEvidence(
                name: member.key, reason: "CORS configuration is a part of HTTP APIs", range: member.keyRange)
        }
        if let member = root["components"]?.member("x-amazon-apigateway-integrations") {
            return HTTPAPIEvidence(
                name: member.key, reason: "reusable integrations are a part of HTTP APIs", range: member.keyRange)
        }
        for scheme in root["components"]?["securitySchemes"]?.members ?? [] {
            // Those of REST APIs have `issuers`.
            guard let authorizer = scheme.value["x-amazon-apigateway-authorizer"], let type = authorizer["type"],
                type.string?.lowercased() == "jwt", authorizer["jwtConfiguration"]?["issuer"] != nil
            else { continue }
            return HTTPAPIEvidence(
                name: "jwt", reason: "JWT authorizers with one `issuer` are a part of HTTP APIs", range: type.range)
        }
        for path in root["paths"]?.members ?? [] {
            if path.key == "/$default" || path.key == "$default" {
                return HTTPAPIEvidence(
                    name: path.key, reason: "the `$default` route is a part of HTTP APIs", range: path.keyRange)
            }
            for operation in path.value.members {
                if let found = find(inOperation: operation.value) { return found }
            }
        }
        return nil
    }

    private static func find(inOperation operation: Node) -> HTTPAPIEvidence? {
        guard operation.kind == .object else { return nil }
        if let member = operation.member("isDefaultRoute") {
            return HTTPAPIEvidence(
                name: member.key, reason: "default routes are a part of HTTP APIs", range: member.keyRange)
        }
        guard let integration = operation["x-amazon-apigateway-integration"] else { return nil }
        if let member = integration.member("integrationSubtype") {
            return HTTPAPIEvidence(
                name: member.key, reason: "first-class service integrations are a part of HTTP APIs",
                range: member.keyRange)
        }
        if let member = integration.member("payloadFormatVersion"), member.value.scalarText?.hasPrefix("2") ?? false {
            return HTTPAPIEvidence(
                name: member.key, reason: "payload format 2.0 is a part of HTTP APIs", range: member.keyRange)
        }
        return nil
    }
}

/// Whether a specification is for an HTTP API and no REST API.
package func isHTTPAPI(_ root: Node) -> Bool { HTTPAPIEvidence.find(in: root) != nil && !RESTEvidence.exists(in: root) }

/// What shows that a specification is for a REST API.
enum RESTEvidence {
    private static let rootExtensions = [
        "x-amazon-apigateway-gateway-responses", "x-amazon-apigateway-request-validators",
        "x-amazon-apigateway-request-validator", "x-amazon-apigateway-policy", "x-amazon-apigateway-binary-media-types",
        "x-amazon-apigateway-api-key-source", "x-amazon-apigateway-minimum-compression-size",
    ]

    private static let integrationMembers = [
        "requestTemplates", "passthroughBehavior", "contentHandling", "cacheNamespace", "cacheKeyParameters",
    ]

    static func exists(in root: Node) -> Bool {
        if rootExtensions.contains(where: { root.member($0) != nil }) { return true }
        for path in root["paths"]?.members ?? [] {
            for operation in path.value.members {
                guard let integration = operation.value["x-amazon-apigateway-integration"] else { continue }
                if integration["integrationSubtype"] != nil { continue }
                if ["aws", "http", "mock"].contains(integration["type"]?.string?.lowercased() ?? "") { return true }
                if integrationMembers.contains(where: { integration.member($0) != nil }) { return true }
            }
        }
        return false
    }
}
