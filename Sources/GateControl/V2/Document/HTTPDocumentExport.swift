// Records of an HTTP API to OpenAPI 3.0.1 with the extensions of HTTP APIs: what ExportApi answers and what a
// deployment compiles. AWS: "Export an HTTP API"; "OpenAPI extensions for API Gateway". What an export does not hold:
// descriptions of integrations, and objects being managed.

import GateJSON

/// What an export of an HTTP API is asked for.
package struct HTTPExportOptions: Sendable {
    package var region = "us-east-1"
    package var address = ExecuteAddress()
    /// The stage whose address is told; nil for the API as it is.
    package var stage: String?
    package var hasExtensions = true

    package init() {}
}

/// The document of an HTTP API.
package func exportDocument(_ records: V2Records, _ options: HTTPExportOptions) -> JSONValue {
    HTTPDocumentExport(records, options).document()
}

struct HTTPDocumentExport {
    private let records: V2Records
    private let options: HTTPExportOptions
    /// Authorizer ids → names of schemes.
    private var schemes: [String: String] = [:]
    /// Integrations by id.
    private var integrations: [String: JSONValue] = [:]
    /// Ids of integrations that stand below `components`: those of several routes or of none.
    private var shared = Set<String>()

    init(_ records: V2Records, _ options: HTTPExportOptions) {
        self.records = records
        self.options = options
        var taken = Set<String>()
        for record in records.authorizers {
            let id = record["authorizerId"]?.string ?? ""
            var name = record["name"]?.string ?? id
            if !taken.insert(name).inserted {
                name += "-" + id
                taken.insert(name)
            }
            schemes[id] = name
        }
        var uses: [String: Int] = [:]
        for route in records.routes { uses[V2Records.integration(of: route) ?? "", default: 0] += 1 }
        for record in records.integrations {
            let id = record["integrationId"]?.string ?? ""
            integrations[id] = record
            if uses[id] != 1 { shared.insert(id) }
        }
    }

    func document() -> JSONValue {
        var document: JSONValue = ["openapi": "3.0.1", "info": info()]
        document["servers"] = [server()]
        let tags = records.api["tags"]?.object ?? JSONObject()
        if !tags.isEmpty {
            document["tags"] = .array(
                tags.map { name, value in
                    var tag: JSONValue = ["name": .string(name)]
                    if options.hasExtensions { tag["x-amazon-apigateway-tag-value"] = value }
                    return tag
                })
        }
        document["paths"] = .object(paths())
        let components = components()
        if !components.isEmpty { document["components"] = .object(components) }
        guard options.hasExtensions else { return document }
        document["x-amazon-apigateway-cors"] = records.api["corsConfiguration"]
        document["x-amazon-apigateway-importexport-version"] = "1.0"
        return document
    }

    private func info() -> JSONValue {
        var info: JSONValue = ["title": records.api["name"] ?? ""]
        info["description"] = records.api["description"]
        info["version"] = records.api["version"] ?? .string(HTTPDocumentExport.date(records.api["createdDate"]))
        return info
    }

    /// The version of an API that has none: `2020-04-01 12:00:00UTC`.
    static func date(_ seconds: JSONValue?) -> String {
        ISODate.text(seconds?.double ?? 0).replacing("T", with: " ").replacing("Z", with: "UTC")
    }

    private func server() -> JSONValue {
        let host = options.address.host(records.api["apiId"]?.string ?? "", region: options.region)
        let base = "\(options.address.scheme)://\(host)/"
        var server: JSONValue = ["url": .string(base)]
        if let stage = options.stage, stage != "$default" {
            server["url"] = .string(base + "{basePath}")
            server["variables"] = ["basePath": ["default": .string(stage)]]
        }
        if options.hasExtensions, records.api["disableExecuteApiEndpoint"] == true {
            server["x-amazon-apigateway-endpoint-configuration"] = ["disableExecuteApiEndpoint": true]
        }
        return server
    }

    // MARK: Routes

    private func paths() -> JSONObject {
        var paths = JSONObject()
        for route in records.routes {
            let key = route["routeKey"]?.string ?? ""
            let parts = key.split(separator: " ", maxSplits: 1)
            let path = parts.count == 2 ? String(parts[1]) : "/" + key
            let verb = parts.count == 2 && parts[0] != "ANY" ? parts[0].lowercased() : nil
            // A document without extensions has no place for routes of any method.
            if verb == nil, !options.hasExtensions { continue }
            let item = verb ?? "x-amazon-apigateway-any-method"
            paths[path] = paths[path] ?? [:]
            paths[path]?[item] = operation(route, key)
        }
        return paths
    }

