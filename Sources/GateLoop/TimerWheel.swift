// Timers of one loop: a hashed wheel. Setting, moving and cancelling cost a few stores whatever the number of timers,
// and nothing is allocated once the largest number has been seen.
//
//   slots[tick & mask] ─► entry ⇄ entry ⇄ entry        due list: slot number `slotCount`
//
// A timer that is moved (a keep-alive connection's at every request) only gets a new deadline, as long as the wheel
// comes past its slot before that; it changes its slot then. A timer further away than one turn of the wheel is passed
// over once a turn, so most moves are two stores.

/// Timers by handler: each handler has at most one.
struct TimerWheel: ~Copyable {
    /// A tick is 2^13 µs = 8.192 ms: finer than any timeout needs, coarse enough to share.
    static let tickShift: UInt64 = 13
    static let slotCount = 1024
    private static let mask = UInt64(slotCount - 1)
    /// The list of timers that have run out but whose handlers have not been called yet.
    private static let dueSlot = Int32(slotCount)

    private struct Entry {
        var deadline: UInt64
        var next: Int32
        var previous: Int32
        var slot: Int32
        var handler: EventHandler?
    }

    private var entries: [Entry] = []
    private var free: Int32 = -1
    private var heads = [Int32](repeating: -1, count: slotCount + 1)
    /// One bit per slot that holds entries.
    private var occupied = [UInt64](repeating: 0, count: slotCount / 64)
    private var lastTick: UInt64
    private(set) var count = 0

    init(now: UInt64) { lastTick = now >> TimerWheel.tickShift }

    /// Calls `handler.timerExpired` at or shortly after `deadline` (microseconds).
    mutating func set(_ handler: EventHandler, deadline: UInt64) {
        let tick = max((deadline >> TimerWheel.tickShift) + 1, lastTick + 1)
        let index = handler.timerIndex
        if index >= 0 {
            entries[Int(index)].deadline = tick
            let slot = entries[Int(index)].slot
            if slot != TimerWheel.dueSlot, tick >= nextPass(slot) { return }
            unlink(index)
            link(index, slot: Int32(truncatingIfNeeded: tick & TimerWheel.mask))
            return
        }
        let new = takeEntry()
        entries[Int(new)].deadline = tick
        entries[Int(new)].handler = handler
        handler.timerIndex = new
        count += 1
        link(new, slot: Int32(truncatingIfNeeded: tick & TimerWheel.mask))
    }

    /// The next tick at which the wheel comes past a slot.
    private func nextPass(_ slot: Int32) -> UInt64 {
        let next = lastTick + 1
        return next + (UInt64(truncatingIfNeeded: slot) &- next) & TimerWheel.mask
    }

    mutating func cancel(_ handler: EventHandler) {
        let index = handler.timerIndex
        if index < 0 { return }
        unlink(index)
        release(index)
    }

    /// Moves the timers that have run out by `now` to the due list; `nextDue` gives them.
    mutating func advance(now: UInt64) {
        let tick = now >> TimerWheel.tickShift
        if tick <= lastTick { return }
        let steps = min(tick - lastTick, UInt64(TimerWheel.slotCount))
        if count > 0 {
            for step in 1...steps { sweep(Int32(truncatingIfNeeded: (lastTick + step) & TimerWheel.mask), tick) }
        }
        lastTick = tick
    }

    private mutating func sweep(_ slot: Int32, _ now: UInt64) {
        var index = heads[Int(slot)]
        while index >= 0 {
            let next = entries[Int(index)].next
            let deadline = entries[Int(index)].deadline
            if deadline <= now {
                unlink(index)
                link(index, slot: TimerWheel.dueSlot)
            } else {
                let home = Int32(truncatingIfNeeded: deadline & TimerWheel.mask)
                if home != slot {
                    unlink(index)
                    link(index, slot: home)
                }
            }
            index = next
        }
    }

    /// The handler of a timer that has run out; the timer is gone then.
    mutating func nextDue() -> EventHandler? {
        let index = heads[Int(TimerWheel.dueSlot)]
        if index < 0 { return nil }
        let handler = entries[Int(index)].handler
        unlink(index)
        release(index)
        return handler
    }

    /// How long a loop may sleep, in milliseconds; -1 is for ever.
    func sleepMilliseconds(now: UInt64) -> Int32 {
        if count == 0 { return -1 }
        if heads[Int(TimerWheel.dueSlot)] >= 0 { return 0 }
        let start = Int(truncatingIfNeeded: (lastTick + 1) & TimerWheel.mask)
        var distance = 0
        while distance < TimerWheel.slotCount {
            let slot = (start + distance) & Int(TimerWheel.mask)
            let word = occupied[slot >> 6] >> UInt64(slot & 63)
            if word != 0 {
                distance += word.trailingZeroBitCount
                break
            }
            distance += 64 - (slot & 63)
        }
        let due = (lastTick + 1 + UInt64(min(distance, TimerWheel.slotCount))) << TimerWheel.tickShift
        return due <= now ? 0 : Int32(clamping: (due - now + 999) / 1000)
    }

    // MARK: Lists

    private mutating func takeEntry() -> Int32 {
        if free >= 0 {
            let index = free
            free = entries[Int(index)].next
            return index
        }
        entries.append(Entry(deadline: 0, next: -1, previous: -1, slot: -1, handler: nil))
        return Int32(entries.count - 1)
    }

    private mutating func release(_ index: Int32) {
        entries[Int(index)].handler?.timerIndex = -1
        entries[Int(index)].handler = nil
        entries[Int(index)].next = free
        free = index
        count -= 1
    }

    private mutating func link(_ index: Int32, slot: Int32) {
        let head = heads[Int(slot)]
        entries[Int(index)].next = head
        entries[Int(index)].previous = -1
        entries[Int(index)].slot = slot
        if head >= 0 { entries[Int(head)].previous = index }
        heads[Int(slot)] = index
        if slot != TimerWheel.dueSlot { occupied[Int(slot) >> 6] |= 1 << UInt64(slot & 63) }
    }

    private mutating func unlink(_ index: Int32) {
        let entry = (entries[Int(index)].next, entries[Int(index)].previous, entries[Int(index)].slot)
        if entry.0 >= 0 { entries[Int(entry.0)].previous = entry.1 }
        if entry.1 >= 0 {
            entries[Int(entry.1)].next = entry.0
        } else {
            heads[Int(entry.2)] = entry.0
            if entry.0 < 0, entry.2 != TimerWheel.dueSlot {
                occupied[Int(entry.2) >> 6] &= ~(1 << UInt64(entry.2 & 63))
            }
        }
    }
}
