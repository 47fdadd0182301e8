// One request and its answer, from the parsed head to the access-log line. A connection owns one exchange and uses
// it for request after request; nothing here is shared between event loops. The runtime does no I/O: the server
// parses heads into the exchange, asks the `Gateway` for the next step, performs it, and reports back.
//
//   server                                   gateway
//   parse head into head/headers/bytes
//   begin(exchange, &out)              ───►  route, authorise, check; a Step
//     .readBody(max): fill requestBody ───►  bodyComplete(exchange, &out); a Step
//     .fetchKeys: fetch those of keySource ► keysFetched(exchange, &out); a Step
//     .callUpstream: send upstreamRequest    (head, and the body unless it is relayed)
//       response head parsed           ───►  upstreamHead(exchange, &out); an UpstreamStep
//         .relay: pass payload on
//         .collect(max): fill upstreamBody ─► upstreamComplete(exchange, &out); a Step
//         .stream: a run of payload    ───►  upstreamRun(exchange, run, &out); a StreamStep
//                  its end             ───►  upstreamRunsEnded(exchange, &out); a StreamStep
//       failed                         ───►  upstreamFailed(exchange, failure, &out); a Step
//     .wait: exchange.wait(wake)       ───►  resume(exchange, &out); a Step
//     .respond: `out` holds the answer
//   answer written                     ───►  finish(exchange, log: &lines)
//
// Invariant: `bytes` and every view derived from it stay valid until `finish`.

import GateBytes
import GateCache
import GatePlan
import GateUsage
import GateWire

/// What the server has to do next for an exchange.
package enum Step {
    /// The whole answer stands in the output buffer.
    case respond
    /// Collect the request's body in `requestBody`, then call `bodyComplete`. More than `bytesMax` bytes:
    /// call `bodyTooLarge`.
    case readBody(bytesMax: Int)
    /// Send `upstreamRequest` to `upstreamEndpoint`; then the request's body as `upstreamBodyMode` says.
    case callUpstream
    /// Fetch the keys of `keySource`, hand them to `endKeys`, then call `keysFetched`; also when they cannot be had.
    case fetchKeys
    /// Another exchange fetches the answer: hand `wait` what wakes this one, then call `resume`. After so many
    /// milliseconds: `upstreamFailed` with `.timeout`.
    case wait(milliseconds: Int)
    /// A WebSocket handshake is accepted and its answer stands in the output buffer: from here on the socket carries
    /// frames of `session`.
    case upgrade
    /// Ask whoever has the connection `connectionCall` names, then call `connectionAnswered`.
    case callConnection
}

/// How the body of an upstream request travels.
package enum UpstreamBodyMode {
    /// There is none, or `upstreamRequest` holds it already behind the head.
    case complete
    /// The client's body is passed on as it comes, framed as the head in `upstreamRequest` says.
    case relay(RelayFraming)
}

/// How relayed payload is framed.
package enum RelayFraming: Equatable {
    case none
    /// Exactly this many bytes.
    case length(Int)
    case chunked
    /// The end is the end of the connection (an answer to an HTTP/1.0 client).
    case close
}

/// What to do with an upstream answer whose head has arrived.
package enum UpstreamStep {
    /// The client's answer head stands in the output buffer; pass the payload on.
    case relay(RelayFraming)
    /// Collect the payload in `upstreamBody`, then call `upstreamComplete`. More than `bytesMax`: `upstreamFailed`.
    case collect(bytesMax: Int)
    /// The payload is a function's event stream: hand on each run to `upstreamRun`, then call `upstreamRunsEnded`.
    case stream
}

/// What became of a run of a streamed answer.
package enum StreamStep {
    /// The client gets what stands in the output buffer, if anything; more is to come.
    case more
    /// There was no answer yet, and the output buffer holds the gateway's own, whole.
    case failed
    /// The answer has begun and cannot be ended: only the end of the connection tells.
    case broken
    /// The answer is whole.
    case complete
}

