// The client's side of a backend call: finding a connection, passing the request's body on, taking the answer.
// Back-pressure: whichever side is fast is not read while more than `relayBytesMax` bytes wait for the slow one.

import GateBytes
import GateLoop
import GateRuntime
import GateWire

extension ClientConnection {
    /// Payload runs from this size on go to the socket without a copy.
    static let directBytesMin = 8 * 1024

    /// Whether a relayed request body is still coming in.
    var isUploading: Bool { relaysBody && !body.isComplete }

    /// Until when the backend has to send something.
    var answerDeadline: UInt64 { partDeadline == 0 ? callDeadline : min(callDeadline, partDeadline) }

    // MARK: Starting

    /// Sends the exchange's upstream request.
    func startCall() {
        phase = .upstream
        serial += 1
        hasRetried = false
        isCollecting = false
        isDecoding = false
        partDeadline = 0
        relayFraming = .none
        relayStart = inputPosition
        let call = exchange.upstreamCall
        relaysBody = call.relaysBody
        streamsAnswer = call.streamsAnswer
        let now = loop.now
        bodyDeadline = now + UInt64(worker.limits.requestBodyMilliseconds) * 1000
        callDeadline = now + UInt64(call.timeoutMilliseconds) * 1000
        worker.counters.upstreamRequests.countUp()
        // Until the request is on its way the backend's time counts, whether it is a name, a connection or TLS.
        loop.setTimer(self, at: callDeadline)
        if !call.isPlain {
            if let target = exchange.upstreamAWS {
                sign(for: target, mayWait: true)
                return
            }
            linkTried = 0
            if let route = exchange.upstreamLink, !chooseTarget(route) {
                failCall(.link)
                return
            }
        }
        if relaysBody {
            obtainUpstream(mayReuse: true)
        } else {
            owesCall = true
            worker.putOff(self)
        }
    }

    /// Signs the call and sends it, at once or when the credentials are here.
    @inline(never)
    private func sign(for target: AWSTarget, mayWait: Bool) {
        switch worker.sign(exchange, for: target) {
        case .done: obtainUpstream(mayReuse: true)
        case .failed(let failure): failCall(failure)
        case .pending(let source):
            let asked = serial
            let isWaiting =
                mayWait
                && worker.credentials.wait(source) { [self] in
                    // By now the call may have timed out, or the connection may serve another client.
                    guard serial == asked, phase == .upstream, upstream == nil else { return }
                    worker.setClock()
                    sign(for: target, mayWait: false)
                    processInput()
                }
            if !isWaiting { failCall(.unsigned) }
        }
    }

    /// Waits for the keys of a token's issuer.
    @inline(never)
    func fetchKeys() {
        guard let source = exchange.keySource else { return }
        phase = .upstream
        serial += 1
        relaysBody = false
        partDeadline = 0
        callDeadline = loop.now + UInt64(exchange.upstreamTimeoutMilliseconds) * 1000
        loop.setTimer(self, at: callDeadline)
        let asked = serial
        let isWaiting = worker.tokenKeys.fetch(source) { [self] in
            // By now the connection may serve another client.
            guard serial == asked, phase == .upstream, upstream == nil else { return }
            worker.setClock()
            answerStart = output.buffer.count
            perform(gateway.keysFetched(exchange, &output.buffer))
            processInput()
        }
        if !isWaiting { failCall(.broken) }
    }

    // MARK: Targets of a VPC link

    /// Points the call at a target that it has not tried; false when there is none left.
    @inline(never)
    private func chooseTarget(_ route: LinkRoute) -> Bool {
        guard let index = route.group.choose(tried: linkTried) else { return false }
        linkTried |= 1 << UInt64(index)
        exchange.upstreamEndpoint = route.endpoint(index)
        linkTarget = route.group.targets[index]
        linkTarget?.callBegins()
        return true
    }

    /// The call does not use its target any more.
    func releaseTarget() {
        guard let target = linkTarget else { return }
        linkTarget = nil
        target.callEnds()
    }

    /// A target took no connection: nothing was sent, so another one may have the call. False when none is left.
    @inline(never)
    private func triesAnotherTarget(_ failure: UpstreamFailure) -> Bool {
        guard let route = exchange.upstreamLink, let target = linkTarget, let link = route.link else { return false }
        if target.refused() {
            worker.notice("target \(target.host):\(target.port) of VPC link `\(link.name)`: \(failure.phrase)")
        }
        releaseTarget()
        if !chooseTarget(route) { return false }
        obtainUpstream(mayReuse: true)
        return true
    }

