// What the server's tests stand on: an API made by hand, a server on a free port, a client that sees bytes, and a
// backend whose every byte the test decides.

import Foundation
import GateBytes
import GateCache
import GateCompiler
import GateDefinition
import GatePlan
import GateRuntime
import GateServer
import GateSource
import GateTree
import Synchronization
import Testing

/// An API for tests: `/hello` and `/body` are mocks, `/proxy/{path+}` relays, `/http` maps, `/function` invokes;
/// `/stream/{path+}` and `/streamed` do so with streamed answers.
struct TestAPI {
    var backendPort: UInt16 = 1
    var scheme = "http"
    var host = "127.0.0.1"
    var timeoutMilliseconds = 2_000
    var greeting = "you"
    var skipsTLSVerification = false
    var tlsServerName: String?
    var clientCertificate: ClientCertificate?
    /// What `connectionId` of `/proxy` and `/http` names; nil for no link.
    var connectionID: String?
    var integrationTarget: String?
    var links: [VPCLink] = []
    var variables: [(name: String, value: String)] = []
    /// Whether functions are at AWS instead of the backend.
    var callsAWS = false
    /// Whose tokens `/token` takes; nil for nobody's.
    var issuer: String?
    /// `credentials` of `/function`.
    var role: String?
    /// Whom `/function` asks.
    var functionGuard = Guard.nobody
    var identities: [LocalIdentity] = []
    var skipsAuthorization = false

    enum Guard {
        case nobody, iam
    }
    /// Keeps answers of `/proxy/{path+}` by its path; nil keeps none.
    var cache: CacheSource?

    func serving(_ endpoints: EndpointTable) throws -> ServingSet {
        let plan = try PlanImage(copying: compile())
        var settings = StageSettings()
        settings.clientCertificate = clientCertificate
        settings.variables = variables
        settings.identities = identities
        settings.skipsAuthorization = skipsAuthorization
        settings.cache = cache
        for link in links { settings.links[link.name] = link }
        if !callsAWS { settings.aws.allServices = "\(scheme)://\(host):\(backendPort)" }
        return ServingSet([Deployment(plan: plan, settings: settings, endpoints: endpoints)])
    }

    func compile() throws -> [UInt8] {
        let sources = SourceMap()
        let source = sources.add(SourceFile(path: "test.yaml", bytes: Array("openapi".utf8)))
        let range = SourceRange(source: source, start: 0, end: 1)
        let sink = DiagnosticSink()
        let documents = DocumentSet(sources: sources, sink: sink, options: DocumentOptions()) { _ in
            .failure(.notFound)
        }
        var definition = APIDefinition(name: "test", range: range)
        definition.authorizers = [authorizer(range), tokens(range)]
        definition.resources = [
            Resource(path: Located("/", at: range)),
            resource("/hello", [mock(.any, range)], range),
            resource("/body", [mock(.post, range)], range),
            resource("/proxy", [], range),
            resource("/proxy/{path+}", [proxy(range)], range),
            resource("/http", [http(range)], range),
            resource("/function", [function(range)], range),
            resource("/stream", [], range),
            resource("/stream/{path+}", [streamed(proxy(range))], range),
            resource("/streamed", [streamed(function(range, isStreamed: true))], range),
            resource("/guarded", [], range),
            resource("/guarded/{path+}", [guarded(proxy(range), range)], range),
            resource("/guarded-mock", [guarded(mock(.post, range), range)], range),
            resource("/token", [tokenGuarded(mock(.any, range), range)], range),
        ]
        guard
            let api = compileAPI(
                definition, documents: documents, dialect: .openAPI30, options: CompileOptions(), sink: sink)
        else { throw TestFailure("the test API does not compile: \(sink.diagnostics.map(\.message))") }
        return api.plan
    }

    private func resource(_ path: String, _ methods: [Method], _ range: SourceRange) -> Resource {
        var resource = Resource(path: Located(path, at: range))
        resource.methods = methods
        return resource
    }

    private func template(_ text: String, _ range: SourceRange) -> Template {
        Template(contentType: Located("application/json", at: range), text: LocatedText(text, at: range))
    }

