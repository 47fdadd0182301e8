// A verified plan with what a stage adds to it: a name, variables, and everything that can be worked out once
// because of them (upstream origins, URI pieces, answers of constant mocks). Immutable; all event loops share it.

import GateBytes
import GatePlan
import GateUsage

/// A certificate that is shown to backends and its key, in PEM. AWS: "Generate and configure an SSL certificate for
/// backend authentication".
package enum ClientCertificate: Hashable, Sendable {
    case files(certificate: String, key: String)
    case text(certificate: String, key: String)
}

/// Where an upstream call goes: an origin and how to trust it.
package struct UpstreamEndpoint: Hashable, Sendable {
    package let isTLS: Bool
    /// Name or address, without brackets.
    package let host: String
    package let port: UInt16
    package let skipsTLSVerification: Bool
    /// Name to verify instead of `host`; empty for none.
    package let tlsServerName: String
    /// PEM file of the roots that it is verified against; empty for those of all backends.
    package let rootsFile: String
    /// What it is shown when it asks for a certificate.
    package let certificate: ClientCertificate?

    package init(
        isTLS: Bool, host: String, port: UInt16, skipsTLSVerification: Bool = false, tlsServerName: String = "",
        rootsFile: String = "", certificate: ClientCertificate? = nil
    ) {
        self.isTLS = isTLS
        self.host = host
        self.port = port
        self.skipsTLSVerification = skipsTLSVerification
        self.tlsServerName = tlsServerName
        self.rootsFile = rootsFile
        self.certificate = certificate
    }
}

/// What a stage is called and which variables it sets.
package struct StageSettings: Sendable {
    package var name = "local"
    /// Whether nobody chose the name: an HTTP API is served by its stage `$default` then.
    package var isNameDefault = false
    package var variables: [(name: String, value: String)] = []
    package var accountIdentifier = "123456789012"
    /// `$context.deploymentId`; made from the plan's checksum when empty.
    package var deploymentIdentifier = ""
    /// `us-east-1`: part of ARNs and of signatures' scopes.
    package var region = "us-east-1"
    /// `$context.apiId` and the API's part of ARNs; the plan's own when empty.
    package var apiIdentifier = ""
    /// `$context.endpointType`: EDGE, REGIONAL, PRIVATE; empty where there is no endpoint.
    package var endpointType = ""
    /// Who may sign requests.
    package var identities: [LocalIdentity] = []
    /// Lets requests pass methods without asking who calls.
    package var skipsAuthorization = false
    /// Lets requests pass methods that need an API key without one.
    package var skipsAPIKeys = false
    /// Serves the API at `/`, whatever base path its plan names.
    package var mountsAtRoot = false
    /// Where AWS services are.
    package var aws = AWSEndpoints()
    /// What `connectionId` of private integrations names.
    package var links: [String: VPCLink] = [:]
    /// The stage's client certificate: HTTP backends behind TLS may ask for it.
    package var clientCertificate: ClientCertificate?
    /// Lets the server's access log count, whatever the API declares.
    package var ignoresDeclaredAccessLog = false
    /// What the stage says of its access log, whatever the API declares; nil leaves it to the API.
    package var accessLog: AccessLogChoice?
    /// Limits of the stage's methods; nil: those that `usage` has for a stage of this name.
    package var methodThrottles: [MethodThrottle]?
    /// What the stage's methods log; nil: what `usage` has for a stage of this name.
    package var methodLogging: [MethodLogging]?
    /// Keys, plans and limits; nil: the plan's own keys and no limits.
    package var usage: UsageSource?
    /// What every method logs, whatever the stage's settings say; nil leaves it to them.
    package var logging: LoggingSettings?
    /// Whether requests are tests: their logs tell nothing of keys and identifiers.
    package var isTest = false
    /// Names, in small letters, of headers that logs leave out.
    package var unloggedHeaders: Set<String> = []
    /// Where answers are kept; nil keeps none.
    package var cache: CacheSource?

    package init() {}
}

