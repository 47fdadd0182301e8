// Reads a document: which specification it follows, its parts in order. Nothing stops at the first fault; a part
// that is wrong is reported and left out, and what refers to it says nothing more.

import GateSource
import GateTree

/// Reads a specification. nil, after an error, when the document is none that can be executed. `kind` is what the
/// caller asks for; without it the resource of a template says it, else what stands in the document.
package func readSpecification(
    _ root: Node, documents: DocumentSet, kind: SpecifiedKind? = nil, sink: DiagnosticSink
) -> OpenAPIDocument? {
    guard let (root, resourceKind) = SpecificationKind.specification(in: root, documents: documents, sink: sink),
        let version = SpecificationKind.version(of: root, sink: sink)
    else { return nil }
    let asked = kind ?? resourceKind
    let evidence = HTTPAPIEvidence.find(in: root)
    var chosen = asked ?? .rest
    if asked == nil, let evidence {
        if RESTEvidence.find(in: root) == nil {
            chosen = .http
        } else {
            sink.report(OpenAPIProblem.otherKindOnly(evidence.name, kind: .rest, at: evidence.range))
        }
    }
    if chosen == .http {
        if version == .swagger20, let member = root.member("swagger") {
            sink.report(OpenAPIProblem.httpAPIVersion(at: member.value.range, sign: evidence?.range))
            return nil
        }
        for sign in RESTEvidence.members(of: root) {
            sink.report(OpenAPIProblem.otherKindOnly(sign.key, kind: .http, at: sign.keyRange))
        }
    }
    documents.usesSchemaNames = version == .openAPI31
    let reader = DocumentReader(root: root, version: version, kind: chosen, documents: documents, sink: sink)
    let document = reader.read()
    var references = ReferenceCheck(documents: documents, sink: sink)
    references.check(root)
    return document
}

/// The reader of one document.
final class DocumentReader {
    let root: Node
    let version: SpecificationVersion
    let kind: SpecifiedKind
    let documents: DocumentSet
    let sink: DiagnosticSink
    /// Swagger's root `consumes` and `produces`.
    var consumes: [String] = []
    var produces: [String] = []
    /// `operationId` → its first place.
    var operationIDs: [String: SourceRange] = [:]
    /// Parameters that are not read, by what they are.
    var unreadParameters: [(kind: String, first: SourceRange, others: [SourceRange], count: Int)] = []
    /// Parameters, responses and so on that several places refer to are reported once.
    var readParameters: [Node: Parameter?] = [:]
    var readResponses: [Node: (content: [MediaType], headers: [Header])] = [:]
    /// Places of path parameters that have been reported.
    var reportedParameters = Set<SourceRange>()
    var schemeNames = Set<String>()
    /// The same in order.
    var schemeList: [String] = []
    var unknownSchemes = Set<String>()

    init(
        root: Node, version: SpecificationVersion, kind: SpecifiedKind, documents: DocumentSet, sink: DiagnosticSink
    ) {
        self.root = root
        self.version = version
        self.kind = kind
        self.documents = documents
        self.sink = sink
    }

    private static let swaggerMembers = [
        "swagger", "info", "host", "basePath", "schemes", "consumes", "produces", "paths", "definitions", "parameters",
        "responses", "securityDefinitions", "security", "tags", "externalDocs",
    ]

    private static let openAPIMembers = [
        "openapi", "info", "servers", "paths", "components", "security", "tags", "externalDocs", "webhooks",
        "jsonSchemaDialect", "$self",
    ]

    func read() -> OpenAPIDocument {
        var document = OpenAPIDocument(version: version, kind: kind, root: root)
        let fields = Fields(node: root, object: "the document", sink: sink)
        fields.reportUnknown(
            known: version == .swagger20 ? DocumentReader.swaggerMembers : DocumentReader.openAPIMembers)
        ExtensionTable.check(root, .root, sink: sink)
        readInfo(fields, into: &document)
        if version == .swagger20 {
            consumes = fields.texts("consumes").map(\.value)
            produces = fields.texts("produces").map(\.value)
        }
        document.basePath = basePath(fields)
        for tag in fields.array("tags") ?? [] { ExtensionTable.check(tag, .tag, sink: sink) }
        let components = self.components(fields)
        document.schemas = schemas(components)
        document.securitySchemes = securitySchemes(components)
        schemeList = document.securitySchemes.map(\.name.value)
        schemeNames = Set(schemeList)
        document.security = security(fields)
        document.extensions = rootExtensions(fields)
        readPaths(fields, into: &document)
        reportUnreadParameters()
        return document
    }

