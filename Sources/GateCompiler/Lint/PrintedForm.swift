// What printing a value may put into a template's output, as far as it is known before anything runs: text that is
// known, or data of which the origin and the kind are known.

import GateDefinition
import GateSource

/// What a value prints.
indirect enum PrintedForm: Hashable {
    case text([UInt8])
    case data(PrintedData)
    case sequence([PrintedForm])
    /// A `#define`, by its number in the walk.
    case block(Int)

    /// Most alternatives of one value; more are as good as unknown.
    static let alternativesMax = 6

    static let clean = PrintedForm.data(PrintedData(.scalar))
    static let number = PrintedForm.data(PrintedData(.number))
    static let boolean = PrintedForm.data(PrintedData(.boolean))

    /// The data of the value that has gone through the least.
    var worst: PrintedData {
        switch self {
        case .text: return PrintedData(.text)
        case .data(let data): return data
        case .sequence(let parts): return PrintedData.worst(parts.map(\.worst))
        case .block: return PrintedData(.unknown)
        }
    }

    /// Whether the value is surely true or false as a condition; nil when that depends.
    var truth: LintProblem.Constancy? {
        switch self {
        case .text, .sequence: return .text
        case .block: return nil
        case .data(let data):
            switch data.kind {
            case .text, .json: return .text
            case .number: return .number
            default: return nil
            }
        }
    }
}

/// Data in a template's output.
struct PrintedData: Hashable {
    enum Kind: Hashable {
        /// A whole JSON value, never nothing.
        case json
        case number
        case boolean
        /// A text, for certain.
        case text
        /// A text, number, Boolean, list, map or nothing.
        case scalar
        /// A list or map that was made here.
        case collection
        /// `$input.params()`, and one of its maps.
        case parameters
        case parameterMap(ParameterLocation?)
        case unknown
    }

    /// What was done to the data, worst last.
    enum Treatment: Int {
        /// Cannot hold quotes, backslashes or `\'`.
        case harmless
        /// Has gone through `$util.escapeJavaScript`.
        case scripted
        case json
        case body
        case raw
    }

    var kind: Kind
    var treatment = Treatment.harmless
    /// Whether a client chose it; else the backend did.
    var isClients = false
    /// Where it was read; nil for harmless data.
    var source: SourceRange?
    /// The schemas of the value in the request's model; empty when none is known.
    var shape: [Int] = []

    init(_ kind: Kind) { self.kind = kind }

    init(_ kind: Kind, _ treatment: Treatment, isClients: Bool, at source: SourceRange) {
        self.kind = kind
        self.treatment = treatment
        self.isClients = isClients
        self.source = source
    }

    /// Of several the one that has gone through the least, clients' data before others'.
    static func worst(_ data: [PrintedData]) -> PrintedData {
        var worst = PrintedData(.unknown)
        for candidate in data {
            let isWorse =
                candidate.isClients == worst.isClients
                ? candidate.treatment.rawValue > worst.treatment.rawValue
                : candidate.isClients && candidate.treatment != .harmless
            if isWorse { worst = candidate }
        }
        return worst
    }

    /// The same data as another kind of value.
    func becoming(_ kind: Kind) -> PrintedForm {
        var data = self
        data.kind = kind
        data.shape = []
        return .data(data)
    }

    func treated(_ treatment: Treatment, as kind: Kind) -> PrintedForm {
        if self.treatment == .harmless || treatment == .harmless { return .data(PrintedData(kind)) }
        var data = self
        data.kind = kind
        data.treatment = treatment
        data.shape = []
        return .data(data)
    }
}

extension [PrintedForm] {
    /// The data of any alternative that has gone through the least.
    var worst: PrintedData { PrintedData.worst(map(\.worst)) }

    /// At most `alternativesMax` different ones.
    var bounded: [PrintedForm] {
        var unique: [PrintedForm] = []
        for form in self where !unique.contains(form) { unique.append(form) }
        if unique.count <= PrintedForm.alternativesMax { return unique }
        return [worst.becoming(.unknown)]
    }

    /// Each alternative followed by each of `others`.
    func followed(by others: [PrintedForm]) -> [PrintedForm] {
        if count * others.count > PrintedForm.alternativesMax {
            return [PrintedData.worst([worst, others.worst]).becoming(.unknown)]
        }
        return flatMap { first in others.map { PrintedForm.sequence([first, $0]) } }
    }
}
