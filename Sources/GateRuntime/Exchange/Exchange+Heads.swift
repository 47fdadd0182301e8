// How a server hands an exchange what it has read. One call each instead of many fields set from another module: the
// compiler checks every such access for exclusivity at run time (13 checks were 6 % of a mock's time in user mode).

import GateBytes
import GateWire

extension Exchange {
    /// Parses a request's head into the exchange. `alreadySeen` bytes were looked at by an earlier call.
    /// - Returns: How long the head is; nil when it is not all here.
    package func takeHead(_ bytes: ByteView, alreadySeen: Int, limits: WireLimits) throws(WireError) -> Int? {
        let count = try parseRequestHead(bytes, alreadySeen: alreadySeen, limits: limits, into: &head, &headers)
        if let count { self.bytes = bytes.slice(0, count) }
        return count
    }

    /// Parses the head of the backend's answer into the exchange, like `takeHead`.
    package func takeUpstreamHead(_ bytes: ByteView, alreadySeen: Int, limits: WireLimits) throws(WireError) -> Int? {
        let count = try parseResponseHead(
            bytes, alreadySeen: alreadySeen, limits: limits, requestWasHEAD: wasUpstreamHEAD, into: &upstreamHead,
            &upstreamHeaders)
        if let count { upstreamBytes = bytes.slice(0, count) }
        return count
    }

    /// Gives back the memory of large bodies, if there was one.
    package func trimIfLarge() {
        if requestBody.capacity > Exchange.bufferBytesKept || upstreamBody.capacity > Exchange.bufferBytesKept {
            trim()
        }
    }
}
