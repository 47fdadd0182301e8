// The sentences of GW5120–GW5129, cases in alphabetical order.

import GateCache
import GateSource

extension CacheProblem {
    /// The worded finding.
    var diagnostic: Diagnostic {
        switch self {
        case .clusterMissing(let stage, let place):
            return Diagnostic(
                5121, .warning, "the stage `\(stage)` has no cache: nothing is cached", at: place,
                help: "add `cacheClusterEnabled: true` to the stage")
        case .sizeOutside(let text, let place):
            return Diagnostic(
                5120, .error, "`cacheClusterSize` is `\(text)`, expected a number of gigabytes up to 237", at: place,
                note: "the smallest cache has 2 MB; AWS's sizes are 0.5, 1.6, 6.1, 13.5, 28.4, 58.2, 118 and 237")
        case .strategyUnknown(let text, let nearest, let place):
            return Diagnostic(
                5122, .error, "`\(text)` is no strategy for unauthorized `Cache-Control` headers", at: place,
                note: "known are " + CacheControlStrategy.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", "),
                help: nearest.map { "write `\($0)`" })
        }
    }
}
