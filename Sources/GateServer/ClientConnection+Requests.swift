// Requests of a connection: heads, bodies, the gateway's steps, and what happens between two requests.

import GateBytes
import GateLoop
import GateRuntime
import GateWire

extension ClientConnection {
    /// Begins request after request until there is none that can be begun; the answers are written together, with those
    /// of other connections.
    func processInput() {
        if isProcessing { return }
        isProcessing = true
        while phase == .head, beginRequest() {}
        isProcessing = false
        if phase != .closed { worker.putOff(self) }
    }

    /// Begins the next request; false when there is none, or none may be begun.
    private func beginRequest() -> Bool {
        if !later.isEmpty { takeLater() }
        if unread.isEmpty {
            becomeIdle()
            return false
        }
        if output.pending > worker.limits.outputBytesMax {
            // The client pipelines and does not read. Writing may help; if not, it waits.
            flush()
            if phase != .head || output.pending > worker.limits.outputBytesMax {
                setReading(false)
                return false
            }
        }
        setReading(true)
        worker.setClock()
        do throws(WireError) {
            guard let head = try exchange.takeHead(unread, alreadySeen: headSeen, limits: worker.limits.wire) else {
                takeArriving()
                waitForHead(unread.count)
                return false
            }
            passHead(head.size)
            headSeen = 0
            body.start(isChunked: head.isChunked, length: head.contentLength)
            owesContinue = head.expectsContinue && !body.isComplete
        } catch {
            reject(error)
            return false
        }
        if worker.isDraining { exchange.head.keepsAlive = false }
        answerStart = output.buffer.count
        if let channel { exchange.clientCertificate = channel.certificate }
        perform(gateway.begin(exchange, &output.buffer))
        return phase == .head
    }

    /// What has been read and not been used: of `input`, or else of the read under way.
    var unread: ByteView { inputPosition == input.count ? arriving : input.view.dropFirst(inputPosition) }

    /// The first bytes of `unread` have been used.
    func advance(_ count: Int) {
        if inputPosition < input.count {
            inputPosition += count
        } else {
            arriving = arriving.dropFirst(count)
        }
    }

    /// Steps behind the head that was parsed. It stays in `input` while its exchange is under way.
    private func passHead(_ size: Int) {
        if inputPosition < input.count {
            inputPosition += size
            return
        }
        input.removeAll()
        input.append(arriving.slice(0, size))
        inputPosition = size
        arriving = arriving.dropFirst(size)
        exchange.moveHead(to: input.view)
    }

    /// Keeps in `input` what is left of the read under way.
    private func takeArriving() {
        if arriving.isEmpty { return }
        input.removeAll()
        inputPosition = 0
        input.append(arriving)
        arriving = .empty
    }

    /// A large read, which most often is a head with a body: its bytes are used where they lie, and only what is left
    /// at the end is copied.
    @inline(never)
    func receiveLarge(_ bytes: ByteView) {
        arriving = bytes
        processInput()
        let rest = arriving
        if rest.isEmpty { return }
        switch phase {
        case .head: takeArriving()
        case .body, .discard: later.append(rest)
        case .upstream, .relay:
            if isUploading {
                // The backend is being connected to.
                later.append(rest)
                setReading(false)
            } else {
                keep(rest)
            }
        case .flush, .linger, .closed: break
        }
        arriving = .empty
    }

    /// Bytes that came while a request was under way follow what was read before.
    @inline(never)
    private func takeLater() {
        input.removeFirst(inputPosition)
        inputPosition = 0
        input.append(later.view)
        later.removeAll()
        later.shrink(toCapacity: 4 * 1024)
    }

    private func becomeIdle() {
        forgetInput()
        setReading(true)
        exchange.trimIfLarge()
        loop.setTimer(self, milliseconds: idleMilliseconds)
    }

    /// A head is here in part. It gets its time once, however it drips in.
    @inline(never)
    private func waitForHead(_ count: Int) {
        if headSeen == 0 {
            headDeadline = loop.now + UInt64(worker.limits.requestHeadMilliseconds) * 1000
            loop.setTimer(self, at: headDeadline)
        }
        input.removeFirst(inputPosition)
        inputPosition = 0
        headSeen = count
    }

    /// A head or body that is not HTTP: an answer, and the end. Nothing behind it can be trusted.
    @inline(never)
    func reject(_ error: WireError) {
        worker.counters.rejectedHeads.countUp()
        dropUpstream()
        answerStart = output.buffer.count
        gateway.reject(exchange, error, &output.buffer)
        worker.finish(exchange)
        endConnection()
    }

    // MARK: Steps

    /// Does what the gateway asks for.
    func perform(_ step: Step) {
        switch step {
        case .respond: finishAnswer()
        case .readBody(let bytesMax): collectBody(bytesMax)
        case .callUpstream: startCall()
        case .fetchKeys: fetchKeys()
        case .wait(let milliseconds): waitForAnswer(milliseconds)
        case .upgrade: upgrade()
        case .callConnection: callConnection()
        }
    }

