// The request to an HTTP backend. HTTP sends what the mappings and the template say and nothing else of the
// client's; HTTP_PROXY passes verb, headers, query and body on and adds the mappings. AWS: "Set up HTTP
// integrations", header table in "Important notes"; merging of query values as recorded.

import GateBytes
import GatePlan
import GateWire

extension Gateway {
    /// Prepares the upstream call of an HTTP or HTTP_PROXY integration.
    func callHTTP(
        _ exchange: Exchange, _ deployment: Deployment, _ integration: IntegrationRecord, _ index: UInt32,
        _ scratch: inout Scratch, _ out: inout ByteBuffer
    ) -> Step {
        Unmanaged.passUnretained(deployment.uris[Int(index)])._withUnsafeGuaranteedRef { uri in
            callHTTP(exchange, deployment, integration, index, uri, &scratch, &out)
        }
    }

    @inline(__always)
    private func callHTTP(
        _ exchange: Exchange, _ deployment: Deployment, _ integration: IntegrationRecord, _ index: UInt32,
        _ uri: BoundURI, _ scratch: inout Scratch, _ out: inout ByteBuffer
    ) -> Step {
        if uri.template.defect != .none {
            exchange.integrationError =
                uri.template.defect == .missingStageVariable
                ? "the integration URI names a stage variable that is not set" : "the integration URI is not http(s)"
            fail(exchange, ExchangeError(.apiConfigurationError), &scratch, &out)
            return .respond
        }
        let route = deployment.linkRoutes.isEmpty ? nil : deployment.linkRoutes[Int(index)]
        if let route, route.defect != .none {
            refuse(exchange, route, &scratch, &out)
            return .respond
        }
        let isProxy = integration.kind == IntegrationKind.httpProxy.rawValue
        let verb =
            integration.verb == UInt32(HTTPVerb.any.rawValue)
            ? exchange.verb : HTTPVerb(rawValue: UInt8(integration.verb)) ?? exchange.verb
        var sendsTemplate = false
        if !isProxy, let error = renderRequest(exchange, deployment, integration, &scratch, &sendsTemplate) {
            fail(exchange, error, &scratch, &out)
            return .respond
        }
        if !isProxy, let error = finishRequestBody(exchange, &scratch, isRendered: sendsTemplate) {
            fail(exchange, error, &scratch, &out)
            return .respond
        }
        exchange.upstreamEndpoint = uri.template.endpoint
        if let route {
            exchange.upstreamLink = route
            if !route.endpoints.isEmpty { exchange.upstreamEndpoint = route.endpoints[0] }
        }
        exchange.upstreamRequest.removeAll()
        // Most requests fit; a connection that never calls a backend has no such buffer.
        exchange.upstreamRequest.reserve(1024)
        let plan = UpstreamPlan(
            integration: integration, verb: verb, isProxy: isProxy, sendsTemplate: sendsTemplate, mapped: uri.mapped)
        if let error = writeUpstreamHead(exchange, deployment, uri, plan, &scratch) {
            fail(exchange, error, &scratch, &out)
            return .respond
        }
        exchange.upstreamTimeoutMilliseconds = Int(integration.timeoutMilliseconds)
        exchange.streamsAnswer = integration.flags & IntegrationRecord.streamsResponse != 0
        exchange.upstreamStarted = clock.monotonicMicroseconds
        return .callUpstream
    }

    /// Answers for a VPC link that leads nowhere.
    func refuse(_ exchange: Exchange, _ route: LinkRoute, _ scratch: inout Scratch, _ out: inout ByteBuffer) {
        switch route.defect {
        case .none, .unknownLink: exchange.integrationError = "the configuration has no VPC link of that name"
        case .missingStageVariable:
            exchange.integrationError = "the VPC link's name holds a stage variable that is not set"
        case .unknownListener: exchange.integrationError = "the VPC link has no targets for the listener"
        }
        fail(exchange, ExchangeError(.apiConfigurationError), &scratch, &out)
    }

