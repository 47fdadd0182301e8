// Schemas to models. References between them are rewritten to AWS's form; a schema in place becomes a model with a made
// name, so that the same schema is one model.

import GateJSON
import GateOpenAPI
import GateSource
import GateTree

extension DocumentImport {
    func buildModels() {
        models = Set(document.schemas.map(\.name.value))
        for schema in document.schemas {
            let name = schema.name.value
            guard ModelText.isName(name) else {
                errors.append("Unable to create model for '\(name)': Model name must be alphanumeric: \(name)")
                if options.takesWhatAWSRefuses { add(name, converted(schema.schema)) }
                continue
            }
            add(name, converted(schema.schema))
        }
    }

    private func add(_ name: String, _ schema: JSONValue) {
        modelSchemas.append((name, schema))
        if ModelSchema.isFaulty(schema) {
            errors.append("Unable to create model for '\(name)': \(ModelSchema.message)")
        }
        var record: JSONValue = ["id": .string(identifier(6)), "name": .string(name)]
        if let text = schema["description"]?.string { record["description"] = .string(text) }
        record["schema"] = .string(ModelText.pretty(schema))
        record["contentType"] = "application/json"
        records.models.append(record)
    }

    /// The model of a body's schema: the one it refers to, or one made for it; nil for a schema that says nothing.
    func model(of schema: Node) -> String? {
        if let name = referencedModel(schema) { return name }
        let value = converted(schema)
        guard let members = value.object, !members.isEmpty else { return nil }
        let text = ModelText.pretty(value)
        if let name = generatedModels[text] { return name }
        var name = ModelText.generatedName(text)
        while !models.insert(name).inserted { name += "0" }
        generatedModels[text] = name
        add(name, value)
        return name
    }

    /// The name of the model that a schema is a reference to.
    private func referencedModel(_ schema: Node) -> String? {
        guard let text = schema["$ref"]?.string, let parts = model(namedBy: text, in: schema), parts.rest.isEmpty
        else { return nil }
        return parts.name
    }

    /// The model that a reference names, in the document's form or in AWS's, and the pointer into it. AWS's form has
    /// an API in it, but is about the one that is imported, whose models of before it may name too.
    private func model(namedBy text: String, in node: Node) -> (name: String, rest: String)? {
        if let parts = ModelReference.parts(of: text) {
            let isKnown = models.contains(parts.name) || options.knownModels.contains(parts.name)
            return isKnown ? (parts.name, parts.pointer) : nil
        }
        guard let parts = DocumentImport.reference(text), node.root == document.root, models.contains(parts.name)
        else { return nil }
        return parts
    }

    /// The name and the pointer inside of a reference to a named schema.
    static func reference(_ text: String) -> (name: String, rest: String)? {
        for prefix in ["#/components/schemas/", "#/definitions/"] where text.hasPrefix(prefix) {
            let rest = text.dropFirst(prefix.count)
            let name = rest.prefix { $0 != "/" }
            return (String(name), String(rest.dropFirst(name.count)))
        }
        return nil
    }

    /// A schema with AWS's references. `$schema` goes, as on AWS's import.
    func converted(_ schema: Node) -> JSONValue {
        var value = converted(schema, depth: 0)
        value["$schema"] = nil
        return value
    }

    private func converted(_ node: Node, depth: Int) -> JSONValue {
        switch node.kind {
        case .null, .boolean, .number, .string: return JSONValue(node)
        case .array: return .array(node.elements.map { converted($0, depth: depth) })
        case .object:
            if let text = node["$ref"]?.string, let target = target(of: node, text, depth) { return target }
            return .object(JSONObject(node.members.map { ($0.key, converted($0.value, depth: depth)) }))
        }
    }

    private func target(of node: Node, _ text: String, _ depth: Int) -> JSONValue? {
        if let parts = model(namedBy: text, in: node) {
            let url = ModelReference.url(api: options.apiID, name: parts.name)
            return ["$ref": .string(parts.rest.isEmpty ? url : url + "#" + parts.rest)]
        }
        if let parts = ModelReference.parts(of: text) {
            errors.append("Invalid model identifier specified: \(parts.name)")
            return ["$ref": .string(text)]
        }
        guard depth < DocumentLimits.inlineDepthMax, let target = documents.resolve(node), target != node else {
            return nil
        }
        return converted(target, depth: depth + 1)
    }
}

extension JSONValue {
    /// A value of a document; its depth is bounded by the reader's limits.
    package init(_ node: Node) {
        switch node.kind {
        case .null: self = .null
        case .boolean: self = .bool(node.boolean ?? false)
        case .number: self = .number(node.json(limit: 4096) ?? "0")
        case .string: self = .string(node.string ?? "")
        case .array: self = .array(node.elements.map { JSONValue($0) })
        case .object: self = .object(JSONObject(node.members.map { ($0.key, JSONValue($0.value)) }))
        }
    }
}

/// What AWS asks of a model's schema; CreateModel and UpdateModel say the same.
package enum ModelSchema {
    package static let message =
        "Invalid model specified: Validation Result: warnings : [], errors : [Invalid model schema specified]"

    private static let types: Set<String> = ["array", "boolean", "integer", "null", "number", "object", "string"]

    /// Whether a schema breaks draft 4 where AWS checks it: types, `required`, `enum` and the shapes of what holds
    /// schemas.
    package static func isFaulty(_ schema: JSONValue) -> Bool {
        guard let members = schema.object else { return true }
        for (name, value) in members {
            switch name {
            case "type": if !isType(value) { return true }
            case "required": if !isRequired(value) { return true }
            case "properties", "patternProperties", "definitions":
                guard let schemas = value.object else { return true }
                for (_, schema) in schemas where isFaulty(schema) { return true }
            case "allOf", "anyOf", "oneOf":
                guard let schemas = value.array, !schemas.isEmpty, !schemas.contains(where: isFaulty) else {
                    return true
                }
            case "not": if isFaulty(value) { return true }
            case "items":
                if let schemas = value.array {
                    if schemas.contains(where: isFaulty) { return true }
                } else if isFaulty(value) {
                    return true
                }
            case "additionalProperties", "additionalItems":
                if value.bool == nil, isFaulty(value) { return true }
            case "enum": if value.array == nil { return true }
            default: break
            }
        }
        return false
    }

    private static func isType(_ value: JSONValue) -> Bool {
        if let text = value.string { return types.contains(text) }
        guard let list = value.array, !list.isEmpty else { return false }
        return list.allSatisfy { types.contains($0.string ?? "") }
    }

    /// Draft 4 §5.4.3: an array with at least one text. The boolean of OpenAPI authors' properties passes on AWS.
    private static func isRequired(_ value: JSONValue) -> Bool {
        if value.bool != nil { return true }
        guard let list = value.array, !list.isEmpty else { return false }
        return list.allSatisfy { $0.string != nil }
    }
}
