// Functions at the end of a path. Their arguments are paths, evaluated on the whole document, or JSON literals.

import GateBytes
import GateJSON
import GatePlan

/// A running aggregate.
private struct PathAggregate {
    var count = 0
    var sum = 0.0
    var squares = 0.0
    var least = Double.greatestFiniteMagnitude
    /// Jayway starts at Java's `Double.MIN_VALUE`, the smallest positive number: negative maxima are lost.
    var greatest = Double.leastNonzeroMagnitude

    mutating func add(_ value: Double) {
        count += 1
        sum += value
        squares += value * value
        if value < least { least = value }
        if greatest < value { greatest = value }
    }

    func result(_ function: JSONPathFunctionKind) -> Double {
        let total = Double(count)
        switch function {
        case .min: return least
        case .max: return greatest
        case .avg: return sum / total
        case .stddev: return (squares / total - sum * sum / total / total).squareRoot()
        default: return sum
        }
    }
}

extension PathMachine where Model: ~Copyable {
    /// The value of a function on `value`.
    mutating func function(
        _ record: JSONPathStepRecord, _ value: Model.Handle, _ context: Context, _ model: inout Model
    ) throws(PathStop) -> Model.Handle {
        guard let function = JSONPathFunctionKind(rawValue: record.operation) else { throw .failed }
        let stack = found.count
        defer { pop(to: stack) }
        switch function {
        case .min, .max, .avg, .stddev, .sum:
            return try aggregate(function, record, value, context, &model)
        case .length: return try length(record, value, context, &model)
        case .keys: return model.kind(value) == .object ? model.makeNames(of: value) : model.makeNull()
        case .concat: return try concat(record, value, context, &model)
        case .append: return try append(record, value, context, &model)
        }
    }

    private mutating func aggregate(
        _ function: JSONPathFunctionKind, _ record: JSONPathStepRecord, _ value: Model.Handle,
        _ context: Context, _ model: inout Model
    ) throws(PathStop) -> Model.Handle {
        var total = PathAggregate()
        addNumbers(of: value, to: &total, model)
        for index in record.range.indices {
            let argument = context.tables.paths.auxiliary[index]
            if argument.second == JSONPathAuxiliaryRecord.literalArgument {
                addNumbers(ofLiteral: argument.first, to: &total, context)
                continue
            }
            let stack = found.count
            switch try run(
                context.tables.paths.paths[argument.first], from: context.root, isRequired: false, context, &model)
            {
            case .value(let value):
                if model.kind(value) == .number {
                    total.add(model.double(value))
                } else {
                    addNumbers(of: value, to: &total, model)
                }
            case .list:
                for entry in stack..<found.count where model.kind(found[entry]) == .number {
                    total.add(model.double(found[entry]))
                }
                pop(to: stack)
            case .missing, .failed: break
            }
        }
        // Jayway refuses to aggregate nothing.
        if total.count == 0 { throw .failed }
        return model.make(total.result(function))
    }

    private mutating func addNumbers(of array: Model.Handle, to total: inout PathAggregate, _ model: borrowing Model) {
        if model.kind(array) != .array { return }
        var place = model.walk(array)
        while let element = model.next(&place) {
            if model.kind(element) == .number { total.add(model.double(element)) }
        }
    }

    private mutating func addNumbers(ofLiteral index: UInt32, to total: inout PathAggregate, _ context: Context) {
        guard let root = literal(context.tables.paths.filters[index], context) else { return }
        if root.kind == .number { total.add(JSONNumber.double(root.text)) }
        var walk = root.elements
        while let element = walk.next() {
            if element.kind == .number { total.add(JSONNumber.double(element.text)) }
        }
    }

    private mutating func length(
        _ record: JSONPathStepRecord, _ value: Model.Handle, _ context: Context, _ model: inout Model
    ) throws(PathStop) -> Model.Handle {
        if let index = record.range.indices.first {
            let argument = context.tables.paths.auxiliary[index]
            if argument.second != JSONPathAuxiliaryRecord.pathArgument { throw .failed }
            let path = context.tables.paths.paths[argument.first]
            let stack = found.count
            var count = 0
            switch try run(path, from: value, isRequired: false, context, &model) {
            case .value(let inner):
                if path.flags & JSONPathRecord.function != 0 {
                    return model.kind(inner) == .array ? model.make(model.count(inner)) : model.makeNull()
                }
                count = model.count(inner)
            case .list: for entry in stack..<found.count { count += model.count(found[entry]) }
            case .missing, .failed: break
            }
            return model.make(count)
        }
        let kind = model.kind(value)
        return kind == .array || kind == .object ? model.make(model.count(value)) : model.makeNull()
    }

    private mutating func concat(
        _ record: JSONPathStepRecord, _ value: Model.Handle, _ context: Context, _ model: inout Model
    ) throws(PathStop) -> Model.Handle {
        joined.removeAll()
        if model.kind(value) == .array {
            var place = model.walk(value)
            while let element = model.next(&place) {
                if model.kind(element) == .string { joined.append(model.text(element, scratch: &left)) }
            }
        }
        for index in record.range.indices {
            let argument = context.tables.paths.auxiliary[index]
            if argument.second == JSONPathAuxiliaryRecord.literalArgument {
                appendText(ofLiteral: argument.first, context)
                continue
            }
            let stack = found.count
            switch try run(
                context.tables.paths.paths[argument.first], from: context.root, isRequired: false, context, &model)
            {
            case .value(let value):
                if model.kind(value) != .array {
                    appendText(value, model)
                } else {
                    var place = model.walk(value)
                    while let element = model.next(&place) { appendText(element, model) }
                }
            case .list:
                for entry in stack..<found.count { appendText(found[entry], model) }
                pop(to: stack)
            case .missing, .failed: break
            }
        }
        return model.make(string: joined.view)
    }

    /// The text of a scalar; null and collections add nothing.
    private mutating func appendText(_ value: Model.Handle, _ model: borrowing Model) {
        switch model.kind(value) {
        case .string, .number: joined.append(model.text(value, scratch: &left))
        case .true: joined.append("true")
        case .false: joined.append("false")
        default: break
        }
    }

    private mutating func appendText(ofLiteral index: UInt32, _ context: Context) {
        guard let root = literal(context.tables.paths.filters[index], context) else { return }
        switch root.kind {
        case .string: root.decode(into: &joined)
        case .number: JSONNumber.appendJava(root.text, isInteger: root.isInteger, to: &joined)
        default: break
        }
    }

    private mutating func append(
        _ record: JSONPathStepRecord, _ value: Model.Handle, _ context: Context, _ model: inout Model
    ) throws(PathStop) -> Model.Handle {
        if model.kind(value) != .array || record.range.count == 0 { return value }
        // Arguments first: evaluating one may make values of its own.
        var values: [Model.Handle?] = []
        for index in record.range.indices {
            let argument = context.tables.paths.auxiliary[index]
            if argument.second == JSONPathAuxiliaryRecord.literalArgument {
                values.append(nil)
                continue
            }
            let path = context.tables.paths.paths[argument.first]
            guard case .value(let value) = try run(path, from: context.root, isRequired: false, context, &model) else {
                throw .failed
            }
            values.append(value)
        }
        model.beginList(from: value)
        for (position, index) in record.range.indices.enumerated() {
            if let value = values[position] {
                model.add(value)
            } else if let root = literal(
                context.tables.paths.filters[context.tables.paths.auxiliary[index].first], context)
            {
                model.add(literal: root)
            }
        }
        return model.end()
    }
}