    /// Writes request line, headers and, when it is here already, the body; an error is the answer to give.
    private func writeUpstreamHead(
        _ exchange: Exchange, _ deployment: Deployment, _ uri: BoundURI, _ plan: UpstreamPlan, _ scratch: inout Scratch
    ) -> ExchangeError? {
        exchange.upstreamRequest.append(plan.verb.token)
        exchange.upstreamRequest.append(0x20)
        var hasQuery = false
        let template = uri.template
        if let error = writeTarget(exchange, deployment, template.path, template.query, plan, &hasQuery, &scratch) {
            return error
        }
        exchange.upstreamRequest.append(" HTTP/1.1\r\nHost: ")
        let hostStart = exchange.upstreamRequest.count
        if uri.template.hostHeader.isEmpty {
            if let error = writeDynamicHost(exchange, deployment, uri, plan, &scratch) { return error }
        } else {
            uri.template.hostHeader.withByteView { exchange.upstreamRequest.append($0) }
        }
        let setsHeaders = plan.mapped.contains(.headers) || !exchange.overrides.isEmpty
        if setsHeaders {
            writeMappedHost(exchange, deployment, plan, from: hostStart, &scratch)
        }
        exchange.upstreamRequest.append("\r\n")
        let fieldsStart = exchange.upstreamRequest.count
        if setsHeaders, let error = writeMappedHeaders(exchange, deployment, plan, &scratch) { return error }
        let mapped = fieldsStart..<exchange.upstreamRequest.count
        if plan.isProxy { writeClientHeaders(exchange, mapped) }
        writeGatewayHeaders(exchange, deployment, plan, mapped)
        writeBodyFraming(exchange, plan, mapped, scratch.body.view)
        return nil
    }

    // MARK: Target

    func writeTarget(
        _ exchange: Exchange, _ deployment: Deployment, _ path: URIText, _ query: URIText, _ plan: UpstreamPlan,
        _ hasQuery: inout Bool, _ scratch: inout Scratch
    ) -> ExchangeError? {
        if !write(path, exchange, deployment, plan, &scratch) { return Gateway.notJSON }
        if !query.isEmpty {
            exchange.upstreamRequest.append(0x3f)
            hasQuery = true
            if !write(query, inQuery: true, exchange, deployment, plan, &scratch) { return Gateway.notJSON }
        }
        if plan.isProxy, !exchange.query.isEmpty {
            exchange.upstreamRequest.append(hasQuery ? 0x26 : 0x3f)
            hasQuery = true
            writeClientQuery(exchange)
        }
        if !plan.mapped.contains(.query), exchange.overrides.isEmpty { return nil }
        return writeMappedQuery(exchange, deployment, plan, &hasQuery, &scratch)
    }

    /// Writes a text with its places filled. False: a body that had to be JSON is not.
    func write(
        _ text: URIText, inQuery: Bool = false, _ exchange: Exchange, _ deployment: Deployment, _ plan: UpstreamPlan,
        _ scratch: inout Scratch
    ) -> Bool {
        text.forEachStep { step, isPlaceholder in
            if isPlaceholder { return writePlaceholder(step, inQuery: inQuery, exchange, deployment, plan, &scratch) }
            exchange.upstreamRequest.append(step)
            return true
        }
    }

    /// The client's query, decoded and encoded again so that the backend sees one spelling.
    private func writeClientQuery(_ exchange: Exchange) {
        if !QueryText.isEncoded(exchange.query), exchange.query.firstIndex(of: 0x3b) == nil {
            exchange.upstreamRequest.append(exchange.query)
            return
        }
        var pairs = QueryPairs(exchange.query)
        var isFirst = true
        var decoded = ByteBuffer(capacity: 256)
        while let pair = pairs.next() {
            if !isFirst { exchange.upstreamRequest.append(0x26) }
            isFirst = false
            decoded.removeAll()
            QueryText.appendDecoded(pair.name, to: &decoded)
            QueryText.appendEncoded(decoded.view, to: &exchange.upstreamRequest)
            exchange.upstreamRequest.append(0x3d)
            decoded.removeAll()
            QueryText.appendDecoded(pair.value, to: &decoded)
            QueryText.appendEncoded(decoded.view, to: &exchange.upstreamRequest)
        }
    }

    private func writeMappedQuery(
        _ exchange: Exchange, _ deployment: Deployment, _ plan: UpstreamPlan, _ hasQuery: inout Bool,
        _ scratch: inout Scratch
    ) -> ExchangeError? {
        let records = deployment.plan
        for index in plan.integration.requestMappings.indices {
            let mapping = records.mappings[index]
            guard mapping.target == MappingTarget.integrationQueryString.rawValue else { continue }
            let name = records.string(mapping.targetName)
            if isOverridden(.requestQueryString, name, exchange) { continue }
            let ok = forEachValue(of: mapping, exchange, deployment, &scratch) { value, _ in
                appendQuery(name, value, &hasQuery, &exchange.upstreamRequest)
            }
            if !ok { return Gateway.notJSON }
        }
        if plan.isProxy || exchange.overrides.isEmpty { return nil }
        for entry in exchange.overrides where entry.kind == .requestQueryString {
            for value in entry.values {
                entry.name.withByteView { name in
                    value.withByteView { appendQuery(name, $0, &hasQuery, &exchange.upstreamRequest) }
                }
            }
        }
        return nil
    }