    func obtainUpstream(mayReuse: Bool) {
        worker.withPool(exchange.upstreamOrigin) { obtainUpstream($0, mayReuse: mayReuse) }
    }

    @inline(__always)
    private func obtainUpstream(_ pool: UpstreamPool, mayReuse: Bool) {
        if mayReuse, let kept = pool.takeIdle() {
            let connection = Unmanaged.passUnretained(kept)
            upstream = consume kept
            connection._withUnsafeGuaranteedRef { $0.reuse(for: self) }
            return
        }
        if let addresses = worker.resolver.known(pool.endpoint.host, port: pool.endpoint.port) {
            connect(pool, addresses)
            return
        }
        let asked = serial
        worker.resolver.resolve(pool.endpoint.host, port: pool.endpoint.port) { [self] addresses in
            // By now the call may have timed out, or the connection may serve another client.
            guard serial == asked, phase == .upstream, upstream == nil else { return }
            worker.setClock()
            connect(pool, addresses)
            processInput()
        }
    }

    @inline(never)
    private func connect(_ pool: UpstreamPool, _ addresses: [SocketAddress]) {
        if addresses.isEmpty {
            if linkTarget == nil {
                failCall(.resolve)
            } else if !triesAnotherTarget(.resolve) {
                failCall(.link)
            }
            return
        }
        let connection = UpstreamConnection(pool, addresses)
        upstream = connection
        connection.connect(for: self)
    }

    /// The connection takes bytes: the request goes out, with the part of its body that is here.
    func upstreamReady(_ connection: UpstreamConnection) {
        if let target = linkTarget, target.connected() {
            worker.notice("target \(target.host):\(target.port) takes connections again")
        }
        let message = exchange.upstreamMessage
        let head = message.bytes
        guard let framing = message.framing else {
            connection.send(head)
            return
        }
        let here = unread
        let isArriving = !arriving.isEmpty
        if framing == .chunked {
            connection.send(head)
            advance(passOn(here, connection))
        } else {
            // One system call for the head and a body that came with it.
            var position = 0
            let run = takeRun(here, &position)
            advance(position)
            connection.send(head, run)
        }
        if isArriving {
            if connection.hasWriteFailed, connection.sentBytes == 0 {
                // Another connection gets it again.
                later.append(here)
            } else {
                relayStart = -1
            }
        }
        if phase == .upstream, !body.isComplete, !later.isEmpty, !connection.hasWriteFailed {
            relayStart = -1
            later.removeFirst(passOn(later.view, connection))
        }
        if phase != .upstream {
            // The body was refused. A connection that took its time to be made has nobody up the stack who writes.
            processInput()
            return
        }
        if body.isComplete {
            uploadComplete()
            return
        }
        if owesContinue, body.taken == 0 {
            output.buffer.append(FixedAnswers.proceed)
            flush()
        }
        owesContinue = false
        if phase == .upstream, !connection.hasWriteFailed {
            setReading(connection.pendingBytes <= worker.limits.relayBytesMax)
            loop.setTimer(self, at: bodyDeadline)
        }
    }

    /// A body with a length cannot be malformed, so its next run needs no error path.
    private func takeRun(_ bytes: ByteView, _ position: inout Int) -> ByteView {
        let count = min(body.remaining, bytes.count)
        let run = bytes.slice(0, count)
        position = count
        body.remaining -= count
        body.taken += count
        return run
    }

    // MARK: The request's body

    /// Body bytes from the socket.
    func relayBody(_ bytes: ByteView) {
        guard let upstream, upstream.state == .busy else {
            // Not connected yet: the kernel keeps the rest of the body until there is somebody to pass it to.
            later.append(bytes)
            setReading(false)
            return
        }
        relayStart = -1
        let used = passOn(bytes, upstream)
        if phase != .upstream && phase != .relay { return }
        if used < bytes.count { keep(bytes.dropFirst(used)) }
        if body.isComplete {
            if phase == .upstream { uploadComplete() }
        } else if upstream.pendingBytes > worker.limits.relayBytesMax {
            setReading(false)
            // From here the backend is the slow side.
            callDeadline = loop.now + UInt64(exchange.upstreamTimeoutMilliseconds) * 1000
            if phase == .upstream { loop.setTimer(self, at: callDeadline) }
        }
    }

