// The trust store of https backends, loaded when the first plan with such a backend is called: reading the system's
// roots takes some 20 ms, which start-up does not spend for plans without https.

import GateTLS

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A client context made on first use; shared by all loops.
final class TLSTrust: @unchecked Sendable {
    private let file: String?
    private let lock: UnsafeMutablePointer<pthread_mutex_t>
    private var loaded: TLSContext?

    init(file: String?) {
        self.file = file
        lock = .allocate(capacity: 1)
        pthread_mutex_init(lock, nil)
    }

    deinit {
        pthread_mutex_destroy(lock)
        lock.deallocate()
    }

    func context() throws(TLSFailure) -> TLSContext {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        if let loaded { return loaded }
        let made = try TLSContext.client(trust: file.map { TLSContext.Trust.file($0) } ?? .system)
        loaded = made
        return made
    }
}
