// CORS of HTTP APIs: preflights are answered before there is a route, other answers get the headers of the policy and
// lose those of the backend. AWS: "Configure CORS for HTTP APIs" (read 2026-11).

import GateBytes
import GatePlan
import GateWire

/// The policy of an API, its header lines made once.
final class CORSPolicy: Sendable {
    private enum Origin: Sendable {
        case every
        /// `https://*`: the text in front of the star.
        case scheme([UInt8])
        case exact([UInt8])
    }

    private let origins: [Origin]
    private let allowsEvery: Bool
    /// Lines of every answer, and of preflights beside them.
    let lines: [UInt8]
    let preflightLines: [UInt8]

    init(_ record: CORSRecord, _ plan: PlanImage) {
        origins = record.origins.indices.map { index in
            let text = [UInt8](plan.string(plan.names[index].text))
            if text == [0x2a] { return .every }
            return text.last == 0x2a ? .scheme(text.dropLast()) : .exact(text)
        }
        allowsEvery = origins.contains { if case .every = $0 { true } else { false } }
        var lines = ""
        if record.flags & CORSRecord.allowsCredentials != 0 { lines += "access-control-allow-credentials: true\r\n" }
        if record.exposedHeaders.length > 0 {
            lines += "access-control-expose-headers: \(String(plan.string(record.exposedHeaders)))\r\n"
        }
        var preflight = ""
        if record.methods.length > 0 {
            preflight += "access-control-allow-methods: \(String(plan.string(record.methods)))\r\n"
        }
        if record.headers.length > 0 {
            preflight += "access-control-allow-headers: \(String(plan.string(record.headers)))\r\n"
        }
        if record.flags & CORSRecord.hasMaxAge != 0 {
            preflight += "access-control-max-age: \(Int32(bitPattern: record.maxAge))\r\n"
        }
        self.lines = Array(lines.utf8)
        preflightLines = Array(preflight.utf8)
    }

    /// What `Access-Control-Allow-Origin` says to an origin; nil for one that is not allowed.
    func answer(to origin: ByteView) -> ByteView? {
        if allowsEvery { return ByteView("*") }
        for index in origins.indices {
            let fits: Bool
            switch origins[index] {
            case .every: fits = true
            case .scheme(let prefix): fits = prefix.withByteView { origin.hasPrefix($0) && origin.count > $0.count }
            case .exact(let text): fits = text.withByteView { $0 == origin }
            }
            if fits { return origin }
        }
        return nil
    }
}

extension Gateway {
    /// Answers a preflight; false for a request that is none.
    func answerPreflight(
        _ exchange: Exchange, _ cors: CORSPolicy, _ scratch: inout Scratch, _ out: inout ByteBuffer
    ) -> Bool {
        guard let origin = exchange.header(.origin), exchange.headers.contains(.accessControlRequestMethod) else {
            return false
        }
        scratch.headerLines.removeAll()
        if cors.answer(to: origin) != nil {
            cors.preflightLines.withByteView { scratch.headerLines.append($0) }
        }
        let head = AnswerHead(
            status: 204, contentType: .empty, lines: scratch.headerLines.view, errorType: nil, framing: .none)
        write(exchange, head, body: .empty, &out)
        return true
    }

    /// The lines that name a request for an HTTP API and let pages read its answer.
    func writeRouteLines(_ exchange: Exchange, _ out: inout ByteBuffer) {
        out.append("apigw-requestid: ")
        appendExtendedIdentifier(exchange, &out)
        out.append("\r\n")
        guard let cors = exchange.deployment?.http?.cors, let origin = exchange.header(.origin),
            let allowed = cors.answer(to: origin)
        else { return }
        out.append("access-control-allow-origin: ")
        HeaderRules.appendValue(allowed, to: &out)
        out.append("\r\n")
        cors.lines.withByteView { out.append($0) }
    }
}

extension Exchange {
    /// Whether a header of an answer is the policy's to set.
    func isHeaderOfCORS(_ name: ByteView) -> Bool {
        guard deployment?.http?.cors != nil else { return false }
        let prefix = ByteView("access-control-")
        return name.count > prefix.count && name.slice(0, prefix.count).equalsIgnoringCase(prefix)
    }
}
