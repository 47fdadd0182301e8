// Keywords about numbers and strings. Numbers are compared as they are written, without binary rounding.

import GateBytes
import GateJSON
import GatePlan

extension SchemaValidator {
    /// `multipleOf`, `maximum`, `minimum`. Most bounds are 0 or 1, of counts, which are whole numbers.
    @inline(never)
    mutating func holdsForNumber(_ check: UnsafePointer<SchemaCheckRecord>, _ entry: UInt32) -> Bool {
        let value = cursor(entry).text
        let operand = string(check.pointee.text)
        if case .multipleOf = check.pointee.keyword { return SchemaValidator.isMultiple(value, of: operand) }
        if tape[Int(entry)].head & JSONNode.fractional == 0, operand.count == 1, value.count > 0, value.base[0] != 0x2d
        {
            return SchemaValidator.isWithin(check, value.count > 1 ? 1 : Int(value.base[0]) - Int(operand.base[0]))
        }
        return SchemaValidator.isWithin(check, SchemaValidator.order(value, operand))
    }

    /// Whether a bound, by which `third` says if it is left out itself, allows a number of an order to it.
    @inline(__always)
    private static func isWithin(_ check: UnsafePointer<SchemaCheckRecord>, _ order: Int) -> Bool {
        if order == 0 { return check.pointee.third == 0 }
        if case .maximum = check.pointee.keyword { return order < 0 }
        return order > 0
    }

    private static func order(_ value: ByteView, _ operand: ByteView) -> Int {
        var one = SmallDecimal(value)
        var other = SmallDecimal(operand)
        if !SmallDecimal.align(&one, &other) { return JSONDecimal.compare(JSONDecimal(value), JSONDecimal(operand)) }
        return one.digits < other.digits ? -1 : one.digits > other.digits ? 1 : 0
    }

    private static func isMultiple(_ value: ByteView, of operand: ByteView) -> Bool {
        var one = SmallDecimal(value)
        var other = SmallDecimal(operand)
        if SmallDecimal.align(&one, &other), other.digits != 0 { return one.digits % other.digits == 0 }
        return JSONDecimal(value).isMultiple(of: JSONDecimal(operand))
    }

    /// `maxLength`, `minLength`, `pattern`. Lengths are in characters (Unicode scalar values, RFC 8259 §1).
    @inline(never)
    mutating func holdsForString(
        _ check: UnsafePointer<SchemaCheckRecord>, _ entry: UInt32, _ tables: PlanTables
    ) -> Bool {
        let value = cursor(entry)
        let bound = check.pointee.first
        switch check.pointee.keyword {
        case .maxLength:
            // A character takes at least one byte of the text, so a short text needs no counting.
            if value.node.length <= bound { return true }
            return length(value) <= Int(bound)
        case .minLength:
            if value.node.length < bound { return false }
            return length(value) >= Int(bound)
        default:
            return isMatch(bound, value.decoded(scratch: &scratch), tables)
        }
    }

    func length(_ value: JSONCursor) -> Int {
        JSONText.length(value.text, hasEscapes: value.hasEscapes, lenient: value.isLenient)
    }

    /// Whether a text matches a pattern; one that cannot be decided ends the check.
    mutating func isMatch(_ pattern: UInt32, _ text: ByteView, _ tables: PlanTables) -> Bool {
        switch tables.outcome(pattern, text) {
        case .matched: return true
        case .unmatched: return false
        case .exhausted:
            isExhausted = true
            return false
        }
    }

    /// `format`, where the compiler was asked to make it an assertion.
    mutating func holdsFormat(_ record: SchemaCheckRecord, _ entry: UInt32) -> Bool {
        guard let format = SchemaFormat(rawValue: record.first) else { return true }
        let value = cursor(entry)
        switch format {
        case .int32, .int64:
            if value.kind != .number { return true }
            return SchemaFormats.fits(value.text, bits: format == .int32 ? 32 : 64)
        default:
            if value.kind != .string { return true }
            return SchemaFormats.accepts(format, value.decoded(scratch: &scratch))
        }
    }
}

/// Numbers without exponent and of up to 18 digits, as a whole number and how many of its digits are the fraction.
struct SmallDecimal {
    var digits = 0
    /// Below 0: the number is not small.
    var scale = 0

    @inline(__always)
    init(_ text: ByteView) {
        let isNegative = text.count > 0 && text.base[0] == 0x2d
        var index = isNegative ? 1 : 0
        if text.count - index > 18 || text.count == index {
            scale = -1
            return
        }
        var point = text.count
        while index < text.count {
            let digit = text.base[index] &- 0x30
            if digit <= 9 {
                digits = digits &* 10 &+ Int(digit)
            } else if digit == 0xfe, point == text.count {
                point = index + 1
            } else {
                scale = -1
                return
            }
            index += 1
        }
        scale = text.count - point
        if isNegative { digits = -digits }
    }

    /// Brings both to the same scale; false when a number is not small or becomes too large.
    @inline(__always)
    static func align(_ one: inout SmallDecimal, _ other: inout SmallDecimal) -> Bool {
        if one.scale < 0 || other.scale < 0 { return false }
        while one.scale < other.scale {
            if one.digits.magnitude > 100_000_000_000_000_000 { return false }
            one.digits *= 10
            one.scale += 1
        }
        while other.scale < one.scale {
            if other.digits.magnitude > 100_000_000_000_000_000 { return false }
            other.digits *= 10
            other.scale += 1
        }
        return true
    }
}

/// Whole numbers of up to 18 digits, read without taking the text apart.
enum SmallInteger {
    @inline(__always)
    static func read(_ text: ByteView) -> Int? {
        let isNegative = text.count > 0 && text.base[0] == 0x2d
        var index = isNegative ? 1 : 0
        if text.count - index > 18 || text.count == index { return nil }
        var value = 0
        while index < text.count {
            let digit = text.base[index] &- 0x30
            if digit > 9 { return nil }
            value = value &* 10 &+ Int(digit)
            index += 1
        }
        return isNegative ? -value : value
    }
}
