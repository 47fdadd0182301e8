// API keys: made, imported, read, changed, deleted. AWS: "API Gateway API reference", ApiKey; "API Gateway API key file
// format"; messages as recorded.
//
//   apikey        REGION             the key with its value
//   apikeyvalue   REGION             {id} by value: a value is a key's alone
//   keyplan       REGION/apikey/ID   {} by usage plan: the plans that a key belongs to

import GateJSON
import GateUsage

extension RESTHandlers {
    static let apiKeys: [(String, ControlHandler)] = [
        ("CreateApiKey", createApiKey), ("GetApiKey", getApiKey), ("GetApiKeys", getApiKeys),
        ("UpdateApiKey", updateApiKey), ("DeleteApiKey", deleteApiKey), ("ImportApiKeys", importApiKeys),
    ]

    @Sendable static func createApiKey(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        var record: JSONValue = [:]
        let id = call.identifier(10)
        record["id"] = .string(id)
        record["value"] = .string(call.text("value") ?? KeyRules.generated(call))
        for name in ["name", "customerId", "description"] { record[name] = call[name] }
        record["enabled"] = .bool(call.flag("enabled"))
        record["createdDate"] = JSONValue(call.now)
        record["lastUpdatedDate"] = JSONValue(call.now)
        record["stageKeys"] = .array(try stageKeys(call))
        if let tags = try TagRules.given(call) { record["tags"] = tags }
        try KeyRules.check(record)
        try KeyRules.add(record, call)
        call.effects.append(.publishKey(region: call.region, key: id))
        return record
    }

    private static func stageKeys(_ call: ControlCall) throws(ControlError) -> [JSONValue] {
        var keys: [JSONValue] = []
        for key in call["stageKeys"]?.array ?? [] {
            let (api, stage) = (key["restApiId"]?.string ?? "", key["stageName"]?.string ?? "")
            try call.requireStage(api, stage)
            keys.append(.string("\(api)/\(stage)"))
        }
        return keys
    }

    /// The key that the path names.
    static func apiKey(_ call: ControlCall, _ id: String) throws(ControlError) -> JSONValue {
        guard let record = try call.record("apikey", call.region, id) else {
            throw .notFound("Invalid API Key identifier specified")
        }
        return record
    }

    private static func shown(_ record: JSONValue, withValue: Bool) -> JSONValue {
        var shown = TagRules.shown(record)
        if !withValue { shown["value"] = nil }
        return shown
    }

    @Sendable static func getApiKey(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        shown(try apiKey(call, call.label("api_Key")), withValue: call.flag("includeValue"))
    }

    @Sendable static func getApiKeys(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        let (prefix, customer, withValue) = (call.text("name"), call.text("customerId"), call.flag("includeValues"))
        return try call.page("apikey", call.region, newestFirst: true) { (record) throws(ControlError) in
            if let prefix, !(record["name"]?.string ?? "").hasPrefix(prefix) { return nil }
            if let customer, record["customerId"]?.string != customer { return nil }
            return shown(record, withValue: withValue)
        }
    }

    private static let apiKeyPatch = PatchTable(
        .listed,
        [
            ("/description", "R", .text), ("/enabled", "R", .flag), ("/name", "R", .text), ("/customerId", "R", .text),
            ("/stages", "AX", .custom), ("/labels", "AX", .list),
        ])

