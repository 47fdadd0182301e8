// `gatewright completion`: the argument parser's own completion scripts.

import ArgumentParser

/// Prints a completion script.
struct CompletionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "completion",
        abstract: "Print a completion script for a shell.",
        discussion: """
              gatewright completion bash > ~/.local/share/bash-completion/completions/gatewright
              gatewright completion zsh > ~/.zfunc/_gatewright
              gatewright completion fish > ~/.config/fish/completions/gatewright.fish
            """)

    /// Shells with completions.
    enum Shell: String, ExpressibleByArgument, CaseIterable {
        case bash, zsh, fish
    }

    @Argument(help: "The shell.")
    var shell: Shell

    mutating func run() throws {
        let kind: CompletionShell
        switch shell {
        case .bash: kind = .bash
        case .zsh: kind = .zsh
        case .fish: kind = .fish
        }
        if !Terminal.output(Gatewright.completionScript(for: kind) + "\n") {
            throw CommandFailure.unusable("standard output cannot be written")
        }
    }
}
