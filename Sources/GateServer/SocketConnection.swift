// The socket of a WebSocket connection: bytes to its session, frames to the client, back-pressure and times. Events of
// the connection are carried out by detached client connections (ClientConnection+Socket.swift), which call back.
//
//   open ──► lingering ──► over       lingering: the close frame is out, our side is shut, what comes is dropped
//
// Memory: a session, an output queue and nothing else while nothing happens. Messages are carried out at once, as AWS
// does; when `socketMessagesMax` of them are under way, or the client does not take its frames, no more are read.
//
// What a turn of the loop brings is read first (`Worker.arrivals`), then looked at, then answered, for all connections
// together (`Worker.putOff`).

import GateBytes
import GateLoop
import GateRuntime
import GateWire

/// One WebSocket connection.
final class SocketConnection: EventHandler {
    private enum Phase: UInt8 {
        case open
        case lingering
        case over
    }

    /// Reads of one connection per turn before others get theirs.
    private static let readsPerTurnMax = 4
    /// Storage that the output keeps when the client has taken it.
    private static let outputBytesKept = 4 * 1024

    unowned(unsafe) let worker: Worker
    let session: SocketSession
    /// Index in the worker's table.
    @exclusivity(unchecked) var place = 0
    private let descriptor: Int32
    /// TLS between the connection and its socket; nil without.
    private let channel: SecureChannel?
    @exclusivity(unchecked) private var handle: SocketHandle
    @exclusivity(unchecked) private var phase = Phase.open
    @exclusivity(unchecked) private var output = OutputQueue(capacity: 64)
    /// Bytes that were read in an earlier turn and not looked at yet.
    @exclusivity(unchecked) private var later = ByteBuffer(capacity: 1)
    /// Bytes of this turn, in the worker's arrivals.
    @exclusivity(unchecked) private var arrived = 0..<0
    /// Whether it goes on once the events of the turn have been handled.
    @exclusivity(unchecked) var isPutOff = false
    /// Whether it looks then for room for what was held back.
    @exclusivity(unchecked) private var owesLater = false
    /// Messages being carried out.
    @exclusivity(unchecked) private var inFlight = 0
    @exclusivity(unchecked) private var isTaking = false
    @exclusivity(unchecked) private var isReading = true
    /// Since when output waits for the client; 0 when none does.
    @exclusivity(unchecked) private var blockedSince: UInt64 = 0
    @exclusivity(unchecked) private var lingeredBytes = 0

    /// Takes the socket over from the connection that has carried out the handshake. Bytes that came behind it are
    /// looked at in the loop's next turn, when that connection is done.
    init(_ client: ClientConnection, _ session: SocketSession) {
        worker = client.worker
        self.session = session
        descriptor = client.descriptor
        handle = client.handle
        channel = client.channel
        super.init()
        client.output.move(to: &output)
        later.append(client.unread)
        later.append(client.later.view)
        worker.loop.hand(handle, to: self)
        worker.sockets.add(self)
        worker.counters.sockets.countUp()
        worker.counters.openSockets.countUp()
        watch()
        // What came meanwhile has been reported to the other handler.
        worker.loop.repeatReadiness(handle)
        flush()
        if phase == .open { setTimer() }
        resumeLater()
    }

    // MARK: Events

    override func ready(_ readiness: Readiness) {
        if readiness.contains(.writable) { flush() }
        if phase == .over { return }
        if isReading {
            if !readiness.isDisjoint(with: [.readable, .broken]) { read(readiness) }
        } else if readiness.contains(.broken) {
            end()
        }
    }

    private func read(_ readiness: Readiness) {
        // The end of a stream is not reported again.
        let isEnding = !readiness.isDisjoint(with: [.ended, .broken])
        for _ in 0..<SocketConnection.readsPerTurnMax {
            switch Socket.read(descriptor, into: &worker.scratch) {
            case .bytes(let count):
                if channel == nil { received(worker.scratch.view) } else { decrypt(worker.scratch.view) }
                if phase == .over || !isReading { return }
                if count < worker.scratch.capacity, !isEnding { return }
            case .again: return
            case .end, .failed:
                endOfStream()
                return
            }
        }
        worker.loop.repeatReadiness(handle)
    }

