// Values by a name that a request brings: identifiers of APIs, stages, hosts, base paths. Open addressing over one
// allocation each for slots, entries and names; a lookup allocates nothing and follows no chain of objects.

import GateBytes

/// A map from byte strings to values, cheap to copy as a whole.
struct NameTable<Value: Sendable>: Sendable {
    private struct Entry: Sendable {
        let hash: UInt32
        let start: Int
        let count: Int
        var value: Value
    }

    /// Whether ASCII letters are compared without case, as in host names.
    private let ignoresCase: Bool
    /// 1 + an index in `entries`; 0 is free. A power of two of them, at most half of them used.
    private var slots: [UInt32] = []
    private var entries: [Entry] = []
    private var names: [UInt8] = []

    init(ignoresCase: Bool = false) { self.ignoresCase = ignoresCase }

    var isEmpty: Bool { entries.isEmpty }
    var count: Int { entries.count }
    /// In no order that means anything.
    var values: [Value] { entries.map(\.value) }

    /// The value of a name that `isWanted` accepts; nil when there is none.
    @inline(__always)
    func find(_ name: ByteView, where isWanted: (Value) -> Bool) -> Value? {
        guard let index = place(of: name, where: isWanted) else { return nil }
        return entries[index].value
    }

    @inline(__always)
    func find(_ name: ByteView) -> Value? { find(name) { _ in true } }

    /// Sets the value of a name, in the place of one that `isOld` accepts.
    mutating func set(_ name: [UInt8], _ value: Value, replacing isOld: (Value) -> Bool = { _ in true }) {
        if let index = name.withByteView({ place(of: $0, where: isOld) }) {
            entries[index].value = value
            return
        }
        let hash = name.withByteView { self.hash(of: $0) }
        entries.append(Entry(hash: hash, start: names.count, count: name.count, value: value))
        names += name
        if entries.count * 2 > slots.count {
            layOut(slotCount: max(8, slots.count * 2))
        } else {
            place(entries.count - 1)
        }
    }

    /// Removes the value of a name that `isWanted` accepts.
    mutating func remove(_ name: [UInt8], where isWanted: (Value) -> Bool = { _ in true }) {
        guard let index = name.withByteView({ place(of: $0, where: isWanted) }) else { return }
        let old = self
        self = NameTable(ignoresCase: ignoresCase)
        for (position, entry) in old.entries.enumerated() where position != index {
            set(Array(old.names[entry.start..<entry.start + entry.count]), entry.value) { _ in false }
        }
    }

    /// Changes every value.
    mutating func mapValues(_ change: (Value) -> Value) {
        for index in entries.indices { entries[index].value = change(entries[index].value) }
    }

    // MARK: Slots

    @inline(__always)
    private func place(of name: ByteView, where isWanted: (Value) -> Bool) -> Int? {
        if slots.isEmpty { return nil }
        let hash = self.hash(of: name)
        let mask = slots.count - 1
        var slot = Int(hash) & mask
        while slots[slot] != 0 {
            let index = Int(slots[slot]) - 1
            if entries[index].hash == hash, isEqual(index, name), isWanted(entries[index].value) { return index }
            slot = (slot + 1) & mask
        }
        return nil
    }

    private func isEqual(_ index: Int, _ name: ByteView) -> Bool {
        let start = entries[index].start
        let count = entries[index].count
        if count != name.count { return false }
        return names.withByteView { names in
            let own = names.slice(start, start + count)
            return ignoresCase ? own.equalsIgnoringCase(name) : own == name
        }
    }

    private func hash(of name: ByteView) -> UInt32 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in name.buffer {
            hash = (hash ^ UInt64(ignoresCase ? ASCII.lowercased(byte) : byte)) &* 0x0000_0100_0000_01b3
        }
        return UInt32(truncatingIfNeeded: hash ^ hash >> 32)
    }

    private mutating func layOut(slotCount: Int) {
        slots = [UInt32](repeating: 0, count: slotCount)
        for index in entries.indices { place(index) }
    }

    private mutating func place(_ index: Int) {
        let mask = slots.count - 1
        var slot = Int(entries[index].hash) & mask
        while slots[slot] != 0 { slot = (slot + 1) & mask }
        slots[slot] = UInt32(index + 1)
    }
}
