// Fuzz entry of a whole exchange: whatever a client and a backend send, what goes to the backend reads as one request
// and what goes to the client as one answer, by our own strict reading. An input is the client's bytes, a line `====`
// and the backend's bytes.

import GateBytes
import GateCompiler
import GateDefinition
import GatePlan
import GateRuntime
import GateSchema
import GateSource
import GateTree
import GateWire

let exchangeTarget = FuzzTarget(
    name: "exchange",
    seeds: { ExchangeSeeds.texts.map { Array($0.utf8) } },
    dictionary: ExchangeSeeds.words.map { Array($0.utf8) },
    run: fuzzExchange)

private func fuzzExchange(_ bytes: [UInt8]) -> UInt64 {
    var outcome = Outcome()
    let mark = Array("\r\n====\r\n".utf8)
    var cut = 0
    while cut < bytes.count, !bytes[cut...].starts(with: mark) { cut += 1 }
    let request = Array(bytes[..<cut])
    let answer = Array(bytes[min(bytes.count, cut + mark.count)...])
    let driver = ExchangeSeeds.makeDriver()
    let driven = driver.perform(request) { sent, _ in
        outcome.add(checkUpstreamRequest(sent))
        return .answer(answer)
    }
    guard case .answered(let bytes) = driven else { return outcome.value }
    checkAnswer(bytes, driver.exchange, &outcome)
    var log = ByteBuffer()
    driver.gateway.finish(driver.exchange, log: &log)
    precondition(log.view.firstIndex(of: 0x0a) == log.count - 1, "a log line with a line end inside")
    return outcome.value
}

/// Bounds that mapped values do not reach as long as inputs are short.
private var wideLimits: WireLimits {
    var limits = WireLimits()
    limits.headBytesMax = WireLimits.headBytesCeiling
    limits.targetBytesMax = WireLimits.headBytesCeiling
    limits.headerCountMax = 4_096
    return limits
}

private func checkUpstreamRequest(_ sent: [UInt8]) -> Int {
    sent.withByteView { bytes in
        var head = RequestHead()
        var table = HeaderTable()
        do throws(WireError) {
            let consumed = try parseRequestHead(bytes, alreadySeen: 0, limits: wideLimits, into: &head, &table)
            guard let consumed else { preconditionFailure("a request without an end") }
            let rest = bytes.count - consumed
            // A relayed chunked body stands here decoded.
            if !head.isChunked { precondition(rest == max(0, head.contentLength), "bytes behind a request") }
            return 16 + table.count
        } catch {
            precondition(error == .headTooLong, "a request that is refused: \(error)")
            return 15
        }
    }
}

private func checkAnswer(_ answer: [UInt8], _ exchange: Exchange, _ outcome: inout Outcome) {
    answer.withByteView { bytes in
        var head = ResponseHead()
        var table = HeaderTable()
        do throws(WireError) {
            let consumed = try parseResponseHead(
                bytes, alreadySeen: 0, limits: wideLimits, requestWasHEAD: exchange.head.verb == .head, into: &head,
                &table)
            guard let consumed else { preconditionFailure("an answer without an end") }
            outcome.add(Int(head.status))
            outcome.add(table.count)
            let rest = bytes.dropFirst(consumed)
            switch head.framing {
            case .none: precondition(rest.isEmpty, "bytes behind an answer without a body")
            case .length(let count): precondition(rest.count == count, "bytes behind an answer")
            case .chunked:
                var decoder = ChunkedDecoder()
                var body = ByteBuffer()
                let used = try decoder.decode(rest, into: &body)
                precondition(decoder.isComplete && used == rest.count, "an answer's chunks do not end with it")
            case .untilClose: precondition(!exchange.keepsAlive, "an answer without an end")
            }
        } catch {
            precondition(error == .headTooLong, "an answer that is refused: \(error)")
        }
    }
}