    private func decrypt(_ bytes: ByteView) {
        guard let channel else { return }
        worker.plaintext.removeAll()
        if !channel.receive(bytes, plaintext: &worker.plaintext) { return endOfStream() }
        if !worker.plaintext.isEmpty { received(worker.plaintext.view) }
        if phase == .over { return }
        if channel.hasOwnBytes { _ = channel.flushOwn(descriptor) }
        if channel.isPeerClosed { endOfStream() }
    }

    /// What came before the end is answered as far as the client still reads.
    private func endOfStream() {
        takeArrived()
        flush()
        end()
    }

    private func received(_ bytes: ByteView) {
        if phase == .lingering {
            lingeredBytes += bytes.count
            if lingeredBytes > worker.limits.lingerBytesMax { end() }
            return
        }
        if later.isEmpty, let place = worker.keepArrived(bytes) {
            // A connection's reads of one turn follow each other.
            arrived = arrived.isEmpty ? place : arrived.lowerBound..<place.upperBound
            worker.putOff(self)
            return
        }
        takeArrived()
        later.append(bytes)
        if phase == .open { takeLater() }
        worker.putOff(self)
    }

    /// Looks at what this turn has brought.
    private func takeArrived() {
        if arrived.isEmpty { return }
        let bytes = worker.arrivals.view.slice(arrived.lowerBound, arrived.upperBound)
        arrived = 0..<0
        let used = take(bytes)
        if phase == .open, used < bytes.count { later.append(bytes.dropFirst(used)) }
        settle()
    }

    private func takeLater() {
        var held = ByteBuffer(capacity: 1)
        swap(&held, &later)
        let used = take(held.view)
        if phase == .open, used < held.count { later.append(held.view.dropFirst(used)) }
        settle()
    }

    /// Looks at bytes until they are used up, or more would be too much; how many were used.
    private func take(_ bytes: ByteView) -> Int {
        var position = 0
        // Each look at an unowned reference would retain it.
        let worker = worker
        let session = session
        isTaking = true
        defer { isTaking = false }
        worker.setClock()
        while phase == .open {
            if isFull {
                // The client may take what it has been sent.
                flush()
                if phase != .open { break }
                if isFull {
                    setReading(false)
                    return position
                }
            }
            switch session.next(bytes, &position, worker.gateway.clock, &output.buffer) {
            case nil: return position
            case .message?:
                inFlight += 1
                worker.counters.socketMessages.countUp()
                worker.begin(self)
            case .closing?:
                beginClosing()
                return bytes.count
            }
        }
        return bytes.count
    }

    private var isFull: Bool {
        inFlight >= worker.limits.socketMessagesMax || output.pending > worker.limits.socketOutputBytesMax
    }

    /// Everything of one read has been looked at.
    private func settle() {
        if phase == .open, session.isResting, later.isEmpty { session.trim() }
    }

    /// A message has been carried out. What it made for the client is framed here.
    func eventEnded(_ payload: ByteView, _ reply: SocketReply) {
        inFlight -= 1
        if phase != .open { return }
        if reply != .none { session.send(payload, isBinary: reply == .binary, &output.buffer) }
        if isTaking { return }
        worker.putOff(self)
        resumeLater()
    }

    /// There may be room for what was held back. Not now: whoever calls has an event to end.
    private func resumeLater() {
        if phase != .open || (isReading && later.isEmpty) { return }
        owesLater = true
        worker.putOff(self)
    }

    // MARK: The end of a turn

    func processPutOff() {
        takeArrived()
        if !owesLater { return }
        owesLater = false
        if phase != .open || isFull { return }
        if !later.isEmpty { takeLater() }
        if phase == .open, later.isEmpty { setReading(true) }
    }

    func writePutOff() {
        isPutOff = false
        flush()
        // Events that ended meanwhile have made room.
        if owesLater { worker.putOff(self) }
    }

