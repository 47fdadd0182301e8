// One event loop: sockets, timers and messages from other threads, all on the thread that calls `run`. Nothing about
// HTTP. A turn is: sleep, read the clocks once, call the handlers of ready sockets, run what was posted, call timers.
// Behind the first call of handlers and behind the last of these, what handlers have put off is done. Under load a loop
// rests a moment before it sleeps: Gathering.swift.
//
// Only `post`, `stop` and `wake` may be called from other threads.

import CGateSystem

/// An event loop.
@usableFromInline
package final class EventLoop: @unchecked Sendable {
    /// Why a loop could not be made.
    package struct Unavailable: Error {}

    private struct Slot {
        var generation: UInt32 = 1
        var descriptor: Int32 = -1
        var interest = Readiness()
        /// See `Gathering`.
        var lastSpan: UInt32 = 0
        /// Retained.
        var handler: Unmanaged<EventHandler>?
        var nextFree: UInt32 = .max
    }

    private static let wakeToken = UInt64.max

    /// What `now` and `wallMilliseconds` give. Other modules read them through accessors that are inlined there: a
    /// field that they saw would be checked for exclusivity at every read, `unchecked` or not.
    @usableFromInline @exclusivity(unchecked) var monotonicMicroseconds: UInt64
    @usableFromInline @exclusivity(unchecked) var realMilliseconds: Int64
    private let poller: Poller
    private let wakeDescriptor: Int32
    @exclusivity(unchecked) private var slots: [Slot] = []
    /// Handlers that have lost their sockets in this turn, retained until it ends: one of them may be running, and no
    /// event has to retain its handler.
    @exclusivity(unchecked) private var dismissed: [Unmanaged<EventHandler>] = []
    private var firstFree = UInt32.max
    @exclusivity(unchecked) private var timers: TimerWheel
    private let mailbox: Mailbox
    @exclusivity(unchecked) private var gathering: Gathering
    /// Who does what handlers have put off; nil for nobody. Not retained.
    @exclusivity(unchecked) package var finisher: Unmanaged<EventHandler>?
    @exclusivity(unchecked) private var isStopping = false
    /// How many sockets are registered.
    package private(set) var socketCount = 0

    /// - Parameter gatherMicroseconds: How long it lets events come together when many sockets are in use; 0 for never.
    package init(gatherMicroseconds: Int32 = 0) throws(Unavailable) {
        guard let poller = Poller() else { throw Unavailable() }
        wakeDescriptor = gate_wakeup_create()
        mailbox = Mailbox(wakeDescriptor)
        let now = gate_monotonic_microseconds()
        monotonicMicroseconds = now
        realMilliseconds = gate_wall_milliseconds()
        timers = TimerWheel(now: now)
        gathering = Gathering(microseconds: gatherMicroseconds)
        let isWatched = wakeDescriptor >= 0 && poller.add(wakeDescriptor, .readable, token: EventLoop.wakeToken)
        self.poller = poller
        if !isWatched { throw Unavailable() }
    }

    deinit {
        for slot in slots { slot.handler?.release() }
        releaseDismissed()
        if wakeDescriptor >= 0 { gate_close(wakeDescriptor) }
    }

    /// Microseconds of the monotonic clock, read once per turn.
    @inlinable @inline(__always)
    package var now: UInt64 { monotonicMicroseconds }

    /// Milliseconds of the wall clock, read once per turn.
    @inlinable @inline(__always)
    package var wallMilliseconds: Int64 { realMilliseconds }

    // MARK: Running

    /// Runs until `stop`.
    package func run() {
        if gathering.microseconds > 0 { gate_sleep_exactly() }
        while !isStopping { turn(sleepMillisecondsMax: -1) }
    }

    /// One turn that sleeps at most so long (-1: as long as nothing happens).
    package func turn(sleepMillisecondsMax: Int32) {
        var sleep = timers.sleepMilliseconds(now: now)
        if sleepMillisecondsMax >= 0, sleep < 0 || sleep > sleepMillisecondsMax { sleep = sleepMillisecondsMax }
        if gathering.isDue, sleep != 0 { gate_rest(gathering.microseconds) }
        let count = poller.wait(milliseconds: sleep)
        monotonicMicroseconds = gate_monotonic_microseconds()
        realMilliseconds = gate_wall_milliseconds()
        gathering.begin(events: count, at: now)
        var isWoken = false
        for index in 0..<count {
            let token = poller.token(index)
            if token == EventLoop.wakeToken {
                isWoken = true
                continue
            }
            let slot = Int(truncatingIfNeeded: token & 0xffff_ffff)
            guard slots[slot].generation == UInt32(truncatingIfNeeded: token >> 32), let handler = slots[slot].handler
            else { continue }
            gathering.count(&slots[slot].lastSpan)
            let readiness = poller.readiness(index)
            handler._withUnsafeGuaranteedRef { $0.ready(readiness) }
        }
        finisher?._withUnsafeGuaranteedRef { $0.eventsHandled() }
        if isWoken {
            gate_wakeup_clear(wakeDescriptor)
            for work in mailbox.take() { work() }
        }
        timers.advance(now: now)
        while let handler = timers.nextDue() { handler.timerExpired() }
        finisher?._withUnsafeGuaranteedRef { $0.eventsHandled() }
        if !dismissed.isEmpty { releaseDismissed() }
    }

    private func releaseDismissed() {
        // What a handler's end closes is appended.
        while let handler = dismissed.popLast() { handler.release() }
    }

    /// Ends `run` after the current turn. From any thread.
    package func stop() { post { [unowned self] in isStopping = true } }

    /// Runs `work` on the loop's thread, in the order of posting. From any thread.
    package func post(_ work: @escaping @Sendable () -> Void) { mailbox.post(work) }

    // MARK: Sockets

    /// Watches a socket, which the loop owns from now on; nil (and the socket closed) when the system refuses.
    package func register(_ descriptor: Int32, _ handler: EventHandler, _ interest: Readiness) -> SocketHandle? {
        let index = takeSlot()
        let handle = SocketHandle(index: index, generation: slots[Int(index)].generation)
        if !interest.isEmpty, !poller.add(descriptor, interest, token: handle.token) {
            gate_close(descriptor)
            slots[Int(index)].nextFree = firstFree
            firstFree = index
            return nil
        }
        slots[Int(index)].descriptor = descriptor
        slots[Int(index)].interest = interest
        slots[Int(index)].handler = Unmanaged.passRetained(handler)
        socketCount += 1
        return handle
    }

    /// Changes what a socket is watched for; one system call when it changes, none when it does not. A socket that is
    /// watched for nothing is not even told about errors.
    package func watch(_ handle: SocketHandle, _ interest: Readiness) {
        guard isOpen(handle) else { return }
        let index = Int(handle.index)
        let old = slots[index].interest
        if old == interest { return }
        slots[index].interest = interest
        let descriptor = slots[index].descriptor
        if interest.isEmpty {
            poller.remove(descriptor)
        } else if old.isEmpty {
            _ = poller.add(descriptor, interest, token: handle.token)
        } else {
            poller.modify(descriptor, interest, token: handle.token)
        }
    }

    /// Gives a socket to another handler, which gets its events from now on.
    package func hand(_ handle: SocketHandle, to handler: EventHandler) {
        guard isOpen(handle) else { return }
        dismissHandler(of: Int(handle.index))
        slots[Int(handle.index)].handler = Unmanaged.passRetained(handler)
    }

    /// Reports a socket that is watched for changes once more when it is still ready.
    package func repeatReadiness(_ handle: SocketHandle) {
        guard isOpen(handle) else { return }
        let slot = slots[Int(handle.index)]
        poller.modify(slot.descriptor, slot.interest, token: handle.token)
    }

    /// Closes a socket. Events already fetched for it are dropped.
    package func close(_ handle: SocketHandle) {
        guard isOpen(handle) else { return }
        let index = Int(handle.index)
        gate_close(slots[index].descriptor)
        slots[index].descriptor = -1
        dismissHandler(of: index)
        slots[index].interest = []
        slots[index].generation &+= 1
        slots[index].nextFree = firstFree
        firstFree = handle.index
        socketCount -= 1
    }

    /// Keeps a handler until the turn has ended, who may be running or be somebody whom others have not retained.
    package func dismiss(_ handler: EventHandler) { dismissed.append(Unmanaged.passRetained(handler)) }

    private func dismissHandler(of index: Int) {
        if let handler = slots[index].handler { dismissed.append(handler) }
        slots[index].handler = nil
    }

    private func isOpen(_ handle: SocketHandle) -> Bool {
        handle.index < slots.count && slots[Int(handle.index)].generation == handle.generation
            && slots[Int(handle.index)].descriptor >= 0
    }

    private func takeSlot() -> UInt32 {
        if firstFree != .max {
            let index = firstFree
            firstFree = slots[Int(index)].nextFree
            return index
        }
        slots.append(Slot())
        return UInt32(slots.count - 1)
    }

    // MARK: Timers

    /// Sets or moves the handler's one timer.
    package func setTimer(_ handler: EventHandler, milliseconds: Int) {
        timers.set(handler, deadline: now + UInt64(max(0, milliseconds)) * 1000)
    }

    /// Sets or moves the handler's one timer to a time of the loop's clock, in microseconds.
    package func setTimer(_ handler: EventHandler, at deadline: UInt64) { timers.set(handler, deadline: deadline) }

    package func cancelTimer(_ handler: EventHandler) { timers.cancel(handler) }

    /// How many timers are set.
    package var timerCount: Int { timers.count }
}
