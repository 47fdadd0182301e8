// The caches of deployed stages: each has one of its own that outlives changes of the stage, as long as its size stays.
// Flush marks lie in the state folder, where `gatewright cache flush` finds them.

import GateCache
import GateJSON
import GateRuntime
import GateUsage

/// Caches by `REGION/API/STAGE`.
struct StageCaches {
    private var marks: FlushMarks?
    private var caches: [String: AnswerCache] = [:]

    /// The cache of a stage as its record wants it; nil when nothing is cached. One that is no longer wanted goes.
    mutating func source(_ stage: JSONValue, _ key: String, folder: String) throws(CommandFailure) -> CacheSource? {
        let settings = StageCaches.settings(stage)
        guard settings.isEnabled else {
            caches[key] = nil
            return nil
        }
        if let known = caches[key], known.bytesMax == settings.bytesMax {
            return CacheSource(stage: settings, cache: known)
        }
        let marks: FlushMarks
        if let known = self.marks { marks = known } else { marks = try StateFolder(folder).openMarks() }
        self.marks = marks
        let new = AnswerCache(bytesMax: settings.bytesMax, marks: marks)
        caches[key] = new
        return CacheSource(stage: settings, cache: new)
    }

    mutating func forget(_ key: String) { caches[key] = nil }

    /// Forgets the answers of a stage; without any there is nothing to do.
    func flush(api: String, stage: String) { marks?.flush(FlushMarks.place(api: api, stage: stage)) }

    /// What a stage's record says of its cache.
    static func settings(_ stage: JSONValue) -> StageCache {
        var cache = StageCache(stage: stage["stageName"]?.string ?? "")
        cache.isEnabled = stage["cacheClusterEnabled"]?.bool ?? false
        if let gigabytes = stage["cacheClusterSize"]?.string.flatMap({ Double($0) }) {
            cache.bytesMax = Int(min(max(gigabytes, 0), 1_000) * 1_073_741_824)
        }
        for (key, block) in stage["methodSettings"]?.object ?? JSONObject() {
            guard let (path, verb) = MethodThrottle.split(SiteRecords.methodKey(key)) else { continue }
            var settings = MethodCacheSettings()
            settings.isEnabled = block["cachingEnabled"]?.bool
            settings.ttlSeconds = block["cacheTtlInSeconds"]?.int
            settings.isEncrypted = block["cacheDataEncrypted"]?.bool
            settings.requiresAuthorization = block["requireAuthorizationForCacheControl"]?.bool
            settings.strategy = block["unauthorizedCacheControlHeaderStrategy"]?.string.flatMap {
                CacheControlStrategy(rawValue: $0)
            }
            cache.methods.append(MethodCache(resourcePath: path, verb: verb, settings: settings))
        }
        return cache
    }
}
