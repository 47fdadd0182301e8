// One request through a gateway without sockets: what `gatewright trace`, the corpus and the allocation tests use.
// It plays the server's part of Exchange.swift's conversation; the backend is a closure.

import GateBytes
import GatePlan
import GateWire

/// What a driven request came to.
package enum DrivenOutcome {
    /// The bytes the client would read.
    case answered([UInt8])
    /// The request text is not a whole HTTP/1.1 request, or waits for the answer to another one.
    case incomplete
}

/// The backend's part of a driven request.
package enum DrivenUpstream {
    /// Raw HTTP/1.1 answer bytes.
    case answer([UInt8])
    case failure(UpstreamFailure)
}

/// Drives a gateway with request texts.
package final class RequestDriver {
    package let gateway: Gateway
    package let exchange = Exchange()
    private var answerMemo = ResponseHeadMemo()
    /// Whether the last request reached the upstream call.
    package private(set) var calledUpstream = false
    /// Called once a request is answered, while everything the exchange points to is still there.
    package var observe: ((Exchange) -> Void)?
    /// The connection that the last handshake opened.
    package private(set) var session: SocketSession?
    /// Microseconds of a monotonic clock; nil lets no time pass.
    package var now: (() -> UInt64)?
    var out = ByteBuffer(capacity: 8192)

    package init(gateway: Gateway) { self.gateway = gateway }

    /// Performs one request; `upstream` is called with the request that would be sent.
    package func perform(
        _ request: [UInt8], sourceAddress: StaticString = "127.0.0.1",
        upstream: ([UInt8], UpstreamEndpoint) -> DrivenUpstream
    ) -> DrivenOutcome {
        request.withByteView { bytes in
            out.removeAll()
            calledUpstream = false
            setClock()
            exchange.sourceAddress.removeAll()
            exchange.sourceAddress.append(sourceAddress)
            let consumed: Int?
            do throws(WireError) {
                consumed = try exchange.takeHead(bytes, alreadySeen: 0, limits: WireLimits())?.size
            } catch {
                gateway.reject(exchange, error, &out)
                return .answered([UInt8](out.view))
            }
            guard let consumed else { return .incomplete }
            let outcome = run(gateway.begin(exchange, &out), body: bytes.dropFirst(consumed), upstream)
            observe?(exchange)
            return outcome
        }
    }

    func run(
        _ first: Step, body: ByteView, _ upstream: ([UInt8], UpstreamEndpoint) -> DrivenUpstream
    ) -> DrivenOutcome {
        var step = first
        while true {
            switch step {
            case .respond: return .answered([UInt8](out.view))
            case .upgrade:
                session = exchange.session
                return .answered([UInt8](out.view))
            case .callConnection:
                // Without a server there are no connections.
                gateway.connectionAnswered(exchange, .gone, &out)
                step = .respond
            case .readBody(let bytesMax):
                guard readBody(body, into: &exchange.requestBody) else { return .incomplete }
                if exchange.requestBody.count > bytesMax {
                    gateway.bodyTooLarge(exchange, &out)
                    return .answered([UInt8](out.view))
                }
                step = gateway.bodyComplete(exchange, &out)
            case .fetchKeys:
                fetchKeys(upstream)
                setClock()
                step = gateway.keysFetched(exchange, &out)
            case .wait:
                // Whatever is waited for is another driver's: without a loop there is nobody to wake this one.
                return .incomplete
            case .callUpstream:
                guard let next = call(body, upstream) else { return .incomplete }
                step = next
            }
        }
    }

    /// The step behind a call; nil when the request is cut off.
    private func call(_ body: ByteView, _ upstream: ([UInt8], UpstreamEndpoint) -> DrivenUpstream) -> Step? {
        calledUpstream = true
        var sent = [UInt8](exchange.upstreamRequest.view)
        if case .relay = exchange.upstreamBodyMode {
            var decoded = ByteBuffer(capacity: 1024)
            guard readBody(body, into: &decoded) else { return nil }
            if decoded.count > Gateway.payloadBytesMax {
                gateway.bodyTooLarge(exchange, &out)
                return .respond
            }
            sent.append(contentsOf: decoded.view.buffer)
        }
        let answer = upstream(sent, gateway.endpoints[exchange.upstreamEndpoint])
        setClock()
        switch answer {
        case .failure(let failure): return gateway.upstreamFailed(exchange, failure, &out)
        case .answer(let answer): return receive(answer)
        }
    }

    /// Asks for the keys as the server does, and hands them over.
    private func fetchKeys(_ upstream: ([UInt8], UpstreamEndpoint) -> DrivenUpstream) {
        guard let source = exchange.keySource else { return }
        gateway.beginKeys(source)
        var url: String? = source.url
        if source.isDiscovery {
            url = get(source.url, upstream).flatMap { $0.withByteView { source.keySetURL($0) } }
        }
        let text = url.flatMap { get($0, upstream) }
        setClock()
        _ = gateway.endKeys(source, text)
    }

    /// The payload of a 200 answer.
    private func get(_ url: String, _ upstream: ([UInt8], UpstreamEndpoint) -> DrivenUpstream) -> [UInt8]? {
        guard let (endpoint, request) = TokenKeySource.request(url),
            case .answer(let bytes) = upstream(request, endpoint)
        else { return nil }
        return bytes.withByteView { view in
            var head = ResponseHead()
            var headers = HeaderTable()
            do throws(WireError) {
                let consumed = try parseResponseHead(
                    view, alreadySeen: 0, limits: .upstream, requestWasHEAD: false, into: &head, &headers)
                guard let consumed, head.status == 200 else { return nil }
                return [UInt8](view.dropFirst(consumed))
            } catch {
                return nil
            }
        }
    }

    func setClock() {
        if let now { gateway.clock.monotonicMicroseconds = now() }
    }

    private func receive(_ answer: [UInt8]) -> Step {
        answer.withByteView { bytes in
            let consumed: Int?
            do throws(WireError) {
                consumed = try exchange.takeUpstreamHead(
                    bytes, alreadySeen: 0, limits: .upstream, &answerMemo)?.size
            } catch {
                consumed = nil
            }
            guard let consumed else { return gateway.upstreamFailed(exchange, .malformed, &out) }
            guard readPayload(bytes.dropFirst(consumed), into: &exchange.upstreamBody) else {
                return gateway.upstreamFailed(exchange, .broken, &out)
            }
            switch gateway.upstreamHead(exchange, &out) {
            case .relay(let framing):
                relay(exchange.upstreamBody.view, framing)
                return .respond
            case .stream:
                if case .more = gateway.upstreamRun(exchange, exchange.upstreamBody.view, &out) {
                    _ = gateway.upstreamRunsEnded(exchange, &out)
                }
                return .respond
            case .collect(let bytesMax):
                if exchange.upstreamBody.count > bytesMax { return gateway.upstreamFailed(exchange, .tooLarge, &out) }
                return gateway.upstreamComplete(exchange, &out)
            }
        }
    }

    /// The payload of the backend's answer by its framing. False when it is cut off.
    private func readPayload(_ bytes: ByteView, into buffer: inout ByteBuffer) -> Bool {
        switch exchange.upstreamHead.framing {
        case .none: return true
        case .untilClose: buffer.append(bytes)
        case .length(let count):
            if bytes.count < count { return false }
            buffer.append(bytes.slice(0, count))
        case .chunked:
            var decoder = ChunkedDecoder()
            return decoder.decodeAll(bytes, into: &buffer)
        }
        return true
    }

    /// Passes payload on to the client.
    private func relay(_ payload: ByteView, _ framing: RelayFraming) {
        switch framing {
        case .none: break
        case .length, .close: out.append(payload)
        case .chunked:
            if !payload.isEmpty {
                var digits = 1
                while payload.count >> (4 * digits) > 0 { digits += 1 }
                out.append(hex: UInt64(payload.count), digits: digits)
                out.append("\r\n")
                out.append(payload)
                out.append("\r\n")
            }
            out.append("0\r\n\r\n")
        }
    }

    /// The request's body: what follows the head, in `Content-Length` or chunked framing. False when it is cut off.
    private func readBody(_ bytes: ByteView, into buffer: inout ByteBuffer) -> Bool {
        if exchange.head.isChunked {
            var decoder = ChunkedDecoder()
            return decoder.decodeAll(bytes, into: &buffer)
        }
        let length = max(0, Int(exchange.head.contentLength))
        if bytes.count < length { return false }
        buffer.append(bytes.slice(0, length))
        return true
    }
}
