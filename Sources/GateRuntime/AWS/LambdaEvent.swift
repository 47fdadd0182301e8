// The event of a Lambda proxy integration, version 1.0, as JSON straight from the request. AWS: "Set up Lambda proxy
// integrations in API Gateway"; the members' order, what is null and what is decoded as recorded.

import GateBytes
import GateJSON
import GatePlan
import GateWire

extension Gateway {
    /// Writes the event of an exchange into `scratch.body`.
    func writeLambdaEvent(_ exchange: Exchange, _ deployment: Deployment, _ scratch: inout Scratch) {
        if let session = exchange.session { return writeEvent(exchange, session, deployment, &scratch) }
        scratch.body.removeAll()
        scratch.body.append(0x7b)
        appendEventRequest(exchange, deployment, empty: "null", &scratch)
        appendEventBody(exchange, deployment.plan, &scratch.body)
        scratch.body.append(0x7d)
    }

    /// The members that tell of the request, as functions and authorizers get them; `empty` stands for maps without
    /// members.
    func appendEventRequest(
        _ exchange: Exchange, _ deployment: Deployment, empty: StaticString, _ scratch: inout Scratch
    ) {
        let plan = deployment.plan
        let method = plan.methods[exchange.method]
        scratch.body.append("\"resource\":")
        EventText.appendQuoted(plan.string(method.resourcePath), to: &scratch.body)
        scratch.body.append(",\"path\":")
        EventText.appendQuoted(exchange.eventPath, to: &scratch.body)
        scratch.body.append(",\"httpMethod\":")
        appendMember(.httpMethod, exchange, &scratch)
        appendEventHeaders(exchange, &scratch)
        appendEventQuery(exchange, empty: empty, &scratch)
        appendPathParameters(exchange, plan, method, empty: empty, &scratch.body)
        appendStageVariables(deployment, empty: empty, &scratch.body)
        appendRequestContext(exchange, method, &scratch)
    }

    /// Slashes in front of the path are one slash in the event (observed); `requestContext.path` keeps them.
    static func eventPath(_ path: ByteView) -> ByteView {
        var start = 0
        while start + 1 < path.count, path[start] == 0x2f, path[start + 1] == 0x2f { start += 1 }
        return path.dropFirst(start)
    }

    /// A `$context` value as a JSON string, `null` when it has none.
    func appendMember(_ variable: ContextVariable, _ exchange: Exchange, _ scratch: inout Scratch) {
        scratch.value.removeAll()
        if appendContext(variable, exchange, &scratch.value) {
            EventText.appendQuoted(scratch.value.view, to: &scratch.body)
        } else {
            scratch.body.append("null")
        }
    }

    // MARK: Headers, query, path, stage

    func appendEventHeaders(_ exchange: Exchange, _ scratch: inout Scratch) {
        scratch.headerValues.removeAll()
        for index in 0..<exchange.headers.count {
            let slot = exchange.headers[index]
            if HeaderRules.isHidden(slot.known) || Gateway.isWrittenByGateway(slot.known) { continue }
            if slot.known == KnownHeader.authorization.rawValue, exchange.isSigned { continue }
            scratch.headerValues.add(exchange.headerName(slot), exchange.headerValue(slot))
        }
        scratch.value.removeAll()
        appendEventTrace(exchange, &scratch.value)
        scratch.headerValues.add(ByteView("X-Amzn-Trace-Id"), scratch.value.view)
        scratch.value.removeAll()
        appendForwardedFor(exchange, &scratch.value)
        scratch.headerValues.add(ByteView("X-Forwarded-For"), scratch.value.view)
        scratch.value.removeAll()
        appendForwardedPort(exchange, &scratch.value)
        scratch.headerValues.add(ByteView("X-Forwarded-Port"), scratch.value.view)
        scratch.headerValues.add(
            ByteView("X-Forwarded-Proto"), exchange.isTLS ? ByteView("https") : ByteView("http"))
        scratch.body.append(",\"headers\":")
        scratch.headerValues.appendSingle(to: &scratch.body)
        scratch.body.append(",\"multiValueHeaders\":")
        scratch.headerValues.appendMultiple(to: &scratch.body)
    }

    static func isWrittenByGateway(_ known: UInt16) -> Bool {
        guard known != 0, let header = KnownHeader(rawValue: known) else { return false }
        switch header {
        case .xForwardedFor, .xForwardedPort, .xForwardedProto, .xAmznTraceId: return true
        default: return false
        }
    }

