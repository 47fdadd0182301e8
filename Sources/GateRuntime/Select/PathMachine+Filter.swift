// Conditions of filters. Comparisons follow Jayway's value nodes: a number equals a string that reads as that
// number, a string equals a number that prints as that string, missing values equal nothing.

import GateBytes
import GateJSON
import GatePlan

/// A side of a comparison.
enum PathOperand<Handle: BitwiseCopyable> {
    case undefined
    /// A scalar or collection of the document.
    case value(Handle)
    /// A list that an indefinite path found: a range of the stack.
    case found(Int, Int)
    case literal(JSONPathFilterRecord)
}

/// The type of an operand, as Jayway's node classes.
enum PathOperandKind {
    case undefined, null, boolean, number, string, collection, pattern
}

extension PathMachine where Model: ~Copyable {
    /// Whether a filter takes `value`; a meaningless comparison is false.
    mutating func accepts(
        _ condition: UInt32, _ value: Model.Handle, _ context: Context, _ model: inout Model
    ) throws(PathStop) -> Bool {
        let stack = found.count
        do throws(PathStop) {
            let result = try holds(condition, value, context, &model)
            pop(to: stack)
            return result
        } catch {
            pop(to: stack)
            if error == .rejected { return false }
            throw error
        }
    }

    private mutating func holds(
        _ index: UInt32, _ value: Model.Handle, _ context: Context, _ model: inout Model
    ) throws(PathStop) -> Bool {
        visits += 1
        if visits > Self.visitsMax { throw .failed }
        let tables = context.tables.paths
        let record = tables.filters[index]
        switch record.kind {
        case .or:
            for child in record.range.indices {
                if try holds(tables.auxiliary[child].first, value, context, &model) { return true }
            }
            return false
        case .and:
            for child in record.range.indices {
                if try !holds(tables.auxiliary[child].first, value, context, &model) { return false }
            }
            return true
        case .not: return try !holds(record.first, value, context, &model)
        case .compare: return try compare(record, value, context, &model)
        case .exists: return try exists(record.first, value, context, &model) == (record.operation == 0)
        default: throw .failed
        }
    }

    private mutating func exists(
        _ path: UInt32, _ value: Model.Handle, _ context: Context, _ model: inout Model
    ) throws(PathStop) -> Bool {
        let record = context.tables.paths.paths[path]
        let start = record.flags & JSONPathRecord.document != 0 ? context.root : value
        let stack = found.count
        do throws(PathStop) {
            _ = try run(record, from: start, isRequired: true, context, &model)
            pop(to: stack)
            return true
        } catch {
            pop(to: stack)
            if error == .missing { return false }
            throw error
        }
    }

    private mutating func operand(
        _ index: UInt32, _ value: Model.Handle, _ context: Context, _ model: inout Model
    ) throws(PathStop) -> PathOperand<Model.Handle> {
        let record = context.tables.paths.filters[index]
        if record.kind != .path { return .literal(record) }
        let path = context.tables.paths.paths[record.first]
        let start = path.flags & JSONPathRecord.document != 0 ? context.root : value
        let stack = found.count
        do throws(PathStop) {
            switch try run(path, from: start, isRequired: false, context, &model) {
            case .value(let value): return .value(value)
            case .list: return .found(stack, found.count)
            case .missing, .failed: return .undefined
            }
        } catch {
            pop(to: stack)
            if error == .missing { return .undefined }
            throw error
        }
    }

    private func kind(_ operand: PathOperand<Model.Handle>, _ model: borrowing Model) -> PathOperandKind {
        switch operand {
        case .undefined: return .undefined
        case .found: return .collection
        case .value(let value):
            switch model.kind(value) {
            case .null: return .null
            case .true, .false: return .boolean
            case .number: return .number
            case .string: return .string
            case .array, .object: return .collection
            }
        case .literal(let record):
            switch record.kind {
            case .string: return .string
            case .number: return .number
            case .true, .false: return .boolean
            case .json: return .collection
            case .pattern: return .pattern
            default: return .null
            }
        }
    }

    private func boolean(_ operand: PathOperand<Model.Handle>, _ model: borrowing Model) -> Bool {
        switch operand {
        case .value(let value): return model.kind(value) == .true
        case .literal(let record): return record.kind == .true
        default: return false
        }
    }

