// Filter operators that look into lists: in, nin, contains, subsetof, anyof, noneof. Jayway turns every element
// into a scalar node first, so a list that holds an array or object fails the evaluation.

import GateBytes
import GateJSON
import GatePlan

/// How two lists relate.
enum PathListRelation {
    case subset
    case other
}

extension PathMachine where Model: ~Copyable {
    /// The literal's value, read from its text unless it was the last one read.
    mutating func literal(_ record: JSONPathFilterRecord, _ context: Context) -> JSONCursor? {
        if record.text == literalText, record.text.length > 0 { return literal.root }
        literalText = .empty
        do throws(JSONFailure) {
            try literal.read(context.tables.plan.string(record.text), mode: .permissive)
        } catch {
            return nil
        }
        literalText = record.text
        return literal.root
    }

    /// How many elements a list has; nil for an object.
    func listCount(
        _ operand: PathOperand<Model.Handle>, _ context: Context, _ model: borrowing Model
    ) -> Int? {
        switch operand {
        case .found(let start, let end): return end - start
        case .value(let value): return model.kind(value) == .array ? model.count(value) : nil
        // The literal's count is asked for only on the right of `size`, where Jayway wants a number.
        default: return nil
        }
    }

    /// An element of a list as an operand, nil past the end. Literal scalars come as one of `scalars`.
    private mutating func element(
        _ list: PathOperand<Model.Handle>, _ index: Int, _ context: Context, _ model: inout Model
    ) throws(PathStop) -> PathElement<Model.Handle>? {
        switch list {
        case .found(let start, let end): return start + index < end ? .value(found[start + index]) : nil
        case .value(let value):
            guard let element = model.element(value, index) else { return nil }
            let kind = model.kind(element)
            if kind == .array || kind == .object { throw .failed }
            return .value(element)
        case .literal(let record):
            guard let root = literal(record, context), let element = root.element(index) else { return nil }
            if element.kind == .array || element.kind == .object { throw .failed }
            return .literal(element)
        case .undefined: return nil
        }
    }

    /// Whether an operand can be looked into: nil for an object, which Jayway calls undefined.
    private mutating func isList(
        _ operand: PathOperand<Model.Handle>, _ context: Context, _ model: inout Model
    ) throws(PathStop) -> Bool {
        switch operand {
        case .found: return true
        case .value(let value):
            switch model.kind(value) {
            case .array: return true
            case .object: return false
            default: throw .rejected
            }
        case .literal(let record):
            if record.kind != .json { throw .rejected }
            guard let root = literal(record, context) else { throw .failed }
            return root.kind == .array
        case .undefined: throw .rejected
        }
    }

    /// Whether `list` holds `wanted`.
    mutating func contains(
        _ list: PathOperand<Model.Handle>, _ wanted: PathOperand<Model.Handle>, _ context: Context,
        _ model: inout Model
    ) throws(PathStop) -> Bool {
        if try !isList(list, context, &model) { return false }
        var index = 0
        var isFound = false
        while let element = try element(list, index, context, &model) {
            if !isFound, equal(wanted, element, context, &model) { isFound = true }
            index += 1
            visits += 1
            if visits > Self.visitsMax { throw .failed }
        }
        return isFound
    }

    /// `contains`: a part of a string, or an element of a list.
    mutating func holdsText(
        _ one: PathOperand<Model.Handle>, _ other: PathOperand<Model.Handle>, _ context: Context,
        _ model: inout Model
    ) throws(PathStop) -> Bool {
        if let whole = string(one, context, &model, isLeft: true) {
            guard let part = string(other, context, &model, isLeft: false) else { return false }
            return PathMachine.holds(whole, part)
        }
        switch one {
        case .found, .literal: return try contains(one, other, context, &model)
        case .value(let value):
            return model.kind(value) == .array ? try contains(one, other, context, &model) : false
        case .undefined: return false
        }
    }

    private mutating func string(
        _ operand: PathOperand<Model.Handle>, _ context: Context, _ model: inout Model, isLeft: Bool
    ) -> ByteView? {
        switch operand {
        case .value(let value): if model.kind(value) != .string { return nil }
        case .literal(let record): if record.kind != .string { return nil }
        default: return nil
        }
        return text(operand, context, &model, isLeft: isLeft)
    }

