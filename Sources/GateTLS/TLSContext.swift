// What sessions of one kind share: trust store, certificates, protocol bounds. Made once at start-up, immutable
// afterwards, shared by all event loops (OpenSSL counts references to a context atomically).

import COpenSSL

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A context for client or server sessions: TLS 1.2 and 1.3, no compression, no renegotiation, no resumption.
package final class TLSContext: @unchecked Sendable {
    /// Where a client finds the roots it trusts.
    package enum Trust: Sendable {
        /// The system's, and `SSL_CERT_FILE` / `SSL_CERT_DIR` where set: OpenSSL's default locations.
        case system
        /// A PEM file of roots, and nothing else.
        case file(String)
    }

    let pointer: OpaquePointer
    package let isServer: Bool

    private init(_ pointer: OpaquePointer, isServer: Bool) {
        self.pointer = pointer
        self.isServer = isServer
    }

    deinit { SSL_CTX_free(pointer) }

    /// A certificate chain and its key, in PEM.
    package enum Identity: Hashable, Sendable {
        case files(certificate: String, key: String)
        case text(certificate: String, key: String)
    }

    /// A context for connections to backends, which are shown `identity` when they ask for a certificate.
    package static func client(
        trust: Trust = .system, identity: Identity? = nil
    ) throws(TLSFailure) -> TLSContext {
        let context = try make(TLS_client_method(), isServer: false)
        let isLoaded: Bool
        switch trust {
        case .system: isLoaded = SSL_CTX_set_default_verify_paths(context.pointer) == 1
        case .file(let path): isLoaded = SSL_CTX_load_verify_file(context.pointer, path) == 1
        }
        if !isLoaded { throw .setUp(reason: TLSFailure.takeReason()) }
        if let identity { try context.use(identity) }
        // ALPN: length-prefixed names (RFC 7301). Backends are spoken to in HTTP/1.1 only.
        let names: [UInt8] = [8] + Array("http/1.1".utf8)
        if SSL_CTX_set_alpn_protos(context.pointer, names, UInt32(names.count)) != 0 {
            throw .setUp(reason: TLSFailure.takeReason())
        }
        return context
    }

    /// A context for clients' connections, with the chain and key of two PEM files.
    package static func server(certificateFile: String, keyFile: String) throws(TLSFailure) -> TLSContext {
        let context = try make(TLS_server_method(), isServer: true)
        try context.use(.files(certificate: certificateFile, key: keyFile))
        return context
    }

    private func use(_ identity: Identity) throws(TLSFailure) {
        let isLoaded: Bool
        switch identity {
        case .files(let certificate, let key):
            isLoaded =
                SSL_CTX_use_certificate_chain_file(pointer, certificate) == 1
                && SSL_CTX_use_PrivateKey_file(pointer, key, SSL_FILETYPE_PEM) == 1
        case .text(let certificate, let key):
            isLoaded = gate_ssl_use_pem(pointer, certificate, key) == 1
        }
        if !isLoaded || SSL_CTX_check_private_key(pointer) != 1 { throw .setUp(reason: TLSFailure.takeReason()) }
    }

    private static func make(_ method: OpaquePointer?, isServer: Bool) throws(TLSFailure) -> TLSContext {
        guard let pointer = SSL_CTX_new(method) else { throw .setUp(reason: TLSFailure.takeReason()) }
        let context = TLSContext(pointer, isServer: isServer)
        if gate_ssl_harden(pointer) != 1 { throw .setUp(reason: TLSFailure.takeReason()) }
        return context
    }
}
