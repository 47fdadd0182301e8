// Schemas to shapes and types. A schema gets a type of its own when the document names it, or when it is an object,
// an enumeration or a union; everything else is a shape. Inline schemas are named by the way to them: `PetOwner`.

import GateSource
import GateTree

extension ClientTranslator {
    /// Reserves the type of a named schema.
    mutating func declare(_ schema: Node, named name: String) {
        guard types[schema] == nil, api.types.count < SDKLimits.typesMax else { return }
        types[schema] = api.types.count
        api.types.append(ClientType(name: typeName(name), form: .alias(.any)))
    }

    /// Fills in the type of a named schema.
    mutating func define(_ schema: Node) {
        guard let index = types[schema] else { return }
        let parts = SchemaParts(schema, documents)
        api.types[index].summary = parts.summary
        api.types[index].isDeprecated = parts.first("deprecated")?.boolean == true
        open.insert(schema)
        defer { open.remove(schema) }
        // A name for another named schema.
        if let target = documents.resolve(schema), target != schema, types[target] != nil {
            api.types[index].form = .alias(shape(target, hint: api.types[index].name))
            return
        }
        let name = api.types[index].name
        api.types[index].form = form(parts, of: schema, hint: name) ?? .alias(plainShape(parts, hint: name))
    }

    /// The shape of a schema; `hint` names the type that an inline one may need.
    mutating func shape(_ schema: Node?, hint: String) -> Shape {
        guard let schema, let node = documents.resolve(schema) else { return .any }
        if let index = types[node] { return wrapped(.named(index), SchemaParts(schema, documents)) }
        guard depth < SDKLimits.depthMax, !open.contains(node) else { return .any }
        depth += 1
        open.insert(node)
        defer {
            depth -= 1
            open.remove(node)
        }
        let parts = SchemaParts(schema, documents)
        // `allOf` of one reference is that reference, with a description of its own.
        if let target = onlyReference(node) {
            let inner = shape(target, hint: hint)
            return parts.isNullable && !inner.isNullable ? .nullable(inner) : inner
        }
        if let reference = referencedName(schema) {
            // A schema of another file, or of a place that is not among the named ones: a type of its own.
            if needsType(parts), api.types.count < SDKLimits.typesMax {
                declare(node, named: reference)
                open.remove(node)
                define(node)
                return wrapped(.named(types[node] ?? 0), parts)
            }
        }
        if needsType(parts), api.types.count < SDKLimits.typesMax {
            let index = api.types.count
            types[node] = index
            api.types.append(ClientType(name: typeName(hint), summary: parts.summary, form: .alias(.any)))
            if let form = form(parts, of: node, hint: api.types[index].name) {
                api.types[index].form = form
                return wrapped(.named(index), parts)
            }
            api.types[index].form = .alias(plainShape(parts, hint: hint))
            return wrapped(.named(index), parts)
        }
        return wrapped(plainShape(parts, hint: hint), parts)
    }

    private func wrapped(_ shape: Shape, _ parts: SchemaParts) -> Shape {
        guard !shape.isNullable, parts.isNullable || hasNullAlternative(parts) else { return shape }
        return .nullable(shape)
    }

    private func hasNullAlternative(_ parts: SchemaParts) -> Bool {
        (parts.alternatives?.members ?? []).contains { isNull($0) }
    }

    private func isNull(_ schema: Node) -> Bool {
        documents.resolve(schema).map { $0["type"]?.string == "null" || $0.kind == .null } ?? false
    }

    /// The target of an `allOf` that holds one reference and adds nothing.
    func onlyReference(_ node: Node) -> Node? {
        guard let list = node["allOf"], list.count == 1, let target = list.element(0) else { return nil }
        let silent: Set = [
            "allOf", "description", "title", "nullable", "x-nullable", "deprecated", "default",
            "example", "readOnly", "writeOnly",
        ]
        return node.members.allSatisfy { silent.contains($0.key) || $0.key.hasPrefix("x-") } ? target : nil
    }

    /// The last word of a reference.
    private func referencedName(_ schema: Node) -> String? {
        guard let text = schema["$ref"]?.string else { return nil }
        let last = text.split(separator: "/").last.map(String.init) ?? text
        return last.split(separator: ".").first.map(String.init)
    }

    // MARK: Types

    private func needsType(_ parts: SchemaParts) -> Bool {
        if !parts.properties.isEmpty { return true }
        if enumeration(parts) != nil { return true }
        return unionMembers(parts).count > 1
    }

    /// Alternatives that are shapes of their own, not further conditions on the object around them.
    private func unionMembers(_ parts: SchemaParts) -> [Node] {
        guard let members = parts.alternatives?.members else { return [] }
        return members.filter { member in
            guard !isNull(member), let node = documents.resolve(member) else { return false }
            return ["type", "properties", "allOf", "oneOf", "anyOf", "enum", "const", "items", "additionalProperties"]
                .contains { node[$0] != nil }
        }
    }

    private mutating func form(_ parts: SchemaParts, of schema: Node, hint: String) -> ClientType.Form? {
        if let values = enumeration(parts) { return .enumeration(values) }
        let members = unionMembers(parts)
        if members.count > 1 {
            let union = union(members, parts, of: schema, hint: hint)
            // Alternatives that are all one shape, or of which one takes anything, are no alternatives.
            if union.discriminator == nil, union.members.contains(where: { $0.shape == .any }) { return .alias(.any) }
            if union.discriminator == nil, union.members.count == 1 { return .alias(union.members[0].shape) }
            return .union(union)
        }
        guard !parts.properties.isEmpty else { return nil }
        return .object(object(members.isEmpty ? parts : parts.joined(SchemaParts(members[0], documents)), hint: hint))
    }

