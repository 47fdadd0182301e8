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
        let asksForKey = method.flags & MethodRecord.requiresAPIKey != 0 && !deployment.settings.skipsAPIKeys
        if asksForKey { return deployment.usage.refusal(of: exchange, clock) }
        if !deployment.usage.hasLimits { return nil }
        return deployment.usage.takeTokens(method: exchange.method, now: clock.monotonicMicroseconds)
    }
}

extension StageUsage {
    /// Why the key of a request does not let it pass; nil counts it.
    fileprivate func refusal(of exchange: Exchange, _ clock: Gateway.Clock) -> LimitRefusal? {
        guard let value = exchange.keyValue, let key = table.find(value, &exchange.keyMemo),
            let subject = table.subject(of: key, where: { covers($0) })
        else { return .key }
        exchange.key = key
        let position = position(of: exchange.method, in: table.plan(of: subject))
        let day = Int(clock.wallMilliseconds / StageUsage.dayMilliseconds)
        let now = clock.monotonicMicroseconds
        if let refusal = table.takeTokens(subject, method: position, now: now, day: day) {
            return .plan(refusal, subject: subject, position: position)
        }
        if hasLimits, let refusal = takeTokens(method: exchange.method, now: now) {
            table.giveBackTokens(subject, method: position)
            return refusal
        }
        if table.count(subject, day: day) { return nil }
        // Another loop had the last request of the quota meanwhile.
        table.giveBackTokens(subject, method: position)
        if hasLimits { giveBackTokens(method: exchange.method) }
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
