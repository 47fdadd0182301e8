// The operator's side door: is the process alive, does it take requests, what has it done. One request per
// connection; nothing here is on the serving path.

import GateBytes
import GateLoop
import GateRuntime
import GateWire

/// What the side door tells.
final class AdminFacts: @unchecked Sendable {
    let workers: [Worker]

    init(_ workers: [Worker]) { self.workers = workers }

    /// Only asked on the first worker's loop.
    var isDraining: Bool { workers.contains { $0.isDraining } }

    /// All counters as one JSON object, summed over the loops.
    func appendMetrics(to out: inout ByteBuffer) {
        out.append("{\"eventLoops\":")
        out.append(decimal: workers.count)
        for (name, read) in ServerCounters.names {
            out.append(",\"")
            out.append(text: name)
            out.append("\":")
            out.append(decimal: workers.reduce(0) { $0 + Int(truncatingIfNeeded: read($1.counters)) })
        }
        if let counts = serving?.cacheCounts {
            let members: [(StaticString, Int)] = [
                ("CacheHitCount", Int(truncatingIfNeeded: counts.hits)),
                ("CacheMissCount", Int(truncatingIfNeeded: counts.misses)),
                ("cacheEvictions", Int(truncatingIfNeeded: counts.evictions)),
                ("cacheEntries", counts.count), ("cacheBytes", counts.bytes),
            ]
            for (name, value) in members {
                out.append(",\"")
                out.append(name)
                out.append("\":")
                out.append(decimal: value)
            }
        }
        out.append("}")
    }

    /// What the first worker serves. Only asked on its loop.
    var serving: ServingSet? { workers.first?.gateway.serving }
}

/// One connection to the side door.
final class AdminConnection: EventHandler {
    /// Time for a request and its answer, in milliseconds. Ours.
    private static let timeoutMilliseconds = 5_000

    private let loop: EventLoop
    private let facts: AdminFacts
    private let descriptor: Int32
    private var handle = SocketHandle.none
    private var input = ByteBuffer(capacity: 1024)
    private var scratch = ByteBuffer(capacity: 4096)
    private var output = OutputQueue(capacity: 1024)
    private var headSeen = 0

    /// Serves a socket; the loop keeps the connection as long as it is open.
    @discardableResult
    init?(_ loop: EventLoop, _ facts: AdminFacts, _ descriptor: Int32) {
        self.loop = loop
        self.facts = facts
        self.descriptor = descriptor
        super.init()
        guard let handle = loop.register(descriptor, self, .readable) else { return nil }
        self.handle = handle
        loop.setTimer(self, milliseconds: AdminConnection.timeoutMilliseconds)
    }

    override func timerExpired() { close() }

    override func ready(_ readiness: Readiness) {
        if output.pending > 0 {
            flush()
            return
        }
        switch Socket.read(descriptor, into: &scratch) {
        case .bytes:
            input.append(scratch.view)
            answer()
        case .again: break
        case .end, .failed: close()
        }
    }

    private func answer() {
        var head = RequestHead()
        var headers = HeaderTable()
        do throws(WireError) {
            let consumed = try parseRequestHead(
                input.view, alreadySeen: headSeen, limits: WireLimits(), into: &head, &headers)
            guard consumed != nil else {
                headSeen = input.count
                return
            }
        } catch {
            respond(error.status, ByteView("{\"message\":\"Bad Request\"}"))
            return
        }
        let path = input.view.slice(Int(head.pathOffset), Int(head.pathOffset) + Int(head.pathLength))
        if head.verb == .delete, let (api, stage) = AdminConnection.stageOfFlush(path) {
            if facts.serving?.flushCache(api: api, stage: stage) == true {
                respond(202, .empty)
            } else {
                respond(404, ByteView("{\"message\":\"Invalid stage identifier specified\"}"))
            }
            return
        }
        guard head.verb == .get || head.verb == .head else {
            respond(405, ByteView("{\"message\":\"Method Not Allowed\"}"))
            return
        }
        if path == "/healthz" {
            respond(200, ByteView("{\"status\":\"ok\"}"))
        } else if path == "/readyz" {
            if facts.isDraining {
                respond(503, ByteView("{\"status\":\"draining\"}"))
            } else {
                respond(200, ByteView("{\"status\":\"ready\"}"))
            }
        } else if path == "/metrics" {
            var text = ByteBuffer(capacity: 512)
            facts.appendMetrics(to: &text)
            respond(200, text.view)
        } else {
            respond(404, ByteView("{\"message\":\"Not Found\"}"))
        }
    }

    /// API and stage of `/restapis/API/stages/STAGE/cache/data`. AWS: FlushStageCache, so its clients can ask here.
    private static func stageOfFlush(_ path: ByteView) -> (api: ByteView, stage: ByteView)? {
        let start = ByteView("/restapis/")
        let middle = ByteView("stages/")
        let end = ByteView("/cache/data")
        guard path.hasPrefix(start) else { return nil }
        let rest = path.dropFirst(start.count)
        guard let slash = rest.firstIndex(of: 0x2f) else { return nil }
        let tail = rest.dropFirst(slash + 1)
        guard tail.hasPrefix(middle), tail.count > middle.count + end.count else { return nil }
        let stageEnd = tail.count - end.count
        guard tail.dropFirst(stageEnd) == end else { return nil }
        let stage = tail.slice(middle.count, stageEnd)
        return stage.firstIndex(of: 0x2f) == nil ? (rest.slice(0, slash), stage) : nil
    }

    private func respond(_ status: Int, _ body: ByteView) {
        output.buffer.append("HTTP/1.1 ")
        output.buffer.append(decimal: status, digits: 3)
        output.buffer.append(" ")
        output.buffer.append(StatusReason.phrase(status))
        output.buffer.append("\r\nContent-Type: application/json\r\nContent-Length: ")
        output.buffer.append(decimal: body.count)
        output.buffer.append("\r\nConnection: close\r\n\r\n")
        output.buffer.append(body)
        flush()
    }

    private func flush() {
        switch output.flush(descriptor) {
        case .done, .failed: close()
        case .blocked: loop.watch(handle, .writable)
        }
    }

    private func close() {
        loop.cancelTimer(self)
        loop.close(handle)
        handle = .none
    }
}
