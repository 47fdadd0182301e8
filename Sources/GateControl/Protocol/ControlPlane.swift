// AWS's wire protocol for API Gateway: a request in, a response out.
//
//   signature ► route ► decode ► handler inside of one transaction ► effects ► encode
//
// No I/O of its own: the store is the transaction, time and randomness are given, effects are carried out by whoever
// serves. Not reentrant: one thread calls `handle`, so calls are in one order.

import GateBytes
import GateJSON
import GateStore
import GateUsage
import Synchronization

/// What the control plane is told by whoever serves it.
package struct ControlSettings: Sendable {
    /// Twelve digits.
    package var account = "000000000000"
    /// The region of requests that name none.
    package var region = "us-east-1"
    /// The base of addresses in answers.
    package var address = ExecuteAddress()
    package var identities: [ControlIdentity] = []
    /// Whether requests must be signed by one of the identities.
    package var requiresSignature = false
    /// Seconds since 1970.
    package var now: @Sendable () -> Int
    /// So many random bytes.
    package var random: @Sendable (Int) -> [UInt8]
    /// Carries out effects; answers wait for it.
    package var perform: @Sendable ([ControlEffect]) -> Void
    /// Tells the operator why calls fail for reasons that callers are not told.
    package var report: @Sendable (String) -> Void = { _ in }
    /// The data plane's counts of usage.
    package var usage = UsageCounts.none
    /// How many things there may be, and whether calls may come at any rate.
    package var limits = AccountLimits()
    /// What is wrong with a truststore of mutual TLS, by address and version.
    package var truststoreWarnings: @Sendable (String, String?) -> [String] = { _, _ in [] }
    /// Carries a test out, without keeping its caller waiting; nil refuses tests.
    package var test: (@Sendable (ControlTest, @escaping @Sendable (Result<JSONValue, ControlError>) -> Void) -> Void)?

    package init(
        now: @escaping @Sendable () -> Int, random: @escaping @Sendable (Int) -> [UInt8],
        perform: @escaping @Sendable ([ControlEffect]) -> Void
    ) {
        self.now = now
        self.random = random
        self.perform = perform
    }
}

