// The methods of Java's number classes and Boolean, static ones included: templates reach those through a value.

import GateBytes
import GateJSON
import GatePlan

extension TemplateHeap {
    mutating func callNumber(
        _ method: TemplateMethod, _ value: TemplateValue, _ arguments: TemplateArguments
    ) throws(TemplateFailure) -> TemplateValue {
        if arguments.count > 0, let result = try callStatic(method, value, arguments) { return result }
        switch arguments.count {
        case 0: return convert(method, value)
        case 1: return try callNumberWithOne(method, value, arguments[0])
        case 2: return try callNumberWithTwo(method, value, arguments)
        default: return try none(method, value)
        }
    }

    /// No method takes the arguments; but Velocity 1.7 takes one without parameters for any, and that call throws.
    func none(_ method: TemplateMethod, _ value: TemplateValue) throws(TemplateFailure) -> TemplateValue {
        switch method {
        case .toString, .hashCode: throw .method
        case .isNaN, .isInfinite: if value.tag == .double { throw .method }
        default: break
        }
        return .null
    }

    func whole(_ value: TemplateValue) -> Int {
        switch value.tag {
        case .integer, .long: return value.number
        case .big:
            if let number = JSONNumber.integer(value.view) { return number }
            // Java keeps the low 64 bits.
            var result = 0
            let text = value.view
            for index in 0..<text.count where ASCII.isDigit(text[index]) {
                result = result &* 10 &+ Int(text[index] &- 0x30)
            }
            return text.count > 0 && text[0] == 0x2d ? 0 &- result : result
        default:
            let number = double(value)
            if number.isNaN { return 0 }
            if number >= 9.2e18 { return Int.max }
            if number <= -9.2e18 { return Int.min }
            return Int(number)
        }
    }

    func convert(_ method: TemplateMethod, _ value: TemplateValue) -> TemplateValue {
        if value.tag == .boolean { return method == .booleanValue ? value : .null }
        switch method {
        case .intValue:
            if value.tag == .double || value.tag == .decimal {
                return TemplateValue(max(Int(Int32.min), min(Int(Int32.max), whole(value))))
            }
            return TemplateValue(Int(Int32(truncatingIfNeeded: whole(value))))
        case .longValue: return TemplateValue(long: whole(value))
        case .shortValue, .byteValue:
            // Doubles go through `int`.
            let low = value.tag == .double ? max(Int(Int32.min), min(Int(Int32.max), whole(value))) : whole(value)
            let isByte = method == .byteValue
            return TemplateValue(isByte ? Int(Int8(truncatingIfNeeded: low)) : Int(Int16(truncatingIfNeeded: low)))
        case .doubleValue: return TemplateValue(double(value))
        case .floatValue:
            let number = Float(double(value))
            guard number.isFinite else { return TemplateValue(Double(number)) }
            let text = Array("\(number)".utf8)
            return TemplateValue(text.withByteView { JSONNumber.double($0) })
        case .isNaN: return value.tag == .double ? TemplateValue(value.floating.isNaN) : .null
        case .isInfinite: return value.tag == .double ? TemplateValue(value.floating.isInfinite) : .null
        default: return .null
        }
    }

