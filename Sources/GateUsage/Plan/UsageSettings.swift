// Keys, plans and limits as values, whoever they come from: a configuration file, a key store, a control plane. AWS:
// UsagePlan, ThrottleSettings, QuotaSettings, MethodSetting, Account.throttleSettings.

/// How many requests may pass.
package struct ThrottleSettings: Equatable, Hashable, Sendable {
    /// Requests a second, in the long run.
    package var rateLimit: Double
    /// Requests at once.
    package var burstLimit: Int

    package init(rateLimit: Double, burstLimit: Int) {
        self.rateLimit = rateLimit
        self.burstLimit = burstLimit
    }
}

/// How many requests a key has in a period.
package struct QuotaSettings: Equatable, Sendable {
    package var limit: Int
    /// Requests that count as used in a key's first period.
    package var offset: Int
    package var period: QuotaPeriod

    package init(limit: Int, offset: Int = 0, period: QuotaPeriod) {
        self.limit = limit
        self.offset = offset
        self.period = period
    }
}

/// The limit of one method, or of every method.
package struct MethodThrottle: Equatable, Sendable {
    /// `/pets/{id}`; `*` is every resource.
    package var resourcePath: String
    /// `GET`; `*` is every verb.
    package var verb: String
    package var throttle: ThrottleSettings

    package init(resourcePath: String, verb: String, throttle: ThrottleSettings) {
        self.resourcePath = resourcePath
        self.verb = verb
        self.throttle = throttle
    }

    /// The two parts of AWS's key of a method, `/pets/{id}/GET`; the root's is `//GET`, and `*/*` is every method. In
    /// keys of stages AWS writes `/` as `~1` and `~` as `~0`: `~1pets~1{id}/GET`.
    package static func split(_ key: String) -> (resourcePath: String, verb: String)? {
        guard let slash = key.lastIndex(of: "/") else { return nil }
        let verb = String(key[key.index(after: slash)...])
        let path = String(key[..<slash]).replacing("~1", with: "/").replacing("~0", with: "~")
        if path == "*" { return verb == "*" ? (path, verb) : nil }
        guard path.hasPrefix("/"), verbs.contains(verb) else { return nil }
        return (path, verb)
    }

    /// The two parts of a route's key, `GET /pets/{id}`; `$default` is the route for what no other takes.
    package static func split(routeKey: String) -> (resourcePath: String, verb: String)? {
        if routeKey == "$default" { return (routeKey, "ANY") }
        guard let blank = routeKey.firstIndex(of: " ") else { return nil }
        let verb = String(routeKey[..<blank])
        let path = String(routeKey[routeKey.index(after: blank)...])
        return path.hasPrefix("/") && verbs.contains(verb) ? (path, verb) : nil
    }

    /// Verbs that a key may name.
    package static let verbs = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "ANY"]
}

/// A stage that a plan gives access to.
package struct PlanStage: Equatable, Sendable {
    /// The API's identifier, or its name.
    package var api: String
    package var stage: String
    package var methods: [MethodThrottle]

    /// Stands for every stage.
    package static let every = "*"

    package init(api: String, stage: String, methods: [MethodThrottle] = []) {
        self.api = api
        self.stage = stage
        self.methods = methods
    }
}

/// A usage plan.
package struct UsagePlan: Equatable, Sendable {
    package let id: String
    package var name: String
    package var description = ""
    package var stages: [PlanStage]
    package var throttle: ThrottleSettings?
    package var quota: QuotaSettings?

    package init(
        id: String, name: String? = nil, stages: [PlanStage] = [], throttle: ThrottleSettings? = nil,
        quota: QuotaSettings? = nil
    ) {
        self.id = id
        self.name = name ?? id
        self.stages = stages
        self.throttle = throttle
        self.quota = quota
    }
}

extension UsagePlan {
    /// A stage that a plan shares with one of others, and that other's identifier. AWS: a key belongs to at most one
    /// plan of a stage.
    package static func overlap(_ plan: UsagePlan, _ others: [UsagePlan]) -> (other: String, stage: PlanStage)? {
        for other in others {
            for stage in plan.stages
            where other.stages.contains(where: { $0.api == stage.api && $0.stage == stage.stage }) {
                return (other.id, stage)
            }
        }
        return nil
    }
}

/// A key, with a digest instead of its value.
package struct UsageKey: Equatable, Sendable {
    package let id: String
    package let digest: KeyDigest
    package var isEnabled: Bool
    /// Identifiers of the plans that it belongs to.
    package var plans: [String]

    package init(id: String, digest: KeyDigest, isEnabled: Bool = true, plans: [String]) {
        self.id = id
        self.digest = digest
        self.isEnabled = isEnabled
        self.plans = plans
    }
}

/// The settings of a stage's methods.
package struct StageMethods: Equatable, Sendable {
    package var stage: String
    package var methods: [MethodThrottle]
    package var logging: [MethodLogging]

    package init(stage: String, methods: [MethodThrottle], logging: [MethodLogging] = []) {
        self.stage = stage
        self.methods = methods
        self.logging = logging
    }
}

/// Everything that says how much may be called.
package struct UsageSettings: Equatable, Sendable {
    package var account: ThrottleSettings?
    package var stages: [StageMethods] = []
    package var plans: [UsagePlan] = []
    package var keys: [UsageKey] = []

    package init() {}
}

/// Bounds of keys and plans; where AWS has a number, it is AWS's.
package enum UsageBounds {
    /// Most keys of a process. Ours; AWS: 10,000 an account.
    package static let keysMax = 4_000_000
    /// Most plans. Ours; AWS: 300 an account.
    package static let plansMax = 10_000
    /// Most plans of one key. AWS: "API Gateway quotas", usage plans per API key.
    package static let plansOfKeyMax = 10
    /// Most methods with a limit of their own, per stage and plan. AWS: "API Gateway quotas".
    package static let methodsOfStageMax = 20
    /// Longest identifier of a key or plan, in bytes. Ours.
    package static let identifierBytesMax = 128
    /// Requests in a period. Ours: fits the counter.
    package static let quotaMax = 100_000_000_000
    /// Tokens of a bucket. AWS: an Integer.
    package static let burstMax = 2_147_483_647
    /// Tokens a second. Ours: above that a bucket is no bound.
    package static let rateMax = 1_000_000_000.0
}
