// What happened to a traced request, as values; TraceText and TraceJSON only differ in form.

import GateBytes
import GatePlan
import GateRuntime

/// The facts of one trace.
struct TraceFacts {
    /// A parameter and where it stands.
    struct Parameter {
        let location: String
        let name: String
        let value: String
    }

    /// A check and how it went.
    struct Check {
        let name: String
        /// `passed`, `failed`, `not required`, or what applies.
        let result: String
    }

    /// The call of a backend.
    struct UpstreamCall {
        let origin: String
        let request: [UInt8]
        let timeoutMilliseconds: Int
        /// The VPC link that it goes through; empty for none.
        let link: String
        /// The origin that the request names: behind a VPC link that is not where it goes.
        var addressed: String {
            guard !link.isEmpty, let scheme = origin.firstRange(of: "://"),
                let host = MessageText(request).headers.first(where: { $0.name.lowercased() == "host" })
            else { return origin }
            return origin[..<scheme.upperBound] + host.value
        }
    }

    var request: [UInt8] = []
    var mount = ""
    var steps: [RouteStep] = []
    /// `GET /pets/{petId}`, nil when no method serves the request.
    var route: String?
    var operation = ""
    var parameters: [Parameter] = []
    var checks: [Check] = []
    /// What an XML body is to the model and the templates, as JSON.
    var bodyValue: [UInt8]?
    var integration = ""
    var template: RenderedTemplate?
    var upstream: UpstreamCall?
    /// AWS's name of the gateway response that answers, nil when the integration does.
    var failure: String?
    var failureDetail: String?
    /// What went wrong behind the checks, `$context.integrationErrorMessage`.
    var integrationError: String?
    /// The events of the request's execution.
    var events: [ExecutionLog.Event] = []
    /// Knows the request's secrets.
    fileprivate(set) var log: ExecutionLog?
    /// nil when the request text is not whole.
    var answer: [UInt8]?

    /// A text about the request without its secrets.
    func redacted(_ text: String) -> String {
        Secrets(fields: MessageText(request).headers).redacted(log?.redacted(text) ?? text)
    }
}

/// Follows a request through a plan.
struct Tracer {
    private let driver: RequestDriver
    private let plan: PlanImage

    /// Identifiers come from `seed`, times of day from `wallMilliseconds`: without them a trace is the same each time.
    ///
    /// The stage logs everything, so that the events of a request and its secrets are known.
    init(
        _ plan: PlanImage, _ stage: StageSettings, wallMilliseconds: Int64 = 0, seed: (UInt64, UInt64) = (1, 2)
    ) {
        self.plan = plan
        let endpoints = EndpointTable()
        var stage = stage
        stage.logging = LoggingSettings(level: .info, tracesData: true)
        stage.isTest = true
        let deployment = Deployment(plan: plan, settings: stage, endpoints: endpoints)
        let gateway = Gateway(
            serving: ServingSet([deployment]), endpoints: endpoints, seed: seed, evaluator: .compiling)
        driver = RequestDriver(gateway: gateway)
        driver.gateway.clock.wallMilliseconds = wallMilliseconds
    }

    /// Lets time pass: `now` tells microseconds of a monotonic clock.
    func measure(_ now: @escaping () -> UInt64) { driver.now = now }

    /// What would happen; `backend` is the answer that the backend is taken to give.
    func facts(of request: TraceRequest, backend: [UInt8]) -> TraceFacts {
        var facts = TraceFacts()
        facts.request = request.text
        driver.observe = { exchange in describe(exchange, &facts) }
        let outcome = driver.perform(facts.request) { sent, endpoint in
            let scheme = endpoint.isTLS ? "https" : "http"
            facts.upstream = TraceFacts.UpstreamCall(
                origin: "\(scheme)://\(HostPort.text(endpoint.host, endpoint.port))", request: sent,
                timeoutMilliseconds: driver.exchange.upstreamTimeoutMilliseconds,
                link: driver.exchange.upstreamLink?.name ?? "")
            return .answer(backend)
        }
        driver.observe = nil
        if case .answered(let bytes) = outcome { facts.answer = bytes }
        return facts
    }

