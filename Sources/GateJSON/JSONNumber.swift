// Numbers of a document as machine numbers, and as the text a Java program would print for them: mapping
// templates on API Gateway show `10.00` as `10.0` and `1e2` as `100.0` because json-smart reads a Double.

import GateBytes

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Conversions of number text.
@usableFromInline
package enum JSONNumber {
    /// Longest fractional text that json-smart reads as a Double; a longer one is a BigDecimal, kept digit for digit.
    package static let doubleTextMax = 18

    /// The value of an integer's text (leading zeros and a lone `-` allowed), nil when it does not fit.
    @inlinable
    package static func integer(_ text: ByteView) -> Int? {
        var index = 0
        let isNegative = text.count > 0 && text[0] == 0x2d
        if isNegative { index = 1 }
        var value = 0
        while index < text.count {
            let digit = text[index] &- 0x30
            if digit > 9 { return nil }
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            if overflow { return nil }
            let (sum, overflow2) = product.subtractingReportingOverflow(Int(digit))
            if overflow2 { return nil }
            value = sum
            index += 1
        }
        if isNegative { return value }
        return value == Int.min ? nil : -value
    }

    /// The nearest Double of a number's text; `NaN` for json-smart's `NaN`.
    package static func double(_ text: ByteView) -> Double {
        if text == "NaN" { return Double.nan }
        let decimal = JSONDecimal(text)
        // Up to 15 digits and powers of ten up to 22 are exact in binary, so one rounding gives the nearest value.
        if decimal.digitCount <= 15, decimal.exponent >= -22, decimal.exponent <= 22 {
            var mantissa = 0
            for index in 0..<decimal.digitCount { mantissa = mantissa * 10 + Int(decimal.digit(index)) }
            var power = 1.0
            for _ in 0..<abs(decimal.exponent) { power *= 10 }
            let value = decimal.exponent < 0 ? Double(mantissa) / power : Double(mantissa) * power
            return decimal.isNegative ? -value : value
        }
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: text.count + 1) { buffer in
            for index in 0..<text.count { buffer[index] = CChar(bitPattern: text[index]) }
            buffer[text.count] = 0
            guard let address = buffer.baseAddress else { return 0 }
            return strtod(address, nil)
        }
    }

    /// Appends a number as Java prints what json-smart read from `text`; infinite values print as `Infinity`.
    package static func appendJava(_ text: ByteView, isInteger: Bool, to buffer: inout ByteBuffer) {
        let isAsWritten = isInteger ? text.count > 0 && text.base[0] &- 0x31 <= 8 : isJavaForm(text)
        if isAsWritten { return buffer.append(short: text) }
        appendRewritten(text, isInteger: isInteger, to: &buffer)
    }

    @inline(never)
    private static func appendRewritten(_ text: ByteView, isInteger: Bool, to buffer: inout ByteBuffer) {
        if isInteger { return appendInteger(text, to: &buffer) }
        if text == "NaN" { return buffer.append(text) }
        let decimal = JSONDecimal(text)
        if text.count > doubleTextMax { return appendBigDecimal(text, decimal, to: &buffer) }
        if decimal.digitCount <= 15, abs(decimal.magnitude) < 300 {
            // So few digits are the shortest that tell this Double from its neighbours: no conversion is needed.
            if decimal.isNegative { buffer.append(0x2d) }
            return appendJava(digits: decimal, to: &buffer)
        }
        appendJava(double(text), to: &buffer)
    }

    /// Whether the text is what `Double.toString` gives: at least 1 and less than 10⁷, no zero too many at either end,
    /// no digit more than tells the Double from its neighbours. Most prices and measures are, those of programs that
    /// add binary fractions (`16.990000000000002`) too.
    @inline(__always)
    private static func isJavaForm(_ text: ByteView) -> Bool {
        let count = text.count
        if count > doubleTextMax || count < 3 { return false }
        let start = text.base[0] == 0x2d ? 1 : 0
        // Less than one may be less than 0.001.
        if text.base[start] &- 0x31 > 8 { return false }
        var point = start &+ 1
        while point < count, ASCII.isDigit(text.base[point]) { point &+= 1 }
        let places = count &- point &- 1
        if point &- start > 7 || places < 1 || text.base[point] != 0x2e { return false }
        if !endsInDigits(text, places) { return false }
        if text.base[count &- 1] == 0x30 { return places == 1 }
        return count &- start <= 16 || isShortest(text, from: start, point: point)
    }

    /// Whether the last bytes of a text are digits; 1 to 16 of at least 3.
    @inline(__always)
    private static func endsInDigits(_ text: ByteView, _ places: Int) -> Bool {
        let count = text.count
        if count >= 8 {
            let last = digits(text, at: count &- 8)
            if places < 8 { return areDigits(last &>> UInt64(truncatingIfNeeded: 64 &- places &* 8)) }
            return areDigits(last) && areDigits(digits(text, at: count &- places))
        }
        var index = count &- places
        while index < count, ASCII.isDigit(text.base[index]) { index &+= 1 }
        return index == count
    }

    /// The values of eight digits, the first lowest; of other bytes, numbers above 9.
    @inline(__always)
    private static func digits(_ text: ByteView, at index: Int) -> UInt64 {
        UInt64(littleEndian: UnsafeRawPointer(text.base + index).loadUnaligned(as: UInt64.self))
            ^ 0x3030_3030_3030_3030
    }

    /// Whether each of eight bytes is at most 9.
    @inline(__always)
    private static func areDigits(_ bytes: UInt64) -> Bool {
        ((bytes &+ 0x7676_7676_7676_7676) | bytes) & 0x8080_8080_8080_8080 == 0
    }

    /// The number of eight digits, the first lowest: pairs of them, then all four pairs in two products.
    @inline(__always)
    private static func number(_ digits: UInt64) -> UInt64 {
        let pairs = digits &* 10 &+ digits &>> 8
        let odd = (pairs & 0x0000_00ff_0000_00ff) &* 0x000f_4240_0000_0064
        let even = (pairs &>> 16 & 0x0000_00ff_0000_00ff) &* 0x0000_2710_0000_0001
        return (odd &+ even) &>> 32
    }

    /// 10 to the power of `exponent`, up to 8.
    @inline(__always)
    private static func power(_ exponent: Int) -> UInt64 {
        switch exponent {
        case 0: 1
        case 1: 10
        case 2: 100
        case 3: 1_000
        case 4: 10_000
        case 5: 100_000
        case 6: 1_000_000
        case 7: 10_000_000
        default: 100_000_000
        }
    }

    /// The same for the digits of a text with at least nine, and at most sixteen, of them behind its point.
    @inline(never)
    private static func isShortest(_ text: ByteView, from start: Int, point: Int) -> Bool {
        var whole: UInt64 = 0
        for index in start..<point { whole = whole &* 10 &+ UInt64(text.base[index] &- 0x30) }
        let places = text.count &- point &- 1
        // Eight places, then the others, without those of the last eight bytes that are among the first.
        let first = number(digits(text, at: point &+ 1))
        let overlap = UInt64(truncatingIfNeeded: (16 &- places) &* 8)
        let others = number((digits(text, at: text.count &- 8) &>> overlap) &<< overlap)
        let rest = power(places &- 8)
        return isShortest(
            (whole &* 100_000_000 &+ first) &* rest &+ others, whole: whole, power: 100_000_000 &* rest)
    }

    /// Whether no decimal with fewer digits, and none with as many that is nearer, has the same nearest Double as
    /// `digits` / `power` of ten, whose whole part is given: 16 or 17 digits, the last not 0. False also where it takes
    /// more to tell, at powers of two and ties.
    ///
    /// With the Double M / 2^shift, all distances are compared as whole numbers, in units of 1 / (2^shift · power):
    /// neighbouring Doubles are `power` apart, decimals of as many digits 2^shift.
    @inline(__always)
    private static func isShortest(_ digits: UInt64, whole: UInt64, power: UInt64) -> Bool {
        let shift = 52 - (63 - whole.leadingZeroBitCount)
        let (mantissa, rest) = power.dividingFullWidth((digits >> UInt64(64 - shift), digits << UInt64(shift)))
        let isUp = rest > power - rest
        if rest == power - rest || mantissa <= 1 << 52 || mantissa + 1 >= 1 << 53 { return false }
        let distance = isUp ? Int(rest) - Int(power) : Int(rest)
        let unit = 1 << shift
        let last = Int(digits % 10)
        // The decimals with one digit fewer, below and above, lie outside of what rounds to the Double.
        let isAlone =
            2 * abs(distance - last * unit) > Int(power) && 2 * abs(distance + (10 - last) * unit) > Int(power)
        return isAlone && 2 * abs(distance) < unit
    }

    /// Whether Java would print the number as `Infinity`, which its JSON writer turns into `null`.
    package static func isInfinite(_ text: ByteView, isInteger: Bool) -> Bool {
        if isInteger || text.count > doubleTextMax { return false }
        let decimal = JSONDecimal(text)
        return !decimal.isZero && decimal.magnitude > 300 && double(text).isInfinite
    }

    /// Appends a Double as `Double.toString` of Java prints it.
    package static func appendJava(_ value: Double, to buffer: inout ByteBuffer) {
        if value.isNaN { return buffer.append("NaN") }
        if value.sign == .minus { buffer.append(0x2d) }
        if value.isInfinite { return buffer.append("Infinity") }
        if let digits = shortSubnormal(value.magnitude.bitPattern) {
            return digits.withByteView { appendJava(digits: JSONDecimal($0), to: &buffer) }
        }
        var shortest = value.magnitude.description
        shortest.withUTF8 { appendJava(digits: JSONDecimal(ByteView(UnsafeRawBufferPointer($0))), to: &buffer) }
    }

    /// The two digits Java prints of the smallest subnormal numbers, whose shortest form has one: the nearest to the
    /// true value (Double.toString, JDK 19). Elsewhere a second digit would be 0.
    private static func shortSubnormal(_ bits: UInt64) -> [UInt8]? {
        if bits == 0 || bits > 40 || Double(bitPattern: bits).description.utf8.dropFirst().first != 0x65 { return nil }
        // The smallest number is 4.940656e-324; `bits` counts how many of it.
        var value = bits * 4_940_656
        var exponent = -330
        while value >= 1000 {
            value /= 10
            exponent += 1
        }
        return Array("\((value + 5) / 10)e\(exponent + 1)".utf8)
    }

    private static func appendInteger(_ text: ByteView, to buffer: inout ByteBuffer) {
        var start = 0
        let isNegative = text.count > 0 && text[0] == 0x2d
        if isNegative { start = 1 }
        while start < text.count, text[start] == 0x30 { start += 1 }
        if start == text.count { return buffer.append(0x30) }
        if isNegative { buffer.append(0x2d) }
        buffer.append(text.dropFirst(start))
    }

    /// The magnitude in Java's form: plain from 1e-3 up to 1e7, else one digit, a point and an exponent.
    private static func appendJava(digits decimal: JSONDecimal, to buffer: inout ByteBuffer) {
        if decimal.isZero { return buffer.append("0.0") }
        let magnitude = decimal.magnitude
        if magnitude >= -3, magnitude < 7 {
            if magnitude < 0 {
                buffer.append("0.")
                for _ in 0..<(-magnitude - 1) { buffer.append(0x30) }
                append(decimal, 0, decimal.digitCount, to: &buffer)
            } else {
                append(decimal, 0, magnitude + 1, to: &buffer)
                buffer.append(0x2e)
                append(decimal, magnitude + 1, max(decimal.digitCount, magnitude + 2), to: &buffer)
            }
            return
        }
        append(decimal, 0, 1, to: &buffer)
        buffer.append(0x2e)
        append(decimal, 1, max(decimal.digitCount, 2), to: &buffer)
        buffer.append(0x45)
        buffer.append(decimal: magnitude)
    }

    private static func append(_ decimal: JSONDecimal, _ from: Int, _ to: Int, to buffer: inout ByteBuffer) {
        for index in from..<to { buffer.append(decimal.digit(index) + 0x30) }
    }

    /// `BigDecimal.toString`: every written digit counts, zeros at the end too.
    private static func appendBigDecimal(
        _ text: ByteView, _ decimal: JSONDecimal, to buffer: inout ByteBuffer
    ) {
        let mantissaEnd = text.firstIndex(of: 0x65) ?? text.firstIndex(of: 0x45) ?? text.count
        let hasPoint = decimal.point < mantissaEnd
        // Digits as written, from the first that counts; zero keeps one.
        var start = decimal.isZero ? mantissaEnd - 1 : decimal.first
        if decimal.isZero, start == decimal.point { start -= 1 }
        let digits = mantissaEnd - start - (hasPoint && start < decimal.point ? 1 : 0)
        let trailing = decimal.isZero ? 0 : digits - decimal.digitCount
        let written = hasPoint ? mantissaEnd - decimal.point - 1 : 0
        let scale =
            decimal.isZero
            ? written - JSONNumber.exponent(text, mantissaEnd) : -(decimal.exponent - trailing)
        let adjusted = digits - 1 - scale
        if decimal.isNegative, !decimal.isZero { buffer.append(0x2d) }
        if scale == 0 { return append(decimal, 0, digits, to: &buffer) }
        if scale > 0, adjusted >= -6 {
            let whole = digits - scale
            if whole > 0 {
                append(decimal, 0, whole, to: &buffer)
                buffer.append(0x2e)
                return append(decimal, whole, digits, to: &buffer)
            }
            buffer.append("0.")
            for _ in 0..<(-whole) { buffer.append(0x30) }
            return append(decimal, 0, digits, to: &buffer)
        }
        append(decimal, 0, 1, to: &buffer)
        if digits > 1 {
            buffer.append(0x2e)
            append(decimal, 1, digits, to: &buffer)
        }
        if adjusted == 0 { return }
        buffer.append(0x45)
        if adjusted > 0 { buffer.append(0x2b) }
        buffer.append(decimal: adjusted)
    }

    private static func exponent(_ text: ByteView, _ mantissaEnd: Int) -> Int {
        if mantissaEnd + 1 >= text.count { return 0 }
        let sign = text[mantissaEnd + 1]
        let start = mantissaEnd + (sign == 0x2b || sign == 0x2d ? 2 : 1)
        let value = Decimal.parse(text.dropFirst(start), limit: JSONDecimal.exponentMax)
        return (sign == 0x2d ? -1 : 1) * (value ?? JSONDecimal.exponentMax)
    }
}
