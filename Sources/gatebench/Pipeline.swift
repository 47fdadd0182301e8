// One request through parse, route, template and answer, again and again over the same warm buffers.

import CMallocCount
import GateBytes
import GatePlan
import GateRuntime
import GateWire

/// A warm connection's worth of state.
final class PipelineRun {
    let gateway: Gateway
    let exchange = Exchange()
    var out = ByteBuffer(capacity: 1 << 16)
    var log = ByteBuffer(capacity: 1 << 16)
    private var answerMemo = ResponseHeadMemo()

    init(_ gateway: Gateway) { self.gateway = gateway }

    /// What a backend answers in place of one, for `perform`; nil fails requests that need one.
    var upstreamAnswer: [UInt8]?

    /// One request; false when it cannot be answered without a backend or is no request.
    func perform(_ request: ByteView) -> Bool {
        out.removeAll()
        log.removeAll()
        do throws(WireError) {
            let consumed = try parseRequestHead(
                request, alreadySeen: 0, limits: WireLimits(), into: &exchange.head, &exchange.headers)
            guard let consumed else { return false }
            exchange.bytes = request.slice(0, consumed)
        } catch {
            return false
        }
        switch gateway.begin(exchange, &out) {
        case .respond: break
        case .callUpstream: if !callUpstream() { return false }
        default: return false
        }
        gateway.finish(exchange, log: &log)
        return true
    }

    /// The backend's answer, relayed as the server does; false when there is none, or it is not relayed.
    private func callUpstream() -> Bool {
        guard let upstreamAnswer else { return false }
        return upstreamAnswer.withByteView { bytes in
            do throws(WireError) {
                let consumed = try exchange.takeUpstreamHead(
                    bytes, alreadySeen: 0, limits: .upstream, &answerMemo)?.size
                guard let consumed, case .relay = gateway.upstreamHead(exchange, &out) else { return false }
                out.append(bytes.dropFirst(consumed))
                return true
            } catch {
                return false
            }
        }
    }
}

/// The bytes of a request like a browser's small one; `lines` are further fields, each with its end.
func requestText(_ method: String, _ target: String, _ lines: String = "") -> [UInt8] {
    let head = "\(method) \(target) HTTP/1.1\r\nHost: localhost:8080\r\nUser-Agent: gatebench\r\nAccept: */*\r\n"
    return Array((head + lines + "Accept-Encoding: gzip\r\nConnection: keep-alive\r\n\r\n").utf8)
}

func benchPipeline(_ arguments: [String]) {
    guard arguments.count >= 3 else { stop("usage: gatebench pipeline PLAN METHOD TARGET [N]", status: 2) }
    let count = arguments.count > 3 ? Int(arguments[3]) ?? 100_000 : 100_000
    let run = PipelineRun(makeGateway(loadPlan(arguments[0])))
    let request = requestText(arguments[1], arguments[2])
    request.withByteView { view in
        guard run.perform(view), run.perform(view) else { stop("the request needs a backend", status: 1) }
        print(String(run.out.view))
        let before = gate_malloc_count()
        let best = bestOfNine {
            for _ in 0..<count { _ = run.perform(view) }
        }
        let mallocs = Double(gate_malloc_count() - before) / Double(9 * count)
        print("\(best / UInt64(count)) ns a request, \(mallocs) allocations a request")
    }
}

func benchMatch(_ arguments: [String]) {
    guard arguments.count >= 3 else { stop("usage: gatebench match PLAN METHOD TARGET [N]", status: 2) }
    let count = arguments.count > 3 ? Int(arguments[3]) ?? 1_000_000 : 1_000_000
    let plan = loadPlan(arguments[0])
    let exchange = Exchange()
    let router = Router(plan)
    let verb = Array(arguments[1].utf8).withByteView { HTTPVerb(token: $0) }
    Array(arguments[2].utf8).withByteView { path in
        var found = router.match(path, verb, &exchange.pathParameters)
        if found == PlanFormat.none { stop("no route for \(arguments[1]) \(arguments[2])", status: 1) }
        let best = bestOfNine {
            for _ in 0..<count { found &+= router.match(path, verb, &exchange.pathParameters) }
        }
        let tenths = best * 10 / UInt64(count)
        print("\(tenths / 10).\(tenths % 10) ns a match among \(plan.methods.count) methods (\(found & 1))")
    }
}

func benchLoad(_ path: String) {
    let bytes = readFile(path)
    var methods = 0
    let best = bestOfNine {
        do throws(PlanError) {
            methods = try PlanImage(copying: bytes).methods.count
        } catch {
            stop("\(path): \(error)", status: 1)
        }
    }
    print("\(Double(best / 1000) / 1000) ms to load \(bytes.count) bytes with \(methods) methods")
    let plan = loadPlan(path)
    let bound = bestOfNine {
        _ = Deployment(plan: plan, settings: StageSettings(), endpoints: EndpointTable())
    }
    print("\(Double(bound / 1000) / 1000) ms to bind it to a stage")
}
