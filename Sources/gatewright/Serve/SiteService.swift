// The data plane of `gatewright serve`: what the store has deployed, and what calls of the control plane change of it.
// At a start only APIs, stages and domain names are read; a stage's plan is read, verified and bound by its first
// request, or by the call that deploys it.

import GateBytes
import GateConfig
import GateControl
import GateJSON
import GatePlan
import GateRuntime
import GateServer
import GateStore
import GateUsage
import Synchronization

/// Sites out of a store.
final class SiteService: Sendable {
    private struct State {
        /// What all stages share: account, functions, links, identities, keys.
        var base: StageSettings
        var configuration = Configuration()
        let usage = UsageService()
        /// nil before they are read first.
        var keys: StoredKeys?
        var caches = StageCaches()
        /// The configuration's links by their names there; those in `base` are by what integrations call them.
        var links: [String: VPCLink] = [:]
        /// Links of the store that nobody describes, as far as that has been told.
        var missingLinks: Set<String> = []
        /// Whether plans may be in the store that no deployment names.
        var hasUnusedPlans = true
    }

    /// Kinds of records that the data plane reads.
    private enum Kind {
        static let domain = "domainname"
        /// Base path mappings of v1 and API mappings of v2 are the same records.
        static let mapping = "basepathmapping"
        static let rule = "v2routingrule"
        static let plan = "usageplan"
        static let account = "account"
        static let certificate = "clientcertificate"
        /// Of either service.
        static let links = ["vpclink", "v2vpclink"]
    }

    /// APIs, stages and deployments of one of the two services.
    private struct Area: Sendable {
        let api: String
        let stage: String
        let deployment: String
        let isREST: Bool

        static let all = [
            Area(api: "restapi", stage: "stage", deployment: "deployment", isREST: true),
            Area(api: "v2api", stage: "v2stage", deployment: "v2deployment", isREST: false),
        ]
    }

    let endpoints = EndpointTable()
    let directory: SiteDirectory
    let tls = TLSService()
    private let store: Store
    private let state: Mutex<State>
    private let usageTurn = Mutex(())

    /// - Parameter base: Account, AWS endpoints, functions and backends of all stages.
    init(_ store: Store, base: StageSettings) {
        self.store = store
        directory = SiteDirectory(endpoints: endpoints)
        state = Mutex(State(base: base))
    }

    /// What a server is made with, once `load` is back.
    var serving: ServingSet { ServingSet(directory.table) }

    /// What all stages share, and tests have too.
    var base: StageSettings { state.withLock { $0.base } }

    /// Takes over a configuration and everything that is deployed: at a start, and when the configuration changes.
    func load(_ configuration: Configuration, base: StageSettings? = nil) throws(CommandFailure) {
        try tls.load(configuration.tls)
        state.withLock { state in
            if let base {
                state.base = base
                state.links = base.links
            }
            state.configuration = configuration
        }
        _ = try updateLinks()
        let links = state.withLock { Array($0.links.values) }
        directory.update { $0.links = links }
        _ = try updateUsage()
        try publishAll()
        try publishDomains()
    }

    private func publishDomains() throws(CommandFailure) {
        let domains = try domains()
        directory.replaceDomains(domains, mutualTLS: tls.publish(domains))
    }

    /// Publishes every stage; each is bound by its next request.
    private func publishAll() throws(CommandFailure) {
        let all = try reading { reader in
            try Area.all.flatMap { area in
                var apis: [String: JSONValue] = [:]
                for record in try reader.records(kind: area.api) {
                    apis[record.place.scope + "/" + record.id] = record.value
                }
                return try reader.records(kind: area.stage).compactMap { record in
                    try apis[record.place.scope].flatMap {
                        try self.publication(record.value, scope: record.place.scope, of: $0, in: area, reader)
                    }
                }
            }
        }
        do throws(SitesFull) {
            try directory.publish(all, isPrepared: false)
        } catch {
            throw SiteService.full
        }
    }

    /// Does what calls of the control plane want of the data plane; on return it is done.
    func perform(_ effects: [ControlEffect]) {
        serve { () throws(CommandFailure) in try publishUsage(effects.filter(\.isUsage)) }
        for effect in effects where !effect.isUsage { serve { () throws(CommandFailure) in try perform(effect) } }
    }

    private func serve(_ change: () throws(CommandFailure) -> Void) {
        do throws(CommandFailure) {
            try change()
        } catch {
            Terminal.error("error: " + (error.line ?? "a change of the control plane is not served"))
        }
    }

