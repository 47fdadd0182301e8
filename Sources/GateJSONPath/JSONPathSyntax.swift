// What a JSONPath says, as Jayway's json-path 2.7 reads it: the dialect of `$input.path`, `$input.json` and the
// body sources of parameter mappings. A path is a flat list of steps; filters and function arguments hold paths of
// their own. Must not know documents, plans or templates.

import GateSource

/// A parsed path.
package struct JSONPath: Sendable {
    /// Starts at the document (`$`); false: at the value a filter is looking at (`@`).
    package let startsAtDocument: Bool
    package let steps: [JSONPathStep]
    package let range: SourceRange

    package init(startsAtDocument: Bool, steps: [JSONPathStep], range: SourceRange) {
        self.startsAtDocument = startsAtDocument
        self.steps = steps
        self.range = range
    }

    /// Whether the path names at most one value; else its result is always a list.
    package var isDefinite: Bool {
        steps.indices.allSatisfy { steps[$0].kind.isDefinite(isLast: $0 == steps.count - 1) }
    }

    /// Whether the last step is a function.
    package var isFunction: Bool {
        if case .function = steps.last?.kind { return true }
        return false
    }
}

/// One step of a path.
package struct JSONPathStep: Sendable {
    package enum Kind: Sendable {
        /// `.a`, `['a']`, `['a','b']`: members by name. Several at the end give one object, elsewhere one way each.
        case names([String])
        /// `[0]`, `[-1]`, `[0,2]`: elements by position; negative ones count from the end.
        case indexes([Int])
        /// `[1:3]`, `[1:]`, `[:3]`.
        case slice(from: Int?, to: Int?)
        /// `*`, `[*]`.
        case wildcard
        /// `..`: the next step is tried at every depth.
        case scan
        /// `[?(…)]`.
        case filter(JSONPathCondition)
        /// `.length()`, `.sum($.a, 1)`.
        case function(name: String, arguments: [JSONPathArgument])

        func isDefinite(isLast: Bool) -> Bool {
            switch self {
            case .names(let names): return names.count == 1 || isLast
            case .indexes(let indexes): return indexes.count == 1
            case .slice, .wildcard, .scan, .filter: return false
            case .function: return true
            }
        }
    }

    package let kind: Kind
    package let range: SourceRange

    package init(_ kind: Kind, at range: SourceRange) {
        self.kind = kind
        self.range = range
    }
}

/// An argument of a path function.
package enum JSONPathArgument: Sendable {
    case path(JSONPath)
    /// JSON text, read by permissive rules.
    case json(String)
}

/// What a filter asks.
package indirect enum JSONPathCondition: Sendable {
    case or([JSONPathCondition])
    case and([JSONPathCondition])
    case not(JSONPathCondition)
    case compare(JSONPathOperand, JSONPathOperator, JSONPathOperand)
    /// The path has a value (or, negated, has none).
    case exists(JSONPath, isNegated: Bool)
}

/// A side of a comparison.
package enum JSONPathOperand: Sendable {
    case path(JSONPath)
    case string(String)
    /// As written.
    case number(String)
    case boolean(Bool)
    case null
    /// An array or object, as JSON text by permissive rules.
    case json(String)
    case pattern(LocatedText, flags: String)
}

/// Operators of filters. The raw value is stored in plans.
package enum JSONPathOperator: UInt32, CaseIterable, Sendable {
    case equal = 0
    case notEqual = 1
    case sameTypeAndEqual = 2
    case notSameTypeAndEqual = 3
    case less = 4
    case lessOrEqual = 5
    case greater = 6
    case greaterOrEqual = 7
    case matches = 8
    case `in` = 9
    case notIn = 10
    case contains = 11
    case all = 12
    case size = 13
    case empty = 14
    case subsetOf = 15
    case anyOf = 16
    case noneOf = 17
    case type = 18
    case matchesPredicate = 19

    /// As it is written; words in any case.
    package var spelling: String {
        switch self {
        case .equal: "=="
        case .notEqual: "!="
        case .sameTypeAndEqual: "==="
        case .notSameTypeAndEqual: "!=="
        case .less: "<"
        case .lessOrEqual: "<="
        case .greater: ">"
        case .greaterOrEqual: ">="
        case .matches: "=~"
        case .in: "in"
        case .notIn: "nin"
        case .contains: "contains"
        case .all: "all"
        case .size: "size"
        case .empty: "empty"
        case .subsetOf: "subsetof"
        case .anyOf: "anyof"
        case .noneOf: "noneof"
        case .type: "type"
        case .matchesPredicate: "matches"
        }
    }

    init?(spelling: String) {
        let lowered = spelling.lowercased()
        guard let found = JSONPathOperator.allCases.first(where: { $0.spelling == lowered }) else { return nil }
        self = found
    }
}

/// Bounds of a path's text.
package enum JSONPathLimits {
    /// Longest path text, in bytes. Ours.
    package static let textBytesMax = 16_384
    /// Deepest nesting of paths in filters in paths. Ours; keeps evaluation's recursion small.
    package static let nestingMax = 16
    /// Most steps of one path. Ours.
    package static let stepsMax = 256
}