    private func appendQuery(_ name: ByteView, _ value: ByteView, _ hasQuery: inout Bool, _ out: inout ByteBuffer) {
        out.append(hasQuery ? 0x26 : 0x3f)
        hasQuery = true
        QueryText.appendEncoded(name, to: &out)
        out.append(0x3d)
        QueryText.appendEncoded(value, to: &out)
    }

    /// `{name}` in a URI: the override, else the mapping, else the placeholder's own text. False: a body that had to
    /// be JSON is not.
    func writePlaceholder(
        _ name: ByteView, inQuery: Bool = false, _ exchange: Exchange, _ deployment: Deployment, _ plan: UpstreamPlan,
        _ scratch: inout Scratch
    ) -> Bool {
        if !plan.isProxy, !exchange.overrides.isEmpty {
            for entry in exchange.overrides where entry.kind == .requestPath {
                if !entry.name.withByteView({ $0 == name }) { continue }
                entry.values.last?.withByteView {
                    QueryText.appendPathEncoded($0, inQuery: inQuery, to: &exchange.upstreamRequest)
                }
                return true
            }
        }
        let records = deployment.plan
        if exchange.isHTTPAPI, let value = exchange.pathParameter(named: name, in: records) {
            QueryText.appendPathEncoded(value, inQuery: inQuery, to: &exchange.upstreamRequest)
            return true
        }
        for index in plan.integration.requestMappings.indices {
            let mapping = records.mappings[index]
            guard mapping.target == MappingTarget.integrationPath.rawValue,
                records.string(mapping.targetName) == name
            else { continue }
            // Most are a parameter of the request's path.
            if mapping.source == MappingSource.requestPath.rawValue {
                if let value = exchange.pathParameter(named: records.string(mapping.sourceText), in: records) {
                    QueryText.appendPathEncoded(value, inQuery: inQuery, to: &exchange.upstreamRequest)
                }
                return true
            }
            return forEachValue(of: mapping, exchange, deployment, &scratch) { value, _ in
                QueryText.appendPathEncoded(value, inQuery: inQuery, to: &exchange.upstreamRequest)
            }
        }
        exchange.upstreamRequest.append("%7B")
        exchange.upstreamRequest.append(name)
        exchange.upstreamRequest.append("%7D")
        return true
    }

    /// A host that the request chooses: looked up per call.
    func writeDynamicHost(
        _ exchange: Exchange, _ deployment: Deployment, _ uri: BoundURI, _ plan: UpstreamPlan, _ scratch: inout Scratch
    ) -> ExchangeError? {
        let start = exchange.upstreamRequest.count
        if !write(uri.template.authority, exchange, deployment, plan, &scratch) { return Gateway.notJSON }
        let host = exchange.upstreamRequest.view.dropFirst(start)
        let endpoint = Deployment.endpoint(
            host, isTLS: uri.template.isTLS, plan.integration, deployment.plan, deployment.settings)
        if let endpoint, let link = exchange.upstreamLink, let route = link.towards(endpoint, endpoints) {
            exchange.upstreamLink = route
            exchange.upstreamEndpoint = route.endpoints[0]
        } else if let endpoint, exchange.upstreamLink == nil, let number = endpoints.intern(endpoint) {
            exchange.upstreamEndpoint = number
        } else {
            exchange.integrationError = "the integration URI's host is not a name or address"
            return ExchangeError(.apiConfigurationError)
        }
        return nil
    }

    /// A mapped or overridden Host replaces the endpoint's (recorded); the call still goes to the endpoint. What is no
    /// host (RFC 9110 §7.2) replaces nothing: the value may be the client's, and backends differ in what they make of
    /// it.
    private func writeMappedHost(
        _ exchange: Exchange, _ deployment: Deployment, _ plan: UpstreamPlan, from start: Int, _ scratch: inout Scratch
    ) {
        let records = deployment.plan
        for index in plan.integration.requestMappings.indices {
            let mapping = records.mappings[index]
            guard mapping.target == MappingTarget.integrationHeader.rawValue,
                KnownHeader.id(of: records.string(mapping.targetName)) == KnownHeader.host.rawValue
            else { continue }
            _ = forEachValue(of: mapping, exchange, deployment, &scratch) { value, _ in
                writeHost(value, exchange, from: start)
            }
        }
        if plan.isProxy { return }
        for entry in exchange.overrides where entry.kind == .requestHeader {
            if !entry.name.withByteView({ $0.equalsIgnoringCase(ByteView("Host")) }) { continue }
            entry.values.last?.withByteView { writeHost($0, exchange, from: start) }
        }
    }

