// The Lambda runtime API of one process. AWS: "Using the Lambda runtime API for custom runtimes"; bodies as observed.

import GateBytes
import GateHTTP
import GateLoop
import GateWire

/// A process's connection to its runtime API.
final class RuntimeConnection: APIConnection {
    private unowned let process: FunctionProcess
    /// The invocation whose answer is streamed on this connection.
    private var streamed: Invocation?
    private var streamedBytes = 0
    /// What has come of it, for a client that wants it as a whole.
    private var collected = ByteBuffer(capacity: 64)

    init?(_ process: FunctionProcess, _ loop: EventLoop, _ descriptor: Int32) {
        self.process = process
        // Clients put the stack of an error into a field.
        var limits = WireLimits.upstream
        limits.trailerBytesMax = FunctionLimits.trailerBytesMax
        super.init(APISocket(loop, descriptor, bodyBytesMax: FunctionLimits.answerBytesMax, limits: limits))
    }

    override func closed() {
        if let streamed {
            self.streamed = nil
            streamed.resume = nil
            process.breakOff(streamed)
        }
        process.closed(self)
    }

    // MARK: Streamed answers

    /// AWS: "Using the Lambda runtime API for custom runtimes", response streaming.
    override func wantsParts() -> Bool {
        let base = ByteView("/2018-06-01/runtime/invocation/")
        let path = self.path
        guard head.verb == .post, path.hasPrefix(base), let slash = path.firstIndex(of: 0x2f, from: base.count),
            path.dropFirst(slash) == "/response",
            field("lambda-runtime-function-response-mode").equalsIgnoringCase(ByteView("streaming"))
        else { return false }
        streamed = process.running(path.slice(base.count, slash))
        streamedBytes = 0
        collected.removeAll()
        return streamed != nil
    }

    override func receivedPart() {
        // Behind a failure the rest is dropped.
        guard let streamed else { return }
        streamedBytes += part.count
        if let take = streamed.takePart {
            if streamedBytes > FunctionLimits.streamBytesMax {
                settle(streamed, .failure, FunctionErrors.answerTooLarge)
            } else if !take(part) {
                setReading(false)
                streamed.resume = { [weak self] in self?.setReading(true) }
            }
        } else if streamed.isWanted {
            collected.append(part)
            if collected.count > FunctionLimits.answerBytesMax {
                settle(streamed, .failure, FunctionErrors.answerTooLarge)
            }
        }
    }

    private func settle(_ invocation: Invocation, _ outcome: Outcome, _ payload: ByteView) {
        streamed = nil
        invocation.resume = nil
        _ = invocation.identifier.withByteView { process.respond($0, outcome, payload) }
    }

    /// The last chunk of a streamed answer is here; its trailers may say that the function failed.
    private func endStream(_ invocation: Invocation) {
        if trailer("lambda-runtime-function-error-type").isEmpty {
            settle(invocation, .answer, collected.view)
        } else {
            var error = ByteBuffer()
            if !Base64.decode(trailer("lambda-runtime-function-error-body"), to: &error) || error.isEmpty {
                error.removeAll()
                error.append("{}")
            }
            settle(invocation, .failure, error.view)
        }
        collected.removeAll()
        collected.shrink(toCapacity: 64)
        accept()
    }

    // MARK: Requests

    override func received() {
        if let streamed { return endStream(streamed) }
        let path = self.path
        let base = ByteView("/2018-06-01/runtime/")
        guard path.hasPrefix(base) else { return refuse(404, "404 page not found", "NotFound") }
        let rest = path.dropFirst(base.count)
        let invocation = ByteView("invocation/")
        if rest == "invocation/next" {
            if head.verb != .get { return refuseVerb() }
            if !process.next(self) { refuseState() }
        } else if rest == "init/error" {
            if head.verb != .post { return refuseVerb() }
            if process.failStart(body) { accept() } else { refuseState() }
        } else if rest.hasPrefix(invocation), let slash = rest.firstIndex(of: 0x2f, from: invocation.count) {
            if head.verb != .post { return refuseVerb() }
            let identifier = rest.slice(invocation.count, slash)
            let action = rest.dropFirst(slash + 1)
            if action == "response" {
                finish(process.respond(identifier, .answer, body))
            } else if action == "error" {
                finish(process.respond(identifier, .failure, body))
            } else {
                refuse(404, "404 page not found", "NotFound")
            }
        } else {
            refuse(404, "404 page not found", "NotFound")
        }
    }

    /// An answer that is too large is the end of the invocation, as on AWS.
    override func bodyTooLarge() {
        let path = self.path
        let base = ByteView("/2018-06-01/runtime/invocation/")
        if path.hasPrefix(base), let slash = path.firstIndex(of: 0x2f, from: base.count) {
            _ = process.respond(path.slice(base.count, slash), .failure, FunctionErrors.answerTooLarge)
        }
        refuse(413, "Exceeded maximum allowed payload size (6291556 bytes).", "RequestEntityTooLarge")
    }

    // MARK: Answers

    /// Answers `next`.
    func deliver(_ invocation: Invocation, arn: [UInt8], deadlineMilliseconds: Int64) {
        beginAnswer(200)
        append("Lambda-Runtime-Aws-Request-Id: ", invocation.identifier)
        output.buffer.append("Lambda-Runtime-Deadline-Ms: ")
        output.buffer.append(decimal: Int(deadlineMilliseconds))
        output.buffer.append("\r\n")
        append("Lambda-Runtime-Invoked-Function-Arn: ", arn)
        append("Lambda-Runtime-Trace-Id: ", invocation.traceIdentifier)
        if !invocation.clientContext.isEmpty { append("Lambda-Runtime-Client-Context: ", invocation.clientContext) }
        invocation.payload.withByteView { endAnswer("application/json", $0) }
    }

    private func append(_ name: StaticString, _ value: [UInt8]) {
        output.buffer.append(name)
        value.withByteView { output.buffer.append($0) }
        output.buffer.append("\r\n")
    }

    private func finish(_ isKnown: Bool) {
        if isKnown { accept() } else { refuse(400, "Invalid request ID", "InvalidRequestID") }
    }

    private func accept() {
        beginAnswer(202)
        endAnswer("application/json", ByteView("{\"status\":\"OK\"}\n"))
    }

    private func refuseState() {
        refuse(403, "State transition is not allowed", "InvalidStateTransition")
    }

    private func refuseVerb() { refuse(405, "Method not allowed", "MethodNotAllowed") }

    private func refuse(_ status: Int, _ message: StaticString, _ type: StaticString) {
        var text = ByteBuffer(capacity: 256)
        text.append("{\"errorMessage\":\"")
        text.append(message)
        text.append("\",\"errorType\":\"")
        text.append(type)
        text.append("\"}\n")
        beginAnswer(status)
        endAnswer("application/json", text.view)
    }
}
