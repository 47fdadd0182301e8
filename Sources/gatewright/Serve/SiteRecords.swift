// What a control plane keeps, as the data plane takes it: records in AWS's wire JSON to publications and domain names.
// Records were checked when they were written; what is not there has AWS's default.

import GateJSON
import GatePlan
import GateRuntime
import GateServer
import GateUsage

/// Reads records for the data plane.
enum SiteRecords {
    /// What is known of an API beside its stages.
    private static func site(_ restAPI: JSONValue, region: String) -> SiteSettings {
        var site = SiteSettings(region: region, apiIdentifier: restAPI["id"]?.string ?? "")
        site.isDefaultEndpointDisabled = restAPI["disableExecuteApiEndpoint"]?.bool ?? false
        let endpoint = restAPI["endpointConfiguration"]
        site.isPrivate = endpoint?["types"]?.array?.contains("PRIVATE") ?? false
        site.endpointIdentifiers = endpoint?["vpcEndpointIds"]?.array?.compactMap(\.string) ?? []
        return site
    }

    /// A stage with its deployments' plans.
    ///
    /// - Parameters:
    ///   - base: What all stages share.
    ///   - cache: The stage's; nil for none.
    ///   - plan: The plan of a deployment's identifier.
    static func publication(
        _ stage: JSONValue, _ restAPI: JSONValue, region: String, base: StageSettings, cache: CacheSource?,
        plan: (String) -> PlanSource
    ) -> StagePublication? {
        guard let name = stage["stageName"]?.string, let deployment = stage["deploymentId"]?.string else { return nil }
        var settings = base
        settings.name = name
        settings.endpointType = restAPI["endpointConfiguration"]?["types"]?.array?.first?.string ?? "EDGE"
        settings.deploymentIdentifier = deployment
        settings.variables = variables(stage["variables"])
        settings.methodThrottles = throttles(stage["methodSettings"])
        settings.methodLogging = logging(stage["methodSettings"])
        settings.accessLog = accessLog(stage["accessLogSettings"])
        settings.cache = cache
        if stage["canarySettings"]?["useStageCache"]?.bool == true {
            // Both get each other's answers, as long as the stage itself stays what it is.
            settings.cache?.scope =
                "\(region)\u{0}\(restAPI["id"]?.string ?? "")\u{0}\(name)\u{0}\(deployment)\u{0}"
                + (stage["variables"]?.json ?? "")
        }
        var canary: StagePublication.Canary?
        if let own = stage["canarySettings"], let deployment = own["deploymentId"]?.string {
            var settings = settings
            settings.deploymentIdentifier = deployment
            let overrides = variables(own["stageVariableOverrides"])
            settings.variables.removeAll { variable in overrides.contains { $0.name == variable.name } }
            settings.variables += overrides
            canary = StagePublication.Canary(
                plan: plan(deployment), settings: settings, percentTraffic: own["percentTraffic"]?.double ?? 0)
        }
        return StagePublication(
            site: site(restAPI, region: region), plan: plan(deployment), settings: settings, canary: canary)
    }

    /// A stage of an HTTP or a WebSocket API.
    static func publication(
        v2 stage: JSONValue, _ api: JSONValue, region: String, base: StageSettings, plan: (String) -> PlanSource
    ) -> StagePublication? {
        guard let name = stage["stageName"]?.string, let deployment = stage["deploymentId"]?.string else { return nil }
        var settings = base
        settings.name = name
        settings.endpointType = "REGIONAL"
        settings.deploymentIdentifier = deployment
        settings.variables = variables(stage["stageVariables"])
        settings.accessLog = accessLog(stage["accessLogSettings"])
        var blocks = (stage["routeSettings"]?.object ?? JSONObject()).compactMap { key, block in
            route(key).map { (route: $0, block: block) }
        }
        if let block = stage["defaultRouteSettings"] { blocks.insert((("*", "*"), block), at: 0) }
        settings.methodThrottles = blocks.compactMap { entry in
            throttle(ofRoute: entry.block).map {
                MethodThrottle(resourcePath: entry.route.path, verb: entry.route.verb, throttle: $0)
            }
        }
        settings.methodLogging = blocks.compactMap { logging($0.route.path, $0.route.verb, $0.block) }
        var site = SiteSettings(region: region, apiIdentifier: api["apiId"]?.string ?? "")
        site.isDefaultEndpointDisabled = stage["isEndpointDisabled"]?.bool ?? false
        site.isHTTP = api["protocolType"] == "HTTP"
        return StagePublication(site: site, plan: plan(deployment), settings: settings)
    }

    /// `GET /pets` and `$default` of HTTP APIs, any key of WebSocket APIs, whose routes have no verb.
    private static func route(_ key: String) -> (path: String, verb: String)? {
        MethodThrottle.split(routeKey: key).map { ($0.resourcePath, $0.verb) } ?? (key, "ANY")
    }

    /// What one of the two does not say is the account's; neither is no limit.
    private static func throttle(ofRoute block: JSONValue) -> ThrottleSettings? {
        let (rate, burst) = (block["throttlingRateLimit"]?.double, block["throttlingBurstLimit"]?.double)
        if rate == nil, burst == nil { return nil }
        return throttle(rate ?? accountRate, burst ?? accountBurst)
    }

