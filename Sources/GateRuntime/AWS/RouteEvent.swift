// Events of functions behind HTTP APIs, formats 2.0 and 1.0, and those of their authorizers. AWS: "Create AWS Lambda
// proxy integrations for HTTP APIs", "Control access to HTTP APIs with AWS Lambda authorizers" (read 2026-11). Names of
// headers are in small letters; members of format 2.0 that are empty are left out, those of 1.0 are null.

import GateBytes
import GateJSON
import GatePlan
import GateWire

extension Gateway {
    /// Writes the event of an exchange into `scratch.body`.
    func writeRouteEvent(
        _ exchange: Exchange, _ deployment: Deployment, isFormat2: Bool, _ scratch: inout Scratch
    ) {
        scratch.body.removeAll()
        if isFormat2 {
            scratch.body.append("{\"version\":\"2.0\",\"routeKey\":")
            appendMember(.routeKey, exchange, &scratch)
            appendEvent2(exchange, deployment, &scratch)
            appendBody(exchange, isFormat2: true, &scratch.body)
            appendNamed(exchange, deployment, isFormat2: true, &scratch)
        } else {
            scratch.body.append("{\"version\":\"1.0\"")
            appendEvent1(exchange, deployment, &scratch)
            appendNamed(exchange, deployment, isFormat2: false, &scratch)
            appendBody(exchange, isFormat2: false, &scratch.body)
        }
        scratch.body.append(0x7d)
    }

    /// Writes the event of an authorizer into `scratch.body`.
    func writeRouteAuthorizerEvent(
        _ exchange: Exchange, _ deployment: Deployment, _ authorizer: AccessTable.Authorizer, _ scratch: inout Scratch
    ) {
        let isFormat2 = authorizer.record.flags & AuthorizerRecord.usesPayloadFormat2 != 0
        scratch.body.removeAll()
        scratch.body.append(
            isFormat2
                ? "{\"version\":\"2.0\",\"type\":\"REQUEST\",\"routeArn\":"
                : "{\"version\":\"1.0\",\"type\":\"REQUEST\",\"methodArn\":")
        writeMethodARN(exchange, deployment, deployment.access.arnPrefix, &scratch.arn)
        EventText.appendQuoted(scratch.arn.view, to: &scratch.body)
        scratch.body.append(",\"identitySource\":")
        appendSources(exchange, deployment, authorizer, isList: isFormat2, &scratch)
        if isFormat2 {
            scratch.body.append(",\"routeKey\":")
            appendMember(.routeKey, exchange, &scratch)
            appendEvent2(exchange, deployment, &scratch)
        } else {
            scratch.body.append(",\"authorizationToken\":")
            appendSources(exchange, deployment, authorizer, isList: false, &scratch)
            appendEvent1(exchange, deployment, &scratch)
        }
        appendNamed(exchange, deployment, isFormat2: isFormat2, &scratch)
        scratch.body.append(0x7d)
    }

    private func appendSources(
        _ exchange: Exchange, _ deployment: Deployment, _ authorizer: AccessTable.Authorizer, isList: Bool,
        _ scratch: inout Scratch
    ) {
        scratch.body.append(isList ? "[" : "\"")
        var isFirst = true
        for index in authorizer.record.identitySources.indices {
            scratch.value.removeAll()
            _ = appendIdentity(deployment.plan.identitySources[index], exchange, deployment, &scratch.value)
            if !isFirst { scratch.body.append(0x2c) }
            isFirst = false
            if isList {
                EventText.appendQuoted(scratch.value.view, to: &scratch.body)
            } else {
                EventText.appendEscaped(scratch.value.view, to: &scratch.body)
            }
        }
        scratch.body.append(isList ? "]" : "\"")
    }

    // MARK: Format 2.0

