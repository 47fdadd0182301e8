// Document to definition: the API as a whole, its tree of resources. Methods, integrations, models and authorizers
// are in the extensions. Every name is looked up in a dictionary made once, so that large files cost linear time.

import GateBytes
import GateDefinition
import GateOpenAPI
import GateSource
import GateTree

/// One translation.
struct Translator {
    let document: OpenAPIDocument
    let documents: DocumentSet
    let options: ImportOptions
    let sink: DiagnosticSink
    var definition: APIDefinition
    /// Path → index in `definition.resources`.
    private var resources: [String: Int] = [:]
    /// Whether the limit of resources has been reported.
    private var isFull = false
    var models = ModelNames()
    var schemes: [String: SecurityScheme] = [:]
    var validators: [String: RequestValidatorObject] = [:]
    /// Names reported once.
    var reportedValidators = Set<String>()
    var uselessSchemes = Set<String>()
    /// Operations whose authorization comes from the document's `security`.
    var inheritedSecurity = 0
    var mocks: MockBuilder

    init(_ document: OpenAPIDocument, documents: DocumentSet, options: ImportOptions, sink: DiagnosticSink) {
        self.document = document
        self.documents = documents
        self.options = options
        self.sink = sink
        let start = document.root.members.first?.keyRange ?? document.root.range
        definition = APIDefinition(name: document.title?.value ?? "API", range: document.title?.range ?? start)
        mocks = MockBuilder(documents: documents)
    }

    mutating func translate() {
        definition.version = document.apiVersion?.value
        definition.summary = document.summary?.value
        definition.basePath = Translator.normalised(basePath: document.basePath?.value ?? "")
        if document.kind == .http {
            translateHTTPAPI()
            return
        }
        translateExtensions()
        translateModels()
        translateAuthorizers()
        addResource("/"[...], at: document.paths.first?.path.range ?? definition.range)
        for item in document.paths {
            guard let index = addResource(item.path) else { continue }
            for operation in item.operations {
                let method = translate(operation, item.path)
                definition.resources[index].methods.append(method)
            }
        }
        if inheritedSecurity > 0, let member = document.root.member("security") {
            sink.report(TranslateProblem.rootSecurityApplied(count: inheritedSecurity, at: member.keyRange))
        }
    }

    /// `/a/b`, or nothing for the root.
    static func normalised(basePath: String) -> String {
        let parts = basePath.split(separator: "/")
        if parts.contains(where: { $0.contains("{") || $0.contains("}") }) { return "" }
        return parts.map { "/" + $0 }.joined()
    }

    /// Most segments of a path. Ours: a request's target of 10,240 bytes rarely holds as many.
    static let segmentsMax = 256
    /// Longest path, in bytes: that of a request's target. AWS: "API Gateway quotas", URL of a regional API.
    static let pathBytesMax = 10_240
    /// Most resources of an API, parents counted. Ours; AWS's quota is 300.
    static let resourcesMax = 100_000

    /// The resource of a path; makes it and its missing parents. nil for a path beyond the limits.
    mutating func addResource(_ path: Located<String>) -> Int? {
        var text = path.value[...]
        // Routes of HTTP APIs are told apart by it.
        if document.kind == .rest, text.utf8.count > 1, text.hasSuffix("/") { text.removeLast() }
        let slashes = text.utf8.indices.filter { text.utf8[$0] == 0x2f }
        guard text.utf8.count <= Translator.pathBytesMax, slashes.count <= Translator.segmentsMax else {
            sink.report(
                TranslateProblem.pathTooLong(
                    bytes: text.utf8.count, segments: slashes.count, at: path.range))
            return nil
        }
        for slash in document.kind == .rest ? slashes.dropFirst() : [] { addResource(text[..<slash], at: path.range) }
        let index = addResource(text, at: path.range)
        if definition.resources.count > Translator.resourcesMax {
            if !isFull {
                sink.report(TranslateProblem.tooManyResources(limit: Translator.resourcesMax, at: path.range))
            }
            isFull = true
            return nil
        }
        return index
    }

    @discardableResult
    private mutating func addResource(_ text: Substring, at range: SourceRange) -> Int {
        let path = String(text)
        if let index = resources[path] { return index }
        let index = definition.resources.count
        if definition.resources.count > Translator.resourcesMax { return index }
        resources[path] = index
        definition.resources.append(Resource(path: Located(path, at: range)))
        return index
    }

    // MARK: Root extensions

    private mutating func translateExtensions() {
        let extensions = document.extensions
        if let source = extensions.apiKeySource {
            definition.apiKeySource = source.value == .authorizer ? .authorizer : .header
        }
        definition.binaryMediaTypes = extensions.binaryMediaTypes
        definition.minimumCompressionBytes = extensions.minimumCompressionSize
        definition.policy = extensions.policy
        if let policy = extensions.policy { PolicyCheck(sink: sink).check(policy) }
        for validator in extensions.requestValidators {
            validators[validator.name.value] = validator
            definition.requestValidators.append(
                RequestValidator(
                    name: validator.name, validatesBody: validator.validatesBody,
                    validatesParameters: validator.validatesParameters))
        }
        definition.gatewayResponses = extensions.gatewayResponses.map { response in
            var result = GatewayResponse(type: response.type)
            result.statusCode = response.statusCode
            result.parameters = mappings(response.parameters, .gatewayResponse)
            result.templates = templates(response.templates)
            return result
        }
        definition.apiKeys = extensions.localAPIKeys.map {
            APIKey(name: $0.name.value, value: Located($0.text.text, at: $0.text.range))
        }
        translateLocalExtensions()
    }

    /// What a specification says for local use alone.
    mutating func translateLocalExtensions() {
        let extensions = document.extensions
        definition.stageVariables = extensions.localStageVariables.map {
            StageVariable(name: $0.name, value: $0.text.text)
        }
        definition.accessLog = extensions.localAccessLog.map { Located($0.text, at: $0.range) }
    }

    // MARK: Shared parts

    /// Media types in lower case, without parameters.
    func templates(_ members: [NamedText]) -> [Template] {
        members.map { member in
            Template(contentType: member.name.map(MediaTypeName.normalised), text: member.text)
        }
    }

    func mappings(_ members: [NamedText], _ side: MappingSide) -> [ParameterMapping] {
        let reader = MappingReader(sink: sink)
        return members.compactMap { reader.read($0, side) }
    }
}

/// Names of media types.
enum MediaTypeName {
    /// Lower case, without parameters and blanks at the ends.
    static func normalised(_ name: String) -> String {
        let bare = name.split(separator: ";", maxSplits: 1, omittingEmptySubsequences: false).first ?? ""
        let bytes = Array(bare.utf8).map(ASCII.lowercased)
        let start = bytes.firstIndex { $0 != 0x20 && $0 != 0x09 } ?? bytes.count
        let end = bytes.lastIndex { $0 != 0x20 && $0 != 0x09 }.map { $0 + 1 } ?? start
        return String(decoding: bytes[start..<max(start, end)], as: UTF8.self)
    }

    /// Whether bodies of the type are JSON: `application/json`, `…+json`.
    static func isJSON(_ normalised: String) -> Bool {
        normalised == "application/json" || normalised.hasSuffix("+json") || normalised == "text/json"
    }
}
