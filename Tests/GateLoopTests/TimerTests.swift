// The timer wheel through the loop that owns it: order, moving, cancelling, and what is set while timers run out.

import Testing

@testable import GateLoop

/// A handler that notes when its timer ran out.
private final class Alarm: EventHandler {
    private let note: (Alarm) -> Void

    init(_ note: @escaping (Alarm) -> Void) { self.note = note }

    override func timerExpired() { note(self) }
}

@Suite struct TimerTests {
    /// Runs until nothing is set, at most so long.
    private func run(_ loop: EventLoop, milliseconds: UInt64 = 2_000) {
        let end = loop.now + milliseconds * 1000
        while loop.timerCount > 0, loop.now < end { loop.turn(sleepMillisecondsMax: 50) }
    }

    @Test func runsOutInOrderAndNotEarly() throws {
        let loop = try EventLoop()
        var fired: [(Int, UInt64)] = []
        let start = loop.now
        for delay in [60, 0, 30, 120] {
            loop.setTimer(Alarm { _ in fired.append((delay, loop.now - start)) }, milliseconds: delay)
        }
        run(loop)
        #expect(fired.map(\.0) == [0, 30, 60, 120])
        for (delay, after) in fired { #expect(after >= UInt64(delay) * 1000) }
    }

    @Test func movesLaterAndEarlier() throws {
        let loop = try EventLoop()
        var fired: [String] = []
        let later = Alarm { _ in fired.append("later") }
        let earlier = Alarm { _ in fired.append("earlier") }
        loop.setTimer(later, milliseconds: 20)
        loop.setTimer(earlier, milliseconds: 9_000)
        loop.setTimer(later, milliseconds: 100)
        loop.setTimer(earlier, milliseconds: 40)
        run(loop)
        #expect(fired == ["earlier", "later"])
    }

    @Test func forgetsACancelledTimer() throws {
        let loop = try EventLoop()
        var fired = 0
        let alarm = Alarm { _ in fired += 1 }
        loop.setTimer(alarm, milliseconds: 20)
        loop.cancelTimer(alarm)
        loop.cancelTimer(alarm)
        #expect(loop.timerCount == 0)
        loop.turn(sleepMillisecondsMax: 50)
        #expect(fired == 0)
    }

    @Test func cancelsATimerThatHasRunOutInTheSameTurn() throws {
        let loop = try EventLoop()
        var fired = 0
        var alarms: [Alarm] = []
        for _ in 0..<2 {
            alarms.append(
                Alarm { this in
                    fired += 1
                    for other in alarms where other !== this { loop.cancelTimer(other) }
                })
        }
        for alarm in alarms { loop.setTimer(alarm, milliseconds: 10) }
        run(loop)
        #expect(fired == 1)
        alarms = []
    }

    @Test func setsItselfAgain() throws {
        let loop = try EventLoop()
        var count = 0
        loop.setTimer(
            Alarm { this in
                count += 1
                if count < 5 { loop.setTimer(this, milliseconds: 0) }
            }, milliseconds: 0)
        run(loop)
        #expect(count == 5)
    }

    @Test func agreesWithAnOrderedListOfManyTimers() {
        var wheel = TimerWheel(now: 0)
        var random = SystemRandomNumberGenerator()
        var deadlines: [ObjectIdentifier: UInt64] = [:]
        var handlers: [EventHandler] = []
        for _ in 0..<3000 {
            let handler = EventHandler()
            let deadline = UInt64.random(in: 0..<40_000_000, using: &random)
            wheel.set(handler, deadline: deadline)
            deadlines[ObjectIdentifier(handler)] = deadline
            handlers.append(handler)
        }
        for handler in handlers.prefix(500) {
            wheel.cancel(handler)
            deadlines[ObjectIdentifier(handler)] = nil
        }
        for handler in handlers[500..<1500] {
            let deadline = UInt64.random(in: 0..<40_000_000, using: &random)
            wheel.set(handler, deadline: deadline)
            deadlines[ObjectIdentifier(handler)] = deadline
        }
        var now: UInt64 = 0
        while now < 41_000_000 {
            now += UInt64.random(in: 1_000..<3_000_000, using: &random)
            wheel.advance(now: now)
            while let handler = wheel.nextDue() {
                let deadline = deadlines.removeValue(forKey: ObjectIdentifier(handler))
                #expect((deadline ?? .max) <= now)
            }
            // A timer is late by a tick at most.
            for deadline in deadlines.values { #expect(deadline + 2 << TimerWheel.tickShift > now) }
        }
        #expect(deadlines.isEmpty)
        #expect(wheel.count == 0)
    }

    @Test func sleepsUntilTheNextTimer() {
        var wheel = TimerWheel(now: 1_000_000)
        #expect(wheel.sleepMilliseconds(now: 1_000_000) == -1)
        let handler = EventHandler()
        wheel.set(handler, deadline: 1_500_000)
        let sleep = wheel.sleepMilliseconds(now: 1_000_000)
        #expect(sleep >= 500 && sleep <= 520)
        wheel.cancel(handler)
        #expect(wheel.sleepMilliseconds(now: 1_000_000) == -1)
    }
}
