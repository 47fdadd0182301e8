// One connection to a small HTTP API: a request with its whole body in, one answer out, then the next. What the APIs
// of local functions and the control plane have in common; each derives its own.
//
//   reading ──► waiting ──answer──► reading …        ending: the last answer goes out, what comes in is dropped
//
// A derived class may take a request's body in parts, and give an answer in parts.
//
// Memory: `input` holds head and body of the current request, so views into it hold until the answer is written.

import GateBytes
import GateLoop
import GateWire

/// A client's socket and what it may send. Public because classes of other modules hand it on to `APIConnection`.
public struct APISocket {
    package let loop: EventLoop
    package let descriptor: Int32
    /// Largest body, in bytes.
    package let bodyBytesMax: Int
    package let limits: WireLimits

    package init(_ loop: EventLoop, _ descriptor: Int32, bodyBytesMax: Int, limits: WireLimits) {
        self.loop = loop
        self.descriptor = descriptor
        self.bodyBytesMax = bodyBytesMax
        self.limits = limits
    }
}

/// A connection of a client. `open` because modules of this package derive from it; its types are the package's.
open class APIConnection: EventHandler {
    private enum State {
        case reading
        /// A request is here and not answered yet.
        case waiting
        case ending
        case closed
    }

    /// Reads of one connection per turn before others get theirs.
    private static let readsPerTurnMax = 8
    private static let readBytesMin = 4 * 1024
    private static let readBytesMax = 1024 * 1024
    /// Bytes of further requests that are read while one is being answered.
    private static let pipelinedBytesMax = 64 * 1024
    /// Bytes read and dropped behind an answer that refuses a body.
    private static let lingerBytesMax = 64 * 1024 * 1024
    private static let lingerMilliseconds = 5_000
    /// Storage that a buffer keeps between requests.
    private static let bytesKept = 64 * 1024

    package let loop: EventLoop
    /// Largest body, in bytes.
    private let bodyBytesMax: Int
    private let limits: WireLimits
    private let descriptor: Int32
    private var handle = SocketHandle.none
    private var state = State.reading
    private var isAdvancing = false

    @exclusivity(unchecked) private var input = ByteBuffer(capacity: APIConnection.readBytesMin)
    /// Bytes of the head; 0 before it is whole.
    private var headCount = 0
    private var headSeen = 0
    /// Where the current request ends in `input`; with chunks, how far they have been decoded.
    private var requestEnd = 0
    private var chunks = ChunkedDecoder()
    @exclusivity(unchecked) private var decoded = ByteBuffer(capacity: 64)
    /// Whether the body is handed on in parts.
    private var takesParts = false
    /// Bytes of such a body so far, of one with a length.
    private var partBytes = 0
    private var trailers = ByteBuffer(capacity: 64)
    private var isPaused = false
    /// Whether an answer in parts is under way, and whether it is chunked.
    private var givesParts = false
    private var isChunking = false
    private var isLast = false
    private var owesContinue = false
    private var lingeredBytes = 0
    /// The part of the body that `receivedPart` is told of.
    package private(set) final var part = ByteView.empty

    @exclusivity(unchecked) package private(set) final var head = RequestHead()
    @exclusivity(unchecked) private var headers = HeaderTable()
    /// What answers are appended to.
    @exclusivity(unchecked) package final var output = OutputQueue(capacity: 1024)

    /// Serves a socket; the loop keeps the connection as long as it is open. nil when the loop refuses it.
    public init?(_ socket: APISocket) {
        loop = socket.loop
        descriptor = socket.descriptor
        bodyBytesMax = socket.bodyBytesMax
        limits = socket.limits
        super.init()
        guard let handle = loop.register(descriptor, self, .readable) else { return nil }
        self.handle = handle
        becomeIdle()
    }

    // MARK: What a derived class does

    /// A request is here: `answer` now or later.
    open func received() {}

    /// A request whose body is larger than allowed: `answer` now; the connection ends behind it.
    open func bodyTooLarge() {}

    /// Whether the body of the request whose head is here is wanted in parts, which no limit of size holds for.
    open func wantsParts() -> Bool { false }

