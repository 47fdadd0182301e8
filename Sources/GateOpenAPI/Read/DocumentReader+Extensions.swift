// The objects behind extensions at the root and in operations.

import GateSource
import GateTree

extension DocumentReader {
    // MARK: Root

    /// Largest minimum for compression, in bytes. AWS: "Invalid minimum compression size, must be between 0 and
    /// 10485760".
    static let compressionSizeMax = 10_485_760

    func rootExtensions(_ fields: Fields) -> RootExtensions {
        var result = RootExtensions()
        result.apiKeySource = fields.choice("x-amazon-apigateway-api-key-source", RootExtensions.APIKeySource.self)
        result.binaryMediaTypes = fields.texts("x-amazon-apigateway-binary-media-types")
        result.minimumCompressionSize = fields.integer(
            "x-amazon-apigateway-minimum-compression-size", in: 0...DocumentReader.compressionSizeMax)
        result.policy = fields.object("x-amazon-apigateway-policy")
        result.requestValidator = fields.text("x-amazon-apigateway-request-validator")
        result.requestValidators = requestValidators(fields)
        result.gatewayResponses = gatewayResponses(fields)
        result.localAPIKeys = fields.namedTexts("x-gatewright-api-keys")
        result.localStageVariables = fields.namedTexts("x-gatewright-stage-variables")
        result.localAccessLog = fields.locatedText("x-gatewright-access-log")
        if kind == .http { result.cors = cors(fields) }
        return result
    }

    private func requestValidators(_ fields: Fields) -> [RequestValidatorObject] {
        guard let map = fields.object("x-amazon-apigateway-request-validators") else { return [] }
        return map.members.compactMap { member in
            guard member.value.kind == .object else {
                fields.wrongType(member.key, member.value, "an object")
                return nil
            }
            let validator = Fields(node: member.value, object: "the request validator", sink: sink)
            validator.reportUnknown(known: ["validateRequestBody", "validateRequestParameters"])
            return RequestValidatorObject(
                name: Located(member.key, at: member.keyRange),
                validatesBody: validator.boolean("validateRequestBody") ?? false,
                validatesParameters: validator.boolean("validateRequestParameters") ?? false)
        }
    }

    private func gatewayResponses(_ fields: Fields) -> [GatewayResponseObject] {
        guard let map = fields.object("x-amazon-apigateway-gateway-responses") else { return [] }
        return map.members.compactMap { member in
            guard member.value.kind == .object else {
                fields.wrongType(member.key, member.value, "an object")
                return nil
            }
            let response = Fields(node: member.value, object: "the gateway response", sink: sink)
            response.reportUnknown(known: ["statusCode", "responseParameters", "responseTemplates"])
            return GatewayResponseObject(
                type: Located(member.key, at: member.keyRange),
                statusCode: response.integer("statusCode", in: 100...599),
                parameters: response.namedTexts("responseParameters", areStrings: true),
                templates: response.namedTexts("responseTemplates"))
        }
    }

    // MARK: Integration

    private static let integrationMembers = [
        "type", "uri", "httpMethod", "credentials", "connectionType", "connectionId", "integrationTarget",
        "cacheNamespace", "cacheKeyParameters", "contentHandling", "passthroughBehavior", "requestParameters",
        "requestTemplates", "responses", "timeoutInMillis", "tlsConfig", "responseTransferMode", "payloadFormatVersion",
        "integrationSubtype",
    ]

