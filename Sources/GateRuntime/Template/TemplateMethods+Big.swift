// The methods of `BigInteger` and `BigDecimal`, and those of `Character`.

import GateBytes
import GateJSON
import GatePlan

extension TemplateHeap {
    // MARK: Whole numbers

    mutating func callBig(
        _ method: TemplateMethod, _ value: TemplateValue, _ arguments: TemplateArguments
    ) throws(TemplateFailure) -> TemplateValue {
        let number = try BigNumber(value: value)
        if arguments.count == 0 { return try callBigPlain(method, value, number) }
        guard arguments.count == 1 else { return try noneOfBig(method) }
        let argument = arguments[0]
        if method == .compareTo {
            guard argument.tag == .big else { throw .method }
            return TemplateValue(BigNumber.compare(number, try BigNumber(value: argument)))
        }
        if argument.tag == .big { return try callBig(method, number, with: try BigNumber(value: argument)) }
        if argument.isNull, TemplateHeap.takesBig(method) { throw .method }
        if method == .valueOf, argument.isWhole { return self.value(try BigNumber(value: argument)) }
        guard argument.tag == .integer else { return try noneOfBig(method) }
        let count = argument.number
        switch method {
        case .pow:
            if count < 0 { throw .method }
            return self.value(try number.power(count))
        case .testBit:
            if count < 0 { throw .method }
            return TemplateValue(TemplateHeap.bit(count, of: number))
        case .shiftLeft: return self.value(try TemplateHeap.shift(number, count))
        case .shiftRight: return self.value(try TemplateHeap.shift(number, -count))
        case .toString:
            return (2...36).contains(count)
                ? TemplateHeap.text(number, radix: count).withByteView { string(copying: $0) }
                : TemplateValue(arena.copy(value.view))
        default: return try noneOfBig(method)
        }
    }

    private static func takesBig(_ method: TemplateMethod) -> Bool {
        switch method {
        case .add, .subtract, .multiply, .divide, .mod, .remainder, .gcd, .max, .min: true
        default: false
        }
    }

    private func noneOfBig(_ method: TemplateMethod) throws(TemplateFailure) -> TemplateValue {
        switch method {
        case .toString, .hashCode, .abs, .negate, .signum, .bitCount, .bitLength, .not, .getLowestSetBit,
            .intValueExact, .longValueExact, .intValue, .longValue, .doubleValue, .floatValue:
            throw .method
        default: return .null
        }
    }

    private func callBigPlain(
        _ method: TemplateMethod, _ value: TemplateValue, _ number: BigNumber
    ) throws(TemplateFailure) -> TemplateValue {
        switch method {
        case .abs: return self.value(number.magnitude)
        case .negate: return self.value(number.negated)
        case .not: return self.value(number.negated + BigNumber(-1))
        case .signum: return TemplateValue(number.sign)
        case .bitLength: return TemplateValue(TemplateHeap.bitLength(number))
        case .bitCount:
            let plain = number.isNegative ? number.magnitude + BigNumber(-1) : number
            return TemplateValue(plain.words.reduce(0) { $0 + $1.nonzeroBitCount })
        case .getLowestSetBit:
            guard let place = number.words.firstIndex(where: { $0 != 0 }) else { return TemplateValue(-1) }
            return TemplateValue(place * 32 + number.words[place].trailingZeroBitCount)
        case .intValueExact, .longValueExact: return try exact(number, method)
        default: return convert(method, value)
        }
    }

    private func exact(_ number: BigNumber, _ method: TemplateMethod) throws(TemplateFailure) -> TemplateValue {
        guard let small = number.small else { throw .method }
        if method == .longValueExact { return TemplateValue(long: small) }
        guard Int32(exactly: small) != nil else { throw .method }
        return TemplateValue(small)
    }

    private func callBig(
        _ method: TemplateMethod, _ number: BigNumber, with other: BigNumber
    ) throws(TemplateFailure) -> TemplateValue {
        switch method {
        case .add: return value(number + other)
        case .subtract: return value(number + other.negated)
        case .multiply: return value(number * other)
        case .divide, .remainder:
            guard let (quotient, rest) = number.divided(by: other) else { throw .method }
            return value(method == .divide ? quotient : rest)
        case .mod:
            guard other.sign > 0, let (_, rest) = number.divided(by: other) else { throw .method }
            return value(rest.isNegative ? rest + other : rest)
        case .gcd:
            var one = number.magnitude
            var two = other.magnitude
            while !two.isZero, let (_, rest) = one.divided(by: two) { (one, two) = (two, rest) }
            return value(one)
        case .max: return value(BigNumber.compare(number, other) < 0 ? other : number)
        case .min: return value(BigNumber.compare(number, other) > 0 ? other : number)
        default: return try noneOfBig(method)
        }
    }

    private static func bitLength(_ number: BigNumber) -> Int {
        let words = (number.isNegative ? number.magnitude + BigNumber(-1) : number).words
        guard let last = words.last else { return 0 }
        return words.count * 32 - last.leadingZeroBitCount
    }

