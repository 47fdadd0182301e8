// The process: parse the arguments, run the command, turn what it throws into one line and an exit code.

import ArgumentParser
import GateSource

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Runs the command line and gives the process's exit code.
private func runCommandLine() -> Int32 {
    do {
        var command = try Gatewright.parseAsRoot()
        try command.run()
        return CommandExit.fine
    } catch let failure as CommandFailure {
        if let line = failure.line { Terminal.error("error: " + line) }
        if let help = failure.help { Terminal.error(" help: " + help) }
        return failure.exitCode
    } catch {
        // Help and version are "errors" of the parser that succeed; the rest is wrong usage.
        let text = Gatewright.fullMessage(for: error)
        guard Gatewright.exitCode(for: error) == .success else {
            Terminal.error(text)
            if let name = nearestSubcommand() { Terminal.error(" help: gatewright \(name)") }
            return CommandExit.usage
        }
        return Terminal.output(text + (text.hasSuffix("\n") ? "" : "\n")) ? CommandExit.fine : CommandExit.usage
    }
}

/// The subcommand that was probably meant by a first argument that is none.
private func nearestSubcommand() -> String? {
    let names = Gatewright.configuration.subcommands.compactMap { $0.configuration.commandName }
    guard let first = CommandLine.arguments.dropFirst().first, !first.hasPrefix("-"), !names.contains(first) else {
        return nil
    }
    return nearestName(first, among: names)
}

// A closed pipe is a failed write, not a death.
signal(SIGPIPE, SIG_IGN)
exit(runCommandLine())
