// Usage plans and the keys that belong to them. AWS: "API Gateway API reference", UsagePlan, UsagePlanKey; messages as
// recorded.

import GateJSON
import GateUsage

extension RESTHandlers {
    static let usagePlans: [(String, ControlHandler)] = [
        ("CreateUsagePlan", createUsagePlan), ("GetUsagePlan", getUsagePlan), ("GetUsagePlans", getUsagePlans),
        ("UpdateUsagePlan", updateUsagePlan), ("DeleteUsagePlan", deleteUsagePlan),
        ("CreateUsagePlanKey", createUsagePlanKey), ("GetUsagePlanKey", getUsagePlanKey),
        ("GetUsagePlanKeys", getUsagePlanKeys), ("DeleteUsagePlanKey", deleteUsagePlanKey),
    ]

    @Sendable static func createUsagePlan(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        let id = call.identifier(6)
        var record: JSONValue = ["id": .string(id), "name": .string(call.text("name") ?? "")]
        record["description"] = call["description"]
        var stages: [JSONValue] = []
        for stage in call["apiStages"]?.array ?? [] { stages.append(try UsagePlanRules.stage(stage, id, call)) }
        record["apiStages"] = .array(stages)
        if let throttle = call["throttle"] { record["throttle"] = UsagePlanRules.throttle(throttle) }
        record["quota"] = call["quota"]
        if let tags = try TagRules.given(call) { record["tags"] = tags }
        try UsagePlanRules.check(&record)
        try call.put("usageplan", call.region, id, record)
        call.effects.append(.publishUsage(region: call.region))
        return record
    }

    /// The plan that the path names.
    static func usagePlan(_ call: ControlCall, _ id: String) throws(ControlError) -> JSONValue {
        guard let record = try call.record("usageplan", call.region, id) else {
            throw .notFound("Invalid Usage Plan ID specified")
        }
        return record
    }

    @Sendable static func getUsagePlan(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        TagRules.shown(try usagePlan(call, call.label("usageplanId")))
    }

    @Sendable static func getUsagePlans(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        var members: Set<String>?
        if let key = call.text("keyId") {
            _ = try apiKey(call, key)
            members = Set(try call.plans(ofKey: key))
        }
        return try call.page("usageplan", call.region) { (record) throws(ControlError) in
            if let members, !members.contains(record["id"]?.string ?? "") { return nil }
            return TagRules.shown(record)
        }
    }

    private static let usagePlanPatch = PatchTable(
        .listed,
        [
            ("/name", "R", .text), ("/description", "R", .text), ("/productCode", "ARX", .text),
            ("/apiStages", "AX", .custom), ("/apiStages/*/throttle", "ARX", .custom),
            ("/quota", "X", .custom), ("/quota/limit", "AR", .integer), ("/quota/offset", "AR", .integer),
            ("/quota/period", "AR", .text), ("/throttle", "X", .custom), ("/throttle/rateLimit", "AR", .double),
            ("/throttle/burstLimit", "AR", .integer),
        ])

    @Sendable static func updateUsagePlan(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        let id = call.label("usageplanId")
        var record = try usagePlan(call, id)
        for patch in call.patch {
            if patch.parts.count > 3, patch.parts[0] == "apiStages", patch.parts[2] == "throttle" {
                try UsagePlanRules.changeMethod(patch, id, &record)
                continue
            }
            let caller = call
            try usagePlanPatch.apply([patch], to: &record) { (patch, record) throws(ControlError) in
                switch patch.parts {
                case ["quota"], ["throttle"]: record[patch.parts[0]] = nil
                case ["apiStages"]: try UsagePlanRules.changeStages(patch, id, &record, caller)
                case let parts where parts.last == "throttle" && parts.count == 3:
                    try UsagePlanRules.changeStage(patch, id, &record) { $0["throttle"] = nil }
                default: return false
                }
                return true
            }
        }
        try UsagePlanRules.check(&record)
        try UsagePlanRules.checkMembers(record, call)
        try call.put("usageplan", call.region, id, record)
        call.effects.append(.publishUsage(region: call.region))
        return TagRules.shown(record)
    }

    @Sendable static func deleteUsagePlan(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        let id = call.label("usageplanId")
        let record = try usagePlan(call, id)
        if record["apiStages"]?.array?.isEmpty == false {
            throw .badRequest("Cannot delete Usage Plan \(id) while API stages are associated with it")
        }
        for key in try call.records("usageplankey", call.scope(id)) {
            try call.remove("keyplan", call.scope("apikey/" + (key["id"]?.string ?? "")), id)
        }
        try call.removeAll(scope: call.scope(id))
        try call.remove("usageplan", call.region, id)
        call.effects.append(.publishKeys(region: call.region))
        return [:]
    }

    // MARK: Keys

    @Sendable static func createUsagePlanKey(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        let plan = call.label("usageplanId")
        _ = try usagePlan(call, plan)
        guard call.text("keyType") == "API_KEY" else {
            throw .badRequest("Invalid key type specified. Valid options are API_KEY")
        }
        let key = call.text("keyId") ?? ""
        try call.add(key: key, toPlan: plan)
        call.effects.append(.publishKey(region: call.region, key: key))
        return UsagePlanRules.member(try apiKey(call, key))
    }

