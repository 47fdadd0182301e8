// What one event loop owns: its gateway, listener, connections, upstream pools, scratch memory and counters. Nothing
// here is shared with another loop but the plans and the table of origins.

import GateBytes
import GateLoop
import GateRuntime
import GateSign
import GateTLS

/// One event loop's server. Everything but `publish`, `beginDraining` and the counters belongs to the loop's thread.
final class Worker: @unchecked Sendable {
    /// Bytes read from a socket at once. Ours: a few MTU bursts; larger reads gain nothing measurable.
    static let readBytesMax = 64 * 1024
    /// Bytes that WebSocket connections may read in one turn before they are looked at. Ours: as many reads as fit once
    /// the largest messages allowed.
    static let arrivalBytesMax = 256 * 1024
    /// Access-log bytes that are handed to the writer without waiting for its timer.
    static let logBatchBytes = 32 * 1024
    /// How long access-log lines wait for company, in milliseconds.
    static let logDelayMilliseconds = 100

    let loop: EventLoop
    let gateway: Gateway
    let limits: ServerLimits
    let endpoints: EndpointTable
    let resolver: Resolver
    let trust: TLSTrust
    private let signer = RequestSigner()
    private let credentialSource: CredentialSource
    private let stsEndpoint: String
    private let credentialSettings: CredentialStore.Settings
    private(set) lazy var credentials = CredentialStore(self, credentialSettings)
    private(set) lazy var tokenKeys = TokenKeyStore(self)
    private let notices: LogWriter?
    private let executionWriter: LogWriter?
    @exclusivity(unchecked) private var executionLines = ByteBuffer(capacity: 64)
    let counters = ServerCounters()
    /// What a read fills; its contents are gone when the next event is handled.
    @exclusivity(unchecked) var scratch = ByteBuffer(capacity: Worker.readBytesMax)
    /// Decrypted bytes of one read.
    @exclusivity(unchecked) var plaintext = ByteBuffer(capacity: 32 * 1024)
    @exclusivity(unchecked) private(set) var isDraining = false
    private let drainMilliseconds: Int
    private var listener: Listener?
    private var tlsListener: Listener?
    /// Certificates by name; nil where no TLS is spoken.
    private(set) var tls: TLSDirectory?
    /// Clients that have not agreed on TLS yet, each at its `place`.
    private var handshakes: [TLSHandshake] = []
    private let logWriter: LogWriter?
    @exclusivity(unchecked) private var log = ByteBuffer(capacity: 64 * 1024)
    @exclusivity(unchecked) private var logLines = 0
    private let logTimer = LogTimer()
    private let drainTimer = DrainTimer()
    private let finisher = Finisher()
    /// Connections that go on once the events of the turn have been handled. Not retained: who is let go is dismissed,
    /// which keeps it for the turn.
    @exclusivity(unchecked) private var waiting: [Unmanaged<ClientConnection>] = []
    @exclusivity(unchecked) private var waitingSockets: [Unmanaged<SocketConnection>] = []
    /// What WebSocket connections have read in this turn.
    @exclusivity(unchecked) private(set) var arrivals = ByteBuffer(capacity: 64)
    /// By origin; retained until the loop has ended, so that no call retains its own.
    @exclusivity(unchecked) private var pools: [Unmanaged<UpstreamPool>] = []
    /// Only of the loop that checks for all.
    private var linkChecks: LinkChecks?
    /// Open connections, each at its `place`.
    @exclusivity(unchecked) private var connections: [ClientConnection] = []
    @exclusivity(unchecked) private var spare: [ClientConnection] = []
    /// WebSocket connections of this loop, and those of others.
    let sockets = SocketTable()
    /// Events of WebSocket connections under way.
    @exclusivity(unchecked) var eventsInFlight = 0
    /// All loops' workers, this one among them; set once, before any runs.
    var peers: [Worker] = []