    private static func holds(_ whole: ByteView, _ part: ByteView) -> Bool {
        if part.count > whole.count { return false }
        return (0...(whole.count - part.count)).contains { whole.slice($0, $0 + part.count) == part }
    }

    /// Whether every element of the left list is in the right one.
    mutating func sets(
        _ one: PathOperand<Model.Handle>, _ other: PathOperand<Model.Handle>, _ context: Context,
        _ model: inout Model
    ) throws(PathStop) -> PathListRelation {
        if try !isList(other, context, &model) { return .other }
        if try !isList(one, context, &model) { return .other }
        var index = 0
        while let element = try element(one, index, context, &model) {
            guard let wanted = element.operand else { throw .failed }
            if try !contains(other, wanted, context, &model) { return .other }
            index += 1
        }
        return .subset
    }

    /// Whether the lists share an element; nil where one is no list.
    mutating func overlap(
        _ one: PathOperand<Model.Handle>, _ other: PathOperand<Model.Handle>, _ context: Context,
        _ model: inout Model
    ) throws(PathStop) -> Bool? {
        if try !isList(other, context, &model) { return nil }
        if try !isList(one, context, &model) { return nil }
        var index = 0
        while let element = try element(one, index, context, &model) {
            guard let wanted = element.operand else { throw .failed }
            if try contains(other, wanted, context, &model) { return true }
            index += 1
        }
        return false
    }

    /// `wanted.equals(element)` as Jayway compares nodes.
    private mutating func equal(
        _ wanted: PathOperand<Model.Handle>, _ element: PathElement<Model.Handle>, _ context: Context,
        _ model: inout Model
    ) -> Bool {
        let scalar: PathScalar
        switch element {
        case .literal(let cursor): scalar = PathScalar(cursor, scratch: &right)
        case .value(let value): scalar = PathScalar(value, &model, scratch: &right)
        }
        switch wanted {
        case .undefined, .found: return false
        case .value(let value): return PathScalar(value, &model, scratch: &left).equals(scalar)
        case .literal(let record):
            return PathScalar(record, context.tables.plan.string(record.text)).equals(scalar)
        }
    }
}

/// An element of a list: of the document or of a literal.
enum PathElement<Handle: BitwiseCopyable> {
    case value(Handle)
    case literal(JSONCursor)

    /// The element as the left side of a comparison; literals stand on the right only.
    var operand: PathOperand<Handle>? {
        if case .value(let handle) = self { return .value(handle) }
        return nil
    }
}

/// A scalar with its text, for comparisons inside of lists.
struct PathScalar {
    let kind: JSONKind
    let text: ByteView

    init(_ cursor: JSONCursor, scratch: inout ByteBuffer) {
        kind = cursor.kind
        switch cursor.kind {
        case .string: text = cursor.decoded(scratch: &scratch)
        case .number:
            scratch.removeAll()
            JSONNumber.appendJava(cursor.text, isInteger: cursor.isInteger, to: &scratch)
            text = scratch.view
        default: text = .empty
        }
    }

    init<Model: PathModel & ~Copyable>(_ value: Model.Handle, _ model: inout Model, scratch: inout ByteBuffer) {
        kind = model.kind(value)
        text = kind == .string || kind == .number ? model.text(value, scratch: &scratch) : .empty
    }

    init(_ record: JSONPathFilterRecord, _ text: ByteView) {
        switch record.kind {
        case .string: kind = .string
        case .number: kind = .number
        case .true: kind = .true
        case .false: kind = .false
        case .json: kind = .array
        default: kind = .null
        }
        self.text = kind == .string || kind == .number ? text : .empty
    }

    /// Jayway's asymmetric equality: the left side's type decides.
    func equals(_ other: PathScalar) -> Bool {
        switch (kind, other.kind) {
        case (.null, .null), (.true, .true), (.false, .false): return true
        case (.string, .string), (.string, .number): return text == other.text
        case (.number, .number), (.number, .string):
            return PathNumber.isNumber(other.text)
                && JSONDecimal.compare(JSONDecimal(text), JSONDecimal(other.text)) == 0
        default: return false
        }
    }
}