/// Why an upstream call gave no answer.
package enum UpstreamFailure: UInt8 {
    /// The name has no address.
    case resolve = 0
    /// Nobody listens, or the network says no.
    case connect = 1
    /// TLS could not be agreed on, or the certificate is not trusted.
    case tls = 2
    /// The connection broke before a whole answer.
    case broken = 3
    /// What came back is not HTTP.
    case malformed = 4
    case timeout = 5
    /// The answer is larger than the payload limit.
    case tooLarge = 6
    /// AWS is to be called and there are no credentials to sign with.
    case unsigned = 7
    /// The certificate is trusted, but not the one of the name that was called.
    case wrongName = 8
    /// No target of the VPC link takes a connection.
    case link = 9
    /// The role that the call is to be signed with cannot be assumed.
    case role = 10
}

/// A header or parameter that a template overrode (`$context.requestOverride`, `$context.responseOverride`).
package struct ParameterOverride {
    package enum Kind: UInt8 {
        case requestHeader
        case requestPath
        case requestQueryString
        case responseHeader
    }

    package let kind: Kind
    package let name: [UInt8]
    /// Several values make a repeated header or parameter.
    package let values: [[UInt8]]

    package init(kind: Kind, name: [UInt8], values: [[UInt8]]) {
        self.kind = kind
        self.name = name
        self.values = values
    }
}

