// What an integration may be. AWS: "API Gateway API reference", PutIntegration; "Mapping parameters"; messages as
// recorded.

import GateJSON

enum IntegrationRules {
    static let unknown = ControlError.notFound("Invalid Integration identifier specified")
    /// In milliseconds; the upper end is the default. AWS: PutIntegration, timeoutInMillis.
    static let timeoutRange = 50...29_000
    /// Of integrations that stream. AWS: "Stream the integration response", 15 minutes.
    private static let streamTimeoutMax = 900_000

    static func addDefaults(_ integration: inout JSONValue, resource: String) {
        let type = integration["type"]?.string ?? ""
        if integration["passthroughBehavior"] == nil { integration["passthroughBehavior"] = "WHEN_NO_MATCH" }
        if integration["timeoutInMillis"] == nil { integration["timeoutInMillis"] = JSONValue(timeoutRange.upperBound) }
        if integration["cacheNamespace"] == nil { integration["cacheNamespace"] = .string(resource) }
        if integration["cacheKeyParameters"] == nil { integration["cacheKeyParameters"] = [] }
        if type.hasPrefix("HTTP"), integration["connectionType"] == nil { integration["connectionType"] = "INTERNET" }
    }

    static func check(_ integration: JSONValue, of method: JSONValue) throws(ControlError) {
        let type = integration["type"]?.string ?? ""
        let verb = integration["httpMethod"]?.string?.uppercased()
        if let fault = fault(type: type, httpMethod: verb, uri: integration["uri"]?.string) { throw .badRequest(fault) }
        let behaviors = ["WHEN_NO_MATCH", "WHEN_NO_TEMPLATES", "NEVER"]
        guard behaviors.contains(integration["passthroughBehavior"]?.string ?? "") else {
            throw .badRequest(
                "Invalid passthrough behavior specified. Valid options are WHEN_NO_MATCH,WHEN_NO_TEMPLATES,NEVER")
        }
        if let timeout = integration["timeoutInMillis"]?.int {
            let end =
                integration["responseTransferMode"]?.string == "STREAM" ? streamTimeoutMax : timeoutRange.upperBound
            guard (timeoutRange.lowerBound...end).contains(timeout) else {
                throw .badRequest("Timeout should be between \(timeoutRange.lowerBound) ms and \(end) ms")
            }
        }
        try checkMediaTypes(integration["requestTemplates"])
        try checkRequestParameters(integration["requestParameters"], method["requestParameters"])
    }

    // MARK: Addresses

    /// What is said of an integration that is not taken, imported or put; nil for others. `type` and `httpMethod` in
    /// capitals.
    static func fault(type: String, httpMethod: String?, uri: String?) -> String? {
        let isMock = type == "MOCK"
        if !isMock, httpMethod?.isEmpty ?? true { return "Enumeration value for HttpMethod must be non-empty" }
        if let httpMethod, !httpMethod.isEmpty, !MethodRules.verbs.contains(httpMethod) {
            return "Invalid HttpMethod specified. Valid options are " + MethodRules.verbs.joined(separator: ",")
        }
        let uri = uri ?? ""
        // What a placeholder stands for is known when it is filled.
        if isMock || uri.contains("${") { return nil }
        if type.hasPrefix("HTTP") { return isEndpoint(uri) ? nil : "Invalid HTTP endpoint specified for URI" }
        return fault(ofARN: uri, isProxy: type == "AWS_PROXY")
    }

    private static func isEndpoint(_ uri: String) -> Bool {
        let lower = uri.lowercased()
        guard let scheme = ["http://", "https://"].first(where: { lower.hasPrefix($0) }) else { return false }
        let rest = uri.dropFirst(scheme.count)
        return !rest.isEmpty && !rest.hasPrefix("/") && !rest.contains(" ")
    }