    /// A part of the body is here: `part`.
    open func receivedPart() {}

    /// What waited of an answer in parts is written.
    open func drained() {}

    /// The connection has closed.
    open func closed() {}

    /// How long an unused connection stays open, in milliseconds; nil is as long as the client likes.
    open var keepAliveMilliseconds: Int? { nil }

    // MARK: The request

    package final var path: ByteView {
        input.view.slice(Int(head.pathOffset), Int(head.pathOffset) + Int(head.pathLength))
    }

    /// Path and query as sent.
    package final var target: ByteView {
        let end = head.queryLength < 0 ? head.pathOffset + head.pathLength : head.queryOffset + UInt32(head.queryLength)
        return input.view.slice(Int(head.pathOffset), Int(end))
    }

    package final var method: ByteView {
        input.view.slice(Int(head.methodOffset), Int(head.methodOffset) + Int(head.methodLength))
    }

    /// All fields in their order.
    package final func fields() -> [(name: [UInt8], value: [UInt8])] {
        (0..<headers.count).map { index in
            let slot = headers[index]
            let (name, value) = (Int(slot.nameOffset), Int(slot.valueOffset))
            return (
                [UInt8](input.view.slice(name, name + Int(slot.nameLength))),
                [UInt8](input.view.slice(value, value + Int(slot.valueLength)))
            )
        }
    }

    package final var body: ByteView {
        head.isChunked ? decoded.view : input.view.slice(headCount, requestEnd)
    }

    /// The value of the first field with a name; empty without one.
    package final func field(_ name: StaticString) -> ByteView {
        let wanted = ByteView(name)
        for index in 0..<headers.count {
            let slot = headers[index]
            if Int(slot.nameLength) != wanted.count { continue }
            let start = Int(slot.nameOffset)
            if input.view.slice(start, start + wanted.count).equalsIgnoringCase(wanted) {
                return input.view.slice(Int(slot.valueOffset), Int(slot.valueOffset) + Int(slot.valueLength))
            }
        }
        return .empty
    }

    /// The value of the first trailer with a name, of a body taken in parts; empty without one.
    package final func trailer(_ name: StaticString) -> ByteView {
        let bytes = trailers.view
        var start = 0
        while let end = bytes.firstIndex(of: 0x0d, from: start) {
            let line = bytes.slice(start, end)
            if let colon = line.firstIndex(of: 0x3a), line.slice(0, colon).equalsIgnoringCase(ByteView(name)) {
                return line.dropFirst(colon + 1).trimmingBlanks()
            }
            start = min(end + 2, bytes.count)
        }
        return .empty
    }

    /// Stops or resumes reading the body.
    package final func setReading(_ isReading: Bool) {
        if isPaused != isReading || state == .closed { return }
        isPaused = !isReading
        watch()
    }

    // MARK: The answer

    /// Appends the status line; fields follow, then `endAnswer`.
    package final func beginAnswer(_ status: Int) {
        output.buffer.append("HTTP/1.1 ")
        output.buffer.append(decimal: status, digits: 3)
        output.buffer.append(" ")
        output.buffer.append(StatusReason.phrase(status))
        output.buffer.append("\r\nDate: ")
        HTTPDate.append(epochSeconds: loop.wallMilliseconds / 1000, to: &output.buffer)
        output.buffer.append("\r\n")
    }

    /// Appends the rest, sends all of it, and goes on with the next request. `body` may be a view of this request, or
    /// of another connection's.
    package final func endAnswer(_ mediaType: StaticString, _ body: ByteView) { endAnswer(ByteView(mediaType), body) }

    /// The same; without a media type there is neither a body nor a length (RFC 9110 §8.6, of a 204).
    package final func endAnswer(_ mediaType: ByteView, _ body: ByteView) {
        if state == .closed {
            output.buffer.removeAll()
            return
        }
        if !mediaType.isEmpty {
            output.buffer.append("Content-Type: ")
            output.buffer.append(mediaType)
            output.buffer.append("\r\nContent-Length: ")
            output.buffer.append(decimal: body.count)
            output.buffer.append("\r\n")
        }
        isLast = state != .waiting || !head.keepsAlive
        output.buffer.append(isLast ? "Connection: close\r\n\r\n" : "\r\n")
        let outcome = output.send(descriptor, head.verb == .head ? .empty : body)
        if outcome == .failed { return close() }
        answered()
    }

