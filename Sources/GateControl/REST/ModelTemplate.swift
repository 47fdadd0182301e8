// The sample mapping template of a model. AWS: GetModelTemplate; numbers are 3.1415, texts "foo", arrays a loop.

import GateJSON

struct ModelTemplate {
    /// Nesting of a sample; what is deeper, or refers to itself, is left empty. Ours.
    private static let depthMax = 20

    /// The service's own words. AWS: GetModelTemplate.
    private static let loopComment = "##TO" + "DO: Update this foreach loop to reference array from input json"

    private let definitions: JSONObject
    private var loops = 0

    static func text(_ schema: JSONValue) -> String {
        var template = ModelTemplate(definitions: schema["definitions"]?.object ?? JSONObject())
        let body = template.value(schema, path: "$inputRoot", depth: 1)
        return "#set($inputRoot = $input.path('$'))\n" + body
    }

    private init(definitions: JSONObject) { self.definitions = definitions }

    private mutating func value(_ schema: JSONValue, path: String, depth: Int) -> String {
        let indent = String(repeating: "  ", count: depth)
        let outer = String(indent.dropLast(2))
        if depth > ModelTemplate.depthMax { return "{ }" }
        if let reference = schema["$ref"]?.string {
            let name = reference.hasPrefix("#/definitions/") ? String(reference.dropFirst(14)) : ""
            return definitions[name].map { value($0, path: path, depth: depth) } ?? "{ }"
        }
        let type = schema["type"]?.string ?? (schema["properties"] == nil ? "" : "object")
        switch type {
        case "integer": return "42"
        case "number": return "3.1415"
        case "boolean": return "true"
        case "string": return "\"foo\""
        case "null": return "null"
        case "array":
            loops += 1
            let element = loops == 1 ? "$elem" : "$elem\(loops)"
            let inner = value(schema["items"] ?? [:], path: element, depth: depth + 1)
            let lines = [
                "[", "\(indent)\(ModelTemplate.loopComment)", "\(outer)#foreach(\(element) in \(path))",
                "\(indent)\(inner)#if($foreach.hasNext),#end", "", "\(outer)#end", "\(outer)]",
            ]
            return lines.joined(separator: "\n")
        default:
            guard let properties = schema["properties"]?.object, !properties.isEmpty else { return "{ }" }
            let lines = properties.map { name, property in
                "\(indent)\(JSONValue.string(name).json) : \(value(property, path: path, depth: depth + 1))"
            }
            return "{\n" + lines.joined(separator: ",\n") + "\n\(outer)}"
        }
    }
}
