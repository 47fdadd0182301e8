// How a server and an exchange tell each other what they need. One call each instead of many fields read and set from
// another module: the compiler checks every such access for exclusivity at run time, also of fields that are
// `unchecked` here (25 checks were 10 % of a proxied request's instructions in user mode).

import GateBytes
import GateWire

/// What a request's head means for its connection.
package struct TakenHead {
    /// Bytes.
    package let size: Int
    package let isChunked: Bool
    /// `Content-Length`; -1 when there is none.
    package let contentLength: Int
    package let expectsContinue: Bool
}

/// What the head of a backend's answer means for its connection.
package struct TakenAnswerHead {
    /// Bytes.
    package let size: Int
    package let status: UInt16
    package let framing: ResponseFraming
    package let keepsAlive: Bool
    /// Whether another head follows.
    package let isInterim: Bool
}

/// What a server has to know to make an upstream call.
package struct UpstreamCall {
    package let timeoutMilliseconds: Int
    /// Whether the client's body is passed on as it comes.
    package let relaysBody: Bool
    package let streamsAnswer: Bool
    /// Whether it goes to the endpoint as it is: to no service whose calls are signed, through no VPC link.
    package let isPlain: Bool
}

/// How an exchange has ended.
package struct ExchangeEnd {
    package let status: Int
    /// Whether the connection stays open.
    package let keepsAlive: Bool
    /// Whether its method logs it.
    package let isLogged: Bool
    /// Whether the request was a test, not a client's.
    package let isTest: Bool
}

extension Exchange {
    /// Parses a request's head into the exchange. `alreadySeen` bytes were looked at by an earlier call.
    /// - Returns: nil when it is not all here.
    package func takeHead(_ bytes: ByteView, alreadySeen: Int, limits: WireLimits) throws(WireError) -> TakenHead? {
        let count = try fieldsMemo.parseRequestHead(
            bytes, alreadySeen: alreadySeen, limits: limits, into: &head, &headers)
        guard let count else { return nil }
        self.bytes = bytes.slice(0, count)
        return TakenHead(
            size: count, isChunked: head.isChunked, contentLength: head.contentLength,
            expectsContinue: head.expectsContinue)
    }

    /// The parsed head has been copied to where it stays.
    package func moveHead(to bytes: ByteView) {
        precondition(bytes.count == self.bytes.count)
        self.bytes = bytes
    }

    /// The parsed head of the backend's answer has been copied to where it stays.
    package func moveUpstreamHead(to bytes: ByteView) {
        precondition(bytes.count == upstreamBytes.count)
        upstreamBytes = bytes
    }

    /// Parses the head of the backend's answer into the exchange, like `takeHead`. `memo` is the backend's.
    package func takeUpstreamHead(
        _ bytes: ByteView, alreadySeen: Int, limits: WireLimits, _ memo: inout ResponseHeadMemo
    ) throws(WireError) -> TakenAnswerHead? {
        let count = try memo.parseResponseHead(
            bytes, alreadySeen: alreadySeen, limits: limits, requestWasHEAD: wasUpstreamHEAD, into: &upstreamHead,
            &upstreamHeaders)
        guard let count else { return nil }
        upstreamBytes = bytes.slice(0, count)
        return TakenAnswerHead(
            size: count, status: upstreamHead.status, framing: upstreamHead.framing,
            keepsAlive: upstreamHead.keepsAlive, isInterim: upstreamHead.isInterim)
    }

    /// The call that is to be made.
    package var upstreamCall: UpstreamCall {
        var relaysBody = false
        if case .relay = upstreamBodyMode { relaysBody = true }
        return UpstreamCall(
            timeoutMilliseconds: upstreamTimeoutMilliseconds, relaysBody: relaysBody, streamsAnswer: streamsAnswer,
            isPlain: upstreamAWS == nil && upstreamLink == nil)
    }

    /// Where the call goes: an index in `EndpointTable`.
    package var upstreamOrigin: UInt32 { upstreamEndpoint }

    /// What is sent to the backend, and how the client's body follows it; nil when none does.
    package var upstreamMessage: (bytes: ByteView, framing: RelayFraming?) {
        if case .relay(let framing) = upstreamBodyMode { return (upstreamRequest.view, framing) }
        return (upstreamRequest.view, nil)
    }

    /// Keeps a run of the request's body; how many bytes there are now. Here, because another module's access to the
    /// buffer would be checked for exclusivity.
    package func collectRequest(_ run: ByteView) -> Int {
        requestBody.append(run)
        return requestBody.count
    }

    /// The same for a run of the answer's payload.
    package func collectAnswer(_ run: ByteView) -> Int {
        upstreamBody.append(run)
        return upstreamBody.count
    }

    /// So many bytes of payload go to the client as they came.
    package func countRelayed(_ count: Int) { responseLength += count }

    /// The backend's answer is whole, by the loop's monotonic clock in microseconds.
    package func endUpstream(at time: UInt64) { upstreamEnded = time }

    /// How it has ended.
    package var end: ExchangeEnd {
        ExchangeEnd(status: status, keepsAlive: keepsAlive, isLogged: executionLog != nil, isTest: test != nil)
    }

    /// Gives back the memory of large bodies, if there was one.
    package func trimIfLarge() {
        if requestBody.capacity > Exchange.bufferBytesKept || upstreamBody.capacity > Exchange.bufferBytesKept {
            trim()
        }
    }
}
