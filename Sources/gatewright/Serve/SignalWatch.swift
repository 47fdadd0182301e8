// Signals as values: they are blocked in every thread and taken one at a time by the main thread, so that nothing
// ever runs inside a signal handler.

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The signals that `run` listens to.
struct SignalWatch {
    /// What a signal asks for.
    enum Request {
        case stop
        case reload
    }

    private var set = sigset_t()

    /// Blocks the signals; call it before any other thread starts, since threads inherit what is blocked.
    init() {
        sigemptyset(&set)
        for number in [SIGTERM, SIGINT, SIGHUP] { sigaddset(&set, number) }
        pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    /// The next request, or nil when none came in this time.
    mutating func next(milliseconds: Int) -> Request? {
        var time = timespec(tv_sec: milliseconds / 1000, tv_nsec: milliseconds % 1000 * 1_000_000)
        switch sigtimedwait(&set, nil, &time) {
        case SIGTERM, SIGINT: return .stop
        case SIGHUP: return .reload
        default: return nil
        }
    }

    /// From now on a second SIGTERM or SIGINT ends the process at once.
    mutating func releaseStopSignals() {
        signal(SIGTERM, SIG_DFL)
        signal(SIGINT, SIG_DFL)
        signal(SIGHUP, SIG_IGN)
        pthread_sigmask(SIG_UNBLOCK, &set, nil)
    }
}
