// Writing an answer's head in the order AWS's comes in (observed): Date, Content-Type, Content-Length, Connection,
// x-amzn-RequestId, x-amz-apigw-id, then the rest.

import GateBytes
import GatePlan
import GateWire

/// What an answer's head says beside status and framing.
struct AnswerHead {
    var status: Int
    var contentType: ByteView
    /// `Name: value\r\n` lines.
    var lines: ByteView
    /// `x-amzn-ErrorType`, on gateway responses.
    var errorType: StaticString?
    /// Whether `X-Amzn-Trace-Id` is sent (HTTP and AWS integrations).
    var isTraced = false
    var framing: RelayFraming
}

extension Gateway {
    /// Writes a whole answer.
    func write(_ exchange: Exchange, _ head: AnswerHead, body: ByteView, _ out: inout ByteBuffer) {
        let hasBody = head.status >= 200 && head.status != 204 && head.status != 304
        var head = head
        head.framing = hasBody ? .length(body.count) : .none
        let start = out.count
        writeHead(exchange, head, &out)
        if hasBody, exchange.head.verb != .head {
            out.append(body)
            exchange.responseLength = body.count
        }
        if let log = exchange.executionLog { tellAnswer(exchange, out.view.dropFirst(start), log) }
    }

    /// Writes status line and header section.
    func writeHead(_ exchange: Exchange, _ head: AnswerHead, _ out: inout ByteBuffer) {
        exchange.status = head.status
        out.reserve(512 + head.lines.count)
        if head.status == 200 {
            out.append("HTTP/1.1 200 OK\r\n")
        } else {
            out.append("HTTP/1.1 ")
            out.append(decimal: head.status, digits: 3)
            out.append(0x20)
            out.append(StatusReason.phrase(head.status))
            out.append("\r\n")
        }
        out.append(dateLine.view)
        if !head.contentType.isEmpty {
            out.append("Content-Type: ")
            HeaderRules.appendValue(head.contentType, to: &out)
            out.append("\r\n")
        }
        switch head.framing {
        case .length(let count):
            out.append("Content-Length: ")
            out.append(decimal: count)
            out.append("\r\n")
        case .chunked: out.append("Transfer-Encoding: chunked\r\n")
        case .none: break
        case .close: exchange.keepsAlive = false
        }
        if !exchange.head.keepsAlive { exchange.keepsAlive = false }
        out.append(exchange.keepsAlive ? "Connection: keep-alive\r\n" : "Connection: close\r\n")
        if exchange.isHTTPAPI {
            writeRouteLines(exchange, &out)
            out.append(head.lines)
            out.append("\r\n")
            return
        }
        out.append("x-amzn-RequestId: ")
        appendRequestIdentifier(exchange, &out)
        if let errorType = head.errorType {
            out.append("\r\nx-amzn-ErrorType: ")
            out.append(errorType)
        }
        out.append("\r\nx-amz-apigw-id: ")
        appendExtendedIdentifier(exchange, &out)
        out.append("\r\n")
        if head.isTraced {
            out.append("X-Amzn-Trace-Id: ")
            appendTraceIdentifier(exchange, &out)
            out.append("\r\n")
        }
        if exchange.warnsOfCacheControl {
            out.append("Warning: ")
            out.append(Gateway.cacheControlWarning)
            out.append("\r\n")
        }
        out.append(head.lines)
        out.append("\r\n")
    }

    /// The request's UUID; a client's own `x-amzn-RequestId` is kept when it is one.
    func appendRequestIdentifier(_ exchange: Exchange, _ out: inout ByteBuffer) {
        if let own = exchange.header(.xAmznRequestId), Gateway.isUUID(own) {
            out.append(own)
            return
        }
        // Version 4, variant 1 (RFC 9562 §5.4).
        let high = ASCII.hexadecimal(exchange.requestIdentifier.high & ~0xf000 | 0x4000)
        let low = ASCII.hexadecimal(exchange.requestIdentifier.low & ~(3 << 62) | 1 << 63)
        out.write(room: 36) { free in
            let text = UnsafeMutableRawBufferPointer(free)
            text.storeBytes(of: high.first, toByteOffset: 0, as: UInt64.self)
            free[8] = 0x2d
            text.storeBytes(of: UInt32(truncatingIfNeeded: high.last), toByteOffset: 9, as: UInt32.self)
            free[13] = 0x2d
            text.storeBytes(of: UInt32(truncatingIfNeeded: high.last >> 32), toByteOffset: 14, as: UInt32.self)
            free[18] = 0x2d
            text.storeBytes(of: UInt32(truncatingIfNeeded: low.first), toByteOffset: 19, as: UInt32.self)
            free[23] = 0x2d
            text.storeBytes(of: UInt32(truncatingIfNeeded: low.first >> 32), toByteOffset: 24, as: UInt32.self)
            text.storeBytes(of: low.last, toByteOffset: 28, as: UInt64.self)
            return 36
        }
    }

