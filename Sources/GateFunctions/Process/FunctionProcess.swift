// One running process of a function: its runtime API, its output, its end.
//
//   starting ──next──► idle ──run──► busy ──response──► settled ──next──► idle …
//      │ (init timeout)  │ (unused)    │ (timeout)         │ (timeout)
//      └─────────────────┴─────────────┴───────────────────┴──► ending ──► gone
//
// The process is told apart by the port of its runtime API: each has a listener of its own on loopback. Its end is
// seen through a process descriptor, like a socket that becomes readable.

import CGateSystem
import GateBytes
import GateLoop

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A process. Its one timer is the limit of the state it is in.
final class FunctionProcess: EventHandler {
    private enum State {
        /// It has not asked for an invocation yet.
        case starting
        /// It waits for one.
        case idle
        case busy
        /// It has answered and not asked again.
        case settled
        /// It has been told to end, or has lost its trust.
        case ending
        case gone
    }

    /// Unowned would do if a pool that has been replaced did not live on through its processes.
    let pool: FunctionPool
    private let identifier: Int32
    private var handle = SocketHandle.none
    private var state = State.starting
    private var invocation: Invocation?
    /// The connection on which it waits for an invocation.
    private var poller: RuntimeConnection?
    private var connections: [RuntimeConnection] = []
    private var outputs: [ProcessOutput] = []
    private let listener: Listener
    /// Whether the answer that it streams has broken off.
    private var hasBrokenOff = false
    /// Whether an error of its start has been told already.
    private var hasFailedStart = false

    private var loop: EventLoop { pool.supervisor.loop }

    // MARK: Life

    /// Starts a process of a function.
    static func start(_ pool: FunctionPool) -> Result<FunctionProcess, LaunchProblem> {
        let loop = pool.supervisor.loop
        guard let address = SocketAddress("127.0.0.1", port: 0) else { return .failure(.system(EINVAL)) }
        let descriptor: Int32
        do throws(Socket.Failure) {
            descriptor = try Socket.listen(address, backlog: 16, sharesPort: false)
        } catch {
            return .failure(.system(error.error))
        }
        let port = Socket.localPort(descriptor)
        // The listener must know the process, and the process its port: who calls early waits in the backlog.
        let door = Door()
        guard let listener = Listener(loop, descriptor, accepted: { connection, _ in door.accept(connection) }) else {
            return .failure(.system(EMFILE))
        }
        switch Launch.run(pool, port: port) {
        case .failure(let problem):
            listener.close()
            return .failure(problem)
        case .success(let launched):
            let process = FunctionProcess(pool, launched, listener)
            door.process = process
            process.watch(launched)
            return .success(process)
        }
    }

    private init(_ pool: FunctionPool, _ launched: Launch.Result, _ listener: Listener) {
        self.pool = pool
        self.listener = listener
        identifier = launched.process
        super.init()
    }

    private func watch(_ launched: Launch.Result) {
        handle = loop.register(launched.watched, self, .readable) ?? .none
        for descriptor in [launched.output, launched.error] {
            if let output = ProcessOutput(self, descriptor) { outputs.append(output) }
        }
        let limit = max(pool.supervisor.options.initMilliseconds, pool.function.timeoutMilliseconds)
        loop.setTimer(self, milliseconds: limit)
        // Without the descriptor its end would never be seen.
        if handle == .none { kill() }
    }

    /// Whether it is about to ask for an invocation.
    var isComing: Bool { state == .starting || state == .settled }
    var isBusy: Bool { state == .busy }
    var isEnding: Bool { state == .ending || state == .gone }

    /// Asks it to end, and makes it after a while.
    func shutDown() {
        if isEnding { return }
        state = .ending
        loop.setTimer(self, milliseconds: FunctionLimits.shutdownMilliseconds)
        gate_process_signal(identifier, SIGTERM)
        pool.ending(self)
    }

    /// Ends it at once.
    private func kill() {
        gate_process_signal(identifier, SIGKILL)
        if isEnding { return }
        state = .ending
        loop.cancelTimer(self)
        pool.ending(self)
    }

