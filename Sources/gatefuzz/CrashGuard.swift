// Keeps the input of a run that never returns. Swift's traps are signals; the handler writes the input that is being
// run to a file and lets the signal end the process. A watchdog signal does the same for runs that hang, and a bound
// on memory turns endless growth into a trap.

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The running input, where a signal handler finds it. One thread writes, handlers on the same thread read.
private nonisolated(unsafe) var runningBytes: UnsafeMutableRawPointer = .allocate(byteCount: 1, alignment: 1)
private nonisolated(unsafe) var runningCapacity = 1
private nonisolated(unsafe) var runningCount = -1
/// Path of the case file up to the hash.
private nonisolated(unsafe) var casePath: UnsafeMutablePointer<CChar> = .allocate(capacity: 4096)
private nonisolated(unsafe) var casePathCount = 0
/// Alarms since the run began.
private nonisolated(unsafe) var secondsRunning: Int32 = 0

/// Leaves the input of a crash behind.
enum CrashGuard {
    /// Longest run, in seconds. Ours: inputs are small; a thousand times what the slowest takes.
    static let secondsMax: Int32 = 10
    /// Most memory of the process, in bytes.
    static let memoryBytesMax: UInt = 4 << 30

    /// Sets the handlers. `folder` is made when it is absent; empty is the current one.
    static func install(folder: String, target: String) {
        var prefix = "\(target)-"
        if !folder.isEmpty {
            makeFolders(folder)
            prefix = "\(folder)/"
        }
        let path = Array(prefix.utf8CString.dropLast())
        precondition(path.count < 4000)
        for (index, byte) in path.enumerated() { casePath[index] = byte }
        casePathCount = path.count
        var limit = rlimit(rlim_cur: memoryBytesMax, rlim_max: memoryBytesMax)
        setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
        // A stack that overflowed cannot carry the handler.
        let size = 1 << 16
        var stack = stack_t(ss_sp: .allocate(byteCount: size, alignment: 16), ss_flags: 0, ss_size: size)
        sigaltstack(&stack, nil)
        for number in [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT] {
            handle(number, flags: Int32(bitPattern: UInt32(SA_RESETHAND))) { number in
                leaveCase()
                raise(number)
            }
        }
        handle(SIGALRM, flags: Int32(SA_RESTART)) { _ in
            secondsRunning += 1
            if runningCount >= 0, secondsRunning > CrashGuard.secondsMax {
                leaveCase()
                _exit(3)
            }
        }
        var interval = itimerval(
            it_interval: timeval(tv_sec: 1, tv_usec: 0), it_value: timeval(tv_sec: 1, tv_usec: 0))
        setitimer(__itimer_which_t(ITIMER_REAL.rawValue), &interval, nil)
    }

    private static func handle(_ number: Int32, flags: Int32, _ handler: @escaping @convention(c) (Int32) -> Void) {
        var action = sigaction()
        action.__sigaction_handler.sa_handler = handler
        action.sa_flags = flags | Int32(SA_ONSTACK)
        sigaction(number, &action, nil)
    }

    private static func makeFolders(_ path: String) {
        var made = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            made += part + "/"
            if mkdir(made, 0o755) != 0, errno != EEXIST { stop("cannot make \(made)") }
        }
    }

    /// A run of these bytes begins.
    static func begin(_ bytes: [UInt8]) {
        if bytes.count > runningCapacity {
            runningBytes.deallocate()
            runningCapacity = bytes.count * 2
            runningBytes = .allocate(byteCount: runningCapacity, alignment: 1)
        }
        bytes.withUnsafeBytes { source in
            if let address = source.baseAddress { memcpy(runningBytes, address, source.count) }
        }
        secondsRunning = 0
        runningCount = bytes.count
    }

    /// The run has returned.
    static func end() { runningCount = -1 }
}

/// Writes the running input to its file. Only calls that a signal handler may make.
private func leaveCase() {
    if runningCount < 0 { return }
    let bytes = runningBytes.assumingMemoryBound(to: UInt8.self)
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for index in 0..<runningCount { hash = (hash ^ UInt64(bytes[index])) &* 0x0000_0100_0000_01b3 }
    var end = casePathCount
    for digit in 0..<16 {
        let value = UInt8(truncatingIfNeeded: hash >> UInt64(60 - 4 * digit)) & 15
        casePath[end] = CChar(bitPattern: value < 10 ? 0x30 + value : 0x57 + value)
        end += 1
    }
    let suffix: StaticString = ".case"
    for index in 0...suffix.utf8CodeUnitCount {
        casePath[end] = CChar(bitPattern: suffix.utf8Start[index])
        end += 1
    }
    let file = open(casePath, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    if file >= 0 {
        _ = write(file, bytes, runningCount)
        close(file)
        _ = write(STDERR_FILENO, casePath, end - 1)
        _ = write(STDERR_FILENO, "\n", 1)
    }
    runningCount = -1
}
