// Sockets, wake-ups, accepting and names.

import GateBytes
import Glibc
import Testing

@testable import GateLoop

/// A handler made of a closure.
private final class Probe: EventHandler {
    var handle = SocketHandle.none
    private let react: (Probe, Readiness) -> Void

    init(_ react: @escaping (Probe, Readiness) -> Void) { self.react = react }

    override func ready(_ readiness: Readiness) { react(self, readiness) }
}

@Suite struct LoopTests {
    /// Two connected non-blocking sockets.
    private func pair() -> (Int32, Int32) {
        var ends: [Int32] = [0, 0]
        #expect(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0, &ends) == 0)
        return (ends[0], ends[1])
    }

    @Test func readsWhatIsWritten() throws {
        let loop = try EventLoop()
        let (near, far) = pair()
        var buffer = ByteBuffer(capacity: 64)
        var got = ""
        let probe = Probe { _, _ in
            if case .bytes = Socket.read(near, into: &buffer) { got = String(buffer.view) }
        }
        probe.handle = try #require(loop.register(near, probe, .readable))
        #expect(Socket.write(far, ByteView("he"), ByteView("llo")) == .bytes(5))
        loop.turn(sleepMillisecondsMax: 100)
        #expect(got == "hello")
        Socket.close(far)
        loop.turn(sleepMillisecondsMax: 100)
        #expect(Socket.read(near, into: &buffer) == .end)
        loop.close(probe.handle)
        #expect(loop.socketCount == 0)
    }

    @Test func dropsEventsOfASocketClosedInTheSameTurn() throws {
        let loop = try EventLoop()
        let (firstNear, firstFar) = pair()
        let (secondNear, secondFar) = pair()
        var calls = 0
        var probes: [Probe] = []
        for near in [firstNear, secondNear] {
            let probe = Probe { this, _ in
                calls += 1
                // Whoever comes first closes the other, whose event has been fetched already, and puts another
                // socket in its place.
                for other in probes where other !== this { loop.close(other.handle) }
                let (fresh, _) = self.pair()
                let innocent = Probe { _, _ in calls += 100 }
                innocent.handle = loop.register(fresh, innocent, .readable) ?? .none
                loop.close(this.handle)
            }
            probe.handle = try #require(loop.register(near, probe, .readable))
            probes.append(probe)
        }
        _ = Socket.write(firstFar, ByteView("x"))
        _ = Socket.write(secondFar, ByteView("x"))
        loop.turn(sleepMillisecondsMax: 100)
        loop.turn(sleepMillisecondsMax: 0)
        #expect(calls == 1)
        probes = []
        Socket.close(firstFar)
        Socket.close(secondFar)
    }

    @Test func keepsAHandlerUntilTheTurnEnds() throws {
        var loop: EventLoop? = try EventLoop()
        let (near, far) = pair()
        weak var first: Probe?
        weak var second: Probe?
        var seen: [Bool] = []
        func start() throws {
            let probe = Probe { this, _ in
                loop?.close(this.handle)
                // Nobody but the loop has it.
                seen.append(first != nil)
            }
            probe.handle = try #require(loop?.register(near, probe, .readable))
            first = probe
        }
        try start()
        _ = Socket.write(far, ByteView("x"))
        loop?.turn(sleepMillisecondsMax: 100)
        #expect(seen == [true])
        #expect(first == nil)
        Socket.close(far)

        let (other, end) = pair()
        func handOver() throws {
            let probe = Probe { _, _ in }
            let handle = try #require(loop?.register(other, Probe { _, _ in }, .readable))
            loop?.hand(handle, to: probe)
            second = probe
        }
        try handOver()
        loop?.turn(sleepMillisecondsMax: 0)
        #expect(second != nil)
        loop = nil
        #expect(second == nil)
        Socket.close(other)
        Socket.close(end)
    }

    @Test func watchesForNothingAndAgain() throws {
        let loop = try EventLoop()
        let (near, far) = pair()
        var calls = 0
        let probe = Probe { _, _ in calls += 1 }
        probe.handle = try #require(loop.register(near, probe, .readable))
        loop.watch(probe.handle, [])
        _ = Socket.write(far, ByteView("x"))
        loop.turn(sleepMillisecondsMax: 20)
        #expect(calls == 0)
        loop.watch(probe.handle, [.readable])
        loop.turn(sleepMillisecondsMax: 100)
        #expect(calls == 1)
        loop.close(probe.handle)
        loop.watch(probe.handle, [.readable])
        Socket.close(far)
    }