    private static func variables(_ value: JSONValue?) -> [(name: String, value: String)] {
        (value?.object ?? JSONObject()).compactMap { name, value in value.string.map { (name: name, value: $0) } }
    }

    // MARK: Settings of methods

    /// The account's limits. AWS: "API Gateway quotas".
    private static let accountRate = 10_000.0
    private static let accountBurst = 5_000.0

    /// A stage without settings has no limits of its own; so has a block that AWS has filled with the account's.
    static func throttles(_ settings: JSONValue?) -> [MethodThrottle] {
        (settings?.object ?? JSONObject()).compactMap { key, block in
            guard let (path, verb) = MethodThrottle.split(methodKey(key)),
                let rate = block["throttlingRateLimit"]?.double, let burst = block["throttlingBurstLimit"]?.double,
                let throttle = throttle(rate, burst)
            else { return nil }
            return MethodThrottle(resourcePath: path, verb: verb, throttle: throttle)
        }
    }

    /// AWS: -1 is no limit.
    private static func throttle(_ rate: Double, _ burst: Double) -> ThrottleSettings? {
        if rate < 0 || burst < 0 || (rate == accountRate && burst == accountBurst) { return nil }
        return ThrottleSettings(
            rateLimit: min(rate, UsageBounds.rateMax), burstLimit: Int(min(burst, Double(UsageBounds.burstMax))))
    }

    /// What methods log; without a block for one, that is nothing.
    static func logging(_ settings: JSONValue?) -> [MethodLogging] {
        (settings?.object ?? JSONObject()).compactMap { key, block in
            MethodThrottle.split(methodKey(key)).flatMap { logging($0.resourcePath, $0.verb, block) }
        }
    }

    private static func logging(_ path: String, _ verb: String, _ block: JSONValue) -> MethodLogging? {
        let level = block["loggingLevel"]?.string.flatMap { LoggingLevel(rawValue: $0) }
        let tracesData = block["dataTraceEnabled"]?.bool
        if level == nil, tracesData == nil { return nil }
        return MethodLogging(resourcePath: path, verb: verb, level: level, tracesData: tracesData)
    }

    /// `/pets/{id}/GET` of `~1pets~1{id}/GET`, `pets/GET` or `/pets/GET`.
    static func methodKey(_ key: String) -> String {
        let plain = key.replacing("~1", with: "/").replacing("~0", with: "~")
        return plain.hasPrefix("/") || plain.hasPrefix("*") ? plain : "/" + plain
    }

    /// No settings: no lines. Where they go is the server's; the format is the stage's.
    private static func accessLog(_ settings: JSONValue?) -> AccessLogChoice {
        guard let format = settings?["format"]?.string, !format.isEmpty else { return .off }
        return .format(format)
    }

    // MARK: Domain names

    /// A custom domain name with the records below it.
    static func domain(
        _ record: JSONValue, region: String, mappings: [JSONValue], rules: [JSONValue]
    ) -> DomainSettings? {
        guard let name = record["domainName"]?.string else { return nil }
        var domain = DomainSettings(name: name, region: region)
        domain.mode = record["routingMode"]?.string.flatMap { RoutingMode($0) } ?? .mappingsOnly
        domain.mappings = mappings.compactMap { mapping(of: $0) }
        domain.rules = rules.compactMap { rule($0) }
        domain.certificate =
            record["regionalCertificateArn"]?.string ?? record["certificateArn"]?.string ?? ""
        domain.securityPolicy = record["securityPolicy"]?.string ?? ""
        if let mutual = record["mutualTlsAuthentication"], let uri = mutual["truststoreUri"]?.string, !uri.isEmpty {
            domain.truststoreURI = uri
            domain.truststoreVersion = mutual["truststoreVersion"]?.string
            domain.truststore = TLSService.title(uri, domain.truststoreVersion)
        }
        return domain
    }

    /// A base path mapping, in the members of either version.
    private static func mapping(of record: JSONValue) -> BasePathMapping? {
        guard let api = record["restApiId"]?.string ?? record["apiId"]?.string else { return nil }
        let stage = record["stage"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        return BasePathMapping(
            basePath: record["basePath"]?.string ?? record["apiMappingKey"]?.string ?? "",
            target: StageReference(apiIdentifier: api, stage: stage))
    }

    private static func rule(_ record: JSONValue) -> RoutingRule? {
        guard let priority = record["priority"]?.int,
            let action = record["actions"]?.array?.compactMap({ $0["invokeApi"] }).first,
            let api = action["apiId"]?.string, let stage = action["stage"]?.string
        else { return nil }
        var conditions: [RoutingRule.Condition] = []
        for condition in record["conditions"]?.array ?? [] {
            if let fields = condition["matchHeaders"]?["anyOf"]?.array {
                conditions.append(
                    .header(
                        anyOf: fields.map {
                            (name: $0["header"]?.string ?? "", glob: $0["valueGlob"]?.string ?? "")
                        }))
            }
            if let paths = condition["matchBasePaths"]?["anyOf"]?.array {
                conditions.append(.basePath(anyOf: paths.compactMap(\.string)))
            }
        }
        return RoutingRule(
            identifier: record["routingRuleId"]?.string ?? "", priority: priority, conditions: conditions,
            target: StageReference(apiIdentifier: api, stage: stage),
            stripsBasePath: action["stripBasePath"]?.bool ?? false)
    }
}
