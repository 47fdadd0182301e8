// What an integration of an HTTP or a WebSocket API may be. AWS: CreateIntegration; "Create integrations for HTTP
// APIs"; "Integration subtype reference"; "Transform API requests and responses for HTTP APIs".

import GateBytes
import GateJSON

enum V2IntegrationRules {
    /// In milliseconds. AWS: CreateIntegration, timeoutInMillis.
    private static let httpTimeoutMax = 30_000
    private static let socketTimeoutMax = 29_000
    /// AWS: CreateIntegration, integrationUri; in characters.
    private static let uriCountMax = 2048

    /// Members that CreateIntegration and UpdateIntegration both set; an HTTP API drops those of WebSocket APIs.
    static func take(_ call: ControlCall, _ record: inout JSONValue, isSocket: Bool) {
        let change = V2Change(call: call)
        change.values(
            ["connectionType", "integrationMethod", "integrationType", "payloadFormatVersion", "timeoutInMillis"],
            &record)
        change.texts(["connectionId", "credentialsArn", "description", "integrationUri"], &record)
        change.maps(["requestParameters"], &record)
        if let tls = call["tlsConfig"] {
            record["tlsConfig"] = tls["serverNameToVerify"]?.string?.isEmpty ?? true ? .none : tls
        }
        if isSocket {
            change.values(["contentHandlingStrategy", "passthroughBehavior"], &record)
            change.texts(["templateSelectionExpression"], &record)
            change.maps(["requestTemplates"], &record)
        } else {
            change.texts(["integrationSubtype"], &record)
            change.maps(["responseParameters"], &record)
        }
    }

    static func addDefaults(_ record: inout JSONValue, isSocket: Bool) {
        let type = record["integrationType"]?.string ?? ""
        if record["connectionType"] == nil { record["connectionType"] = "INTERNET" }
        if record["timeoutInMillis"] == nil {
            record["timeoutInMillis"] = JSONValue(isSocket ? socketTimeoutMax : httpTimeoutMax)
        }
        if record["integrationMethod"] == nil, type.hasPrefix("AWS"), record["integrationUri"] != nil {
            record["integrationMethod"] = "POST"
        }
        guard isSocket else { return }
        if record["payloadFormatVersion"] == nil { record["payloadFormatVersion"] = "1.0" }
        if record["passthroughBehavior"] == nil, !type.hasSuffix("_PROXY") {
            record["passthroughBehavior"] = "WHEN_NO_MATCH"
        }
        switch type {
        case "AWS": record["integrationResponseSelectionExpression"] = "${integration.response.body.errorMessage}"
        case "HTTP", "MOCK": record["integrationResponseSelectionExpression"] = "${integration.response.statuscode}"
        default: record["integrationResponseSelectionExpression"] = nil
        }
    }

    static func check(_ record: JSONValue, isSocket: Bool) throws(ControlError) {
        let type = record["integrationType"]?.string ?? ""
        if !isSocket, !type.hasSuffix("_PROXY") {
            throw .badRequest(
                "Currently, an API with a protocol type of HTTP may only be associated with proxy integrations "
                    + "(AWS_PROXY, HTTP_PROXY)")
        }
        let version = record["payloadFormatVersion"]?.string ?? ""
        if version.isEmpty { throw .badRequest("PayloadFormatVersion is a required parameter for integration") }
        let takesBoth = !isSocket && type == "AWS_PROXY" && record["integrationSubtype"] == nil
        guard version == "1.0" || (takesBoth && version == "2.0") else {
            throw .badRequest(
                "Invalid PayloadFormatVersion specified. Valid options are \(takesBoth ? "1.0,2.0" : "1.0")")
        }
        let timeoutMax = isSocket ? socketTimeoutMax : httpTimeoutMax
        if record["timeoutInMillis"]?.int ?? 0 > timeoutMax {
            throw .badRequest("Timeout should be between 50 ms and \(timeoutMax) ms")
        }
        let uri = record["integrationUri"]?.string ?? ""
        if uri.count > uriCountMax {
            throw .badRequest("Integration URI can be at most \(uriCountMax) characters")
        }
        try checkMethod(record, type)
        try checkConnection(record)
        switch type {
        case "HTTP", "HTTP_PROXY": try check(http: record, uri)
        case "AWS", "AWS_PROXY": try check(aws: record, uri, isSocket: isSocket)
        default: break
        }
        if isSocket {
            try checkSocketParameters(record["requestParameters"])
        } else {
            try HTTPParameterRules.check(record)
        }
    }

