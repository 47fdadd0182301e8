// What can be wrong with a configuration file. Facts only; ConfigurationProblem+Wording.swift has the sentences.

import GateSource
import GateTree

/// A fault of a configuration.
enum ConfigurationProblem: DiagnosticFact {
    case accountMalformed(String, at: SourceRange)
    case addressMalformed(String, at: SourceRange)
    case certificateIncomplete(String, String, at: SourceRange)
    case certificateUnknown(String, nearest: String?, at: SourceRange)
    case commandText(String, at: SourceRange)
    case environmentTooLarge(Int, at: SourceRange)
    case fileMissing(String, folder: String, at: SourceRange)
    case functionName(String, at: SourceRange)
    case handlerFile([String], folder: String, at: SourceRange)
    case handlerMalformed(String, at: SourceRange)
    case healthPath(String, at: SourceRange)
    case linkListener(String, at: SourceRange)
    case linkScheme(String, at: SourceRange)
    case linkTarget(String, at: SourceRange)
    case linkWithoutTargets(String, at: SourceRange)
    case identityIncomplete(String, lacks: String, at: SourceRange)
    case identityPolicy(String, at: SourceRange)
    case identityPrincipal(String, at: SourceRange)
    case identityTime(String, at: SourceRange)
    case identityTwice(String, at: SourceRange, first: SourceRange)
    case memberUnknown(String, object: String, known: [String], nearest: String?, at: SourceRange)
    case numberOutside(String, text: String, allowed: ClosedRange<Int>, at: SourceRange)
    case programMissing(String, at: SourceRange)
    case programTwice(String, at: SourceRange, first: SourceRange)
    case runtimeUnknown(String, at: SourceRange)
    case tooMany(String, count: Int, noun: String, limit: Int, at: SourceRange)
    case tooManyFunctions(Int, at: SourceRange)
    case variableName(String, at: SourceRange)
    case variableReserved(String, at: SourceRange)
    case wrongType(String, found: Node.Kind, expected: String, at: SourceRange)
}