    private func readInfo(_ fields: Fields, into document: inout OpenAPIDocument) {
        guard let info = fields.object("info") else {
            if fields.value("info") == nil {
                sink.report(OpenAPIProblem.memberMissing("info", object: "the document", at: place(of: "openapi")))
            }
            return
        }
        ExtensionTable.check(info, .info, sink: sink)
        let infoFields = Fields(node: info, object: "`info`", sink: sink)
        document.title = infoFields.text("title")
        document.summary = infoFields.text("description")
        document.apiVersion = infoFields.text("version")
        for (member, value) in [("title", document.title), ("version", document.apiVersion)] where value == nil {
            sink.report(OpenAPIProblem.specificationPartMissing(member, object: "`info`", at: info.keyRange))
        }
    }

    /// The key that names the specification: the narrowest place to report what the root lacks.
    func place(of member: String) -> SourceRange {
        (root.member(member) ?? root.member("swagger") ?? root.members.first)?.keyRange ?? root.range
    }

    /// The object that holds what is referred to: `components`, or the root of a Swagger document.
    private func components(_ fields: Fields) -> Fields? {
        if version == .swagger20 { return fields }
        guard let object = fields.object("components"), let node = documents.resolve(object) else { return nil }
        ExtensionTable.check(node, .components, sink: sink)
        return Fields(node: node, object: "`components`", sink: sink)
    }

    private func schemas(_ components: Fields?) -> [NamedSchema] {
        guard let map = components?.object(version == .swagger20 ? "definitions" : "schemas") else { return [] }
        return map.members.filter { !$0.key.hasPrefix("x-") || $0.value["type"] != nil }.map {
            NamedSchema(name: Located($0.key, at: $0.keyRange), schema: $0.value)
        }
    }

    private func readPaths(_ fields: Fields, into document: inout OpenAPIDocument) {
        guard let paths = fields.object("paths") else {
            if fields.value("paths") == nil, version != .openAPI31 {
                sink.report(
                    OpenAPIProblem.specificationPartMissing("paths", object: "the document", at: place(of: "openapi")))
            }
            return
        }
        guard let paths = documents.resolve(paths) else { return }
        ExtensionTable.check(paths, .paths, sink: sink)
        for member in paths.members where !member.key.hasPrefix("x-") {
            if let item = pathItem(member) { document.paths.append(item) }
        }
    }

    // MARK: Base path

    private func basePath(_ fields: Fields) -> Located<String>? {
        if version == .swagger20 { return fields.text("basePath") }
        let servers = fields.array("servers") ?? []
        for server in servers { ExtensionTable.check(server, .server, sink: sink) }
        // AWS: "Set the OpenAPI basePath property": a variable of that name, else the path of the first server.
        for server in servers {
            guard let variable = server["variables"]?["basePath"], let text = variable["default"]?.scalarText
            else { continue }
            return Located(text, at: variable.range)
        }
        guard let server = servers.first, let url = server["url"], var text = url.string else { return nil }
        for variable in server["variables"]?.members ?? [] {
            guard let value = variable.value["default"]?.scalarText else { continue }
            text = text.split(separator: "{" + variable.key + "}", omittingEmptySubsequences: false)
                .joined(separator: value)
        }
        return ServerURL.path(text).map { Located($0, at: url.range) }
    }
}

/// URLs of servers.
enum ServerURL {
    /// The path of an absolute or relative URL, without query and fragment; nil when it is `/` or empty, or still
    /// holds a variable.
    static func path(_ url: String) -> String? {
        var bytes = Array(url.utf8)[...]
        if let end = bytes.firstIndex(where: { $0 == 0x3f || $0 == 0x23 }) { bytes = bytes[..<end] }
        let slashes: [UInt8] = [0x3a, 0x2f, 0x2f]
        var start = bytes.startIndex
        while start + 2 < bytes.endIndex, !bytes[start...].starts(with: slashes) { start += 1 }
        if start + 2 < bytes.endIndex {
            bytes = bytes[(start + 3)...]
            guard let slash = bytes.firstIndex(of: 0x2f) else { return nil }
            bytes = bytes[slash...]
        }
        while bytes.last == 0x2f { bytes = bytes.dropLast() }
        if bytes.isEmpty || bytes.contains(0x7b) { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }
}
