// Reading one answer of a backend: interim answers are skipped, the head goes to the exchange, payload is decoded and
// handed on run by run. What cannot be read safely ends the connection.

import GateBytes
import GateRuntime
import GateWire

/// How far an answer has been read.
struct UpstreamAnswerReader: ~Copyable {
    /// Head bytes. They stay until the exchange ends: the exchange's header slots point here.
    var input = ByteBuffer(capacity: 2048)
    var headStart = 0
    var headSeen = 0
    var interimCount = 0
    var hasHead = false
    var framing = ResponseFraming.none
    /// Whether the head lets the connection carry another request.
    var keepsAlive = false
    var remaining = 0
    var chunks = ChunkedDecoder()

    /// Whether the end of the connection is the end of the answer.
    var endsWithConnection: Bool { hasHead && framing == .untilClose }

    mutating func reset(capacityKept: Int) {
        input.removeAll()
        input.shrink(toCapacity: capacityKept)
        headStart = 0
        headSeen = 0
        interimCount = 0
        hasHead = false
        framing = .none
        remaining = 0
    }
}

extension UpstreamConnection {
    /// Takes answer bytes.
    func takeAnswer(_ bytes: ByteView, _ client: ClientConnection) {
        if answer.hasHead {
            takePayload(bytes, client)
            if state == .busy { client.upstreamReadEnded(self) }
            return
        }
        // Most heads come whole: only the head is kept, and the payload is taken where it lies.
        let isFirst = answer.input.isEmpty
        if !isFirst { answer.input.append(bytes) }
        let here = isFirst ? bytes : answer.input.view
        do throws(WireError) {
            guard let headEnd = try readHead(here, client.exchange) else {
                if isFirst { answer.input.append(bytes) }
                return
            }
            answer.hasHead = true
            if isFirst {
                answer.input.append(bytes.slice(answer.headStart, headEnd))
                client.exchange.moveUpstreamHead(to: answer.input.view)
            }
            if !client.upstreamHead(self) || state != .busy { return }
            takePayload(here.dropFirst(headEnd), client)
            if state == .busy { client.upstreamReadEnded(self) }
        } catch {
            fail(.malformed)
        }
    }

    /// Where the head ends; nil asks for more bytes.
    private func readHead(_ all: ByteView, _ exchange: Exchange) throws(WireError) -> Int? {
        while true {
            let bytes = all.dropFirst(answer.headStart)
            let head = try exchange.takeUpstreamHead(
                bytes, alreadySeen: answer.headSeen, limits: worker.limits.upstreamWire, &pool.answerMemo)
            guard let head else {
                answer.headSeen = bytes.count
                return nil
            }
            answer.headSeen = 0
            if head.isInterim {
                answer.interimCount += 1
                if answer.interimCount > worker.limits.interimAnswersMax { throw .badStatusLine }
                answer.headStart += head.size
                continue
            }
            // Nobody asked for another protocol.
            if head.status == 101 { throw .badStatusLine }
            answer.framing = head.framing
            answer.keepsAlive = head.keepsAlive
            switch answer.framing {
            case .length(let count): answer.remaining = count
            case .chunked: answer.chunks = ChunkedDecoder(limits: worker.limits.upstreamWire)
            case .none, .untilClose: break
            }
            return answer.headStart + head.size
        }
    }

    private func takePayload(_ bytes: ByteView, _ client: ClientConnection) {
        switch answer.framing {
        case .none: complete(client, rest: bytes.count)
        case .length:
            let count = min(answer.remaining, bytes.count)
            answer.remaining -= count
            if count > 0 { client.upstreamPayload(self, bytes.slice(0, count)) }
            if answer.remaining == 0, state == .busy { complete(client, rest: bytes.count - count) }
        case .untilClose:
            if !bytes.isEmpty { client.upstreamPayload(self, bytes) }
        case .chunked: takeChunks(bytes, client)
        }
    }

    private func takeChunks(_ bytes: ByteView, _ client: ClientConnection) {
        var position = 0
        do throws(WireError) {
            while let run = try answer.chunks.next(bytes, &position) {
                client.upstreamPayload(self, run)
                if state != .busy { return }
            }
        } catch {
            fail(.malformed)
            return
        }
        if answer.chunks.isComplete { complete(client, rest: bytes.count - position) }
    }

    /// The answer is whole. Bytes behind it belong to no request: such a connection is not used again.
    private func complete(_ client: ClientConnection, rest: Int) {
        client.upstreamComplete(self, isReusable: answer.keepsAlive && rest == 0)
    }
}
