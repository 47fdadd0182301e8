// OpenAPI 3.0 to the records of an HTTP API, as AWS's ImportApi makes them: what HTTP APIs have no use for is told in
// `importInfo`, what cannot be used in `warnings`. AWS: "Use OpenAPI definitions for HTTP APIs". Pure: identifiers come
// from the caller.

import GateJSON
import GateSource
import GateTree

/// What an import of an HTTP API made.
package struct ImportedHTTPAPI: Sendable {
    package var records = V2Records()
    package var information: [String] = []
    package var warnings: [String] = []
}

/// Makes records of a document. `identifier` gives a new id of so many characters.
package func importHTTPDocument(
    _ bytes: [UInt8], _ options: DocumentImportOptions, identifier: @escaping (Int) -> String
) throws(DocumentRefusal) -> ImportedHTTPAPI {
    if bytes.count > DocumentLimits.bytesMax { throw .unreadable }
    let sink = DiagnosticSink()
    var reading = DocumentOptions()
    reading.resolvesIntrinsics = false
    let text = AccountVariables.expanded(bytes, options)
    let documents = DocumentSet(sources: SourceMap(), sink: sink, options: reading) { name in
        name == "document" ? .success(text) : .failure(.notFound)
    }
    guard let root = documents.load("document"), !sink.hasErrors else { throw .unreadable }
    let document = JSONValue(root)
    guard let version = document["openapi"]?.string, version.hasPrefix("3.0") else {
        throw DocumentRefusal(message: "Invalid OpenAPI input. Only OpenAPI 3.0 is supported for HTTP APIs.")
    }
    var builder = HTTPDocumentImport(document, options, identifier)
    builder.build()
    if !builder.errors.isEmpty { throw .errors(builder.errors, warnings: builder.result.warnings) }
    if options.failsOnWarnings, !builder.result.warnings.isEmpty { throw .warnings(builder.result.warnings) }
    return builder.result
}

/// One import being made.
private struct HTTPDocumentImport {
    private let document: JSONValue
    private let options: DocumentImportOptions
    private let identifier: (Int) -> String
    private(set) var result = ImportedHTTPAPI()
    private(set) var errors: [String] = []
    /// Names of schemes → authorizers.
    private var authorizers: [String: JSONValue] = [:]
    /// Names of integrations below `components` → ids; nil for those that cannot be used.
    private var integrations: [String: String?] = [:]
    private var keys = Set<String>()

    /// Most steps of a chain of references. Ours.
    private static let referencesMax = 16
    private static let verbs = ["get", "put", "post", "delete", "options", "head", "patch"]
    private static let anyMethod = "x-amazon-apigateway-any-method"
    private static let integration = "x-amazon-apigateway-integration"
    private static let integrationsPath = "#/components/x-amazon-apigateway-integrations/"

    init(_ document: JSONValue, _ options: DocumentImportOptions, _ identifier: @escaping (Int) -> String) {
        self.document = document
        self.options = options
        self.identifier = identifier
    }

    mutating func build() {
        buildAPI()
        let components = document["components"]
        for (name, scheme) in components?["securitySchemes"]?.object ?? JSONObject() { build(scheme, named: name) }
        for (name, value) in components?["x-amazon-apigateway-integrations"]?.object ?? JSONObject() {
            integrations[name] = .some(build(integration: value, at: HTTPDocumentImport.integrationsPath + name))
        }
        if components?["schemas"]?.object?.isEmpty == false { inform("components.schemas") }
        for name in ["x-amazon-apigateway-request-validators", "x-amazon-apigateway-gateway-responses"]
        where document[name] != nil { inform(name) }
        guard let paths = document["paths"]?.object else {
            errors.append("Invalid OpenAPI input: attribute paths is missing")
            return
        }
        let prefix = basePathPrefix()
        for (path, item) in paths where !path.hasPrefix("x-") { build(item, at: path, below: prefix) }
    }

    private mutating func inform(_ place: String) {
        result.information.append("Property \(place) is not supported for HTTP APIs and is ignored")
    }

    // MARK: The API

