// The client of a tested method: one request over a pair of sockets to a connection like any client's, whose exchange
// knows the test. All that a method does, TLS, targets of links, signatures, streams, is the server's own.

import GateBytes
import GateLoop
import GateRuntime

/// A test to be carried out.
package struct TestCall: Sendable {
    /// A plan of one method, bound with `MethodTest.settings`.
    package let deployment: Deployment
    package let isOfAuthorizer: Bool
    /// Whether the target gives values to path parameters.
    package let hasPath: Bool
    /// An HTTP/1.0 request: it needs no `Host`, and its answer ends with the connection.
    package let request: [UInt8]
    /// Values of `$context` by name, which go before the test's own.
    package var context: [(name: String, value: String)] = []

    package init(_ deployment: Deployment, isOfAuthorizer: Bool, hasPath: Bool, request: [UInt8]) {
        self.deployment = deployment
        self.isOfAuthorizer = isOfAuthorizer
        self.hasPath = hasPath
        self.request = request
    }
}

/// What became of it.
package struct TestOutcome: Sendable {
    /// The answer's bytes as a client gets them; empty when there was none.
    package let answer: [UInt8]
    package let status: Int
    package let hasFailed: Bool
    package let events: [ExecutionLog.Event]
    package let latencyMilliseconds: Int
    package let isAuthorized: Bool
    package let principalIdentifier: String
    /// JSON; nil for none.
    package let policy: String?
    package let claims: [(name: String, value: String)]

    fileprivate init(_ test: MethodTest, _ answer: [UInt8], latencyMilliseconds: Int) {
        self.answer = answer
        status = test.status
        hasFailed = test.hasFailed
        events = test.events
        self.latencyMilliseconds = latencyMilliseconds
        isAuthorized = test.isAuthorized
        principalIdentifier = test.principalIdentifier
        policy = test.policy
        claims = test.claims
    }
}

/// The client's end.
final class TestConversation: EventHandler {
    private static let readBytesMax = 64 * 1024

    private let worker: Worker
    private let test: MethodTest
    private let completion: (TestOutcome?) -> Void
    private let descriptor: Int32
    private let started: UInt64
    private var handle = SocketHandle.none
    private var output = OutputQueue(capacity: 4 * 1024)
    private var input = ByteBuffer(capacity: 4 * 1024)

    private init(
        _ worker: Worker, _ test: MethodTest, _ descriptor: Int32, _ completion: @escaping (TestOutcome?) -> Void
    ) {
        self.worker = worker
        self.test = test
        self.descriptor = descriptor
        self.completion = completion
        started = worker.loop.now
    }

    /// Sends the request. On the worker's loop; `completion` gets nil when the system has no sockets left.
    static func start(_ worker: Worker, _ call: TestCall, _ completion: @escaping (TestOutcome?) -> Void) {
        let test = MethodTest(
            call.deployment, isOfAuthorizer: call.isOfAuthorizer, hasPath: call.hasPath, context: call.context)
        guard let (own, theirs) = Socket.pair() else { return completion(nil) }
        let conversation = TestConversation(worker, test, own, completion)
        guard let handle = worker.loop.register(own, conversation, .readable) else {
            Socket.close(theirs)
            return completion(nil)
        }
        conversation.handle = handle
        guard worker.serve(test, on: theirs) else {
            worker.loop.close(handle)
            return completion(nil)
        }
        call.request.withByteView { conversation.output.buffer.append($0) }
        conversation.flush()
    }

    private func flush() {
        switch output.flush(descriptor) {
        // A server that wants no more of the request still answers it.
        case .failed, .done: worker.loop.watch(handle, .readable)
        case .blocked: worker.loop.watch(handle, [.readable, .writable])
        }
    }

    override func ready(_ readiness: Readiness) {
        if readiness.contains(.writable) { flush() }
        if readiness.isDisjoint(with: [.readable, .ended, .broken]) { return }
        switch Socket.read(descriptor, appendingTo: &input, room: TestConversation.readBytesMax) {
        case .bytes, .again: break
        case .end, .failed: finish()
        }
    }

    private func finish() {
        worker.loop.close(handle)
        handle = .none
        let milliseconds = Int((worker.loop.now - started) / 1000)
        completion(TestOutcome(test, [UInt8](input.view), latencyMilliseconds: milliseconds))
    }
}
