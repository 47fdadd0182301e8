// One connection to a backend: connecting (address after address), TLS, writing requests, reading answers. It serves
// one exchange at a time and knows its client only through a handful of calls:
//
//   upstreamReady      connected: send the request
//   upstreamHead       the answer's head stands in the exchange
//   upstreamPayload    a run of decoded payload
//   upstreamComplete   the answer is whole
//   upstreamDrained    the socket took what waited
//   upstreamPaused…    end of one read: write what has come together
//   upstreamFailed     no (whole) answer; the connection is closed already
//
// A closed connection is not used again.

import GateBytes
import GateLoop
import GateRuntime
import GateTLS
import GateWire

/// A connection to an origin.
final class UpstreamConnection: EventHandler {
    enum State {
        case connecting
        case handshaking
        /// An exchange is under way.
        case busy
        /// In the pool.
        case idle
        case closed
    }

    /// Reads of one connection per turn before others get theirs.
    private static let readsPerTurnMax = 4
    private static let bufferBytesKept = 8 * 1024

    let worker: Worker
    /// The worker's, see ClientConnection.
    let loop: EventLoop
    let pool: UpstreamPool
    @exclusivity(unchecked) private(set) var state = State.connecting
    /// Not retained: a client lets go of its backend's connection before it ends.
    @exclusivity(unchecked) private var client: Unmanaged<ClientConnection>?
    @exclusivity(unchecked) private var descriptor: Int32 = -1
    @exclusivity(unchecked) private var handle = SocketHandle.none
    private var addresses: [SocketAddress]
    private var attempt = 0
    @exclusivity(unchecked) private var session: TLSSession?
    @exclusivity(unchecked) private var output = OutputQueue(capacity: 1024)
    @exclusivity(unchecked) private var idleSince: UInt64 = 0
    /// Whether it has served another exchange before this one.
    @exclusivity(unchecked) private(set) var isReused = false
    /// Bytes of this exchange's request that the kernel has taken.
    @exclusivity(unchecked) private(set) var sentBytes = 0
    /// Whether anything of this exchange's answer has come.
    @exclusivity(unchecked) private(set) var hasReceived = false
    /// The peer takes no more; an early answer may still be readable.
    @exclusivity(unchecked) private(set) var hasWriteFailed = false
    @exclusivity(unchecked) private var isReadingPaused = false
    @exclusivity(unchecked) var answer = UpstreamAnswerReader()

    init(_ pool: UpstreamPool, _ addresses: [SocketAddress]) {
        worker = pool.worker
        loop = pool.worker.loop
        self.pool = pool
        self.addresses = addresses
    }

    /// Request bytes that wait for the backend.
    var pendingBytes: Int { output.pending }

    /// Unused for long enough that the backend may have closed it unnoticed, and it has.
    var isSuspect: Bool {
        loop.now - idleSince > UInt64(worker.limits.upstreamProbeMilliseconds) * 1000
            && !Socket.isQuiet(descriptor)
    }

    // MARK: Connecting

    /// Connects for a client. May fail before it returns.
    func connect(for client: ClientConnection) {
        self.client = Unmanaged.passUnretained(client)
        attempt = 0
        connectNext()
    }

    private func connectNext() {
        while attempt < addresses.count {
            let index = (pool.preferredAddress + attempt) % addresses.count
            attempt += 1
            do throws(Socket.Failure) {
                let started = try Socket.connect(addresses[index])
                guard let handle = loop.register(started.descriptor, self, [.writable, .changes]) else {
                    continue
                }
                self.handle = handle
                descriptor = started.descriptor
                worker.counters.upstreamConnections.countUp()
                let isLast = attempt == addresses.count
                loop.setTimer(
                    self,
                    milliseconds: isLast ? worker.limits.connectMilliseconds : worker.limits.connectFallbackMilliseconds
                )
                return
            } catch {
                continue
            }
        }
        fail(.connect)
    }