    private mutating func buildAPI() {
        let info = document["info"]
        var api: JSONValue = ["name": info?["title"] ?? ""]
        if api["name"]?.string?.isEmpty ?? true {
            errors.append("Invalid OpenAPI input: attribute info.title is missing")
        }
        api["description"] = info?["description"]
        api["version"] = info?["version"].flatMap { HTTPDocumentImport.text($0) }.map { .string($0) }
        let server = document["servers"]?.array?.first
        let endpoint =
            document["x-amazon-apigateway-endpoint-configuration"]
            ?? server?["x-amazon-apigateway-endpoint-configuration"]
        if let isDisabled = endpoint?["disableExecuteApiEndpoint"]?.bool {
            api["disableExecuteApiEndpoint"] = .bool(isDisabled)
        }
        var tags = JSONObject()
        for tag in document["tags"]?.array ?? [] {
            if let name = tag["name"]?.string, let value = tag["x-amazon-apigateway-tag-value"]?.string {
                tags[name] = .string(value)
            }
        }
        if !tags.isEmpty { api["tags"] = .object(tags) }
        if let cors = document["x-amazon-apigateway-cors"] {
            do throws(ControlError) {
                api["corsConfiguration"] = try CORSRules.stored(cors)
            } catch {
                errors.append(error.message)
            }
        }
        result.records.api = api
    }

    private static func text(_ value: JSONValue) -> String? {
        if case .number(let text) = value { text } else { value.string }
    }

    /// What a server's path puts in front of all others. AWS: "Set the OpenAPI basePath property".
    private func basePathPrefix() -> String {
        if options.basePath == .ignore { return "" }
        guard let server = document["servers"]?.array?.first, var url = server["url"]?.string else { return "" }
        for (name, variable) in server["variables"]?.object ?? JSONObject() {
            url = url.replacing("{\(name)}", with: variable["default"]?.string ?? "")
        }
        if let mark = url.firstRange(of: "://") {
            url = url[mark.upperBound...].firstIndex(of: "/").map { String(url[$0...]) } ?? ""
        }
        let parts = url.split(separator: "/").dropFirst(options.basePath == .split ? 1 : 0)
        return parts.map { "/" + $0 }.joined()
    }

    // MARK: Authorizers

    private mutating func build(_ scheme: JSONValue, named name: String) {
        guard let given = scheme["x-amazon-apigateway-authorizer"] else { return }
        let type = given["type"]?.string?.uppercased() ?? ""
        var record: JSONValue = [
            "authorizerId": .string(identifier(6)), "authorizerType": .string(type), "name": .string(name),
        ]
        var sources = given["identitySource"]?.string?.split(separator: ",").map(\.trimmed) ?? []
        sources += given["identitySource"]?.array?.compactMap(\.string) ?? []
        if sources.isEmpty, type == "JWT" { sources = ["$request.header.Authorization"] }
        if !sources.isEmpty { record["identitySource"] = .array(sources.map { .string($0) }) }
        for (member, name) in HTTPDocumentExport.authorizerMembers { record[member] = given[name] }
        if let audience = record["jwtConfiguration"]?["audience"], audience.string != nil {
            record["jwtConfiguration"]?["audience"] = [audience]
        }
        guard ["JWT", "REQUEST"].contains(type) else {
            result.warnings.append("Authorizer \(name) of type \(type.lowercased()) is not supported for HTTP APIs")
            return
        }
        do throws(ControlError) {
            try V2AuthorizerRules.check(record, isSocket: false)
        } catch {
            errors.append("Unable to create authorizer '\(name)': \(error.message)")
            return
        }
        authorizers[name] = record
        result.records.authorizers.append(record)
    }

    // MARK: Integrations

    /// The id of a new integration; nil after a warning.
    private mutating func build(integration given: JSONValue, at place: String) -> String? {
        var record: JSONValue = [
            "integrationId": .string(identifier(7)),
            "integrationType": .string((given["type"]?.string ?? "").uppercased()),
        ]
        for (member, name) in HTTPDocumentExport.integrationMembers { record[member] = given[name] }
        if let version = record["payloadFormatVersion"], let text = HTTPDocumentImport.text(version) {
            record["payloadFormatVersion"] = .string(text)
        }
        // Documents of REST APIs have none. AWS: "Use OpenAPI definitions for HTTP APIs", migration.
        if record["payloadFormatVersion"] == nil { record["payloadFormatVersion"] = "1.0" }
        if record["connectionType"]?.string != nil {
            record["connectionType"] = .string((record["connectionType"]?.string ?? "").uppercased())
        }
        record["integrationMethod"] = record["integrationMethod"]?.string.map { .string($0.uppercased()) }
        if record["integrationSubtype"] != nil { record["integrationMethod"] = nil }
        if record["integrationMethod"] == nil, record["integrationType"] == "HTTP_PROXY" {
            record["integrationMethod"] = "ANY"
        }
        V2IntegrationRules.addDefaults(&record, isSocket: false)
        for name in ["requestTemplates", "responses", "passthroughBehavior", "contentHandling", "cacheKeyParameters"]
        where given[name] != nil { inform("\(place).\(name)") }
        do throws(ControlError) {
            try V2IntegrationRules.check(record, isSocket: false)
        } catch {
            result.warnings.append("Unable to create integration at \(place): \(error.message)")
            return nil
        }
        result.records.integrations.append(record)
        return record["integrationId"]?.string
    }

