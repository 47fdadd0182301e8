// What becomes of a request's body before mappings and templates see it: its content coding is undone, then the
// integration's `contentHandling` makes text of bytes or bytes of text. AWS: "Payload compression for REST APIs",
// "Content type conversions in API Gateway"; refinements as recorded.
//
//   Content-Type   undefined, CONVERT_TO_TEXT                  CONVERT_TO_BINARY
//   text           UTF-8 (what is none becomes U+FFFD)         base64, decoded behind the template; none is a 500
//   binary         undefined: bytes;  to text: base64          bytes
//
// A template cannot read bytes: 500. Text behind HTTP_PROXY is not looked at, so that bodies pass as they come.

import GateBytes
import GateJSON
import GatePlan
import GateWire

/// What a body is once it was converted.
enum PayloadForm: UInt8 {
    case text
    /// Bytes that no template reads.
    case bytes
    /// Text which is base64 of what is sent, decoded behind the template.
    case base64
}

extension Gateway {
    // MARK: Content-Encoding

    /// What a request's `Content-Encoding` names; `known` is false for codings that API Gateway does not know.
    func requestCoding(_ exchange: Exchange) -> (coding: ContentCoding, isKnown: Bool) {
        guard let index = exchange.headers.first(known: .contentEncoding) else { return (.identity, true) }
        let coding = ContentCoding(exchange.headerValue(exchange.headers[index]))
        let isOnly = exchange.headers.index(of: .contentEncoding, from: index + 1) == nil
        guard let coding, isOnly else { return (.identity, false) }
        return (coding, true)
    }

    /// Undoes the coding of the body; an answer stands in `out` when that fails.
    func decodeRequest(_ exchange: Exchange, _ scratch: inout Scratch, _ out: inout ByteBuffer) -> Bool {
        let coding = requestCoding(exchange).coding
        if coding == .identity || exchange.requestBody.isEmpty { return true }
        scratch.body.removeAll()
        do throws(ContentCodingFailure) {
            try coder.decode(exchange.requestBody.view, coding, into: &scratch.body)
        } catch {
            switch error {
            case .malformed: refuseCoding(exchange, &scratch, &out)
            case .tooLarge: fail(exchange, ExchangeError(.requestTooLarge), &scratch, &out)
            }
            return false
        }
        swap(&exchange.requestBody, &scratch.body)
        return true
    }

    /// 415 for a body in a coding that is unknown, or not in the coding that it names. AWS answers before it knows the
    /// API, so that gateway responses do not change it.
    func refuseCoding(_ exchange: Exchange, _ scratch: inout Scratch, _ out: inout ByteBuffer) {
        let error = ExchangeError(.unsupportedMediaType)
        exchange.error = error
        writeBuiltInFailure(exchange, error, &scratch, &out)
    }

    // MARK: contentHandling

    /// Converts the body of an integration that looks at it; an error is the answer to give.
    func convertRequest(
        _ exchange: Exchange, _ integration: IntegrationRecord, _ deployment: Deployment, _ scratch: inout Scratch
    ) -> ExchangeError? {
        if integration.kind == IntegrationKind.awsProxy.rawValue { return nil }
        let handling = ContentHandlingKind(rawValue: integration.contentHandling)
        let isProxy = integration.kind == IntegrationKind.httpProxy.rawValue
        if isProxy, handling == .passthrough { return nil }
        if deployment.hasBinaryTypes, deployment.plan.isBinary(exchange.contentType) {
            if handling == .convertToText {
                encodeBase64(&exchange.requestBody, &scratch)
            } else {
                exchange.requestForm = .bytes
            }
        } else if handling == .convertToBinary {
            exchange.requestForm = .base64
            if isProxy { return decodeBase64(&exchange.requestBody, &scratch) ? nil : notBase64(exchange) }
        } else if !isProxy {
            repairText(&exchange.requestBody, &scratch)
        }
        return nil
    }

    /// Decodes what the integration is sent where that is bytes in base64; an error is the answer to give.
    func finishRequestBody(
        _ exchange: Exchange, _ scratch: inout Scratch, isRendered: Bool
    ) -> ExchangeError? {
        if exchange.requestForm != .base64 { return nil }
        let isDecoded =
            isRendered ? decodeBase64(&scratch.body, &scratch.value) : decodeBase64(&exchange.requestBody, &scratch)
        return isDecoded ? nil : notBase64(exchange)
    }

    private func notBase64(_ exchange: Exchange) -> ExchangeError {
        exchange.integrationError = "the body is to be converted to bytes and is no base64"
        return ExchangeError(.apiConfigurationError)
    }

    /// A template would have to read bytes.
    func readsBytes(_ exchange: Exchange) -> ExchangeError {
        exchange.integrationError = "a mapping template cannot read bytes: contentHandling has to make them text"
        return ExchangeError(.apiConfigurationError)
    }

    // MARK: Conversions in place

    /// Bytes as the base64 text of them.
    func encodeBase64(_ body: inout ByteBuffer, _ scratch: inout Scratch) {
        if body.isEmpty { return }
        scratch.value.removeAll()
        scratch.value.reserve(body.count / 3 * 4 + 4)
        Base64.append(body.view, to: &scratch.value)
        swap(&body, &scratch.value)
        scratch.bodyValue.forget()
    }

    /// Base64 text as its bytes; false when it is none.
    func decodeBase64(_ body: inout ByteBuffer, _ scratch: inout Scratch) -> Bool {
        scratch.bodyValue.forget()
        return decodeBase64(&body, &scratch.value)
    }

    func decodeBase64(_ body: inout ByteBuffer, _ work: inout ByteBuffer) -> Bool {
        work.removeAll()
        work.reserve(body.count / 4 * 3 + 3)
        guard Base64.decode(body.view.trimmingSpace(), to: &work) else { return false }
        swap(&body, &work)
        return true
    }

    /// Text as Java reads it: what is not UTF-8 becomes U+FFFD.
    func repairText(_ body: inout ByteBuffer, _ scratch: inout Scratch) {
        if UTF8Text.isSound(body.view) { return }
        scratch.value.removeAll()
        UTF8Text.appendRepaired(body.view, to: &scratch.value)
        swap(&body, &scratch.value)
        scratch.bodyValue.forget()
    }
}

extension ByteView {
    /// Without blanks and line ends around it.
    func trimmingSpace() -> ByteView {
        var start = 0
        var end = count
        while start < end, self[start] <= 0x20 { start += 1 }
        while end > start, self[end - 1] <= 0x20 { end -= 1 }
        return slice(start, end)
    }
}

/// UTF-8 from elsewhere.
enum UTF8Text {
    /// Whether a text is UTF-8.
    static func isSound(_ text: ByteView) -> Bool {
        var index = text.endOfASCII(from: 0)
        while index < text.count {
            let length = UTF8Check.sequence(text.base + index, limit: text.count - index)
            if length == 0 { return false }
            index = text.endOfASCII(from: index + length)
        }
        return true
    }

    /// Appends a text with U+FFFD for every byte that is no part of a sequence.
    static func appendRepaired(_ text: ByteView, to out: inout ByteBuffer) {
        var start = 0
        var index = 0
        while index < text.count {
            let length = UTF8Check.sequence(text.base + index, limit: text.count - index)
            if length > 0 {
                index += length
                continue
            }
            out.append(text.slice(start, index))
            JSONText.appendUTF8(0xfffd, to: &out)
            index += 1
            start = index
        }
        out.append(text.slice(start, text.count))
    }
}
