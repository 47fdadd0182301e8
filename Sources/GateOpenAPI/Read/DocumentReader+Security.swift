// Security schemes, authorizers and requirements.

import GateSource
import GateTree

extension DocumentReader {
    func securitySchemes(_ components: Fields?) -> [SecurityScheme] {
        let key = version == .swagger20 ? "securityDefinitions" : "securitySchemes"
        guard let map = components?.object(key) else { return [] }
        return map.members.compactMap { member in
            guard let node = documents.resolve(member.value) else { return nil }
            guard node.kind == .object else {
                sink.report(
                    OpenAPIProblem.wrongType(
                        member: member.key, found: node.kind, expected: "an object", at: member.keyRange))
                return nil
            }
            return securityScheme(Located(member.key, at: member.keyRange), node)
        }
    }

    private func securityScheme(_ name: Located<String>, _ node: Node) -> SecurityScheme? {
        ExtensionTable.check(node, .securityScheme, sink: sink)
        let fields = Fields(node: node, object: "the security scheme", sink: sink)
        guard let type = fields.text("type") else {
            if fields.value("type") == nil {
                sink.report(OpenAPIProblem.memberMissing("type", object: "the security scheme", at: name.range))
            }
            return nil
        }
        let known = SecurityScheme.Kind.allCases
        guard let kind = known.first(where: { $0.rawValue.lowercased() == type.value.lowercased() }) else {
            let names = known.map(\.rawValue)
            sink.report(
                OpenAPIProblem.choiceIgnored(
                    type.value, member: "type", known: names, at: type.range,
                    nearest: nearestName(type.value, among: names)))
            return nil
        }
        return SecurityScheme(
            name: name, kind: Located(kind, at: type.range), parameterName: fields.text("name"),
            isInHeader: (fields.text("in")?.value ?? "header") == "header",
            authType: fields.text("x-amazon-apigateway-authtype"), authorizer: authorizer(fields), node: node)
    }

    private static let authorizerMembers = [
        "type", "authorizerUri", "authorizerCredentials", "identitySource", "identityValidationExpression",
        "authorizerResultTtlInSeconds", "providerARNs", "enableSimpleResponses", "authorizerPayloadFormatVersion",
        "jwtConfiguration",
    ]

    /// Longest time an authorizer's answer is kept, in seconds. AWS: "x-amazon-apigateway-authorizer object".
    static let resultTTLMax = 3600

    private func authorizer(_ scheme: Fields) -> AuthorizerObject? {
        let name = "x-amazon-apigateway-authorizer"
        guard let node = scheme.object(name) else { return nil }
        let fields = Fields(node: node, object: "`\(name)`", sink: sink)
        fields.reportUnknown(known: DocumentReader.authorizerMembers)
        fields.require("type")
        guard let kind = fields.choice("type", AuthorizerObject.Kind.self) else { return nil }
        var authorizer = AuthorizerObject(kind: kind.value, range: node.keyRange)
        authorizer.uri = fields.locatedText("authorizerUri")
        authorizer.credentials = fields.text("authorizerCredentials")
        authorizer.identitySource = fields.locatedText("identitySource")
        authorizer.validationExpression = fields.locatedText("identityValidationExpression")
        authorizer.resultTTL = fields.integer("authorizerResultTtlInSeconds", in: 0...DocumentReader.resultTTLMax)
        authorizer.providerARNs = fields.texts("providerARNs")
        authorizer.payloadFormatVersion = fields.text("authorizerPayloadFormatVersion")
        authorizer.hasSimpleResponses = fields.boolean("enableSimpleResponses") ?? false
        switch kind.value {
        case .token, .request: fields.require("authorizerUri")
        case .cognitoUserPools: fields.require("providerARNs")
        case .jwt: self.kind == .http ? readIssuer(fields, &authorizer) : readIssuers(fields, &authorizer)
        }
        if kind.value != .jwt, let found = node.member("jwtConfiguration") {
            sink.report(
                OpenAPIProblem.memberUnknown(
                    "jwtConfiguration", object: "an authorizer of this type", at: found.keyRange, nearest: nil))
        }
        if self.kind == .rest, authorizer.hasSimpleResponses, let found = node.member("enableSimpleResponses") {
            sink.report(OpenAPIProblem.otherKindOnly("enableSimpleResponses", kind: .rest, at: found.keyRange))
        }
        return authorizer
    }

    /// The requirements of an operation or of the document; nil when there is no `security`.
    func security(_ fields: Fields) -> [SecurityRequirement]? {
        guard let list = fields.array("security") else { return nil }
        return list.compactMap { element in
            guard element.kind == .object else {
                fields.wrongType("security", element, "an object")
                return nil
            }
            let entries = element.members.compactMap { member -> SecurityRequirement.Entry? in
                guard schemeNames.contains(member.key) else {
                    if unknownSchemes.insert(member.key).inserted {
                        let nearest = nearestName(member.key, among: schemeList)
                        sink.report(OpenAPIProblem.schemeUnknown(member.key, at: member.keyRange, nearest: nearest))
                    }
                    return nil
                }
                let scopes = member.value.elements.compactMap(\.scalarText)
                return SecurityRequirement.Entry(scheme: Located(member.key, at: member.keyRange), scopes: scopes)
            }
            return SecurityRequirement(range: element.range, entries: entries)
        }
    }
}
