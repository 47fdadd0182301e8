// Threads for what blocks, away from the loops: looking names up. They start when they are first needed and end with
// the process.

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A queue served by a few threads.
package final class WorkPool: @unchecked Sendable {
    /// Threads at work. Ours: a dead name server holds one for seconds; four let others pass.
    package static let threadsMax = 4
    /// Tasks waiting. Ours: a bound for names that requests choose.
    package static let waitingMax = 1024

    private let mutex = Mutex()
    private let condition: UnsafeMutablePointer<pthread_cond_t>
    private var waiting: [@Sendable () -> Void] = []
    private var threadCount = 0
    private var idleCount = 0

    /// Shared by all loops.
    package static let shared = WorkPool()

    private init() {
        condition = .allocate(capacity: 1)
        pthread_cond_init(condition, nil)
    }

    /// Runs `work` on some thread soon; false when too much is waiting already.
    package func submit(_ work: @escaping @Sendable () -> Void) -> Bool {
        mutex.locked {
            if waiting.count >= WorkPool.waitingMax { return false }
            waiting.append(work)
            if waiting.count > idleCount, threadCount < WorkPool.threadsMax, start() { threadCount += 1 }
            pthread_cond_signal(condition)
            return threadCount > 0
        }
    }

    private func start() -> Bool {
        LoopThread.start(name: "gate-work") { [self] in
            while true { next()() }
        } != nil
    }

    private func next() -> @Sendable () -> Void {
        mutex.locked {
            while waiting.isEmpty {
                idleCount += 1
                pthread_cond_wait(condition, mutex.pointer)
                idleCount -= 1
            }
            return waiting.removeFirst()
        }
    }
}