    private func operation(_ route: JSONValue, _ key: String) -> JSONValue {
        var operation: JSONValue = [:]
        operation["operationId"] = route["operationName"]
        let names = HTTPDocumentExport.variables(of: key)
        if !names.isEmpty {
            operation["parameters"] = .array(
                names.map {
                    [
                        "name": .string($0), "in": "path", "description": .string("Generated path parameter for \($0)"),
                        "required": true, "schema": ["type": "string"],
                    ]
                })
        }
        operation["responses"] = ["default": ["description": .string("Default response for \(key)")]]
        if let id = route["authorizerId"]?.string, let name = schemes[id] {
            operation["security"] = [[name: .array(route["authorizationScopes"]?.array ?? [])]]
        }
        guard options.hasExtensions else { return operation }
        if route["authorizationType"] == "AWS_IAM" { operation["x-amazon-apigateway-auth"] = ["type": "AWS_IAM"] }
        if key == RouteRules.defaultKey { operation["isDefaultRoute"] = true }
        if let id = V2Records.integration(of: route), let record = integrations[id] {
            operation["x-amazon-apigateway-integration"] =
                shared.contains(id)
                ? ["$ref": .string("#/components/x-amazon-apigateway-integrations/\(id)")] : integration(record)
        }
        return operation
    }

    /// Names of a path's variables.
    static func variables(of key: String) -> [String] {
        key.split(separator: "/").filter { $0.hasPrefix("{") && $0.hasSuffix("}") }.map {
            let name = $0.dropFirst().dropLast()
            return String(name.hasSuffix("+") ? name.dropLast() : name)
        }
    }

    // MARK: Components

    private func components() -> JSONObject {
        var components = JSONObject()
        if !records.authorizers.isEmpty {
            components["securitySchemes"] = .object(
                JSONObject(records.authorizers.map { (schemes[$0["authorizerId"]?.string ?? ""] ?? "", scheme($0)) }))
        }
        if options.hasExtensions, !shared.isEmpty {
            components["x-amazon-apigateway-integrations"] = .object(
                JSONObject(
                    records.integrations.compactMap { record in
                        let id = record["integrationId"]?.string ?? ""
                        return shared.contains(id) ? (id, integration(record)) : nil
                    }))
        }
        return components
    }

    /// Members of an integration, in records and in documents.
    static let integrationMembers = [
        ("integrationSubtype", "integrationSubtype"), ("payloadFormatVersion", "payloadFormatVersion"),
        ("integrationMethod", "httpMethod"), ("integrationUri", "uri"), ("credentialsArn", "credentials"),
        ("requestParameters", "requestParameters"), ("responseParameters", "responseParameters"),
        ("connectionType", "connectionType"), ("connectionId", "connectionId"), ("tlsConfig", "tlsConfig"),
        ("timeoutInMillis", "timeoutInMillis"),
    ]

    private func integration(_ record: JSONValue) -> JSONValue {
        var integration: JSONValue = ["type": .string((record["integrationType"]?.string ?? "").lowercased())]
        for (member, name) in HTTPDocumentExport.integrationMembers { integration[name] = record[member] }
        return integration
    }

    private func scheme(_ record: JSONValue) -> JSONValue {
        let isJWT = record["authorizerType"] == "JWT"
        var scheme: JSONValue =
            isJWT ? ["type": "oauth2", "flows": [:]] : ["type": "apiKey", "name": "Unused", "in": "header"]
        let sources = record["identitySource"]?.array?.compactMap(\.string) ?? []
        if !isJWT, let header = sources.first, sources.count == 1, header.hasPrefix("$request.header.") {
            scheme["name"] = .string(String(header.dropFirst("$request.header.".utf8.count)))
        }
        guard options.hasExtensions else { return scheme }
        var authorizer: JSONValue = ["type": isJWT ? "jwt" : "request"]
        if !sources.isEmpty { authorizer["identitySource"] = .string(sources.joined(separator: ",")) }
        for (member, name) in HTTPDocumentExport.authorizerMembers { authorizer[name] = record[member] }
        scheme["x-amazon-apigateway-authorizer"] = authorizer
        return scheme
    }

    /// Members of an authorizer, in records and in documents.
    static let authorizerMembers = [
        ("jwtConfiguration", "jwtConfiguration"), ("authorizerUri", "authorizerUri"),
        ("authorizerCredentialsArn", "authorizerCredentials"),
        ("authorizerPayloadFormatVersion", "authorizerPayloadFormatVersion"),
        ("authorizerResultTtlInSeconds", "authorizerResultTtlInSeconds"),
        ("identityValidationExpression", "identityValidationExpression"),
        ("enableSimpleResponses", "enableSimpleResponses"),
    ]
}
