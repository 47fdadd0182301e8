// Expressions to registers, conditions to jumps.

import GatePlan
import GateTemplate

extension TemplateLowering {
    /// Emits code that leaves the value of an expression in a register.
    mutating func lower(
        _ expression: TemplateExpression, into register: UInt32
    ) throws(TemplateProblem) {
        switch expression {
        case .boolean(let value): unit.emit(.constant, register, sharing.constant(boolean: value))
        case .integer(let text): unit.emit(.constant, register, sharing.constant(integer: text))
        case .float(let text): unit.emit(.constant, register, sharing.constant(float: text))
        case .string(let bytes): unit.emit(.constant, register, sharing.constant(string: bytes))
        case .interpolated(let nodes): try text(nodes, into: register)
        case .reference(let reference):
            try value(of: reference, into: register)
            if profile == .aws, !reference.isBare { unit.emit(.emptyIfNull, register) }
        case .list(let elements):
            let base = try registers(elements)
            unit.emit(.list, register, base, UInt32(elements.count))
            unit.release(to: base)
        case .map(let members):
            let base = try registers(members.flatMap { [$0.0, $0.1] })
            unit.emit(.map, register, base, UInt32(members.count))
            unit.release(to: base)
        case .range(let first, let last):
            let base = try registers([first, last])
            unit.emit(.range, register, base, base + 1)
            unit.release(to: base)
        case .not, .binary(.or, _, _), .binary(.and, _, _): try boolean(expression, into: register)
        case .binary(let sign, let left, let right): try binary(sign, left, right, into: register)
        }
    }

    /// Values in registers side by side; release them from the first on.
    mutating func registers(_ values: [TemplateExpression]) throws(TemplateProblem) -> UInt32 {
        let base = unit.take()
        var registers = [base]
        for _ in values.dropFirst() { registers.append(unit.take()) }
        for (value, register) in zip(values, registers) { try lower(value, into: register) }
        return base
    }

    /// A string with references in it: rendered behind the output, then taken off.
    private mutating func text(_ nodes: [TemplateNode], into register: UInt32) throws(TemplateProblem) {
        let mark = unit.take()
        unit.emit(.begin, mark)
        unit.scopes.append(.text)
        try lower(nodes)
        unit.scopes.removeLast()
        unit.emit(.end, register, mark)
        unit.release(to: mark)
    }

    private mutating func binary(
        _ sign: TemplateOperator, _ left: TemplateExpression, _ right: TemplateExpression, into register: UInt32
    ) throws(TemplateProblem) {
        if let folded = fold(sign, left, right) { return try lower(folded, into: register) }
        let base = try registers([left, right])
        if sign == .add, profile == .velocity, isReference(left) || isReference(right) {
            for operand in [left, right] {
                let literal = unit.take()
                unit.emit(.constant, literal, sharing.constant(string: self.literal(operand)))
            }
            unit.emit(.addLiterals, register, base, 4)
        } else {
            unit.emit(TemplateLowering.opcode(sign), register, base, base + 1)
        }
        unit.release(to: base)
    }

    private func isReference(_ expression: TemplateExpression) -> Bool {
        if case .reference = expression { return true }
        return false
    }

    private func literal(_ expression: TemplateExpression) -> [UInt8] {
        if case .reference(let reference) = expression { return reference.literal }
        return []
    }

    private static func opcode(_ sign: TemplateOperator) -> Opcode {
        switch sign {
        case .or, .and: .truth
        case .equal: .equal
        case .notEqual: .notEqual
        case .less: .less
        case .lessOrEqual: .lessOrEqual
        case .greater: .greater
        case .greaterOrEqual: .greaterOrEqual
        case .add: .add
        case .subtract: .subtract
        case .multiply: .multiply
        case .divide: .divide
        case .modulo: .modulo
        }
    }

    // MARK: Conditions

