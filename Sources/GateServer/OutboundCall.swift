// One request on a connection of its own, outside of any exchange: health checks and credentials. It connects, sends,
// reads the whole answer and closes, all on the loop; `completion` is called once, on the loop, never before `start`
// has returned.

import GateBytes
import GateLoop
import GateRuntime
import GateTLS
import GateWire

/// A call that the server makes for itself.
final class OutboundCall: EventHandler {
    /// What it came to.
    enum Outcome {
        /// A whole answer.
        case answer(status: Int, body: [UInt8])
        /// Connected, where there was nothing to send.
        case connected
        case failed(UpstreamFailure)
    }

    /// Largest answer, in bytes. Ours: credentials are some 2 KB, answers to health checks are not looked at.
    static let answerBytesMax = 1 << 20

    private let worker: Worker
    private let endpoint: UpstreamEndpoint
    private let request: [UInt8]
    private let verifiesPeer: Bool
    private let timeoutMilliseconds: Int
    private var completion: ((Outcome) -> Void)?
    private var addresses: [SocketAddress] = []
    private var attempt = 0
    private var descriptor: Int32 = -1
    private var handle = SocketHandle.none
    private var isConnected = false
    private var isSent = false
    private var session: TLSSession?
    private var output = OutputQueue(capacity: 1024)
    private var plaintext = ByteBuffer(capacity: 2048)
    private var input = ByteBuffer(capacity: 2048)

    /// `request` is a whole HTTP/1.1 request that asks for `Connection: close`; without one the call only connects.
    init(
        _ worker: Worker, _ endpoint: UpstreamEndpoint, request: [UInt8], timeoutMilliseconds: Int,
        verifiesPeer: Bool = true, _ completion: @escaping (Outcome) -> Void
    ) {
        self.worker = worker
        self.endpoint = endpoint
        self.request = request
        self.timeoutMilliseconds = timeoutMilliseconds
        self.verifiesPeer = verifiesPeer
        self.completion = completion
    }

    func start() {
        worker.loop.setTimer(self, milliseconds: timeoutMilliseconds)
        if let known = worker.resolver.known(endpoint.host, port: endpoint.port) {
            addresses = known
            // Whoever asked has to see `start` return before the outcome.
            let mail = CallMail(self)
            worker.loop.post { mail.call.connectNext() }
            return
        }
        worker.resolver.resolve(endpoint.host, port: endpoint.port) { [self] found in
            addresses = found
            connectNext()
        }
    }

    /// Gives up without an outcome.
    func cancel() {
        completion = nil
        close()
    }

    private func connectNext() {
        if completion == nil { return }
        while attempt < addresses.count {
            let address = addresses[attempt]
            attempt += 1
            do throws(Socket.Failure) {
                let started = try Socket.connect(address)
                guard let handle = worker.loop.register(started.descriptor, self, [.writable, .changes]) else {
                    continue
                }
                self.handle = handle
                descriptor = started.descriptor
                return
            } catch {
                continue
            }
        }
        finish(.failed(addresses.isEmpty ? .resolve : .connect))
    }

    // MARK: Events

    override func timerExpired() { finish(.failed(.timeout)) }

    override func ready(_ readiness: Readiness) {
        if !isConnected {
            connected()
            return
        }
        if output.pending > 0 { flush() }
        if completion == nil || readiness.isDisjoint(with: [.readable, .ended, .broken]) { return }
        switch Socket.read(descriptor, into: &worker.scratch) {
        case .bytes: received(worker.scratch.view)
        case .again: break
        case .end: ended()
        case .failed: finish(.failed(.broken))
        }
    }

    private func connected() {
        if Socket.pendingError(descriptor) != 0 {
            worker.loop.close(handle)
            handle = .none
            connectNext()
            return
        }
        isConnected = true
        if !endpoint.isTLS {
            send()
            return
        }
        let peer = TLSPeer(
            name: endpoint.tlsServerName.isEmpty ? endpoint.host : endpoint.tlsServerName,
            forgivesUnknownRoot: endpoint.skipsTLSVerification, isVerified: verifiesPeer)
        do throws(TLSFailure) {
            session = try TLSSession(client: worker.trust.context(for: endpoint), peer: peer)
        } catch {
            finish(.failed(.tls))
            return
        }
        session?.takeCiphertext(into: &output.buffer)
        flush()
    }