    private static func checkMethod(_ record: JSONValue, _ type: String) throws(ControlError) {
        let verb = record["integrationMethod"]?.string ?? ""
        if verb.isEmpty, type.hasPrefix("HTTP") {
            throw .badRequest("Enumeration value for HttpMethod must be non-empty")
        }
        if !verb.isEmpty, !MethodRules.verbs.contains(verb.uppercased()) {
            throw .badRequest(
                "Invalid HttpMethod specified. Valid options are GET,PUT,POST,DELETE,PATCH,OPTIONS,HEAD,ANY")
        }
    }

    private static func checkConnection(_ record: JSONValue) throws(ControlError) {
        let isLinked = record["connectionType"] == "VPC_LINK"
        if isLinked, record["connectionId"] == nil {
            throw .badRequest("ConnectionId is required for connection type VPC_LINK")
        }
        if !isLinked, record["connectionId"] != nil {
            throw .badRequest("ConnectionId is supported only for connection type VPC_LINK")
        }
        if !isLinked, record["tlsConfig"] != nil {
            throw .badRequest("TlsConfig is supported only for private integrations")
        }
    }

    private static func check(http record: JSONValue, _ uri: String) throws(ControlError) {
        if record["connectionType"] == "VPC_LINK", uri.hasPrefix("arn:") { return }
        let rest = uri.hasPrefix("http://") ? uri.dropFirst(7) : uri.hasPrefix("https://") ? uri.dropFirst(8) : ""
        let isEndpoint = !rest.isEmpty && !rest.hasPrefix("/") && !rest.contains(" ")
        if !isEndpoint, !uri.hasPrefix("${stageVariables.") {
            throw .badRequest("Invalid HTTP endpoint specified for URI")
        }
    }

    private static func check(aws record: JSONValue, _ uri: String, isSocket: Bool) throws(ControlError) {
        if let subtype = record["integrationSubtype"]?.string { return try check(subtype: subtype, record, uri) }
        let parts = uri.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "arn" else { throw .badRequest("Invalid ARN specified in the request") }
        // HTTP APIs take the ARN of a function as it is.
        if !isSocket, parts[2] == "lambda", parts[5].hasPrefix("function:") { return }
        let isInvocation = parts[2] == "apigateway" && parts[4] == "lambda" && parts[5].hasSuffix("/invocations")
        if record["integrationType"] == "AWS_PROXY", !isInvocation {
            throw .badRequest(
                "Integrations of type 'AWS_PROXY' currently only supports Lambda function and Firehose stream "
                    + "invocations.")
        }
        guard parts[2] == "apigateway", parts[5].hasPrefix("path/") || parts[5].hasPrefix("action/") else {
            throw .badRequest("AWS ARN for integration must contain path or action")
        }
    }

    // MARK: First-class services

    /// Parameters that a subtype asks for. AWS: "Integration subtype reference".
    static let subtypes: [(name: String, required: [String])] = [
        ("EventBridge-PutEvents", ["Detail", "DetailType", "Source"]),
        ("SQS-SendMessage", ["QueueUrl", "MessageBody"]),
        ("SQS-ReceiveMessage", ["QueueUrl"]), ("SQS-DeleteMessage", ["ReceiptHandle", "QueueUrl"]),
        ("SQS-PurgeQueue", ["QueueUrl"]),
        ("AppConfig-GetConfiguration", ["Application", "Environment", "Configuration", "ClientId"]),
        ("Kinesis-PutRecord", ["StreamName", "Data", "PartitionKey"]),
        ("StepFunctions-StartExecution", ["StateMachineArn"]),
        ("StepFunctions-StartSyncExecution", ["StateMachineArn"]), ("StepFunctions-StopExecution", ["ExecutionArn"]),
    ]

