// Which handler carries out which operation: the lists of the areas, joined once.

import GateJSON

enum OperationTable {
    /// Those of `apigateway`.
    private static let rest: [String: ControlHandler] = joined([
        RESTHandlers.restAPIs, RESTHandlers.resources, RESTHandlers.methods, RESTHandlers.integrations,
        RESTHandlers.models, RESTHandlers.validators, RESTHandlers.authorizers, RESTHandlers.gatewayResponses,
        RESTHandlers.apiKeys, RESTHandlers.usagePlans, RESTHandlers.usage, RESTHandlers.account, RESTHandlers.tags,
        RESTHandlers.domainNames, RESTHandlers.basePathMappings, RESTHandlers.accessAssociations,
        RESTHandlers.deployments, RESTHandlers.stages, RESTHandlers.documents, RESTHandlers.sdks,
        RESTHandlers.documentation,
        RESTHandlers.tests,
    ])

    /// Those of `apigatewayv2`.
    private static let v2: [String: ControlHandler] = joined([
        V2Handlers.tags, V2Handlers.domainNames, V2Handlers.apiMappings, V2Handlers.routingRules, V2Handlers.vpcLinks,
        V2Handlers.apis, V2Handlers.routes, V2Handlers.integrations, V2Handlers.models, V2Handlers.authorizers,
        V2Handlers.deployments, V2Handlers.stages, V2Handlers.documents,
    ])

    static func handler(_ operation: Operation) -> ControlHandler? {
        operation.service == .rest ? rest[operation.name] : v2[operation.name]
    }

    private static func joined(_ areas: [[(String, ControlHandler)]]) -> [String: ControlHandler] {
        var table: [String: ControlHandler] = [:]
        for (name, handler) in areas.joined() {
            precondition(table.updateValue(handler, forKey: name) == nil, "two handlers for \(name)")
        }
        return table
    }
}

/// Handlers of `apigateway`, an extension and a list for each area.
package enum RESTHandlers {}

/// Handlers of `apigatewayv2`.
package enum V2Handlers {}
