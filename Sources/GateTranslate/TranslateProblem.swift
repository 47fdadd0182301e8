// What can be wrong with a specification as an API of API Gateway. Facts only.

import GateSource

/// A fault found while a document becomes a definition.
enum TranslateProblem: DiagnosticFact {
    case arnExpected(String, at: SourceRange)
    case arnWithoutAction(String, at: SourceRange)
    case bodyNotValidated(String, at: SourceRange)
    case cacheKey(String, isUnmapped: Bool, help: String?, at: SourceRange)
    case httpMethodMissing(at: SourceRange)
    case httpMethodUnknown(String, at: SourceRange, nearest: String?)
    case corsCredentials(at: SourceRange, origins: SourceRange)
    case corsValue(String, member: String, at: SourceRange)
    case editKey(String, at: SourceRange)
    case editOfReserved(String, at: SourceRange)
    case editValue(String, reason: String, at: SourceRange)
    case identitySource(String, isHTTP: Bool, at: SourceRange)
    case kindOfREST(String, what: String, at: SourceRange)
    case payloadFormat(String?, expected: String, at: SourceRange)
    case lambdaNeedsPOST(String, at: SourceRange)
    case mappingSource(String, help: String?, at: SourceRange)
    case mappingTarget(String, known: [String], at: SourceRange)
    case pathTooLong(bytes: Int, segments: Int, at: SourceRange)
    case policyMember(String, at: SourceRange, nearest: String?)
    case policyPartMissing(String, at: SourceRange)
    case policyValue(String, found: String, at: SourceRange)
    case proxyOfService(String, at: SourceRange)
    case referenceOpen(String, at: SourceRange)
    case rootSecurityApplied(count: Int, at: SourceRange)
    case schemeWithoutEffect(String, kind: String, at: SourceRange, definition: SourceRange)
    case secondAuthorizer(String, at: SourceRange)
    case streamNeedsProxy(at: SourceRange)
    case targetWithoutEffect(String, at: SourceRange)
    case tooManyResources(limit: Int, at: SourceRange)
    case validatorUnknown(String, at: SourceRange, nearest: String?)
}
