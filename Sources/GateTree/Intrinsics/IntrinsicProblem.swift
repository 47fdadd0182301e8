// What can be said of CloudFormation functions and parameters. Facts only.

import GateSource

/// A finding about an intrinsic function.
enum IntrinsicProblem: DiagnosticFact {
    case conditionAssumed(String, at: SourceRange)
    case defaultTaken(name: String, value: String, isSound: Bool, at: SourceRange)
    case malformed(function: String, expected: String, at: SourceRange)
    case placeholderOpen(at: SourceRange)
    case resourceLeftOut(String, condition: String, at: SourceRange)
    case selectOutside(index: Int, count: Int, at: SourceRange)
    case tooLong(limit: Int, at: SourceRange)
    case unsupported(function: String, at: SourceRange)
}