    init(
        _ options: ServerOptions, serving: ServingSet, endpoints: EndpointTable, trust: TLSTrust, logWriter: LogWriter?,
        checksLinks: Bool
    ) throws(ServerError) {
        do throws(EventLoop.Unavailable) {
            loop = try EventLoop(gatherMicroseconds: Int32(clamping: options.limits.gatherMicroseconds))
        } catch {
            throw .resources
        }
        gateway = Gateway(
            serving: serving, endpoints: endpoints, seed: (LoopProcess.randomBits(), LoopProcess.randomBits()),
            evaluator: options.templateEvaluator)
        gateway.accessLogFormat = options.accessLog
        limits = options.limits
        drainMilliseconds = options.drainMilliseconds
        self.endpoints = endpoints
        self.trust = trust
        credentialSource = options.credentials
        stsEndpoint = options.stsEndpoint
        credentialSettings = CredentialStore.Settings(
            stsEndpoint: options.stsEndpoint, portalEndpoint: options.portalEndpoint, environment: options.environment)
        self.logWriter = logWriter
        notices = options.notices
        executionWriter = options.executionLog
        resolver = Resolver(loop, fixed: options.backendAddresses)
        logTimer.worker = self
        drainTimer.worker = self
        finisher.worker = .passUnretained(self)
        loop.finisher = .passUnretained(finisher)
        gateway.refreshKeys = { [unowned self] source in tokenKeys.refresh(source) }
        if checksLinks {
            linkChecks = LinkChecks(self)
            linkChecks?.set(serving.links)
        }
    }

    /// Starts accepting from a listening descriptor.
    func listen(_ descriptor: Int32) throws(ServerError) {
        listener = Listener(loop, descriptor) { [unowned self] connection, peer in accept(connection, peer) }
        if listener == nil { throw .resources }
    }

    /// Starts accepting clients that speak TLS.
    func listen(_ descriptor: Int32, _ directory: TLSDirectory) throws(ServerError) {
        tls = directory
        tlsListener = Listener(loop, descriptor) { [unowned self] connection, peer in shake(connection, peer) }
        if tlsListener == nil { throw .resources }
    }

    // MARK: Connections

    private var hasRoom: Bool { connections.count + handshakes.count + sockets.count < limits.connectionsMax }

    private func accept(_ descriptor: Int32, _ peer: SocketAddress) {
        counters.connections.countUp()
        if !hasRoom {
            counters.refusedConnections.countUp()
            _ = Socket.write(descriptor, FixedAnswers.overloaded)
            Socket.close(descriptor)
            return
        }
        let connection = spare.popLast() ?? ClientConnection(self)
        if connection.open(descriptor, peer) { keep(connection) } else { keepSpare(connection) }
    }

    private func shake(_ descriptor: Int32, _ peer: SocketAddress) {
        counters.connections.countUp()
        if !hasRoom {
            counters.refusedConnections.countUp()
            Socket.close(descriptor)
            return
        }
        guard let handshake = TLSHandshake(self, descriptor, peer) else { return }
        handshake.place = handshakes.count
        handshakes.append(handshake)
    }

    /// A client and this server have agreed; `plaintext` came behind the handshake.
    func agreed(
        _ handshake: TLSHandshake, _ handle: SocketHandle, _ channel: SecureChannel, _ plaintext: ByteView
    ) {
        counters.tlsConnections.countUp()
        if channel.isResumed { counters.tlsResumptions.countUp() }
        forget(handshake)
        let connection = takeSpare()
        keep(connection)
        connection.open(handshake, handle, channel, plaintext)
        if isDraining, connection.phase != .closed { connection.beginDraining() }
    }

    /// Takes a handshake out of those under way.
    func forget(_ handshake: TLSHandshake) {
        let last = handshakes.removeLast()
        if handshake.place < handshakes.count {
            handshakes[handshake.place] = last
            last.place = handshake.place
        }
    }

    private func keep(_ connection: ClientConnection) {
        counters.openConnections.countUp()
        connection.place = connections.count
        connections.append(connection)
    }

    /// Serves a test on a socket; false when it cannot be.
    func serve(_ test: MethodTest, on descriptor: Int32) -> Bool {
        let connection = spare.popLast() ?? ClientConnection(self)
        guard connection.open(descriptor, for: test) else {
            keepSpare(connection)
            return false
        }
        keep(connection)
        return true
    }

    /// A connection has closed its socket.
    func closed(_ connection: ClientConnection) {
        forget(connection)
        endDrainIfDone()
    }