/// One request in flight. Its fields are free of dynamic exclusivity checks: other modules see them, so the optimiser
/// cannot prove the checks away, and with several hundred accesses they were 9 % of a proxied request's CPU (perf,
/// two cores). One loop owns an exchange and no step passes a field `inout` while another step reads it.
package final class Exchange {
    // MARK: Request, written by the server

    /// The parsed request line and framing.
    @exclusivity(unchecked) package var head = RequestHead()
    @exclusivity(unchecked) package var headers = HeaderTable()
    /// The request head's bytes: what `head` and `headers` point into.
    @exclusivity(unchecked) package var bytes = ByteView.empty
    /// The client's address as text.
    @exclusivity(unchecked) package var sourceAddress = ByteBuffer(capacity: 64)
    @exclusivity(unchecked) package var isTLS = false
    /// What client and server have agreed on; nil without TLS.
    @exclusivity(unchecked) package var tls: TLSAgreement?
    /// The certificate that the client has shown; nil without one.
    @exclusivity(unchecked) package var clientCertificate: PeerCertificate?
    /// The body, decoded from its transfer coding, when the gateway asked for it.
    @exclusivity(unchecked) package var requestBody = ByteBuffer(capacity: 64)
    /// Whether the gateway asked for the body and has it (it may be empty).
    @exclusivity(unchecked) package var isBodyRead = false
    /// What `requestBody` is once it was converted.
    @exclusivity(unchecked) var requestForm = PayloadForm.text

    /// `usageIdentifierKey` of the authorizer's answer; empty for none.
    @exclusivity(unchecked) package var usageIdentifierKey = ByteBuffer(capacity: 64)
    /// The caller's key in the deployment's table, or `UsageTable.none`.
    @exclusivity(unchecked) package var key = UsageTable.none

    // MARK: Caller

    /// Who calls, once a guarded method knows; nil for others.
    @exclusivity(unchecked) package var caller: Caller?
    /// What authorisation waits for.
    @exclusivity(unchecked) var accessStep = AccessStep.none
    @exclusivity(unchecked) var accessPhase = AccessPhase.none
    /// How long this request waited for the authorizer's function, or for the keys of its token.
    @exclusivity(unchecked) var authorizerMilliseconds = 0
    /// The status with which Lambda answered for the authorizer; 0 where it was not asked.
    @exclusivity(unchecked) var authorizerStatus: UInt16 = 0
    /// The identifier that Lambda gave the authorizer's call; empty for none.
    @exclusivity(unchecked) var authorizerRequestIdentifier: [UInt8] = []

    /// The issuer whose keys authorisation waits for.
    @exclusivity(unchecked) package var keySource: TokenKeySource?

    // MARK: Cache

    /// What is waiting for the integration's answer; nil when nothing is.
    @exclusivity(unchecked) var fill: CacheFill?
    /// What the exchange waits for.
    @exclusivity(unchecked) var flight: CacheFlight?
    /// Whether the answer says that `Cache-Control` was ignored.
    @exclusivity(unchecked) var warnsOfCacheControl = false

    // MARK: Upstream call

    /// Index in `EndpointTable`.
    @exclusivity(unchecked) package var upstreamEndpoint: UInt32 = 0
    /// The VPC link that the call goes through: whoever makes it chooses a target, `upstreamEndpoint` is the first.
    @exclusivity(unchecked) package var upstreamLink: LinkRoute?
    @exclusivity(unchecked) package var upstreamRequest = ByteBuffer(capacity: 64)
    @exclusivity(unchecked) package var upstreamBodyMode = UpstreamBodyMode.complete
    @exclusivity(unchecked) package var upstreamTimeoutMilliseconds = 0
    /// Whether the answer is streamed: no limit on its size, one on the time between two parts.
    @exclusivity(unchecked) package var streamsAnswer = false
    /// A function's answer while it is streamed.
    @exclusivity(unchecked) var stream: FunctionStream?
    /// Whether the head of a function's streamed answer is out.
    package var hasBegunStream: Bool { stream?.hasBegun == true }
    /// The AWS service that is called: its request has to be signed, unless `signingName` is empty. nil for others.
    @exclusivity(unchecked) package var upstreamAWS: AWSTarget?
    /// The upstream's answer: head fields point into `upstreamBytes`.
    @exclusivity(unchecked) package var upstreamHead = ResponseHead()
    @exclusivity(unchecked) package var upstreamHeaders = HeaderTable()
    @exclusivity(unchecked) package var upstreamBytes = ByteView.empty
    @exclusivity(unchecked) package var upstreamBody = ByteBuffer(capacity: 64)
    /// `$context.integration.requestId`: the identifier that an AWS service gave the call; empty for others.
    @exclusivity(unchecked) package var integrationRequestIdentifier = ByteBuffer(capacity: 64)
    /// The status that the answer of a Lambda proxy's function names; 0 before it is known.
    @exclusivity(unchecked) package var functionStatus = 0
    /// When the upstream call began and ended, on the loop's monotonic clock, in microseconds.
    @exclusivity(unchecked) package var upstreamStarted: UInt64 = 0
    @exclusivity(unchecked) package var upstreamEnded: UInt64 = 0
    /// When a streamed answer's headers and its first content were here; 0 before.
    @exclusivity(unchecked) package var upstreamHeadArrived: UInt64 = 0
    @exclusivity(unchecked) package var upstreamContentArrived: UInt64 = 0

    // MARK: Answer

    /// The status sent to the client; 0 before it is known.
    @exclusivity(unchecked) package var status = 0
    /// Payload bytes sent to the client.
    @exclusivity(unchecked) package var responseLength = 0
    /// Whether the connection stays open behind this answer.
    @exclusivity(unchecked) package var keepsAlive = true

    // MARK: WebSocket

    /// The connection whose event this is; nil for requests of other APIs.
    @exclusivity(unchecked) package var session: SocketSession?
    @exclusivity(unchecked) package var event = SocketEvent.connect
    /// What `out` holds for the client once an event is over.
    @exclusivity(unchecked) package var reply = SocketReply.none
    /// Whether `requestBody` is a binary message.
    @exclusivity(unchecked) package var isBinaryMessage = false
    /// Whether the handshake is accepted.
    @exclusivity(unchecked) var isUpgrade = false
    /// What a selection expression came to: a key of routes, models or templates.
    @exclusivity(unchecked) var selectionKey = ByteBuffer(capacity: 16)
    /// The status that an event's integration answered.
    @exclusivity(unchecked) var integrationStatus = 0
    /// A call of `@connections`; nil for other requests.
    @exclusivity(unchecked) package var connectionCall: ConnectionCall?

    // MARK: Pipeline state

    @exclusivity(unchecked) package var deployment: Deployment?
    /// Whether the request is for an HTTP API.
    @exclusivity(unchecked) package var isHTTPAPI = false
    /// Index of the method in the plan, or `PlanFormat.none`.
    @exclusivity(unchecked) package var method = PlanFormat.none
    /// The verb that routed, after `X-HTTP-Method-Override`.
    @exclusivity(unchecked) package var verb = HTTPVerb.other
    /// `$context.path`: the request's path without query, as sent; from the stage on where it names an API too.
    @exclusivity(unchecked) package var path = ByteView.empty
    /// How the request found its stage.
    @exclusivity(unchecked) package var address = RequestAddress()
    /// The routing rule of a custom domain name that fits; empty for none.
    @exclusivity(unchecked) package var routingRule: [UInt8] = []
    /// The query behind `?`, or empty.
    @exclusivity(unchecked) package var query = ByteView.empty
    @exclusivity(unchecked) package var pathParameters = PathParameters()
    @exclusivity(unchecked) package var requestIdentifier = RequestIdentifier()
    /// When the head had arrived: monotonic microseconds and wall-clock milliseconds.
    @exclusivity(unchecked) package var started: UInt64 = 0
    @exclusivity(unchecked) package var startedWallMilliseconds: Int64 = 0
    @exclusivity(unchecked) package var overrides: [ParameterOverride] = []
    /// Status set through `$context.responseOverride.status`; 0 is none.
    @exclusivity(unchecked) package var statusOverride = 0
    /// Names below `responseOverride`/`requestOverride` that are not part of the answer but templates may read.
    @exclusivity(unchecked) package var customOverrides: [(name: [UInt8], value: [UInt8])] = []
    /// What failed, for `$context.error.*`.
    @exclusivity(unchecked) package var error: ExchangeError?
    /// Text for the access log's `integrationErrorMessage`.
    @exclusivity(unchecked) package var integrationError: StaticString = ""
    /// What the request's method logs of it; nil for most.
    @exclusivity(unchecked) package var executionLog: ExecutionLog?
    /// The test that the connection is for; nil for clients.
    @exclusivity(unchecked) package var test: MethodTest?

    /// The key that the connection has named last.
    @exclusivity(unchecked) package var keyMemo = KeyMemo()
    /// The fields that it has sent last.
    @exclusivity(unchecked) var fieldsMemo = RequestFieldsMemo()

    package init() {}

    /// Forgets the previous request. `sourceAddress`, `clientCertificate`, `deployment`, `test` and the memos belong to
    /// the connection and stay.
    package func reset() {
        requestBody.removeAll()
        isBodyRead = false
        if !usageIdentifierKey.isEmpty { usageIdentifierKey.removeAll() }
        key = UsageTable.none
        if caller != nil { caller = nil }
        accessStep = .none
        if keySource != nil { keySource = nil }
        if accessPhase != .none {
            accessPhase = .none
            authorizerMilliseconds = 0
            authorizerStatus = 0
            authorizerRequestIdentifier = []
        }
        requestForm = .text
        upstreamRequest.removeAll()
        upstreamBody.removeAll()
        upstreamBodyMode = .complete
        if upstreamAWS != nil { upstreamAWS = nil }
        if upstreamLink != nil { upstreamLink = nil }
        streamsAnswer = false
        if stream != nil { stream = nil }
        if fill != nil { fill = nil }
        if flight != nil { flight = nil }
        warnsOfCacheControl = false
        if !integrationRequestIdentifier.isEmpty { integrationRequestIdentifier.removeAll() }
        upstreamHead.status = 0
        functionStatus = 0
        upstreamStarted = 0
        upstreamEnded = 0
        upstreamHeadArrived = 0
        upstreamContentArrived = 0
        status = 0
        responseLength = 0
        keepsAlive = true
        method = PlanFormat.none
        isHTTPAPI = false
        address = RequestAddress()
        if !routingRule.isEmpty { routingRule = [] }
        if !overrides.isEmpty { overrides.removeAll(keepingCapacity: true) }
        if !customOverrides.isEmpty { customOverrides.removeAll(keepingCapacity: true) }
        statusOverride = 0
        error = nil
        integrationError = ""
        if executionLog != nil { executionLog = nil }
        if session != nil { session = nil }
        if connectionCall != nil { connectionCall = nil }
        reply = .none
        isUpgrade = false
        isBinaryMessage = false
        integrationStatus = 0
    }

    /// Leaves nothing in memory of what the connection has sent to be remembered.
    package func forgetMemos() {
        keyMemo.forget()
        fieldsMemo.forget()
    }

    /// `deployment` for the length of a step, which keeps it whatever happens: no reference is counted.
    @inline(__always)
    var heldDeployment: Unmanaged<Deployment>? { deployment.map { Unmanaged.passUnretained($0) } }

    /// Who has signed the request; nil for nobody.
    package var signer: LocalIdentity? { caller?.identity }

    /// The path of the request line.
    package var sentPath: ByteView {
        bytes.slice(Int(head.pathOffset), Int(head.pathOffset) + Int(head.pathLength))
    }

    /// The query of the request line; empty for none.
    var sentQuery: ByteView {
        if head.queryLength < 0 { return .empty }
        return bytes.slice(Int(head.queryOffset), Int(head.queryOffset) + Int(head.queryLength))
    }

    /// Whether the request's data is logged: bodies that would pass by are collected.
    var tracesData: Bool { executionLog?.tracesData == true }

    /// Whether somebody has signed the request: such an `Authorization` goes no further.
    var isSigned: Bool { caller.map { !$0.isAuthorizer } ?? false }

    /// The caller is known.
    func take(_ caller: Caller) {
        self.caller = caller
        usageIdentifierKey.removeAll()
        caller.usageIdentifierKey?.withByteView { usageIdentifierKey.append($0) }
    }

    /// The value of `$context.authorizer.NAME`; nil for none.
    func authorizerValue(_ name: ByteView) -> [UInt8]? {
        guard let caller, caller.isAuthorizer else { return nil }
        if name == "integrationLatency", caller.policy != nil { return Array("\(authorizerMilliseconds)".utf8) }
        return caller.value(of: name)
    }

    /// Makes room for the next call behind the one of an authorizer.
    func forgetUpstream() {
        upstreamRequest.removeAll()
        upstreamBody.removeAll()
        upstreamBodyMode = .complete
        upstreamAWS = nil
        upstreamLink = nil
        integrationRequestIdentifier.removeAll()
        upstreamHead.status = 0
        upstreamStarted = 0
        upstreamEnded = 0
    }

    /// Whether the backend was asked for a head alone. What went out decides: a mapping may turn GET into HEAD.
    package var wasUpstreamHEAD: Bool { upstreamRequest.view.hasPrefix(ByteView("HEAD ")) }

    /// Gives back the memory that one large message took.
    package func trim() {
        requestBody.removeAll()
        requestBody.shrink(toCapacity: Exchange.bufferBytesKept)
        upstreamBody.removeAll()
        upstreamBody.shrink(toCapacity: Exchange.bufferBytesKept)
        upstreamRequest.removeAll()
        upstreamRequest.shrink(toCapacity: Exchange.bufferBytesKept)
    }

    /// Buffer capacity an idle connection keeps, in bytes. Ours: most messages fit, and 10,000 idle connections
    /// stay below a gigabyte.
    package static let bufferBytesKept = 32 * 1024
}