    private func writeHost(_ value: ByteView, _ exchange: Exchange, from start: Int) {
        let host = value.trimmingBlanks()
        if !FieldValues.isHost(host) { return }
        exchange.upstreamRequest.truncate(to: start)
        exchange.upstreamRequest.append(host)
    }

    // MARK: Headers

    func writeMappedHeaders(
        _ exchange: Exchange, _ deployment: Deployment, _ plan: UpstreamPlan, _ scratch: inout Scratch
    ) -> ExchangeError? {
        let records = deployment.plan
        for index in plan.integration.requestMappings.indices {
            let mapping = records.mappings[index]
            guard mapping.target == MappingTarget.integrationHeader.rawValue else { continue }
            let name = records.string(mapping.targetName)
            if isOverridden(.requestHeader, name, exchange) { continue }
            var count = 0
            let ok = forEachValue(of: mapping, exchange, deployment, &scratch) { value, _ in
                if count == 0 {
                    appendHeader(name, value, &exchange.upstreamRequest)
                } else {
                    exchange.upstreamRequest.truncate(to: exchange.upstreamRequest.count - 2)
                    exchange.upstreamRequest.append(",")
                    HeaderRules.appendValue(value, to: &exchange.upstreamRequest)
                    exchange.upstreamRequest.append("\r\n")
                }
                count += 1
            }
            if !ok { return Gateway.notJSON }
        }
        if plan.isProxy || exchange.overrides.isEmpty { return nil }
        for entry in exchange.overrides where entry.kind == .requestHeader {
            for value in entry.values {
                entry.name.withByteView { name in
                    value.withByteView { appendHeader(name, $0, &exchange.upstreamRequest) }
                }
            }
        }
        return nil
    }

    private func appendHeader(_ name: ByteView, _ value: ByteView, _ out: inout ByteBuffer) {
        guard HeaderRules.isToken(name) else { return }
        let known = KnownHeader.id(of: name)
        if HeaderRules.isStrippedRequestName(known) || HeaderRules.isGatewayRequestName(name, known) { return }
        out.append(name)
        out.append(": ")
        HeaderRules.appendValue(value, to: &out)
        out.append("\r\n")
    }

    /// HTTP_PROXY: the client's headers but those of the table and those that a mapping has set.
    private func writeClientHeaders(_ exchange: Exchange, _ mapped: Range<Int>) {
        let hopFields = HopFields(exchange.bytes, exchange.headers)
        for index in 0..<exchange.headers.count {
            let slot = exchange.headers[index]
            if HeaderRules.isDroppedFromProxyRequest(slot.known) { continue }
            if slot.known == KnownHeader.authorization.rawValue, exchange.isSigned { continue }
            let name = exchange.headerName(slot)
            if slot.known == 0, HeaderRules.looksLikeFraming(name) { continue }
            if !hopFields.isEmpty, hopFields.contains(name, exchange.headers) { continue }
            if !mapped.isEmpty, hasField(name, exchange, mapped) { continue }
            exchange.upstreamRequest.append(field: slot, of: exchange.bytes)
        }
        exchange.upstreamRequest.append("X-Forwarded-For: ")
        appendForwardedFor(exchange, &exchange.upstreamRequest)
        exchange.upstreamRequest.append("\r\nX-Forwarded-Port: ")
        appendForwardedPort(exchange, &exchange.upstreamRequest)
        exchange.upstreamRequest.append("\r\nX-Forwarded-Proto: ")
        exchange.upstreamRequest.append(exchange.isTLS ? "https" : "http")
        exchange.upstreamRequest.append("\r\n")
    }

    /// The addresses that the client names, then its own.
    func appendForwardedFor(_ exchange: Exchange, _ out: inout ByteBuffer) {
        var earlier = exchange.headers.first(known: .xForwardedFor)
        while let index = earlier {
            out.append(exchange.headerValue(exchange.headers[index]))
            out.append(", ")
            earlier = exchange.headers.index(of: .xForwardedFor, from: index + 1)
        }
        out.append(exchange.sourceAddress.view)
    }

    /// The port that the client called.
    func appendForwardedPort(_ exchange: Exchange, _ out: inout ByteBuffer) {
        if let host = exchange.header(.host), !host.isEmpty, host[host.count - 1] != 0x5d {
            var index = host.count
            while index > 0, ASCII.isDigit(host[index - 1]) { index -= 1 }
            if index > 0, index < host.count, host[index - 1] == 0x3a {
                out.append(host.dropFirst(index))
                return
            }
        }
        out.append(exchange.isTLS ? "443" : "80")
    }