    /// What stands between the route's key and the body.
    private func appendEvent2(_ exchange: Exchange, _ deployment: Deployment, _ scratch: inout Scratch) {
        scratch.body.append(",\"rawPath\":")
        appendRawPath(exchange, &scratch)
        scratch.body.append(",\"rawQueryString\":")
        EventText.appendQuoted(exchange.query, to: &scratch.body)
        appendCookies(exchange, &scratch.body)
        fillRouteHeaders(exchange, keepsCookies: false, &scratch)
        scratch.body.append(",\"headers\":")
        scratch.headerValues.appendJoined(to: &scratch.body)
        fillQuery(exchange, &scratch)
        if !scratch.queryValues.isEmpty {
            scratch.body.append(",\"queryStringParameters\":")
            scratch.queryValues.appendJoined(to: &scratch.body)
        }
        appendContext2(exchange, deployment, &scratch)
    }

    /// The path with the stage, without a base path, its escapes undone.
    private func appendRawPath(_ exchange: Exchange, _ scratch: inout Scratch) {
        scratch.value.removeAll()
        PathText.appendDecoded(
            exchange.address.basePath.isEmpty ? exchange.path : exchange.resourcePath, to: &scratch.value)
        if scratch.value.isEmpty { scratch.value.append(0x2f) }
        EventText.appendQuoted(scratch.value.view, to: &scratch.body)
    }

    private func appendCookies(_ exchange: Exchange, _ out: inout ByteBuffer) {
        var count = 0
        var next = exchange.headers.first(known: .cookie)
        while let index = next {
            next = exchange.headers.index(of: .cookie, from: index + 1)
            let value = exchange.headerValue(exchange.headers[index])
            var start = 0
            while start < value.count {
                let end = value.firstIndex(of: 0x3b, from: start) ?? value.count
                let cookie = value.slice(start, end).trimmingBlanks()
                start = end + 1
                if cookie.isEmpty { continue }
                out.append(count == 0 ? ",\"cookies\":[" : ",")
                count += 1
                EventText.appendQuoted(cookie, to: &out)
            }
        }
        if count > 0 { out.append(0x5d) }
    }

    private func appendContext2(_ exchange: Exchange, _ deployment: Deployment, _ scratch: inout Scratch) {
        scratch.body.append(",\"requestContext\":{\"accountId\":")
        appendMember(.accountId, exchange, &scratch)
        scratch.body.append(",\"apiId\":")
        appendMember(.apiId, exchange, &scratch)
        if exchange.clientCertificate != nil {
            scratch.body.append(",\"authentication\":{")
            appendCertificate(exchange, &scratch)
            scratch.body.append(0x7d)
        }
        appendRouteCaller(exchange, deployment, isFormat2: true, &scratch.body)
        scratch.body.append(",\"domainName\":")
        appendMember(.domainName, exchange, &scratch)
        scratch.body.append(",\"domainPrefix\":")
        appendMember(.domainPrefix, exchange, &scratch)
        scratch.body.append(",\"http\":{\"method\":")
        appendMember(.httpMethod, exchange, &scratch)
        scratch.body.append(",\"path\":")
        appendRawPath(exchange, &scratch)
        scratch.body.append(",\"protocol\":")
        appendMember(.protocol, exchange, &scratch)
        scratch.body.append(",\"sourceIp\":")
        appendMember(.identitySourceIp, exchange, &scratch)
        scratch.body.append(",\"userAgent\":")
        EventText.appendQuoted(exchange.header(.userAgent) ?? .empty, to: &scratch.body)
        scratch.body.append("},\"requestId\":")
        appendMember(.requestId, exchange, &scratch)
        scratch.body.append(",\"routeKey\":")
        appendMember(.routeKey, exchange, &scratch)
        scratch.body.append(",\"stage\":")
        appendMember(.stage, exchange, &scratch)
        scratch.body.append(",\"time\":")
        appendMember(.requestTime, exchange, &scratch)
        scratch.body.append(",\"timeEpoch\":")
        scratch.body.append(decimal: Int(exchange.startedWallMilliseconds))
        scratch.body.append(0x7d)
    }

