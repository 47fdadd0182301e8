// A client of the TLS address until it may send requests: its hello is read for the name that it wants, a session is
// made from that name's context, and when both sides have agreed the socket goes to a `ClientConnection`.
//
//   hello ──► agreeing ──► handed over
//     └───────────┴──► closed: too slow, too large, no TLS, no such name, no agreement

import GateBytes
import GateLoop
import GateRuntime
import GateTLS

/// One handshake.
final class TLSHandshake: EventHandler {
    private let worker: Worker
    /// Index among the worker's handshakes.
    @exclusivity(unchecked) var place = 0
    let descriptor: Int32
    let peer: SocketAddress
    private(set) var handle = SocketHandle.none
    private var hello = ByteBuffer(capacity: 1024)
    private var receivedBytes = 0
    /// Whether the client does not take what the session has to say.
    private var isBlocked = false
    private(set) var channel: SecureChannel?

    /// Takes over an accepted socket; nil when the loop refuses it.
    init?(_ worker: Worker, _ descriptor: Int32, _ peer: SocketAddress) {
        self.worker = worker
        self.descriptor = descriptor
        self.peer = peer
        super.init()
        guard let handle = worker.loop.register(descriptor, self, [.readable, .changes]) else { return nil }
        self.handle = handle
        worker.loop.setTimer(self, milliseconds: worker.limits.tlsHandshakeMilliseconds)
    }

    override func ready(_ readiness: Readiness) {
        if isBlocked { goOn(.empty) }
        while handle != .none, !isBlocked {
            switch Socket.read(descriptor, into: &worker.scratch) {
            case .bytes(let count):
                receivedBytes += count
                receivedBytes > TLSHandshake.bytesMax ? fail() : received(worker.scratch.view)
            case .again: return
            case .end, .failed: fail()
            }
        }
    }

    /// Most that a client may send before both have agreed, in bytes. Ours: OpenSSL takes 100 KB of certificates.
    private static let bytesMax = 256 * 1024

    override func timerExpired() { fail() }

    private func received(_ bytes: ByteView) {
        if channel != nil { return decrypt(bytes) }
        hello.append(bytes)
        switch ClientHello(hello.view) {
        case .incomplete: if hello.count > ClientHello.bytesMax { fail() }
        case .foreign:
            // Somebody speaks HTTP here and would wait for words that it understands.
            if hello.view[0] != 22, ASCII.isAlphanumeric(hello.view[0]) {
                _ = Socket.write(descriptor, FixedAnswers.plainHTTP)
                Socket.shutdownWrite(descriptor)
            }
            fail()
        case .whole(let name):
            guard let context = worker.tls?.context(for: name) else {
                _ = Socket.write(descriptor, FixedAnswers.unknownName)
                Socket.shutdownWrite(descriptor)
                fail()
                return
            }
            do throws(TLSFailure) {
                channel = SecureChannel(try TLSSession(server: context))
            } catch {
                fail()
                return
            }
            var first = ByteBuffer(capacity: 1)
            swap(&first, &hello)
            decrypt(first.view)
        }
    }

    private func decrypt(_ bytes: ByteView) {
        guard let channel else { return }
        worker.plaintext.removeAll()
        if !channel.receive(bytes, plaintext: &worker.plaintext) {
            _ = channel.flushOwn(descriptor)
            Socket.shutdownWrite(descriptor)
            fail()
            return
        }
        goOn(worker.plaintext.view)
    }

    /// Writes what the session has to say; hands the socket over when both have agreed.
    private func goOn(_ plaintext: ByteView) {
        guard let channel else { return }
        hello.append(plaintext)
        switch channel.flushOwn(descriptor) {
        case .failed: fail()
        case .blocked:
            isBlocked = true
            // Nothing more is read: a client that takes nothing gets no memory either.
            worker.loop.watch(handle, [.writable, .changes])
        case .done:
            isBlocked = false
            if !channel.isHandshakeDone {
                worker.loop.watch(handle, [.readable, .changes])
                return
            }
            worker.loop.cancelTimer(self)
            let handle = self.handle
            self.handle = .none
            worker.agreed(self, handle, channel, hello.view)
        }
    }

    private func fail() {
        worker.counters.tlsFailures.countUp()
        close()
    }

    /// Closes at once.
    func close() {
        if handle == .none { return }
        worker.loop.cancelTimer(self)
        worker.loop.close(handle)
        handle = .none
        worker.forget(self)
        worker.endDrainIfDone()
    }
}
