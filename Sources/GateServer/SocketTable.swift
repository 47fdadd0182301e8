// The WebSocket connections of one event loop, by number. A connection's identifier names its loop, so finding one is
// two look-ups and no lock: the loop's worker, then its table, on the loop's own thread.

import GateRuntime

/// Open WebSocket connections of a loop.
final class SocketTable {
    private(set) var all: [SocketConnection] = []
    private var byNumber: [UInt64: SocketConnection] = [:]

    var count: Int { all.count }
    var isEmpty: Bool { all.isEmpty }

    func add(_ socket: SocketConnection) {
        socket.place = all.count
        all.append(socket)
        byNumber[socket.session.identifier.number] = socket
    }

    /// Messages of others do not reach it any more.
    func unlist(_ socket: SocketConnection) { byNumber[socket.session.identifier.number] = nil }

    func remove(_ socket: SocketConnection) {
        unlist(socket)
        let place = socket.place
        let last = all.removeLast()
        if place < all.count {
            all[place] = last
            last.place = place
        }
    }

    /// The connection of a name.
    func find(_ identifier: ConnectionIdentifier) -> SocketConnection? {
        guard let socket = byNumber[identifier.number], socket.session.identifier == identifier else { return nil }
        return socket
    }
}
