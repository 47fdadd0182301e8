// `gatewright serve`: data plane, control plane and admin address in one process, out of one state folder.

import ArgumentParser
import GateConfig
import GateControl
import GateLoop
import GatePlan
import GateRuntime
import GateServer
import GateStore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Serves what AWS's tools deploy.
struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve APIs that awscli, boto3 or Terraform deploy.",
        discussion: """
            The control plane speaks AWS's protocol (apigateway 2015-07-09); what it is told is kept in the state \
            folder and survives the process. Stages that are deployed serve from the start. An API answers at its \
            host, API.execute-api.REGION.ANYTHING/STAGE/…, or at /_aws/execute-api/API/STAGE/… of any other host.

              gatewright serve
              gatewright serve --state /var/lib/gatewright --listen 0.0.0.0:8080
              aws apigateway create-rest-api --name pets --endpoint-url http://127.0.0.1:8090
            """)

    @Option(help: ArgumentHelp("Where APIs answer; port 0 takes a free one.", valueName: "host:port"))
    var listen = HostPort(host: "127.0.0.1", port: 8080)

    @Option(
        help: ArgumentHelp(
            "Where APIs answer over TLS, with the certificates of the configuration's `tls`; its `listen` unless given.",
            valueName: "host:port"))
    var tlsListen: HostPort?

    @Option(help: ArgumentHelp("Where the control plane answers; port 0 takes a free one.", valueName: "host:port"))
    var control = HostPort(host: "127.0.0.1", port: 8090)

    @Option(
        help: ArgumentHelp("Where to answer /healthz, /readyz and /metrics; off unless given.", valueName: "host:port"))
    var admin: HostPort?

    @Option(
        help: ArgumentHelp(
            "The state folder; the configuration's, .gatewright unless it names one.", valueName: "folder"),
        completion: .directory)
    var state: String?

    @Option(
        help: ArgumentHelp(
            "The account that APIs belong to; the configuration's, 000000000000 unless it names one.", valueName: "id"))
    var account: String?

    @Option(help: ArgumentHelp("The region of calls that name none.", valueName: "name"))
    var region = "us-east-1"

    @Option(help: ArgumentHelp("Threads that serve, each with its own event loop; at most 64.", valueName: "n"))
    var eventLoops = 1

    @Option(
        help: ArgumentHelp("Where access log lines go; standard output unless given.", valueName: "path"),
        completion: .file())
    var accessLogFile: String?

    @Option(help: ArgumentHelp("Seconds that requests in flight get to end after SIGTERM.", valueName: "seconds"))
    var drainSeconds = 30

    @OptionGroup(title: "Configuration") var configured: ConfigurationOptions
    @OptionGroup(title: "Findings") var reporting: ReportOptions

    /// Time between two writes of counts to the disk, in milliseconds.
    private static let saveMilliseconds = 1_000
    /// Time between two looks whether the day's backup is due, in seconds.
    private static let backupSeconds: Int64 = 3_600

    mutating func validate() throws {
        if let account, account.utf8.count != 12 || !account.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            throw ValidationError("--account takes twelve digits")
        }
        let isRegion = region.utf8.allSatisfy {
            (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2d
        }
        if region.isEmpty || region.utf8.count > 32 || !isRegion {
            throw ValidationError("--region takes a name like us-east-1")
        }
        if eventLoops < 1 || eventLoops > ServeOptions.eventLoopsMax {
            throw ValidationError("--event-loops takes 1 to \(ServeOptions.eventLoopsMax)")
        }
        if drainSeconds < 0 || drainSeconds > ServeOptions.drainSecondsMax {
            throw ValidationError("--drain-seconds takes 0 to \(ServeOptions.drainSecondsMax)")
        }
    }

    mutating func run() throws {
        // A write beyond the limit of a file's size fails as one to a full disk does, and ends nothing.
        signal(SIGXFSZ, SIG_IGN)
        var signals = SignalWatch()
        let configuration = try configuration()
        let store = try open(configuration.stateFolder)
        var backends = BackendAccess()
        let functions = try functions(configuration)
        let sites = SiteService(store, base: base(functions, configuration))
        try load(configuration, sites, &backends, functions)
        let log = try LogTarget(accessLogFile, otherwise: STDOUT_FILENO, mode: 0o644)
        let notices = LogWriter(STDERR_FILENO, dropNotice: ("", " lines were dropped\n"))
        let tlsAddress = tlsListen ?? configuration.tls?.listen.map { HostPort(host: $0.host, port: $0.port) }
        let server = try makeServer(sites, tlsAddress, log, notices)
        sites.directory.attach(server)
        sites.tls.attach(server)
        let tests = TestService(sites, server)
        let plane = ControlPlane(store, try settings(configuration, sites, tests))
        let service = try ControlService(listen: control)
        // What is deployed serves first; calls of the control plane wait until the store is known to be sound.
        server.start()
        Terminal.error("APIs on http://\(HostPort.text(listen.host, server.port))")
        for line in TLSService.banner(tlsAddress, port: server.tlsPort) { Terminal.error(line) }
        do throws(CommandFailure) {
            try settle(store, configuration.stateFolder)
            try service.start(plane)
        } catch {
            server.drain()
            server.wait()
            throw error
        }
        say(service, configuration, functions, backends)
        serve(sites, plane, store, log, &signals, &backends, functions)
        Terminal.error("stopping: requests in flight get \(drainSeconds) s")
        service.stop()
        server.drain()
        signals.releaseStopSignals()
        server.wait()
        sites.saveUsage(isLast: true)
        functions?.stop()
        notices?.close()
    }

    private func say(
        _ service: ControlService, _ configuration: Configuration, _ functions: FunctionService?,
        _ backends: BackendAccess
    ) {
        Terminal.error(
            "control plane on http://\(HostPort.text(control.host, service.port)), "
                + "account \(account(configuration)), state in \(configuration.stateFolder)")
        if let functions { Terminal.error(functions.banner) }
        for line in backends.banner { Terminal.error(line) }
    }

    private func open(_ folder: String) throws(CommandFailure) -> Store {
        do throws(StoreError) {
            return try Store(folder: folder, settles: false)
        } catch {
            throw .unusable(error.text, help: error.help(folder: folder))
        }
    }

    private func settle(_ store: Store, _ folder: String) throws(CommandFailure) {
        do throws(StoreError) {
            try store.settle()
        } catch {
            throw .unusable(error.text, help: error.help(folder: folder))
        }
    }

    // MARK: Configuration

    /// The configuration, whose state folder is the one that the command line names.
    private func configuration() throws(CommandFailure) -> Configuration {
        var configuration = try ConfigurationFile.load(configured.config, reporting).configuration
        if let state { configuration.stateFolder = state }
        return configuration
    }

    private func functions(_ configuration: Configuration) throws(CommandFailure) -> FunctionService? {
        if configuration.functions.isEmpty { return nil }
        return try FunctionService(configuration, listen: HostPort(host: "127.0.0.1", port: 0))
    }

    /// The account: the command line's, the configuration's, or none in particular.
    private func account(_ configuration: Configuration) -> String {
        account ?? configuration.accountIdentifier ?? "000000000000"
    }

    /// What all stages share.
    private func base(_ functions: FunctionService?, _ configuration: Configuration) -> StageSettings {
        var base = StageSettings()
        base.accountIdentifier = account(configuration)
        base.aws = AWSEndpoints(environment: Terminal.environment(prefixed: "AWS_"))
        base.aws.functions = functions?.endpoints ?? [:]
        return base
    }

    private func load(
        _ configuration: Configuration, _ sites: SiteService, _ backends: inout BackendAccess,
        _ functions: FunctionService?
    ) throws(CommandFailure) {
        try backends.update(configuration)
        var base = base(functions, configuration)
        backends.fill(&base)
        try sites.load(configuration, base: base)
    }

    /// Signatures are verified when the configuration names credentials; without any, only this machine may call.
    private func settings(
        _ configuration: Configuration, _ sites: SiteService, _ tests: TestService
    ) throws(CommandFailure) -> ControlSettings {
        let isLoopback = control.host == "::1" || control.host.hasPrefix("127.")
        if configuration.identities.isEmpty, !isLoopback {
            throw .unusable(
                "the control plane shall answer on \(control), where anybody could call it, and nobody has credentials",
                help: "name some under `credentials` in \(Configuration.defaultName), or listen on 127.0.0.1")
        }
        var settings = ControlSettings(
            now: { Int(time(nil)) },
            random: { count in
                var bytes: [UInt8] = []
                var generator = SystemRandomNumberGenerator()
                while bytes.count < count { bytes.append(UInt8(truncatingIfNeeded: generator.next())) }
                return bytes
            },
            perform: { sites.perform($0) })
        settings.account = account(configuration)
        settings.region = region
        if let address = configuration.publicAddress {
            settings.address = ExecuteAddress(scheme: address.scheme, suffix: address.authority)
        }
        settings.usage = .stored(in: configuration.stateFolder)
        settings.limits = configuration.limits
        settings.truststoreWarnings = { sites.tls.warnings(uri: $0, version: $1) }
        settings.report = { Terminal.error("error: " + $0) }
        settings.test = { tests.perform($0, $1) }
        settings.requiresSignature = !isLoopback
        settings.identities = configuration.identities.map {
            ControlIdentity(
                accessKeyID: $0.accessKeyID, secretAccessKey: $0.secretAccessKey, sessionToken: $0.sessionToken,
                expires: $0.expires)
        }
        return settings
    }

    // MARK: Server

    private func makeServer(
        _ sites: SiteService, _ tlsAddress: HostPort?, _ log: LogTarget, _ notices: LogWriter?
    ) throws(CommandFailure) -> Server {
        var options = ServerOptions()
        options.listenHost = listen.host
        options.listenPort = listen.port
        options.eventLoops = eventLoops
        if let admin {
            options.adminHost = admin.host
            options.adminPort = admin.port
        }
        options.accessLog = log.format(.format(AccessLogChoice.json))
        options.accessLogDescriptor = log.descriptor
        options.drainMilliseconds = drainSeconds * 1000
        options.credentials = AWSAccess.credentials()
        options.stsEndpoint = AWSEndpoints(environment: Terminal.environment(prefixed: "AWS_")).configured("sts")
        options.notices = notices
        options.executionLog = notices
        options.templateEvaluator = .compiling
        options.tls = try sites.tls.listener(tlsAddress, configured: nil)
        do throws(ServerError) {
            return try Server(options, serving: sites.serving, endpoints: sites.endpoints)
        } catch {
            throw .unusable(error.description, help: "let the system choose: --listen \(listen.host):0")
        }
    }

    /// The main thread's loop, until the process shall stop.
    private func serve(
        _ sites: SiteService, _ plane: ControlPlane, _ store: Store, _ log: LogTarget, _ signals: inout SignalWatch,
        _ backends: inout BackendAccess, _ functions: FunctionService?
    ) {
        var backupDue = Int64(0)
        while true {
            let now = Int64(time(nil))
            if now >= backupDue {
                backupDue = now + ServeCommand.backupSeconds
                backUp(store)
            }
            sites.dropUnusedPlans()
            switch signals.next(milliseconds: ServeCommand.saveMilliseconds) {
            case .stop?: return
            case .reload?:
                log.reopen()
                do throws(CommandFailure) {
                    let configuration = try configuration()
                    functions?.publish(configuration)
                    try load(configuration, sites, &backends, functions)
                    plane.keep(configuration.limits)
                    Terminal.error("reloaded")
                } catch {
                    if let line = error.line { Terminal.error("error: " + line) }
                    Terminal.error("not reloaded: what was served before keeps serving")
                }
            case nil: sites.saveUsage()
            }
        }
    }

    /// Makes the day's backup of the store when it is due; a failure is told and changes nothing.
    private func backUp(_ store: Store) {
        do throws(StoreError) {
            if let path = try store.backUpDaily() { Terminal.error("backup in \(path)") }
        } catch {
            Terminal.error("error: " + error.text)
        }
    }
}
