// What AWS would refuse, drop or change when it imports the document, beyond what is an error here too.
// AWS: "Amazon API Gateway important notes", "API Gateway quotas" (read 2026-11). What is found at many places is
// told once. The schemas are in PortabilityNotes+Schemas.swift.

import GateBytes
import GateDefinition
import GateOpenAPI
import GateSource
import GateTree

/// Reports on portability.
struct PortabilityNotes {
    let document: OpenAPIDocument
    let definition: APIDefinition
    let sink: DiagnosticSink
    private var dropped = PlacesByName()
    private var attributes = PlacesByName()
    private var bodyTypes = PlacesByName()
    private var characters = PlacesByName()
    private var primitives = PlacesByName()
    private var responseReferences: Places?
    private var statusClasses: Places?
    private var joinedRequirements: Places?
    private var servers: Places?
    /// Parameters and responses that several operations share are looked at once.
    private var seen = Set<Node>()

    /// Most resources of an API. AWS: "API Gateway quotas", Resources per API.
    static let resourcesMax = 300
    /// Largest file, in bytes. AWS: "API Gateway quotas", 6 MB.
    static let fileBytesMax = 6 << 20
    /// Largest sum of an API's models, in bytes. AWS: "API Gateway quotas", Model size per API.
    static let modelBytesMax = 400 << 10

    init(_ document: OpenAPIDocument, _ definition: APIDefinition, sink: DiagnosticSink) {
        self.document = document
        self.definition = definition
        self.sink = sink
    }

    mutating func report(_ documents: DocumentSet) {
        let start = document.root.members.first?.keyRange ?? document.root.range
        let bytes = documents.sources[document.root.range.source].bytes.count
        if bytes > PortabilityNotes.fileBytesMax {
            sink.report(
                PortabilityProblem.fileTooLarge(bytes: bytes, limit: PortabilityNotes.fileBytesMax, at: start))
        }
        reportRoot()
        for item in document.paths {
            report(item.path)
            for operation in item.operations { report(operation) }
        }
        reportPlaces()
        reportSchemas()
        reportQuotas()
    }

    // MARK: The document

    private mutating func reportRoot() {
        let root = document.root
        if document.version == .openAPI31, let member = root.member("openapi") {
            sink.report(PortabilityProblem.versionRefused(at: member.value.range))
        }
        for name in ["x-gatewright-access-log", "x-gatewright-api-keys", "x-gatewright-stage-variables"] {
            if let member = root.member(name) {
                sink.report(PortabilityProblem.localExtension(name, at: member.keyRange))
            }
        }
        if let member = root.member("webhooks") { dropped.add("`webhooks`", at: member.keyRange) }
        for name in ["callbacks", "links"] {
            if let member = root["components"]?.member(name) { dropped.add("`\(name)`", at: member.keyRange) }
        }
        for scheme in document.securitySchemes where scheme.kind.value != .apiKey && scheme.authorizer == nil {
            dropped.add("security schemes of type `\(scheme.kind.value.rawValue)`", at: scheme.name.range)
        }
        for server in root["servers"]?.elements.dropFirst() ?? [] { add(server.members.first?.keyRange, to: \.servers) }
        for path in root["paths"]?.members ?? [] {
            for holder in [path.value] + path.value.members.map(\.value) {
                if let member = holder.member("servers") { add(member.keyRange, to: \.servers) }
            }
            for operation in path.value.members { reportOperation(operation.value) }
        }
    }

    /// What of an operation is nowhere else.
    private mutating func reportOperation(_ node: Node) {
        if let member = node.member("callbacks") { dropped.add("`callbacks`", at: member.keyRange) }
        if node["deprecated"]?.boolean == true, let member = node.member("deprecated") {
            dropped.add("`deprecated`", at: member.keyRange)
        }
        for response in node["responses"]?.members ?? [] {
            if let member = response.value.member("links") { dropped.add("`links`", at: member.keyRange) }
        }
    }

    private mutating func report(_ path: Located<String>) {
        if path.value == "/ping" || path.value == "/sping" {
            sink.report(PortabilityProblem.reservedPath(path.value, at: path.range))
        }
        var depth = 0
        for character in path.value {
            switch character {
            case "{": depth += 1
            case "}": depth -= 1
            case "/", "_", "-", ".", ",", ":": break
            case "+" where depth > 0: break
            case "a"..."z", "A"..."Z", "0"..."9": if character.isASCII { break } else { fallthrough }
            default:
                return characters.add(String(character), at: path.range)
            }
        }
    }

    // MARK: Operations