    override func timerExpired() {
        let now = worker.loop.now
        switch phase {
        case .open:
            if blockedSince != 0, now >= blockedSince + UInt64(worker.limits.writeStallMilliseconds) * 1000 {
                end()
                return
            }
            if now >= session.deadline(worker.limits.socketLifetime) {
                close(.goingAway, "Going away")
                return
            }
            setTimer()
        case .lingering: end()
        case .over: break
        }
    }

    private func setTimer() {
        var deadline = session.deadline(worker.limits.socketLifetime)
        if blockedSince != 0 {
            deadline = min(deadline, blockedSince + UInt64(worker.limits.writeStallMilliseconds) * 1000)
        }
        worker.loop.setTimer(self, at: deadline)
    }

    // MARK: Calls of @connections

    /// Sends a message of the backend's.
    func post(_ payload: ByteView) -> ConnectionOutcome {
        if phase == .open, isBusy(payload) { flush() }
        if phase != .open { return .gone }
        if isBusy(payload) { return .busy }
        session.post(payload, &output.buffer)
        worker.putOff(self)
        return .done
    }

    private func isBusy(_ payload: ByteView) -> Bool {
        output.pending + payload.count > worker.limits.socketOutputBytesMax
    }

    /// Closes the connection, as DeleteConnection does.
    func disconnect() { close(.normal, "Connection Closed Normally") }

    // MARK: Writing

    private func flush() {
        if phase == .over || output.pending == 0 { return }
        let (outcome, hasProgressed) = write()
        switch outcome {
        case .failed: end()
        case .blocked:
            if blockedSince == 0 || hasProgressed {
                blockedSince = worker.loop.now
                watch()
                if phase == .open { setTimer() }
            }
        case .done:
            if blockedSince != 0 {
                blockedSince = 0
                watch()
            }
            if output.buffer.capacity > SocketConnection.outputBytesKept {
                output.reset(capacityKept: SocketConnection.outputBytesKept)
            }
            if phase == .lingering {
                shutdownWrite()
            } else if !isTaking, !isFull {
                resumeLater()
            }
        }
    }

    private func write() -> (WriteOutcome, hasProgressed: Bool) {
        if let channel {
            let before = channel.progress
            let outcome = channel.flush(&output, descriptor)
            return (outcome, channel.progress > before)
        }
        let before = output.pending
        let outcome = output.flush(descriptor)
        return (outcome, output.pending < before)
    }

    private func setReading(_ wanted: Bool) {
        if isReading == wanted || phase == .over { return }
        isReading = wanted
        watch()
    }

    private func watch() {
        var interest = Readiness.changes
        if isReading { interest.insert(.readable) }
        if blockedSince != 0 { interest.insert(.writable) }
        worker.loop.watch(handle, interest)
    }

    // MARK: The end

    /// Another deployment is served.
    func rebind() {
        if phase != .open { return }
        if let deployment = worker.gateway.deployment(of: session) {
            session.deployment = deployment
        } else {
            close(.goingAway, "Going away")
        }
    }

    /// The server ends.
    func beginDraining() { if phase == .open { close(.serviceRestart, "Service restart") } }

    private func close(_ code: CloseCode, _ reason: StaticString) {
        if phase != .open { return }
        session.close(code, reason: reason, &output.buffer)
        beginClosing()
    }

    /// A close frame is in the output, or was there: the backend is told, our side is shut once the frame is out.
    private func beginClosing() {
        if phase != .open { return }
        phase = .lingering
        later.removeAll()
        worker.sockets.unlist(self)
        worker.tellEnd(of: session)
        worker.loop.setTimer(self, milliseconds: worker.limits.lingerMilliseconds)
        setReading(true)
        if output.pending == 0 { shutdownWrite() } else { flush() }
    }

    private func shutdownWrite() {
        channel?.end(descriptor)
        Socket.shutdownWrite(descriptor)
    }

    /// Closes the socket at once.
    func end() {
        if phase == .over { return }
        let wasOpen = phase == .open
        phase = .over
        if wasOpen {
            session.breakOff()
            worker.tellEnd(of: session)
        }
        worker.loop.cancelTimer(self)
        worker.loop.close(handle)
        handle = .none
        worker.counters.openSockets.countDown()
        worker.sockets.remove(self)
        worker.endDrainIfDone()
    }
}
