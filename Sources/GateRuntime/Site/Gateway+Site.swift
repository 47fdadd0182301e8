// From a request's host and path to a stage. AWS: "Invoke REST APIs in API Gateway", "Custom domain names", "Private
// REST APIs"; README, "Addressing".
//
//   host                                       path
//   {api}.execute-api.{region}.…               /{stage}/…        the API's default endpoint
//   {api}-{vpce-id}.execute-api.{region}.…     /{stage}/…        a private API through one of its endpoints
//   vpce-….execute-api.{region}.…              /{stage}/…        the same, the API in `x-apigw-api-id`
//   a custom domain name, then wildcards       rules, mappings
//   any other                                  /_aws/execute-api/{api}/{stage}/…

import GateBytes
import GatePlan
import GateWire

/// How a request found its stage.
package struct RequestAddress {
    /// Bytes of the exchange's path in front of the resource's: a base path, a stage.
    package var mountLength = 0
    /// Bytes of the exchange's path that events of proxies leave out: the stage.
    package var stageLength = 0
    package var hasCanary = false
    package var isCanary = false
    /// The base path that a mapping or rule matched.
    package var basePath = ByteView.empty
    /// The VPC endpoint that the host names.
    package var endpoint = ByteView.empty

    package init() {}
}

extension Gateway {
    /// AWS's answer to hosts, APIs and stages that there are none of. No API's gateway responses apply to it.
    static let unknownSite = ExchangeError(
        .default4XX, message: Array("Forbidden".utf8), statusCode: 403, errorType: "ForbiddenException")

    /// The deployment that a request is for, its address written into the exchange; nil when there is none.
    func locate(_ exchange: Exchange, _ sites: SiteTable) -> Deployment? {
        guard let stage = findStage(exchange, sites) else { return nil }
        var plan = stage.main
        if let canary = stage.canary {
            exchange.address.hasCanary = true
            if stage.isForCanary(random.next()) {
                exchange.address.isCanary = true
                plan = canary
            }
        }
        guard let deployment = plan.deployment else {
            exchange.integrationError = "the stage's plan cannot be read"
            return nil
        }
        return deployment
    }

    private func findStage(_ exchange: Exchange, _ sites: SiteTable) -> SiteStage? {
        let host = exchange.hostName
        if !sites.domains.isEmpty, let domain = sites.domains.find(host) { return stage(domain, exchange, sites) }
        if let name = ExecuteAPIName(host) { return stage(name, exchange, sites) }
        if !sites.domains.isEmpty, let dot = host.firstIndex(of: 0x2e), dot > 0,
            let domain = sites.domains.find(host.dropFirst(dot))
        {
            return stage(domain, exchange, sites)
        }
        let prefix = ByteView("/_aws/execute-api/")
        guard exchange.path.hasPrefix(prefix) else { return nil }
        let rest = exchange.path.dropFirst(prefix.count)
        guard let slash = rest.firstIndex(of: 0x2f), let site = sites.apis.find(rest.slice(0, slash)),
            !site.settings.isDefaultEndpointDisabled
        else { return nil }
        exchange.path = rest.dropFirst(slash)
        return stageInPath(of: site, exchange)
    }

    private func stage(_ name: ExecuteAPIName, _ exchange: Exchange, _ sites: SiteTable) -> SiteStage? {
        var site: Site?
        if name.isEndpoint {
            guard let api = exchange.lastHeader(named: ByteView("x-apigw-api-id")) else { return nil }
            exchange.address.endpoint = name.endpoint
            site = sites.apis.find(api.trimmingBlanks()) { $0.isIn(name.region) }
            if site?.settings.isPrivate != true { return nil }
        } else {
            site = sites.apis.find(name.label) { $0.isIn(name.region) }
            if site == nil, !name.endpoint.isEmpty {
                site = sites.apis.find(name.label.slice(0, name.apiLength)) { $0.isIn(name.region) }
                if site?.accepts(endpoint: name.endpoint) == false { return nil }
                exchange.address.endpoint = name.endpoint
            }
        }
        guard let site, !site.settings.isDefaultEndpointDisabled else { return nil }
        return stageInPath(of: site, exchange)
    }