    /// Keys, plans and limits, once for all effects that want them.
    private func publishUsage(_ effects: [ControlEffect]) throws(CommandFailure) {
        if effects.isEmpty { return }
        var keys: [(region: String, id: String)]? = []
        for effect in effects {
            switch effect {
            case .publishKeys: keys = nil
            case .publishKey(let region, let key): keys?.append((region, key))
            default: break
            }
        }
        if let usage = try updateUsage(keys) { directory.setUsage(usage) }
    }

    /// Writes to the disk what was counted.
    func saveUsage(isLast: Bool = false) { state.withLock { $0.usage.save(isLast: isLast) } }

    private func perform(_ effect: ControlEffect) throws(CommandFailure) {
        switch effect {
        // What is bound anew has no results of authorizers; the stage's cache stays.
        case .publish(let region, let api, let stage), .flushAuthorizers(let region, let api, let stage):
            try publish(region, api, stage)
        case .flushCache(_, let api, let stage): state.withLock { $0.caches.flush(api: api, stage: stage) }
        case .unpublish(let region, let api, let stage):
            directory.unpublish(region: region, apiIdentifier: api, stage: stage)
            state.withLock { $0.caches.forget("\(region)/\(api)/\(stage)") }
        case .publishDomains: try publishDomains()
        case .publishUsage, .publishKeys, .publishKey: try publishUsage([effect])
        case .publishLinks: if try updateLinks() { try publishAll() }
        case .dropPlans: state.withLock { $0.hasUnusedPlans = true }
        }
    }

    /// Drops the plans of deployments that are gone, when there may be some: beside the calls, not within one.
    func dropUnusedPlans() {
        if !state.withLock({ $0.hasUnusedPlans }) { return }
        state.withLock { $0.hasUnusedPlans = false }
        do {
            _ = try store.write { try $0.dropUnusedPlans() }
        } catch {
            Terminal.error("error: unused plans stay in the store: " + ((error as? StoreError)?.text ?? "\(error)"))
        }
    }

    private static let full = CommandFailure.unusable(
        "the store has more APIs or stages than one node serves",
        help: "at most \(SiteLimits.apisMax) APIs, and \(SiteLimits.stagesMax) stages of each")

    // MARK: Stages

    private func publish(_ region: String, _ api: String, _ stage: String) throws(CommandFailure) {
        let scope = region + "/" + api
        let publication = try reading { reader -> StagePublication? in
            for area in Area.all {
                guard let own = try reader.record(RecordPlace(kind: area.api, scope: region, id: api)),
                    let record = try reader.record(RecordPlace(kind: area.stage, scope: scope, id: stage))
                else { continue }
                return try self.publication(record, scope: scope, of: own, in: area, reader)
            }
            return nil
        }
        guard let publication else {
            directory.unpublish(region: region, apiIdentifier: api, stage: stage)
            return
        }
        do throws(SitesFull) {
            try directory.publish([publication])
        } catch {
            throw SiteService.full
        }
    }

    /// - Parameter scope: `REGION/API`.
    private func publication(
        _ stage: JSONValue, scope: String, of api: JSONValue, in area: Area, _ reader: StoreReader
    ) throws -> StagePublication? {
        let region = String(scope.prefix { $0 != "/" })
        let key = scope + "/" + (stage["stageName"]?.string ?? "")
        var (base, cache) = try state.withLock { state throws(CommandFailure) in
            (state.base, try state.caches.source(stage, key, folder: state.configuration.stateFolder))
        }
        if let id = stage["clientCertificateId"]?.string,
            let record = try reader.record(RecordPlace(kind: Kind.certificate, scope: region, id: id))
        {
            base.clientCertificate = .text(
                certificate: record["pemEncodedCertificate"]?.string ?? "", key: record["privateKey"]?.string ?? "")
        }
        guard area.isREST else {
            return SiteRecords.publication(v2: stage, api, region: region, base: base) { plan(scope, $0, in: area) }
        }
        return SiteRecords.publication(stage, api, region: region, base: base, cache: cache) {
            plan(scope, $0, in: area)
        }
    }

    /// The plan of a deployment, read when it is needed.
    private func plan(_ scope: String, _ deployment: String, in area: Area) -> PlanSource {
        let store = store
        let place = RecordPlace(kind: area.deployment, scope: scope, id: deployment)
        return directory.source(scope + "/" + deployment) {
            do {
                return try SiteService.read(place, store, isREST: area.isREST)
            } catch {
                let reason = (error as? StoreError)?.text ?? (error as? PlanError)?.text ?? "\(error)"
                Terminal.error("error: the plan of \(place) cannot be served: \(reason)")
                return nil
            }
        }
    }

