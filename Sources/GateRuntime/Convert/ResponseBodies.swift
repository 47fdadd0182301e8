// What becomes of an answer's body: `contentHandling` and what the client accepts make text of bytes or bytes of text
// around the template, and behind it comes compression. AWS: "Content type conversions in API Gateway", "Receive an
// API response with a compressed payload"; refinements as recorded.
//
//   Content-Type   first Accept   undefined                 CONVERT_TO_TEXT   CONVERT_TO_BINARY
//   text           text           UTF-8                     UTF-8             base64, decoded behind the template
//   text           binary         base64, decoded           UTF-8             base64, decoded
//   binary         text           base64                    base64            bytes
//   binary         binary         bytes                     base64            bytes

import GateBytes
import GatePlan
import GateWire

extension Gateway {
    /// Converts the backend's payload in place and tells what it is then.
    func convertResponse(
        _ exchange: Exchange, _ deployment: Deployment, _ handling: ContentHandlingKind, _ scratch: inout Scratch
    ) -> PayloadForm {
        let plan = deployment.plan
        let hasBinary = deployment.hasBinaryTypes
        if hasBinary, plan.isBinary(exchange.upstreamContentType) {
            switch handling {
            case .convertToBinary: return .bytes
            case .passthrough where acceptsBinary(exchange, plan): return .bytes
            case .passthrough, .convertToText: encodeBase64(&exchange.upstreamBody, &scratch)
            }
            return .text
        }
        repairText(&exchange.upstreamBody, &scratch)
        switch handling {
        case .convertToText: return .text
        case .convertToBinary: return .base64
        case .passthrough: return hasBinary && acceptsBinary(exchange, plan) ? .base64 : .text
        }
    }

    /// Decodes the text of an answer. A function's own is a JSON string, as in AWS's thumbnail example. False for what
    /// is no base64.
    func decodeAnswer(_ exchange: Exchange, _ scratch: inout Scratch) -> Bool {
        let text = scratch.body.view.trimmingSpace()
        let isFunction = exchange.upstreamAWS?.invokesFunction == true
        if isFunction, text.count >= 2, text[0] == 0x22, text[text.count - 1] == 0x22 {
            scratch.value.removeAll()
            scratch.value.append(text.slice(1, text.count - 1))
            swap(&scratch.body, &scratch.value)
        }
        return decodeBase64(&scratch.body, &scratch.value)
    }

    /// Whether the client wants bytes: the first type that it accepts is one that the API handles as bytes (recorded).
    func acceptsBinary(_ exchange: Exchange, _ plan: PlanImage) -> Bool {
        guard plan.api.binaryMediaTypes.count > 0, let accept = exchange.header(.accept) else { return false }
        let first = MediaType.first(ofAccept: accept)
        return !first.isEmpty && plan.isBinary(first)
    }

    /// Writes the answer that an integration gave, `scratch.body`, compressed where API and client ask for it.
    func writeIntegrationAnswer(
        _ exchange: Exchange, _ deployment: Deployment, status: Int, contentType: ByteView, isTraced: Bool,
        _ scratch: inout Scratch, _ out: inout ByteBuffer
    ) {
        if scratch.body.count >= deployment.minimumCompressionBytes, !scratch.body.isEmpty {
            compress(exchange, &scratch)
        }
        let head = AnswerHead(
            status: status, contentType: contentType, lines: scratch.headerLines.view, errorType: nil,
            isTraced: isTraced, framing: .none)
        if exchange.fill != nil {
            let isHEAD = exchange.head.verb == .head
            let hasBody = status >= 200 && status != 204 && status != 304
            keepAnswer(
                exchange, head, body: isHEAD ? .empty : scratch.body.view, headLength: hasBody ? scratch.body.count : -1
            )
        }
        write(exchange, head, body: scratch.body.view, &out)
    }

