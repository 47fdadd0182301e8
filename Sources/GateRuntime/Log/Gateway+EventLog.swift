// The sentences of execution logs of WebSocket APIs beside REST's. Those of routes, of connecting and connected clients
// and of messages have been published; what is said of the end of a connection has not: it is ours.

import GateBytes
import GatePlan

extension Gateway {
    /// An event has its route: begins its log when it has one, and tells what it is.
    func startEventLog(_ exchange: Exchange, _ deployment: Deployment) {
        if deployment.logging.methods.isEmpty || exchange.method == PlanFormat.none { return }
        startLog(exchange, deployment)
        if exchange.event == .connect { return }
        guard let log = exchange.executionLog else { return }
        tellMethodRequest(exchange, deployment, log)
        if exchange.event == .message { tellRequestBody(exchange, log) }
    }

    /// `$context.requestId`, which of events is the extended one.
    func appendLogIdentifier(_ exchange: Exchange, _ out: inout ByteBuffer) {
        if exchange.session == nil {
            appendRequestIdentifier(exchange, &out)
        } else {
            appendExtendedIdentifier(exchange, &out)
        }
    }

    /// What an event is; of a handshake once the caller may pass.
    func tellEvent(_ exchange: Exchange, _ session: SocketSession, _ log: ExecutionLog) {
        let now = clock.wallMilliseconds
        func append(_ variable: ContextVariable, _ out: inout ByteBuffer) {
            if !appendContext(variable, exchange, &out) { out.append("null") }
        }
        log.tell(now) {
            $0.append("WebSocket Request Route: [")
            append(.routeKey, &$0)
            $0.append("]")
        }
        log.tell(now) {
            switch exchange.event {
            case .connect:
                $0.append("Client [UserAgent: ")
                append(.identityUserAgent, &$0)
                $0.append(", SourceIp: ")
                append(.identitySourceIp, &$0)
                $0.append("] is connecting to WebSocket API [")
            case .message:
                $0.append("WebSocket API [")
                append(.apiId, &$0)
                $0.append("] received message from client [Connection Id: ")
                session.identifier.append(to: &$0)
                return $0.append("]")
            case .disconnect:
                $0.append("Client [Connection Id: ")
                session.identifier.append(to: &$0)
                $0.append("] disconnected from API [")
            }
            append(.apiId, &$0)
            $0.append("].")
        }
    }

    /// The handshake is accepted.
    func tellConnected(_ exchange: Exchange, _ session: SocketSession, _ log: ExecutionLog) {
        log.tell(clock.wallMilliseconds) {
            $0.append("Client [Connection Id: ")
            session.identifier.append(to: &$0)
            $0.append("] connected to API [")
            _ = appendContext(.apiId, exchange, &$0)
            $0.append("] successfully.")
        }
    }
}