    /// Whether the upstream request has a field among those that mappings and overrides wrote, so that nobody writes
    /// it again. A mapping without a value has written none.
    func hasField(_ name: ByteView, _ exchange: Exchange, _ mapped: Range<Int>) -> Bool {
        let fields = exchange.upstreamRequest.view.slice(mapped.lowerBound, mapped.upperBound)
        var start = 0
        while start < fields.count {
            let colon = start + name.count
            if colon < fields.count, fields[colon] == 0x3a, fields.slice(start, colon).equalsIgnoringCase(name) {
                return true
            }
            // Values hold no line ends.
            start = (fields.firstIndex(of: 0x0a, from: start) ?? fields.count) + 1
        }
        return false
    }

    /// What AWS adds to every call of an HTTP backend (recorded).
    private func writeGatewayHeaders(
        _ exchange: Exchange, _ deployment: Deployment, _ plan: UpstreamPlan, _ mapped: Range<Int>
    ) {
        if !plan.isProxy {
            if !hasField(ByteView("User-Agent"), exchange, mapped) {
                exchange.upstreamRequest.append("User-Agent: AmazonAPIGateway_")
                appendAPIIdentifier(exchange, &exchange.upstreamRequest)
                exchange.upstreamRequest.append("\r\n")
            }
            if !hasField(ByteView("Accept"), exchange, mapped) {
                exchange.upstreamRequest.append("Accept: application/json\r\n")
            }
        }
        exchange.upstreamRequest.append("X-Amzn-Apigateway-Api-Id: ")
        deployment.apiIdentifier.withByteView { exchange.upstreamRequest.append($0) }
        exchange.upstreamRequest.append("\r\nX-Amzn-Trace-Id: ")
        appendTraceIdentifier(exchange, &exchange.upstreamRequest)
        exchange.upstreamRequest.append("\r\n")
    }

    // MARK: Body

    func writeBodyFraming(
        _ exchange: Exchange, _ plan: UpstreamPlan, _ mapped: Range<Int>, _ rendered: ByteView
    ) {
        if plan.isProxy, exchange.requestBody.isEmpty {
            if exchange.head.isChunked, !exchange.isBodyRead {
                exchange.upstreamRequest.append("Transfer-Encoding: chunked\r\n\r\n")
                exchange.upstreamBodyMode = .relay(.chunked)
                return
            }
            if exchange.head.contentLength > 0, !exchange.isBodyRead {
                appendContentLength(exchange, Int(exchange.head.contentLength))
                exchange.upstreamBodyMode = .relay(.length(Int(exchange.head.contentLength)))
                return
            }
            if exchange.head.contentLength == 0 || exchange.isBodyRead {
                appendContentLength(exchange, 0)
            } else {
                exchange.upstreamRequest.append("\r\n")
            }
            exchange.upstreamBodyMode = .complete
            return
        }
        exchange.upstreamBodyMode = .complete
        // AWS: GET, HEAD and OPTIONS calls carry no body.
        if !plan.isProxy, plan.verb == .get || plan.verb == .head || plan.verb == .options {
            exchange.upstreamRequest.append("\r\n")
            return
        }
        let body = plan.sendsTemplate ? rendered : exchange.requestBody.view
        if !plan.isProxy, !hasField(ByteView("Content-Type"), exchange, mapped) {
            exchange.upstreamRequest.append("Content-Type: ")
            HeaderRules.appendValue(exchange.contentTypeValue, to: &exchange.upstreamRequest)
            exchange.upstreamRequest.append("\r\n")
        }
        appendContentLength(exchange, body.count)
        exchange.upstreamRequest.append(body)
    }

    func appendContentLength(_ exchange: Exchange, _ count: Int) {
        exchange.upstreamRequest.append("Content-Length: ")
        exchange.upstreamRequest.append(decimal: count)
        exchange.upstreamRequest.append("\r\n\r\n")
    }

    /// A mapping reads the body as JSON and it is none. AWS's text.
    static var notJSON: ExchangeError {
        ExchangeError(.badRequestBody, message: Array("Invalid JSON in request body".utf8))
    }
}

/// What one upstream call needs to know all the way.
struct UpstreamPlan {
    let integration: IntegrationRecord
    let verb: HTTPVerb
    let isProxy: Bool
    let sendsTemplate: Bool
    let mapped: MappedParts
}