    /// Texts of `enum` or `const`, or of alternatives that are all texts; nil for anything else.
    private func enumeration(_ parts: SchemaParts) -> [EnumerationValue]? {
        var texts: [String] = []
        if let values = parts.first("enum"), values.count > 0 {
            for value in values.elements where !value.isNull {
                guard let text = value.string else { return nil }
                if !texts.contains(text) { texts.append(text) }
            }
        } else if let text = parts.first("const")?.string {
            texts = [text]
        } else {
            guard let members = parts.alternatives?.members, parts.types == nil || parts.types == ["string"] else {
                return nil
            }
            for member in members where !isNull(member) {
                guard types[documents.resolve(member) ?? member] == nil else { return nil }
                guard let text = documents.resolve(member)?["const"]?.string else { return nil }
                if !texts.contains(text) { texts.append(text) }
            }
        }
        return texts.isEmpty ? nil : texts.map(EnumerationValue.init)
    }

    private mutating func union(
        _ members: [Node], _ parts: SchemaParts, of schema: Node, hint: String
    ) -> UnionType {
        let discriminator = parts.alternatives?.discriminator
        var result = UnionType(members: [], discriminator: discriminator?["propertyName"]?.string)
        let shared = parts.properties.isEmpty ? nil : SchemaParts(schema, documents)
        for (number, member) in members.enumerated() {
            let name = "\(hint) \(referencedName(member) ?? String(number + 1))"
            var shape: Shape
            if let shared, let node = documents.resolve(member) {
                // What stands beside the alternatives belongs to each of them.
                let index = api.types.count
                api.types.append(ClientType(name: typeName(name), form: .alias(.any)))
                let joined = SchemaParts(node, documents).joined(shared)
                api.types[index].form = .object(object(joined, hint: api.types[index].name))
                shape = .named(index)
            } else {
                shape = self.shape(member, hint: name)
            }
            shape = shape.unwrapped
            guard !result.members.contains(where: { $0.shape == shape }) else { continue }
            result.members.append(
                UnionType.Member(shape: shape, tags: tags(of: member, discriminator)))
        }
        if result.members.contains(where: { $0.tags.isEmpty }) { result.discriminator = nil }
        return result
    }

    /// Values of the discriminator that mean a schema: those mapped to it, else its name.
    private func tags(of member: Node, _ discriminator: Node?) -> [String] {
        guard discriminator?["propertyName"] != nil else { return [] }
        let own = member["$ref"]?.string
        let name = own?.split(separator: "/").last.map(String.init)
        var tags: [String] = []
        for entry in discriminator?["mapping"]?.members ?? [] {
            guard let target = entry.value.string else { continue }
            if target == own || target == name { tags.append(entry.key) }
        }
        return tags.isEmpty ? name.map { [$0] } ?? [] : tags
    }

    private mutating func object(_ parts: SchemaParts, hint: String) -> ObjectType {
        var result = ObjectType()
        let required = parts.required
        for (name, schema) in parts.properties {
            let own = SchemaParts(schema, documents)
            var member = ObjectMember(
                name: name, shape: shape(schema, hint: "\(hint) \(name)"), isRequired: required.contains(name))
            member.summary = own.described(schema["description"]?.string ?? own.first("description")?.string)
            member.isReadOnly = own.first("readOnly")?.boolean == true
            member.isWriteOnly = own.first("writeOnly")?.boolean == true
            member.isDeprecated = own.first("deprecated")?.boolean == true
            member.constraints = own.constraints
            result.members.append(member)
        }
        if let additional = parts.first("additionalProperties"), additional.kind == .object {
            result.additional = shape(additional, hint: "\(hint) value")
        } else if parts.first("additionalProperties")?.boolean == true {
            result.additional = .any
        }
        return result
    }

    // MARK: Shapes

    /// The shape of what needs no type.
    private mutating func plainShape(_ parts: SchemaParts, hint: String) -> Shape {
        let members = unionMembers(parts)
        if members.count == 1, parts.types == nil || parts.types?.isEmpty == true {
            return shape(members[0], hint: hint)
        }
        guard let types = parts.types, types.count == 1 else { return .any }
        let format = parts.first("format")?.string
        switch types[0] {
        case "boolean": return .boolean
        case "integer": return .integer(bits: format == "int32" ? 32 : 64)
        case "number": return format == "decimal" ? .decimal(isText: false) : .number
        case "file": return .binary
        case "string": return textShape(format, parts)
        case "array": return .array(shape(parts.first("items"), hint: "\(hint) item"))
        case "object":
            guard let additional = parts.first("additionalProperties"), additional.kind == .object else {
                return .map(.any)
            }
            return .map(shape(additional, hint: "\(hint) value"))
        default: return .any
        }
    }

    private func textShape(_ format: String?, _ parts: SchemaParts) -> Shape {
        switch format {
        case "date": return .date
        case "date-time": return .dateTime
        case "uuid": return .uuid
        case "decimal": return .decimal(isText: true)
        case "byte": return .base64
        case "binary": return .binary
        default: return parts.first("contentEncoding")?.string == "base64" ? .base64 : .string
        }
    }
}