    @Test func reportsChangesOnce() throws {
        let loop = try EventLoop()
        let (near, far) = pair()
        var seen: [Readiness] = []
        let probe = Probe { _, readiness in seen.append(readiness) }
        probe.handle = try #require(loop.register(near, probe, [.readable, .changes]))
        _ = Socket.write(far, ByteView("x"))
        loop.turn(sleepMillisecondsMax: 100)
        loop.turn(sleepMillisecondsMax: 0)
        #expect(seen.count == 1)
        // Unread, so reported when asked for; new bytes are a change whether or not the old ones were read.
        loop.repeatReadiness(probe.handle)
        loop.turn(sleepMillisecondsMax: 100)
        #expect(seen.count == 2)
        _ = Socket.write(far, ByteView("y"))
        loop.turn(sleepMillisecondsMax: 100)
        #expect(seen.count == 3)
        #expect(!seen[2].contains(.ended))
        // Bytes and the end behind them come as one report, which says so.
        _ = Socket.write(far, ByteView("z"))
        Socket.shutdownWrite(far)
        loop.turn(sleepMillisecondsMax: 100)
        #expect(seen.count == 4)
        #expect(seen[3].isSuperset(of: [.readable, .ended]))
        // Waiting for nothing hears of nothing; waiting again hears of what came meanwhile.
        loop.watch(probe.handle, [])
        loop.watch(probe.handle, [.readable, .changes])
        loop.turn(sleepMillisecondsMax: 100)
        #expect(seen.count == 5)
        loop.close(probe.handle)
        loop.repeatReadiness(probe.handle)
        Socket.close(far)
    }

    @Test func runsWhatOtherThreadsPostInOrder() throws {
        let loop = try EventLoop()
        final class Notes: @unchecked Sendable { var all: [Int] = [] }
        let notes = Notes()
        let thread = try #require(
            LoopThread.start(name: "test") {
                for index in 0..<1000 { loop.post { notes.all.append(index) } }
                loop.stop()
            })
        loop.run()
        thread.join()
        #expect(notes.all == Array(0..<1000))
    }

    @Test func acceptsAndConnects() throws {
        let loop = try EventLoop()
        let address = try #require(SocketAddress("127.0.0.1", port: 0))
        let listening = try Socket.listen(address, backlog: 16, sharesPort: false)
        let port = Socket.localPort(listening)
        var peers: [String] = []
        var controls = [congestionControl(of: listening)]
        let listener = try #require(
            Listener(loop, listening) { descriptor, peer in
                var text = ByteBuffer()
                peer.appendText(to: &text)
                peers.append(String(text.view))
                controls.append(self.congestionControl(of: descriptor))
                Socket.close(descriptor)
            })
        let target = try #require(SocketAddress("127.0.0.1", port: port))
        for _ in 0..<3 {
            let descriptor = try Socket.connect(target).descriptor
            controls.append(congestionControl(of: descriptor))
            Socket.close(descriptor)
        }
        for _ in 0..<20 where peers.count < 3 { loop.turn(sleepMillisecondsMax: 50) }
        #expect(peers == ["127.0.0.1", "127.0.0.1", "127.0.0.1"])
        #expect(controls == [String](repeating: "reno", count: 7))
        listener.close()
        #expect(throws: Socket.Failure.self) { try failedConnect(target) }
    }

    /// How the system controls congestion on a socket.
    private func congestionControl(of descriptor: Int32) -> String {
        var name = [UInt8](repeating: 0, count: 16)
        var size = socklen_t(name.count)
        #expect(getsockopt(descriptor, Int32(IPPROTO_TCP), TCP_CONGESTION, &name, &size) == 0)
        return String(decoding: name.prefix { $0 != 0 }, as: UTF8.self)
    }

    /// Connects and waits for the outcome.
    private func failedConnect(_ target: SocketAddress) throws {
        let started = try Socket.connect(target)
        defer { Socket.close(started.descriptor) }
        var waiting = pollfd(fd: started.descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&waiting, 1, 1_000)
        let error = Socket.pendingError(started.descriptor)
        if error != 0 { throw Socket.Failure(error: error) }
    }

    @Test func tellsThatAPortIsTaken() throws {
        let address = try #require(SocketAddress("127.0.0.1", port: 0))
        let first = try Socket.listen(address, backlog: 16, sharesPort: false)
        defer { Socket.close(first) }
        let taken = try #require(SocketAddress("127.0.0.1", port: Socket.localPort(first)))
        #expect(throws: Socket.Failure(error: EADDRINUSE)) {
            try Socket.listen(taken, backlog: 16, sharesPort: false)
        }
    }

    @Test func looksNamesUpOnceForAllWhoAsk() throws {
        let loop = try EventLoop()
        let resolver = Resolver(loop)
        #expect(resolver.known("127.0.0.1", port: 80)?.count == 1)
        #expect(resolver.known("::1", port: 80)?.count == 1)
        #expect(resolver.known("localhost", port: 81) == nil)
        var answers: [Int] = []
        for _ in 0..<3 { resolver.resolve("localhost", port: 81) { answers.append($0.count) } }
        for _ in 0..<40 where answers.count < 3 { loop.turn(sleepMillisecondsMax: 50) }
        #expect(answers.count == 3)
        #expect(answers.allSatisfy { $0 >= 1 })
        #expect(resolver.known("localhost", port: 81)?.first?.port == 81)
    }

    @Test func readsLiteralAddressesOnly() {
        #expect(SocketAddress("example.com", port: 1) == nil)
        #expect(SocketAddress("127.0.0.1.", port: 1) == nil)
        #expect(SocketAddress("::ffff:127.0.0.1", port: 9)?.port == 9)
    }
}
