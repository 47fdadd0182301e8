// Accepting connections: in bounded bursts, so that a flood of new clients does not starve those being served, and
// with a way out when the process has no descriptor left.

import CGateSystem

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A listening socket on a loop.
package final class Listener: EventHandler {
    /// Most connections accepted per turn. Ours, as nginx's `multi_accept` is judged: enough for a burst, no
    /// starvation.
    package static let burstMax = 64
    /// How long accepting rests when no descriptor is left, in milliseconds. Ours.
    package static let restMilliseconds = 100

    private let loop: EventLoop
    private let descriptor: Int32
    private var handle = SocketHandle.none
    /// Kept open to be given up: when descriptors run out, the waiting client is accepted with it and let go at once,
    /// else a level-triggered loop would spin on a connection that it cannot take.
    private var reserve: Int32
    private let accepted: (Int32, SocketAddress) -> Void

    /// Takes over a listening descriptor; `accepted` gets the descriptors of new connections.
    package init?(_ loop: EventLoop, _ descriptor: Int32, accepted: @escaping (Int32, SocketAddress) -> Void) {
        self.loop = loop
        self.descriptor = descriptor
        self.accepted = accepted
        self.reserve = gate_open_reserve()
        super.init()
        guard let handle = loop.register(descriptor, self, .readable) else {
            if reserve >= 0 { gate_close(reserve) }
            return nil
        }
        self.handle = handle
    }

    package override func ready(_ readiness: Readiness) { _ = acceptBurst() }

    package override func timerExpired() { loop.watch(handle, .readable) }

    /// Accepts what waits, at most a burst; true when more may wait.
    private func acceptBurst() -> Bool {
        for _ in 0..<Listener.burstMax {
            var peer = gate_address()
            let connection = gate_accept(descriptor, &peer)
            if connection >= 0 {
                accepted(connection, SocketAddress(raw: peer))
                continue
            }
            if connection == -EMFILE || connection == -ENFILE || connection == -ENOBUFS || connection == -ENOMEM {
                shed()
            }
            return false
        }
        return true
    }

    /// No descriptor is left: turns one client away and rests.
    private func shed() {
        if reserve >= 0 {
            gate_close(reserve)
            var peer = gate_address()
            let connection = gate_accept(descriptor, &peer)
            if connection >= 0 { gate_close(connection) }
            reserve = gate_open_reserve()
        }
        loop.watch(handle, [])
        loop.setTimer(self, milliseconds: Listener.restMilliseconds)
    }

    /// Accepts what has already connected, then stops listening.
    package func close() {
        while handle != .none, acceptBurst() {}
        loop.cancelTimer(self)
        loop.close(handle)
        handle = .none
        if reserve >= 0 { gate_close(reserve) }
        reserve = -1
    }
}
