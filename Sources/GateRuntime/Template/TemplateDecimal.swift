// Whole numbers and decimal fractions of any length, as `java.math` has them. Rare, so simple.

import GateBytes
import GateJSON

/// A whole number of any size: sign and base-10⁹ digits, lowest first.
struct BigNumber {
    private static let base: UInt64 = 1_000_000_000
    /// Longest number calculated with, in decimal digits. Ours: a product takes some ten milliseconds.
    static let digitsMax = 40_000
    private var digits: [UInt64]
    private(set) var isNegative: Bool

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

    /// The number of a whole value.
    init(value: TemplateValue) throws(TemplateFailure) {
        if value.length > BigNumber.digitsMax { throw .memory }
        self.init(value.isWhole ? Array("\(value.number)".utf8) : Array(value.view))
    }

    init(_ value: Int) { self.init(Array("\(value)".utf8)) }

    var negated: BigNumber { BigNumber(digits, isNegative: !isNegative) }

    var magnitude: BigNumber { BigNumber(digits, isNegative: false) }

    var isZero: Bool { digits.isEmpty }

    /// -1, 0 or 1.
    var sign: Int { digits.isEmpty ? 0 : isNegative ? -1 : 1 }

    /// How many decimal digits; 1 for zero.
    var length: Int {
        guard let first = digits.last else { return 1 }
        return "\(first)".utf8.count + (digits.count - 1) * 9
    }

    /// The number where it fits 64 bits.
    var small: Int? {
        text.withByteView { JSONNumber.integer($0) }
    }

    /// The magnitude in 32-bit words, lowest first.
    var words: [UInt32] {
        var rest = digits
        var words: [UInt32] = []
        while let last = rest.last {
            if last == 0 {
                rest.removeLast()
                continue
            }
            var carry: UInt64 = 0
            for index in rest.indices.reversed() {
                let value = carry * BigNumber.base + rest[index]
                rest[index] = value >> 32
                carry = value & 0xffff_ffff
            }
            words.append(UInt32(carry))
        }
        return words
    }

    static func compare(_ left: BigNumber, _ right: BigNumber) -> Int { (left + right.negated).sign }

    /// A power whose result stays within bounds.
    func power(_ exponent: Int) throws(TemplateFailure) -> BigNumber {
        if isZero || length * exponent > BigNumber.digitsMax, exponent > 1, magnitude.small != 1, !isZero {
            throw .memory
        }
        var result = BigNumber(1)
        if magnitude.small == 1 || isZero {
            return exponent == 0 ? result : exponent % 2 == 0 ? magnitude : self
        }
        var square = self
        var rest = exponent
        while rest > 0 {
            if rest & 1 == 1 { result = result * square }
            rest >>= 1
            if rest > 0 { square = square * square }
        }
        return result
    }

    /// Ten to a power.
    static func ten(_ exponent: Int) throws(TemplateFailure) -> BigNumber {
        if exponent > digitsMax { throw .memory }
        return BigNumber([0x31] + [UInt8](repeating: 0x30, count: exponent))
    }

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
        if other.digits.count == 1, let divisor = other.digits.first {
            var quotient = digits
            var rest: UInt64 = 0
            for index in quotient.indices.reversed() {
                let value = rest * BigNumber.base + quotient[index]
                quotient[index] = value / divisor
                rest = value % divisor
            }
            return (
                BigNumber(quotient, isNegative: isNegative != other.isNegative),
                BigNumber([rest], isNegative: isNegative)
            )
        }
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

/// How a quotient is rounded; raw values are those of Java's `BigDecimal.ROUND_…`.
enum BigRounding: Int {
    case up = 0, down, ceiling, floor, halfUp, halfDown, halfEven, unnecessary
}

/// A decimal fraction: digits and how many of them stand behind the point.
struct BigDecimal {
    let digits: BigNumber
    let scale: Int

    init(_ digits: BigNumber, scale: Int) {
        self.digits = digits
        self.scale = scale
    }

    /// The number of a numeric value; doubles are taken as what they are, digit by digit.
    init(value: TemplateValue) throws(TemplateFailure) {
        switch value.tag {
        case .double: try self.init(exactly: value.floating)
        case .decimal: try self.init(text: value.view)
        case .big: self.init(try BigNumber(value: value), scale: 0)
        // Velocity 1.7 takes whole numbers by way of a double.
        default: try self.init(exactly: Double(value.number))
        }
    }

    /// JSON's and Java's way of writing a number.
    init(text: ByteView) throws(TemplateFailure) {
        if text.count > BigNumber.digitsMax { throw .memory }
        var plain: [UInt8] = []
        var scale = 0
        var isFraction = false
        var index = 0
        while index < text.count, text[index] | 0x20 != UInt8(ascii: "e") {
            let byte = text[index]
            index += 1
            if byte == UInt8(ascii: ".") {
                isFraction = true
            } else if byte != UInt8(ascii: "+") {
                plain.append(byte)
                if isFraction { scale += 1 }
            }
        }
        if index < text.count {
            var exponent = text.dropFirst(index + 1)
            if exponent.count > 0, exponent[0] == UInt8(ascii: "+") { exponent = exponent.dropFirst(1) }
            guard let value = JSONNumber.integer(exponent), abs(value) < 1 << 31 else { throw .memory }
            scale -= value
        }
        self.init(BigNumber(plain), scale: scale)
    }

