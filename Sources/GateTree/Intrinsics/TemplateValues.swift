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

    /// The types of resources that hold specifications, with the properties that do.
    private static let properties: [String: [String]] = [
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
            guard let type = resource.value["Type"]?.string, let names = properties[type] else { return nil }
            let body = names.lazy.compactMap { resource.value["Properties"]?.member($0) }.first { !$0.value.isNull }
            return TemplateAPI(
                name: Located(resource.key, at: resource.keyRange),
                isHTTP: type.hasSuffix("HttpApi") || type.hasPrefix("AWS::ApiGatewayV2"), specification: body)
        }
    }
}

extension TemplateAPI {
    /// The parts of a template that make a REST API without a specification: its resources and stages, events of
    /// functions, and SAM's globals.
    static func describing(in root: Node) -> [Node] {
        var result: [Node] = []
        for resource in root["Resources"]?.members ?? [] {
            guard let type = resource.value["Type"]?.string, let properties = resource.value["Properties"] else {
                continue
            }
            if type.hasPrefix("AWS::ApiGateway::") || type == "AWS::Serverless::Api" {
                result.append(properties)
            } else if type == "AWS::Serverless::Function", let events = properties["Events"] {
                result += events.members.map(\.value).filter { $0["Type"]?.string == "Api" }
            }
        }
        if let globals = root["Globals"]?["Api"] { result.append(globals) }
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
