// Where a head's fields lie: slots of offsets into the head's bytes, in a table that its owner keeps from message to
// message. The table knows no bytes; whoever reads a slot supplies them.

/// One field: where its name and its value lie, counted from the first byte of the parsed bytes.
@frozen
@usableFromInline
package struct HeaderSlot: Sendable, Equatable {
    @usableFromInline package let nameOffset: UInt32
    /// Never 0.
    @usableFromInline package let nameLength: UInt16
    /// A `KnownHeader`'s raw value; 0 is any other name.
    @usableFromInline package let known: UInt16
    @usableFromInline package let valueOffset: UInt32
    /// Without blanks at either end; may be 0.
    @usableFromInline package let valueLength: UInt32

    @inlinable
    package init(nameOffset: UInt32, nameLength: UInt16, known: UInt16, valueOffset: UInt32, valueLength: UInt32) {
        self.nameOffset = nameOffset
        self.nameLength = nameLength
        self.known = known
        self.valueOffset = valueOffset
        self.valueLength = valueLength
    }
}

/// The fields of one head in their order.
@usableFromInline
package struct HeaderTable: ~Copyable, @unchecked Sendable {
    /// Slots a new table has room for; it grows, once, for a head with more fields.
    package static let initialCapacity = 32

    @usableFromInline var slots: UnsafeMutablePointer<HeaderSlot>
    @usableFromInline var used = 0
    @usableFromInline var capacity: Int
    /// Bit n: a field with known id n is there. Bit 0: one without an id.
    @usableFromInline var present: UInt64 = 0

    package init() { self.init(capacity: HeaderTable.initialCapacity) }

    init(capacity: Int) {
        self.capacity = capacity
        slots = .allocate(capacity: capacity)
    }

    deinit { slots.deallocate() }

    @inlinable
    package var count: Int { used }

    @inlinable
    package subscript(index: Int) -> HeaderSlot {
        precondition(UInt(bitPattern: index) < UInt(bitPattern: used))
        return slots[index]
    }

    /// Whether a field of this name is there.
    @inlinable
    package func contains(_ known: KnownHeader) -> Bool { present >> UInt64(known.rawValue) & 1 != 0 }

    /// Index of the first field of this name, or nil.
    @inlinable
    package func first(known: KnownHeader) -> Int? {
        if !contains(known) { return nil }
        return index(of: known, from: 0)
    }

    /// Index of the first field of this name at or after `start`, or nil.
    @inlinable
    package func index(of known: KnownHeader, from start: Int) -> Int? {
        var index = start
        while index < used {
            if slots[index].known == known.rawValue { return index }
            index += 1
        }
        return nil
    }

    /// Forgets the fields, keeps the storage.
    @inlinable
    package mutating func removeAll() {
        used = 0
        present = 0
    }

    @inlinable
    package mutating func append(_ slot: HeaderSlot) {
        if used == capacity { grow() }
        slots[used] = slot
        used += 1
        // Ids are below 64: KnownHeader's own test holds that.
        present |= 1 &<< UInt64(slot.known)
    }

    /// Takes over the fields of another table, whose bytes lie so much further on here (less, when negative).
    @inline(__always)
    mutating func replace(by other: borrowing HeaderTable, shift: Int) {
        removeAll()
        if other.used > capacity { grow(to: other.used) }
        let distance = UInt32(truncatingIfNeeded: shift)
        for index in 0..<other.used {
            let slot = other.slots[index]
            slots[index] = HeaderSlot(
                nameOffset: slot.nameOffset &+ distance, nameLength: slot.nameLength, known: slot.known,
                valueOffset: slot.valueOffset &+ distance, valueLength: slot.valueLength)
        }
        used = other.used
        present = other.present
    }

    @usableFromInline
    mutating func grow() { grow(to: capacity * 4) }

    private mutating func grow(to wanted: Int) {
        let bigger = UnsafeMutablePointer<HeaderSlot>.allocate(capacity: wanted)
        bigger.update(from: slots, count: used)
        slots.deallocate()
        slots = bigger
        capacity = wanted
    }
}
