// What AWS's models do not have. AWS: "Amazon API Gateway important notes": models are JSON Schema of draft 4, and
// what OpenAPI adds is not supported. References to other files are found on the way.

import GateBytes
import GateDefinition
import GateOpenAPI
import GateSchema
import GateSource
import GateTree

extension PortabilityNotes {
    /// Reports on the models, and on references anywhere in the document.
    func reportSchemas() {
        let refused = document.schemas.map(\.name).filter { !$0.value.utf8.allSatisfy(ASCII.isAlphanumeric) }
        if let first = refused.first {
            var places = Places(at: first.range)
            for name in refused.dropFirst() { places.add(name.range) }
            sink.report(PortabilityProblem.modelName(first.value, places))
        }
        var walk = SchemaWalk(version: document.version)
        for model in definition.models { walk.visit(model.schema) }
        for (keyword, places) in walk.keywords.entries {
            sink.report(
                PortabilityProblem.keywordDropped(keyword, effect: walk.effects[keyword] ?? "it is dropped", places))
        }
        if let places = walk.partReferences { sink.report(PortabilityProblem.partReference(places)) }
        if let places = PortabilityNotes.otherFiles(document.root) {
            sink.report(PortabilityProblem.otherFile(places))
        }
        reportModelSize()
    }

    private func reportModelSize() {
        var bytes = 0
        for model in definition.models {
            // Far above the limit nobody asks how far.
            bytes += model.schema.json(limit: 64 * PortabilityNotes.modelBytesMax)?.utf8.count ?? 0
        }
        guard bytes > PortabilityNotes.modelBytesMax, let first = definition.models.first else { return }
        sink.report(
            PortabilityProblem.modelsTooLarge(
                bytes: bytes, limit: PortabilityNotes.modelBytesMax,
                at: first.schema.parent?.keyRange ?? first.name.range))
    }

    /// References that name a file; data is not looked at. A work list instead of recursion.
    private static func otherFiles(_ root: Node) -> Places? {
        var places: Places?
        var pending = [root]
        while let node = pending.popLast() {
            if let reference = node["$ref"], let text = reference.string, !text.hasPrefix("#"),
                SchemaReader.modelName(text) == nil
            {
                if places?.add(reference.range) == nil { places = Places(at: reference.range) }
            }
            for member in node.members.reversed() where !SchemaWalk.data.contains(member.key) {
                if member.value.kind == .object || member.value.kind == .array { pending.append(member.value) }
            }
            for element in node.elements.reversed() where element.kind == .object || element.kind == .array {
                pending.append(element)
            }
        }
        return places
    }
}

/// A walk through the models' own text: references are not followed, each model is a start of its own.
struct SchemaWalk {
    private let version: SpecificationVersion
    private(set) var keywords = PlacesByName()
    private(set) var partReferences: Places?
    let effects: [String: String]
    private var seen = Set<Node>()

    static let data: Set<String> = ["example", "examples", "enum", "const", "default"]
    private static let maps: Set<String> = ["properties", "patternProperties", "definitions", "$defs"]
    private static let alternatives: Set<String> = ["allOf", "anyOf", "oneOf"]

    /// What it means that a keyword is not there.
    private static let additions = [
        "default": "nothing is filled in",
        "deprecated": "it is dropped",
        "discriminator": "alternatives are told apart by their own rules only",
        "example": "it is dropped",
        "examples": "it is dropped",
        "exclusiveMaximum": "the bound itself passes",
        "exclusiveMinimum": "the bound itself passes",
        "externalDocs": "it is dropped",
        "nullable": "`null` is refused where a type is named; draft 4 writes `type: [string, \"null\"]`",
        "readOnly": "requests may carry the member, and must when it is required",
        "writeOnly": "it is dropped",
        "xml": "bodies of XML are not checked",
    ]

    /// Keywords of later drafts, which OpenAPI 3.1 has.
    private static let laterDrafts = [
        "$defs", "$dynamicRef", "const", "contains", "dependentRequired", "dependentSchemas", "else", "if",
        "maxContains", "minContains", "prefixItems", "propertyNames", "then", "unevaluatedItems",
        "unevaluatedProperties",
    ]

    init(version: SpecificationVersion) {
        self.version = version
        var effects = SchemaWalk.additions
        switch version {
        case .swagger20: effects["oneOf"] = "it is not supported in Swagger 2.0"
        case .openAPI30: break
        case .openAPI31:
            for name in SchemaWalk.laterDrafts { effects[name] = "draft 4 has no such keyword; AWS refuses the model" }
        }
        self.effects = effects
    }

    mutating func visit(_ root: Node) {
        var pending = [root]
        while let schema = pending.popLast() {
            guard seen.insert(schema).inserted else { continue }
            for member in schema.members {
                note(member)
                if SchemaWalk.data.contains(member.key) { continue }
                if SchemaWalk.alternatives.contains(member.key) { member.value.elements.forEach { noteReference($0) } }
                if SchemaWalk.maps.contains(member.key) {
                    pending += member.value.members.reversed().map(\.value)
                } else if member.value.kind == .array {
                    pending += member.value.elements.reversed()
                } else if member.value.kind == .object {
                    pending.append(member.value)
                }
            }
        }
    }

    /// A flag that is `false` says nothing.
    private mutating func note(_ member: Member) {
        guard effects[member.key] != nil, member.value.boolean != false || member.key == "default" else { return }
        keywords.add(member.key, at: member.keyRange)
    }

    /// A reference to a part of a model has more than the model's name behind the place of models.
    private mutating func noteReference(_ entry: Node) {
        guard let reference = entry["$ref"], let text = reference.string else { return }
        for place in ["#/components/schemas/", "#/definitions/"] where text.hasPrefix(place) {
            guard text.dropFirst(place.count).contains("/") else { continue }
            if partReferences?.add(reference.range) == nil { partReferences = Places(at: reference.range) }
        }
    }
}