    /// It has ended.
    override func ready(_ readiness: Readiness) {
        if state == .gone { return }
        for output in outputs { output.close() }
        outputs = []
        // While the process has not been taken, its number and group are nobody else's.
        gate_process_signal(identifier, SIGKILL)
        var code: Int32 = 0
        var isSignal: Int32 = 0
        if gate_process_take(identifier, &code, &isSignal) == 0 { return }
        let wasStarting = state == .starting
        let wasExpected = state == .ending
        state = .gone
        loop.cancelTimer(self)
        loop.close(handle)
        listener.close()
        let open = connections
        connections = []
        poller = nil
        for connection in open { connection.close() }
        let reason = FunctionProcess.reason(code, isSignal: isSignal == 1)
        if !wasExpected { pool.supervisor.log(pool.function.name, reason) }
        if let invocation = takeInvocation() {
            fail(invocation, "Runtime.ExitError", reason)
        } else if wasStarting, !hasFailedStart {
            pool.startFailed { invocation, out in
                FunctionErrors.environment("Runtime.ExitError", invocation.identifier, reason, to: &out)
            }
        }
        pool.gone(self)
    }

    /// AWS, observed; the texts are those of Go's `os.ProcessState`.
    private static func reason(_ code: Int32, isSignal: Bool) -> String {
        if isSignal {
            let text = String(cString: gate_signal_text(code & 0xff))
            return "Runtime exited with error: signal: \(text)\(code > 0xff ? " (core dumped)" : "")"
        }
        return code == 0
            ? "Runtime exited without providing a reason" : "Runtime exited with error: exit status \(code)"
    }

    // MARK: Time

    override func timerExpired() {
        switch state {
        case .starting:
            hasFailedStart = true
            pool.startFailed { [self] invocation, out in appendTimeout(invocation, to: &out) }
            kill()
        case .idle: shutDown()
        case .busy:
            if endBrokenOff() {
                loop.setTimer(self, milliseconds: pool.function.timeoutMilliseconds)
                return
            }
            guard let invocation = takeInvocation() else { return kill() }
            drainOutputs(invocation)
            var out = ByteBuffer()
            appendTimeout(invocation, to: &out)
            report(invocation)
            // The process first: what the answer sets off must not find it.
            kill()
            pool.finish(invocation, .failure, out.view)
        case .settled: kill()
        case .ending: gate_process_signal(identifier, SIGKILL)
        case .gone: break
        }
    }

    private func appendTimeout(_ invocation: Invocation, to out: inout ByteBuffer) {
        FunctionErrors.timedOut(
            invocation.identifier, timeoutMilliseconds: pool.function.timeoutMilliseconds,
            wallMilliseconds: loop.wallMilliseconds, to: &out)
        var line = ByteBuffer()
        FunctionErrors.appendTimeout(
            invocation.identifier, timeoutMilliseconds: pool.function.timeoutMilliseconds,
            wallMilliseconds: loop.wallMilliseconds, to: &line)
        pool.supervisor.log(pool.function.name, line.view)
        invocation.log?.append(line.view)
    }

    // MARK: Invocations

    /// Hands an invocation over; the process is idle.
    func run(_ invocation: Invocation) {
        guard state == .idle, let poller else {
            // It went away between being chosen and now.
            pool.invoke(invocation)
            return
        }
        state = .busy
        hasBrokenOff = false
        self.invocation = invocation
        self.poller = nil
        invocation.startedAt = loop.now
        let timeout = pool.function.timeoutMilliseconds
        loop.setTimer(self, milliseconds: timeout)
        if var log = invocation.log {
            let text = "START RequestId: \(String(decoding: invocation.identifier, as: UTF8.self)) Version: $LATEST"
            Array(text.utf8).withByteView { log.append($0) }
            invocation.log = log
        }
        poller.deliver(invocation, arn: pool.arn, deadlineMilliseconds: loop.wallMilliseconds + Int64(timeout))
    }

    /// It waits, and nobody needs it.
    func becomeIdle() { loop.setTimer(self, milliseconds: pool.supervisor.options.idleMilliseconds) }

    private func takeInvocation() -> Invocation? {
        let taken = invocation
        invocation = nil
        return taken
    }

    private func fail(_ invocation: Invocation, _ type: StaticString, _ reason: String) {
        var out = ByteBuffer()
        FunctionErrors.environment(type, invocation.identifier, reason, to: &out)
        report(invocation)
        pool.finish(invocation, .failure, out.view)
    }

    // MARK: What the runtime API asks