    /// Eleven random bytes in base64: sixteen characters, the last `=`.
    func appendExtendedIdentifier(_ exchange: Exchange, _ out: inout ByteBuffer) {
        let alphabet = ByteView("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        let identifier = exchange.requestIdentifier
        out.write(room: 16) { free in
            var bits = identifier.extended
            for index in 0..<15 {
                if index == 10 { bits = identifier.high ^ identifier.low }
                // The last character of eleven bytes carries four bits, so its low two are clear.
                free[index] = alphabet[index == 14 ? Int(bits & 15) << 2 : Int(bits & 63)]
                bits >>= 6
            }
            free[15] = 0x3d
            return 16
        }
    }

    /// `Root=1-{8 hex}-{24 hex};Parent={16 hex};Sampled=0`; what the client sent of it is kept.
    func appendTraceIdentifier(_ exchange: Exchange, _ out: inout ByteBuffer) {
        guard let sent = exchange.header(.xAmznTraceId) else {
            appendNewTraceIdentifier(exchange, &out)
            return
        }
        let identifier = exchange.requestIdentifier
        out.append("Root=")
        if let root = Gateway.traceField("Root=", in: sent) {
            out.append(root)
        } else {
            out.append("1-")
            out.append(hex: UInt64(bitPattern: exchange.startedWallMilliseconds / 1000), digits: 8)
            out.append(0x2d)
            out.append(hex: identifier.extended, digits: 8)
            out.append(hex: identifier.high ^ identifier.low, digits: 16)
        }
        out.append(";Parent=")
        if let parent = Gateway.traceField("Parent=", in: sent) {
            out.append(parent)
        } else {
            out.append(hex: identifier.extended ^ identifier.low, digits: 16)
        }
        out.append(";Sampled=")
        out.append(Gateway.traceField("Sampled=", in: sent) ?? ByteView("0"))
    }

    /// In one piece: most clients send no trace.
    private func appendNewTraceIdentifier(_ exchange: Exchange, _ out: inout ByteBuffer) {
        let identifier = exchange.requestIdentifier
        let start = out.count
        let second = UInt64(bitPattern: exchange.startedWallMilliseconds / 1000)
        out.append("Root=1-00000000-000000000000000000000000;Parent=0000000000000000;Sampled=0")
        // Sixteen digits at a time: what is too much is written over.
        out.set(hex: second << 32, at: start + 7)
        out.set(0x2d, at: start + 15)
        out.set(hex: identifier.extended << 32, at: start + 16)
        out.set(hex: identifier.high ^ identifier.low, at: start + 24)
        out.set(hex: identifier.extended ^ identifier.low, at: start + 48)
    }

    private static func traceField(_ name: StaticString, in text: ByteView) -> ByteView? {
        let wanted = ByteView(name)
        var position = 0
        while position < text.count {
            let end = text.firstIndex(of: 0x3b, from: position) ?? text.count
            let field = text.slice(position, end).trimmingBlanks()
            if field.hasPrefix(wanted), field.count > wanted.count { return field.dropFirst(wanted.count) }
            position = end + 1
        }
        return nil
    }

    static func isUUID(_ text: ByteView) -> Bool {
        if text.count != 36 { return false }
        for index in 0..<36 {
            let isDash = index == 8 || index == 13 || index == 18 || index == 23
            if isDash != (text[index] == 0x2d) { return false }
            if !isDash, ASCII.hexValue(text[index]) == nil { return false }
        }
        return true
    }
}