    private mutating func callNumberWithOne(
        _ method: TemplateMethod, _ value: TemplateValue, _ argument: TemplateValue
    ) throws(TemplateFailure) -> TemplateValue {
        switch method {
        case .compareTo:
            if argument.isNull { throw .method }
            if value.tag == .boolean, argument.tag == .boolean {
                return TemplateValue(Int(value.bits) - Int(argument.bits))
            }
            guard value.tag == argument.tag, let order = try compareNumbers(value, argument) else { throw .method }
            return TemplateValue(order)
        case .parseBoolean where value.tag == .boolean, .valueOf where value.tag == .boolean:
            if argument.tag == .boolean { return method == .valueOf ? argument : .null }
            guard argument.tag == .string else { return argument.isNull ? TemplateValue(false) : .null }
            return TemplateValue(argument.view.equalsIgnoringCase(ByteView("true")))
        case .parseInt where value.tag == .integer, .parseLong where value.tag == .long:
            return try parse(argument, radix: 10, isLong: value.tag == .long)
        case .parseDouble where value.tag == .double: return try parseDouble(argument)
        case .valueOf:
            if value.tag == .double { return argument.tag == .double ? argument : try parseDouble(argument) }
            return try parse(argument, radix: 10, isLong: value.tag == .long)
        case .toHexString, .toBinaryString, .toOctalString:
            guard argument.isWhole, value.isWhole, value.tag == .long || argument.tag == .integer else { return .null }
            let radix = method == .toHexString ? 16 : method == .toBinaryString ? 2 : 8
            let bits =
                value.tag == .integer
                ? UInt64(UInt32(truncatingIfNeeded: argument.number)) : UInt64(bitPattern: Int64(argument.number))
            let digits = Array(String(bits, radix: radix).utf8)
            return digits.withByteView { string(copying: $0) }
        case .decode where value.isWhole: return try decode(argument, isLong: value.tag == .long)
        case .parseUnsignedInt where value.tag == .integer, .parseUnsignedLong where value.tag == .long:
            return try parseUnsigned(argument, radix: 10, isLong: value.tag == .long)
        // Names of system properties; there are none.
        case .getInteger where value.tag == .integer, .getLong where value.tag == .long: return .null
        default: return try none(method, value)
        }
    }

    private mutating func callNumberWithTwo(
        _ method: TemplateMethod, _ value: TemplateValue, _ arguments: TemplateArguments
    ) throws(TemplateFailure) -> TemplateValue {
        let one = arguments[0]
        let other = arguments[1]
        switch method {
        case .parseInt, .parseLong, .valueOf:
            guard value.isWhole, other.tag == .integer, one.tag == .string || one.isNull else { return .null }
            if method == .parseInt && value.tag == .long || method == .parseLong && value.tag != .long { return .null }
            guard (2...36).contains(other.number) else { throw .method }
            return try parse(one, radix: other.number, isLong: value.tag == .long)
        case .parseUnsignedInt where value.tag == .integer, .parseUnsignedLong where value.tag == .long:
            guard other.tag == .integer, one.tag == .string || one.isNull else { return .null }
            guard (2...36).contains(other.number) else { throw .method }
            return try parseUnsigned(one, radix: other.number, isLong: value.tag == .long)
        case .toString, .toUnsignedString:
            let isTaken = one.tag == .integer || (value.tag == .long && one.isWhole)
            guard value.isWhole, isTaken, other.tag == .integer else { return try none(method, value) }
            let radix = (2...36).contains(other.number) ? other.number : 10
            var digits = Array(String(one.number, radix: radix).utf8)
            if method == .toUnsignedString {
                let bits = UInt64(bitPattern: Int64(one.number))
                digits = Array(String(value.tag == .integer ? bits & 0xffff_ffff : bits, radix: radix).utf8)
            }
            return digits.withByteView { string(copying: $0) }
        default: return try none(method, value)
        }
    }

    /// `Integer.parseInt` and `Long.parseLong`.
    private func parse(_ argument: TemplateValue, radix: Int, isLong: Bool) throws(TemplateFailure) -> TemplateValue {
        if argument.isNull { throw .method }
        guard argument.tag == .string else { return .null }
        guard let value = Int64(String(argument.view), radix: radix) else { throw .method }
        if isLong { return TemplateValue(long: Int(value)) }
        guard Int32(exactly: value) != nil else { throw .method }
        return TemplateValue(Int(value))
    }

    private func parseUnsigned(
        _ argument: TemplateValue, radix: Int, isLong: Bool
    ) throws(TemplateFailure) -> TemplateValue {
        if argument.isNull { throw .method }
        guard argument.tag == .string else { return .null }
        let text = argument.view
        guard text.count > 0, text[0] != 0x2d, let bits = UInt64(String(text), radix: radix) else { throw .method }
        if isLong { return TemplateValue(long: Int(Int64(bitPattern: bits))) }
        guard let low = UInt32(exactly: bits) else { throw .method }
        return TemplateValue(Int(Int32(bitPattern: low)))
    }

