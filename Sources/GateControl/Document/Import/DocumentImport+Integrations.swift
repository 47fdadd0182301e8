// Integration objects to integrations, with AWS's defaults and what PutIntegration refuses.

import GateJSON
import GateOpenAPI
import GateSource
import GateTree

extension DocumentImport {
    func build(_ object: IntegrationObject, resourceID: String, _ verb: String, _ path: String) -> JSONValue {
        let type = object.kind.rawValue.uppercased()
        var record: JSONValue = ["type": .string(type)]
        let httpMethod = object.kind == .mock ? nil : object.httpMethod?.value.uppercased()
        if let httpMethod { record["httpMethod"] = .string(httpMethod) }
        if object.kind != .mock, let uri = object.uri?.text { record["uri"] = .string(uri) }
        if let fault = IntegrationRules.fault(type: type, httpMethod: httpMethod, uri: object.uri?.text) {
            fail(verb, path, "integration", fault)
        }
        if let text = object.credentials?.text { record["credentials"] = .string(text) }
        if let connection = object.connectionType?.value {
            record["connectionType"] = connection == .vpcLink ? "VPC_LINK" : "INTERNET"
        } else if object.kind == .http || object.kind == .httpProxy {
            record["connectionType"] = "INTERNET"
        }
        if let text = object.connectionID?.text { record["connectionId"] = .string(text) }
        if let text = object.integrationTarget?.text { record["integrationTarget"] = .string(text) }
        if !object.requestParameters.isEmpty {
            record["requestParameters"] = DocumentImport.texts(object.requestParameters)
        }
        if !object.requestTemplates.isEmpty {
            record["requestTemplates"] = DocumentImport.texts(object.requestTemplates)
        }
        record["passthroughBehavior"] = .string((object.passthrough ?? .whenNoMatch).rawValue.uppercased())
        if let handling = object.contentHandling {
            record["contentHandling"] = .string(handling.rawValue.uppercased())
        }
        record["timeoutInMillis"] = JSONValue(object.timeout?.value ?? IntegrationRules.timeoutRange.upperBound)
        record["cacheNamespace"] = .string(object.cacheNamespace?.value ?? resourceID)
        record["cacheKeyParameters"] = .array(object.cacheKeyParameters.map { .string($0.value) })
        if object.skipsTLSVerification || object.tlsServerName != nil {
            var settings: JSONValue = ["insecureSkipVerification": .bool(object.skipsTLSVerification)]
            if let name = object.tlsServerName?.value { settings["serverNameToVerify"] = .string(name) }
            record["tlsConfig"] = settings
        }
        if let mode = object.transferMode { record["responseTransferMode"] = .string(mode.rawValue.uppercased()) }
        let responses = integrationResponses(object)
        if !responses.isEmpty { record["integrationResponses"] = .object(responses) }
        return record
    }

    /// By status, as AWS keeps them: of two patterns for one status the later stays.
    private func integrationResponses(_ object: IntegrationObject) -> JSONObject {
        var result = JSONObject()
        for response in object.responses {
            let status = String(response.statusCode.value)
            var record: JSONValue = ["statusCode": .string(status)]
            let pattern = response.pattern.text
            if pattern != "default", !pattern.isEmpty { record["selectionPattern"] = .string(pattern) }
            if !response.parameters.isEmpty {
                record["responseParameters"] = DocumentImport.texts(response.parameters)
            }
            if !response.templates.isEmpty { record["responseTemplates"] = DocumentImport.texts(response.templates) }
            if let handling = response.contentHandling {
                record["contentHandling"] = .string(handling.rawValue.uppercased())
            }
            result[status] = record
        }
        return result
    }

    /// AWS's warning of parameters that are no texts (recorded); they are left out.
    func warnOfFormats(_ integration: Node?, _ verb: String, _ path: String) {
        var maps = [("requestParameters", integration?["requestParameters"])]
        for response in integration?["responses"]?.members ?? [] {
            maps.append(("responseParameters", response.value["responseParameters"]))
        }
        for (name, map) in maps {
            for member in map?.members ?? [] where member.value.kind != .string && !member.value.isNull {
                let text = member.value.scalarText ?? member.value.json(limit: 256) ?? ""
                warnings.append(
                    "Invalid format for '\(name)'. Expected type string for property '\(member.key)' of resource "
                        + "'\(path)' and method '\(verb)' but got '\(text)'")
            }
        }
    }
}
