// Equality of values as JSON Schema means it: numbers by value (1 and 1.0 are equal), objects without order.
// Nothing is allocated; recursion is bounded by the depth of tapes.

import GateBytes

/// Comparing and hashing values.
package enum JSONEquality {
    /// Whether two values are equal. `other` may be of another tape, or of a plan's value tape (whose names carry
    /// no hashes and no escapes).
    package static func equals(_ value: JSONCursor, _ other: JSONCursor) -> Bool {
        if value.kind != other.kind { return false }
        switch value.kind {
        case .null, .true, .false: return true
        case .string: return value.equals(string: other)
        case .number:
            if value.text == other.text { return true }
            return JSONDecimal.compare(JSONDecimal(value.text), JSONDecimal(other.text)) == 0
        case .array:
            if value.count != other.count { return false }
            var one = value.elements
            var two = other.elements
            while let left = one.next(), let right = two.next() {
                if !equals(left, right) { return false }
            }
            return true
        case .object:
            if value.count != other.count { return false }
            var walk = other.members
            while let member = walk.next() {
                guard let own = find(member.name, in: value), equals(own, member.value) else { return false }
            }
            return true
        }
    }

    private static func find(_ name: JSONCursor, in object: JSONCursor) -> JSONCursor? {
        if !name.hasEscapes { return object.member(name.text) }
        var walk = object.members
        while let member = walk.next() {
            if member.name.equals(string: name) { return member.value }
        }
        return nil
    }

    /// A hash that equal values share.
    package static func hash(_ value: JSONCursor) -> UInt64 {
        switch value.kind {
        case .null: return 0x2545_f491_4f6c_dd1d
        case .false: return 0x9e6c_63d0_876a_68b1
        case .true: return 0xd6e8_feb8_6659_fd93
        case .number: return JSONDecimal(value.text).hash
        case .string: return string(value)
        case .array:
            var state: UInt64 = 0xa5a5_1234
            var walk = value.elements
            while let element = walk.next() { state = mix(state ^ hash(element)) }
            return state
        case .object:
            // A sum does not depend on the order.
            var sum: UInt64 = 0x5a5a_4321
            var walk = value.members
            while let member = walk.next() {
                sum &+= mix(string(member.name) ^ mix(hash(member.value)))
            }
            return mix(sum)
        }
    }

    private static func string(_ value: JSONCursor) -> UInt64 {
        if !value.hasEscapes { return mix(value.text.fnv1a) }
        var state: UInt64 = 0xcbf2_9ce4_8422_2325
        var bytes = JSONTextBytes(value.text, lenient: value.isLenient)
        while let byte = bytes.next() { state = (state ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        return mix(state)
    }

    static func mix(_ value: UInt64) -> UInt64 {
        var state = value &* 0xff51_afd7_ed55_8ccd
        state ^= state >> 32
        state = state &* 0xc4ce_b9fe_1a85_ec53
        return state ^ state >> 29
    }
}

extension JSONDecimal {
    /// A hash that equal numbers share.
    package var hash: UInt64 {
        if isZero { return 0x1234_5678_9abc_def0 }
        var state: UInt64 = isNegative ? 0x51 : 0x17
        state ^= UInt64(bitPattern: Int64(exponent)) << 8
        for index in 0..<digitCount { state = (state ^ UInt64(digit(index))) &* 0x0000_0100_0000_01b3 }
        return JSONEquality.mix(state)
    }
}
