// The rules behind GW5120–GW5129, for `gatewright explain`.

import GateSource

extension ConfigurationRules {
    /// Rules of caches.
    static let caches = [
        DiagnosticRule(
            5120, .error, "sizes of caches",
            "`cacheClusterSize` is a number of gigabytes, AWS's or any other from 0.002 to 237: memory that kept answers "
                + "take at most.",
            source: "CreateStage, cacheClusterSize",
            example: "stages:\n  local: {cacheClusterEnabled: true, cacheClusterSize: big}"),
        DiagnosticRule(
            5121, .warning, "caching needs a cache",
            "`cachingEnabled` of a method has an effect where the stage has `cacheClusterEnabled: true`.",
            source: "\"Cache settings for REST APIs in API Gateway\"",
            example: "stages:\n  local: {methodSettings: {'*/*': {cachingEnabled: true}}}"),
        DiagnosticRule(
            5122, .error, "strategies for Cache-Control",
            "Whoever asks for a fresh answer and may not gets 403, or the usual answer with a `Warning` header or "
                + "without.",
            source: "MethodSetting, unauthorizedCacheControlHeaderStrategy",
            example: "stages:\n  local:\n    cacheClusterEnabled: true\n    methodSettings:\n"
                + "      '*/*': {cachingEnabled: true, unauthorizedCacheControlHeaderStrategy: IGNORE}"),
    ]
}
