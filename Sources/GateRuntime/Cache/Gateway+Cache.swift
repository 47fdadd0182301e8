// The cache on a request's way: behind the checks of caller, key, parameters and body, in front of the integration.
// AWS: "Cache settings for REST APIs in API Gateway".
//
//   consult ─┬─ hit ──────────────────────────────► the kept answer
//            ├─ being fetched: wait ─► resume ─┬──► its answer, or its failure
//            │                                 └──► the integration (its answer was for its client alone)
//            └─ fill: the integration ─► keep ────► its answer
//
// What an integration answers is kept whatever its status, as AWS does; gateway responses never are. Not kept is what
// only the request that asked can use: 206, 304, 412 and 416 answer its own Range or If-… fields.

import GateAccess
import GateBytes
import GateCache
import GatePlan
import GateWire

extension Gateway {
    /// Longest key that is looked for, in bytes.
    static let cacheKeyBytesMax = CacheLimits.keyBytesMax
    /// What AWS answers those with who ask for a fresh answer and may not (observed).
    static let cacheControlWarning: StaticString =
        "199 Cache-control headers were ignored because the caller was unauthorized."

    /// Asks the cache; nil when the integration has to be called.
    func consultCache(
        _ exchange: Exchange, _ deployment: Deployment, _ table: CacheTable, _ method: MethodRecord,
        _ integration: IntegrationRecord, _ scratch: inout Scratch, _ out: inout ByteBuffer
    ) -> Step? {
        guard let rule = table.rule(method: exchange.method, verb: exchange.verb) else { return nil }
        // `X-HTTP-Method-Override` makes a GET of a HEAD, whose answer has no body to keep.
        if (exchange.head.verb == .head) != (exchange.verb == .head) { return nil }
        var isFresh = false
        if exchange.headers.contains(.cacheControl), exchange.asksForFreshAnswer {
            if !rule.requiresAuthorization || mayInvalidate(exchange, deployment, &scratch) {
                isFresh = true
            } else if rule.strategy == .failWith403 {
                refuseInvalidation(exchange, deployment, &scratch, &out)
                return .respond
            } else {
                exchange.warnsOfCacheControl = rule.strategy == .succeedWithResponseHeader
            }
        }
        guard writeCacheKey(exchange, deployment, table, method, integration, &scratch) else { return nil }
        let now = clock.monotonicMicroseconds
        let lifetime = UInt64(rule.ttlSeconds) * 1_000_000
        if isFresh {
            exchange.fill = table.cache.refresh(scratch.key.view, place: table.place, lifetime: lifetime, now: now)
            return nil
        }
        let lookup = table.cache.look(
            scratch.key.view, place: table.place, lifetime: lifetime, now: now, isShared: exchange.mayShareAnswer)
        switch lookup {
        case .hit(let answer):
            writeCached(answer, exchange, &out)
            return .respond
        case .fill(let fill):
            exchange.fill = fill
            return nil
        case .wait(let flight):
            exchange.flight = flight
            return .wait(milliseconds: Int(integration.timeoutMilliseconds))
        }
    }

    /// What an exchange waited for is over, or another exchange has taken over.
    package func resume(_ exchange: Exchange, _ out: inout ByteBuffer) -> Step {
        scratch.bodyValue.forget()
        guard let deployment = exchange.deployment, let flight = exchange.flight else { return .respond }
        let integration = deployment.plan.integrations[deployment.plan.methods[exchange.method].integration]
        guard let outcome = flight.outcome else {
            return .wait(milliseconds: Int(integration.timeoutMilliseconds))
        }
        exchange.flight = nil
        switch outcome {
        case .kept(let answer):
            writeCached(answer, exchange, &out)
            return .respond
        case .failed(let failure):
            failUpstream(exchange, UpstreamFailure(rawValue: failure) ?? .broken, &scratch, &out)
            return .respond
        case .unkept: return integrate(exchange, deployment, asksCache: false, &scratch, &out)
        case .abandoned: return integrate(exchange, deployment, asksCache: true, &scratch, &out)
        }
    }

    /// Answers with what is kept.
    private func writeCached(_ answer: CachedAnswer, _ exchange: Exchange, _ out: inout ByteBuffer) {
        let facts = answer.facts
        var head = AnswerHead(
            status: facts.status, contentType: answer.contentType, lines: answer.lines, errorType: nil,
            isTraced: facts.isTraced, framing: .none)
        if exchange.head.verb == .head {
            if facts.headLength >= 0 { head.framing = .length(facts.headLength) }
            writeHead(exchange, head, &out)
        } else {
            write(exchange, head, body: answer.body, &out)
        }
    }

    // MARK: Keeping

