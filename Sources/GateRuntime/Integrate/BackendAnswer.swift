// What comes back to an HTTP API: a backend's or service's answer as it is, a function's read by its format, both with
// the edits of their status.

import GateBytes
import GateJSON
import GatePlan
import GateWire

extension Gateway {
    /// The whole answer of a backend, service or function is here.
    func answerRoute(
        _ exchange: Exchange, _ integration: IntegrationRecord, _ deployment: Deployment, _ scratch: inout Scratch,
        _ out: inout ByteBuffer
    ) {
        if let target = exchange.upstreamAWS {
            keepRequestIdentifier(exchange)
            if target.invokesFunction {
                answerFunction(exchange, integration, deployment, &scratch, &out)
                return
            }
            if !(200..<300).contains(exchange.upstreamHead.status) {
                // Recorded: what a service refuses is a 500, its words are for logs.
                exchange.integrationError = "the service refused the call"
                fail(exchange, ExchangeError(.default5XX), &scratch, &out)
                return
            }
        }
        scratch.body.removeAll()
        scratch.body.append(exchange.upstreamBody.view)
        let contentType = appendBackendLines(exchange, &scratch)
        let own = Int(exchange.upstreamHead.status)
        let status = exchange.statusOverride != 0 ? exchange.statusOverride : own
        let head = AnswerHead(
            status: status, contentType: contentType, lines: scratch.headerLines.view, errorType: nil, framing: .none)
        write(exchange, head, body: scratch.body.view, &out)
    }

    /// The backend's fields as the client gets them, edited, and the answer's media type; empty for none.
    func appendBackendLines(_ exchange: Exchange, _ scratch: inout Scratch) -> ByteView {
        scratch.headerLines.removeAll()
        var contentType = ByteView.empty
        let bytes = exchange.upstreamBytes
        let hopFields = HopFields(bytes, exchange.upstreamHeaders)
        for index in 0..<exchange.upstreamHeaders.count {
            let slot = exchange.upstreamHeaders[index]
            let valueStart = Int(slot.valueOffset)
            let value = bytes.slice(valueStart, valueStart + Int(slot.valueLength))
            if slot.known == KnownHeader.contentType.rawValue { contentType = value }
            if HeaderRules.isDroppedFromRouteAnswer(slot.known) { continue }
            let nameStart = Int(slot.nameOffset)
            let name = bytes.slice(nameStart, nameStart + Int(slot.nameLength))
            if !hopFields.isEmpty, hopFields.contains(name, exchange.upstreamHeaders) { continue }
            if exchange.isHeaderOfCORS(name) { continue }
            scratch.headerLines.append(name)
            scratch.headerLines.append(": ")
            scratch.headerLines.append(value)
            scratch.headerLines.append("\r\n")
        }
        guard let deployment = exchange.deployment, exchange.method != PlanFormat.none else { return contentType }
        let integration = deployment.plan.integrations[deployment.plan.methods[exchange.method].integration]
        if integration.statusEdits.count == 0 { return contentType }
        scratch.contentType.removeAll()
        scratch.contentType.append(contentType)
        applyStatusEdits(
            exchange, integration, deployment, status: Int(exchange.upstreamHead.status), &scratch)
        return scratch.contentType.view
    }
}