    /// Takes a connection out of the open ones; its memory serves again.
    func forget(_ connection: ClientConnection) {
        counters.openConnections.countDown()
        let place = connection.place
        let last = connections.removeLast()
        if place < connections.count {
            connections[place] = last
            last.place = place
        }
        keepSpare(connection)
    }

    /// Memory for an event of a WebSocket connection.
    func takeSpare() -> ClientConnection {
        // One that goes on at the end of the turn may have been looked at already.
        guard let last = spare.last, !last.isPutOff else { return ClientConnection(self) }
        spare.removeLast()
        return last
    }

    func keepSpare(_ connection: ClientConnection) {
        if spare.count < limits.pooledConnectionsMax {
            spare.append(connection)
        } else {
            loop.dismiss(connection)
        }
    }

    /// Ends a drain when nothing is left that it waits for.
    func endDrainIfDone() {
        if isDraining, connections.isEmpty, handshakes.isEmpty, sockets.isEmpty, eventsInFlight == 0 {
            finishDraining()
        }
    }

    /// Gives the gateway the loop's time.
    @inline(__always)
    func setClock() {
        gateway.setClock((loop.now, loop.wallMilliseconds))
    }

    /// Has a connection go on once the events of the turn have been handled. What connections do then is done for all
    /// of them, step by step: requests, calls, writes. One by one, the kernel's way through a socket displaces the
    /// gateway's code from the processor's caches for each request.
    func putOff(_ connection: ClientConnection) {
        if connection.isPutOff { return }
        connection.isPutOff = true
        waiting.append(Unmanaged.passUnretained(connection))
    }

    /// The same for a WebSocket connection: messages, then, behind what they make connections do, writes.
    func putOff(_ socket: SocketConnection) {
        if socket.isPutOff { return }
        socket.isPutOff = true
        waitingSockets.append(Unmanaged.passRetained(socket))
    }

    /// Keeps what a WebSocket connection has read until the events of the turn have been handled; nil when that is too
    /// much already.
    func keepArrived(_ bytes: ByteView) -> Range<Int>? {
        let start = arrivals.count
        if start + bytes.count > Worker.arrivalBytesMax { return nil }
        arrivals.append(bytes)
        return start..<arrivals.count
    }

    fileprivate func goOn() {
        if waiting.isEmpty, waitingSockets.isEmpty { return }
        var start = 0
        var firstSocket = 0
        // Who puts off again meanwhile is appended.
        while start < waiting.count || firstSocket < waitingSockets.count {
            let lastSocket = waitingSockets.count
            for index in firstSocket..<lastSocket {
                waitingSockets[index]._withUnsafeGuaranteedRef { $0.processPutOff() }
            }
            let end = waiting.count
            for index in start..<end { waiting[index]._withUnsafeGuaranteedRef { $0.processPutOff() } }
            for index in start..<end { waiting[index]._withUnsafeGuaranteedRef { $0.callPutOff() } }
            for index in start..<end { waiting[index]._withUnsafeGuaranteedRef { $0.writePutOff() } }
            for index in firstSocket..<lastSocket {
                waitingSockets[index]._withUnsafeGuaranteedRef { $0.writePutOff() }
                waitingSockets[index].release()
            }
            start = end
            firstSocket = lastSocket
        }
        if !waiting.isEmpty { waiting.removeAll(keepingCapacity: true) }
        if waitingSockets.isEmpty { return }
        waitingSockets.removeAll(keepingCapacity: true)
        arrivals.removeAll()
    }

    // MARK: Upstream

    /// Has `body` use the pool of an origin.
    @inline(__always)
    func withPool(_ endpoint: UInt32, _ body: (UpstreamPool) -> Void) {
        let index = Int(endpoint)
        if pools.count <= index { addPools(upTo: index) }
        pools[index]._withUnsafeGuaranteedRef(body)
    }

    private func addPools(upTo index: Int) {
        while pools.count <= index {
            pools.append(Unmanaged.passRetained(UpstreamPool(self, endpoints[UInt32(pools.count)])))
        }
    }

    /// How signing went.
    enum Signing {
        /// The call may go out.
        case done
        /// The credentials are being fetched.
        case pending(CredentialSource)
        case failed(UpstreamFailure)
    }

