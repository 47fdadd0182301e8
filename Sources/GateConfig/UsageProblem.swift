// What can be wrong with keys, plans and limits. Facts only; UsageProblem+Wording.swift has the sentences.

import GateSource
import GateTree

/// A fault of `apiKeys`, `usagePlans`, `stages` or `account`.
enum UsageProblem: DiagnosticFact {
    case identifierMalformed(String, of: String, at: SourceRange)
    case keyTwice(String, at: SourceRange, first: SourceRange)
    case keyValue(String, problem: String, at: SourceRange)
    case levelUnknown(String, at: SourceRange)
    case memberMissing(String, object: String, at: SourceRange)
    case methodKey(String, at: SourceRange)
    case periodUnknown(String, at: SourceRange)
    case planUnknown(String, nearest: String?, at: SourceRange)
    case planWithoutStages(String, at: SourceRange)
    case plansOverlap(String, String, api: String, stage: String, at: SourceRange)
    case rateOutside(String, text: String, at: SourceRange)
    case tooMany(String, count: Int, limit: Int, at: SourceRange)
}
