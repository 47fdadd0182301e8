// A growable, uniquely owned byte buffer: what the hot path writes into. `removeAll` keeps the storage, so a
// worker's buffer stops allocating once it has seen its largest message.

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A growable run of bytes with one owner.
@usableFromInline
package struct ByteBuffer: ~Copyable, @unchecked Sendable {
    @usableFromInline package var base: UnsafeMutablePointer<UInt8>
    /// How many bytes are written.
    @usableFromInline package var size: Int
    /// How many bytes fit before the storage grows.
    @usableFromInline package var capacity: Int

    /// An empty buffer with room for `capacity` bytes (at least 64).
    package init(capacity: Int = 512) {
        self.capacity = max(capacity, 64)
        self.base = .allocate(capacity: self.capacity)
        self.size = 0
    }

    deinit { base.deallocate() }

    @inlinable
    package var count: Int { size }

    @inlinable
    package var isEmpty: Bool { size == 0 }

    /// The written bytes; valid until the next mutation.
    @inlinable
    package var view: ByteView { ByteView(base: base, count: size) }

    /// Forgets the bytes, keeps the storage.
    @inlinable
    package mutating func removeAll() { size = 0 }

    /// Cuts the buffer back to its first `count` bytes.
    @inlinable
    package mutating func truncate(to count: Int) {
        precondition(count >= 0 && count <= size)
        size = count
    }

    /// Removes the first `count` bytes and moves the rest to the front.
    package mutating func removeFirst(_ count: Int) {
        precondition(count >= 0 && count <= size)
        if count == 0 { return }
        memmove(base, base + count, size - count)
        size -= count
    }

    /// Gives back storage above `capacityMax` bytes when the buffer is empty.
    package mutating func shrink(toCapacity capacityMax: Int) {
        precondition(size == 0)
        if capacity <= capacityMax { return }
        base.deallocate()
        capacity = max(capacityMax, 64)
        base = .allocate(capacity: capacity)
    }

    /// Makes room for `more` further bytes.
    @inlinable
    package mutating func reserve(_ more: Int) {
        if capacity - size < more { grow(more) }
    }

    @usableFromInline
    package mutating func grow(_ more: Int) {
        let wanted = max(capacity &* 2, size + more)
        let bigger = UnsafeMutablePointer<UInt8>.allocate(capacity: wanted)
        memcpy(bigger, base, size)
        base.deallocate()
        base = bigger
        capacity = wanted
    }

    @inlinable
    package mutating func append(_ byte: UInt8) {
        reserve(1)
        base[size] = byte
        size += 1
    }

    @inlinable
    package mutating func append(_ view: ByteView) {
        let more = view.count
        reserve(more)
        memcpy(base + size, view.base, more)
        size += more
    }

    /// The same without a call for up to 32 bytes, as nearly all texts of a template and values of a body are.
    @inlinable @inline(__always)
    package mutating func append(short view: ByteView) {
        if capacity &- size < view.count { grow(view.count) }
        ByteBuffer.copy(short: view, to: base + size)
        size &+= view.count
    }

    /// Two short views, one behind the other.
    @inlinable @inline(__always)
    package mutating func append(short first: ByteView, _ second: ByteView) {
        let more = first.count &+ second.count
        if capacity &- size < more { grow(more) }
        let target = base + size
        ByteBuffer.copy(short: first, to: target)
        ByteBuffer.copy(short: second, to: target + first.count)
        size &+= more
    }

    /// Copies by two words that may overlap.
    @inlinable @inline(__always)
    static func copy(short view: ByteView, to place: UnsafeMutablePointer<UInt8>) {
        let count = view.count
        let target = UnsafeMutableRawPointer(place)
        let source = UnsafeRawPointer(view.base)
        if count >= 8 {
            if count <= 16 {
                let last = count &- 8
                let one = source.loadUnaligned(as: UInt64.self)
                let two = source.loadUnaligned(fromByteOffset: last, as: UInt64.self)
                target.storeBytes(of: one, as: UInt64.self)
                target.storeBytes(of: two, toByteOffset: last, as: UInt64.self)
            } else if count <= 32 {
                let last = count &- 16
                let one = source.loadUnaligned(as: SIMD2<UInt64>.self)
                let two = source.loadUnaligned(fromByteOffset: last, as: SIMD2<UInt64>.self)
                target.storeBytes(of: one, as: SIMD2<UInt64>.self)
                target.storeBytes(of: two, toByteOffset: last, as: SIMD2<UInt64>.self)
            } else {
                memcpy(target, source, count)
            }
        } else if count >= 4 {
            let last = count &- 4
            let one = source.loadUnaligned(as: UInt32.self)
            let two = source.loadUnaligned(fromByteOffset: last, as: UInt32.self)
            target.storeBytes(of: one, as: UInt32.self)
            target.storeBytes(of: two, toByteOffset: last, as: UInt32.self)
        } else if count > 0 {
            let middle = count >> 1
            let last = count &- 1
            place[0] = view.base[0]
            place[middle] = view.base[middle]
            place[last] = view.base[last]
        }
    }

    /// Inlined everywhere: of a literal the compiler knows the length, so a copy is a few stores and no call.
    @inlinable @inline(__always)
    package mutating func append(_ literal: StaticString) {
        let more = literal.utf8CodeUnitCount
        reserve(more)
        memcpy(base + size, literal.utf8Start, more)
        size += more
    }

    /// Appends the UTF-8 of a string. Not for the hot path.
    package mutating func append(text: String) {
        var copy = text
        copy.withUTF8 { append(ByteView(UnsafeRawBufferPointer($0))) }
    }

    /// Appends a decimal number.
    @inlinable
    package mutating func append(decimal value: Int) {
        reserve(20)
        size += Decimal.write(value, to: base + size)
    }

    /// Appends exactly `digits` decimal digits of a non-negative number, zeros in front.
    @inlinable
    package mutating func append(decimal value: Int, digits: Int) {
        reserve(digits)
        var rest = value
        var index = digits
        while index > 0 {
            index -= 1
            base[size + index] = 0x30 &+ UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
        size += digits
    }

    /// Appends `digits` (1 to 16) lower-case hexadecimal digits of `value`, most significant first.
    package mutating func append(hex value: UInt64, digits: Int) {
        precondition(digits > 0 && digits <= 16)
        reserve(16)
        let aligned = value << UInt64((16 - digits) * 4)
        store(hex: aligned, at: size)
        size += digits
    }

    /// Lets `body` write straight into at least `room` free bytes; it returns how many it wrote.
    @inlinable
    package mutating func write<Failure: Error>(
        room: Int, _ body: (UnsafeMutableBufferPointer<UInt8>) throws(Failure) -> Int
    ) throws(Failure) {
        reserve(room)
        let free = UnsafeMutableBufferPointer(start: base + size, count: capacity - size)
        let written = try body(free)
        precondition(written >= 0 && written <= free.count)
        size += written
    }

    /// Overwrites the sixteen bytes from `index` on with the hexadecimal digits of a number.
    package mutating func set(hex value: UInt64, at index: Int) {
        precondition(index >= 0 && index + 16 <= size)
        store(hex: value, at: index)
    }

    @inline(__always)
    private mutating func store(hex value: UInt64, at index: Int) {
        let digits = ASCII.hexadecimal(value)
        let target = UnsafeMutableRawPointer(base + index)
        target.storeBytes(of: digits.first, as: UInt64.self)
        target.storeBytes(of: digits.last, toByteOffset: 8, as: UInt64.self)
    }

    /// Overwrites the byte at `index`.
    @inlinable
    package mutating func set(_ byte: UInt8, at index: Int) {
        precondition(index >= 0 && index < size)
        base[index] = byte
    }
}
