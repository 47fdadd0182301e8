// `gatewright cache`: what can be done to the cache of a running server. The server looks at the marks of the state
// folder with every request, so nothing has to be asked or restarted.

import ArgumentParser
import GateCache
import GateConfig

/// Commands about cached answers.
struct CacheCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cache", abstract: "Flush the answers that a running server keeps.",
        subcommands: [CacheFlushCommand.self])
}

/// Flushes.
struct CacheFlushCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "flush",
        abstract: "Forget kept answers: all of them, or those of one stage of an API.",
        discussion: """
            Servers that share the state folder forget them with their next request. The admin address of `run` does \
            the same for AWS's FlushStageCache.

              gatewright cache flush
              gatewright cache flush --api xcm805ih45 --stage local
              aws apigateway flush-stage-cache --rest-api-id xcm805ih45 --stage-name local \\
                  --endpoint-url http://127.0.0.1:8081
            """)

    @Option(help: ArgumentHelp("The API's identifier, as `inspect` shows it; with --stage.", valueName: "id"))
    var api: String?

    @Option(help: ArgumentHelp("The stage, as `run --stage` names it; with --api.", valueName: "name"))
    var stage: String?

    @OptionGroup(title: "Configuration") var configured: ConfigurationOptions
    @OptionGroup(title: "Findings") var findings: FindingOptions

    mutating func validate() throws {
        if (api == nil) != (stage == nil) { throw ValidationError("--api and --stage go together") }
    }

    mutating func run() throws {
        let configuration = try ConfigurationFile.load(configured.config, findings.textReport).configuration
        let marks = try StateFolder(configuration.stateFolder).openMarks()
        if let api, let stage {
            marks.flush(FlushMarks.place(api: api, stage: stage))
            Terminal.error("flushed: stage \(stage) of API \(api)")
        } else {
            marks.flushAll()
            Terminal.error("flushed")
        }
    }
}
