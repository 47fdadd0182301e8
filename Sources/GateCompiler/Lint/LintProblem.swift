// What a definition says that cannot be meant: it compiles and runs, but not as its author thinks. All warnings.
// Facts only; LintProblem+Wording.swift has the sentences.

import GateSource

/// A doubt about a template, a model, or what is told to browsers.
enum LintProblem: DiagnosticFact {
    case apostropheEscaped(at: SourceRange, source: SourceRange)
    case branchRepeated(at: SourceRange, first: SourceRange)
    case conditionConstant(Bool, because: Constancy, at: SourceRange)
    case contextUnknown(String, at: SourceRange, nearest: String?)
    case credentialsOfAnyOrigin(at: SourceRange, origin: SourceRange)
    case errorTextQuotes(Quotes, at: SourceRange)
    case memberUnknown(String, of: String, at: SourceRange, nearest: String?)
    case modelAcceptsNothing(String, at: SourceRange, because: SourceRange)
    case neverReached(after: String, at: SourceRange)
    case notJSON(JSONFault, at: SourceRange)
    case notJSONInBranch(JSONFault, at: SourceRange, condition: SourceRange, Branch)
    case notJSONInLoop(JSONFault, at: SourceRange, list: SourceRange, ListLength)
    case originMatchesNothing(String, at: SourceRange)
    case pathNotInModel(String, model: String, isClosed: Bool, at: SourceRange, nearest: String?)
    case preflightLacksMethod(String, isSpeltOtherwise: Bool, at: SourceRange, method: SourceRange)
    case preflightRefused(String, at: SourceRange)
    case refusalsHidden([String], at: SourceRange)
    case requestTextUnescaped(RequestText, isInString: Bool, at: SourceRange, source: SourceRange)
    case stageVariableUnknown(String, at: SourceRange, nearest: String?)
    case valueLeftOver(String, at: SourceRange, assignment: SourceRange)
    case variableBeforeSet(String, at: SourceRange, assignment: SourceRange)
    case variableNeverSet(String, at: SourceRange, nearest: String?)

    /// Why a condition never changes.
    enum Constancy {
        /// A text, even an empty one, is true.
        case text
        /// A number, even 0, is true.
        case number
        /// A literal other than `true` is false.
        case literal
        /// Parts of the condition decide each other.
        case parts
    }

    /// Quotes around a text of a gateway response.
    enum Quotes {
        /// The variable's own, and those of the template.
        case twice
        /// With what to write instead.
        case none(help: String?)
    }

    /// Which way through an `#if` breaks the output.
    enum Branch {
        case taken
        /// What stands for the only condition's opposite.
        case other
        /// What stands for the opposite of all of several conditions.
        case none
    }

    /// Which text of the request it is.
    enum RequestText {
        /// As it was sent.
        case raw
        /// The output of `$input.json`, with quotes of its own.
        case json
        /// `$input.body`.
        case body
    }

    /// How many elements a list has when its loop breaks the output.
    enum ListLength {
        case none
        case some
        case several
    }
}

/// Why a text is no JSON.
enum JSONFault: Hashable {
    case byte(UInt8, expected: String)
    case escape(UInt8)
    case control(UInt8)
    case word(String)
    case end(expected: String)
    case value(expected: String)
}