    /// What the client sent of a trace, completed; without one a new root (observed).
    func appendEventTrace(_ exchange: Exchange, _ out: inout ByteBuffer) {
        let start = out.count
        appendTraceIdentifier(exchange, &out)
        if exchange.header(.xAmznTraceId) != nil { return }
        if let end = out.view.dropFirst(start).firstIndex(of: 0x3b) { out.truncate(to: start + end) }
    }

    func appendEventQuery(_ exchange: Exchange, empty: StaticString, _ scratch: inout Scratch) {
        scratch.queryValues.removeAll()
        var pairs = QueryPairs(exchange.query)
        while let pair = pairs.next() { scratch.queryValues.add(decoding: pair) }
        if scratch.queryValues.isEmpty {
            scratch.body.append(",\"queryStringParameters\":")
            scratch.body.append(empty)
            scratch.body.append(",\"multiValueQueryStringParameters\":")
            scratch.body.append(empty)
            return
        }
        scratch.body.append(",\"queryStringParameters\":")
        scratch.queryValues.appendSingle(to: &scratch.body)
        scratch.body.append(",\"multiValueQueryStringParameters\":")
        scratch.queryValues.appendMultiple(to: &scratch.body)
    }

    /// As sent: path parameters are not percent-decoded (observed).
    private func appendPathParameters(
        _ exchange: Exchange, _ plan: PlanImage, _ method: MethodRecord, empty: StaticString, _ out: inout ByteBuffer
    ) {
        out.append(",\"pathParameters\":")
        let count = min(Int(method.pathParameters.count), exchange.pathParameters.count)
        if count == 0 { return out.append(empty) }
        for position in 0..<count {
            out.append(position == 0 ? 0x7b : 0x2c)
            let name = plan.names[Int(method.pathParameters.start) + position].text
            EventText.appendQuoted(plan.string(name), to: &out)
            out.append(0x3a)
            EventText.appendQuoted(exchange.pathParameters[position], to: &out)
        }
        out.append(0x7d)
    }

    func appendStageVariables(_ deployment: Deployment, empty: StaticString, _ out: inout ByteBuffer) {
        out.append(",\"stageVariables\":")
        if deployment.stageVariables.entries.isEmpty { return out.append(empty) }
        var separator: UInt8 = 0x7b
        for entry in deployment.stageVariables.entries {
            out.append(separator)
            separator = 0x2c
            entry.name.withByteView { EventText.appendQuoted($0, to: &out) }
            out.append(0x3a)
            entry.value.withByteView { EventText.appendQuoted($0, to: &out) }
        }
        out.append(0x7d)
    }

    // MARK: requestContext

    private static let contextMembers: [(StaticString, ContextVariable)] = [
        ("{\"resourceId\":", .resourceId), (",\"resourcePath\":", .resourcePath), (",\"httpMethod\":", .httpMethod),
        (",\"extendedRequestId\":", .extendedRequestId), (",\"requestTime\":", .requestTime), (",\"path\":", .path),
        (",\"accountId\":", .accountId), (",\"protocol\":", .protocol), (",\"stage\":", .stage),
        (",\"domainPrefix\":", .domainPrefix),
    ]

    /// Those of IAM and Cognito are null without them, but always there.
    private static let identityMembers: [(StaticString, ContextVariable)] = [
        ("{\"cognitoIdentityPoolId\":", .identityCognitoIdentityPoolId), (",\"accountId\":", .identityAccountId),
        (",\"cognitoIdentityId\":", .identityCognitoIdentityId), (",\"caller\":", .identityCaller),
        (",\"sourceIp\":", .identitySourceIp), (",\"principalOrgId\":", .identityPrincipalOrgId),
        (",\"accessKey\":", .identityAccessKey),
        (",\"cognitoAuthenticationType\":", .identityCognitoAuthenticationType),
        (",\"cognitoAuthenticationProvider\":", .identityCognitoAuthenticationProvider),
        (",\"userArn\":", .identityUserArn), (",\"userAgent\":", .identityUserAgent), (",\"user\":", .identityUser),
    ]

    private static let certificateMembers: [(StaticString, ContextVariable)] = [
        ("\"clientCert\":{\"clientCertPem\":", .clientCertificatePEM), (",\"subjectDN\":", .clientCertificateSubject),
        (",\"issuerDN\":", .clientCertificateIssuer), (",\"serialNumber\":", .clientCertificateSerialNumber),
        (",\"validity\":{\"notBefore\":", .clientCertificateNotBefore),
        (",\"notAfter\":", .clientCertificateNotAfter),
    ]