    /// A bit of the number in two's complement.
    private static func bit(_ place: Int, of number: BigNumber) -> Bool {
        let words = (number.isNegative ? number.magnitude + BigNumber(-1) : number).words
        let isSet = place / 32 < words.count && words[place / 32] >> UInt32(place % 32) & 1 == 1
        return isSet != number.isNegative
    }

    private static func shift(_ number: BigNumber, _ count: Int) throws(TemplateFailure) -> BigNumber {
        if count >= 0 { return number * (try BigNumber(2).power(count)) }
        if -count > bitLength(number) { return BigNumber(number.isNegative ? -1 : 0) }
        let divisor = try BigNumber(2).power(-count)
        guard let (quotient, rest) = number.divided(by: divisor) else { return number }
        return rest.isNegative ? quotient + BigNumber(-1) : quotient
    }

    private static func text(_ number: BigNumber, radix: Int) -> [UInt8] {
        var rest = number.magnitude
        var digits: [UInt8] = []
        let divisor = BigNumber(radix)
        while !rest.isZero, let (quotient, digit) = rest.divided(by: divisor) {
            digits.append(contentsOf: String(digit.small ?? 0, radix: radix).utf8)
            rest = quotient
        }
        if digits.isEmpty { digits = [0x30] }
        return (number.isNegative ? [0x2d] : []) + digits.reversed()
    }

    // MARK: Decimal fractions

    mutating func callDecimal(
        _ method: TemplateMethod, _ value: TemplateValue, _ arguments: TemplateArguments
    ) throws(TemplateFailure) -> TemplateValue {
        let number = try BigDecimal(text: value.view)
        if arguments.count == 0 { return try callDecimalPlain(method, value, number) }
        let argument = arguments[0]
        if method == .compareTo, arguments.count == 1 {
            guard argument.tag == .decimal else { throw .method }
            return TemplateValue(try BigDecimal.compare(number, try BigDecimal(text: argument.view)))
        }
        if argument.tag == .decimal, arguments.count == 1 {
            return try callDecimal(method, number, with: try BigDecimal(text: argument.view))
        }
        if argument.tag == .decimal, method == .divide, let rounding = try TemplateHeap.rounding(arguments) {
            let other = try BigDecimal(text: argument.view)
            if arguments.count == 2 { return self.value(try number.divided(by: other, scale: number.scale, rounding)) }
            guard arguments.count == 3, arguments[1].tag == .integer else { return .null }
            return self.value(try number.divided(by: other, scale: arguments[1].number, rounding))
        }
        if argument.isNull, TemplateHeap.takesBig(method), arguments.count == 1 { throw .method }
        if method == .valueOf, arguments.count == 1 {
            if argument.tag == .double {
                var text = ByteBuffer(capacity: 32)
                JSONNumber.appendJava(argument.floating, to: &text)
                guard argument.floating.isFinite else { throw .method }
                return self.value(try BigDecimal(text: text.view))
            }
            return argument.isWhole ? self.value(BigDecimal(try BigNumber(value: argument), scale: 0)) : .null
        }
        guard argument.tag == .integer else { return try noneOfDecimal(method) }
        let count = argument.number
        if method == .setScale, arguments.count <= 2 {
            let rounding = arguments.count == 1 ? BigRounding.unnecessary : try TemplateHeap.rounding(arguments)
            guard let rounding else { return .null }
            return self.value(try number.rounded(to: count, rounding))
        }
        guard arguments.count == 1 else { return try noneOfDecimal(method) }
        switch method {
        case .pow:
            if count < 0 { throw .method }
            return self.value(BigDecimal(try number.digits.power(count), scale: number.scale * count))
        case .movePointLeft, .movePointRight:
            if count == 0 { return value }
            let moved = BigDecimal(number.digits, scale: number.scale + (method == .movePointLeft ? count : -count))
            return self.value(moved.scale < 0 ? try moved.rounded(to: 0, .unnecessary) : moved)
        default: return try noneOfDecimal(method)
        }
    }

    /// The last argument as a way of rounding.
    private static func rounding(_ arguments: TemplateArguments) throws(TemplateFailure) -> BigRounding? {
        let last = arguments[arguments.count - 1]
        guard arguments.count > 1, last.tag == .integer else { return nil }
        guard let rounding = BigRounding(rawValue: last.number) else { throw .method }
        return rounding
    }

    private func noneOfDecimal(_ method: TemplateMethod) throws(TemplateFailure) -> TemplateValue {
        switch method {
        case .toString, .hashCode, .abs, .negate, .plus, .signum, .scale, .precision, .unscaledValue,
            .stripTrailingZeros, .toBigInteger, .toPlainString, .toEngineeringString, .intValueExact, .longValueExact,
            .intValue, .longValue, .doubleValue, .floatValue:
            throw .method
        default: return .null
        }
    }

