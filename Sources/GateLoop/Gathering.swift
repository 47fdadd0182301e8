// Letting events come together. A loop that is faster than those it serves is woken for every event, and to fall asleep
// and be woken costs as much as the event's work; the peer that wakes it pays as well. So a loop under load that has
// found little in its last turn lets some microseconds pass before it looks again, as network cards hold back their
// interrupts. Few sockets in use may all wait for this loop: then it looks at once, and so it does under less load,
// where nobody would gain.

/// Whether a loop lets events come together before it looks for them.
struct Gathering {
    /// Sockets in use from which on a rest is worth it. Ours: with 16 clients of a proxy it is, with 8 it would cost a
    /// fifth of the requests.
    static let socketsMin = 24
    /// Events in a span from which on it is, some 47,000 a second. Ours: at half of that a rest saves nothing.
    static let loadMin = 96
    /// A turn that had as many events needs no rest. Ours: the next one will have as many.
    static let eventsMin = 8
    /// In use is what had an event in this span of 2^11 µs or in the one before.
    static let spanShift: UInt64 = 11

    /// How long a rest is; 0 for none.
    let microseconds: Int32
    /// Which span the last turn was in. Sockets remember the one of their last event.
    private var span: UInt32 = 0
    private var now = Use()
    private var before = Use()
    /// Of the last turn.
    private var events = 0

    /// What a span has seen.
    private struct Use {
        var sockets = 0
        var events = 0

        var isHigh: Bool { sockets >= Gathering.socketsMin && events >= Gathering.loadMin }
    }

    init(microseconds: Int32) { self.microseconds = microseconds }

    /// A turn begins and has so many events.
    @inline(__always)
    mutating func begin(events: Int, at time: UInt64) {
        self.events = events
        let current = UInt32(truncatingIfNeeded: time >> Gathering.spanShift)
        if current != span {
            before = current == span &+ 1 ? now : Use()
            now = Use()
            span = current
        }
        now.events += events
    }

    /// A socket has an event; `last` is the span of its last one.
    @inline(__always)
    mutating func count(_ last: inout UInt32) {
        if last == span { return }
        last = span
        now.sockets += 1
    }

    /// Whether the loop rests before the next turn.
    @inline(__always)
    var isDue: Bool {
        microseconds > 0 && events > 0 && events < Gathering.eventsMin && (before.isHigh || now.isHigh)
    }
}