    @Sendable static func updateApiKey(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        let id = call.label("api_Key")
        var record = try apiKey(call, id)
        let caller = call
        try apiKeyPatch.apply(call.patch, to: &record) { (patch, record) throws(ControlError) in
            guard patch.parts == ["stages"] else { return false }
            let value = patch.value ?? ""
            var keys = (record["stageKeys"]?.array ?? []).filter { $0.string != value }
            if patch.op == "add" {
                let parts = value.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
                try caller.requireStage(String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
                keys.append(.string(value))
            }
            record["stageKeys"] = .array(keys)
            return true
        }
        record["lastUpdatedDate"] = JSONValue(call.now)
        try KeyRules.check(record)
        try call.put("apikey", call.region, id, record)
        call.effects.append(.publishKey(region: call.region, key: id))
        return shown(record, withValue: false)
    }

    @Sendable static func deleteApiKey(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        let id = call.label("api_Key")
        let record = try apiKey(call, id)
        for plan in try call.plans(ofKey: id) { try call.remove("usageplankey", call.scope(plan), id) }
        try call.removeAll(scope: call.scope("apikey/" + id))
        try call.remove("apikeyvalue", call.region, record["value"]?.string ?? "")
        try call.remove("apikey", call.region, id)
        call.effects.append(.publishKey(region: call.region, key: id))
        return [:]
    }

    // MARK: Import

    @Sendable static func importApiKeys(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        let rows: KeyFile
        do throws(KeyFileError) {
            rows = try KeyFile(parsing: call.payload)
        } catch {
            throw .badRequest(KeyRules.text(error))
        }
        var ids: [JSONValue] = []
        var warnings = rows.warnings.map { KeyRules.text($0) }
        for row in rows.keys {
            let id: String
            if let known = try call.record("apikeyvalue", call.region, row.value)?["id"]?.string {
                id = known
                var record = try apiKey(call, id)
                record["name"] = .string(row.name)
                record["description"] = row.description.isEmpty ? .none : .string(row.description)
                record["enabled"] = .bool(row.isEnabled)
                record["lastUpdatedDate"] = JSONValue(call.now)
                try call.put("apikey", call.region, id, record)
            } else {
                id = call.identifier(10)
                var record: JSONValue = [
                    "id": .string(id), "value": .string(row.value), "name": .string(row.name),
                ]
                if !row.description.isEmpty { record["description"] = .string(row.description) }
                record["enabled"] = .bool(row.isEnabled)
                record["createdDate"] = JSONValue(call.now)
                record["lastUpdatedDate"] = JSONValue(call.now)
                record["stageKeys"] = []
                try KeyRules.add(record, call)
            }
            ids.append(.string(id))
            for plan in row.plans {
                do throws(ControlError) {
                    try call.add(key: id, toPlan: plan)
                } catch {
                    // A key that is in the plan already stays there.
                    if error.kind == .internalFailure { throw error }
                    if error.kind != .conflict || error.message != UsagePlanRules.isMember {
                        warnings.append(KeyRules.text(KeyWarning(line: row.line, text: error.message)))
                    }
                }
            }
        }
        if call.flag("failonwarnings"), !warnings.isEmpty {
            throw .badRequest("Failed to import API keys: " + warnings.joined(separator: "; "))
        }
        call.effects.append(.publishKeys(region: call.region))
        return ["ids": .array(ids), "warnings": .array(warnings.map { .string($0) })]
    }
}

/// What a key may be.
enum KeyRules {
    /// Longest description, in characters. As recorded.
    private static let descriptionMax = 125_000

    static func check(_ record: JSONValue) throws(ControlError) {
        if (record["name"]?.string ?? "").count > KeyValue.nameBytesMax {
            throw .badRequest("Invalid API Key name, can be at most \(KeyValue.nameBytesMax) characters.")
        }
        if (record["description"]?.string ?? "").count > descriptionMax {
            throw .badRequest("Invalid API Key description specified.")
        }
        if let problem = KeyValue.problem(of: record["value"]?.string ?? "") { throw .badRequest(problem) }
    }

    /// Keeps a new key.
    static func add(_ record: JSONValue, _ call: ControlCall) throws(ControlError) {
        let (id, value) = (record["id"]?.string ?? "", record["value"]?.string ?? "")
        if try call.record("apikeyvalue", call.region, value) != nil { throw .conflict("API Key already exists") }
        try call.put("apikeyvalue", call.region, value, ["id": .string(id)])
        try call.put("apikey", call.region, id, record)
    }

    static func generated(_ call: ControlCall) -> String {
        KeyValue.generated { call.randomBytes(8).reduce(0) { $0 << 8 | UInt64($1) } }
    }

    static func text(_ warning: KeyWarning) -> String { "line \(warning.line): \(warning.text)" }

    static func text(_ error: KeyFileError) -> String {
        switch error {
        case .notCSV: "Invalid CSV: a quoted field has no end"
        case .columnMissing(let name): "Invalid CSV: the required column '\(name)' is missing"
        case .damaged(let line): "Invalid CSV: line \(line) is no key"
        }
    }
}

extension ControlCall {
    /// Throws unless an API has a stage.
    func requireStage(_ api: String, _ stage: String) throws(ControlError) {
        if try record("stage", scope(api), stage) == nil { throw .notFound("Invalid stage identifier specified") }
    }

    /// Identifiers of the plans that a key belongs to.
    func plans(ofKey id: String) throws(ControlError) -> [String] {
        try kept { try store.records(kind: "keyplan", scope: scope("apikey/" + id)).map(\.id) }
    }
}
