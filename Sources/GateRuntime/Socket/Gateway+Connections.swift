// Calls of an API's connections by `…/@connections/ID`. The runtime reads the call, judges the caller and writes the
// answer; the server finds the connection, which may be another event loop's. AWS: "Use @connections commands in your
// backend service".

import GateAccess
import GateBytes
import GatePlan
import GateWire

/// A call of a connection.
package struct ConnectionCall {
    package let identifier: ConnectionIdentifier
    package let verb: HTTPVerb

    /// Longest message that may be posted, in bytes. AWS: "API Gateway quotas", WebSocket APIs, message payload size.
    package static let messageBytesMax = 128 * 1024

    /// The name behind `/@connections/`; nil for other paths.
    static func name(in path: ByteView) -> ByteView? {
        for prefix in ["/@connections/", "/%40connections/"] as [StaticString] {
            if path.hasPrefix(ByteView(prefix)) { return path.dropFirst(ByteView(prefix).count) }
        }
        return nil
    }
}

/// What became of a call of a connection.
package enum ConnectionOutcome: Sendable {
    case done
    /// What the connection is: a JSON document.
    case described([UInt8])
    /// There is no such connection, or none that takes messages.
    case gone
    /// The connection's client does not take what waits for it.
    case busy
    case tooLarge
}

extension Gateway {
    func startConnectionCall(
        _ exchange: Exchange, _ deployment: Deployment, _ name: ByteView, _ scratch: inout Scratch,
        _ out: inout ByteBuffer
    ) -> Step {
        let verb = exchange.head.verb
        guard verb == .post || verb == .get || verb == .delete else {
            fail(exchange, ExchangeError(.missingAuthenticationToken), &scratch, &out)
            return .respond
        }
        scratch.text.removeAll()
        QueryText.appendPathDecoded(name, to: &scratch.text)
        guard let identifier = ConnectionIdentifier(scratch.text.view) else {
            let message = Array("Invalid connectionId: ".utf8) + [UInt8](scratch.text.view)
            fail(exchange, ExchangeError(.default4XX, message: message), &scratch, &out)
            return .respond
        }
        exchange.connectionCall = ConnectionCall(identifier: identifier, verb: verb)
        let head = exchange.head
        if head.contentLength > ConnectionCall.messageBytesMax {
            exchange.keepsAlive = false
            writeConnectionAnswer(exchange, .tooLarge, &scratch, &out)
            return .respond
        }
        if head.isChunked || head.contentLength > 0 { return .readBody(bytesMax: ConnectionCall.messageBytesMax) }
        return admitConnectionCall(exchange, deployment, &scratch, &out)
    }

    /// The message, if there is one, is here: judges the caller.
    func admitConnectionCall(
        _ exchange: Exchange, _ deployment: Deployment, _ scratch: inout Scratch, _ out: inout ByteBuffer
    ) -> Step {
        if let error = connectionRefusal(exchange, deployment, &scratch) {
            exchange.connectionCall = nil
            fail(exchange, error, &scratch, &out)
            return .respond
        }
        if !deployment.usage.takeAccountToken(now: clock.monotonicMicroseconds) {
            writeConnectionAnswer(exchange, .busy, &scratch, &out)
            return .respond
        }
        return .callConnection
    }

    /// Calls are signed as soon as there are identities, and come from this machine where there are none.
    private func connectionRefusal(
        _ exchange: Exchange, _ deployment: Deployment, _ scratch: inout Scratch
    ) -> ExchangeError? {
        if deployment.settings.skipsAuthorization { return nil }
        if deployment.settings.identities.isEmpty {
            let source = exchange.sourceAddress.view
            let isLocal =
                source.hasPrefix(ByteView("127.")) || source == "::1" || source.hasPrefix(ByteView("::ffff:127."))
            return isLocal ? nil : Gateway.unknownSite
        }
        do throws(SignatureFailure) {
            let (claim, identity) = try identity(exchange, deployment)
            try claim.verify(
                signedRequest(exchange), body: exchange.requestBody.view, secret: identity.secretAccessKey)
            exchange.caller = Caller(identity: identity)
            let access = deployment.access
            scratch.arn.removeAll()
            access.arnPrefix.withByteView { scratch.arn.append($0) }
            scratch.arn.append(exchange.head.verb.token)
            scratch.arn.append("/@connections/")
            exchange.connectionCall?.identifier.append(to: &scratch.arn)
            var request = policyRequest(exchange, access, scratch.arn.view)
            request.action = .manageConnections
            request.principal = identity.principal
            return judge(identity.policies, request, &scratch) == .allow ? nil : Gateway.unknownSite
        } catch {
            return Gateway.signatureError(error)
        }
    }

    /// The connection's answer is here.
    package func connectionAnswered(
        _ exchange: Exchange, _ outcome: ConnectionOutcome, _ out: inout ByteBuffer
    ) {
        writeConnectionAnswer(exchange, outcome, &scratch, &out)
    }

    func writeConnectionAnswer(
        _ exchange: Exchange, _ outcome: ConnectionOutcome, _ scratch: inout Scratch, _ out: inout ByteBuffer
    ) {
        var head = AnswerHead(
            status: 200, contentType: MediaType.applicationJSON, lines: .empty, errorType: nil, framing: .none)
        scratch.body.removeAll()
        switch outcome {
        case .done: head.status = exchange.connectionCall?.verb == .delete ? 204 : 200
        case .described(let text): text.withByteView { scratch.body.append($0) }
        case .gone:
            head.status = 410
            head.errorType = "GoneException"
        case .busy:
            head.status = 429
            head.errorType = "LimitExceededException"
        case .tooLarge:
            head.status = 413
            head.errorType = "PayloadTooLargeException"
            scratch.body.append("{\"message\": \"Message too long\", \"connectionId\":\"")
            exchange.connectionCall?.identifier.append(to: &scratch.body)
            scratch.body.append("\", \"requestId\":\"")
            appendExtendedIdentifier(exchange, &scratch.body)
            scratch.body.append("\"}")
        }
        write(exchange, head, body: scratch.body.view, &out)
    }
}

extension QueryText {
    /// Appends a segment of a path without its percent escapes; `+` is itself there.
    static func appendPathDecoded(_ text: ByteView, to out: inout ByteBuffer) {
        var index = 0
        while index < text.count {
            if text[index] == 0x25, index + 2 < text.count, let high = ASCII.hexValue(text[index + 1]),
                let low = ASCII.hexValue(text[index + 2])
            {
                out.append(high << 4 | low)
                index += 3
            } else {
                out.append(text[index])
                index += 1
            }
        }
    }
}
