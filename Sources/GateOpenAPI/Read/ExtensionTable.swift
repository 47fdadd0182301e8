// Which extension belongs where. AWS: "x-amazon-apigateway extensions to OpenAPI".

import GateSource
import GateTree

/// Objects that hold extensions.
enum ExtensionPlace: Sendable {
    case root, info, paths, pathItem, operation, parameter, response, securityScheme, components, server, tag

    /// As a noun phrase.
    var phrase: String {
        switch self {
        case .root: "the root of the document"
        case .info: "`info`"
        case .paths: "`paths`"
        case .pathItem: "a path item"
        case .operation: "an operation"
        case .parameter: "a parameter"
        case .response: "a response"
        case .securityScheme: "a security scheme"
        case .components: "`components`"
        case .server: "a server"
        case .tag: "a tag"
        }
    }
}

/// What is known about extensions.
enum ExtensionTable {
    /// One extension.
    struct Entry {
        let places: [ExtensionPlace]
        /// Why a document that runs locally does not need it; nil for those that are read.
        var reason: String?

        init(_ places: ExtensionPlace..., reason: String? = nil) {
            self.places = places
            self.reason = reason
        }
    }

    static let entries: [String: Entry] = [
        "x-amazon-apigateway-any-method": Entry(.pathItem),
        "x-amazon-apigateway-api-key-source": Entry(.root),
        "x-amazon-apigateway-auth": Entry(.operation),
        "x-amazon-apigateway-authorizer": Entry(.securityScheme),
        "x-amazon-apigateway-authtype": Entry(.securityScheme),
        "x-amazon-apigateway-binary-media-types": Entry(.root),
        "x-amazon-apigateway-cors": Entry(.root),
        "x-amazon-apigateway-documentation": Entry(
            .root, reason: "documentation parts are for exports and the developer portal"),
        "x-amazon-apigateway-endpoint-access-mode": Entry(
            .root, reason: "it governs connections to Amazon's endpoint"),
        "x-amazon-apigateway-endpoint-configuration": Entry(
            .root, .server, reason: "it governs Amazon's endpoint, which a local run does not have"),
        "x-amazon-apigateway-gateway-responses": Entry(.root),
        "x-amazon-apigateway-importexport-version": Entry(.root, reason: "it marks the format of exports"),
        "x-amazon-apigateway-integration": Entry(.operation),
        "x-amazon-apigateway-integrations": Entry(.components),
        "x-amazon-apigateway-minimum-compression-size": Entry(.root),
        "x-amazon-apigateway-policy": Entry(.root),
        "x-amazon-apigateway-request-validator": Entry(.root, .operation),
        "x-amazon-apigateway-request-validators": Entry(.root),
        "x-amazon-apigateway-security-policy": Entry(
            .root, reason: "it governs TLS at Amazon's endpoint"),
        "x-amazon-apigateway-tag-value": Entry(.tag, reason: "tags are for billing and search"),
        "x-gatewright-access-log": Entry(.root),
        "x-gatewright-api-keys": Entry(.root),
        "x-gatewright-stage-variables": Entry(.root),
    ]

    private static let names = entries.keys.sorted()

    /// Reports extensions of AWS and of this program that have no effect where they stand.
    static func check(_ node: Node, _ place: ExtensionPlace, sink: DiagnosticSink) {
        for member in node.members where member.key.utf8.starts(with: "x-".utf8) {
            check(member, place, sink: sink)
        }
    }

    private static func check(_ member: Member, _ place: ExtensionPlace, sink: DiagnosticSink) {
        let name = member.key
        guard name.hasPrefix("x-amazon-") || name.hasPrefix("x-gatewright-") else {
            // Other vendors' extensions are for other tools; a slip in `amazon` is worth a word.
            if name.hasPrefix("x-ama"), let nearest = nearestName(name, among: names) {
                sink.report(OpenAPIProblem.extensionUnknown(name, at: member.keyRange, nearest: nearest))
            }
            return
        }
        guard let entry = entries[name] else {
            let nearest = nearestName(name, among: names)
            sink.report(OpenAPIProblem.extensionUnknown(name, at: member.keyRange, nearest: nearest))
            return
        }
        if !entry.places.contains(place), let belongs = entry.places.first {
            sink.report(
                OpenAPIProblem.extensionMisplaced(name, place: place, belongs: belongs, at: member.keyRange))
        } else if let reason = entry.reason {
            sink.report(OpenAPIProblem.extensionNotExecuted(name, reason: reason, at: member.keyRange))
        }
    }
}