    /// The truth of an expression that is a literal: as a condition, only `true` is.
    func literalTruth(_ expression: TemplateExpression) -> Bool? {
        switch expression {
        case .boolean(let value): return value
        case .integer, .float, .string, .interpolated, .list, .map, .range: return false
        case .reference: return nil
        case .not(let inner): return literalTruth(inner).map { !$0 }
        case .binary(.and, let left, let right):
            guard let first = literalTruth(left) else { return nil }
            return first ? literalTruth(right) : false
        case .binary(.or, let left, let right):
            guard let first = literalTruth(left) else { return nil }
            return first ? true : literalTruth(right)
        case .binary(let sign, _, _):
            switch sign {
            case .add, .subtract, .multiply, .divide, .modulo: return false
            default: return nil
            }
        }
    }

    /// Emits code that goes on behind it if the condition holds; the result are the jumps taken if not.
    mutating func jump(unless condition: TemplateExpression) throws(TemplateProblem) -> [Int] {
        if let known = literalTruth(condition) { return known ? [] : [unit.emit(.jump)] }
        switch condition {
        case .not(let inner): return try jump(if: inner)
        case .binary(.and, let left, let right):
            let first = try jump(unless: left)
            return try first + jump(unless: right)
        case .binary(.or, let left, let right):
            let taken = try jump(if: left)
            let rest = try jump(unless: right)
            for place in taken { unit.patch(place) }
            return rest
        default:
            let register = unit.take()
            try lower(condition, into: register)
            unit.release(to: register)
            return [unit.emit(.jumpIfFalse, register)]
        }
    }

    private mutating func jump(if condition: TemplateExpression) throws(TemplateProblem) -> [Int] {
        if let known = literalTruth(condition) { return known ? [unit.emit(.jump)] : [] }
        switch condition {
        case .not(let inner): return try jump(unless: inner)
        case .binary(.or, let left, let right):
            let first = try jump(if: left)
            return try first + jump(if: right)
        case .binary(.and, let left, let right):
            let failed = try jump(unless: left)
            let rest = try jump(if: right)
            for place in failed { unit.patch(place) }
            return rest
        default:
            let register = unit.take()
            try lower(condition, into: register)
            unit.release(to: register)
            return [unit.emit(.jumpIfTrue, register)]
        }
    }

    /// `!`, `&&` and `||` as values are Booleans.
    private mutating func boolean(
        _ expression: TemplateExpression, into register: UInt32
    ) throws(TemplateProblem) {
        let failed = try jump(unless: expression)
        unit.emit(.constant, register, sharing.constant(boolean: true))
        let end = unit.emit(.jump)
        for place in failed { unit.patch(place) }
        unit.emit(.constant, register, sharing.constant(boolean: false))
        unit.patch(end)
    }

    // MARK: Constants

    /// The result of an operator on two constants, where it is plain.
    private func fold(
        _ sign: TemplateOperator, _ left: TemplateExpression, _ right: TemplateExpression
    ) -> TemplateExpression? {
        switch (sign, constant(left), constant(right)) {
        case (.add, .string(let one)?, .string(let other)?): return .string(one + other)
        case (.add, .integer(let one)?, .string(let other)?):
            guard let value = Int32(one) else { return nil }
            return .string(Array("\(value)".utf8) + other)
        case (.add, .string(let one)?, .integer(let other)?):
            guard let value = Int32(other) else { return nil }
            return .string(one + Array("\(value)".utf8))
        case (_, .integer(let one)?, .integer(let other)?):
            guard let a = Int32(one), let b = Int32(other) else { return nil }
            switch sign {
            case .add: return .integer("\(Int64(a) + Int64(b))")
            case .subtract: return .integer("\(Int64(a) - Int64(b))")
            case .multiply: return .integer("\(Int64(a) * Int64(b))")
            case .divide: return b == 0 ? nil : .integer("\(Int64(a) / Int64(b))")
            case .modulo: return b == 0 ? nil : .integer("\(Int64(a) % Int64(b))")
            default: return nil
            }
        default: return nil
        }
    }

    private func constant(_ expression: TemplateExpression) -> TemplateExpression? {
        switch expression {
        case .string, .integer: return expression
        case .binary(let sign, let left, let right): return fold(sign, left, right)
        default: return nil
        }
    }
}