/// Why the gateway answers itself.
package struct ExchangeError {
    package let type: GatewayResponseType
    /// Replaces the type's own message.
    package let message: [UInt8]?
    /// `$context.error.validationErrorString`.
    package let validationError: [UInt8]?
    /// The status unless the gateway response sets one; 0 is the type's own.
    package let statusCode: Int
    /// `x-amzn-ErrorType` instead of the type's own; nil for that.
    package let errorType: StaticString?
    /// `WWW-Authenticate` of an HTTP API.
    package var challenge: StaticString?
    /// What an HTTP API says; nil says `type`'s.
    package var text: StaticString?

    package init(
        _ type: GatewayResponseType, message: [UInt8]? = nil, validationError: [UInt8]? = nil, statusCode: Int = 0,
        errorType: StaticString? = nil
    ) {
        self.type = type
        self.message = message
        self.validationError = validationError
        self.statusCode = statusCode
        self.errorType = errorType
    }
}

/// The values of a route's `{name}` segments, in path order: views into the request's path, not percent-decoded.
package struct PathParameters: ~Copyable {
    /// Most variable segments of a route. Ours; the compiler refuses more.
    package static let countMax = 64

    @usableFromInline let storage: UnsafeMutablePointer<ByteView>
    @usableFromInline var used = 0

    init() {
        storage = .allocate(capacity: PathParameters.countMax)
        storage.initialize(repeating: .empty, count: PathParameters.countMax)
    }

    deinit { storage.deallocate() }

    package var count: Int { used }

    package subscript(index: Int) -> ByteView {
        precondition(index >= 0 && index < used)
        return storage[index]
    }

    mutating func removeAll() { used = 0 }

    mutating func truncate(to count: Int) { used = min(used, count) }

    mutating func append(_ value: ByteView) {
        precondition(used < PathParameters.countMax)
        storage[used] = value
        used += 1
    }
}

/// The 128 random bits that name a request, and 88 more for the extended id.
package struct RequestIdentifier {
    package var high: UInt64 = 0
    package var low: UInt64 = 0
    package var extended: UInt64 = 0

    package init() {}
}
