// One client's connection: bytes in, requests one after another, answers out. It drives an exchange through the
// gateway's steps (GateRuntime/Exchange/Exchange.swift) and its backend's connection.
//
//   head ──► body ──► upstream ──► relay ──┐          discard: the rest of an unread body is read and dropped
//    ▲  └──────┴──────────┴────────────────┤          flush:   the last answer goes out, then the connection closes
//    └───────────────── discard ◄──────────┘──► flush ──► linger ──► closed
//
// Memory: `input` holds heads and small bodies, and its storage neither grows nor moves while an exchange is under
// way, because the exchange's views point into it. What arrives meanwhile and is not body goes to `later`.
// Re-entrancy: steps may end at once (a backend that refuses) or with a later event; only the loop in `processInput`
// begins requests, so pipelined requests never nest. What the events of a turn have brought is read first, then
// looked at, then answered and passed on, for all connections together (`Worker.putOff`).
// Steps that are rare stand out of line (`@inline(never)`): a request's path should take few lines of the code cache.

import GateBytes
import GateLoop
import GateRuntime
import GateWire

/// A client's connection.
final class ClientConnection: EventHandler {
    enum Phase: UInt8 {
        /// Between requests, or within a head.
        case head
        /// Collecting a body for the gateway.
        case body
        /// A backend is being called; no answer has begun.
        case upstream
        /// A backend's answer is being passed on.
        case relay
        case discard
        case flush
        case linger
        case closed
    }

    /// Reads of one connection per turn before others get theirs.
    private static let readsPerTurnMax = 4
    /// Storage that `input` starts with and shrinks to.
    static let inputBytesKept = 4 * 1024
    /// Storage that the answer buffer keeps between requests.
    static let outputBytesKept = 16 * 1024

    // Buffers are passed `inout` to the gateway and the codec, which know nothing of the connection, and plain fields
    // are read and set one at a time: `unchecked` spares a dynamic check per access, see Exchange.
    let worker: Worker
    /// The worker's. Read through the worker they would be retained for every call.
    let loop: EventLoop
    let gateway: Gateway
    let exchange = Exchange()
    /// Index among the worker's connections.
    @exclusivity(unchecked) var place = 0
    @exclusivity(unchecked) var phase = Phase.closed
    @exclusivity(unchecked) var descriptor: Int32 = -1
    @exclusivity(unchecked) var handle = SocketHandle.none

    @exclusivity(unchecked) var input = ByteBuffer(capacity: ClientConnection.inputBytesKept)
    @exclusivity(unchecked) var inputPosition = 0
    /// Bytes of the read under way that nobody has used yet; then `input` is used up. Empty between reads.
    @exclusivity(unchecked) var arriving = ByteView.empty
    /// Bytes of an incomplete head that have been parsed already.
    @exclusivity(unchecked) var headSeen = 0
    @exclusivity(unchecked) var headDeadline: UInt64 = 0
    /// Bytes behind the current request, read while it is under way.
    @exclusivity(unchecked) var later = ByteBuffer(capacity: 64)
    @exclusivity(unchecked) var output = OutputQueue(capacity: ClientConnection.inputBytesKept)
    /// Where in `output.buffer` the answer begins that was written last.
    @exclusivity(unchecked) var answerStart = 0
    /// Since when output waits for the client; 0 when none does.
    @exclusivity(unchecked) var blockedSince: UInt64 = 0

    @exclusivity(unchecked) var body: RequestBody
    @exclusivity(unchecked) var bodyBytesMax = 0
    @exclusivity(unchecked) var bodyDeadline: UInt64 = 0
    /// Whether `100 Continue` is owed to the client once its body is wanted.
    @exclusivity(unchecked) var owesContinue = false
    @exclusivity(unchecked) var isProcessing = false
    @exclusivity(unchecked) var needsLinger = false
    @exclusivity(unchecked) var lingeredBytes = 0
    @exclusivity(unchecked) private var isReading = true

    /// Whether the connection goes on once the events of the turn have been handled: writes what waits, at least.
    @exclusivity(unchecked) var isPutOff = false
    /// Whether it looks at its input then.
    @exclusivity(unchecked) private var owesInput = false
    /// Whether it calls its backend then.
    @exclusivity(unchecked) var owesCall = false

