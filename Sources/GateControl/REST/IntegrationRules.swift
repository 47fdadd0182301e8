// What an integration may be. AWS: "API Gateway API reference", PutIntegration; "Mapping parameters"; messages as
// recorded.

import GateJSON

enum IntegrationRules {
    static let unknown = ControlError.notFound("Invalid Integration identifier specified")
    /// In milliseconds. AWS: PutIntegration, timeoutInMillis.
    private static let timeoutRange = 50...29_000
    /// Of integrations that stream. AWS: "Stream the integration response", 15 minutes.
    private static let streamTimeoutMax = 900_000

    static func addDefaults(_ integration: inout JSONValue, resource: String) {
        let type = integration["type"]?.string ?? ""
        if integration["passthroughBehavior"] == nil { integration["passthroughBehavior"] = "WHEN_NO_MATCH" }
        if integration["timeoutInMillis"] == nil { integration["timeoutInMillis"] = 29000 }
        if integration["cacheNamespace"] == nil { integration["cacheNamespace"] = .string(resource) }
        if integration["cacheKeyParameters"] == nil { integration["cacheKeyParameters"] = [] }
        if type.hasPrefix("HTTP"), integration["connectionType"] == nil { integration["connectionType"] = "INTERNET" }
    }

    static func check(_ integration: JSONValue, of method: JSONValue) throws(ControlError) {
        let type = integration["type"]?.string ?? ""
        if type != "MOCK", integration["httpMethod"]?.string?.isEmpty ?? true {
            throw .badRequest("Enumeration value for HttpMethod must be non-empty")
        }
        if let verb = integration["httpMethod"]?.string, !MethodRules.verbs.contains(verb.uppercased()) {
            throw .badRequest(
                "Invalid HttpMethod specified. Valid options are GET,PUT,POST,DELETE,PATCH,OPTIONS,HEAD,ANY")
        }
        let uri = integration["uri"]?.string ?? ""
        if type.hasPrefix("HTTP"), !isEndpoint(uri) { throw .badRequest("Invalid HTTP endpoint specified for URI") }
        if type.hasPrefix("AWS") { try check(arn: uri, isProxy: type == "AWS_PROXY") }
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

    private static func isEndpoint(_ uri: String) -> Bool {
        if uri.hasPrefix("${stageVariables.") { return true }
        let rest =
            uri.hasPrefix("http://") ? uri.dropFirst(7) : uri.hasPrefix("https://") ? uri.dropFirst(8) : ""
        return !rest.isEmpty && !rest.hasPrefix("/") && !rest.contains(" ")
    }

    private static func check(arn: String, isProxy: Bool) throws(ControlError) {
        let parts = arn.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count >= 5, parts[0] == "arn" else { throw .badRequest("Invalid ARN specified in the request") }
        let rest = parts.count > 5 ? parts[5] : ""
        guard parts[2] == "apigateway", rest.hasPrefix("path/") || rest.hasPrefix("action/") else {
            throw .badRequest("AWS ARN for integration must contain path or action")
        }
        guard isProxy else { return }
        let isFunction =
            parts[4] == "lambda" && rest.hasPrefix("path/")
            && (rest.hasSuffix("/invocations") || rest.hasSuffix("/response-streaming-invocations"))
        let isStream = parts[4] == "firehose" && rest.hasPrefix("action/")
        if !isFunction, !isStream {
            throw .badRequest(
                "Integrations of type 'AWS_PROXY' currently only supports Lambda function and Firehose stream "
                    + "invocations.")
        }
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