/// A plan bound to a stage.
package final class Deployment: Sendable {
    package let plan: PlanImage
    /// The plan's paths, schemas and compiled patterns.
    package let tables: PlanTables
    package let settings: StageSettings
    package let stageVariables: StageVariables
    /// `/a/b` or empty: the path below which the API is mounted.
    package let basePath: ByteView
    /// `$context.deploymentId`: six characters of base 36.
    package let identifier: [UInt8]
    let router: Router
    let programs: RecordView<ProgramRecord>
    /// By program: the status that a template of plain text gives a mock; 0 where it gives none or is no plain text.
    private let mockStatuses: [Int32]
    let stageName: [UInt8]
    /// `$context.apiId`.
    package let apiIdentifier: [UInt8]
    let endpointType: [UInt8]
    let accountIdentifier: [UInt8]
    /// By integration index.
    let uris: [BoundURI]
    /// By integration index; nil for those of other kinds.
    let awsTargets: [AWSTarget?]
    /// By integration index; nil for those that go through no VPC link, empty when none does.
    package let linkRoutes: [LinkRoute?]
    /// Patterns of integration responses by index; nil where there is none.
    let patterns: [Pattern?]
    /// Built-in and customised gateway responses.
    let answers: GatewayAnswers
    /// Whether the API handles any media type as bytes.
    let hasBinaryTypes: Bool
    /// Smallest answer that is compressed, in bytes; `Int.max` when none is.
    let minimumCompressionBytes: Int
    let usage: StageUsage
    /// Whether the API says what its access log is (`x-gatewright-access-log`); nil is none.
    let declaresAccessLog: Bool
    package let accessLog: AccessLogFormat?
    let access: AccessTable
    /// Whether nobody may call: a private API without a resource policy. AWS: "Private REST APIs in API Gateway".
    let isClosed: Bool
    let logging: LoggingTable
    /// What only HTTP APIs have; nil for others.
    let http: HTTPAPITable?
    /// nil when nothing is cached.
    let cache: CacheTable?
    private let cacheRemarks: [String]

    package init(plan: PlanImage, settings: StageSettings, endpoints: EndpointTable) {
        var settings = settings
        if settings.isNameDefault, plan.api.kind == APIKind.http.rawValue { settings.name = "$default" }
        self.plan = plan
        self.tables = PlanTables(plan)
        self.settings = settings
        self.basePath = settings.mountsAtRoot ? .empty : plan.string(plan.api.basePath)
        self.router = Router(plan)
        self.programs = plan.view(ProgramRecord.self)
        self.mockStatuses = Deployment.readMockStatuses(plan, programs)
        self.stageName = Array(settings.name.utf8)
        self.apiIdentifier =
            settings.apiIdentifier.isEmpty
            ? [UInt8](plan.string(plan.api.identifier)) : Array(settings.apiIdentifier.utf8)
        self.endpointType = Array(settings.endpointType.utf8)
        self.accountIdentifier = Array(settings.accountIdentifier.utf8)
        self.identifier =
            settings.deploymentIdentifier.isEmpty
            ? Deployment.identifier(of: plan) : Array(settings.deploymentIdentifier.utf8)
        let variables = StageVariables(plan: plan, settings: settings)
        self.stageVariables = variables
        let uris = Deployment.prepareURIs(plan, variables, settings, endpoints)
        let none = BoundURI(URITemplate())
        self.uris = uris.enumerated().map { index, uri in
            if uri.path.isEmpty, uri.defect == .none { return none }
            return BoundURI(uri, mapped: MappedParts(plan.integrations[index], plan))
        }
        let routes = uris.indices.map { index in
            LinkRoute.make(
                plan.integrations[index], uri: uris[index], plan, variables, settings, endpoints)
        }
        self.linkRoutes = routes.contains { $0 != nil } ? routes : []
        self.awsTargets = (0..<plan.integrations.count).map { index in
            let integration = plan.integrations[index]
            switch IntegrationKind(rawValue: integration.kind) {
            case .awsProxy? where integration.service != 0:
                return AWSTarget(
                    serviceOf: integration, plan: plan, variables: variables, settings: settings, endpoints: endpoints)
            case .aws?, .awsProxy?:
                return AWSTarget(
                    integration, plan: plan, variables: variables, aws: settings.aws, endpoints: endpoints)
            default: return nil
            }
        }
        self.patterns = Deployment.compilePatterns(plan)
        self.http = plan.api.kind == APIKind.http.rawValue ? HTTPAPITable(plan) : nil
        self.answers = GatewayAnswers(plan)
        self.hasBinaryTypes = plan.api.binaryMediaTypes.count > 0
        let minimum = plan.api.minimumCompressionBytes
        self.minimumCompressionBytes = minimum == PlanFormat.none ? Int.max : Int(minimum)
        self.usage = StageUsage(plan, settings, settings.usage ?? .local(plan))
        let declared =
            settings.accessLog
            ?? (settings.ignoresDeclaredAccessLog ? nil : AccessLogChoice(String(plan.string(plan.api.accessLog))))
        self.declaresAccessLog = declared != nil
        if case .format(let text)? = declared {
            self.accessLog = AccessLogFormat(text)
        } else {
            self.accessLog = nil
        }
        self.access = AccessTable(plan, settings, variables, endpoints)
        self.logging = LoggingTable(plan, settings)
        (self.cache, self.cacheRemarks) = CacheTable.make(plan, settings, variables)
        self.isClosed = settings.endpointType == "PRIVATE" && plan.api.policy.length == 0
    }

    /// The same with other keys, plans and limits; all that was worked out stays shared.
    init(_ other: Deployment, usage source: UsageSource) {
        plan = other.plan
        tables = other.tables
        var settings = other.settings
        settings.usage = source
        self.settings = settings
        stageVariables = other.stageVariables
        basePath = other.basePath
        identifier = other.identifier
        router = other.router
        programs = other.programs
        mockStatuses = other.mockStatuses
        stageName = other.stageName
        apiIdentifier = other.apiIdentifier
        endpointType = other.endpointType
        accountIdentifier = other.accountIdentifier
        uris = other.uris
        awsTargets = other.awsTargets
        linkRoutes = other.linkRoutes
        patterns = other.patterns
        answers = other.answers
        hasBinaryTypes = other.hasBinaryTypes
        minimumCompressionBytes = other.minimumCompressionBytes
        usage = StageUsage(other.plan, settings, source)
        declaresAccessLog = other.declaresAccessLog
        accessLog = other.accessLog
        access = other.access
        logging = other.logging
        http = other.http
        cache = other.cache
        cacheRemarks = other.cacheRemarks
        isClosed = other.isClosed
    }

    /// Method settings that name no method of the API or do not do what they seem to, in words.
    package var unboundSettings: [String] { usage.unbound + logging.unbound + cacheRemarks }

    /// The status that a plain text names for a mock, read once; nil when the template has to be rendered and read.
    func mockStatus(of program: UInt32) -> Int? {
        let status = mockStatuses[Int(program)]
        return status == 0 ? nil : Int(status)
    }

    /// Longest text looked at, in bytes: `{"statusCode": 200}` and its like. Ours.
    private static let mockTextBytesMax = 256

    private static func readMockStatuses(_ plan: PlanImage, _ programs: RecordView<ProgramRecord>) -> [Int32] {
        (0..<programs.count).map { index in
            let record = programs[index]
            guard record.flags & ProgramRecord.isText != 0, record.text.length <= mockTextBytesMax else { return 0 }
            return MockStatus.read(plan.string(record.text)).flatMap { Int32(exactly: $0) } ?? 0
        }
    }

    /// Patterns repeat from method to method; equal ones are one reference and are compiled once.
    private static func compilePatterns(_ plan: PlanImage) -> [Pattern?] {
        var known: [StringReference: Pattern?] = [:]
        return (0..<plan.integrationResponses.count).map { index in
            let reference = plan.integrationResponses[index].pattern
            if reference.length == 0 { return nil }
            if let pattern = known[reference] { return pattern }
            let pattern = Pattern.whole(plan.string(reference))
            known[reference] = .some(pattern)
            return pattern
        }
    }

    private static func prepareURIs(
        _ plan: PlanImage, _ variables: StageVariables, _ settings: StageSettings, _ endpoints: EndpointTable
    ) -> [URITemplate] {
        // Most APIs call one host again and again.
        var last: (host: [UInt8], isTLS: Bool, flags: UInt32, name: StringReference, endpoint: UInt32)?
        return (0..<plan.integrations.count).map { index in
            let integration = plan.integrations[index]
            switch IntegrationKind(rawValue: integration.kind) {
            case .http?, .httpProxy?: break
            default: return URITemplate()
            }
            var uri = URITemplate(
                integration.uriParts, plan: plan, variables: variables, sharing: last?.host ?? [])
            if uri.defect == .none, !uri.hostHeader.isEmpty {
                let host = uri.hostHeader
                if let last, last.host == host, last.isTLS == uri.isTLS, last.flags == integration.flags,
                    last.name == integration.tlsServerName
                {
                    uri.endpoint = last.endpoint
                    return uri
                }
                let endpoint = host.withByteView { host in
                    Deployment.endpoint(host, isTLS: uri.isTLS, integration, plan, settings)
                        .flatMap { endpoints.intern($0) }
                }
                if let endpoint {
                    uri.endpoint = endpoint
                    last = (host, uri.isTLS, integration.flags, integration.tlsServerName, endpoint)
                } else {
                    uri.defect = .notHTTP
                }
            }
            return uri
        }
    }

    static func endpoint(
        _ authority: ByteView, isTLS: Bool, _ integration: IntegrationRecord, _ plan: PlanImage,
        _ settings: StageSettings
    ) -> UpstreamEndpoint? {
        guard let (host, port) = Authority.parse(authority, isTLS: isTLS) else { return nil }
        return UpstreamEndpoint(
            isTLS: isTLS, host: host, port: port,
            skipsTLSVerification: integration.flags & IntegrationRecord.skipsTLSVerification != 0,
            tlsServerName: String(plan.string(integration.tlsServerName)),
            certificate: isTLS ? settings.clientCertificate : nil)
    }

    private static func identifier(of plan: PlanImage) -> [UInt8] {
        var value = plan.checksum
        var text: [UInt8] = []
        for _ in 0..<6 {
            let digit = UInt8(value % 36)
            text.append(digit < 10 ? 0x30 + digit : 0x57 + digit)
            value /= 36
        }
        return text
    }
}
