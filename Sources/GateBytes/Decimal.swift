// Integers to and from decimal text, without String.

/// Decimal text of integers.
@usableFromInline
package enum Decimal {
    /// Writes `value` at `target`, which has room for 20 bytes; returns how many bytes were written.
    @inlinable
    package static func write(_ value: Int, to target: UnsafeMutablePointer<UInt8>) -> Int {
        var rest = value.magnitude
        var start = 0
        if value < 0 {
            target[0] = 0x2d
            start = 1
        }
        var digits = 1
        var bound: UInt = 10
        while digits < 19, rest >= bound {
            digits += 1
            bound &*= 10
        }
        if digits == 19, rest >= 10_000_000_000_000_000_000 { digits = 20 }
        var index = start + digits
        while index > start {
            index -= 1
            target[index] = 0x30 &+ UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
        return start + digits
    }

    /// The value of a run of decimal digits, or nil when it is empty, holds anything else or exceeds `limit`.
    @inlinable
    package static func parse(_ view: ByteView, limit: Int = Int.max) -> Int? {
        if view.isEmpty { return nil }
        var value = 0
        for index in 0..<view.count {
            let byte = view[index]
            if !ASCII.isDigit(byte) { return nil }
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            if overflow { return nil }
            let (sum, overflow2) = product.addingReportingOverflow(Int(byte &- 0x30))
            if overflow2 || sum > limit { return nil }
            value = sum
        }
        return value
    }
}
