// The Lambda Invoke API. AWS: "Lambda API reference", Invoke; texts of errors as observed.

import GateBytes
import GateHTTP
import GateJSON
import GateLoop
import GateWire

/// A client's connection to the Invoke API.
final class InvokeConnection: APIConnection {
    private enum Kind {
        case requestResponse
        case event
        case dryRun
    }

    private let supervisor: Supervisor
    /// Index among the host's connections.
    var place = 0
    /// What is being run for this connection.
    private var invocation: Invocation?
    /// Whether the head of its streamed answer is out.
    private var hasBegun = false
    /// A message of the stream while it is made.
    private var message = ByteBuffer(capacity: 64)

    init?(_ supervisor: Supervisor, _ descriptor: Int32) {
        self.supervisor = supervisor
        super.init(
            APISocket(
                supervisor.loop, descriptor, bodyBytesMax: FunctionLimits.payloadBytesMax, limits: WireLimits()))
    }

    override var keepAliveMilliseconds: Int? { FunctionLimits.keepAliveMilliseconds }

    override func closed() {
        invocation?.abandon()
        invocation = nil
        supervisor.closed(self)
    }

    // MARK: Requests

    override func received() {
        guard let target = InvokeTarget(path) else {
            refuse(404, "UnknownOperationException", "{}")
            return
        }
        guard head.verb == .post else {
            refuse(405, "MethodNotAllowedException", "{\"Message\":\"Invoke takes POST\"}")
            return
        }
        guard let pool = supervisor.pool(target.name) else {
            refuseUnknown(target)
            return
        }
        guard let kind = kind else {
            refuse(
                400, "InvalidParameterValueException",
                "{\"Type\":\"User\",\"message\":\"InvocationType is RequestResponse, Event or DryRun\"}")
            return
        }
        if kind == .event, target.isStreamed {
            refuse(
                400, "InvalidParameterValueException",
                "{\"Type\":\"User\",\"message\":\"InvocationType is RequestResponse or DryRun\"}")
            return
        }
        if kind == .event, body.count > FunctionLimits.eventBytesMax {
            refuseSize(FunctionLimits.eventBytesMax)
            return
        }
        if !body.isEmpty, !supervisor.isJSON(body) {
            refuse(
                400, "InvalidRequestContentException",
                "{\"Type\":\"User\",\"message\":\"Could not parse request body into json: Could not parse payload into json\"}"
            )
            return
        }
        guard let clientContext else {
            refuse(
                400, "InvalidRequestContentException",
                "{\"Type\":\"User\",\"message\":\"Client context must be a valid Base64-encoded JSON object.\"}")
            return
        }
        switch kind {
        case .dryRun:
            beginAnswer(204)
            endAnswer("application/json", .empty)
        case .event: invokeEvent(pool, clientContext)
        case .requestResponse: invokeAndWait(pool, clientContext, isStreamed: target.isStreamed)
        }
    }

    /// nil for a type that does not exist.
    private var kind: Kind? {
        let text = field("x-amz-invocation-type")
        if text.isEmpty || text == "RequestResponse" { return .requestResponse }
        if text == "Event" { return .event }
        return text == "DryRun" ? .dryRun : nil
    }

    /// The decoded client context, a JSON object on one line; nil when it is none, empty without one.
    private var clientContext: [UInt8]? {
        let text = field("x-amz-client-context")
        if text.isEmpty { return [] }
        var decoded = ByteBuffer(capacity: text.count)
        guard text.count <= FunctionLimits.clientContextBytesMax, Base64.decode(text, to: &decoded),
            supervisor.isJSON(decoded.view)
        else { return nil }
        // Between values of JSON a line end is a blank; inside of them it cannot be.
        return [UInt8](decoded.view).map { $0 < 0x20 ? 0x20 : $0 }
    }

    private func makeInvocation(
        _ pool: FunctionPool, _ clientContext: [UInt8], isAsynchronous: Bool,
        _ completion: ((Invocation, Outcome, ByteView) -> Void)?
    ) -> Invocation {
        let invocation = Invocation(
            supervisor.newIdentifier(), body.isEmpty ? Array("{}".utf8) : Array(body),
            isAsynchronous: isAsynchronous, functionName: pool.function.name, completion: completion)
        invocation.clientContext = clientContext
        let trace = field("x-amzn-trace-id")
        invocation.traceIdentifier = trace.isEmpty ? supervisor.newTrace() : Array(trace)
        return invocation
    }