    private static func member(_ call: ControlCall) throws(ControlError) -> JSONValue {
        _ = try usagePlan(call, call.label("usageplanId"))
        let key = try apiKey(call, call.label("keyId"))
        let scope = call.scope(call.label("usageplanId"))
        if try call.record("usageplankey", scope, call.label("keyId")) == nil {
            throw .notFound("Invalid API Key identifier specified")
        }
        return UsagePlanRules.member(key)
    }

    @Sendable static func getUsagePlanKey(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        try member(call)
    }

    @Sendable static func getUsagePlanKeys(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        let plan = call.label("usageplanId")
        _ = try usagePlan(call, plan)
        let (prefix, caller) = (call.text("name"), call)
        return try call.page("usageplankey", call.scope(plan), newestFirst: true) { (record) throws(ControlError) in
            let key = try apiKey(caller, record["id"]?.string ?? "")
            if let prefix, !(key["name"]?.string ?? "").hasPrefix(prefix) { return nil }
            return UsagePlanRules.member(key)
        }
    }

    @Sendable static func deleteUsagePlanKey(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        _ = try member(call)
        let (plan, key) = (call.label("usageplanId"), call.label("keyId"))
        try call.remove("usageplankey", call.scope(plan), key)
        try call.remove("keyplan", call.scope("apikey/" + key), plan)
        call.effects.append(.publishKey(region: call.region, key: key))
        return [:]
    }
}

extension ControlCall {
    /// Makes a key a member of a plan.
    func add(key id: String, toPlan plan: String) throws(ControlError) {
        let record = try RESTHandlers.usagePlan(self, plan)
        _ = try RESTHandlers.apiKey(self, id)
        if try self.record("usageplankey", scope(plan), id) != nil { throw .conflict(UsagePlanRules.isMember) }
        let others = try plans(ofKey: id)
        if others.count >= UsageBounds.plansOfKeyMax {
            throw ControlError(
                .limitExceeded, "API Key belongs to \(UsageBounds.plansOfKeyMax) usage plans already")
        }
        try UsagePlanRules.checkOverlap(record, others, self)
        try put("usageplankey", scope(plan), id, ["id": .string(id), "type": "API_KEY"])
        try put("keyplan", scope("apikey/" + id), plan, [:])
    }
}

/// What a plan may be.
enum UsagePlanRules {
    static let isMember = "API Key is already associated with this usage plan"

    /// A key as a member of a plan.
    static func member(_ key: JSONValue) -> JSONValue {
        var member: JSONValue = ["id": key["id"] ?? "", "type": "API_KEY"]
        member["value"] = key["value"]
        member["name"] = key["name"]
        return member
    }

    /// `rateLimit` is a floating-point number however it was written.
    static func throttle(_ value: JSONValue) -> JSONValue {
        var throttle: JSONValue = [:]
        if let burst = value["burstLimit"]?.int { throttle["burstLimit"] = JSONValue(burst) }
        if let rate = value["rateLimit"]?.double { throttle["rateLimit"] = JSONValue(rate) }
        return throttle
    }

    static func check(_ record: inout JSONValue) throws(ControlError) {
        if record["name"]?.string?.isEmpty ?? true { throw .badRequest("Usage Plan name cannot be blank") }
        if let throttle = record["throttle"] { try check(throttle) }
        for stage in record["apiStages"]?.array ?? [] {
            for (_, block) in stage["throttle"]?.object ?? JSONObject() { try check(block) }
        }
        guard var quota = record["quota"] else { return }
        guard let limit = quota["limit"]?.int, limit > 0, limit <= UsageBounds.quotaMax else {
            throw .badRequest("Usage Plan quota limit must be a positive number")
        }
        guard let period = quota["period"]?.string, QuotaPeriod(rawValue: period) != nil else {
            throw .badRequest("Invalid quota period specified. Valid options are DAY,WEEK,MONTH")
        }
        let offset = quota["offset"]?.int ?? 0
        if offset < 0 || offset > limit {
            throw .badRequest("Usage Plan quota offset must be between 0 and the quota limit")
        }
        quota["offset"] = JSONValue(offset)
        record["quota"] = quota
    }

    private static func check(_ throttle: JSONValue) throws(ControlError) {
        if throttle["rateLimit"]?.double ?? 0 < 0 || throttle["burstLimit"]?.int ?? 0 < 0 {
            throw .badRequest("Usage Plan throttle limits must not be negative")
        }
    }

    // MARK: Stages

    private static func unknown(_ api: String, _ stage: String, _ plan: String) -> ControlError {
        .notFound("Invalid API Stage {api: \(api), stage: \(stage)} specified for usageplan \(plan)")
    }

