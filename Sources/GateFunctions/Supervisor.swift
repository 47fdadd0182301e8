// What the host's loop owns: the pools of all functions, the clients of the Invoke API, identifiers. Everything here
// runs on the loop's thread.

import GateBytes
import GateJSON
import GateLoop

/// The state of a host.
final class Supervisor: @unchecked Sendable {
    let loop: EventLoop
    let options: FunctionHostOptions
    /// Reads payloads to see that they are JSON.
    @exclusivity(unchecked) var tape = JSONTape()
    /// What a pipe or a dropped body is read into.
    @exclusivity(unchecked) var scratch = ByteBuffer(capacity: 64 * 1024)
    /// Lines of functions that have not been handed to the writer.
    @exclusivity(unchecked) private var logLines = ByteBuffer(capacity: 4 * 1024)
    private var random: RandomSource
    private var pools: [String: FunctionPool] = [:]
    private var listener: Listener?
    /// Open connections, each at its `place`.
    private var connections: [InvokeConnection] = []
    private var retryCount = 0
    /// Every process that has not ended, also of functions that are no more.
    private var processes: [FunctionProcess] = []
    private(set) var isStopping = false

    /// nil when the system has no more descriptors.
    init?(_ options: FunctionHostOptions) {
        do throws(EventLoop.Unavailable) { loop = try EventLoop() } catch { return nil }
        self.options = options
        random = RandomSource(LoopProcess.randomBits(), LoopProcess.randomBits())
    }

    // MARK: The Invoke API

    /// Takes over a listening descriptor.
    func listen(_ descriptor: Int32) -> Bool {
        listener = Listener(loop, descriptor) { [unowned self] connection, _ in accept(connection) }
        return listener != nil
    }

    private func accept(_ descriptor: Int32) {
        if isStopping || connections.count >= FunctionLimits.connectionsMax {
            Socket.close(descriptor)
            return
        }
        guard let connection = InvokeConnection(self, descriptor) else { return }
        connection.place = connections.count
        connections.append(connection)
    }

    /// A connection has closed its socket.
    func closed(_ connection: InvokeConnection) {
        let place = connection.place
        let last = connections.removeLast()
        if place < connections.count {
            connections[place] = last
            last.place = place
        }
    }

    /// The pool of a function.
    func pool(_ name: String) -> FunctionPool? { pools[name] }

    /// AWS: `arn:aws:lambda:us-east-1:123456789012:function:name`.
    func arn(_ name: String) -> String {
        "arn:aws:lambda:\(options.region):\(options.accountID):function:\(name)"
    }

    /// Whether bytes are one JSON value.
    func isJSON(_ bytes: ByteView) -> Bool {
        do throws(JSONFailure) {
            try tape.read(bytes)
            return true
        } catch {
            return false
        }
    }

    // MARK: Functions

    /// Runs these functions from now on.
    func replace(_ functions: [LocalFunction]) {
        if isStopping { return }
        let old = pools
        pools = [:]
        for function in functions { pools[function.name] = FunctionPool(self, function) }
        for (name, pool) in old {
            for invocation in pool.retire() {
                if let heir = pools[name] {
                    heir.invoke(invocation)
                } else {
                    invocation.complete(.unknown, .empty)
                }
            }
        }
    }

    /// An invocation from inside the process.
    func invoke(
        _ name: String, payload: [UInt8],
        _ completion: @escaping (Result<FunctionAnswer, FunctionRefusal>) -> Void
    ) {
        guard let pool = pools[name], !isStopping else { return completion(.failure(.unknownFunction)) }
        let bytes = payload.isEmpty ? Array("{}".utf8) : payload
        guard bytes.count <= FunctionLimits.payloadBytesMax, bytes.withByteView({ isJSON($0) }) else {
            return completion(.failure(.payload))
        }
        let invocation = Invocation(
            newIdentifier(), bytes, isAsynchronous: false, functionName: name
        ) { _, outcome, payload in
            switch outcome {
            case .answer: completion(.success(FunctionAnswer(payload: Array(payload), isError: false)))
            case .failure: completion(.success(FunctionAnswer(payload: Array(payload), isError: true)))
            case .throttled: completion(.failure(.throttled))
            case .unknown: completion(.failure(.unknownFunction))
            }
        }
        invocation.traceIdentifier = newTrace()
        pool.invoke(invocation)
    }

