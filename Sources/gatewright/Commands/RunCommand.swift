// `gatewright run`: serves plans and specifications until it is told to stop.

import ArgumentParser
import GateLoop
import GatePlan
import GateRuntime
import GateServer

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Serves APIs.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Serve specifications or plans.",
        discussion: """
            One file is served at /. Several are mounted at their base paths. SIGTERM and SIGINT let requests in \
            flight end and exit 0, a second one exits at once; SIGHUP loads the files again.

              gatewright run api.yaml
              gatewright run api.plan --listen 0.0.0.0:80 --event-loops 4
              gatewright run api.yaml --watch --var backend=127.0.0.1:9000
              gatewright run pets.yaml orders.yaml --access-log clf
              gatewright run api.yaml --config dev.yaml       with its local Lambda functions and VPC links
            """)

    @Argument(help: ArgumentHelp("Specifications or plans.", valueName: "file"), completion: .file())
    var files: [String]

    @Flag(help: "Compile again when a file changes; what does not compile leaves the old plan serving.")
    var watch = false

    @OptionGroup(title: "Serving") var serving: ServeOptions
    @OptionGroup(title: "Configuration") var configured: ConfigurationOptions
    @OptionGroup(title: "Reading") var source: SourceOptions
    @OptionGroup(title: "Findings") var reporting: ReportOptions

    /// Time between two looks at the watched files, in milliseconds.
    private static let watchMilliseconds = 100
    /// Time between two writes of counts to the disk, in milliseconds.
    private static let saveMilliseconds = 1_000
    /// Time between two looks at nothing, in milliseconds.
    private static let idleMilliseconds = 60_000

    mutating func run() throws {
        if watch, files.contains("-") {
            throw CommandFailure.unusable("standard input cannot be watched", help: "name a file, or leave out --watch")
        }
        var signals = SignalWatch()
        var settings = source.settings
        settings.stage = serving.chosenStage
        let session = ServeSession(
            files, settings, reporting, serving.stageSettings, configuration: configured.config)
        let start = FileWatch.now
        let set = try session.load()
        let logs = try RunLogs(serving)
        let notices = LogWriter(STDERR_FILENO, dropNotice: ("", " lines were dropped\n"))
        let server = try makeServer(set, session, logs, notices)
        session.tls.attach(server)
        server.start()
        let address = HostPort.text(serving.listen.host, server.port)
        let banner = Banner(session, address: address)
        for line in banner.lines(stage: serving.stage, eventLoops: serving.eventLoops) { Terminal.error(line) }
        if let functions = session.functions { Terminal.error(functions.banner) }
        for line in session.backends.banner { Terminal.error(line) }
        for line in TLSService.banner(serving.tlsListen ?? session.tlsListen, port: server.tlsPort) {
            Terminal.error(line)
        }
        serve(server, session, logs, &signals, readingSince: start)
        Terminal.error("stopping: requests in flight get \(serving.drainSeconds) s")
        server.drain()
        signals.releaseStopSignals()
        server.wait()
        session.usage.save(isLast: true)
        session.functions?.stop()
        logs.executionWriter?.close()
        notices?.close()
    }

    private func makeServer(
        _ set: ServingSet, _ session: ServeSession, _ logs: RunLogs, _ notices: LogWriter?
    ) throws(CommandFailure) -> Server {
        var options = try serverOptions(logs.access)
        options.notices = notices
        options.executionLog = logs.executionWriter ?? notices
        options.tls = try session.tls.listener(serving.tlsListen, configured: session.tlsListen)
        do throws(ServerError) {
            return try Server(options, serving: set, endpoints: session.endpoints)
        } catch {
            throw .unusable(error.description, help: help(for: error))
        }
    }

    private func help(for error: ServerError) -> String? {
        switch error {
        case .addressInUse, .permissionDenied: return "let the system choose: --listen \(serving.listen.host):0"
        case .addressNotAvailable, .hostUnknown: return "name an address of this machine: --listen 127.0.0.1:8080"
        default: return nil
        }
    }

    private func serverOptions(_ log: LogTarget) throws(CommandFailure) -> ServerOptions {
        var options = ServerOptions()
        options.listenHost = serving.listen.host
        options.listenPort = serving.listen.port
        options.eventLoops = serving.eventLoops
        if let admin = serving.admin {
            options.adminHost = admin.host
            options.adminPort = admin.port
        }
        options.accessLog = log.format(serving.accessLog ?? .format(AccessLogChoice.json))
        options.accessLogDescriptor = log.descriptor
        options.drainMilliseconds = serving.drainSeconds * 1000
        options.trustFile = serving.trustFile
        options.credentials = AWSAccess.credentials()
        let aws = serving.stageSettings.aws
        options.stsEndpoint = aws.configured("sts")
        options.portalEndpoint = aws.configured("sso")
        options.environment = Terminal.environment
        options.templateEvaluator = .compiling
        return options
    }

    /// The main thread's loop: signals and changed files, until the process shall stop.
    private func serve(
        _ server: Server, _ session: ServeSession, _ logs: RunLogs, _ signals: inout SignalWatch,
        readingSince start: timespec
    ) {
        var changes = FileWatch()
        if watch { changes.watch(session.watchedPaths, readingSince: start) }
        while true {
            switch signals.next(milliseconds: waitMilliseconds(session)) {
            case .stop?: return
            case .reload?:
                logs.reopen()
                reload(server, session)
                if watch { changes.watch(session.watchedPaths) }
            case nil:
                session.usage.save()
                if watch, changes.hasChanged() {
                    reload(server, session)
                    changes.watch(session.watchedPaths)
                }
            }
        }
    }

    private func waitMilliseconds(_ session: ServeSession) -> Int {
        if watch { return RunCommand.watchMilliseconds }
        return session.usage.isCounting ? RunCommand.saveMilliseconds : RunCommand.idleMilliseconds
    }

    private func reload(_ server: Server, _ session: ServeSession) {
        do throws(CommandFailure) {
            let set = try session.load()
            server.publish(set)
            let methods = session.inputs.reduce(0) { $0 + $1.plan.methods.count }
            Terminal.error("reloaded: \(methods) methods")
        } catch {
            if let line = error.line { Terminal.error("error: " + line) }
            Terminal.error("not reloaded: the plan from before keeps serving")
        }
    }
}

/// The logs of one `run`.
private struct RunLogs {
    let access: LogTarget
    /// Writes execution logs to a file of their own; nil: they go where the command's own lines go.
    let executionWriter: LogWriter?
    private let execution: LogTarget?

    init(_ serving: ServeOptions) throws(CommandFailure) {
        access = try LogTarget(serving.accessLogFile, otherwise: STDOUT_FILENO, mode: 0o644)
        guard let path = serving.executionLogFile else {
            execution = nil
            executionWriter = nil
            return
        }
        // It may hold what clients send: its owner's alone.
        let target = try LogTarget(path, otherwise: STDERR_FILENO, mode: 0o600)
        execution = target
        executionWriter = LogWriter(target.descriptor, dropNotice: ("", " requests' events were dropped\n"))
    }

    func reopen() {
        access.reopen()
        execution?.reopen()
    }
}