    private func mock(_ verb: HTTPVerb, _ range: SourceRange) -> Method {
        var method = Method(verb: verb, range: range)
        var integration = Integration(kind: .mock, range: range)
        integration.requestTemplates = [template("{\"statusCode\": 200}", range)]
        var response = IntegrationResponse(selectionPattern: nil, statusCode: Located(200, at: range), range: range)
        response.templates = [template("{\"hello\":\"\(greeting)\"}", range)]
        integration.responses = [response]
        method.integration = integration
        method.responses = [MethodResponse(statusCode: Located(200, at: range))]
        return method
    }

    private func proxy(_ range: SourceRange) -> Method {
        var method = Method(verb: .any, range: range)
        var integration = Integration(kind: .httpProxy, range: range)
        integration.uri = LocatedText("\(scheme)://\(host):\(backendPort)/{path}", at: range)
        integration.httpMethod = .any
        integration.timeoutMilliseconds = timeoutMilliseconds
        connect(&integration, range)
        integration.requestParameters = [
            ParameterMapping(target: .integrationPath("path"), at: range, source: .requestPath("path"), at: range)
        ]
        integration.cacheKeyParameters = [
            CacheKeyParameter(name: Located("method.request.path.path", at: range), source: .requestPath("path"))
        ]
        method.requestParameters = [
            RequestParameter(location: .path, name: Located("path", at: range), isRequired: true)
        ]
        method.integration = integration
        return method
    }

    /// Behind a Lambda authorizer that is asked each time.
    private func guarded(_ method: Method, _ range: SourceRange) -> Method {
        var method = method
        method.authorization = .custom(authorizer: Located("auth", at: range))
        return method
    }

    private func authorizer(_ range: SourceRange) -> Authorizer {
        var authorizer = Authorizer(name: Located("auth", at: range), kind: .token)
        authorizer.uri = LocatedText(
            "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/"
                + "arn:aws:lambda:eu-west-1:123456789012:function:auth/invocations", at: range)
        authorizer.identitySources = [Located("method.request.header.Authorization", at: range)]
        authorizer.resultTTLSeconds = 0
        return authorizer
    }

    private func tokenGuarded(_ method: Method, _ range: SourceRange) -> Method {
        var method = method
        method.authorization = .jwt(authorizer: Located("tokens", at: range), scopes: [])
        return method
    }

    private func tokens(_ range: SourceRange) -> Authorizer {
        var authorizer = Authorizer(name: Located("tokens", at: range), kind: .jwt)
        authorizer.identitySources = [Located("method.request.header.Authorization", at: range)]
        authorizer.algorithms = ["RS256", "ES256"].map { Located($0, at: range) }
        if let issuer { authorizer.issuers = [TokenIssuer(issuer: Located(issuer, at: range), audiences: ["app"])] }
        return authorizer
    }

    private func connect(_ integration: inout Integration, _ range: SourceRange) {
        integration.skipsTLSVerification = skipsTLSVerification
        integration.tlsServerName = tlsServerName.map { Located($0, at: range) }
        guard let connectionID else { return }
        integration.connectionType = .vpcLink
        integration.connectionID = LocatedText(connectionID, at: range)
        integration.integrationTarget = integrationTarget.map { LocatedText($0, at: range) }
    }

    private func streamed(_ method: Method) -> Method {
        var method = method
        method.integration?.responseTransferMode = .stream
        return method
    }

    private func function(_ range: SourceRange, isStreamed: Bool = false) -> Method {
        var method = Method(verb: .any, range: range)
        var integration = Integration(kind: .awsProxy, range: range)
        integration.uri = LocatedText(
            "arn:aws:apigateway:eu-west-1:lambda:path/\(isStreamed ? "2021-11-15" : "2015-03-31")/functions/"
                + "arn:aws:lambda:eu-west-1:123456789012:function:f:live/"
                + (isStreamed ? "response-streaming-invocations" : "invocations"), at: range)
        integration.httpMethod = .post
        integration.timeoutMilliseconds = timeoutMilliseconds
        integration.credentials = role.map { LocatedText($0, at: range) }
        if functionGuard == .iam { method.authorization = .awsIAM }
        method.integration = integration
        return method
    }

    private func http(_ range: SourceRange) -> Method {
        var method = Method(verb: .post, range: range)
        var integration = Integration(kind: .http, range: range)
        integration.uri = LocatedText("\(scheme)://\(host):\(backendPort)/mapped", at: range)
        integration.httpMethod = .post
        integration.timeoutMilliseconds = timeoutMilliseconds
        connect(&integration, range)
        integration.responses = [
            IntegrationResponse(selectionPattern: nil, statusCode: Located(200, at: range), range: range)
        ]
        method.integration = integration
        method.responses = [MethodResponse(statusCode: Located(200, at: range))]
        return method
    }
}

