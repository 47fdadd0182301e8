// A definition as text, for cases that say what an import builds.

import GateDefinition
import GateSource

/// What an import built, one fact a line.
package struct DefinitionListing {
    package private(set) var text = ""

    package init(_ definition: APIDefinition) {
        line(
            0, "api \(definition.name)", definition.version,
            definition.basePath.isEmpty ? nil : "at \(definition.basePath)")
        for validator in definition.requestValidators {
            line(
                0, "validator \(validator.name.value)", validator.validatesBody ? "body" : nil,
                validator.validatesParameters ? "parameters" : nil)
        }
        for authorizer in definition.authorizers { list(authorizer) }
        for model in definition.models { line(0, "model \(model.name.value)", model.isGenerated ? "in place" : nil) }
        for type in definition.binaryMediaTypes { line(0, "binary \(type.value)") }
        for response in definition.gatewayResponses {
            line(0, "gateway response \(response.type.value)", response.statusCode.map { "\($0.value)" })
            list(response.parameters)
            list(response.templates)
        }
        for variable in definition.stageVariables {
            line(0, "stage variable \(variable.name.value) = \(variable.value)")
        }
        for key in definition.apiKeys { line(0, "api key \(key.name)") }
        for resource in definition.resources {
            if resource.methods.isEmpty { line(0, "resource \(resource.path.value)") }
            for method in resource.methods { list(method, resource.path.value) }
        }
        if let route = definition.defaultRoute { list(route, "$default") }
        if let cors = definition.cors {
            line(0, "cors", cors.allowOrigins.map(\.value).joined(separator: " "))
        }
    }

    private mutating func line(_ depth: Int, _ parts: String?...) {
        text += String(repeating: "  ", count: depth) + parts.compactMap { $0 }.joined(separator: "  ") + "\n"
    }

    private mutating func list(_ authorizer: Authorizer) {
        line(
            0, "authorizer \(authorizer.name.value)", "\(authorizer.kind)",
            authorizer.identitySources.isEmpty
                ? nil : "by " + authorizer.identitySources.map(\.value).joined(separator: ", "),
            authorizer.kind == .jwt ? nil : "kept \(authorizer.resultTTLSeconds) s",
            authorizer.algorithms.isEmpty ? nil : authorizer.algorithms.map(\.value).joined(separator: " "))
        for issuer in authorizer.issuers {
            line(1, "issuer \(issuer.issuer.value)", "for " + issuer.audiences.joined(separator: ", "))
            for claim in issuer.claims {
                line(
                    2, "claim \(claim.name.value)", claim.isRequired ? "required" : nil,
                    claim.values.isEmpty ? nil : claim.values.joined(separator: ", "))
            }
        }
    }

    private mutating func list(_ method: Method, _ path: String) {
        line(
            0, "\("\(method.verb)".uppercased()) \(path)", method.operationName,
            method.isAPIKeyRequired ? "api key" : nil,
            DefinitionListing.authorization(method.authorization),
            method.validatesParameters ? "checks parameters" : nil,
            method.validatesBody ? "checks body" : nil)
        for parameter in method.requestParameters {
            line(1, "\(parameter.location) \(parameter.name.value)", parameter.isRequired ? "required" : nil)
        }
        for model in method.requestModels { line(1, "body \(model.contentType)", model.modelName.value) }
        for response in method.responses {
            line(
                1, "response \(response.statusCode.map { "\($0.value)" } ?? "default")",
                response.headers.isEmpty ? nil : "headers " + response.headers.map(\.value).joined(separator: ", "),
                response.models.isEmpty ? nil : response.models.map(\.modelName.value).joined(separator: ", "))
        }
        if let integration = method.integration { list(integration) }
    }

    private static func authorization(_ authorization: Method.Authorization) -> String? {
        switch authorization {
        case .none: nil
        case .awsIAM: "IAM"
        case .custom(let authorizer): "authorizer \(authorizer.value)"
        case .cognitoUserPools(let authorizer, let scopes):
            (["user pools \(authorizer.value)"] + scopes).joined(separator: " ")
        case .jwt(let authorizer, let scopes): (["tokens \(authorizer.value)"] + scopes).joined(separator: " ")
        }
    }

    private mutating func list(_ integration: Integration) {
        line(
            1, "integration \(integration.kind)", integration.isGenerated ? "made" : nil,
            integration.httpMethod.map { "\($0)".uppercased() }, integration.uri?.text,
            integration.passthroughBehavior == .whenNoMatch ? nil : "\(integration.passthroughBehavior)",
            integration.connectionType == .vpcLink ? "VPC link \(integration.connectionID?.text ?? "")" : nil,
            integration.timeoutMilliseconds == 29_000 ? nil : "\(integration.timeoutMilliseconds) ms",
            integration.responseTransferMode == .stream ? "stream" : nil, integration.service?.value,
            integration.payloadFormat == .v2 ? "format 2.0" : nil)
        list(integration.edits, 3)
        for entry in integration.statusEdits {
            line(2, "response \(entry.status.value)")
            list(entry.edits, 3)
        }
        list(integration.requestParameters)
        list(integration.requestTemplates)
        for response in integration.responses {
            line(2, "response \(response.selectionPattern?.text ?? "default") -> \(response.statusCode.value)")
            list(response.parameters)
            list(response.templates)
        }
    }

    private mutating func list(_ edits: [ParameterEdit], _ depth: Int) {
        for edit in edits {
            line(depth, "\(edit.operation) \(edit.target) =", edit.value.map { "\($0.source)" }.joined(separator: ", "))
        }
    }

    private mutating func list(_ mappings: [ParameterMapping]) {
        for mapping in mappings { line(3, "\(mapping.target) = \(DefinitionListing.source(mapping.source))") }
    }

    private mutating func list(_ templates: [Template]) {
        for template in templates { line(3, "template \(template.contentType.value)", "`\(template.text.text)`") }
    }

    private static func source(_ source: ParameterMapping.Source) -> String {
        switch source {
        case .requestBody(let path): "request body \(path?.text ?? "")"
        case .responseBody(let path): "response body \(path?.text ?? "")"
        default: "\(source)"
        }
    }
}