    private static func check(subtype: String, _ record: JSONValue, _ uri: String) throws(ControlError) {
        guard let known = subtypes.first(where: { $0.name == subtype }) else {
            throw .badRequest("Invalid integration subtype specified: \(subtype)")
        }
        if record["integrationType"] != "AWS_PROXY" || !uri.isEmpty {
            throw .badRequest(
                "IntegrationSubtype is supported only for AWS_PROXY integrations without an integration URI")
        }
        if record["credentialsArn"] == nil {
            throw .badRequest("CredentialsArn is required for integration subtype \(subtype)")
        }
        let missing = known.required.filter { record["requestParameters"]?[$0] == nil }
        if !missing.isEmpty {
            throw .badRequest(
                "Missing required request parameters for integration subtype \(subtype): "
                    + "[\(missing.joined(separator: ", "))]")
        }
    }

    // MARK: WebSocket APIs

    private static func checkSocketParameters(_ parameters: JSONValue?) throws(ControlError) {
        for (name, value) in parameters?.object ?? JSONObject() {
            let places = ["path.", "querystring.", "header."].map { "integration.request." + $0 }
            let isPlace = places.contains { name.hasPrefix($0) && name.utf8.count > $0.utf8.count }
            let text = value.string ?? ""
            let isQuoted = text.utf8.count >= 2 && text.hasPrefix("'") && text.hasSuffix("'")
            let isSource = ["route.request.", "context.", "stageVariables."].contains { text.hasPrefix($0) }
            if !isPlace || !(isQuoted || isSource) {
                let fault = isPlace ? text : name
                throw .badRequest(
                    "Invalid mapping expression specified: Validation Result: warnings : [], errors : "
                        + "[Invalid mapping expression specified: \(fault)]")
            }
        }
    }
}

/// Parameter mappings of HTTP APIs. AWS: "Transform API requests and responses for HTTP APIs".
enum HTTPParameterRules {
    private static let statuses = 200...599
    /// Fields that nobody may set. AWS: the same, "Reserved headers".
    private static let reserved: Set = [
        "authorization", "connection", "content-encoding", "content-length", "content-location", "forwarded",
        "keep-alive", "origin", "proxy-authenticate", "proxy-authorization", "te", "trailers", "transfer-encoding",
        "upgrade", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "via",
    ]
    private static let reservedPrefixes = ["access-control-", "apigw-", "x-amz-", "x-amzn-"]

    static func check(_ record: JSONValue) throws(ControlError) {
        if record["integrationSubtype"] == nil {
            for (name, _) in record["requestParameters"]?.object ?? JSONObject() {
                try check(name, isResponse: false)
            }
        }
        for (status, map) in record["responseParameters"]?.object ?? JSONObject() {
            guard let code = Int(status), statuses.contains(code) else {
                throw .badRequest("Invalid status code specified in response parameters: \(status)")
            }
            for (name, _) in map.object ?? JSONObject() { try check(name, isResponse: true) }
        }
    }

    private static func check(_ name: String, isResponse: Bool) throws(ControlError) {
        if name == (isResponse ? "overwrite:statuscode" : "overwrite:path") { return }
        let parts = name.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let place = parts.count == 2 ? parts[1] : ""
        let isQuery = !isResponse && place.hasPrefix("querystring.") && place.utf8.count > 12
        let isHeader = place.hasPrefix("header.") && place.utf8.count > 7
        guard ["append", "overwrite", "remove"].contains(parts[0]), isQuery || isHeader else {
            throw .badRequest("Invalid mapping expression specified: \(name)")
        }
        guard isHeader else { return }
        let header = place.dropFirst(7).lowercased()
        if reserved.contains(header) || reservedPrefixes.contains(where: { header.hasPrefix($0) }) {
            throw .badRequest("Operations on header \(header) are restricted")
        }
    }
}
