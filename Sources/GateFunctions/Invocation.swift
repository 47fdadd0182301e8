// One invocation on its way from a client to a process and back.

import GateBytes
import GateLoop
import GateWire

/// What became of an invocation.
enum Outcome {
    /// The function's answer.
    case answer
    /// The payload is an error object; AWS says `Unhandled` of all that its runtimes report.
    case failure
    /// There was no process and may not be one.
    case throttled
    /// The function is gone.
    case unknown
}

/// An invocation. It handles its own timer: the pause before another attempt.
final class Invocation: EventHandler {
    /// A random UUID, 36 characters.
    let identifier: [UInt8]
    let payload: [UInt8]
    let isAsynchronous: Bool
    /// Name of the function, for attempts after a reload.
    let functionName: String
    /// Base64, as the client sent it, decoded; empty without one.
    var clientContext: [UInt8] = []
    var traceIdentifier: [UInt8] = []
    /// The last lines of its log; nil when nobody asked.
    var log: LogTail?
    /// Attempts that have failed.
    var failures = 0
    /// When a process got it, in microseconds of the loop's clock.
    var startedAt: UInt64 = 0
    /// Takes parts of the answer as they come; false asks for a pause until `resume` is called. nil: the answer is
    /// wanted as a whole, or not at all.
    var takePart: ((ByteView) -> Bool)?
    /// Goes on after a pause; set by who makes the parts.
    var resume: (() -> Void)?
    /// Called once; nil when nobody waits any more. The payload is valid during the call.
    private var completion: ((Invocation, Outcome, ByteView) -> Void)?
    /// Called when the pause is over.
    var retry: ((Invocation) -> Void)?

    init(
        _ identifier: [UInt8], _ payload: [UInt8], isAsynchronous: Bool, functionName: String,
        completion: ((Invocation, Outcome, ByteView) -> Void)?
    ) {
        self.identifier = identifier
        self.payload = payload
        self.isAsynchronous = isAsynchronous
        self.functionName = functionName
        self.completion = completion
    }

    /// Whether running it is of use to anybody.
    var isWanted: Bool { isAsynchronous || completion != nil }

    func complete(_ outcome: Outcome, _ payload: ByteView) {
        let completion = self.completion
        self.completion = nil
        takePart = nil
        completion?(self, outcome, payload)
    }

    /// The client has gone; what runs, runs on.
    func abandon() {
        completion = nil
        takePart = nil
        let resume = self.resume
        self.resume = nil
        resume?()
    }

    override func timerExpired() {
        let retry = self.retry
        self.retry = nil
        retry?(self)
    }
}

/// Error objects that AWS's control plane makes when a process cannot.
enum FunctionErrors {
    /// AWS, observed: `2026-11-27T05:00:00.123Z 8476a536-… Task timed out after 3.00 seconds`.
    static func timedOut(
        _ identifier: [UInt8], timeoutMilliseconds: Int, wallMilliseconds: Int64, to out: inout ByteBuffer
    ) {
        out.append("{\"errorMessage\":\"")
        appendTimeout(
            identifier, timeoutMilliseconds: timeoutMilliseconds, wallMilliseconds: wallMilliseconds, to: &out)
        out.append("\"}")
    }

    /// The same without the object around it, which is the line of the log.
    static func appendTimeout(
        _ identifier: [UInt8], timeoutMilliseconds milliseconds: Int, wallMilliseconds: Int64,
        to out: inout ByteBuffer
    ) {
        HTTPDate.appendISO(epochMilliseconds: wallMilliseconds, to: &out)
        out.append(" ")
        identifier.withByteView { out.append($0) }
        out.append(" ")
        out.append("Task timed out after ")
        out.append(decimal: milliseconds / 1000)
        out.append(".")
        out.append(decimal: milliseconds % 1000 / 10, digits: 2)
        out.append(" seconds")
    }

    /// An error of the environment: `RequestId: 8476a536-… Error: Runtime exited with error: exit status 1`.
    static func environment(
        _ type: StaticString, _ identifier: [UInt8], _ reason: String, to out: inout ByteBuffer
    ) {
        out.append("{\"errorType\":\"")
        out.append(type)
        out.append("\",\"errorMessage\":\"RequestId: ")
        identifier.withByteView { out.append($0) }
        out.append(" Error: ")
        out.append(escaped: reason)
        out.append("\"}")
    }

    /// The connection of a streamed answer ended before its last chunk. AWS, observed.
    static var truncated: ByteView {
        ByteView("{\"errorMessage\":\"Response truncated\",\"errorType\":\"Runtime.TruncatedResponse\"}")
    }

    /// AWS, observed: `Response payload size exceeded maximum allowed payload size (6291556 bytes).`
    static var answerTooLarge: ByteView {
        ByteView(
            "{\"errorMessage\":\"Response payload size exceeded maximum allowed payload size (6291556 bytes).\",\"errorType\":\"Function.ResponseSizeTooLarge\"}"
        )
    }
}
