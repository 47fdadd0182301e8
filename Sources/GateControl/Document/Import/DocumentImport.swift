// A specification's bytes to the records of an API, as AWS's ImportRestApi makes them. Facts: "Import a REST API" of
// the developer guide, and what recorded imports answer. The document is read by the reader of `gatewright compile`;
// what that reader calls an error is refused here too, because it leaves its part out.
//
// Pure: identifiers come from the caller. Methods, integrations, models and documentation are in extensions.

import GateBytes
import GateJSON
import GateOpenAPI
import GateSchema
import GateSource
import GateTranslate
import GateTree

/// What an import is asked for: the query parameters of ImportRestApi and PutRestApi, and who asks.
package struct DocumentImportOptions: Sendable {
    /// What becomes of the document's base path.
    package enum BasePath: String, Sendable, CaseIterable {
        case ignore
        /// Its segments become resources.
        case prepend
        /// Its first segment is dropped, the others become resources.
        case split
    }

    package var basePath = BasePath.ignore
    /// Whether warnings refuse the import (`failonwarnings`).
    package var failsOnWarnings = false
    /// `ignore=documentation`.
    package var ignoresDocumentation = false
    package var region = "us-east-1"
    package var account = "000000000000"
    package var partition = "aws"
    /// Whether what AWS refuses is taken all the same: documents that are compared need not be deployable.
    package var takesWhatAWSRefuses = false
    /// Models of the API that the document is merged into: it may refer to them.
    package var knownModels: Set<String> = []
    /// The id of the API that is made or changed; references between models hold it.
    package var apiID = "api"

    package init() {}
}

/// Why a document was refused: the message of a BadRequestException.
package struct DocumentRefusal: Error, Equatable {
    package let message: String

    package init(message: String) { self.message = message }

    /// The document is none.
    package static let unreadable = DocumentRefusal(message: "Invalid OpenAPI input.")

    /// Parts that cannot be made, and what was left out besides.
    static func errors(_ errors: [String], warnings: [String]) -> DocumentRefusal {
        var text =
            "Errors found during import:" + errors.prefix(DocumentLimits.sentencesMax).map { "\n\t" + $0 }.joined()
        if !warnings.isEmpty {
            text += "\nAdditionally, these warnings were found:"
            text += warnings.prefix(DocumentLimits.sentencesMax).map { "\n\t" + $0 }.joined()
        }
        return DocumentRefusal(message: text)
    }

    /// Warnings that were asked to refuse.
    static func warnings(_ warnings: [String]) -> DocumentRefusal {
        DocumentRefusal(
            message: "Warnings found during import:"
                + warnings.prefix(DocumentLimits.sentencesMax).map { "\n\t" + $0 }.joined())
    }
}

/// What an import made.
package struct ImportedDocument: Sendable {
    package var records: APIRecords
    /// What was left out, for `warnings` of the answer.
    package var warnings: [String]
    /// The language in which the document's schemas were written; AWS reads all as draft 4.
    package var dialect: SchemaDialect
}

/// Bounds of imports.
package enum DocumentLimits {
    /// Largest document, in bytes. AWS: "API Gateway quotas", size of an OpenAPI definition.
    package static let bytesMax = 6 << 20
    /// Most documentation parts of an API. AWS: "API Gateway quotas".
    package static let documentationPartsMax = 2000
    /// Most resources of an API. AWS's quota is 300; this is the compiler's bound.
    package static let resourcesMax = 100_000
    /// Most segments of a path: the compiler's bound.
    package static let segmentsMax = 256
    /// Deepest chain of references to other things than models that are written out. Ours.
    package static let inlineDepthMax = 16
    /// Most sentences of one refusal. Ours.
    package static let sentencesMax = 100
}

/// Makes records of a document. `identifier` gives a new id of so many characters.
package func importDocument(
    _ bytes: [UInt8], _ options: DocumentImportOptions, identifier: @escaping (Int) -> String
) throws(DocumentRefusal) -> ImportedDocument {
    if bytes.count > DocumentLimits.bytesMax { throw .unreadable }
    let sources = SourceMap()
    let sink = DiagnosticSink()
    var reading = DocumentOptions()
    reading.resolvesIntrinsics = false
    let text = AccountVariables.expanded(bytes, options)
    let documents = DocumentSet(sources: sources, sink: sink, options: reading) { name in
        name == "document" ? .success(text) : .failure(.notFound)
    }
    guard let root = documents.load("document"), !sink.hasErrors, root["openapi"] != nil || root["swagger"] != nil
    else { throw .unreadable }
    return try importDocument(root, documents: documents, options, identifier: identifier)
}