    private func compress(_ exchange: Exchange, _ scratch: inout Scratch) {
        let coding = exchange.acceptedCoding
        if coding == .identity || scratch.headerLines.view.fieldLine("content-encoding") != nil { return }
        scratch.value.removeAll()
        guard coder.encode(scratch.body.view, coding, into: &scratch.value) else { return }
        swap(&scratch.body, &scratch.value)
        scratch.headerLines.append("Content-Encoding: ")
        scratch.headerLines.append(coding.name)
        scratch.headerLines.append("\r\n")
    }

    // MARK: HTTP_PROXY

    /// Whether the payload of an HTTP_PROXY answer has to be here in whole: it is converted or compressed.
    func needsWholeAnswer(_ exchange: Exchange, _ deployment: Deployment) -> Bool {
        let hasBinary = deployment.hasBinaryTypes
        let minimum = deployment.minimumCompressionBytes
        let tracesData = exchange.tracesData
        if !hasBinary, minimum == Int.max, !tracesData { return false }
        let plan = deployment.plan
        if case .none = exchange.upstreamHead.framing { return false }
        if tracesData { return true }
        if hasBinary, plan.isBinary(exchange.upstreamContentType) != acceptsBinary(exchange, plan) { return true }
        if minimum == Int.max || exchange.acceptedCoding == .identity { return false }
        if exchange.upstreamHeaders.contains(.contentEncoding) { return false }
        if case .length(let count) = exchange.upstreamHead.framing { return count >= minimum }
        return true
    }

    /// Answers with a payload that was collected to be converted.
    func answerCollectedProxy(
        _ exchange: Exchange, _ deployment: Deployment, _ scratch: inout Scratch, _ out: inout ByteBuffer
    ) {
        let plan = deployment.plan
        let isBinary = plan.isBinary(exchange.upstreamContentType)
        scratch.body.removeAll()
        if isBinary == acceptsBinary(exchange, plan) {
            scratch.body.append(exchange.upstreamBody.view)
        } else if isBinary {
            Base64.append(exchange.upstreamBody.view, to: &scratch.body)
        } else if !Base64.decode(exchange.upstreamBody.view.trimmingSpace(), to: &scratch.body) {
            fail(exchange, answerNotBase64(exchange), &scratch, &out)
            return
        }
        let contentType = appendProxyLines(exchange, &scratch)
        writeIntegrationAnswer(
            exchange, deployment, status: Int(exchange.upstreamHead.status), contentType: contentType, isTraced: false,
            &scratch, &out)
    }

    func answerNotBase64(_ exchange: Exchange) -> ExchangeError {
        exchange.integrationError = "the answer is to be converted to bytes and is no base64"
        return ExchangeError(.apiConfigurationError)
    }
}

extension Exchange {
    /// Media type of the backend's payload; JSON when it names none.
    var upstreamContentType: ByteView {
        guard let index = upstreamHeaders.first(known: .contentType) else { return MediaType.applicationJSON }
        let slot = upstreamHeaders[index]
        let start = Int(slot.valueOffset)
        let essence = MediaType.essence(upstreamBytes.slice(start, start + Int(slot.valueLength)))
        return essence.isEmpty ? MediaType.applicationJSON : essence
    }

    /// The coding to answer in.
    var acceptedCoding: ContentCoding {
        var accepted = AcceptedCodings()
        var next = headers.first(known: .acceptEncoding)
        while let index = next {
            accepted.take(headerValue(headers[index]))
            next = headers.index(of: .acceptEncoding, from: index + 1)
        }
        return accepted.preferred
    }
}

extension ByteView {
    /// The value of the first of these `Name: value\r\n` lines that has a name, whatever its case.
    func fieldLine(_ name: StaticString) -> ByteView? {
        let name = ByteView(name)
        var position = 0
        while position < count {
            let end = firstIndex(of: 0x0a, from: position) ?? count
            if end - position > name.count, self[position + name.count] == 0x3a,
                slice(position, position + name.count).equalsIgnoringCase(name)
            {
                return slice(position + name.count + 1, max(position + name.count + 1, end - 1)).trimmingBlanks()
            }
            position = end + 1
        }
        return nil
    }
}
