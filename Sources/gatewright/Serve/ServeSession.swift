// The plans that one `run` serves: loading all of them, binding them to the stage, and doing so again when
// something changed. Plans change together or not at all.

import GateBytes
import GateConfig
import GatePlan
import GateRuntime

/// The inputs of one `run`.
final class ServeSession {
    private let paths: [String]
    private let settings: CompileSettings
    private let reporting: ReportOptions
    private let stage: StageSettings
    /// The configuration's path as the user named it; nil looks for the default one.
    private let configuration: String?
    /// The configuration's functions; nil as long as it had none.
    private(set) var functions: FunctionService?
    /// Links and certificates of the configuration.
    private(set) var backends = BackendAccess()
    /// Keys, plans and limits.
    let usage = UsageService()
    /// Certificates for clients.
    let tls = TLSService()
    /// Where TLS is spoken, as far as the configuration says.
    private(set) var tlsListen: HostPort?
    /// Kept answers.
    private let cache: CacheService
    /// Shared by all generations, so that upstream connections outlive a reload.
    let endpoints = EndpointTable()
    /// What is served now.
    private(set) var inputs: [ServedInput] = []
    /// Files whose change calls for a reload: all that the last load looked for, whether it succeeded or not.
    private(set) var watchedPaths: [String] = []

    init(
        _ paths: [String], _ settings: CompileSettings, _ reporting: ReportOptions, _ stage: StageSettings,
        configuration: String?
    ) {
        self.paths = paths
        self.settings = settings
        self.reporting = reporting
        self.stage = stage
        cache = CacheService(stage: stage.name)
        self.configuration = configuration
    }

    /// Loads every input and binds them. After a throw, what was loaded before stays.
    func load() throws(CommandFailure) -> ServingSet {
        var loaded: [ServedInput] = []
        watchedPaths = configuration.map { [$0] } ?? []
        let file = try ConfigurationFile.load(configuration, reporting)
        watchedPaths = file.watchedPaths
        for path in paths { loaded.append(try ServedInput.load(path, settings, reporting, seen: &watchedPaths)) }
        var own = stage
        own.mountsAtRoot = loaded.count == 1
        if let account = file.configuration.accountIdentifier { own.accountIdentifier = account }
        try checkMounts(loaded)
        try runFunctions(file.configuration)
        own.aws.functions = functions?.endpoints ?? [:]
        try backends.update(file.configuration)
        try tls.load(file.configuration.tls)
        tlsListen = file.configuration.tls?.listen.map { HostPort(host: $0.host, port: $0.port) }
        backends.fill(&own)
        try usage.update(file.configuration, loaded.map(\.plan))
        watchedPaths += usage.watchedPaths
        own.usage = usage.source
        try cache.update(file.configuration)
        own.cache = cache.source
        let deployments = loaded.map { Deployment(plan: $0.plan, settings: own, endpoints: endpoints) }
        warnOfLinks(deployments)
        for line in deployments.flatMap(\.unboundSettings) { Terminal.error("warning: " + line) }
        inputs = loaded
        return ServingSet(deployments, mutualTLS: tls.publish())
    }

    /// Says which VPC links nobody describes.
    private func warnOfLinks(_ deployments: [Deployment]) {
        let missing = deployments.flatMap(\.linkRoutes).compactMap { $0?.defect == .unknownLink ? $0?.name : nil }
        for name in Set(missing).sorted() {
            Terminal.error(
                "warning: no `vpcLinks` of \(configuration ?? Configuration.defaultName) describes `\(name)`: "
                    + "calls through it answer 500")
        }
    }

    /// Starts the configuration's functions, or those that it has now.
    private func runFunctions(_ configuration: Configuration) throws(CommandFailure) {
        if let functions {
            functions.publish(configuration)
        } else if !configuration.functions.isEmpty {
            functions = try FunctionService(configuration, listen: HostPort(host: "127.0.0.1", port: 0))
        }
    }

    /// Where an input answers: its base path, or empty for `/`.
    func mount(of input: ServedInput) -> String {
        inputs.count == 1 ? "" : String(input.plan.string(input.plan.api.basePath))
    }

    private func checkMounts(_ loaded: [ServedInput]) throws(CommandFailure) {
        if loaded.count < 2 { return }
        var owners: [String: String] = [:]
        for input in loaded {
            let base = String(input.plan.string(input.plan.api.basePath))
            if let other = owners[base] {
                throw .refused(
                    "`\(other)` and `\(input.path)` both want to be mounted at `\(base.isEmpty ? "/" : base)`",
                    help: "give one another base path: `servers: [{url: /name}]`, or `basePath` in Swagger 2.0")
            }
            owners[base] = input.path
        }
    }
}
