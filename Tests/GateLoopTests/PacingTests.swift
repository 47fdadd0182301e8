// When a loop rests, on turns that are told.

import Testing

@testable import GateLoop

@Suite struct PacingTests {
    /// How many of 10,000 turns begin behind a rest; `events` are those of a turn without and with one.
    private func rests(interval: UInt64, _ events: (Int, Int)) -> Int {
        var pacing = TurnPacing()
        var count = 0
        for _ in 0..<10_000 {
            let hasRested = pacing.rests()
            if hasRested { count += 1 }
            pacing.turnBegan(events: hasRested ? events.1 : events.0, intervalMicroseconds: interval)
        }
        return count
    }

    @Test func restsWhileItBringsEventsTogether() { #expect(rests(interval: 20, (1, 12)) > 9_000) }

    @Test func answersFewClientsAtOnce() {
        #expect(rests(interval: 20, (1, 1)) < 100)
        #expect(rests(interval: 20, (2, 8)) < 100)
    }

    @Test func doesNotRestWhenTurnsAreFull() { #expect(rests(interval: 20, (TurnPacing.eventsFew, 12)) == 0) }

    @Test func doesNotRestWhenLittleHappens() {
        #expect(rests(interval: TurnPacing.intervalMicrosecondsMax - 1, (1, TurnPacing.eventsWorthwhile)) > 9_000)
        #expect(rests(interval: TurnPacing.intervalMicrosecondsMax, (1, TurnPacing.eventsWorthwhile)) == 0)
        #expect(rests(interval: 20, (1, TurnPacing.eventsWorthwhile - 1)) < 100)
    }

    @Test func noticesThatTurnsFillByThemselves() {
        var pacing = TurnPacing()
        var rests = 0
        for turn in 0..<20_000 {
            let hasRested = pacing.rests()
            if turn >= 15_000, hasRested { rests += 1 }
            pacing.turnBegan(events: hasRested || turn >= 10_000 ? 12 : 1, intervalMicroseconds: 20)
        }
        #expect(rests == 0)
    }
}
