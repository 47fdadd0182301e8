// Why a command ends early, and the exit codes.

/// Exit codes of the process.
enum CommandExit {
    static let fine: Int32 = 0
    /// A specification or plan has errors, or a watched claim does not hold.
    static let findings: Int32 = 1
    /// Wrong usage, or a file, folder or port that cannot be used.
    static let usage: Int32 = 2
}

/// A failure in one line, with what to type next.
struct CommandFailure: Error {
    let exitCode: Int32
    /// nil when everything has been printed already.
    let line: String?
    let help: String?

    /// The findings have been printed; nothing more to say.
    static let findings = CommandFailure(exitCode: CommandExit.findings, line: nil, help: nil)

    /// A file, port or option that cannot be used.
    static func unusable(_ line: String, help: String? = nil) -> CommandFailure {
        CommandFailure(exitCode: CommandExit.usage, line: line, help: help)
    }

    /// A plan that is refused.
    static func refused(_ line: String, help: String? = nil) -> CommandFailure {
        CommandFailure(exitCode: CommandExit.findings, line: line, help: help)
    }
}
