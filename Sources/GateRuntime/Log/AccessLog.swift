// The access log's line: a format of text and `$context.…`, one pass, one line. AWS: "Set up CloudWatch logging for
// REST APIs". Values stand inside JSON strings in the usual formats, so what would end the string or the line is
// escaped; a variable without a value prints `-`.

import GateBytes
import GatePlan
import GateUsage
import GateWire

/// A compiled access-log format.
package final class AccessLogFormat: Sendable {
    /// Text, then a variable: no part owns anything, so a line costs no reference counting.
    private struct Part: Sendable {
        /// Where the text ends in `text`; it begins where the part before ends.
        var textEnd: Int
        /// nil behind the last text, and for what an authorizer says.
        var variable: ContextVariable?
        /// A member of `$context.authorizer`.
        var member: [UInt8]?
    }

    private let text: [UInt8]
    private let parts: [Part]
    /// Names behind `$context.` that neither the gateway nor AWS knows; they print `-`.
    package let unknownNames: [String]

    /// Compiles a format; nil when it is longer than `AccessLogChoice.bytesMax`.
    package init?(_ format: String) {
        let bytes = Array(format.utf8)
        if bytes.count > AccessLogChoice.bytesMax { return nil }
        var parts: [Part] = []
        var unknown: [String] = []
        var text: [UInt8] = []
        bytes.withByteView { view in
            var position = 0
            while position < view.count {
                guard let name = AccessLogFormat.name(in: view, at: position) else {
                    text.append(view[position])
                    position += 1
                    continue
                }
                position += "$context.".utf8.count + name.count
                if let variable = ContextVariable(name: name) {
                    parts.append(Part(textEnd: text.count, variable: variable))
                } else if let member = AccessLogFormat.member(name) {
                    parts.append(Part(textEnd: text.count, member: member))
                } else {
                    if !ContextVariable.isUnset(name) { unknown.append(String(name)) }
                    text.append(0x2d)
                }
            }
        }
        text.append(0x0a)
        parts.append(Part(textEnd: text.count, variable: nil))
        self.text = text
        self.parts = parts
        self.unknownNames = unknown
    }

    /// The name behind `$context.` at a place, without a full stop at its end.
    private static func name(in text: ByteView, at position: Int) -> ByteView? {
        let rest = text.dropFirst(position)
        guard rest.hasPrefix(ByteView("$context.")) else { return nil }
        let start = "$context.".utf8.count
        var end = start
        while end < rest.count, ASCII.isAlphanumeric(rest[end]) || rest[end] == 0x2e || rest[end] == 0x5f { end += 1 }
        while end > start, rest[end - 1] == 0x2e { end -= 1 }
        return end > start ? rest.slice(start, end) : nil
    }

    /// Appends the line of an exchange and its end.
    func appendLine(_ exchange: Exchange, _ gateway: Gateway, _ value: inout ByteBuffer, _ log: inout ByteBuffer) {
        text.withByteView { text in
            parts.withUnsafeBufferPointer { parts in
                var textStart = 0
                for part in parts {
                    log.append(text.slice(textStart, part.textEnd))
                    textStart = part.textEnd
                    if let variable = part.variable {
                        append(variable, exchange, gateway, &value, &log)
                    } else if let member = part.member {
                        append(member, exchange, &log)
                    }
                }
            }
        }
    }

    /// The name behind `authorizer.`; nil for others and for the map of claims.
    private static func member(_ name: ByteView) -> [UInt8]? {
        let prefix = ByteView("authorizer.")
        guard name.hasPrefix(prefix) else { return nil }
        let rest = name.dropFirst(prefix.count)
        return rest == "claims" ? nil : [UInt8](rest)
    }

    private func append(_ member: [UInt8], _ exchange: Exchange, _ log: inout ByteBuffer) {
        guard let value = member.withByteView({ exchange.authorizerValue($0) }) else { return log.append(0x2d) }
        value.withByteView { JSONEscape.append($0, to: &log) }
    }

    private func append(
        _ variable: ContextVariable, _ exchange: Exchange, _ gateway: Gateway, _ value: inout ByteBuffer,
        _ log: inout ByteBuffer
    ) {
        if variable.isMadeHere {
            if !gateway.appendContext(variable, exchange, &log) { log.append(0x2d) }
            if case .requestId = variable, exchange.sendsInvalidIdentifier {
                log.append("_REPLACED_INVALID_REQUEST_ID")
            }
            return
        }
        value.removeAll()
        if gateway.appendContext(variable, exchange, &value) {
            if variable == .identityApiKey {
                // A log is read by more people than may call.
                value.removeAll()
                KeyValue.appendMasked(exchange.keyValue ?? .empty, to: &value)
            }
            JSONEscape.append(value.view, to: &log)
        } else {
            log.append(0x2d)
        }
    }
}

extension Gateway {
    /// The answer has been handed to the socket: writes the access-log line when there is a format; what the
    /// API declares goes before the server's.
    package func finish(_ exchange: Exchange, log: inout ByteBuffer) {
        if let deployment = exchange.deployment, deployment.declaresAccessLog {
            deployment.accessLog?.appendLine(exchange, self, &scratch.value, &log)
        } else {
            accessLogFormat?.appendLine(exchange, self, &scratch.value, &log)
        }
    }
}

extension ContextVariable {
    /// Whether the gateway makes the value itself of letters, digits and marks that no log format has to escape.
    fileprivate var isMadeHere: Bool {
        switch self {
        case .requestId, .extendedRequestId, .requestTime, .requestTimeEpoch, .protocol, .status, .responseLength,
            .responseLatency, .integrationLatency, .integrationStatus, .requestLength, .identitySourceIp:
            return true
        default: return false
        }
    }
}
