// Descriptions to documentation parts. AWS: "Representation of API documentation in API Gateway": what OpenAPI says
// of an entity becomes the part of its location; parts that the document lists itself win.

import GateJSON
import GateOpenAPI
import GateTree

extension DocumentImport {
    func buildDocumentation(prefix: String) {
        var parts = DocumentationParts()
        addListed(to: &parts)
        parts.closeListed()
        addAPI(to: &parts)
        for scheme in document.securitySchemes where authorizers[scheme.name.value] != nil {
            parts.add(["type": "AUTHORIZER", "name": .string(scheme.name.value)], scheme.node, ["description"])
        }
        for (name, schema) in modelSchemas {
            let said = ["description", "title"].compactMap { member in schema[member].map { (member, $0) } }
            parts.add(["type": "MODEL", "name": .string(name)], .object(JSONObject(said)))
        }
        for item in document.paths {
            let path = DocumentImport.joined(prefix, item.path.value)
            for node in item.nodes {
                parts.add(["type": "RESOURCE", "path": .string(path)], node, ["description", "summary"])
            }
            for operation in item.operations { add(operation, at: path, to: &parts) }
        }
        let list = parts.list
        if list.count > DocumentLimits.documentationPartsMax {
            errors.append("Maximum number of documentation parts for this API has been reached.")
        }
        records.documentationParts = list.prefix(DocumentLimits.documentationPartsMax).map { part in
            var record: JSONValue = ["id": .string(identifier(6))]
            record["location"] = part.location
            record["properties"] = .string(part.properties.json)
            return record
        }
    }

    private func addListed(to parts: inout DocumentationParts) {
        let extensionNode = document.root["x-amazon-apigateway-documentation"]
        for part in extensionNode?["documentationParts"]?.elements ?? [] {
            guard let location = part["location"], location["type"]?.string != nil, let properties = part["properties"]
            else {
                warnings.append("Invalid documentation part: location and properties are required, ignoring.")
                continue
            }
            var content = JSONValue(properties)
            if let text = properties.string {
                do throws(JSONFailure) {
                    content = try JSONValue(parsing: text)
                } catch {
                    warnings.append("Invalid documentation part: properties are not a JSON object, ignoring.")
                    continue
                }
            }
            parts.add(JSONValue(location), content)
        }
    }

    private func addAPI(to parts: inout DocumentationParts) {
        var properties = JSONObject()
        var info = JSONObject()
        for name in ["description", "termsOfService", "contact", "license"] {
            if let value = document.root["info"]?[name], !value.isNull { info[name] = JSONValue(value) }
        }
        if !info.isEmpty { properties["info"] = .object(info) }
        for name in ["tags", "externalDocs"] {
            if let value = document.root[name], !value.isNull { properties[name] = JSONValue(value) }
        }
        parts.add(["type": "API"], .object(properties))
    }

    private func add(_ operation: GateOpenAPI.Operation, at path: String, to parts: inout DocumentationParts) {
        let verb = operation.verb == .any ? "ANY" : operation.verb.rawValue.uppercased()
        func location(_ type: String, _ more: KeyValuePairs<String, String> = [:]) -> JSONValue {
            var result: JSONValue = ["type": .string(type), "path": .string(path), "method": .string(verb)]
            for (name, value) in more { result[name] = .string(value) }
            return result
        }
        parts.add(location("METHOD"), operation.node, ["summary", "description", "tags", "externalDocs"])
        for parameter in operation.parameters where parameter.location != .cookie {
            var name = parameter.name.value
            if parameter.location == .path, name.hasSuffix("+") { name.removeLast() }
            parts.add(
                location(parameter.location.documentationType, ["name": name]), parameter.node, ["description"])
        }
        if let body = operation.requestBody { parts.add(location("REQUEST_BODY"), body.node, ["description"]) }
        for response in operation.responses {
            guard case .code(let code) = response.status, let node = response.node else { continue }
            let status = String(code)
            // Exports write this sentence where there is no description.
            if node["description"]?.string != status + " response" {
                parts.add(location("RESPONSE", ["statusCode": status]), node, ["description"])
            }
            for header in response.headers {
                guard let node = header.node else { continue }
                parts.add(
                    location("RESPONSE_HEADER", ["statusCode": status, "name": header.name.value]), node,
                    ["description"])
            }
        }
    }
}

/// Parts by location; the first of a location stays. What parts that a document lists say anyway, by inheritance, is no
/// part of its own: exports write it at every entity that it holds for.
struct DocumentationParts {
    private(set) var list: [(location: JSONValue, properties: JSONValue)] = []
    private var taken = Set<JSONValue>()
    private var listed = DocumentationTable([])

    /// Ends the document's own list; what follows are descriptions.
    mutating func closeListed() {
        listed = DocumentationTable(
            list.map { ["location": $0.location, "properties": .string($0.properties.json)] })
    }

    /// Adds the members of a node that say something; nothing where there are none.
    mutating func add(_ location: JSONValue, _ node: Node, _ names: [String]) {
        var properties = JSONObject()
        for name in names {
            guard let value = node[name], !value.isNull, value.string?.isEmpty != true, value["$ref"] == nil else {
                continue
            }
            properties[name] = JSONValue(value)
        }
        add(location, .object(properties))
    }

    mutating func add(_ location: JSONValue, _ properties: JSONValue) {
        guard let members = properties.object, !members.isEmpty else { return }
        if let said = listed.properties(location), members.allSatisfy({ said[$0.name] == $0.value }) { return }
        guard taken.insert(location).inserted else { return }
        list.append((location, properties))
    }
}

extension Parameter.Location {
    fileprivate var documentationType: String {
        switch self {
        case .path: "PATH_PARAMETER"
        case .query: "QUERY_PARAMETER"
        case .header, .cookie: "REQUEST_HEADER"
        }
    }
}

// MARK: Parts alone

/// What ImportDocumentationParts made: the parts of the API afterwards, and the ids of those that were imported.
package struct ImportedDocumentation: Sendable {
    package var parts: [JSONValue]
    package var ids: [String]
    package var warnings: [String]
}

/// Puts the documentation of a document into an API: merged with the parts that are there, or in their place.
package func importDocumentation(
    _ bytes: [UInt8], into existing: [JSONValue], mode: PutMode, _ options: DocumentImportOptions,
    identifier: @escaping (Int) -> String
) throws(DocumentRefusal) -> ImportedDocumentation {
    let unusable = DocumentRefusal(message: "Unable to build importer with provided input.")
    let imported: ImportedDocument
    do throws(DocumentRefusal) {
        imported = try importDocument(bytes, options, identifier: identifier)
    } catch {
        throw error == .unreadable ? unusable : error
    }
    let merged = DocumentationMerge.merged(existing, imported.records.documentationParts, mode: mode)
    return ImportedDocumentation(parts: merged.parts, ids: merged.ids, warnings: imported.warnings)
}
