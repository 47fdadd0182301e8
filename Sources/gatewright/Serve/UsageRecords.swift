// Keys and usage plans of a control plane as the data plane takes them.

import GateConfig
import GateJSON
import GateStore
import GateUsage

/// Reads records of UsagePlan, ApiKey and UsagePlanKey.
enum UsageRecords {
    /// A usage plan; its methods' limits by AWS's keys.
    static func plan(_ record: JSONValue) -> UsagePlan? {
        guard let id = record["id"]?.string else { return nil }
        var plan = UsagePlan(id: id, name: record["name"]?.string)
        plan.stages = (record["apiStages"]?.array ?? []).compactMap { stage in
            guard let api = stage["apiId"]?.string, let name = stage["stage"]?.string else { return nil }
            let methods = (stage["throttle"]?.object ?? JSONObject()).compactMap { key, block -> MethodThrottle? in
                guard let (path, verb) = MethodThrottle.split(SiteRecords.methodKey(key)),
                    let throttle = throttle(block)
                else { return nil }
                return MethodThrottle(resourcePath: path, verb: verb, throttle: throttle)
            }
            return PlanStage(api: api, stage: name, methods: Array(methods.prefix(UsageBounds.methodsOfStageMax)))
        }
        plan.throttle = record["throttle"].flatMap { throttle($0) }
        if let quota = record["quota"], let limit = quota["limit"]?.int,
            let period = quota["period"]?.string.flatMap({ QuotaPeriod(rawValue: $0) })
        {
            plan.quota = QuotaSettings(
                limit: min(limit, UsageBounds.quotaMax), offset: quota["offset"]?.int ?? 0, period: period)
        }
        return plan
    }

    /// An enabled or disabled key with its value, in no plan.
    static func key(_ id: String, _ record: JSONValue) -> KeySettings? {
        guard let value = record["value"]?.string else { return nil }
        var key = KeySettings(id: id, name: record["name"]?.string ?? "", value: value)
        key.isEnabled = record["enabled"]?.bool ?? false
        return key
    }

    /// Limits of the account, when they are not AWS's own: those are no limits of a node.
    static func account(_ record: JSONValue?) -> ThrottleSettings? {
        guard let settings = record?["throttleSettings"], let throttle = throttle(settings) else { return nil }
        return throttle.rateLimit == 10_000 && throttle.burstLimit == 5_000 ? nil : throttle
    }

    private static func throttle(_ block: JSONValue) -> ThrottleSettings? {
        guard let rate = block["rateLimit"]?.double, let burst = block["burstLimit"]?.double, rate >= 0, burst >= 0
        else { return nil }
        return ThrottleSettings(
            rateLimit: min(rate, UsageBounds.rateMax), burstLimit: Int(min(burst, Double(UsageBounds.burstMax))))
    }
}
