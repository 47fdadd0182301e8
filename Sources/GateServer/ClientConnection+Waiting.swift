// Waiting for an answer that another exchange fetches, on this event loop or another. The phase is that of a call whose
// backend is not known yet: a client that goes, a deadline and a drain are met in the same way.

import GateLoop
import GateRuntime

extension ClientConnection {
    /// Waits until the answer is there, or for so many milliseconds.
    @inline(never)
    func waitForAnswer(_ milliseconds: Int) {
        phase = .upstream
        serial += 1
        isCollecting = false
        isDecoding = false
        relaysBody = false
        partDeadline = 0
        callDeadline = loop.now + UInt64(milliseconds) * 1000
        loop.setTimer(self, at: callDeadline)
        let ticket = WaitTicket(self)
        if exchange.wait({ ticket.wake() }) { return }
        // It came in between.
        resume()
    }

    /// What was waited for is over.
    fileprivate func resume() {
        worker.setClock()
        answerStart = output.buffer.count
        perform(gateway.resume(exchange, &output.buffer))
    }

    fileprivate func resume(waitingSince asked: UInt64) {
        // By now the time may be up, or the connection may serve another client.
        guard serial == asked, phase == .upstream, upstream == nil else { return }
        resume()
        processInput()
    }
}

/// What wakes a connection from any thread. It keeps the loop, which the connection does not.
private final class WaitTicket: @unchecked Sendable {
    private let loop: EventLoop
    private let connection: ClientConnection
    private let serial: UInt64

    init(_ connection: ClientConnection) {
        loop = connection.loop
        self.connection = connection
        serial = connection.serial
    }

    func wake() { loop.post { [self] in connection.resume(waitingSince: serial) } }
}
