// `jwtConfiguration` of JWT authorizers: issuers, what their tokens must say, algorithms. AWS: "JwtConfigurationInput",
// "JwtIssuerInput", "JwtAdditionalClaim" in the API reference.

import GateSource
import GateTree

extension DocumentReader {
    /// Claims that the authorizer checks itself. AWS: "JwtAdditionalClaim", claimName.
    private static let reservedClaims = ["iss", "aud", "exp", "nbf", "iat", "scope", "scp"]

    func readIssuers(_ scheme: Fields, _ authorizer: inout AuthorizerObject) {
        let name = "jwtConfiguration"
        scheme.require(name)
        guard let node = scheme.object(name) else { return }
        let fields = Fields(node: node, object: "`\(name)`", sink: sink)
        for member in ["issuer", "audience"] {
            guard let found = node.member(member) else { continue }
            sink.report(OpenAPIProblem.otherKindOnly(member, kind: .rest, at: found.keyRange))
        }
        fields.reportUnknown(known: ["issuers", "defaultAlgorithms", "issuer", "audience"])
        fields.require("issuers")
        fields.require("defaultAlgorithms")
        authorizer.issuers = (fields.array("issuers") ?? []).compactMap { element in
            guard element.kind == .object else {
                fields.wrongType("issuers", element, "an object")
                return nil
            }
            return issuer(Fields(node: element, object: "the issuer", sink: sink))
        }
        authorizer.algorithms = fields.texts("defaultAlgorithms").compactMap { text in
            if let known = AuthorizerObject.Algorithm(rawValue: text.value) { return Located(known, at: text.range) }
            reportUnknown(text, member: "defaultAlgorithms", known: AuthorizerObject.Algorithm.allCases.map(\.rawValue))
            return nil
        }
    }

    /// The one issuer of an HTTP API's authorizer. AWS: "JWTConfiguration" in the API reference.
    func readIssuer(_ scheme: Fields, _ authorizer: inout AuthorizerObject) {
        let name = "jwtConfiguration"
        scheme.require(name)
        guard let node = scheme.object(name) else { return }
        let fields = Fields(node: node, object: "`\(name)`", sink: sink)
        fields.reportUnknown(known: ["issuer", "audience"])
        fields.require("issuer")
        fields.require("audience")
        guard let issuer = fields.text("issuer") else { return }
        authorizer.issuers = [AuthorizerObject.Issuer(issuer: issuer, audiences: fields.texts("audience"), claims: [])]
        authorizer.algorithms = [.rs256, .rs384, .rs512].map { Located($0, at: issuer.range) }
    }

    private func reportUnknown(_ text: Located<String>, member: String, known: [String]) {
        sink.report(
            OpenAPIProblem.choiceUnknown(
                text.value, member: member, known: known, at: text.range, nearest: nearestName(text.value, among: known)
            ))
    }

    private func issuer(_ fields: Fields) -> AuthorizerObject.Issuer? {
        fields.reportUnknown(known: ["issuer", "audiences", "additionalClaims", "jwksUri"])
        fields.require("issuer")
        fields.require("audiences")
        guard let issuer = fields.text("issuer") else { return nil }
        let claims = (fields.array("additionalClaims") ?? []).compactMap { element -> AuthorizerObject.Claim? in
            guard element.kind == .object else {
                fields.wrongType("additionalClaims", element, "an object")
                return nil
            }
            return claim(Fields(node: element, object: "the claim", sink: sink))
        }
        return AuthorizerObject.Issuer(issuer: issuer, audiences: fields.texts("audiences"), claims: claims)
    }

    private func claim(_ fields: Fields) -> AuthorizerObject.Claim? {
        fields.reportUnknown(known: ["claimName", "format", "required", "expectedValues"])
        fields.require("claimName")
        fields.require("format")
        if let format = fields.text("format"), format.value != "SINGLE_STRING" {
            reportUnknown(format, member: "format", known: ["SINGLE_STRING"])
        }
        guard let name = fields.text("claimName") else { return nil }
        if name.value.isEmpty || DocumentReader.reservedClaims.contains(name.value) {
            sink.report(OpenAPIProblem.claimReserved(name.value, at: name.range))
            return nil
        }
        return AuthorizerObject.Claim(
            name: name, isRequired: fields.boolean("required") ?? false, values: fields.texts("expectedValues"))
    }
}