struct TestFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// A running server that is drained when the test lets go of it.
final class TestServer {
    let server: Server
    let endpoints = EndpointTable()
    /// The API's.
    let identifier: String?
    /// Kept as long as the server: its backend.
    var companion: Backend?
    private var isStopped = false

    convenience init(_ api: TestAPI, _ change: (inout ServerOptions) -> Void = { _ in }) throws {
        try self.init(making: api.serving, change)
    }

    init(
        making serving: (EndpointTable) throws -> ServingSet, _ change: (inout ServerOptions) -> Void = { _ in }
    ) throws {
        var options = ServerOptions()
        options.listenPort = 0
        options.drainMilliseconds = 500
        change(&options)
        let serving = try serving(endpoints)
        identifier = serving.deployments.first.map { String($0.plan.string($0.plan.api.identifier)) }
        server = try Server(options, serving: serving, endpoints: endpoints)
        server.start()
    }

    var port: UInt16 { server.port }

    func stop() {
        if isStopped { return }
        isStopped = true
        server.drain()
        server.wait()
    }

    deinit { stop() }
}

/// A blocking socket with a time limit.
final class RawSocket: @unchecked Sendable {
    let descriptor: Int32
    private var unread: [UInt8] = []

    init(_ descriptor: Int32, seconds: Int = 5) {
        self.descriptor = descriptor
        var limit = timeval(tv_sec: seconds, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var one: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, 4)
    }

    convenience init(port: UInt16) throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        if result != 0 { throw TestFailure("cannot connect to port \(port): \(errno)") }
        self.init(descriptor)
    }

    deinit { close(descriptor) }

    /// Keeps the kernel from holding megabytes for either side: its buffers grow with the machine's memory.
    func limitBuffers() {
        var size: Int32 = 64 * 1024
        setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, 4)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &size, 4)
    }

    /// False when the peer takes no more.
    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        var offset = 0
        while offset < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress! + offset, bytes.count - offset, Int32(MSG_NOSIGNAL))
            }
            if count <= 0 { return false }
            offset += count
        }
        return true
    }

    @discardableResult
    func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    /// Some bytes; empty at the end of the stream, nil on an error or when the time is up.
    func receive(_ countMax: Int = 65_536) -> [UInt8]? {
        if !unread.isEmpty {
            defer { unread = [] }
            return unread
        }
        var buffer = [UInt8](repeating: 0, count: countMax)
        let count = recv(descriptor, &buffer, countMax, 0)
        return count < 0 ? nil : Array(buffer.prefix(count))
    }

    func putBack(_ bytes: [UInt8]) { unread = bytes + unread }

    func finishWriting() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Closes with a reset.
    func reset() {
        var option = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
        shutdown(descriptor, Int32(SHUT_RDWR))
    }

    /// Everything up to the end of the stream.
    func receiveAll() -> String {
        var all: [UInt8] = []
        while let some = receive(), !some.isEmpty { all += some }
        return String(decoding: all, as: UTF8.self)
    }

    /// Bytes up to and with `mark`.
    func receive(until mark: String) -> String? {
        let wanted = Array(mark.utf8)
        var all: [UInt8] = []
        while true {
            if let range = firstRange(of: wanted, in: all) {
                putBack(Array(all[range.upperBound...]))
                return String(decoding: all[..<range.upperBound], as: UTF8.self)
            }
            guard let some = receive(), !some.isEmpty else { return nil }
            all += some
        }
    }

    private func firstRange(of wanted: [UInt8], in all: [UInt8]) -> Range<Int>? {
        if all.count < wanted.count { return nil }
        return all.firstRange(of: wanted)
    }

    /// Exactly so many bytes.
    func receive(exactly count: Int) -> [UInt8]? {
        var all: [UInt8] = []
        while all.count < count {
            guard let some = receive(), !some.isEmpty else { return nil }
            all += some
        }
        putBack(Array(all[count...]))
        return Array(all[..<count])
    }
}

/// One answer as a client reads it.
struct Answer {
    let status: Int
    let head: String
    let body: String

