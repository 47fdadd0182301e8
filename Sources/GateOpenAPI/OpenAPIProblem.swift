// What can be wrong with a specification's objects. Facts only; OpenAPIProblem+Wording.swift has the sentences.

import GateSource
import GateTree

/// A fault of a specification, or a part of it that has no effect.
enum OpenAPIProblem: DiagnosticFact {
    case choiceIgnored(String, member: String, known: [String], at: SourceRange, nearest: String?)
    case choiceUnknown(String, member: String, known: [String], at: SourceRange, nearest: String?)
    case claimReserved(String, at: SourceRange)
    case cloudFormationTemplate(at: SourceRange)
    case extensionMisplaced(String, place: ExtensionPlace, belongs: ExtensionPlace, at: SourceRange)
    case extensionNotExecuted(String, reason: String, at: SourceRange)
    case extensionUnknown(String, at: SourceRange, nearest: String?)
    /// `sign` shows that the specification is for an HTTP API; nil when the caller says so.
    case httpAPIVersion(at: SourceRange, sign: SourceRange?)
    case memberMissing(String, object: String, at: SourceRange)
    case memberUnknown(String, object: String, at: SourceRange, nearest: String?)
    case numberOutside(member: String, text: String, allowed: ClosedRange<Int>, at: SourceRange)
    case operationIDTwice(String, at: SourceRange, first: SourceRange)
    /// What has no effect in an API of a kind.
    case otherKindOnly(String, kind: SpecifiedKind, at: SourceRange)
    case parameterTwice(String, location: String, at: SourceRange, first: SourceRange)
    case parameterUnmatched(String, path: String, at: SourceRange, pathRange: SourceRange, segments: [String])
    case parametersNotRead(String, count: Int, at: SourceRange, others: [SourceRange])
    case pathWithoutSlash(String, at: SourceRange)
    case referenceUnread(String, at: SourceRange)
    case schemeUnknown(String, at: SourceRange, nearest: String?)
    case specificationMissing(at: SourceRange, nearest: String?)
    case specificationPartMissing(String, object: String, at: SourceRange)
    case statusMalformed(String, at: SourceRange)
    case templateEventIdle(String, method: String, at: SourceRange)
    case templateOfSeveral(String, count: Int, at: SourceRange, others: [SourceRange])
    case templatePartIdle(String, kind: String, help: String, at: SourceRange)
    case templateRead(String, member: String, isWhole: Bool, at: SourceRange)
    case valueDropped(member: String, found: Node.Kind, expected: String, at: SourceRange)
    case verbNotRouted(String, at: SourceRange)
    case verbUnknown(String, at: SourceRange, nearest: String?)
    case versionUnknown(String, at: SourceRange)
    case wrongType(member: String, found: Node.Kind, expected: String, at: SourceRange)
}