    /// It asks for an invocation.
    func next(_ connection: RuntimeConnection) -> Bool {
        _ = endBrokenOff()
        switch state {
        case .starting: pool.started(self)
        case .settled: break
        // Asked again on another connection: the first one has been given up.
        case .idle: pool.notReady(self)
        case .busy, .ending, .gone: return false
        }
        state = .idle
        poller = connection
        pool.ready(self)
        return true
    }

    /// The answer that it streams has broken off. When it has ended, which is about to be seen, its end is the reason.
    func breakOff(_ invocation: Invocation) {
        guard state == .busy, self.invocation === invocation else { return }
        hasBrokenOff = true
        loop.setTimer(self, milliseconds: FunctionLimits.breakMilliseconds)
    }

    /// Ends the invocation whose answer has broken off; false when there is none.
    private func endBrokenOff() -> Bool {
        guard hasBrokenOff, state == .busy, let invocation else { return false }
        return invocation.identifier.withByteView { respond($0, .failure, FunctionErrors.truncated) }
    }

    /// The invocation with this identifier, while it is run here.
    func running(_ identifier: ByteView) -> Invocation? {
        guard state == .busy, let invocation, invocation.identifier.withByteView({ $0 == identifier }) else {
            return nil
        }
        return invocation
    }

    /// It has answered the invocation with this identifier; false when it has none such.
    func respond(_ identifier: ByteView, _ outcome: Outcome, _ payload: ByteView) -> Bool {
        guard let invocation = running(identifier) else { return false }
        self.invocation = nil
        state = .settled
        drainOutputs(invocation)
        report(invocation)
        pool.finish(invocation, outcome, payload)
        return true
    }

    /// It could not start; false when it has started.
    func failStart(_ payload: ByteView) -> Bool {
        guard state == .starting, !hasFailedStart else { return false }
        hasFailedStart = true
        for output in outputs { output.drain() }
        // It has a moment to end by itself.
        state = .ending
        loop.setTimer(self, milliseconds: FunctionLimits.shutdownMilliseconds)
        pool.startFailed { _, out in out.append(payload) }
        pool.ending(self)
        return true
    }

    fileprivate func accept(_ descriptor: Int32) {
        if state == .gone || connections.count >= FunctionLimits.runtimeConnectionsMax {
            Socket.close(descriptor)
            return
        }
        if let connection = RuntimeConnection(self, loop, descriptor) { connections.append(connection) }
    }

    /// A connection to its runtime API has closed.
    func closed(_ connection: RuntimeConnection) {
        connections.removeAll { $0 === connection }
        if poller === connection {
            poller = nil
            if state == .idle {
                pool.notReady(self)
                state = .settled
                loop.setTimer(self, milliseconds: pool.function.timeoutMilliseconds)
            }
        }
    }

    // MARK: Output

    /// A line that it has written.
    func wrote(_ line: ByteView) {
        pool.supervisor.log(pool.function.name, line)
        invocation?.log?.append(line)
    }

    /// What it wrote before it answered may still be in the pipes: only a log that is sent needs it now.
    private func drainOutputs(_ invocation: Invocation) {
        guard invocation.log != nil else { return }
        self.invocation = invocation
        for output in outputs { output.drain() }
        self.invocation = nil
    }

    /// AWS: "Lambda function logs": the lines behind an invocation.
    private func report(_ invocation: Invocation) {
        guard invocation.log != nil else { return }
        let name = String(decoding: invocation.identifier, as: UTF8.self)
        let spent = Int(loop.now - invocation.startedAt)
        var line = ByteBuffer()
        line.append(text: "END RequestId: \(name)\nREPORT RequestId: \(name)\tDuration: ")
        line.append(decimal: spent / 1000)
        line.append(".")
        line.append(decimal: spent % 1000 / 10, digits: 2)
        line.append(" ms\tBilled Duration: ")
        line.append(decimal: (spent + 999) / 1000)
        line.append(text: " ms\tMemory Size: \(pool.function.memoryMegabytes) MB\tMax Memory Used: ")
        line.append(decimal: (gate_process_peak(identifier) + 1023) / 1024)
        line.append(" MB\t")
        invocation.log?.append(line.view)
    }
}

/// Lets connections in once their process is there.
private final class Door {
    weak var process: FunctionProcess?

    func accept(_ descriptor: Int32) {
        if let process { process.accept(descriptor) } else { Socket.close(descriptor) }
    }
}
