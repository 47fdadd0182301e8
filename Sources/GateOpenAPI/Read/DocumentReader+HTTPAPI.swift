// What only documents of HTTP APIs have: CORS at the root, integrations with edits of parameters. AWS:
// "x-amazon-apigateway-cors object", "x-amazon-apigateway-integration object" (read 2026-11).

import GateSource
import GateTree

extension DocumentReader {
    /// Longest time that a preflight's answer is kept, in seconds. AWS: "Cors" in the API reference, maxAge.
    static let maxAgeMax = 86_400

    func cors(_ root: Fields) -> CORSObject? {
        let name = "x-amazon-apigateway-cors"
        guard let node = root.object(name) else { return nil }
        let fields = Fields(node: node, object: "`\(name)`", sink: sink)
        fields.reportUnknown(known: [
            "allowOrigins", "allowMethods", "allowHeaders", "exposeHeaders", "allowCredentials", "maxAge",
        ])
        return CORSObject(
            range: node.keyRange, allowOrigins: fields.texts("allowOrigins"),
            allowMethods: fields.texts("allowMethods"), allowHeaders: fields.texts("allowHeaders"),
            exposeHeaders: fields.texts("exposeHeaders"), allowCredentials: fields.boolean("allowCredentials") ?? false,
            maxAge: fields.integer("maxAge", in: -1...DocumentReader.maxAgeMax))
    }

    private static let routeIntegrationMembers = [
        "type", "uri", "httpMethod", "credentials", "connectionType", "connectionId", "requestParameters",
        "responseParameters", "timeoutInMillis", "tlsConfig", "payloadFormatVersion", "integrationSubtype",
        "description",
    ]

    /// The integration of an HTTP API's route.
    func routeIntegration(_ fields: Fields, at place: SourceRange) -> IntegrationObject? {
        let ofREST = fields.node.members.filter { RESTEvidence.integrationMembers.contains($0.key) }
        fields.reportUnknown(known: DocumentReader.routeIntegrationMembers + ofREST.map(\.key))
        fields.require("type")
        guard let kind = fields.choice("type", IntegrationObject.Kind.self) else { return nil }
        var result = IntegrationObject(kind: kind.value, range: place)
        result.uri = fields.locatedText("uri")
        result.httpMethod = fields.text("httpMethod")
        result.credentials = fields.locatedText("credentials")
        result.connectionType = fields.choice("connectionType", IntegrationObject.ConnectionType.self)
        result.connectionID = fields.locatedText("connectionId")
        result.timeout = fields.integer("timeoutInMillis", in: 0...Int(Int32.max))
        result.requestParameters = fields.namedTexts("requestParameters", areStrings: true)
        result.payloadFormatVersion = fields.text("payloadFormatVersion")
        result.subtype = fields.text("integrationSubtype")
        readTLS(fields, into: &result)
        for member in fields.object("responseParameters")?.members ?? [] {
            guard member.value.kind == .object else {
                fields.wrongType(member.key, member.value, "an object")
                continue
            }
            guard let status = Int(member.key), (200...599).contains(status) else {
                sink.report(
                    OpenAPIProblem.numberOutside(
                        member: "responseParameters", text: member.key, allowed: 200...599, at: member.keyRange))
                continue
            }
            let entry = Fields(node: member.value, object: "the response parameters", sink: sink)
            result.responseParameters.append(
                StatusParametersObject(status: Located(status, at: member.keyRange), parameters: entry.allTexts()))
        }
        return result
    }
}