    private func send() {
        isSent = true
        if request.isEmpty {
            finish(.connected)
            return
        }
        if let session {
            do throws(TLSFailure) {
                try request.withByteView { bytes throws(TLSFailure) in try session.send(bytes) }
            } catch {
                finish(.failed(.tls))
                return
            }
            session.takeCiphertext(into: &output.buffer)
        } else {
            request.withByteView { output.buffer.append($0) }
        }
        flush()
    }

    private func flush() {
        let outcome = output.flush(descriptor)
        if outcome == .failed {
            finish(.failed(.broken))
            return
        }
        worker.loop.watch(handle, outcome == .blocked ? [.readable, .writable, .changes] : [.readable, .changes])
    }

    // MARK: The answer

    private func received(_ bytes: ByteView) {
        guard let session else {
            input.append(bytes)
            readAnswer(isEnded: false)
            return
        }
        plaintext.removeAll()
        do throws(TLSFailure) {
            try session.receive(bytes, plaintext: &plaintext)
        } catch {
            finish(.failed(error == .wrongName ? .wrongName : .tls))
            return
        }
        session.takeCiphertext(into: &output.buffer)
        flush()
        if completion == nil { return }
        if session.isHandshakeDone, !isSent { send() }
        if completion == nil { return }
        input.append(plaintext.view)
        readAnswer(isEnded: session.isPeerClosed)
    }

    private func ended() {
        if isSent { readAnswer(isEnded: true) }
        if completion != nil { finish(.failed(.broken)) }
    }

    /// Looks for a whole answer in what has come so far. The few answers that come in pieces are read again from their
    /// start.
    private func readAnswer(isEnded: Bool) {
        if input.isEmpty { return }
        if input.count > OutboundCall.answerBytesMax {
            finish(.failed(.tooLarge))
            return
        }
        var head = ResponseHead()
        var headers = HeaderTable()
        var start = 0
        do throws(WireError) {
            while true {
                let bytes = input.view.dropFirst(start)
                guard
                    let consumed = try parseResponseHead(
                        bytes, alreadySeen: 0, limits: worker.limits.upstreamWire, requestWasHEAD: false, into: &head,
                        &headers)
                else { return }
                start += consumed
                if !head.isInterim { break }
            }
            guard let body = try payload(head, input.view.dropFirst(start), isEnded: isEnded) else { return }
            finish(.answer(status: Int(head.status), body: body))
        } catch {
            finish(.failed(.malformed))
        }
    }

    private func payload(_ head: ResponseHead, _ bytes: ByteView, isEnded: Bool) throws(WireError) -> [UInt8]? {
        switch head.framing {
        case .none: return []
        case .length(let count): return bytes.count < count ? nil : [UInt8](bytes.slice(0, count))
        case .untilClose: return isEnded ? [UInt8](bytes) : nil
        case .chunked:
            var decoder = ChunkedDecoder(limits: worker.limits.upstreamWire)
            var body = ByteBuffer(capacity: bytes.count)
            var position = 0
            while let run = try decoder.next(bytes, &position) { body.append(run) }
            return decoder.isComplete ? [UInt8](body.view) : nil
        }
    }

    private func finish(_ outcome: Outcome) {
        let completion = self.completion
        cancel()
        completion?(outcome)
    }

    private func close() {
        worker.loop.cancelTimer(self)
        worker.loop.close(handle)
        handle = .none
        session = nil
    }
}

/// Carries a call through the loop's mailbox; only the loop opens it.
private struct CallMail: @unchecked Sendable {
    let call: OutboundCall

    init(_ call: OutboundCall) { self.call = call }
}