    /// The stage that the path's first segment names. Slashes in front of it are one (observed).
    private func stageInPath(of site: Site, _ exchange: Exchange) -> SiteStage? {
        exchange.path = Gateway.eventPath(exchange.path)
        let path = exchange.path
        if path.isEmpty { return nil }
        let end = path.firstIndex(of: 0x2f, from: 1) ?? path.count
        if let stage = site.stages.find(path.slice(1, end)) {
            exchange.address.mountLength = end
            exchange.address.stageLength = end
            return stage
        }
        // Of HTTP APIs: the stage at the root. AWS: "Stages for HTTP APIs".
        exchange.isHTTPAPI = site.settings.isHTTP
        return site.settings.isHTTP ? site.stages.find(ByteView("$default")) : nil
    }

    private func stage(_ domain: SiteDomain, _ exchange: Exchange, _ sites: SiteTable) -> SiteStage? {
        guard let choice = domain.choose(exchange.path, exchange) else { return nil }
        let site = choice.target.api.withByteView { api in
            sites.apis.find(api) { $0.settings.region == domain.settings.region }
        }
        guard let site else { return nil }
        exchange.address.basePath = choice.basePath
        exchange.address.mountLength = choice.mountLength
        if let rule = choice.rule { exchange.routingRule = rule }
        if let stage = choice.target.stage { return stage.withByteView { site.stages.find($0) } }
        var start = choice.mountLength
        while start < exchange.path.count, exchange.path[start] == 0x2f { start += 1 }
        let end = exchange.path.firstIndex(of: 0x2f, from: start) ?? exchange.path.count
        exchange.address.mountLength = end
        return site.stages.find(exchange.path.slice(start, end))
    }
}

extension Exchange {
    /// The host that the client named, without a port and the final full stop of a full name; empty for none.
    var hostName: ByteView {
        guard var host = header(.host) else { return .empty }
        if !host.isEmpty, host[0] == 0x5b { return host }
        if let colon = host.firstIndex(of: 0x3a) { host = host.slice(0, colon) }
        if host.count > 1, host[host.count - 1] == 0x2e { host = host.slice(0, host.count - 1) }
        return host
    }

    /// The resource's path: what routes, and what methods are judged by.
    var resourcePath: ByteView {
        address.mountLength == 0 ? path : path.dropFirst(min(address.mountLength, path.count))
    }

    /// The path in events of proxies: without the stage that a default endpoint has in front, slashes at its start as
    /// one (observed).
    var eventPath: ByteView {
        let path = Gateway.eventPath(path.dropFirst(min(address.stageLength, path.count)))
        return path.isEmpty ? ByteView("/") : path
    }
}

/// `{label}.execute-api.{region}` at the start of a host.
struct ExecuteAPIName {
    let label: ByteView
    let region: ByteView
    /// Where the API's identifier in front of an endpoint's ends.
    let apiLength: Int
    /// `vpce-…`; empty for none.
    let endpoint: ByteView
    /// Whether the label is an endpoint's alone.
    let isEndpoint: Bool

    init?(_ host: ByteView) {
        let marker = ByteView(".execute-api.")
        guard let dot = host.firstIndex(of: 0x2e), dot > 0, host.count > dot + marker.count,
            host.slice(dot, dot + marker.count).equalsIgnoringCase(marker)
        else { return nil }
        let rest = host.dropFirst(dot + marker.count)
        region = rest.slice(0, rest.firstIndex(of: 0x2e) ?? rest.count)
        label = host.slice(0, dot)
        isEndpoint = ExecuteAPIName.startsEndpoint(label)
        if isEndpoint {
            apiLength = 0
            endpoint = ExecuteAPIName.endpoint(label)
        } else if let dash = label.firstIndex(of: 0x2d), ExecuteAPIName.startsEndpoint(label.dropFirst(dash + 1)) {
            apiLength = dash
            endpoint = label.dropFirst(dash + 1)
        } else {
            apiLength = label.count
            endpoint = .empty
        }
    }

    private static func startsEndpoint(_ text: ByteView) -> Bool {
        text.count > 5 && text.slice(0, 5).equalsIgnoringCase(ByteView("vpce-"))
    }

    /// `vpce-0123` of `vpce-0123-abcd-us-east-1a`.
    private static func endpoint(_ label: ByteView) -> ByteView {
        label.slice(0, label.firstIndex(of: 0x2d, from: 5) ?? label.count)
    }
}
