// Keywords about numbers and strings. Numbers are compared as they are written, without binary rounding.

import GateBytes
import GateJSON
import GatePlan

extension SchemaValidator {
    /// `multipleOf`, `maximum`, `minimum`.
    func holdsForNumber(_ record: SchemaCheckRecord, _ entry: UInt32) -> Bool {
        let value = cursor(entry)
        let operand = string(record.text)
        if record.keyword == .multipleOf {
            return JSONDecimal(value.text).isMultiple(of: JSONDecimal(operand))
        }
        let order: Int
        if let one = SmallInteger.read(value.text), let other = SmallInteger.read(operand) {
            order = one < other ? -1 : one > other ? 1 : 0
        } else {
            order = JSONDecimal.compare(JSONDecimal(value.text), JSONDecimal(operand))
        }
        if order == 0 { return record.third == 0 }
        return record.keyword == .maximum ? order < 0 : order > 0
    }

    /// `maxLength`, `minLength`, `pattern`. Lengths are in characters (Unicode scalar values, RFC 8259 §1).
    mutating func holdsForString(_ record: SchemaCheckRecord, _ entry: UInt32, _ tables: PlanTables) -> Bool {
        let value = cursor(entry)
        switch record.keyword {
        case .maxLength:
            // A character takes at least one byte of the text, so a short text needs no counting.
            if Int(value.node.length) <= Int(record.first) { return true }
            return length(value) <= Int(record.first)
        case .minLength:
            if Int(value.node.length) < Int(record.first) { return false }
            return length(value) >= Int(record.first)
        default:
            return isMatch(record.first, value.decoded(scratch: &scratch), tables)
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
