// What a control plane publishes to: stages, domain names, keys. It keeps the table in force, makes the next one out of
// it, and hands that to every event loop. Changes follow one another; each returns when no loop answers from the table
// before it any more, so that whoever asked for it sees it with the next request.

import GatePlan
import GateRuntime
import GateUsage
import Synchronization

/// One stage as it shall be served.
package struct StagePublication: Sendable {
    /// A part of a stage's requests.
    package struct Canary: Sendable {
        package var plan: PlanSource
        /// The stage's, with the canary's deployment and variables.
        package var settings: StageSettings
        /// 0.0 to 100.0.
        package var percentTraffic: Double

        package init(plan: PlanSource, settings: StageSettings, percentTraffic: Double) {
            self.plan = plan
            self.settings = settings
            self.percentTraffic = percentTraffic
        }
    }

    package var site: SiteSettings
    package var plan: PlanSource
    /// Its name, region and API's identifier are taken from here and from `site`.
    package var settings: StageSettings
    package var canary: Canary?

    package init(site: SiteSettings, plan: PlanSource, settings: StageSettings, canary: Canary? = nil) {
        self.site = site
        self.plan = plan
        self.settings = settings
        self.canary = canary
    }
}

/// A stage that there is no room for: `SiteLimits`.
package struct SitesFull: Error {}

/// The sites of a server. From any thread.
package final class SiteDirectory: Sendable {
    private struct State {
        var table = SiteTable()
        var server: Server?
        /// Plans in use by their hash: stages of one deployment share it.
        var sources: [String: WeakSource] = [:]
        var sourcesSweptAt = 64
    }

    private struct WeakSource: Sendable {
        weak var source: PlanSource?
    }

    private let endpoints: EndpointTable
    private let state = Mutex(State())

    /// - Parameter endpoints: The server's own.
    package init(endpoints: EndpointTable) { self.endpoints = endpoints }

    /// What is served now.
    package var table: SiteTable { state.withLock { $0.table } }

    /// Hands every further change to a server, which was made with `ServingSet(table)`.
    package func attach(_ server: Server) {
        state.withLock { state in
            state.server = server
            server.publish(ServingSet(state.table))
        }
    }

    /// The plan of a hash: the one in use, else one that is read when it is needed.
    package func source(_ hash: String, reading read: @escaping @Sendable () -> PlanImage?) -> PlanSource {
        state.withLock { state in
            if let known = state.sources[hash]?.source { return known }
            if state.sources.count >= state.sourcesSweptAt {
                state.sources = state.sources.filter { $0.value.source != nil }
                state.sourcesSweptAt = max(64, state.sources.count * 2)
            }
            let source = PlanSource(read)
            state.sources[hash] = WeakSource(source: source)
            return source
        }
    }

    /// Serves stages, new ones or in the place of those before. `isPrepared` binds their plans first, so that no
    /// request waits for it; at a start, where many stages come at once, the first request of each binds it.
    package func publish(_ stages: [StagePublication], isPrepared: Bool = true) throws(SitesFull) {
        var made: [(SiteSettings, SiteStage)] = []
        for publication in stages { made.append((publication.site, stage(publication))) }
        if isPrepared {
            for (_, stage) in made {
                _ = stage.main.deployment
                _ = stage.canary?.deployment
            }
        }
        var hasRoom = true
        update { draft in
            for (site, stage) in made { hasRoom = draft.set(stage, of: site) && hasRoom }
        }
        if !hasRoom { throw SitesFull() }
    }

    /// Stops serving a stage, or an API with all its stages.
    package func unpublish(region: String, apiIdentifier: String, stage: String? = nil) {
        update { draft in
            if let stage {
                draft.removeStage(stage, of: apiIdentifier, in: region)
            } else {
                draft.removeAPI(apiIdentifier, in: region)
            }
        }
    }

    /// Takes over what is known of an API beside its stages.
    package func set(_ site: SiteSettings) throws(SitesFull) {
        var hasRoom = true
        update { hasRoom = $0.set(site) }
        if !hasRoom { throw SitesFull() }
    }

    /// Replaces all custom domain names, and the hosts that ask for certificates.
    package func replaceDomains(_ domains: [DomainSettings], mutualTLS: MutualTLS? = nil) {
        update {
            $0.setDomains(domains)
            $0.mutualTLS = mutualTLS
        }
    }

    /// Replaces keys, plans and limits of all stages.
    package func setUsage(_ usage: UsageSource) { update { $0.setUsage(usage) } }

    /// Makes any number of changes at once.
    package func update(_ change: (inout SiteTable.Draft) -> Void) {
        let (server, receipt) = state.withLock { state in
            var draft = SiteTable.Draft(state.table)
            change(&draft)
            state.table = SiteTable(draft)
            // Under the lock: what is posted last must be what was made last.
            return (state.server, state.server?.publish(ServingSet(state.table)))
        }
        if server != nil { receipt?.wait() }
    }

    private func stage(_ publication: StagePublication) -> SiteStage {
        func plan(_ source: PlanSource, _ settings: StageSettings) -> StagePlan {
            var own = settings
            own.name = publication.settings.name
            own.region = publication.site.region
            own.apiIdentifier = publication.site.apiIdentifier
            if publication.site.isPrivate { own.endpointType = "PRIVATE" }
            own.mountsAtRoot = true
            return StagePlan(source, own, endpoints)
        }
        return SiteStage(
            publication.settings.name, plan(publication.plan, publication.settings),
            canary: publication.canary.map { plan($0.plan, $0.settings) },
            percentTraffic: publication.canary?.percentTraffic ?? 0)
    }
}
