// A REST API as the control plane keeps it: one value with every record of the API in the wire form of its output shape
// (camelCase members, AWS's own enum names). Imports make it, exports and deployments read it; the store keeps the
// parts under their own places. Must not know how requests arrive or where records lie.

import GateJSON

/// The records of one REST API.
package struct APIRecords: Sendable, Equatable {
    /// RestApi. After an import only the members that the document names.
    package var restapi: JSONValue = [:]
    /// Resource with `resourceMethods` → Method with `methodResponses` and `methodIntegration`; parents come first.
    package var resources: [JSONValue] = []
    /// Model; `schema` is JSON text.
    package var models: [JSONValue] = []
    /// RequestValidator.
    package var validators: [JSONValue] = []
    /// Authorizer.
    package var authorizers: [JSONValue] = []
    /// GatewayResponse; only those that are set.
    package var gatewayResponses: [JSONValue] = []
    /// DocumentationPart; `properties` is JSON text.
    package var documentationParts: [JSONValue] = []

    package init() {}

    /// Whether any resource has a method.
    package var hasMethods: Bool {
        resources.contains { !($0["resourceMethods"]?.object?.isEmpty ?? true) }
    }

    /// Every method with the path of its resource, in order.
    package var methods: [(path: String, verb: String, method: JSONValue)] {
        resources.flatMap { resource in
            (resource["resourceMethods"]?.object ?? [:]).map {
                (resource["path"]?.string ?? "/", $0.name, $0.value)
            }
        }
    }
}

/// Names that references to models have in records: AWS rewrites those of documents to this form.
package enum ModelReference {
    private static let start = "https://apigateway.amazonaws.com/restapis/"

    /// `https://apigateway.amazonaws.com/restapis/{api}/models/{name}`.
    package static func url(api: String, name: String) -> String { start + api + "/models/" + name }

    /// The name, and the pointer into the model where there is one, of a reference of that form; nil for others.
    package static func parts(of text: String) -> (name: String, pointer: String)? {
        guard text.hasPrefix(start) else { return nil }
        let parts = text.dropFirst(start.count).split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[1] == "models", !parts[2].isEmpty else { return nil }
        let name = parts[2].prefix { $0 != "#" }
        return (String(name), String(parts[2].dropFirst(name.count + 1)))
    }

    /// The names of models that a schema's text refers to.
    package static func names(in schema: JSONValue) -> Set<String> {
        var result = Set<String>()
        collect(schema, into: &result)
        return result
    }

    private static func collect(_ value: JSONValue, into result: inout Set<String>) {
        switch value {
        case .object(let members):
            if let text = members["$ref"]?.string, let parts = parts(of: text) { result.insert(parts.name) }
            for (_, member) in members { collect(member, into: &result) }
        case .array(let values): values.forEach { collect($0, into: &result) }
        case .null, .bool, .number, .string: break
        }
    }
}
