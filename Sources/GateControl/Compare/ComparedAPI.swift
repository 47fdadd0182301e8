// An API made ready for comparison: its records, and its models as a schema graph.

import GateDefinition
import GateJSON
import GateSchema
import GateSource
import GateTranslate
import GateTree

/// One side of a comparison.
package struct ComparedAPI {
    /// Which product of API Gateway the API is for.
    package let kind: APIDefinition.ProtocolType
    let records: APIRecords
    let graph: SchemaGraph
    /// Model names → schemas in the graph.
    let schemas: [String: Int]
    /// Authorizer and validator ids → records.
    let authorizers: [String: JSONValue]
    let validators: [String: JSONValue]

    /// `dialect` is the language of the models: draft 4 of AWS's own.
    package init(_ records: APIRecords, dialect: SchemaDialect = .draft4) {
        let sink = DiagnosticSink()
        let name = "models.json"
        let text = Array(exportDocument(records, DocumentExportOptions(form: .oas30)).json.utf8)
        var reading = DocumentOptions()
        reading.resolvesIntrinsics = false
        let documents = DocumentSet(sources: SourceMap(), sink: sink, options: reading) { file in
            file == name ? .success(text) : .failure(.notFound)
        }
        let models = documents.load(name)?["components"]?["schemas"]
        let sources = SchemaSources(
            resolve: { documents.resolve($0) }, target: { documents.document(named: $0) },
            model: { models?[$0] }, models: { (models?.members ?? []).map { ($0.key, $0.value) } })
        self.init(
            records, .rest, dialect, sources, models: (models?.members ?? []).map { ($0.key, $0.value) }, sink)
    }

    /// An HTTP or WebSocket API: its definition as records with the members of a REST API's.
    package init(_ imported: ImportedAPI, documents: DocumentSet) {
        let definition = imported.definition
        let models = definition.models.map { (name: $0.name.value, schema: $0.schema) }
        let sources = SchemaSources(
            resolve: { documents.resolve($0) }, target: { documents.document(named: $0) },
            model: { name in models.first { $0.name == name }?.schema }, models: { models })
        self.init(
            DefinitionRecords(definition).records, definition.protocolType, imported.dialect, sources, models: models,
            DiagnosticSink())
    }

    private init(
        _ records: APIRecords, _ kind: APIDefinition.ProtocolType, _ dialect: SchemaDialect, _ sources: SchemaSources,
        models: [(name: String, schema: Node)], _ sink: DiagnosticSink
    ) {
        self.records = records
        self.kind = kind
        var reader = SchemaReader(dialect: dialect, sources: sources, sink: sink)
        var schemas: [String: Int] = [:]
        for model in models { schemas[model.name] = reader.read(model.schema) }
        self.schemas = schemas
        graph = reader.graph
        authorizers = ComparedAPI.byID(records.authorizers)
        validators = ComparedAPI.byID(records.validators)
    }

    private static func byID(_ records: [JSONValue]) -> [String: JSONValue] {
        Dictionary(records.map { ($0["id"]?.string ?? "", $0) }) { first, _ in first }
    }
}

/// What two APIs differ in: operations in the old one's order, then new ones, then the API as a whole.
package func compareAPIs(_ old: ComparedAPI, _ new: ComparedAPI) -> [APIChange] {
    var comparison = APIComparison(old: old, new: new)
    comparison.compare()
    return comparison.changes
}

/// One comparison.
struct APIComparison {
    let old: ComparedAPI
    let new: ComparedAPI
    private(set) var changes: [APIChange] = []
    private var seen = Set<APIChange>()
    /// The operation being compared.
    var operation = ""

    init(old: ComparedAPI, new: ComparedAPI) {
        self.old = old
        self.new = new
    }

    mutating func add(_ kind: String, _ effect: APIChange.Effect, _ part: String, _ text: String) {
        guard changes.count < CompareLimits.changesMax else { return }
        let change = APIChange(kind, effect, operation, part, text)
        if seen.insert(change).inserted { changes.append(change) }
    }

    mutating func compare() {
        let before = ComparedRoutes(old)
        let after = ComparedRoutes(new)
        for route in before.routes {
            operation = route.name
            if let other = after.route(route.key, route.verb) {
                compare(route, other)
            } else if let other = after.covering(route) {
                add("operation-covered", .behaviour, "", "is answered by \(other.name)")
                compare(route, other)
            } else if route.isOfConnections {
                add("operation-removed", .behaviour, "", "is gone")
                compare(route, route.emptied)
            } else {
                add("operation-removed", .breaking, "", "is gone")
            }
        }
        for route in after.routes where before.route(route.key, route.verb) == nil {
            operation = route.name
            if let other = before.covering(route) {
                add("operation-split", .behaviour, "", "was answered by \(other.name)")
            } else if route.isOfConnections {
                add("operation-added", .behaviour, "", "is new")
                compare(route.emptied, route)
            } else {
                add("operation-added", .compatible, "", "is new")
            }
        }
        operation = ""
        compareAPI()
    }

    // MARK: The API

    private mutating func compareAPI() {
        let names: [(String, String, APIChange.Effect)] = [
            ("apiKeySource", "api-key-source", .breaking), ("binaryMediaTypes", "binary-types", .behaviour),
            ("minimumCompressionSize", "compression", .behaviour), ("policy", "policy", .behaviour),
            ("routeSelectionExpression", "route-selection", .breaking), ("takesBinary", "binary-types", .breaking),
        ]
        for (name, kind, effect) in names {
            let was = normal(old.records.restapi[name], name)
            let now = normal(new.records.restapi[name], name)
            if was != now { add(kind, effect, name, changed(was, now)) }
        }
        compareGatewayResponses()
        compareMaps(old.records.restapi["limits"], new.records.restapi["limits"], "limit", "throttling of")
        compareCORS(old.records.restapi["corsConfiguration"], new.records.restapi["corsConfiguration"])
    }

    private func normal(_ value: JSONValue?, _ name: String) -> JSONValue? {
        name == "apiKeySource" ? value ?? "HEADER" : value
    }

    private mutating func compareGatewayResponses() {
        func table(_ records: APIRecords) -> [String: JSONValue] {
            Dictionary(records.gatewayResponses.map { ($0["responseType"]?.string ?? "", $0) }) { first, _ in first }
        }
        let before = table(old.records)
        let after = table(new.records)
        for type in Set(before.keys).union(after.keys).sorted() {
            let was = before[type]
            let now = after[type]
            let part = "gateway response " + type
            if was?["statusCode"] != now?["statusCode"] {
                add("gateway-status", .breaking, part, changed(was?["statusCode"], now?["statusCode"]))
            }
            for name in ["responseParameters", "responseTemplates"] {
                compareMaps(was?[name], now?[name], "gateway-response", part + " " + name)
            }
        }
    }

    // MARK: Shared

    /// Differences of two maps of texts, all of them behaviour.
    mutating func compareMaps(_ was: JSONValue?, _ now: JSONValue?, _ kind: String, _ part: String) {
        let before = was?.object ?? [:]
        let after = now?.object ?? [:]
        for name in before.names + after.names.filter({ before[$0] == nil }) where before[name] != after[name] {
            add(kind, .behaviour, part + " " + name, changed(before[name], after[name]))
        }
    }

    func changed(_ was: JSONValue?, _ now: JSONValue?) -> String { ChangedValue.text(was, now) }
}
