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
    ) -> TemplateValue {
        guard left.isNumber, right.isNumber else { return .null }
        if left.isWhole, right.isWhole {
            if let result = TemplateHeap.whole(sign, left.number, right.number) {
                let isLong = left.tag == .long || right.tag == .long
                return isLong ? TemplateValue(long: result) : TemplateValue(result)
            }
            if sign == .divide || sign == .modulo, right.number == 0 { return .null }
            return big(sign, left, right)
        }
        let isFloating = left.tag == .double || left.tag == .decimal || right.tag == .double || right.tag == .decimal
        return isFloating ? floating(sign, double(left), double(right)) : big(sign, left, right)
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

    private func big(_ sign: TemplateArithmetic, _ left: TemplateValue, _ right: TemplateValue) -> TemplateValue {
        let one = BigNumber(bigText(left))
        let other = BigNumber(bigText(right))
        let result: BigNumber
        switch sign {
        case .add: result = one + other
        case .subtract: result = one + other.negated
        case .multiply: result = one * other
        case .divide, .modulo:
            guard let (quotient, rest) = one.divided(by: other) else { return .null }
            result = sign == .divide ? quotient : rest
        }
        let text = result.text
        return text.withByteView { TemplateValue(.big, arena.copy($0)) }
    }

    private func bigText(_ value: TemplateValue) -> [UInt8] {
        value.isWhole ? Array("\(value.number)".utf8) : Array(value.view)
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
        if left.isWhole, right.isWhole || right.isNumber { return calculate(.add, left, right) }
        if left.tag == .string || right.tag == .string {
            if left.isNull || right.isNull { return .null }
            if left.tag == .string, right.tag == .string { return join(left.view, right.view) }
            let spare = arena.open()
            defer { arena.close() }
            try append(left, to: &spare.pointee)
            try append(right, to: &spare.pointee)
            return string(copying: spare.pointee.view)
        }
        return calculate(.add, left, right)
    }
}

/// A whole number of any size: sign and base-10⁹ digits, lowest first. Rare, so simple.
struct BigNumber {
    private static let base: UInt64 = 1_000_000_000
    private var digits: [UInt64]
    private var isNegative: Bool

    private init(_ digits: [UInt64], isNegative: Bool) {
        var digits = digits
        while let last = digits.last, last == 0 { digits.removeLast() }
        self.digits = digits
        self.isNegative = isNegative && !digits.isEmpty
    }

    /// The number of decimal text.
    init(_ text: [UInt8]) {
        let isNegative = text.first == UInt8(ascii: "-")
        let plain = isNegative ? Array(text.dropFirst()) : text
        var digits: [UInt64] = []
        var end = plain.count
        while end > 0 {
            let start = max(0, end - 9)
            digits.append(plain[start..<end].reduce(0) { $0 * 10 + UInt64($1 &- 0x30) })
            end = start
        }
        self.init(digits, isNegative: isNegative)
    }

    var negated: BigNumber { BigNumber(digits, isNegative: !isNegative) }

    var text: [UInt8] {
        guard let first = digits.last else { return [0x30] }
        var text = Array((isNegative ? "-" : "").utf8) + Array("\(first)".utf8)
        for digit in digits.dropLast().reversed() {
            let part = Array("\(digit)".utf8)
            text += [UInt8](repeating: 0x30, count: 9 - part.count) + part
        }
        return text
    }

    private static func compare(_ left: [UInt64], _ right: [UInt64]) -> Int {
        if left.count != right.count { return left.count < right.count ? -1 : 1 }
        for index in left.indices.reversed() where left[index] != right[index] {
            return left[index] < right[index] ? -1 : 1
        }
        return 0
    }

    private static func subtract(_ left: [UInt64], _ right: [UInt64]) -> [UInt64] {
        var result = left
        var borrow: UInt64 = 0
        for index in result.indices {
            let taken = (index < right.count ? right[index] : 0) + borrow
            borrow = result[index] < taken ? 1 : 0
            result[index] = result[index] + borrow * base - taken
        }
        return result
    }

    static func + (left: BigNumber, right: BigNumber) -> BigNumber {
        if left.isNegative != right.isNegative {
            if compare(left.digits, right.digits) >= 0 {
                return BigNumber(subtract(left.digits, right.digits), isNegative: left.isNegative)
            }
            return BigNumber(subtract(right.digits, left.digits), isNegative: right.isNegative)
        }
        var result: [UInt64] = []
        var carry: UInt64 = 0
        for index in 0..<max(left.digits.count, right.digits.count) {
            let one = index < left.digits.count ? left.digits[index] : 0
            let other = index < right.digits.count ? right.digits[index] : 0
            let sum = one + other + carry
            result.append(sum % base)
            carry = sum / base
        }
        if carry > 0 { result.append(carry) }
        return BigNumber(result, isNegative: left.isNegative)
    }

    static func * (left: BigNumber, right: BigNumber) -> BigNumber {
        var result = [UInt64](repeating: 0, count: left.digits.count + right.digits.count + 1)
        for (place, one) in left.digits.enumerated() {
            var carry: UInt64 = 0
            for (offset, other) in right.digits.enumerated() {
                let sum = result[place + offset] + one * other + carry
                result[place + offset] = sum % base
                carry = sum / base
            }
            result[place + right.digits.count] += carry
        }
        return BigNumber(result, isNegative: left.isNegative != right.isNegative)
    }

    /// Quotient and rest, truncated towards zero; nil for division by zero.
    func divided(by other: BigNumber) -> (BigNumber, BigNumber)? {
        if other.digits.isEmpty { return nil }
        var quotient = [UInt64](repeating: 0, count: digits.count)
        var rest = BigNumber([], isNegative: false)
        let divisor = BigNumber(other.digits, isNegative: false)
        for index in digits.indices.reversed() {
            rest = BigNumber([digits[index]] + rest.digits, isNegative: false)
            var low: UInt64 = 0
            var high = BigNumber.base
            while high - low > 1 {
                let middle = (low + high) / 2
                let product = divisor * BigNumber([middle], isNegative: false)
                if BigNumber.compare(product.digits, rest.digits) <= 0 { low = middle } else { high = middle }
            }
            quotient[index] = low
            rest = rest + (divisor * BigNumber([low], isNegative: false)).negated
        }
        return (
            BigNumber(quotient, isNegative: isNegative != other.isNegative),
            BigNumber(rest.digits, isNegative: isNegative)
        )
    }
}