/// The same of a document that was read, or of a template with one.
package func importDocument(
    _ root: Node, documents: DocumentSet, _ options: DocumentImportOptions, identifier: @escaping (Int) -> String
) throws(DocumentRefusal) -> ImportedDocument {
    let earlier = documents.sink.diagnostics.count
    guard let document = readSpecification(root, documents: documents, kind: .rest, sink: documents.sink) else {
        throw .unreadable
    }
    let builder = DocumentImport(document, documents: documents, options, identifier: identifier)
    builder.build()
    let faults = documents.sink.diagnostics.dropFirst(earlier).filter { $0.severity == .error }.map(\.message)
    let errors = builder.errors + faults
    if !errors.isEmpty, !options.takesWhatAWSRefuses { throw .errors(errors, warnings: builder.warnings) }
    if options.failsOnWarnings, !builder.warnings.isEmpty { throw .warnings(builder.warnings) }
    return ImportedDocument(
        records: builder.records, warnings: builder.warnings, dialect: dialect(of: document.version))
}

/// `${AWS::Region}` and its kin, which AWS fills in wherever a text stands. AWS: "AWS variables for OpenAPI import".
enum AccountVariables {
    static func expanded(_ bytes: [UInt8], _ options: DocumentImportOptions) -> [UInt8] {
        let values = [
            ("${AWS::AccountId}", options.account), ("${AWS::Partition}", options.partition),
            ("${AWS::Region}", options.region),
        ].map { (Array($0.0.utf8), Array($0.1.utf8)) }
        guard bytes.contains(0x24) else { return bytes }
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            if bytes[index] == 0x24,
                let (name, value) = values.first(where: { bytes[index...].starts(with: $0.0) })
            {
                out += value
                index += name.count
            } else {
                out.append(bytes[index])
                index += 1
            }
        }
        return out
    }
}

/// One import being made.
final class DocumentImport {
    let document: OpenAPIDocument
    let documents: DocumentSet
    let options: DocumentImportOptions
    let identifier: (Int) -> String
    var records = APIRecords()
    var warnings: [String] = []
    /// Sentences of what AWS refuses.
    var errors: [String] = []
    /// Path → index in `records.resources`.
    private var resources: [String: Int] = [:]
    /// Names of a parent's parameter child: path of the parent → segment.
    private var variables: [String: String] = [:]
    /// Names of models that are there.
    var models = Set<String>()
    /// Schemas of models in order.
    var modelSchemas: [(name: String, schema: JSONValue)] = []
    /// Texts of generated models → names.
    var generatedModels: [String: String] = [:]
    var schemes: [String: SecurityScheme] = [:]
    /// Names of authorizers and validators → ids.
    var authorizers: [String: String] = [:]
    var validators: [String: String] = [:]

    init(
        _ document: OpenAPIDocument, documents: DocumentSet, _ options: DocumentImportOptions,
        identifier: @escaping (Int) -> String
    ) {
        self.document = document
        self.documents = documents
        self.options = options
        self.identifier = identifier
    }

    func build() {
        buildAPI()
        buildModels()
        buildValidators()
        buildAuthorizers()
        buildGatewayResponses()
        _ = resource("/", of: "/")
        let prefix = basePathPrefix()
        if !prefix.isEmpty { _ = resource(prefix, of: prefix) }
        for item in document.paths {
            let path = DocumentImport.joined(prefix, item.path.value)
            guard let index = resource(path, of: path) else { continue }
            for operation in item.operations { build(operation, at: path, in: index) }
        }
        if !options.ignoresDocumentation { buildDocumentation(prefix: prefix) }
    }

    /// A path below a base; a slash at the end does not count.
    static func joined(_ prefix: String, _ path: String) -> String {
        let parts = (prefix + path).split(separator: "/")
        return "/" + parts.joined(separator: "/")
    }

    // MARK: The API

    private func buildAPI() {
        let extensions = document.extensions
        records.restapi["name"] = .string(document.title?.value ?? "")
        if let text = document.summary?.value { records.restapi["description"] = .string(text) }
        if let text = document.apiVersion?.value { records.restapi["version"] = .string(text) }
        if let source = extensions.apiKeySource {
            records.restapi["apiKeySource"] = .string(source.value.rawValue.uppercased())
        }
        if !extensions.binaryMediaTypes.isEmpty {
            records.restapi["binaryMediaTypes"] = .array(extensions.binaryMediaTypes.map { .string($0.value) })
        }
        if let size = extensions.minimumCompressionSize {
            records.restapi["minimumCompressionSize"] = JSONValue(size.value)
        }
        if let policy = extensions.policy {
            records.restapi["policy"] = .string(ResourcePolicy.normalised(JSONValue(policy), options))
        }
        let place =
            document.root["x-amazon-apigateway-endpoint-configuration"]
            ?? document.root["servers"]?.elements.lazy.compactMap { $0["x-amazon-apigateway-endpoint-configuration"] }
            .first
        if let disables = place?["disableExecuteApiEndpoint"]?.boolean {
            records.restapi["disableExecuteApiEndpoint"] = .bool(disables)
        }
        let endpoints = place?["vpcEndpointIds"]?.elements.compactMap(\.string) ?? []
        if !endpoints.isEmpty {
            records.restapi["endpointConfiguration"] = ["vpcEndpointIds": .array(endpoints.map { .string($0) })]
        }
        for (name, member) in [
            ("x-amazon-apigateway-security-policy", "securityPolicy"),
            ("x-amazon-apigateway-endpoint-access-mode", "endpointAccessMode"),
        ] {
            if let text = document.root[name]?.string { records.restapi[member] = .string(text) }
        }
    }

