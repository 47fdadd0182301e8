// The runtime of one event loop: it takes exchanges from step to step (see Exchange.swift) and owns every buffer a
// step needs, so that nothing is allocated once the largest message has been seen. Not thread-safe: one loop, one
// gateway.

import GateBytes
import GateJSON
import GatePlan
import GateWire

/// Buffers that a step uses and leaves empty or stale; passed down as one `inout` so that no step pays for dynamic
/// exclusivity checks on the gateway's fields.
struct Scratch: ~Copyable {
    /// Lines `Name: value\r\n` that the answer gets beside the gateway's own.
    var headerLines = ByteBuffer(capacity: 2048)
    /// A `Content-Type` that a mapping or an override set.
    var contentType = ByteBuffer(capacity: 128)
    /// The body being made.
    var body = ByteBuffer(capacity: 16 * 1024)
    var text = ByteBuffer(capacity: 1024)
    /// The ARN of the method that is called, and the key of an authorizer's result.
    var arn = ByteBuffer(capacity: 512)
    var key = ByteBuffer(capacity: 512)
    var value = ByteBuffer(capacity: 1024)
    /// The value of an edit of an HTTP API.
    var edit = ByteBuffer(capacity: 256)
    /// The body that the step is about.
    let bodyValue = BodyValue()
    /// What a function answers.
    var tape = JSONTape()
    var machine = TemplateMachine()
    var validator = SchemaValidator()
    var selector = PathSelector()
    /// Headers and query of a Lambda event.
    var headerValues = MultiValues(ignoresCase: true)
    var queryValues = MultiValues(ignoresCase: false)
}

