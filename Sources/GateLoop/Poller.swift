// The one place that knows epoll: which sockets are ready. A socket is reported as long as it is ready, so what a
// handler leaves unread comes back in the next turn and nothing can be forgotten; or, for handlers that take the duty,
// only when something has changed (`Readiness.changes`). A port to kqueue replaces this file.

import CGateSystem

/// What a socket is watched for, and what it is ready for.
public struct Readiness: OptionSet, Sendable {
    public let rawValue: UInt32

    @inlinable
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Bytes, or the peer's end of stream, can be read.
    @inlinable public static var readable: Readiness { Readiness(rawValue: 0x001) }
    /// Bytes can be written, or connecting has come to its end.
    @inlinable public static var writable: Readiness { Readiness(rawValue: 0x004) }
    /// Reported without being asked for: an error waits, or both directions are shut.
    @inlinable public static var broken: Readiness { Readiness(rawValue: 0x008 | 0x010) }
    /// The peer sends nothing more. Reported, without being asked for, beside `changes`.
    @inlinable public static var ended: Readiness { Readiness(rawValue: 0x2000) }
    /// Watched for changes only: who stops reading before a read was short, or although the peer has ended, calls
    /// `EventLoop.repeatReadiness`. Spares the kernel from looking at every socket again before it sleeps.
    @inlinable public static var changes: Readiness { Readiness(rawValue: 0x8000_0000 | 0x2000) }
}

/// An epoll instance and room for one turn's events.
struct Poller: ~Copyable {
    /// Most events taken per turn. Ours: a turn stays in the low milliseconds, so timers stay exact.
    static let eventsMax = 256

    private let descriptor: Int32
    private let events: UnsafeMutablePointer<epoll_event>

    /// nil: the system has no more descriptors.
    init?() {
        descriptor = gate_poller_create()
        if descriptor < 0 { return nil }
        events = .allocate(capacity: Poller.eventsMax)
    }

    deinit {
        events.deallocate()
        gate_close(descriptor)
    }

    /// Starts watching; false when the system refuses.
    func add(_ socket: Int32, _ interest: Readiness, token: UInt64) -> Bool {
        gate_poller_add(descriptor, socket, interest.rawValue, token) == 0
    }

    func modify(_ socket: Int32, _ interest: Readiness, token: UInt64) {
        _ = gate_poller_modify(descriptor, socket, interest.rawValue, token)
    }

    func remove(_ socket: Int32) { _ = gate_poller_remove(descriptor, socket) }

    /// Sleeps until something is ready; how many events there are. -1 milliseconds wait for ever.
    func wait(milliseconds: Int32) -> Int {
        Int(max(0, gate_poller_wait(descriptor, events, Int32(Poller.eventsMax), milliseconds)))
    }

    @inline(__always)
    func token(_ index: Int) -> UInt64 { gate_event_token(events, Int32(truncatingIfNeeded: index)) }

    @inline(__always)
    func readiness(_ index: Int) -> Readiness {
        Readiness(rawValue: gate_event_flags(events, Int32(truncatingIfNeeded: index)))
    }
}
