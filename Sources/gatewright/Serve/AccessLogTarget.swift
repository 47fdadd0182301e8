// Where access-log lines go: standard output, or a file that is opened again under the same descriptor after a
// rotation.

import GatePlan
import GateRuntime

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// An open access log.
struct AccessLogTarget {
    let descriptor: Int32
    private let path: String?

    init(_ path: String?) throws(CommandFailure) {
        self.path = path
        guard let path else {
            descriptor = STDOUT_FILENO
            return
        }
        descriptor = AccessLogTarget.open(path)
        if descriptor < 0 { throw .unusable("`\(path)` cannot be written: \(systemText(errno))") }
    }

    /// Opens the file again by its name; a failure is told and leaves the old one.
    func reopen() {
        guard let path else { return }
        let new = AccessLogTarget.open(path)
        // dup2 swaps the file under the descriptor that the event loops write to, atomically.
        if new < 0 || dup2(new, descriptor) < 0 {
            Terminal.error("`\(path)` cannot be opened again: \(systemText(errno))")
        }
        if new >= 0 { close(new) }
    }

    /// The compiled format; nil when there is no log.
    func format(_ choice: AccessLogChoice) -> AccessLogFormat? {
        guard case .format(let text) = choice, let format = AccessLogFormat(text) else { return nil }
        if let name = format.unknownNames.first {
            Terminal.error("warning: `$context.\(name)` is not known to the access log and prints `-`")
        }
        return format
    }

    private static func open(_ path: String) -> Int32 {
        #if canImport(Glibc)
            Glibc.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        #else
            Musl.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        #endif
    }
}
