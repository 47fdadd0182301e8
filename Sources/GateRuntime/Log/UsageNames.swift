// Key, method, stage and limits as execution logs name them. AWS: "How do I troubleshoot 429 errors for my API Gateway
// REST API", "How can I use API Gateway logs for troubleshooting".

import GateBytes
import GatePlan
import GateUsage
import GateWire

/// The names of one request's usage.
struct UsageNames {
    let asksForKey: Bool
    private let key: ByteView
    private let deployment: Deployment
    private let method: MethodRecord
    private let index: UInt32

    init(_ exchange: Exchange, _ deployment: Deployment, _ method: MethodRecord) {
        asksForKey = method.flags & MethodRecord.requiresAPIKey != 0 && !deployment.settings.skipsAPIKeys
        key = exchange.keyValue ?? .empty
        self.deployment = deployment
        self.method = method
        index = exchange.method
    }

    func appendKey(to out: inout ByteBuffer) { SecretText.appendMasked(key, to: &out) }

    func appendStage(to out: inout ByteBuffer) {
        deployment.apiIdentifier.withByteView { out.append($0) }
        out.append(0x2f)
        deployment.stageName.withByteView { out.append($0) }
    }

    /// `GET /pets/{id}`.
    func appendMethod(to out: inout ByteBuffer) {
        appendVerb(to: &out)
        out.append(0x20)
        out.append(deployment.plan.string(method.resourcePath))
    }

    private func appendVerb(to out: inout ByteBuffer) {
        out.append((HTTPVerb(rawValue: UInt8(truncatingIfNeeded: method.verb)) ?? .other).token)
    }

    // MARK: Refusals

    func append(_ refusal: LimitRefusal, to out: inout ByteBuffer) {
        switch refusal {
        case .key: appendUnknownKey(to: &out)
        case .plan(.quotaExceeded, let subject, _):
            let plan = plan(of: subject)
            appendKeyRefusal("quota", to: &out)
            out.append("Key quota exhausted for Usage Plan ID ")
            out.append(text: plan.id)
            out.append(". Limit: ")
            out.append(decimal: plan.quota?.limit ?? 0)
            out.append(" Period: ")
            out.append(text: plan.quota?.period.rawValue ?? "")
        case .plan(let kind, let subject, let position):
            let plan = plan(of: subject)
            appendKeyRefusal("throttle", to: &out)
            out.append("Key throttle limit exceeded for Usage Plan ID ")
            out.append(text: plan.id)
            out.append(", ")
            appendPlace(to: &out)
            let methods = plan.stages.flatMap(\.methods)
            let own = kind == .methodThrottled && Int(position) < methods.count ? methods[Int(position)].throttle : nil
            appendLimit(own ?? plan.throttle, to: &out)
        case .method:
            out.append("Key throttle limit exceeded for ")
            appendPlace(to: &out)
            appendLimit(deployment.usage.throttle(of: index), to: &out)
        case .account:
            out.append("Key throttle limit exceeded for Account ")
            deployment.accountIdentifier.withByteView { out.append($0) }
            appendLimit(deployment.usage.accountThrottle, to: &out)
        }
    }

    private func plan(of subject: UInt32) -> UsagePlan {
        let table = deployment.usage.table
        return table.plans[Int(table.plan(of: subject))]
    }

    private func appendUnknownKey(to out: inout ByteBuffer) {
        out.append("API Key ")
        appendKey(to: &out)
        out.append(" not authorized because method '")
        appendMethod(to: &out)
        out.append("' requires API Key and ")
        if key.isEmpty { return out.append("no API Key was sent") }
        out.append("API Key is not associated with a Usage Plan for API Stage ")
        appendStage(to: &out)
        let isKnown = deployment.usage.table.find(key) != nil
        out.append(isKnown ? ": No Usage Plan found for key and API Stage" : ": API Key is unknown")
    }

    /// `API Key … exceeded throttle limit for API Stage …: `.
    private func appendKeyRefusal(_ limit: StaticString, to out: inout ByteBuffer) {
        out.append("API Key ")
        appendKey(to: &out)
        out.append(" exceeded ")
        out.append(limit)
        out.append(" limit for API Stage ")
        appendStage(to: &out)
        out.append(": ")
    }

    /// `RestApi …, Stage …, Resource …, HttpMethod …`.
    private func appendPlace(to out: inout ByteBuffer) {
        out.append("RestApi ")
        deployment.apiIdentifier.withByteView { out.append($0) }
        out.append(", Stage ")
        deployment.stageName.withByteView { out.append($0) }
        out.append(", Resource ")
        out.append(deployment.plan.string(method.resourceIdentifier))
        out.append(", HttpMethod ")
        appendVerb(to: &out)
    }

    /// `. Limit: 5.00 Burst: 10`.
    private func appendLimit(_ limit: ThrottleSettings?, to out: inout ByteBuffer) {
        guard let limit else { return }
        let hundredths = Int((limit.rateLimit * 100).rounded())
        out.append(". Limit: ")
        out.append(decimal: hundredths / 100)
        out.append(0x2e)
        out.append(decimal: hundredths % 100, digits: 2)
        out.append(" Burst: ")
        out.append(decimal: limit.burstLimit)
    }
}
