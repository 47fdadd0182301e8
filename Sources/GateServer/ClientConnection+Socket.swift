// WebSocket connections and the machinery of requests. A handshake is a request; once it is accepted its socket goes to
// a `SocketConnection`. Each event of that connection is carried out by a connection without a socket, "detached": it
// has an exchange, calls backends, waits and times out as any other, and hands over its answer at the end instead of
// writing it. Calls of `@connections` cross to the event loop that has the connection.

import GateBytes
import GateLoop
import GateRuntime

extension ClientConnection {
    // MARK: The handshake

    /// The handshake is accepted and its answer stands in the output.
    @inline(never)
    func upgrade() {
        worker.finish(exchange)
        guard let session = exchange.session else { return }
        // From here on the socket is another's; this connection's memory serves the next client.
        _ = SocketConnection(self, session)
        phase = .closed
        serial += 1
        forgetClient()
        worker.forget(self)
    }

    // MARK: Events

    /// Carries out a message that a connection's session has.
    func begin(_ socket: SocketConnection) {
        self.socket = socket
        startEvent()
        perform(gateway.beginMessage(exchange, socket.session, &output.buffer))
    }

    /// Tells the backend that a connection is over.
    func beginDisconnect(_ session: SocketSession) {
        startEvent()
        if let step = gateway.beginDisconnect(exchange, session, &output.buffer) {
            perform(step)
        } else {
            endEvent()
        }
    }

    private func startEvent() {
        isDetached = true
        itself = self
        phase = .upstream
        answerStart = 0
        relaysBody = false
        streamsAnswer = false
        body.start(isChunked: false, length: -1)
        worker.eventsInFlight += 1
    }

    /// The event is over: its answer, if there is one, goes to the client.
    @inline(never)
    func endEvent() {
        if !isDetached || phase == .closed { return }
        phase = .closed
        serial += 1
        owesCall = false
        let upstream = self.upstream
        self.upstream = nil
        upstream?.cancel()
        releaseTarget()
        loop.cancelTimer(self)
        if let socket {
            self.socket = nil
            socket.eventEnded(output.buffer.view.dropFirst(answerStart), exchange.reply)
        }
        isDetached = false
        exchange.reset()
        exchange.trimIfLarge()
        output.reset(capacityKept: ClientConnection.outputBytesKept)
        worker.eventsInFlight -= 1
        worker.keepSpare(self)
        itself = nil
        worker.endDrainIfDone()
    }

    // MARK: @connections

    /// Asks the event loop that has the connection.
    @inline(never)
    func callConnection() {
        guard let call = exchange.connectionCall else { return }
        worker.counters.connectionCalls.countUp()
        guard Int(call.identifier.loop) < worker.peers.count else {
            answerConnectionCall(.gone)
            return
        }
        let owner = worker.peers[Int(call.identifier.loop)]
        if owner === worker {
            answerConnectionCall(worker.take(call, exchange.requestBody.view))
            return
        }
        phase = .upstream
        serial += 1
        partDeadline = 0
        isCollecting = false
        isDecoding = false
        callDeadline = loop.now + UInt64(worker.limits.connectionCallMilliseconds) * 1000
        loop.setTimer(self, at: callDeadline)
        let ticket = CallTicket(self)
        let message = [UInt8](exchange.requestBody.view)
        owner.loop.post { [owner] in
            owner.setClock()
            ticket.answer(message.withByteView { owner.take(call, $0) })
        }
    }

    private func answerConnectionCall(_ outcome: ConnectionOutcome) {
        answerStart = output.buffer.count
        gateway.connectionAnswered(exchange, outcome, &output.buffer)
        finishAnswer()
    }

    fileprivate func answerConnectionCall(_ outcome: ConnectionOutcome, askedAt asked: UInt64) {
        // By now the time may be up, or the connection may serve another client.
        guard serial == asked, phase == .upstream, upstream == nil else { return }
        worker.setClock()
        answerConnectionCall(outcome)
        processInput()
    }
}

/// What brings an answer back from another loop.
private final class CallTicket: @unchecked Sendable {
    private let loop: EventLoop
    private let connection: ClientConnection
    private let serial: UInt64

    init(_ connection: ClientConnection) {
        loop = connection.loop
        self.connection = connection
        serial = connection.serial
    }

    func answer(_ outcome: ConnectionOutcome) {
        loop.post { [self] in connection.answerConnectionCall(outcome, askedAt: serial) }
    }
}

extension Worker {
    /// Carries out a message of a connection.
    func begin(_ socket: SocketConnection) { takeSpare().begin(socket) }

    /// Carries out `$disconnect`, where there is one.
    func tellEnd(of session: SocketSession) {
        setClock()
        takeSpare().beginDisconnect(session)
    }

    /// A call of one of this loop's connections.
    func take(_ call: ConnectionCall, _ message: ByteView) -> ConnectionOutcome {
        guard let socket = sockets.find(call.identifier) else { return .gone }
        switch call.verb {
        case .post: return socket.post(message)
        case .delete:
            socket.disconnect()
            return .done
        default: return .described(socket.session.description())
        }
    }
}
