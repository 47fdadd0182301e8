// Where uses are counted: a run of 32-byte cells, one for each key in each plan, that several threads and processes may
// share. Every change is one compare-and-swap, so a quota is exact whoever counts. The memory is the shell's: a mapped
// file keeps its counts when the process is killed.
//
//   0   identity      of key and plan; 0 is a free cell
//   8   quota         period (24 bits) and requests consumed in it (40 bits, biased: an extension makes it negative)
//   16  even day      day since 1970 (24 bits) and requests of that day (40 bits)
//   24  odd day       the same; while one day counts, the other rests and can be read
//
// In front of the cells stand 64 bytes: magic, number of cells in use, zeros.

import GateBytes
import Synchronization

/// Uses of one key in one plan, as read.
package struct UsageReading: Equatable, Sendable {
    /// Requests that passed today (UTC) and the day before.
    package var today = 0
    package var yesterday = 0
    /// Requests of the period that count against the quota, offset and extensions included; can be negative.
    package var consumed = 0

    package init() {}
}

/// The cells of a memory that lives as long as this object.
package final class UsageLedger: @unchecked Sendable {
    package static let headerBytes = 64
    package static let cellBytes = 32
    /// Most cells. Ours: a key with a plan takes one, also when it is gone; 512 MB.
    package static let cellsMax = 16_777_216
    /// `GWUSAGE1`.
    private static let magic: UInt64 = 0x3145_4741_5355_5747
    private static let countMask: UInt64 = 1 << 40 - 1
    private static let bias = 1 << 39

    private let base: UnsafeMutablePointer<Atomic<UInt64>>
    /// Cells that fit.
    package let capacity: Int
    private let release: @Sendable () -> Void

    /// - Parameters:
    ///   - memory: At least `bytes(cells: capacity)` bytes, aligned to 8: zeros, or what an earlier ledger left.
    ///   - release: Called when the ledger goes, or is none.
    package convenience init?(
        memory: UnsafeMutableRawPointer, capacity: Int, release: @escaping @Sendable () -> Void = {}
    ) {
        let words = (memory.load(as: UInt64.self), memory.load(fromByteOffset: 8, as: UInt64.self))
        guard let count = UsageLedger.count(ofHeader: words), count <= capacity else {
            release()
            return nil
        }
        self.init(fresh: memory, capacity: capacity, release: release)
    }

    private init(fresh memory: UnsafeMutableRawPointer, capacity: Int, release: @escaping @Sendable () -> Void) {
        // Sound: an atomic word has the layout of the word.
        base = memory.bindMemory(to: Atomic<UInt64>.self, capacity: UsageLedger.bytes(cells: capacity) / 8)
        self.capacity = capacity
        self.release = release
        base.pointee.store(UsageLedger.magic, ordering: .relaxed)
    }

    /// Cells in memory of the process's own, which end with it.
    package static func inMemory(cells: Int) -> UsageLedger {
        let size = bytes(cells: cells)
        let memory = TableMemory.allocate(UInt64.self, size / 8)
        memory.initialize(repeating: 0)
        nonisolated(unsafe) let owned = memory
        return UsageLedger(fresh: UnsafeMutableRawPointer(owned.baseAddress.unsafelyUnwrapped), capacity: cells) {
            owned.deallocate()
        }
    }

    deinit { release() }

    package static func bytes(cells: Int) -> Int { headerBytes + cells * cellBytes }

    /// How many cells are in use in memory that a ledger left, by its first 16 bytes; nil when it is something else.
    package static func count(ofHeader words: (UInt64, UInt64)) -> Int? {
        if words == (0, 0) { return 0 }
        guard words.0 == magic, words.1 <= UInt64(cellsMax) else { return nil }
        return Int(words.1)
    }

    /// Cells in use.
    package var count: Int { Int(clamping: base[1].load(ordering: .acquiring)) }

    // MARK: Cells

    /// The identity of a key in a plan: identifiers have no NUL. Never 0.
    package static func identity(key: String, plan: String) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in key.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        hash = hash &* 0x0000_0100_0000_01b3
        for byte in plan.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        // FNV alone leaves the upper bits of short texts alike (splitmix64's finisher).
        hash = (hash ^ (hash >> 30)) &* 0xbf58_476d_1ce4_e5b9
        hash = (hash ^ (hash >> 27)) &* 0x94d0_49bb_1331_11eb
        hash ^= hash >> 31
        return hash == 0 ? 1 : hash
    }

    /// The cells in use by identity.
    package func index() -> [UInt64: UInt32] {
        var cells: [UInt64: UInt32] = [:]
        let count = count
        cells.reserveCapacity(count)
        for cell in 0..<count { cells[word(cell, 0).pointee.load(ordering: .relaxed)] = UInt32(cell) }
        return cells
    }

    /// The cells of some identities, in one pass over those in use: a few among a million take milliseconds and no
    /// memory to speak of.
    package func cells(of identities: [UInt64]) -> [UInt32?] {
        var found = [UInt32?](repeating: nil, count: identities.count)
        var places: [UInt64: Int] = [:]
        // Nearly every cell is told by one bit to be another's.
        var sieve = [UInt64](repeating: 0, count: 256)
        for (place, identity) in identities.enumerated() {
            places[identity] = place
            sieve[Int(identity >> 6 & 255)] |= 1 << (identity & 63)
        }
        for cell in 0..<count {
            let identity = word(cell, 0).pointee.load(ordering: .relaxed)
            if sieve[Int(identity >> 6 & 255)] >> (identity & 63) & 1 == 0 { continue }
            if let place = places[identity] { found[place] = UInt32(cell) }
        }
        return found
    }

    /// A new cell; nil when there is no room. One process at a time adds cells.
    package func add(identity: UInt64, quota: QuotaSettings?, day: Int) -> UInt32? {
        let cell = count
        guard cell < capacity, cell < UsageLedger.cellsMax else { return nil }
        let start = quota.map { UsageLedger.pack($0.period.number(ofDay: day), $0.offset + UsageLedger.bias) } ?? 0
        word(cell, 1).pointee.store(start, ordering: .relaxed)
        word(cell, 2).pointee.store(0, ordering: .relaxed)
        word(cell, 3).pointee.store(0, ordering: .relaxed)
        word(cell, 0).pointee.store(identity, ordering: .relaxed)
        base[1].store(UInt64(cell + 1), ordering: .releasing)
        return UInt32(cell)
    }

    /// Whether a quota is used up.
    package func isExhausted(_ cell: UInt32, _ quota: QuotaSettings, day: Int) -> Bool {
        let current = quota.period.number(ofDay: day)
        return UsageLedger.consumed(word(Int(cell), 1).pointee.load(ordering: .relaxed), current).1 >= quota.limit
    }

    /// Takes one request out of a quota. False when it is used up.
    package func take(_ cell: UInt32, _ quota: QuotaSettings, day: Int) -> Bool {
        let place = word(Int(cell), 1)
        let current = quota.period.number(ofDay: day)
        var old = place.pointee.load(ordering: .relaxed)
        while true {
            let (period, consumed) = UsageLedger.consumed(old, current)
            if consumed >= quota.limit { return false }
            let new = UsageLedger.pack(period, consumed + 1 + UsageLedger.bias)
            let (done, found) = place.pointee.weakCompareExchange(expected: old, desired: new, ordering: .relaxed)
            if done { return true }
            old = found
        }
    }

    /// Counts one request of a day.
    package func count(_ cell: UInt32, day: Int) {
        let place = word(Int(cell), 2 + day & 1)
        var old = place.pointee.load(ordering: .relaxed)
        while true {
            let new = old >> 40 == UInt64(day) ? old &+ 1 : UInt64(day) << 40 | 1
            let (done, found) = place.pointee.weakCompareExchange(expected: old, desired: new, ordering: .relaxed)
            if done { return }
            old = found
        }
    }

    /// What has been counted.
    package func reading(_ cell: UInt32, _ quota: QuotaSettings?, day: Int) -> UsageReading {
        var reading = UsageReading()
        for (number, path) in [(day, \UsageReading.today), (day - 1, \UsageReading.yesterday)] {
            let value = word(Int(cell), 2 + number & 1).pointee.load(ordering: .relaxed)
            if value >> 40 == UInt64(number) { reading[keyPath: path] = Int(value & UsageLedger.countMask) }
        }
        if let quota {
            let value = word(Int(cell), 1).pointee.load(ordering: .relaxed)
            reading.consumed = UsageLedger.consumed(value, quota.period.number(ofDay: day)).1
        }
        return reading
    }

    /// The two days on which something was counted last, and how many requests it was.
    package func days(_ cell: UInt32) -> [(day: Int, requests: Int)] {
        [2, 3].compactMap { index in
            let value = word(Int(cell), index).pointee.load(ordering: .relaxed)
            return value == 0 ? nil : (Int(value >> 40), Int(value & UsageLedger.countMask))
        }
    }

    /// What remained of a quota when a day ended; nil when that is not known any more.
    package func remaining(_ cell: UInt32, _ quota: QuotaSettings, endOf day: Int) -> Int? {
        let value = word(Int(cell), 1).pointee.load(ordering: .relaxed)
        guard value >> 40 == quota.period.number(ofDay: day) else { return nil }
        // What the days behind it took is not its own.
        let later = days(cell).filter { $0.day > day && quota.period.number(ofDay: $0.day) == value >> 40 }
        let consumed = Int(value & UsageLedger.countMask) - UsageLedger.bias
        return max(0, quota.limit - consumed + later.reduce(0) { $0 + $1.requests })
    }

    /// Leaves so many requests for the rest of the period; they may be more than the quota. AWS: UpdateUsage.
    package func setRemaining(_ cell: UInt32, _ remaining: Int, _ quota: QuotaSettings, day: Int) {
        let period = quota.period.number(ofDay: day)
        let consumed = quota.limit - min(remaining, UsageBounds.quotaMax)
        word(Int(cell), 1).pointee.store(UsageLedger.pack(period, consumed + UsageLedger.bias), ordering: .relaxed)
    }

    // MARK: Words

    private func word(_ cell: Int, _ index: Int) -> UnsafeMutablePointer<Atomic<UInt64>> {
        precondition(cell >= 0 && cell < capacity)
        return base + (UsageLedger.headerBytes / 8 + cell * (UsageLedger.cellBytes / 8) + index)
    }

    private static func pack(_ period: UInt64, _ biased: Int) -> UInt64 { period << 40 | UInt64(biased) & countMask }

    /// The period that counts, and what it has used. A clock that was set back a little stays in the period it had
    /// reached: going back would grant the quota twice.
    private static func consumed(_ word: UInt64, _ current: UInt64) -> (UInt64, Int) {
        let period = word >> 40
        if period == current || period == current + 1 { return (period, Int(word & countMask) - bias) }
        return (current, 0)
    }
}
