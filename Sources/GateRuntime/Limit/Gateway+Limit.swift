// The key of a request and the limits that it meets, in AWS's order: the key, its plan, the plan's limit of the
// method, the stage's limit of the method, the account. What one limit refuses puts back the tokens of those before.

import GateBytes
import GatePlan
import GateUsage

extension Gateway {
    /// Why a request may not be made, or not now; nil counts it and lets it pass.
    func usageRefusal(
        _ exchange: Exchange, _ deployment: Deployment, _ method: MethodRecord
    ) -> LimitRefusal? {
        let usage = deployment.usage
        let asksForKey = method.flags & MethodRecord.requiresAPIKey != 0 && !deployment.settings.skipsAPIKeys
        if !asksForKey {
            return usage.hasLimits
                ? usage.takeTokens(method: exchange.method, now: clock.monotonicMicroseconds) : nil
        }
        let table = usage.table
        guard let value = exchange.keyValue, let key = table.find(value),
            let subject = table.subject(of: key, where: { usage.covers($0) })
        else { return .key }
        exchange.key = key
        let position = usage.position(of: exchange.method, in: table.plan(of: subject))
        let day = Int(clock.wallMilliseconds / Gateway.dayMilliseconds)
        let now = clock.monotonicMicroseconds
        if let refusal = table.takeTokens(subject, method: position, now: now, day: day) {
            return .plan(refusal, subject: subject, position: position)
        }
        if usage.hasLimits, let refusal = usage.takeTokens(method: exchange.method, now: now) {
            table.giveBackTokens(subject, method: position)
            return refusal
        }
        if table.count(subject, day: day) { return nil }
        // Another loop had the last request of the quota meanwhile.
        table.giveBackTokens(subject, method: position)
        if usage.hasLimits { usage.giveBackTokens(method: exchange.method) }
        return .plan(.quotaExceeded, subject: subject, position: position)
    }

    private static let dayMilliseconds: Int64 = 86_400_000
}

extension Exchange {
    /// The value that names the caller's key, wherever the API takes it from. AWS: apiKeySource.
    var keyValue: ByteView? {
        guard let deployment, deployment.plan.api.flags & APIRecord.keySourceIsAuthorizer != 0 else {
            return header(.xAPIKey)
        }
        return usageIdentifierKey.isEmpty ? nil : usageIdentifierKey.view
    }
}
