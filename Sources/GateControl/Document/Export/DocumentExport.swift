// Records to a document, in the form that AWS's GetExport gives: Swagger 2.0 or OpenAPI 3.0.1, with the extensions that
// are asked for. What a deployment compiles is such a document with all of them. Forms are those of recorded exports.

import GateJSON

/// What an export is asked for.
package struct DocumentExportOptions: Sendable {
    package enum Form: String, Sendable, CaseIterable {
        case swagger, oas30
    }

    /// `extensions` of GetExport.
    package enum Extension: String, Sendable, CaseIterable {
        case integrations, authorizers, apigateway, postman
    }

    /// The stage whose deployment is exported.
    package struct Stage: Sendable {
        package var name: String
        package var apiID: String
        package var region: String
        package var address: ExecuteAddress

        package init(name: String, apiID: String, region: String, address: ExecuteAddress = ExecuteAddress()) {
            self.name = name
            self.apiID = apiID
            self.region = region
            self.address = address
        }
    }

    /// The documentation that a stage has.
    package struct Documentation: Sendable {
        package var version: String
        /// ISO 8601.
        package var createdDate: String?
        /// DocumentationPart records.
        package var parts: [JSONValue]

        package init(version: String, createdDate: String? = nil, parts: [JSONValue]) {
            self.version = version
            self.createdDate = createdDate
            self.parts = parts
        }
    }

    package var form: Form
    package var extensions: Set<Extension> = []
    package var stage: Stage?
    package var documentation: Documentation?

    package init(form: Form) { self.form = form }

    /// Every extension that says what an API does.
    package static func complete(_ form: Form) -> DocumentExportOptions {
        var options = DocumentExportOptions(form: form)
        options.extensions = [.integrations, .authorizers, .apigateway]
        return options
    }

    /// What `extensions` of GetExport names: a list with commas; nil for a name that is none.
    package static func extensions(_ text: String) -> Set<Extension>? {
        var result = Set<Extension>()
        for part in text.split(separator: ",") {
            let name = part.split(separator: " ").joined()
            guard let known = Extension(rawValue: name) else { return nil }
            result.insert(known)
        }
        return result
    }
}

/// The document of an API.
package func exportDocument(_ records: APIRecords, _ options: DocumentExportOptions) -> JSONValue {
    var export = DocumentExport(records, options)
    return export.document()
}

/// What GetExport answers beside its bytes.
package struct ExportedFile: Sendable {
    package var bytes: [UInt8]
    package var contentType: String
    package var contentDisposition: String
}

/// The file of an API's document; `isYAML` for `Accept: application/yaml`.
package func exportFile(_ records: APIRecords, _ options: DocumentExportOptions, isYAML: Bool) -> ExportedFile {
    let document = exportDocument(records, options)
    let version = document["info"]?["version"]?.string ?? ""
    let text = isYAML ? YAMLText.document(document) : document.pretty()
    let name = "\(options.form.rawValue)_\(version).\(isYAML ? "yaml" : "json")"
    return ExportedFile(
        bytes: Array(text.utf8), contentType: "application/octet-stream",
        contentDisposition: "attachment; filename=\"\(name)\"")
}

/// One export being made.
struct DocumentExport {
    let records: APIRecords
    let options: DocumentExportOptions
    var documentation: DocumentationTable
    /// Authorizer and validator ids → names in the document.
    var authorizers: [String: String] = [:]
    var validators: [String: String] = [:]
    /// Schemes that methods use beside authorizers.
    var usesAPIKeys = false
    var usesIAM = false
    var apiKeyScheme = "api_key"
    var iamScheme = "sigv4"

    var isSwagger: Bool { options.form == .swagger }
    var hasIntegrations: Bool { has(.integrations) }
    var hasAuthorizers: Bool { has(.authorizers) }
    var hasGateway: Bool { options.extensions.contains(.apigateway) }