    /// Frames and sends body bytes; how many were the body's.
    private func passOn(_ bytes: ByteView, _ connection: UpstreamConnection) -> Int {
        var position = 0
        do throws(WireError) {
            if body.framing == .length {
                if let run = try body.next(bytes, &position) { connection.send(run) }
                return position
            }
            var framed = ByteBuffer(capacity: bytes.count + 2 * ChunkedEncoding.overheadBytesMax)
            while let run = try body.next(bytes, &position) { ChunkedEncoding.append(run, to: &framed) }
            if body.isComplete { ChunkedEncoding.appendEnd(to: &framed) }
            connection.send(framed.view)
        } catch {
            failUpload { reject(error) }
            return bytes.count
        }
        if body.taken > worker.limits.payloadBytesMax {
            failUpload {
                dropUpstream()
                answerStart = output.buffer.count
                worker.setClock()
                gateway.bodyTooLarge(exchange, &output.buffer)
                finishAnswer()
            }
            return bytes.count
        }
        return position
    }

    /// The body is not acceptable. While no answer has begun there can be one; after that only the end.
    @inline(never)
    private func failUpload(_ answer: () -> Void) {
        if phase == .upstream {
            answer()
        } else {
            close()
        }
    }

    /// The whole request is with the backend's connection: from now on its time counts.
    private func uploadComplete() {
        setReading(true)
        callDeadline = loop.now + UInt64(exchange.upstreamTimeoutMilliseconds) * 1000
        loop.setTimer(self, at: callDeadline)
    }

    /// The backend's socket took what waited: read on from the client.
    func upstreamDrained(_ connection: UpstreamConnection) {
        guard phase == .upstream || phase == .relay, isUploading else { return }
        if connection.hasWriteFailed || connection.pendingBytes <= worker.limits.relayBytesMax / 4 {
            setReading(true)
            if phase == .upstream { loop.setTimer(self, at: bodyDeadline) }
        }
    }

    // MARK: The answer

    /// The answer's head stands in the exchange; false when the call is over.
    func upstreamHead(_ connection: UpstreamConnection) -> Bool {
        worker.setClock()
        answerStart = output.buffer.count
        if streamsAnswer { partArrived() }
        switch gateway.upstreamHead(exchange, &output.buffer) {
        case .relay(let framing):
            phase = .relay
            relayFraming = framing
            // Else it is set to that time already.
            if streamsAnswer || isUploading { loop.setTimer(self, at: answerDeadline) }
        case .stream:
            isDecoding = true
            loop.setTimer(self, at: answerDeadline)
        case .collect(let bytesMax):
            isCollecting = true
            collectedBytesMax = bytesMax
            if case .length(let count) = connection.answer.framing, count > bytesMax {
                failCall(.tooLarge)
                processInput()
                return false
            }
        }
        return true
    }

    /// A part of a streamed answer is here: the next one has its time.
    private func partArrived() {
        partDeadline = loop.now + UInt64(worker.limits.streamIdleMilliseconds) * 1000
        if phase == .relay, blockedSince == 0 { loop.setTimer(self, at: answerDeadline) }
    }

    /// A run of the answer's payload.
    func upstreamPayload(_ connection: UpstreamConnection, _ run: ByteView) {
        if streamsAnswer { partArrived() }
        if isDecoding {
            decode(connection, run)
            return
        }
        if streamsAnswer, exchange.upstreamContentArrived == 0 {
            exchange.upstreamContentArrived = loop.now
        }
        if isCollecting {
            if exchange.collectAnswer(run) > collectedBytesMax {
                worker.setClock()
                failCall(.tooLarge)
                processInput()
            }
            return
        }
        switch relayFraming {
        case .none: return
        case .chunked, .close:
            if !streamsAnswer, exchange.responseLength + run.count > worker.limits.payloadBytesMax {
                // AWS collects the answer and refuses it; here its beginning is out already.
                breakAnswer()
                return
            }
            relayFraming == .chunked ? ChunkedEncoding.append(run, to: &output.buffer) : passOn(run)
        case .length: passOn(run)
        }
        exchange.countRelayed(run.count)
        if output.pending > worker.limits.relayBytesMax { connection.setReading(false) }
    }

    /// Payload that needs no framing of its own.
    private func passOn(_ run: ByteView) {
        if run.count >= ClientConnection.directBytesMin, blockedSince == 0, channel == nil {
            settle(output.send(descriptor, run), progressed: true)
        } else {
            output.buffer.append(run)
        }
    }

