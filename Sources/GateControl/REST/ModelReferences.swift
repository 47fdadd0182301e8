// References between models: `{"$ref": "https://apigateway.amazonaws.com/restapis/ID/models/NAME"}`. AWS: "Data models
// for REST APIs"; GetModel, flatten.

import GateJSON

struct ModelReferences {
    /// Models that a flattened schema may take in. Ours.
    static let modelsMax = 1_000

    private let call: ControlCall

    init(_ call: ControlCall) { self.call = call }

    /// The names of the models that a schema refers to.
    static func names(in schema: String) -> Set<String> {
        do { return ModelReference.names(in: try JSONValue(parsing: schema)) } catch { return [] }
    }

    /// The schema with the models it refers to among its own definitions.
    func flattened(_ schema: String) throws(ControlError) -> String {
        guard var root = parsed(schema) else { return schema }
        var definitions = root["definitions"]?.object ?? JSONObject()
        var waiting = Array(ModelReferences.names(in: schema)).sorted()
        var seen = Set(waiting)
        while let name = waiting.popLast() {
            guard seen.count <= ModelReferences.modelsMax,
                let record = try call.record("model", call.apiScope, name), let text = record["schema"]?.string,
                let model = parsed(text)
            else { continue }
            definitions[name] = ModelReferences.local(model)
            for next in ModelReferences.names(in: text) where seen.insert(next).inserted { waiting.append(next) }
        }
        guard !definitions.isEmpty else { return schema }
        root = ModelReferences.local(root)
        root["definitions"] = .object(definitions)
        return root.json
    }

    private func parsed(_ schema: String) -> JSONValue? {
        do { return try JSONValue(parsing: schema) } catch { return nil }
    }

    private static func local(_ value: JSONValue) -> JSONValue {
        switch value {
        case .array(let values): return .array(values.map(local))
        case .object(let members):
            return .object(
                JSONObject(
                    members.map { name, value in
                        if name == "$ref", let name = value.string.flatMap({ ModelReference.parts(of: $0)?.name }) {
                            return ("$ref", .string("#/definitions/\(name)"))
                        }
                        return (name, local(value))
                    }))
        default: return value
        }
    }
}