    private func has(_ name: DocumentExportOptions.Extension) -> Bool {
        options.extensions.contains(name) || options.extensions.contains(.apigateway)
    }

    init(_ records: APIRecords, _ options: DocumentExportOptions) {
        self.records = records
        self.options = options
        documentation = DocumentationTable(options.documentation?.parts ?? [])
        var taken = Set<String>()
        for record in records.authorizers {
            let id = record["id"]?.string ?? ""
            var name = record["name"]?.string ?? id
            if !taken.insert(name).inserted {
                name += "-" + id
                taken.insert(name)
            }
            authorizers[id] = name
        }
        while taken.contains(apiKeyScheme) { apiKeyScheme += "_" }
        while taken.contains(iamScheme) { iamScheme += "_" }
        for record in records.validators { validators[record["id"]?.string ?? ""] = record["name"]?.string ?? "" }
    }

    mutating func document() -> JSONValue {
        var result: JSONValue = isSwagger ? ["swagger": "2.0"] : ["openapi": "3.0.1"]
        result["info"] = info()
        let api = documentation.properties(["type": "API"])
        for name in ["tags", "externalDocs"] { result[name] = api?[name] }
        addAddress(to: &result)
        let paths = paths()
        result["paths"] = .object(paths)
        let schemes = securitySchemes()
        let schemas = schemas()
        if isSwagger {
            if !schemes.isEmpty { result["securityDefinitions"] = .object(schemes) }
            if !schemas.isEmpty { result["definitions"] = .object(schemas) }
        } else {
            var components: JSONValue = [:]
            if !schemas.isEmpty { components["schemas"] = .object(schemas) }
            if !schemes.isEmpty { components["securitySchemes"] = .object(schemes) }
            result["components"] = components
        }
        addExtensions(to: &result)
        addDocumentation(to: &result)
        return result
    }

    // MARK: The root

    private func info() -> JSONValue {
        let restapi = records.restapi
        var info: JSONValue = ["title": restapi["name"] ?? ""]
        let documented = documentation.properties(["type": "API"])?["info"]
        info["description"] = documented?["description"] ?? restapi["description"]
        info["version"] = restapi["version"] ?? .string(ISODate.text(restapi["createdDate"]?.double ?? 0))
        for name in ["termsOfService", "contact", "license"] { info[name] = documented?[name] }
        return info
    }

    private func addAddress(to result: inout JSONValue) {
        guard let stage = options.stage else { return }
        let host = stage.address.host(stage.apiID, region: stage.region)
        if isSwagger {
            result["host"] = .string(host)
            result["basePath"] = .string("/" + stage.name)
            result["schemes"] = [.string(stage.address.scheme)]
        } else {
            result["servers"] = [
                [
                    "url": .string("\(stage.address.scheme)://\(host)/{basePath}"),
                    "variables": ["basePath": ["default": .string(stage.name)]],
                ]
            ]
        }
    }

    private func addExtensions(to result: inout JSONValue) {
        guard hasGateway else { return }
        let restapi = records.restapi
        if let source = restapi["apiKeySource"], source != "HEADER" {
            result["x-amazon-apigateway-api-key-source"] = source
        }
        if !records.gatewayResponses.isEmpty {
            result["x-amazon-apigateway-gateway-responses"] = .object(
                JSONObject(records.gatewayResponses.map { ($0["responseType"]?.string ?? "", gatewayResponse($0)) }))
        }
        if let text = restapi["policy"]?.string, let policy = JSONText.value(text) {
            result["x-amazon-apigateway-policy"] = policy
        }
        if !records.validators.isEmpty {
            result["x-amazon-apigateway-request-validators"] = .object(
                JSONObject(
                    records.validators.map { validator in
                        var settings: JSONValue = [:]
                        for name in ["validateRequestParameters", "validateRequestBody"] {
                            settings[name] = validator[name] ?? false
                        }
                        return (validator["name"]?.string ?? "", settings)
                    }))
        }
        result["x-amazon-apigateway-minimum-compression-size"] = restapi["minimumCompressionSize"]
        if let types = restapi["binaryMediaTypes"]?.array, !types.isEmpty {
            result["x-amazon-apigateway-binary-media-types"] = .array(types)
        }
        result["x-amazon-apigateway-security-policy"] = restapi["securityPolicy"]
        result["x-amazon-apigateway-endpoint-access-mode"] = restapi["endpointAccessMode"]
    }

