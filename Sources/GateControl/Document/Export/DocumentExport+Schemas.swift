// Models of an export: schemas with the document's own references.

import GateJSON

extension DocumentExport {
    /// Every model by name.
    func schemas() -> JSONObject {
        let names = Set(records.models.compactMap { $0["name"]?.string })
        var result = JSONObject()
        for model in records.models {
            guard let name = model["name"]?.string else { continue }
            var schema = model["schema"]?.string.flatMap(JSONText.value) ?? [:]
            schema["$schema"] = nil
            schema = referring(schema, names)
            if let properties = documentation.properties(["type": "MODEL", "name": .string(name)])?.object {
                for member in ["title", "description"] where properties[member] != nil {
                    schema[member] = properties[member]
                }
            }
            result[name] = schema
        }
        return result
    }

    private func referring(_ value: JSONValue, _ names: Set<String>) -> JSONValue {
        switch value {
        case .object(let members):
            if let text = members["$ref"]?.string, let parts = ModelReference.parts(of: text),
                names.contains(parts.name)
            {
                let start = isSwagger ? "#/definitions/" : "#/components/schemas/"
                return ["$ref": .string(start + parts.name + parts.pointer)]
            }
            return .object(JSONObject(members.map { ($0.name, referring($0.value, names)) }))
        case .array(let values): return .array(values.map { referring($0, names) })
        case .null, .bool, .number, .string: return value
        }
    }
}

/// What documentation parts say of an entity. AWS: "Representation of API documentation": parts of a method or what is
/// inside of it hold for every path below theirs, `*` for every method and status; the nearest path counts most.
struct DocumentationTable {
    private var byLocation: [JSONValue: JSONValue] = [:]

    init(_ parts: [JSONValue]) {
        for part in parts {
            guard let location = part["location"], let text = part["properties"]?.string,
                let properties = JSONText.value(text)
            else { continue }
            byLocation[DocumentationTable.complete(location)] = properties
        }
    }

    /// A location with its defaults.
    private static func complete(_ location: JSONValue) -> JSONValue {
        var result = location
        let type = location["type"]?.string ?? ""
        if ["API", "AUTHORIZER", "MODEL"].contains(type) { return result }
        if result["path"] == nil { result["path"] = "/" }
        if type == "RESOURCE" { return result }
        if result["method"] == nil { result["method"] = "*" }
        if type.hasPrefix("RESPONSE"), result["statusCode"] == nil { result["statusCode"] = "*" }
        return result
    }

    /// The properties that hold for a location.
    func properties(_ location: JSONValue) -> JSONValue? {
        if byLocation.isEmpty { return nil }
        let exact = DocumentationTable.complete(location)
        if let found = byLocation[exact] { return found }
        let type = exact["type"]?.string ?? ""
        if ["API", "AUTHORIZER", "MODEL", "RESOURCE"].contains(type) { return nil }
        var segments = (exact["path"]?.string ?? "/").split(separator: "/")
        while true {
            var candidate = exact
            candidate["path"] = .string("/" + segments.joined(separator: "/"))
            for method in [exact["method"], "*"] {
                candidate["method"] = method
                if type.hasPrefix("RESPONSE") {
                    for status in [exact["statusCode"], "*"] {
                        candidate["statusCode"] = status
                        if let found = byLocation[candidate] { return found }
                    }
                } else if let found = byLocation[candidate] {
                    return found
                }
            }
            if segments.isEmpty { return nil }
            segments.removeLast()
        }
    }
}
