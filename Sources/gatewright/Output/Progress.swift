// A line on a terminal's standard error while work takes longer than a second; nothing anywhere else.

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Shows that something is going on, on a thread of its own.
final class Progress: @unchecked Sendable {
    /// Silence before the first line, in milliseconds.
    private static let delayMilliseconds = 1000
    /// Time between two updates, in milliseconds.
    private static let stepMilliseconds = 200

    private var lock = pthread_mutex_t()
    private var wake = pthread_cond_t()
    private var text: String
    private var isDone = false
    private var hasShown = false
    private var thread: pthread_t?

    private init(_ text: String) {
        self.text = text
        pthread_mutex_init(&lock, nil)
        pthread_cond_init(&wake, nil)
    }

    deinit {
        pthread_cond_destroy(&wake)
        pthread_mutex_destroy(&lock)
    }

    /// Runs `body` with a progress line when standard error is a terminal.
    static func showing<Result, Failure: Error>(
        _ text: String, _ body: (Progress?) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        guard Terminal.errorIsTerminal, Terminal.environment("TERM") != "dumb" else { return try body(nil) }
        let progress = Progress(text)
        progress.start()
        defer { progress.stop() }
        return try body(progress)
    }

    /// Says what is done now.
    func step(_ text: String) {
        pthread_mutex_lock(&lock)
        self.text = text
        pthread_mutex_unlock(&lock)
    }

    private func start() {
        var thread = pthread_t()
        let context = Unmanaged.passRetained(self).toOpaque()
        let status = pthread_create(
            &thread, nil,
            { argument in
                #if canImport(Glibc)
                    guard let argument else { return nil }
                #endif
                Unmanaged<Progress>.fromOpaque(argument).takeRetainedValue().show()
                return nil
            }, context)
        if status == 0 {
            self.thread = thread
        } else {
            Unmanaged<Progress>.fromOpaque(context).release()
        }
    }

    private func stop() {
        guard let thread else { return }
        pthread_mutex_lock(&lock)
        isDone = true
        pthread_cond_signal(&wake)
        pthread_mutex_unlock(&lock)
        pthread_join(thread, nil)
        if hasShown { Terminal.errorText("\r\u{1b}[K") }
    }

    private func show() {
        var elapsed = 0
        pthread_mutex_lock(&lock)
        defer { pthread_mutex_unlock(&lock) }
        while !isDone {
            let pause = elapsed == 0 ? Progress.delayMilliseconds : Progress.stepMilliseconds
            if wait(milliseconds: pause) { continue }
            elapsed += pause
            hasShown = true
            Terminal.errorText("\r\u{1b}[K\(text) … \(elapsed / 1000) s")
        }
    }

    /// Waits for `stop`; true when it came.
    private func wait(milliseconds: Int) -> Bool {
        var until = timespec()
        clock_gettime(CLOCK_REALTIME, &until)
        until.tv_nsec += milliseconds % 1000 * 1_000_000
        until.tv_sec += milliseconds / 1000 + until.tv_nsec / 1_000_000_000
        until.tv_nsec %= 1_000_000_000
        while !isDone {
            if pthread_cond_timedwait(&wake, &lock, &until) == ETIMEDOUT { return isDone }
        }
        return true
    }
}