    // MARK: Operators

    private mutating func compare(
        _ record: JSONPathFilterRecord, _ value: Model.Handle, _ context: Context, _ model: inout Model
    ) throws(PathStop) -> Bool {
        let one = try operand(record.first, value, context, &model)
        let other = try operand(record.second, value, context, &model)
        guard let sign = JSONPathOperatorKind(rawValue: record.operation) else { throw .failed }
        switch sign {
        case .equal: return try equal(one, other, context, &model)
        case .notEqual: return try !equal(one, other, context, &model)
        case .sameTypeAndEqual: return try identical(one, other, context, &model)
        case .notSameTypeAndEqual: return try !identical(one, other, context, &model)
        case .less: return order(one, other, context, &model).map { $0 < 0 } ?? false
        case .lessOrEqual: return order(one, other, context, &model).map { $0 <= 0 } ?? false
        case .greater: return order(one, other, context, &model).map { $0 > 0 } ?? false
        case .greaterOrEqual: return order(one, other, context, &model).map { $0 >= 0 } ?? false
        case .matches: return matches(one, other, context, &model)
        case .in: return try contains(other, one, context, &model)
        case .notIn: return try !contains(other, one, context, &model)
        case .contains: return try holdsText(one, other, context, &model)
        case .size: return size(one, other, context, &model)
        case .empty: return try empty(one, other, context, &model)
        case .subsetOf: return try sets(one, other, context, &model) == .subset
        case .anyOf: return try overlap(one, other, context, &model) ?? false
        case .noneOf: return try overlap(one, other, context, &model).map { !$0 } ?? false
        // Jayway can never evaluate these from text: a list literal is no value list, a word no class.
        case .all, .type, .matchesPredicate: throw .rejected
        }
    }

    private mutating func identical(
        _ one: PathOperand<Model.Handle>, _ other: PathOperand<Model.Handle>, _ context: Context,
        _ model: inout Model
    ) throws(PathStop) -> Bool {
        if kind(one, model) != kind(other, model) { return false }
        return try equal(one, other, context, &model)
    }

    private mutating func equal(
        _ one: PathOperand<Model.Handle>, _ other: PathOperand<Model.Handle>, _ context: Context,
        _ model: inout Model
    ) throws(PathStop) -> Bool {
        switch (kind(one, model), kind(other, model)) {
        case (.null, .null): return true
        case (.boolean, .boolean): return boolean(one, model) == boolean(other, model)
        case (.string, .string), (.string, .number):
            return text(one, context, &model, isLeft: true) == text(other, context, &model, isLeft: false)
        case (.number, .number), (.number, .string):
            let left = text(one, context, &model, isLeft: true)
            let right = text(other, context, &model, isLeft: false)
            return PathNumber.isNumber(right) && JSONDecimal.compare(JSONDecimal(left), JSONDecimal(right)) == 0
        case (.collection, .collection): return collections(one, other, context, &model)
        default: return false
        }
    }

    private mutating func collections(
        _ one: PathOperand<Model.Handle>, _ other: PathOperand<Model.Handle>, _ context: Context,
        _ model: inout Model
    ) -> Bool {
        switch (one, other) {
        case (.value(let left), .value(let right)): return model.equals(left, right, scratch: &self.left)
        case (.value(let left), .literal(let record)):
            guard let root = literal(record, context) else { return false }
            return model.equals(left, literal: root, scratch: &self.left)
        case (.found(let start, let end), .literal(let record)):
            guard let root = literal(record, context), root.count == end - start else { return false }
            for index in start..<end {
                guard let element = root.element(index - start) else { return false }
                if !model.equals(found[index], literal: element, scratch: &self.left) { return false }
            }
            return root.kind == .array
        // A literal on the left is unread text to Jayway and equals nothing.
        default: return false
        }
    }

    private mutating func order(
        _ one: PathOperand<Model.Handle>, _ other: PathOperand<Model.Handle>, _ context: Context,
        _ model: inout Model
    ) -> Int? {
        switch (kind(one, model), kind(other, model)) {
        case (.number, .number):
            let left = text(one, context, &model, isLeft: true)
            return JSONDecimal.compare(JSONDecimal(left), JSONDecimal(text(other, context, &model, isLeft: false)))
        case (.string, .string):
            let left = text(one, context, &model, isLeft: true)
            return PathNumber.order(left, text(other, context, &model, isLeft: false))
        default: return nil
        }
    }

