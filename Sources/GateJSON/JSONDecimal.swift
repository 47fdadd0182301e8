// Numbers as they are written: exact comparison and divisibility on decimal text, without a detour over binary
// floating point. `1e2`, `100` and `100.00` are the same number; 0.3 is a multiple of 0.1.

import GateBytes

/// A number's text taken apart. Borrows the text.
package struct JSONDecimal {
    package let isNegative: Bool
    /// The whole text.
    let text: ByteView
    /// Where the first significant digit stands.
    let first: Int
    /// Where the decimal point stands, or past the end.
    let point: Int
    /// How many significant digits: no zeros in front, none at the end; 0 for the number zero.
    package let digitCount: Int
    /// The power of ten of the last significant digit.
    package let exponent: Int

    /// Largest magnitude an exponent keeps; beyond it comparisons are by magnitude alone.
    package static let exponentMax = 1_000_000_000

    /// Takes apart a JSON number, or a lenient one (leading zeros, no digits on a side of the point, `-`).
    package init(_ text: ByteView) {
        self.text = text
        // Every index below is less than `text.count`; the checked subscript costs a third of the whole.
        let bytes = text.base
        var index = 0
        isNegative = text.count > 0 && bytes[0] == 0x2d
        if isNegative { index = 1 }
        var point = -1
        var first = -1
        var last = -1
        var end = index
        while end < text.count {
            let byte = bytes[end]
            if byte == 0x2e {
                point = end
            } else if byte &- 0x30 < 10 {
                if byte != 0x30 {
                    if first < 0 { first = end }
                    last = end
                }
            } else {
                break
            }
            end += 1
        }
        let mantissaEnd = end
        if point < 0 { point = mantissaEnd }
        self.point = point
        if first < 0 {
            self.first = 0
            digitCount = 0
            exponent = 0
            return
        }
        self.first = first
        digitCount = last - first + (first < point && last > point ? 0 : 1)
        let places = last < point ? point - 1 - last : point - last
        exponent = places + JSONDecimal.writtenExponent(text, from: mantissaEnd)
    }

    private static func writtenExponent(_ text: ByteView, from start: Int) -> Int {
        var index = start + 1
        if index >= text.count { return 0 }
        let isNegative = text[index] == 0x2d
        if isNegative || text[index] == 0x2b { index += 1 }
        var value = 0
        while index < text.count, ASCII.isDigit(text[index]) {
            value = min(value * 10 + Int(text[index] &- 0x30), exponentMax)
            index += 1
        }
        return isNegative ? -value : value
    }

    package var isZero: Bool { digitCount == 0 }

    /// Whether the number has no fraction, however it is written.
    package var isIntegral: Bool { isZero || exponent >= 0 }

    /// The power of ten of the first significant digit.
    package var magnitude: Int { exponent + digitCount - 1 }

    /// The significant digit at `index`, 0 beyond the last.
    @inline(__always)
    package func digit(_ index: Int) -> UInt8 {
        if index >= digitCount { return 0 }
        let place = first + index
        return text.base[first < point && place >= point ? place + 1 : place] &- 0x30
    }

    /// Negative, zero or positive as `left` is less than, equal to or greater than `right`.
    package static func compare(_ left: JSONDecimal, _ right: JSONDecimal) -> Int {
        if left.isZero || right.isZero {
            if left.isZero && right.isZero { return 0 }
            return left.isZero ? (right.isNegative ? 1 : -1) : (left.isNegative ? -1 : 1)
        }
        if left.isNegative != right.isNegative { return left.isNegative ? -1 : 1 }
        let sign = left.isNegative ? -1 : 1
        if left.magnitude != right.magnitude { return left.magnitude < right.magnitude ? -sign : sign }
        for index in 0..<max(left.digitCount, right.digitCount) {
            let one = left.digit(index)
            let other = right.digit(index)
            if one != other { return one < other ? -sign : sign }
        }
        return 0
    }

    /// Whether the number is a whole multiple of `divisor`, which is not zero. A divisor of more than 19
    /// significant digits is compared only for equality.
    package func isMultiple(of divisor: JSONDecimal) -> Bool {
        if isZero { return true }
        if divisor.isZero { return false }
        let shift = exponent - divisor.exponent
        // The last significant digit is not 0, so a positive power of ten cannot divide it away.
        if shift < 0 { return false }
        if divisor.digitCount > 19 {
            return digitCount == divisor.digitCount && shift == 0
                && (0..<digitCount).allSatisfy { digit($0) == divisor.digit($0) }
        }
        var modulus: UInt64 = 0
        for index in 0..<divisor.digitCount { modulus = modulus * 10 + UInt64(divisor.digit(index)) }
        var rest: UInt64 = 0
        for index in 0..<digitCount {
            let (high, low) = rest.multipliedFullWidth(by: 10)
            let (sum, carry) = low.addingReportingOverflow(UInt64(digit(index)))
            rest = modulus.dividingFullWidth((high + (carry ? 1 : 0), sum)).remainder
        }
        return JSONDecimal.product(rest, JSONDecimal.power(10, shift, modulus), modulus) == 0
    }

    private static func product(_ left: UInt64, _ right: UInt64, _ modulus: UInt64) -> UInt64 {
        let (high, low) = (left % modulus).multipliedFullWidth(by: right % modulus)
        return modulus.dividingFullWidth((high, low)).remainder
    }

    private static func power(_ base: UInt64, _ exponent: Int, _ modulus: UInt64) -> UInt64 {
        var result: UInt64 = 1 % modulus
        var factor = base % modulus
        var rest = exponent
        while rest > 0 {
            if rest & 1 == 1 { result = product(result, factor, modulus) }
            factor = product(factor, factor, modulus)
            rest >>= 1
        }
        return result
    }
}
