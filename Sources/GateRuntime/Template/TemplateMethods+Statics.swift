// The static methods of Java's number classes and Boolean: templates reach them through any value of the class.
// Arguments widen as Velocity lets them: Integer to `long`, whole numbers to `double`.

import GateBytes
import GateJSON
import GatePlan

extension TemplateHeap {
    /// The result of a static method; nil when the value's class has none such for these arguments.
    func callStatic(
        _ method: TemplateMethod, _ value: TemplateValue, _ arguments: TemplateArguments
    ) throws(TemplateFailure) -> TemplateValue? {
        switch value.tag {
        case .boolean: return callBoolean(method, arguments)
        case .double: return callDouble(method, arguments)
        case .integer, .long:
            let isLong = value.tag == .long
            for index in 0..<arguments.count
            where arguments[index].tag != .integer && !(isLong && arguments[index].isWhole) {
                return nil
            }
            if arguments.count == 1 { return callWhole(method, arguments[0].number, isLong: isLong) }
            if arguments.count == 2 {
                return try callWhole(method, arguments[0].number, arguments[1].number, isLong: isLong)
            }
            return nil
        default: return nil
        }
    }

    private func callBoolean(_ method: TemplateMethod, _ arguments: TemplateArguments) -> TemplateValue? {
        if method == .getBoolean, arguments.count == 1, arguments[0].tag == .string || arguments[0].isNull {
            return TemplateValue(false)
        }
        for index in 0..<arguments.count where arguments[index].tag != .boolean { return nil }
        if arguments.count == 1 {
            if method == .toString { return TemplateValue(ByteView(arguments[0].isTrue ? "true" : "false")) }
            return method == .hashCode ? TemplateValue(arguments[0].isTrue ? 1231 : 1237) : nil
        }
        guard arguments.count == 2 else { return nil }
        let one = arguments[0].isTrue
        let other = arguments[1].isTrue
        switch method {
        case .logicalAnd: return TemplateValue(one && other)
        case .logicalOr: return TemplateValue(one || other)
        case .logicalXor: return TemplateValue(one != other)
        case .compare: return TemplateValue((one ? 1 : 0) - (other ? 1 : 0))
        default: return nil
        }
    }

    private func callDouble(_ method: TemplateMethod, _ arguments: TemplateArguments) -> TemplateValue? {
        for index in 0..<arguments.count where arguments[index].tag != .double && !arguments[index].isWhole {
            return nil
        }
        if arguments.count == 1 {
            let one = double(arguments[0])
            switch method {
            case .valueOf: return TemplateValue(one)
            case .isNaN: return TemplateValue(one.isNaN)
            case .isInfinite: return TemplateValue(one.isInfinite)
            case .isFinite: return TemplateValue(one.isFinite)
            case .hashCode: return TemplateValue(Int(javaHash(TemplateValue(one), depth: 0)))
            case .toString:
                var out = ByteBuffer(capacity: 32)
                JSONNumber.appendJava(one, to: &out)
                return string(copying: out.view)
            case .doubleToLongBits:
                return TemplateValue(long: Int(Int64(bitPattern: (one.isNaN ? Double.nan : one).bitPattern)))
            case .toHexString: return TemplateHeap.hexText(one).withByteView { string(copying: $0) }
            default: return nil
            }
        }
        guard arguments.count == 2 else { return nil }
        let one = double(arguments[0])
        let other = double(arguments[1])
        switch method {
        case .max: return TemplateValue(one > other ? one : other)
        case .min: return TemplateValue(one < other ? one : other)
        case .sum: return TemplateValue(one + other)
        case .compare: return TemplateValue(one < other ? -1 : one > other ? 1 : 0)
        default: return nil
        }
    }

    /// `Double.toHexString`.
    private static func hexText(_ value: Double) -> [UInt8] {
        if value.isNaN { return Array("NaN".utf8) }
        let sign = value.sign == .minus ? "-" : ""
        if value.isInfinite { return Array("\(sign)Infinity".utf8) }
        var figures = Array(String(value.significandBitPattern, radix: 16).utf8)
        figures = [UInt8](repeating: 0x30, count: 13 - figures.count) + figures
        while figures.count > 1, figures.last == 0x30 { figures.removeLast() }
        let exponent = value == 0 ? 0 : value.isNormal ? Int(value.exponentBitPattern) - 1023 : -1022
        let front = value.isNormal ? 1 : 0
        return Array("\(sign)0x\(front).".utf8) + figures + Array("p\(exponent)".utf8)
    }

