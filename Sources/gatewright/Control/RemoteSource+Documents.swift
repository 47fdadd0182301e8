// What a control plane's API is, as a document: a stage's by GetExport; an API that need not be deployed out of the
// operations that read its parts, as GetExport would write them.

import GateControl
import GateJSON

extension RemoteSource {
    /// The document with every extension, OpenAPI 3.0.1 in JSON.
    func document() throws(CommandFailure) -> [UInt8] {
        try file(.complete(.oas30), extensions: "apigateway", isYAML: false)
    }

    /// The document in a form. `extensions` is what GetExport is asked for where a stage is exported.
    func file(
        _ options: DocumentExportOptions, extensions: String, isYAML: Bool
    ) throws(CommandFailure) -> [UInt8] {
        guard let stage else {
            var options = options
            let records = try records()
            options.addDocumentation(of: records)
            return exportFile(records, options, isYAML: isYAML).bytes
        }
        var target = api.path + "/stages/" + ControlClient.encoded(stage.shown("stageName"))
        target += "/exports/" + options.form.rawValue
        if !extensions.isEmpty { target += "?extensions=" + ControlClient.encoded(extensions) }
        return try api.client.fetch(target, accept: isYAML ? "application/yaml" : "application/json")
    }

    /// The parts of the API as it is now.
    private func records() throws(CommandFailure) -> APIRecords {
        let client = api.client
        var records = APIRecords()
        records.restapi = try client.call("GET", api.path)
        if let policy = records.restapi["policy"]?.string { records.restapi["policy"] = .string(unescaped(policy)) }
        records.resources = try client.list(api.path + "/resources?embed=methods").sorted { depth($0) < depth($1) }
        records.models = try client.list(api.path + "/models")
        records.validators = try client.list(api.path + "/requestvalidators")
        records.authorizers = try client.list(api.path + "/authorizers")
        records.gatewayResponses = try client.list(api.path + "/gatewayresponses").filter {
            $0["defaultResponse"]?.bool == false
        }
        records.documentationParts = try client.list(api.path + "/documentation/parts")
        return records
    }

    /// AWS shows a policy as what stands between the quotes of a JSON string.
    private func unescaped(_ policy: String) -> String {
        JSONValue(found: Array("\"\(policy)\"".utf8))?.string ?? policy
    }

    /// Parents come before children.
    private func depth(_ resource: JSONValue) -> Int {
        let path = resource["path"]?.string ?? "/"
        return path == "/" ? 0 : path.utf8.count { $0 == 0x2f }
    }
}

extension DocumentExportOptions {
    /// The documentation of an API without versions of it: its parts, under the API's own version.
    mutating func addDocumentation(of records: APIRecords) {
        if records.documentationParts.isEmpty { return }
        documentation = Documentation(
            version: records.restapi["version"]?.string ?? "1", parts: records.documentationParts)
    }
}
