// A server: listeners, one thread per event loop, and the few things that may be asked of it from outside.

import GateBytes
import GateLoop
import GateRuntime
import GateTLS
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Serves plans over HTTP/1.1.
package final class Server: @unchecked Sendable {
    /// Connections the kernel queues for a loop. nginx: 511; Linux cuts it to `net.core.somaxconn`.
    package static let backlog: Int32 = 1_024

    /// The port that is listened on: the one asked for, or a free one.
    package let port: UInt16
    /// The port where TLS is spoken; 0 without one.
    package let tlsPort: UInt16
    /// The side door's port; 0 without one.
    package let adminPort: UInt16
    private let workers: [Worker]
    private let trust: TLSTrust
    private let logWriter: LogWriter?
    private var threads: [LoopThread] = []
    private var adminListener: Listener?
    private let isRunning = Atomic<Bool>(false)

    /// Binds everything; nothing is served before `start`.
    package init(
        _ options: ServerOptions, serving: ServingSet, endpoints: EndpointTable
    ) throws(ServerError) {
        LoopProcess.ignoreBrokenPipes()
        let loopCount = max(1, options.eventLoops)
        let bound = try Server.bind(options.listenHost, options.listenPort, count: loopCount)
        let logWriter = options.accessLog == nil ? nil : try Server.logWriter(options.accessLogDescriptor)
        let trust = TLSTrust(file: options.trustFile)
        var workers: [Worker] = []
        for descriptor in bound.descriptors {
            let worker = try Worker(
                options, serving: serving, endpoints: endpoints, trust: trust, logWriter: logWriter,
                checksLinks: workers.isEmpty)
            try worker.listen(descriptor)
            worker.gateway.loop = UInt8(truncatingIfNeeded: workers.count)
            workers.append(worker)
        }
        for worker in workers { worker.peers = workers }
        var tlsPort: UInt16 = 0
        if let tls = options.tls {
            let bound = try Server.bind(tls.host, tls.port, count: loopCount)
            tlsPort = bound.port
            for (worker, descriptor) in zip(workers, bound.descriptors) {
                try worker.listen(descriptor, tls.directory)
            }
        }
        self.tlsPort = tlsPort
        var adminPort: UInt16 = 0
        var adminListener: Listener?
        if let host = options.adminHost, let first = workers.first {
            let admin = try Server.bind(host, options.adminPort, count: 1)
            let facts = AdminFacts(workers)
            let loop = first.loop
            adminPort = admin.port
            adminListener = Listener(loop, admin.descriptors[0]) { descriptor, _ in
                AdminConnection(loop, facts, descriptor)
            }
        }
        port = bound.port
        self.adminPort = adminPort
        self.adminListener = adminListener
        self.workers = workers
        self.trust = trust
        self.logWriter = logWriter
    }

    /// Starts serving. Once.
    package func start() {
        precondition(threads.isEmpty)
        isRunning.store(true, ordering: .releasing)
        for (index, worker) in workers.enumerated() {
            guard let thread = LoopThread.start(name: "gate-loop-\(index)", { worker.run() }) else { continue }
            threads.append(thread)
        }
    }

    /// Serves another set from each loop's next request on. Exchanges in flight keep theirs; no connection closes. The
    /// receipt tells when the last loop has it.
    @discardableResult
    package func publish(_ serving: ServingSet) -> Receipt {
        trust.forget()
        // Loops that do not run yet take it before their first request; there is nothing to wait for.
        let isRunning = isRunning.load(ordering: .acquiring)
        let receipt = Receipt(isRunning ? workers.count : 0)
        for worker in workers { worker.publish(serving, receipt) }
        return receipt
    }

    /// Speaks TLS by other certificates with clients that connect from now on.
    package func publish(_ directory: TLSDirectory) {
        for worker in workers { worker.publish(directory) }
    }

    /// Carries a test out on the first loop, beside the requests of clients; `completion` is called there, once, unless
    /// the server ends before.
    package func test(_ call: TestCall, _ completion: @escaping @Sendable (TestOutcome?) -> Void) {
        workers[0].loop.post { [worker = workers[0]] in TestConversation.start(worker, call, completion) }
    }

    /// Stops accepting and ends when the requests in flight have been answered, or after `drainMilliseconds`.
    package func drain() {
        isRunning.store(false, ordering: .releasing)
        for worker in workers { worker.beginDraining() }
    }

    deinit {
        for worker in workers { worker.peers = [] }
    }

    /// Waits for the end of a drain. Once.
    package func wait() {
        for thread in threads { thread.join() }
        threads.removeAll()
        logWriter?.close()
    }

    private static func logWriter(_ descriptor: Int32) throws(ServerError) -> LogWriter {
        let notice: (StaticString, StaticString) = ("{\"droppedAccessLogLines\":", "}\n")
        guard let writer = LogWriter(descriptor, dropNotice: notice) else { throw .resources }
        return writer
    }

    // MARK: Binding

    private static func bind(
        _ host: String, _ port: UInt16, count: Int
    ) throws(ServerError) -> (descriptors: [Int32], port: UInt16) {
        guard let address = SocketAddress.lookUp(host, port: port).first else { throw .hostUnknown(host: host) }
        // A socket that shares its port binds beside another process of the same user without a word. A first one
        // that does not share tells whether the port is free.
        let first = try listen(address, host, port, sharesPort: false)
        let real = Socket.localPort(first)
        if count == 1 { return ([first], real) }
        Socket.close(first)
        guard let shared = SocketAddress.lookUp(host, port: real).first else { throw .hostUnknown(host: host) }
        var descriptors: [Int32] = []
        for _ in 0..<count { descriptors.append(try listen(shared, host, real, sharesPort: true)) }
        return (descriptors, real)
    }

    private static func listen(
        _ address: SocketAddress, _ host: String, _ port: UInt16, sharesPort: Bool
    ) throws(ServerError) -> Int32 {
        do throws(Socket.Failure) {
            return try Socket.listen(address, backlog: backlog, sharesPort: sharesPort)
        } catch {
            switch error.error {
            case EADDRINUSE: throw .addressInUse(host: host, port: port)
            case EADDRNOTAVAIL: throw .addressNotAvailable(host: host)
            case EACCES, EPERM: throw .permissionDenied(port: port)
            case EMFILE, ENFILE: throw .resources
            default: throw .listen(host: host, port: port, error: error.error)
            }
        }
    }
}