    private func callDecimalPlain(
        _ method: TemplateMethod, _ value: TemplateValue, _ number: BigDecimal
    ) throws(TemplateFailure) -> TemplateValue {
        func text(_ bytes: [UInt8]) -> TemplateValue { bytes.withByteView { string(copying: $0) } }
        switch method {
        case .abs: return self.value(BigDecimal(number.digits.magnitude, scale: number.scale))
        case .negate: return self.value(number.negated)
        case .plus: return value
        case .signum: return TemplateValue(number.digits.sign)
        case .scale: return TemplateValue(number.scale)
        case .precision: return TemplateValue(number.digits.length)
        case .unscaledValue: return self.value(number.digits)
        case .stripTrailingZeros: return self.value(number.withoutTrailingZeros)
        case .toBigInteger: return self.value(try number.rounded(to: 0, .down).digits)
        case .toPlainString: return text(try number.text(isPlain: true))
        case .toEngineeringString: return text(try number.text(isPlain: false, isEngineering: true))
        case .intValueExact, .longValueExact: return try exact(try number.rounded(to: 0, .unnecessary).digits, method)
        default: return convert(method, value)
        }
    }

    private func callDecimal(
        _ method: TemplateMethod, _ number: BigDecimal, with other: BigDecimal
    ) throws(TemplateFailure) -> TemplateValue {
        switch method {
        case .add: return value(try number.adding(other))
        case .subtract: return value(try number.adding(other.negated))
        case .multiply: return value(try number.multiplied(by: other))
        case .divide: return value(try quotient(number, other))
        case .remainder:
            let whole = try number.divided(by: other, scale: 0, .down)
            return value(try number.adding(try whole.multiplied(by: other).negated))
        case .max: return value(try BigDecimal.compare(number, other) < 0 ? other : number)
        case .min: return value(try BigDecimal.compare(number, other) > 0 ? other : number)
        default: return try noneOfDecimal(method)
        }
    }

    /// The exact quotient; one without an end throws.
    private func quotient(_ number: BigDecimal, _ other: BigDecimal) throws(TemplateFailure) -> BigDecimal {
        if other.digits.isZero { throw .method }
        let preferred = number.scale - other.scale
        if number.digits.isZero { return BigDecimal(BigNumber(0), scale: preferred) }
        // A quotient with an end has at most this many digits.
        let digits = number.digits.length + (other.digits.length * 10 + 2) / 3 + 3
        var exact = try number.divided(by: other, scale: preferred + digits, .unnecessary)
        while exact.scale > preferred, let (tenth, rest) = exact.digits.divided(by: BigNumber(10)), rest.isZero {
            exact = BigDecimal(tenth, scale: exact.scale - 1)
        }
        return exact
    }

    // MARK: Characters

    func callCharacter(
        _ method: TemplateMethod, _ value: TemplateValue, _ arguments: TemplateArguments
    ) throws(TemplateFailure) -> TemplateValue {
        if arguments.count == 0 { return method == .charValue ? value : .null }
        guard arguments.count == 1 else { return .null }
        let argument = arguments[0]
        if method == .compareTo {
            guard argument.tag == .character else { throw .method }
            return TemplateValue(JavaText.compare(value.view, argument.view))
        }
        let isCode = argument.tag == .integer
        guard isCode || argument.tag == .character else {
            switch method {
            case .toString, .hashCode, .charValue: throw .method
            default: return .null
            }
        }
        let number = isCode ? UInt32(truncatingIfNeeded: argument.number) : JavaText.scalar(argument.view, at: 0).0
        guard let scalar = Unicode.Scalar(number) else { return .null }
        let properties = scalar.properties
        let isLetter: Bool
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: isLetter = true
        default: isLetter = false
        }
        let isDigit = properties.generalCategory == .decimalNumber
        switch method {
        case .isDigit: return TemplateValue(isDigit)
        case .isLetter: return TemplateValue(isLetter)
        case .isLetterOrDigit: return TemplateValue(isLetter || isDigit)
        case .isUpperCase: return TemplateValue(properties.isUppercase)
        case .isLowerCase: return TemplateValue(properties.isLowercase)
        case .isWhitespace:
            let isFixed = number == 0x85 || number == 0xa0 || number == 0x2007 || number == 0x202f
            return TemplateValue(properties.isWhitespace && !isFixed || (0x1c...0x1f).contains(number))
        case .getNumericValue:
            let isBasic = properties.isASCIIHexDigit || (number < 0x80 && isLetter)
            if isBasic { return TemplateValue(Int(String(scalar), radix: 36) ?? -1) }
            return TemplateValue(properties.numericValue.map { Int($0) } ?? -1)
        case .toUpperCase, .toLowerCase:
            let mapped = method == .toUpperCase ? properties.uppercaseMapping : properties.lowercaseMapping
            let scalars = mapped.unicodeScalars
            guard scalars.count == 1, let first = scalars.first else { return argument }
            if isCode { return TemplateValue(Int(first.value)) }
            return TemplateValue(.character, Array(mapped.utf8).withByteView { arena.copy($0) })
        case .toString, .valueOf:
            if isCode {
                return method == .valueOf ? .null : Array(String(scalar).utf8).withByteView { string(copying: $0) }
            }
            return method == .valueOf ? argument : TemplateValue(argument.view)
        case .hashCode: return isCode ? .null : TemplateValue(Int(number))
        default: return .null
        }
    }
}
