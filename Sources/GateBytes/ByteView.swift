// A borrowed run of bytes: the one currency of the hot path.
//
// A view does not own its memory. Whoever makes one guarantees that the memory outlives every use; in the
// runtime that is the connection's read buffer (until the exchange ends) or the mapped plan (until the last
// connection that pinned it closes). Every subscript is bounds-checked: hostile bytes can end the process with
// a trap, never read outside. Must not know Foundation, JSON or HTTP.
//
// Here and in the other modules of the hot path, a type with `@inlinable` members is `@usableFromInline` itself: Swift
// 6.3 otherwise keeps the bodies to the module without a word (measured with `nm`; parsing a head took 283 ns, then
// 222).

import CGateVector

/// A borrowed, trivially copyable run of bytes.
@frozen
@usableFromInline
package struct ByteView: @unchecked Sendable {
    @usableFromInline package let base: UnsafePointer<UInt8>
    /// How many bytes the view spans.
    @usableFromInline package let count: Int

    @inlinable @inline(__always)
    package init(base: UnsafePointer<UInt8>, count: Int) {
        precondition(count >= 0)
        self.base = base
        self.count = count
    }

    /// The bytes of a buffer; an empty buffer gives the empty view.
    @inlinable
    package init(_ buffer: UnsafeRawBufferPointer) {
        if let address = buffer.baseAddress, buffer.count > 0 {
            self.base = address.assumingMemoryBound(to: UInt8.self)
            self.count = buffer.count
        } else {
            self = ByteView.empty
        }
    }

    /// The bytes of a literal, which live for ever.
    @inlinable
    package init(_ literal: StaticString) {
        self.base = literal.utf8Start
        self.count = literal.utf8CodeUnitCount
    }

    /// The view of no bytes.
    @inlinable
    package static var empty: ByteView { ByteView("" as StaticString) }

    @inlinable
    package var isEmpty: Bool { count == 0 }

    @inlinable @inline(__always)
    package subscript(index: Int) -> UInt8 {
        precondition(UInt(bitPattern: index) < UInt(bitPattern: count))
        return base[index]
    }

    /// The bytes from `start` up to, not including, `end`.
    @inlinable
    package func slice(_ start: Int, _ end: Int) -> ByteView {
        precondition(start >= 0 && start <= end && end <= count)
        return ByteView(base: base + start, count: end - start)
    }

    /// The bytes from `start` on.
    @inlinable
    package func dropFirst(_ start: Int) -> ByteView { slice(start, count) }

    /// The raw buffer over the same bytes, for C calls.
    @inlinable
    package var buffer: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: base, count: count) }

    /// Index of the first byte equal to `byte` at or after `start`, or nil.
    @inlinable
    package func firstIndex(of byte: UInt8, from start: Int = 0) -> Int? {
        var index = start
        while index < count {
            if base[index] == byte { return index }
            index += 1
        }
        return nil
    }

    /// Whether both spans hold the same bytes.
    @inlinable
    package static func == (left: ByteView, right: ByteView) -> Bool { left.isSame(as: right) }

    /// `==` without a call, for loops over names. The last words overlap those before, so that no byte is taken alone.
    @inlinable @inline(__always)
    package func isSame(as other: ByteView) -> Bool {
        if count != other.count { return false }
        let left = UnsafeRawPointer(base)
        let right = UnsafeRawPointer(other.base)
        if count >= 8 {
            let last = count &- 8
            var index = 0
            while index < last {
                let one = left.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                if one != right.loadUnaligned(fromByteOffset: index, as: UInt64.self) { return false }
                index &+= 8
            }
            let one = left.loadUnaligned(fromByteOffset: last, as: UInt64.self)
            return one == right.loadUnaligned(fromByteOffset: last, as: UInt64.self)
        }
        if count >= 4 {
            let last = count &- 4
            let one = left.loadUnaligned(as: UInt32.self) ^ right.loadUnaligned(as: UInt32.self)
            let two = left.loadUnaligned(fromByteOffset: last, as: UInt32.self)
            return one | (two ^ right.loadUnaligned(fromByteOffset: last, as: UInt32.self)) == 0
        }
        if count >= 2 {
            let last = count &- 2
            let one = left.loadUnaligned(as: UInt16.self) ^ right.loadUnaligned(as: UInt16.self)
            let two = left.loadUnaligned(fromByteOffset: last, as: UInt16.self)
            return one | (two ^ right.loadUnaligned(fromByteOffset: last, as: UInt16.self)) == 0
        }
        return count == 0 || base[0] == other.base[0]
    }

    /// The fewer than eight bytes from `start` on as a number, equal for equal bytes of one length only, and ordered as
    /// they are: no loop, for runs as short as names are.
    @inlinable @inline(__always)
    package func tailWord(from start: Int) -> UInt64 {
        let rest = count - start
        let raw = UnsafeRawPointer(base + start)
        if rest >= 4 {
            let low = raw.loadUnaligned(as: UInt32.self).bigEndian
            let high = raw.loadUnaligned(fromByteOffset: rest - 4, as: UInt32.self).bigEndian
            return UInt64(low) << 32 | UInt64(high)
        }
        if rest >= 2 {
            let low = raw.loadUnaligned(as: UInt16.self).bigEndian
            let high = raw.loadUnaligned(fromByteOffset: rest - 2, as: UInt16.self).bigEndian
            return UInt64(low) << 16 | UInt64(high)
        }
        return rest == 1 ? UInt64(base[start]) : 0
    }

    /// The index of the first byte that is not ASCII at or after `start`; `count` without one.
    package func endOfASCII(from start: Int) -> Int {
        var index = start
        while index <= count &- 64, !gate_has_high_bytes(base + index) { index &+= 64 }
        while index <= count &- 8 {
            let word = UnsafeRawPointer(base + index).loadUnaligned(as: UInt64.self)
            if word & 0x8080_8080_8080_8080 != 0 { break }
            index &+= 8
        }
        while index < count, base[index] < 0x80 { index &+= 1 }
        return index
    }

    @inlinable
    package static func == (left: ByteView, right: StaticString) -> Bool { left == ByteView(right) }

    @inlinable
    package static func != (left: ByteView, right: ByteView) -> Bool { !(left == right) }

    @inlinable
    package static func != (left: ByteView, right: StaticString) -> Bool { !(left == ByteView(right)) }

    /// Whether a C0 control or DEL stands among the bytes. Eight at a time, from the last whole word on byte by byte.
    @inlinable
    package var hasControls: Bool {
        var index = 0
        while index + 8 <= count {
            let word = UnsafeRawPointer(base + index).loadUnaligned(as: UInt64.self)
            let low = word & 0x7f7f_7f7f_7f7f_7f7f
            // Top bits: low seven bits of at least 0x20, and of 0x7f.
            let printable = low &+ 0x6060_6060_6060_6060
            let delete = low &+ 0x0101_0101_0101_0101
            if (~printable | delete) & ~word & 0x8080_8080_8080_8080 != 0 { return true }
            index += 8
        }
        while index < count {
            if ASCII.isControl(base[index]) { return true }
            index += 1
        }
        return false
    }

    /// Whether both spans are equal when ASCII letters are compared without case (RFC 9110 field names).
    @inlinable
    package func equalsIgnoringCase(_ other: ByteView) -> Bool {
        if count != other.count { return false }
        if self == other { return true }
        var index = 0
        while index < count {
            if ASCII.lowercased(base[index]) != ASCII.lowercased(other.base[index]) { return false }
            index += 1
        }
        return true
    }

    @inlinable
    package func hasPrefix(_ prefix: ByteView) -> Bool {
        count >= prefix.count && slice(0, prefix.count) == prefix
    }

    /// FNV-1a over the bytes, 64 bits. Stable across machines: the plan stores it.
    @inlinable
    package var fnv1a: UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for index in 0..<count {
            hash = (hash ^ UInt64(base[index])) &* 0x0000_0100_0000_01b3
        }
        return hash
    }

    /// The bytes without spaces and tabs at either end (RFC 9110 OWS).
    @inlinable
    package func trimmingBlanks() -> ByteView {
        var start = 0
        var end = count
        while start < end, ASCII.isBlank(base[start]) { start += 1 }
        while end > start, ASCII.isBlank(base[end - 1]) { end -= 1 }
        return slice(start, end)
    }
}

extension String {
    /// The bytes as text; what is not UTF-8 becomes U+FFFD. Not for the hot path.
    package init(_ view: ByteView) {
        self = String(decoding: view.buffer, as: UTF8.self)
    }
}

extension Array where Element == UInt8 {
    /// Runs `body` over a view of the array's bytes, valid only inside. Inlined: as a call into this module it would
    /// look up generic metadata at every use, several times a proxied request.
    @inlinable
    @inline(__always)
    package func withByteView<Result, Failure: Error>(
        _ body: (ByteView) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try withUnsafeBufferPointer { (buffer) throws(Failure) -> Result in
            try body(ByteView(UnsafeRawBufferPointer(buffer)))
        }
    }

    package init(_ view: ByteView) { self.init(view.buffer) }
}
