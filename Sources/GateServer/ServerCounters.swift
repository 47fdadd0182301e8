// Counters of one event loop. Only its thread writes them, with plain stores; the admin listener reads them from
// another thread. They are never added up on the hot path.

import Synchronization

/// What one event loop has done.
package final class ServerCounters: Sendable {
    let connections = Atomic<UInt64>(0)
    let openConnections = Atomic<UInt64>(0)
    let refusedConnections = Atomic<UInt64>(0)
    let requests = Atomic<UInt64>(0)
    let rejectedHeads = Atomic<UInt64>(0)
    let clientErrors = Atomic<UInt64>(0)
    let serverErrors = Atomic<UInt64>(0)
    let abortedRequests = Atomic<UInt64>(0)
    let upstreamRequests = Atomic<UInt64>(0)
    let upstreamConnections = Atomic<UInt64>(0)
    let upstreamRetries = Atomic<UInt64>(0)
    let upstreamFailures = Atomic<UInt64>(0)
    let sockets = Atomic<UInt64>(0)
    let openSockets = Atomic<UInt64>(0)
    let socketMessages = Atomic<UInt64>(0)
    let connectionCalls = Atomic<UInt64>(0)
    let tlsConnections = Atomic<UInt64>(0)
    let tlsResumptions = Atomic<UInt64>(0)
    let tlsFailures = Atomic<UInt64>(0)

    /// The names under which `/metrics` tells them.
    static let names: [(String, @Sendable (ServerCounters) -> UInt64)] = [
        ("connections", { $0.connections.load(ordering: .relaxed) }),
        ("openConnections", { $0.openConnections.load(ordering: .relaxed) }),
        ("refusedConnections", { $0.refusedConnections.load(ordering: .relaxed) }),
        ("requests", { $0.requests.load(ordering: .relaxed) }),
        ("rejectedHeads", { $0.rejectedHeads.load(ordering: .relaxed) }),
        ("clientErrors", { $0.clientErrors.load(ordering: .relaxed) }),
        ("serverErrors", { $0.serverErrors.load(ordering: .relaxed) }),
        ("abortedRequests", { $0.abortedRequests.load(ordering: .relaxed) }),
        ("upstreamRequests", { $0.upstreamRequests.load(ordering: .relaxed) }),
        ("upstreamConnections", { $0.upstreamConnections.load(ordering: .relaxed) }),
        ("upstreamRetries", { $0.upstreamRetries.load(ordering: .relaxed) }),
        ("upstreamFailures", { $0.upstreamFailures.load(ordering: .relaxed) }),
        ("sockets", { $0.sockets.load(ordering: .relaxed) }),
        ("openSockets", { $0.openSockets.load(ordering: .relaxed) }),
        ("socketMessages", { $0.socketMessages.load(ordering: .relaxed) }),
        ("connectionCalls", { $0.connectionCalls.load(ordering: .relaxed) }),
        ("tlsConnections", { $0.tlsConnections.load(ordering: .relaxed) }),
        ("tlsResumptions", { $0.tlsResumptions.load(ordering: .relaxed) }),
        ("tlsFailures", { $0.tlsFailures.load(ordering: .relaxed) }),
    ]
}

extension Atomic<UInt64> {
    /// One more. There is one writer, so a load and a store do; a locked instruction would cost twenty times as much.
    @inline(__always)
    func countUp() { store(load(ordering: .relaxed) &+ 1, ordering: .relaxed) }

    @inline(__always)
    func countDown() { store(load(ordering: .relaxed) &- 1, ordering: .relaxed) }
}