    private func invokeEvent(_ pool: FunctionPool, _ clientContext: [UInt8]) {
        var isThrottled = false
        let invocation = makeInvocation(pool, clientContext, isAsynchronous: true) { _, outcome, _ in
            isThrottled = outcome == .throttled
        }
        pool.invoke(invocation)
        if isThrottled { return refuseThrottled(pool) }
        beginAnswer(202)
        appendIdentifier(invocation)
        endAnswer("application/json", .empty)
    }

    private func invokeAndWait(_ pool: FunctionPool, _ clientContext: [UInt8], isStreamed: Bool) {
        let invocation = makeInvocation(pool, clientContext, isAsynchronous: false) {
            [unowned self] invocation, outcome, payload in
            if isStreamed, outcome == .answer || outcome == .failure {
                endStream(invocation, outcome, payload)
            } else {
                answer(pool, invocation, outcome, payload)
            }
        }
        if isStreamed {
            hasBegun = false
            invocation.takePart = { [unowned self, unowned invocation] in answerPart(invocation, $0) }
        }
        if field("x-amz-log-type").equalsIgnoringCase(ByteView("Tail")) { invocation.log = LogTail() }
        self.invocation = invocation
        pool.invoke(invocation)
    }

    // MARK: Streamed answers

    /// AWS: InvokeWithResponseStream, response syntax.
    private func answerPart(_ invocation: Invocation, _ part: ByteView) -> Bool {
        beginStream(invocation)
        return sendMessage("PayloadChunk", "application/octet-stream", part) <= FunctionLimits.streamPendingBytesMax
    }

    private func beginStream(_ invocation: Invocation) {
        if hasBegun { return }
        hasBegun = true
        beginAnswer(200)
        appendIdentifier(invocation)
        output.buffer.append("X-Amz-Executed-Version: $LATEST\r\n")
        beginParts("application/vnd.amazon.eventstream")
    }

    private func sendMessage(_ event: StaticString, _ contentType: StaticString, _ payload: ByteView) -> Int {
        message.removeAll()
        EventStreamEncoding.append(event: event, contentType: contentType, payload, to: &message)
        return sendPart(message.view)
    }

    private func endStream(_ invocation: Invocation, _ outcome: Outcome, _ payload: ByteView) {
        beginStream(invocation)
        self.invocation = nil
        if outcome == .answer, !payload.isEmpty { _ = sendMessage("PayloadChunk", "application/octet-stream", payload) }
        var last = ByteBuffer()
        last.append("{")
        if outcome == .failure {
            last.append("\"ErrorCode\":\"Unhandled\",\"ErrorDetails\":\"")
            JSONWriter.appendEscaped(
                payload.slice(0, min(payload.count, FunctionLimits.errorDetailsBytesMax)), to: &last)
            last.append("\"")
        }
        if let log = invocation.log {
            last.append(outcome == .failure ? ",\"LogResult\":\"" : "\"LogResult\":\"")
            log.appendBase64(to: &last)
            last.append("\"")
        }
        last.append("}")
        _ = sendMessage("InvokeComplete", "application/json", last.view)
        message.removeAll()
        message.shrink(toCapacity: 64)
        endParts()
    }

    override func drained() {
        let resume = invocation?.resume
        invocation?.resume = nil
        resume?()
    }

    // MARK: Answers

    private func answer(_ pool: FunctionPool, _ invocation: Invocation, _ outcome: Outcome, _ payload: ByteView) {
        self.invocation = nil
        switch outcome {
        case .throttled: refuseThrottled(pool)
        case .unknown:
            // It was there when the request came, and a reload has taken it away.
            refuse(404, "ResourceNotFoundException", "{\"Type\":\"User\",\"Message\":\"Function not found\"}")
        case .answer, .failure:
            beginAnswer(200)
            appendIdentifier(invocation)
            output.buffer.append("X-Amz-Executed-Version: $LATEST\r\n")
            if outcome == .failure { output.buffer.append("X-Amz-Function-Error: Unhandled\r\n") }
            if let log = invocation.log {
                output.buffer.append("X-Amz-Log-Result: ")
                log.appendBase64(to: &output.buffer)
                output.buffer.append("\r\n")
            }
            endAnswer("application/json", payload)
        }
    }