    init(exactly value: Double) throws(TemplateFailure) {
        guard value.isFinite else { throw .method }
        guard value != 0 else {
            self.init(BigNumber(0), scale: 0)
            return
        }
        var mantissa = Int(value.significandBitPattern | (value.isNormal ? 1 << 52 : 0))
        var exponent = max(Int(value.exponentBitPattern), 1) - 1075
        while mantissa & 1 == 0 {
            mantissa >>= 1
            exponent += 1
        }
        let whole = BigNumber(value.sign == .minus ? -mantissa : mantissa)
        let factor = try exponent >= 0 ? BigNumber(2).power(exponent) : BigNumber(5).power(-exponent)
        self.init(whole * factor, scale: max(-exponent, 0))
    }

    /// Java's `toString`, or `toPlainString`.
    func text(isPlain: Bool, isEngineering: Bool = false) throws(TemplateFailure) -> [UInt8] {
        var figures = digits.magnitude.text
        let sign: [UInt8] = digits.isNegative ? [0x2d] : []
        if scale == 0 { return sign + figures }
        let adjusted = -scale + figures.count - 1
        if isPlain || (scale > 0 && adjusted >= -6) {
            if abs(scale) > BigNumber.digitsMax { throw .memory }
            if scale < 0 { return sign + (digits.isZero ? [] : figures) + zeros(digits.isZero ? 1 : -scale) }
            if figures.count <= scale { figures = zeros(scale - figures.count + 1) + figures }
            return sign + figures.dropLast(scale) + [0x2e] + figures.suffix(scale)
        }
        var exponent = adjusted
        var front = 1
        if isEngineering {
            var shift = exponent % 3
            if shift < 0 { shift += 3 }
            exponent -= shift
            front = shift + 1
            if digits.isZero {
                // Zero has as many digits behind the point as bring the exponent to a multiple of three.
                if front == 2 {
                    figures = [0x30, 0x30, 0x30]
                    front = 1
                    exponent += 3
                } else if front == 3 {
                    figures = [0x30, 0x30]
                    front = 1
                    exponent += 3
                }
            } else if front > figures.count {
                figures += zeros(front - figures.count)
            }
        }
        var text = sign + figures.prefix(front)
        if figures.count > front { text += [0x2e] + figures.dropFirst(front) }
        if exponent != 0 { text += Array("E\(exponent > 0 ? "+" : "")\(exponent)".utf8) }
        return text
    }

    private func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0x30, count: max(count, 0)) }

    var text: [UInt8] {
        do throws(TemplateFailure) {
            return try text(isPlain: false)
        } catch {
            // Only plain text can be too long.
            return []
        }
    }

    var negated: BigDecimal { BigDecimal(digits.negated, scale: scale) }

    /// The digits at a scale that is not smaller.
    private func raised(to scale: Int) throws(TemplateFailure) -> BigNumber {
        scale == self.scale ? digits : digits * (try BigNumber.ten(scale - self.scale))
    }

    func adding(_ other: BigDecimal) throws(TemplateFailure) -> BigDecimal {
        let scale = max(scale, other.scale)
        return BigDecimal(try raised(to: scale) + (try other.raised(to: scale)), scale: scale)
    }

    func multiplied(by other: BigDecimal) throws(TemplateFailure) -> BigDecimal {
        if digits.length + other.digits.length > BigNumber.digitsMax { throw .memory }
        return BigDecimal(digits * other.digits, scale: scale + other.scale)
    }

    static func compare(_ left: BigDecimal, _ right: BigDecimal) throws(TemplateFailure) -> Int {
        try left.adding(right.negated).digits.sign
    }

    func divided(
        by other: BigDecimal, scale: Int, _ rounding: BigRounding
    ) throws(TemplateFailure) -> BigDecimal {
        let shift = scale - self.scale + other.scale
        let top = shift > 0 ? digits * (try BigNumber.ten(shift)) : digits
        let bottom = shift < 0 ? other.digits * (try BigNumber.ten(-shift)) : other.digits
        guard let (quotient, rest) = top.divided(by: bottom) else { throw .method }
        if rest.isZero { return BigDecimal(quotient, scale: scale) }
        let sign = digits.sign * other.digits.sign
        let half = BigNumber.compare(rest.magnitude + rest.magnitude, bottom.magnitude)
        let isOdd = quotient.text.last.map { $0 & 1 == 1 } ?? false
        let isAway: Bool
        switch rounding {
        case .up: isAway = true
        case .down: isAway = false
        case .ceiling: isAway = sign > 0
        case .floor: isAway = sign < 0
        case .halfUp: isAway = half >= 0
        case .halfDown: isAway = half > 0
        case .halfEven: isAway = half > 0 || (half == 0 && isOdd)
        case .unnecessary: throw .method
        }
        return BigDecimal(isAway ? quotient + BigNumber(sign) : quotient, scale: scale)
    }

    func rounded(to scale: Int, _ rounding: BigRounding) throws(TemplateFailure) -> BigDecimal {
        if scale >= self.scale { return BigDecimal(try raised(to: scale), scale: scale) }
        return try divided(by: BigDecimal(BigNumber(1), scale: 0), scale: scale, rounding)
    }

    var withoutTrailingZeros: BigDecimal {
        if digits.isZero { return BigDecimal(digits, scale: 0) }
        var figures = digits.text
        var scale = scale
        while figures.last == 0x30 {
            figures.removeLast()
            scale -= 1
        }
        return BigDecimal(BigNumber(figures), scale: scale)
    }
}
