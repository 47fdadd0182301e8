// All APIs that a control plane has deployed, by the names under which requests come. A table is immutable and costs
// its copy of a few flat arrays; a change copies them, replaces what changes, and shares every other API and stage.

import GateBytes
import GateUsage

/// APIs by identifier and domain names by host.
package final class SiteTable: Sendable {
    /// Identifiers of two regions may be the same.
    let apis: NameTable<Site>
    /// Wildcards stand without their star: `.example.com`.
    let domains: NameTable<SiteDomain>
    /// The VPC links of all stages.
    let links: [VPCLink]
    /// Hosts that ask for certificates; nil when none does.
    let mutualTLS: MutualTLS?

    package convenience init() { self.init(Draft()) }

    package init(_ draft: Draft) {
        apis = draft.apis
        domains = draft.domains
        links = draft.links
        mutualTLS = draft.mutualTLS
    }

    package var apiCount: Int { apis.count }

    /// An API's stage; nil when there is none.
    package func stage(_ name: String, of apiIdentifier: String, in region: String) -> SiteStage? {
        site(apiIdentifier, in: region).flatMap { site in Array(name.utf8).withByteView { site.stages.find($0) } }
    }

    package func site(_ apiIdentifier: String, in region: String) -> Site? {
        Array(apiIdentifier.utf8).withByteView { apis.find($0) { $0.settings.region == region } }
    }

    /// A table in the making.
    package struct Draft {
        fileprivate var apis: NameTable<Site>
        fileprivate var domains: NameTable<SiteDomain>
        /// Hosts that ask for certificates.
        package var mutualTLS: MutualTLS?
        package var links: [VPCLink]

        package init() {
            apis = NameTable(ignoresCase: true)
            domains = NameTable(ignoresCase: true)
            links = []
        }

        package init(_ table: SiteTable) {
            apis = table.apis
            domains = table.domains
            mutualTLS = table.mutualTLS
            links = table.links
        }

        /// Sets what is known of an API; its stages stay. False when there are too many APIs.
        @discardableResult
        package mutating func set(_ settings: SiteSettings) -> Bool {
            let known = site(settings)
            if known == nil, apis.count >= SiteLimits.apisMax { return false }
            if known?.settings == settings { return true }
            put(Site(settings, known?.stages ?? NameTable()))
            return true
        }

        /// Sets a stage of an API. False when there are too many APIs, or stages of it.
        @discardableResult
        package mutating func set(_ stage: SiteStage, of settings: SiteSettings) -> Bool {
            let known = site(settings)
            var stages = known?.stages ?? NameTable()
            let name = Array(stage.name.utf8)
            let isNew = name.withByteView { stages.find($0) } == nil
            if isNew, stages.count >= SiteLimits.stagesMax || (known == nil && apis.count >= SiteLimits.apisMax) {
                return false
            }
            stages.set(name, stage)
            put(Site(settings, stages))
            return true
        }

        /// Removes a stage; the API stays known.
        package mutating func removeStage(_ name: String, of apiIdentifier: String, in region: String) {
            let settings = SiteSettings(region: region, apiIdentifier: apiIdentifier)
            guard let known = site(settings) else { return }
            var stages = known.stages
            stages.remove(Array(name.utf8))
            put(Site(known.settings, stages))
        }

        /// Removes an API with its stages.
        package mutating func removeAPI(_ apiIdentifier: String, in region: String) {
            apis.remove(Array(apiIdentifier.utf8)) { $0.settings.region == region }
        }

        /// Sets all domain names. Of equal ones the first counts; what exceeds `SiteLimits` is left out, as its maker
        /// refuses it before.
        package mutating func setDomains(_ settings: [DomainSettings]) {
            var table = NameTable<SiteDomain>(ignoresCase: true)
            for domain in settings.prefix(SiteLimits.domainsMax) {
                let isNew = domain.key.withByteView { table.find($0) } == nil
                if isNew { table.set(domain.key, SiteDomain(domain)) }
            }
            domains = table
        }

        /// Keys, plans and limits of all stages.
        package mutating func setUsage(_ usage: UsageSource) {
            apis.mapValues { site in
                var stages = site.stages
                stages.mapValues { $0.with(usage) }
                return Site(site.settings, stages)
            }
        }

        private func site(_ settings: SiteSettings) -> Site? {
            Array(settings.apiIdentifier.utf8).withByteView { apis.find($0) { $0.settings.region == settings.region } }
        }

        private mutating func put(_ site: Site) {
            apis.set(Array(site.settings.apiIdentifier.utf8), site) { $0.settings.region == site.settings.region }
        }
    }
}

/// What all event loops serve at one moment. Immutable; a new plan means a new set.
package final class ServingSet: Sendable {
    /// Longest base path first.
    package let deployments: [Deployment]
    /// What is served by host and stage; nil: `deployments` at their base paths, whatever the host.
    package let sites: SiteTable?
    /// Hosts that ask for certificates; nil when none does.
    let mutualTLS: MutualTLS?
    /// Whether some do: what every request looks at.
    let asksForCertificates: Bool

    /// Serves plans at their base paths.
    package init(_ deployments: [Deployment], mutualTLS: MutualTLS? = nil) {
        self.deployments = deployments.sorted { $0.basePath.count > $1.basePath.count }
        self.mutualTLS = mutualTLS
        asksForCertificates = mutualTLS != nil
        sites = nil
    }

    /// Serves sites.
    package init(_ sites: SiteTable) {
        deployments = []
        self.sites = sites
        mutualTLS = sites.mutualTLS
        asksForCertificates = mutualTLS != nil
    }

    /// The VPC links of all deployments, each once.
    package var links: [VPCLink] {
        if let sites { return sites.links }
        var links: [VPCLink] = []
        for deployment in deployments {
            for link in deployment.settings.links.values where !links.contains(where: { $0 === link }) {
                links.append(link)
            }
        }
        return links
    }

    /// The API that a path belongs to, which is the set's, and how many bytes of the path name its mount; nil when none
    /// does.
    func deployment(for path: ByteView) -> (Unmanaged<Deployment>, Int)? {
        for index in 0..<deployments.count {
            let deployment = Unmanaged.passUnretained(deployments[index])
            let base = deployment._withUnsafeGuaranteedRef { $0.basePath }
            if base.isEmpty { return (deployment, 0) }
            if path.hasPrefix(base), path.count == base.count || path[base.count] == 0x2f {
                return (deployment, base.count)
            }
        }
        return nil
    }
}
