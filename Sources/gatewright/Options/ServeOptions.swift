// Options of `gatewright run` that concern serving.

import ArgumentParser
import GateBytes
import GatePlan
import GateRuntime

/// `HOST:PORT`; an IPv6 address stands in brackets.
struct HostPort: ExpressibleByArgument, CustomStringConvertible {
    let host: String
    let port: UInt16

    var description: String { HostPort.text(host, port) }

    init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    init?(argument: String) {
        guard let colon = argument.lastIndex(of: ":") else { return nil }
        let digits = argument[argument.index(after: colon)...]
        guard let port = UInt16(digits), digits.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return nil }
        var host = argument[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            return nil
        }
        if host == "localhost" { host = "127.0.0.1" }
        if host.isEmpty { return nil }
        self.host = String(host)
        self.port = port
    }

    /// The authority of a URL.
    static func text(_ host: String, _ port: UInt16) -> String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}

extension AccessLogChoice: ExpressibleByArgument {
    package init?(argument: String) { self.init(argument) }

    package var defaultValueDescription: String { text }
}

/// Names of stages.
enum StageName {
    /// Longest one, in bytes. AWS: "API Gateway quotas", stage name.
    static let bytesMax = 128
    static let rule = "letters, digits, - and _, at most \(bytesMax)"

    static func isSound(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= bytesMax
            && name.utf8.allSatisfy { ASCII.isAlphanumeric($0) || $0 == 0x2d || $0 == 0x5f }
    }
}

/// A level of execution logs.
enum ExecutionLogChoice: String, ExpressibleByArgument, CaseIterable {
    case off, error, info, trace

    var settings: LoggingSettings {
        switch self {
        case .off: LoggingSettings()
        case .error: LoggingSettings(level: .error)
        case .info: LoggingSettings(level: .info)
        case .trace: LoggingSettings(level: .info, tracesData: true)
        }
    }
}

/// How an API is served.
struct ServeOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Where to listen; port 0 takes a free one.", valueName: "host:port"))
    var listen = HostPort(host: "127.0.0.1", port: 8080)

    @Option(
        help: ArgumentHelp(
            "Where to speak TLS, with the certificates of the configuration's `tls`; its `listen` unless given.",
            valueName: "host:port"))
    var tlsListen: HostPort?

    @Option(help: ArgumentHelp("Threads that serve, each with its own event loop; at most 64.", valueName: "n"))
    var eventLoops = 1

    @Option(
        help: ArgumentHelp("Where to answer /healthz, /readyz and /metrics; off unless given.", valueName: "host:port"))
    var admin: HostPort?

    @Option(
        name: .customLong("stage"),
        help: ArgumentHelp(
            "The stage's name, $context.stage; local unless given, of HTTP APIs $default.", valueName: "name"))
    var chosenStage: String?

    /// The stage's name.
    var stage: String { chosenStage ?? "local" }

    @Option(
        name: .customLong("var"), parsing: .singleValue,
        help: ArgumentHelp("A stage variable; may be repeated.", valueName: "NAME=VALUE"))
    var variables: [NameValue] = []

    @Option(
        help: ArgumentHelp(
            "Access log lines: json, clf, xml, csv, off, or a text with $context.… in it. Unless given, what an API says "
                + "with x-gatewright-access-log, else json.", valueName: "format"))
    var accessLog: AccessLogChoice?

    @Option(
        help: ArgumentHelp(
            "Where access log lines go; standard output unless given. SIGHUP opens it again.", valueName: "path"),
        completion: .file())
    var accessLogFile: String?

    @Option(
        help: ArgumentHelp(
            "What every method tells of its execution: off, error, info, or trace, which is info with parameters, "
                + "headers and bodies. Unless given, what the stage's methodSettings say.", valueName: "level"))
    var executionLog: ExecutionLogChoice?

    @Option(
        help: ArgumentHelp(
            "Where execution logs go; standard error unless given. SIGHUP opens it again.", valueName: "path"),
        completion: .file())
    var executionLogFile: String?

    @Option(help: ArgumentHelp("Seconds that requests in flight get to end after SIGTERM.", valueName: "seconds"))
    var drainSeconds = 30

    @Option(
        name: .customLong("upstream-roots"),
        help: ArgumentHelp(
            "PEM file of the roots that https backends are verified against; the system's unless given.",
            valueName: "path"),
        completion: .file())
    var trustFile: String?

    @Flag(help: "Let requests pass without asking authorizers, IAM or the resource policy.")
    var skipAuthorization = false

    /// Most event loops. Ours: more threads than that share memory bandwidth, not work.
    static let eventLoopsMax = 64
    /// Longest drain, in seconds. Ours: an hour.
    static let drainSecondsMax = 3600

    mutating func validate() throws {
        if eventLoops < 1 || eventLoops > ServeOptions.eventLoopsMax {
            throw ValidationError("--event-loops takes 1 to \(ServeOptions.eventLoopsMax)")
        }
        if drainSeconds < 0 || drainSeconds > ServeOptions.drainSecondsMax {
            throw ValidationError("--drain-seconds takes 0 to \(ServeOptions.drainSecondsMax)")
        }
        if stage != "$default", !StageName.isSound(stage) {
            throw ValidationError("--stage takes \(StageName.rule)")
        }
    }

    /// The stage that a plan is bound to.
    var stageSettings: StageSettings {
        var settings = StageSettings()
        settings.name = stage
        settings.isNameDefault = chosenStage == nil
        settings.variables = variables.map { (name: $0.name, value: $0.value) }
        settings.ignoresDeclaredAccessLog = accessLog != nil
        settings.skipsAuthorization = skipAuthorization
        settings.logging = executionLog?.settings
        let environment = Terminal.environment(prefixed: "AWS_")
        settings.aws = AWSEndpoints(environment: environment)
        if let region = environment["AWS_REGION"] ?? environment["AWS_DEFAULT_REGION"], !region.isEmpty {
            settings.region = region
        }
        return settings
    }
}