    /// A stage as a plan keeps it.
    static func stage(_ given: JSONValue, _ plan: String, _ call: ControlCall) throws(ControlError) -> JSONValue {
        guard let api = given["apiId"]?.string, let name = given["stage"]?.string else {
            throw .badRequest("Invalid API Stage specified")
        }
        // Of the second service's APIs, those with keys: WebSocket APIs.
        let isSocket = try call.record(V2Kind.api.rawValue, call.region, api).map { V2Records.isSocket($0) } ?? false
        let kind = isSocket ? V2Kind.stage.rawValue : "stage"
        if try call.record(kind, call.scope(api), name) == nil { throw unknown(api, name, plan) }
        var stage: JSONValue = ["apiId": .string(api), "stage": .string(name)]
        if let methods = given["throttle"]?.object, !methods.isEmpty {
            try checkCount(methods)
            stage["throttle"] = .object(JSONObject(methods.map { ($0.name, throttle($0.value)) }))
        }
        return stage
    }

    private static func checkCount(_ methods: JSONObject) throws(ControlError) {
        if methods.count > UsageBounds.methodsOfStageMax {
            throw ControlError(
                .limitExceeded, "A usage plan limits at most \(UsageBounds.methodsOfStageMax) methods of a stage")
        }
    }

    /// The two parts of `API:STAGE`.
    private static func names(_ text: String?) throws(ControlError) -> (api: String, stage: String) {
        let parts = (text ?? "").split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
            throw .badRequest("Invalid API Stage specified")
        }
        return (String(parts[0]), String(parts[1]))
    }

    static func changeStages(
        _ patch: PatchOperation, _ plan: String, _ record: inout JSONValue, _ call: ControlCall
    ) throws(ControlError) {
        let (api, name) = try names(patch.value)
        var stages = record["apiStages"]?.array ?? []
        let index = stages.firstIndex { $0["apiId"]?.string == api && $0["stage"]?.string == name }
        if patch.op == "remove" {
            guard let index else { throw unknown(api, name, plan) }
            stages.remove(at: index)
        } else if index == nil {
            stages.append(try stage(["apiId": .string(api), "stage": .string(name)], plan, call))
        }
        record["apiStages"] = .array(stages)
    }

    /// Changes the stage that a patch's path names: `/apiStages/API:STAGE/…`.
    static func changeStage(
        _ patch: PatchOperation, _ plan: String, _ record: inout JSONValue,
        _ change: (inout JSONValue) throws(ControlError) -> Void
    ) throws(ControlError) {
        let (api, name) = try names(patch.parts[1])
        var stages = record["apiStages"]?.array ?? []
        guard let index = stages.firstIndex(where: { $0["apiId"]?.string == api && $0["stage"]?.string == name })
        else { throw unknown(api, name, plan) }
        try change(&stages[index])
        record["apiStages"] = .array(stages)
    }

    /// `/apiStages/API:STAGE/throttle/PATH/VERB[/rateLimit|/burstLimit]`; the path's slashes may be escaped or not.
    static func changeMethod(
        _ patch: PatchOperation, _ plan: String, _ record: inout JSONValue
    ) throws(ControlError) {
        var parts = patch.parts.dropFirst(3)
        let limit = parts.last == "rateLimit" || parts.last == "burstLimit" ? parts.removeLast() : nil
        let method = parts.joined(separator: "/")
        let key = method.hasPrefix("/") || method.hasPrefix("*") ? method : "/" + method
        guard MethodThrottle.split(key) != nil, (limit == nil) == (patch.op == "remove"),
            ["add", "replace", "remove"].contains(patch.op)
        else { throw .badRequest("Invalid patch path \(patch.path)") }
        try changeStage(patch, plan, &record) { (stage) throws(ControlError) in
            var methods = stage["throttle"]?.object ?? JSONObject()
            if let limit {
                guard let number = Double(patch.value ?? ""), number.isFinite, number >= 0,
                    number <= Double(UsageBounds.quotaMax)
                else { throw .badRequest("Invalid patch value specified: \(patch.value ?? "null")") }
                var block = methods[key] ?? [:]
                block[limit] = limit == "rateLimit" ? JSONValue(number) : JSONValue(Int(number))
                methods[key] = block
            } else {
                methods[key] = nil
            }
            try checkCount(methods)
            stage["throttle"] = methods.isEmpty ? .none : .object(methods)
        }
    }

    // MARK: One plan of a stage for each key

    static func checkOverlap(
        _ plan: JSONValue, _ others: [String], _ call: ControlCall
    ) throws(ControlError) {
        let stages = Set((plan["apiStages"]?.array ?? []).map { [$0["apiId"]?.string, $0["stage"]?.string] })
        for other in others where other != plan["id"]?.string {
            let record = try call.record("usageplan", call.region, other)
            for stage in record?["apiStages"]?.array ?? []
            where stages.contains([stage["apiId"]?.string, stage["stage"]?.string]) {
                throw .conflict(
                    "API Key is already associated with usage plan \(other), which has the API stage "
                        + "\(stage["apiId"]?.string ?? ""):\(stage["stage"]?.string ?? "")")
            }
        }
    }

    /// The same for all members of a plan that has new stages.
    static func checkMembers(_ plan: JSONValue, _ call: ControlCall) throws(ControlError) {
        for key in try call.records("usageplankey", call.scope(plan["id"]?.string ?? "")) {
            try checkOverlap(plan, try call.plans(ofKey: key["id"]?.string ?? ""), call)
        }
    }
}