    private func answered() {
        if isLast {
            end()
            return
        }
        finishRequest()
        watch()
        advance()
    }

    /// Appends the rest of the head of an answer in parts; `sendPart` and `endParts` follow.
    package final func beginParts(_ mediaType: StaticString) {
        isChunking = head.minorVersion == 1
        isLast = state != .waiting || !head.keepsAlive || !isChunking
        givesParts = true
        output.buffer.append("Content-Type: ")
        output.buffer.append(mediaType)
        if isChunking { output.buffer.append("\r\nTransfer-Encoding: chunked") }
        output.buffer.append(isLast ? "\r\nConnection: close\r\n\r\n" : "\r\n\r\n")
    }

    /// Sends a part; how many bytes wait then.
    package final func sendPart(_ part: ByteView) -> Int {
        if state == .closed { return 0 }
        if isChunking { ChunkedEncoding.append(part, to: &output.buffer) } else { output.buffer.append(part) }
        if output.flush(descriptor) == .failed {
            close()
            return 0
        }
        watch()
        return output.pending
    }

    /// The answer is whole.
    package final func endParts() {
        if state == .closed { return }
        givesParts = false
        if isChunking { ChunkedEncoding.appendEnd(to: &output.buffer) }
        if output.flush(descriptor) == .failed { return close() }
        answered()
    }

    private func finishRequest() {
        input.removeFirst(requestEnd)
        decoded.removeAll()
        trailers.removeAll()
        headCount = 0
        requestEnd = 0
        takesParts = false
        isPaused = false
        state = .reading
        if input.isEmpty {
            input.shrink(toCapacity: APIConnection.bytesKept)
            decoded.shrink(toCapacity: APIConnection.bytesKept)
            becomeIdle()
        }
    }

    private func becomeIdle() {
        guard let limit = keepAliveMilliseconds else { return }
        loop.setTimer(self, milliseconds: limit)
    }

    /// Behind the last answer: what the client still sends is read, else it would be reset before it has read.
    private func end() {
        state = .ending
        input.removeAll()
        input.shrink(toCapacity: APIConnection.bytesKept)
        lingeredBytes = 0
        loop.setTimer(self, milliseconds: APIConnection.lingerMilliseconds)
        if output.pending == 0 { Socket.shutdownWrite(descriptor) }
        watch()
    }

    package final func close() {
        if state == .closed { return }
        state = .closed
        loop.cancelTimer(self)
        loop.close(handle)
        handle = .none
        closed()
    }

    public final override func timerExpired() { if state != .waiting { close() } }

    // MARK: Events

    public final override func ready(_ readiness: Readiness) {
        if readiness.contains(.writable), output.pending > 0 {
            if output.flush(descriptor) == .failed { return close() }
            if output.pending == 0, state == .ending { Socket.shutdownWrite(descriptor) }
            watch()
            if output.pending == 0, givesParts { drained() }
        }
        if state != .closed, !readiness.isDisjoint(with: [.readable, .broken]) { read() }
    }

    private func read() {
        for _ in 0..<APIConnection.readsPerTurnMax {
            if state == .ending { input.removeAll() }
            let room = roomWanted
            switch Socket.read(descriptor, appendingTo: &input, room: room) {
            case .bytes(let count):
                take(count)
                if state == .closed || count < room || isPaused { return }
                if state == .waiting, input.count - requestEnd > APIConnection.pipelinedBytesMax {
                    watch()
                    return
                }
            case .again: return
            case .end, .failed:
                close()
                return
            }
        }
    }

    /// The rest of a body whose length is known is read in large pieces.
    private var roomWanted: Int {
        if state == .ending || takesParts { return APIConnection.bytesKept }
        if headCount == 0 || state != .reading || head.isChunked { return APIConnection.readBytesMin }
        let rest = headCount + max(0, head.contentLength) - input.count
        return min(max(rest, APIConnection.readBytesMin), APIConnection.readBytesMax)
    }

