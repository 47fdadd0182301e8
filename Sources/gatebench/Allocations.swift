// Heap allocations per thousand requests or messages must not exceed the numbers in a thresholds file:
//
//   PLAN METHOD TARGET ALLOCATIONS-PER-1000 [NAME:VALUE …]   a request to FOLDER/PLAN.plan; NAME:VALUE are fields of it
//   PLAN MESSAGE TEXT ALLOCATIONS-PER-1000                   a message on a connection to that plan's WebSocket API
//
// one scenario a line, `#` starts a comment. A backend answers with 1 KB of JSON.

import CMallocCount
import GateBytes
import GatePlan
import GateRuntime
import GateWire

func checkAllocations(_ arguments: [String]) {
    guard arguments.count >= 2 else { stop("usage: gatebench allocations FOLDER THRESHOLDS", status: 2) }
    let lines = String(decoding: readFile(arguments[1]), as: UTF8.self).split(separator: "\n")
    var plans: [String: PlanImage] = [:]
    var failed = 0
    var passed = 0
    for line in lines where !line.hasPrefix("#") {
        let fields = line.split(separator: " ").map(String.init)
        guard fields.count >= 4, let threshold = UInt(fields[3]) else {
            stop("\(arguments[1]): `\(line)` is not PLAN METHOD TARGET NUMBER", status: 2)
        }
        let plan = plans[fields[0]] ?? loadPlan("\(arguments[0])/\(fields[0]).plan")
        plans[fields[0]] = plan
        let mallocs =
            fields[1] == "MESSAGE"
            ? allocations(SocketRun(makeGateway(plan)), Array(fields[2].utf8))
            : allocations(PipelineRun(makeGateway(plan)), fields)
        let isWithin = mallocs <= threshold
        print(
            "\(isWithin ? "ok" : "FAIL") \(fields[0]) \(fields[1]) \(fields[2]): \(mallocs) allocations in 1000 times, "
                + "at most \(threshold)")
        if isWithin { passed += 1 } else { failed += 1 }
    }
    print("\(passed) passed, \(failed) failed")
    if failed > 0 || passed == 0 { stop("allocation thresholds exceeded", status: 1) }
}

private func allocations(_ run: PipelineRun, _ fields: [String]) -> UInt {
    let lines = fields.dropFirst(4).map { $0.replacing(":", with: ": ", maxReplacements: 1) + "\r\n" }.joined()
    run.upstreamAnswer = Array(
        ("HTTP/1.1 200 OK\r\nDate: Fri, 27 Nov 2026 17:00:00 GMT\r\nContent-Type: application/json\r\n"
            + "Content-Length: 1024\r\n\r\n" + String(repeating: "7", count: 1024)).utf8)
    return requestText(fields[1], fields[2], lines).withByteView { view in
        counted { run.perform(view) }
    }
}

private func allocations(_ run: SocketRun, _ message: [UInt8]) -> UInt {
    var frame = ByteBuffer(capacity: message.count + FrameHead.bytesMax)
    message.withByteView {
        FrameWriting.append(.text, $0, frameBytesMax: .max, masks: { 0x1234_5678 }, to: &frame)
    }
    let view = frame.view
    return counted { run.perform(view) }
}

/// Allocations of a thousand times, once it is warm.
private func counted(_ perform: () -> Bool) -> UInt {
    for _ in 0..<100 where !perform() { stop("a scenario cannot be carried out", status: 1) }
    let before = gate_malloc_count()
    for _ in 0..<1000 { _ = perform() }
    return UInt(gate_malloc_count() - before)
}

/// A connection of a WebSocket API and what carries out its messages, as the server has them.
final class SocketRun {
    private let gateway: Gateway
    private let session: SocketSession
    private let exchange = Exchange()
    private var answer = ByteBuffer(capacity: 1 << 16)
    private var frames = ByteBuffer(capacity: 1 << 16)
    private var log = ByteBuffer(capacity: 1 << 16)

    init(_ gateway: Gateway) {
        self.gateway = gateway
        let request = requestText(
            "GET", "/",
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n")
        let handshake = PipelineRun(gateway)
        _ = request.withByteView { handshake.perform($0) }
        guard let session = handshake.exchange.session else { stop("the handshake is refused", status: 1) }
        self.session = session
    }

    /// A message, framed; false when it is none, or is not answered without a backend.
    func perform(_ frame: ByteView) -> Bool {
        frames.removeAll()
        answer.removeAll()
        log.removeAll()
        var position = 0
        guard case .message? = session.next(frame, &position, gateway.clock, &frames),
            case .respond = gateway.beginMessage(exchange, session, &answer)
        else { return false }
        gateway.finish(exchange, log: &log)
        if exchange.reply != .none { session.send(answer.view, isBinary: exchange.reply == .binary, &frames) }
        return true
    }
}
