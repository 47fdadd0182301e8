// The built command under load and under attack: swaps, reloads, drains, floods, slow clients, no descriptors left.

import Foundation
import Testing

#if canImport(Glibc)
    import Glibc
#endif

@Suite struct EnduranceTests {
    private func start(
        _ arguments: [String] = [], descriptorsMax: Int? = nil
    ) throws -> (folder: Folder, server: Serving) {
        let folder = try Folder()
        try folder.write("api.yaml", specification(says: "0"))
        let arguments = ["api.yaml", "--access-log", "off"] + arguments
        return (folder, try Serving(arguments, in: folder.url, descriptorsMax: descriptorsMax))
    }

    @Test func fiftySwapsOfAWatchedFileFailNoRequest() throws {
        let (folder, server) = try start(["--watch", "--event-loops", "2"])
        let load = Load(server.port, "/hello")
        for index in 1...50 {
            try folder.write("api.yaml", specification(says: "\(index)"))
            try poll("plan \(index) serves") { try server.get("/hello").body == "{\"say\": \"\(index)\"}" }
        }
        let tally = load.end()
        #expect(tally.failures == [])
        #expect(tally.served > 500)
        #expect(try server.error.ranges(of: "reloaded: 1 methods").count >= 50)
    }

    @Test func hangupsUnderLoadFailNoRequest() throws {
        let (folder, server) = try start(["--event-loops", "2"])
        let load = Load(server.port, "/hello")
        for index in 1...20 {
            try folder.write("api.yaml", specification(says: "\(index)"))
            server.signal(SIGHUP)
            try poll("plan \(index) serves") { try server.get("/hello").body == "{\"say\": \"\(index)\"}" }
        }
        try folder.write("api.yaml", brokenSpecification)
        server.signal(SIGHUP)
        try poll("the finding is told") { try server.error.contains("error[GW1101]") }
        #expect(try server.get("/hello").body == "{\"say\": \"20\"}")
        let tally = load.end()
        #expect(tally.failures == [])
        #expect(tally.served > 100)
    }

    @Test(arguments: [1, 2])
    func aDrainUnderLoadLosesNoRequest(eventLoops: Int) throws {
        for _ in 0..<3 {
            let (_, server) = try start(["--event-loops", "\(eventLoops)"])
            let load = Load(server.port, "/hello", clients: 8, outlivesServer: true)
            try poll("the load runs") { load.served > 200 }
            server.signal(SIGTERM)
            let tally = load.end(stopping: false)
            #expect(tally.failures == [])
            #expect(try server.end() == 0)
        }
    }

    @Test func idleClientsDoNotHoldUpADrain() throws {
        let (_, server) = try start()
        let clients = try (0..<50).map { _ in try LoadClient(server.port) }
        for client in clients { #expect(try client.get("/hello")?.status == 200) }
        let start = Date()
        server.signal(SIGTERM)
        #expect(try server.end() == 0)
        #expect(Date().timeIntervalSince(start) < 5)
    }

    @Test func runsOutOfDescriptorsAndRecovers() throws {
        let (_, server) = try start(descriptorsMax: 48)
        var held: [Int32] = []
        for _ in 0..<150 { held.append(try Serving.connect(server.port)) }
        usleep(300_000)
        let before = try server.cpuSeconds()
        usleep(1_000_000)
        // It looks ten times a second whether there is a descriptor again, and sleeps in between.
        #expect(try server.cpuSeconds() - before < 0.3)
        #expect(server.process.isRunning)
        for descriptor in held { close(descriptor) }
        try poll("it serves again") { (try? server.get("/hello").status) == 200 }
        for _ in 0..<20 { #expect(try server.get("/hello").status == 200) }
        server.signal(SIGTERM)
        #expect(try server.end() == 0)
    }

    @Test func slowClientsAreTurnedAwayAndHoldUpNobody() throws {
        let (_, server) = try start()
        var slow: [Int32] = []
        for _ in 0..<200 { slow.append(try Serving.connect(server.port)) }
        let start = Date()
        var drip = Array("GET /hello HTTP/1.1\r\nHost: slow\r\nX-Slow: ".utf8)
        drip += [UInt8](repeating: 0x78, count: 100)
        var longest = 0.0
        // The time for a head is 10 s, however it comes in.
        for byte in drip where Date().timeIntervalSince(start) < 10.5 {
            var one = byte
            for descriptor in slow { send(descriptor, &one, 1, Int32(MSG_NOSIGNAL)) }
            let asked = Date()
            #expect(try server.get("/hello").status == 200)
            longest = max(longest, Date().timeIntervalSince(asked))
            usleep(200_000)
        }
        #expect(longest < 2)
        for descriptor in slow {
            #expect(Serving.readAll(descriptor).hasPrefix("HTTP/1.1 408 "))
            close(descriptor)
        }
        #expect(Date().timeIntervalSince(start) < 20)
    }

    @Test func aFloodOfPipelinedRequestsIsBounded() throws {
        let (_, server) = try start()
        #expect(try server.get("/hello").status == 200)
        let before = try server.memoryKilobytes()
        let request = Array("GET /hello HTTP/1.1\r\nHost: flood\r\n\r\n".utf8)
        var batch: [UInt8] = []
        for _ in 0..<500 { batch += request }
        let client = try Serving.connect(server.port)
        defer { close(client) }
        var size: Int32 = 64 * 1024
        setsockopt(client, SOL_SOCKET, SO_RCVBUF, &size, 4)
        setsockopt(client, SOL_SOCKET, SO_SNDBUF, &size, 4)
        var limit = timeval(tv_sec: 1, tv_usec: 0)
        setsockopt(client, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var sent = 0
        // It reads no answers: at some time the server takes no more.
        while sent < 64 << 20 {
            let offset = sent % batch.count
            let count = batch.withUnsafeBytes {
                send(client, $0.baseAddress! + offset, batch.count - offset, Int32(MSG_NOSIGNAL))
            }
            if count <= 0 { break }
            sent += count
        }
        #expect(sent < 32 << 20)
        #expect(try server.memoryKilobytes() - before < 8 * 1024)
        #expect(try server.get("/hello").status == 200)
        // Now it reads, and nothing of what was taken is lost.
        var answers = 0
        var tail: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 1 << 16)
        let mark = Array("{\"say\": \"0\"}".utf8)
        while answers < sent / request.count {
            let count = recv(client, &block, block.count, 0)
            if count <= 0 { break }
            tail += block[..<count]
            var position = 0
            while let range = tail[position...].firstRange(of: mark) {
                answers += 1
                position = range.upperBound
            }
            tail.removeFirst(max(position, tail.count - mark.count + 1))
        }
        #expect(answers == sent / request.count)
    }

    @Test func aThousandIdleConnectionsCostLittle() throws {
        let (_, server) = try start()
        let before = try server.memoryKilobytes()
        let clients = try (0..<1000).map { _ in try LoadClient(server.port) }
        for client in clients { #expect(try client.get("/hello")?.status == 200) }
        #expect(try server.memoryKilobytes() - before < 32 * 1024)
    }
}
