// Integrations of methods and their responses. AWS: "API Gateway API reference", Integration, IntegrationResponse;
// defaults and messages as recorded. They live inside of their method, in the resource's record.

import GateJSON

extension RESTHandlers {
    static let integrations: [(String, ControlHandler)] = [
        ("PutIntegration", putIntegration), ("GetIntegration", getIntegration),
        ("UpdateIntegration", updateIntegration), ("DeleteIntegration", deleteIntegration),
        ("PutIntegrationResponse", putIntegrationResponse), ("GetIntegrationResponse", getIntegrationResponse),
        ("UpdateIntegrationResponse", updateIntegrationResponse),
        ("DeleteIntegrationResponse", deleteIntegrationResponse),
    ]

    @Sendable static func putIntegration(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        var (resource, method) = try call.method()
        let names = [
            "type", "httpMethod", "uri", "connectionType", "connectionId", "credentials", "requestParameters",
            "requestTemplates", "passthroughBehavior", "contentHandling", "timeoutInMillis", "cacheNamespace",
            "cacheKeyParameters", "tlsConfig", "responseTransferMode", "integrationTarget",
        ]
        var integration: JSONValue = [:]
        for name in names { integration[name] = call[name] }
        IntegrationRules.addDefaults(&integration, resource: call.label("resource_id"))
        try IntegrationRules.check(integration, of: method)
        method["methodIntegration"] = integration
        resource["resourceMethods"]?[call.label("http_method")] = method
        try call.put(resource: resource)
        return integration
    }

    @Sendable static func getIntegration(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        try call.integration().integration
    }

    private static let integrationPatch = PatchTable(
        .plain,
        [
            ("/cacheKeyParameters", "ARX", .list), ("/requestParameters", "ARX", .textMap),
            ("/requestTemplates", "ARX", .textMap), ("/cacheNamespace", "R", .text), ("/connectionId", "R", .text),
            ("/connectionType", "R", .text), ("/contentHandling", "R", .text), ("/credentials", "R", .text),
            ("/integrationTarget", "R", .text), ("/passthroughBehavior", "R", .text),
            ("/responseTransferMode", "R", .text), ("/timeoutInMillis", "R", .integer),
            ("/tlsConfig/insecureSkipVerification", "R", .flag), ("/httpMethod", "R", .text), ("/uri", "R", .text),
        ])

    @Sendable static func updateIntegration(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        var (resource, method, integration) = try call.integration()
        try integrationPatch.apply(call.patch, to: &integration) { (patch, integration) throws(ControlError) in
            guard patch.op == "replace", patch.parts.count == 1, patch.value?.isEmpty ?? true else { return false }
            integration[patch.parts[0]] = nil
            return true
        }
        IntegrationRules.addDefaults(&integration, resource: call.label("resource_id"))
        try IntegrationRules.check(integration, of: method)
        method["methodIntegration"] = integration
        resource["resourceMethods"]?[call.label("http_method")] = method
        try call.put(resource: resource)
        return integration
    }

    @Sendable static func deleteIntegration(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        var (resource, method, _) = try call.integration()
        method["methodIntegration"] = nil
        resource["resourceMethods"]?[call.label("http_method")] = method
        try call.put(resource: resource)
        return [:]
    }

    // MARK: Responses

    @Sendable static func putIntegrationResponse(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        var (resource, method, integration) = try call.integration()
        let status = call.label("status_code")
        var response: JSONValue = ["statusCode": .string(status)]
        for name in ["selectionPattern", "responseParameters", "responseTemplates", "contentHandling"] {
            response[name] = call[name]
        }
        IntegrationRules.clearEmptyTemplates(&response)
        try IntegrationRules.check(response: response, status, of: method)
        integration["integrationResponses"] = integration["integrationResponses"] ?? [:]
        integration["integrationResponses"]?[status] = response
        try call.put(integration, of: &method, in: &resource)
        return response
    }

    @Sendable static func getIntegrationResponse(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        let integration = try call.integration().integration
        guard let response = integration["integrationResponses"]?[call.label("status_code")] else {
            throw unknownStatus
        }
        return response
    }

    private static let integrationResponsePatch = PatchTable(
        .plain,
        [
            ("/contentHandling", "R", .text), ("/selectionPattern", "R", .text),
            ("/responseParameters", "ARX", .textMap), ("/responseTemplates", "ARX", .textMap),
        ])

    @Sendable static func updateIntegrationResponse(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        var (resource, method, integration) = try call.integration()
        let status = call.label("status_code")
        guard var response = integration["integrationResponses"]?[status] else { throw unknownStatus }
        try integrationResponsePatch.apply(call.patch, to: &response) { (patch, response) throws(ControlError) in
            if patch.path == "/contentHandling", patch.value?.isEmpty ?? true {
                response["contentHandling"] = nil
                return true
            }
            return false
        }
        IntegrationRules.clearEmptyTemplates(&response)
        try IntegrationRules.check(response: response, status, of: method)
        integration["integrationResponses"]?[status] = response
        try call.put(integration, of: &method, in: &resource)
        return response
    }

    @Sendable static func deleteIntegrationResponse(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        var resource = try call.resource()
        guard var method = resource["resourceMethods"]?[call.label("http_method")],
            var integration = method["methodIntegration"]
        else { throw IntegrationRules.unknown }
        let status = call.label("status_code")
        guard integration["integrationResponses"]?[status] != nil else { throw unknownStatus }
        integration["integrationResponses"]?[status] = nil
        if integration["integrationResponses"]?.object?.isEmpty == true { integration["integrationResponses"] = nil }
        try call.put(integration, of: &method, in: &resource)
        return [:]
    }
}

extension ControlCall {
    /// Resource, method and integration that the path names.
    fileprivate func integration() throws(ControlError) -> (
        resource: JSONValue, method: JSONValue, integration: JSONValue
    ) {
        let (resource, method) = try method()
        guard let integration = method["methodIntegration"] else { throw IntegrationRules.unknown }
        return (resource, method, integration)
    }

    fileprivate func put(
        _ integration: JSONValue, of method: inout JSONValue, in resource: inout JSONValue
    ) throws(ControlError) {
        method["methodIntegration"] = integration
        resource["resourceMethods"]?[label("http_method")] = method
        try put(resource: resource)
    }
}
