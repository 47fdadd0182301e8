// Arithmetic as Velocity 1.7's MathUtils does it: whole numbers widen from Integer over Long to BigInteger, any
// Double makes a Double, nothing else has a result.

import GateBytes
import GateJSON

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// An arithmetic operator.
enum TemplateArithmetic {
    case add, subtract, multiply, divide, modulo
}

extension TemplateHeap {
    /// The result of an operator on two numbers; null for anything else and for division by zero.
    func calculate(
        _ sign: TemplateArithmetic, _ left: TemplateValue, _ right: TemplateValue
    ) throws(TemplateFailure) -> TemplateValue {
        guard left.isNumber, right.isNumber else { return .null }
        if left.isWhole, right.isWhole {
            if let result = TemplateHeap.whole(sign, left.number, right.number) {
                let isLong = left.tag == .long || right.tag == .long
                return isLong ? TemplateValue(long: result) : TemplateValue(result)
            }
            if sign == .divide || sign == .modulo, right.number == 0 { return .null }
            return try big(sign, left, right)
        }
        // A fraction beside a number too long for its type is calculated digit by digit.
        if left.tag == .decimal || right.tag == .decimal { return try decimal(sign, left, right) }
        if left.tag != .double, right.tag != .double { return try big(sign, left, right) }
        if left.tag == .big || right.tag == .big { return try decimal(sign, left, right) }
        return floating(sign, double(left), double(right))
    }

    /// The result where it fits 64 bits and exists.
    private static func whole(_ sign: TemplateArithmetic, _ left: Int, _ right: Int) -> Int? {
        let (value, overflow) =
            switch sign {
            case .add: left.addingReportingOverflow(right)
            case .subtract: left.subtractingReportingOverflow(right)
            case .multiply: left.multipliedReportingOverflow(by: right)
            case .divide: left.dividedReportingOverflow(by: right)
            case .modulo: left.remainderReportingOverflow(dividingBy: right)
            }
        return overflow ? nil : value
    }

    private func floating(_ sign: TemplateArithmetic, _ left: Double, _ right: Double) -> TemplateValue {
        switch sign {
        case .add: return TemplateValue(left + right)
        case .subtract: return TemplateValue(left - right)
        case .multiply: return TemplateValue(left * right)
        case .divide: return right == 0 ? .null : TemplateValue(left / right)
        case .modulo: return right == 0 ? .null : TemplateValue(fmod(left, right))
        }
    }

    private func big(
        _ sign: TemplateArithmetic, _ left: TemplateValue, _ right: TemplateValue
    ) throws(TemplateFailure) -> TemplateValue {
        let one = try BigNumber(value: left)
        let other = try BigNumber(value: right)
        switch sign {
        case .add: return value(one + other)
        case .subtract: return value(one + other.negated)
        case .multiply: return value(one * other)
        case .divide, .modulo:
            guard let (quotient, rest) = one.divided(by: other) else { return .null }
            return value(sign == .divide ? quotient : rest)
        }
    }

    private func decimal(
        _ sign: TemplateArithmetic, _ left: TemplateValue, _ right: TemplateValue
    ) throws(TemplateFailure) -> TemplateValue {
        // Zero is found by value: there is no quotient, and the assignment is passed over.
        if sign == .divide || sign == .modulo, double(right) == 0 { return .null }
        let one = try BigDecimal(value: left)
        let other = try BigDecimal(value: right)
        switch sign {
        case .add: return value(try one.adding(other))
        case .subtract: return value(try one.adding(other.negated))
        case .multiply: return value(try one.multiplied(by: other))
        case .divide: return value(try one.divided(by: other, scale: one.scale, .halfDown))
        case .modulo: throw .method
        }
    }

    func value(_ number: BigNumber) -> TemplateValue {
        number.text.withByteView { TemplateValue(.big, arena.copy($0)) }
    }

    func value(_ number: BigDecimal) -> TemplateValue {
        number.text.withByteView { TemplateValue(.decimal, arena.copy($0)) }
    }

    /// Two texts behind each other.
    private func join(_ left: ByteView, _ right: ByteView) -> TemplateValue {
        let count = left.count + right.count
        let place = arena.allocate(count).assumingMemoryBound(to: UInt8.self)
        place.update(from: left.base, count: left.count)
        (place + left.count).update(from: right.base, count: right.count)
        return TemplateValue(ByteView(base: place, count: count))
    }

    /// `+`: a text on either side makes a text.
    func add(_ left: TemplateValue, _ right: TemplateValue) throws(TemplateFailure) -> TemplateValue {
        if left.isWhole, right.isWhole || right.isNumber { return try calculate(.add, left, right) }
        if left.tag == .string || right.tag == .string {
            if left.isNull || right.isNull { return .null }
            if left.tag == .string, right.tag == .string { return join(left.view, right.view) }
            let spare = arena.open()
            defer { arena.close() }
            try append(left, to: &spare.pointee)
            try append(right, to: &spare.pointee)
            return string(copying: spare.pointee.view)
        }
        return try calculate(.add, left, right)
    }
}
