// PutRestApi: an imported document into an API that is there. AWS: "Update an existing API using an OpenAPI
// definition"; recorded imports for what keeps its id.

import GateJSON

/// How a document changes an API.
package enum PutMode: String, Sendable, CaseIterable {
    /// A method of the document takes the place of the one of its path and verb; what is not in the document stays.
    case merge
    /// What is not in the document goes.
    case overwrite
}

extension APIRecords {
    /// The API after the document was put into it. The API's id, the root's, and those of resources with an equal path
    /// stay, as do ids of models, authorizers and validators with an equal name. `identifier` gives new ids.
    package func put(_ imported: APIRecords, mode: PutMode, identifier: @escaping (Int) -> String) -> APIRecords {
        var result = APIRecords()
        result.restapi = putRestAPI(imported.restapi, mode)
        let authorizers = RecordMerge(self.authorizers, imported.authorizers, by: "name", mode)
        let validators = RecordMerge(self.validators, imported.validators, by: "name", mode)
        result.authorizers = authorizers.records
        result.validators = validators.records
        result.models = RecordMerge(models, imported.models, by: "name", mode).records
        result.gatewayResponses =
            RecordMerge(gatewayResponses, imported.gatewayResponses, by: "responseType", mode).records
        result.documentationParts =
            DocumentationMerge.merged(
                documentationParts, imported.documentationParts, mode: mode
            ).parts
        var merge = ResourceMerge(existing: resources, mode: mode, identifier: identifier)
        merge.authorizers = authorizers.ids
        merge.validators = validators.ids
        result.resources = merge.merged(imported.resources)
        return result
    }

    /// Members of the API itself that a document writes.
    private static let written = [
        "name", "description", "version", "binaryMediaTypes", "minimumCompressionSize", "apiKeySource", "policy",
    ]

    private func putRestAPI(_ imported: JSONValue, _ mode: PutMode) -> JSONValue {
        var result = restapi
        if mode == .overwrite {
            for name in APIRecords.written { result[name] = nil }
            result["apiKeySource"] = "HEADER"
        }
        for (name, value) in imported.object ?? [:] where name != "endpointConfiguration" { result[name] = value }
        if mode == .merge, let old = restapi["binaryMediaTypes"]?.array, let new = imported["binaryMediaTypes"]?.array {
            result["binaryMediaTypes"] = .array(old + new.filter { !old.contains($0) })
        }
        return result
    }

    /// The members that CreateRestApi and ImportRestApi fill in. `types` is empty for the default.
    package mutating func fillRestAPI(endpointTypes types: [String] = []) {
        if restapi["apiKeySource"] == nil { restapi["apiKeySource"] = "HEADER" }
        if restapi["disableExecuteApiEndpoint"] == nil { restapi["disableExecuteApiEndpoint"] = false }
        var endpoint = restapi["endpointConfiguration"] ?? [:]
        let types = types.isEmpty ? ["EDGE"] : types
        endpoint["types"] = .array(types.map { .string($0) })
        if endpoint["ipAddressType"] == nil {
            endpoint["ipAddressType"] = types.contains("PRIVATE") ? "dualstack" : "ipv4"
        }
        restapi["endpointConfiguration"] = endpoint
        restapi["rootResourceId"] = resources.first?["id"]
    }
}

/// Records with a name, old and new.
struct RecordMerge {
    var records: [JSONValue]
    /// Ids of imported records → the ids that they have now.
    var ids: [String: String] = [:]

    init(_ existing: [JSONValue], _ imported: [JSONValue], by name: String, _ mode: PutMode) {
        records = mode == .merge ? existing : []
        var known: [String: JSONValue] = [:]
        for record in existing { known[record[name]?.string ?? ""] = record }
        var places: [String: Int] = [:]
        for (index, record) in records.enumerated() { places[record[name]?.string ?? ""] = index }
        for var record in imported {
            let key = record[name]?.string ?? ""
            if let id = record["id"]?.string, let old = known[key]?["id"] {
                ids[id] = old.string
                record["id"] = old
            }
            if let place = places[key] {
                records[place] = record
            } else {
                records.append(record)
            }
        }
    }
}

/// Documentation parts, old and new.
enum DocumentationMerge {
    /// The parts afterwards, and the ids of those that were imported.
    static func merged(
        _ existing: [JSONValue], _ imported: [JSONValue], mode: PutMode
    ) -> (parts: [JSONValue], ids: [String]) {
        var parts = mode == .merge ? existing : []
        var places: [JSONValue: Int] = [:]
        for (index, part) in parts.enumerated() { places[part["location"] ?? .null] = index }
        var ids: [String] = []
        for part in imported {
            if let place = places[part["location"] ?? .null] {
                parts[place]["properties"] = part["properties"]
                ids.append(parts[place]["id"]?.string ?? "")
            } else {
                parts.append(part)
                ids.append(part["id"]?.string ?? "")
            }
        }
        return (parts, ids)
    }
}

/// Resources, old and new.
private struct ResourceMerge {
    let mode: PutMode
    let identifier: (Int) -> String
    var authorizers: [String: String] = [:]
    var validators: [String: String] = [:]
    private let existing: [String: JSONValue]
    private let order: [JSONValue]

    init(existing: [JSONValue], mode: PutMode, identifier: @escaping (Int) -> String) {
        self.mode = mode
        self.identifier = identifier
        self.order = existing
        self.existing = Dictionary(existing.map { ($0["path"]?.string ?? "", $0) }) { first, _ in first }
    }

    func merged(_ imported: [JSONValue]) -> [JSONValue] {
        var result = mode == .merge ? order : []
        var places: [String: Int] = [:]
        for (index, record) in result.enumerated() { places[record["path"]?.string ?? ""] = index }
        /// Path → id, of the API afterwards.
        var ids = existing.mapValues { $0["id"]?.string ?? "" }
        for var record in imported {
            let path = record["path"]?.string ?? ""
            let old = existing[path]
            let newID = record["id"]?.string ?? ""
            if let id = old?["id"] { record["id"] = id } else { ids[path] = newID }
            if record["parentId"] != nil { record["parentId"] = .string(ids[parent(of: path)] ?? "") }
            var methods = mode == .merge ? old?["resourceMethods"]?.object ?? [:] : [:]
            for (verb, method) in record["resourceMethods"]?.object ?? [:] {
                methods[verb] = moved(method, from: newID, isKept: old != nil, to: record["id"]?.string ?? "")
            }
            record["resourceMethods"] = methods.isEmpty ? nil : .object(methods)
            if let place = places[path] {
                result[place] = record
            } else {
                result.append(record)
            }
        }
        return result
    }

    private func parent(of path: String) -> String {
        let parts = path.split(separator: "/")
        return parts.count < 2 ? "/" : "/" + parts.dropLast().joined(separator: "/")
    }

    /// A method with the ids of the API that it comes into. Recorded: what an overwrite puts on a resource that stays
    /// has a cache namespace of its own.
    private func moved(_ method: JSONValue, from newID: String, isKept: Bool, to id: String) -> JSONValue {
        var method = method
        if let name = method["authorizerId"]?.string { method["authorizerId"] = .string(authorizers[name] ?? name) }
        if let name = method["requestValidatorId"]?.string {
            method["requestValidatorId"] = .string(validators[name] ?? name)
        }
        guard isKept, var integration = method["methodIntegration"],
            integration["cacheNamespace"]?.string == newID
        else { return method }
        integration["cacheNamespace"] = .string(mode == .overwrite ? identifier(6) : id)
        method["methodIntegration"] = integration
        return method
    }
}
