// Which headers pass, vanish or change their name on the way through. AWS: "Amazon API Gateway important notes",
// table of dropped and remapped headers, with the refinements recorded from AWS (README, "Behaviour").

import GateBytes
import GateWire

/// The header table of REST APIs.
package enum HeaderRules {
    private static let hidden = KnownHeaderSet(
        .connection, .contentLength, .contentMD5, .expect, .maxForwards, .proxyAuthenticate, .server, .te,
        .transferEncoding, .trailer, .upgrade, .wwwAuthenticate)

    /// Request headers that neither mappings nor templates nor a Lambda event can see.
    package static func isHidden(_ known: UInt16) -> Bool { hidden.contains(known) }

    // The body goes out decoded. AWS: "API Gateway important notes": the last must be mapped explicitly.
    private static let droppedFromProxyRequest = KnownHeaderSet(
        .host, .via, .keepAlive, .proxyConnection, .xAmznTraceId, .contentEncoding, .xForwardedFor, .xForwardedPort,
        .xForwardedProto, .xHTTPMethodOverride)

    /// Client headers that an HTTP_PROXY call does not pass on: the table's, those of one hop (RFC 9110 §7.6.1), and
    /// those that the gateway writes itself. Those that `Connection` names are `HopFields`.
    package static func isDroppedFromProxyRequest(_ known: UInt16) -> Bool {
        hidden.contains(known) || droppedFromProxyRequest.contains(known)
    }

    private static let droppedFromRoute = KnownHeaderSet(
        .connection, .contentLength, .expect, .forwarded, .host, .keepAlive, .proxyAuthenticate, .proxyAuthorization,
        .proxyConnection, .te, .trailer, .transferEncoding, .upgrade, .via, .xAmznTraceId)

    /// Client headers that the call of an HTTP API's backend does not pass on: those of one hop (RFC 9110 §7.6.1) and
    /// those that the gateway writes itself.
    package static func isDroppedFromRoute(_ known: UInt16) -> Bool { droppedFromRoute.contains(known) }

    private static let droppedFromRouteAnswer = KnownHeaderSet(
        .connection, .contentLength, .contentType, .date, .keepAlive, .proxyAuthenticate, .proxyConnection, .te,
        .trailer, .transferEncoding, .upgrade)

    /// Fields of an answer that an HTTP API does not pass on: those of one hop, and those that the gateway writes.
    package static func isDroppedFromRouteAnswer(_ known: UInt16) -> Bool { droppedFromRouteAnswer.contains(known) }

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

    private static let remapped = KnownHeaderSet(
        .connection, .contentLength, .date, .server, .xAmznRequestId, .authorization, .contentMD5, .maxForwards,
        .userAgent, .wwwAuthenticate)
    private static let droppedFromProxyAnswer = KnownHeaderSet(
        .via, .transferEncoding, .te, .trailer, .proxyAuthenticate, .proxyConnection, .keepAlive, .contentType, .expect,
        .host, .upgrade)

    package static func proxyAnswer(_ known: UInt16) -> ProxyAnswer {
        if droppedFromProxyAnswer.contains(known) { return .drop }
        return remapped.contains(known) ? .remap : .pass
    }

    private static let remappedResponseNames = KnownHeaderSet(
        .authorization, .connection, .contentLength, .contentMD5, .date, .expect, .host, .maxForwards,
        .proxyAuthenticate, .server, .trailer, .upgrade, .userAgent, .wwwAuthenticate)

    /// Names that a mapped response header must not take: they come out behind `x-amzn-Remapped-`.
    package static func isRemappedResponseName(_ known: UInt16) -> Bool { remappedResponseNames.contains(known) }

    private static let strippedRequestNames = KnownHeaderSet(
        .expect, .proxyAuthenticate, .te, .via, .connection, .keepAlive, .transferEncoding, .contentLength)

    /// Names that vanish after mapping on the way to an HTTP backend.
    package static func isStrippedRequestName(_ known: UInt16) -> Bool { strippedRequestNames.contains(known) }

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