    /// Keeps an integration's answer for others, if it is one that they can use.
    func keepAnswer(_ exchange: Exchange, _ head: AnswerHead, body: ByteView, headLength: Int) {
        guard let fill = exchange.fill else { return }
        exchange.fill = nil
        switch head.status {
        case 200...205, 207...303, 305...411, 413...415, 417...599: break
        default:
            fill.leaveUnkept()
            return
        }
        if let coding = head.lines.fieldLine("content-encoding"), !Gateway.isKnownCoding(coding) {
            fill.leaveUnkept()
            return
        }
        var facts = CachedAnswer.Facts()
        facts.status = head.status
        facts.isTraced = head.isTraced
        facts.headLength = headLength
        fill.keep(
            facts, contentType: head.contentType, lines: head.lines, body: body, now: clock.monotonicMicroseconds)
    }

    /// Whether the payload of an HTTP_PROXY answer has to be here in whole because it is to be kept.
    func collectsForCache(_ exchange: Exchange) -> Bool {
        guard let fill = exchange.fill, exchange.head.verb != .head else { return false }
        if case .length(let count) = exchange.upstreamHead.framing, count > CacheLimits.bodyBytesMax {
            exchange.fill = nil
            fill.refuse(now: clock.monotonicMicroseconds)
            return false
        }
        return true
    }

    // MARK: Invalidation

    /// Whether the caller may have an answer fetched anew: a policy of its own has to allow it, and the resource policy
    /// must not deny it. AWS: "Invalidate an API Gateway cache entry", which rules out other accounts.
    private func mayInvalidate(_ exchange: Exchange, _ deployment: Deployment, _ scratch: inout Scratch) -> Bool {
        if deployment.settings.skipsAuthorization { return true }
        let access = deployment.access
        guard let identity = exchange.caller?.identity, identity.principal.account == access.account else {
            return false
        }
        writeMethodARN(exchange, deployment, access.arnPrefix, &scratch.arn)
        var request = policyRequest(exchange, access, scratch.arn.view)
        request.action = .invalidateCache
        request.principal = identity.principal
        if let policy = access.policy, judge(policy, request, &scratch) == .explicitDeny { return false }
        return judge(identity.policies, request, &scratch) == .allow
    }

    /// `FAIL_WITH_403`, in IAM's words (AWS's are not recorded).
    private func refuseInvalidation(
        _ exchange: Exchange, _ deployment: Deployment, _ scratch: inout Scratch, _ out: inout ByteBuffer
    ) {
        var message = ByteBuffer(capacity: 256)
        message.append("User: ")
        if let principal = exchange.caller?.identity?.principal {
            principal.arn.withByteView { message.append($0) }
        } else {
            message.append("anonymous")
        }
        message.append(" is not authorized to perform: execute-api:InvalidateCache on resource: ")
        writeMethodARN(exchange, deployment, deployment.access.shownPrefix, &scratch.arn)
        message.append(scratch.arn.view)
        fail(exchange, ExchangeError(.accessDenied, message: [UInt8](message.view)), &scratch, &out)
    }
}

extension Exchange {
    /// Whether the client sends `Cache-Control: max-age=0`.
    fileprivate var asksForFreshAnswer: Bool {
        var next = headers.first(known: .cacheControl)
        while let index = next {
            var members = ListMembers(headerValue(headers[index]))
            while let member = members.next() {
                if member.trimmingBlanks().equalsIgnoringCase(ByteView("max-age=0")) { return true }
            }
            next = headers.index(of: .cacheControl, from: index + 1)
        }
        return false
    }

    /// Whether others may wait for this request's answer: it is all here, so that no slow client holds them up, and it
    /// asks for nothing of its own.
    fileprivate var mayShareAnswer: Bool {
        if !isBodyRead, head.isChunked || head.contentLength > 0 { return false }
        return
            !(headers.contains(.range) || headers.contains(.ifMatch) || headers.contains(.ifNoneMatch)
            || headers.contains(.ifModifiedSince))
    }

    /// Runs `wake` when what the exchange waits for is over, on whichever thread that is. False when it is already.
    package func wait(_ wake: @escaping @Sendable () -> Void) -> Bool { flight?.wait(wake) ?? false }
}

extension ServingSet {
    /// What all caches together have done; nil when nothing is cached.
    package var cacheCounts: CacheCounts? {
        var caches: [ObjectIdentifier: AnswerCache] = [:]
        for deployment in deployments {
            if let cache = deployment.cache?.cache { caches[ObjectIdentifier(cache)] = cache }
        }
        for stage in sites?.apis.values.flatMap(\.stages.values) ?? [] {
            if let cache = stage.main.settings.cache?.cache { caches[ObjectIdentifier(cache)] = cache }
        }
        if caches.isEmpty { return nil }
        return caches.values.reduce(into: CacheCounts()) { $0.add($1.counts) }
    }

    /// Flushes the answers of a stage. False when it is not served.
    package func flushCache(api: ByteView, stage: ByteView) -> Bool {
        var isServed = false
        for deployment in deployments {
            let identifier = deployment.plan.string(deployment.plan.api.identifier)
            guard identifier == api, deployment.stageName.withByteView({ $0 == stage }) else { continue }
            isServed = true
            if let table = deployment.cache { table.cache.marks.flush(table.place) }
        }
        return isServed
    }
}
