// One TLS connection as a filter: ciphertext in, plaintext out and the other way round, over memory. It knows no
// sockets; its owner moves the bytes.
//
//   socket ──receive(ciphertext)──► plaintext
//   socket ◄──takeCiphertext────── send(plaintext)
//
// Invariants: after every call the owner takes the ciphertext that waits. A session that has thrown is dead and
// throws `.unusable` from then on. Not thread-safe: it belongs to one event loop.

import COpenSSL
import GateBytes

/// How a client session decides whom it speaks to.
package struct TLSPeer: Sendable {
    /// What goes into SNI and must stand in the certificate; an address is verified as an address, without SNI.
    package var name: String
    /// Whether a chain whose root is unknown here passes. Names and dates are still checked.
    package var forgivesUnknownRoot = false
    /// False takes whatever certificate the peer shows: only whether it speaks TLS matters.
    package var isVerified = true

    package init(name: String, forgivesUnknownRoot: Bool = false, isVerified: Bool = true) {
        self.name = name
        self.forgivesUnknownRoot = forgivesUnknownRoot
        self.isVerified = isVerified
    }
}

/// A TLS session over memory buffers.
package final class TLSSession {
    /// Plaintext read by one call of OpenSSL, in bytes: a whole TLS record. RFC 8446 §5.1.
    private static let recordBytesMax = 16_384

    private let context: TLSContext
    private let session: OpaquePointer
    private let incoming: OpaquePointer
    private let outgoing: OpaquePointer
    private var hasFailed = false
    /// Whether both sides have agreed: plaintext may flow.
    package private(set) var isHandshakeDone = false
    /// Whether the peer has said that nothing more comes.
    package private(set) var isPeerClosed = false

    /// A client's session; its first flight waits in `takeCiphertext`.
    package convenience init(client context: TLSContext, peer: TLSPeer) throws(TLSFailure) {
        precondition(!context.isServer)
        try self.init(context)
        try expect(peer)
        SSL_set_connect_state(session)
        try advanceHandshake()
    }

    /// A server's session.
    package convenience init(server context: TLSContext) throws(TLSFailure) {
        precondition(context.isServer)
        try self.init(context)
        SSL_set_accept_state(session)
    }

    private init(_ context: TLSContext) throws(TLSFailure) {
        guard let session = SSL_new(context.pointer) else { throw .setUp(reason: TLSFailure.takeReason()) }
        var incoming: OpaquePointer?
        var outgoing: OpaquePointer?
        guard gate_ssl_attach(session, &incoming, &outgoing) == 1, let incoming, let outgoing else {
            SSL_free(session)
            throw .setUp(reason: TLSFailure.takeReason())
        }
        self.context = context
        self.session = session
        self.incoming = incoming
        self.outgoing = outgoing
    }

    deinit { SSL_free(session) }

    private func expect(_ peer: TLSPeer) throws(TLSFailure) {
        if !peer.isVerified {
            SSL_set_verify(session, SSL_VERIFY_NONE, nil)
            if gate_ssl_server_name(session, peer.name) != 1 { _ = TLSFailure.takeReason() }
            return
        }
        gate_ssl_verify_peer(session, peer.forgivesUnknownRoot ? 1 : 0)
        guard let parameters = SSL_get0_param(session) else { throw .setUp(reason: TLSFailure.takeReason()) }
        if X509_VERIFY_PARAM_set1_ip_asc(parameters, peer.name) == 1 { return }
        _ = TLSFailure.takeReason()
        X509_VERIFY_PARAM_set_hostflags(parameters, UInt32(X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS))
        guard X509_VERIFY_PARAM_set1_host(parameters, peer.name, 0) == 1,
            gate_ssl_server_name(session, peer.name) == 1
        else { throw .setUp(reason: TLSFailure.takeReason()) }
    }

    // MARK: Facts of a session whose handshake is done

    /// Whether it goes on where another has ended.
    package var isResumed: Bool { gate_ssl_is_resumed(session) == 1 }

    /// `TLSv1.3` and the like.
    package var version: String { SSL_get_version(session).map { String(cString: $0) } ?? "" }

    /// `TLS_AES_256_GCM_SHA384` and the like.
    package var cipherSuite: String {
        SSL_CIPHER_get_name(SSL_get_current_cipher(session)).map { String(cString: $0) } ?? ""
    }

    /// What the context's truststore is called; empty when the client was not asked for a certificate.
    package var truststore: String { context.truststore }

    /// The certificate that the client has shown; nil without one.
    package var shownCertificate: ShownCertificate? {
        guard let certificate = SSL_get0_peer_certificate(session) else { return nil }
        return ShownCertificate(certificate, verdict: SSL_get_verify_result(session))
    }

    // MARK: Bytes

    /// Takes what came from the socket; what it decrypts to is appended to `plaintext`.
    package func receive(_ ciphertext: ByteView, plaintext: inout ByteBuffer) throws(TLSFailure) {
        if hasFailed { throw .unusable }
        var offset = 0
        // Piece by piece: what OpenSSL once needed as memory for a run, it keeps as long as the session lives.
        while offset < ciphertext.count, !isPeerClosed {
            let end = min(ciphertext.count, offset + TLSSession.recordBytesMax)
            while offset < end {
                let rest = ciphertext.slice(offset, end)
                let taken = BIO_write(incoming, rest.base, Int32(clamping: rest.count))
                if taken <= 0 { throw fail(.protocol(reason: TLSFailure.takeReason())) }
                offset += Int(taken)
            }
            if !isHandshakeDone { try advanceHandshake() }
            if isHandshakeDone { try readAll(into: &plaintext) }
        }
    }

    /// Encrypts `plaintext`; allowed once the handshake is done.
    package func send(_ plaintext: ByteView) throws(TLSFailure) {
        if hasFailed { throw .unusable }
        precondition(isHandshakeDone)
        var offset = 0
        while offset < plaintext.count {
            let rest = plaintext.dropFirst(offset)
            let taken = SSL_write(session, rest.base, Int32(clamping: rest.count))
            if taken <= 0 { throw fail(.protocol(reason: TLSFailure.takeReason())) }
            offset += Int(taken)
        }
    }

    /// Moves the ciphertext that waits for the socket to `out`.
    package func takeCiphertext(into out: inout ByteBuffer) {
        while true {
            let waiting = gate_bio_pending(outgoing)
            if waiting == 0 { return }
            out.write(room: waiting) { free in
                Int(max(0, BIO_read(outgoing, free.baseAddress, Int32(clamping: free.count))))
            }
        }
    }

    /// Says that nothing more comes; the alert waits in `takeCiphertext`.
    package func close() {
        if hasFailed || !isHandshakeDone { return }
        _ = SSL_shutdown(session)
        _ = TLSFailure.takeReason()
    }

    // MARK: Progress

    private func advanceHandshake() throws(TLSFailure) {
        let result = SSL_do_handshake(session)
        if result == 1 {
            isHandshakeDone = true
            return
        }
        switch SSL_get_error(session, result) {
        case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE: return
        default: throw fail(handshakeFailure())
        }
    }

    private func handshakeFailure() -> TLSFailure {
        let reason = TLSFailure.takeReason()
        let verdict = SSL_get_verify_result(session)
        if !context.isServer,
            verdict == Int(X509_V_ERR_HOSTNAME_MISMATCH) || verdict == Int(X509_V_ERR_IP_ADDRESS_MISMATCH)
        {
            return .wrongName
        }
        if verdict != Int(X509_V_OK), !context.isServer {
            return .untrusted(reason: X509_verify_cert_error_string(verdict).map { String(cString: $0) } ?? reason)
        }
        return .protocol(reason: reason)
    }

    private func readAll(into plaintext: inout ByteBuffer) throws(TLSFailure) {
        while true {
            var result: Int32 = 0
            plaintext.write(room: TLSSession.recordBytesMax) { free in
                result = SSL_read(session, free.baseAddress, Int32(clamping: free.count))
                return Int(max(0, result))
            }
            if result > 0 { continue }
            switch SSL_get_error(session, result) {
            case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE: return
            case SSL_ERROR_ZERO_RETURN:
                isPeerClosed = true
                return
            default: throw fail(.protocol(reason: TLSFailure.takeReason()))
            }
        }
    }

    private func fail(_ failure: TLSFailure) -> TLSFailure {
        hasFailed = true
        return failure
    }
}