/// One event loop's runtime.
package final class Gateway {
    /// The loop's time, set by the server before it calls a step.
    package struct Clock {
        package var monotonicMicroseconds: UInt64 = 0
        package var wallMilliseconds: Int64 = 0

        package init() {}
    }

    /// Largest request or response body, in bytes. AWS: "API Gateway quotas", payload size.
    package static let payloadBytesMax = 10_485_760

    /// What is served; assign it on the loop to publish new plans. Exchanges in flight keep theirs.
    @exclusivity(unchecked) package var serving: ServingSet
    @exclusivity(unchecked) package var clock = Clock()
    /// The access-log line's form; nil writes no lines.
    @exclusivity(unchecked) package var accessLogFormat: AccessLogFormat?
    let endpoints: EndpointTable
    let coder = ContentCoder()
    @exclusivity(unchecked) var random: RandomBits
    @exclusivity(unchecked) var scratch = Scratch()
    /// Which of the process's event loops this is, and how many WebSocket connections it has had.
    package var loop: UInt8 = 0
    @exclusivity(unchecked) var socketNumber: UInt64 = 0
    /// Results of authorizers.
    @exclusivity(unchecked) var callers = AccessCache()
    /// Keys of tokens' issuers.
    @exclusivity(unchecked) var tokenKeys = TokenKeyCache()
    /// Fetches keys that are still good, beside the requests; nil leaves them until they are not.
    @exclusivity(unchecked) package var refreshKeys: ((TokenKeySource) -> Void)?
    /// `Date: …\r\n` of the current second.
    @exclusivity(unchecked) var dateLine = ByteBuffer(capacity: 64)
    @exclusivity(unchecked) var dateSecond: Int64 = -1
    /// `$context.requestTime` of the current second.
    @exclusivity(unchecked) var requestTime = ByteBuffer(capacity: 64)

    /// Without an evaluator, templates fail where they evaluate text or put paths together.
    package init(
        serving: ServingSet, endpoints: EndpointTable, seed: (UInt64, UInt64), evaluator: TemplateEvaluator? = nil
    ) {
        self.serving = serving
        self.endpoints = endpoints
        self.random = RandomBits(seed: seed)
        scratch.machine.evaluator = evaluator
    }

    /// Tells the time of the step to come.
    package func setClock(_ time: (monotonicMicroseconds: UInt64, wallMilliseconds: Int64)) {
        clock.monotonicMicroseconds = time.monotonicMicroseconds
        clock.wallMilliseconds = time.wallMilliseconds
    }

    /// A request's head has arrived and stands in the exchange.
    package func begin(_ exchange: Exchange, _ out: inout ByteBuffer) -> Step {
        start(exchange)
        return admit(exchange, &scratch, &out)
    }

    /// The request's body stands in `requestBody`.
    package func bodyComplete(_ exchange: Exchange, _ out: inout ByteBuffer) -> Step {
        scratch.bodyValue.forget()
        exchange.isBodyRead = true
        guard let held = exchange.heldDeployment else { return .respond }
        return held._withUnsafeGuaranteedRef { deployment in
            if exchange.connectionCall != nil { return admitConnectionCall(exchange, deployment, &scratch, &out) }
            if exchange.accessStep == .body {
                return checkSignature(exchange, deployment, deployment.plan.methods[exchange.method], &scratch, &out)
            }
            return takeBody(exchange, deployment, &scratch, &out)
        }
    }

    /// The whole body stands in the exchange as it was sent: undoes its coding and goes on.
    func takeBody(
        _ exchange: Exchange, _ deployment: Deployment, _ scratch: inout Scratch, _ out: inout ByteBuffer
    ) -> Step {
        if exchange.headers.contains(.contentEncoding), !exchange.isHTTPAPI, !decodeRequest(exchange, &scratch, &out) {
            return .respond
        }
        return validateBodyAndIntegrate(exchange, deployment, &scratch, &out)
    }

    /// The request's body exceeds the limit of the step.
    package func bodyTooLarge(_ exchange: Exchange, _ out: inout ByteBuffer) {
        scratch.bodyValue.forget()
        exchange.keepsAlive = false
        if exchange.connectionCall != nil { return writeConnectionAnswer(exchange, .tooLarge, &scratch, &out) }
        fail(exchange, ExchangeError(.requestTooLarge), &scratch, &out)
    }

    /// The backend's answer head stands in the exchange.
    package func upstreamHead(_ exchange: Exchange, _ out: inout ByteBuffer) -> UpstreamStep {
        scratch.bodyValue.forget()
        if exchange.accessStep != .none { return .collect(bytesMax: AuthorizerLimits.answerBytesMax) }
        return receiveUpstreamHead(exchange, &scratch, &out)
    }

    /// The backend's payload stands in `upstreamBody`.
    package func upstreamComplete(_ exchange: Exchange, _ out: inout ByteBuffer) -> Step {
        scratch.bodyValue.forget()
        if exchange.accessStep != .none, let deployment = exchange.deployment {
            let method = deployment.plan.methods[exchange.method]
            return takeAuthorizerAnswer(exchange, deployment, method, &scratch, &out)
        }
        exchange.upstreamEnded = clock.monotonicMicroseconds
        if let log = exchange.executionLog {
            keepRequestIdentifier(exchange)
            tellEndpointResponse(exchange, isWhole: true, log)
        }
        if exchange.session != nil { return mapEventAnswer(exchange, &scratch, &out) }
        mapUpstreamAnswer(exchange, &scratch, &out)
        return .respond
    }

    /// A run of the payload of a function that streams.
    package func upstreamRun(_ exchange: Exchange, _ run: ByteView, _ out: inout ByteBuffer) -> StreamStep {
        scratch.bodyValue.forget()
        return takeStream(exchange, run, &scratch, &out)
    }

    /// That payload has ended.
    package func upstreamRunsEnded(_ exchange: Exchange, _ out: inout ByteBuffer) -> StreamStep {
        scratch.bodyValue.forget()
        exchange.upstreamEnded = clock.monotonicMicroseconds
        return endStream(exchange, &scratch, &out)
    }

    /// The backend gave no usable answer.
    package func upstreamFailed(
        _ exchange: Exchange, _ failure: UpstreamFailure, _ out: inout ByteBuffer
    ) -> Step {
        scratch.bodyValue.forget()
        if exchange.accessStep != .none {
            failAuthorizer(exchange, failure, &scratch, &out)
            return .respond
        }
        if exchange.upstreamStarted != 0 { exchange.upstreamEnded = clock.monotonicMicroseconds }
        exchange.flight = nil
        if let fill = exchange.fill {
            exchange.fill = nil
            fill.fail(failure.rawValue)
        }
        failUpstream(exchange, failure, &scratch, &out)
        return .respond
    }

    /// A request head that cannot be parsed: an answer in AWS's form, then the connection closes.
    package func reject(_ exchange: Exchange, _ error: WireError, _ out: inout ByteBuffer) {
        start(exchange)
        exchange.keepsAlive = false
        writeRejection(exchange, error, &scratch, &out)
    }

    // MARK: Start of an exchange

    func start(_ exchange: Exchange) {
        scratch.bodyValue.forget()
        exchange.reset()
        exchange.started = clock.monotonicMicroseconds
        exchange.startedWallMilliseconds = clock.wallMilliseconds
        let second = clock.wallMilliseconds / 1000
        if second != dateSecond {
            dateSecond = second
            dateLine.removeAll()
            dateLine.append("Date: ")
            HTTPDate.append(epochSeconds: second, to: &dateLine)
            dateLine.append("\r\n")
            requestTime.removeAll()
            HTTPDate.appendCommonLog(epochSeconds: second, to: &requestTime)
        }
        exchange.requestIdentifier.high = random.next()
        exchange.requestIdentifier.low = random.next()
        exchange.requestIdentifier.extended = random.next()
    }
}

/// xoshiro128+-like 64-bit generator (Vigna, xorshift128+): identifiers only, never secrets.
struct RandomBits {
    private var a: UInt64
    private var b: UInt64

    init(seed: (UInt64, UInt64)) {
        a = seed.0 == 0 && seed.1 == 0 ? 0x9e37_79b9_7f4a_7c15 : seed.0
        b = seed.1
    }

    @inline(__always)
    mutating func next() -> UInt64 {
        var x = a
        let y = b
        a = y
        x ^= x << 23
        b = x ^ y ^ (x >> 17) ^ (y >> 26)
        return b &+ y
    }
}