    @inline(never)
    private func connectEnded() {
        if Socket.pendingError(descriptor) != 0 {
            giveUpAddress()
            return
        }
        loop.cancelTimer(self)
        pool.preferredAddress = (pool.preferredAddress + attempt - 1) % addresses.count
        addresses = []
        if pool.endpoint.isTLS {
            startTLS()
        } else {
            state = .busy
            watch()
            client?._withUnsafeGuaranteedRef { $0.upstreamReady(self) }
        }
    }

    private func giveUpAddress() {
        loop.cancelTimer(self)
        loop.close(handle)
        handle = .none
        descriptor = -1
        connectNext()
    }

    private func startTLS() {
        state = .handshaking
        let endpoint = pool.endpoint
        let peer = TLSPeer(
            name: endpoint.tlsServerName.isEmpty ? endpoint.host : endpoint.tlsServerName,
            forgivesUnknownRoot: endpoint.skipsTLSVerification)
        do throws(TLSFailure) {
            session = try TLSSession(client: worker.trust.context(for: endpoint), peer: peer)
        } catch {
            fail(.tls)
            return
        }
        loop.setTimer(self, milliseconds: worker.limits.connectMilliseconds)
        session?.takeCiphertext(into: &output.buffer)
        flush()
    }

    // MARK: An exchange

    /// Takes a kept connection for a client.
    func reuse(for client: ClientConnection) {
        self.client = Unmanaged.passUnretained(client)
        isReused = true
        state = .busy
        client.upstreamReady(self)
    }

    /// The exchange has ended; whether the connection is fit for another one and its pool may keep it.
    func release(isReusable: Bool) -> Bool {
        client = nil
        if !isReusable || hasWriteFailed || output.pending > 0 || isReadingPaused {
            close()
            return false
        }
        answer.reset(capacityKept: UpstreamConnection.bufferBytesKept)
        sentBytes = 0
        hasReceived = false
        idleSince = loop.now
        state = .idle
        return true
    }

    /// The client does not want the answer any more.
    func cancel() {
        client = nil
        close()
    }

    @inline(never)
    func close() {
        if state == .closed { return }
        if state == .busy, let session, !hasWriteFailed {
            session.close()
            session.takeCiphertext(into: &output.buffer)
            _ = output.flush(descriptor)
        }
        state = .closed
        loop.cancelTimer(self)
        loop.close(handle)
        handle = .none
        descriptor = -1
        session = nil
    }

    @inline(never)
    func fail(_ failure: UpstreamFailure) {
        let client = self.client
        self.client = nil
        close()
        client?._withUnsafeGuaranteedRef { $0.upstreamFailed(self, failure) }
    }

    // MARK: Events

    override func ready(_ readiness: Readiness) {
        if state == .connecting {
            connectEnded()
            return
        }
        if readiness.contains(.writable) { flush() }
        if state == .closed || isReadingPaused { return }
        if !readiness.isDisjoint(with: [.readable, .broken]) { read(readiness) }
    }

    override func timerExpired() {
        switch state {
        case .connecting: giveUpAddress()
        case .handshaking: fail(.tls)
        case .idle:
            pool.forget(self)
            close()
        case .busy, .closed: break
        }
    }

    private func watch() {
        var interest = Readiness.changes
        if !isReadingPaused { interest.insert(.readable) }
        if output.pending > 0, !hasWriteFailed { interest.insert(.writable) }
        loop.watch(handle, interest)
    }

    /// Stops or resumes reading the answer.
    func setReading(_ isReading: Bool) {
        if state != .busy || isReadingPaused == !isReading { return }
        isReadingPaused = !isReading
        watch()
    }

    @inline(__always)
    private func read(_ readiness: Readiness) {
        // The end of a stream is not reported again.
        let isEnding = !readiness.isDisjoint(with: [.ended, .broken])
        for _ in 0..<UpstreamConnection.readsPerTurnMax {
            switch Socket.read(descriptor, into: &worker.scratch) {
            case .bytes(let count):
                received(worker.scratch.view)
                if state == .closed || isReadingPaused { return }
                if count < worker.scratch.capacity, !isEnding { return }
            case .again: return
            case .end:
                ended()
                return
            case .failed:
                ended(isBroken: true)
                return
            }
        }
        loop.repeatReadiness(handle)
    }

