// The client contexts of https backends, made when a backend that needs one is called first: reading the system's
// roots takes some 20 ms, which start-up does not spend for plans without https.

import GateRuntime
import GateTLS

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Client contexts by what they trust and show; shared by all loops.
final class TLSTrust: @unchecked Sendable {
    private struct Key: Hashable {
        let rootsFile: String
        let certificate: ClientCertificate?
    }

    /// Roots of backends that name none; nil takes the system's.
    private let file: String?
    private let lock: UnsafeMutablePointer<pthread_mutex_t>
    /// As many as there are roots and certificates in the configuration.
    private var loaded: [Key: TLSContext] = [:]

    init(file: String?) {
        self.file = file
        lock = .allocate(capacity: 1)
        pthread_mutex_init(lock, nil)
    }

    deinit {
        pthread_mutex_destroy(lock)
        lock.deallocate()
    }

    /// The context for connections to an origin.
    func context(for endpoint: UpstreamEndpoint) throws(TLSFailure) -> TLSContext {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        let key = Key(rootsFile: endpoint.rootsFile, certificate: endpoint.certificate)
        if let known = loaded[key] { return known }
        let roots = endpoint.rootsFile.isEmpty ? file : endpoint.rootsFile
        let identity: TLSContext.Identity? =
            switch endpoint.certificate {
            case .files(let certificate, let key)?: .files(certificate: certificate, key: key)
            case .text(let certificate, let key)?: .text(certificate: certificate, key: key)
            case nil: nil
            }
        let made = try TLSContext.client(trust: roots.map { TLSContext.Trust.file($0) } ?? .system, identity: identity)
        loaded[key] = made
        return made
    }

    /// Reads roots and certificates again when they are needed next: the files may have changed.
    func forget() {
        pthread_mutex_lock(lock)
        loaded.removeAll()
        pthread_mutex_unlock(lock)
    }
}