    /// Payload that the gateway reads.
    private func decode(_ connection: UpstreamConnection, _ run: ByteView) {
        worker.setClock()
        if phase == .upstream { answerStart = output.buffer.count }
        let step = gateway.upstreamRun(exchange, run, &output.buffer)
        if phase == .upstream, exchange.hasBegunStream {
            phase = .relay
            loop.setTimer(self, at: answerDeadline)
        }
        if endDecoding(step) { return }
        if output.pending > worker.limits.relayBytesMax { connection.setReading(false) }
    }

    /// Draws the conclusions of a step that ends the answer before its payload has ended; false when it does not.
    private func endDecoding(_ step: StreamStep) -> Bool {
        switch step {
        case .more, .complete: return false
        case .failed:
            worker.counters.upstreamFailures.countUp()
            dropUpstream()
            finishAnswer()
            processInput()
        case .broken: breakAnswer()
        }
        return true
    }

    /// The answer has begun: only its missing end can tell the client.
    @inline(never)
    private func breakAnswer() {
        worker.counters.upstreamFailures.countUp()
        flush()
        close()
    }

    /// Everything of one read has been passed on.
    func upstreamReadEnded(_ connection: UpstreamConnection) {
        if phase == .relay { flush() }
    }

    /// The client took some: read on from the backend.
    func resumeUpstream() {
        guard phase == .relay, let upstream, output.pending <= worker.limits.relayBytesMax / 4 else { return }
        upstream.setReading(true)
    }

    /// The answer is whole.
    func upstreamComplete(_ connection: UpstreamConnection, isReusable: Bool) {
        worker.setClock()
        let isReusable = isReusable && !isUploading
        var step = Step.respond
        if isDecoding {
            if phase == .upstream { answerStart = output.buffer.count }
            if endDecoding(gateway.upstreamRunsEnded(exchange, &output.buffer)) { return }
        } else if isCollecting {
            answerStart = output.buffer.count
            step = gateway.upstreamComplete(exchange, &output.buffer)
        } else {
            exchange.endUpstream(at: loop.now)
            if relayFraming == .chunked { ChunkedEncoding.appendEnd(to: &output.buffer) }
        }
        releaseTarget()
        // The exchange's header slots point into the connection's buffer: the mapping above had to come first.
        connection.setReading(true)
        let isFit = connection.release(isReusable: isReusable)
        if let ended = upstream.take(), isFit { connection.pool.keep(ended) }
        perform(step)
        processInput()
    }

    // MARK: Failure

    /// The connection ended without a whole answer.
    @inline(never)
    func upstreamFailed(_ connection: UpstreamConnection, _ failure: UpstreamFailure) {
        if phase == .closed { return }
        upstream = nil
        worker.setClock()
        if phase == .upstream, mayRetry(connection, failure) {
            hasRetried = true
            worker.counters.upstreamRetries.countUp()
            rewindBody()
            obtainUpstream(mayReuse: false)
            flush()
            return
        }
        if phase == .upstream, failure == .connect, linkTarget != nil {
            if triesAnotherTarget(failure) {
                flush()
                return
            }
            failCall(.link)
            processInput()
            return
        }
        if phase == .relay {
            breakAnswer()
            return
        }
        failCall(failure)
        processInput()
    }

    /// A kept connection that the backend had closed before anything of the request went out is no failure of the
    /// backend. What was sent may have been carried out, whatever its verb: it is never sent again.
    private func mayRetry(_ connection: UpstreamConnection, _ failure: UpstreamFailure) -> Bool {
        guard failure == .broken, connection.isReused, !connection.hasReceived, !hasRetried else { return false }
        if relaysBody, relayStart < 0 { return false }
        return connection.sentBytes == 0
    }

    private func rewindBody() {
        if !relaysBody { return }
        inputPosition = relayStart
        body.start(isChunked: exchange.head.isChunked, length: exchange.head.contentLength)
    }

    /// Ends the call with the gateway's answer to a failure.
    @inline(never)
    func failCall(_ failure: UpstreamFailure) {
        worker.counters.upstreamFailures.countUp()
        dropUpstream()
        worker.setClock()
        answerStart = output.buffer.count
        perform(gateway.upstreamFailed(exchange, failure, &output.buffer))
    }

    /// Lets go of the backend's connection.
    func dropUpstream() {
        serial += 1
        owesCall = false
        let connection = upstream
        upstream = nil
        connection?.cancel()
        releaseTarget()
    }
}
