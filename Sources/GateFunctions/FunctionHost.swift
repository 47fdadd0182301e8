// Runs functions without containers: the Lambda Invoke API on one side, the Lambda runtime API for each process on
// the other, all on one event loop's thread.
//
//   gateway, SDK ──► InvokeConnection ──► FunctionPool ──► FunctionProcess ◄── RuntimeConnection ◄── the function
//                                         queue, scaling   one at a time       `next`, `response`, `error`
//
// Must not know plans, specifications or configuration files.

import GateBytes
import GateLoop

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Why a host cannot start.
package enum FunctionHostError: Error, Equatable, Sendable {
    case hostUnknown(String)
    /// The system's refusal to listen.
    case listen(host: String, port: UInt16, error: Int32)
    /// The system has no more descriptors or threads.
    case resources
}

extension FunctionHostError: CustomStringConvertible {
    /// One line, lower case, no full stop.
    package var description: String {
        switch self {
        case .hostUnknown(let host): return "\(host) is neither an address nor a name with one"
        case .listen(let host, let port, let error):
            return "functions cannot be reached on \(host):\(port): \(String(cString: strerror(error)).lowercased())"
        case .resources: return "the system has no descriptors or threads left for functions"
        }
    }
}

/// The result of an invocation from inside the process.
package struct FunctionAnswer: Sendable {
    package let payload: [UInt8]
    /// Whether the function failed: `X-Amz-Function-Error`.
    package let isError: Bool
}

/// Why there is no result.
package enum FunctionRefusal: Error, Sendable {
    case unknownFunction
    case throttled
    /// The payload is not JSON, or larger than its limit.
    case payload
}

/// A host of functions.
package final class FunctionHost: @unchecked Sendable {
    /// Connections the kernel queues.
    private static let backlog: Int32 = 511

    /// The port of the Invoke API.
    package let port: UInt16
    private let supervisor: Supervisor
    private var thread: LoopThread?

    /// Binds the Invoke API; nothing is answered before `start`.
    package init(_ options: FunctionHostOptions, functions: [LocalFunction]) throws(FunctionHostError) {
        LoopProcess.ignoreBrokenPipes()
        let (host, port) = (options.listenHost, options.listenPort)
        guard let address = SocketAddress.lookUp(host, port: port).first else { throw .hostUnknown(host) }
        let descriptor: Int32
        do throws(Socket.Failure) {
            descriptor = try Socket.listen(address, backlog: FunctionHost.backlog, sharesPort: false)
        } catch {
            throw .listen(host: host, port: port, error: error.error)
        }
        self.port = Socket.localPort(descriptor)
        guard let supervisor = Supervisor(options), supervisor.listen(descriptor) else { throw .resources }
        self.supervisor = supervisor
        supervisor.replace(functions)
    }

    /// Starts answering. Once.
    package func start() throws(FunctionHostError) {
        precondition(thread == nil)
        let supervisor = self.supervisor
        thread = LoopThread.start(name: "gate-functions") { supervisor.loop.run() }
        if thread == nil { throw .resources }
    }

    /// Runs these functions from the next invocation on, all in new processes. Old ones end after what they do.
    package func publish(_ functions: [LocalFunction]) {
        let supervisor = self.supervisor
        supervisor.loop.post { supervisor.replace(functions) }
    }

    /// Ends every process, then the thread. Once; returns when all are gone.
    package func stop() {
        let supervisor = self.supervisor
        supervisor.loop.post { supervisor.stop() }
        thread?.join()
        thread = nil
    }

    /// Invokes a function and waits for its answer; not from the host's own thread.
    package func invoke(_ name: String, payload: [UInt8]) throws(FunctionRefusal) -> FunctionAnswer {
        let result = Handover()
        let supervisor = self.supervisor
        supervisor.loop.post {
            supervisor.invoke(name, payload: payload) { result.put($0) }
        }
        return try result.take().get()
    }
}

/// A value that one thread waits for and another gives.
private final class Handover: @unchecked Sendable {
    private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var value: Result<FunctionAnswer, FunctionRefusal>?

    init() {
        pthread_mutex_init(lock, nil)
        pthread_cond_init(condition, nil)
    }

    deinit {
        pthread_mutex_destroy(lock)
        pthread_cond_destroy(condition)
        lock.deallocate()
        condition.deallocate()
    }

    func put(_ value: Result<FunctionAnswer, FunctionRefusal>) {
        pthread_mutex_lock(lock)
        self.value = value
        pthread_cond_signal(condition)
        pthread_mutex_unlock(lock)
    }

    func take() -> Result<FunctionAnswer, FunctionRefusal> {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        while true {
            if let value { return value }
            pthread_cond_wait(condition, lock)
        }
    }
}
