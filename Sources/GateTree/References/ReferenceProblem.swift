// What can be wrong with a reference or a file. Facts only.

import GateSource

/// A fault of a `$ref` or of reading a file.
enum ReferenceProblem: DiagnosticFact {
    case anchorUnknown(String, at: SourceRange)
    case cycle(String, at: SourceRange, through: [SourceRange])
    case dangling(String, Missing, at: SourceRange)
    case malformed(String, Reference.Fault, at: SourceRange)
    case notString(Node.Kind, at: SourceRange)
    case outsideRoot(String, root: String, at: SourceRange)
    case remote(String, scheme: String, at: SourceRange)
    case tooManyFiles(limit: Int, at: SourceRange?)
    case unreadable(String, ReadFailure, at: SourceRange?)

    /// The step of a pointer that leads nowhere.
    struct Missing {
        let token: String
        /// The pointer as far as it goes.
        let parent: String
        let kind: Node.Kind
        let nearest: String?
    }
}
