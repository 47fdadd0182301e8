// What other threads ask a loop to do, in order. The descriptor is signalled only by the first message of a batch.

import CGateSystem

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A lock whose address stays the same, as pthreads want it.
final class Mutex: @unchecked Sendable {
    let pointer: UnsafeMutablePointer<pthread_mutex_t>

    init() {
        pointer = .allocate(capacity: 1)
        pthread_mutex_init(pointer, nil)
    }

    deinit {
        pthread_mutex_destroy(pointer)
        pointer.deallocate()
    }

    @inline(__always)
    func locked<Result>(_ body: () -> Result) -> Result {
        pthread_mutex_lock(pointer)
        defer { pthread_mutex_unlock(pointer) }
        return body()
    }
}

/// Messages for one loop.
final class Mailbox: @unchecked Sendable {
    private let mutex = Mutex()
    private let wakeDescriptor: Int32
    private var waiting: [@Sendable () -> Void] = []

    init(_ wakeDescriptor: Int32) { self.wakeDescriptor = wakeDescriptor }

    func post(_ work: @escaping @Sendable () -> Void) {
        let isFirst = mutex.locked {
            waiting.append(work)
            return waiting.count == 1
        }
        if isFirst { gate_wakeup_signal(wakeDescriptor) }
    }

    func take() -> [@Sendable () -> Void] {
        mutex.locked {
            let taken = waiting
            waiting = []
            return taken
        }
    }
}
