// What keys have used. The counts are the data plane's, days that have ended its history. AWS: "API Gateway API
// reference", Usage.

import GateBytes
import GateJSON
import GateUsage

/// How the control plane reads and sets the data plane's counts.
package struct UsageCounts: Sendable {
    /// What keys of a plan had on each of some days, a row a key; nil when that cannot be read. By plan, quota, keys,
    /// days since 1970, today.
    package var days: @Sendable (String, QuotaSettings?, [String], ClosedRange<Int>, Int) -> [[DayCount]]?
    /// Leaves a key so many requests until the period of a day ends; false when there is no room to count. By plan,
    /// quota, key, requests, day.
    package var setRemaining: @Sendable (String, QuotaSettings, String, Int, Int) -> Bool

    package init(
        days: @escaping @Sendable (String, QuotaSettings?, [String], ClosedRange<Int>, Int) -> [[DayCount]]?,
        setRemaining: @escaping @Sendable (String, QuotaSettings, String, Int, Int) -> Bool
    ) {
        self.days = days
        self.setRemaining = setRemaining
    }

    /// Nobody counts.
    package static let none = UsageCounts(
        days: { _, quota, keys, days, _ in keys.map { _ in UsageHistory.run(days, quota) { _ in nil } } },
        setRemaining: { _, _, _, _, _ in false })
}

extension RESTHandlers {
    static let usage: [(String, ControlHandler)] = [("GetUsage", getUsage), ("UpdateUsage", updateUsage)]

    @Sendable static func getUsage(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        let id = call.label("usageplanId")
        let plan = try usagePlan(call, id)
        let (start, end) = (try day(call, "startDate"), try day(call, "endDate"))
        if end < start { throw .badRequest("Invalid date range specified: endDate must not be before startDate") }
        if end - start > UsageHistory.daysMax {
            throw .badRequest("Invalid date range specified: at most \(UsageHistory.daysMax) days")
        }
        var answer: JSONValue
        let keys: [String]
        if let key = call.text("keyId") {
            try checkMember(call, id, key)
            keys = [key]
            answer = [:]
        } else {
            answer = try call.page("usageplankey", call.scope(id))
            keys = (answer["item"]?.array ?? []).compactMap { $0["id"]?.string }
            answer["item"] = nil
        }
        answer["values"] = try values(plan, keys, start...end, call)
        answer["usagePlanId"] = .string(id)
        answer["startDate"] = call["startDate"]
        answer["endDate"] = call["endDate"]
        return answer
    }

    @Sendable static func updateUsage(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        let (id, key) = (call.label("usageplanId"), call.label("keyId"))
        let plan = try usagePlan(call, id)
        try checkMember(call, id, key)
        guard let quota = quota(plan) else { throw .badRequest("Usage Plan \(id) does not have a quota") }
        let today = call.now / 86_400
        for patch in call.patch {
            guard patch.op == "replace", patch.path == "/remaining" else {
                throw .badRequest(
                    "Invalid patch path  '\(patch.path)' specified for op '\(patch.op)'. Must be one of: [/remaining]")
            }
            guard let remaining = Int(patch.value ?? ""), (0...UsageBounds.quotaMax).contains(remaining) else {
                throw .badRequest("Invalid patch value specified: \(patch.value ?? "null")")
            }
            if !call.usage.setRemaining(id, quota, key, remaining, today) {
                throw ControlError(.limitExceeded, "There is no room for counts of usage")
            }
        }
        let date = JSONValue.string(CivilDay(today).text)
        return [
            "usagePlanId": .string(id), "startDate": date, "endDate": date,
            "values": try values(plan, [key], today...today, call),
        ]
    }

    /// By key `[[used, remaining], …]`, a day each.
    private static func values(
        _ plan: JSONValue, _ keys: [String], _ days: ClosedRange<Int>, _ call: ControlCall
    ) throws(ControlError) -> JSONValue {
        let counts = call.usage.days(plan["id"]?.string ?? "", quota(plan), keys, days, call.now / 86_400)
        guard let counts else { throw .internalFailure }
        let rows = zip(keys, counts).map { key, row in
            let days = row.map { day -> JSONValue in
                day.remaining.map { [JSONValue(day.used), JSONValue($0)] } ?? [JSONValue(day.used)]
            }
            return (key, JSONValue.array(days))
        }
        return .object(JSONObject(rows))
    }

    /// The key has to exist and belong to the plan.
    private static func checkMember(_ call: ControlCall, _ plan: String, _ key: String) throws(ControlError) {
        _ = try apiKey(call, key)
        if try call.record("usageplankey", call.scope(plan), key) == nil {
            throw .notFound("Invalid API Key identifier specified")
        }
    }

    private static func quota(_ plan: JSONValue) -> QuotaSettings? {
        guard let quota = plan["quota"], let limit = quota["limit"]?.int,
            let period = quota["period"]?.string.flatMap({ QuotaPeriod(rawValue: $0) })
        else { return nil }
        return QuotaSettings(limit: limit, offset: quota["offset"]?.int ?? 0, period: period)
    }

    /// A date of the input, `2026-11-27`, in days since 1970.
    private static func day(_ call: ControlCall, _ name: String) throws(ControlError) -> Int {
        let text = call.text(name) ?? ""
        if let day = CivilDay.number(text) { return day }
        throw .badRequest("Invalid date format specified for \(name): \(text). Expected yyyy-MM-dd")
    }
}
