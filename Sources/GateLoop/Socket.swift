// Non-blocking sockets: the calls a handler makes. Results are values, errno never travels.

import CGateSystem
import GateBytes

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What a read or write came to.
@frozen
@usableFromInline
package enum SocketResult: Equatable, Sendable {
    case bytes(Int)
    /// Not now: wait for readiness.
    case again
    /// The peer's end of stream (reads only).
    case end
    /// The connection is broken; the system's error number.
    case failed(Int32)
}

/// An IPv4 or IPv6 address with a port.
package struct SocketAddress: @unchecked Sendable {
    var raw: gate_address

    init(raw: gate_address) { self.raw = raw }

    /// A literal address, without brackets; nil when the text is a name.
    package init?(_ text: String, port: UInt16) {
        var raw = gate_address()
        if gate_address_parse(text, port, &raw) != 1 { return nil }
        self.raw = raw
    }

    /// The addresses of a name; blocks. For start-up only, loops have a `Resolver`.
    package static func lookUp(_ name: String, port: UInt16) -> [SocketAddress] {
        if let literal = SocketAddress(name, port: port) { return [literal] }
        var found = [gate_address](repeating: gate_address(), count: Resolver.addressesMax)
        let count = gate_address_resolve(name, port, &found, Int32(Resolver.addressesMax))
        return found.prefix(Int(max(0, count))).map { SocketAddress(raw: $0) }
    }

    package var port: UInt16 {
        var copy = raw
        return gate_address_port(&copy)
    }

    /// Appends the address without its port.
    package func appendText(to out: inout ByteBuffer) {
        var copy = raw
        out.write(room: Int(GATE_ADDRESS_TEXT_MAX)) { free in
            guard let base = free.baseAddress else { return 0 }
            return Int(base.withMemoryRebound(to: CChar.self, capacity: free.count) { gate_address_text(&copy, $0) })
        }
    }
}

/// Calls on socket descriptors.
@usableFromInline
package enum Socket {
    /// Why a socket could not be bound.
    package struct Failure: Error, Equatable, Sendable {
        package let error: Int32
    }

    /// A listening socket. `sharesPort` lets several loops listen on one port (SO_REUSEPORT).
    package static func listen(
        _ address: SocketAddress, backlog: Int32, sharesPort: Bool
    ) throws(Failure) -> Int32 {
        var raw = address.raw
        let descriptor = gate_listen(&raw, backlog, sharesPort ? 1 : 0)
        if descriptor < 0 { throw Failure(error: -descriptor) }
        return descriptor
    }

    package static func localPort(_ descriptor: Int32) -> UInt16 { gate_local_port(descriptor) }

    /// A socket that connects or has connected.
    package static func connect(_ address: SocketAddress) throws(Failure) -> (descriptor: Int32, isConnected: Bool) {
        var raw = address.raw
        var isDone: Int32 = 0
        let descriptor = gate_connect(&raw, &isDone)
        if descriptor < 0 { throw Failure(error: -descriptor) }
        return (descriptor, isDone == 1)
    }

    /// Two sockets that are connected with one another; nil when the system has none left.
    package static func pair() -> (Int32, Int32)? {
        var ends: [Int32] = [-1, -1]
        return gate_socket_pair(&ends) == 0 ? (ends[0], ends[1]) : nil
    }

    /// The error that waits on a socket; 0 when connecting succeeded.
    package static func pendingError(_ descriptor: Int32) -> Int32 { gate_socket_error(descriptor) }

    /// Whether the peer has neither closed the connection nor sent anything.
    package static func isQuiet(_ descriptor: Int32) -> Bool { gate_is_quiet(descriptor) == 1 }

    /// Replaces the contents of `buffer` by what can be read at once into its capacity.
    @inlinable @inline(__always)
    package static func read(_ descriptor: Int32, into buffer: inout ByteBuffer) -> SocketResult {
        buffer.removeAll()
        let got = gate_read(descriptor, buffer.base, buffer.capacity)
        if got > 0 {
            buffer.size = got
            return .bytes(got)
        }
        if got == 0 { return .end }
        return failure(-got)
    }

    @inlinable @inline(__always)
    package static func write(_ descriptor: Int32, _ bytes: ByteView) -> SocketResult {
        let put = gate_write(descriptor, bytes.base, bytes.count)
        return put >= 0 ? .bytes(put) : failure(-put)
    }

    /// Writes two runs of bytes with one call.
    @inlinable @inline(__always)
    package static func write(_ descriptor: Int32, _ first: ByteView, _ second: ByteView) -> SocketResult {
        if second.isEmpty { return write(descriptor, first) }
        if first.isEmpty { return write(descriptor, second) }
        let put = gate_write_two(descriptor, first.base, first.count, second.base, second.count)
        return put >= 0 ? .bytes(put) : failure(-put)
    }

    @usableFromInline @inline(never)
    static func failure(_ error: Int) -> SocketResult {
        error == Int(EAGAIN) || error == Int(EWOULDBLOCK) ? .again : .failed(Int32(error))
    }

    /// Writes to a pipe or file; blocks as the descriptor does.
    package static func writeFile(_ descriptor: Int32, _ bytes: ByteView) -> SocketResult {
        let put = gate_file_write(descriptor, bytes.base, bytes.count)
        return put >= 0 ? .bytes(put) : failure(-put)
    }

    /// Appends what can be read at once, `room` bytes at most.
    package static func read(_ descriptor: Int32, appendingTo buffer: inout ByteBuffer, room: Int) -> SocketResult {
        buffer.reserve(room)
        let got = gate_read(descriptor, buffer.base + buffer.size, room)
        if got > 0 {
            buffer.size += got
            return .bytes(got)
        }
        return got == 0 ? .end : failure(-got)
    }

    /// Says that nothing more will be written.
    package static func shutdownWrite(_ descriptor: Int32) { gate_shutdown_write(descriptor) }

    /// Closes a descriptor that no loop owns.
    package static func close(_ descriptor: Int32) { gate_close(descriptor) }
}
