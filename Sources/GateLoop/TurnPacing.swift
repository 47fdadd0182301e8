// When a loop rests for some microseconds before it looks for events. A loop that is faster than its peers finds one or
// two events a turn, and spends more on turns and on waking its peers than on the events. So a busy loop lets events
// come together, as network cards do with their interrupts, for a time that nobody notices and only while it pays: a
// client that is alone is answered at once, and so are those of a loop that finds enough to do without it.

/// The decision of one loop, turn by turn.
struct TurnPacing {
    /// How long a rest is, in microseconds. Ours: 50 gain no more, and 20 bring 32 busy clients' events together only
    /// now and then.
    static let restMicroseconds: Int32 = 30
    /// Below this many events a turn on average, of turns without a rest, a rest may be worth its system call.
    static let eventsFew = 3
    /// Events that a rest has to bring so that it was worth it. Ours: eight clients or less that wait for their answers
    /// are never made to wait longer; with four a rest would double their time.
    static let eventsWorthwhile = 9
    /// Turns further apart than this, in microseconds, are those of a loop that is not busy.
    static let intervalMicrosecondsMax: UInt64 = 200
    /// Every so many turns one goes without a rest and shows whether they are still needed. A power of two.
    static let probeTurns: UInt32 = 16
    /// Most turns without a rest behind rests that brought too little.
    static let skipsMax = 256

    /// Events of turns without a rest, a floating average in 64ths.
    private var average = TurnPacing.eventsFew * 64
    private var turns: UInt32 = 0
    private var isBusy = false
    private var hasRested = false
    private var skips = 0
    private var nextSkips = 1

    /// Whether to rest before the next turn.
    mutating func rests() -> Bool {
        turns &+= 1
        hasRested =
            isBusy && skips == 0 && average < TurnPacing.eventsFew * 64 && turns & (TurnPacing.probeTurns - 1) != 0
        return hasRested
    }

    /// A turn has begun with so many events, so many microseconds behind the one before.
    mutating func turnBegan(events: Int, intervalMicroseconds: UInt64) {
        isBusy = intervalMicroseconds < TurnPacing.intervalMicrosecondsMax
        if !hasRested {
            if skips > 0 { skips -= 1 }
            average += (events * 64 - average) / 16
        } else if events >= TurnPacing.eventsWorthwhile {
            nextSkips = 1
        } else {
            skips = nextSkips
            nextSkips = min(nextSkips * 2, TurnPacing.skipsMax)
        }
        hasRested = false
    }
}
