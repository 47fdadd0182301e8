// A log's way out: loops hand over batches of whole lines, one thread writes them. A slow disk or a full
// pipe never stops a loop: when too much waits, lines are dropped and counted, and the count is written when there is
// room again.

import GateBytes

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A thread that writes log lines to a descriptor.
package final class LogWriter: @unchecked Sendable {
    /// Most bytes waiting. Ours: some ten thousand lines.
    package static let waitingBytesMax = 8 * 1024 * 1024
    /// Patience with a descriptor that takes nothing, in milliseconds.
    private static let retryMicroseconds: UInt32 = 5_000

    private let descriptor: Int32
    /// What stands before and behind the number of lines that were dropped.
    private let dropNotice: (StaticString, StaticString)
    private let lock: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>
    private var waiting = ByteBuffer(capacity: 64 * 1024)
    private var droppedLines = 0
    private var isEnding = false
    private var thread: LoopThread?

    /// Starts the thread; nil when the system has no more.
    package init?(_ descriptor: Int32, dropNotice: (StaticString, StaticString)) {
        self.descriptor = descriptor
        self.dropNotice = dropNotice
        lock = .allocate(capacity: 1)
        condition = .allocate(capacity: 1)
        pthread_mutex_init(lock, nil)
        pthread_cond_init(condition, nil)
        guard let thread = LoopThread.start(name: "gate-log", { [self] in run() }) else { return nil }
        self.thread = thread
    }

    deinit {
        pthread_mutex_destroy(lock)
        pthread_cond_destroy(condition)
        lock.deallocate()
        condition.deallocate()
    }

    /// Takes a batch of whole lines.
    package func append(_ lines: ByteView, count: Int) {
        pthread_mutex_lock(lock)
        if waiting.count + lines.count > LogWriter.waitingBytesMax {
            droppedLines += count
        } else {
            waiting.append(lines)
        }
        pthread_cond_signal(condition)
        pthread_mutex_unlock(lock)
    }

    /// Writes what waits and ends the thread.
    package func close() {
        pthread_mutex_lock(lock)
        isEnding = true
        pthread_cond_signal(condition)
        pthread_mutex_unlock(lock)
        thread?.join()
        thread = nil
    }

    private func run() {
        var batch = ByteBuffer(capacity: 64 * 1024)
        while take(&batch) {
            write(batch.view)
            batch.removeAll()
        }
    }

    /// Waits for lines; false when there are none and no more will come.
    private func take(_ batch: inout ByteBuffer) -> Bool {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        while waiting.isEmpty, droppedLines == 0 {
            if isEnding { return false }
            pthread_cond_wait(condition, lock)
        }
        swap(&waiting, &batch)
        if droppedLines > 0 {
            batch.append(dropNotice.0)
            batch.append(decimal: droppedLines)
            batch.append(dropNotice.1)
            droppedLines = 0
        }
        return true
    }

    private func write(_ bytes: ByteView) {
        var offset = 0
        while offset < bytes.count {
            switch Socket.writeFile(descriptor, bytes.dropFirst(offset)) {
            case .bytes(let count): offset += count
            case .again:
                if isGivingUp { return }
                usleep(LogWriter.retryMicroseconds)
            // A closed pipe or full disk: the lines are lost, serving goes on.
            case .end, .failed: return
            }
        }
    }

    /// A descriptor that takes nothing must not hold up the end of the process.
    private var isGivingUp: Bool {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        return isEnding
    }
}
