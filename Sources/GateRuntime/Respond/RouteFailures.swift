// Answers that the gateway gives itself for HTTP APIs: no gateway responses, other words and statuses than REST APIs'.
// AWS: "Troubleshooting issues with HTTP APIs"; bodies as users recorded them (README, "Behaviour of HTTP APIs").

import GateBytes
import GatePlan
import GateWire

extension Gateway {
    /// Status and words of a failure of an HTTP API.
    static func routeFailure(_ type: GatewayResponseType) -> (status: Int, text: StaticString) {
        switch type {
        case .resourceNotFound: (404, "Not Found")
        case .unauthorized: (401, "Unauthorized")
        case .missingAuthenticationToken, .accessDenied, .expiredToken, .invalidSignature, .invalidAPIKey, .wafFiltered:
            (403, "Forbidden")
        case .badRequestBody, .badRequestParameters, .default4XX, .unsupportedMediaType: (400, "Bad Request")
        case .requestTooLarge: (413, "Request Entity Too Large")
        case .throttled, .quotaExceeded: (429, "Too Many Requests")
        case .integrationFailure, .integrationTimeout: (503, "Service Unavailable")
        case .apiConfigurationError, .authorizerConfigurationError, .authorizerFailure, .default5XX:
            (500, "Internal Server Error")
        }
    }

    /// Answers with `{"message":"…"}`; what went wrong is for logs alone.
    func failRoute(_ exchange: Exchange, _ error: ExchangeError, _ scratch: inout Scratch, _ out: inout ByteBuffer) {
        let (ownStatus, ownText) = Gateway.routeFailure(error.type)
        let isWorded = error.text != nil
        var error = error
        error.text = error.text ?? ownText
        exchange.error = error
        let status = isWorded && error.statusCode != 0 ? error.statusCode : ownStatus
        exchange.status = status
        if let log = exchange.executionLog { tellFailure(exchange, error, &scratch, log) }
        scratch.headerLines.removeAll()
        scratch.body.removeAll()
        if let challenge = error.challenge {
            scratch.headerLines.append("www-authenticate: ")
            scratch.headerLines.append(challenge)
            scratch.headerLines.append("\r\n")
        }
        scratch.body.append("{\"message\":")
        appendErrorMessage(error, quoted: true, &scratch.body)
        scratch.body.append(0x7d)
        let head = AnswerHead(
            status: status, contentType: MediaType.applicationJSON, lines: scratch.headerLines.view, errorType: nil,
            framing: .none)
        write(exchange, head, body: scratch.body.view, &out)
    }

    /// The backend of an HTTP API gave no usable answer: what cannot be reached or does not answer is a 503.
    func failBackend(
        _ exchange: Exchange, _ failure: UpstreamFailure, _ scratch: inout Scratch, _ out: inout ByteBuffer
    ) {
        let type: GatewayResponseType
        switch failure {
        case .timeout:
            exchange.integrationError = "Endpoint request timed out"
            type = .integrationTimeout
        case .resolve:
            exchange.integrationError = "the endpoint's name has no address"
            type = .integrationFailure
        case .connect, .link:
            exchange.integrationError = "the endpoint refused the connection"
            type = .integrationFailure
        case .tls, .broken, .malformed, .wrongName:
            exchange.integrationError = "Network error communicating with endpoint"
            type = .integrationFailure
        case .role:
            exchange.integrationError = "API Gateway does not have permission to assume the provided role"
            type = .apiConfigurationError
        case .unsigned:
            exchange.integrationError = "there are no AWS credentials to sign the call with"
            type = .apiConfigurationError
        case .tooLarge:
            exchange.integrationError = "the endpoint's answer exceeds the payload limit"
            type = .apiConfigurationError
        }
        fail(exchange, ExchangeError(type), &scratch, &out)
    }
}
