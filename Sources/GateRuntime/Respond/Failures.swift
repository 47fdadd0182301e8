// Answers that the gateway gives itself: gateway responses and rejected heads.

import GateBytes
import GatePlan
import GateWire

extension Gateway {
    /// Answers with the gateway response of an error.
    func fail(_ exchange: Exchange, _ error: ExchangeError, _ scratch: inout Scratch, _ out: inout ByteBuffer) {
        exchange.error = error
        if exchange.session != nil {
            if let log = exchange.executionLog {
                exchange.status = error.statusCode == 0 ? error.type.statusCode : error.statusCode
                tellFailure(exchange, error, &scratch, log)
            }
            return failEvent(exchange, error, &scratch, &out)
        }
        if let fill = exchange.fill {
            // What the gateway says itself is kept for nobody.
            exchange.fill = nil
            fill.leaveUnkept()
        }
        scratch.headerLines.removeAll()
        scratch.contentType.removeAll()
        scratch.body.removeAll()
        if exchange.isHTTPAPI {
            failRoute(exchange, error, &scratch, &out)
            return
        }
        guard let deployment = exchange.deployment else {
            writeBuiltInFailure(exchange, error, &scratch, &out)
            return
        }
        let plan = deployment.plan
        var answer = deployment.answers[error.type]
        if error.statusCode != 0, !answer.isStatusOwn { answer.statusCode = error.statusCode }
        exchange.status = answer.statusCode
        if let log = exchange.executionLog { tellFailure(exchange, error, &scratch, log) }
        var type = MediaType.applicationJSON
        let accept = exchange.acceptedType
        if let template = GatewayAnswers.template(answer, accept: accept, plan: plan) {
            type = plan.string(template.contentType)
            appendText(template.parts, exchange, plan, &scratch.body)
        } else {
            appendBuiltInBody(exchange, error, &scratch.body)
        }
        for index in answer.mappings.indices {
            mapResponseHeader(plan.mappings[index], exchange, deployment, &scratch)
        }
        writeFailure(exchange, error, status: answer.statusCode, type: type, &scratch, &out)
    }

    /// Answers with the built-in gateway response, whatever the API says.
    func writeBuiltInFailure(
        _ exchange: Exchange, _ error: ExchangeError, _ scratch: inout Scratch, _ out: inout ByteBuffer
    ) {
        scratch.headerLines.removeAll()
        scratch.contentType.removeAll()
        scratch.body.removeAll()
        appendBuiltInBody(exchange, error, &scratch.body)
        let status = error.statusCode == 0 ? error.type.statusCode : error.statusCode
        exchange.status = status
        writeFailure(exchange, error, status: status, type: MediaType.applicationJSON, &scratch, &out)
    }

    private func writeFailure(
        _ exchange: Exchange, _ error: ExchangeError, status: Int, type: ByteView, _ scratch: inout Scratch,
        _ out: inout ByteBuffer
    ) {
        let type = scratch.contentType.isEmpty ? type : scratch.contentType.view
        let head = AnswerHead(
            status: status, contentType: type, lines: scratch.headerLines.view,
            errorType: error.errorType ?? error.type.errorType,
            framing: .none)
        write(exchange, head, body: scratch.body.view, &out)
    }

    /// `{"message":…}`; ACCESS_DENIED spells it with a capital (observed).
    private func appendBuiltInBody(_ exchange: Exchange, _ error: ExchangeError, _ body: inout ByteBuffer) {
        body.append(error.type == .accessDenied ? "{\"Message\":" : "{\"message\":")
        // Of tests AWS's own answer has a blank (recorded).
        if exchange.test != nil { body.append(0x20) }
        appendErrorMessage(error, quoted: true, &body)
        body.append(0x7d)
    }

    /// `$context.error.message` or, quoted, `$context.error.messageString`.
    func appendErrorMessage(_ error: ExchangeError, quoted: Bool, _ out: inout ByteBuffer) {
        if let message = error.text {
            quoted ? JSONEscape.appendQuoted(ByteView(message), to: &out) : out.append(message)
        } else if let message = error.message {
            message.withByteView { quoted ? JSONEscape.appendQuoted($0, to: &out) : out.append($0) }
        } else if let message = error.type.message {
            quoted ? JSONEscape.appendQuoted(ByteView(message), to: &out) : out.append(message)
        } else {
            out.append("null")
        }
    }

    /// The text parts of a gateway response.
    private func appendText(
        _ parts: RecordRange, _ exchange: Exchange, _ plan: PlanImage, _ out: inout ByteBuffer
    ) {
        for index in parts.indices {
            let part = plan.textParts[index]
            let text = plan.string(part.text)
            switch TextPartKind(rawValue: part.kind) {
            case .context?:
                if let variable = ContextVariable(rawValue: part.index) {
                    _ = appendContext(variable, exchange, &out)
                }
            case .stageVariable?:
                exchange.deployment?.stageVariables.value(of: text)?.withByteView { out.append($0) }
            case .requestPath?:
                if let value = exchange.pathParameter(named: text, in: plan) { out.append(value) }
            case .requestQueryString?:
                if let value = exchange.rawQueryParameter(named: text) { QueryText.appendDecoded(value, to: &out) }
            case .authorizer?:
                exchange.authorizerValue(text)?.withByteView { out.append($0) }
            case .requestHeader?:
                if let value = exchange.visibleHeader(named: text) { out.append(value) }
            default: out.append(text)
            }
        }
    }

    /// A head that is not HTTP, or exceeds a limit: nothing of it may be trusted but that it failed.
    func writeRejection(
        _ exchange: Exchange, _ error: WireError, _ scratch: inout Scratch, _ out: inout ByteBuffer
    ) {
        exchange.deployment = nil
        exchange.bytes = .empty
        exchange.headers.removeAll()
        exchange.head = RequestHead()
        exchange.path = .empty
        exchange.query = .empty
        scratch.body.removeAll()
        scratch.body.append("{\"message\":")
        JSONEscape.appendQuoted(ByteView(StatusReason.phrase(error.status)), to: &scratch.body)
        scratch.body.append(0x7d)
        let head = AnswerHead(
            status: error.status, contentType: MediaType.applicationJSON, lines: .empty,
            errorType: error.status < 500 ? "BadRequestException" : "InternalServerErrorException", framing: .none)
        write(exchange, head, body: scratch.body.view, &out)
    }
}

/// JSON string escapes as the gateway writes them in its own messages.
enum JSONEscape {
    /// Appends `text` as a JSON string with its quotes. Bytes that are not ASCII pass as they are.
    static func appendQuoted(_ text: ByteView, to out: inout ByteBuffer) {
        out.append(0x22)
        append(text, to: &out)
        out.append(0x22)
    }

    /// Appends `text` escaped, without quotes.
    static func append(_ text: ByteView, to out: inout ByteBuffer) {
        var start = 0
        for index in 0..<text.count {
            let byte = text[index]
            if byte >= 0x20, byte != 0x22, byte != 0x5c { continue }
            out.append(text.slice(start, index))
            start = index + 1
            switch byte {
            case 0x22: out.append("\\\"")
            case 0x5c: out.append("\\\\")
            case 0x0a: out.append("\\n")
            case 0x0d: out.append("\\r")
            case 0x09: out.append("\\t")
            default:
                out.append("\\u")
                out.append(hex: UInt64(byte), digits: 4)
            }
        }
        out.append(text.slice(start, text.count))
    }
}
