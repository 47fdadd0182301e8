// What a deployment of an HTTP API has beside what all have, worked out once.

import GateBytes
import GatePlan

/// Manners of an HTTP API.
final class HTTPAPITable: Sendable {
    /// Longest request line and headers together, in bytes. AWS: "Quotas for configuring and running an HTTP API".
    static let headBytesMax = 10_240

    /// nil without CORS.
    let cors: CORSPolicy?
    /// Index of the method of the route `$default`, or `none`.
    let defaultMethod: UInt32

    init(_ plan: PlanImage) {
        cors = plan.api.cors == PlanFormat.none ? nil : CORSPolicy(plan.cors[plan.api.cors], plan)
        defaultMethod = plan.api.defaultMethod
    }
}

extension Gateway {
    /// From the head of a request for an HTTP API to the first step that needs the server.
    func admitRoute(
        _ exchange: Exchange, _ deployment: Deployment, _ http: HTTPAPITable, _ scratch: inout Scratch,
        _ out: inout ByteBuffer
    ) -> Step {
        exchange.isHTTPAPI = true
        if exchange.bytes.count > HTTPAPITable.headBytesMax {
            exchange.keepsAlive = false
            let isTarget = Int(exchange.head.pathLength) + exchange.query.count > HTTPAPITable.headBytesMax - 256
            var error = ExchangeError(.requestTooLarge, statusCode: isTarget ? 414 : 431)
            error.text = isTarget ? "Request URI too long" : "Request Header Fields Too Large"
            fail(exchange, error, &scratch, &out)
            return .respond
        }
        if let cors = http.cors, exchange.verb == .options, answerPreflight(exchange, cors, &scratch, &out) {
            return .respond
        }
        exchange.method = deployment.router.matchRoute(
            exchange.resourcePath, exchange.verb, &exchange.pathParameters)
        if exchange.method == PlanFormat.none { exchange.method = http.defaultMethod }
        if exchange.method == PlanFormat.none {
            fail(exchange, ExchangeError(.resourceNotFound), &scratch, &out)
            return .respond
        }
        if !deployment.logging.methods.isEmpty { startLog(exchange, deployment) }
        let method = deployment.plan.methods[exchange.method]
        if method.flags & MethodRecord.isGuarded != 0, !deployment.settings.skipsAuthorization {
            return authorize(exchange, deployment, method, &scratch, &out)
        }
        return admitCaller(exchange, deployment, method, &scratch, &out)
    }
}
