// Reads what `stages:` says of caches. Members are spelled as in AWS's Stage and MethodSetting. Keys of methods and
// members that nobody knows are reported by the reader of limits (UsageReader.swift).

import GateCache
import GateSource
import GateTree
import GateUsage

/// The reader of caches.
struct CacheReader {
    static let stageMembers = ["cacheClusterEnabled", "cacheClusterSize"]
    static let methodMembers = [
        "cachingEnabled", "cacheTtlInSeconds", "cacheDataEncrypted", "requireAuthorizationForCacheControl",
        "unauthorizedCacheControlHeaderStrategy",
    ]

    let sink: DiagnosticSink

    /// The stages that say something of a cache.
    func read(_ stages: Node) -> [StageCache] {
        stages.members.compactMap { member in
            if member.value.kind != .object { return nil }
            let section = Section(member.value, "the stage `\(member.key)`", sink)
            var stage = StageCache(stage: member.key)
            stage.isEnabled = section.boolean("cacheClusterEnabled") ?? false
            if let size = section.value("cacheClusterSize"), let bytes = readSize(size) { stage.bytesMax = bytes }
            if let settings = section.value("methodSettings"), settings.kind == .object {
                for member in settings.members {
                    guard let method = readMethod(member, stage) else { continue }
                    stage.methods.append(method)
                }
            }
            let saysAnything = CacheReader.stageMembers.contains { section.value($0) != nil }
            return saysAnything || !stage.methods.isEmpty ? stage : nil
        }
    }

    /// Gigabytes, as a number or, like AWS's, as a text.
    private func readSize(_ node: Node) -> Int? {
        let text = node.scalarText ?? ""
        guard node.kind == .number || node.kind == .string else {
            Section(node, "", sink).report("`cacheClusterSize`", node, "a number of gigabytes")
            return nil
        }
        guard let gigabytes = node.double ?? Double(text), gigabytes.isFinite,
            gigabytes * 1_073_741_824 >= Double(CacheLimits.bytesMin),
            gigabytes * 1_073_741_824 <= Double(CacheLimits.bytesMax)
        else {
            sink.report(CacheProblem.sizeOutside(text, at: node.range))
            return nil
        }
        return Int(gigabytes * 1_073_741_824)
    }

    /// The cache members of a method setting; nil when it has none.
    private func readMethod(_ member: Member, _ stage: StageCache) -> MethodCache? {
        guard member.value.kind == .object, let method = MethodThrottle.split(member.key) else { return nil }
        let section = Section(member.value, "the setting of `\(member.key)`", sink)
        guard CacheReader.methodMembers.contains(where: { section.value($0) != nil }) else { return nil }
        var settings = MethodCacheSettings()
        settings.isEnabled = section.boolean("cachingEnabled")
        settings.ttlSeconds = section.integer("cacheTtlInSeconds", in: 0...MethodCacheSettings.ttlSecondsMax)
        settings.isEncrypted = section.boolean("cacheDataEncrypted")
        settings.requiresAuthorization = section.boolean("requireAuthorizationForCacheControl")
        if let text = section.string("unauthorizedCacheControlHeaderStrategy") {
            settings.strategy = CacheControlStrategy(rawValue: text.value)
            if settings.strategy == nil {
                let names = CacheControlStrategy.allCases.map(\.rawValue)
                sink.report(
                    CacheProblem.strategyUnknown(
                        text.value, nearest: nearestName(text.value, among: names), at: text.range))
            }
        }
        if settings.isEnabled == true, !stage.isEnabled {
            sink.report(CacheProblem.clusterMissing(stage.stage, at: member.keyRange))
        }
        return MethodCache(resourcePath: method.resourcePath, verb: method.verb, settings: settings)
    }
}
