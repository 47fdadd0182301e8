// Which headers pass, vanish or change their name on the way through. AWS: "Amazon API Gateway important notes",
// table of dropped and remapped headers, with the refinements recorded from AWS (README, "Behaviour").

import GateBytes
import GateWire

/// The header table of REST APIs.
package enum HeaderRules {
    /// Request headers that neither mappings nor templates nor a Lambda event can see.
    package static func isHidden(_ known: UInt16) -> Bool {
        guard let header = KnownHeader(rawValue: known) else { return false }
        switch header {
        case .connection, .contentLength, .contentMD5, .expect, .maxForwards, .proxyAuthenticate, .server, .te,
            .transferEncoding, .trailer, .upgrade, .wwwAuthenticate:
            return true
        default: return false
        }
    }

    /// Client headers that an HTTP_PROXY call does not pass on: the table's, those of one hop (RFC 9110 §7.6.1), and
    /// those that the gateway writes itself. Those that `Connection` names are `HopFields`.
    package static func isDroppedFromProxyRequest(_ known: UInt16) -> Bool {
        if known == 0 { return false }
        if isHidden(known) { return true }
        guard let header = KnownHeader(rawValue: known) else { return false }
        switch header {
        case .host, .via, .keepAlive, .proxyConnection, .xAmznTraceId: return true
        // The body goes out decoded.
        case .contentEncoding: return true
        case .xForwardedFor, .xForwardedPort, .xForwardedProto: return true
        // AWS: "API Gateway important notes": it must be mapped explicitly.
        case .xHTTPMethodOverride: return true
        default: return false
        }
    }

    /// Client headers that the call of an HTTP API's backend does not pass on: those of one hop (RFC 9110 §7.6.1) and
    /// those that the gateway writes itself.
    package static func isDroppedFromRoute(_ known: UInt16) -> Bool {
        if known == 0 { return false }
        guard let header = KnownHeader(rawValue: known) else { return false }
        switch header {
        case .connection, .contentLength, .expect, .forwarded, .host, .keepAlive, .proxyAuthenticate,
            .proxyAuthorization, .proxyConnection, .te, .trailer, .transferEncoding, .upgrade, .via, .xAmznTraceId:
            return true
        default: return false
        }
    }

    /// Fields of an answer that an HTTP API does not pass on: those of one hop, and those that the gateway writes.
    package static func isDroppedFromRouteAnswer(_ known: UInt16) -> Bool {
        if known == 0 { return false }
        guard let header = KnownHeader(rawValue: known) else { return false }
        switch header {
        case .connection, .contentLength, .contentType, .date, .keepAlive, .proxyAuthenticate, .proxyConnection, .te,
            .trailer, .transferEncoding, .upgrade:
            return true
        default: return false
        }
    }

    /// Names that gateways to CGI and WSGI take for a length or a transfer coding, because those turn `-` into `_`.
    package static func looksLikeFraming(_ name: ByteView) -> Bool {
        switch name.count {
        case 14: return name.equalsIgnoringCase(ByteView("Content_Length"))
        case 17: return name.equalsIgnoringCase(ByteView("Transfer_Encoding"))
        default: return false
        }
    }

    /// What happens to a header of a backend's answer behind HTTP_PROXY.
    package enum ProxyAnswer {
        case pass
        case drop
        /// `x-amzn-Remapped-` goes in front of the name.
        case remap
    }

    package static func proxyAnswer(_ known: UInt16) -> ProxyAnswer {
        if known == 0 { return .pass }
        guard let header = KnownHeader(rawValue: known) else { return .pass }
        switch header {
        case .connection, .contentLength, .date, .server, .xAmznRequestId: return .remap
        case .via, .transferEncoding, .te, .trailer, .proxyAuthenticate, .proxyConnection, .keepAlive, .contentType,
            .expect, .host, .upgrade:
            return .drop
        case .authorization, .contentMD5, .maxForwards, .userAgent, .wwwAuthenticate: return .remap
        default: return .pass
        }
    }

    /// Names that a mapped response header must not take: they come out behind `x-amzn-Remapped-`.
    package static func isRemappedResponseName(_ known: UInt16) -> Bool {
        guard let header = KnownHeader(rawValue: known) else { return false }
        switch header {
        case .authorization, .connection, .contentLength, .contentMD5, .date, .expect, .host, .maxForwards,
            .proxyAuthenticate, .server, .trailer, .upgrade, .userAgent, .wwwAuthenticate:
            return true
        default: return false
        }
    }

    /// Names that vanish after mapping on the way to an HTTP backend.
    package static func isStrippedRequestName(_ known: UInt16) -> Bool {
        guard let header = KnownHeader(rawValue: known) else { return false }
        switch header {
        case .expect, .proxyAuthenticate, .te, .via, .connection, .keepAlive, .transferEncoding, .contentLength:
            return true
        default: return false
        }
    }

    /// Names that the gateway has written, or will, once: two of them would be two requests to some backends. A mapping
    /// onto one of the last two fails the call before; what is left are overrides.
    package static func isGatewayRequestName(_ name: ByteView, _ known: UInt16) -> Bool {
        known == KnownHeader.host.rawValue || known == KnownHeader.xAmznTraceId.rawValue
            || name.equalsIgnoringCase(ByteView("X-Amzn-Apigateway-Api-Id"))
    }

    /// Whether a text can stand as a header name (RFC 9110 `token`).
    package static func isToken(_ name: ByteView) -> Bool {
        if name.isEmpty { return false }
        for index in 0..<name.count where !ASCII.isToken(name[index]) { return false }
        return true
    }

    /// Appends a field value; controls, which would split the message, become spaces.
    package static func appendValue(_ value: ByteView, to out: inout ByteBuffer) {
        let trimmed = value.trimmingBlanks()
        if trimmed.hasControls {
            appendCleaned(trimmed, to: &out)
        } else {
            out.append(trimmed)
        }
    }

    private static func appendCleaned(_ value: ByteView, to out: inout ByteBuffer) {
        var clean = ByteBuffer(capacity: value.count)
        var hasChanged = false
        for index in 0..<value.count {
            let byte = value[index]
            let isBad = ASCII.isControl(byte) && byte != 0x09
            clean.append(isBad ? 0x20 : byte)
            if isBad { hasChanged = true }
        }
        out.append(hasChanged ? clean.view.trimmingBlanks() : value)
    }
}

extension ByteBuffer {
    /// Appends a field of a head as `Name: value` and a line end: in one copy where it came in that form, as nearly
    /// all do.
    mutating func append(field slot: HeaderSlot, of head: ByteView) {
        let start = Int(slot.nameOffset)
        let nameEnd = start + Int(slot.nameLength)
        let valueStart = Int(slot.valueOffset)
        let valueEnd = valueStart + Int(slot.valueLength)
        // The parser has seen a colon behind the name and a line end behind the value.
        if valueStart == nameEnd + 2, head[nameEnd + 1] == 0x20, head[valueEnd] == 0x0d {
            append(head.slice(start, valueEnd + 2))
            return
        }
        append(head.slice(start, nameEnd))
        append(": ")
        append(head.slice(valueStart, valueEnd))
        append("\r\n")
    }
}