    private func take(_ count: Int) {
        switch state {
        case .reading: advance()
        case .ending:
            lingeredBytes += count
            if lingeredBytes > APIConnection.lingerBytesMax { close() }
        case .waiting, .closed: break
        }
    }

    private func watch() {
        if state == .closed { return }
        var interest = Readiness()
        if !isPaused, state != .waiting || input.count - requestEnd <= APIConnection.pipelinedBytesMax {
            interest.insert(.readable)
        }
        if output.pending > 0 { interest.insert(.writable) }
        loop.watch(handle, interest)
    }

    // MARK: Requests

    private func advance() {
        if isAdvancing { return }
        isAdvancing = true
        while state == .reading, beginRequest() {}
        isAdvancing = false
    }

    /// Reads the next request as far as it is here; false when more is needed.
    private func beginRequest() -> Bool {
        do throws(WireError) {
            if headCount == 0, try !readHead() { return false }
            if headCount > 0, try !readBody() { return false }
        } catch {
            refuse(error.status)
            return false
        }
        if state != .reading { return false }
        state = .waiting
        loop.cancelTimer(self)
        received()
        return true
    }

    private func readHead() throws(WireError) -> Bool {
        if input.isEmpty { return false }
        let consumed = try parseRequestHead(input.view, alreadySeen: headSeen, limits: limits, into: &head, &headers)
        guard let consumed else {
            headSeen = input.count
            return false
        }
        headSeen = 0
        headCount = consumed
        requestEnd = consumed
        owesContinue = head.expectsContinue
        if head.isChunked { chunks = ChunkedDecoder(limits: limits) }
        takesParts = wantsParts()
        partBytes = 0
        if head.contentLength > bodyBytesMax, !takesParts { return refuseBody() }
        return true
    }

    /// Hands on what is here of a body in parts; true when it is whole.
    private func readParts() throws(WireError) -> Bool {
        let bytes = input.view
        if head.isChunked {
            let before = chunks.trailerCount
            while let part = try chunks.next(bytes, &requestEnd) {
                handOn(part)
                if state == .closed { return false }
            }
            let count = chunks.trailerCount - before
            trailers.append(bytes.slice(requestEnd - count, requestEnd))
            if chunks.isComplete { return true }
        } else {
            let count = min(max(0, head.contentLength) - partBytes, bytes.count - requestEnd)
            partBytes += count
            requestEnd += count
            if count > 0 { handOn(bytes.slice(requestEnd - count, requestEnd)) }
            if state == .closed || partBytes == max(0, head.contentLength) { return state != .closed }
        }
        // All of it has been handed on: the room is used again.
        input.truncate(to: headCount)
        requestEnd = headCount
        return false
    }

    private func handOn(_ part: ByteView) {
        self.part = part
        receivedPart()
        self.part = .empty
    }

    private func readBody() throws(WireError) -> Bool {
        if takesParts {
            if try readParts() { return true }
            if state == .closed { return false }
        } else if head.isChunked {
            requestEnd += try chunks.decode(input.view.dropFirst(requestEnd), into: &decoded)
            if decoded.count > bodyBytesMax { return refuseBody() }
            if chunks.isComplete { return true }
            // All of it has been decoded: the room is used again.
            input.truncate(to: headCount)
            requestEnd = headCount
        } else {
            let end = headCount + max(0, head.contentLength)
            if input.count >= end {
                requestEnd = end
                return true
            }
        }
        if owesContinue {
            output.buffer.append("HTTP/1.1 100 Continue\r\n\r\n")
            if output.flush(descriptor) == .failed { close() } else { watch() }
        }
        owesContinue = false
        return false
    }

    private func refuseBody() -> Bool {
        // The state says that there is no next request.
        bodyTooLarge()
        return false
    }

    private func refuse(_ status: Int) {
        beginAnswer(status)
        var body = ByteBuffer(capacity: 64)
        body.append("{\"message\":\"")
        body.append(StatusReason.phrase(status))
        body.append("\"}")
        endAnswer("application/json", body.view)
    }
}
