// JSONPaths in a plan: a path is a run of steps; filters are trees whose children stand before their parents;
// lists of names, positions, children and arguments stand in the auxiliary section. The records say nothing about
// documents, so any value model can be searched by them.

import GateBytes

/// A compiled JSONPath.
@usableFromInline
package struct JSONPathRecord: PlanRecord {
    @usableFromInline package static var section: SectionKind { .jsonPaths }
    /// Names at most one value; else the result is a list.
    @inlinable package static var definite: UInt32 { 1 }
    /// Starts at the document; else at the value a filter is looking at.
    @inlinable package static var document: UInt32 { 2 }
    /// Ends with a function.
    @inlinable package static var function: UInt32 { 4 }
    /// Has no meaning: evaluating it fails, as it does on API Gateway.
    @inlinable package static var failing: UInt32 { 8 }

    package var steps: RecordRange
    @usableFromInline package var flags: UInt32
    package var reserved: UInt32 = 0

    package init(steps: RecordRange, flags: UInt32) {
        self.steps = steps
        self.flags = flags
    }

    @inlinable
    package var isDefinite: Bool { flags & JSONPathRecord.definite != 0 }
}

/// What a step does; operands are `first` and `second` of its record.
@usableFromInline
package enum JSONPathStepKind: UInt32, CaseIterable, Sendable {
    /// Member by name: string offset, length.
    case name = 0
    /// Members by name: auxiliary range, each a string offset and length.
    case names = 1
    /// Element by position: a signed number.
    case index = 2
    /// Elements by position: auxiliary range, each a signed number.
    case indexes = 3
    /// Elements from `first` up to, not including, `second`; `operation` says which of the two are given.
    case slice = 4
    case wildcard = 5
    /// The next step at every depth.
    case scan = 6
    /// Filter record.
    case filter = 7
    /// Function `operation` with an auxiliary range of arguments.
    case function = 8
}

/// One step of a path.
@usableFromInline
package struct JSONPathStepRecord: PlanRecord {
    @usableFromInline package static var section: SectionKind { .jsonPathSteps }
    /// In `operation` of a slice.
    @inlinable package static var hasFrom: UInt32 { 1 }
    @inlinable package static var hasTo: UInt32 { 2 }

    /// Bits 0–7 `JSONPathStepKind`, bit 8: every step before this one names one value.
    @usableFromInline package var head: UInt32
    package var operation: UInt32
    @usableFromInline package var first: UInt32
    @usableFromInline package var second: UInt32

    package init(
        _ kind: JSONPathStepKind, isUpstreamDefinite: Bool, operation: UInt32 = 0, first: UInt32 = 0,
        second: UInt32 = 0
    ) {
        head = kind.rawValue | (isUpstreamDefinite ? 0x100 : 0)
        self.operation = operation
        self.first = first
        self.second = second
    }

    @inlinable
    package var kind: JSONPathStepKind { JSONPathStepKind(rawValue: head & 0xff) ?? .wildcard }

    @inlinable
    package var isUpstreamDefinite: Bool { head & 0x100 != 0 }

    @inlinable
    package var name: StringReference { StringReference(offset: first, length: second) }

    @inlinable
    package var range: RecordRange { RecordRange(start: first, count: second) }
}

/// Functions of paths.
package enum JSONPathFunctionKind: UInt32, CaseIterable, Sendable {
    case min = 0
    case max = 1
    case avg = 2
    case stddev = 3
    case sum = 4
    case concat = 5
    case length = 6
    case append = 7
    case keys = 8
}

/// What a filter record is.
@usableFromInline
package enum JSONPathFilterKind: UInt32, CaseIterable, Sendable {
    // Conditions
    case or = 0
    case and = 1
    case not = 2
    /// Operator `operation` between operands `first` and `second`.
    case compare = 3
    /// Path `first` has a value; `operation` 1: has none.
    case exists = 4
    // Operands
    case path = 10
    case string = 11
    case number = 12
    case `true` = 13
    case `false` = 14
    case null = 15
    /// JSON text of an array or object.
    case json = 16
    /// Pattern record.
    case pattern = 17

    var isCondition: Bool { rawValue < 10 }
}

/// Operators of filters.
package enum JSONPathOperatorKind: UInt32, CaseIterable, Sendable {
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
}

/// A condition or operand of a filter.
@usableFromInline
package struct JSONPathFilterRecord: PlanRecord {
    @usableFromInline package static var section: SectionKind { .jsonPathFilters }
    @usableFromInline package var kindValue: UInt32
    package var operation: UInt32
    @usableFromInline package var first: UInt32
    @usableFromInline package var second: UInt32

    package init(_ kind: JSONPathFilterKind, operation: UInt32 = 0, first: UInt32 = 0, second: UInt32 = 0) {
        kindValue = kind.rawValue
        self.operation = operation
        self.first = first
        self.second = second
    }

    @inlinable
    package var kind: JSONPathFilterKind { JSONPathFilterKind(rawValue: kindValue) ?? .null }

    @inlinable
    package var text: StringReference { StringReference(offset: first, length: second) }

    @inlinable
    package var range: RecordRange { RecordRange(start: first, count: second) }
}

/// A member of a list: a name's string, a position, a child, or an argument.
@usableFromInline
package struct JSONPathAuxiliaryRecord: PlanRecord {
    @usableFromInline package static var section: SectionKind { .jsonPathAuxiliary }
    /// In `second` of an argument: `first` is a path; else it is a filter record of kind `json`.
    @inlinable package static var pathArgument: UInt32 { 1 }
    @inlinable package static var literalArgument: UInt32 { 2 }

    @usableFromInline package var first: UInt32
    @usableFromInline package var second: UInt32

    package init(_ first: UInt32, _ second: UInt32 = 0) {
        self.first = first
        self.second = second
    }

    @inlinable
    package var text: StringReference { StringReference(offset: first, length: second) }
}

/// The path sections of a plan, looked up once.
package struct JSONPathTables: Sendable {
    package let image: PlanImage
    package let paths: RecordView<JSONPathRecord>
    package let steps: RecordView<JSONPathStepRecord>
    package let filters: RecordView<JSONPathFilterRecord>
    package let auxiliary: RecordView<JSONPathAuxiliaryRecord>

    package init(_ image: PlanImage) {
        self.image = image
        paths = image.view(JSONPathRecord.self)
        steps = image.view(JSONPathStepRecord.self)
        filters = image.view(JSONPathFilterRecord.self)
        auxiliary = image.view(JSONPathAuxiliaryRecord.self)
    }
}

extension PlanRecordSizes {
    static func jsonPathSize(_ kind: SectionKind) -> Int? {
        switch kind {
        case .jsonPaths: size(JSONPathRecord.self)
        case .jsonPathSteps: size(JSONPathStepRecord.self)
        case .jsonPathFilters: size(JSONPathFilterRecord.self)
        case .jsonPathAuxiliary: size(JSONPathAuxiliaryRecord.self)
        default: nil
        }
    }
}
