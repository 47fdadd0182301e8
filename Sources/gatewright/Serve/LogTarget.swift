// Where log lines go: a standard stream, or a file that is opened again under the same descriptor after a rotation.

import GatePlan
import GateRuntime

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// An open log.
struct LogTarget {
    let descriptor: Int32
    private let path: String?
    private let mode: mode_t

    /// - Parameters:
    ///   - stream: The descriptor for no path.
    ///   - mode: Of a file that is made.
    init(_ path: String?, otherwise stream: Int32, mode: mode_t) throws(CommandFailure) {
        self.path = path
        self.mode = mode
        guard let path else {
            descriptor = stream
            return
        }
        descriptor = LogTarget.open(path, mode)
        if descriptor < 0 { throw .unusable("`\(path)` cannot be written: \(systemText(errno))") }
    }

    /// Opens the file again by its name; a failure is told and leaves the old one.
    func reopen() {
        guard let path else { return }
        let new = LogTarget.open(path, mode)
        // dup2 swaps the file under the descriptor that the event loops write to, atomically.
        if new < 0 || dup2(new, descriptor) < 0 {
            Terminal.error("`\(path)` cannot be opened again: \(systemText(errno))")
        }
        if new >= 0 { close(new) }
    }

    /// The compiled format of access-log lines; nil when there is no log.
    func format(_ choice: AccessLogChoice) -> AccessLogFormat? {
        guard case .format(let text) = choice, let format = AccessLogFormat(text) else { return nil }
        if let name = format.unknownNames.first {
            Terminal.error("warning: `$context.\(name)` is not known to the access log and prints `-`")
        }
        return format
    }

    private static func open(_ path: String, _ mode: mode_t) -> Int32 {
        #if canImport(Glibc)
            Glibc.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, mode)
        #else
            Musl.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, mode)
        #endif
    }
}