    /// Gives a failed asynchronous invocation another attempt after its pause.
    func retryLater(_ invocation: Invocation) {
        invocation.failures += 1
        let attempt = invocation.failures - 1
        guard attempt < options.retryMilliseconds.count, retryCount < FunctionLimits.retriesMax, !isStopping
        else { return }
        retryCount += 1
        invocation.retry = { [unowned self] invocation in
            retryCount -= 1
            pools[invocation.functionName]?.invoke(invocation)
        }
        loop.setTimer(invocation, milliseconds: options.retryMilliseconds[attempt])
    }

    // MARK: Processes

    func started(_ process: FunctionProcess) { processes.append(process) }

    func ended(_ process: FunctionProcess) {
        processes.removeAll { $0 === process }
        if isStopping, processes.isEmpty { finish() }
    }

    /// Ends everything; the loop stops when the last process is gone.
    func stop() {
        if isStopping { return }
        isStopping = true
        listener?.close()
        listener = nil
        for pool in pools.values {
            for invocation in pool.retire() { invocation.complete(.unknown, .empty) }
        }
        for process in processes { process.shutDown() }
        if processes.isEmpty { finish() }
    }

    private func finish() {
        for connection in connections.reversed() { connection.close() }
        loop.stop()
    }

    // MARK: Log

    /// Passes a line of a function on.
    func log(_ name: String, _ line: ByteView) {
        guard let log = options.log else { return }
        logLines.removeAll()
        logLines.append("[")
        logLines.append(text: name)
        logLines.append("] ")
        logLines.append(line)
        logLines.append("\n")
        log.append(logLines.view, count: 1)
    }

    func log(_ name: String, _ line: String) { Array(line.utf8).withByteView { log(name, $0) } }

    // MARK: Identifiers

    /// A random UUID (RFC 9562, version 4).
    func newIdentifier() -> [UInt8] {
        let high = random.next() & 0xffff_ffff_ffff_0fff | 0x4000
        let low = random.next() & 0x3fff_ffff_ffff_ffff | 0x8000_0000_0000_0000
        var text = ByteBuffer(capacity: 64)
        text.append(hex: high >> 32, digits: 8)
        text.append("-")
        text.append(hex: high >> 16, digits: 4)
        text.append("-")
        text.append(hex: high, digits: 4)
        text.append("-")
        text.append(hex: low >> 48, digits: 4)
        text.append("-")
        text.append(hex: low, digits: 12)
        return Array(text.view)
    }

    /// AWS: "Lambda and X-Ray", the tracing header of a request that is not sampled.
    func newTrace() -> [UInt8] {
        var text = ByteBuffer(capacity: 128)
        text.append("Root=1-")
        text.append(hex: UInt64(truncatingIfNeeded: loop.wallMilliseconds / 1000), digits: 8)
        text.append("-")
        text.append(hex: random.next(), digits: 16)
        text.append(hex: random.next(), digits: 8)
        text.append(";Parent=")
        text.append(hex: random.next(), digits: 16)
        text.append(";Sampled=0")
        return Array(text.view)
    }

    /// 32 hexadecimal digits.
    func newDigits() -> String {
        var text = ByteBuffer(capacity: 64)
        text.append(hex: random.next(), digits: 16)
        text.append(hex: random.next(), digits: 16)
        return String(text.view)
    }
}

/// Bits for identifiers, which are unique but no secret: xorshift128+ (Vigna, "Further scramblings of Marsaglia's
/// xorshift generators").
private struct RandomSource {
    private var first: UInt64
    private var second: UInt64

    init(_ first: UInt64, _ second: UInt64) {
        self.first = first | 1
        self.second = second
    }

    mutating func next() -> UInt64 {
        var x = first
        let y = second
        first = y
        x ^= x << 23
        second = x ^ y ^ (x >> 18) ^ (y >> 5)
        return second &+ y
    }
}