    private func collectBody(_ bytesMax: Int) {
        phase = .body
        bodyBytesMax = bytesMax
        bodyDeadline = loop.now + UInt64(worker.limits.requestBodyMilliseconds) * 1000
        let used = collect(unread)
        // A body that is not acceptable is used up, whatever its end took with it.
        if !unread.isEmpty { advance(min(used, unread.count)) }
        if phase == .body, !later.isEmpty {
            // What came while an authorizer was asked.
            let used = collect(later.view)
            if used <= later.count { later.removeFirst(used) }
        }
        if phase != .body { return }
        setReading(true)
        if owesContinue, body.taken == 0 { output.buffer.append(FixedAnswers.proceed) }
        owesContinue = false
        loop.setTimer(self, at: bodyDeadline)
    }

    /// Bytes from the socket for the body being collected.
    func takeBody(_ bytes: ByteView) {
        let used = collect(bytes)
        if phase == .closed { return }
        if used < bytes.count { later.append(bytes.dropFirst(used)) }
        if phase == .head { processInput() } else { flush() }
    }

    /// Collects body bytes; when the body is whole, goes on. How many bytes were the body's.
    private func collect(_ bytes: ByteView) -> Int {
        var position = 0
        do throws(WireError) {
            while let run = try body.next(bytes, &position) {
                if exchange.collectRequest(run) > bodyBytesMax {
                    answerStart = output.buffer.count
                    worker.setClock()
                    gateway.bodyTooLarge(exchange, &output.buffer)
                    finishAnswer()
                    return bytes.count
                }
            }
        } catch {
            reject(error)
            return bytes.count
        }
        if body.isComplete {
            owesContinue = false
            answerStart = output.buffer.count
            worker.setClock()
            perform(gateway.bodyComplete(exchange, &output.buffer))
        }
        return position
    }

    /// Bytes from the socket for a body that nobody wants.
    @inline(never)
    func discardBody(_ bytes: ByteView) {
        let used = discard(bytes)
        if phase == .closed { return }
        if used < bytes.count { later.append(bytes.dropFirst(used)) }
        if phase == .head { processInput() } else { flush() }
    }

    private func discard(_ bytes: ByteView) -> Int {
        var position = 0
        do throws(WireError) {
            while try body.next(bytes, &position) != nil {}
        } catch {
            // The answer to this request is out already: there is nothing to say, and nothing to trust.
            endConnection()
            return bytes.count
        }
        if body.isComplete {
            phase = .head
        } else if body.taken > bodyBytesMax {
            endConnection()
        }
        return position
    }

    // MARK: Between requests

    /// The answer is whole: the next request, or the end of the connection.
    func finishAnswer() {
        var keepsAlive = worker.finish(exchange)
        if isDetached { return endEvent() }
        let isBodyUnread = !body.isComplete
        if isBodyUnread, keepsAlive, !canDiscardBody {
            keepsAlive = false
            exchange.keepsAlive = false
            announceClose()
        }
        if !keepsAlive {
            phase = .flush
            needsLinger = isBodyUnread || !unread.isEmpty || !later.isEmpty
            if blockedSince == 0 { setPhaseTimer() }
            return
        }
        if !isBodyUnread {
            phase = .head
            return
        }
        phase = .discard
        bodyBytesMax = body.taken + worker.limits.discardedBodyBytesMax
        bodyDeadline = loop.now + UInt64(worker.limits.requestBodyMilliseconds) * 1000
        loop.setTimer(self, at: bodyDeadline)
        setReading(true)
        advance(discard(unread))
        if phase == .discard, !later.isEmpty {
            // Body bytes that came while a call was under way: none of them is the next request.
            let used = discard(later.view)
            if used <= later.count { later.removeFirst(used) }
        }
    }

    /// Whether reading the rest of the body costs less than a new connection. A client that waits for `100 Continue`
    /// may or may not send its body, so where the next request begins is anybody's guess: such a connection ends.
    private var canDiscardBody: Bool {
        if owesContinue { return false }
        return body.framing == .chunked || body.remaining <= worker.limits.discardedBodyBytesMax
    }

    /// Rewrites `Connection: keep-alive` of the answer that was written last. Rare, so a copy does.
    @inline(never)
    private func announceClose() {
        let written = output.buffer.view
        if answerStart >= written.count { return }
        let keep = ByteView("\r\nConnection: keep-alive\r\n")
        var place = answerStart
        while place + keep.count <= written.count {
            if written.slice(place, place + 4) == "\r\n\r\n" { return }
            if written.slice(place, place + keep.count) == keep { break }
            place += 1
        }
        if place + keep.count > written.count { return }
        var tail = ByteBuffer(capacity: written.count - place)
        tail.append(written.dropFirst(place + keep.count))
        output.buffer.truncate(to: place)
        output.buffer.append("\r\nConnection: close\r\n")
        output.buffer.append(tail.view)
    }
}
