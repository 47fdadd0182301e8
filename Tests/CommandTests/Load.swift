// Clients that ask a running server again and again, and count every request that was not answered as it should be.

import Foundation
import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// A connection that speaks just enough HTTP/1.1.
final class LoadClient {
    private var descriptor: Int32
    private var unread: [UInt8] = []

    init(_ port: UInt16) throws { descriptor = try Serving.connect(port) }

    deinit { close(descriptor) }

    /// One answer: its status, its body and whether the connection ends. Nil: not one byte of an answer came.
    func get(_ target: String) throws -> (status: Int, body: String, closes: Bool)? {
        let request = Array("GET \(target) HTTP/1.1\r\nHost: load\r\n\r\n".utf8)
        if send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) != request.count { return nil }
        let end = Array("\r\n\r\n".utf8)
        while unread.firstRange(of: end) == nil {
            if !receive() {
                if unread.isEmpty { return nil }
                throw ServingFailure(text: "an answer's head is cut off")
            }
        }
        guard let range = unread.firstRange(of: end) else { return nil }
        let head = String(decoding: unread[..<range.lowerBound], as: UTF8.self)
        guard let status = head.split(separator: " ").dropFirst().first.flatMap({ Int($0) }),
            let length = head.firstMatch(of: /\r\nContent-Length: (\d+)/).flatMap({ Int($0.1) })
        else { throw ServingFailure(text: "no answer: \(head)") }
        while unread.count < range.upperBound + length {
            if !receive() { throw ServingFailure(text: "an answer's body is cut off") }
        }
        let body = String(decoding: unread[range.upperBound..<range.upperBound + length], as: UTF8.self)
        unread.removeFirst(range.upperBound + length)
        return (status, body, head.contains("\r\nConnection: close"))
    }

    private func receive() -> Bool {
        var block = [UInt8](repeating: 0, count: 1 << 14)
        let count = recv(descriptor, &block, block.count, 0)
        if count > 0 { unread += block[..<count] }
        return count > 0
    }
}

/// Several clients at once.
final class Load: Sendable {
    struct Tally {
        var served = 0
        var failures: [String] = []
    }

    private let port: UInt16
    private let target: String
    private let tally = Mutex(Tally())
    private let isStopping = Atomic<Bool>(false)
    private let group = DispatchGroup()

    /// Half of the clients keep their connections, half make a new one for each request. `outlivesServer`: a refused
    /// connection is the end of a client, not a failure.
    init(_ port: UInt16, _ target: String, clients: Int = 6, outlivesServer: Bool = false) {
        self.port = port
        self.target = target
        for index in 0..<clients {
            group.enter()
            Thread.detachNewThread { [self] in
                run(keepsConnection: outlivesServer || index % 2 == 0, outlivesServer: outlivesServer)
                group.leave()
            }
        }
    }

    var served: Int { tally.withLock { $0.served } }

    /// Waits for the clients to end by themselves or, asked to, after their current request.
    func end(stopping: Bool = true) -> Tally {
        if stopping { isStopping.store(true, ordering: .relaxed) }
        group.wait()
        return tally.withLock { $0 }
    }

    private func run(keepsConnection: Bool, outlivesServer: Bool) {
        var client: LoadClient?
        while !isStopping.load(ordering: .relaxed) {
            if client == nil { client = try? LoadClient(port) }
            guard let current = client else {
                if !outlivesServer { fail("no connection") }
                return
            }
            do {
                guard let answer = try current.get(target) else {
                    fail("a request got no answer")
                    client = nil
                    continue
                }
                if answer.status != 200 { fail("status \(answer.status): \(answer.body)") }
                tally.withLock { $0.served += 1 }
                if answer.closes || !keepsConnection { client = nil }
            } catch {
                fail("\(error)")
                client = nil
            }
        }
    }

    private func fail(_ text: String) { tally.withLock { $0.failures.append(text) } }
}

extension Serving {
    /// A number of /proc/PID/status, in kilobytes.
    func memoryKilobytes(_ name: String = "VmRSS") throws -> Int {
        let text = try String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)
        for line in text.split(separator: "\n") where line.hasPrefix(name + ":") {
            return Int(line.split(separator: " ").dropFirst().first ?? "") ?? 0
        }
        return 0
    }

    /// CPU seconds used so far.
    func cpuSeconds() throws -> Double {
        let text = try String(contentsOfFile: "/proc/\(process.processIdentifier)/stat", encoding: .utf8)
        // Fields 14 and 15, counted behind the name, which may hold spaces.
        let fields = text[(text.lastIndex(of: ")") ?? text.startIndex)...].split(separator: " ")
        let ticks = (Double(fields[12]) ?? 0) + (Double(fields[13]) ?? 0)
        return ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
    }
}
