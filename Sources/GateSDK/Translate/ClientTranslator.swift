// A specification's document to the API as its callers see it. Everything that a caller need not know (integrations,
// validators, templates) stays behind; everything that the gateway asks of callers (keys, signatures, tokens) comes
// along. Must not know languages.

import GateOpenAPI
import GateSource
import GateTree

/// The client's view of a document. Faults that leave something out are reported to `sink`.
package func clientAPI(_ document: OpenAPIDocument, documents: DocumentSet, sink: DiagnosticSink) -> ClientAPI {
    var translator = ClientTranslator(document, documents: documents, sink: sink)
    translator.translate(document)
    return translator.api
}

/// Bounds of clients.
package enum SDKLimits {
    /// Most types of a client. Ours: the largest real specification has 4,000.
    package static let typesMax = 50_000
    /// Most operations of a client. Ours.
    package static let operationsMax = 20_000
    /// How far types made of inline schemas nest. Ours.
    package static let depthMax = 64
}

/// The translation under way.
struct ClientTranslator {
    /// nil for route specs.
    let document: OpenAPIDocument?
    let documents: DocumentSet
    let sink: DiagnosticSink
    var api: ClientAPI
    /// Words of names that are taken: types and operations each have their own.
    var typeNames = Set<String>()
    var operationNames = Set<String>()
    /// The type of each schema that has one.
    var types: [Node: Int] = [:]
    /// Schemas whose types are being made, for circles of aliases.
    var open = Set<Node>()
    var depth = 0
    var schemes: [String: Int] = [:]

    init(_ document: OpenAPIDocument, documents: DocumentSet, sink: DiagnosticSink) {
        self.document = document
        self.documents = documents
        self.sink = sink
        api = ClientAPI(title: document.title?.value ?? "API", version: document.apiVersion?.value ?? "0")
        api.summary = document.summary?.value
        if let license = document.root["info"]?["license"], let name = license["name"]?.string {
            api.license = ClientLicense(
                name: name, url: license["url"]?.string, identifier: license["identifier"]?.string)
        }
    }

    init(_ api: ClientAPI, documents: DocumentSet, sink: DiagnosticSink) {
        document = nil
        self.documents = documents
        self.sink = sink
        self.api = api
    }

    mutating func translate(_ document: OpenAPIDocument) {
        api.baseURL = ClientTranslator.baseURL(document)
        translateSchemes(document)
        // Named schemas keep their names; what is made of inline ones goes around them.
        for schema in document.schemas { declare(schema.schema, named: schema.name.value) }
        for schema in document.schemas { define(schema.schema) }
        for item in document.paths {
            for operation in item.operations where operation.verb != .options { translate(operation, item.path) }
        }
        api.types = DirectCircles.broken(api.types)
        settleRules()
    }

    /// The first server, its variables filled in with their defaults; of Swagger `schemes`, `host` and `basePath`.
    private static func baseURL(_ document: OpenAPIDocument) -> String? {
        let root = document.root
        if document.version == .swagger20 {
            guard let host = root["host"]?.string else { return nil }
            let scheme = root["schemes"]?.elements.compactMap(\.string).first ?? "https"
            return "\(scheme)://\(host)\(root["basePath"]?.string ?? "")"
        }
        guard let server = root["servers"]?.element(0), var url = server["url"]?.string, url.contains("://") else {
            return nil
        }
        for variable in server["variables"]?.members ?? [] {
            let value = variable.value["default"]?.string ?? ""
            url = url.split(separator: "{\(variable.key)}", omittingEmptySubsequences: false).joined(separator: value)
        }
        while url.hasSuffix("/") { url.removeLast() }
        return url.contains("{") ? nil : url
    }

    // MARK: Schemes

    private mutating func translateSchemes(_ document: OpenAPIDocument) {
        for scheme in document.securitySchemes {
            schemes[scheme.name.value] = api.schemes.count
            api.schemes.append(
                ClientScheme(
                    name: scheme.name.value, kind: kind(of: scheme), summary: scheme.node["description"]?.string))
        }
    }

    private func kind(of scheme: SecurityScheme) -> ClientScheme.Kind {
        let header = scheme.parameterName?.value ?? "Authorization"
        if scheme.authType?.value.lowercased() == "awssigv4" { return .sigV4 }
        switch scheme.kind.value {
        case .oauth2, .openIdConnect: return .bearer
        case .basic: return .basic
        case .http: return scheme.node["scheme"]?.string?.lowercased() == "basic" ? .basic : .bearer
        case .mutualTLS: return .bearer
        case .apiKey:
            if scheme.isInHeader, scheme.authorizer != nil || header.lowercased() == "authorization" {
                return .token(header: header)
            }
            return .apiKey(name: header, isInHeader: scheme.isInHeader)
        }
    }

    /// What callers of an operation show.
    func security(_ operation: Operation) -> [[Int]] {
        if operation.auth?.value == .awsIAM {
            if let index = api.schemes.firstIndex(where: { if case .sigV4 = $0.kind { true } else { false } }) {
                return [[index]]
            }
        }
        let ways = (operation.security ?? document?.security ?? []).map { requirement in
            requirement.entries.compactMap { schemes[$0.scheme.value] }
        }
        // Clients take the first way that they can: to show nothing comes last.
        return ways.filter { !$0.isEmpty } + (ways.contains([]) ? [[]] : [])
    }

    // MARK: Names

    /// A name that no other type has in any language's spelling.
    mutating func typeName(_ wanted: String) -> String {
        ClientTranslator.take(wanted, &typeNames)
    }

    mutating func operationName(_ wanted: String) -> String {
        ClientTranslator.take(wanted, &operationNames)
    }

    private static func take(_ wanted: String, _ taken: inout Set<String>) -> String {
        var name = wanted
        var number = 2
        while !taken.insert(Words(name).words.joined()).inserted {
            name = wanted + String(number)
            number += 1
        }
        return name
    }
}