/// The control plane.
package final class ControlPlane: Sendable {
    /// Largest body, in bytes. AWS: "API Gateway quotas" gives imports 6 MB; ours leaves room for those of a whole API.
    package static let bodyBytesMax = 10 * 1024 * 1024

    private let store: Store
    private let settings: ControlSettings
    private let model = ServiceModel.shared
    private let router: OperationRouter
    /// By operation, as in the model.
    private let handlers: [ControlHandler?]
    private let rates = CallRates()
    private let limits: Mutex<AccountLimits>

    package init(_ store: Store, _ settings: ControlSettings) {
        self.store = store
        self.settings = settings
        limits = Mutex(settings.limits)
        router = OperationRouter(model.operations)
        handlers = model.operations.map { OperationTable.handler($0) }
    }

    /// Keeps to other quotas from the next call on.
    package func keep(_ limits: AccountLimits) { self.limits.withLock { $0 = limits } }

    /// What a call comes to.
    private enum Outcome {
        case answer(ControlResponse)
        /// The answer has the form of the operation's.
        case test(ControlTest, AnswerEncoding)
    }

    /// A request and whom its answer goes to.
    package typealias Exchange = (request: ControlRequest, answered: @Sendable (ControlResponse) -> Void)

    /// Answers a request; all that it changes is durable then. Tests answer later, from another thread.
    package func handle(_ request: ControlRequest, _ answered: @escaping @Sendable (ControlResponse) -> Void) {
        handle([(request, answered)])
    }

    /// Answers requests that have come together, one after another. Where calls in a row change keys or plans, the
    /// data plane is told of all of them at once, and they are answered then.
    package func handle(_ exchanges: [Exchange]) {
        var held: [(Outcome, @Sendable (ControlResponse) -> Void)] = []
        var effects: [ControlEffect] = []
        func release() {
            if !effects.isEmpty { settings.perform(ControlPlane.once(effects)) }
            effects = []
            for (outcome, answered) in held { answer(outcome, answered) }
            held = []
        }
        for (request, answered) in exchanges {
            do throws(ControlError) {
                let (outcome, own) = try carryOut(request)
                if own.isEmpty {
                    answer(outcome, answered)
                    continue
                }
                if !own.allSatisfy(\.isUsage) { release() }
                effects += own
                held.append((outcome, answered))
                if !own.allSatisfy(\.isUsage) { release() }
            } catch {
                answered(failure(error))
            }
        }
        release()
    }

    private func answer(_ outcome: Outcome, _ answered: @escaping @Sendable (ControlResponse) -> Void) {
        switch outcome {
        case .answer(let response): answered(identified(response))
        case .test(let test, let encoding):
            guard let perform = settings.test else {
                return answered(failure(ControlPlane.unimplemented(encoding.operation)))
            }
            perform(test) { [self] result in
                switch result {
                case .success(let value): answered(identified(encoding.encode(value, payload: nil)))
                case .failure(let error): answered(failure(error))
                }
            }
        }
    }

    private func identified(_ response: ControlResponse) -> ControlResponse {
        var response = response
        response.headers.insert(("x-amzn-RequestId", ControlPlane.requestIdentifier(settings.random(16))), at: 0)
        return response
    }

    private static func unimplemented(_ operation: Operation) -> ControlError {
        ControlError(.notImplemented, "The operation \(operation.name) is not implemented.")
    }

    /// Answers a request whose body is longer than `bodyBytesMax`.
    package func tooLarge() -> ControlResponse {
        failure(ControlError(.tooLarge, "Request Too Long"))
    }

    private func failure(_ error: ControlError) -> ControlResponse {
        var response = ControlResponse(
            status: error.kind.status, headers: [("x-amzn-ErrorType", error.kind.rawValue)],
            body: Array(error.body.json.utf8))
        if let seconds = error.retryAfterSeconds { response.headers.append(("Retry-After", String(seconds))) }
        return identified(response)
    }

    /// What a call comes to, and what the data plane has to be told before it is answered.
    private func carryOut(_ request: ControlRequest) throws(ControlError) -> (Outcome, [ControlEffect]) {
        let now = settings.now()
        let caller = try ControlAccess(settings: settings).check(request, epochSeconds: Int64(now))
        guard let query = QueryPair.read(request.query),
            let routed = router.find(verb: request.method, path: request.path, query: query)
        else { throw ControlError(.accessDenied, "Unable to determine service/operation name to be authorized") }
        let operation = model.operations[routed.operation]
        guard let handler = handlers[routed.operation] else { throw ControlPlane.unimplemented(operation) }
        let limits = self.limits.withLock { $0 }
        if limits.keepsCallRates { try rates.take(operation, caller.region, now: now) }
        var decoding = RequestDecoding(model, operation)
        let input = try decoding.decode(request, routed.labels, query)
        let settings = settings
        let result: Result<(JSONValue, [UInt8]?, [ControlEffect], ControlTest?), ControlError>
        do {
            let done = try store.write { writer in
                var call = ControlCall(
                    operation: operation, input: input.members, payload: input.payload, account: settings.account,
                    region: caller.region, now: now, store: writer, random: settings.random, usage: settings.usage,
                    limits: limits, truststoreWarnings: settings.truststoreWarnings, address: settings.address,
                    accept: request.field("accept") ?? "")
                let answer = try handler(&call)
                return (answer, call.answerPayload, call.effects, call.test)
            }
            result = .success(done)
        } catch {
            if let failure = error as? StoreError { settings.report("\(operation.name): \(failure.text)") }
            result = .failure(ControlCall.error(error))
        }
        let (answer, payload, effects, test) = try result.get()
        let hypertext = Hypertext(operation, request, query, now: now)
        let encoding = AnswerEncoding(model: model, operation: operation, hypertext: hypertext)
        if let test { return (.test(test, encoding), effects) }
        return (.answer(encoding.encode(answer, payload: payload)), effects)
    }

    /// Each effect once, where it stands last.
    private static func once(_ effects: [ControlEffect]) -> [ControlEffect] {
        var seen: Set<ControlEffect> = []
        return effects.reversed().filter { seen.insert($0).inserted }.reversed()
    }

    /// A version 4 UUID (RFC 9562 §5.4).
    private static func requestIdentifier(_ random: [UInt8]) -> String {
        var out = ByteBuffer(capacity: 36)
        for index in 0..<16 {
            if index == 4 || index == 6 || index == 8 || index == 10 { out.append("-") }
            var byte = random[index]
            if index == 6 { byte = byte & 0x0f | 0x40 }
            if index == 8 { byte = byte & 0x3f | 0x80 }
            out.append(hex: UInt64(byte), digits: 2)
        }
        return String(decoding: out.view.buffer, as: UTF8.self)
    }
}
