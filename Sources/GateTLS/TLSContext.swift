// What sessions of one kind share: trust store, certificates, protocol bounds. Made once at start-up, immutable
// afterwards, shared by all event loops (OpenSSL counts references to a context atomically).

import COpenSSL

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A context for client or server sessions: TLS 1.2 and 1.3 unless a policy says otherwise, no compression, no
/// renegotiation; clients resume sessions by tickets.
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
    /// What clients' certificates are verified against; empty when they are not asked for one.
    package let truststore: String

    private init(_ pointer: OpaquePointer, isServer: Bool, truststore: String) {
        self.pointer = pointer
        self.isServer = isServer
        self.truststore = truststore
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

    /// How clients are served.
    package struct ServerSettings: Hashable, Sendable {
        /// PEM files: the certificate with its chain behind it, and its key.
        package var certificateFile: String
        package var keyFile: String
        package var policy = SecurityPolicy.usual
        /// Whose clients have to show a certificate: what the truststore is called, to be found in `truststore` again.
        /// Empty for nobody's.
        package var truststore = ""

        package init(certificateFile: String, keyFile: String) {
            self.certificateFile = certificateFile
            self.keyFile = keyFile
        }
    }

    /// How long a session may be resumed, in seconds. Ours; OpenSSL's own is two hours.
    package static let sessionSeconds = 3_600

    /// A context for clients' connections. With `roots` they are asked for a certificate; whether it is good is told
    /// by the session and stops no handshake, as AWS answers 403 then.
    package static func server(_ settings: ServerSettings, roots: Truststore? = nil) throws(TLSFailure) -> TLSContext {
        let context = try make(TLS_server_method(), isServer: true, truststore: settings.truststore)
        let pointer = context.pointer
        gate_ssl_ask_nobody(pointer)
        let policy = settings.policy
        if gate_ssl_serve(pointer, policy.oldestVersion, policy.ciphers, policy.suites, sessionSeconds) != 1 {
            throw .setUp(reason: TLSFailure.takeReason())
        }
        if SSL_CTX_use_certificate_chain_file(pointer, settings.certificateFile) != 1 {
            throw .certificate(reason: TLSFailure.takeReason())
        }
        // OpenSSL compares the key with the certificate when it takes it.
        if SSL_CTX_use_PrivateKey_file(pointer, settings.keyFile, SSL_FILETYPE_PEM) != 1 {
            if gate_error_is_key_mismatch() == 1 {
                _ = TLSFailure.takeReason()
                throw .keyMismatch
            }
            throw .key(reason: TLSFailure.takeReason())
        }
        if let roots {
            X509_STORE_up_ref(roots.store)
            gate_ssl_ask_client(
                pointer, roots.store, Int32(TruststoreLimits.chainMax - 2), TruststoreLimits.level)
        }
        return context
    }

    /// What clients will find wrong with the certificate under a name, in words; `*.` stands for any label.
    package func faults(for name: String) -> [String] {
        guard let certificate = SSL_CTX_get0_certificate(pointer) else { return [] }
        var faults: [String] = []
        if gate_x509_has_ended(certificate) == 1 {
            faults.append("has expired: \(CertificateText.text(certificate, gate_x509_end))")
        } else if gate_x509_has_begun(certificate) != 1 {
            faults.append("is not valid before \(CertificateText.text(certificate, gate_x509_begin))")
        }
        let host = name.hasPrefix("*") ? "any" + name.dropFirst() : name
        if !name.isEmpty, gate_x509_is_for(certificate, host) != 1 { faults.append("is for other names") }
        return faults
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

    private static func make(
        _ method: OpaquePointer?, isServer: Bool, truststore: String = ""
    ) throws(TLSFailure) -> TLSContext {
        guard let pointer = SSL_CTX_new(method) else { throw .setUp(reason: TLSFailure.takeReason()) }
        let context = TLSContext(pointer, isServer: isServer, truststore: truststore)
        if gate_ssl_harden(pointer) != 1 { throw .setUp(reason: TLSFailure.takeReason()) }
        return context
    }
}