private enum ExchangeSeeds {
    static let texts =
        requests.map { "\($0) HTTP/1.1\r\nHost: t\r\nX-H: h\r\nX-H: i\r\n\r\n\r\n====\r\n\(answers[0])" }
        + answers.map { "GET /p/a?q=b HTTP/1.1\r\nHost: t\r\nConnection: x-h\r\nX-H: h\r\n\r\n\r\n====\r\n\($0)" }
        + [
            "POST /p/a HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n\r\n====\r\n"
                + answers[0],
            "POST /o HTTP/1.1\r\nHost: t\r\nContent-Length: 11\r\n\r\n{\"v\":\"\\r\\n\"}\r\n====\r\n\(answers[1])",
        ]

    private static let requests = [
        "GET /m/x?q=a%0d%0ab", "POST /m/%2e%2e?q=a&q=b%00", "GET /o?q=x%0aX:y", "GET /p/../a;b?x=%41&y;z",
        "HEAD /p/a", "GET /h/a", "HEAD /h/b", "OPTIONS /none?q=%0d%0a", "GET /d/example.com?q=a",
    ]

    private static let answers = [
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nX-B: c\r\nContent-Length: 14\r\n\r\n{\"v\":\"a\\r\\nb\"}\n",
        "HTTP/1.1 404 Not Found\r\nConnection: x-b\r\nX-B: c\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        "HTTP/1.0 200 OK\r\nSet-Cookie: a\r\n\r\nuntil the end", "HTTP/1.1 304 Not Modified\r\nETag: x\r\n\r\n",
        "HTTP/1.1 204 No Content\r\n\r\n", "HTTP/1.1 205 Reset\r\nContent-Length: 0\r\n\r\n",
    ]

    static let words = [
        "%0d%0a", "%00", "\\r\\n", "\\u0000", "\r\n", "\r\n\r\n", "X-H: ", "Connection: ", "Content-Length: ",
        "Transfer-Encoding: chunked\r\n", "Content-Type: ", "X-HTTP-Method-Override: HEAD\r\n", "Accept: ", "?q=",
        "&q=", ";", "%25", "%", "/../", "//", "HEAD", "GET", "POST", " HTTP/1.0\r\n", "====", "X-Amzn-Trace-Id: Root=",
        "x-amzn-RequestId: ", "Expect: 100-continue\r\n", "0\r\n\r\n", "Via: ", "Upgrade: h2c\r\n", "\u{e9}", "\t",
    ]

    /// A driver over the compiled seed; the deployment is made once.
    static func makeDriver() -> RequestDriver {
        let gateway = Gateway(serving: serving, endpoints: endpoints, seed: (1, 2), evaluator: .compiling)
        gateway.accessLogFormat = AccessLogFormat(AccessLogChoice.json)
        return RequestDriver(gateway: gateway)
    }

    private static let endpoints = EndpointTable()
    private static let serving: ServingSet = {
        let sources = SourceMap()
        let sink = DiagnosticSink()
        let source = sources.add(SourceFile(path: "seed.yaml", bytes: Array("openapi".utf8)))
        let documents = DocumentSet(sources: sources, sink: sink, options: DocumentOptions()) { _ in
            .failure(.notFound)
        }
        let writer = ExchangeDefinition(place: SourceRange(source: source, start: 0, end: 1))
        let compiled = compileAPI(
            writer.definition(), documents: documents, dialect: .openAPI30, options: CompileOptions(), sink: sink)
        guard let compiled else {
            stop("the seed does not compile: \(sink.diagnostics.map(\.message).joined(separator: "; "))")
        }
        let plan: PlanImage
        do throws(PlanError) {
            plan = try PlanImage(copying: compiled.plan)
        } catch {
            stop("the seed's plan cannot be read: \(error)")
        }
        var settings = StageSettings()
        settings.variables = [(name: "split", value: "a b\r\nX-Stage: 1\r\n\r\n")]
        return ServingSet([Deployment(plan: plan, settings: settings, endpoints: endpoints)])
    }()
}

/// An API whose every mapping takes what the client or the backend sends.
private struct ExchangeDefinition {
    let place: SourceRange

    private func at<Value>(_ value: Value) -> Located<Value> { Located(value, at: place) }

    private func text(_ text: String) -> LocatedText { LocatedText(text, at: place) }

