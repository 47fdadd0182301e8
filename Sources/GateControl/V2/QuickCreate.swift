// What CreateApi makes of a target: an integration, a route and the stage `$default`, which the service manages. AWS:
// CreateApi and UpdateApi, target, routeKey, credentialsArn; "Create an HTTP API by using the AWS CLI".

import GateJSON

enum QuickCreate {
    /// Makes the managed objects of a new API and deploys it.
    static func make(_ api: String, _ call: inout ControlCall) throws(ControlError) {
        if call.text("protocolType") != "HTTP" {
            throw .badRequest("Target is supported only for protocolType HTTP")
        }
        let key = call.text("routeKey") ?? RouteRules.defaultKey
        try RouteRules.check(httpKey: key)
        var integration: JSONValue = ["integrationId": .string(call.identifier(7)), "apiGatewayManaged": true]
        try take(call, &integration)
        let scope = call.scope(api)
        let id = integration["integrationId"]?.string ?? ""
        try call.put(V2Kind.integration.rawValue, scope, id, integration)
        let route = call.identifier(7)
        try call.put(
            V2Kind.route.rawValue, scope, route,
            [
                "routeId": .string(route), "apiGatewayManaged": true, "apiKeyRequired": false,
                "authorizationType": "NONE", "routeKey": .string(key), "target": .string("integrations/\(id)"),
            ])
        var stage = V2StageRules.new("$default", isSocket: false, call)
        stage["apiGatewayManaged"] = true
        stage["autoDeploy"] = true
        try call.put(V2Kind.stage.rawValue, scope, "$default", stage)
        try call.deployAutomatically(api)
    }

    /// Changes the managed objects of an API that was made so.
    static func change(_ api: String, _ record: JSONValue, _ call: inout ControlCall) throws(ControlError) {
        guard call.has("target") || call.has("routeKey") || call.has("credentialsArn") else { return }
        let records = try call.v2Records(api)
        guard var integration = records.integrations.first(where: { $0["apiGatewayManaged"] == true }) else {
            throw .badRequest("Target, route key and credentials can be updated only for APIs made by quick create")
        }
        let scope = call.scope(api)
        try take(call, &integration)
        try call.put(V2Kind.integration.rawValue, scope, integration["integrationId"]?.string ?? "", integration)
        guard let key = call.text("routeKey"),
            var route = records.routes.first(where: { $0["apiGatewayManaged"] == true })
        else { return }
        try RouteRules.check(httpKey: key)
        if records.routes.contains(where: { $0["routeKey"]?.string == key && $0["routeId"] != route["routeId"] }) {
            throw RouteRules.taken(key)
        }
        route["routeKey"] = .string(key)
        try call.put(V2Kind.route.rawValue, scope, route["routeId"]?.string ?? "", route)
    }

    private static func take(_ call: ControlCall, _ integration: inout JSONValue) throws(ControlError) {
        if let target = call.text("target") {
            let isFunction = target.hasPrefix("arn:")
            integration["integrationType"] = isFunction ? "AWS_PROXY" : "HTTP_PROXY"
            integration["integrationMethod"] = isFunction ? "POST" : "ANY"
            integration["integrationUri"] = .string(target)
            integration["payloadFormatVersion"] = isFunction ? "2.0" : "1.0"
        }
        if let credentials = call.text("credentialsArn") {
            integration["credentialsArn"] = credentials.isEmpty ? .none : .string(credentials)
        }
        V2IntegrationRules.addDefaults(&integration, isSocket: false)
        try V2IntegrationRules.check(integration, isSocket: false)
    }
}
