// Names with one or more values, in the order they came: the headers and query parameters of a Lambda event. Kept by
// the event loop and used again, so that nothing is allocated once the largest request has been seen. Names are found
// by a hash: a query holds thousands of them.

import GateBytes

/// A list of names and values.
struct MultiValues: ~Copyable {
    private struct Entry {
        var hash: UInt64
        var nameStart: Int
        var valueStart: Int
        var valueEnd: Int
        /// The next entry of the same name, or -1.
        var next: Int32
        /// In a name's first entry: its last one. -1 in the others.
        var last: Int32
    }

    private var text = ByteBuffer(capacity: 1024)
    private var entries: [Entry] = []
    /// Open addressing over the first entries of the names; -1 is free.
    private var slots = [Int32](repeating: -1, count: 64)
    private let ignoresCase: Bool

    /// Header names are the same whatever their case, query names are not.
    init(ignoresCase: Bool) { self.ignoresCase = ignoresCase }

    var isEmpty: Bool { entries.isEmpty }

    mutating func removeAll() {
        text.removeAll()
        entries.removeAll(keepingCapacity: true)
        for index in slots.indices { slots[index] = -1 }
    }

    /// Adds a pair.
    mutating func add(_ name: ByteView, _ value: ByteView) {
        let start = text.count
        text.append(name)
        let middle = text.count
        text.append(value)
        link(start, middle)
    }

    /// Adds a pair, its name in small letters.
    mutating func add(lowercasing name: ByteView, _ value: ByteView) {
        let start = text.count
        for index in 0..<name.count { text.append(ASCII.lowercased(name[index])) }
        let middle = text.count
        text.append(value)
        link(start, middle)
    }

    /// Adds a query's pair, decoded.
    mutating func add(decoding pair: QueryPair) {
        let start = text.count
        QueryText.appendDecoded(pair.name, to: &text)
        let middle = text.count
        QueryText.appendDecoded(pair.value, to: &text)
        link(start, middle)
    }

    private mutating func link(_ start: Int, _ middle: Int) {
        let name = text.view.slice(start, middle)
        let hash = hash(of: name)
        let index = Int32(entries.count)
        entries.append(
            Entry(hash: hash, nameStart: start, valueStart: middle, valueEnd: text.count, next: -1, last: -1))
        let slot = find(name, hash)
        if slots[slot] < 0 {
            slots[slot] = index
            entries[Int(index)].last = index
            if entries.count * 2 > slots.count { grow() }
        } else {
            let first = Int(slots[slot])
            entries[Int(entries[first].last)].next = index
            entries[first].last = index
        }
    }

    private func hash(of name: ByteView) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for index in 0..<name.count {
            hash = (hash ^ UInt64(ignoresCase ? ASCII.lowercased(name[index]) : name[index])) &* 0x0000_0100_0000_01b3
        }
        return hash ^ hash >> 32
    }

    private func find(_ name: ByteView, _ hash: UInt64) -> Int {
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] >= 0 {
            let entry = entries[Int(slots[slot])]
            if entry.hash == hash {
                let own = self.name(entry)
                if ignoresCase ? own.equalsIgnoringCase(name) : own == name { return slot }
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        return slot
    }

    private mutating func grow() {
        slots = [Int32](repeating: -1, count: slots.count * 2)
        for index in entries.indices where entries[index].last >= 0 {
            slots[find(name(entries[index]), entries[index].hash)] = Int32(index)
        }
    }

    private func name(_ entry: Entry) -> ByteView { text.view.slice(entry.nameStart, entry.valueStart) }
    private func value(_ entry: Entry) -> ByteView { text.view.slice(entry.valueStart, entry.valueEnd) }

    // MARK: As JSON

    /// `{"name":"last value",…}`.
    func appendSingle(to out: inout ByteBuffer) {
        var separator: UInt8 = 0x7b
        for entry in entries where entry.last >= 0 {
            out.append(separator)
            separator = 0x2c
            EventText.appendQuoted(name(entry), to: &out)
            out.append(0x3a)
            EventText.appendQuoted(value(entries[Int(entry.last)]), to: &out)
        }
        out.append(0x7d)
    }

    /// `{"name":"value,value",…}`.
    func appendJoined(to out: inout ByteBuffer) {
        var separator: UInt8 = 0x7b
        if entries.isEmpty { out.append(separator) }
        for index in entries.indices where entries[index].last >= 0 {
            out.append(separator)
            separator = 0x2c
            EventText.appendQuoted(name(entries[index]), to: &out)
            out.append(":\"")
            var walk = index
            while true {
                EventText.appendEscaped(value(entries[walk]), to: &out)
                if entries[walk].next < 0 { break }
                out.append(0x2c)
                walk = Int(entries[walk].next)
            }
            out.append(0x22)
        }
        out.append(0x7d)
    }

    /// `{"name":["value",…],…}`.
    func appendMultiple(to out: inout ByteBuffer) {
        var separator: UInt8 = 0x7b
        for index in entries.indices where entries[index].last >= 0 {
            out.append(separator)
            separator = 0x2c
            EventText.appendQuoted(name(entries[index]), to: &out)
            out.append(":[")
            var walk = index
            while true {
                EventText.appendQuoted(value(entries[walk]), to: &out)
                if entries[walk].next < 0 { break }
                out.append(0x2c)
                walk = Int(entries[walk].next)
            }
            out.append(0x5d)
        }
        out.append(0x7d)
    }
}