    @exclusivity(unchecked) var upstream: UpstreamConnection?
    @exclusivity(unchecked) var callDeadline: UInt64 = 0
    /// When the next part of a streamed answer must have come.
    @exclusivity(unchecked) var partDeadline: UInt64 = 0
    /// Grows with every call and at closing: answers of the resolver that come too late are recognised by it.
    @exclusivity(unchecked) var serial: UInt64 = 0
    @exclusivity(unchecked) var hasRetried = false
    /// The target of a VPC link that counts the call.
    @exclusivity(unchecked) var linkTarget: LinkTarget?
    /// One bit for each target of the link that the call has been sent to.
    @exclusivity(unchecked) var linkTried: UInt64 = 0
    /// Where in `input` the relayed body began; -1 when some of it was relayed from elsewhere and cannot be sent again.
    @exclusivity(unchecked) var relayStart = -1
    /// Whether the call passes the request's body on as it comes.
    @exclusivity(unchecked) var relaysBody = false
    /// Whether the call's answer is streamed.
    @exclusivity(unchecked) var streamsAnswer = false
    @exclusivity(unchecked) var relayFraming = RelayFraming.none
    @exclusivity(unchecked) var isCollecting = false
    /// The payload goes through the gateway, which frames it.
    @exclusivity(unchecked) var isDecoding = false
    @exclusivity(unchecked) var collectedBytesMax = 0

    /// TLS between the connection and its socket; nil without.
    @exclusivity(unchecked) var channel: SecureChannel?

    /// Whether it has no socket and carries out an event of a WebSocket connection: ClientConnection+Socket.swift.
    @exclusivity(unchecked) var isDetached = false
    /// Itself while it carries out an event: it is not among the worker's connections.
    @exclusivity(unchecked) var itself: ClientConnection?
    /// Whose message it is; nil when nobody waits for an answer.
    @exclusivity(unchecked) var socket: SocketConnection?

    init(_ worker: Worker) {
        self.worker = worker
        loop = worker.loop
        gateway = worker.gateway
        body = RequestBody(limits: worker.limits.wire)
    }

    deinit { upstream?.cancel() }

    /// Nothing of a request is here.
    var isIdle: Bool { phase == .head && inputPosition == input.count && output.pending == 0 }

    // MARK: Life

    /// Takes over an accepted socket; false when the loop refuses it.
    func open(_ descriptor: Int32, _ peer: SocketAddress) -> Bool {
        exchange.sourceAddress.removeAll()
        peer.appendText(to: &exchange.sourceAddress)
        return open(descriptor)
    }

    /// Takes over a socket whose other end is a test; false when the loop refuses it.
    func open(_ descriptor: Int32, for test: MethodTest) -> Bool {
        exchange.sourceAddress.removeAll()
        exchange.sourceAddress.append(MethodTest.sourceAddress)
        exchange.test = test
        if open(descriptor) { return true }
        exchange.test = nil
        return false
    }

    /// Takes over a socket on which TLS is spoken, and what came behind the handshake.
    func open(_ handshake: TLSHandshake, _ handle: SocketHandle, _ channel: SecureChannel, _ plaintext: ByteView) {
        exchange.sourceAddress.removeAll()
        handshake.peer.appendText(to: &exchange.sourceAddress)
        exchange.isTLS = true
        exchange.tls = channel.agreement
        self.channel = channel
        loop.hand(handle, to: self)
        begin(handshake.descriptor, handle)
        loop.watch(handle, [.readable, .changes])
        if !plaintext.isEmpty { received(plaintext) }
        if phase != .closed, channel.isPeerClosed { peerEnded() }
        // What came meanwhile has been reported to the other handler.
        if phase != .closed { loop.repeatReadiness(handle) }
    }

    private func open(_ descriptor: Int32) -> Bool {
        guard let handle = loop.register(descriptor, self, [.readable, .changes]) else { return false }
        begin(descriptor, handle)
        return true
    }

    private func begin(_ descriptor: Int32, _ handle: SocketHandle) {
        self.handle = handle
        self.descriptor = descriptor
        phase = .head
        isReading = true
        needsLinger = false
        lingeredBytes = 0
        blockedSince = 0
        // A connection that sends nothing gets no more time than one that sends its head slowly.
        loop.setTimer(self, milliseconds: worker.limits.requestHeadMilliseconds)
    }

    /// Closes at once, whatever is under way.
    @inline(never)
    func close() {
        if phase == .closed { return }
        if isDetached { return endEvent() }
        if phase == .upstream || phase == .relay || phase == .body {
            worker.counters.abortedRequests.countUp()
            worker.finish(exchange, isWhole: false)
        } else if let channel, output.pending == 0 {
            channel.end(descriptor)
        }
        phase = .closed
        serial += 1
        owesInput = false
        owesCall = false
        let upstream = self.upstream
        self.upstream = nil
        upstream?.cancel()
        releaseTarget()
        loop.close(handle)
        forgetClient()
        worker.closed(self)
    }