    /// `Integer.decode` and `Long.decode`: `0x`, `#` and a leading zero choose the radix.
    private func decode(_ argument: TemplateValue, isLong: Bool) throws(TemplateFailure) -> TemplateValue {
        if argument.isNull { throw .method }
        guard argument.tag == .string else { return .null }
        var text = argument.view
        let isSigned = text.count > 0 && (text[0] == 0x2d || text[0] == 0x2b)
        let isNegative = isSigned && text[0] == 0x2d
        if isSigned { text = text.dropFirst(1) }
        var radix = 10
        if text.hasPrefix(ByteView("0x")) || text.hasPrefix(ByteView("0X")) {
            text = text.dropFirst(2)
            radix = 16
        } else if text.hasPrefix(ByteView("#")) {
            text = text.dropFirst(1)
            radix = 16
        } else if text.count > 1, text[0] == 0x30 {
            text = text.dropFirst(1)
            radix = 8
        }
        guard text.count > 0, text[0] != 0x2d, text[0] != 0x2b else { throw .method }
        let digits = Array((isNegative ? "-" : "").utf8) + Array(text)
        return try digits.withByteView { (view) throws(TemplateFailure) in
            try parse(TemplateValue(view), radix: radix, isLong: isLong)
        }
    }

    private func parseDouble(_ argument: TemplateValue) throws(TemplateFailure) -> TemplateValue {
        if argument.isNull { throw .method }
        guard argument.tag == .string else { return .null }
        var text = TemplateHeap.trimmed(argument.view)
        guard TemplateHeap.isFloatingText(text) else { throw .method }
        if text[text.count - 1] | 0x20 == UInt8(ascii: "d") || text[text.count - 1] | 0x20 == UInt8(ascii: "f"),
            text.count > 1, !text.hasPrefix(ByteView("0x")), !text.hasPrefix(ByteView("0X"))
        {
            text = text.slice(0, text.count - 1)
        }
        if text[text.count - 1] == 0x2e { text = text.slice(0, text.count - 1) }
        guard let value = Double(String(text)) else { throw .method }
        return TemplateValue(value)
    }

    /// Whether a text is a number as `Double.parseDouble` reads it.
    private static func isFloatingText(_ text: ByteView) -> Bool {
        var index = 0
        func take(_ test: (UInt8) -> Bool) -> Int {
            let start = index
            while index < text.count, test(text[index]) { index += 1 }
            return index - start
        }
        if index < text.count, text[index] == 0x2b || text[index] == 0x2d { index += 1 }
        let rest = text.dropFirst(index)
        if rest == "NaN" || rest == "Infinity" { return true }
        let isHex = rest.hasPrefix(ByteView("0x")) || rest.hasPrefix(ByteView("0X"))
        if isHex { index += 2 }
        let isDigit: (UInt8) -> Bool = { isHex ? ASCII.hexValue($0) != nil : ASCII.isDigit($0) }
        var digits = take(isDigit)
        if index < text.count, text[index] == 0x2e {
            index += 1
            digits += take(isDigit)
        }
        if digits == 0 { return false }
        let mark = isHex ? UInt8(ascii: "p") : UInt8(ascii: "e")
        if index < text.count, text[index] | 0x20 == mark {
            index += 1
            if index < text.count, text[index] == 0x2b || text[index] == 0x2d { index += 1 }
            if take({ ASCII.isDigit($0) }) == 0 { return false }
        } else if isHex {
            return false
        }
        if index < text.count, text[index] | 0x20 == UInt8(ascii: "d") || text[index] | 0x20 == UInt8(ascii: "f") {
            index += 1
        }
        return index == text.count
    }
}