    // MARK: Format 1.0

    private func appendEvent1(_ exchange: Exchange, _ deployment: Deployment, _ scratch: inout Scratch) {
        scratch.body.append(",\"resource\":")
        appendMember(.resourcePath, exchange, &scratch)
        scratch.body.append(",\"path\":")
        appendMember(.path, exchange, &scratch)
        scratch.body.append(",\"httpMethod\":")
        appendMember(.httpMethod, exchange, &scratch)
        fillRouteHeaders(exchange, keepsCookies: true, &scratch)
        scratch.body.append(",\"headers\":")
        scratch.headerValues.appendSingle(to: &scratch.body)
        scratch.body.append(",\"multiValueHeaders\":")
        scratch.headerValues.appendMultiple(to: &scratch.body)
        fillQuery(exchange, &scratch)
        scratch.body.append(",\"queryStringParameters\":")
        if scratch.queryValues.isEmpty {
            scratch.body.append("null,\"multiValueQueryStringParameters\":null")
        } else {
            scratch.queryValues.appendSingle(to: &scratch.body)
            scratch.body.append(",\"multiValueQueryStringParameters\":")
            scratch.queryValues.appendMultiple(to: &scratch.body)
        }
        appendContext1(exchange, deployment, &scratch)
    }

    private static let contextMembers1: [(StaticString, ContextVariable)] = [
        (",\"domainName\":", .domainName), (",\"domainPrefix\":", .domainPrefix),
        (",\"extendedRequestId\":", .extendedRequestId), (",\"httpMethod\":", .httpMethod),
    ]

    private static let identityMembers1: [(StaticString, ContextVariable)] = [
        ("{\"accessKey\":", .identityAccessKey), (",\"accountId\":", .identityAccountId),
        (",\"caller\":", .identityCaller),
        (",\"cognitoAuthenticationProvider\":", .identityCognitoAuthenticationProvider),
        (",\"cognitoAuthenticationType\":", .identityCognitoAuthenticationType),
        (",\"cognitoIdentityId\":", .identityCognitoIdentityId),
        (",\"cognitoIdentityPoolId\":", .identityCognitoIdentityPoolId),
        (",\"principalOrgId\":", .identityPrincipalOrgId), (",\"sourceIp\":", .identitySourceIp),
        (",\"user\":", .identityUser), (",\"userAgent\":", .identityUserAgent),
        (",\"userArn\":", .identityUserArn),
    ]

    private static let tailMembers1: [(StaticString, ContextVariable)] = [
        ("},\"path\":", .path), (",\"protocol\":", .protocol), (",\"requestId\":", .requestId),
        (",\"requestTime\":", .requestTime),
    ]

    private func appendContext1(_ exchange: Exchange, _ deployment: Deployment, _ scratch: inout Scratch) {
        scratch.body.append(",\"requestContext\":{\"accountId\":")
        appendMember(.accountId, exchange, &scratch)
        scratch.body.append(",\"apiId\":")
        appendMember(.apiId, exchange, &scratch)
        appendRouteCaller(exchange, deployment, isFormat2: false, &scratch.body)
        for (name, variable) in Gateway.contextMembers1 {
            scratch.body.append(name)
            appendMember(variable, exchange, &scratch)
        }
        scratch.body.append(",\"identity\":")
        for (name, variable) in Gateway.identityMembers1 {
            scratch.body.append(name)
            appendMember(variable, exchange, &scratch)
        }
        if exchange.clientCertificate != nil {
            scratch.body.append(0x2c)
            appendCertificate(exchange, &scratch)
        }
        for (name, variable) in Gateway.tailMembers1 {
            scratch.body.append(name)
            appendMember(variable, exchange, &scratch)
        }
        scratch.body.append(",\"requestTimeEpoch\":")
        scratch.body.append(decimal: Int(exchange.startedWallMilliseconds))
        scratch.body.append(",\"resourceId\":null,\"resourcePath\":")
        appendMember(.resourcePath, exchange, &scratch)
        scratch.body.append(",\"stage\":")
        appendMember(.stage, exchange, &scratch)
        scratch.body.append(0x7d)
    }

