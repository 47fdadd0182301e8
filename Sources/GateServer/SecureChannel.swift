// TLS between a client's connection and its socket. What waits for the client stays in the connection's own queue until
// its ciphertext is with the kernel: whatever judges by that queue (back-pressure, stalls, the end of an answer) is the
// same with TLS as without.
//
//   socket ──► receive ──► plaintext          queue ──► records ──► socket
//
// Invariant: `ciphertext` is that of the queue's first `encryptedBytes`, behind what the session itself had to say.

import GateBytes
import GateLoop
import GateRuntime
import GateTLS

/// One client's TLS session.
final class SecureChannel {
    /// Plaintext that becomes ciphertext at once, in bytes. Ours: one write to the socket.
    private static let chunkBytesMax = 64 * 1024
    /// Plaintext of one record, in bytes. RFC 8446 §5.1.
    private static let recordBytesMax = 16 * 1024
    /// Ciphertext that a client does not take, in bytes: a chunk, and answers to its key updates. Ours.
    private static let ownBytesMax = 256 * 1024
    /// Storage that is kept when everything is out.
    private static let bytesKept = 4 * 1024

    private let session: TLSSession
    @exclusivity(unchecked) private var ciphertext = OutputQueue(capacity: 1024)
    @exclusivity(unchecked) private var encryptedBytes = 0
    /// Grows with every byte that the kernel takes.
    @exclusivity(unchecked) private(set) var progress = 0

    init(_ session: TLSSession) { self.session = session }

    /// Whether the client has said that nothing more comes.
    var isPeerClosed: Bool { session.isPeerClosed }
    var isHandshakeDone: Bool { session.isHandshakeDone }
    var isResumed: Bool { session.isResumed }
    var agreement: TLSAgreement { TLSAgreement(version: session.version, cipherSuite: session.cipherSuite) }
    /// Whether something waits that is not the connection's.
    var hasOwnBytes: Bool { encryptedBytes == 0 && ciphertext.pending > 0 }

    /// The certificate that the client has shown; nil without one. Read once both have agreed.
    private(set) lazy var certificate = session.shownCertificate.map {
        PeerCertificate($0, truststore: session.truststore)
    }

    /// Decrypts what came from the socket; false when the client has broken the protocol. The alert that tells why
    /// waits with the rest.
    func receive(_ bytes: ByteView, plaintext: inout ByteBuffer) -> Bool {
        defer { session.takeCiphertext(into: &ciphertext.buffer) }
        do throws(TLSFailure) {
            try session.receive(bytes, plaintext: &plaintext)
        } catch {
            return false
        }
        return ciphertext.pending <= SecureChannel.ownBytesMax
    }

    /// Writes what waits in `output`.
    func flush(_ output: inout OutputQueue, _ descriptor: Int32) -> WriteOutcome {
        while true {
            if encryptedBytes == 0, output.pending > 0, !encrypt(output.waiting) { return .failed }
            let before = ciphertext.pending
            let outcome = ciphertext.flush(descriptor)
            progress += before - ciphertext.pending
            if outcome != .done { return outcome }
            output.taken(encryptedBytes)
            encryptedBytes = 0
            if output.pending == 0 {
                ciphertext.reset(capacityKept: SecureChannel.bytesKept)
                return .done
            }
        }
    }

    private func encrypt(_ waiting: ByteView) -> Bool {
        let chunk = waiting.slice(0, min(waiting.count, SecureChannel.chunkBytesMax))
        var start = 0
        while start < chunk.count {
            let end = min(chunk.count, start + SecureChannel.recordBytesMax)
            do throws(TLSFailure) {
                try session.send(chunk.slice(start, end))
            } catch {
                return false
            }
            session.takeCiphertext(into: &ciphertext.buffer)
            start = end
        }
        encryptedBytes = chunk.count
        return true
    }

    /// Writes what the session itself has to say.
    func flushOwn(_ descriptor: Int32) -> WriteOutcome { ciphertext.flush(descriptor) }

    /// Says that nothing more comes, as far as the socket takes it. RFC 8446 §6.1.
    func end(_ descriptor: Int32) {
        if encryptedBytes > 0 { return }
        session.close()
        session.takeCiphertext(into: &ciphertext.buffer)
        _ = ciphertext.flush(descriptor)
    }
}

extension PeerCertificate {
    /// What a client has shown, as requests tell it.
    fileprivate convenience init(_ shown: ShownCertificate, truststore: String) {
        self.init(
            pem: shown.pem, subject: shown.subject, issuer: shown.issuer, serialNumber: shown.serialNumber,
            validity: (shown.notBefore, shown.notAfter), truststore: shown.fault == nil ? truststore : "")
    }
}