    /// Forgets the client and everything of it: the socket is closed, or another's.
    func forgetClient() {
        owesInput = false
        owesCall = false
        loop.cancelTimer(self)
        handle = .none
        descriptor = -1
        forgetInput()
        later.removeAll()
        later.shrink(toCapacity: 64)
        output.reset(capacityKept: ClientConnection.inputBytesKept)
        exchange.reset()
        exchange.trim()
        exchange.deployment = nil
        exchange.bytes = .empty
        exchange.forgetMemos()
        if exchange.test != nil { exchange.test = nil }
        if channel != nil {
            channel = nil
            exchange.isTLS = false
            exchange.tls = nil
            exchange.clientCertificate = nil
        }
    }

    /// The server ends: the connection closes after its next answer, which says so. An answer that has begun has said
    /// otherwise, and the next request of an idle client may be on its way: closing would lose it, so it gets a moment.
    func beginDraining() {
        if phase != .relay && phase != .discard { exchange.keepsAlive = false }
        exchange.head.keepsAlive = false
        if isIdle { loop.setTimer(self, milliseconds: idleMilliseconds) }
    }

    /// How long the client may send nothing between two requests.
    var idleMilliseconds: Int {
        worker.isDraining ? worker.limits.drainIdleMilliseconds : worker.limits.keepAliveMilliseconds
    }

    /// Empties `input` and gives back what one large head or a pipeline took.
    func forgetInput() {
        input.removeAll()
        inputPosition = 0
        headSeen = 0
        if input.capacity > ClientConnection.inputBytesKept * 4 {
            input.shrink(toCapacity: ClientConnection.inputBytesKept)
        }
    }

    // MARK: Events

    override func ready(_ readiness: Readiness) {
        if readiness.contains(.writable) {
            flush()
            // Room again: what a pipeline has sent can be answered.
            if phase == .head { processInput() }
        }
        if phase == .closed { return }
        if isReading {
            if !readiness.isDisjoint(with: [.readable, .broken]) { read(readiness) }
        } else if readiness.contains(.broken) {
            close()
        }
    }

    @inline(__always)
    private func read(_ readiness: Readiness) {
        // The end of a stream is not reported again.
        let isEnding = !readiness.isDisjoint(with: [.ended, .broken])
        for _ in 0..<ClientConnection.readsPerTurnMax {
            switch Socket.read(descriptor, into: &worker.scratch) {
            case .bytes(let count):
                if channel == nil { received(worker.scratch.view) } else { decrypt(worker.scratch.view) }
                if phase == .closed || !isReading { return }
                if count < worker.scratch.capacity, !isEnding { return }
            case .again: return
            case .end:
                peerEnded()
                return
            case .failed:
                close()
                return
            }
        }
        loop.repeatReadiness(handle)
    }

    @inline(never)
    private func decrypt(_ bytes: ByteView) {
        guard let channel else { return }
        worker.plaintext.removeAll()
        if !channel.receive(bytes, plaintext: &worker.plaintext) {
            // The alert tells the client why; it is sent as far as it goes.
            if channel.hasOwnBytes { _ = channel.flushOwn(descriptor) }
            close()
            return
        }
        if !worker.plaintext.isEmpty { received(worker.plaintext.view) }
        if phase == .closed { return }
        if channel.hasOwnBytes { _ = channel.flushOwn(descriptor) }
        if channel.isPeerClosed { peerEnded() }
    }

    private func received(_ bytes: ByteView) {
        switch phase {
        case .head:
            if bytes.count > ClientConnection.inputBytesKept, input.isEmpty, later.isEmpty {
                receiveLarge(bytes)
            } else {
                input.append(bytes)
                owesInput = true
                worker.putOff(self)
            }
        case .body:
            takeBody(bytes)
        case .upstream, .relay:
            // A body that is not passed on waits, also while an authorizer is asked.
            if isUploading { relayBody(bytes) } else { keep(bytes) }
            flush()
        case .discard: discardBody(bytes)
        case .linger:
            lingeredBytes += bytes.count
            if lingeredBytes > worker.limits.lingerBytesMax { close() }
        case .flush: setReading(false)
        case .closed: break
        }
    }

    /// The client sends nothing more. A client that half-closes before it has its answer is taken for one that has
    /// gone, as nginx and Go's server do: the two look the same, and a call of a backend would go on for nobody.
    @inline(never)
    private func peerEnded() {
        processPutOff()
        switch phase {
        case .head, .discard:
            if output.pending == 0 {
                close()
            } else {
                needsLinger = false
                phase = .flush
                setReading(false)
            }
        case .flush: setReading(false)
        case .body, .upstream, .relay, .linger: close()
        case .closed: break
        }
    }

    /// Keeps bytes of further requests until this one is done.
    func keep(_ bytes: ByteView) {
        later.append(bytes)
        if later.count > worker.limits.pipelinedBytesMax { setReading(false) }
    }

