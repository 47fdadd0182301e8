// References between models: `{"$ref": "https://apigateway.amazonaws.com/restapis/ID/models/NAME"}`. AWS: "Data models
// for REST APIs"; GetModel, flatten.

import GateJSON

/// Names that references to models have in records: AWS rewrites those of documents to this form.
package enum ModelReference {
    /// Models that a flattened schema may take in. Ours.
    static let modelsMax = 1_000
    private static let start = "https://apigateway.amazonaws.com/restapis/"

    /// `https://apigateway.amazonaws.com/restapis/{api}/models/{name}`.
    package static func url(api: String, name: String) -> String { start + api + "/models/" + name }

    /// The name, and the pointer into the model where there is one, of a reference of that form; nil for others.
    package static func parts(of text: String) -> (name: String, pointer: String)? {
        guard text.hasPrefix(start) else { return nil }
        let parts = text.dropFirst(start.count).split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[1] == "models", !parts[2].isEmpty else { return nil }
        let name = parts[2].prefix { $0 != "#" }
        return (String(name), String(parts[2].dropFirst(name.count + 1)))
    }

    /// The names of models that a schema refers to.
    package static func names(in schema: JSONValue) -> Set<String> {
        var result = Set<String>()
        collect(schema, into: &result)
        return result
    }

    private static func collect(_ value: JSONValue, into result: inout Set<String>) {
        switch value {
        case .object(let members):
            if let text = members["$ref"]?.string, let parts = parts(of: text) { result.insert(parts.name) }
            for (_, member) in members { collect(member, into: &result) }
        case .array(let values): values.forEach { collect($0, into: &result) }
        case .null, .bool, .number, .string: break
        }
    }

    /// The names of the models that a schema's text refers to.
    static func names(in schema: String) -> Set<String> {
        do { return names(in: try JSONValue(parsing: schema)) } catch { return [] }
    }

    // MARK: Flattened

    /// The schema with the models it refers to among its own definitions.
    static func flattened(_ schema: String, _ call: ControlCall) throws(ControlError) -> String {
        guard var root = parsed(schema) else { return schema }
        var definitions = root["definitions"]?.object ?? JSONObject()
        var waiting = Array(names(in: schema)).sorted()
        var seen = Set(waiting)
        while let name = waiting.popLast() {
            guard seen.count <= modelsMax,
                let record = try call.record("model", call.apiScope, name), let text = record["schema"]?.string,
                let model = parsed(text)
            else { continue }
            definitions[name] = local(model)
            for next in names(in: text) where seen.insert(next).inserted { waiting.append(next) }
        }
        guard !definitions.isEmpty else { return schema }
        root = local(root)
        root["definitions"] = .object(definitions)
        return root.json
    }

    private static func parsed(_ schema: String) -> JSONValue? {
        do { return try JSONValue(parsing: schema) } catch { return nil }
    }

    private static func local(_ value: JSONValue) -> JSONValue {
        switch value {
        case .array(let values): return .array(values.map(local))
        case .object(let members):
            return .object(
                JSONObject(
                    members.map { name, value in
                        if name == "$ref", let name = value.string.flatMap({ parts(of: $0)?.name }) {
                            return ("$ref", .string("#/definitions/\(name)"))
                        }
                        return (name, local(value))
                    }))
        default: return value
        }
    }
}
