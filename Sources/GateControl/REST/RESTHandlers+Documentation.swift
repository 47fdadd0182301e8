// Documentation parts and their versions, which are copies of all parts. AWS: "API Gateway API reference",
// DocumentationPart, DocumentationVersion; messages as recorded.

import GateJSON

extension RESTHandlers {
    static let documentation: [(String, ControlHandler)] = [
        ("CreateDocumentationPart", createDocumentationPart), ("GetDocumentationPart", getDocumentationPart),
        ("GetDocumentationParts", getDocumentationParts), ("UpdateDocumentationPart", updateDocumentationPart),
        ("DeleteDocumentationPart", deleteDocumentationPart),
        ("ImportDocumentationParts", importDocumentationParts),
        ("CreateDocumentationVersion", createDocumentationVersion),
        ("GetDocumentationVersion", getDocumentationVersion),
        ("GetDocumentationVersions", getDocumentationVersions),
        ("UpdateDocumentationVersion", updateDocumentationVersion),
        ("DeleteDocumentationVersion", deleteDocumentationVersion),
    ]

    @Sendable static func createDocumentationPart(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        _ = try call.restAPI()
        if call.label("properties").isEmpty {
            throw .badRequest("Documentation part properties must be non-empty")
        }
        let location = call["location"] ?? [:]
        for part in try call.records("documentationpart", call.apiScope) where part["location"] == location {
            throw .conflict("Documentation part already exists for the specified location")
        }
        let id = call.identifier(6)
        let record: JSONValue = [
            "id": .string(id), "location": location, "properties": call["properties"] ?? "{}",
        ]
        try call.put("documentationpart", call.apiScope, id, record)
        return record
    }

    private static let part = NamedRecord(
        "documentationpart", label: "part_id", in: .api, missing: "Invalid Documentation part identifier specified")

    @Sendable static func getDocumentationPart(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        try part.read(call)
    }

    @Sendable static func getDocumentationParts(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        _ = try call.restAPI()
        let (type, name, path) = (call.text("type"), call.text("name"), call.text("path"))
        let isDocumented = call.text("locationStatus") != "UNDOCUMENTED"
        return try call.page("documentationpart", call.apiScope) { (part) throws(ControlError) in
            let location = part["location"]
            guard isDocumented, type == nil || location?["type"]?.string == type,
                name == nil || location?["name"]?.string?.contains(name ?? "") == true,
                path == nil || location?["path"]?.string == path
            else { return nil }
            return part
        }
    }

    private static let partPatch = PatchTable(.listed, [("/properties", "R", .text)])

    @Sendable static func updateDocumentationPart(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        try part.patch(call, partPatch) { (patch, _) throws(ControlError) in
            if patch.value?.isEmpty ?? true {
                throw .badRequest("Documentation part properties must be non-empty")
            }
            return false
        }
    }

    @Sendable static func deleteDocumentationPart(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        try part.remove(call)
    }

    @Sendable static func importDocumentationParts(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        _ = try call.restAPI()
        let options = try DocumentParameters(call).options(call, api: call.label("restapi_id"))
        let mode = call.text("mode").flatMap { PutMode(rawValue: $0) } ?? .merge
        let existing = try call.records("documentationpart", call.apiScope)
        let caller = call
        let imported: ImportedDocumentation
        do throws(DocumentRefusal) {
            imported = try importDocumentation(call.payload, into: existing, mode: mode, options) {
                caller.identifier($0)
            }
        } catch {
            throw .badRequest(error.message)
        }
        let kept = Set(imported.parts.compactMap { $0["id"]?.string })
        for part in existing {
            if let id = part["id"]?.string, !kept.contains(id) {
                try call.remove("documentationpart", call.apiScope, id)
            }
        }
        for part in imported.parts {
            try call.put("documentationpart", call.apiScope, part["id"]?.string ?? "", part)
        }
        return [
            "ids": .array(imported.ids.map { .string($0) }), "warnings": .array(imported.warnings.map { .string($0) }),
        ]
    }

    // MARK: Versions

    @Sendable static func createDocumentationVersion(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        _ = try call.restAPI()
        let version = call.label("documentationVersion")
        if version.isEmpty { throw .badRequest("Documentation version must be non-empty") }
        if try call.record("documentationversion", call.apiScope, version) != nil {
            throw .conflict("Documentation version already exists")
        }
        var record: JSONValue = ["version": .string(version), "createdDate": JSONValue(call.now)]
        record["description"] = call["description"]
        record["parts"] = .array(try call.records("documentationpart", call.apiScope))
        try call.put("documentationversion", call.apiScope, version, record)
        if let name = call.text("stageName"), !name.isEmpty {
            guard var stage = try call.record("stage", call.apiScope, name) else {
                throw .notFound("Invalid stage identifier specified")
            }
            stage["documentationVersion"] = .string(version)
            try call.put("stage", call.apiScope, name, stage)
        }
        return record
    }

    private static let version = NamedRecord(
        "documentationversion", label: "doc_version", in: .api,
        missing: "Invalid Documentation version identifier specified")

    @Sendable static func getDocumentationVersion(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        try version.read(call)
    }

    @Sendable static func getDocumentationVersions(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        _ = try call.restAPI()
        return try call.page("documentationversion", call.apiScope)
    }

    @Sendable static func updateDocumentationVersion(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        try version.patch(call, .description)
    }

    @Sendable static func deleteDocumentationVersion(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        _ = try version.read(call)
        let name = call.label("doc_version")
        for stage in try call.records("stage", call.apiScope) where stage["documentationVersion"]?.string == name {
            throw .badRequest(
                "Documentation version is used by stage \(stage["stageName"]?.string ?? "") and cannot be deleted")
        }
        return try version.remove(call)
    }
}
