// What can be wrong with a path. API Gateway takes any text when it is saved and answers 500 when it runs, so all
// of these are warnings: the plan fails at the same place.

import GateSource

/// Facts about a path's text.
package enum JSONPathProblem: Error, DiagnosticFact {
    case blankInName(at: SourceRange)
    case conditionExpected(found: String, at: SourceRange)
    case emptyName(at: SourceRange)
    case functionNotLast(name: String, at: SourceRange)
    case functionUnclosed(name: String, at: SourceRange)
    case functionUnknown(name: String, suggestion: String?, at: SourceRange)
    case indexUnreadable(text: String, at: SourceRange)
    case limit(what: String, limit: Int, at: SourceRange)
    case operandExpected(found: String, at: SourceRange)
    case operatorUnknown(text: String, suggestion: String?, at: SourceRange)
    case pathEmpty(at: SourceRange)
    case quoteUnclosed(quote: String, at: SourceRange)
    case sliceUnreadable(text: String, at: SourceRange)
    case stepExpected(found: String, at: SourceRange)
    case trailingDot(at: SourceRange)
    case unclosed(opening: String, at: SourceRange)
}