    func integration(_ operation: Fields) -> IntegrationObject? {
        let name = "x-amazon-apigateway-integration"
        guard var node = operation.object(name) else { return nil }
        if kind == .http {
            let place = node.keyRange
            // Integrations of HTTP APIs may be shared by reference.
            guard let target = documents.resolve(node) else { return nil }
            node = target
            guard node.kind == .object else {
                operation.wrongType(name, node, "an object")
                return nil
            }
            return routeIntegration(Fields(node: node, object: "`\(name)`", sink: sink), at: place)
        }
        let fields = Fields(node: node, object: "`\(name)`", sink: sink)
        fields.reportUnknown(known: DocumentReader.integrationMembers)
        fields.require("type")
        guard let kind = fields.choice("type", IntegrationObject.Kind.self) else { return nil }
        var result = IntegrationObject(kind: kind.value, range: node.keyRange)
        result.uri = fields.locatedText("uri")
        result.httpMethod = fields.text("httpMethod")
        result.credentials = fields.locatedText("credentials")
        result.connectionType = fields.choice("connectionType", IntegrationObject.ConnectionType.self)
        result.connectionID = fields.locatedText("connectionId")
        result.integrationTarget = fields.locatedText("integrationTarget")
        result.timeout = fields.integer("timeoutInMillis", in: 0...Int(Int32.max))
        result.passthrough = fields.choice("passthroughBehavior", IntegrationObject.Passthrough.self)?.value
        result.contentHandling = fields.choice("contentHandling", IntegrationObject.ContentHandling.self)?.value
        result.requestParameters = fields.namedTexts("requestParameters", areStrings: true)
        result.requestTemplates = fields.namedTexts("requestTemplates")
        result.cacheNamespace = fields.text("cacheNamespace")
        result.cacheKeyParameters = fields.texts("cacheKeyParameters")
        result.transferMode = fields.choice("responseTransferMode", IntegrationObject.TransferMode.self)?.value
        readTLS(fields, into: &result)
        readResponses(fields, into: &result)
        if let target = node.member("integrationTarget"), !target.value.isNull,
            result.connectionType?.value != .vpcLink
        {
            sink.report(
                OpenAPIProblem.extensionNotExecuted(
                    target.key, reason: "it names a listener behind a VPC link", at: target.keyRange))
        }
        return result
    }

    func readTLS(_ integration: Fields, into result: inout IntegrationObject) {
        guard let node = integration.object("tlsConfig") else { return }
        let fields = Fields(node: node, object: "`tlsConfig`", sink: sink)
        fields.reportUnknown(known: ["insecureSkipVerification", "serverNameToVerify"])
        result.skipsTLSVerification = fields.boolean("insecureSkipVerification") ?? false
        result.tlsServerName = fields.text("serverNameToVerify")
    }

    private static let responseMembers = ["statusCode", "responseParameters", "responseTemplates", "contentHandling"]

    private func readResponses(_ integration: Fields, into result: inout IntegrationObject) {
        guard let map = integration.object("responses") else { return }
        for member in map.members {
            guard member.value.kind == .object else {
                integration.wrongType(member.key, member.value, "an object")
                continue
            }
            let fields = Fields(node: member.value, object: "the integration response", sink: sink)
            fields.reportUnknown(known: DocumentReader.responseMembers)
            fields.require("statusCode")
            let parameters = fields.namedTexts("responseParameters", areStrings: true)
            let templates = fields.namedTexts("responseTemplates")
            let handling = fields.choice("contentHandling", IntegrationObject.ContentHandling.self)?.value
            guard let status = fields.integer("statusCode", in: 100...599) else { continue }
            result.responses.append(
                IntegrationResponseObject(
                    pattern: keyText(member), statusCode: status, parameters: parameters, templates: templates,
                    contentHandling: handling))
        }
    }

    /// A key with the way back when it stands in the source as it is.
    private func keyText(_ member: Member) -> LocatedText {
        let bytes = documents.sources[member.keyRange.source].bytes
        let start = Int(member.keyRange.start)
        let wanted = Array(member.key.utf8)
        for offset in [start, start + 1] {
            guard offset + wanted.count <= Int(member.keyRange.end) else { continue }
            if bytes[offset..<offset + wanted.count].elementsEqual(wanted) {
                let segment = LocatedText.Segment(decoded: 0, source: offset, count: wanted.count)
                return LocatedText(member.key, at: member.keyRange, segments: [segment])
            }
        }
        return LocatedText(member.key, at: member.keyRange)
    }
}