    func header(_ name: String) -> String? {
        for line in head.split(separator: "\r\n") where line.lowercased().hasPrefix(name.lowercased() + ":") {
            return line.dropFirst(name.count + 1).trimmingCharacters(in: .whitespaces)
        }
        return nil
    }
}

extension RawSocket {
    /// Reads one answer, framed by length, by chunks, or by the end of the connection.
    func readAnswer(isHEAD: Bool = false) throws -> Answer {
        guard let head = receive(until: "\r\n\r\n") else { throw TestFailure("no answer head") }
        let status = Int(head.split(separator: " ")[1]) ?? 0
        let answer = Answer(status: status, head: head, body: "")
        if isHEAD || status < 200 || status == 204 || status == 304 { return answer }
        let body: String
        if let length = answer.header("content-length").flatMap({ Int($0) }) {
            guard let bytes = receive(exactly: length) else { throw TestFailure("the answer is cut off") }
            body = String(decoding: bytes, as: UTF8.self)
        } else if answer.header("transfer-encoding") == "chunked" {
            body = try readChunks()
        } else {
            body = receiveAll()
        }
        return Answer(status: status, head: head, body: body)
    }

    private func readChunks() throws -> String {
        var all: [UInt8] = []
        while true {
            guard let line = receive(until: "\r\n"), let size = Int(line.dropLast(1), radix: 16) else {
                throw TestFailure("a chunk is cut off")
            }
            guard let bytes = receive(exactly: size + 2) else { throw TestFailure("a chunk is cut off") }
            if size == 0 { return String(decoding: all, as: UTF8.self) }
            all += bytes.dropLast(2)
        }
    }

    func get(_ path: String, _ lines: String = "") throws -> Answer {
        send("GET \(path) HTTP/1.1\r\nHost: test\r\n\(lines)\r\n")
        return try readAnswer()
    }
}

/// A backend: every accepted connection is handed to the test's code on a thread of its own.
final class Backend: @unchecked Sendable {
    let port: UInt16
    private let descriptor: Int32
    private let accepted = Counter()
    private let isClosed = Atomic<Bool>(false)

    /// How many connections were accepted.
    var connectionCount: Int { accepted.value.load(ordering: .relaxed) }

    private final class Counter: Sendable {
        let value = Atomic<Int>(0)
    }

    init(_ serve: @escaping @Sendable (RawSocket, Int) -> Void) throws {
        let listening = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = bind(listening, $0, length)
                _ = listen(listening, 128)
                _ = getsockname(listening, $0, &length)
            }
        }
        port = UInt16(bigEndian: address.sin_port)
        descriptor = listening
        let counter = accepted
        Thread.detachNewThread {
            var number = 0
            while true {
                let connection = accept(listening, nil, nil)
                if connection < 0 {
                    if errno != EINVAL {
                        usleep(1_000)
                        continue
                    }
                    // `close` has shut it down. Only who accepts may give the number back: accepting on a number that
                    // another backend has got meanwhile would take that one's connections.
                    Glibc.close(listening)
                    return
                }
                number += 1
                counter.value.store(number, ordering: .relaxed)
                let socket = RawSocket(connection)
                let index = number
                Thread.detachNewThread { serve(socket, index) }
            }
        }
    }

    deinit { close() }

    /// Stops listening.
    func close() {
        if !isClosed.exchange(true, ordering: .relaxed) { shutdown(descriptor, Int32(SHUT_RDWR)) }
    }

    /// Answers every request with the same text, keep-alive.
    static func fixed(_ body: String) throws -> Backend {
        try Backend { socket, _ in
            while socket.readRequest() != nil {
                socket.send("HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
            }
        }
    }
}

extension RawSocket {
    /// Reads a request as a backend: head and body; nil at the end of the stream.
    func readRequest() -> (head: String, body: String)? {
        guard let head = receive(until: "\r\n\r\n") else { return nil }
        let answer = Answer(status: 0, head: head, body: "")
        if let length = answer.header("content-length").flatMap({ Int($0) }) {
            guard let bytes = receive(exactly: length) else { return nil }
            return (head, String(decoding: bytes, as: UTF8.self))
        }
        if answer.header("transfer-encoding") == "chunked" {
            guard let body = try? readChunks() else { return nil }
            return (head, body)
        }
        return (head, "")
    }
}