    /// Signs the call of an AWS service.
    func sign(_ exchange: Exchange, for target: AWSTarget) -> Signing {
        if target.signingName.isEmpty { return .done }
        if target.signsAsCaller, let caller = exchange.signer {
            return sign(exchange, for: target, with: AWSCredentials(caller))
        }
        let source = source(for: target)
        var isRole = false
        if case .role = source { isRole = true }
        switch credentials.credentials(source) {
        case .pending: return .pending(source)
        case .failed:
            if isRole { return .failed(credentialSource == .none && stsEndpoint.isEmpty ? .unsigned : .role) }
            return target.needsCredentials ? .failed(.unsigned) : .done
        case .ready(let credentials): return sign(exchange, for: target, with: credentials)
        }
    }

    private func sign(_ exchange: Exchange, for target: AWSTarget, with credentials: AWSCredentials) -> Signing {
        let isSigned = signer.sign(
            &exchange.upstreamRequest, with: credentials, service: target.signingName, region: target.region,
            epochSeconds: loop.wallMilliseconds / 1000)
        return isSigned ? .done : .failed(.unsigned)
    }

    /// The role of the integration is assumed where its call goes: at AWS for services of AWS, at a configured address
    /// for services at configured addresses. With no STS there, the process's own credentials sign.
    private func source(for target: AWSTarget) -> CredentialSource {
        if target.role.isEmpty || (!target.needsCredentials && stsEndpoint.isEmpty) { return credentialSource }
        let role = AssumedRole(arn: target.role, sessionName: Worker.roleSessionName, region: target.region)
        return .role(role, from: credentialSource)
    }

    /// The name of API Gateway's sessions (observed in CloudTrail).
    private static let roleSessionName = "BackplaneAssumeRoleSession"

    // MARK: Access log

    /// Ends an exchange: counts it and writes its log lines.
    ///
    /// - Parameter isWhole: Whether its answer is; else the connection closes.
    /// - Returns: Whether the exchange leaves the connection open.
    @discardableResult
    func finish(_ exchange: Exchange, isWhole: Bool = true) -> Bool {
        let end = exchange.end
        if end.isTest {
            gateway.endTest(exchange, isWhole: isWhole)
            return end.keepsAlive
        }
        counters.requests.countUp()
        if end.status >= 500 {
            counters.serverErrors.countUp()
        } else if end.status >= 400 {
            counters.clientErrors.countUp()
        }
        if end.isLogged { writeExecutionLog(exchange, isWhole: isWhole) }
        if logWriter != nil { writeLog(exchange) }
        return end.keepsAlive
    }

    private func writeLog(_ exchange: Exchange) {
        let before = log.count
        gateway.finish(exchange, log: &log)
        if log.count == before { return }
        if before == 0, executionLines.isEmpty { loop.setTimer(logTimer, milliseconds: Worker.logDelayMilliseconds) }
        logLines += 1
        if log.count >= Worker.logBatchBytes { flushLog() }
    }

    private func writeExecutionLog(_ exchange: Exchange, isWhole: Bool) {
        guard executionWriter != nil else { return }
        if executionLines.isEmpty, log.isEmpty { loop.setTimer(logTimer, milliseconds: Worker.logDelayMilliseconds) }
        gateway.appendExecutionLog(exchange, isWhole: isWhole, to: &executionLines)
        if executionLines.count >= Worker.logBatchBytes { flushExecutionLines() }
    }

    private func flushExecutionLines() {
        if executionLines.isEmpty { return }
        executionWriter?.append(executionLines.view, count: 1)
        executionLines.removeAll()
    }

    func flushLog() {
        flushExecutionLines()
        if log.isEmpty { return }
        logWriter?.append(log.view, count: logLines)
        log.removeAll()
        logLines = 0
    }

    /// Tells the operator something, in one line.
    func notice(_ text: String) {
        guard let notices else { return }
        Array((text + "\n").utf8).withByteView { notices.append($0, count: 1) }
    }

    // MARK: From other threads

    /// Serves a new set from the next request on. From any thread.
    func publish(_ serving: ServingSet, _ receipt: Receipt) {
        loop.post { [self] in
            defer { receipt.sign() }
            gateway.serving = serving
            linkChecks?.set(serving.links)
            // An idle connection would keep the old plan in memory until its next request.
            for connection in connections where connection.isIdle { connection.exchange.deployment = nil }
            for connection in spare { connection.exchange.deployment = nil }
            for socket in sockets.all.reversed() { socket.rebind() }
        }
    }