    private func received(_ bytes: ByteView) {
        guard let session else {
            take(bytes)
            return
        }
        worker.plaintext.removeAll()
        do throws(TLSFailure) {
            try session.receive(bytes, plaintext: &worker.plaintext)
        } catch {
            // The alert tells the peer why; it is sent as far as it goes.
            session.takeCiphertext(into: &output.buffer)
            _ = output.flush(descriptor)
            if state == .idle {
                ended()
            } else if error == .wrongName {
                fail(.wrongName)
            } else {
                fail(state == .handshaking ? .tls : .broken)
            }
            return
        }
        session.takeCiphertext(into: &output.buffer)
        flush()
        if state == .handshaking, session.isHandshakeDone {
            loop.cancelTimer(self)
            state = .busy
            client?._withUnsafeGuaranteedRef { $0.upstreamReady(self) }
        }
        if state != .closed, !worker.plaintext.isEmpty { take(worker.plaintext.view) }
        if state != .closed, session.isPeerClosed { ended() }
    }

    private func take(_ bytes: ByteView) {
        guard state == .busy, let client else {
            // Bytes without a request: whatever they are, no later exchange may see them.
            ended()
            return
        }
        hasReceived = true
        client._withUnsafeGuaranteedRef { takeAnswer(bytes, $0) }
    }

    /// The peer has ended its side, or the connection broke.
    @inline(never)
    private func ended(isBroken: Bool = false) {
        switch state {
        case .idle:
            pool.forget(self)
            close()
        case .handshaking: fail(.tls)
        case .busy:
            if !isBroken, let client, answer.endsWithConnection {
                client._withUnsafeGuaranteedRef { $0.upstreamComplete(self, isReusable: false) }
            } else {
                fail(.broken)
            }
        case .connecting, .closed: break
        }
    }

    // MARK: Writing

    /// Sends two runs of request bytes, or keeps what the socket does not take.
    @inline(__always)
    func send(_ first: ByteView, _ second: ByteView = .empty) {
        if hasWriteFailed || state != .busy { return }
        if session != nil || output.pending > 0 {
            sendBehind(first, second)
            return
        }
        let result = Socket.write(descriptor, first, second)
        if result == .bytes(first.count + second.count) {
            sentBytes += first.count + second.count
        } else {
            keepUnsent(result, first, second)
        }
    }

    /// Sends what is encrypted first, or follows other bytes.
    @inline(never)
    private func sendBehind(_ first: ByteView, _ second: ByteView) {
        if let session {
            do throws(TLSFailure) {
                try session.send(first)
                try session.send(second)
            } catch {
                hasWriteFailed = true
                return
            }
            session.takeCiphertext(into: &output.buffer)
            sentBytes += first.count + second.count
        } else {
            output.buffer.append(first)
            output.buffer.append(second)
        }
        flush()
    }

    /// The socket did not take everything.
    @inline(never)
    private func keepUnsent(_ result: SocketResult, _ first: ByteView, _ second: ByteView) {
        switch result {
        case .bytes(let count):
            sentBytes += count
            if count < first.count { output.buffer.append(first.dropFirst(count)) }
            output.buffer.append(second.dropFirst(max(0, count - first.count)))
        case .again:
            output.buffer.append(first)
            output.buffer.append(second)
        case .end, .failed: hasWriteFailed = true
        }
        watch()
    }

    private func flush() {
        let before = output.pending
        switch output.flush(descriptor) {
        case .done, .blocked: break
        case .failed: hasWriteFailed = true
        }
        if session == nil { sentBytes += before - output.pending }
        watch()
        if before > output.pending || hasWriteFailed, state == .busy {
            client?._withUnsafeGuaranteedRef { $0.upstreamDrained(self) }
        }
    }
}