    // MARK: Parts of both

    private func fillRouteHeaders(_ exchange: Exchange, keepsCookies: Bool, _ scratch: inout Scratch) {
        scratch.headerValues.removeAll()
        for index in 0..<exchange.headers.count {
            let slot = exchange.headers[index]
            if !keepsCookies, slot.known == KnownHeader.cookie.rawValue { continue }
            if slot.known != KnownHeader.contentLength.rawValue, HeaderRules.isHidden(slot.known) { continue }
            if slot.known == KnownHeader.authorization.rawValue, exchange.isSigned { continue }
            if Gateway.isWrittenByGateway(slot.known) { continue }
            scratch.headerValues.add(lowercasing: exchange.headerName(slot), exchange.headerValue(slot))
        }
        scratch.value.removeAll()
        appendEventTrace(exchange, &scratch.value)
        scratch.headerValues.add(ByteView("x-amzn-trace-id"), scratch.value.view)
        scratch.value.removeAll()
        appendForwardedFor(exchange, &scratch.value)
        scratch.headerValues.add(ByteView("x-forwarded-for"), scratch.value.view)
        scratch.value.removeAll()
        appendForwardedPort(exchange, &scratch.value)
        scratch.headerValues.add(ByteView("x-forwarded-port"), scratch.value.view)
        scratch.headerValues.add(
            ByteView("x-forwarded-proto"), exchange.isTLS ? ByteView("https") : ByteView("http"))
    }

    private func fillQuery(_ exchange: Exchange, _ scratch: inout Scratch) {
        scratch.queryValues.removeAll()
        var pairs = QueryPairs(exchange.query)
        while let pair = pairs.next() { scratch.queryValues.add(decoding: pair) }
    }

    /// Path parameters, decoded, and stage variables; what is empty is left out, or null.
    private func appendNamed(
        _ exchange: Exchange, _ deployment: Deployment, isFormat2: Bool, _ scratch: inout Scratch
    ) {
        let plan = deployment.plan
        let names = plan.methods[exchange.method].pathParameters
        let count = min(Int(names.count), exchange.pathParameters.count)
        if count > 0 || !isFormat2 { scratch.body.append(",\"pathParameters\":") }
        if count == 0, !isFormat2 { scratch.body.append("null") }
        for position in 0..<count {
            scratch.body.append(position == 0 ? 0x7b : 0x2c)
            EventText.appendQuoted(plan.string(plan.names[Int(names.start) + position].text), to: &scratch.body)
            scratch.body.append(0x3a)
            scratch.value.removeAll()
            PathText.appendDecoded(exchange.pathParameters[position], to: &scratch.value)
            EventText.appendQuoted(scratch.value.view, to: &scratch.body)
        }
        if count > 0 { scratch.body.append(0x7d) }
        if !deployment.stageVariables.entries.isEmpty || !isFormat2 {
            appendStageVariables(deployment, empty: "null", &scratch.body)
        }
    }

    /// Text types as text, all others as base64 (README, "Behaviour of HTTP APIs").
    private func appendBody(_ exchange: Exchange, isFormat2: Bool, _ out: inout ByteBuffer) {
        let body = exchange.requestBody.view
        if body.isEmpty {
            return out.append(isFormat2 ? ",\"isBase64Encoded\":false" : ",\"body\":null,\"isBase64Encoded\":false")
        }
        if Gateway.isText(MediaType.essence(exchange.header(.contentType) ?? .empty)) {
            out.append(",\"body\":")
            EventText.appendQuoted(body, to: &out)
            return out.append(",\"isBase64Encoded\":false")
        }
        out.append(",\"body\":\"")
        out.reserve(body.count / 3 * 4 + 64)
        Base64.append(body, to: &out)
        out.append("\",\"isBase64Encoded\":true")
    }

