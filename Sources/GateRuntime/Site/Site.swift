// An API as requests reach it: its stages, each with the deployment it points to. Everything here is immutable but for
// what is made once when it is first needed; a change makes new objects and leaves those in flight alone.
//
//   SiteTable ──► Site (an API) ──► SiteStage ──► StagePlan: a plan with its settings, bound when it is first called
//                                        └──────► StagePlan of the canary

import GateBytes
import GatePlan
import GateUsage

/// Bounds of sites.
package enum SiteLimits {
    /// Most APIs that are served. Ours; AWS: 600 a region.
    package static let apisMax = 100_000
    /// Most stages of an API. Ours; AWS: 10.
    package static let stagesMax = 1_000
    /// Most custom domain names. Ours; AWS: 120 a region.
    package static let domainsMax = 100_000
    /// Most base path mappings of a domain name. Ours; AWS: 200.
    package static let mappingsMax = 10_000
    /// Most routing rules of a domain name. AWS: "API Gateway quotas", routing rules per domain.
    package static let rulesMax = 50
}

/// What a client has to know of an API to be let in at its default endpoint.
package struct SiteSettings: Sendable, Equatable {
    /// `us-east-1`.
    package var region: String
    /// Ten letters and digits.
    package var apiIdentifier: String
    /// `disableExecuteApiEndpoint`.
    package var isDefaultEndpointDisabled = false
    /// Whether the endpoint type is PRIVATE.
    package var isPrivate = false
    /// Whether the API is an HTTP API: what leads nowhere is a 404.
    package var isHTTP = false
    /// `endpointConfiguration.vpcEndpointIds`; empty lets every endpoint use the API's name with an endpoint's in it.
    package var endpointIdentifiers: [String] = []

    package init(region: String, apiIdentifier: String) {
        self.region = region
        self.apiIdentifier = apiIdentifier
    }
}

/// A plan that is read when somebody needs it, once.
package final class PlanSource: Sendable {
    private let read: @Sendable () -> PlanImage?
    private let image = OnceReference<PlanImage>()

    /// `read` may be called by several threads at once, and again after it gave nil.
    package init(_ read: @escaping @Sendable () -> PlanImage?) { self.read = read }

    package convenience init(_ plan: PlanImage) {
        self.init { plan }
        _ = image.storeIfNil(plan)
    }

    /// The plan; nil when it cannot be read.
    package var plan: PlanImage? {
        if let known = image.object { return known }
        return read().map { image.storeIfNil($0) }
    }
}

/// A plan with what a stage adds to it, bound to one another by the first request, or by `deployment` before that.
package final class StagePlan: Sendable {
    package let source: PlanSource
    package let settings: StageSettings
    private let endpoints: EndpointTable
    private let bound = OnceReference<Deployment>()

    package init(_ source: PlanSource, _ settings: StageSettings, _ endpoints: EndpointTable) {
        self.source = source
        self.settings = settings
        self.endpoints = endpoints
    }

    /// The deployment; nil when its plan cannot be read.
    package var deployment: Deployment? {
        if let known = bound.object { return known }
        guard let plan = source.plan else { return nil }
        return bound.storeIfNil(Deployment(plan: plan, settings: settings, endpoints: endpoints))
    }

    /// The same with other keys, plans and limits.
    func with(_ usage: UsageSource) -> StagePlan {
        var settings = settings
        settings.usage = usage
        let new = StagePlan(source, settings, endpoints)
        if let known = bound.object { _ = new.bound.storeIfNil(Deployment(known, usage: usage)) }
        return new
    }
}

/// A stage: a deployment under a name, and perhaps a canary beside it.
package final class SiteStage: Sendable {
    package let name: String
    package let main: StagePlan
    package let canary: StagePlan?
    /// Of 2^32 requests, those that go to the canary.
    private let canaryShare: UInt64

    /// - Parameter percentTraffic: 0.0 to 100.0, what the canary gets.
    package init(_ name: String, _ main: StagePlan, canary: StagePlan? = nil, percentTraffic: Double = 0) {
        self.name = name
        self.main = main
        self.canary = canary
        canaryShare = UInt64(min(100, max(0, percentTraffic)) / 100 * 4_294_967_296)
    }

    /// Whether a drawn number sends a request to the canary.
    func isForCanary(_ random: UInt64) -> Bool { random >> 32 < canaryShare }

    func with(_ usage: UsageSource) -> SiteStage {
        SiteStage(self, main.with(usage), canary: canary?.with(usage))
    }

    private init(_ other: SiteStage, _ main: StagePlan, canary: StagePlan?) {
        name = other.name
        self.main = main
        self.canary = canary
        canaryShare = other.canaryShare
    }
}

/// An API.
package final class Site: Sendable {
    package let settings: SiteSettings
    let region: [UInt8]
    let stages: NameTable<SiteStage>

    init(_ settings: SiteSettings, _ stages: NameTable<SiteStage> = NameTable()) {
        self.settings = settings
        self.region = Array(settings.region.utf8)
        self.stages = stages
    }

    /// Whether a VPC endpoint may stand in the API's name.
    func accepts(endpoint: ByteView) -> Bool {
        if !settings.isPrivate { return false }
        if settings.endpointIdentifiers.isEmpty { return true }
        // Private APIs alone come here, and have a handful of endpoints.
        return settings.endpointIdentifiers.contains { Array($0.utf8).withByteView { $0.equalsIgnoringCase(endpoint) } }
    }

    func isIn(_ region: ByteView) -> Bool { self.region.withByteView { $0.equalsIgnoringCase(region) } }
}
