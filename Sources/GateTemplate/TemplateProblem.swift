// What can be wrong with a template's text. API Gateway stores any text and answers 500 when it runs, so a template
// that Velocity cannot read is an error here.

import GateSource

/// Facts about a template's text.
package enum TemplateProblem: Error, DiagnosticFact {
    case argumentExpected(found: String, of: String, at: SourceRange)
    case conditionEmpty(directive: String, at: SourceRange)
    case directiveArguments(directive: String, expected: String, at: SourceRange)
    case evaluatesRequest(at: SourceRange)
    case inclusionRefused(directive: String, at: SourceRange)
    case limit(what: String, limit: Int, at: SourceRange)
    case macroArgument(macro: String, found: String, at: SourceRange)
    case macroName(found: String, at: SourceRange)
    case notClosed(opening: String, closing: String, at: SourceRange)
    case nullLiteral(at: SourceRange)
    case operatorUnknown(found: String, at: SourceRange)
    case referenceNotClosed(found: String, at: SourceRange)
    case stray(directive: String, at: SourceRange)
    case strayEscape(at: SourceRange)
    case targetExpected(found: String, at: SourceRange)
    case unexpected(found: String, expected: String, at: SourceRange)
    case valueExpected(found: String, at: SourceRange)
}
