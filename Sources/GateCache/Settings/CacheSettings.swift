// Which methods of a stage are cached and how, whoever says so: a configuration file, a control plane. AWS: Stage
// (cacheClusterEnabled, cacheClusterSize) and MethodSetting.

/// What becomes of a request that asks for a fresh answer and may not. AWS: UnauthorizedCacheControlHeaderStrategy.
package enum CacheControlStrategy: String, CaseIterable, Sendable {
    case failWith403 = "FAIL_WITH_403"
    case succeedWithResponseHeader = "SUCCEED_WITH_RESPONSE_HEADER"
    case succeedWithoutResponseHeader = "SUCCEED_WITHOUT_RESPONSE_HEADER"
}

/// The cache members of a method setting; nil is not said.
package struct MethodCacheSettings: Equatable, Sendable {
    /// `cachingEnabled`.
    package var isEnabled: Bool?
    /// `cacheTtlInSeconds`; 0 turns caching off.
    package var ttlSeconds: Int?
    /// `cacheDataEncrypted`. Answers are kept in memory, where nothing is encrypted; accepted as AWS accepts it.
    package var isEncrypted: Bool?
    /// `requireAuthorizationForCacheControl`.
    package var requiresAuthorization: Bool?
    /// `unauthorizedCacheControlHeaderStrategy`.
    package var strategy: CacheControlStrategy?

    package init() {}

    /// Longest time that an answer is kept, in seconds. AWS: "Cache settings for REST APIs in API Gateway".
    package static let ttlSecondsMax = 3_600
    /// The time when nobody says one, in seconds. AWS: as above.
    package static let ttlSecondsDefault = 300
}

/// The cache settings of one method, or of every method.
package struct MethodCache: Equatable, Sendable {
    /// `/pets/{id}`; `*` is every resource.
    package var resourcePath: String
    /// `GET`; `*` is every verb.
    package var verb: String
    package var settings: MethodCacheSettings

    package init(resourcePath: String, verb: String, settings: MethodCacheSettings) {
        self.resourcePath = resourcePath
        self.verb = verb
        self.settings = settings
    }
}

/// How requests of one verb to one method are cached.
package struct CacheRule: Equatable, Hashable, Sendable {
    package var ttlSeconds: Int
    package var requiresAuthorization: Bool
    package var strategy: CacheControlStrategy

    package init(ttlSeconds: Int, requiresAuthorization: Bool, strategy: CacheControlStrategy) {
        self.ttlSeconds = ttlSeconds
        self.requiresAuthorization = requiresAuthorization
        self.strategy = strategy
    }
}

/// The cache of a stage.
package struct StageCache: Equatable, Sendable {
    package var stage: String
    /// `cacheClusterEnabled`.
    package var isEnabled = false
    /// `cacheClusterSize`, in bytes.
    package var bytesMax = StageCache.bytesDefault
    package var methods: [MethodCache] = []

    /// The size when nobody says one: AWS's smallest, 0.5 GB.
    package static let bytesDefault = 512 << 20

    package init(stage: String) { self.stage = stage }

    /// How requests of a verb are cached; nil when they are not. The setting of every method is for GET alone, other
    /// verbs have to be named. AWS: "Cache settings for REST APIs in API Gateway".
    ///
    /// - Parameters:
    ///   - methodVerb: The method's own verb: `ANY` takes requests of every verb.
    package func rule(resourcePath: String, methodVerb: String, verb: String) -> CacheRule? {
        if !isEnabled { return nil }
        let isGET = verb == "GET"
        let common = settings("*", "*")
        var own = settings(resourcePath, verb)
        if own == nil, isGET, methodVerb == "ANY" { own = settings(resourcePath, "ANY") }
        guard own?.isEnabled ?? (isGET ? common?.isEnabled : nil) ?? false else { return nil }
        let ttl = own?.ttlSeconds ?? common?.ttlSeconds ?? MethodCacheSettings.ttlSecondsDefault
        if ttl <= 0 { return nil }
        return CacheRule(
            ttlSeconds: min(ttl, MethodCacheSettings.ttlSecondsMax),
            requiresAuthorization: own?.requiresAuthorization ?? common?.requiresAuthorization ?? true,
            strategy: own?.strategy ?? common?.strategy ?? .succeedWithResponseHeader)
    }

    private func settings(_ resourcePath: String, _ verb: String) -> MethodCacheSettings? {
        methods.last { $0.resourcePath == resourcePath && $0.verb == verb }?.settings
    }
}
