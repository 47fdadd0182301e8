// `gatewright functions`: local Lambda functions without an API in front of them.

import ArgumentParser

/// Commands about local functions.
struct FunctionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "functions", abstract: "Run local Lambda functions.",
        subcommands: [FunctionsServeCommand.self, FunctionsInvokeCommand.self])
}

/// Serves functions.
struct FunctionsServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve the functions of a configuration by Lambda's Invoke API.",
        discussion: """
            Functions start with their first invocation; their output goes to standard error. SIGHUP reads the \
            configuration again and starts them anew.

              gatewright functions serve
              gatewright functions serve --config dev.yaml --listen 127.0.0.1:0
              aws lambda invoke --endpoint-url http://127.0.0.1:3001 --function-name hello out.json
            """)

    @Option(help: ArgumentHelp("Where to listen; port 0 takes a free one.", valueName: "host:port"))
    var listen = HostPort(host: "127.0.0.1", port: 3001)

    @OptionGroup(title: "Functions") var configured: ConfigurationOptions
    @OptionGroup(title: "Findings") var reporting: ReportOptions

    /// Time between two looks at nothing, in milliseconds.
    private static let idleMilliseconds = 60_000

    mutating func run() throws {
        var signals = SignalWatch()
        let file = try FunctionsServeCommand.load(configured, reporting)
        let service = try FunctionService(file.configuration, listen: listen)
        Terminal.error(service.banner)
        serving: while true {
            switch signals.next(milliseconds: FunctionsServeCommand.idleMilliseconds) {
            case .stop?: break serving
            case .reload?: reload(service)
            case nil: break
            }
        }
        signals.releaseStopSignals()
        service.stop()
    }

    private func reload(_ service: FunctionService) {
        do throws(CommandFailure) {
            service.publish(try FunctionsServeCommand.load(configured, reporting).configuration)
            Terminal.error("reloaded: \(service.banner)")
        } catch {
            if let line = error.line { Terminal.error("error: " + line) }
            Terminal.error("not reloaded: the functions from before keep running")
        }
    }

    /// The configuration, which must be there.
    fileprivate static func load(
        _ options: ConfigurationOptions, _ reporting: ReportOptions
    ) throws(CommandFailure) -> ConfigurationFile {
        let file = try ConfigurationFile.load(options.config, reporting)
        if file.path == nil {
            throw .unusable("there is no gatewright.yaml here", help: "name a configuration: --config FILE")
        }
        return file
    }
}

/// Invokes a function.
struct FunctionsInvokeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "invoke",
        abstract: "Start a function, invoke it once, end it.",
        discussion: """
            The answer goes to standard output, the function's own output to standard error. Exit code 1 says that the \
            function failed.

              gatewright functions invoke hello --payload '{"name": "Ada"}'
              gatewright functions invoke hello --payload @event.json
            """)

    @Argument(help: ArgumentHelp("The function.", valueName: "name"))
    var name: String

    @Option(help: ArgumentHelp("The event: a text, @FILE, or - for standard input.", valueName: "json"))
    var payload = "{}"

    @OptionGroup(title: "Functions") var configured: ConfigurationOptions
    @OptionGroup(title: "Findings") var reporting: ReportOptions

    mutating func run() throws {
        let file = try FunctionsServeCommand.load(configured, reporting)
        let bytes = try ArgumentText.bytes(payload)
        let service = try FunctionService(file.configuration, listen: HostPort(host: "127.0.0.1", port: 0))
        defer { service.stop() }
        let answer = try service.invoke(name, bytes)
        if !Terminal.output(String(decoding: answer.payload, as: UTF8.self) + "\n") {
            throw CommandFailure.unusable("standard output cannot be written")
        }
        if answer.isError { throw CommandFailure.findings }
    }
}
