// The option of every subcommand that reads a configuration file.

import ArgumentParser
import GateConfig

/// Which configuration.
struct ConfigurationOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The configuration; \(Configuration.defaultName) in the current folder when it is there.",
            valueName: "file"),
        completion: .file(extensions: ["yaml", "yml", "json"]))
    var config: String?
}