    private mutating func report(_ operation: Operation) {
        for response in operation.responses {
            if response.isReference { add(response.range, to: \.responseReferences) }
            if case .range = response.status { add(response.range, to: \.statusClasses) }
            for media in response.content { reportPrimitive(media.schema) }
        }
        for media in operation.requestBody?.content ?? [] where media.schema != nil {
            let type = MediaTypeName.normalised(media.contentType.value)
            if type != "application/json" { bodyTypes.add(type, at: media.contentType.range) }
        }
        if let requirements = operation.security, requirements.filter({ !$0.entries.isEmpty }).count > 1 {
            add(requirements[1].range, to: \.joinedRequirements)
        }
        report(operation.parameters)
    }

    private mutating func reportPrimitive(_ schema: Node?) {
        guard let schema, seen.insert(schema).inserted, schema["$ref"] == nil, let type = schema["type"],
            let name = type.string, ["boolean", "integer", "number", "string"].contains(name)
        else { return }
        primitives.add(name, at: type.range)
    }

    private static let droppedAttributes: Set<String> = [
        "allowEmptyValue", "allowReserved", "collectionFormat", "content", "default", "enum", "exclusiveMaximum",
        "exclusiveMinimum", "explode", "maxItems", "maxLength", "maximum", "minItems", "minLength", "minimum",
        "multipleOf", "pattern", "style", "uniqueItems",
    ]

    private mutating func report(_ parameters: [Parameter]) {
        var names: [String: Parameter] = [:]
        for parameter in parameters where parameter.location != .cookie {
            if let other = names[parameter.name.value], other.location != parameter.location {
                sink.report(
                    PortabilityProblem.parameterName(
                        parameter.name.value, at: parameter.name.range, first: other.name.range))
            }
            names[parameter.name.value] = parameter
            guard seen.insert(parameter.node).inserted else { continue }
            for member in parameter.node.members + (parameter.node["schema"]?.members ?? [])
            where PortabilityNotes.droppedAttributes.contains(member.key) {
                attributes.add(member.key, at: member.keyRange)
            }
        }
    }

    // MARK: Told once

    private mutating func add(_ place: SourceRange?, to kind: WritableKeyPath<PortabilityNotes, Places?>) {
        guard let place else { return }
        if self[keyPath: kind]?.add(place) == nil { self[keyPath: kind] = Places(at: place) }
    }

    private func reportPlaces() {
        for (name, places) in dropped.entries { sink.report(PortabilityProblem.dropped(name, places)) }
        for (name, places) in attributes.entries { sink.report(PortabilityProblem.attributeDropped(name, places)) }
        for (type, places) in bodyTypes.entries {
            sink.report(PortabilityProblem.bodyModelDropped(type: type, places))
        }
        for (character, places) in characters.entries {
            sink.report(PortabilityProblem.pathCharacter(character, places))
        }
        for (type, places) in primitives.entries {
            sink.report(PortabilityProblem.primitiveResponse(type: type, places))
        }
        if let responseReferences { sink.report(PortabilityProblem.responseReference(responseReferences)) }
        if let statusClasses { sink.report(PortabilityProblem.statusClass(statusClasses)) }
        if let joinedRequirements { sink.report(PortabilityProblem.requirementsJoined(joinedRequirements)) }
        if let servers { sink.report(PortabilityProblem.serversDropped(servers)) }
    }

    // MARK: Quotas

    private func reportQuotas() {
        // The root is there without being written.
        let resources = definition.resources.dropFirst()
        if let resource = resources.dropFirst(PortabilityNotes.resourcesMax).first {
            sink.report(
                PortabilityProblem.tooManyResources(
                    count: resources.count, limit: PortabilityNotes.resourcesMax, at: resource.path.range))
        }
        let authorizers = definition.authorizers
        if authorizers.count > PortabilityProblem.Quota.authorizers.limit {
            let place = authorizers[PortabilityProblem.Quota.authorizers.limit].name.range
            sink.report(PortabilityProblem.quotaExceeded(.authorizers, count: authorizers.count, at: place))
        }
        for issuer in authorizers.flatMap(\.issuers) where issuer.issuer.value.lowercased().hasPrefix("http://") {
            sink.report(PortabilityProblem.issuerNotHTTPS(issuer.issuer.value, at: issuer.issuer.range))
        }
        if let parts = document.root["x-amazon-apigateway-documentation"]?["documentationParts"],
            parts.count > PortabilityProblem.Quota.documentationParts.limit
        {
            sink.report(PortabilityProblem.quotaExceeded(.documentationParts, count: parts.count, at: parts.keyRange))
        }
        if let policy = definition.policy, let text = policy.json(),
            text.count > PortabilityProblem.Quota.policyCharacters.limit
        {
            sink.report(PortabilityProblem.quotaExceeded(.policyCharacters, count: text.count, at: policy.keyRange))
        }
    }
}
