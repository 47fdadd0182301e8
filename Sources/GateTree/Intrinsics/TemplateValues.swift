// What a CloudFormation or SAM template says: values of its names, and the specifications that it holds.

import GateSource

/// What a CloudFormation template says of its own names; empty for other documents.
struct TemplateValues {
    /// Default values of the template's parameters.
    var defaults: [String: String] = [:]
    /// Logical ids of its resources.
    var resources = Set<String>()
    var mappings: Node?
    var conditions: Node?

    init(root: Node) {
        guard root["Resources"]?.kind == .object else { return }
        for parameter in root["Parameters"]?.members ?? [] {
            if let text = parameter.value["Default"]?.scalarText { defaults[parameter.key] = text }
        }
        for resource in root["Resources"]?.members ?? [] { resources.insert(resource.key) }
        mappings = root["Mappings"]
        conditions = root["Conditions"]
    }
}

/// An API among a template's resources.
package struct TemplateAPI {
    /// The resource's logical id, at its key.
    package let name: Located<String>
    package let isHTTP: Bool
    /// The specification in place, or what names a file; nil when the template describes the API by other resources.
    package let specification: Member?
    /// Of the resource.
    package let properties: Node?

    /// Whether the specification stands in the template itself.
    package var isInline: Bool { specification.map { $0.key != "DefinitionUri" } ?? false }

    /// The types of resources that hold specifications, with the properties that do.
    private static let holders: [String: [String]] = [
        "AWS::ApiGateway::RestApi": ["Body"], "AWS::ApiGatewayV2::Api": ["Body"],
        "AWS::Serverless::Api": ["DefinitionBody", "DefinitionUri"],
        "AWS::Serverless::HttpApi": ["DefinitionBody", "DefinitionUri"],
    ]

    /// The APIs of a template in order; nil for a document that is none.
    package static func all(in root: Node) -> [TemplateAPI]? {
        guard root.kind == .object, root["openapi"] == nil, root["swagger"] == nil, let resources = root["Resources"],
            resources.members.contains(where: { $0.value["Type"]?.string?.contains("::") ?? false })
        else { return nil }
        return resources.members.compactMap { resource in
            guard let type = resource.value["Type"]?.string, let names = holders[type] else { return nil }
            let body = names.lazy.compactMap { resource.value["Properties"]?.member($0) }.first { !$0.value.isNull }
            return TemplateAPI(
                name: Located(resource.key, at: resource.keyRange),
                isHTTP: type.hasSuffix("HttpApi") || type.hasPrefix("AWS::ApiGatewayV2"), specification: body,
                properties: resource.value["Properties"])
        }
    }
}

extension TemplateAPI {
    /// Properties of APIs and stages that say something of an API beside its specification.
    private static let additions = [
        "ApiKeySourceType", "Auth", "BinaryMediaTypes", "Cors", "Description", "GatewayResponses", "MergeDefinitions",
        "MinimumCompressionSize", "Models", "Name", "Policy", "RestApiId", "Variables",
    ]
    /// Resources that are parts of an API, as a whole.
    private static let parts: Set<String> = [
        "ApiKey", "Authorizer", "DocumentationPart", "GatewayResponse", "Method", "Model", "RequestValidator",
        "Resource",
    ]

    /// The parts of a template that make an API, or add to the specification of one: its resources and stages,
    /// events of functions, and SAM's globals.
    static func describing(in root: Node) -> [Node] {
        var result: [Node] = []
        for resource in root["Resources"]?.members ?? [] {
            guard let type = resource.value["Type"]?.string, let properties = resource.value["Properties"] else {
                continue
            }
            switch type {
            case "AWS::ApiGateway::RestApi", "AWS::ApiGateway::Stage", "AWS::Serverless::Api":
                result += additions.compactMap { properties[$0] }
            case "AWS::Serverless::Function":
                result +=
                    properties["Events"]?.members.map(\.value).filter {
                        ["Api", "HttpApi"].contains($0["Type"]?.string ?? "")
                    } ?? []
            case "AWS::Serverless::HttpApi": result.append(properties)
            case _ where type.hasPrefix("AWS::ApiGateway::") && parts.contains(String(type.dropFirst(17))):
                result.append(properties)
            case _ where type.hasPrefix("AWS::ApiGatewayV2::") || type == "AWS::Serverless::WebSocketApi":
                // A document may stand in place there; it is resolved on its own.
                if properties["Body"] == nil { result.append(properties) }
            default: break
            }
        }
        for name in ["Api", "HttpApi"] {
            if let globals = root["Globals"]?[name] { result.append(globals) }
        }
        return result
    }
}

/// `AWS::Include`, which puts a file in its place.
enum TemplateInclude {
    /// The text that names the file, when an object is an include of a file beside the document; one in S3 is not at
    /// hand.
    static func location(of node: Node) -> Node? {
        guard node.count == 1, let transform = node["Fn::Transform"], transform["Name"]?.string == "AWS::Include",
            let location = transform["Parameters"]?["Location"], let text = location.string, !text.contains("://")
        else { return nil }
        return location
    }
}