    /// The member `clientCert`.
    func appendCertificate(_ exchange: Exchange, _ scratch: inout Scratch) {
        for (name, variable) in Gateway.certificateMembers {
            scratch.body.append(name)
            appendMember(variable, exchange, &scratch)
        }
        scratch.body.append("}}")
    }

    private func appendRequestContext(_ exchange: Exchange, _ method: MethodRecord, _ scratch: inout Scratch) {
        scratch.body.append(",\"requestContext\":")
        for (name, variable) in Gateway.contextMembers {
            scratch.body.append(name)
            appendMember(variable, exchange, &scratch)
        }
        if exchange.address.hasCanary {
            scratch.body.append(exchange.address.isCanary ? ",\"isCanaryRequest\":true" : ",\"isCanaryRequest\":false")
        }
        scratch.body.append(",\"requestTimeEpoch\":")
        scratch.body.append(decimal: Int(exchange.startedWallMilliseconds))
        scratch.body.append(",\"requestId\":")
        appendMember(.requestId, exchange, &scratch)
        scratch.body.append(",\"identity\":")
        for (name, variable) in Gateway.identityMembers {
            scratch.body.append(name)
            appendMember(variable, exchange, &scratch)
        }
        if !exchange.address.endpoint.isEmpty {
            scratch.body.append(",\"vpceId\":")
            appendMember(.identityVpceId, exchange, &scratch)
        }
        if exchange.clientCertificate != nil {
            scratch.body.append(0x2c)
            appendCertificate(exchange, &scratch)
        }
        if method.flags & MethodRecord.requiresAPIKey != 0 || exchange.test != nil {
            scratch.body.append(",\"apiKey\":")
            appendMember(.identityApiKey, exchange, &scratch)
            scratch.body.append(",\"apiKeyId\":")
            appendMember(.identityApiKeyId, exchange, &scratch)
        }
        scratch.body.append("},\"domainName\":")
        appendMember(.domainName, exchange, &scratch)
        scratch.body.append(",\"deploymentId\":")
        appendMember(.deploymentId, exchange, &scratch)
        scratch.body.append(",\"apiId\":")
        appendMember(.apiId, exchange, &scratch)
        appendCaller(exchange, &scratch.body)
        scratch.body.append(0x7d)
    }

    // MARK: Body

    /// Bytes of a binary media type as base64, others as text; nothing as null.
    private func appendEventBody(_ exchange: Exchange, _ plan: PlanImage, _ out: inout ByteBuffer) {
        let body = exchange.requestBody.view
        if body.isEmpty { return out.append(",\"body\":null,\"isBase64Encoded\":false") }
        if plan.isBinary(exchange.contentType) {
            out.append(",\"body\":\"")
            out.reserve(body.count / 3 * 4 + 64)
            Base64.append(body, to: &out)
            out.append("\",\"isBase64Encoded\":true")
        } else {
            out.append(",\"body\":")
            EventText.appendQuoted(body, to: &out)
            out.append(",\"isBase64Encoded\":false")
        }
    }
}

extension PlanImage {
    /// Whether an API handles a media type as bytes.
    func isBinary(_ type: ByteView) -> Bool {
        for index in api.binaryMediaTypes.indices where MediaType.covers(string(names[index].text), type) {
            return true
        }
        return false
    }
}

/// Strings of events. What is not UTF-8 becomes U+FFFD, as in Java.
enum EventText {
    static func appendQuoted(_ text: ByteView, to out: inout ByteBuffer) {
        out.append(0x22)
        appendEscaped(text, to: &out)
        out.append(0x22)
    }

    /// The same without quotes.
    static func appendEscaped(_ text: ByteView, to out: inout ByteBuffer) {
        var start = 0
        var index = 0
        while index < text.count {
            if text[index] < 0x80 {
                index += 1
                continue
            }
            let length = UTF8Check.sequence(text.base + index, limit: text.count - index)
            if length > 0 {
                index += length
                continue
            }
            JSONWriter.appendEscaped(text.slice(start, index), to: &out)
            JSONText.appendUTF8(0xfffd, to: &out)
            index += 1
            start = index
        }
        JSONWriter.appendEscaped(text.slice(start, text.count), to: &out)
    }
}