    private func map(_ target: ParameterMapping.Target, _ source: ParameterMapping.Source) -> ParameterMapping {
        ParameterMapping(target: target, at: place, source: source, at: place)
    }

    func definition() -> APIDefinition {
        var api = APIDefinition(name: "seed", range: place)
        var refusal = GatewayResponse(type: at("DEFAULT_4XX"))
        refusal.parameters = [
            map(.responseHeader("X-Q"), .requestQueryString("q")),
            map(.responseHeader("Content-Type"), .requestQueryString("q")),
        ]
        api.gatewayResponses = [refusal]
        api.resources = [
            resource("/m/{id}", mapped("http://b.test/${stageVariables.split}/{id}?x={id}&y={q}")),
            resource("/o", overriding()), resource("/p/{id+}", proxy("http://b.test/x/{id}?y={q}", .any)),
            resource("/h/{id}", proxy("http://b.test/{id}", .head)), resource("/d/{id}", mapped("http://{id}/")),
        ]
        return api
    }

    private func resource(_ path: String, _ integration: Integration) -> Resource {
        var method = Method(verb: .any, range: place)
        method.integration = integration
        var ok = MethodResponse(statusCode: at(200))
        ok.headers = [at("X-A"), at("X-C"), at("Content-Type")]
        method.responses = [ok]
        method.requestParameters = [
            RequestParameter(location: .path, name: at("id"), isRequired: true),
            RequestParameter(location: .queryString, name: at("q"), isRequired: false),
            RequestParameter(location: .header, name: at("X-H"), isRequired: false),
        ]
        var resource = Resource(path: at(path))
        resource.methods = [method]
        return resource
    }

    private func mappings() -> [ParameterMapping] {
        [
            map(.integrationPath("id"), .requestPath("id")), map(.integrationPath("q"), .requestQueryString("q")),
            map(.integrationQueryString("q"), .requestMultivalueQueryString("q")),
            map(.integrationHeader("X-H"), .requestMultivalueHeader("X-H")),
            map(.integrationHeader("X-Q"), .requestQueryString("q")),
            map(.integrationHeader("Host"), .requestQueryString("q")),
            map(.integrationHeader("Content-Type"), .requestQueryString("q")),
            map(.integrationHeader("X-V"), .stageVariable("split")),
            map(.integrationHeader("X-Path"), .context("path")),
        ]
    }

    private func mapped(_ uri: String) -> Integration {
        var integration = Integration(kind: .http, range: place)
        integration.uri = text(uri)
        integration.httpMethod = .post
        integration.requestParameters = mappings() + [map(.integrationHeader("X-B"), .requestBody(path: text("v")))]
        var ok = IntegrationResponse(selectionPattern: nil, statusCode: at(200), range: place)
        ok.parameters = [
            map(.responseHeader("X-A"), .responseMultivalueHeader("X-B")),
            map(.responseHeader("X-C"), .responseBody(path: text("v"))),
            map(.responseHeader("Content-Type"), .responseBody(path: text("v"))),
        ]
        integration.responses = [ok]
        return integration
    }

    private func overriding() -> Integration {
        var integration = mapped("http://b.test/{id}")
        let template = """
            #set($v = $input.path('$.v'))#set($q = $input.params('q'))
            #set($context.requestOverride.header.X-V = $v)#set($context.requestOverride.header["X $q"] = $q)
            #set($context.requestOverride.querystring["n$q"] = $q)#set($context.requestOverride.path.id = $q)
            #set($context.responseOverride.header.X-C = $q)#set($context.responseOverride.header["$q"] = $v)
            #set($context.responseOverride.header.Content-Type = $v)$input.body
            """
        integration.requestTemplates = [Template(contentType: at("application/json"), text: text(template))]
        return integration
    }

    private func proxy(_ uri: String, _ verb: HTTPVerb) -> Integration {
        var integration = Integration(kind: .httpProxy, range: place)
        integration.uri = text(uri)
        integration.httpMethod = verb
        integration.requestParameters =
            Array(mappings().prefix(3)) + [map(.integrationHeader("X-Q"), .requestQueryString("q"))]
        return integration
    }
}
