// What can be wrong with a definition. Facts only; CompilerProblem+Wording.swift has the sentences.

import GateSource

/// A fault of an API's definition, or something that will not do what it says.
enum CompilerProblem: DiagnosticFact {
    case accessLogUnreadable(at: SourceRange)
    case apiKeysMissing(at: SourceRange)
    case authorizerURI(String, at: SourceRange)
    case authorizerUnknown(String, at: SourceRange, nearest: String?)
    case callerUnknown(at: SourceRange)
    case contextIsMap(String, at: SourceRange)
    case contextUnknown(String, at: SourceRange, nearest: String?)
    case emptySegment(path: String, at: SourceRange)
    case featureNotExecuted(Feature, Uses)
    case gatewayResponseFixed(String, at: SourceRange)
    case gatewayResponseUnknown(String, at: SourceRange, nearest: String?)
    case greedyNotLast(String, at: SourceRange)
    case headerRefused(String, at: SourceRange)
    case headerRemapped(String, at: SourceRange)
    case headerStripped(String, at: SourceRange)
    case integrationMissing(Uses)
    case issuerUnusable(String, reason: String, at: SourceRange)
    case mappingSide(source: String, at: SourceRange, target: SourceRange)
    case mockWithoutTemplate(at: SourceRange)
    case modelUnknown(String, at: SourceRange, nearest: String?)
    case parameterNotInPath(String, path: String, at: SourceRange, nearest: String?)
    case parameterUndeclared(expression: String, at: SourceRange, nearest: String?)
    case patternNeverMatches(at: SourceRange)
    case patternShadowed(at: SourceRange, by: SourceRange)
    case patternUnreadable(reason: String, at: SourceRange)
    case pathLeftOut(String, reason: String, at: SourceRange, first: SourceRange?)
    case pathTargetUnused(String, at: SourceRange, nearest: String?)
    case policyUnreadable(reason: String, at: SourceRange)
    case proxyIgnores(String, kind: String, at: SourceRange)
    case responseDefaultTwice(at: SourceRange, first: SourceRange)
    case responseHeaderUndeclared(String, status: Int, at: SourceRange, nearest: String?)
    case responseStatusTwice(Int, at: SourceRange, first: SourceRange)
    case responseStatusUndeclared(Int, at: SourceRange, declared: [Int])
    case responsesMissing(at: SourceRange)
    case routeTwice(verb: String, path: String, at: SourceRange, first: SourceRange)
    case segmentMalformed(String, at: SourceRange)
    case stageVariableUnknown(String, at: SourceRange, nearest: String?)
    case statusOutside(Int, at: SourceRange)
    case streamLeavesOut(String, at: SourceRange, stream: SourceRange)
    case streamPath(isStreamed: Bool, at: SourceRange)
    case templateReadsBytes(String, at: SourceRange)
    case textIsNotVTL(String, at: SourceRange)
    case timeoutOutside(Int, at: SourceRange)
    case timeoutRaised(Int, at: SourceRange)
    case uriMissing(at: SourceRange)
    case uriNotHTTP(String, at: SourceRange)
    case uriPlaceholderUnmapped(String, at: SourceRange, nearest: String?)
    case variableSibling(String, other: String, at: SourceRange, first: SourceRange)
    case variableTwice(String, at: SourceRange)
    case variablesMerged(String, other: String, at: SourceRange, first: SourceRange)
    case variablesTooMany(count: Int, limit: Int, at: SourceRange)
    case vpcLinkWithoutID(at: SourceRange)
    case xmlModelUnchecked(String, at: SourceRange)

    /// What this version reads but does not carry out.
    enum Feature {
        case caching
    }

    typealias Uses = Places
}