    private static func isText(_ type: ByteView) -> Bool {
        if type.count > 5, type.slice(0, 5).equalsIgnoringCase(ByteView("text/")) { return true }
        for known in ["application/json", "application/javascript", "application/xml"] as [StaticString]
        where type.equalsIgnoringCase(ByteView(known)) {
            return true
        }
        for suffix in ["+json", "+xml"] as [StaticString] {
            let text = ByteView(suffix)
            if type.count > text.count, type.dropFirst(type.count - text.count).equalsIgnoringCase(text) { return true }
        }
        return false
    }

    // MARK: Callers

    /// `requestContext.authorizer`; nothing where nobody has said who calls.
    private func appendRouteCaller(
        _ exchange: Exchange, _ deployment: Deployment, isFormat2: Bool, _ out: inout ByteBuffer
    ) {
        guard let caller = exchange.caller else { return }
        if let identity = caller.identity {
            if isFormat2 { append(identity, &out) }
            return
        }
        let isToken = !caller.claims.isEmpty
        out.append(",\"authorizer\":{")
        if isToken {
            out.append(isFormat2 ? "\"jwt\":{\"claims\":{" : "\"claims\":{")
            appendTexts(caller.claims, &out)
            out.append("},\"scopes\":")
            appendScopes(caller, deployment.plan, deployment.plan.methods[exchange.method].scopes, &out)
            if isFormat2 { out.append(0x7d) }
        } else if isFormat2 {
            out.append("\"lambda\":{")
            appendTexts(caller.members, &out)
            out.append(0x7d)
        } else {
            appendTexts(caller.members, &out)
            if !caller.principalIdentifier.isEmpty {
                out.append(caller.members.isEmpty ? "\"principalId\":" : ",\"principalId\":")
                caller.principalIdentifier.withByteView { EventText.appendQuoted($0, to: &out) }
            }
        }
        out.append(0x7d)
    }

    private func appendTexts(_ members: [Caller.Member], _ out: inout ByteBuffer) {
        for (index, member) in members.enumerated() {
            if index > 0 { out.append(0x2c) }
            member.name.withByteView { EventText.appendQuoted($0, to: &out) }
            out.append(0x3a)
            if member.json.isEmpty {
                member.value.withByteView { EventText.appendQuoted($0, to: &out) }
            } else {
                member.json.withByteView { out.append($0) }
            }
        }
    }

    /// The scopes of the token that the route asks for; null where it asks for none.
    private func appendScopes(_ caller: Caller, _ plan: PlanImage, _ wanted: RecordRange, _ out: inout ByteBuffer) {
        if wanted.count == 0 { return out.append("null") }
        var count = 0
        out.append(0x5b)
        for index in wanted.indices {
            let name = plan.string(plan.names[index].text)
            guard caller.scopes.contains(where: { $0.withByteView { $0 == name } }) else { continue }
            if count > 0 { out.append(0x2c) }
            count += 1
            EventText.appendQuoted(name, to: &out)
        }
        out.append(0x5d)
    }

    private func append(_ identity: LocalIdentity, _ out: inout ByteBuffer) {
        let principal = identity.principal
        let members: [(StaticString, [UInt8]?)] = [
            (",\"authorizer\":{\"iam\":{\"accessKey\":", identity.accessKeyID), (",\"accountId\":", principal.account),
            (",\"callerId\":", principal.userID), (",\"cognitoIdentity\":", nil),
            (",\"principalOrgId\":", principal.organization), (",\"userArn\":", principal.arn),
            (",\"userId\":", principal.userID),
        ]
        for (name, value) in members {
            out.append(name)
            if let value, !value.isEmpty {
                value.withByteView { EventText.appendQuoted($0, to: &out) }
            } else {
                out.append("null")
            }
        }
        out.append("}}")
    }
}
