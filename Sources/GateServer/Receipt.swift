// Waiting for all event loops to have taken something over.

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What every loop signs once.
package final class Receipt: @unchecked Sendable {
    /// Longest wait, in milliseconds. Ours: a loop that needs longer for one turn has stopped.
    package static let waitMilliseconds = 5_000

    private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let signed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var missing: Int

    init(_ count: Int) {
        missing = count
        pthread_mutex_init(lock, nil)
        pthread_cond_init(signed, nil)
    }

    deinit {
        pthread_cond_destroy(signed)
        pthread_mutex_destroy(lock)
        signed.deallocate()
        lock.deallocate()
    }

    func sign() {
        pthread_mutex_lock(lock)
        missing -= 1
        if missing <= 0 { pthread_cond_broadcast(signed) }
        pthread_mutex_unlock(lock)
    }

    /// Waits for the last signature; false when the time is up. Not on a loop that has to sign.
    @discardableResult
    package func wait() -> Bool {
        var until = timespec()
        clock_gettime(CLOCK_REALTIME, &until)
        until.tv_sec += Receipt.waitMilliseconds / 1000
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        while missing > 0 {
            if pthread_cond_timedwait(signed, lock, &until) == ETIMEDOUT { return missing <= 0 }
        }
        return true
    }
}