    private func appendIdentifier(_ invocation: Invocation) {
        output.buffer.append("x-amzn-RequestId: ")
        invocation.identifier.withByteView { output.buffer.append($0) }
        output.buffer.append("\r\nX-Amzn-Trace-Id: ")
        invocation.traceIdentifier.withByteView { output.buffer.append($0) }
        output.buffer.append("\r\n")
    }

    private func refuse(_ status: Int, _ type: StaticString, _ body: StaticString) {
        beginRefusal(status, type)
        endAnswer("application/json", ByteView(body))
    }

    private func beginRefusal(_ status: Int, _ type: StaticString) {
        beginAnswer(status)
        output.buffer.append("x-amzn-RequestId: ")
        supervisor.newIdentifier().withByteView { output.buffer.append($0) }
        output.buffer.append("\r\nx-amzn-ErrorType: ")
        output.buffer.append(type)
        output.buffer.append("\r\n")
    }

    private func refuseUnknown(_ target: InvokeTarget) {
        var text = ByteBuffer()
        text.append("{\"Type\":\"User\",\"Message\":\"Function not found: ")
        text.append(escaped: supervisor.arn(target.name))
        if let qualifier = target.qualifier { text.append(escaped: ":" + qualifier) }
        text.append("\"}")
        beginRefusal(404, "ResourceNotFoundException")
        endAnswer("application/json", text.view)
    }

    private func refuseThrottled(_ pool: FunctionPool) {
        if pool.function.concurrency == nil {
            refuse(
                429, "TooManyRequestsException",
                "{\"Reason\":\"ConcurrentInvocationLimitExceeded\",\"Type\":\"User\",\"message\":\"Rate Exceeded.\"}")
        } else {
            refuse(
                429, "TooManyRequestsException",
                "{\"Reason\":\"ReservedFunctionConcurrentInvocationLimitExceeded\",\"Type\":\"User\",\"message\":\"Rate Exceeded.\"}"
            )
        }
    }

    override func bodyTooLarge() { refuseSize(FunctionLimits.payloadBytesMax) }

    private func refuseSize(_ bytesMax: Int) {
        var text = ByteBuffer()
        text.append("{\"Type\":\"User\",\"message\":\"Request must be smaller than ")
        text.append(decimal: bytesMax)
        text.append(" bytes for the InvokeFunction operation\"}")
        beginRefusal(413, "RequestEntityTooLargeException")
        endAnswer("application/json", text.view)
    }
}

/// The function that a path of the Invoke API names.
struct InvokeTarget {
    let name: String
    /// A version or alias; every one is answered by the one function there is.
    let qualifier: String?
    /// Whether the answer is wanted as an event stream: InvokeWithResponseStream.
    let isStreamed: Bool

    /// `/2015-03-31/functions/NAME/invocations`, or `/2021-11-15/functions/NAME/response-streaming-invocations`, where
    /// NAME may be an ARN, a part of one, and have a qualifier. AWS: Invoke, FunctionName. nil for other paths.
    init?(_ path: ByteView) {
        isStreamed = path.hasPrefix(ByteView("/2021-11-15/"))
        let prefix = ByteView(isStreamed ? "/2021-11-15/functions/" : "/2015-03-31/functions/")
        let suffix = ByteView(isStreamed ? "/response-streaming-invocations" : "/invocations")
        guard path.hasPrefix(prefix), path.count > prefix.count + suffix.count,
            path.dropFirst(path.count - suffix.count) == suffix
        else { return nil }
        guard let text = InvokeTarget.decoded(path.slice(prefix.count, path.count - suffix.count)) else { return nil }
        var parts = text.split(separator: ":", omittingEmptySubsequences: false)
        // Of an ARN, or the part of one that names the account, what stands behind `function`.
        if let place = parts.lastIndex(of: "function") { parts.removeFirst(place + 1) }
        guard let first = parts.first, !first.isEmpty, parts.count <= 2 else { return nil }
        name = String(first)
        qualifier = parts.count == 2 ? String(parts[1]) : nil
    }

    /// RFC 3986 §2.1; nil when a `%` stands alone or a `/` is left.
    private static func decoded(_ text: ByteView) -> String? {
        var bytes: [UInt8] = []
        var index = 0
        while index < text.count {
            var byte = text[index]
            index += 1
            if byte == 0x2f { return nil }
            if byte == 0x25 {
                guard index + 1 < text.count, let high = ASCII.hexValue(text[index]),
                    let low = ASCII.hexValue(text[index + 1])
                else { return nil }
                byte = high << 4 | low
                index += 2
            }
            bytes.append(byte)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