    private static func read(_ place: RecordPlace, _ store: Store, isREST: Bool) throws -> PlanImage? {
        let (bytes, document) = try store.read { reader -> ([UInt8]?, String?) in
            let record = try reader.record(place)
            guard let hash = record?["plan"]?.string else { return (nil, nil) }
            return (try reader.plan(hash: hash), record?["document"]?.string)
        }
        guard let bytes else {
            Terminal.error("error: the store has no plan of \(place)")
            return nil
        }
        do throws(PlanError) {
            return try PlanImage(copying: bytes)
        } catch {
            // Another version of the command has written it: what it was compiled from is there too.
            guard let plan = document.flatMap({ compileDeployment(document: $0, isREST: isREST).plan }) else {
                throw error
            }
            return try PlanImage(copying: plan)
        }
    }

    // MARK: Domain names

    private func domains() throws(CommandFailure) -> [DomainSettings] {
        try reading { reader in
            var mappings: [String: [JSONValue]] = [:]
            var rules: [String: [JSONValue]] = [:]
            for record in try reader.records(kind: Kind.mapping) {
                mappings[record.place.scope, default: []].append(record.value)
            }
            for record in try reader.records(kind: Kind.rule) {
                rules[record.place.scope, default: []].append(record.value)
            }
            return try reader.records(kind: Kind.domain).compactMap { record in
                let scope = record.place.scope + "/" + record.id
                return SiteRecords.domain(
                    record.value, region: record.place.scope, mappings: mappings[scope] ?? [],
                    rules: rules[scope] ?? [])
            }
        }
    }

    // MARK: Links

    /// What integrations mean by names of links; whether that has changed. Links that nobody describes are told once.
    private func updateLinks() throws(CommandFailure) -> Bool {
        let records = try reading { reader in
            try Kind.links.flatMap { try reader.records(kind: $0).map(\.value) }
        }
        return state.withLock { state in
            let joined = LinkRecords(state.links, records)
            for link in joined.missing where state.missingLinks.insert(link).inserted {
                Terminal.error(
                    "warning: no `vpcLinks` of \(Configuration.defaultName) describes the VPC link \(link): calls "
                        + "through it answer 500")
            }
            state.missingLinks.formIntersection(joined.missing)
            let isSame =
                joined.links.count == state.base.links.count
                && joined.links.allSatisfy { state.base.links[$0.key] === $0.value }
            state.base.links = joined.links
            return !isSame
        }
    }

    // MARK: Keys, plans and limits

    /// What the configuration and the store say of keys and plans.
    ///
    /// - Parameter keys: Those that have changed; nil reads all.
    private func updateUsage(_ keys: [(region: String, id: String)]? = nil) throws(CommandFailure) -> UsageSource? {
        // What was read first is taken over first.
        try usageTurn.withLock { _ throws(CommandFailure) in try updateUsageInTurn(keys) }
    }

    private func updateUsageInTurn(_ keys: [(region: String, id: String)]?) throws(CommandFailure) -> UsageSource? {
        var known = state.withLock { keys == nil ? nil : $0.keys }
        let (plans, account) = try reading { reader in
            if let keys, known != nil {
                for key in keys { try known?.update(key.id, in: key.region, reader) }
            } else {
                known = try StoredKeys(reader)
            }
            return (
                try reader.records(kind: Kind.plan), try reader.records(kind: Kind.account).first?.value
            )
        }
        return try state.withLock { state throws(CommandFailure) -> UsageSource? in
            state.keys = known
            var configuration = state.configuration
            configuration.usage.plans += plans.compactMap { UsageRecords.plan($0.value) }
            configuration.keys += known?.settings ?? []
            configuration.usage.account = configuration.usage.account ?? UsageRecords.account(account)
            try state.usage.update(configuration, [])
            state.base.usage = state.usage.source
            return state.usage.source
        }
    }

    /// Reads the store; its failures in words.
    private func reading<Value>(_ body: (StoreReader) throws -> Value) throws(CommandFailure) -> Value {
        do {
            return try store.read(body)
        } catch {
            if let failure = error as? CommandFailure { throw failure }
            guard let failure = error as? StoreError else { throw .unusable("the store cannot be read: \(error)") }
            throw .unusable(failure.text, help: failure.help(folder: store.files.folder))
        }
    }
}