    private static func fault(ofARN uri: String, isProxy: Bool) -> String? {
        let parts = uri.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count >= 3, parts[0] == "arn" else { return "Invalid ARN specified in the request" }
        guard parts.count == 6, parts[5].hasPrefix("path/") || parts[5].hasPrefix("action/") else {
            return "AWS ARN for integration must contain path or action"
        }
        guard parts[2] == "apigateway" else { return "Invalid ARN specified in the request" }
        guard isProxy else { return nil }
        // Some services have a host of their own in front: `HOST.SERVICE`.
        let service = parts[4].split(separator: ".").last ?? parts[4]
        let isInvocation =
            service == "lambda" && parts[5].hasPrefix("path/") && parts[5].contains("/functions/")
            && (parts[5].hasSuffix("/invocations") || parts[5].hasSuffix("/response-streaming-invocations"))
        if isInvocation || service == "firehose" && parts[5].hasPrefix("action/") { return nil }
        return "Integrations of type 'AWS_PROXY' currently only supports Lambda function and Firehose stream "
            + "invocations."
    }

    // MARK: Mappings

    private static func refusal(_ text: String) -> ControlError {
        .badRequest("Validation Result: warnings : [], errors : [\(text)]")
    }

    private static func mappingRefusal(_ text: String) -> ControlError {
        .badRequest("Invalid mapping expression specified: Validation Result: warnings : [], errors : [\(text)]")
    }

    private static func checkMediaTypes(_ templates: JSONValue?) throws(ControlError) {
        for (name, _) in templates?.object ?? JSONObject() {
            let parts = name.split(separator: "/", omittingEmptySubsequences: false)
            if parts.count != 2 || parts.contains(where: \.isEmpty) {
                throw refusal("Invalid content type specified: \(name)")
            }
        }
    }

    private static func checkRequestParameters(
        _ parameters: JSONValue?, _ declared: JSONValue?
    ) throws(ControlError) {
        for (name, value) in parameters?.object ?? JSONObject() {
            let places = ["path.", "querystring.", "header."]
            guard places.contains(where: { name.hasPrefix("integration.request." + $0) }) else {
                throw mappingRefusal("Invalid mapping expression specified: \(name)")
            }
            let text = value.string ?? ""
            guard isSource(text, of: "method.request.") else {
                throw mappingRefusal("Invalid mapping expression specified: \(text)")
            }
            guard text.hasPrefix("method.request."), !text.hasPrefix("method.request.body") else { continue }
            let single = text.replacing("multivalue", with: "", maxReplacements: 1)
            if declared?[text] == nil, declared?[single] == nil {
                throw mappingRefusal("Invalid mapping expression parameter specified: \(text)")
            }
        }
    }

    /// AWS: "Mapping parameters": a quoted text, the context, a stage variable or a part of the message.
    private static func isSource(_ text: String, of message: String) -> Bool {
        if text.utf8.count >= 2, text.hasPrefix("'"), text.hasSuffix("'") { return true }
        if text.hasPrefix("context.") || text.hasPrefix("stageVariables.") { return true }
        guard text.hasPrefix(message) else { return false }
        let rest = text.dropFirst(message.count)
        if rest == "body" || rest.hasPrefix("body.") || rest.hasPrefix("body[") { return true }
        let places = ["path.", "querystring.", "header.", "multivaluequerystring.", "multivalueheader."]
        return places.contains { rest.hasPrefix($0) && rest.utf8.count > $0.utf8.count }
    }

    // MARK: Responses

    static func check(response: JSONValue, _ status: String, of method: JSONValue) throws(ControlError) {
        guard let declared = method["methodResponses"]?[status] else { throw RESTHandlers.unknownStatus }
        try checkMediaTypes(response["responseTemplates"])
        for (name, value) in response["responseParameters"]?.object ?? JSONObject() {
            guard name.hasPrefix("method.response.header."), declared["responseParameters"]?[name] != nil else {
                throw mappingRefusal("Invalid mapping expression parameter specified: \(name)")
            }
            let text = value.string ?? ""
            guard isSource(text, of: "integration.response.") else {
                throw mappingRefusal("Invalid mapping expression specified: \(text)")
            }
        }
    }

    /// A template of no text is shown as null, as recorded.
    static func clearEmptyTemplates(_ response: inout JSONValue) {
        guard let templates = response["responseTemplates"]?.object else { return }
        response["responseTemplates"] = .object(
            JSONObject(templates.map { ($0.name, $0.value.string?.isEmpty == true ? .null : $0.value) }))
    }
}