    override func timerExpired() {
        let now = loop.now
        worker.setClock()
        switch phase {
        case .head:
            if output.pending == 0, inputPosition < input.count { answerTimeout() } else { close() }
        case .body: answerTimeout()
        case .upstream:
            if isUploading, now >= bodyDeadline {
                dropUpstream()
                answerTimeout()
            } else {
                failCall(.timeout)
                processInput()
            }
        case .relay, .discard, .flush, .linger: close()
        case .closed: break
        }
    }

    /// The client was too slow to send its request.
    @inline(never)
    private func answerTimeout() {
        exchange.keepsAlive = false
        if phase != .head {
            exchange.status = 408
            worker.finish(exchange)
        }
        output.buffer.append(FixedAnswers.timeout)
        endConnection()
        flush()
    }

    // MARK: What is put off

    func processPutOff() {
        if !owesInput { return }
        owesInput = false
        processInput()
    }

    func callPutOff() {
        while owesCall {
            owesCall = false
            obtainUpstream(mayReuse: true)
            // A backend that refuses at once has ended the exchange.
            if phase == .head { processInput() }
        }
    }

    func writePutOff() {
        isPutOff = false
        flush()
    }

    // MARK: Interest

    /// Stops or resumes reading from the client.
    func setReading(_ wanted: Bool) {
        if isReading == wanted || phase == .closed { return }
        isReading = wanted
        watch()
    }

    private func watch() {
        var interest = Readiness.changes
        if isReading { interest.insert(.readable) }
        if blockedSince != 0 { interest.insert(.writable) }
        loop.watch(handle, interest)
    }

    // MARK: Writing

    /// Writes what waits. Called at the end of everything that may have produced output.
    func flush() {
        if phase == .closed { return }
        if output.pending == 0 {
            if phase == .flush { endOutput() }
            return
        }
        if let channel {
            let before = channel.progress
            let outcome = channel.flush(&output, descriptor)
            return settle(outcome, progressed: channel.progress > before)
        }
        let before = output.pending
        settle(output.flush(descriptor), progressed: output.pending < before)
    }

    /// Draws the conclusions of a write.
    func settle(_ outcome: WriteOutcome, progressed: Bool) {
        switch outcome {
        case .failed: close()
        case .blocked:
            if blockedSince == 0 {
                blockedSince = loop.now
                watch()
                setStallTimer()
            } else if progressed {
                setStallTimer()
            }
            if progressed { resumeUpstream() }
        case .done:
            if blockedSince != 0 {
                // Time in which the client was the slow side does not count against the backend.
                callDeadline += loop.now - blockedSince
                if partDeadline != 0 { partDeadline += loop.now - blockedSince }
                blockedSince = 0
                watch()
                setPhaseTimer()
            }
            if output.buffer.capacity > ClientConnection.outputBytesKept, phase == .head {
                output.reset(capacityKept: ClientConnection.outputBytesKept)
            }
            resumeUpstream()
            if phase == .flush { endOutput() }
        }
    }

    @inline(never)
    private func setStallTimer() {
        if phase == .relay || phase == .head || phase == .flush {
            loop.setTimer(self, milliseconds: worker.limits.writeStallMilliseconds)
        }
    }

    /// Sets the timer of the phase, as long as the client takes its output.
    func setPhaseTimer() {
        switch phase {
        case .head:
            if inputPosition == input.count {
                loop.setTimer(self, milliseconds: idleMilliseconds)
            } else {
                loop.setTimer(self, at: headDeadline)
            }
        case .body, .discard: loop.setTimer(self, at: bodyDeadline)
        case .upstream: loop.setTimer(self, at: isUploading ? bodyDeadline : answerDeadline)
        case .relay: loop.setTimer(self, at: answerDeadline)
        case .flush: loop.setTimer(self, milliseconds: worker.limits.writeStallMilliseconds)
        case .linger: loop.setTimer(self, milliseconds: worker.limits.lingerMilliseconds)
        case .closed: break
        }
    }

    /// The answer that stands in the output is the last one.
    @inline(never)
    func endConnection() {
        phase = .flush
        needsLinger = true
        setPhaseTimer()
    }

    /// Everything is written and the connection is to close. When the client may still be sending, closing at once
    /// would reset the connection and destroy the answer on its way (RFC 9112 §9.6): so only our side is shut, and
    /// what comes is dropped for a while.
    @inline(never)
    private func endOutput() {
        if !needsLinger {
            close()
            return
        }
        channel?.end(descriptor)
        Socket.shutdownWrite(descriptor)
        phase = .linger
        lingeredBytes = 0
        setReading(true)
        setPhaseTimer()
    }
}
