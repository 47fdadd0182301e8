// What can be wrong with the caches of a configuration. Facts only; CacheProblem+Wording.swift has the sentences.

import GateSource

/// A fault of a stage's cache.
enum CacheProblem: DiagnosticFact {
    case clusterMissing(String, at: SourceRange)
    case sizeOutside(String, at: SourceRange)
    case strategyUnknown(String, nearest: String?, at: SourceRange)
}
