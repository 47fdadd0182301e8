// What `stages` says of caches.

import GateCache
import GateConfig
import GateUsage
import Testing

@Suite struct CacheConfigurationTests {
    private func stage(_ settings: String, _ more: String = "cacheClusterEnabled: true") -> String {
        "stages: {prod: {\(more), methodSettings: {\(settings)}}}"
    }

    // Facts: caching-11, caching-12
    @Test func readsCachesOfStages() throws {
        let result = read(
            """
            stages:
              prod:
                cacheClusterEnabled: true
                cacheClusterSize: "1.6"
                methodSettings:
                  "*/*": {cachingEnabled: true, throttlingRateLimit: 5, throttlingBurstLimit: 6}
                  /pets/{id}/GET:
                    cacheTtlInSeconds: 60
                    cacheDataEncrypted: true
                    requireAuthorizationForCacheControl: false
                    unauthorizedCacheControlHeaderStrategy: FAIL_WITH_403
                  ~1pets~1{id}/PUT: {cachingEnabled: false}
                  /pets~1{id}/POST: {throttlingRateLimit: 1, throttlingBurstLimit: 2}
              test: {cacheClusterEnabled: false}
              dev: {methodSettings: {}}
            """)
        #expect(result.diagnostics.isEmpty)
        let caches = result.configuration.caches
        #expect(caches.map(\.stage) == ["prod", "test"])
        let prod = try #require(caches.first)
        #expect(prod.isEnabled && prod.bytesMax == 1_717_986_918)
        #expect(prod.methods.map(\.resourcePath) == ["*", "/pets/{id}", "/pets/{id}"])
        #expect(prod.methods.map(\.verb) == ["*", "GET", "PUT"])
        #expect(
            prod.rule(resourcePath: "/pets/{id}", methodVerb: "GET", verb: "GET")
                == CacheRule(ttlSeconds: 60, requiresAuthorization: false, strategy: .failWith403))
        #expect(prod.methods[1].settings.isEncrypted == true)
        let throttles = try #require(result.configuration.usage.stages.first)
        #expect(throttles.methods.map(\.resourcePath) == ["*", "/pets/{id}"])
        #expect(!caches[1].isEnabled && caches[1].bytesMax == StageCache.bytesDefault)
    }

    // Facts: caching-14
    @Test func sizesAreGigabytes() {
        for (text, bytes) in [("0.5", 536_870_912), ("'0.5'", 536_870_912), ("237", CacheLimits.bytesMax)] {
            let result = read("stages: {a: {cacheClusterEnabled: true, cacheClusterSize: \(text)}}")
            #expect(result.diagnostics.isEmpty && result.configuration.caches.first?.bytesMax == bytes)
        }
        for text in ["237.1", "0.001", "0", "-1", "big", "''"] {
            expect(5120, "stages: {a: {cacheClusterEnabled: true, cacheClusterSize: ⟦\(text)⟧}}")
        }
        expect(5003, "stages: {a: {cacheClusterEnabled: true, cacheClusterSize: ⟦true⟧}}")
    }

    @Test func settingsAreChecked() {
        expect(5004, stage("'*/*': {cachingEnabled: true, cacheTtlInSeconds: ⟦3601⟧}"))
        expect(5004, stage("'*/*': {cachingEnabled: true, cacheTtlInSeconds: ⟦-1⟧}"))
        #expect(read(stage("'*/*': {cachingEnabled: true, cacheTtlInSeconds: 3600}")).diagnostics.isEmpty)
        expect(5003, stage("'*/*': {cachingEnabled: ⟦1⟧}"))
        expect(5003, stage("'*/*': {}", "cacheClusterEnabled: ⟦'yes'⟧"))
        expect(5121, stage("⟦'*/*'⟧: {cachingEnabled: true}", "cacheClusterEnabled: false"))
        expect(5122, stage("'*/*': {unauthorizedCacheControlHeaderStrategy: ⟦FAIL_WITH_404⟧}"))
        expect(5002, stage("'*/*': {⟦cachingEnable⟧: true}"))
        expect(5066, stage("⟦GET /pets⟧: {cachingEnabled: true}"))
        expect(5064, stage("⟦'*/*'⟧: {cachingEnabled: true, throttlingRateLimit: 5}"))
    }
}
