// What a loop calls: a class with two overridable methods. One virtual call per event costs what a call through a
// function pointer costs and, unlike a protocol value, never allocates or looks up a witness.

/// Someone who owns a socket, a timer, or both. `open` because modules of this package derive from it: Swift has no
/// package-wide form of that.
open class EventHandler {
    /// Place in the loop's timer wheel, or -1.
    @exclusivity(unchecked) final var timerIndex: Int32 = -1

    public init() {}

    /// The socket is ready for something that it is watched for, or broken.
    open func ready(_ readiness: Readiness) {}

    /// The handler's timer has run out; it is not set any more.
    open func timerExpired() {}

    /// Events of a turn have been handled. Only for the loop's `finisher`.
    open func eventsHandled() {}
}

/// A registered socket. Numbers are used again, generations are not: events that were already fetched when their
/// socket was closed find another generation and are dropped.
package struct SocketHandle: Equatable, Sendable {
    let index: UInt32
    let generation: UInt32

    /// Not a socket.
    package static let none = SocketHandle(index: .max, generation: 0)

    var token: UInt64 { UInt64(generation) << 32 | UInt64(index) }
}