    private func callWhole(_ method: TemplateMethod, _ number: Int, isLong: Bool) -> TemplateValue? {
        let width = isLong ? 64 : 32
        let bits = isLong ? UInt64(bitPattern: Int64(number)) : UInt64(UInt32(truncatingIfNeeded: number))
        func made(_ bits: UInt64) -> TemplateValue { TemplateHeap.whole(bits, isLong: isLong) }
        switch method {
        case .signum: return TemplateValue(number.signum())
        case .bitCount: return TemplateValue(bits.nonzeroBitCount)
        case .numberOfLeadingZeros: return TemplateValue(bits.leadingZeroBitCount - (64 - width))
        case .numberOfTrailingZeros: return TemplateValue(min(bits.trailingZeroBitCount, width))
        case .highestOneBit: return made(bits == 0 ? 0 : 1 << UInt64(63 - bits.leadingZeroBitCount))
        case .lowestOneBit: return made(bits & (~bits &+ 1))
        case .reverseBytes: return made(bits.byteSwapped >> UInt64(64 - width))
        case .reverse:
            var reversed: UInt64 = 0
            for place in 0..<width where bits >> UInt64(place) & 1 == 1 { reversed |= 1 << UInt64(width - 1 - place) }
            return made(reversed)
        case .toUnsignedLong where !isLong: return TemplateValue(long: Int(bits))
        case .toUnsignedString: return Array("\(bits)".utf8).withByteView { string(copying: $0) }
        case .hashCode:
            return TemplateValue(Int(javaHash(isLong ? TemplateValue(long: number) : TemplateValue(number), depth: 0)))
        case .valueOf: return isLong ? TemplateValue(long: number) : TemplateValue(number)
        case .toString: return Array("\(number)".utf8).withByteView { string(copying: $0) }
        default: return nil
        }
    }

    private func callWhole(
        _ method: TemplateMethod, _ one: Int, _ other: Int, isLong: Bool
    ) throws(TemplateFailure) -> TemplateValue? {
        func made(_ value: Int) -> TemplateValue { isLong ? TemplateValue(long: value) : TemplateValue(value) }
        let width = UInt64(isLong ? 64 : 32)
        switch method {
        case .max: return made(max(one, other))
        case .min: return made(min(one, other))
        case .sum: return TemplateHeap.whole(UInt64(bitPattern: Int64(one &+ other)), isLong: isLong)
        case .compare: return TemplateValue(one < other ? -1 : one > other ? 1 : 0)
        case .divideUnsigned, .remainderUnsigned, .compareUnsigned:
            let mask = isLong ? UInt64.max : 0xffff_ffff
            let left = UInt64(bitPattern: Int64(one)) & mask
            let right = UInt64(bitPattern: Int64(other)) & mask
            if method == .compareUnsigned { return TemplateValue(left < right ? -1 : left > right ? 1 : 0) }
            if right == 0 { throw .method }
            return TemplateHeap.whole(method == .divideUnsigned ? left / right : left % right, isLong: isLong)
        case .rotateLeft, .rotateRight:
            let bits = isLong ? UInt64(bitPattern: Int64(one)) : UInt64(UInt32(truncatingIfNeeded: one))
            var distance = UInt64(bitPattern: Int64(other)) & (width - 1)
            if method == .rotateRight { distance = (width - distance) & (width - 1) }
            if distance == 0 { return made(one) }
            return TemplateHeap.whole(bits << distance | bits >> (width - distance), isLong: isLong)
        default: return nil
        }
    }

    /// A number from its low 32 or 64 bits.
    private static func whole(_ bits: UInt64, isLong: Bool) -> TemplateValue {
        isLong
            ? TemplateValue(long: Int(Int64(bitPattern: bits)))
            : TemplateValue(Int(Int32(bitPattern: UInt32(truncatingIfNeeded: bits))))
    }
}
