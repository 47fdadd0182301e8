// The control plane's address: connections on an event loop of their own, calls one after another on a second thread,
// so that a call that takes long holds up calls, not connections.

import GateBytes
import GateControl
import GateHTTP
import GateLoop
import GateWire
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Serves a control plane.
final class ControlService: @unchecked Sendable {
    /// Connections the kernel queues.
    private static let backlog: Int32 = 511
    /// Open connections; further ones are closed. Ours.
    static let connectionsMax = 4_096
    /// Calls that are carried out together when more than one has come. Ours.
    private static let callsTogetherMax = 64

    /// The port: the one asked for, or a free one.
    let port: UInt16
    /// Set before the threads start.
    private var plane: ControlPlane?
    private let loop: EventLoop
    private let calls: EventLoop
    private var listener: Listener?
    private var threads: [LoopThread] = []
    /// Calls that wait for the second thread, in their order.
    private let waiting = Mutex<[ControlPlane.Exchange]>([])
    /// Open connections; on the loop's thread.
    private var connections: [ObjectIdentifier: ControlConversation] = [:]

    /// Binds the address; connections wait, nothing is answered before `start`.
    init(listen: HostPort) throws(CommandFailure) {
        LoopProcess.ignoreBrokenPipes()
        guard let address = SocketAddress.lookUp(listen.host, port: listen.port).first else {
            throw .unusable("\(listen.host) is neither an address nor a name with one")
        }
        let descriptor: Int32
        do throws(Socket.Failure) {
            descriptor = try Socket.listen(address, backlog: ControlService.backlog, sharesPort: false)
        } catch {
            let reason = String(cString: strerror(error.error)).lowercased()
            throw .unusable(
                "the control plane cannot be reached on \(listen): \(reason)",
                help: "let the system choose: --control \(listen.host):0")
        }
        port = Socket.localPort(descriptor)
        do throws(EventLoop.Unavailable) {
            loop = try EventLoop()
            calls = try EventLoop()
        } catch {
            throw .unusable("the system has no descriptors left for the control plane")
        }
        listener = Listener(loop, descriptor) { [unowned self] connection, _ in accept(connection) }
        if listener == nil { throw .unusable("the system has no descriptors left for the control plane") }
    }

    /// Starts answering. Once.
    func start(_ plane: ControlPlane) throws(CommandFailure) {
        self.plane = plane
        for (name, loop) in [("gate-control", loop), ("gate-calls", calls)] {
            guard let thread = LoopThread.start(name: name, { [self] in run(loop) }) else {
                throw .unusable("the system has no threads left for the control plane")
            }
            threads.append(thread)
        }
    }

    private func run(_ loop: EventLoop) { loop.run() }

    /// Ends the call under way, then both threads. Once.
    func stop() {
        calls.post { [self] in calls.stop() }
        threads.last?.join()
        loop.post { [self] in
            for connection in connections.values { connection.close() }
            loop.stop()
        }
        threads.first?.join()
        threads = []
    }

    private func accept(_ descriptor: Int32) {
        guard connections.count < ControlService.connectionsMax else {
            Socket.close(descriptor)
            return
        }
        guard let connection = ControlConversation(self, loop, descriptor) else { return }
        connections[ObjectIdentifier(connection)] = connection
    }

    fileprivate func closed(_ connection: ControlConversation) {
        connections[ObjectIdentifier(connection)] = nil
    }

    fileprivate var tooLarge: ControlResponse? { plane?.tooLarge() }

    /// Carries out a call; the answer comes on the loop's thread.
    fileprivate func call(_ request: ControlRequest, _ answered: @escaping @Sendable (ControlResponse) -> Void) {
        let isFirst = waiting.withLock { waiting in
            waiting.append((request, { [loop] response in loop.post { answered(response) } }))
            return waiting.count == 1
        }
        if isFirst { calls.post { [self] in carryOut() } }
    }

    /// Carries out what waits, and what comes meanwhile.
    private func carryOut() {
        while true {
            let next = waiting.withLock { Array($0.prefix(ControlService.callsTogetherMax)) }
            if next.isEmpty { return }
            plane?.handle(next)
            // Only now: whoever finds others waiting relies on this loop.
            waiting.withLock { $0.removeFirst(next.count) }
        }
    }
}

/// A client's connection to the control plane.
private final class ControlConversation: APIConnection, @unchecked Sendable {
    /// Time that an unused connection stays open, in milliseconds. AWS's SDKs keep theirs for less.
    private static let idleMilliseconds = 120_000

    private unowned let service: ControlService
    private var isClosed = false

    init?(_ service: ControlService, _ loop: EventLoop, _ descriptor: Int32) {
        self.service = service
        super.init(APISocket(loop, descriptor, bodyBytesMax: ControlPlane.bodyBytesMax, limits: WireLimits()))
    }

    override var keepAliveMilliseconds: Int? { ControlConversation.idleMilliseconds }

    override func closed() {
        isClosed = true
        service.closed(self)
    }

    override func received() {
        let request = ControlRequest(
            method: String(method), target: [UInt8](target), headers: fields(), body: [UInt8](body))
        service.call(request) { [weak self] response in self?.send(response) }
    }

    override func bodyTooLarge() {
        if let response = service.tooLarge { send(response) }
    }

    private func send(_ response: ControlResponse) {
        if isClosed { return }
        beginAnswer(response.status)
        for (name, value) in response.headers {
            output.buffer.append(text: name)
            output.buffer.append(": ")
            output.buffer.append(text: value)
            output.buffer.append("\r\n")
        }
        let type = response.status == 204 ? [] : Array(response.contentType.utf8)
        type.withByteView { type in response.body.withByteView { endAnswer(type, $0) } }
    }
}
