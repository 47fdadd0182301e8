// The methods of Java's number classes and Boolean, static ones included: templates reach those through a value.

import GateBytes
import GateJSON
import GatePlan

extension TemplateHeap {
    mutating func callNumber(
        _ method: TemplateMethod, _ value: TemplateValue, _ arguments: TemplateArguments
    ) throws(TemplateFailure) -> TemplateValue {
        if arguments.count > 0, let result = callStatic(method, value, arguments) { return result }
        switch arguments.count {
        case 0: return convert(method, value)
        case 1: return try callNumberWithOne(method, value, arguments[0])
        case 2: return try callNumberWithTwo(method, value, arguments)
        default: return .null
        }
    }

    private func whole(_ value: TemplateValue) -> Int {
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

    private func convert(_ method: TemplateMethod, _ value: TemplateValue) -> TemplateValue {
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
            let text = Array("\(Float(double(value)))".utf8)
            return TemplateValue(text.withByteView { JSONNumber.double($0) })
        case .isNaN: return value.tag == .double ? TemplateValue(value.floating.isNaN) : .null
        case .isInfinite: return value.tag == .double ? TemplateValue(value.floating.isInfinite) : .null
        case .abs where value.tag == .big:
            let text = value.view
            return TemplateValue(.big, text.count > 0 && text[0] == 0x2d ? text.dropFirst(1) : text)
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
            guard value.tag == argument.tag, let order = compareNumbers(value, argument) else { throw .method }
            return TemplateValue(order)
        case .parseBoolean where value.tag == .boolean, .valueOf where value.tag == .boolean:
            if argument.tag == .boolean { return argument }
            guard argument.tag == .string else { return argument.isNull ? TemplateValue(false) : .null }
            return TemplateValue(argument.view.equalsIgnoringCase(ByteView("true")))
        case .parseInt where value.tag == .integer, .parseLong where value.tag == .long:
            return try parse(argument, radix: 10, isLong: value.tag == .long)
        case .parseDouble where value.tag == .double: return try parseDouble(argument)
        case .valueOf:
            if value.tag == .double { return argument.tag == .double ? argument : try parseDouble(argument) }
            if argument.isWhole { return argument }
            return try parse(argument, radix: 10, isLong: value.tag == .long)
        case .toHexString, .toBinaryString, .toOctalString:
            guard argument.isWhole, value.isWhole else { return .null }
            let radix = method == .toHexString ? 16 : method == .toBinaryString ? 2 : 8
            let bits =
                value.tag == .integer
                ? UInt64(UInt32(truncatingIfNeeded: argument.number)) : UInt64(bitPattern: Int64(argument.number))
            let digits = Array(String(bits, radix: radix).utf8)
            return digits.withByteView { string(copying: $0) }
        case .toString: return TemplateValue(try text(argument))
        case .signum, .bitCount, .reverse, .abs: return .null
        case .isNaN where value.tag == .double: return TemplateValue(double(argument).isNaN)
        default: return .null
        }
    }

    private mutating func callNumberWithTwo(
        _ method: TemplateMethod, _ value: TemplateValue, _ arguments: TemplateArguments
    ) throws(TemplateFailure) -> TemplateValue {
        let one = arguments[0]
        let other = arguments[1]
        switch method {
        case .parseInt, .parseLong, .valueOf:
            guard value.isWhole, other.tag == .integer, (2...36).contains(other.number) else { return .null }
            return try parse(one, radix: other.number, isLong: value.tag == .long)
        case .toString:
            guard one.isWhole, other.tag == .integer, (2...36).contains(other.number) else { return .null }
            let digits = Array(String(one.number, radix: other.number).utf8)
            return digits.withByteView { string(copying: $0) }
        default: return .null
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

    private func parseDouble(_ argument: TemplateValue) throws(TemplateFailure) -> TemplateValue {
        if argument.isNull { throw .method }
        guard argument.tag == .string else { return .null }
        guard let value = Double(String(TemplateHeap.trimmed(argument.view))) else { throw .method }
        return TemplateValue(value)
    }
}
