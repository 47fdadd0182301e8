// Fuzz entry of the plan verifier and the runtime behind it: a changed plan is refused, or everything that trusts it
// (listing, routing, validation, mapping, templates, answers) runs to an end.

import GateBytes
import GatePlan
import GateRuntime

let planTarget = FuzzTarget(name: "plan", seeds: { checkedSeeds() }, isBinary: true, sizeMax: 1 << 20, run: fuzzPlan)

/// Loads the bytes as they are and with the header mended.
private func fuzzPlan(_ bytes: [UInt8]) -> UInt64 {
    var outcome = Outcome()
    // A changed file fails at its checksum, which a careless reader would look at last.
    if bytes.withByteView({ $0.fnv1a }) % 16 == 0 { load(bytes, &outcome) }
    load(mended(bytes), &outcome)
    return outcome.value
}

private func load(_ bytes: [UInt8], _ outcome: inout Outcome) {
    let plan: PlanImage
    do throws(PlanError) {
        plan = try PlanImage(copying: bytes)
    } catch {
        outcome.add("\(error)".filter { !$0.isNumber })
        return
    }
    outcome.add(magnitudeOf: PlanListing(plan).text().utf8.count)
    _ = PlanListing(plan).json()
    drive(plan, &outcome)
}

/// The bytes with the size and the checksum that their header has to state.
private func mended(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    if bytes.count < PlanFormat.headerSize { return bytes }
    // The checksum covers the size.
    store(UInt64(bytes.count), at: 24, &bytes)
    store(bytes.withByteView { PlanFormat.fileChecksum($0) }, at: 32, &bytes)
    return bytes
}

private func store(_ value: UInt64, at offset: Int, _ bytes: inout [UInt8]) {
    for index in 0..<8 { bytes[offset + index] = UInt8(truncatingIfNeeded: value >> UInt64(8 * index)) }
}

/// The seeds, if mending leaves them as they are: else every mutation would fail at the checksum and show nothing.
private func checkedSeeds() -> [[UInt8]] {
    let seeds = PlanSeeds.plans()
    for seed in seeds where mended(seed) != seed { stop("a plan's header is not what this tool was written for") }
    return seeds
}

// MARK: Requests

/// Methods driven of one plan.
private let methodsMax = 12

private func drive(_ plan: PlanImage, _ outcome: inout Outcome) {
    let endpoints = EndpointTable()
    var settings = StageSettings()
    settings.skipsAuthorization = true
    settings.variables = [(name: "host", value: "127.0.0.1"), (name: "v", value: "x")]
    let deployment = Deployment(plan: plan, settings: settings, endpoints: endpoints)
    let gateway = Gateway(
        serving: ServingSet([deployment]), endpoints: endpoints, seed: (1, 2), evaluator: .compiling)
    gateway.accessLogFormat = AccessLogFormat(AccessLogChoice.json)
    let driver = RequestDriver(gateway: gateway)
    var log = ByteBuffer()
    for index in 0..<min(plan.methods.count, methodsMax) {
        let method = plan.methods[index]
        for body in PlanSeeds.bodies {
            let request = requestText(method, plan, body)
            for answer in PlanSeeds.answers {
                switch driver.perform(request, upstream: { _, _ in .answer(Array(answer.utf8)) }) {
                case .answered(let bytes): checkAnswer(bytes, &outcome)
                case .incomplete: outcome.add(7)
                }
                log.removeAll()
                gateway.finish(driver.exchange, log: &log)
                if !driver.calledUpstream { break }
            }
        }
    }
    for failure in [UpstreamFailure.timeout, .broken, .connect] where plan.methods.count > 0 {
        _ = driver.perform(requestText(plan.methods[0], plan, ""), upstream: { _, _ in .failure(failure) })
    }
}

/// A request for a method's path, with something for each variable.
private func requestText(_ method: MethodRecord, _ plan: PlanImage, _ body: String) -> [UInt8] {
    let verb = HTTPVerb(rawValue: UInt8(truncatingIfNeeded: method.verb)) ?? .get
    var text = verb == .any || verb == .other ? Array("POST".utf8) : Array(verb.token.buffer)
    text.append(0x20)
    text += plan.api.basePath.length < 64 ? Array(plan.string(plan.api.basePath).buffer) : []
    for byte in plan.string(method.resourcePath).buffer.prefix(256) {
        // Braces and plus signs pass as a variable's value.
        text.append(byte > 0x20 && byte < 0x7f && byte != 0x3f && byte != 0x23 ? byte : 0x61)
    }
    text += Array("?q=1&r=a%20b&q=2 HTTP/1.1\r\nHost: a\r\nX-Api-Key: key\r\nAccept: application/json\r\n".utf8)
    text += Array("Content-Type: application/json\r\nX-H: h\r\nContent-Length: \(body.utf8.count)\r\n\r\n".utf8)
    return text + Array(body.utf8)
}

/// The answer of a mended plan is still an answer: a status line, and lines that nothing has split.
private func checkAnswer(_ bytes: [UInt8], _ outcome: inout Outcome) {
    precondition(bytes.starts(with: "HTTP/1.1 ".utf8), "an answer without a status line")
    outcome.add(bytes[9..<12].reduce(0) { $0 * 10 + Int($1) })
    outcome.add(magnitudeOf: bytes.count)
}
