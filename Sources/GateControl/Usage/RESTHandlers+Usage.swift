// What keys have used. The counts are the data plane's, which keeps those of today and of the day before. AWS: "API
// Gateway API reference", Usage.

import GateBytes
import GateJSON
import GateUsage

/// How the control plane reads and sets the data plane's counts.
package struct UsageCounts: Sendable {
    /// What a key of a plan has used, by plan, key and day since 1970; nil when it has not been counted.
    package var reading: @Sendable (String, String, QuotaSettings?, Int) -> UsageReading?
    /// Leaves a key of a plan so many requests until the period of a day ends; false when there is no room to count.
    package var setRemaining: @Sendable (String, String, QuotaSettings, Int, Int) -> Bool

    package init(
        reading: @escaping @Sendable (String, String, QuotaSettings?, Int) -> UsageReading?,
        setRemaining: @escaping @Sendable (String, String, QuotaSettings, Int, Int) -> Bool
    ) {
        self.reading = reading
        self.setRemaining = setRemaining
    }

    /// Nobody counts.
    package static let none = UsageCounts(reading: { _, _, _, _ in nil }, setRemaining: { _, _, _, _, _ in false })
}

extension RESTHandlers {
    static let usage: [(String, ControlHandler)] = [("GetUsage", getUsage), ("UpdateUsage", updateUsage)]

    /// Days that one answer covers. AWS: GetUsage, "the data is available for 90 days".
    private static let usageDaysMax = 90

    @Sendable static func getUsage(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        let id = call.label("usageplanId")
        let plan = try usagePlan(call, id)
        let (start, end) = (try day(call, "startDate"), try day(call, "endDate"))
        if end < start { throw .badRequest("Invalid date range specified: endDate must not be before startDate") }
        if end - start >= usageDaysMax {
            throw .badRequest("Invalid date range specified: at most \(usageDaysMax) days")
        }
        let days = start...end
        var answer: JSONValue
        if let key = call.text("keyId") {
            _ = try apiKey(call, key)
            if try call.record("usageplankey", call.scope(id), key) == nil {
                throw .notFound("Invalid API Key identifier specified")
            }
            answer = ["values": [key: series(plan, key, days, call)]]
        } else {
            let caller = call
            let page = try call.page("usageplankey", call.scope(id)) { (record) throws(ControlError) in
                let key = record["id"]?.string ?? ""
                return [.string(key), series(plan, key, days, caller)]
            }
            let pairs = (page["item"]?.array ?? []).compactMap { $0.array }.map { ($0[0].string ?? "", $0[1]) }
            answer = ["values": .object(JSONObject(pairs))]
            answer["position"] = page["position"]
        }
        answer["usagePlanId"] = .string(id)
        answer["startDate"] = call["startDate"]
        answer["endDate"] = call["endDate"]
        return answer
    }

    @Sendable static func updateUsage(_ call: inout ControlCall) throws(ControlError) -> JSONValue {
        let (id, key) = (call.label("usageplanId"), call.label("keyId"))
        let plan = try usagePlan(call, id)
        _ = try apiKey(call, key)
        if try call.record("usageplankey", call.scope(id), key) == nil {
            throw .notFound("Invalid API Key identifier specified")
        }
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
            if !call.usage.setRemaining(id, key, quota, today, remaining) {
                throw ControlError(.limitExceeded, "There is no room for counts of usage")
            }
        }
        let date = JSONValue.string(CivilDay(today).text)
        return [
            "usagePlanId": .string(id), "startDate": date, "endDate": date,
            "values": [key: series(plan, key, today...today, call)],
        ]
    }

    /// `[[used, remaining], …]`, a day each.
    private static func series(
        _ plan: JSONValue, _ key: String, _ days: ClosedRange<Int>, _ call: ControlCall
    ) -> JSONValue {
        let quota = quota(plan)
        let today = call.now / 86_400
        let reading = call.usage.reading(plan["id"]?.string ?? "", key, quota, today)
        let remaining = quota.map { max(0, $0.limit - (reading?.consumed ?? $0.offset)) }
        return .array(
            days.map { day in
                let used = day == today ? reading?.today : day == today - 1 ? reading?.yesterday : nil
                guard let remaining, let quota else { return [JSONValue(used ?? 0)] }
                // Of earlier periods nothing is known any more but the day before.
                let isNow = quota.period.number(ofDay: day) == quota.period.number(ofDay: today)
                return [JSONValue(used ?? 0), JSONValue(isNow ? remaining : quota.limit)]
            })
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
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        if parts.map(\.utf8.count) == [4, 2, 2], let year = Int(parts[0]), let month = Int(parts[1]),
            let day = Int(parts[2]), (1...12).contains(month), (1...31).contains(day)
        {
            let number = CivilDay.number(year: year, month: month, day: day)
            if CivilDay(number).text == text { return number }
        }
        throw .badRequest("Invalid date format specified for \(name): \(text). Expected yyyy-MM-dd")
    }
}