    private mutating func target(_ operation: JSONValue, at place: String) -> String? {
        guard let given = operation[HTTPDocumentImport.integration] else { return nil }
        guard let reference = given["$ref"]?.string else {
            return build(integration: given, at: "\(place).\(HTTPDocumentImport.integration)")
        }
        let start = HTTPDocumentImport.integrationsPath
        if reference.hasPrefix(start),
            let id = integrations[HTTPDocumentImport.unescaped(reference.dropFirst(start.count))]
        {
            return id
        }
        result.warnings.append(
            "Parse issue: attribute \(place).\(HTTPDocumentImport.integration).\(reference) is missing")
        return nil
    }

    private static func unescaped(_ token: some StringProtocol) -> String {
        String(token).replacing("~1", with: "/").replacing("~0", with: "~")
    }

    // MARK: Routes

    private mutating func build(_ item: JSONValue, at path: String, below prefix: String) {
        guard let item = resolved(item), let members = item.object else {
            result.warnings.append("Parse issue: attribute paths.'\(path)' is missing")
            return
        }
        for (name, operation) in members {
            let isAny = name == HTTPDocumentImport.anyMethod
            guard isAny || HTTPDocumentImport.verbs.contains(name) else { continue }
            let isDefault = path == "/$default" && (isAny || operation["isDefaultRoute"] == true)
            let whole = prefix.isEmpty ? path : path == "/" ? prefix : prefix + path
            let key = isDefault ? RouteRules.defaultKey : (isAny ? "ANY" : name.uppercased()) + " " + whole
            build(operation, key: key, at: "paths.'\(path)'(\(isAny ? "any" : name))")
        }
    }

    /// What a reference within the document leads to.
    private func resolved(_ value: JSONValue) -> JSONValue? {
        var value = value
        for _ in 0..<HTTPDocumentImport.referencesMax {
            guard let reference = value["$ref"]?.string else { return value }
            guard reference.hasPrefix("#/") else { return nil }
            var found: JSONValue? = document
            for token in reference.dropFirst(2).split(separator: "/", omittingEmptySubsequences: false) {
                found = found?[HTTPDocumentImport.unescaped(token)]
            }
            guard let found else { return nil }
            value = found
        }
        return nil
    }

    private mutating func build(_ operation: JSONValue, key: String, at place: String) {
        do throws(ControlError) {
            try RouteRules.check(httpKey: key)
        } catch {
            errors.append("Unable to create route '\(key)': \(error.message)")
            return
        }
        guard keys.insert(key).inserted else {
            errors.append("Unable to create route '\(key)': \(RouteRules.taken(key).message)")
            return
        }
        for name in ["requestBody", "x-amazon-apigateway-request-validator"] where operation[name] != nil {
            inform("\(place).\(name)")
        }
        var record: JSONValue = [
            "routeId": .string(identifier(7)), "routeKey": .string(key), "apiKeyRequired": false,
            "authorizationType": "NONE",
        ]
        record["operationName"] = operation["operationId"]
        authorize(operation, &record, key: key)
        if let target = target(operation, at: place) { record["target"] = .string("integrations/\(target)") }
        result.records.routes.append(record)
    }

    private mutating func authorize(_ operation: JSONValue, _ record: inout JSONValue, key: String) {
        if operation["x-amazon-apigateway-auth"]?["type"]?.string?.uppercased() == "AWS_IAM" {
            record["authorizationType"] = "AWS_IAM"
            return
        }
        let requirements = (operation["security"] ?? document["security"])?.array ?? []
        let schemes = requirements.flatMap { ($0.object ?? JSONObject()).map { ($0.name, $0.value) } }
        guard let (name, scopes) = schemes.first else { return }
        // AWS: "Use OpenAPI definitions for HTTP APIs", errors.
        if schemes.count > 1 {
            errors.append("Unable to create route '\(key)': only one security requirement is supported for a route")
            return
        }
        guard let authorizer = authorizers[name] else {
            let isKnown = document["components"]?["securitySchemes"]?[name] != nil
            result.warnings.append(
                isKnown
                    ? "Security scheme \(name) of route '\(key)' has no authorizer that HTTP APIs support"
                    : "Parse issue: attribute components.securitySchemes.\(name) is missing")
            return
        }
        let isJWT = authorizer["authorizerType"] == "JWT"
        record["authorizationType"] = isJWT ? "JWT" : "CUSTOM"
        record["authorizerId"] = authorizer["authorizerId"]
        if isJWT, let scopes = scopes.array, !scopes.isEmpty { record["authorizationScopes"] = .array(scopes) }
    }
}
