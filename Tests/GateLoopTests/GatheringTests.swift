// When a loop lets events come together.

import GateBytes
import Testing

@testable import GateLoop

@Suite struct GatheringTests {
    private static let span = UInt64(1) << Gathering.spanShift

    /// Turns of `events` each, by sockets one after another, evenly over a time.
    private func isDue(
        sockets: Int, events: Int, turns: Int, over time: UInt64 = span, microseconds: Int32 = 40
    ) -> Bool {
        var gathering = Gathering(microseconds: microseconds)
        var last = [UInt32](repeating: 0, count: sockets)
        var next = 0
        for turn in 0..<turns {
            gathering.begin(events: events, at: 5 * GatheringTests.span + UInt64(turn) * time / UInt64(turns))
            for _ in 0..<events {
                gathering.count(&last[next % sockets])
                next += 1
            }
        }
        return gathering.isDue
    }

    @Test func restsUnderLoadByManySockets() {
        #expect(isDue(sockets: 24, events: 3, turns: 32))
        #expect(isDue(sockets: 500, events: 7, turns: 14))
    }

    @Test func doesNotRestWhenAllMayWaitForIt() {
        #expect(!isDue(sockets: 23, events: 3, turns: 32))
        #expect(!isDue(sockets: 4, events: 2, turns: 500))
    }

    @Test func doesNotRestUnderLessLoad() {
        #expect(!isDue(sockets: 60, events: 1, turns: 95))
        #expect(!isDue(sockets: 60, events: 3, turns: 90, over: 6 * GatheringTests.span))
    }

    @Test func doesNotRestWhenTurnsAreLarge() { #expect(!isDue(sockets: 60, events: 8, turns: 32)) }

    @Test func doesNotRestWithoutTime() { #expect(!isDue(sockets: 24, events: 3, turns: 32, microseconds: 0)) }

    @Test func loadIsForgotten() {
        var gathering = Gathering(microseconds: 40)
        var last = [UInt32](repeating: 0, count: 30)
        for turn in 0..<60 {
            gathering.begin(events: 2, at: 10 * GatheringTests.span + UInt64(turn))
            gathering.count(&last[turn % 30])
            gathering.count(&last[(turn + 15) % 30])
        }
        #expect(gathering.isDue)
        gathering.begin(events: 1, at: 11 * GatheringTests.span)
        #expect(gathering.isDue)
        gathering.begin(events: 0, at: 11 * GatheringTests.span + 1)
        #expect(!gathering.isDue)
        gathering.begin(events: 1, at: 12 * GatheringTests.span)
        #expect(!gathering.isDue)
        gathering.begin(events: 1, at: 100 * GatheringTests.span)
        #expect(!gathering.isDue)
    }

    /// Reads what is there.
    private final class Reader: EventHandler {
        let descriptor: Int32

        init(_ descriptor: Int32) { self.descriptor = descriptor }

        override func ready(_ readiness: Readiness) {
            var buffer = ByteBuffer(capacity: 64)
            while case .bytes = Socket.read(descriptor, into: &buffer) {}
        }
    }

    /// How long a loop takes to the second of two lone events behind load by so many sockets, in microseconds.
    private func timeToTheSecond(_ loop: EventLoop, _ ends: [Int32]) -> UInt64 {
        for _ in 0..<(Gathering.loadMin * 2 / ends.count) {
            for end in ends { _ = Socket.write(end, ByteView("x")) }
            loop.turn(sleepMillisecondsMax: 100)
        }
        _ = Socket.write(ends[0], ByteView("x"))
        loop.turn(sleepMillisecondsMax: 100)
        let before = loop.now
        _ = Socket.write(ends[1], ByteView("x"))
        loop.turn(sleepMillisecondsMax: 100)
        return loop.now - before
    }

    @Test(arguments: [32, 8])
    func aLoopRestsWithManySocketsOnly(sockets: Int) throws {
        let rest: UInt64 = 60_000
        let loop = try EventLoop(gatherMicroseconds: Int32(rest))
        var ends: [Int32] = []
        for _ in 0..<sockets {
            let (near, far) = try #require(Socket.pair())
            _ = try #require(loop.register(near, Reader(near), .readable))
            ends.append(far)
        }
        // A machine that stops in between makes a loop forget its load, or take long without resting.
        let times = (0..<20).lazy.map { _ in timeToTheSecond(loop, ends) }
        if sockets >= Gathering.socketsMin {
            #expect(times.contains { $0 >= rest })
        } else {
            #expect(times.contains { $0 < rest })
        }
        ends.forEach { Socket.close($0) }
    }
}