    private func buildValidators() {
        for validator in document.extensions.requestValidators {
            let id = identifier(6)
            validators[validator.name.value] = id
            records.validators.append([
                "id": .string(id), "name": .string(validator.name.value),
                "validateRequestBody": .bool(validator.validatesBody),
                "validateRequestParameters": .bool(validator.validatesParameters),
            ])
        }
    }

    private func buildGatewayResponses() {
        for response in document.extensions.gatewayResponses {
            let type = response.type.value.uppercased()
            var record: JSONValue = ["responseType": .string(type)]
            if let code = response.statusCode { record["statusCode"] = .string(String(code.value)) }
            record["responseParameters"] = DocumentImport.texts(response.parameters)
            record["responseTemplates"] = DocumentImport.texts(response.templates)
            record["defaultResponse"] = false
            records.gatewayResponses.append(record)
        }
    }

    /// A map of texts.
    static func texts(_ members: [NamedText]) -> JSONValue {
        .object(JSONObject(members.map { ($0.name.value, JSONValue.string($0.text.text)) }))
    }

    // MARK: Resources

    private func basePathPrefix() -> String {
        let parts = (document.basePath?.value ?? "").split(separator: "/")
        switch options.basePath {
        case .ignore: return ""
        case .prepend: return parts.map { "/" + $0 }.joined()
        case .split: return parts.dropFirst().map { "/" + $0 }.joined()
        }
    }

    /// The resource at a path; makes it and its parents. nil after an error. `wanted` is the path it is made for.
    private func resource(_ path: String, of wanted: String) -> Int? {
        if let known = resources[path] { return known }
        if path == "/" { return add(["id": .string(identifier(10)), "path": "/"], at: path) }
        let segments = path.split(separator: "/")
        guard segments.count <= DocumentLimits.segmentsMax, resources.count < DocumentLimits.resourcesMax else {
            return refuse(wanted, "Too many resources or path segments")
        }
        let segment = String(segments.last ?? "")
        let parentPath = segments.count == 1 ? "/" : "/" + segments.dropLast().joined(separator: "/")
        guard let parent = resource(parentPath, of: wanted) else { return nil }
        if let fault = PathPart.fault(
            segment, parentPart: segments.count > 1 ? String(segments[segments.count - 2]) : "")
        {
            return refuse(wanted, fault)
        }
        if segment.hasPrefix("{") {
            if let sibling = variables[parentPath] { return refuse(wanted, PathPart.siblingMessage(sibling)) }
            variables[parentPath] = segment
        }
        let record: JSONValue = [
            "id": .string(identifier(6)), "parentId": records.resources[parent]["id"] ?? "",
            "pathPart": .string(segment), "path": .string(path),
        ]
        return add(record, at: path)
    }

    private func add(_ record: JSONValue, at path: String) -> Int {
        resources[path] = records.resources.count
        records.resources.append(record)
        return records.resources.count - 1
    }

    private func refuse(_ path: String, _ reason: String) -> Int? {
        let sentence = "Unable to create resource at path '\(path)': \(reason)"
        if errors.last != sentence { errors.append(sentence) }
        return nil
    }
}

/// What AWS says of a segment of a path; CreateResource says the same.
package enum PathPart {
    /// Why a segment cannot stand below a parent's segment; nil when it can.
    package static func fault(_ part: String, parentPart: String) -> String? {
        if parentPart.hasSuffix("+}") {
            return "Cannot create a child of a resource with a greedy path variable: \(parentPart)"
        }
        var name = part[...]
        if name.hasPrefix("{"), name.hasSuffix("}") {
            name = name.dropFirst().dropLast()
            if name.hasSuffix("+") { name = name.dropLast() }
        }
        let isPlain = name.utf8.allSatisfy { ASCII.isAlphanumeric($0) || "._-:,~@$*!'()&=;%".utf8.contains($0) }
        if name.isEmpty || !isPlain {
            return "Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at "
                + "the beginning and the end."
        }
        return nil
    }

    package static func siblingMessage(_ sibling: String) -> String {
        "A sibling (\(sibling)) of this resource already has a variable path part -- only one is allowed"
    }
}
