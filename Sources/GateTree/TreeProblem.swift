// What can be wrong with the text of a document. Facts only; TreeProblem+Wording.swift has the sentences.

import GateSource

/// A fault in YAML or JSON text, or a bound it breaks.
enum TreeProblem: DiagnosticFact {
    case aliasExpansion(at: SourceRange, limits: TreeLimits)
    case aliasInsideItself(String, at: SourceRange, anchor: SourceRange)
    case aliasUnknown(String, at: SourceRange, nearest: String?)
    case badUTF8(UInt8, at: SourceRange)
    case complexKey(Node.Kind, at: SourceRange)
    case controlCharacter(UInt32, at: SourceRange)
    case duplicateKey(String, at: SourceRange, first: SourceRange)
    case encoding(String, at: SourceRange)
    case jsonControlInString(UInt8, at: SourceRange)
    case jsonEscape(String, at: SourceRange)
    case jsonLoneSurrogate(String, at: SourceRange)
    case jsonNumber(String, at: SourceRange)
    case jsonTrailing(Found, at: SourceRange)
    case jsonUnexpected(Found, expected: String, at: SourceRange, context: Opener?)
    case jsonUnterminatedString(at: SourceRange)
    case mergeOfScalar(at: SourceRange)
    case noDocument(at: SourceRange)
    case secondDocument(at: SourceRange, first: SourceRange)
    case surrogate(UInt32, at: SourceRange)
    case tagMismatch(tag: String, text: String, at: SourceRange)
    case tagUnknown(String, at: SourceRange, nearest: String?)
    case tooDeep(at: SourceRange, limit: Int)
    case tooLarge(size: Int, limit: Int, at: SourceRange)
    case tooManyNodes(at: SourceRange, limit: Int)
    case yamlSyntax(YAMLComplaint, at: SourceRange, context: SourceRange?)
    case yamlTab(at: SourceRange)

    /// What stands where something else was expected.
    enum Found {
        case end
        case text(String)
        case control(UInt8)
    }

    /// A bracket or brace that is still open.
    struct Opener {
        let text: String
        let range: SourceRange
    }
}

/// A complaint of libyaml, its two sentences.
struct YAMLComplaint {
    let problem: String
    let context: String?
    /// What stands at the place, as a noun phrase.
    var found = "something else"

    /// Not libyaml's: a quote that was closed by the opening quote of a later text.
    static let runawayQuote = "quoted scalar over several lines"
}