    private mutating func matches(
        _ one: PathOperand<Model.Handle>, _ other: PathOperand<Model.Handle>, _ context: Context,
        _ model: inout Model
    ) -> Bool {
        let isLeft = kind(one, model) == .pattern
        if isLeft == (kind(other, model) == .pattern) { return false }
        guard case .literal(let record) = isLeft ? one : other else { return false }
        let subject = isLeft ? other : one
        var text = ByteView.empty
        switch kind(subject, model) {
        case .string, .number: text = self.text(subject, context, &model, isLeft: true)
        case .boolean: text = boolean(subject, model) ? ByteView("true") : ByteView("false")
        default: break
        }
        return context.tables.matches(Int(record.first), text)
    }

    private mutating func size(
        _ one: PathOperand<Model.Handle>, _ other: PathOperand<Model.Handle>, _ context: Context,
        _ model: inout Model
    ) -> Bool {
        if kind(other, model) != .number { return false }
        let wanted = JSONNumber.double(text(other, context, &model, isLeft: false)).rounded(.towardZero)
        switch kind(one, model) {
        case .string: return Double(PathNumber.javaLength(text(one, context, &model, isLeft: true))) == wanted
        case .collection: return Double(listCount(one, context, model) ?? -1) == wanted
        default: return false
        }
    }

    private mutating func empty(
        _ one: PathOperand<Model.Handle>, _ other: PathOperand<Model.Handle>, _ context: Context,
        _ model: inout Model
    ) throws(PathStop) -> Bool {
        switch kind(one, model) {
        case .string:
            if kind(other, model) != .boolean { throw .rejected }
            return text(one, context, &model, isLeft: true).isEmpty == boolean(other, model)
        case .collection:
            if kind(other, model) != .boolean { throw .rejected }
            // Jayway casts a map to a collection, which fails.
            guard let count = listCount(one, context, model) else { throw .failed }
            return (count == 0) == boolean(other, model)
        default: return false
        }
    }

    /// The text of a string or number.
    mutating func text(
        _ operand: PathOperand<Model.Handle>, _ context: Context, _ model: inout Model, isLeft: Bool
    ) -> ByteView {
        switch operand {
        case .value(let value):
            return isLeft ? model.text(value, scratch: &left) : model.text(value, scratch: &right)
        case .literal(let record): return context.tables.plan.string(record.text)
        default: return .empty
        }
    }
}

/// Small conversions of Jayway's value nodes.
enum PathNumber {
    /// Whether Java's `BigDecimal` reads the text.
    static func isNumber(_ text: ByteView) -> Bool {
        var index = 0
        if index < text.count, text[index] == 0x2d || text[index] == 0x2b { index += 1 }
        var digits = 0
        var points = 0
        while index < text.count, ASCII.isDigit(text[index]) || text[index] == 0x2e {
            if text[index] == 0x2e { points += 1 } else { digits += 1 }
            index += 1
        }
        if digits == 0 || points > 1 { return false }
        if index == text.count { return true }
        if text[index] | 0x20 != 0x65 { return false }
        index += 1
        if index < text.count, text[index] == 0x2d || text[index] == 0x2b { index += 1 }
        if index == text.count { return false }
        while index < text.count, ASCII.isDigit(text[index]) { index += 1 }
        return index == text.count
    }

    /// Negative, zero or positive; UTF-8 order, which is Java's up to U+FFFF.
    static func order(_ left: ByteView, _ right: ByteView) -> Int {
        let shared = min(left.count, right.count)
        for index in 0..<shared where left[index] != right[index] { return left[index] < right[index] ? -1 : 1 }
        return left.count - right.count
    }

    /// How many UTF-16 units the text has.
    static func javaLength(_ text: ByteView) -> Int {
        var units = 0
        for index in 0..<text.count {
            if text[index] & 0xc0 != 0x80 { units += 1 }
            if text[index] >= 0xf0 { units += 1 }
        }
        return units
    }
}
