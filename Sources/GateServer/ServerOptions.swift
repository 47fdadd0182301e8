// What a server is told, and every bound it keeps. Times are milliseconds, sizes bytes.

import GateLoop
import GateRuntime
import GateSign
import GateTLS
import GateWire

/// Options of a server.
package struct ServerOptions: Sendable {
    package var listenHost = "127.0.0.1"
    /// 0 takes any free port; `Server.port` tells which.
    package var listenPort: UInt16 = 8080
    /// Where TLS is spoken, and with which certificates; nil has no such listener.
    package var tls: TLSListener?
    /// Threads that serve, each with its own listener, connections and upstream pools.
    package var eventLoops = 1
    /// Where `/healthz`, `/readyz` and `/metrics` answer; nil has no such listener.
    package var adminHost: String?
    package var adminPort: UInt16 = 0
    /// nil writes no access log.
    package var accessLog: AccessLogFormat?
    package var accessLogDescriptor: Int32 = 1
    /// How long `drain` waits for requests in flight.
    package var drainMilliseconds = 30_000
    package var limits = ServerLimits()
    /// Addresses of backends' names, in the order in which they are tried; other names are looked up.
    package var backendAddresses: [String: [String]] = [:]
    /// PEM file of the roots that https backends are verified against; nil takes the system's (and `SSL_CERT_FILE`).
    package var trustFile: String?
    /// Where the credentials come from that calls of AWS services are signed with.
    package var credentials = CredentialSource.none
    /// Configured base URL of STS, where roles are assumed; empty for AWS's own.
    package var stsEndpoint = ""
    /// Configured base URL of the portal of IAM Identity Center; empty for AWS's own.
    package var portalEndpoint = ""
    /// `NAME=value`: what programs find that hand out credentials.
    package var environment: [String] = []
    /// Where the execution logs of methods that have one go; nil for nowhere.
    package var executionLog: LogWriter?
    /// Where lines for the operator go, such as targets that become unhealthy; nil for nowhere.
    package var notices: LogWriter?
    /// Compiles what mapping templates make while they run; without it they fail there.
    package var templateEvaluator: TemplateEvaluator?

    package init() {}
}

/// The TLS side of a server.
package struct TLSListener: Sendable {
    package var host: String
    /// 0 takes any free port; `Server.tlsPort` tells which.
    package var port: UInt16
    package var directory: TLSDirectory

    package init(host: String, port: UInt16, directory: TLSDirectory) {
        self.host = host
        self.port = port
        self.directory = directory
    }
}

/// Bounds of a server. All are ours unless a source is named.
package struct ServerLimits: Sendable {
    /// Bounds of heads and chunked bodies from clients.
    package var wire = WireLimits()
    /// Bounds of heads and chunked bodies from backends.
    package var upstreamWire = WireLimits.upstream
    /// Connections of clients per event loop; further ones are answered 503 and closed.
    package var connectionsMax = 16_384
    /// Time for a whole TLS handshake, from the connection's acceptance. nginx: ssl_handshake_timeout 60 s.
    package var tlsHandshakeMilliseconds = 10_000
    /// Time for a whole request head, from its first byte. nginx: client_header_timeout 60 s; AWS publishes none.
    package var requestHeadMilliseconds = 10_000
    /// Time for a whole request body. At 10 MB this is 1.4 Mbit/s.
    package var requestBodyMilliseconds = 60_000
    /// Time between requests on a kept connection. AWS ALB idle timeout: 60 s.
    package var keepAliveMilliseconds = 60_000
    /// Time between requests while the server drains: what a client had on its way when the drain began arrives.
    package var drainIdleMilliseconds = 200
    /// Time between two parts of a streamed answer. AWS: "Stream the integration response for your proxy integrations",
    /// regional and private endpoints, 5 minutes.
    package var streamIdleMilliseconds = 300_000
    /// Time in which a client must take some of an answer.
    package var writeStallMilliseconds = 30_000
    /// Answers waiting for a client that pipelines but does not read: above this no further request is begun.
    package var outputBytesMax = 256 * 1024
    /// Relayed payload waiting for its slow side: above this the fast side is not read.
    package var relayBytesMax = 256 * 1024
    /// Bytes of further requests that are read while one is being answered.
    package var pipelinedBytesMax = 64 * 1024
    /// Rest of an unread request body that is read and dropped to keep a connection; more closes it.
    package var discardedBodyBytesMax = 64 * 1024
    /// Bytes read and dropped behind a last answer, so that the client can read it before the connection is reset.
    package var lingerBytesMax = 1024 * 1024
    package var lingerMilliseconds = 2_000
    /// Largest relayed request body without a declared length. AWS: payload size, 10 MB.
    package var payloadBytesMax = Gateway.payloadBytesMax
    /// Time to connect to one address of a backend.
    package var connectMilliseconds = 5_000
    /// Time to connect while another address is left to try. RFC 8305 §5 has 250 ms for parallel tries; ours are one
    /// after another, so a lost SYN (resent after 1 s) must not rule an address out.
    package var connectFallbackMilliseconds = 1_500
    /// Unused connections kept per backend and event loop.
    package var upstreamIdleMax = 256
    /// Time an unused connection to a backend is kept. Many servers close after 60 s or more, some after 5.
    package var upstreamIdleMilliseconds = 30_000
    /// A connection unused for longer is looked at before a request goes out on it.
    package var upstreamProbeMilliseconds = 500
    /// Interim (1xx) answers skipped in front of a real one.
    package var interimAnswersMax = 16
    /// How long WebSocket connections last.
    package var socketLifetime = SocketLifetime()
    /// Messages of one WebSocket connection that are carried out at once: above this no more are read.
    package var socketMessagesMax = 16
    /// Frames that wait for a WebSocket client: above this none of its messages are read, and `@connections` answers
    /// 429. A message that fits in front of it is still taken, so that the bound is this and one message.
    package var socketOutputBytesMax = 256 * 1024
    /// How long a call of `@connections` waits for the event loop that has the connection.
    package var connectionCallMilliseconds = 10_000
    /// How long a loop under load by many sockets lets events come together, in microseconds; 0 for never. Ours: it
    /// takes 2 to 10 % off the processor time of a request beside one that never does.
    package var gatherMicroseconds = 40
    /// Closed connections' memory kept for new ones, per event loop.
    package var pooledConnectionsMax = 1_024

    package init() {}
}
