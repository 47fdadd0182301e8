// Connections to one origin, on one event loop. The one used last is used first: the others grow old and close, so a
// pool shrinks to what the load needs.

import GateLoop
import GateRuntime
import GateWire

/// Unused connections of an origin.
final class UpstreamPool {
    /// A cycle that the worker breaks when it ends: reading it costs no reference count, as an unowned one would.
    let worker: Worker
    /// The worker's.
    private let loop: EventLoop
    let endpoint: UpstreamEndpoint
    /// Index of the address that answered last: it is tried first.
    @exclusivity(unchecked) var preferredAddress = 0
    /// The head that it has answered last.
    @exclusivity(unchecked) var answerMemo = ResponseHeadMemo()
    @exclusivity(unchecked) private var idle: [UpstreamConnection] = []

    init(_ worker: Worker, _ endpoint: UpstreamEndpoint) {
        self.worker = worker
        loop = worker.loop
        self.endpoint = endpoint
    }

    /// A kept connection, or nil. One that was unused for a while is looked at before it is handed out: no request is
    /// sent twice.
    func takeIdle() -> UpstreamConnection? {
        while let connection = idle.popLast() {
            if connection.isSuspect {
                connection.close()
                continue
            }
            // Its timer stays: a busy connection does not heed it, and `keep` moves it.
            return connection
        }
        return nil
    }

    /// Keeps a connection whose exchange has ended well.
    func keep(_ connection: consuming UpstreamConnection) {
        if idle.count >= worker.limits.upstreamIdleMax || worker.isDraining {
            connection.close()
            return
        }
        loop.setTimer(connection, milliseconds: worker.limits.upstreamIdleMilliseconds)
        idle.append(connection)
    }

    /// A kept connection has closed.
    func forget(_ connection: UpstreamConnection) { idle.removeAll { $0 === connection } }

    func closeIdle() {
        let all = idle
        idle.removeAll()
        for connection in all { connection.close() }
    }
}
