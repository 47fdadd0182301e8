// What can be wrong with a schema.

import GateSource

/// Facts about a schema's text.
package enum SchemaProblem: DiagnosticFact {
    case contradiction(low: String, high: String, at: SourceRange, other: SourceRange)
    case discriminatorUseless(DiscriminatorFault, at: SourceRange)
    case emptyList(keyword: String, at: SourceRange)
    case exclusiveNumber(keyword: String, at: SourceRange)
    case formatUnchecked(name: String, at: SourceRange)
    case keywordIgnored(keyword: String, at: SourceRange)
    case keywordMisspelt(String, nearest: String, at: SourceRange)
    case keywordType(keyword: String, expected: String, found: String, at: SourceRange)
    case mappingDangling(String, nearest: String?, at: SourceRange)
    case modelUnknown(name: String, at: SourceRange)
    case notCount(keyword: String, at: SourceRange)
    case notPositive(keyword: String, at: SourceRange)
    case partnerMissing(keyword: String, partner: String, at: SourceRange)
    case referenceDangling(text: String, at: SourceRange)
    case repeatedName(keyword: String, name: String, at: SourceRange)
    case requiredFlag(at: SourceRange)
    case requiredImpossible(name: String, at: SourceRange)
    case schemaExpected(found: String, at: SourceRange)
    case tooManySchemas(limit: Int, at: SourceRange)
    case tooManyShapes(limit: Int, at: SourceRange)
    case typeUnknown(name: String, suggestion: String?, at: SourceRange)
    case valueTooLarge(keyword: String, limit: Int, at: SourceRange)
    case xmlRuleType(rule: String, expected: String, found: String, at: SourceRange)

    /// Why a `discriminator` asks for nothing.
    package enum DiscriminatorFault: Sendable {
        case noProperty
        case noSchemas
        /// With what it is.
        case notObject(String)
    }
}