    /// Speaks TLS by other certificates from the next handshake on. From any thread.
    func publish(_ directory: TLSDirectory) { loop.post { [self] in tls = directory } }

    /// Stops accepting, lets requests in flight end, then ends the loop. From any thread.
    func beginDraining() {
        loop.post { [self] in
            if isDraining { return }
            // What has connected already is still served once.
            listener?.close()
            listener = nil
            tlsListener?.close()
            tlsListener = nil
            isDraining = true
            for connection in connections.reversed() { connection.beginDraining() }
            for socket in sockets.all.reversed() { socket.beginDraining() }
            for pool in pools { pool._withUnsafeGuaranteedRef { $0.closeIdle() } }
            loop.setTimer(drainTimer, milliseconds: drainMilliseconds)
            endDrainIfDone()
        }
    }

    fileprivate func drainDeadline() {
        for handshake in handshakes.reversed() { handshake.close() }
        for connection in connections.reversed() { connection.close() }
        for socket in sockets.all.reversed() { socket.end() }
        finishDraining()
    }

    private func finishDraining() {
        flushLog()
        linkChecks?.stop()
        loop.cancelTimer(drainTimer)
        loop.stop()
    }

    /// Runs the loop until it is drained.
    func run() {
        loop.run()
        // They hold the worker.
        loop.finisher = nil
        spare.removeAll()
        connections.removeAll()
        handshakes.removeAll()
        for pool in pools { pool.release() }
        pools.removeAll()
        peers.removeAll()
    }
}

extension AWSCredentials {
    /// Those of a caller whose signature was checked.
    fileprivate init(_ identity: LocalIdentity) {
        self.init(
            accessKeyID: String(decoding: identity.accessKeyID, as: UTF8.self),
            secretAccessKey: String(decoding: identity.secretAccessKey, as: UTF8.self),
            sessionToken: String(decoding: identity.sessionToken, as: UTF8.self))
    }
}

/// Hands log lines over when there was no full batch for a while.
private final class LogTimer: EventHandler {
    /// Not weak: a weak reference would give the worker a side table, and every retain of it the slow path.
    unowned(unsafe) var worker: Worker?

    override func timerExpired() { worker?.flushLog() }
}

/// Does what connections have put off.
private final class Finisher: EventHandler {
    @exclusivity(unchecked) var worker: Unmanaged<Worker>?

    override func eventsHandled() { worker?._withUnsafeGuaranteedRef { $0.goOn() } }
}

/// Ends a drain that takes too long.
private final class DrainTimer: EventHandler {
    unowned(unsafe) var worker: Worker?

    override func timerExpired() { worker?.drainDeadline() }
}

/// Answers that no gateway writes: there is no request to answer, or no room for one.
enum FixedAnswers {
    /// Too many connections.
    static var overloaded: ByteView {
        ByteView(
            "HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json\r\nContent-Length: 33\r\nRetry-After: 1\r\nConnection: close\r\n\r\n{\"message\":\"Service Unavailable\"}"
        )
    }

    /// The head or body did not arrive in time.
    static var timeout: ByteView {
        ByteView(
            "HTTP/1.1 408 Request Timeout\r\nContent-Type: application/json\r\nContent-Length: 29\r\nConnection: close\r\n\r\n{\"message\":\"Request Timeout\"}"
        )
    }

    /// HTTP without TLS where TLS is spoken.
    static var plainHTTP: ByteView {
        ByteView(
            "HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nContent-Length: 25\r\nConnection: close\r\n\r\n{\"message\":\"Bad Request\"}"
        )
    }

    /// The alert unrecognized_name, fatal, in a record of TLS 1.2 at most. RFC 8446 §6.
    static var unknownName: ByteView { ByteView("\u{15}\u{3}\u{3}\u{0}\u{2}\u{2}\u{70}") }

    /// RFC 9110 §10.1.1.
    static var proceed: ByteView { ByteView("HTTP/1.1 100 Continue\r\n\r\n") }
}