    private func gatewayResponse(_ record: JSONValue) -> JSONValue {
        var result: JSONValue = [:]
        result["statusCode"] = record["statusCode"]
        for name in ["responseParameters", "responseTemplates"] {
            if let map = record[name]?.object, !map.isEmpty { result[name] = .object(map) }
        }
        return result
    }

    private func addDocumentation(to result: inout JSONValue) {
        guard let documentation = options.documentation else { return }
        var value: JSONValue = ["version": .string(documentation.version)]
        if let date = documentation.createdDate { value["createdDate"] = .string(date) }
        value["documentationParts"] = .array(
            documentation.parts.map { part in
                [
                    "location": part["location"] ?? [:],
                    "properties": part["properties"]?.string.flatMap(JSONText.value) ?? [:],
                ]
            })
        result["x-amazon-apigateway-documentation"] = value
    }

    // MARK: Security

    private func securitySchemes() -> JSONObject {
        var result = JSONObject()
        if hasAuthorizers {
            for record in records.authorizers {
                result[authorizers[record["id"]?.string ?? ""] ?? ""] = scheme(record)
            }
            if usesIAM {
                result[iamScheme] = [
                    "type": "apiKey", "name": "Authorization", "in": "header",
                    "x-amazon-apigateway-authtype": "awsSigv4",
                ]
            }
        }
        if usesAPIKeys { result[apiKeyScheme] = ["type": "apiKey", "name": "x-api-key", "in": "header"] }
        return result
    }

    private func scheme(_ record: JSONValue) -> JSONValue {
        let type = record["type"]?.string ?? "TOKEN"
        let source = record["identitySource"]?.string ?? ""
        let sources = source.split(separator: ",").map { $0.split(separator: " ").joined() }
        let prefix = "method.request.header."
        let isOne = sources.count == 1 && source.hasPrefix(prefix)
        let header = isOne ? String(source.dropFirst(prefix.count)) : "Unused"
        var scheme: JSONValue = ["type": "apiKey", "name": .string(header), "in": "header"]
        let name = record["name"]?.string ?? ""
        let text = documentation.properties(["type": "AUTHORIZER", "name": .string(name)])?["description"]
        scheme["description"] = text
        scheme["x-amazon-apigateway-authtype"] = record["authType"]
        var authorizer: JSONValue = [:]
        for member in ["providerARNs", "authorizerUri", "authorizerCredentials"] { authorizer[member] = record[member] }
        if !source.isEmpty, !isOne || type == "REQUEST" || type == "JWT" {
            authorizer["identitySource"] = .string(source)
        }
        for member in ["identityValidationExpression", "authorizerResultTtlInSeconds", "jwtConfiguration"] {
            authorizer[member] = record[member]
        }
        authorizer["type"] = .string(type.lowercased())
        scheme["x-amazon-apigateway-authorizer"] = authorizer
        return scheme
    }
}

/// Texts of JSON in records.
package enum JSONText {
    /// The value of a text; nil for one that is no JSON.
    package static func value(_ text: String) -> JSONValue? {
        do throws(JSONFailure) {
            return try JSONValue(parsing: text)
        } catch {
            return nil
        }
    }
}

/// Dates in documents.
package enum ISODate {
    /// `2026-11-27T10:15:30Z` of seconds since 1970.
    package static func text(_ seconds: Double) -> String { ControlTime.text(Int(seconds.rounded(.down))) }
}
