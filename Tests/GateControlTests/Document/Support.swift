// Documents and records of the tests.

import GateControl
import GateJSON
import GateSource
import GateTree

/// Ids in order: `000001`, ….
final class Counter {
    private var last = 0

    func next(_ length: Int) -> String {
        last += 1
        let digits = String(last)
        return String(repeating: "0", count: max(0, length - digits.count)) + digits
    }
}

/// The import of a text.
func imported(
    _ text: String, _ options: DocumentImportOptions = DocumentImportOptions()
) throws(DocumentRefusal) -> ImportedDocument {
    try importDocument(Array(text.utf8), options, identifier: Counter().next)
}

/// The message with which a text is refused; nil when it is taken.
func refusal(_ text: String, _ options: DocumentImportOptions = DocumentImportOptions()) -> String? {
    do throws(DocumentRefusal) {
        _ = try imported(text, options)
        return nil
    } catch {
        return error.message
    }
}

/// An OpenAPI 3 document with the given members of `paths` and of the root, as YAML.
func document(_ paths: String, root: String = "") -> String {
    let indented = paths.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n")
    return "openapi: 3.0.1\ninfo: {title: t, version: '1'}\n\(root)\npaths:\n\(indented)\n"
}

extension APIRecords {
    func resource(_ path: String) -> JSONValue? { resources.first { $0["path"]?.string == path } }

    func method(_ verb: String, _ path: String) -> JSONValue? { resource(path)?["resourceMethods"]?[verb] }

    func model(_ name: String) -> JSONValue? { models.first { $0["name"]?.string == name } }

    /// The records without ids, in an order that does not depend on them: what two imports of one API share.
    var withoutIDs: JSONValue {
        var names: [String: String] = [:]
        for record in authorizers + validators { names[record["id"]?.string ?? ""] = record["name"]?.string ?? "" }
        func plain(_ records: [JSONValue], by key: String) -> JSONValue {
            let stripped = records.map { record in
                var record = record
                record["id"] = nil
                return record
            }
            return .array(stripped.sorted { ($0[key]?.json ?? "") < ($1[key]?.json ?? "") })
        }
        let plainResources = resources.map { resource -> JSONValue in
            var result = resource
            result["parentId"] = nil
            var methods = JSONObject()
            for (verb, method) in resource["resourceMethods"]?.object ?? [:] {
                var method = method
                for member in ["authorizerId", "requestValidatorId"] {
                    if let id = method[member]?.string { method[member] = .string(names[id] ?? "?") }
                }
                if method["methodIntegration"]?["cacheNamespace"] == resource["id"] {
                    method["methodIntegration"]?["cacheNamespace"] = "own"
                }
                methods[verb] = method
            }
            result["resourceMethods"] = methods.isEmpty ? nil : .object(methods)
            return result
        }
        return [
            "restapi": restapi, "resources": plain(plainResources, by: "path"), "models": plain(models, by: "name"),
            "validators": plain(validators, by: "name"), "authorizers": plain(authorizers, by: "name"),
            "gatewayResponses": plain(gatewayResponses, by: "responseType"),
            "documentationParts": plain(documentationParts, by: "location"),
        ]
    }

    /// What Swagger can hold of the API: one schema for all media types of a body, and of the operation's answers.
    var asSwagger: APIRecords {
        var result = self
        for index in resources.indices {
            for (verb, method) in resources[index]["resourceMethods"]?.object ?? [:] {
                var method = method
                if let models = method["requestModels"]?.object { method["requestModels"] = one(models, models.names) }
                var produced: [String] = []
                for (_, response) in method["methodResponses"]?.object ?? [:] {
                    for type in response["responseModels"]?.object?.names ?? [] where !produced.contains(type) {
                        produced.append(type)
                    }
                }
                for (status, response) in method["methodResponses"]?.object ?? [:] {
                    if let models = response["responseModels"]?.object {
                        method["methodResponses"]?[status]?["responseModels"] = one(models, produced)
                    }
                }
                result.resources[index]["resourceMethods"]?[verb] = method
            }
        }
        return result
    }

    private func one(_ models: JSONObject, _ types: [String]) -> JSONValue {
        let first = models.first { _ in true }?.value ?? .null
        return .object(JSONObject(types.map { ($0, first) }))
    }
}

/// The first members in which two values differ, for a reader.
func difference(_ left: JSONValue, _ right: JSONValue, at pointer: String = "") -> String? {
    if left == right { return nil }
    if let first = left.object, let second = right.object {
        for name in first.names + second.names.filter({ first[$0] == nil }) {
            guard let found = difference(first[name] ?? .null, second[name] ?? .null, at: pointer + "/" + name) else {
                continue
            }
            return found
        }
    }
    if let first = left.array, let second = right.array, first.count == second.count {
        for index in first.indices {
            if let found = difference(first[index], second[index], at: "\(pointer)/\(index)") { return found }
        }
    }
    return "\(pointer): \(left.json.prefix(300)) != \(right.json.prefix(300))"
}
