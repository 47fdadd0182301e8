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