    private func describe(_ exchange: Exchange, _ facts: inout TraceFacts) {
        driver.gateway.completeExecutionLog(exchange, isWhole: true)
        facts.log = exchange.executionLog
        facts.events = exchange.executionLog?.events ?? []
        facts.mount = String(exchange.deployment?.basePath ?? .empty)
        let path = exchange.path.dropFirst(min(exchange.address.mountLength, exchange.path.count))
        facts.steps = Router(plan).steps(path, exchange.verb, plan)
        if let error = exchange.error {
            facts.failure = String(ByteView(error.type.name))
            facts.failureDetail = detail(of: error, exchange)
            let text = String(ByteView(exchange.integrationError))
            facts.integrationError = text.isEmpty ? nil : text
        }
        guard exchange.method != PlanFormat.none else { return }
        let method = plan.methods[exchange.method]
        facts.route = PlanListing(plan).routes[Int(exchange.method)].title
        facts.operation = String(plan.string(method.operationName))
        describeParameters(exchange, method, &facts)
        describeChecks(exchange, method, &facts)
        facts.bodyValue = driver.xmlBodyValue(exchange)
        let route = PlanListing(plan).routes[Int(exchange.method)]
        facts.integration = route.integration + (route.target.isEmpty ? "" : " " + route.target)
        if reachedIntegration(exchange) { facts.template = driver.renderRequestTemplate(exchange) }
    }

    /// Whether the request got past the checks.
    private func reachedIntegration(_ exchange: Exchange) -> Bool {
        switch exchange.error?.type {
        case nil, .integrationFailure?, .integrationTimeout?, .apiConfigurationError?: return true
        default: return false
        }
    }

    private func detail(of error: ExchangeError, _ exchange: Exchange) -> String? {
        if let text = error.validationError { return String(decoding: text, as: UTF8.self) }
        if let text = error.message { return String(decoding: text, as: UTF8.self) }
        let text = String(ByteView(exchange.integrationError))
        return text.isEmpty ? nil : text
    }

    private func describeParameters(_ exchange: Exchange, _ method: MethodRecord, _ facts: inout TraceFacts) {
        for (position, index) in method.pathParameters.indices.enumerated() {
            if position >= exchange.pathParameters.count { break }
            facts.parameters.append(
                TraceFacts.Parameter(
                    location: "path", name: String(plan.string(plan.names[index].text)),
                    value: String(exchange.pathParameters[position])))
        }
        for pair in String(exchange.query).split(separator: "&", omittingEmptySubsequences: true) {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            facts.parameters.append(
                TraceFacts.Parameter(
                    location: "query", name: String(parts[0]), value: parts.count > 1 ? String(parts[1]) : ""))
        }
        for index in 0..<exchange.headers.count {
            let slot = exchange.headers[index]
            facts.parameters.append(
                TraceFacts.Parameter(
                    location: "header", name: String(exchange.headerName(slot)),
                    value: String(exchange.headerValue(slot))))
        }
    }

    private func describeChecks(_ exchange: Exchange, _ method: MethodRecord, _ facts: inout TraceFacts) {
        let failed = exchange.error?.type
        func add(_ name: String, _ isNeeded: Bool, failsAs types: [GatewayResponseType]) {
            let isFailed = failed.map { types.contains($0) } ?? false
            facts.checks.append(
                TraceFacts.Check(name: name, result: isFailed ? "failed" : isNeeded ? "passed" : "not required"))
        }
        // Nobody is asked: what a function or an issuer would say is not known here.
        let isGuarded = method.flags & MethodRecord.isGuarded != 0
        facts.checks.append(TraceFacts.Check(name: "authorization", result: isGuarded ? "not asked" : "not required"))
        if isFinal(facts) { return }
        add("API key", method.flags & MethodRecord.requiresAPIKey != 0, failsAs: [.invalidAPIKey])
        if isFinal(facts) { return }
        add("required parameters", method.parameterChecks.count > 0, failsAs: [.badRequestParameters])
        if isFinal(facts) { return }
        add("body", method.flags & MethodRecord.validatesBody != 0, failsAs: [.badRequestBody, .requestTooLarge])
    }

    private func isFinal(_ facts: TraceFacts) -> Bool { facts.checks.last?.result == "failed" }
}

extension PlanListing.Route {
    /// `GET /pets/{petId}`.
    var title: String { verb + " " + path }
}
